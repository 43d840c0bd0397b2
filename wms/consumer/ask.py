"""A consumer asks the shop something, or says what is wrong: it stands in the order's thread."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.cases.beside import belongs
from wms.cases.open import open_case
from wms.consumer.errors import AskedTooOften
from wms.contact.say import File, say, thread_for
from wms.db import Tx
from wms.picking.cancel import locked

#: what a question may be about; the others are complaints
ABOUTS: Final = ("question", "damaged", "wrong_item", "missing", "other")
#: words and pictures of one message
WORDS_MAX_CHARS: Final = 4000
PICTURES_MAX: Final = 3
#: messages of one order in a day, from its page
A_DAY_MAX: Final = 20

_SAID: Final = text(
    "SELECT EXISTS (SELECT FROM contact_messages "
    "WHERE shop_id = :shop AND thread_id = :thread AND mark = :mark)"
)
_OPEN_CASE: Final = text(
    "SELECT answer_due_at FROM cases WHERE shop_id = :shop AND thread_id = :thread "
    "AND kind = :kind AND status <> 'resolved' ORDER BY id DESC LIMIT 1"
)
_TODAY: Final = text(
    "SELECT count(*) FROM contact_messages WHERE shop_id = :shop AND thread_id = :thread "
    "AND channel = 'page' AND from_whom = 'consumer' "
    "AND created_at > clock_timestamp() - interval '1 day'"
)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Where a consumer's words stand, and by when they are answered if not at once."""

    thread_id: UUID
    answer_due_at: datetime | None


def form_mark(form_id: UUID) -> bytes:
    """How a message remembers the form that it came by. Not as its id: ids tell the order in which
    things were said, and a form is as old as its page, or what somebody made up."""
    return hashlib.sha256(b"form\0" + form_id.bytes).digest()


async def is_said(tx: Tx, shop_id: UUID, thread_id: UUID, form_id: UUID) -> bool:
    """Whether this form's words stand in the thread already."""
    given = {"shop": shop_id, "thread": thread_id, "mark": form_mark(form_id)}
    return bool(await tx.scalar(_SAID, given))


async def ask_shop(
    tx: Tx,
    shop_id: UUID,
    order_id: UUID,
    words: str,
    *,
    form_id: UUID,
    title: str,
    is_complaint: bool = False,
    pictures: Sequence[bytes] = (),
) -> Asked:
    """Put what a consumer wrote into the thread of their order; the same form again says it once.

    It opens a case, or belongs to the one of its kind that is open; by when that is answered.

    Raises:
        NotFound: there is no such order.
        NothingSaid: no words and no picture.
        AskedTooOften: more than `A_DAY_MAX` in a day.
    """
    await locked(tx, shop_id, order_id)  # two taps take turns
    thread_id = await thread_for(tx, shop_id, order_id=order_id)
    kind: Literal["complaint", "enquiry"] = "complaint" if is_complaint else "enquiry"
    open_one = {"shop": shop_id, "thread": thread_id, "kind": kind}
    due: datetime | None = await tx.scalar(_OPEN_CASE, open_one)
    if await is_said(tx, shop_id, thread_id, form_id):
        return Asked(thread_id=thread_id, answer_due_at=due)
    today = await tx.scalar(_TODAY, {"shop": shop_id, "thread": thread_id})
    if today is not None and today >= A_DAY_MAX:
        raise AskedTooOften
    files = [
        File(name=f"{at}.jpg", media_type="image/jpeg", content=content)
        for at, content in enumerate(pictures, start=1)
    ]
    said = await say(
        tx, shop_id, thread_id, channel="page", from_="consumer", words=words,
        attachments=files, mark=form_mark(form_id),
    )  # fmt: skip
    if due is None:
        case = await open_case(
            tx, shop_id, kind=kind, title=title, order_id=order_id, thread_id=thread_id,
            opened_by="consumer",
        )  # fmt: skip
        due = case.answer_due_at
    await belongs(tx, shop_id, thread_id, said, kind=kind)
    return Asked(thread_id=thread_id, answer_due_at=due)
