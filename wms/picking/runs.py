"""Runs: which orders are walked together, who walks, and who gives the walk back."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, select, text, update

from wms.access.models import Operator
from wms.access.people import AtWork
from wms.db import Tx, new_id
from wms.picking.carts import Cart, Load, cart_of
from wms.picking.errors import NoRun, NothingToPick, RunNotDone, RunTaken
from wms.picking.models import PickRun, PickTask


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A new walk that nobody has begun."""

    run_id: UUID
    number: int
    orders: int


_WAITING = """
    FROM orders o
    WHERE o.status = 'allocated' AND NOT o.is_held
      AND NOT EXISTS (SELECT FROM pick_run_orders ro WHERE ro.shop_id = o.shop_id
                      AND ro.order_id = o.id AND ro.emptied_at IS NULL)
"""
_URGENCY = "ORDER BY o.priority, o.ship_by NULLS LAST, o.number"
_MODE = text(
    f"SELECT m.mode FROM (SELECT released_as(o) AS mode, o.* {_WAITING}) AS m "
    "WHERE m.mode IS NOT NULL ORDER BY m.priority, m.ship_by NULLS LAST, m.number LIMIT 1"
)
# Orders are chosen, not counted: one that somebody else is planning just now is skipped.
_CHOOSE = text(
    f"""
    WITH chosen AS MATERIALIZED (
        SELECT o.shop_id, o.id, o.priority, o.ship_by, o.number
        {_WAITING} AND released_as(o) = :mode
        {_URGENCY} LIMIT :slots FOR NO KEY UPDATE OF o SKIP LOCKED
    )
    SELECT o.shop_id, o.id, load.units, load.weight_g, load.volume_cm3
    FROM chosen o, LATERAL load_of(o.shop_id, o.id) AS load {_URGENCY}
    """
)
_NAMED = text(
    "SELECT o.shop_id, o.id FROM orders o WHERE o.id = ANY (:only) "
    f"AND o.status = 'allocated' AND NOT o.is_held {_URGENCY}"
)
_WRITE = text("SELECT * FROM write_runs(:warehouse, CAST(:runs AS jsonb), :is_fixed)")


async def plan_run(
    tx: Tx, warehouse_id: UUID, *, order_ids: list[UUID] | None = None, mode: str | None = None
) -> Planned:
    """One walk at once, without the planner: for the most urgent orders, or for those named.

    What is named stays together, whatever the planner thinks of it; ``mode``: how it is walked.

    Raises:
        NothingToPick: no order waits, or somebody else has those that do.
    """
    if order_ids is not None:
        named = (await tx.execute(_NAMED, {"only": order_ids})).all()
        chosen = [(one.shop_id, one.id) for one in named]
        mode = mode or ("cluster" if len(chosen) > 1 else "order")
    else:
        mode, chosen = await _most_urgent(tx, await cart_of(tx, warehouse_id))
    walks = [Walk(mode=mode, orders=chosen)]
    if mode == ZONE:
        walks = await _by_zone(tx, chosen)
    written = await write_walks(tx, warehouse_id, walks, is_fixed=order_ids is not None)
    if not written:
        raise NothingToPick
    return written[0]


async def _most_urgent(tx: Tx, cart: Cart) -> tuple[str, list[tuple[UUID, UUID]]]:
    """What waits longest for its time, and how it is walked; as much as goes on one cart."""
    mode: str | None = await tx.scalar(_MODE)
    if mode is None:
        raise NothingToPick
    chosen: list[tuple[UUID, UUID]] = []
    load = Load()
    for one in await tx.execute(_CHOOSE, {"mode": mode, "slots": cart.slots(mode)}):
        more = load + Load(units=one.units, weight_g=one.weight_g, volume_cm3=one.volume_cm3)
        if not chosen or cart.holds(more):  # one that is too large for any cart walks alone
            chosen.append((one.shop_id, one.id))
            load = more
    return mode, chosen


#: `wms.picking.models.PickRun.mode` of a walk for the parts of orders in one zone
ZONE: Final = "zone"
_ZONES = text(
    """
    SELECT s.zone_id, ro.shop, ro.id
    FROM unnest(CAST(:shops AS uuid[]), CAST(:orders AS uuid[])) WITH ORDINALITY AS ro (shop, id, n)
    JOIN order_lines l ON l.shop_id = ro.shop AND l.order_id = ro.id
    JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                      AND a.quantity > a.picked + a.freed
    JOIN places p ON p.id = a.place_id JOIN places s ON s.id = coalesce(p.stands_at_id, p.id)
    WHERE s.zone_id IS NOT NULL
    GROUP BY s.zone_id, ro.shop, ro.id, ro.n ORDER BY s.zone_id, ro.n
    """
)


async def _by_zone(tx: Tx, orders: list[tuple[UUID, UUID]]) -> list[Walk]:
    """The same orders on a walk for each zone in which something of theirs lies."""
    facts = {"shops": [shop for shop, _ in orders], "orders": [order for _, order in orders]}
    parts: dict[UUID, list[tuple[UUID, UUID]]] = {}
    for row in await tx.execute(_ZONES, facts):
        parts.setdefault(row.zone_id, []).append((row.shop, row.id))
    group = new_id()
    return [Walk(mode=ZONE, orders=some, zone=zone, group=group) for zone, some in parts.items()]


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """Orders that go together, by shop and id, in the order of the cart."""

    mode: str
    orders: list[tuple[UUID, UUID]]
    #: of a walk for the parts of its orders in one zone: which, and with which walks it belongs
    zone: UUID | None = None
    group: UUID | None = None
    #: places in the order of the walk, and how far it is, mm; None: nobody planned it
    stops: list[UUID] | None = None
    length_mm: int | None = None


