"""A walk with the cart: collected in the reserve, put down at the pick faces."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests import cast
from tests.replenish.scene import bring_all, lying, rule, scene, start, tasks
from wms.db import Tx
from wms.replenish import side_doors, walk
from wms.replenish.carry import lay_up_to, scan
from wms.replenish.errors import (
    GoodsFirst,
    NotAShelf,
    NothingToBring,
    NothingToTakeBack,
    OtherGoods,
    OtherPlaceScanned,
    OwnWalkFirst,
    PlaceFirst,
    StepMoved,
    TooMany,
    WalkInOtherHands,
)
from wms.replenish.plan import plan
from wms.replenish.steps import Bring, BringBack, Finished, GoTo, Take, next_step
from wms.replenish.undo import take_back


async def test_goods_go_over_the_cart_to_the_pick_face(tx: Tx) -> None:
    s = await scene(tx)
    await start(tx, s)
    step = await next_step(tx, s.ola)
    assert isinstance(step, GoTo) and (step.place, step.pick_face) == ("B-01-3", "A-01-1")
    with pytest.raises(PlaceFirst):
        await scan(tx, s.code, by=s.ola)
    with pytest.raises(OtherPlaceScanned):
        await scan(tx, s.hall["B-02-3"].label_code, by=s.ola)
    await scan(tx, s.hall["B-01-3"].label_code, by=s.ola)
    cup = await cast.add_product(tx, s.shop, "CUP")
    with pytest.raises(OtherGoods):
        await scan(tx, await cast.barcode_of(tx, cup), by=s.ola)
    with pytest.raises(GoodsFirst):
        await lay_up_to(tx, None, by=s.ola)
    await scan(tx, s.code, by=s.ola)
    with pytest.raises(TooMany):
        await lay_up_to(tx, 19, by=s.ola)
    await lay_up_to(tx, None, by=s.ola)
    cart = await tx.scalar(text("SELECT cart_id FROM replenish_walks"))
    assert await lying(tx, s, cart) == {"good": 18}, "on the books of the cart, promised to nobody"
    step = await next_step(tx, s.ola)
    assert isinstance(step, Bring) and (step.place, step.collected) == ("A-01-1", 18)
    with pytest.raises(OtherPlaceScanned):
        await scan(tx, s.hall["A-02-1"].label_code, by=s.ola)
    await scan(tx, s.hall["A-01-1"].label_code, by=s.ola)
    assert isinstance(await next_step(tx, s.ola), Finished)
    assert await lying(tx, s, "A-01-1") == {"good": 20}
    assert (await tasks(tx))[0][-1] == "done"
    reasons = await tx.scalars(
        text("SELECT DISTINCT reason FROM movements WHERE reason <> 'adjust'")
    )
    assert list(reasons) == ["replenish"]
    with pytest.raises(NothingToBring):
        await walk.start(tx, s.hall.warehouse_id, by=s.ola)


async def test_everything_is_collected_on_one_way_and_put_down_on_another(tx: Tx) -> None:
    s = await scene(tx)
    cup = await cast.add_product(tx, s.shop, "CUP")
    await cast.stock(tx, s.hall, cup, "B-02-3", 50)
    await rule(tx, s, cup, "A-03-1", 5, 10)
    await rule(tx, s, s.tea, "A-02-1", 5, 10)
    await start(tx, s)
    seen = []
    codes = {"TEA-100": s.code, "CUP": await cast.barcode_of(tx, cup)}
    labels = {place.id: place.label_code for place in s.hall.places.values()}
    while not isinstance(step := await next_step(tx, s.ola), Finished):
        if isinstance(step, Take):
            await scan(tx, codes[step.sku], by=s.ola)
            await lay_up_to(tx, None, by=s.ola)
        else:
            seen.append((step.place, step.done, step.total))
            await scan(tx, labels[step.place_id], by=s.ola)
    assert [place for place, *_ in seen] == ["B-01-3", "B-02-3", "A-01-1", "A-02-1", "A-03-1"]
    assert {total for *_, total in seen} == {3}


async def test_what_is_not_there_is_looked_for_elsewhere_and_counted(tx: Tx) -> None:
    s = await scene(tx, reserve=30)
    await cast.stock(tx, s.hall, s.tea, "B-02-3", 9)
    await start(tx, s)
    await scan(tx, s.hall["B-01-3"].label_code, by=s.ola)
    await scan(tx, s.code, by=s.ola)
    task = (await next_step(tx, s.ola)).task
    became = await side_doors.short(tx, task, "fewer", by=s.ola)
    assert (became.missing, became.elsewhere) == (17, 9), "not from the place that is doubted now"
    assert await lying(tx, s, "B-01-3") == {"good": 12, "quarantine": 17}
    assert await tx.scalar(text("SELECT reason FROM place_counts")) == "short"
    await bring_all(tx, s)
    assert await lying(tx, s, "A-01-1") == {"good": 2 + 1 + 9}


async def test_a_step_is_left_for_the_end(tx: Tx) -> None:
    s = await scene(tx)
    await rule(tx, s, s.tea, "A-02-1", 5, 10)
    await start(tx, s)
    first = await next_step(tx, s.ola)
    await side_doors.skip(tx, first.task, by=s.ola)
    second = await next_step(tx, s.ola)
    assert second.task != first.task
    with pytest.raises(StepMoved):
        await side_doors.skip(tx, first.task, by=s.ola)


async def test_the_goods_come_from_another_place(tx: Tx) -> None:
    s = await scene(tx)
    await start(tx, s)
    await cast.stock(tx, s.hall, s.tea, "B-02-3", 7)
    step = await next_step(tx, s.ola)
    assert [(o.place, o.free) for o in await side_doors.offers(tx, step)] == [("B-02-3", 7)]
    await side_doors.take_elsewhere(tx, step.task, label=s.hall["B-02-3"].label_code, by=s.ola)
    step = await next_step(tx, s.ola)
    assert isinstance(step, Take) and (step.place, step.quantity) == ("B-02-3", 7)


async def test_what_does_not_fit_goes_back(tx: Tx) -> None:
    s = await scene(tx)
    await start(tx, s)
    await scan(tx, s.hall["B-01-3"].label_code, by=s.ola)
    await scan(tx, s.code, by=s.ola)
    await lay_up_to(tx, None, by=s.ola)
    task = (await next_step(tx, s.ola)).task
    await side_doors.no_room(tx, task, 10, "full", by=s.ola)
    step = await next_step(tx, s.ola)
    assert isinstance(step, BringBack) and (step.place, step.collected) == ("B-01-3", 8)
    with pytest.raises(NotAShelf):
        await side_doors.put_elsewhere(tx, task, s.hall["DOCK"].label_code, by=s.ola)
    await side_doors.put_elsewhere(tx, task, s.hall["B-02-3"].label_code, by=s.ola)
    assert await lying(tx, s, "A-01-1") == {"good": 12}
    assert await lying(tx, s, "B-02-3") == {"good": 8}
    assert (await tasks(tx))[0][-1] == "short"


async def test_the_last_scan_is_taken_back_also_when_it_ended_the_walk(tx: Tx) -> None:
    s = await scene(tx)
    with pytest.raises(NothingToTakeBack):
        await take_back(tx, by=s.ola, scan_id=s.tea.id)
    await start(tx, s)
    await scan(tx, s.hall["B-01-3"].label_code, by=s.ola)
    await scan(tx, s.code, by=s.ola)
    await lay_up_to(tx, None, by=s.ola)
    await scan(tx, s.hall["A-01-1"].label_code, by=s.ola)
    for left_on_face, kind in [(2, Bring), (2, Take), (2, Take)]:
        await take_back(tx, by=s.ola, scan_id=s.tea.id)
        assert await lying(tx, s, "A-01-1") == {"good": left_on_face}
        assert isinstance(await next_step(tx, s.ola), kind)
    assert await lying(tx, s, "B-01-3") == {"good": 40}
    with pytest.raises(NothingToTakeBack):
        await take_back(tx, by=s.ola, scan_id=s.tea.id)


async def test_a_full_cart_leaves_the_rest_to_others_and_an_empty_one_is_given_back(tx: Tx) -> None:
    s = await scene(tx)
    await start(tx, s)
    assert await walk.cart_full(tx, by=s.ola) is False
    assert (await tasks(tx))[0][-1] == "open"
    await start(tx, s)
    await scan(tx, s.hall["B-01-3"].label_code, by=s.ola)
    await scan(tx, s.code, by=s.ola)
    assert await walk.cart_full(tx, by=s.ola) is True
    await scan(tx, s.hall["A-01-1"].label_code, by=s.ola)
    assert await lying(tx, s, "A-01-1") == {"good": 3}
    carts = await tx.scalars(text("SELECT DISTINCT code FROM places WHERE code LIKE 'CART-%' "
                                  "AND warehouse_id = :w"), {"w": s.hall.warehouse_id})  # fmt: skip
    assert list(carts) == ["CART-1"], "an empty cart is used again"


async def test_a_cart_changes_hands(tx: Tx) -> None:
    s = await scene(tx)
    walk_id = await start(tx, s)
    await scan(tx, s.hall["B-01-3"].label_code, by=s.ola)
    await scan(tx, s.code, by=s.ola)
    with pytest.raises(WalkInOtherHands):
        await walk.take_over(tx, walk_id, by=s.jan)
    assert await walk.walks_to_take_over(tx, s.jan) == []
    await tx.execute(
        text("UPDATE operator_sessions SET ended_at = now() WHERE operator_id = :ola"),
        {"ola": s.ola.operator_id},
    )
    [theirs] = await walk.walks_to_take_over(tx, s.jan)
    assert (theirs.name, theirs.tasks) == ("Ola", 1)
    await walk.take_over(tx, walk_id, by=s.jan)
    assert isinstance(await next_step(tx, s.ola), Finished)
    assert isinstance(await next_step(tx, s.jan), GoTo)
    boss = await cast.hire(tx, "Ewa", is_supervisor=True)
    await rule(tx, s, s.tea, "A-02-1", 5, 10)
    await start(tx, s, boss)
    with pytest.raises(OwnWalkFirst):
        await walk.take_over(tx, walk_id, by=boss)


async def test_what_was_asked_for_is_brought_before_what_is_merely_low(tx: Tx) -> None:
    s = await scene(tx)
    await plan(tx)
    await rule(tx, s, s.tea, "A-02-1", 0, 10)
    await plan(tx, asked=[s.hall["A-02-1"].id])
    await tx.execute(text("UPDATE replenish_tasks SET created_at = now()"))
    order = await tx.scalars(
        text("SELECT reason FROM replenish_tasks "
             "ORDER BY array_position(ARRAY['asked', 'demand', 'min'], reason)")
    )  # fmt: skip
    assert list(order) == ["asked", "min"]


async def test_goods_come_out_of_a_pallet_that_stands_in_the_reserve(tx: Tx) -> None:
    s = await scene(tx, reserve=0)
    pallet = await cast.add_lpn(tx, s.hall, "L-1", at="B-02-3")
    await cast.stock(tx, s.hall, s.tea, "L-1", 30)
    await start(tx, s)
    step = await next_step(tx, s.ola)
    assert (step.place, step.container, step.quantity) == ("B-02-3", "L-1", 18)
    with pytest.raises(OtherPlaceScanned):
        await scan(tx, s.hall["B-02-3"].label_code, by=s.ola)
    await scan(tx, str(pallet.label_code), by=s.ola)
    await scan(tx, s.code, by=s.ola)
    await lay_up_to(tx, None, by=s.ola)
    await scan(tx, s.hall["A-01-1"].label_code, by=s.ola)
    assert await lying(tx, s, pallet.id) == {"good": 12}


async def test_a_face_that_takes_no_more_is_not_filled(tx: Tx) -> None:
    s = await scene(tx)
    await tx.execute(
        text("UPDATE places SET capacity_units = 2 WHERE id = :p"), {"p": s.hall["A-01-1"].id}
    )
    assert (await plan(tx)).made == 0


async def test_a_cart_takes_its_eight_tasks_however_the_database_looks_them_up(tx: Tx) -> None:
    """A full month found 53 on one cart: asked for once more with each row, the choice went on."""
    s = await scene(tx)
    for number in range(3 * walk.CART_TASKS):
        cup = await cast.add_product(tx, s.shop, f"CUP-{number}")
        await cast.stock(tx, s.hall, cup, "B-01-3", 30)
        await rule(tx, s, cup, "A-01-1", 5, 20)
    for join in ("hashjoin", "mergejoin", "material"):
        await tx.execute(text(f"SET LOCAL enable_{join} = off"))
    await start(tx, s)
    taken = [task for task in await tasks(tx) if task[-1] == "taken"]
    assert len(taken) == walk.CART_TASKS
