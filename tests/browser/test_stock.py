"""Goods are moved and counted in a real Chromium, in every language.

``LOOK_DIR=folder`` keeps a picture of every screen on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from api.i18n import LANGUAGES
from tests import cast
from tests.browser.conftest import HANDHELD, Pages
from tests.browser.test_floor import PIN, Handheld, _words
from tests.browser.warehouse import Running, warehouse
from wms.access.devices import announce_device
from wms.access.operators import hire_operator
from wms.db import Tx
from wms.local import Local
from wms.stock.count_list import ask_counts


async def _open(tx: Tx, language: str) -> SimpleNamespace:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100", name="Herbata czarna liściasta 100 g")
    lot = await cast.add_lot(tx, tea, "L-2026-11", expires_in_days=200)
    await cast.stock(tx, hall, tea, "A-01-1", 12, lot=lot)
    await cast.stock(tx, hall, tea, "A-03-1", 4)
    await ask_counts(tx, place="A-0")
    code = await cast.barcode_of(tx, tea)
    hired = await hire_operator(tx, name="Ola Wiśniewska", pin=PIN, language=language)
    device = await announce_device(tx, name="Handheld 1")
    return SimpleNamespace(hall=hall, code=code, badge=hired.badge, device=device.code)


@pytest.fixture
def running(local: Local, app_url: str, tmp_path: Path) -> Any:
    with warehouse(local, app_url, tmp_path, programs=["api"]) as it:  # nothing is printed or sent
        yield it


@pytest.mark.parametrize("language", LANGUAGES)
def test_goods_are_moved_and_counted(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = _words(language)
    here = running.prepare(lambda tx: _open(tx, language))
    hand = Handheld(page_at(*HANDHELD, color_scheme="dark"), wedge, f"stock-{language}")
    hand.page.goto(f"{running.url}/scanner/enrol?code={here.device}")
    hand.page.locator("button[form=enrol]").click()
    hand.page.wait_for_selector("form[action='/scanner/login/badge']", state="attached")
    hand.page.wait_for_load_state("networkidle")  # the script that listens to the scanner is there
    hand.scan(here.badge, shows="Ola")
    hand.page.locator("input[name=pin]").fill(PIN)
    hand.page.locator("input[name=pin]").press("Enter")
    hand.sees(say("What to do?"))

    hand.page.goto(f"{running.url}/scanner/move")
    hand.sees(say("Scan the place, tote or LPN where the goods are"))
    hand.scan(here.hall["A-01-1"].label_code, shows=say("Scan what you take"))
    hand.scan(here.code, shows=say("Scan where they go, or one more piece"))
    hand.scan(here.code, shows="2")
    hand.tap(say("Quantity"), shows=say("How many do you take? %(num)s are free.") % {"num": "12"})
    hand.page.locator("input[name=quantity]").fill("5")
    hand.tap(say("Confirm"), shows="5")
    hand.scan(here.hall["A-01-1"].label_code, shows="A-01-1")
    hand.understood()
    hand.sees("A-01-1")
    hand.page.locator("summary", has_text=say("More")).click()
    hand.picture()
    hand.page.locator("main [data-close]:visible").last.click()
    hand.scan(here.hall["B-01-3"].label_code, shows=say("Moved"))
    hand.scan(here.hall["B-01-3"].label_code, shows=say("Scan what you take"))
    hand.tap(say("Take everything"), shows=say("Move everything"))
    hand.scan(here.hall["B-02-3"].label_code, shows="B-02-3")
    assert running.one(
        "SELECT on_hand FROM balances b JOIN places p ON p.id = b.place_id WHERE p.code = 'B-02-3'"
    ) == 5  # fmt: skip

    hand.page.goto(f"{running.url}/scanner/count")
    hand.sees(say("Go to"))
    hand.tap(say("Another place first"), shows="03-")
    hand.scan(here.hall["A-03-1"].label_code, shows=say("How many lie here?"))
    hand.scan(here.code, shows="TEA-100")
    hand.page.locator("input[name=counted]").fill("1")
    hand.tap(say("That is all"), shows=say("Everything here is counted."))
    hand.tap(say("Next place"), shows=say("Counted. Somebody else counts it too."))
    hand.sees(say("Go to"))
    assert running.one("SELECT count(*) FROM place_counts WHERE status = 'recount'") == 1
