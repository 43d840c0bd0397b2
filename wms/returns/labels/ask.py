"""Asking for a way back, and calling it off; buying it is a worker's (`wms.returns.labels.buy`)."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx, new_id
from wms.returns.errors import ReturnUnknown
from wms.returns.hand import hold, touch
from wms.returns.inspection.finish import finish_if_all_came
from wms.returns.inspection.refund import reached
from wms.returns.labels.errors import HandedIn, NotOnItsWay, ReturnLabelUnknown
from wms.returns.parcels import comes_no_more, counted

Asker = Literal["consumer", "shop", "office"]


class LabelAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which way a parcel of a return shall come."""

    carrier: str
    service: str
    #: name, company, street, postcode, city, country, phone, email
    to: dict[str, Any]
    #: what its consumer was told that it costs them, minor units
    price_minor: int
    #: ISO 4217
    currency: str
    #: which parcel of the return, from 1
    parcel: int = 1


# two taps, and a tap beside the desk, take turns on the return
_LOCK = text(
    "SELECT number, status FROM returns WHERE shop_id = :shop AND id = :id FOR NO KEY UPDATE"
)
_LIVE = text(
    """
    SELECT id, carrier, service, way_status FROM return_labels
    WHERE shop_id = :shop AND return_id = :return AND parcel = :parcel
      AND status IN ('requested', 'bought')
    """
)
_ASK = text(
    """
    INSERT INTO return_labels (shop_id, id, return_id, parcel, carrier, service, asked_by, user_id,
                               to_address, price_minor, currency)
    VALUES (:shop, :id, :return, :parcel, :carrier, :service, :by, :user,
            CAST(:to AS jsonb), :price, :currency)
    """
)
_VOID = text(
    """
    UPDATE return_labels SET status = 'voided', voided_at = clock_timestamp(),
           next_attempt_at = clock_timestamp(), ended_at = clock_timestamp(), code = NULL,
           label_sealed = NULL, updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id AND status <> 'voided' RETURNING return_id, tracking_number
    """
)
_OF_RETURN = text(
    "SELECT id FROM return_labels WHERE shop_id = :shop AND return_id = :return "
    "AND status <> 'voided' ORDER BY id"
)
# the return before its label, as everybody takes them; the label is read when it is held, so that
# it is seen as whoever held it before left it
_HOLD_OF = text(
    """
    SELECT id AS return_id, number, status FROM returns
    WHERE (shop_id, id) = (SELECT shop_id, return_id FROM return_labels
                           WHERE shop_id = :shop AND id = :id)
    FOR NO KEY UPDATE
    """
)
_ONE = text("SELECT status, way_status FROM return_labels WHERE shop_id = :shop AND id = :id")
_REFUSED = text(
    "SELECT id FROM return_labels WHERE shop_id = :shop AND return_id = :return "
    "AND parcel = :parcel AND status = 'refused' ORDER BY id"
)
_AGAIN = text(
    """
    UPDATE return_labels l SET status = 'requested', failure = NULL, attempts_before = attempts,
           next_attempt_at = clock_timestamp(), updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id AND status = 'refused'
      AND NOT EXISTS (SELECT FROM return_labels o WHERE o.shop_id = l.shop_id
                      AND o.return_id = l.return_id AND o.parcel = l.parcel
                      AND o.status IN ('requested', 'bought'))
    RETURNING return_id
    """
)


