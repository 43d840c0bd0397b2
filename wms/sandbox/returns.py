"""A test return comes back: the robot scans what is in it, grades it and puts it away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated, Final, Literal
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text

from wms.barcodes import Verb, command_code
from wms.db import Read, Tx, working_for
from wms.errors import Refusal
from wms.halls import SANDBOX
from wms.returns.arrive import arrive
from wms.returns.inspection.finish import finish
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.receive import Told, receive_item
from wms.returns.inspection.steps import GradeThis, next_step
from wms.returns.queries import ReturnView, return_view
from wms.sandbox.errors import BehindAlready, NoWayThere
from wms.sandbox.robot import (
    STEPS_MAX,
    Robot,
    code_of,
    made_up_serial,
    robot_at_work,
    take_the_robot,
    until_it_stops,
)
from wms.texts import Line, Serial, Sku

To = Literal["arrived", "inspecting", "completed"]
Grade = Literal["A", "B", "C", "D"]
Disposition = Literal["restock", "quarantine", "refurbish", "return_to_shop", "dispose"]
LINES_MAX: Final = 500
PIECES_MAX: Final = 500
_ORDER: Final = ("announced", "arrived", "inspecting", "completed")
#: where goods go by what becomes of them; what is thrown away is confirmed by a card
_KINDS: Final = {
    "restock": "pick_face", "quarantine": "quarantine", "refurbish": "quarantine",
    "return_to_shop": "returns",
}  # fmt: skip


class CameBack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many pieces of it lie in the parcel, and what the inspector says of them."""

    sku: Sku
    quantity: Annotated[int, msgspec.Meta(ge=0, le=PIECES_MAX)]
    grade: Grade = "A"
    #: None: as new is restocked, everything else waits in quarantine
    disposition: Disposition | None = None
    #: what is wrong with them
    note: Line | None = None
    #: serial numbers of the pieces, of goods that have some; those that are not named are pieces
    #: that were shipped. Another one than was shipped is put aside as what it is
    serials: Annotated[tuple[Serial, ...], msgspec.Meta(max_length=PIECES_MAX)] = ()


async def advance_return(
    tx: Tx, twin_id: UUID, return_id: UUID, to: To, came: Sequence[CameBack]
) -> Refusal | None:
    """Take a test return as far as ``to``. ``came``: what is in it, else what was announced, as
    new; nothing announced: all that was shipped.

    Returns why the robot stopped on the way.

    Raises:
        NotFound: the sandbox has no such return.
        BehindAlready, NoWayThere: it has come farther, or nobody knows whose it is.
    """
    await take_the_robot(tx, twin_id)
    async with working_for(tx, SANDBOX):
        view = await return_view(tx, twin_id, return_id)
        if view.status not in _ORDER:
            raise NoWayThere(status=view.status, to=to)
        if _ORDER.index(view.status) > _ORDER.index(to):
            raise BehindAlready(status=view.status)
        robot = await robot_at_work(tx)
        if view.status == "announced":
            await _arrive(robot, view)
        if to == "arrived" or view.status == "completed":
            return None
        contents = list(came) or await _announced(tx, view)
        return await until_it_stops(tx, _look_through(robot, view, to, contents))


async def _look_through(
    robot: Robot, view: ReturnView, to: To, contents: Sequence[CameBack]
) -> None:
    """What is in the parcel is scanned, and graded; it stands there while the robot cannot."""
    await _scan(robot, view, contents)
    if to == "completed":
        await _grade(robot, view, {one.sku: one for one in contents})


async def _arrive(robot: Robot, view: ReturnView) -> None:
    """Each of its cartons is scanned at the dock."""
    codes = [one.tracking_number for one in view.parcels if one.arrived_at is None]
    for code in codes or [None]:
        await arrive(robot.tx, code or f"R-{view.number}", by=robot.by)


_SHIPPED = text(
    """
    SELECT p.sku, sum(l.shipped - l.returned) AS pieces FROM order_lines l
    JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE l.shop_id = :shop AND l.order_id = :order GROUP BY p.sku
    HAVING sum(l.shipped - l.returned) > 0 ORDER BY p.sku
    """
)


