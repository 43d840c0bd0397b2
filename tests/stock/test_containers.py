"""A pallet with a licence plate is carried as one, with everything that stands in it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from tests import cast
from tests.cast import Hall
from tests.inbound.scene import told
from wms.catalog.models import Product
from wms.db import Tx
from wms.layout.build import add_lpns, block, unblock
from wms.layout.errors import (
    ContainerIntoItself,
    ContainerNotThere,
    ContainerStandsNowhere,
    ContainerStandsThere,
    ContainerTooDeep,
)
from wms.layout.models import ContainerMove, Place
from wms.layout.queries import place_by_id
from wms.stock.containers import Carried, move_container, standing_in
from wms.stock.count_list import ask_counts
from wms.stock.counting import begin_count, left_to_count, say_number
from wms.stock.errors import ContainerNotGood, ContainerPromised
from wms.stock.ledger import Goods, move
from wms.stock.queries import stock_at, stock_of
from wms.violations import PlaceBlocked


async def scene(tx: Tx) -> tuple[Hall, Product]:
    """A pallet L-1 on the dock with a case L-2 in it, in which ten pieces of tea are."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    await cast.add_lpn(tx, hall, "L-1", at="DOCK")
    await cast.add_lpn(tx, hall, "L-2", at="L-1")
    await cast.stock(tx, hall, tea, "L-2", 10)
    return hall, tea


async def carry(tx: Tx, hall: Hall, container: str, into: str) -> Carried:
    async with tx.begin_nested():
        return await move_container(
            tx, hall[container].id, hall[into].id, reason="put_away", by=None
        )


async def available(tx: Tx, tea: Product) -> int:
    [stock] = await stock_of(tx, tea.shop_id, product_ids=[tea.id])
    assert stock.on_hand == 10
    now = await tx.scalar(
        text("SELECT stock_now(:s, :p) -> 'available'"), {"s": tea.shop_id, "p": tea.id}
    )
    assert stock.available == now
    return stock.available


async def promise(tx: Tx, tea: Product, quantity: int, place: Place) -> None:
    await tx.execute(
        text("UPDATE balances SET allocated = :n WHERE product_id = :p AND place_id = :a"),
        {"n": quantity, "p": tea.id, "a": place.id},
    )


async def test_goods_wait_on_the_dock_and_are_sold_from_the_shelf(tx: Tx) -> None:
    hall, tea = await scene(tx)
    assert await available(tx, tea) == 0
    before = await tx.scalar(text("SELECT count(*) FROM movements"))
    carried = await carry(tx, hall, "L-1", "B-01-3")
    assert carried == Carried(container="L-1", place="B-01-3", quantity=10)
    assert await available(tx, tea) == 10
    assert await tx.scalar(text("SELECT count(*) FROM movements")) == before, "no balance moved"
    [type_, data] = (await told(tx, tea.shop_id))[-1]
    assert (type_, data["available"], data["reason"]) == ("stock.changed", 10, "put_away")
    case = await place_by_id(tx, hall["L-2"].id)
    assert (case.said, case.location_kind) == ("B-01-3 · L-2", "storage")
    await carry(tx, hall, "L-1", "DOCK")
    assert await available(tx, tea) == 0
    history = await tx.execute(
        select(ContainerMove.from_id, ContainerMove.to_id)
        .where(ContainerMove.container_id == hall["L-1"].id)
        .order_by(ContainerMove.id)
    )
    dock, shelf = hall["DOCK"].id, hall["B-01-3"].id
    assert [tuple(row) for row in history] == [(dock, shelf), (shelf, dock)]


async def test_between_shelves_nothing_is_told(tx: Tx) -> None:
    hall, tea = await scene(tx)
    await carry(tx, hall, "L-1", "B-01-3")
    before = len(await told(tx, tea.shop_id))
    await carry(tx, hall, "L-1", "A-01-1")
    await carry(tx, hall, "L-2", "A-02-1")  # the case is taken out of the pallet
    assert len(await told(tx, tea.shop_id)) == before
    assert [
        each.code for each in await standing_in(tx, await place_by_id(tx, hall["L-1"].id))
    ] == []


async def test_what_stands_in_it_goes_along_and_is_shown(tx: Tx) -> None:
    hall, tea = await scene(tx)
    await cast.stock(tx, hall, tea, "A-01-1", 1)
    await carry(tx, hall, "L-1", "A-01-1")
    [pallet] = await standing_in(tx, await place_by_id(tx, hall["A-01-1"].id))
    assert (pallet.code, pallet.pieces, pallet.products) == ("L-1", 10, 1)
    [case] = await standing_in(tx, await place_by_id(tx, pallet.id))
    assert (case.code, case.pieces) == ("L-2", 10)


