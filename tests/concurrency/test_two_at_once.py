"""Two people at the same thing: one does it, the other is told, nothing is done twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from tests import cast
from tests.packing.bench import Bench, open_bench
from tests.picking.walking import open_floor
from wms.access.people import AtWork
from wms.db import HALL, Database, again_on_conflict
from wms.errors import Refusal
from wms.packing.pack import Answered
from wms.picking.runs import next_run
from wms.picking.steps import Finished
from wms.settings import Settings
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from wms.shipping.loading import load, manifests
from wms.shipping.loading.hand_over import HandedOver, close_manifest
from workers.labels import buy

ROUNDS = 5
Holds = Callable[[], Awaitable[None]]


async def in_turn(db: Database, verb: Callable[..., Awaitable[Any]], *a: Any, **k: Any) -> Any:
    """A verb in a transaction of its own, again after a deadlock, as the doors run it."""

    async def once() -> Any:
        async with db.begin(HALL) as tx:
            return await verb(tx, *a, **k)

    return await again_on_conflict(once)


def refusals(answers: list[Any]) -> list[str]:
    """The codes of those who were told no; anything else that was raised is a bug."""
    bugs = [a for a in answers if isinstance(a, BaseException) and not isinstance(a, Refusal)]
    assert bugs == []
    return [a.code for a in answers if isinstance(a, Refusal)]


async def test_two_pickers_who_ask_at_once_get_two_walks(db: Database, holds: Holds) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 60))
    async with db.begin(HALL) as tx:
        people = [await cast.hire(tx, f"Picker {n}") for n in range(4)]
    for n in range(ROUNDS):
        for m in range(2):
            await floor.order(f"W-{n}-{m}", TEA=1)
        answers = await asyncio.gather(
            *(in_turn(db, next_run, floor.hall.warehouse_id, one) for one in people),
            return_exceptions=True,
        )
        runs = [a for a in answers if isinstance(a, UUID)]
        assert runs, "somebody walks"
        assert len(runs) == len(set(runs)), "nobody walks with somebody else"
        assert len(runs) + len(refusals(answers)) == len(people)
        for run, by in zip(answers, people, strict=True):
            if isinstance(run, UUID):
                while not isinstance(step := await floor.step(run), Finished):
                    slot = await _free_tote(floor)
                    assert (await floor.scan(run, await floor.code_for(step, slot), by=by))[
                        "outcome"
                    ] == "ok"
        await _empty_totes(db)
    picks = "SELECT count(*) FROM movements WHERE reason = 'pick'"
    assert await floor.one(picks) == 2 * ROUNDS, "every piece was picked by one of them, once"
    await holds()


async def _free_tote(floor: Any) -> list[str]:
    taken = await floor.one(
        "SELECT coalesce(array_agg(p.code), '{}') FROM pick_run_orders o "
        "JOIN places p ON p.id = o.tote_id WHERE o.emptied_at IS NULL"
    )
    return [f"T-{n}" for n in range(1, 7) if f"T-{n}" not in taken]


async def _empty_totes(db: Database) -> None:
    """The totes were carried to the benches and packed; here by cancelling what is in them."""
    from sqlalchemy import text

    from wms.picking.cancel import cancel
    from wms.picking.put_back import put_back

    async with db.begin(HALL) as tx:
        by = await cast.hire(tx, "Packer")
        rows = (
            await tx.execute(text("SELECT shop_id, id FROM orders WHERE status = 'picked'"))
        ).all()
        shelf = await tx.scalar(text("SELECT id FROM places WHERE code = 'A-06-1'"))
    for shop_id, order_id in rows:
        await in_turn(db, cancel, shop_id, order_id)
        await in_turn(db, put_back, shop_id, order_id, shelf, by)


async def test_two_pickers_on_one_walk_pick_nothing_twice(db: Database, holds: Holds) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 20))
    async with db.begin(HALL) as tx:
        jan = await cast.hire(tx, "Jan")
    placed = await floor.order("W-1", TEA=8)
    run = await floor.start(placed)
    totes = ["T-1"]
    for _ in range(2):
        await floor.scan(run, await floor.code_for(await floor.step(run), totes))
    answers = await asyncio.gather(
        *(floor.scan(run, floor.codes["TEA"], by=by) for by in (floor.ola, jan) * 12),
        return_exceptions=True,
    )
    done = [a for a in answers if isinstance(a, dict) and a["outcome"] == "ok"]
    told = [a["code"] for a in answers if isinstance(a, dict) and a["outcome"] != "ok"]
    assert len(done) == 8
    assert told.count("pick.run_taken") == 12, "Jan is told who walks"
    assert await floor.one("SELECT picked FROM order_lines") == 8
    assert await floor.one("SELECT count(*) FROM movements WHERE reason = 'pick'") == 8
    await holds()


async def test_two_packers_at_one_tote_open_one_parcel(db: Database, holds: Holds) -> None:
    bench = await open_bench(db)
    for n in range(ROUNDS):
        order = await bench.picked(f"W-{n}", TEA=2)
        answers = await asyncio.gather(
            *(bench.open(order.tote, by) for by in (bench.ola, bench.jan) * 3),
            return_exceptions=True,
        )
        opened = [a for a in answers if isinstance(a, Answered) and a.outcome == "ok"]
        assert {o.parcel for o in opened} == {opened[0].parcel}, "one parcel"
        owner = await bench.value(
            "SELECT operator_id FROM parcels WHERE number = :n", n=opened[0].parcel
        )
        other = bench.jan if owner == bench.ola.operator_id else bench.ola
        mine = bench.ola if owner == bench.ola.operator_id else bench.jan
        scans = await asyncio.gather(
            *(bench.scan(opened[0].parcel, "TEA", by) for by in (mine, other) * 4),
            return_exceptions=True,
        )
        good = [a for a in scans if isinstance(a, Answered) and a.outcome == "ok"]
        assert len(good) == 2, scans
        assert await bench.value(
            "SELECT packed FROM order_lines WHERE order_id = :o", o=order.id
        ) == 2  # fmt: skip
    assert await bench.value("SELECT count(*) FROM shipments") == ROUNDS
    await holds()


async def _at_the_door(bench: Bench, name: str) -> str:
    await bench.packed(name, TEA=1)
    async with bench.db.read(HALL) as read:
        due = await due_shipments(read, 10)
    for shipment in due:
        await buy(bench.db, carriers(Settings()), *shipment)
    number: str = await bench.value(
        "SELECT tracking_number FROM shipments ORDER BY bought_at DESC LIMIT 1"
    )
    return number


async def test_a_parcel_is_loaded_once_and_a_manifest_closed_once(
    db: Database, holds: Holds
) -> None:
    bench = await open_bench(db)
    hands: tuple[AtWork, ...] = (bench.ola, bench.jan)
    for n in range(ROUNDS):
        tracking = await _at_the_door(bench, f"W-{n}")
        answers = await asyncio.gather(
            *(in_turn(db, load.load_anywhere, tracking, by=by) for by in hands * 2),
            return_exceptions=True,
        )
        assert len(refusals(answers)) == 3, answers
        manifest = next(a.manifest for a in answers if not isinstance(a, BaseException))
        late = await _at_the_door(bench, f"LATE-{n}")
        answers = await asyncio.gather(
            in_turn(db, close_manifest, manifest, signed_by="Piotr", by=bench.ola),
            in_turn(db, close_manifest, manifest, signed_by="Piotr", by=bench.jan),
            in_turn(db, load.load, manifest, late),
            in_turn(db, load.unload, manifest),
            return_exceptions=True,
        )
        refusals(answers)
        closed = [a for a in answers if isinstance(a, HandedOver)]
        async with db.read(HALL) as read:
            seen = await manifests.manifest(read, manifest)
        assert len(closed) <= 1
        assert (seen.closed_at is not None) == bool(closed)
        if closed:
            assert closed[0].parcels == len(seen.parcels) >= 1
        gone = await bench.value("SELECT count(*) FROM parcels WHERE status = 'handed_over'")
        signed = await bench.value(
            "SELECT count(*) FROM shipments s JOIN manifests m ON m.id = s.manifest_id "
            "WHERE m.closed_at IS NOT NULL"
        )
        assert gone == signed, "what is on a closed manifest is gone, and nothing else is"
        async with db.begin(HALL) as tx:  # the next round begins with an empty door
            for number in await _open_manifests(bench):
                while (await manifests.manifest(tx, number)).parcels:
                    await load.unload(tx, number)
        bench.used_totes = 0
    await holds()


async def _open_manifests(bench: Bench) -> list[int]:
    return [r[0] for r in await bench.rows("SELECT number FROM manifests WHERE closed_at IS NULL")]
