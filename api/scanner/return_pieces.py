"""A piece out of the parcel: scanned, and asked for its serial number or lot when that matters.

Until the piece is known nothing has happened to the goods: what was scanned stands in the address.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.cards import Cards
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm
from wms.access.operators import supervisor_of_badge
from wms.barcodes import SCAN_MAX_CHARS, Verb, candidates, parse, read_serial
from wms.catalog.queries import find_by_barcode
from wms.db import Read, Tx
from wms.packing.errors import SerialUnread
from wms.returns.inspection.as_shipped import shipped_pieces
from wms.returns.inspection.errors import AnotherLot, AnotherSerial, LotAsked, SerialNeeded
from wms.returns.inspection.receive import Received, Told, batch_of, receive_item
from wms.returns.inspection.steps import GradeThis, ScanParcel
from wms.returns.inspection.undo import undo

HOME: Final = "/scanner/return"
FLOW_NAME: Final = "return"
#: what is known of a piece that is not booked in yet
FIELDS: Final = ("item", "serial", "lot", "surplus")


async def show_piece(
    screen: Screen,
    read: Read,
    step: ScanParcel | GradeThis,
    given: dict[str, str],
    facts: dict[str, Any],
) -> Response[str] | None:
    """What is asked of the piece that was scanned; None: nothing is."""
    asked = given.get("ask")
    item = given.get("item", "")[:SCAN_MAX_CHARS]
    if asked not in ("serial", "lot", "differs") or not item:
        return None
    found = await find_by_barcode(read, candidates(parse(item)), shop_id=step.view.shop_id)
    if not found:
        return None
    one = found[0]
    shipped = await shipped_pieces(read, step.view.shop_id, step.view.order_id, one.product_id)
    fields = {name: given[name][:SCAN_MAX_CHARS] for name in FIELDS if given.get(name)}
    return await screen.show(
        f"scanner/return_which_{asked}.html",
        fields=fields,
        card={"name": one.name, "sku": one.sku, "barcode": one.barcode},
        shipped=shipped.serials if fields.get("serial") or asked == "serial" else shipped.lots,
        typed="typed" in given,
        **facts,
    )


def _told(form: ScanForm, **more: Any) -> Told:
    """What is known of the piece: of an earlier scan, and of this one."""
    serial, lot = form["serial"] or None, form["lot"] or None
    if form["ask"] == "serial":
        serial = read_serial(form.code)
        if serial is None:
            raise SerialUnread
    if form["ask"] == "lot" and lot is None:
        lot = batch_of(form.code).lot or form.code.strip() or None
    return Told(
        serial=serial, lot=lot, is_surplus=form["surplus"] == "1",
        is_put_aside=form["aside"] == "1", asks_lot=True, **more,
    )  # fmt: skip


def _plain(number: int, received: Received) -> dict[str, Any]:
    to = f"{HOME}/{number}"  # not back to what was asked: it has its answer
    return {"sku": received.sku, "received": received.received, "to": to}


async def _take(tx: Tx, number: int, form: ScanForm, door: Door, told: Told) -> dict[str, Any]:
    """Book it in, or ask what is not known; nothing was written before it is asked."""
    item = form["item"] or form.code
    known = {"item": item, "surplus": form["surplus"], "serial": told.serial, "lot": told.lot}
    try:
        got = await receive_item(tx, number, item, by=door.by, scan_id=form.scan_id, told=told)
        return _plain(number, got)
    except SerialNeeded:
        ask = "serial"
    except LotAsked:
        ask = "lot"
    except (AnotherSerial, AnotherLot):
        ask = "differs"
    query = {name: value for name, value in known.items() if value}
    if ask == "differs" and told.serial is None and told.lot is None:
        query["lot"] = batch_of(item).lot or ""
    to = f"{HOME}/{number}?{urlencode({'ask': ask, **query})}"
    return {"did": f"which_{ask}", "to": to, **({"tone": "wrong_item"} if ask == "differs" else {})}


@post(HOME + "/{number:int}/scan", status_code=200)
async def scan_item(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """A piece out of the parcel, its serial number or lot, or the undo card."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        return await _take(tx, number, form, door, _told(form))

    back = f"{HOME}/{number}"
    if door.form["item"]:  # a no leads back to the same question
        given = {name: door.form[name] for name in (*FIELDS, "ask") if door.form[name]}
        back = f"{back}?{urlencode(given)}"
    return await door.accept(FLOW_NAME, back=back, work=work, cards=undo_cards(number, door))


@post(HOME + "/{number:int}/allow", status_code=200)
async def allow_piece(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """A supervisor's badge: another piece than was shipped counts all the same."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        told = Told(
            serial=form["serial"] or None,
            lot=form["lot"] or None,
            allowed_by=await supervisor_of_badge(tx, form.code),
        )
        got = await receive_item(
            tx, number, form["item"], by=door.by, scan_id=form.scan_id, told=told
        )
        return _plain(number, got)

    given = {name: door.form[name] for name in FIELDS if door.form[name]}
    back = f"{HOME}/{number}?{urlencode({'ask': 'differs', **given})}"
    return await door.accept(FLOW_NAME, back=back, work=work, takes_badges=True)


@post(HOME + "/{number:int}/undo", status_code=200)
async def undo_scan(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """What was done last was a mistake."""
    return await _undo(number, door)


def undo_cards(number: int, door: Door) -> Cards:
    """What the cards do here."""
    return {Verb.UNDO: lambda: _undo(number, door)}


async def _undo(number: int, door: Door) -> Response[Any]:
    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        back = await undo(tx, number, by=door.by, scan_id=form.scan_id)
        return {"sku": back.sku, "quantity": back.quantity, "received": back.received}

    return await door.accept(FLOW_NAME, back=f"{HOME}/{number}", work=work)


handlers: Final = [scan_item, allow_piece, undo_scan]
