"""Goods of worth are thrown away by two: a colleague scans their badge and types their PIN.

So it is with a piece that is graded, and with one whose repair came to nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

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
from wms.returns.inspection.follow_ups import finish_repair
from wms.returns.inspection.grade import grade

HOME: Final = "/scanner/return"
REPAIRS: Final = f"{HOME}/repairs"
FLOW_NAME: Final = "return_second"
#: what is handed on of a repair
REPAIR_FIELDS: Final = ("outcome",)
#: throws the goods away once a second person has agreed
Scrap = Callable[[Tx, ScanForm, UUID], Awaitable[dict[str, Any]]]


class Asked(msgspec.Struct, frozen=True):
    """What two agree on: where its pages are, and what was tapped of it so far."""

    at: str
    kept: dict[str, str]

    @property
    def badge_page(self) -> str:
        """Where the colleague's badge is scanned."""
        return f"{self.at}?{urlencode({**self.kept, 'second': '1'})}"

    def pin_page(self, ticket: str) -> str:
        """Where the colleague types their PIN."""
        return f"{self.at}/pin?{urlencode({**self.kept, 'ticket': ticket})}"


def _of_piece(number: int, fields: Any) -> Asked:
    return Asked(f"{HOME}/{number}", _kept(fields, VERDICT_FIELDS))


def _of_repair(work_id: UUID, fields: Any) -> Asked:
    return Asked(f"{REPAIRS}/{work_id}", _kept(fields, REPAIR_FIELDS))


def _kept(fields: Any, names: tuple[str, ...]) -> dict[str, str]:
    return {name: str(fields.get(name))[:FIELD_MAX_CHARS] for name in names if fields.get(name)}


def _no(refusal: Refusal) -> Work:
    async def work(_tx: Tx, _form: ScanForm) -> dict[str, Any]:
        raise refusal

    return work


async def _scan_badge(request: AnyRequest, door: Door, asked: Asked) -> Response[Any]:
    """Here a badge does not mean that its owner takes the device over."""
    device = await device_of(request)

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        who, _ = await operators.operator_of_badge(tx, form.code)
        if who == door.by.operator_id:
            raise SamePersonTwice
        ticket = tickets.issue(secret_of(request), operator_id=who, device_id=device.id)
        return {"to": asked.pin_page(ticket)}

    return await door.accept(FLOW_NAME, back=asked.badge_page, work=work, takes_badges=True)


async def _show_pin(request: AnyRequest, screen: Screen, read: Read, asked: Asked) -> Response[Any]:
    device = await device_of(request)
    ticket = request.query_params.get("ticket", "")
    try:
        who = tickets.read(secret_of(request), ticket, device_id=device.id)
    except TicketOver:
        return see(asked.badge_page)
    return await screen.show(
        "scanner/return_pin.html",
        who=await operators.name_of(read, who),
        fields={**asked.kept, "ticket": ticket},
        address=asked.at,
        back_to=asked.badge_page,
    )


async def _agree(request: AnyRequest, door: Door, asked: Asked, scrap: Scrap) -> Response[Any]:
    back = asked.pin_page(door.form["ticket"])
    other = await door.aside(FLOW_NAME, back=back)
    if other is not None:
        return other
    house = house_of(request.scope)
    device = await device_of(request)
    try:
        who = tickets.read(secret_of(request), door.form["ticket"], device_id=device.id)
    except TicketOver as over:  # they looked at the goods for long: their badge is scanned again
        return await door.accept(FLOW_NAME, back=asked.badge_page, work=_no(over))
    await count_log_in(house, str(device.id))
    pin_kept = await look(house, HALL, lambda read: operators.kept_pin(read, who))
    proof = await prove(pin_kept, door.form["pin"], AT_FLOOR)

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        # A wrong PIN is answered, not raised: it is counted with its scan, which comes once.
        no = await operators.vouch(tx, who, proof)
        return refused(no) if no is not None else await scrap(tx, form, who)

    return await door.accept(FLOW_NAME, back=back, work=work)


@post(HOME + "/{number:int}/second", status_code=200)
async def scan_second(
    number: FromPath[int], request: AnyRequest, door: NamedDependency[Door]
) -> Response[Any]:
    """The colleague's badge."""
    return await _scan_badge(request, door, _of_piece(number, door.form.fields))


@get(HOME + "/{number:int}/pin")
async def show_pin(
    number: FromPath[int],
    request: AnyRequest,
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The colleague types their PIN."""
    return await _show_pin(request, screen, read, _of_piece(number, request.query_params))


@post(HOME + "/{number:int}/pin", status_code=200)
async def agree(
    number: FromPath[int], request: AnyRequest, door: NamedDependency[Door]
) -> Response[Any]:
    """The colleague has looked, too: it is thrown away."""

    async def scrap(tx: Tx, form: ScanForm, who: UUID) -> dict[str, Any]:
        verdict = msgspec.structs.replace(verdict_of(form), second=who)
        confirm = command_code(Verb.CONFIRM)
        graded = await grade(tx, number, verdict, confirm, by=door.by, scan_id=form.scan_id)
        return {"tone": "done" if graded.is_completed else "ok", "to": f"{HOME}/{number}"}

    return await _agree(request, door, _of_piece(number, door.form.fields), scrap)


@post(REPAIRS + "/{work_id:uuid}/second", status_code=200)
async def scan_second_of_repair(
    work_id: FromPath[UUID], request: AnyRequest, door: NamedDependency[Door]
) -> Response[Any]:
    """The colleague's badge, when a repair came to nothing."""
    return await _scan_badge(request, door, _of_repair(work_id, door.form.fields))


@get(REPAIRS + "/{work_id:uuid}/pin")
async def show_pin_of_repair(
    work_id: FromPath[UUID],
    request: AnyRequest,
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The colleague types their PIN."""
    return await _show_pin(request, screen, read, _of_repair(work_id, request.query_params))


@post(REPAIRS + "/{work_id:uuid}/pin", status_code=200)
async def agree_to_repair(
    work_id: FromPath[UUID], request: AnyRequest, door: NamedDependency[Door]
) -> Response[Any]:
    """The colleague has looked, too: what cannot be repaired is thrown away."""

    async def scrap(tx: Tx, form: ScanForm, who: UUID) -> dict[str, Any]:
        confirm = command_code(Verb.CONFIRM)
        await finish_repair(
            tx, work_id, "scrapped", confirm, by=door.by, scan_id=form.scan_id, second=who
        )
        return {"tone": "done", "to": REPAIRS}

    return await _agree(request, door, _of_repair(work_id, door.form.fields), scrap)


handlers: Final = [
    scan_second, show_pin, agree, scan_second_of_repair, show_pin_of_repair, agree_to_repair,
]  # fmt: skip
