"""A shop cancels at every moment of an order: one answer, whoever does what at the same time, and
nothing stays promised.

Each rival, from the pass that promises to the signature for the courier, meets the cancel twice:
once it stands still between two of its writes, once the cancel does (`stepping`).
"""

from __future__ import annotations

import random
from typing import Any, Final
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.concurrency.deeds import Ground, World
from tests.concurrency.moments import MOMENTS, TOO_LATE, Scene
from tests.concurrency.stepping import Deed, Steps, install
from wms.db import HALL, Database, Tx, new_id
from wms.packing.take_apart import take_apart
from wms.picking.cancel import Cancelled, cancel, or_tell_too_late
from wms.verify import verify

#: rows before which the first one may be stopped; who writes fewer is stopped before the commit
STOPS: Final = range(1, 13)


#: each ends in one of these, whoever is faster
ANSWERS: Final = {"accepted", "intercepted", TOO_LATE}


@pytest.fixture
async def world(db: Database) -> World:
    made = World(db)
    await made.open()
    return made


def cancelling(g: Ground, order: UUID, answers: list[str]) -> Deed:
    """The door's cancel; what the shop is answered."""

    async def deed(tx: Tx, _: Any) -> None:
        told = await or_tell_too_late(tx, g.shop.id, order, lambda: cancel(tx, g.shop.id, order))
        answers.append(told.answer if isinstance(told, Cancelled) else TOO_LATE)

    return deed


async def settled(g: Ground, scene: Scene, answer: str) -> None:
    """After the answer nothing is promised, and what is in a tote goes back to a shelf."""
    key = {"shop": g.shop.id, "order": scene.order}
    async with g.db.read(HALL) as read:
        open_promises = await read.scalar(_OPEN, key)
        assert open_promises == 0, "no reservation is left"
        walked = await read.scalar(_WALKED, key)
        assert not walked or answer == TOO_LATE, "nobody is sent for it any more"
    if answer == "intercepted":
        async with g.db.begin(HALL) as tx:
            number = await tx.scalar(_NUMBER, key)
            place = g.face.label_code or ""
            await take_apart(tx, number, place, scan_id=new_id(), by=scene.by)
    async with g.db.read(HALL) as read:
        status, told = (await read.execute(_TOLD, key)).one()
    if answer == TOO_LATE:
        assert status in ("packed", "shipped")
        assert told == ["order.cancel_refused"]
    else:
        assert (status, told) == ("cancelled", ["order.cancelled"])
        async with g.db.read(HALL) as read:
            assert (await read.execute(_LEFT, key)).one() == (0, 0, 0)


_OPEN = text(
    "SELECT coalesce(sum(a.quantity - a.picked - a.freed), 0) FROM allocations a "
    "JOIN order_lines l ON l.shop_id = a.shop_id AND l.id = a.order_line_id "
    "WHERE l.shop_id = :shop AND l.order_id = :order"
)
_WALKED = text(
    "SELECT count(*) FROM pick_tasks WHERE shop_id = :shop AND order_id = :order "
    "AND status IN ('open', 'skipped')"
)
_NUMBER = text("SELECT number FROM orders WHERE shop_id = :shop AND id = :order")
_TOLD = text(
    "SELECT o.status, (SELECT array_agg(e.type) FROM events e WHERE e.shop_id = o.shop_id "
    "AND e.subject_id = o.id AND e.type LIKE 'order.cancel%') FROM orders o "
    "WHERE o.shop_id = :shop AND o.id = :order"
)
_LEFT = text(
    "SELECT sum(allocated), sum(picked), sum(backordered) FROM order_lines "
    "WHERE shop_id = :shop AND order_id = :order"
)


async def test_each_state_has_one_answer_and_nothing_stays_promised(
    db: Database, world: World
) -> None:
    for moment, (setting, expected) in MOMENTS.items():
        ground = await world.ground()
        scene, answers = await setting(ground), list[str]()
        for _ in range(2):  # asked again it answers the same
            async with db.begin(HALL) as tx:
                await cancelling(ground, scene.order, answers)(tx, ground.hot)
        assert answers == [expected] * 2, moment
        await settled(ground, scene, expected)
    async with db.read(HALL) as read:
        assert await verify(read) == []


async def test_whoever_is_faster_the_shop_gets_one_answer(
    db: Database, owner_url: str, world: World, seed: int, times: int
) -> None:
    rng = random.Random(seed)
    control = await install(owner_url)
    steps = Steps(db, control)
    waited = 0
    for moment, (setting, _) in MOMENTS.items():
        for is_cancel_first in (False, True):
            for at in sorted(rng.sample(STOPS, min(times, len(STOPS)))):
                said = f"{moment}: {'cancel' if is_cancel_first else 'rival'} stopped at row {at}"
                ground = await world.ground()
                scene, answers = await setting(ground), list[str]()
                deeds = [cancelling(ground, scene.order, answers), scene.rival]
                first, second = deeds if is_cancel_first else reversed(deeds)
                met = await steps.meet(first, second, at=at)
                waited += met.waited
                try:
                    assert len(answers) == 1
                    assert answers[0] in ANSWERS
                    await settled(ground, scene, answers[0])
                except AssertionError as error:
                    error.add_note(f"{said}, answered {answers}, met {met}")
                    raise
    await control.close()
    async with db.read(HALL) as read:
        assert await verify(read) == []
    print(f"{waited} had to wait for the other")
    assert waited > len(MOMENTS) // 2, "hardly anybody met anybody: nothing was proved"
