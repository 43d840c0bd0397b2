"""What pick faces lack becomes tasks, and goes when nobody needs it any more."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests import cast
from tests.replenish.scene import rule, scene, start, tasks
from wms.db import Tx
from wms.layout.build import block
from wms.replenish.errors import TaskBegun
from wms.replenish.plan import Planned, cancel, fill_now, plan


async def test_a_face_below_its_lowest_is_filled_up_to_its_highest_once(tx: Tx) -> None:
    s = await scene(tx)
    assert await plan(tx) == Planned(made=1, cancelled=0)
    assert await tasks(tx) == [("B-01-3", "A-01-1", 18, "min", "open")]
    assert await plan(tx) == Planned(made=0, cancelled=0), "what is on its way counts"
    await cast.stock(tx, s.hall, s.tea, "A-01-1", 10)
    assert await plan(tx) == Planned(made=0, cancelled=1), "somebody filled it by hand"


async def test_enough_is_enough(tx: Tx) -> None:
    s = await scene(tx, face=5)
    assert await plan(tx) == Planned(made=0, cancelled=0)
    assert await fill_now(tx, place="A-01") == Planned(made=1, cancelled=0)
    assert await tasks(tx) == [("B-01-3", "A-01-1", 15, "asked", "open")]
    await plan(tx)
    assert (await tasks(tx))[-1][-1] == "open", "the office asked for it, whatever the lowest says"
    assert s.tea


async def test_whole_packs_are_brought_when_that_is_enough(tx: Tx) -> None:
    s = await scene(tx)
    await cast.add_barcode(tx, s.tea, cast.ean13(77), 12)
    await plan(tx)
    assert [task[2] for task in await tasks(tx)] == [12]
    cup = await cast.add_product(tx, s.shop, "CUP")
    await cast.add_barcode(tx, cup, cast.ean13(78), 12)
    await cast.stock(tx, s.hall, cup, "B-02-3", 50)
    await rule(tx, s, cup, "A-02-1", 15, 20)
    await plan(tx)
    assert [task[2] for task in await tasks(tx)] == [12, 20], "12 would be below the lowest"


async def test_what_expires_first_comes_first_then_the_place_that_has_it_all(tx: Tx) -> None:
    s = await scene(tx, face=0, reserve=0)
    late = await cast.add_lot(tx, s.tea, "LATE", expires_in_days=90)
    soon = await cast.add_lot(tx, s.tea, "SOON", expires_in_days=9)
    gone = await cast.add_lot(tx, s.tea, "GONE", expires_in_days=-1)
    await cast.add_place(tx, s.hall, "B-03-3", "storage", order=13)
    await cast.stock(tx, s.hall, s.tea, "B-01-3", 30, lot=gone)
    await cast.stock(tx, s.hall, s.tea, "B-01-3", 4, lot=late)
    await cast.stock(tx, s.hall, s.tea, "B-02-3", 30, lot=late)
    await cast.stock(tx, s.hall, s.tea, "B-03-3", 8, lot=soon)
    await plan(tx)
    assert [task[:3] for task in await tasks(tx)] == [
        ("B-03-3", "A-01-1", 8), ("B-02-3", "A-01-1", 12),
    ]  # fmt: skip


async def test_promised_blocked_and_claimed_goods_stay_where_they_are(tx: Tx) -> None:
    s = await scene(tx, reserve=10)
    await tx.execute(
        text("UPDATE balances SET allocated = 4 WHERE place_id = :p"), {"p": s.hall["B-01-3"].id}
    )
    await rule(tx, s, s.tea, "A-02-1", 5, 20)
    await plan(tx)
    assert sum(task[2] for task in await tasks(tx)) == 6, "never the same piece twice"
    await block(tx, s.hall["B-01-3"].id)
    assert (await plan(tx)).cancelled == len(await tasks(tx))


async def test_a_blocked_face_or_one_without_a_rule_gets_nothing(tx: Tx) -> None:
    s = await scene(tx)
    await plan(tx)
    await block(tx, s.hall["A-01-1"].id)
    assert await plan(tx) == Planned(made=0, cancelled=1)


async def test_the_office_takes_a_task_off_the_list_until_goods_are_on_the_cart(tx: Tx) -> None:
    s = await scene(tx)
    await start(tx, s)
    task = await tx.scalar(text("SELECT id FROM replenish_tasks"))
    await tx.execute(text("UPDATE replenish_tasks SET collected = 1"))
    with pytest.raises(TaskBegun):
        await cancel(tx, task)
    await tx.execute(text("UPDATE replenish_tasks SET collected = 0"))
    await cancel(tx, task)
    assert (await tasks(tx))[0][-1] == "cancelled"
