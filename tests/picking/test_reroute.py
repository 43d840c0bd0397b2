"""The rest of a walk is walked another way when goods are short, or a place is blocked or taken."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text, update

from tests import cast
from tests.picking.walking import Floor, open_floor
from wms.db import HALL, Database
from wms.layout.build import block
from wms.layout.models import Place
from wms.picking import pick
from wms.picking.reroute import Ends, Stop, good_order
from wms.picking.steps import GoTo
from workers.planner import lead_around

#: two aisles of three places, ranked up the first and down the second
SPOTS = {"A-01-1": (0, 1), "A-02-1": (0, 2), "A-03-1": (0, 9), "A-04-1": (4, 9),
         "A-05-1": (4, 2), "A-06-1": (4, 1)}  # fmt: skip


async def two_aisles(db: Database) -> tuple[Floor, UUID]:
    goods = {f"P{n}": (code, 1) for n, code in enumerate(SPOTS)}
    floor = await open_floor(db, **goods)
    async with db.begin(HALL) as tx:
        for code, (x, y) in SPOTS.items():
            spot = {"x_mm": x * 1000, "y_mm": y * 1000}
            await tx.execute(update(Place).where(Place.id == floor.hall[code].id).values(**spot))
    run = await floor.start(await floor.order("W-1", **dict.fromkeys(goods, 1)))
    await floor.scan(run, floor.hall["T-1"].label_code or "")
    return floor, run


async def way(floor: Floor, run: UUID) -> list[str]:
    async with floor.db.read(HALL) as read:
        rows = await read.scalars(
            text(
                "SELECT p.code FROM pick_tasks t JOIN places p ON p.id = t.place_id "
                "WHERE t.run_id = :run AND t.status IN ('open', 'skipped') "
                "ORDER BY t.status = 'skipped', t.sequence"
            ),
            {"run": run},
        )
        return list(rows)


async def test_what_is_short_is_taken_on_the_way_and_not_at_the_end(db: Database) -> None:
    floor, run = await two_aisles(db)
    await floor.walk_to(run, "P0", [])
    async with db.begin(HALL) as tx:  # another piece of it lies at the back
        await cast.stock(tx, floor.hall, floor.products["P0"], "A-03-1", 1)
    step = await floor.step(run)
    async with db.begin(HALL) as tx:
        await pick.short(tx, run, step.task, "empty", floor.ola)  # type: ignore[union-attr]  # a step at a task
    assert await way(floor, run) == ["A-02-1", "A-03-1", "A-03-1", "A-04-1", "A-05-1", "A-06-1"]
    await floor.walk(run, [])
    assert await floor.one("SELECT status FROM orders") == "picked"


async def test_a_place_that_was_blocked_comes_last_and_the_step_on_the_screen_stays(
    db: Database,
) -> None:
    floor, run = await two_aisles(db)
    async with db.begin(HALL) as tx:
        await block(tx, floor.hall["A-01-1"].id, floor.hall["A-03-1"].id)
    assert await lead_around(db) == 1
    assert await way(floor, run) == ["A-01-1", "A-02-1", "A-06-1", "A-05-1", "A-04-1", "A-03-1"]
    assert await lead_around(db) == 0, "it is led around once"
    await floor.walk(run, [])
    assert await floor.one("SELECT status FROM pick_runs") == "picked"


async def test_where_another_picker_stands_one_goes_later(db: Database) -> None:
    floor, run = await two_aisles(db)
    async with db.begin(HALL) as tx:
        jan = await cast.hire(tx, "Jan")
        await cast.stock(tx, floor.hall, floor.products["P1"], "A-02-1", 1)
    other = await floor.start(await floor.order("W-2", P1=1), by=jan)
    for code in ("T-2", "A-02-1"):
        await floor.scan(other, floor.hall[code].label_code or "", by=jan)
    step = await floor.step(run)
    assert isinstance(step, GoTo)
    async with db.begin(HALL) as tx:
        await pick.skip(tx, run, step.task, floor.ola)
    assert (await way(floor, run))[-2:] == ["A-02-1", "A-01-1"]


def test_a_short_way_goes_around_the_nearer_end_of_an_aisle() -> None:
    ends = Ends(front_mm=0, back_mm=10_000)
    far = Stop(None, "B", 4_000, 9_000, 3)
    near = Stop(None, "A", 0, 8_000, 2)
    nowhere = Stop(None, None, None, None, 1)
    start = Stop(None, "A", 0, 1_000, 0)
    assert ends.apart(near, far) == 4_000 + 2_000 + 1_000
    assert good_order(start, [nowhere, far, near], ends) == [near, far, nowhere]
    assert good_order(None, [far, near], ends) == [near, far]
