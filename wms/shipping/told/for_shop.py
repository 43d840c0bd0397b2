"""The timeline of an order as its shop reads it: the same entries without the house's own affairs.

One source, two tellings. What our people, carts and benches did is left out; what the shop was told
by an event stands for the movements behind it, and those speak when the event is no longer kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from wms.shipping.told.timeline import Happened, SomeGoods

#: the house's own affair: who walks, wrong scans, what is put back, how a label was got
OURS: Final = frozenset({
    "refused", "order.released", "moved.unpick", "moved.unpack", "label.again", "label.other",
    "label.held", "label.weighed",
})  # fmt: skip
#: a movement → the event that tells it to the shop
TOLD_BY: Final = {
    "moved.pack": "order.packed",
    "moved.ship": "shipment.handed_over",
    "moved.return_receive": "return.arrived",
    "moved.return_grade": "return.inspected",
}
#: an event → the one that tells the same, one parcel after the other
SAID_BEFORE: Final = {"order.shipped": "shipment.handed_over"}


def for_shop(entries: Iterable[Happened]) -> list[Happened]:
    """What ``entries`` tell a shop, in their order; nobody's name, no place of the hall.

    What went the same way with several people or carts is one entry, when its last piece went.
    """
    told = [one for one in entries if one.what not in OURS]
    known = {one.what for one in told}
    told = [one for one in told if not known & {TOLD_BY.get(one.what), SAID_BEFORE.get(one.what)}]
    moved: dict[str, Happened] = {}
    for one in told:
        if one.goods:
            before = moved.get(one.what)
            goods = _together((*(before.goods if before else ()), *one.goods))
            moved[one.what] = Happened(at=one.at, what=one.what, goods=goods)
    events = [msgspec.structs.replace(one, by=None) for one in told if not one.goods]
    return sorted([*events, *moved.values()], key=lambda one: one.at)


def _together(goods: Sequence[SomeGoods]) -> tuple[SomeGoods, ...]:
    """One entry a product."""
    sums: dict[str, int] = {}
    for one in goods:
        sums[one.sku] = sums.get(one.sku, 0) + one.quantity
    return tuple(SomeGoods(sku=sku, quantity=quantity) for sku, quantity in sums.items())