async def test_a_blocked_place_blocks_what_stands_there(tx: Tx) -> None:
    hall, tea = await scene(tx)
    await carry(tx, hall, "L-1", "B-01-3")
    await block(tx, hall["B-01-3"].id)
    assert await available(tx, tea) == 0
    goods = Goods(shop_id=tea.shop_id, product_id=tea.id, lot_id=tea.id)
    found = {"from_place": hall["found"].id, "reason": "adjust", "by": None}
    with pytest.raises(PlaceBlocked):
        async with tx.begin_nested():
            await move(tx, goods, 1, to_place=hall["L-2"].id, **found)  # type: ignore[arg-type]  # one dict
    await unblock(tx, hall["B-01-3"].id)
    assert await available(tx, tea) == 10
    await block(tx, hall["L-1"].id)  # the pallet alone
    assert await available(tx, tea) == 0
    await block(tx, hall["A-01-1"].id)
    with pytest.raises(PlaceBlocked):
        await carry(tx, hall, "L-1", "A-01-1")


async def test_promised_goods_move_between_shelves_only(tx: Tx) -> None:
    hall, tea = await scene(tx)
    await carry(tx, hall, "L-1", "B-01-3")
    await promise(tx, tea, 3, hall["L-2"])
    await carry(tx, hall, "L-1", "A-01-1")
    for nowhere in ("DOCK", "STAGE", "QUAR"):
        with pytest.raises(ContainerPromised) as no:
            await carry(tx, hall, "L-1", nowhere)
        assert no.value.facts["quantity"] == 3
        assert no.value.facts["in_the_way"] == "TEA-100"


async def test_spoilt_goods_do_not_come_among_what_is_sold(tx: Tx) -> None:
    hall, tea = await scene(tx)
    goods = Goods(shop_id=tea.shop_id, product_id=tea.id, lot_id=tea.id)
    here = hall["L-2"].id
    await move(tx, goods, 2, from_place=here, to_place=here, to_condition="damaged",
               reason="damage", by=None)  # fmt: skip
    with pytest.raises(ContainerNotGood):
        await carry(tx, hall, "L-1", "B-01-3")
    await carry(tx, hall, "L-1", "QUAR")


async def test_containers_make_no_circle_and_no_tower(tx: Tx) -> None:
    hall, _ = await scene(tx)
    await cast.add_lpn(tx, hall, "L-3", at="L-2")
    await cast.add_lpn(tx, hall, "L-4", at="DOCK")
    await cast.add_lpn(tx, hall, "L-5")
    for container, into, no in (
        ("L-1", "L-1", ContainerIntoItself),
        ("L-1", "L-3", ContainerIntoItself),
        ("L-4", "L-3", ContainerTooDeep),
        ("L-1", "L-4", ContainerTooDeep),
        ("L-1", "L-5", ContainerStandsNowhere),
        ("L-1", "DOCK", ContainerStandsThere),
        ("L-1", "T-1", ContainerNotThere),
        ("L-1", "BENCH-1", ContainerNotThere),
        ("L-1", "lost", ContainerNotThere),
    ):
        with pytest.raises(no):
            await carry(tx, hall, container, into)
    await carry(tx, hall, "L-2", "L-4")


async def test_new_plates_are_named_on_from_the_last(tx: Tx) -> None:
    hall = await cast.open_hall(tx)
    first = await add_lpns(tx, hall.warehouse_id, 2)
    again = await add_lpns(tx, hall.warehouse_id, 1)
    assert [lpn.code for lpn in [*first, *again]] == ["L-0001", "L-0002", "L-0003"]
    assert all(lpn.kind == "lpn" and (lpn.label_code or "").startswith("21") for lpn in first)


async def test_an_emptied_container_keeps_no_row_of_goods(tx: Tx) -> None:
    hall, tea = await scene(tx)
    goods = Goods(shop_id=tea.shop_id, product_id=tea.id, lot_id=tea.id)
    await move(tx, goods, 10, from_place=hall["L-2"].id, to_place=hall["A-01-1"].id,
               reason="move", by=None)  # fmt: skip
    assert await stock_at(tx, place_id=hall["L-2"].id) == []


async def test_a_count_of_a_place_counts_the_pallets_that_stand_there(tx: Tx) -> None:
    hall, tea = await scene(tx)
    await carry(tx, hall, "L-1", "B-01-3")
    await cast.stock(tx, hall, tea, "B-01-3", 1)
    asked = await ask_counts(tx, place="B-01-3")
    assert asked == 2, "what lies there, and the case on the pallet"
    ola = await cast.hire(tx)
    await begin_count(tx, await place_by_id(tx, hall["L-2"].id), by=ola)
    [line] = await left_to_count(tx, hall["L-2"].id, by=ola)
    said = await say_number(
        tx, line.shop_id, line.count_id, lot_id=line.lot_id, condition="good", counted=10, by=ola
    )
    assert said.did == "counted"
