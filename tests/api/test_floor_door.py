"""What reaches the door for handhelds, and what is answered."""

from __future__ import annotations

import re
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests.api.floor import doors, effects, new_device
from wms.db import HALL, Database

__all__ = ["doors", "new_device"]


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


async def test_a_scan_that_nobody_could_judge_is_sent_again_by_the_handheld(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    form = {"code": "BUSY", "scan_id": str(uuid4())}
    async with db.begin(HALL) as somebody:
        await somebody.execute(text("SELECT FROM devices FOR UPDATE"))
        busy = await floor_client.post("/scanner/test/scan", data=form)
        assert (busy.status_code, busy.headers["retry-after"]) == (503, "1")
        assert "Somebody else is working on this" in busy.text
    assert await effects(db) == 0
    assert (await floor_client.post("/scanner/test/scan", data=form)).status_code == 303
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


async def test_a_page_says_whose_scans_on_which_device_it_keeps(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    """Unsent scans lie on the handheld under these two (api/static/js/unsent.js)."""
    html = (await floor_client.get("/scanner")).text
    async with db.read(HALL) as read:
        row = (
            await read.execute(text("SELECT operator_id, device_id FROM operator_sessions"))
        ).one()
    assert f'data-operator="{row.operator_id}"' in html
    assert f'data-device="{row.device_id}"' in html
