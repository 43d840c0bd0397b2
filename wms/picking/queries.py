"""Reading walks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select, text

from wms.access.models import Operator
from wms.db import Hot, Read, Tx
from wms.picking.errors import NoRun
from wms.picking.models import PickRun, PickRunOrder
from wms.picking.steps import Step, step_from
from wms.release.queries import ready_to_walk

#: walks listed on one screen
SHOWN_MAX = 20
_NEXT_STEP = text("SELECT CAST(pick_next_step(:run) AS text)")


async def next_step(read: Read | Tx, run_id: UUID) -> Step:
    """What the picker does next; the same function answers the scans."""
    answer: str = await read.scalar(_NEXT_STEP, {"run": run_id})
    return step_from(answer)


class OnScreen(msgspec.Struct, frozen=True, kw_only=True):
    """What the picker's screen shows."""

    step: Step
    #: what the scan that led there was answered
    answer: dict[str, Any] | None


_read_screen = msgspec.json.Decoder(OnScreen).decode


async def on_screen(hot: Hot, run_id: UUID, scan_id: UUID | None) -> OnScreen:
    """The next step and the answer of the scan before it: after each scan the handheld asks."""
    return _read_screen(await hot.call("SELECT pick_screen($1, $2)", run_id, scan_id))


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    """A walk, as the menu and the office show it."""

    id: UUID
    number: int
    mode: str
    status: str
    operator_id: UUID | None
    operator: str | None
    orders: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


_RUNS = (
    select(
        PickRun.id,
        PickRun.number,
        PickRun.mode,
        PickRun.status,
        PickRun.operator_id,
        Operator.name.label("operator"),
        func.count(PickRunOrder.order_id).label("orders"),
        PickRun.created_at,
        PickRun.started_at,
        PickRun.finished_at,
    )
    .outerjoin(Operator, Operator.id == PickRun.operator_id)
    .outerjoin(PickRunOrder, PickRunOrder.run_id == PickRun.id)
    .group_by(PickRun.id, Operator.name)
)


async def run(read: Read | Tx, run_id: UUID) -> RunView:
    """One walk.

    Raises:
        NoRun: there is none.
    """
    row = (await read.execute(_RUNS.where(PickRun.id == run_id))).first()
    if row is None:
        raise NoRun
    return RunView(**row._mapping)


async def run_of(read: Read | Tx, operator_id: UUID) -> RunView | None:
    """The walk that this operator has begun, if any."""
    row = (
        await read.execute(
            _RUNS.where(PickRun.operator_id == operator_id, PickRun.status == "picking").order_by(
                PickRun.number
            )
        )
    ).first()
    return RunView(**row._mapping) if row else None


# a walk that was given back, and the parts of orders that somebody picks in another zone
_BEGUN = text(
    """
    SELECT count(DISTINCT (t.shop_id, t.order_id)) FROM pick_runs r
    JOIN pick_tasks t ON t.run_id = r.id AND t.status IN ('open', 'skipped')
    WHERE r.status = 'open'
    """
)


async def waiting_for_a_picker(read: Read | Tx) -> int:
    """How many orders a picker could walk for now; of what is waiting see `ready_to_walk`."""
    return await ready_to_walk(read) + (await read.scalar(_BEGUN) or 0)


async def runs_to_take_over(
    read: Read | Tx, operator_id: UUID, *, away_after: timedelta | None
) -> list[RunView]:
    """Walks that somebody else has begun; with ``away_after`` only of those who have logged out or
    were not seen for so long."""
    theirs = _RUNS.where(PickRun.operator_id != operator_id, PickRun.status == "picking")
    if away_after is not None:
        theirs = theirs.where(~func.counter_is_here(PickRun.operator_id, away_after))
    rows = await read.execute(theirs.order_by(PickRun.number).limit(SHOWN_MAX))
    return [RunView(**row._mapping) for row in rows]


class ToteOfRun(msgspec.Struct, frozen=True, kw_only=True):
    """A slot of the cart: its tote (several when one was full) and the order in it."""

    slot: int
    tote: str | None
    order_number: int
    shop: str
    is_intercepted: bool


_TOTES = text(
    """
    SELECT ro.slot, (
               SELECT string_agg(t.code, ' + ' ORDER BY t.code) FROM places t
               WHERE t.id = ro.tote_id OR t.id IN (
                   SELECT f.tote_id FROM full_totes f WHERE f.shop_id = ro.shop_id
                   AND f.run_id = ro.run_id AND f.order_id = ro.order_id)) AS tote,
           o.number AS order_number, s.name AS shop,
           o.intercepted_at IS NOT NULL AS is_intercepted
    FROM pick_run_orders ro
    JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id
    JOIN shops s ON s.id = ro.shop_id
    WHERE ro.run_id = :run AND ro.emptied_at IS NULL ORDER BY ro.slot
    """
)


async def totes(read: Read | Tx, run_id: UUID) -> list[ToteOfRun]:
    """The totes of a walk, in the order of the cart."""
    return [ToteOfRun(**row._mapping) for row in await read.execute(_TOTES, {"run": run_id})]


async def run_by_number(read: Read | Tx, number: int) -> UUID:
    """The walk that people call by this number.

    Raises:
        NoRun: there is none.
    """
    found: UUID | None = await read.scalar(select(PickRun.id).where(PickRun.number == number))
    if found is None:
        raise NoRun
    return found


async def orders_on_run(read: Read | Tx, run_id: UUID) -> set[UUID]:
    """Ids of the orders that are on a walk now."""
    found = await read.scalars(
        select(PickRunOrder.order_id).where(
            PickRunOrder.run_id == run_id, PickRunOrder.emptied_at.is_(None)
        )
    )
    return set(found)
