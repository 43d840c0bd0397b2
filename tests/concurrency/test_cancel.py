"""A shop cancels at every moment of an order: one answer, whoever does what at the same time, and
nothing stays promised.

Each rival, from the pass that promises to the signature for the courier, meets the cancel twice:
once it stands still between two of its writes, once the cancel does (`stepping`).
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from tests.concurrency.deeds import Ground, World
from tests.concurrency.stepping import Deed, Steps, install
from tests.packing.bench import AWAY_AFTER
from wms.access.people import AtWork
from wms.db import HALL, Database, Tx, new_id
from wms.orders.backorders import promise_backorder
from wms.packing import pack
from wms.packing.take_apart import take_apart
from wms.picking import pick
from wms.picking.cancel import Cancelled, cancel, or_tell_too_late
from wms.picking.runs import plan_run
from wms.settings import Settings
from wms.shipping import load, pack_and_request
from wms.shipping.carriers.port import Bought
from wms.shipping.carriers.registry import carriers
from wms.shipping.hand_over import close_manifest
from wms.shipping.labels import claim, due_shipments, record_bought
from wms.verify import verify
from workers.labels import buy

TOO_LATE: Final = "too_late"
#: rows before which the first one may be stopped; who writes fewer is stopped before the commit
STOPS: Final = range(1, 13)


@dataclass
class Scene:
    """An order in a certain state, what somebody is about to do to it, and who does it."""

    order: UUID
    rival: Deed
    by: AtWork


Setting = Callable[[Ground], Awaitable[Scene]]


async def _waits(g: Ground) -> Scene:
    placed = await g.order(35)
    async with g.db.begin(HALL) as tx:
        await cast.stock(tx, g.hall, g.tea, g.face.code, 4)
    return Scene(
        placed.id, lambda tx, _: promise_backorder(tx, g.shop.id, placed.id), await g.person()
    )


async def _promised(g: Ground) -> Scene:
    placed = await g.order()

    async def start(tx: Tx, _: Any) -> None:
        await plan_run(tx, g.hall.warehouse_id, order_ids=[placed.id])

    return Scene(placed.id, start, await g.person())


def _walked(picked: int) -> Setting:
    async def setting(g: Ground) -> Scene:
        run, by, placed = await g.walk(picked=picked)
        return Scene(
            placed.id, lambda _, hot: pick.scan(hot, run, g.made(g.code, by, "pick", run)), by
        )

    return setting


async def _short(g: Ground) -> Scene:
    run, by, placed = await g.walk(picked=1)
    task = await g.task(run)
    return Scene(placed.id, lambda tx, _: pick.short(tx, run, task, "fewer", by), by)


async def _open_parcel(g: Ground, packed: int) -> tuple[UUID, AtWork, int]:
    run, by, placed = await g.walk(picked=3)
    async with g.db.read(HALL) as read:
        label = await read.scalar(
            text("SELECT p.label_code FROM pick_run_orders o JOIN places p ON p.id = o.tote_id "
                 "WHERE o.run_id = :run"), {"run": run},
        )  # fmt: skip
    opened = await pack.open_order(
        g.hot, g.made(label, by, "pack"), bench_id=g.hall["BENCH-1"].id, is_supervisor=False,
        away_after=AWAY_AFTER,
    )  # fmt: skip
    assert opened.parcel is not None
    for _ in range(packed):
        await pack_and_request.scan_item(g.hot, opened.parcel, g.made(g.code, by, "pack"))
    return placed.id, by, opened.parcel


def _packed(packed: int) -> Setting:
    """The packer is about to scan one more; the third one closes the parcel."""

    async def setting(g: Ground) -> Scene:
        order, by, parcel = await _open_parcel(g, packed)
        return Scene(
            order,
            lambda _, hot: pack_and_request.scan_item(hot, parcel, g.made(g.code, by, "pack")),
            by,
        )

    return setting


async def _shipment(g: Ground, order: UUID) -> tuple[UUID, UUID]:
    async with g.db.read(HALL) as read:
        parcel = await read.scalar(
            text("SELECT s.id FROM shipments s JOIN parcels p ON p.shop_id = s.shop_id "
                 "AND p.id = s.parcel_id WHERE p.order_id = :order"), {"order": order},
        )  # fmt: skip
        assert (g.shop.id, parcel) in await due_shipments(read, 100)
    return g.shop.id, parcel


async def _label(g: Ground) -> Scene:
    order, by, _ = await _open_parcel(g, 3)
    key = await _shipment(g, order)
    async with g.db.begin(HALL) as tx:
        claimed = await claim(tx, *key)
    assert claimed is not None
    bought = Bought(tracking_number=f"TRACK-{g.number}", tracking_url=None)
    return Scene(order, lambda tx, _: record_bought(tx, claimed, bought, []), by)


async def _at_the_door(g: Ground) -> Scene:
    order, by, _ = await _open_parcel(g, 3)
    key = await _shipment(g, order)
    await buy(g.db, carriers(Settings()), *key)
    async with g.db.begin(HALL) as tx:
        number = await tx.scalar(
            text("SELECT tracking_number FROM shipments WHERE shop_id = :shop AND id = :id"),
            {"shop": key[0], "id": key[1]},
        )
        loaded = await load.load_anywhere(tx, number, by=by)
    return Scene(
        order, lambda tx, _: close_manifest(tx, loaded.manifest, signed_by="Piotr", by=by), by
    )


async def _gone(g: Ground) -> Scene:
    scene = await _at_the_door(g)
    async with g.db.begin(HALL) as tx:
        await scene.rival(tx, g.hot)
    return scene


#: where the order is → how it got there, and the answer when nobody else does anything
MOMENTS: Final[dict[str, tuple[Setting, str]]] = {
    "it waits, the pass promises": (_waits, "accepted"),
    "it is promised, a walk begins": (_promised, "accepted"),
    "it is walked for, a piece is picked": (_walked(0), "accepted"),
    "the last piece is picked": (_walked(2), "intercepted"),
    "the rest is not there": (_short, "intercepted"),
    "it is packed": (_packed(0), "intercepted"),
    "its parcel closes": (_packed(2), "intercepted"),
    "its label is bought": (_label, TOO_LATE),
    "it is signed for": (_at_the_door, TOO_LATE),
    "it is gone": (_gone, TOO_LATE),
}
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
