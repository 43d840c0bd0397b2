"""The cases of a thread: shown beside it, and answered when the person is answered there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import Desk
from wms.cases.hand import hold, keep, tell
from wms.clocks.due import meet_of_case
from wms.db import Read, Tx
from wms.events.kinds.case import CaseAnswered

BESIDE_MAX: Final = 10


class CaseBeside(msgspec.Struct, frozen=True, kw_only=True):
    """A case of a thread."""

    number: int
    kind: str
    status: str
    answer_due_at: datetime
    answered_at: datetime | None


_OF_THREAD: Final = text(
    "SELECT number, kind, status, answer_due_at, answered_at FROM cases "
    "WHERE shop_id = :shop AND thread_id = :thread ORDER BY number DESC LIMIT :limit"
)
_ASKED: Final = text(
    "SELECT id FROM cases WHERE shop_id = :shop AND thread_id = :thread AND kind = 'enquiry' "
    "AND opened_by = 'consumer' AND status <> 'resolved' AND answered_at IS NULL ORDER BY id"
)
_ANSWERED: Final = text(
    "UPDATE cases SET answered_at = clock_timestamp(), version = version + 1, "
    "updated_at = clock_timestamp() WHERE shop_id = :shop AND id = :id"
)


async def cases_beside(read: Read, shop_id: UUID, thread_id: UUID) -> Sequence[CaseBeside]:
    """The newest cases of a thread."""
    given = {"shop": shop_id, "thread": thread_id, "limit": BESIDE_MAX}
    return [CaseBeside(**row) for row in (await read.execute(_OF_THREAD, given)).mappings()]


_BELONGS: Final = text(
    """
    INSERT INTO case_messages (shop_id, case_id, message_id)
    SELECT shop_id, id, CAST(:message AS uuid) FROM cases
    WHERE shop_id = :shop AND thread_id = :thread AND opened_by = 'consumer'
      AND status <> 'resolved' AND kind = coalesce(CAST(:kind AS text), kind)
    ON CONFLICT DO NOTHING
    """
)


async def belongs(
    tx: Tx, shop_id: UUID, thread_id: UUID, message_id: UUID, *, kind: str | None = None
) -> None:
    """What a consumer says in a thread, or is told there, stands in the open cases that they opened
    there (of this kind), too: whoever resolves one reads it."""
    given = {"shop": shop_id, "thread": thread_id, "message": message_id, "kind": kind}
    await tx.execute(_BELONGS, given)


async def consumer_answered(
    tx: Tx, shop_id: UUID, thread_id: UUID, message_id: UUID, *, by: Desk
) -> None:
    """The consumer was answered in the thread: so are the questions that they asked there. A
    complaint is not: its answer says yes or no to it, and is given in the case."""
    await belongs(tx, shop_id, thread_id, message_id)
    asked = (await tx.scalars(_ASKED, {"shop": shop_id, "thread": thread_id})).all()
    for case_id in asked:
        case = await hold(tx, shop_id, case_id, is_open=False)
        if case.status == "resolved":
            continue  # somebody was quicker
        await tx.execute(_ANSWERED, {"shop": shop_id, "id": case_id})
        await meet_of_case(tx, shop_id, case_id)
        await keep(tx, case, "answered", by=by)
        await tell(tx, case, partial(CaseAnswered, message_id=message_id, status=case.status))
