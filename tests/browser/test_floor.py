"""A day on the floor in a real Chromium with a simulated wedge scanner: dock to sealed parcel.

Web server, workers, PostgreSQL and Valkey are real. ``LOOK_DIR=folder`` keeps a picture of every
screen on the way.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.conftest import HANDHELD, Pages
from tests.browser.warehouse import Running, warehouse
from tests.orders.asking import ask
from wms.access.devices import announce_device
from wms.access.keys import SCOPES, issue_key
from wms.access.operators import hire_operator
from wms.db import Tx
from wms.local import Local

PIN = "4711"
#: a bench's screen, CSS pixels
BENCH = (1024, 768)


class Handheld:
    """One browser page, its scanner, and a picture of every screen."""

    def __init__(self, page: Page, wedge: Callable[..., None], pictures: str) -> None:
        self.page = page
        self._wedge = wedge
        self._pictures = pictures
        self._shots = 0

    def scan(self, code: str | None, *, shows: str) -> None:
        """Pull the trigger; then the screen shows ``shows``."""
        assert code
        self._wedge(self.page, code)
        self.sees(shows)

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)
        self.picture()

    def tap(self, name: str, *, shows: str) -> None:
        self.page.get_by_role("button", name=name).or_(
            self.page.get_by_role("link", name=name)
        ).first.click()
        self.sees(shows)

    def understood(self, how: str = "tap") -> None:
        """Acknowledge the refusal; while it stands, scans only repeat it."""
        if how == "Enter":
            self.page.keyboard.press("Enter")
        else:
            self.page.locator("[data-ack]").first.click()
        expect(self.page.locator("[data-refusal]")).to_have_count(0)

    def picture(self) -> None:
        folder = os.environ.get("LOOK_DIR")
        if folder:
            self._shots += 1
            path = Path(folder) / f"{self._pictures}-{self._shots:02}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=path)

    @property
    def tone(self) -> str:
        return self.page.locator("main").get_attribute("data-tone") or ""


async def _open(tx: Tx, language: str) -> SimpleNamespace:
    """The hall, a shop with two products and an announced delivery, Ola, and her new handheld."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100", name="Herbata czarna liściasta 100 g")
    cup = await cast.add_product(tx, shop, "CUP-1", name="Kubek porcelanowy „Łąka” 300 ml")
    codes = {p.sku: await cast.barcode_of(tx, p) for p in (tea, cup)}
    hired = await hire_operator(tx, name="Ola Wiśniewska", pin=PIN, language=language)
    device = await announce_device(tx, name="Handheld 1")
    key = await issue_key(tx, shop.id, name="test", scopes=SCOPES)
    return SimpleNamespace(
        hall=hall, shop=shop, codes=codes, badge=hired.badge, device=device.code, key=key.key
    )


def _words(language: str) -> Callable[[str], str]:
    from api import i18n

    return lambda sentence: i18n.translate(language, sentence)


@pytest.fixture
def running(local: Local, app_url: str, tmp_path: Path) -> Any:
    with warehouse(local, app_url, tmp_path) as it:
        yield it


