"""What does not become another while goods, orders or deliveries are counted by it.

One rule for every door: REST, a batch, a file, the desk. A serial number is read at the bench from
each piece that leaves, so keeping them can begin and end at any time; the rest waits:

- lots and expiry dates: until there is no stock, for nobody knows the lot of what lies there;
- a virtual kit: until there is no stock, no order and no delivery of the product itself;
- what a built kit is made of: until none of it is left and no work order is open;
- a barcode of one piece that becomes one of several, or the other way round: until nothing is
  counted in the old unit. A pack of six that turns out to hold eight changes nothing that is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.catalog.errors import KitAtWork, ProductAnnounced, ProductInStock, ProductOrdered
from wms.db import Read, Tx
from wms.errors import Refusal

#: what may be in the way
STOCK: Final = "stock"
ORDERS: Final = "orders"
DELIVERIES: Final = "deliveries"
WORK: Final = "work"

#: pointer of what would change → what there must not be of the product
Needs = dict[str, frozenset[str]]

_COUNTED: Final = frozenset({STOCK, ORDERS, DELIVERIES})
_OF_FLAGS: Final[Needs] = {
    "is_lot_tracked": frozenset({STOCK}),
    "is_expiry_tracked": frozenset({STOCK}),
}
#: the kinds of wms.catalog.kits
_VIRTUAL, _BUILT = "virtual", "built"

_IN_USE = text("SELECT * FROM products_in_use(:shop, :products)")


class InUse(msgspec.Struct, frozen=True, kw_only=True):
    """What there is of a product; texts name the first few."""

    product_id: UUID
    on_hand: int
    places: str | None
    orders: int
    an_order: str | None
    deliveries: str | None
    work_orders: str | None


def needs_of(
    before: Mapping[str, Any],
    facts: Mapping[str, Any],
    codes_before: Mapping[str, int],
    codes: Mapping[str, int] | None,
) -> Needs:
    """What must not be there for a product to become what is said of it (pure)."""
    needs = {
        f"/{flag}": none
        for flag, none in _OF_FLAGS.items()
        if flag in facts and facts[flag] != before[flag]
    }
    if any(
        (codes_before[code] == 1) != (quantity == 1)
        for code, quantity in (codes or {}).items()
        if code in codes_before
    ):
        needs["/barcodes"] = _COUNTED
    return needs


def needs_of_kit(
    before: str | None, after: str | None, *, parts_change: bool
) -> Needs:  # fmt: skip
    """The same for what a product is made of (pure)."""
    none: frozenset[str] = frozenset()
    if after == _VIRTUAL and before != _VIRTUAL:
        none |= _COUNTED
    if before == _BUILT and (parts_change or after != _BUILT):
        none |= {WORK}
    if before == after == _BUILT and parts_change:
        none |= {STOCK}
    return {"/kind": none} if none else {}


async def refusals(
    read: Read | Tx, shop_id: UUID, wanted: Mapping[UUID, tuple[str, Needs]]
) -> dict[UUID, Refusal]:
    """Product → why it must stay as it is; ``wanted``: its SKU and needs. No needs, no question."""
    asked = [product for product, (_, needs) in wanted.items() if needs]
    if not asked:
        return {}
    rows = await read.execute(_IN_USE, {"shop": shop_id, "products": asked})
    found = {}
    for row in rows:
        sku, needs = wanted[row.product_id]
        no = refusal_of(sku, needs, InUse(**row._mapping))
        if no is not None:
            found[row.product_id] = no
    return found


def refusal_of(sku: str, needs: Needs, there: InUse) -> Refusal | None:
    """What is in the way of the first change that it stands in the way of (pure)."""
    for pointer, none in needs.items():
        if STOCK in none and there.on_hand:
            return ProductInStock(
                pointer=pointer, sku=sku, on_hand=there.on_hand, places=there.places
            )
        if ORDERS in none and there.orders:
            return ProductOrdered(
                pointer=pointer, sku=sku, orders=there.orders, external_id=there.an_order
            )
        if DELIVERIES in none and there.deliveries:
            return ProductAnnounced(pointer=pointer, sku=sku, deliveries=there.deliveries)
        if WORK in none and there.work_orders:
            return KitAtWork(pointer=pointer, sku=sku, work_orders=there.work_orders)
    return None
