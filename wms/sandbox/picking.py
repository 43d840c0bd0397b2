"""The robot walks: a tote, the place, the piece, the rest, as the handheld says."""

from __future__ import annotations

from typing import Any, Final, assert_never
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.barcodes import Verb, command_code
from wms.layout.build import add_totes
from wms.picking import pick
from wms.picking.runs import plan_run, start_run
from wms.picking.steps import Finished, GoTo, Step, Take, TakeTote, step_from
from wms.sandbox.faults import strike
from wms.sandbox.robot import STEPS_MAX, Robot, check_scan, code_of
from wms.stock.adjust import Adjustment, adjust
from wms.stock.ledger import Goods

#: why it is short: nothing lies there
NOT_THERE: Final = "empty"
_CONFIRM: Final = command_code(Verb.CONFIRM)
_RUN = text(
    "SELECT ro.run_id FROM pick_run_orders ro JOIN pick_runs r ON r.id = ro.run_id "
    "WHERE ro.shop_id = :shop AND ro.order_id = :order AND ro.emptied_at IS NULL "
    "AND r.status IN ('open', 'picking') ORDER BY r.number DESC LIMIT 1"
)
_NEXT = text("SELECT CAST(pick_next_step(:run) AS text)")
_FREE_TOTE = text(
    """
    SELECT p.label_code FROM places p
    WHERE p.kind = 'tote' AND p.retired_at IS NULL
      AND NOT EXISTS (SELECT FROM balances b WHERE b.place_id = p.id AND b.on_hand > 0)
      AND NOT EXISTS (SELECT FROM pick_run_orders r
                      WHERE r.tote_id = p.id AND r.emptied_at IS NULL)
      AND NOT EXISTS (SELECT FROM full_totes f WHERE f.tote_id = p.id)
    ORDER BY p.code LIMIT 1 FOR UPDATE OF p SKIP LOCKED
    """
)


async def begin_walk(robot: Robot, shop_id: UUID, order_id: UUID) -> None:
    """The order's walk begins: its shop hears that it is released."""
    run_id = await walk_of(robot, shop_id, order_id)
    if run_id is None:
        run_id = (await plan_run(robot.tx, robot.warehouse_id, order_ids=[order_id])).run_id
    await start_run(robot.tx, run_id, robot.by)


async def walk_of(robot: Robot, shop_id: UUID, order_id: UUID) -> UUID | None:
    """The walk on which the order is, when it is not over."""
    found: UUID | None = await robot.tx.scalar(_RUN, {"shop": shop_id, "order": order_id})
    return found


async def walk(robot: Robot, shop_id: UUID, run_id: UUID, *, takes: int | None = None) -> None:
    """Do what the handheld says until nothing is left, or ``takes`` pieces lie in the tote."""
    step = step_from(await robot.tx.scalar(_NEXT, {"run": run_id}))
    taken = 0
    for _ in range(STEPS_MAX):
        match step:
            case Finished():
                return
            case TakeTote():
                step = await _scan(robot, run_id, await _tote(robot))
            case GoTo():
                step = await _scan(robot, run_id, step.place_label)
            case Take():
                if taken == takes:
                    return
                if await strike(
                    robot.tx, shop_id, ["short_pick"], hit=f"order {step.order_number}"
                ):
                    step = await _short(robot, shop_id, run_id, step)
                    continue
                taken += 1
                # the first piece by its code, what is like it in one go
                is_rest = taken > 1 and takes is None and step.picked > 0
                code = _CONFIRM if is_rest else await code_of(robot.tx, shop_id, step.sku)
                step = await _scan(robot, run_id, code, lot=step.lot)
            case _:
                assert_never(step)
    raise AssertionError("a walk has an end")


_FREE = text(
    """
    SELECT b.product_id, b.lot_id, b.place_id, b.on_hand - b.allocated AS pieces
    FROM balances b JOIN places pl ON pl.id = b.place_id AND pl.picked_as IS NOT NULL
    JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
    WHERE b.shop_id = :shop AND p.sku = :sku AND b.condition = 'good' AND b.on_hand > b.allocated
    ORDER BY b.product_id, b.lot_id, b.place_id
    """
)


async def _short(robot: Robot, shop_id: UUID, run_id: UUID, step: Take) -> Step:
    """Nothing of it is there, whatever the books say: the rest of it is written off as well, or
    it would be promised in place of what is missing."""
    for row in (await robot.tx.execute(_FREE, {"shop": shop_id, "sku": step.sku})).all():
        goods = Goods(shop_id=shop_id, product_id=row.product_id, lot_id=row.lot_id)
        await adjust(
            robot.tx, goods, row.pieces, place_id=row.place_id, why=Adjustment.LOST, by=robot.by
        )
    await pick.short(robot.tx, run_id, step.task, NOT_THERE, robot.by)
    return step_from(await robot.tx.scalar(_NEXT, {"run": run_id}))


async def _scan(robot: Robot, run_id: UUID, code: str, *, lot: str | None = None) -> Step:
    made = robot.scanned(code, "pick")
    answer: dict[str, Any] = msgspec.json.decode(await pick.scan(robot.hot, run_id, made, lot=lot))
    check_scan(answer["outcome"], answer.get("code"), answer.get("facts") or {})
    return step_from(msgspec.json.encode(answer["next"]))


async def _tote(robot: Robot) -> str:
    """The label of an empty tote; a new one when all are in use."""
    label: str | None = await robot.tx.scalar(_FREE_TOTE)
    if label is None:
        label = (await add_totes(robot.tx, robot.warehouse_id, 1))[0].label_code
    assert label is not None, "a tote has a label"
    return label
