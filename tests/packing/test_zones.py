"""An order is picked zone by zone by several people at once, and packed when its parts meet."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text, update

from tests import cast
from tests.orders.asking import ask
from tests.packing.bench import Bench
from tests.packing.test_batch import broken
from wms.access.people import AtWork
from wms.db import HALL
from wms.layout.models import Place, Zone
from wms.orders.place import Placed, place
from wms.packing.queries import parcel_at_bench
from wms.packing.take_apart import take_apart
from wms.picking import meet, pick, plan, runs
from wms.picking.cancel import Answer, cancel
from wms.picking.errors import MeetNotPicked, MeetToPacking, NothingToPick, NothingToUndo
from wms.picking.queries import next_step
from wms.picking.steps import Finished, GoTo, Take, TakeTote


async def zones(bench: Bench) -> None:
    """TEA lies in EAST, MUG in WEST; two places where orders meet."""
    async with bench.db.begin(HALL) as tx:
        for code, shelf in (("EAST", "A-01-1"), ("WEST", "A-02-1")):
            zone = Zone(id=uuid4(), warehouse_id=bench.hall.warehouse_id, code=code, name=code)
            tx.add(zone)
            await tx.flush()
            await tx.execute(
                update(Place).where(Place.id == bench.hall[shelf].id).values(zone_id=zone.id)
            )
        for code in ("S-1", "S-2"):
            bench.hall.places[code] = await cast.add_place(tx, bench.hall, code, "staging")


async def order(bench: Bench, name: str, **lines: int) -> Placed:
    asked = ask(name, policy="as_available", **lines)
    return await place(await bench.db.hot(), bench.shop.id, asked)


async def begin(bench: Bench, by: AtWork, *orders: Placed) -> UUID:
    """Plan these zone by zone, and begin one of the walks; without orders: the next one."""
    async with bench.db.begin(HALL) as tx:
        if orders:
            await runs.plan_run(
                tx, bench.hall.warehouse_id, order_ids=[o.id for o in orders], mode="zone"
            )
        return await runs.next_run(tx, bench.hall.warehouse_id, by)


async def scan(bench: Bench, run: UUID, code: str, by: AtWork) -> dict[str, Any]:
    made = bench.made(code, by)
    answer: dict[str, Any] = json.loads(await pick.scan(await bench.db.hot(), run, made))
    return answer


async def walk(bench: Bench, run: UUID, by: AtWork, *totes: str, till: str = "nothing") -> Any:
    """Pick it, to its end or until it asks for ``till``; the step."""
    left = list(totes)
    while True:
        async with bench.db.read(HALL) as read:
            step = await next_step(read, run)
        match step:
            case TakeTote():
                code = bench.hall[left.pop(0)].label_code or ""
            case GoTo():
                code = step.place_label
            case Take():
                if till == "item":
                    return step
                code = bench.codes[step.sku]
            case Finished():
                return step
        answer = await scan(bench, run, code, by)
        assert answer["outcome"] == "ok", answer


async def bring(bench: Bench, tote: str, where: str) -> dict[str, Any]:
    made = bench.made(bench.hall[where].label_code or "")
    label = bench.hall[tote].label_code or ""
    answer: dict[str, Any] = json.loads(await meet.bring(await bench.db.hot(), label, made))
    return answer


async def asked(bench: Bench, tote: str) -> meet.ToBring:
    async with bench.db.read(HALL) as read:
        return await meet.to_bring(read, bench.hall[tote].label_code or "")


async def status(bench: Bench, one: Placed) -> str:
    told: str = await bench.value("SELECT status FROM orders WHERE id = :id", id=one.id)
    return told


async def test_an_order_of_two_zones_is_packed_when_both_totes_stand_together(bench: Bench) -> None:
    await zones(bench)
    both, tea = await order(bench, "BOTH", TEA=2, MUG=1), await order(bench, "OTHER", TEA=1, MUG=1)
    first = await begin(bench, bench.jan, both, tea)
    second = await begin(bench, bench.ola)
    assert await bench.value("SELECT count(*) FROM pick_runs WHERE mode = 'zone'") == 2
    assert await bench.rows(
        "SELECT run_id, count(*) AS n FROM pick_tasks GROUP BY run_id, order_id HAVING count(*) > 1"
    ) == []  # fmt: skip
    with pytest.raises(NothingToPick):
        async with bench.db.begin(HALL) as tx:
            await runs.next_run(tx, bench.hall.warehouse_id, await cast.hire(tx, "Zoe"))
    await walk(bench, first, bench.jan, "T-1", "T-2", till="item")
    with pytest.raises(MeetNotPicked):
        await asked(bench, "T-1")
    await walk(bench, first, bench.jan)
    await walk(bench, second, bench.ola, "T-3", "T-4")
    assert await status(bench, both) == "picking", "it is not packed before it stands together"
    assert (await bench.open("T-1")).code == "pack.parts_missing"
    to_bring = await asked(bench, "T-1")
    assert (to_bring.order, to_bring.place, to_bring.offered) == (both.number, None, "S-1")

    assert (await bring(bench, "T-1", "A-01-1"))["code"] == "meet.not_a_place"
    assert (await bring(bench, "T-1", "S-2"))["is_whole"] is False
    with pytest.raises(NothingToUndo):  # the tote is not at hand any more: the other order's goes
        for _ in range(4):
            async with bench.db.begin(HALL) as tx:
                await pick.undo(tx, first, bench.jan)
    await walk(bench, first, bench.jan)
    assert (await bring(bench, "T-2", "S-2"))["code"] == "meet.place_taken"
    assert (await bring(bench, "T-3", "S-1"))["code"] == "meet.other_place"
    refused = await bench.open("T-3")
    assert (refused.code, refused.facts["place"]) == ("pack.parts_missing", "S-2")
    async with bench.db.read(HALL) as read:
        shown = {one.order_number: one for one in await meet.meetings(read)}
    states = {part.tote: part.state for part in shown[both.number].parts}
    assert states == {"T-1": "brought", "T-3": "picked"}
    assert shown[both.number].place == "S-2"
    assert (await bring(bench, "T-3", "S-2"))["is_whole"] is True
    assert await status(bench, both) == "picked"

    opened = await bench.open("T-3")
    assert opened.did == "opened"
    assert opened.parcel is not None
    async with bench.db.read(HALL) as read:
        parcel = await parcel_at_bench(read, opened.parcel)
    assert (parcel.tote, parcel.meets_at) == ("T-1 + T-3", "S-2")
    for sku in ("TEA", "MUG", "TEA"):
        last = await bench.scan(opened.parcel, sku)
    assert last.did == "closed"
    assert await bench.value("SELECT count(*) FROM meeting_places") == 0, "S-2 is free again"
    assert await broken(bench) == []


async def test_who_finds_nothing_in_one_zone_lets_the_other_part_go_alone(bench: Bench) -> None:
    await zones(bench)
    both = await order(bench, "BOTH", TEA=1, MUG=1)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE balances SET on_hand = allocated WHERE place_id = :p"),
                         {"p": bench.hall["A-02-1"].id})  # fmt: skip
    walks = [await begin(bench, bench.jan, both), await begin(bench, bench.ola)]
    people = dict(zip(walks, (bench.jan, bench.ola), strict=True))
    parts = await bench.rows(
        "SELECT z.code, ro.run_id FROM pick_run_orders ro JOIN zones z ON z.id = ro.zone_id"
    )
    zone = {row.code: row.run_id for row in parts}
    await walk(bench, zone["EAST"], people[zone["EAST"]], "T-1")
    step = await walk(bench, zone["WEST"], people[zone["WEST"]], "T-2", till="item")
    async with bench.db.begin(HALL) as tx:
        await pick.short(tx, zone["WEST"], step.task, "empty", people[zone["WEST"]])
    assert await status(bench, both) == "picked", "there is nothing to wait for"
    with pytest.raises(MeetToPacking):
        await asked(bench, "T-1")
    assert (await bench.open("T-1")).did == "opened"


async def test_a_cancelled_order_is_put_back_when_its_parts_stand_together(bench: Bench) -> None:
    await zones(bench)
    both = await order(bench, "BOTH", TEA=1, MUG=2)
    left = await order(bench, "LEFT", TEA=1, MUG=1)
    first = await begin(bench, bench.jan, both, left)
    second = await begin(bench, bench.ola)
    await walk(bench, first, bench.jan, "T-1", "T-2")
    step = await walk(bench, second, bench.ola, "T-3", "T-4", till="item")
    await scan(bench, second, bench.codes[step.sku], bench.ola)
    async with bench.db.begin(HALL) as tx:
        assert (await cancel(tx, bench.shop.id, both.id)).answer is Answer.INTERCEPTED
    async with bench.db.begin(HALL) as tx:  # of the other nothing is missing
        assert (await cancel(tx, bench.shop.id, left.id)).answer is Answer.INTERCEPTED
    assert await bench.value("SELECT count(*) FROM pick_runs WHERE status = 'picked'") == 2
    lie = await bench.rows(
        "SELECT o.number, array_agg(p.code ORDER BY p.code) AS totes FROM orders o, places p "
        "WHERE p.id IN (SELECT order_totes(o.shop_id, o.id)) AND EXISTS "
        "(SELECT FROM balances b WHERE b.place_id = p.id AND b.on_hand > 0) GROUP BY o.number"
    )
    totes = {row.number: row.totes for row in lie}
    assert len(totes[both.number]) == 2
    assert (await bench.open(totes[both.number][0])).code == "pack.parts_missing"
    for tote in totes[both.number]:
        assert (await bring(bench, tote, "S-1"))["did"] == "brought"
    assert (await bench.open(totes[both.number][1])).did == "cancelled"
    for one in (both, left):
        async with bench.db.begin(HALL) as tx:
            shelf = bench.hall["A-01-1"].label_code or ""
            await take_apart(tx, one.number, shelf, scan_id=uuid4(), by=bench.ola)
    assert await bench.value("SELECT count(*) FROM meeting_places") == 0
    assert await bench.value("SELECT array_agg(DISTINCT status) FROM orders") == ["cancelled"]
    assert await broken(bench) == []


async def test_two_who_begin_or_end_the_parts_of_an_order_at_once_leave_nothing_out(
    bench: Bench,
) -> None:
    await zones(bench)
    orders = [await order(bench, f"W-{n}", TEA=1, MUG=1) for n in range(3)]
    async with bench.db.begin(HALL) as tx:
        await runs.plan_run(
            tx, bench.hall.warehouse_id, order_ids=[o.id for o in orders], mode="zone"
        )
    people = (bench.jan, bench.ola)
    walks = await asyncio.gather(*(begin(bench, who) for who in people))
    assert len(set(walks)) == 2
    assert await bench.value("SELECT count(*) FROM pick_tasks") == 6
    await asyncio.gather(
        walk(bench, walks[0], bench.jan, "T-1", "T-2", "T-3"),
        walk(bench, walks[1], bench.ola, "T-4", "T-5", "T-6"),
    )
    rows = await bench.rows(
        "SELECT p.code, ro.order_id FROM pick_run_orders ro JOIN places p ON p.id = ro.tote_id"
    )
    mine = [row.code for row in rows if row.order_id == orders[0].id]
    other = next(row.code for row in rows if row.order_id == orders[1].id)
    answers = await asyncio.gather(
        bring(bench, mine[0], "S-1"), bring(bench, mine[1], "S-1"), bring(bench, other, "S-1")
    )
    if answers[2]["outcome"] == "refused":
        assert [one["outcome"] for one in answers[:2]] == ["ok", "ok"]
        assert await status(bench, orders[0]) == "picked"
    else:
        assert {one["code"] for one in answers[:2]} == {"meet.place_taken"}
    assert await bench.value("SELECT count(*) FROM meeting_places") == 1
    assert await broken(bench) == []


async def test_parts_that_nobody_has_begun_are_planned_anew_together_or_not_at_all(
    bench: Bench,
) -> None:
    await zones(bench)
    one, two = await order(bench, "W-1", TEA=1, MUG=1), await order(bench, "W-2", TEA=1, MUG=1)
    parts = "SELECT count(*) FROM pick_run_orders WHERE zone_id IS NOT NULL"
    for _ in range(2):
        async with bench.db.begin(HALL) as tx:
            walks = await runs._by_zone(tx, [(bench.shop.id, one.id), (bench.shop.id, two.id)])
            written = await runs.write_walks(tx, bench.hall.warehouse_id, walks)
        assert len(written) == 2
        assert await bench.value(parts) == 4
    assert await bench.value("SELECT count(*) FROM pick_runs") == 2, "the old plan is gone"
    await begin(bench, bench.jan)
    async with bench.db.begin(HALL) as tx:
        assert await runs.write_walks(tx, bench.hall.warehouse_id, walks) == []
        assert await plan.tidy(tx) == 0, "the other part waits for its picker"
    assert await bench.value(parts) == 4
