"""Goods are moved and counted in a real Chromium, in every language.

``LOOK_DIR=folder`` keeps a picture of every screen on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from tests import cast
from tests.browser.conftest import Pages
from tests.browser.handheld import Handheld, hire, in_languages, words
from tests.browser.warehouse import Running
from wms.db import Tx
from wms.stock.count_list import ask_counts


async def _open(tx: Tx, language: str) -> SimpleNamespace:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100", name="Herbata czarna liściasta 100 g")
    lot = await cast.add_lot(tx, tea, "L-2026-11", expires_in_days=200)
    await cast.stock(tx, hall, tea, "A-01-1", 12, lot=lot)
    await cast.stock(tx, hall, tea, "A-03-1", 4)
    await ask_counts(tx, place="A-0")
    code = await cast.barcode_of(tx, tea)
    return SimpleNamespace(hall=hall, code=code, **await hire(tx, language))


@in_languages("pl")
def test_goods_are_moved_and_counted(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = words(language)
    here = running.prepare(lambda tx: _open(tx, language))
    hand = Handheld(running, page_at, wedge, f"stock-{language}")
    hand.log_in(here, shows=say("What to do?"))

    hand.at("/scanner/move")
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

    hand.at("/scanner/count")
    hand.sees(say("Go to"))
    hand.tap(say("Another place first"), shows="03-")
    hand.scan(here.hall["A-03-1"].label_code, shows=say("How many lie here?"))
    hand.scan(here.code, shows="TEA-100")
    hand.page.locator("input[name=counted]").fill("1")
    hand.tap(say("That is all"), shows=say("Everything here is counted."))
    hand.tap(say("Next place"), shows=say("Counted. Somebody else counts it too."))
    hand.sees(say("Go to"))
    assert running.one("SELECT count(*) FROM place_counts WHERE status = 'recount'") == 1
