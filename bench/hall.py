"""A warehouse big enough to measure in: shops with keys, goods on shelves, people at work.

People, shops and products come through the verbs that the doors use too; only what is merely many
(shelves, totes, the stock on them) is made by one statement each, stock through `move_stock`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from biip.checksums import gs1_standard_check_digit
from sqlalchemy import text

from wms.access.devices import announce_device, enrol_device
from wms.access.keys import SCOPES, issue_key
from wms.access.operators import hire_operator, kept_pin, log_in
from wms.access.secrets import FLOOR, prove
from wms.barcodes import normal
from wms.catalog.products import BarcodeOf, NewProduct, ProductCard
from wms.catalog.register import register_batch
from wms.db import HALL, Database, Tx
from wms.errors import Refusal
from wms.layout.build import open_warehouse
from wms.shops.open import open_shop

#: on every shelf, base units: no measurement runs it dry
ON_SHELF: Final = 1_000_000
PIN: Final = "4711"
ADDRESS: Final = {
    "company": "Bench", "street": "Polna 1", "postcode": "00-001", "city": "Warszawa",
    "country": "PL",
}  # fmt: skip


@dataclass(frozen=True)
class Shop:
    """A shop with a key for everything and the SKUs it sells."""

    id: UUID
    key: str
    skus: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """An operator logged in on a handheld of their own."""

    operator_id: UUID
    device_id: UUID
    #: what the handheld's cookies say
    cookie: str


@dataclass(frozen=True)
class Hall:
    """What was built."""

    warehouse_id: UUID
    shops: tuple[Shop, ...]
    people: tuple[Person, ...]
    #: (shop, SKU) → the EAN-13 on the product
    eans: dict[tuple[UUID, str], str]
    #: the ten digits on each tote
    totes: tuple[str, ...]


_SHELVES = text(
    """
    INSERT INTO places (warehouse_id, kind, code, label_code, aisle, x_mm, y_mm, pick_order)
    SELECT :warehouse, 'pick_face', 'A-' || lpad(n::text, 5, '0'), label_code(10, n), 'A',
           n * 1000, 0, n
    FROM generate_series(1, CAST(:count AS int)) AS n
    """
)
_TOTES = text(
    """
    INSERT INTO places (warehouse_id, kind, code, label_code)
    SELECT :warehouse, 'tote', 'T-' || lpad(n::text, 5, '0'), label_code(20, n)
    FROM generate_series(1, CAST(:count AS int)) AS n
    RETURNING label_code
    """
)
# each product has a shelf of its own
_STOCK = text(
    """
    WITH shelf AS (
        SELECT id, row_number() OVER (ORDER BY pick_order) AS n
        FROM places WHERE warehouse_id = :warehouse AND kind = 'pick_face'
    ), product AS (
        SELECT shop_id, id, row_number() OVER (ORDER BY shop_id, sku) AS n FROM products
    )
    SELECT count(move_stock(p.shop_id, p.id, p.id, :quantity, found.id, 'good', s.id, 'good',
                            'adjust', NULL, NULL, NULL, NULL))
    FROM product p JOIN shelf s USING (n)
    JOIN places found ON found.warehouse_id = :warehouse AND found.kind = 'found'
    """
)


async def build(database: Database, *, shops: int, skus: int, people: int, totes: int) -> Hall:
    """Open the warehouse: ``skus`` products a shop, each on a shelf of its own."""
    async with database.begin(HALL) as tx:
        warehouse_id = await open_warehouse(tx, code="BENCH", name="Bench hall")
        opened = [await _shop(tx, number, skus) for number in range(shops)]
        facts = {"warehouse": warehouse_id}
        await tx.execute(_SHELVES, {**facts, "count": shops * skus})
        labels = (await tx.scalars(_TOTES, {**facts, "count": totes})).all()
        await tx.execute(_STOCK, {**facts, "quantity": ON_SHELF})
        crew = [await hire(tx, number) for number in range(people)]
    eans = {
        (shop.id, sku): _ean(number, at)
        for number, shop in enumerate(opened)
        for at, sku in enumerate(shop.skus)
    }
    return Hall(warehouse_id, tuple(opened), tuple(crew), eans, tuple(labels))


def _ean(shop: int, at: int) -> str:
    """A valid EAN-13 with GS1's prefix for use inside a company (General Specifications)."""
    body = f"20{shop:03}{at:07}"
    return f"{body}{gs1_standard_check_digit(body)}"


async def _shop(tx: Tx, number: int, skus: int) -> Shop:
    shop_id = await open_shop(
        tx,
        code=f"BENCH-{number}",
        name=f"Shop {number}",
        email=f"shop{number}@example.com",
        address=ADDRESS,
    )
    key = await issue_key(tx, shop_id, name="bench", scopes=SCOPES)
    names = tuple(f"SKU-{at:05}" for at in range(skus))
    products = [
        NewProduct(
            sku=sku,
            name=f"Product {sku}",
            weight_g=200,
            barcodes=(BarcodeOf(code=_ean(number, at)),),
        )
        for at, sku in enumerate(names)
    ]
    for result in await register_batch(tx, shop_id, products):
        if isinstance(result, Refusal):
            raise result
        assert isinstance(result, ProductCard)
    return Shop(shop_id, key.key, names)


async def hire(tx: Tx, number: int) -> Person:
    hired = await hire_operator(tx, name=f"Person {number}", pin=PIN)
    announced = await announce_device(tx, name=f"Handheld {number}")
    device = await enrol_device(tx, announced.code)
    proof = await prove(await kept_pin(tx, hired.id), PIN, FLOOR)
    begun = await log_in(tx, hired.id, proof, device_id=device.id)
    if isinstance(begun, Refusal):
        raise begun
    cookie = f"wms_floor={begun.token}; wms_device={device.token}"
    return Person(hired.id, device.id, cookie)


def stored(ean: str) -> str:
    """The form in which the catalog keeps a code."""
    return normal(ean)
