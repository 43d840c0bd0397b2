"""Command cards: on every screen of every flow each does its thing or says a plain sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.scanner import FLOWS, login
from api.scanner.cards import help_for
from api.scanner.help_pages import WORDS
from tests.api.conftest import NewFloorClient
from tests.picking.walking import open_floor
from wms.barcodes import Kind, Verb, command_code, label_code
from wms.db import Database

JSON = {"Accept": "application/json"}
#: a card that no release knows
STRANGE = label_code(Kind.COMMAND, 77)
#: said when a code means nothing to anybody; a card always means something
NOT_KNOWN = re.compile(r"not a place|unknown|nobody knows|not known|90000000", re.IGNORECASE)


#: take a picture, not a code: what nobody scans on them is not asked of them
PICTURES = ("/photo", "/scanner/camera")


def scanned_pages() -> Iterator[str]:
    """Every address of the floor to which a code can be posted, with made-up ids in it."""
    for flow in FLOWS:
        if flow is login.FLOW:  # nobody is at work yet: a badge is all that is waited for
            continue
        for handler in flow.handlers:
            if "POST" in handler.http_methods:
                for path in handler.paths:
                    if any(taken in path for taken in PICTURES):
                        continue
                    yield re.sub(
                        r"\{[^:]+:(\w+)\}",
                        lambda kind: str(uuid4()) if kind[1] == "uuid" else "4711",
                        path,
                    )


def test_every_flow_is_looked_at() -> None:
    begins = {path.split("/")[2] for path in scanned_pages() if path != "/scanner"}
    assert begins >= {"receive", "put-away", "pick", "pack", "load", "return", "look-up", "unlock"}


@pytest.mark.parametrize("code", [*map(command_code, Verb), STRANGE])
async def test_a_card_is_never_taken_for_goods_or_a_place(
    new_floor_client: NewFloorClient, code: str
) -> None:
    ewa = await new_floor_client("Ewa", is_supervisor=True)
    for path in scanned_pages():
        body = {"code": code, "scan_id": str(uuid4())}
        answer = await ewa.post(path, json=body, headers=JSON)
        if answer.status_code == 303:  # a button that only leads to another page
            assert answer.headers["Location"].startswith("/scanner"), path
            assert code not in answer.headers["Location"], path
            continue
        assert answer.status_code in (200, 409), (path, answer.text)
        told = answer.json()
        if told["outcome"] == "ok":
            assert told.get("did") or told.get("tone") or told.get("to"), (path, told)
        elif code != STRANGE:
            assert not NOT_KNOWN.search(told["sentence"]), (path, told)
        else:
            assert told["code"] == "card.unknown", (path, told)


async def test_cards_on_each_screen_of_a_walk(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    await floor.order("W-1", TEA=2)
    begun = await floor_client.post("/scanner/pick", data={"scan_id": str(uuid4())})
    run = begun.headers["Location"].split("?")[0]

    async def scan(code: str | None) -> dict[str, Any]:
        body = {"code": code, "scan_id": str(uuid4())}
        told: dict[str, Any] = (
            await floor_client.post(f"{run}/scan", json=body, headers=JSON)
        ).json()
        return told

    tea, place = floor.codes["TEA"], floor.hall["A-01-1"].label_code
    for code in (None, floor.hall["T-1"].label_code, place, tea, tea):
        if code is not None:
            assert (await scan(code))["outcome"] == "ok"
        assert (await scan(command_code(Verb.REPRINT)))["code"] == "card.nothing_to_reprint"
        assert (await scan(command_code(Verb.HELP)))["to"] == help_for(run)
        if code != tea:
            for verb in (Verb.CONFIRM, Verb.UNDO):
                told = await scan(command_code(verb))
                assert told["outcome"] == "refused"
                assert not NOT_KNOWN.search(told["sentence"]), (code, told)
    assert (await scan(command_code(Verb.UNDO)))["outcome"] == "ok", "the finished walk goes on"
    assert (await scan(command_code(Verb.CONFIRM)))["did"] == "picked"


async def test_a_card_is_kept_and_answered_once(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    floor = await open_floor(db)
    body = {"code": command_code(Verb.REPRINT), "scan_id": str(uuid4())}
    first = await floor_client.post("/scanner", json=body, headers=JSON)
    again = await floor_client.post("/scanner", json=body, headers=JSON)
    assert first.json() == again.json()
    assert first.json()["sentence"] == "There is nothing to reprint here."
    assert await floor.one("SELECT count(*) FROM scans WHERE outcome = 'refused'") == 1


async def test_help_stands_on_every_screen_and_leads_back(
    floor_client: httpx.AsyncClient, new_floor_client: NewFloorClient, db: Database
) -> None:
    await open_floor(db)
    for page in WORDS:
        if page == "/scanner/unlock":  # a supervisor's
            continue
        shown = await floor_client.get(page)
        assert f'href="{help_for(page)}"' in shown.text, page
        helped = await floor_client.get(help_for(page))
        assert f'href="{page}"' in helped.text
        assert WORDS[page][0].split(".")[0][:20] in helped.text
    ola = await new_floor_client("Olena", language="uk")
    told = await ola.get(help_for("/scanner/pick"))
    assert 'data-say="' in told.text
    assert WORDS["/scanner/pick"][0] not in told.text, "in her own words"
    elsewhere = await floor_client.get("/scanner/help?at=//evil.example/")
    assert "evil" not in elsewhere.text
