"""A warehouse is opened with its outside; every place has a name, a barcode and a rank."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import select

from tests import cast
from wms.barcodes import Kind, OwnLabel, parse
from wms.db import Tx, new_id
from wms.layout.build import (
    add_locations,
    add_totes,
    block,
    open_warehouse,
    place_for_parcel,
    unblock,
)
from wms.layout.errors import PlaceExists, PlaceUnknown, WarehouseExists
from wms.layout.models import OUTSIDE_KINDS, Place
from wms.layout.queries import (
    outside,
    outside_of_place,
    place_by_id,
    place_by_label,
    places_of_kind,
    the_warehouse,
    walking_map,
)
from wms.layout.walk import NewPlace, Rack, rack_places
from wms.layout.zones import add_zone
from wms.stock.ledger import Goods, move
from wms.violations import PlaceBlocked


def _code() -> str:
    return f"H{secrets.token_hex(4)}"


async def test_a_warehouse_opens_with_one_of_each_outside(tx: Tx) -> None:
    code = _code()
    hall = await open_warehouse(tx, code=code, name="Hall")
    kinds = await tx.scalars(select(Place.kind).where(Place.warehouse_id == hall))
    assert sorted(kinds) == sorted(OUTSIDE_KINDS)
    supplier = await outside(tx, hall, "supplier")
    assert await outside_of_place(tx, supplier, "lost") == await outside(tx, hall, "lost")
    with pytest.raises(WarehouseExists):
        await open_warehouse(tx, code=code, name="Again")
    assert await the_warehouse(tx) is not None


async def test_a_rack_is_walked_up_one_aisle_and_down_the_next(tx: Tx) -> None:
    hall = await open_warehouse(tx, code=_code(), name="Hall")
    places = rack_places(Rack(aisles="ABC", bays=3, levels=2))
    zone = await add_zone(tx, hall, code="SHELVES", name="Shelves")
    added = await add_locations(tx, hall, places, zone_id=zone)
    assert len(added) == 18
    walk = [(p.code, p.pick_order) for p in await walking_map(tx, hall)]
    assert [code for code, _ in walk] == [
        "A-01-1", "A-01-2", "A-02-1", "A-02-2", "A-03-1", "A-03-2",
        "B-03-1", "B-03-2", "B-02-1", "B-02-2", "B-01-1", "B-01-2",
        "C-01-1", "C-01-2", "C-02-1", "C-02-2", "C-03-1", "C-03-2",
    ]  # fmt: skip
    assert [rank for _, rank in walk] == list(range(1, 19))
    kinds = {p.code[-1]: p.kind for p in await places_of_kind(tx, hall, ["pick_face", "storage"])}
    assert kinds == {"1": "pick_face", "2": "storage"}


async def test_every_place_has_a_label_of_its_own_that_finds_it(tx: Tx) -> None:
    hall = await open_warehouse(tx, code=_code(), name="Hall")
    dock = NewPlace(code="DOCK-1", kind="dock")
    [added] = await add_locations(tx, hall, [dock])
    totes = await add_totes(tx, hall, 2) + await add_totes(tx, hall, 1)
    assert [t.code for t in totes] == ["T-0001", "T-0002", "T-0003"]
    labels = [added.label_code, *(t.label_code for t in totes)]
    assert len(set(labels)) == 4
    read = parse(labels[1] or "")
    assert isinstance(read, OwnLabel) and read.kind is Kind.TOTE
    assert await place_by_label(tx, added.label_code or "") == added
    with pytest.raises(PlaceUnknown):
        await place_by_label(tx, "0000000000")
    with pytest.raises(PlaceExists) as caught:
        await add_locations(tx, hall, [NewPlace(code="DOCK-2", kind="dock"), dock])
    assert caught.value.facts["place"] == "DOCK-1"


async def test_a_parcel_is_a_place_under_its_own_id(tx: Tx) -> None:
    hall = await open_warehouse(tx, code=_code(), name="Hall")
    parcel, number = new_id(), 9_000_000 + secrets.randbelow(900_000)
    card = await place_for_parcel(tx, hall, parcel, number)
    assert (card.id, card.kind, card.code) == (parcel, "parcel", f"P-{number}")
    read = parse(card.label_code or "")
    assert isinstance(read, OwnLabel) and (read.kind, read.number) == (Kind.PARCEL, number)
    assert await place_by_id(tx, parcel) == card


async def test_nothing_is_put_into_a_blocked_place(tx: Tx) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    product = await cast.add_product(tx, shop, "TEA-100")
    await cast.stock(tx, hall, product, "A-01-1", 1)
    shelf = hall["A-02-1"]
    await block(tx, shelf.id)
    assert (await place_by_id(tx, shelf.id)).is_blocked

    async def put() -> None:
        await move(
            tx, Goods(shop_id=shop.id, product_id=product.id, lot_id=product.id), 1,
            from_place=hall["A-01-1"].id, to_place=shelf.id, reason="move", by=None,
        )  # fmt: skip

    async with tx.begin_nested():
        with pytest.raises(PlaceBlocked):
            async with tx.begin_nested():
                await put()
    await unblock(tx, shelf.id)
    await put()
    with pytest.raises(PlaceUnknown):
        await block(tx, hall["supplier"].id)
