"""A write of the warehouse as something that can be asked again and again, and measured.

A flow says what it asks (a fresh request every time, after it has put everything in place), a
number in the database that the effect changes, and by how much.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text

from tests.faults.servers import Asked, Server, insist, scanned
from wms.access.desks import hire_office_user
from wms.access.devices import announce_device
from wms.access.operators import hire_operator
from wms.db import HALL, Database

PIN = "4711"
#: pieces at hand: more than any flow has statements, three times over
PLENTY = 80
ANNA = {"name": "Anna", "street": "Polna 1", "postcode": "00-001", "city": "Warszawa",
         "country": "PL"}  # fmt: skip


@dataclass
class Flow:
    """One write."""

    #: puts everything in place and says what to ask now
    prepare: Callable[[], Asked]
    #: one number
    measure: str
    #: what one effect adds to it
    step: int = 1
    #: it has at least so many statements, or the test would prove too little
    least: int = 1
    #: all of it or nothing; else it is done one after the other, and what was done stays
    is_whole: bool = True


def log_in(server: Server, badge: str, code: str) -> httpx.Client:
    """An operator at work, through the real pages."""
    client = server.client()
    client.post("/scanner/enrol", data={"enrolment": code})
    asked = client.post("/scanner/login/badge", data={"code": badge}, follow_redirects=True)
    ticket = re.search(r'name="ticket" value="([^"]+)"', asked.text)
    assert ticket, asked.text
    answer = client.post("/scanner/login", data={"ticket": ticket[1], "pin": PIN})
    assert answer.status_code == 303, answer.text
    return client


async def ticketed(client: httpx.AsyncClient, badge: str, code: str) -> None:
    """The same for a client that waits."""
    await client.post("/scanner/enrol", data={"enrolment": code})
    asked = await client.post("/scanner/login/badge", data={"code": badge}, follow_redirects=True)
    ticket = re.search(r'name="ticket" value="([^"]+)"', asked.text)
    assert ticket, asked.text
    answer = await client.post("/scanner/login", data={"ticket": ticket[1], "pin": PIN})
    assert answer.status_code == 303, answer.text


async def hire(db: Database) -> tuple[str, str]:
    """Badge and enrolment code of a new operator with a new handheld."""
    async with db.begin(HALL) as tx:
        hired = await hire_operator(tx, name="Ola", pin=PIN, language="en", is_supervisor=False)
        code = (await announce_device(tx, name=f"Handheld {uuid4().hex[:6]}")).code
    return hired.badge, code


def did(hand: httpx.Client, path: str, code: str = "", **fields: str) -> dict[str, Any]:
    """A scan that nothing disturbs."""
    return dict(insist(hand, scanned(path, code, **fields)).json())


async def hire_at_desk(db: Database) -> dict[str, str]:
    """What a new person of the office logs in with."""
    person = {"email": "desk@example.com", "password": "correct horse battery staple"}
    async with db.begin(HALL) as tx:
        await hire_office_user(tx, name="Ewa", role="manager", **person)
    return person


def sit_down(hand: httpx.Client, person: dict[str, str]) -> None:
    """The same client is at the desk as well."""
    answer = hand.post("/office/login", data=person)
    assert answer.status_code == 303, answer.text


async def measured(db: Database, flow: Flow) -> int:
    """The flow's number now."""
    async with db.read(HALL) as read:
        return int(await read.scalar(text(flow.measure)) or 0)
