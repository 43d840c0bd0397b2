"""A test delivery comes: the robot counts it in at the dock and puts it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text

from wms.catalog.lots import Batch
from wms.db import Tx, working_for
from wms.errors import Refusal
from wms.halls import SANDBOX
from wms.inbound import put_away
from wms.inbound.finish import finish
from wms.inbound.hand import arrive
from wms.inbound.queries import AsnCard, AsnLineCard, asn_card
from wms.inbound.receive import BatchAsked, Received, SerialAsked, receive
from wms.sandbox.errors import BehindAlready
from wms.sandbox.robot import (
    Robot,
    check_scan,
    code_of,
    made_up_serial,
    robot_at_work,
    take_the_robot,
    until_it_stops,
)
from wms.texts import Sku

To = Literal["arrived", "received"]
#: lines of a delivery that came otherwise
LINES_MAX: Final = 500
PIECES_MAX: Final = 100_000
#: how long goods are good that nobody announced with a date
GOOD_FOR: Final = timedelta(days=365)
_BEFORE: Final = {"arrived": ("announced",), "received": ("announced", "arrived", "receiving")}


class Came(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many pieces of it come in all; what was announced and is not named comes as announced."""

    sku: Sku
    quantity: Annotated[int, msgspec.Meta(ge=0, le=PIECES_MAX)]


async def advance_delivery(
    tx: Tx, twin_id: UUID, asn_id: UUID, to: To, came: Sequence[Came]
) -> Refusal | None:
    """Take a test delivery as far as ``to``: received is counted, and put away.

    Returns why the robot stopped on the way.

    Raises:
        NotFound: the sandbox has no such delivery.
        BehindAlready: it has come farther, or was cancelled.
    """
    await take_the_robot(tx, twin_id)
    async with working_for(tx, twin_id):
        card = await asn_card(tx, twin_id, asn_id)
    if card.status == to:
        return None
    if card.status not in _BEFORE[to]:
        raise BehindAlready(status=card.status)
    async with working_for(tx, SANDBOX):
        robot = await robot_at_work(tx)
        await arrive(tx, asn_id, by=robot.by)
        if to == "arrived":
            return None
        return await until_it_stops(tx, _take_in(robot, twin_id, card, came))


async def _take_in(robot: Robot, shop_id: UUID, card: AsnCard, came: Sequence[Came]) -> None:
    """The lorry is emptied; it stands there while the robot cannot."""
    await _count(robot, shop_id, card, {one.sku: one.quantity for one in came})
    await finish(robot.tx, card.id, by=robot.by)
    await _put_away(robot, shop_id)


async def _count(robot: Robot, shop_id: UUID, card: AsnCard, came: Mapping[str, int]) -> None:
    announced = {line.sku: line for line in card.lines}
    for sku in dict.fromkeys((*announced, *came)):
        line = announced.get(sku)
        expected = line.expected if line else 0
        there = line.received if line else 0
        wanted = came.get(sku, expected)
        if wanted > there:
            await _receive(robot, shop_id, card.id, sku, wanted - there, line, wanted > expected)


_SCANNED = text(
    """
    SELECT b.quantity, p.is_serial_tracked FROM barcodes b
    JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
    WHERE b.shop_id = :shop AND b.code = :code
    """
)


async def _receive(
    robot: Robot, shop_id: UUID, asn_id: UUID, sku: str, pieces: int, line: AsnLineCard | None,
    is_extra: bool,
) -> None:  # fmt: skip
    """Scan and type how many; what is asked besides is answered as announced, else made up."""
    code = await code_of(robot.tx, shop_id, sku)
    means = (await robot.tx.execute(_SCANNED, {"shop": shop_id, "code": code})).one()
    batch: Batch | None = None
    serial: str | None = None
    while pieces > 0:
        times = 1 if means.is_serial_tracked else max(pieces // means.quantity, 1)
        answer = await receive(
            robot.tx, asn_id, code, by=robot.by, scan_id=uuid4(), times=times, batch=batch,
            serial=serial, is_extra=is_extra,
        )  # fmt: skip
        match answer:
            case Received():
                pieces -= times * means.quantity
                serial = None
            case BatchAsked():
                batch = _batch(line)
            case SerialAsked():
                serial = made_up_serial()


def _batch(line: AsnLineCard | None) -> Batch:
    if line is not None and line.lots:
        return Batch(lot=line.lots[0].lot, expires_on=line.lots[0].expires_on)
    today = datetime.now(UTC).date()
    return Batch(lot=f"TEST-{today:%y%m%d}", expires_on=today + GOOD_FOR)


_AT_DOCK = text(
    """
    SELECT p.sku, b.lot_id FROM balances b JOIN places d ON d.id = b.place_id AND d.kind = 'dock'
    JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
    WHERE b.shop_id = :shop AND b.on_hand > 0 AND b.condition = 'good' ORDER BY p.sku, b.lot_id
    """
)
_SHELF = text("SELECT label_code FROM places WHERE kind = 'pick_face' ORDER BY pick_order LIMIT 1")


async def _put_away(robot: Robot, shop_id: UUID) -> None:
    """Everything of the shop that stands on the dock goes to the shelf."""
    shelf: str = await robot.tx.scalar(_SHELF)
    for row in (await robot.tx.execute(_AT_DOCK, {"shop": shop_id})).all():
        answer = await _put(robot, await code_of(robot.tx, shop_id, row.sku))
        if isinstance(answer, put_away.WhichAsked):  # other shops' goods, or other lots, look alike
            mine = [one for one in answer.choices if one.shop_id == shop_id]
            exact = [one for one in mine if one.lot_id == row.lot_id] or mine
            await put_away.take_chosen(robot.tx, exact[0], by=robot.by)
        await put_away.take_all(robot.tx, by=robot.by)
        if isinstance(await _put(robot, shelf), put_away.FullAsked):
            await _put(robot, shelf)


async def _put(robot: Robot, code: str) -> put_away.Answer:
    said = msgspec.json.decode(await put_away.scan(robot.hot, robot.scanned(code, "put_away")))
    check_scan(said["outcome"], said.get("code"), said.get("facts") or {})
    answer: put_away.Answer = msgspec.convert(said, put_away.Answer)
    return answer
