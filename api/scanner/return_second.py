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
from api.scanner.door import Door, Screen
from api.scanner.form import FIELD_MAX_CHARS, ScanForm
from api.scanner.return_verdict import VERDICT_FIELDS, verdict_of
from api.transaction import look, unit_of_work
from wms.access import operators
from wms.access.secrets import FLOOR as AT_FLOOR
from wms.access.secrets import prove
from wms.barcodes import Verb, command_code
from wms.db import HALL, Read, Tx
from wms.errors import Refusal
from wms.returns.inspection.errors import SamePersonTwice
from wms.returns.inspection.grade import grade

HOME: Final = "/scanner/return"
FLOW_NAME: Final = "return_second"


def _kept(fields: Any) -> dict[str, str]:
    """What was tapped of the piece, as the pages hand it on."""
    return {
        name: str(fields.get(name))[:FIELD_MAX_CHARS] for name in VERDICT_FIELDS if fields.get(name)
    }


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

    back = f"{HOME}/{number}?{urlencode({**kept, 'second': '1'})}"
    return await door.accept(FLOW_NAME, back=back, work=work, takes_badges=True)


@get(HOME + "/{number:int}/pin")
async def show_pin(
    number: FromPath[int],
    request: AnyRequest,
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[str]:
    """The colleague types their PIN."""
    device = await device_of(request)
    ticket = request.query_params.get("ticket", "")
    who = tickets.read(secret_of(request), ticket, device_id=device.id)
    kept = _kept(request.query_params)
    return await screen.show(
        "scanner/return_pin.html",
        number=number,
        who=await operators.name_of(read, who),
        fields={**kept, "ticket": ticket},
        address=f"{HOME}/{number}",
        back_to=f"{HOME}/{number}?{urlencode({**kept, 'second': '1'})}",
    )


@post(HOME + "/{number:int}/pin", status_code=200)
async def agree(
    number: FromPath[int], request: AnyRequest, door: NamedDependency[Door]
) -> Response[Any]:
    """The colleague has looked, too: it is thrown away."""
    house = house_of(request.scope)
    device = await device_of(request)
    form = door.form
    who = tickets.read(secret_of(request), form["ticket"], device_id=device.id)
    await count_log_in(house, str(device.id))
    pin_kept = await look(house, HALL, lambda read: operators.kept_pin(read, who))
    proof = await prove(pin_kept, form["pin"], AT_FLOOR)
    # a wrong PIN is counted whatever becomes of the goods
    no = await unit_of_work(house, HALL, lambda tx: operators.vouch(tx, who, proof))

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        if isinstance(no, Refusal):
            raise no
        verdict = msgspec.structs.replace(verdict_of(form), second=who)
        confirm = command_code(Verb.CONFIRM)
        graded = await grade(tx, number, verdict, confirm, by=door.by, scan_id=form.scan_id)
        return {"tone": "done" if graded.is_completed else "ok", "to": f"{HOME}/{number}"}

    kept = {**_kept(form.fields), "ticket": form["ticket"]}
    back = f"{HOME}/{number}/pin?{urlencode(kept)}"
    return await door.accept(FLOW_NAME, back=back, work=work)


handlers: Final = [scan_second, show_pin, agree]
