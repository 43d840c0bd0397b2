"""Logging in on the floor: enrol the device once, then badge and PIN; the lock keeps the screen.

The log-in page appears at the address that was asked for, so that after the PIN the same screen is
there again, a scan that waits in the page's queue included.
"""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api import fault_pages, i18n, tickets
from api.asker import AnyRequest, language_of, wants_json
from api.auth import LoggedOutHere, RateLimited, count_log_in
from api.cookies import DEVICE_COOKIE, FLOOR_COOKIE, LANGUAGE_COOKIE, cookie, no_cookie
from api.errors import on_error
from api.house import house_of
from api.marks import BY
from api.problems import status_of
from api.scanner.badge import FLOOR, ask_pin_of, device_of, page_of, secret_of
from api.scanner.flow import Flow
from api.scanner.form import ScanForm, our_page, see
from api.transaction import look, unit_of_work
from wms.access import devices, operators
from wms.access.errors import BadgeUnknown, TooManyLogIns
from wms.access.people import AtWork
from wms.access.queries import DeviceOnFile
from wms.access.secrets import FLOOR as AT_FLOOR
from wms.access.secrets import prove
from wms.db import HALL, Read, Tx
from wms.errors import Refusal

OPEN: Final = {"open": True}
_DAY_S: Final = 86_400
#: a device stays enrolled; browsers cap it at 400 days and it is renewed at each log-in
DEVICE_COOKIE_S: Final = 400 * _DAY_S
#: longest shift; the lock ends idle ones much earlier
SESSION_COOKIE_S: Final = _DAY_S
CODE_MAX_CHARS: Final = 64


def login_page(
    request: AnyRequest, device: DeviceOnFile | None, locked: AtWork | None
) -> tuple[str, dict[str, Any]]:
    """The page for somebody who is not logged in: (template, facts)."""
    if device is None:
        return "scanner/enrol.html", {"code": "", "operator": None, "locked": True}
    path = request.scope["path"] if request.method == "GET" else page_of(request)
    facts: dict[str, Any] = {
        "operator": None,
        "locked": True,
        "device": device,
        "back": our_page(path),
        "who": None,
        "ticket": None,
    }
    if locked is not None:
        facts["who"] = locked.name
        facts["ticket"] = tickets.issue(
            secret_of(request), operator_id=locked.operator_id, device_id=device.id
        )
    return "scanner/login.html", facts


def show_login_instead(request: AnyRequest, error: LoggedOutHere) -> Response[Any]:
    """What the floor answers to somebody who is not logged in: the log-in page, here."""
    if wants_json(request):
        return on_error(request, error)
    template, facts = login_page(request, error.device, error.locked)
    return fault_pages.render(request, template, status=status_of(error), facts=facts)


def _page(request: AnyRequest, template: str, **facts: Any) -> Response[str]:
    return fault_pages.render(request, template, status=200, facts=facts)


@get("/scanner/login", opt=OPEN)
async def show_login(
    request: AnyRequest,
    read: NamedDependency[Read],
    next_page: Annotated[str | None, QueryParameter(name="next", max_length=200)] = None,
    ticket: Annotated[str | None, QueryParameter(max_length=100)] = None,
) -> Response[str]:
    """The page that waits for a badge, or for the PIN of the badge that was scanned."""
    device = await device_of(request)
    back, who = our_page(next_page), None
    if ticket is not None:
        try:
            operator_id = tickets.read(secret_of(request), ticket, device_id=device.id)
            who = await operators.name_of(read, operator_id)
        except Refusal as no:
            return _refused(request, no, back)
    return _page(
        request,
        "scanner/login.html",
        operator=None,
        locked=BY not in request.scope,  # the one at work still is: their scans go on
        device=device,
        back=back,
        who=who,
        ticket=ticket,
        tone="ok" if who else "none",
    )


@post("/scanner/login/badge", opt=OPEN, status_code=200)
async def scan_badge(request: AnyRequest, form: NamedDependency[ScanForm]) -> Response[Any]:
    """Badge scanned: ask for the PIN."""
    back = our_page(form["next"])
    try:
        return await ask_pin_of(request, form.code, back)
    except BadgeUnknown as no:
        return _refused(request, no, back)


def _refused(request: AnyRequest, no: Refusal, back: str) -> Response[str]:
    """A no on the log-in page: told full-screen, then the same page again."""
    language = language_of(request)
    shown = {
        "tone": no.tone,
        "sentence": i18n.translate(language, no.sentence, **no.facts),
        "code": no.code,
    }
    return _page(
        request,
        "scanner/refusal.html",
        operator=None,
        locked=BY not in request.scope,
        tone=no.tone,
        no=shown,
        back=f"/scanner/login?{urlencode({'next': back})}",
    )


