"""Goods of worth are thrown away by two: a colleague scans their badge and types their PIN."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import tickets
from api.asker import AnyRequest
from api.auth import count_log_in
from api.house import house_of
from api.scanner.badge import device_of, secret_of
from api.scanner.door import Door, Screen, Work
from api.scanner.form import FIELD_MAX_CHARS, ScanForm, see
from api.scanner.return_verdict import VERDICT_FIELDS, verdict_of
from api.transaction import look
from wms.access import operators
from wms.access.errors import TicketOver
from wms.access.secrets import FLOOR as AT_FLOOR
from wms.access.secrets import prove
from wms.barcodes import Verb, command_code
from wms.db import HALL, Read, Tx
from wms.errors import Refusal
from wms.idempotency import refused
from wms.returns.inspection.errors import SamePersonTwice
from wms.returns.inspection.grade import grade

HOME: Final = "/scanner/return"
FLOW_NAME: Final = "return_second"


def _kept(fields: Any) -> dict[str, str]:
    """What was tapped of the piece, as the pages hand it on."""
    return {
        name: str(fields.get(name))[:FIELD_MAX_CHARS] for name in VERDICT_FIELDS if fields.get(name)
    }


def _badge_page(number: int, fields: Any) -> str:
    """Where the colleague's badge is scanned."""
    return f"{HOME}/{number}?{urlencode({**_kept(fields), 'second': '1'})}"


def _no(refusal: Refusal) -> Work:
    async def work(_tx: Tx, _form: ScanForm) -> dict[str, Any]:
        raise refusal

    return work


@post(HOME + "/{number:int}/second", status_code=200)
async def scan_second(
    number: FromPath[int], request: AnyRequest, door: NamedDependency[Door]
) -> Response[Any]:
    """The colleague's badge. Here it does not mean that they take the device over."""
    device = await device_of(request)
    kept = _kept(door.form.fields)

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        who, _ = await operators.operator_of_badge(tx, form.code)
        if who == door.by.operator_id:
            raise SamePersonTwice
        ticket = tickets.issue(secret_of(request), operator_id=who, device_id=device.id)
        return {"to": f"{HOME}/{number}/pin?{urlencode({**kept, 'ticket': ticket})}"}

    back = _badge_page(number, door.form.fields)
    return await door.accept(FLOW_NAME, back=back, work=work, takes_badges=True)


@get(HOME + "/{number:int}/pin")
async def show_pin(
    number: FromPath[int],
    request: AnyRequest,
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The colleague types their PIN."""
    device = await device_of(request)
    ticket = request.query_params.get("ticket", "")
    kept = _kept(request.query_params)
    back = _badge_page(number, request.query_params)
    try:
        who = tickets.read(secret_of(request), ticket, device_id=device.id)
    except TicketOver:
        return see(back)
    return await screen.show(
        "scanner/return_pin.html",
        number=number,
        who=await operators.name_of(read, who),
        fields={**kept, "ticket": ticket},
        address=f"{HOME}/{number}",
        back_to=back,
    )


@post(HOME + "/{number:int}/pin", status_code=200)
async def agree(
    number: FromPath[int], request: AnyRequest, door: NamedDependency[Door]
) -> Response[Any]:
    """The colleague has looked, too: it is thrown away."""
    back = f"{HOME}/{number}/pin?{urlencode(_with_ticket(door.form))}"
    other = await door.aside(FLOW_NAME, back=back)
    if other is not None:
        return other
    house = house_of(request.scope)
    device = await device_of(request)
    try:
        who = tickets.read(secret_of(request), door.form["ticket"], device_id=device.id)
    except TicketOver as over:  # they looked at the goods for long: their badge is scanned again
        return await door.accept(
            FLOW_NAME, back=_badge_page(number, door.form.fields), work=_no(over)
        )
    await count_log_in(house, str(device.id))
    pin_kept = await look(house, HALL, lambda read: operators.kept_pin(read, who))
    proof = await prove(pin_kept, door.form["pin"], AT_FLOOR)

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        # A wrong PIN is answered, not raised: it is counted with its scan, which comes once.
        no = await operators.vouch(tx, who, proof)
        if no is not None:
            return refused(no)
        verdict = msgspec.structs.replace(verdict_of(form), second=who)
        confirm = command_code(Verb.CONFIRM)
        graded = await grade(tx, number, verdict, confirm, by=door.by, scan_id=form.scan_id)
        return {"tone": "done" if graded.is_completed else "ok", "to": f"{HOME}/{number}"}

    return await door.accept(FLOW_NAME, back=back, work=work)


def _with_ticket(form: ScanForm) -> dict[str, str]:
    return {**_kept(form.fields), "ticket": form["ticket"]}


handlers: Final = [scan_second, show_pin, agree]
