"""How an order that nobody placed yet would go, and what that costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from wms.db import Read, Tx
from wms.orders.chosen import ChosenWay, Way
from wms.shipping.ways.choose import choose, usual_way
from wms.shipping.ways.facts import Goods, ParcelAsked
from wms.shipping.ways.rates import Price, prices
from wms.shipping.ways.rules import rules


class OnItsWay(msgspec.Struct, frozen=True, kw_only=True):
    """A way and its price; ``chosen``: how the rules chose, None: both names were named."""

    way: Way
    chosen: ChosenWay | None
    price: Price | None


def goods_of(lines: Iterable[Any]) -> Goods:
    """What lines (quantity, weight_g, is_fragile, is_hazmat) come to."""
    there = list(lines)
    return Goods(
        weight_g=sum((one.weight_g or 0) * one.quantity for one in there),
        pieces=sum(one.quantity for one in there),
        is_fragile=any(one.is_fragile for one in there),
        is_hazmat=any(one.is_hazmat for one in there),
    )


async def way_of(
    read: Read | Tx,
    shop_id: UUID,
    parcel: ParcelAsked,
    *,
    carrier: str | None,
    service: str | None,
    on: date,
) -> OnItsWay:
    """The way of a parcel, as named or as the rules choose, and its price on a day of the house.

    What is named may not be here: it is not refused.
    """
    chosen = None
    way = usual_way(carrier, service)
    if carrier is None or service is None:
        choice = choose(await rules(read, shop_id), parcel, carrier=carrier, service=service)
        way, chosen = choice.way, choice.chosen
    [price] = await prices(
        read, [way], country=parcel.country, weight_g=parcel.weight_g, is_cod=parcel.is_cod, on=on
    )
    return OnItsWay(way=way, chosen=chosen, price=price)
