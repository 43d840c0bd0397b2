"""Goods in a container are promised and picked where it stands, and a scan proves which it is."""

from __future__ import annotations

import pytest

from tests import cast
from tests.picking.walking import Floor, open_floor
from wms.db import HALL, Database
from wms.picking import pick
from wms.picking.steps import GoTo, Take
from wms.stock.containers import move_container
from wms.stock.errors import ContainerGone


async def with_pallet(db: Database, loose: int = 0) -> Floor:
    """Five pieces of TEA on pallet L-1, which stands at B-01-3, and ``loose`` beside it."""
    floor = await open_floor(db, TEA=("B-01-3", loose))
    async with db.begin(HALL) as tx:
        await cast.add_lpn(tx, floor.hall, "L-1", at="B-01-3")
        await cast.stock(tx, floor.hall, floor.products["TEA"], "L-1", 5)
    return floor


async def carry(floor: Floor, container: str, into: str) -> None:
    async with floor.db.begin(HALL) as tx:
        hall = floor.hall
        await move_container(tx, hall[container].id, hall[into].id, reason="move", by=floor.ola)


async def test_the_step_shows_where_the_pallet_stands_now(db: Database) -> None:
    floor = await with_pallet(db)
    run = await floor.start(await floor.order("A", TEA=2))
    await floor.scan(run, floor.hall["T-1"].label_code or "")
    step = await floor.step(run)
    assert isinstance(step, GoTo)
    assert (step.place, step.container) == ("B-01-3", "L-1")
    await carry(floor, "L-1", "A-06-1")
    step = await floor.step(run)
    assert isinstance(step, GoTo)
    assert (step.place, step.container) == ("A-06-1", "L-1")
    answer = await floor.scan(run, floor.hall["B-01-3"].label_code or "")
    assert (answer["code"], answer["facts"]["needed"]) == ("pick.wrong_place.place", "A-06-1 · L-1")
    assert (await floor.scan(run, step.place_label))["did"] == "arrived"
    await carry(floor, "L-1", "B-02-3")  # under the picker's hands
    assert isinstance(await floor.step(run), Take)
    for _ in range(2):
        assert (await floor.scan(run, floor.codes["TEA"]))["outcome"] == "ok"


async def test_the_rack_label_proves_the_pallet_when_nothing_else_there_is_meant(
    db: Database,
) -> None:
    floor = await with_pallet(db)
    run = await floor.start(await floor.order("A", TEA=2))
    await floor.scan(run, floor.hall["T-1"].label_code or "")
    assert (await floor.scan(run, floor.hall["B-01-3"].label_code or ""))["did"] == "arrived"
    assert (await floor.scan(run, floor.codes["TEA"]))["did"] == "picked"


async def test_the_rack_label_does_not_prove_which_of_two(db: Database) -> None:
    floor = await with_pallet(db)
    async with db.begin(HALL) as tx:
        await cast.add_lpn(tx, floor.hall, "L-2", at="B-01-3")
        await cast.stock(tx, floor.hall, floor.products["TEA"], "L-2", 1)
    run = await floor.start(await floor.order("A", TEA=5))
    await floor.scan(run, floor.hall["T-1"].label_code or "")
    step = await floor.step(run)
    assert isinstance(step, GoTo)
    answer = await floor.scan(run, floor.hall["B-01-3"].label_code or "")
    assert answer["code"] == "pick.which_container"
    assert (await floor.scan(run, step.place_label))["did"] == "arrived"


async def test_a_pick_is_not_taken_back_into_a_pallet_that_went_to_the_dock(db: Database) -> None:
    floor = await with_pallet(db)
    run = await floor.start(await floor.order("A", TEA=5))
    await floor.walk(run, ["T-1"])
    await carry(floor, "L-1", "DOCK")
    with pytest.raises(ContainerGone):
        async with db.begin(HALL) as tx:
            await pick.undo(tx, run, floor.ola)
    await carry(floor, "L-1", "A-05-1")
    async with db.begin(HALL) as tx:
        await pick.undo(tx, run, floor.ola)
    assert isinstance(await floor.step(run), Take)