async def _announced(read: Read | Tx, view: ReturnView) -> list[CameBack]:
    told = [CameBack(sku=one.sku, quantity=one.announced) for one in view.lines if one.announced]
    if told:
        return told
    rows = await read.execute(_SHIPPED, {"shop": view.shop_id, "order": view.order_id})
    return [CameBack(sku=row.sku, quantity=min(int(row.pieces), PIECES_MAX)) for row in rows]


async def _scan(robot: Robot, view: ReturnView, contents: Sequence[CameBack]) -> None:
    there: dict[str, int] = {}
    for line in view.lines:
        there[line.sku] = there.get(line.sku, 0) + line.received
    for one in contents:
        code = await code_of(robot.tx, view.shop_id, one.sku)
        serials = await _serials(robot, view, one)
        for _ in range(one.quantity - there.get(one.sku, 0)):
            told = Told(serial=next(serials), is_put_aside=True)
            await receive_item(robot.tx, view.number, code, by=robot.by, scan_id=uuid4(), told=told)


_SENT = text(
    """
    SELECT s FROM parcels pa
    JOIN parcel_lines pl ON pl.shop_id = pa.shop_id AND pl.parcel_id = pa.id
    JOIN products p ON p.shop_id = pl.shop_id AND p.id = pl.product_id
    CROSS JOIN unnest(pl.serials) s
    WHERE pa.shop_id = :shop AND pa.order_id = :order AND p.sku = :sku
      AND NOT EXISTS (
          SELECT FROM return_serials n
          JOIN return_lines l ON l.shop_id = n.shop_id AND l.id = n.return_line_id
          JOIN returns r ON r.shop_id = l.shop_id AND r.id = l.return_id
          WHERE n.shop_id = :shop AND n.serial = s AND l.product_id = p.id
            AND r.order_id = :order AND n.taken_back_at IS NULL)
    ORDER BY s
    """
)


async def _serials(robot: Robot, view: ReturnView, one: CameBack) -> Iterator[str]:
    """What the robot reads off piece after piece: what it was told, then those that were shipped
    and are not back, then what nobody knows. Goods without serial numbers hear nothing of it."""
    key = {"shop": view.shop_id, "order": view.order_id, "sku": one.sku}
    sent = [s for s in await robot.tx.scalars(_SENT, key) if s not in one.serials]
    return chain(one.serials, sent, iter(made_up_serial, None))


async def _grade(robot: Robot, view: ReturnView, said: dict[str, CameBack]) -> None:
    """Piece after piece, as the screen asks; the last one ends the return."""
    for _ in range(STEPS_MAX):
        step = await next_step(Read(robot.tx), view.number)
        if not isinstance(step, GradeThis):
            break
        one = said.get(step.sku) or CameBack(sku=step.sku, quantity=0)
        is_theirs = not (step.is_mismatch or step.is_ownerless)
        is_as_new = one.grade == "A" and is_theirs
        disposition = one.disposition or ("restock" if is_as_new else "quarantine")
        verdict = Verdict(
            line_id=step.line_id, grade=one.grade, disposition=disposition, note=one.note,
            quantity=step.waiting, is_without_photo=True,
        )  # fmt: skip
        code = await _label(robot, disposition)
        await grade(robot.tx, view.number, verdict, code, by=robot.by, scan_id=uuid4())
    if (await return_view(robot.tx, view.shop_id, view.id)).status != "completed":
        await finish(robot.tx, view.number)


_LABEL = text(
    "SELECT label_code FROM places WHERE kind = :kind AND blocked_at IS NULL "
    "ORDER BY pick_order, code LIMIT 1"
)


async def _label(robot: Robot, disposition: str) -> str:
    kind = _KINDS.get(disposition)
    if kind is None:
        return command_code(Verb.CONFIRM)
    label: str = await robot.tx.scalar(_LABEL, {"kind": kind})
    return label
