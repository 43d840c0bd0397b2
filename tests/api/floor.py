"""A flow of the tests' own behind the real door for handhelds, and who logs in there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

import httpx
import pytest
from litestar import Response, get, post
from litestar.di import NamedDependency
from sqlalchemy import text

from api.app import Doors, build
from api.scanner import scanner_router
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow
from api.scanner.form import ScanForm
from tests.api.conftest import NewClient, Worker
from tests.api.people import PIN, ticket_in
from wms.access.devices import announce_device
from wms.db import HALL, Database, Tx
from wms.errors import Refusal


class WrongShelf(Refusal):
    """A no of the tests' own flow."""

    code = "test.wrong_shelf"
    sentence = "This is {scanned}. Needed: A-01-1."
    tone = "wrong_place"


@get("/scanner/test")
async def show(screen: NamedDependency[Screen]) -> Response[str]:
    return await screen.show("scanner/menu.html", tiles=[])


@post("/scanner/test/scan", status_code=200)
async def scan(door: NamedDependency[Door]) -> Response[Any]:
    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        await tx.execute(
            text("UPDATE operators SET failed_pins = failed_pins + 1 WHERE id = :id"),
            {"id": door.by.operator_id},
        )
        if form.code == "WRONG":
            raise WrongShelf(scanned=form.code)
        if form.code == "BUSY":
            await tx.execute(text("SET LOCAL lock_timeout = '50ms'"))
            await tx.execute(text("SELECT FROM devices FOR UPDATE"))
        if form.code == "BUG":
            raise ZeroDivisionError
        return {"tone": "done", "code": form.code}

    return await door.accept("test", back="/scanner/test", work=work)


@pytest.fixture(scope="module")
def doors() -> Doors:
    """The doors with the test's flow: for files that import it."""
    return _with_flow()


@cache
def _with_flow() -> Doors:
    """Built once a process: it takes two seconds."""
    made = build()
    made.register(scanner_router([Flow(handlers=[show, scan])]))
    return made


async def effects(db: Database) -> int:
    async with db.read(HALL) as read:
        return int(await read.scalar(text("SELECT sum(failed_pins) FROM operators")) or 0)


NewDevice = Callable[[], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def new_device(db: Database, new_client: NewClient) -> NewDevice:
    async def make() -> httpx.AsyncClient:
        async with db.begin(HALL) as tx:
            code = (await announce_device(tx, name="Handheld")).code
        made = await new_client()
        assert (await made.post("/scanner/enrol", data={"enrolment": code})).status_code == 303
        return made

    return make


async def scan_badge(device: httpx.AsyncClient, worker: Worker, next_page: str = "") -> str:
    answer = await device.post(
        "/scanner/login/badge",
        data={"code": worker.badge, "next": next_page},
        follow_redirects=True,
    )
    return ticket_in(answer.text)


async def type_pin(device: httpx.AsyncClient, ticket: str, pin: str = PIN) -> httpx.Response:
    return await device.post("/scanner/login", data={"ticket": ticket, "pin": pin})
