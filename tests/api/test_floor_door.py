"""The door for handhelds: enrolled, logged in by badge and PIN, locked, taken over."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Response, get, post
from litestar.di import NamedDependency
from sqlalchemy import text

from api.app import Doors, build
from api.scanner import scanner_router
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow
from api.scanner.form import ScanForm, our_page
from tests.api.conftest import NewClient, NewFloorClient, NewOperator, Worker
from tests.api.people import PIN, ticket_in
from wms.access.devices import announce_device
from wms.access.operators import unlock_operator
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
        if form.code == "BUG":
            raise ZeroDivisionError
        return {"tone": "done", "code": form.code}

    return await door.accept("test", back="/scanner/test", work=work)


@pytest.fixture(scope="module")
def doors() -> Doors:
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


# --- enrolment ---


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


# --- badge and PIN ---


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
        values.add(re.match(r"wms_floor=([^;]+)", cookie).group(1))  # type: ignore[union-attr]
    assert len(values) == 2


# --- take-over, lock, log-out ---


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


async def test_the_language_is_the_persons(new_floor_client: NewFloorClient, app: Doors) -> None:
    import asyncio

    olena = await new_floor_client("Olena", language="uk")
    assert '<html lang="uk">' in (await olena.get("/scanner")).text
    switched = await olena.post(
        "/scanner/language",
        data={"language": "pl"},
        headers={"Referer": "http://warehouse.test/scanner/test"},
    )
    assert switched.headers["location"] == "/scanner/test"
    await asyncio.sleep(0.2)
    assert '<html lang="pl">' in (await olena.get("/scanner")).text


# --- scans ---


async def test_a_scan_answers_with_the_screen_and_its_tone(
    floor_client: httpx.AsyncClient,
) -> None:
    scan_id = str(uuid4())
    answer = await floor_client.post("/scanner/test/scan", data={"code": "X", "scan_id": scan_id})
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/scanner/test?scan={scan_id}",
    )
    page = await floor_client.get(answer.headers["location"])
    assert 'data-tone="done"' in page.text


async def test_a_repeated_scan_answers_the_first_answer(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    import asyncio

    form = {"code": "X", "scan_id": str(uuid4())}
    json = {"Accept": "application/json"}
    answers = await asyncio.gather(
        *[floor_client.post("/scanner/test/scan", data=form, headers=json) for _ in range(8)]
    )
    assert [a.status_code for a in answers] == [200] * 8
    assert {a.json()["code"] for a in answers} == {"X"}
    assert sum("repeated" not in a.json() for a in answers) == 1
    assert await effects(db) == 1


async def test_a_refused_scan_changes_nothing_is_kept_and_stands_full_screen(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    form = {"code": "WRONG", "scan_id": str(uuid4())}
    answer = await floor_client.post("/scanner/test/scan", data=form)
    assert answer.status_code == 303
    page = await floor_client.get(answer.headers["location"])
    assert "This is WRONG. Needed: A-01-1." in page.text
    assert 'data-tone="wrong_place"' in page.text
    assert 'href="/scanner/test" data-ack' in page.text
    assert "test.wrong_shelf" in page.text
    assert await effects(db) == 0
    async with db.read(HALL) as read:
        kept = (await read.execute(text("SELECT code, outcome FROM scans"))).all()
    assert [tuple(row) for row in kept] == [("WRONG", "refused")]
    # the same scan again answers the same, and is one row
    again = await floor_client.post(
        "/scanner/test/scan", data=form, headers={"Accept": "application/json"}
    )
    assert again.status_code == 409
    assert again.json()["sentence"] == "This is WRONG. Needed: A-01-1."
    assert await effects(db) == 0


async def test_a_bug_says_that_the_scan_was_not_saved_with_the_request_id(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    answer = await floor_client.post("/scanner/test/scan", data={"code": "BUG"})
    assert answer.status_code == 500
    assert "The scan was not saved" in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert "data-refusal" in answer.text
    assert await effects(db) == 0


@pytest.mark.parametrize(
    "form",
    [
        {"code": "x" * 129},
        {"code": "X", "scan_id": "no-uuid"},
        {"code": "a\x00b"},
        {"code": "X", "other": "y" * 2001},
    ],
)
async def test_a_form_that_cannot_be_is_a_clean_no(
    floor_client: httpx.AsyncClient, form: dict[str, str], db: Database
) -> None:
    answer = await floor_client.post("/scanner/test/scan", data=form)
    assert answer.status_code == 422
    assert "data-refusal" in answer.text
    assert await effects(db) == 0


@pytest.mark.parametrize("body", [b"\xff\xfe=\xff", b"code=%FF", b"&" * 1000, b""])
async def test_bytes_that_are_no_form_are_no_bug(
    floor_client: httpx.AsyncClient, body: bytes
) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await floor_client.post("/scanner/test/scan", content=body, headers=kind)
    assert answer.status_code < 500


async def test_a_program_can_send_json(floor_client: httpx.AsyncClient) -> None:
    answer = await floor_client.post(
        "/scanner/test/scan",
        json={"code": "X", "scan_id": str(uuid4())},
        headers={"Accept": "application/json"},
    )
    assert answer.json() == {"outcome": "ok", "tone": "done", "code": "X"}


async def test_a_program_that_is_not_logged_in_gets_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/scanner/test/scan", data={"code": "X"}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 401
    assert answer.json()["code"] == "auth.logged_out"


# --- what browsers are tricked into ---


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_another_sites_page_cannot_scan(
    floor_client: httpx.AsyncClient, headers: dict[str, str], db: Database
) -> None:
    answer = await floor_client.post("/scanner/test/scan", data={"code": "X"}, headers=headers)
    assert answer.status_code == 403
    assert await effects(db) == 0


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://warehouse.test"}, {}],
)
async def test_our_own_page_can(floor_client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await floor_client.post("/scanner/test/scan", data={"code": "X"}, headers=headers)
    assert answer.status_code == 303


async def test_every_page_has_a_strict_policy(
    client: httpx.AsyncClient, floor_client: httpx.AsyncClient
) -> None:
    for made in (client, floor_client):
        for path in ("/scanner", "/scanner/test", "/office/login", "/docs", "/scanner/none"):
            page = await made.get(path)
            policy = page.headers["content-security-policy"]
            assert "unsafe" not in policy
            assert "default-src 'self'" in policy
            assert page.headers["x-content-type-options"] == "nosniff"
            assert page.headers["x-frame-options"] == "SAMEORIGIN"
            assert page.headers["cache-control"] == "no-store"
            assert " style=" not in page.text
            assert "<script>" not in page.text


async def test_a_page_that_is_not_there_is_a_page(floor_client: httpx.AsyncClient) -> None:
    page = await floor_client.get("/scanner/nowhere")
    assert page.status_code == 404
    assert "There is no such page." in page.text
    assert page.headers["x-request-id"] in page.text


async def test_static_files_are_kept_by_version(client: httpx.AsyncClient) -> None:
    page = (await client.get("/scanner")).text
    found = re.search(r'href="(/static/css/floor\.css\?v=[0-9a-f]+)"', page)
    assert found
    versioned = await client.get(found.group(1))
    assert versioned.status_code == 200
    assert "immutable" in versioned.headers["cache-control"]
    plain = await client.get("/static/css/floor.css")
    assert "immutable" not in plain.headers.get("cache-control", "")


# --- the self-test ---


async def test_the_self_test_keeps_what_it_found(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    page = await floor_client.get("/scanner/self-test")
    assert page.status_code == 200
    done = await floor_client.post(
        "/scanner/self-test", data={"result": '{"suffix": "Enter", "gap_ms": 7, "sound": "yes"}'}
    )
    assert done.headers["location"].startswith("/scanner?scan=")
    async with db.read(HALL) as read:
        kept = await read.scalar(text("SELECT self_test FROM devices"))
    assert kept == {"suffix": "Enter", "gap_ms": 7, "sound": "yes"}
    for bad in ("", "[]", '{"gap_ms": "fast"}', "x" * 3000):
        answer = await floor_client.post("/scanner/self-test", data={"result": bad})
        assert answer.status_code in (303, 422)
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT self_test FROM devices")) == kept


async def test_the_barcodes_of_the_self_test_read_as_they_should(
    floor_client: httpx.AsyncClient,
) -> None:
    import zxingcpp
    from PIL import Image, ImageDraw

    from api.scanner.selftest import GS1_CODE, LAYOUT_CODE

    for name, expected in (("layout", LAYOUT_CODE), ("gs1", GS1_CODE)):
        answer = await floor_client.get(f"/scanner/self-test/{name}.svg")
        assert answer.headers["content-type"].startswith("image/svg+xml")
        width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', answer.text).groups())  # type: ignore[union-attr]
        scale = 4
        image = Image.new("L", (width * scale, height * scale), 255)
        draw = ImageDraw.Draw(image)
        bars = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", answer.text)
        for x, y, w, h in (tuple(map(int, bar)) for bar in bars):
            draw.rectangle((x * scale, y * scale, (x + w) * scale - 1, (y + h) * scale - 1), fill=0)
        read = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
        assert [r.text for r in read] == [expected]
    assert (await floor_client.get("/scanner/self-test/other.svg")).status_code == 404


# --- unlocking ---


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
