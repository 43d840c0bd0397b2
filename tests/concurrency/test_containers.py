"""Containers are carried while others pick from them, block places and carry containers too."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy import text

from tests import cast
from tests.picking.walking import Floor, open_floor
from wms.db import HALL, Database, again_on_conflict
from wms.errors import Refusal
from wms.layout.build import block, unblock
from wms.picking.steps import Finished
from wms.stock.containers import move_container

Holds = Callable[[], Awaitable[None]]

PIECES = 30


async def carry(db: Database, container: UUID, into: UUID) -> str:
    """Carry it, or the code of the refusal."""

    async def once() -> str:
        async with db.begin(HALL) as tx:
            await move_container(tx, container, into, reason="move", by=None)
        return "ok"

    try:
        return await again_on_conflict(once)
    except Refusal as no:
        return no.code


async def pallet(db: Database, pieces: int, at: str) -> Floor:
    floor = await open_floor(db, TEA=("A-01-1", 0))
    async with db.begin(HALL) as tx:
        await cast.add_lpn(tx, floor.hall, "L-1", at=at)
        await cast.stock(tx, floor.hall, floor.products["TEA"], "L-1", pieces)
    return floor


async def test_a_pallet_moves_while_it_is_picked_and_no_piece_is_lost(
    db: Database, holds: Holds
) -> None:
    floor = await pallet(db, PIECES, "B-01-3")
    run = await floor.start(await floor.order("A", TEA=PIECES))
    done = asyncio.Event()

    async def pick() -> None:
        totes = ["T-1"]
        while not isinstance(step := await floor.step(run), Finished):
            answer = await floor.scan(run, await floor.code_for(step, totes))
            assert answer["outcome"] == "ok", answer
        done.set()

    async def drive() -> Counter[str]:
        said: Counter[str] = Counter()
        targets = ["A-01-1", "DOCK", "B-02-3", "STAGE", "B-01-3"]
        while not done.is_set():
            for target in targets:
                said[await carry(db, floor.hall["L-1"].id, floor.hall[target].id)] += 1
        return said

    _, said = await asyncio.gather(pick(), drive())
    assert said["ok"] > 1
    assert said["container.promised"] > 1, "it was never refused: this run proved nothing"
    assert await floor.one("SELECT sum(picked) FROM pick_tasks") == PIECES
    await holds()


async def test_goods_are_never_promised_where_nobody_picks(
    db: Database, holds: Holds, seed: int
) -> None:
    rng = random.Random(seed)
    floor = await pallet(db, PIECES, "B-01-3")

    async def buy(n: int) -> None:
        await asyncio.sleep(rng.random() * 0.3)
        await floor.order(f"O-{n}", "as_available", TEA=1)

    async def drive() -> None:
        for _ in range(12):
            await carry(db, floor.hall["L-1"].id, floor.hall["QUAR"].id)
            await asyncio.sleep(rng.random() * 0.02)
            await carry(db, floor.hall["L-1"].id, floor.hall["B-01-3"].id)

    await asyncio.gather(drive(), *(buy(n) for n in range(16)))
    await holds()  # I12: no promise in a pallet at quarantine


async def test_a_pallet_and_a_blocked_place_agree(db: Database, holds: Holds) -> None:
    floor = await pallet(db, 1, "DOCK")
    shelf, dock, lpn = floor.hall["B-01-3"].id, floor.hall["DOCK"].id, floor.hall["L-1"].id

    async def set_blocked(verb: Callable[..., Awaitable[None]]) -> None:
        async with db.begin(HALL) as tx:
            await verb(tx, shelf)

    for _ in range(10):
        said, _ = await asyncio.gather(carry(db, lpn, shelf), set_blocked(block))
        stands = await floor.one(f"SELECT inside_id FROM places WHERE id = '{lpn}'")
        assert (said, stands) in (("ok", shelf), ("place.blocked", dock))
        # whoever was first: what stands there is not sold
        assert await floor.one(f"SELECT picked_as FROM places WHERE id = '{lpn}'") is None
        await set_blocked(unblock)
        await holds()
        if said == "ok":
            await carry(db, lpn, dock)


async def test_two_people_carry_the_same_pallet_and_both_moves_are_true(
    db: Database, holds: Holds
) -> None:
    floor = await pallet(db, 5, "DOCK")
    lpn, hall = floor.hall["L-1"].id, floor.hall
    same = await asyncio.gather(*(carry(db, lpn, hall["A-02-1"].id) for _ in range(4)))
    assert Counter(same) == {"ok": 1, "container.stands_there": 3}
    both = await asyncio.gather(*(carry(db, lpn, hall[code].id) for code in ("A-03-1", "A-04-1")))
    assert both == ["ok", "ok"]
    steps = await floor.one("SELECT count(*) FROM container_moves")
    broken = await floor.one(
        "SELECT count(*) FROM container_moves a JOIN container_moves b "
        "ON b.id = (SELECT min(id::text)::uuid FROM container_moves n WHERE n.id > a.id) "
        "WHERE b.from_id <> a.to_id"
    )
    assert (steps, broken) == (3, 0), "each move begins where the one before it ended"
    await holds()


async def test_a_circle_is_never_made_and_a_moving_parent_takes_its_children_along(
    db: Database, holds: Holds, seed: int
) -> None:
    rng = random.Random(seed)
    floor = await pallet(db, 5, "DOCK")
    names = ["L-1", "L-2", "L-3", "L-4"]
    async with db.begin(HALL) as tx:
        for name in names[1:]:
            await cast.add_lpn(tx, floor.hall, name, at="DOCK")
    targets = [*names, "A-01-1", "B-01-3", "DOCK", "QUAR"]

    async def drive() -> Counter[str]:
        said: Counter[str] = Counter()
        for _ in range(15):
            container, into = rng.choice(names), rng.choice(targets)
            said[await carry(db, floor.hall[container].id, floor.hall[into].id)] += 1
        return said

    said = sum(await asyncio.gather(*(drive() for _ in range(4))), Counter())
    assert said["ok"] > 5
    await holds()
    async with db.read(HALL) as read:
        lost = await read.scalar(
            text("SELECT count(*) FROM places WHERE kind = 'lpn' AND stands_at_id IS NULL")
        )
    assert lost == 0
