"""Two people do something to the same goods, one of them stopped in the middle: for each pair of
verbs on stock, both are done or one is told no, nothing deadlocks, and the books balance.

In the suite so many pairs, each stopped at a row chosen by the seed; in `make storm` all pairs,
each at as many rows as TIMES says, and all outcomes compared with those of one after the other.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.concurrency.deeds import DEEDS, Ground, World, seen
from tests.concurrency.stepping import Deed, Met, Steps, install
from wms.db import HALL, Database, Hot, Tx
from wms.errors import Refusal
from wms.layout.models import Place
from wms.verify import verify

#: pairs met in the suite; `proof.md` §2 asks for sixty
PAIRS = 60
#: rows before which the first one may be stopped; who writes fewer is stopped before the commit
STOPS = range(1, 13)
#: the suite looks for so many that its outcome is one of the two turns, and storm for all
COMPARED = 3
#: grounds after which the whole database is verified
VERIFIED_EVERY = 32

Pair = tuple[str, str]


@pytest.fixture
async def steps(db: Database, owner_url: str) -> AsyncIterator[Steps]:
    control = await install(owner_url)
    yield Steps(db, control)
    await control.close()


@pytest.fixture
async def world(db: Database) -> World:
    made = World(db)
    await made.open()
    return made


async def setting(world: World, pair: Pair) -> tuple[Ground, list[Deed]] | None:
    """A ground on which both can be done; None: one excludes the other."""
    ground = await world.ground()
    try:
        return ground, [await DEEDS[name](ground) for name in pair]
    except Refusal:
        return None


async def meet(world: World, steps: Steps, pair: Pair, at: int) -> tuple[Met, object] | None:
    """How they met, and what they left."""
    set_out = await setting(world, pair)
    if set_out is None:
        return None
    ground, (first, second) = set_out
    met = await steps.meet(first, second, at=at)
    done = told(pair, met.first, met.second)
    return met, (done, await seen(ground))


def told(pair: Pair, first: str | None, second: str | None) -> Counter[tuple[str, bool]]:
    """Who was told no; in which words depends on who looked first."""
    return Counter([(pair[0], first is not None), (pair[1], second is not None)])


async def in_turn(world: World, steps: Steps, pair: Pair, order: tuple[int, ...]) -> object:
    """The same deeds one after the other; who is left out was told no."""
    set_out = await setting(world, pair)
    assert set_out is not None
    ground, deeds = set_out
    codes: dict[int, str | None] = {0: "left out", 1: "left out"}
    for n in order:
        codes[n] = await steps.alone(deeds[n])
    return told(pair, codes[0], codes[1]), await seen(ground)


async def is_as_in_turn(world: World, steps: Steps, pair: Pair, left: object) -> list[object]:
    """Whether both were done, one after the other, or only one, and the other was told no; else
    what would have been right."""
    right = []
    for order in (0, 1), (1, 0), (0,), (1,):
        right.append(await in_turn(world, steps, pair, order))
        if right[-1] == left:
            return []
    return right


async def holds(db: Database, said: str) -> None:
    async with db.read(HALL) as read:
        assert await verify(read) == [], said


async def test_two_deeds_at_once_do_what_they_would_do_in_turn(
    db: Database, world: World, steps: Steps, seed: int, times: int
) -> None:
    rng = random.Random(seed)
    pairs = [(one, other) for one in DEEDS for other in DEEDS]
    rng.shuffle(pairs)
    is_storm = times > 1
    met_pairs = waited = inside = compared = 0
    for number, pair in enumerate(pairs):
        if not is_storm and met_pairs >= PAIRS:
            break
        for at in sorted(rng.sample(STOPS, min(times, len(STOPS)))):
            said = f"{pair[0]!r} stopped at row {at}, meanwhile {pair[1]!r}"
            try:
                one = await meet(world, steps, pair, at)
            except Exception as error:
                error.add_note(said)
                raise
            if one is None:
                break
            met, left = one
            waited, inside = waited + met.waited, inside + met.is_inside
            if is_storm or compared < COMPARED:
                right = await is_as_in_turn(world, steps, pair, left)
                assert not right, f"{said}: {left} is none of {right}"
                compared += 1
            if not met.is_inside:
                break
        met_pairs += one is not None
        if number % VERIFIED_EVERY == 0:
            await holds(db, f"up to {pair}")
    await holds(db, "after all pairs")
    print(f"{met_pairs} pairs, {inside} stops inside, {waited} had to wait, {compared} compared")
    assert met_pairs >= PAIRS
    assert waited > PAIRS // 4, "hardly anybody met anybody: nothing was proved"
    assert inside > PAIRS // 4
    assert await _deadlocks(db) == 0


async def test_deeds_that_lock_in_different_orders_would_be_found(
    world: World, steps: Steps
) -> None:
    """The harness itself: without the key order that the ledger keeps, it meets the deadlock."""
    ground = await world.ground()

    def out_of_order(*places: Place) -> Deed:
        async def deed(tx: Tx, _: Hot) -> None:
            for place in places:
                await tx.execute(
                    text("UPDATE balances SET on_hand = on_hand + 1 WHERE place_id = :place"),
                    {"place": place.id},
                )

        return deed

    with pytest.raises(DBAPIError, match="deadlock detected"):
        await steps.meet(
            out_of_order(ground.face, ground.reserve),
            out_of_order(ground.reserve, ground.face),
            at=1,
        )


async def _deadlocks(db: Database) -> int:
    async with db.read(HALL) as read:
        await read.execute(text("SELECT pg_stat_clear_snapshot()"))
        return int(
            await read.scalar(
                text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            )
        )
