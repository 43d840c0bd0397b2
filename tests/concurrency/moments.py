"""An order at every moment of its life, each with what somebody is about to do to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from tests import cast
from tests.concurrency.deeds import Ground, amending
from tests.concurrency.stepping import Deed
from tests.packing.bench import AWAY_AFTER
from wms.access.people import AtWork
from wms.db import HALL, Tx
from wms.orders.amend import OrderChange, RecipientChange
from wms.orders.backorders import promise_backorder
from wms.orders.holds import hold_order, release_hold
from wms.orders.place import LineAsked
from wms.packing import pack
from wms.picking import pick, side_doors
from wms.picking.runs import give_back_run, plan_run
from wms.settings import Settings
from wms.shipping import pack_and_request
from wms.shipping.carriers.port import Bought
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import claim, due_shipments, record_bought
from wms.shipping.loading import load
from wms.shipping.loading.hand_over import close_manifest
from workers.labels import buy

TOO_LATE: Final = "too_late"


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


async def _amended(g: Ground) -> Scene:
    placed = await g.order()
    change = OrderChange(lines=[LineAsked(sku=g.tea.sku, quantity=5)])
    return Scene(placed.id, amending(g, placed.id, change), await g.person())


async def _held(g: Ground) -> Scene:
    placed = await g.order()
    return Scene(
        placed.id, lambda tx, _: hold_order(tx, g.shop.id, placed.id, "fraud"), await g.person()
    )


async def _let_go(g: Ground) -> Scene:
    scene = await _held(g)
    async with g.db.begin(HALL) as tx:
        await scene.rival(tx, g.hot)
    return Scene(
        scene.order, lambda tx, _: release_hold(tx, g.shop.id, scene.order, "fraud"), scene.by
    )


async def _given_back(g: Ground) -> Scene:
    run, by, placed = await g.walk(picked=0)
    return Scene(placed.id, lambda tx, _: give_back_run(tx, run, by), by)


async def _laid_back(g: Ground) -> Scene:
    run, by, placed = await g.walk(picked=1)
    return Scene(placed.id, lambda tx, _: pick.undo(tx, run, by), by)


async def _elsewhere(g: Ground) -> Scene:
    run, by, placed = await g.walk(picked=1)
    task, other = await g.task(run), g.reserve.id
    return Scene(
        placed.id,
        lambda tx, _: side_doors.take_elsewhere(tx, run, task, by, place_id=other),
        by,
    )


async def _readdressed(g: Ground) -> Scene:
    """Its address is amended while somebody walks."""
    _, by, placed = await g.walk(picked=1)
    change = OrderChange(recipient=RecipientChange(street="Nowa 5"))
    return Scene(placed.id, amending(g, placed.id, change), by)


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


async def _held_at_the_bench(g: Ground) -> Scene:
    order, by, _ = await _open_parcel(g, 1)
    return Scene(order, lambda tx, _: hold_order(tx, g.shop.id, order, "fraud"), by)


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


async def _labelled(g: Ground) -> tuple[UUID, AtWork, str]:
    """Its parcel waits for the truck; its tracking number."""
    order, by, _ = await _open_parcel(g, 3)
    key = await _shipment(g, order)
    await buy(g.db, carriers(Settings()), *key)
    async with g.db.read(HALL) as read:
        number: str = await read.scalar(
            text("SELECT tracking_number FROM shipments WHERE shop_id = :shop AND id = :id"),
            {"shop": key[0], "id": key[1]},
        )
    return order, by, number


async def _loaded(g: Ground) -> Scene:
    order, by, number = await _labelled(g)
    return Scene(order, lambda tx, _: load.load_anywhere(tx, number, by=by), by)


async def _at_the_door(g: Ground) -> Scene:
    order, by, number = await _labelled(g)
    async with g.db.begin(HALL) as tx:
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
    "it is promised, its lines are amended": (_amended, "accepted"),
    "it is promised, it is held back": (_held, "accepted"),
    "it is held back, the hold ends": (_let_go, "accepted"),
    "it is promised, a walk begins": (_promised, "accepted"),
    "it is walked for, a piece is picked": (_walked(0), "accepted"),
    "it is walked for, the walk is given back": (_given_back, "accepted"),
    "a piece is picked, and laid back": (_laid_back, "intercepted"),
    "the rest is taken elsewhere": (_elsewhere, "intercepted"),
    "its address is amended meanwhile": (_readdressed, "intercepted"),
    "the last piece is picked": (_walked(2), "intercepted"),
    "the rest is not there": (_short, "intercepted"),
    "it is packed": (_packed(0), "intercepted"),
    "it is held back at the bench": (_held_at_the_bench, "intercepted"),
    "its parcel closes": (_packed(2), "intercepted"),
    "its label is bought": (_label, TOO_LATE),
    "it is loaded": (_loaded, TOO_LATE),
    "it is signed for": (_at_the_door, TOO_LATE),
    "it is gone": (_gone, TOO_LATE),
}
