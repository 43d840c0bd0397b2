"""Handhelds are enrolled, and people log in by badge and PIN."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import text

from api.app import Doors
from api.scanner.form import our_page
from tests.api.conftest import NewClient, NewFloorClient, NewOperator
from tests.api.floor import NewDevice, doors, effects, new_device, scan_badge, type_pin
from tests.api.people import PIN, ticket_in
from wms.access.operators import unlock_operator
from wms.db import HALL, Database

__all__ = ["doors", "new_device"]


async def test_an_unknown_browser_is_asked_for_a_code(client: httpx.AsyncClient) -> None:
    page = await client.get("/scanner")
    assert page.status_code == 401
    assert 'action="/scanner/enrol"' in page.text


async def test_a_code_enrols_one_browser_once(
    new_client: NewClient, enrolment: str, db: Database
) -> None:
    first, second = await new_client(), await new_client()
    assert (await first.get("/scanner/enrol", params={"code": enrolment})).status_code == 200
    spelt = enrolment.lower().replace("-", " ")  # as people type it
    done = await first.post("/scanner/enrol", data={"enrolment": spelt})
    assert done.status_code == 303
    cookie = done.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert (await second.post("/scanner/enrol", data={"enrolment": enrolment})).status_code == 401
    assert "Scan your badge" in (await first.get("/scanner")).text


async def test_a_code_is_worth_nothing_after_a_day(
    client: httpx.AsyncClient, enrolment: str, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE devices SET created_at = now() - interval '25 hours'"))
    refused = await client.post("/scanner/enrol", data={"enrolment": enrolment})
    assert refused.status_code == 401
    assert "not valid any more" in refused.text


async def test_badge_and_pin_open_the_menu(floor_client: httpx.AsyncClient) -> None:
    menu = await floor_client.get("/scanner")
    assert menu.status_code == 200
    assert "What to do?" in menu.text
    assert "Ola" in menu.text


async def test_the_screen_that_was_asked_for_comes_back_after_the_pin(
    new_device: NewDevice, new_operator: NewOperator
) -> None:
    device, worker = await new_device(), await new_operator()
    asked = await device.get("/scanner/test")
    assert asked.status_code == 401
    assert 'name="next" value="/scanner/test"' in asked.text
    ticket = await scan_badge(device, worker, "/scanner/test")
    answer = await device.post(
        "/scanner/login", data={"ticket": ticket, "pin": PIN, "next": "/scanner/test"}
    )
    assert answer.headers["location"] == "/scanner/test"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/office",
        "/scanner/../../x//y",
        "javascript:1",
        "",
    ],
)
async def test_no_address_leads_off_the_floor(path: str) -> None:
    assert our_page(path) == "/scanner"


async def test_a_badge_is_nobodys_after_its_owner_left(
    new_device: NewDevice, new_operator: NewOperator, db: Database
) -> None:
    device, worker = await new_device(), await new_operator()
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE operators SET left_at = now()"))
    page = await device.post("/scanner/login/badge", data={"code": worker.badge})
    assert "not a valid badge" in page.text


@pytest.mark.parametrize("code", ["", "123", "5" + "0" * 39, "x" * 129, "\x00"])
async def test_what_is_no_badge_is_refused_in_words(new_device: NewDevice, code: str) -> None:
    device = await new_device()
    page = await device.post("/scanner/login/badge", data={"code": code})
    assert page.status_code in (200, 422)
    assert "data-refusal" in page.text


async def test_five_wrong_pins_wait_and_ten_need_a_supervisor(
    new_device: NewDevice, new_operator: NewOperator, db: Database
) -> None:
    device, worker = await new_device(), await new_operator()
    ticket = await scan_badge(device, worker)
    for left in (4, 3, 2, 1):
        assert f"{left} more tries" in (await type_pin(device, ticket, "0000")).text
    assert "Wait 60 seconds" in (await type_pin(device, ticket, "0000")).text
    # the right PIN does not help while one has to wait
    assert "Wait" in (await type_pin(device, ticket)).text
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE operators SET locked_until = now()"))
    for _ in range(4):
        await type_pin(device, ticket, "0000")
    assert "Ask a supervisor" in (await type_pin(device, ticket, "0000")).text
    assert "Ask a supervisor" in (await type_pin(device, ticket)).text
    async with db.begin(HALL) as tx:
        await unlock_operator(tx, worker.id, by=None)
    assert (await type_pin(device, ticket)).status_code == 303


async def test_parallel_guesses_are_all_counted(
    new_device: NewDevice, new_operator: NewOperator, db: Database
) -> None:
    import asyncio

    device, worker = await new_device(), await new_operator()
    ticket = await scan_badge(device, worker)
    await asyncio.gather(*[type_pin(device, ticket, "0000") for _ in range(4)])
    assert await effects(db) == 4


async def test_a_right_pin_forgives_the_wrong_ones(
    new_device: NewDevice, new_operator: NewOperator, db: Database
) -> None:
    device, worker = await new_device(), await new_operator()
    ticket = await scan_badge(device, worker)
    await type_pin(device, ticket, "0000")
    assert (await type_pin(device, ticket)).status_code == 303
    assert await effects(db) == 0


async def test_a_ticket_is_for_one_device_and_two_minutes(
    new_device: NewDevice, new_operator: NewOperator, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    device, other, worker = await new_device(), await new_device(), await new_operator()
    ticket = await scan_badge(device, worker)
    assert "Scan your badge again" in (await type_pin(other, ticket)).text
    assert "Scan your badge again" in (await type_pin(device, ticket[:-2] + "AA")).text
    later = time.time() + 121
    monkeypatch.setattr("api.tickets.time.time", lambda: later)
    assert "Scan your badge again" in (await type_pin(device, ticket)).text


async def test_the_floor_cookie_is_guarded_and_fresh_each_time(
    new_device: NewDevice, new_operator: NewOperator
) -> None:
    device, worker = await new_device(), await new_operator()
    values = set()
    for _ in range(2):
        answer = await type_pin(device, await scan_badge(device, worker))
        cookie = next(
            c for c in answer.headers.get_list("set-cookie") if c.startswith("wms_floor=")
        )
        assert "httponly" in cookie.lower()
        assert "samesite=strict" in cookie.lower()
        assert "path=/scanner" in cookie.lower()
        values.add(re.match(r"wms_floor=([^;]+)", cookie).group(1))  # type: ignore[union-attr]  # without a match the test fails here
    assert len(values) == 2


async def test_another_operator_takes_the_device_over_from_any_screen(
    floor_client: httpx.AsyncClient, new_operator: NewOperator
) -> None:
    marek = await new_operator("Marek")
    asked = await floor_client.post("/scanner/test/scan", data={"code": marek.badge})
    assert asked.status_code == 303
    assert marek.badge not in asked.headers["location"]
    page = await floor_client.get(asked.headers["location"])
    assert "Marek" in page.text
    # until the PIN Ola is still at work
    assert "Ola" in (await floor_client.get("/scanner")).text
    await type_pin(floor_client, ticket_in(page.text))
    menu = (await floor_client.get("/scanner")).text
    assert "Marek" in menu
    assert "Ola" not in menu


async def test_the_session_that_was_taken_over_is_over(
    floor_client: httpx.AsyncClient, new_client: NewClient, new_operator: NewOperator
) -> None:
    import asyncio

    old = await new_client(cookies=floor_client.cookies)
    marek = await new_operator("Marek")
    asked = await floor_client.post(
        "/scanner/test/scan", data={"code": marek.badge}, follow_redirects=True
    )
    await type_pin(floor_client, ticket_in(asked.text))
    await asyncio.sleep(0.2)
    assert (await old.get("/scanner")).status_code == 401


async def test_a_device_left_alone_locks_and_keeps_the_screen(
    floor_client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE operator_sessions SET last_seen_at = now() - interval '16 minutes'")
        )
    app.house.doorman.forget()
    page = await floor_client.get("/scanner/test")
    assert page.status_code == 401
    assert "data-locked" in page.text
    assert "Ola" in page.text  # no badge needed: the PIN unlocks
    assert 'name="next" value="/scanner/test"' in page.text
    scan = await floor_client.post("/scanner/test/scan", data={"code": "X"})
    assert scan.status_code == 401
    assert await effects(db) == 0
    assert (await type_pin(floor_client, ticket_in(page.text))).status_code == 303
    assert (await floor_client.get("/scanner/test")).status_code == 200


async def test_logging_out_ends_the_session(
    floor_client: httpx.AsyncClient, new_client: NewClient
) -> None:
    import asyncio

    copied = await new_client(cookies=floor_client.cookies)
    assert (await floor_client.post("/scanner/logout")).status_code == 303
    await asyncio.sleep(0.2)
    assert (await floor_client.get("/scanner")).status_code == 401
    assert (await copied.get("/scanner")).status_code == 401


async def test_the_language_is_the_persons_from_the_next_page_on(
    new_floor_client: NewFloorClient,
) -> None:
    olena = await new_floor_client("Olena", language="uk")
    assert '<html lang="uk">' in (await olena.get("/scanner")).text
    nowhere = await olena.get("/scanner/nowhere", headers={"accept": "text/html"})
    assert '<html lang="uk">' in nowhere.text, "who asks for a page that is not there"
    switched = await olena.post(
        "/scanner/language",
        data={"language": "pl"},
        headers={"Referer": "http://warehouse.test/scanner/test"},
    )
    assert switched.headers["location"] == "/scanner/test"
    assert '<html lang="pl">' in (await olena.get("/scanner")).text
    nowhere = await olena.get("/scanner/nowhere", headers={"accept": "text/html"})
    assert '<html lang="pl">' in nowhere.text


async def test_a_supervisor_unlocks_by_scanning_the_badge(
    new_floor_client: NewFloorClient, new_operator: NewOperator, new_device: NewDevice, db: Database
) -> None:
    worker, device = await new_operator("Marek"), await new_device()
    ticket = await scan_badge(device, worker)
    async with db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE operators SET failed_pins = 10 WHERE id = :id"), {"id": worker.id}
        )
    boss = await new_floor_client("Ewa", is_supervisor=True)
    assert "Unlock somebody" in (await boss.get("/scanner")).text
    page = await boss.post("/scanner/unlock", data={"code": worker.badge}, follow_redirects=True)
    assert "Marek can log in again" in page.text
    assert (await type_pin(device, ticket)).status_code == 303
    async with db.read(HALL) as read:
        kept = str((await read.execute(text("SELECT * FROM scans"))).all())
    assert worker.badge not in kept


async def test_who_is_no_supervisor_unlocks_nobody(
    floor_client: httpx.AsyncClient, new_operator: NewOperator, db: Database
) -> None:
    worker = await new_operator("Marek")
    async with db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE operators SET failed_pins = 10 WHERE id = :id"), {"id": worker.id}
        )
    assert "Unlock somebody" not in (await floor_client.get("/scanner")).text
    assert (await floor_client.get("/scanner/unlock")).status_code == 403
    page = await floor_client.post(
        "/scanner/unlock", data={"code": worker.badge}, follow_redirects=True
    )
    assert "Only a supervisor can do this." in page.text
    assert await effects(db) == 10


async def test_a_strange_badge_on_a_working_screen_does_not_log_anybody_out(
    floor_client: httpx.AsyncClient,
) -> None:
    page = await floor_client.post("/scanner/test/scan", data={"code": "5" + "0" * 39})
    assert page.status_code == 422  # with a 401 the page would keep the badge in its queue
    assert "not a valid badge" in page.text
    assert (await floor_client.get("/scanner")).status_code == 200
