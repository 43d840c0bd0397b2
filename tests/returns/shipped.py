"""An order that has left the building, with everything that leads there in the ledger."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from tests import cast
from tests.cast import Hall
from tests.orders.asking import goes_to
from wms.barcodes import Kind, label_code
from wms.catalog.models import Product
from wms.db import Tx, new_id
from wms.layout.models import Place
from wms.shops.models import Shop
from wms.stock.ledger import Goods, move

RECIPIENT = {
    "name": "Jan Kowalski", "street": "Polna 1", "postcode": "00-001", "city": "Warszawa",
}  # fmt: skip


@dataclass
class Gone:
    """What was shipped."""

    shop_id: UUID
    order_id: UUID
    external_id: str
    #: on the order slip
    number: int
    #: line ids in the order of the products
    lines: list[UUID]
    parcel_id: UUID
    parcel_number: int
    tracking_number: str

    @property
    def parcel_label(self) -> str:
        return label_code(Kind.PARCEL, self.parcel_number)

    @property
    def slip_code(self) -> str:
        return label_code(Kind.ORDER_SLIP, self.number)


async def ship(tx: Tx, hall: Hall, shop: Shop, goods: list[tuple[Product, int]]) -> Gone:
    """Ship so many of each product: stock found, promised, picked, packed, handed over."""
    external_id = f"O-{secrets.token_hex(4)}"
    order_id, number = (
        await tx.execute(
            text(
                "INSERT INTO orders (shop_id, external_id, status, country, carrier, service, "
                "backorder_policy, shipped_at) VALUES (:s, :e, 'shipped', 'PL', "
                "'house', 'standard', 'all_or_nothing', clock_timestamp()) RETURNING id, number"
            ),
            {"s": shop.id, "e": external_id},
        )
    ).one()
    await goes_to(tx, shop.id, order_id, **RECIPIENT)
    parcel = await _parcel(tx, hall, shop.id, order_id)
    parcel_id, parcel_number, tracking = parcel
    lines = [
        await _line(tx, hall, order_id, parcel_id, n, product, quantity)
        for n, (product, quantity) in enumerate(goods, 1)
    ]
    return Gone(shop.id, order_id, external_id, number, lines, parcel_id, parcel_number, tracking)


async def _line(
    tx: Tx, hall: Hall, order_id: UUID, parcel_id: UUID, n: int, product: Product, quantity: int
) -> UUID:
    shop_id = product.shop_id
    await cast.stock(tx, hall, product, "A-01-1", quantity)
    line: UUID = await tx.scalar(
        text(
            "INSERT INTO order_lines (shop_id, order_id, line_no, product_id, ordered, allocated, "
            "picked, packed, shipped) VALUES (:s, :o, :n, :p, :q, :q, :q, :q, :q) RETURNING id"
        ),
        {"s": shop_id, "o": order_id, "n": n, "p": product.id, "q": quantity},
    )
    facts = {
        "s": shop_id, "l": line, "p": product.id, "place": hall["A-01-1"].id, "q": quantity,
        "parcel": parcel_id,
    }  # fmt: skip
    await tx.execute(
        text(
            "INSERT INTO allocations (shop_id, order_line_id, product_id, lot_id, place_id, "
            "quantity, picked) VALUES (:s, :l, :p, :p, :place, :q, :q)"
        ),
        facts,
    )
    await tx.execute(
        text(
            "UPDATE balances SET allocated = allocated + :q "
            "WHERE shop_id = :s AND product_id = :p AND place_id = :place"
        ),
        facts,
    )
    await tx.execute(
        text(
            "INSERT INTO parcel_lines (shop_id, parcel_id, order_line_id, lot_id, product_id, "
            "quantity) VALUES (:s, :parcel, :l, :p, :p, :q)"
        ),
        facts,
    )
    what = Goods(shop_id=shop_id, product_id=product.id, lot_id=product.id)
    way = (hall["A-01-1"].id, hall["T-1"].id, parcel_id, hall["customer"].id)
    for reason, a, b in zip(("pick", "pack", "ship"), way, way[1:], strict=False):
        await move(
            tx, what, quantity, from_place=a, to_place=b, reason=reason, by=None, line_id=line,
            promised=quantity if reason == "pick" else 0,
        )  # fmt: skip
    return line


async def _parcel(tx: Tx, hall: Hall, shop_id: UUID, order_id: UUID) -> tuple[UUID, int, str]:
    """A parcel of the order that was handed over: id, number, what its courier calls it."""
    parcel_id = new_id()
    tx.add(
        Place(
            id=parcel_id,
            warehouse_id=hall.warehouse_id,
            kind="parcel",
            code=f"P-{secrets.token_hex(5)}",
            label_code=label_code(Kind.PARCEL, secrets.randbelow(9_999_999) + 1),
        )
    )
    await tx.flush()
    parcel_number = await tx.scalar(
        text(
            "INSERT INTO parcels (shop_id, id, order_id, status, packed_at) "
            "VALUES (:s, :i, :o, 'handed_over', clock_timestamp()) RETURNING number"
        ),
        {"s": shop_id, "i": parcel_id, "o": order_id},
    )
    await tx.execute(
        text("UPDATE places SET label_code = :l WHERE id = :i"),
        {"l": label_code(Kind.PARCEL, parcel_number), "i": parcel_id},
    )
    tracking = f"HC{secrets.randbelow(10**10):010d}PL"
    await tx.execute(
        text(
            "INSERT INTO shipments (shop_id, parcel_id, carrier, service, status, "
            "tracking_number, bought_at, handed_over_at) VALUES (:s, :p, 'house', 'standard', "
            "'bought', :t, clock_timestamp(), clock_timestamp())"
        ),
        {"s": shop_id, "p": parcel_id, "t": tracking},
    )
    return parcel_id, parcel_number, tracking


async def leave(tx: Tx, hall: Hall, shop_id: UUID, order_id: UUID) -> Gone:
    """An order that has its promises goes, as a walk, a bench and a driver would have it."""
    parcel_id, parcel_number, tracking = await _parcel(tx, hall, shop_id, order_id)
    order = (
        await tx.execute(
            text("SELECT external_id, number FROM orders WHERE shop_id = :s AND id = :o"),
            {"s": shop_id, "o": order_id},
        )
    ).one()
    promises = await tx.execute(
        text(
            "SELECT a.order_line_id, a.product_id, a.lot_id, a.place_id, a.quantity "
            "FROM allocations a JOIN order_lines l ON l.shop_id = a.shop_id "
            "AND l.id = a.order_line_id WHERE l.shop_id = :s AND l.order_id = :o ORDER BY l.line_no"
        ),
        {"s": shop_id, "o": order_id},
    )
    lines = []
    for one in promises.all():
        facts = {
            "s": shop_id, "l": one.order_line_id, "p": one.product_id, "lot": one.lot_id,
            "q": one.quantity, "parcel": parcel_id,
        }  # fmt: skip
        what = Goods(shop_id=shop_id, product_id=one.product_id, lot_id=one.lot_id)
        way = (one.place_id, hall["T-1"].id, parcel_id, hall["customer"].id)
        for reason, a, b in zip(("pick", "pack", "ship"), way, way[1:], strict=False):
            await move(
                tx, what, one.quantity, from_place=a, to_place=b, reason=reason, by=None,
                line_id=one.order_line_id, promised=one.quantity if reason == "pick" else 0,
            )  # fmt: skip
        for statement in (
            "UPDATE allocations SET picked = quantity WHERE shop_id = :s AND order_line_id = :l",
            "INSERT INTO parcel_lines (shop_id, parcel_id, order_line_id, lot_id, product_id, "
            "quantity) VALUES (:s, :parcel, :l, :lot, :p, :q)",
            "UPDATE order_lines SET picked = :q, packed = :q, shipped = :q "
            "WHERE shop_id = :s AND id = :l",
        ):
            await tx.execute(text(statement), facts)
        lines.append(one.order_line_id)
    for status in ("released", "picking", "picked", "packing", "packed", "shipped"):
        await tx.execute(
            text("UPDATE orders SET status = :t WHERE shop_id = :s AND id = :o"),
            {"t": status, "s": shop_id, "o": order_id},
        )
    return Gone(
        shop_id, order_id, order.external_id, order.number, lines, parcel_id, parcel_number,
        tracking,
    )  # fmt: skip
