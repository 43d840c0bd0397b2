"""The named cast of our tests: the hall, the shops, the people and their goods.

Written straight into the tables, so that a test of one verb does not depend on the others.
"""

from __future__ import annotations

import hashlib
import itertools
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import update

from wms.access.models import Device, Operator, OperatorSession
from wms.access.people import AtWork
from wms.barcodes import Kind, label_code
from wms.catalog.models import Barcode, Lot, Product
from wms.db import Tx, new_id
from wms.layout.models import OUTSIDE_KINDS, Place, Warehouse
from wms.shops.models import Shop
from wms.stock.ledger import Goods, move

_LABEL_KIND = {"tote": Kind.TOTE, "parcel": Kind.PARCEL, "lpn": Kind.LPN}


@dataclass
class Hall:
    """One warehouse; places by code: ``hall["A-01-1"]``."""

    warehouse_id: UUID
    places: dict[str, Place] = field(default_factory=dict)

    def __getitem__(self, code: str) -> Place:
        return self.places[code]


#: far from the lowest ones, which the warehouse gives out itself
_numbers = itertools.count(1_000_000 + secrets.randbelow(4_000_000))


def _unique_number() -> int:
    return next(_numbers)


async def add_place(tx: Tx, hall: Hall, code: str, kind: str, *, order: int = 0) -> Place:
    """A place in the hall."""
    outside = kind in OUTSIDE_KINDS
    place = Place(
        id=new_id(),
        warehouse_id=hall.warehouse_id,
        kind=kind,
        code=code,
        label_code=None
        if outside
        else label_code(_LABEL_KIND.get(kind, Kind.LOCATION), _unique_number()),
        aisle=code[0] if kind in ("storage", "pick_face") else None,
        x_mm=order * 1000,
        y_mm=0,
        pick_order=order,
    )
    tx.add(place)
    await tx.flush()
    hall.places[code] = place
    return place


async def add_lpn(tx: Tx, hall: Hall, code: str, *, at: str | None = None) -> Place:
    """A pallet with a licence plate, standing at a place or in another LPN."""
    lpn = await add_place(tx, hall, code, "lpn")
    if at is not None:
        await tx.execute(update(Place).where(Place.id == lpn.id).values(inside_id=hall[at].id))
        await tx.refresh(lpn)
    return lpn


async def open_hall(tx: Tx) -> Hall:
    """A small hall: dock, six pick faces, two reserve places, bench, staging, returns, totes."""
    warehouse = Warehouse(id=new_id(), code=f"W{uuid4().hex[:6]}", name="Test hall")
    tx.add(warehouse)
    await tx.flush()
    hall = Hall(warehouse.id)
    for kind in OUTSIDE_KINDS:
        await add_place(tx, hall, kind, kind)
    for code, kind in {
        "DOCK": "dock", "BENCH-1": "bench", "BENCH-2": "bench", "STAGE": "staging",
        "QUAR": "quarantine", "RET": "returns",
    }.items():  # fmt: skip
        await add_place(tx, hall, code, kind)
    for n in range(1, 7):
        await add_place(tx, hall, f"A-0{n}-1", "pick_face", order=n)
    for n in range(1, 3):
        await add_place(tx, hall, f"B-0{n}-3", "storage", order=10 + n)
    for n in range(1, 7):
        await add_place(tx, hall, f"T-{n}", "tote")
    return hall


async def open_shop(tx: Tx, code: str = "GLOBEX", *, language: str = "en") -> Shop:
    """A shop; its code gets a random end, so that tests can share a database."""
    shop = Shop(
        id=new_id(),
        code=f"{code}-{secrets.token_hex(3).upper()}",
        name=code.title(),
        language=language,
        email=f"{code.lower()}@example.com",
        address={"company": code.title(), "street": "Polna 1", "postcode": "00-001",
                 "city": "Warszawa", "country": "PL"},
    )  # fmt: skip
    tx.add(shop)
    await tx.flush()
    return shop


def ean13(number: int) -> str:
    """A valid EAN-13 for in-house numbers (prefix 2)."""
    body = f"2{number:011d}"
    odd, even = sum(map(int, body[0::2])), sum(map(int, body[1::2]))
    return body + str(-(odd + 3 * even) % 10)


async def add_product(tx: Tx, shop: Shop, sku: str, *, name: str = "", **facts: object) -> Product:
    """A product with its "no lot" and one EAN-13 (see ``barcode_of``)."""
    facts = {"weight_g": 200, **facts}
    product = Product(id=new_id(), shop_id=shop.id, sku=sku, name=name or sku.title(), **facts)
    tx.add(product)
    await tx.flush()
    tx.add(Lot(id=product.id, shop_id=shop.id, product_id=product.id, code=""))
    await tx.flush()
    await add_barcode(tx, product, ean13(secrets.randbelow(10**11)))
    return product


async def add_barcode(tx: Tx, product: Product, code: str, quantity: int = 1) -> str:
    """One more barcode of a product."""
    from wms.barcodes import normal

    tx.add(
        Barcode(
            shop_id=product.shop_id, code=normal(code), product_id=product.id, quantity=quantity
        )
    )
    await tx.flush()
    return code


async def barcode_of(tx: Tx, product: Product) -> str:
    """A code of the product's piece, in stored form."""
    from sqlalchemy import select

    return (
        await tx.scalars(
            select(Barcode.code)
            .where(Barcode.shop_id == product.shop_id, Barcode.product_id == product.id)
            .order_by(Barcode.quantity, Barcode.code)
        )
    ).first() or ""


async def add_lot(tx: Tx, product: Product, code: str, *, expires_in_days: int) -> Lot:
    """A batch that expires so many days from today."""
    lot = Lot(
        id=new_id(),
        shop_id=product.shop_id,
        product_id=product.id,
        code=code,
        expires_on=datetime.now(UTC).date() + timedelta(days=expires_in_days),
    )
    tx.add(lot)
    await tx.flush()
    return lot


async def stock(
    tx: Tx, hall: Hall, product: Product, place: str, quantity: int, *, lot: Lot | None = None
) -> None:
    """Goods that were found at a place."""
    await move(
        tx,
        Goods(
            shop_id=product.shop_id,
            product_id=product.id,
            lot_id=lot.id if lot else product.id,
        ),
        quantity,
        from_place=hall["found"].id,
        to_place=hall[place].id,
        reason="adjust",
        by=None,
    )


async def hire(
    tx: Tx, name: str = "Ola", *, language: str = "en", is_supervisor: bool = False
) -> AtWork:
    """An operator at work on an enrolled device."""
    operator = Operator(
        id=new_id(), name=name, language=language, is_supervisor=is_supervisor,
        badge_hash=secrets.token_bytes(32), pin_hash="not used here",
    )  # fmt: skip
    device = Device(id=new_id(), name=f"Handheld of {name}", token_hash=secrets.token_bytes(32))
    tx.add_all([operator, device])
    await tx.flush()
    token = secrets.token_bytes(16)
    session = OperatorSession(
        id=new_id(), operator_id=operator.id, device_id=device.id,
        token_hash=hashlib.sha256(token).digest(),
    )  # fmt: skip
    tx.add(session)
    await tx.flush()
    return AtWork(
        operator_id=operator.id,
        device_id=device.id,
        session_id=session.id,
        name=name,
        language=language,
        is_supervisor=is_supervisor,
    )
