"""The desk chose an order: its shop is asked, and says yes or no."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.events.kinds.returned import ReturnMatchFound
from wms.returns.hand import tell
from wms.returns.queries import ReturnView
from wms.returns.reject import reject
from wms.returns.unidentified.errors import NoSuchMatch, NotUnidentified, WhoseLinkBroken
from wms.returns.unidentified.links import AboutWhat
from wms.returns.unidentified.parcels import describe, parcel
from wms.returns.unidentified.photos import hand_photos_on, parcel_photos
from wms.returns.unidentified.rank import Sender
from wms.returns.unidentified.take_in import arrive_unidentified, identify
from wms.seals.seals import destroy

#: what the first shop is told when the parcel is another one's; it is not told whose
NOT_YOURS: Final = "The parcel is not from one of your buyers."

_ORDER = text("""
    SELECT o.shop_id, o.id, o.external_id FROM orders o
    WHERE o.number = :number AND EXISTS (
        SELECT FROM order_lines l WHERE l.shop_id = o.shop_id AND l.order_id = o.id
        AND l.shipped > 0)
""")
# The number on the parcel is the other shop's affair, and who scans it means that shop's return.
_NOT_THEIRS = text(
    "UPDATE returns SET tracking_number = NULL WHERE shop_id = :shop AND id = :return"
)
_ASK = text("""
    INSERT INTO unidentified_parcels (shop_id, return_id, asked_order_id, asked_at, asked_by)
    VALUES (:shop, :return, :order, clock_timestamp(), :user)
    ON CONFLICT (shop_id, return_id) DO UPDATE
    SET asked_order_id = excluded.asked_order_id, asked_at = excluded.asked_at,
        asked_by = excluded.asked_by, answer = NULL,
        reminded_at = NULL, settled_at = NULL, settled_as = NULL
""")
_ANSWER = text("""
    UPDATE unidentified_parcels SET answer = :answer
    WHERE shop_id = :shop AND return_id = :return AND asked_order_id = :order RETURNING answer
""")
_ASKED: Final = """
    SELECT r.id AS return_id, o.id AS order_id, r.number, r.status, r.arrived_at,
           r.tracking_number, u.weight_g, u.codes, u.answer, o.number AS order_number,
           o.external_id, r.order_id = o.id AS is_of_it
    FROM returns r
    JOIN unidentified_parcels u ON u.shop_id = r.shop_id AND u.return_id = r.id
    JOIN orders o ON o.shop_id = r.shop_id AND o.id = u.asked_order_id
    WHERE r.shop_id = :shop
"""
_SHOWN = text(f"{_ASKED} AND r.id = :return AND u.asked_order_id = :order")
_OPEN = text(
    f"{_ASKED} AND r.status = 'unidentified' AND u.answer IS NULL ORDER BY u.asked_at LIMIT :limit"
)
#: questions that a shop is shown at once
QUESTIONS_MAX: Final = 50


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop is asked: nothing of any other shop is in it."""

    return_id: UUID
    order_id: UUID
    number: int
    status: str
    arrived_at: Any
    tracking_number: str | None
    weight_g: int | None
    codes: list[str]
    answer: str | None
    order_number: int
    external_id: str
    is_of_it: bool | None
    #: ids of pictures of it
    photos: list[UUID] = []


async def ask_shop(tx: Tx, number: int, order_number: int, *, by: UUID) -> int:
    """Ask the order's shop whether the parcel is of it; the number under which it waits now.

    When the order is another shop's, the parcel becomes that shop's: it waits there under a number
    of its own, and the first shop reads that it was not its buyer's.

    Raises:
        ReturnUnknown, NotUnidentified: it does not wait for a name.
        NoSuchMatch: nothing was sent with an order of this number.
    """
    one = await parcel(tx, number)
    if one.status != "unidentified":
        raise NotUnidentified(number=number)
    order = (await tx.execute(_ORDER, {"number": order_number})).one_or_none()
    if order is None:
        raise NoSuchMatch(number=order_number)
    return_id, now = one.return_id, number
    if order.shop_id != one.shop_id:
        # what a stranger wrote on it does not stay with the first shop
        await describe(tx, number, sender=Sender(), weight_g=one.weight_g, codes=())
        await reject(tx, number, reason=NOT_YOURS)
        await tx.execute(_NOT_THEIRS, {"shop": one.shop_id, "return": one.return_id})
        code = one.tracking_number or f"R-{number}"
        moved = await arrive_unidentified(tx, order.shop_id, code=code)
        return_id, now = moved.return_id, moved.number
        await describe(tx, now, sender=one.sender, weight_g=one.weight_g, codes=one.codes)
        await hand_photos_on(
            tx, one.shop_id, one.return_id, to_shop=order.shop_id, to_return=return_id
        )
        # what was closed for the first shop is with it in backups: nothing opens it there any more
        await destroy(tx, one.shop_id, one.return_id)
    key = {"shop": order.shop_id, "return": return_id, "order": order.id, "user": by}
    await tx.execute(_ASK, key)
    await tell(
        tx,
        order.shop_id,
        return_id,
        partial(
            ReturnMatchFound,
            match_order_id=order.id,
            match_order_external_id=order.external_id,
        ),
    )
    return now


async def question(read: Read | Tx, link: AboutWhat) -> Question:
    """What the link asks. WhoseLinkBroken when the desk has asked about another order since."""
    key = {"shop": link.shop_id, "return": link.return_id, "order": link.order_id}
    row = (await read.execute(_SHOWN, key)).one_or_none()
    if row is None:
        raise WhoseLinkBroken
    photos = await parcel_photos(read, link.shop_id, link.return_id)
    return Question(**row._mapping, photos=photos)


async def questions(read: Read | Tx, shop_id: UUID) -> list[Question]:
    """What a shop is asked now and has not answered, who waits longest first."""
    rows = await read.execute(_OPEN, {"shop": shop_id, "limit": QUESTIONS_MAX})
    return [Question(**row._mapping) for row in rows]


async def answer(tx: Tx, link: AboutWhat, *, is_ours: bool) -> ReturnView | None:
    """The shop says yes, and the parcel is unpacked as that order's; or no, and the desk looks on.

    The same yes again changes nothing.

    Raises:
        WhoseLinkBroken: the desk has asked about another order since.
        NotUnidentified: it was answered otherwise, or refused.
        NotShipped: it cannot be of that order.
    """
    asked = await question(tx, link)
    if asked.status != "unidentified":
        if is_ours and asked.is_of_it:
            return None
        raise NotUnidentified(number=asked.number)
    await tx.execute(
        _ANSWER,
        {
            "shop": link.shop_id, "return": link.return_id, "order": link.order_id,
            "answer": "yes" if is_ours else "no",
        },
    )  # fmt: skip
    if not is_ours:
        return None
    return await identify(tx, link.shop_id, link.return_id, asked.external_id)
