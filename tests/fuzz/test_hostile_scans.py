"""Whatever a scanner reads or a network mangles, on every flow: words, no crash, no stock moved.

Then the right scan still does what it should: nothing is stuck.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests import cast
from tests.faults.conftest import home, nursery
from tests.faults.flow import hire, log_in, measured
from tests.faults.flows import FLOWS
from tests.faults.servers import Nursery, insist
from wms.barcodes import Kind, label_code
from wms.db import HALL, Database

__all__ = ["home", "nursery"]

SCANNED = (
    "receive", "take_from_the_dock", "put_on_the_shelf", "pick", "pack", "load", "receive_return",
    "inspect_return",
)  # fmt: skip
#: unknown, damaged, of somebody else's world, and never printed by anybody
CODES = (
    "4006381333931",  # a good EAN-13 of nobody's product
    "4006381333932",  # its check digit damaged
    "400638133393",  # its last digit cut off
    "(01)04006381333931(10)LOT",
    "]C10104006381333931\x1d10LOT",
    "00340123450000000018",  # an SSCC
    "https://id.gs1.org/01/04006381333931/10/ABC",
    *(label_code(kind, 9_999_998) for kind in (Kind.LOCATION, Kind.TOTE, Kind.PARCEL,
                                               Kind.ORDER_SLIP, Kind.STATION)),
    "0000000000", "9999999999", "", " ", "\t\r\n", "x", "'; DROP TABLE orders; --", "%", "\\",
    "\x00", "a\x00b", "\x1d\x1d\x1d", "ż" * 60, "🙂", "\u202e12345", "x" * 128, "x" * 129,
    "1" * 100_000, "../../etc/passwd", "{{ 7*7 }}", "<script>alert(1)</script>",
)  # fmt: skip
#: bodies that are no form: (content, content type)
BODIES = (
    (b"", "application/json"),
    (b"", "application/x-www-form-urlencoded"),
    (b"", ""),
    (b"{", "application/json"),
    (b"[]", "application/json"),
    (b'{"code": 5}', "application/json"),
    (b'{"code": "x", "scan_id": "not a uuid"}', "application/json"),
    (b'{"code": "x", "scan_id": 7}', "application/json"),
    (b"code=%00&scan_id=", "application/x-www-form-urlencoded"),
    (b"code=\xff\xfe", "application/x-www-form-urlencoded"),
    (b"&" * 5_000, "application/x-www-form-urlencoded"),
    (b"code=" + b"x" * 2_000_000, "application/x-www-form-urlencoded"),
    (b'{"code": "' + b"x" * 2_000_000 + b'"}', "application/json"),
    (b"--x\r\nContent-Disposition: form-data; name=code\r\n\r\nA\r\n--x--", "multipart/form-data"),
    (b"<xml/>", "application/xml"),
)
_STOCK = text("SELECT count(*), coalesce(sum(quantity), 0) FROM movements")


@pytest.mark.parametrize("name", SCANNED)
async def test_hostile_scans_are_answered_in_words_and_move_nothing(
    db: Database, nursery: Nursery, holds: Callable[[], Awaitable[None]], name: str
) -> None:
    server = nursery.server()
    hand = log_in(server, *await hire(db))
    flow = await FLOWS[name](db, hand)
    async with db.begin(HALL) as tx:
        other = await cast.open_shop(tx, "OTHER")
        theirs = await cast.barcode_of(tx, await cast.add_product(tx, other, "THEIRS"))
    asked = flow.prepare()
    before = await measured(db, flow), await _moved(db)
    for number, code in enumerate((*CODES, theirs)):
        body = {**asked.body, "code": code, "scan_id": str(uuid4())}
        answer = hand.post(asked.path, json=body, headers=asked.headers)
        assert answer.status_code in (400, 404, 409, 413, 422), (code[:40], answer.text[:300])
        told = answer.json()
        assert told.get("sentence") or told.get("detail"), (code[:40], told)
        assert "Traceback" not in answer.text
        if number % len(SCANNED) != SCANNED.index(name):
            continue  # as a page each of them on one flow: that is drawn for all in one way
        page = hand.post(asked.path, data={**body, "scan_id": str(uuid4())}, follow_redirects=True)
        assert page.status_code < 500, (code[:40], page.text[:300])
        assert "<script>alert" not in page.text
    for number, (content, kind) in enumerate(BODIES):
        is_page = number % len(SCANNED) == SCANNED.index(name)
        for accept in ("application/json", "text/html") if is_page else ("application/json",):
            headers = {"Content-Type": kind, "Accept": accept}
            answer = hand.post(asked.path, content=content, headers=headers, follow_redirects=True)
            assert answer.status_code < 500, (content[:40], kind, answer.text[:300])
    assert (await measured(db, flow), await _moved(db)) == before, "nothing was moved"
    _still_works(hand, flow.prepare if name == "receive" else lambda: asked)
    assert await measured(db, flow) == before[0] + flow.step
    await holds()
    server.stop()


def _still_works(hand: httpx.Client, prepare: Callable[[], object]) -> None:
    assert insist(hand, prepare()).is_success  # type: ignore[arg-type]  # the same request again


async def _moved(db: Database) -> tuple[int, int]:
    async with db.read(HALL) as read:
        count, pieces = (await read.execute(_STOCK)).one()
    return int(count), int(pieces)


@pytest.mark.parametrize("name", ["place_order", "announce_delivery"])
async def test_hostile_bodies_of_shops_are_problems(
    db: Database, nursery: Nursery, name: str
) -> None:
    server = nursery.server()
    hand = log_in(server, *await hire(db))
    flow = await FLOWS[name](db, hand)
    asked = flow.prepare()
    before = await measured(db, flow)
    good = asked.body
    bad = [
        *BODIES,
        *(
            (json.dumps(body).encode(), "application/json")
            for body in (
                {**good, "unknown": 1},
                {**good, "external_id": "a\x00b"},
                {**good, "external_id": ""},
                {**good, "external_id": "x" * 10_000},
                {**good, "lines": []},
                {**good, "lines": good["lines"] * 501},
                {**good, "lines": [{"sku": "TEA", "quantity": 0}]},
                {**good, "lines": [{"sku": "TEA", "quantity": -1}]},
                {**good, "lines": [{"sku": "TEA", "quantity": 10**30}]},
                {**good, "lines": [{"sku": "TEA", "quantity": 1.5}]},
                {**good, "lines": [{"sku": "NOBODY", "quantity": 1}]},
                {**good, "lines": "TEA"},
            )
        ),
    ]
    for content, kind in bad:
        headers = {**asked.headers, "Content-Type": kind, "Idempotency-Key": uuid4().hex}
        answer = hand.post(asked.path, content=content, headers=headers)
        assert 400 <= answer.status_code < 500, (content[:60], answer.status_code, answer.text)
        assert answer.headers["content-type"] == "application/problem+json", content[:60]
    assert await measured(db, flow) == before
    assert insist(hand, asked).is_success
    server.stop()
