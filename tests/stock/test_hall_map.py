"""The map of the hall is one question, however many places there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg
from sqlalchemy import event, text

from tests import cast
from wms.db import HALL, Database, Tx
from wms.layout.build import add_lpns
from wms.layout.models import Place
from wms.layout.zones import add_zone
from wms.rebuild.change import PlaceChange, change_places, retire_places
from wms.stock.containers import move_container
from wms.stock.hall_map import MapPlace, map_places
from wms.stock.ledger import Goods, move
from wms.stock.places_found import PlacesWanted, places_found

AISLES, BAYS, LEVELS = 25, 50, 4


async def _map(tx: Tx, hall: cast.Hall, **how: object) -> dict[str, MapPlace]:
    return {one.code: one for one in await map_places(tx, hall.warehouse_id, **how)}  # type: ignore[arg-type]  # by name


async def test_a_place_is_as_full_as_its_tightest_limit_with_what_stands_there(tx: Tx) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA", length_mm=100, width_mm=100, height_mm=100)
    mug = await cast.add_product(tx, shop, "MUG")
    await cast.stock(tx, hall, tea, "A-01-1", 6)
    await cast.stock(tx, hall, mug, "A-01-1", 1)
    [pallet] = await add_lpns(tx, hall.warehouse_id, 1)
    hall.places[pallet.code] = await tx.get_one(Place, pallet.id)
    await move_container(tx, pallet.id, hall["B-01-3"].id, reason="move", by=None)
    await cast.stock(tx, hall, tea, pallet.code, 5)
    limits = PlaceChange(capacity_units=100, capacity_weight_g=7_000, capacity_volume_cm3=8_000)
    await change_places(tx, [hall["A-01-1"].id, hall["B-01-3"].id], limits)
    await retire_places(tx, [hall["A-06-1"].id])
    seen = await _map(tx, hall)
    shelf, rack = seen["A-01-1"], seen["B-01-3"]
    assert (shelf.units, shelf.products, shelf.share) == (7, 2, 0.75), "six litres of eight"
    assert (rack.units, rack.products, rack.share) == (5, 1, 0.625)
    assert (seen["A-02-1"].units, seen["A-02-1"].share) == (0, None)
    assert not {"A-06-1", "L-0001", "T-1", "supplier"} & set(seen)
    listed = {
        one.code: one.share
        for one in await places_found(tx, PlacesWanted(warehouse_id=hall.warehouse_id), limit=99)
    }
    assert (listed["A-01-1"], listed["B-01-3"]) == (0.75, 0.625), "the list says the same"


async def test_a_place_is_as_hot_as_people_take_from_it(tx: Tx) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA")
    goods = Goods(shop_id=shop.id, product_id=tea.id, lot_id=tea.id)
    await cast.stock(tx, hall, tea, "A-01-1", 6)
    for reason in ("pick", "pick", "move"):
        await move(
            tx, goods, 1, from_place=hall["A-01-1"].id, to_place=hall["T-1"].id, reason=reason,
            by=None,
        )  # fmt: skip
    now = datetime.now(UTC)
    assert (await _map(tx, hall))["A-01-1"].picks == 0, "nobody asked"
    seen = await _map(tx, hall, picked_since=now - timedelta(days=7))
    assert (seen["A-01-1"].picks, seen["A-02-1"].picks) == (2, 0)
    later = await _map(tx, hall, picked_since=now + timedelta(days=1))
    assert later["A-01-1"].picks == 0


async def test_a_map_shows_one_zone(tx: Tx) -> None:
    hall = await cast.open_hall(tx)
    zone = await add_zone(tx, hall.warehouse_id, code="CAGE", name="Cage")
    await change_places(tx, [hall["A-02-1"].id], PlaceChange(zone_id=zone))
    assert set(await _map(tx, hall, zone_id=zone)) == {"A-02-1"}


async def test_five_thousand_places_are_three_questions(db: Database, owner_url: str) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA")
        asked = {"hall": hall.warehouse_id, "shop": shop.id, "tea": tea.id}
        await tx.execute(
            text(
                "INSERT INTO places (warehouse_id, kind, code, label_code, x_mm, y_mm) "
                "SELECT CAST(:hall AS uuid), 'staging', format('ZZ%s-%s-%s', a, b, l), "
                "       lpad((1900000000 + a * 10000 + b * 10 + l)::text, 10, '0'), a, b "
                "FROM generate_series(1, :a) a, generate_series(1, :b) b, generate_series(1, :l) l"
            ),
            {**asked, "a": AISLES, "b": BAYS, "l": LEVELS},
        )
        await tx.execute(
            text(
                "INSERT INTO balances (shop_id, product_id, lot_id, condition, place_id, on_hand) "
                "SELECT CAST(:shop AS uuid), CAST(:tea AS uuid), CAST(:tea AS uuid), 'good', id, 3 "
                "FROM places WHERE code LIKE 'ZZ%'"
            ),
            asked,
        )
    owner = await asyncpg.connect(owner_url)
    await owner.execute("ANALYZE places; ANALYZE balances")  # as autovacuum does
    await owner.close()
    count = 0

    def one_more(*_: object) -> None:
        nonlocal count
        count += 1

    async with db.begin(HALL) as tx:
        connection = (await tx.connection()).sync_connection
        event.listen(connection, "before_cursor_execute", one_more)
        seen = await _map(tx, hall, picked_since=datetime.now(UTC))
        event.remove(connection, "before_cursor_execute", one_more)
    assert count == 3
    assert sum(one.units == 3 for one in seen.values()) == AISLES * BAYS * LEVELS