async def write_walks(
    tx: Tx, warehouse_id: UUID, walks: list[Walk], *, is_fixed: bool = False
) -> list[Planned]:
    """Write walks that nobody has begun; orders that somebody took meanwhile are left out.

    It waits for nobody, so that a planner and pickers never stand in each other's way.
    """
    rows = await tx.execute(
        _WRITE,
        {
            "warehouse": warehouse_id,
            "runs": msgspec.json.encode(walks).decode(),
            "is_fixed": is_fixed,
        },
    )
    return [Planned(run_id=row.run_id, number=row.number, orders=row.orders) for row in rows]


_RELEASE = text("SELECT release_run(:run)")


async def start_run(tx: Tx, run_id: UUID, by: AtWork) -> None:
    """Give the run to one operator; the same operator may start it again on another device.

    Raises:
        NoRun, RunTaken: it is not there, or somebody else has it.
        NothingToPick: none of its orders waits any more.
    """
    run = await tx.scalar(select(PickRun).where(PickRun.id == run_id).with_for_update())
    if run is None or run.status == "cancelled":
        raise NoRun
    if run.operator_id == by.operator_id:
        return
    if run.operator_id is not None:
        name = await tx.scalar(select(Operator.name).where(Operator.id == run.operator_id))
        raise RunTaken(run=run.number, by=name)
    if not await begin_run(tx, run_id, by.operator_id):
        raise NothingToPick


async def begin_run(tx: Tx, run_id: UUID, operator_id: UUID) -> bool:
    """A (locked) open walk becomes this operator's; False when nothing of it waits any more."""
    begun = bool(await tx.scalar(_RELEASE, {"run": run_id}))
    now = func.clock_timestamp()
    facts = (
        {"status": "picking", "operator_id": operator_id, "is_fixed": True, "started_at": now}
        if begun
        else {"status": "cancelled", "finished_at": now}
    )
    await tx.execute(update(PickRun).where(PickRun.id == run_id).values(**facts))
    return begun


async def take_over_run(tx: Tx, run_id: UUID, by: AtWork, *, away_after: timedelta) -> None:
    """Go on with somebody else's walk: of who logged out, or was not seen for ``away_after``, the
    cart stands there for anybody; of somebody at work a supervisor takes it over.

    Raises:
        NoRun: it is over.
        RunTaken: its picker is at work, and who asks is no supervisor.
    """
    run = await tx.scalar(select(PickRun).where(PickRun.id == run_id).with_for_update())
    if run is None or run.status != "picking":
        raise NoRun
    is_anybodys = by.is_supervisor or not await tx.scalar(
        select(func.counter_is_here(run.operator_id, away_after))
    )
    if run.operator_id != by.operator_id and not is_anybodys:
        name = await tx.scalar(select(Operator.name).where(Operator.id == run.operator_id))
        raise RunTaken(run=run.number, by=name)
    run.operator_id = by.operator_id
    run.at_place_id = None
    await tx.flush()


async def next_run(tx: Tx, warehouse_id: UUID, by: AtWork) -> UUID:
    """The run this operator walks now: the one begun, else the most urgent open, else a new one.

    Raises:
        NothingToPick: no order waits.
    """
    # two taps of one picker take turns, so they get one walk
    await tx.execute(
        select(Operator.id).where(Operator.id == by.operator_id).with_for_update(key_share=True)
    )
    mine = await tx.scalar(
        select(PickRun.id)
        .where(PickRun.operator_id == by.operator_id, PickRun.status == "picking")
        .order_by(PickRun.number)
    )
    if mine is not None:
        return mine
    while True:
        run_id: UUID | None = await tx.scalar(_NEXT, {"warehouse": warehouse_id})
        if run_id is None:
            break
        if await begin_run(tx, run_id, by.operator_id):
            return run_id
    planned = await plan_run(tx, warehouse_id)
    await start_run(tx, planned.run_id, by)
    return planned.run_id


# the most urgent that nobody is taking just now
_NEXT = text(
    "SELECT id FROM pick_runs WHERE status = 'open' AND warehouse_id = :warehouse "
    "ORDER BY priority, due_at NULLS LAST, number LIMIT 1 FOR UPDATE SKIP LOCKED"
)


async def give_back_run(tx: Tx, run_id: UUID, by: AtWork) -> None:
    """Give an unpicked run back, for the next picker; its totes are free again.

    Raises:
        NoRun, RunTaken: it is not this operator's.
        RunNotDone: goods are in its totes already.
    """
    run = await tx.scalar(select(PickRun).where(PickRun.id == run_id).with_for_update())
    if run is None or run.status != "picking":
        raise NoRun
    if run.operator_id != by.operator_id and not by.is_supervisor:
        name = await tx.scalar(select(Operator.name).where(Operator.id == run.operator_id))
        raise RunTaken(run=run.number, by=name)
    begun = await tx.scalar(
        select(func.count())
        .select_from(PickTask)
        .where(PickTask.run_id == run_id, PickTask.picked > 0)
    )
    if begun:
        raise RunNotDone(run=run.number)
    await tx.execute(
        text("UPDATE pick_run_orders SET tote_id = NULL WHERE run_id = :r"), {"r": run_id}
    )
    await tx.execute(
        update(PickRun)
        .where(PickRun.id == run_id)
        .values(status="open", operator_id=None, at_place_id=None, started_at=None)
    )
