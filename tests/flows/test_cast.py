"""The parts of the demo, each by itself: goods, cast, page reader, receiver."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from standardwebhooks import Webhook
from stdnum import ean

from tests.cli.running import ROOT
from wms.access.operators import operator_of_badge
from wms.access.queries import key_by_hash
from wms.access.secrets import digest
from wms.db import HALL, Database
from wms.demo.cast import SHOPS, SPARE_DEVICES, move_in
from wms.demo.furnish import STOCK, furnish
from wms.demo.goods import products_of
from wms.demo.page import read_page
from wms.demo.plot import DELIVERIES, GOES_BACK, ORDERS
from wms.demo.stage import free_port
from wms.layout.queries import the_warehouse, walking_map
from wms.verify import verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
START_LIMIT_S = 30


def test_two_hundred_products_have_valid_barcodes_of_their_own() -> None:
    made = [product for shop in SHOPS for product in products_of(shop.code)]
    codes = [barcode.code for product in made for barcode in product.barcodes]
    assert len(made) == 200
    assert len({product.sku for product in made}) == len({p.name for p in made}) == 200
    assert len(set(codes)) == len(codes) > 200
    assert all(ean.is_valid(code) and len(code) == 13 for code in codes)
    assert all(product.weight_g for product in made)
    assert all(10 < (product.length_mm or 0) < 600 for product in made), "they go into cartons"
    letters = "".join(product.name for product in made)
    assert set("łóżźę") <= set(letters.lower())
    assert set("ґіїє’") <= set(letters.lower())


def test_the_plot_orders_only_what_comes() -> None:
    left = {(d.shop, index): n for d in DELIVERIES for index, n in d.goods}
    for order in ORDERS:
        for index, quantity in order.lines:
            left[order.shop, index] -= quantity
    assert min(left.values()) >= 0
    name, index, quantity = GOES_BACK
    [order] = [o for o in ORDERS if o.name == name]
    assert dict(order.lines)[index] >= quantity


async def test_sixty_places_in_three_aisles_have_a_walking_map(db: Database) -> None:
    async with db.begin(HALL) as tx:
        cast = await move_in(tx)
        walk = [p for p in await walking_map(tx, await the_warehouse(tx)) if p.aisle]
    assert len(walk) == 60
    assert {point.aisle for point in walk} == {"A", "B", "C"}
    assert [point.pick_order for point in walk] == list(range(1, 61))
    assert len(cast.of_kind("pick_face")) + len(cast.of_kind("storage")) == 60
    labels = [cast.label(code) for code in cast.places]
    assert len(set(labels)) == len(labels)
    # the demo's own people use theirs up; who looks around afterwards needs some that are left
    assert len({*cast.spare_device_codes, *(p.device_code for p in cast.people)}) == 3 + 4
    async with db.read(HALL) as read:
        for person in cast.people:
            _, name = await operator_of_badge(read, person.badge)
            assert name == person.name
        for shop in cast.shops.values():
            kept = await key_by_hash(read, digest(shop.key))
            assert kept is not None
            assert kept.shop_id == shop.id


async def test_a_furnished_warehouse_has_goods_and_is_furnished_once(
    db: Database, tmp_path: Path
) -> None:
    said: list[str] = []
    await furnish(db, tmp_path, say=said.append)
    await furnish(db, tmp_path, say=said.append)
    assert said[1] == "The demo's shops are here already."
    async with db.read(HALL) as read:
        assert not await verify(read)
        assert await read.scalar(text("SELECT count(*) FROM products")) == 200
        lying = await read.scalar(text(
            "SELECT sum(on_hand) FROM balances JOIN places p ON p.id = place_id "
            "WHERE p.kind IN ('pick_face', 'storage')"
        ))  # fmt: skip
    assert lying == 200 * STOCK
    file = tmp_path / "log-ins.txt"
    assert file.stat().st_mode & 0o077 == 0
    assert file.read_text().count("\n") == 2 + 4 + SPARE_DEVICES + 3


PAGE = """<!doctype html><html><body><main id="work" data-tone="ok" class="work">
<h1><span>Pick</span></h1>
<section class="tile location is-done"><p class="location-code"><span>A-</span><wbr><span>03-</span>
<wbr><span>2</span></p></section>
<p class="sku">TEA-100 · Globex</p><p class="quantity-now"><span>×</span>3</p>
<p class="prompt"><svg><use href="#x"></use></svg><span>Scan the
 product</span></p>
<form data-scan method="post" action="/scanner/pick/7/scan" hidden>
<input type="hidden" name="code" value=""><input type="hidden" name="task" value="t1"></form>
<noscript><form method="post" action="/by-hand"><input name="code"></form></noscript>
<form id="pin" method="post" action="/scanner/login"><input name="pin"></form>
<form method="get" action="/scanner/find"></form>
<button form="pin" name="go" value="1">Log <b>in</b></button>
<a href="/scanner/pick/7?grade=A&amp;line=2"><b>As new</b></a>
</main><template><p class="refusal-sentence">Never shown</p></template></body></html>"""


def test_a_page_is_read_as_a_person_reads_it() -> None:
    page = read_page(PAGE)
    assert (page.heading, page.tone) == ("Pick", "ok")
    assert page.sign("place") == "A-03-2"
    assert page.sign("here") == "A- 03- 2"
    assert page.sign("sku") == "TEA-100 · Globex"
    assert page.sign("prompt") == "Scan the product"
    assert page.sign("no") == ""
    assert [form.action for form in page.forms] == ["/scanner/pick/7/scan", "/scanner/login"]
    assert page.scan_form is page.forms[0]
    assert page.forms[0].fields == {"code": "", "task": "t1"}
    assert page.forms[1].buttons == [("go", "1", "Log in")]
    assert page.links == [("/scanner/pick/7?grade=A&line=2", "As new")]
    assert "Never shown" not in page.text


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A receiver process: its address, and the file of what it says."""
    port, log, secrets = free_port(), tmp_path / "log", tmp_path / "secrets.json"
    secrets.write_text(json.dumps({"GLOBEX": SECRET}))
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "wms.demo.receiver", str(port), str(secrets)],
            cwd=ROOT, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline:
            try:
                httpx.get(url, trust_env=False)
                break
            except httpx.HTTPError:
                time.sleep(0.05)
        yield f"{url}/hooks/", log
    finally:
        process.kill()
        process.wait()


def post(url: str, secret: str) -> int:
    body = json.dumps({
        "type": "order.packed", "sequence": 7,
        "subject": {"type": "order", "external_id": "G-1"},
    })  # fmt: skip
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "m1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("m1", now, body),
    }
    return httpx.post(url, content=body, headers=headers, trust_env=False).status_code


def test_the_receiver_takes_only_what_is_signed_with_the_shops_secret(
    receiver: tuple[str, Path],
) -> None:
    url, log = receiver
    assert post(url + "GLOBEX", SECRET) == 204
    assert post(url + "GLOBEX", "whsec_" + "A" * 32) == 400
    assert post(url + "STRANGER", SECRET) == 404
    lines = log.read_text().splitlines()
    assert lines[0] == "verified GLOBEX order.packed G-1 sequence=7"
    assert [line.split()[:2] for line in lines[1:]] == [
        ["refused", "GLOBEX"],
        ["refused", "STRANGER"],
    ]
