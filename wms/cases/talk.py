"""What is said in a case, who looks after it, and what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import insert, text

from wms.access.people import Desk
from wms.cases.errors import CaseTaken, TaskEmpty, TaskUnknown
from wms.cases.hand import answers_its_return, hold, keep, tell
from wms.cases.models import CaseMessage, CaseTask
from wms.clocks.due import meet_of_case
from wms.contact.say import File, say
from wms.db import Tx
from wms.events.kinds.case import CaseAnswered
from wms.seals.seals import closed

From = Literal["consumer", "shop", "us"]

TASK_MAX_CHARS: Final = 200
#: whose turn it is after somebody spoke
_TURN: Final = {"us": "waiting_for_shop", "shop": "waiting_for_us", "consumer": "waiting_for_us"}
_STEP: Final = text(
    "UPDATE cases SET status = :status, version = version + 1, updated_at = clock_timestamp(), "
    "answered_at = CASE WHEN :answers THEN coalesce(answered_at, clock_timestamp()) "
    "ELSE answered_at END WHERE shop_id = :shop AND id = :id"
)


async def say_in_case(
    tx: Tx,
    shop_id: UUID,
    case_id: UUID,
    words: str,
    *,
    from_: From,
    by: Desk | None = None,
    is_note: bool = False,
    attachments: Sequence[File] = (),
) -> UUID:
    """Say something; a note is for the house only and answers nobody. The id of the message.

    Raises:
        CaseUnknown, CaseResolved: there is no such case that is open.
        NothingSaid, TooLong: of `wms.contact.say.say`.
    """
    case = await hold(tx, shop_id, case_id)
    made = await say(
        tx, shop_id, case.thread_id, channel="note" if is_note else "portal", from_=from_,
        words=words, by=by, attachments=attachments,
    )  # fmt: skip
    await tx.execute(insert(CaseMessage).values(shop_id=shop_id, case_id=case_id, message_id=made))
    if is_note:
        return made
    answers = from_ == "us"
    key = {"shop": shop_id, "id": case_id, "status": _TURN[from_]}
    await tx.execute(_STEP, key | {"answers": answers})
    if answers:
        await meet_of_case(tx, shop_id, case_id)
        await answers_its_return(tx, case)
        await keep(tx, case, "answered", by=by)
        await tell(tx, case, partial(CaseAnswered, message_id=made, status=_TURN[from_]))
    return made


_ASSIGN: Final = text(
    "UPDATE cases SET assigned_to = :user, version = version + 1, updated_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :id"
)
_NAME: Final = text("SELECT name FROM office_users WHERE id = :user")


async def take_case(
    tx: Tx, shop_id: UUID, case_id: UUID, *, by: Desk, of: UUID | None = None
) -> None:
    """This person looks after it; ``of``: who did as the person saw it, None: nobody.

    Raises:
        CaseUnknown, CaseResolved: there is no such case that is open.
        CaseTaken: somebody else took it meanwhile.
    """
    case = await hold(tx, shop_id, case_id)
    if case.assigned_to not in (of, by.user_id):
        name = await tx.scalar(_NAME, {"user": case.assigned_to})
        raise CaseTaken(name=name or "–")
    await tx.execute(_ASSIGN, {"shop": shop_id, "id": case_id, "user": by.user_id})
    await keep(tx, case, "assigned", by=by)


async def add_task(
    tx: Tx, shop_id: UUID, case_id: UUID, what: str, *, due_on: date | None = None
) -> None:
    """Something is to be done about it, by a day when one is named.

    Raises:
        CaseUnknown, CaseResolved: there is no such case that is open.
        TaskEmpty: nothing was written, or too much.
    """
    case = await hold(tx, shop_id, case_id)
    said = " ".join(what.split())
    if not 0 < len(said) <= TASK_MAX_CHARS or not said.isprintable():
        raise TaskEmpty(pointer="/what", most=TASK_MAX_CHARS)
    shut = await closed(tx, shop_id, case.subject_id, said)
    await tx.execute(
        insert(CaseTask).values(shop_id=shop_id, case_id=case_id, what_sealed=shut, due_on=due_on)
    )


_DONE: Final = text(
    "UPDATE case_tasks SET done_at = CASE WHEN :done THEN clock_timestamp() END, "
    "done_by = CASE WHEN :done THEN CAST(:user AS uuid) END "
    "WHERE shop_id = :shop AND case_id = :case AND id = :id RETURNING id"
)


async def task_done(
    tx: Tx, shop_id: UUID, case_id: UUID, task_id: UUID, *, by: Desk, is_done: bool = True
) -> None:
    """It is done; or, with ``is_done`` false, it was not after all.

    Raises:
        TaskUnknown: the case has no such task.
    """
    key = {"shop": shop_id, "case": case_id, "id": task_id, "user": by.user_id}
    if await tx.scalar(_DONE, key | {"done": is_done}) is None:
        raise TaskUnknown
