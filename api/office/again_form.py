"""The form on an order's page with which something of it is sent again."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from api.office.doing import AnyRequest
from wms.db import Read
from wms.orders.queries import OrderView
from wms.packing.queries import ParcelView
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.again.models import COSTS, PAYERS
from wms.shipping.again.reship import Left, left_to_send
from wms.shipping.carriers.registry import Offer, other_ways
from wms.shipping.queries import ShipmentView


class AgainForm(msgspec.Struct, frozen=True, kw_only=True):
    """What the form for sending something again says at first."""

    is_open: bool
    parcel: int | None
    reason: str
    way: str
    left: list[Left]
    ways: list[Offer]
    reasons: tuple[str, ...] = tuple(COSTS)
    payers: tuple[str, ...] = PAYERS


#: where a parcel is → what went wrong with it
_WENT_WRONG: Final = {
    "lost": "lost", "returning": "returned", "returned": "returned",
    "delivery_failed": "not_delivered",
}  # fmt: skip


async def again_form(
    request: AnyRequest,
    read: Read,
    one: OrderView,
    parcels: list[ParcelView],
    live: dict[UUID, ShipmentView],
) -> AgainForm | None:
    """None: nothing of it has left. ``?again=17``: it is about parcel 17."""
    if not any(line.shipped for line in one.lines):
        return None
    asked = request.query_params.get("again", "")
    parcel = next((p for p in parcels if str(p.number) == asked), None)
    trouble = _WENT_WRONG.get(parcel.status, "") if parcel else ""
    ways = other_ways(one.carrier, one.service, await usable_by(read, one.shop_id))
    left = await left_to_send(read, one.shop_id, one.id, parcel.id if parcel else None)
    if not left:
        return None
    others = [way for way in ways if way.carrier != one.carrier] or ways
    ship = live.get(parcel.id) if parcel else None
    return AgainForm(
        is_open=bool(asked),
        parcel=parcel.number if parcel else None,
        reason=trouble or "missing",
        way=f"{others[0].carrier}/{others[0].service}" if trouble and ship and others else "",
        left=left,
        ways=ways,
    )