@pytest.mark.parametrize("language", ["en", "pl", "uk"])
def test_from_the_dock_to_the_sealed_parcel(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = _words(language)
    here = running.prepare(lambda tx: _open(tx, language))
    hall, codes = here.hall, here.codes
    shop = httpx.Client(base_url=running.url, headers={"Authorization": f"Bearer {here.key}"})
    asn = {
        "external_id": "PO-1",
        "lines": [{"sku": "TEA-100", "quantity": 3}, {"sku": "CUP-1", "quantity": 2}],
    }
    answer = shop.post("/v1/asns", json=asn)
    assert answer.status_code == 201, answer.text

    hand = Handheld(page_at(*HANDHELD, color_scheme="dark"), wedge, f"floor-{language}")
    hand.page.goto(f"{running.url}/scanner/enrol?code={here.device}")
    hand.page.locator("button[form=enrol]").click()
    hand.page.wait_for_selector("form[action='/scanner/login/badge']", state="attached")
    hand.page.wait_for_load_state("networkidle")  # the script that listens to the scanner is there
    hand.picture()
    hand.scan(here.badge, shows="Ola")
    hand.page.locator("input[name=pin]").fill(PIN)
    hand.page.locator("input[name=pin]").press("Enter")
    hand.sees(say("What to do?"))

    # receive: the dock, three TEA, two CUP, finish
    hand.tap(say("Receive"), shows="PO-1")
    hand.page.get_by_text("PO-1").first.click()
    hand.page.wait_for_url("**/scanner/receive/*-*")
    hand.picture()
    if running.one("SELECT count(*) FROM places WHERE kind = 'dock'") > 1:
        hand.scan(hall["DOCK"].label_code, shows="TEA")
    for sku, count in (("TEA-100", 3), ("CUP-1", 2)):
        for _ in range(count):
            hand.scan(codes[sku], shows=sku)
            hand.page.wait_for_load_state()
    running.wait_for("SELECT sum(received)::int FROM asn_lines", 5)
    hand.picture()

    # put away
    for sku, place, count in (("TEA-100", "A-01-1", 3), ("CUP-1", "A-03-1", 2)):
        hand.page.goto(f"{running.url}/scanner/put-away")
        hand.scan(codes[sku], shows=sku)
        if count > 1:
            hand.page.locator("form[action='/scanner/put-away/all'] button").first.click()
            running.wait_for(
                "SELECT quantity FROM put_aways WHERE done_at IS NULL AND cancelled_at IS NULL",
                count,
            )
        hand.picture()
        hand.scan(hall[place].label_code, shows="")
        running.wait_for(
            "SELECT count(*) FROM put_aways WHERE done_at IS NULL AND cancelled_at IS NULL", 0
        )

    # the shop orders, and the picker walks
    import msgspec

    body = msgspec.to_builtins(ask("WEB-1", **{"TEA-100": 2, "CUP-1": 1}))
    order = shop.post("/v1/orders", json={k: v for k, v in body.items() if v is not None})
    assert order.json()["status"] == "allocated", order.text
    hand.page.goto(f"{running.url}/scanner/pick")
    hand.picture()
    hand.page.locator("form[action='/scanner/pick'] button").click()
    hand.sees(order.json()["number"].__str__())
    hand.scan(hall["T-1"].label_code, shows=["A", "01", "1"][0])
    hand.scan(hall["A-03-1"].label_code, shows=say("Wrong place"))
    assert hand.tone == "wrong_place"
    hand.understood("Enter")
    hand.scan(hall["A-01-1"].label_code, shows=hall["T-1"].code)
    hand.scan(codes["CUP-1"], shows=say("Wrong product"))
    hand.understood("Enter")
    hand.scan(codes["TEA-100"], shows=hall["T-1"].code)
    hand.scan(codes["TEA-100"], shows="CUP-1")
    hand.scan(hall["A-03-1"].label_code, shows=hall["T-1"].code)
    hand.scan(codes["CUP-1"], shows=say("Bring the totes to packing."))
    assert hand.tone == "done"

    # the bench: the tote, each unit, and the last scan closes the parcel
    hand.page.set_viewport_size({"width": BENCH[0], "height": BENCH[1]})
    hand.page.goto(f"{running.url}/scanner/pack")
    hand.picture()
    hand.scan(hall["BENCH-1"].label_code, shows="BENCH")
    hand.scan(hall["T-1"].label_code, shows="TEA-100")
    hand.scan(codes["TEA-100"], shows="TEA-100")
    hand.scan(codes["TEA-100"], shows="CUP-1")
    hand.scan(codes["CUP-1"], shows="")
    running.wait_for("SELECT status FROM parcels", "labelled")
    running.wait_for("SELECT count(*) FROM print_jobs WHERE status = 'printed'", 2)
    hand.page.reload()
    hand.picture()
    assert running.one("SELECT status FROM orders") == "packed"
    assert len(list(running.data_dir.rglob("*.pdf"))) == 2
    assert len(list(running.data_dir.rglob("*.zpl"))) == 1