async def request_label(
    tx: Tx,
    shop_id: UUID,
    return_id: UUID,
    asked: LabelAsked,
    *,
    by: Asker,
    user_id: UUID | None = None,
) -> UUID:
    """Have a label bought for one parcel of a return that is still to come; the label's id.

    The same way for the same parcel again is the same label; another way replaces it, as long as
    no courier has the parcel.

    Raises:
        ReturnUnknown: the shop has no such return.
        NotOnItsWay: its goods are here, or were refused.
        HandedIn: its parcel was handed in with the label that it has.
    """
    held = (await tx.execute(_LOCK, {"shop": shop_id, "id": return_id})).one_or_none()
    if held is None:
        raise ReturnUnknown(name=str(return_id))
    if held.status != "announced":
        raise NotOnItsWay(number=held.number)
    key = {"shop": shop_id, "return": return_id, "parcel": asked.parcel}
    live = (await tx.execute(_LIVE, key)).one_or_none()
    if live is not None:
        if (live.carrier, live.service) == (asked.carrier, asked.service):
            found: UUID = live.id
            return found
        if live.way_status is not None:
            raise HandedIn
        await _void(tx, shop_id, live.id)
    for refused in list(await tx.scalars(_REFUSED, key)):  # this one is tried instead
        await _void(tx, shop_id, refused)
    label_id = new_id()
    await tx.execute(
        _ASK,
        {
            **key,
            "id": label_id,
            "carrier": asked.carrier,
            "service": asked.service,
            "by": by,
            "user": user_id,
            "to": msgspec.json.encode(asked.to).decode(),
            "price": asked.price_minor,
            "currency": asked.currency,
        },
    )
    await touch(tx, shop_id, return_id)
    return label_id


async def void_label(tx: Tx, shop_id: UUID, label_id: UUID) -> None:
    """Call one off; twice is once. Its courier is told by a worker. When the rest of its return is
    here, nothing is waited for any more: the return goes on.

    Raises:
        ReturnLabelUnknown: the shop has no such label.
        HandedIn: its courier has the parcel.
    """
    key = {"shop": shop_id, "id": label_id}
    held = (await tx.execute(_HOLD_OF, key)).one_or_none()
    if held is None:
        raise ReturnLabelUnknown
    one = (await tx.execute(_ONE, key)).one()
    if one.way_status is not None:
        raise HandedIn
    was_waited = await _void(tx, shop_id, label_id)
    await touch(tx, shop_id, held.return_id)
    is_here = held.status in ("arrived", "inspecting")
    if not was_waited or not is_here:
        return
    if not (await counted(tx, shop_id, held.return_id))["parcels_waited"]:
        await reached(tx, shop_id, held.return_id, "arrived")
        await finish_if_all_came(tx, await hold(tx, held.number))


async def void_unbought(tx: Tx, shop_id: UUID, label_id: UUID) -> bool:
    """Nobody needs the label that was asked for, and it is not bought: it is called off. Whether
    that was so; a return that is still to come needs it."""
    key = {"shop": shop_id, "id": label_id}
    held = (await tx.execute(_HOLD_OF, key)).one_or_none()
    if held is None or held.status == "announced":
        return False
    if (await tx.execute(_ONE, key)).one().status != "requested":
        return False
    await _void(tx, shop_id, label_id)
    await touch(tx, shop_id, held.return_id)
    return True


async def void_labels(tx: Tx, shop_id: UUID, return_id: UUID) -> None:
    """The return is called off: none of its labels is needed, wherever a parcel may be."""
    for label_id in list(await tx.scalars(_OF_RETURN, {"shop": shop_id, "return": return_id})):
        await _void(tx, shop_id, label_id)


async def _void(tx: Tx, shop_id: UUID, label_id: UUID) -> bool:
    """Whether a carton was waited for that came with it."""
    gone = (await tx.execute(_VOID, {"shop": shop_id, "id": label_id})).one_or_none()
    if gone is None or gone.tracking_number is None:
        return False
    return await comes_no_more(tx, shop_id, gone.return_id, gone.tracking_number)


async def try_again(tx: Tx, shop_id: UUID, label_id: UUID) -> None:
    """A person has put right what was refused.

    Raises:
        ReturnLabelUnknown: nothing was refused, or the parcel has another label.
        NotOnItsWay: its goods are here, or were refused.
    """
    key = {"shop": shop_id, "id": label_id}
    held = (await tx.execute(_HOLD_OF, key)).one_or_none()
    if held is not None and held.status != "announced":
        raise NotOnItsWay(number=held.number)
    if held is None or await tx.scalar(_AGAIN, key) is None:
        raise ReturnLabelUnknown
    await touch(tx, shop_id, held.return_id)
