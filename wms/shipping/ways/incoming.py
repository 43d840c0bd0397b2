"""Orders that come and leave their way open: the rules of their shop choose it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Hot, Tx
from wms.orders.chosen import ChosenWay
from wms.orders.place import OrderAsked
from wms.shipping.carriers.registry import Usable, check_service
from wms.shipping.ways.choose import choose, usual_way
from wms.shipping.ways.facts import Counted, ToCount, asked, to_count
from wms.shipping.ways.rules import RuleRow


class _Facts(msgspec.Struct, frozen=True):
    """The rules of a shop, and what they want to know of each order; nothing without rules."""

    rules: list[RuleRow]
    counted: list[Counted]


class OnItsWay(msgspec.Struct, frozen=True):
    """An order whose courier and service are known; ``chosen``: how, None: its shop named both."""

    order: OrderAsked
    chosen: ChosenWay | None


_decode = msgspec.json.Decoder(_Facts).decode
_FACTS = text("SELECT CAST(way_facts(:shop, CAST(:orders AS jsonb)) AS text)")


def is_open(order: OrderAsked) -> bool:
    """Whether the shop left something of the way to its rules."""
    return order.carrier is None or order.service is None


async def on_its_way(hot: Hot, shop_id: UUID, order: OrderAsked, usable: Usable) -> OnItsWay:
    """The way of one order: as its shop named it, else one round trip to its rules.

    ``usable``: what its accounts with couriers allow.

    Raises:
        CarrierUnknown, ServiceUnknown: nobody here carries what it names.
    """
    if not is_open(order):
        check_service(order.carrier or "", order.service or "", usable)
        return OnItsWay(order, None)
    answer = await hot.call("SELECT way_facts($1, $2)", shop_id, _counting([to_count(order)]))
    return _choose(order, _decode(answer), 0, usable)


async def all_on_their_way(
    tx: Tx, shop_id: UUID, orders: Sequence[OrderAsked], usable: Usable
) -> list[OnItsWay]:
    """The ways of many orders, in their order; one statement for those that leave it open.

    What they name was checked already (`check_named`).
    """
    left_open = [one for one in orders if is_open(one)]
    if not left_open:
        return [OnItsWay(one, None) for one in orders]
    counting = _counting([to_count(one) for one in left_open])
    facts = _decode(await tx.scalar(_FACTS, {"shop": shop_id, "orders": counting}))
    ways = iter([_choose(one, facts, n, usable) for n, one in enumerate(left_open)])
    return [next(ways) if is_open(one) else OnItsWay(one, None) for one in orders]


def check_named(order: OrderAsked, usable: Usable) -> None:
    """Say no at the door to a courier or a service that is named and not here.

    Raises:
        CarrierUnknown, ServiceUnknown
    """
    way = usual_way(order.carrier, order.service)
    check_service(way.carrier, way.service, usable)


def _counting(orders: Sequence[ToCount]) -> str:
    return msgspec.json.encode(orders).decode()


def _choose(order: OrderAsked, facts: _Facts, n: int, usable: Usable) -> OnItsWay:
    counted = facts.counted[n] if facts.counted else Counted()
    choice = choose(
        facts.rules, asked(order, counted, usable), carrier=order.carrier, service=order.service
    )
    check_service(choice.carrier, choice.service, usable)
    whole = msgspec.structs.replace(order, carrier=choice.carrier, service=choice.service)
    return OnItsWay(whole, choice.chosen)
