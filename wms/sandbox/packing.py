"""The robot packs: it opens the tote at the bench and does what the bench asks until it closes."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import text

from wms.packing import pack
from wms.packing.errors import TooHeavy
from wms.packing.pack import Answered
from wms.packing.queries import parcel_at_bench
from wms.packing.steps import (
    AddInsert,
    Closed,
    Confirm,
    NextCarton,
    OnHold,
    Parcel,
    PutBack,
    ScanItems,
    SomebodyElse,
    Step,
    TakePhoto,
    ToPack,
    Weigh,
    next_step,
)
from wms.sandbox.errors import NothingToScan, OrderWaits, OrderWentBack, RobotStopped
from wms.sandbox.robot import AWAY_AFTER, STEPS_MAX, Robot, check_scan, made_up_serial
from wms.shipping import pack_and_request
from wms.shipping.pack_again import take_apart

#: what the scale says when it is asked and no weight is known, g
_LEAST_G: Final = 1
_TOTE = text(
    """
    SELECT p.label_code FROM pick_run_orders ro JOIN places p ON p.id = ro.tote_id
    WHERE ro.shop_id = :shop AND ro.order_id = :order AND ro.emptied_at IS NULL
    ORDER BY p.code LIMIT 1
    """
)
_PARCEL = text(
    "SELECT p.label_code FROM parcels pa JOIN places p ON p.id = pa.id "
    "WHERE pa.shop_id = :shop AND pa.order_id = :order AND pa.status = 'open' "
    "ORDER BY pa.number DESC LIMIT 1"
)
_BENCH = text("SELECT id FROM places WHERE kind = 'bench' ORDER BY code LIMIT 1")
_WEIGHT = text(
    "SELECT sum(pl.quantity * coalesce(p.weight_g, 0)) FROM parcel_lines pl "
    "JOIN products p ON p.shop_id = pl.shop_id AND p.id = pl.product_id "
    "WHERE pl.shop_id = :shop AND pl.parcel_id = :parcel"
)


async def open_parcel(robot: Robot, shop_id: UUID, order_id: UUID) -> int:
    """Scan the order's tote, or the parcel that is open; the parcel's number."""
    key = {"shop": shop_id, "order": order_id}
    label = await robot.tx.scalar(_PARCEL, key) or await robot.tx.scalar(_TOTE, key)
    answer = await pack.open_order(
        robot.hot,
        robot.scanned(label or "", "pack"),
        bench_id=await robot.tx.scalar(_BENCH),
        away_after=AWAY_AFTER,
    )
    check_scan(answer.outcome, answer.code, answer.facts)
    if answer.did == "cancelled" and answer.order is not None:
        await _put_back(robot, answer.order)
    if answer.parcel is None:
        raise RobotStopped(reason=answer.did or "")
    return answer.parcel


_SHELF = text("SELECT label_code FROM places WHERE kind = 'pick_face' ORDER BY pick_order LIMIT 1")
_STATUS = text("SELECT status FROM orders WHERE number = :order")


async def _put_back(robot: Robot, order: int) -> None:
    """Nothing of it is packed any more: its goods go to the shelf. Raises OrderWentBack."""
    shelf: str = await robot.tx.scalar(_SHELF)
    await take_apart(robot.tx, order, shelf, scan_id=uuid4(), by=robot.by)
    raise OrderWentBack(status=await robot.tx.scalar(_STATUS, {"order": order}))


async def fill(robot: Robot, shop_id: UUID, order_id: UUID) -> None:
    """Pack the order to its end, in as many cartons as it takes."""
    number = await open_parcel(robot, shop_id, order_id)
    for _ in range(STEPS_MAX):
        parcel = await parcel_at_bench(robot.tx, number)
        step = next_step(parcel, robot.by.operator_id)
        if isinstance(step, Closed):
            return
        if isinstance(step, NextCarton):
            number = await open_parcel(robot, shop_id, order_id)
        else:
            await _do(robot, parcel, step)
    raise AssertionError("a parcel has an end")


async def _do(robot: Robot, parcel: Parcel, step: Step) -> None:
    """One thing that the bench asks."""
    number, by, tx = parcel.number, robot.by, robot.tx
    match step:
        case ScanItems(first=line):
            for _ in range(line.left):
                if not await _scan(robot, number, line):
                    return
        case AddInsert(insert=insert) if insert.barcode:
            await _put(robot, number, insert.barcode)
        case AddInsert(insert=insert):
            await pack_and_request.confirm_insert(
                tx, number, insert.line_id, scan_id=uuid4(), by=by
            )
        case Confirm(due=due):
            await pack_and_request.confirm(tx, number, due.id, scan_id=uuid4(), by=by)
        case TakePhoto():
            await pack_and_request.keep_photo(tx, number, None, scan_id=uuid4(), by=by)
        case Weigh():
            known = await tx.scalar(_WEIGHT, {"shop": parcel.shop_id, "parcel": parcel.id})
            await pack_and_request.go_on(tx, number, by=by, weight_g=int(known or 0) or _LEAST_G)
        case OnHold(hold=hold):
            raise OrderWaits(hold=hold)
        case PutBack(order_number=order):
            await _put_back(robot, order)
        case SomebodyElse() | Closed() | NextCarton():
            raise RobotStopped(reason=type(step).__name__)


async def _scan(robot: Robot, number: int, line: ToPack) -> bool:
    """One piece; False when the bench asks something before the next one."""
    if line.barcode is None:
        raise NothingToScan(sku=line.sku)
    answer = await _put(robot, number, line.barcode, may_be_full=True)
    if answer.code == TooHeavy.code:
        await pack_and_request.close_parcel(robot.tx, number, by=robot.by)
        return False
    if answer.did in ("which_lot", "which_serial"):
        lot = answer.lot or (answer.lots or line.lots or (None,))[0]
        serial = made_up_serial() if answer.did == "which_serial" else answer.serial
        answer = await _put(robot, number, line.barcode, lot=lot, serial=serial)
        if answer.did == "which_serial":  # it asked for the lot first
            serial = made_up_serial()
            answer = await _put(robot, number, line.barcode, lot=lot, serial=serial)
    return answer.did == "packed"


async def _put(
    robot: Robot, number: int, code: str, *, lot: str | None = None, serial: str | None = None,
    may_be_full: bool = False,
) -> Answered:  # fmt: skip
    made = robot.scanned(code, "pack")
    answer = await pack_and_request.scan_item(robot.hot, number, made, lot=lot, serial=serial)
    if may_be_full and answer.code == TooHeavy.code:
        return answer
    check_scan(answer.outcome, answer.code, answer.facts)
    return answer