@post("/scanner/login", opt=OPEN, status_code=200)
async def log_in(request: AnyRequest, form: NamedDependency[ScanForm]) -> Response[Any]:
    """PIN typed: begin to work, at the screen that was left."""
    device = await device_of(request)
    back = our_page(form["next"])
    house = house_of(request.scope)
    try:
        operator_id = tickets.read(house.settings.secret_key, form["ticket"], device_id=device.id)
        await count_log_in(house, str(device.id))
        pin_kept = await look(house, HALL, lambda read: operators.kept_pin(read, operator_id))
        proof = await prove(pin_kept, form["pin"], AT_FLOOR)
        answer = await unit_of_work(
            house, HALL, lambda tx: operators.log_in(tx, operator_id, proof, device_id=device.id)
        )
    except (RateLimited, TooManyLogIns):
        raise  # the handheld sends it again by itself (api/static/js/scan.js)
    except Refusal as no:
        return _refused(request, no, back)
    if isinstance(answer, Refusal):
        return _refused(request, answer, back)
    house.doorman.forget()
    response = see(back)
    settings = house.settings
    for kept in (
        cookie(settings, FLOOR_COOKIE, answer.token, path=FLOOR, max_age_s=SESSION_COOKIE_S),
        cookie(
            settings,
            DEVICE_COOKIE,
            request.cookies[DEVICE_COOKIE],
            path=FLOOR,
            max_age_s=DEVICE_COOKIE_S,
        ),
        # pages for which nobody asks who is at work, such as "there is no such page"
        cookie(settings, LANGUAGE_COOKIE, answer.by.language, path="/", max_age_s=DEVICE_COOKIE_S),
    ):
        response.set_cookie(kept)
    return response


@post("/scanner/logout", status_code=200)
async def log_out(request: AnyRequest, at_work: NamedDependency[AtWork]) -> Response[Any]:
    """Going home."""
    house = house_of(request.scope)
    await unit_of_work(house, HALL, lambda tx: operators.log_out(tx, at_work.session_id))
    house.doorman.forget()
    response = see(FLOOR)
    response.set_cookie(no_cookie(house.settings, FLOOR_COOKIE, path=FLOOR))
    return response


@get("/scanner/enrol", opt=OPEN)
async def show_enrol(
    request: AnyRequest,
    code: Annotated[str, QueryParameter(max_length=CODE_MAX_CHARS)] = "",
) -> Response[str]:
    """The page behind the QR code of the office; enrolling itself is a tap, so a POST."""
    return _page(request, "scanner/enrol.html", code=code, operator=None, locked=True)


@post("/scanner/enrol", opt=OPEN, status_code=200)
async def enrol(
    request: AnyRequest, form: NamedDependency[ScanForm], tx: NamedDependency[Tx]
) -> Response[Any]:
    """This browser becomes the device of the code."""
    code = form["enrolment"] or form.code
    enrolled = await devices.enrol_device(tx, code[:CODE_MAX_CHARS])
    response = see("/scanner")
    response.set_cookie(
        cookie(
            house_of(request.scope).settings,
            DEVICE_COOKIE,
            enrolled.token,
            path=FLOOR,
            max_age_s=DEVICE_COOKIE_S,
        )
    )
    return response


@post("/scanner/language", opt=OPEN, status_code=200)
async def choose_language(request: AnyRequest, form: NamedDependency[ScanForm]) -> Response[Any]:
    """The person's language, kept with them; before log-in with the device."""
    house = house_of(request.scope)
    language = i18n.known_language(form["language"]) or i18n.SOURCE_LANGUAGE
    by = request.scope.get(BY)
    if isinstance(by, AtWork):
        operator_id = by.operator_id
        await unit_of_work(
            house, HALL, lambda tx: operators.set_language(tx, operator_id, language)
        )
        house.doorman.forget()  # the next page speaks it already
    response = see(our_page(page_of(request)))
    response.set_cookie(
        cookie(
            house.settings,
            LANGUAGE_COOKIE,
            language,
            path="/",
            max_age_s=DEVICE_COOKIE_S,
        )
    )
    return response


FLOW: Final = Flow(
    handlers=[
        show_login,
        scan_badge,
        log_in,
        log_out,
        show_enrol,
        enrol,
        choose_language,
    ]
)
