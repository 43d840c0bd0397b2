"""Places are changed, retired and brought back; what is in the way is told."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from sqlalchemy import text

from tests import cast
from tests.orders.asking import ask
from tests.packing.bench import Bench, open_bench
from wms.access.people import AtWork
from wms.db import HALL, Database, Tx, new_id
from wms.errors import NotFound
from wms.inbound.models import Asn
from wms.inbound.put_away_models import PutAway
from wms.layout.address import Grid
from wms.layout.build import add_lpns, unblock
from wms.layout.change import PlaceChange
from wms.layout.errors import KindFixed, NameUnusable, PlaceExists, PlaceUnknown
from wms.layout.models import Place
from wms.layout.queries import place_by_code, place_by_id, place_by_label, places_of_kind
from wms.layout.zones import add_zone
from wms.orders.place import place
from wms.picking.runs import plan_run, start_run
from wms.rebuild.change import bring_back_places, change_places, lay_out_places, retire_places
from wms.rebuild.errors import PlaceInUse
from wms.rebuild.in_the_way import InTheWay, in_the_way
from wms.stock.containers import move_container
from wms.stock.count_list import ask_counts
from wms.stock.ledger import Goods, move
from wms.violations import PlaceRetired

MOVES = (
    PlaceChange(code="A-99-1"),
    PlaceChange(kind="storage"),
    PlaceChange(x_mm=77),
    PlaceChange(aisle="Q"),
)


async def _fresh(tx: Tx, place: Place) -> Place:
    await tx.refresh(place)
    return place


async def test_limits_and_ranks_change_under_goods_and_a_move_does_not(tx: Tx) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA")
    await cast.stock(tx, hall, tea, "A-01-1", 6)
    shelf = hall["A-01-1"]
    zone = await add_zone(tx, hall.warehouse_id, code="CAGE", name="Cage")
    free = PlaceChange(capacity_units=40, products_max=2, pick_order=9, zone_id=zone)
    assert await change_places(tx, [shelf.id], free) == 1
    await _fresh(tx, shelf)
    assert (shelf.capacity_units, shelf.products_max, shelf.pick_order) == (40, 2, 9)
    assert shelf.zone_id == zone, "it had none: that describes it, nobody is misled"
    for change in (*MOVES, PlaceChange(zone_id=None)):
        with pytest.raises(PlaceInUse) as no:
            await change_places(tx, [hall["A-02-1"].id, shelf.id], change)
        assert no.value.facts["places"] == "A-01-1"
        assert no.value.facts["goods"] == f"6 × TEA ({shop.name})"
        assert (no.value.facts["orders"], no.value.facts["tasks"]) == ("–", 0)
    assert (await _fresh(tx, hall["A-02-1"])).kind == "pick_face", "all of them or none"


async def test_an_empty_place_moves_and_keeps_its_label(tx: Tx) -> None:
    hall = await cast.open_hall(tx)
    shelf = hall["A-01-1"]
    for change in MOVES:
        await change_places(tx, [shelf.id], change)
    await _fresh(tx, shelf)
    assert (shelf.code, shelf.kind, shelf.x_mm, shelf.aisle) == ("A-99-1", "storage", 77, "Q")
    assert (await place_by_label(tx, shelf.label_code or "")).code == "A-99-1"


async def test_what_places_cannot_be_called_or_become(tx: Tx) -> None:
    hall = await cast.open_hall(tx)
    shelf, tote = hall["A-01-1"].id, hall["T-1"].id
    for code, no in {"a 1": NameUnusable, "A" * 17: NameUnusable, "A-02-1": PlaceExists}.items():
        with pytest.raises(no):
            await change_places(tx, [shelf], PlaceChange(code=code))
    with pytest.raises(PlaceExists):
        await change_places(tx, [shelf, hall["A-03-1"].id], PlaceChange(code="NEW"))
    with pytest.raises(KindFixed):
        await change_places(tx, [tote], PlaceChange(kind="storage"))
    with pytest.raises(KindFixed):
        await change_places(tx, [shelf], PlaceChange(kind="tote"))
    with pytest.raises(NotFound):
        await change_places(tx, [hall["supplier"].id], PlaceChange(pick_order=1))


async def test_a_retired_place_is_nowhere_and_its_label_says_so(tx: Tx) -> None:
    hall = await cast.open_hall(tx)
    shelf = hall["A-01-1"]
    label = shelf.label_code or ""
    assert await retire_places(tx, [shelf.id, hall["T-1"].id]) == 2
    assert (await place_by_id(tx, shelf.id)).is_retired
    with pytest.raises(PlaceRetired) as said:
        await place_by_label(tx, label)
    assert said.value.facts == {"place": "A-01-1"}
    listed = await places_of_kind(tx, hall.warehouse_id, ["pick_face", "tote"])
    assert not {"A-01-1", "T-1"} & {place.code for place in listed}
    with pytest.raises(PlaceRetired):
        await change_places(tx, [shelf.id], PlaceChange(pick_order=3))
    with pytest.raises(PlaceUnknown):
        await unblock(tx, shelf.id)
    assert await bring_back_places(tx, [shelf.id, hall["A-02-1"].id]) == 1
    assert not (await place_by_label(tx, label)).is_blocked


async def test_a_hall_is_laid_out_by_its_names(tx: Tx) -> None:
    hall = await cast.open_hall(tx)
    shelves = [hall[f"A-0{n}-1"] for n in range(1, 4)]
    await tx.execute(
        text("UPDATE places SET aisle = NULL, x_mm = NULL, y_mm = NULL WHERE id = ANY (:ids)"),
        {"ids": [shelf.id for shelf in shelves]},
    )
    tea = await cast.add_product(tx, await cast.open_shop(tx), "TEA")
    await cast.stock(tx, hall, tea, "A-02-1", 1)
    ids = [shelf.id for shelf in shelves]
    await lay_out_places(tx, ids, Grid(bay_width_mm=1_000), is_walk_too=True)
    at = [(await _fresh(tx, s), (s.x_mm, s.y_mm, s.pick_order))[1] for s in shelves]
    assert at == [(0, 1_000, 1), (0, 2_000, 2), (0, 3_000, 3)]
    with pytest.raises(PlaceInUse):
        await lay_out_places(tx, ids, Grid(bay_width_mm=2_000), is_walk_too=False)


def _told(things: Collection[InTheWay]) -> set[tuple[str, str, str, int | None]]:
    return {(one.place, one.what, one.name, one.number) for one in things}


async def test_promises_walks_and_totes_are_in_the_way(db: Database) -> None:
    bench = await open_bench(db)
    placed = await place(await db.hot(), bench.shop.id, ask("WEB-1", TEA=2))
    shelf = bench.hall["A-01-1"].id
    async with db.begin(HALL) as tx:
        run = await plan_run(tx, bench.hall.warehouse_id, order_ids=[placed.id])
        await start_run(tx, run.run_id, bench.jan)
        things = await in_the_way(tx, [shelf])
    assert _told(things) == {
        ("A-01-1", "goods", "TEA", None),
        ("A-01-1", "promise", "TEA", placed.number),
        ("A-01-1", "pick", "TEA", placed.number),
    }
    assert {one.what: (one.quantity, one.who) for one in things} == {
        "goods": (20, bench.shop.name), "promise": (2, bench.shop.name), "pick": (2, "Jan"),
    }  # fmt: skip
    async with db.begin(HALL) as tx:
        with pytest.raises(PlaceInUse) as no:
            await retire_places(tx, [shelf])
    assert no.value.facts["orders"] == str(placed.number)
    assert no.value.facts["tasks"] == 1


async def test_totes_benches_with_open_parcels_and_docks_at_work_are_in_the_way(
    db: Database,
) -> None:
    bench = await open_bench(db)
    order = await bench.picked("WEB-1", TEA=1)
    tote, table = bench.hall[order.tote].id, bench.hall["BENCH-1"].id
    async with db.begin(HALL) as tx:
        there = _told(await in_the_way(tx, [tote]))
    assert there == {
        (order.tote, "goods", "TEA", None), (order.tote, "tote", order.tote, order.number),
    }  # fmt: skip
    opened = await bench.open(order.tote)
    async with db.begin(HALL) as tx:
        tx.add(
            Asn(
                shop_id=bench.shop.id, external_id="ASN-7", status="receiving",
                dock_place_id=bench.hall["DOCK"].id,
            )
        )  # fmt: skip
        await tx.flush()
        [packing, arriving] = await in_the_way(tx, [table, bench.hall["DOCK"].id])
    assert (packing.what, packing.name, packing.who) == ("parcel", str(opened.parcel), "Ola")
    assert (arriving.what, arriving.name, arriving.place) == ("receipt", "ASN-7", "DOCK")


async def test_what_somebody_carries_there_and_counts_are_in_the_way(tx: Tx) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea, jan = await cast.add_product(tx, shop, "TEA"), await cast.hire(tx, "Jan")
    await cast.stock(tx, hall, tea, "A-02-1", 1)
    await _carry(tx, hall, tea, jan, "A-01-1")
    assert await ask_counts(tx, place="A-02-1", sku=None, zone=None)
    things = await in_the_way(tx, [hall["A-01-1"].id, hall["A-02-1"].id])
    assert _told(things) >= {
        ("A-01-1", "put_away", "TEA", None), ("A-02-1", "count", "TEA", None),
    }  # fmt: skip
    with pytest.raises(PlaceInUse) as no:
        await retire_places(tx, [hall["A-01-1"].id])
    assert (no.value.facts["goods"], no.value.facts["tasks"]) == ("–", 1)
    assert (await place_by_code(tx, hall.warehouse_id, "A-01-1")).is_retired is False


async def _carry(tx: Tx, hall: cast.Hall, tea: cast.Product, by: AtWork, to: str) -> None:
    tx.add(
        PutAway(
            id=new_id(), shop_id=tea.shop_id, operator_id=by.operator_id, product_id=tea.id,
            lot_id=tea.id, quantity=3, from_place_id=hall["DOCK"].id, to_place_id=hall[to].id,
        )
    )  # fmt: skip
    await tx.flush()


async def test_nobody_walks_with_a_retired_tote(db: Database) -> None:
    bench: Bench = await open_bench(db)
    placed = await place(await db.hot(), bench.shop.id, ask("WEB-1", TEA=1))
    async with db.begin(HALL) as tx:
        run = await plan_run(tx, bench.hall.warehouse_id, order_ids=[placed.id])
        await start_run(tx, run.run_id, bench.jan)
        await retire_places(tx, [bench.hall["T-1"].id])
    label = bench.hall["T-1"].label_code
    with pytest.raises(AssertionError, match=r"place\.retired"):
        await bench._pick(run.run_id, label or "", label=label)


async def test_an_lpn_and_what_is_in_it_are_in_the_way_and_a_retired_one_stands_nowhere(
    tx: Tx,
) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA")
    [pallet] = await add_lpns(tx, hall.warehouse_id, 1)
    hall.places[pallet.code] = await tx.get_one(Place, pallet.id)
    await move_container(tx, pallet.id, hall["B-01-3"].id, reason="move", by=None)
    await cast.stock(tx, hall, tea, pallet.code, 4)
    there = _told(await in_the_way(tx, [hall["B-01-3"].id]))
    assert there == {("B-01-3", "goods", "TEA", None), ("B-01-3", "container", "L-0001", None)}
    assert _told(await in_the_way(tx, [pallet.id])) == {("L-0001", "goods", "TEA", None)}
    takes = text("SELECT place_refuses(:place, :shop, :product, 2)")
    asked = {"shop": shop.id, "product": tea.id}
    await change_places(tx, [hall["B-01-3"].id], PlaceChange(capacity_units=5))
    for place_id in (pallet.id, hall["B-01-3"].id):
        assert await tx.scalar(takes, {"place": place_id, **asked}) == "full_units"

    goods = Goods(shop_id=shop.id, product_id=tea.id, lot_id=tea.id)
    await move(
        tx, goods, 4, from_place=pallet.id, to_place=hall["lost"].id, reason="adjust", by=None
    )
    assert _told(await in_the_way(tx, [hall["B-01-3"].id])) == {
        ("B-01-3", "container", "L-0001", None)
    }
    await retire_places(tx, [pallet.id])
    with pytest.raises(PlaceRetired):
        async with tx.begin_nested():
            await move_container(tx, pallet.id, hall["B-01-3"].id, reason="move", by=None)
    await retire_places(tx, [hall["B-01-3"].id])
