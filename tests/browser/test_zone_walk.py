"""An order of two zones in a real Chromium: two walks, one place where its totes meet, one parcel.

``LOOK_DIR=folder`` keeps a picture of every screen on the way.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from types import SimpleNamespace

from tests import cast
from tests.api.people import PASSWORD
from tests.browser.conftest import DESK_SIZE, Pages
from tests.browser.handheld import Handheld, hire, in_languages, words
from tests.browser.test_batch_walk import NAMES
from tests.browser.test_looks import MEASURE
from tests.browser.warehouse import Running
from tests.release.test_release import Shelves
from wms.access.desks import hire_office_user
from wms.db import Tx
from wms.release.rules import Rule, add_rule


async def _open(tx: Tx, language: str) -> SimpleNamespace:
    shelves = await Shelves().open(tx)
    await tx.execute(NAMES)
    await add_rule(tx, Rule(release="now", mode="zone"), by=None)
    place = await cast.add_place(tx, shelves.hall, "MEET-01", "staging")
    shelves.hall.places[place.code] = place
    await shelves.order(TEA=1, CUP=1)
    await hire_office_user(
        tx, email="kasia@example.com", name="Katarzyna Wiśniewska", password=PASSWORD,
        role="office", language=language,
    )  # fmt: skip
    return SimpleNamespace(
        hall=shelves.hall,
        **{sku: await cast.barcode_of(tx, one) for sku, one in shelves.goods.items()},
        **await hire(tx, language),
    )  # fmt: skip


@in_languages()
def test_the_parts_of_an_order_meet_before_it_is_packed(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = words(language)
    here = running.prepare(lambda tx: _open(tx, language))
    label = {code: place.label_code for code, place in here.hall.places.items()}
    hand = Handheld(running, page_at, wedge, f"zone-{language}")
    hand.log_in(here, shows=say("Pick"))

    for tote in ("T-1", "T-2"):  # one person for both, one after the other
        hand.at("/scanner/pick")
        hand.tap(say("Start the walk"), shows=say("Totes on the cart"))
        hand.scan(label[tote], shows="A-0")
        is_tea = "A-01-1" in hand.page.locator("main").inner_text()
        hand.scan(label["A-01-1" if is_tea else "A-04-1"], shows="1")
        hand.scan(here.TEA if is_tea else here.CUP, shows=say("Put together"))
    hand.tap(say("Put together"), shows=say("Scan a tote that you bring"))
    hand.scan(label["T-1"], shows="MEET-01")
    hand.scan(label["A-01-1"], shows="A-01-1")
    hand.understood()
    hand.scan(label["MEET-01"], shows="MEET-01")

    hand.at("/scanner/pack")
    hand.scan(label["T-1"], shows="MEET-01")
    hand.understood()
    _look_at_the_desk(running, page_at, language)
    hand.at("/scanner/meet")
    hand.scan(label["T-2"], shows="MEET-01")
    hand.scan(label["MEET-01"], shows="MEET-01")
    assert hand.tone == "done"
    hand.at("/scanner/pack")
    hand.scan(label["T-2"], shows="T-1 + T-2")
    hand.scan(here.TEA, shows="CUP")
    hand.scan(here.CUP, shows="P-1")
    assert running.one("SELECT status FROM orders") == "packed"
    assert running.one("SELECT count(*) FROM meeting_places") == 0


def _look_at_the_desk(running: Running, page_at: Pages, language: str) -> None:
    page = page_at(*DESK_SIZE)
    page.goto(f"{running.url}/office/walks")
    page.fill("input[name=email]", "kasia@example.com")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".tiles, table")
    page.goto(f"{running.url}/office/walks")
    assert "MEET-01" in page.locator("main").inner_text()
    assert page.evaluate(MEASURE)["wide"] <= 0
    if folder := os.environ.get("LOOK_DIR"):
        page.screenshot(path=f"{folder}/desk-walks-{language}.png", full_page=True)
