"""A consumer asks the shop something, or says what is wrong: it stands in the order's thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import text

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

_SAID: Final = text("SELECT 1 FROM contact_messages WHERE shop_id = :shop AND id = :id")
_TODAY: Final = text(
    "SELECT count(*) FROM contact_messages WHERE shop_id = :shop AND thread_id = :thread "
    "AND channel = 'page' AND from_whom = 'consumer' "
    "AND created_at > clock_timestamp() - interval '1 day'"
)


async def ask_shop(
    tx: Tx,
    shop_id: UUID,
    order_id: UUID,
    words: str,
    *,
    form_id: UUID,
    pictures: Sequence[bytes] = (),
) -> None:
    """Put what a consumer wrote into the thread of their order; the same form again says it once.

    Raises:
        NotFound: there is no such order.
        NothingSaid: no words and no picture.
        AskedTooOften: more than `A_DAY_MAX` in a day.
    """
    await locked(tx, shop_id, order_id)  # two taps take turns
    if await tx.scalar(_SAID, {"shop": shop_id, "id": form_id}):
        return
    thread_id = await thread_for(tx, shop_id, order_id=order_id)
    today = await tx.scalar(_TODAY, {"shop": shop_id, "thread": thread_id})
    if today is not None and today >= A_DAY_MAX:
        raise AskedTooOften
    files = [
        File(name=f"{at}.jpg", media_type="image/jpeg", content=content)
        for at, content in enumerate(pictures, start=1)
    ]
    await say(
        tx, shop_id, thread_id, channel="page", from_="consumer", words=words,
        attachments=files, message_id=form_id,
    )  # fmt: skip
