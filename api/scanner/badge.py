"""A badge that was scanned, on the log-in page or on any screen: whose PIN is asked for next."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response

from api import tickets
from api.asker import AnyRequest
from api.auth import LoggedOutHere
from api.cookies import DEVICE_COOKIE
from api.house import house_of
from api.scanner.form import our_page, see
from api.transaction import look
from wms.access import operators
from wms.access.queries import DeviceOnFile
from wms.db import HALL

FLOOR: Final = "/scanner"


def page_of(request: AnyRequest) -> str:
    """The page on which the form stood that was posted."""
    referer = request.headers.get("referer", "")
    return "/" + referer.split("://", 1)[-1].partition("/")[2] if referer else FLOOR


def secret_of(request: AnyRequest) -> str:
    """What tickets of this house are signed with."""
    return house_of(request.scope).settings.secret_key


async def device_of(request: AnyRequest) -> DeviceOnFile:
    """The enrolled device that asks.

    Raises:
        LoggedOutHere: it is none.
    """
    token = request.cookies.get(DEVICE_COOKIE)
    device = await house_of(request.scope).doorman.device(token) if token else None
    if device is None:
        raise LoggedOutHere(None, None)
    return device


async def ask_pin_of(request: AnyRequest, badge: str, back: str | None = None) -> Response[Any]:
    """Somebody scanned their badge, here or where a product was expected: ask for their PIN.

    Raises:
        BadgeUnknown: it is nobody's badge.
    """
    device = await device_of(request)
    house = house_of(request.scope)
    operator_id, _name = await look(
        house, HALL, lambda read: operators.operator_of_badge(read, badge)
    )
    # a badge never stands in an address; a ticket does, for two minutes and this device only
    ticket = tickets.issue(secret_of(request), operator_id=operator_id, device_id=device.id)
    query = urlencode({"ticket": ticket, "next": our_page(back or page_of(request))})
    return see(f"/scanner/login?{query}")
