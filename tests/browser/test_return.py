"""A parcel comes back in a real Chromium: scanned, graded with a tap, put away with a scan.

``LOOK_DIR=folder`` keeps a picture of every screen on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from tests import cast
from tests.browser.conftest import Pages
from tests.browser.handheld import Handheld, hire, in_languages, words
from tests.browser.warehouse import Running
from tests.returns.shipped import ship
from wms.db import Tx


async def _open(tx: Tx, language: str) -> SimpleNamespace:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    await cast.open_shop(tx, "INITECH")
    tea = await cast.add_product(tx, shop, "TEA-100", name="Herbata czarna liściasta 100 g")
    cup = await cast.add_product(tx, shop, "CUP-1", name="Kubek porcelanowy „Łąka” 300 ml")
    gone = await ship(tx, hall, shop, [(tea, 3), (cup, 1)])
    await cast.stock(tx, hall, tea, "A-03-1", 4)
    codes = {p.sku: await cast.barcode_of(tx, p) for p in (tea, cup)}
    return SimpleNamespace(hall=hall, shop=shop, gone=gone, codes=codes, **await hire(tx, language))


@in_languages("uk")
def test_a_parcel_comes_back(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = words(language)
    here = running.prepare(lambda tx: _open(tx, language))
    hand = Handheld(running, page_at, wedge, f"return-{language}")
    hand.log_in(here, shows=say("What to do?"))

    hand.at("/scanner/return")
    hand.sees(say("Scan the parcel that came back"))
    hand.scan("WHO-IS-THIS", shows="WHO-IS-THIS")
    hand.understood()
    hand.scan(here.gone.tracking_number, shows=say("Scan what is in the parcel"))

    hand.scan(here.codes["TEA-100"], shows=say("A – as new"))
    hand.page.get_by_role("link", name=say("A – as new")).click()
    hand.sees("A-03-1")
    hand.scan(here.hall["BENCH-1"].label_code, shows="BENCH-1")
    hand.understood()
    hand.sees(say("A – as new"))
    hand.page.get_by_role("link", name=say("A – as new")).click()
    hand.sees("A-03-1")
    hand.scan(here.hall["A-03-1"].label_code, shows=say("Scan what is in the parcel"))

    hand.scan(here.codes["CUP-1"], shows="CUP-1")
    hand.page.get_by_role("link", name=say("C – damaged")).click()
    hand.sees(say("What is wrong with it?"))
    hand.page.get_by_role("link", name=say("Broken")).click()
    hand.sees(say("Whose fault is it?"))
    hand.page.get_by_role("link", name=say("The courier")).click()
    hand.sees("QUAR")
    hand.tap(say("Other way"), shows=say("What becomes of it?"))
    hand.page.get_by_role("link", name=say("Throw away")).click()
    hand.sees(say("Throw it away, then confirm"))
    hand.tap(say("Thrown away"), shows=say("Scan what is in the parcel"))
    hand.tap(say("The parcel is empty"), shows=say("Return finished"))
    running.wait_for("SELECT count(*)::int FROM events WHERE type = 'return.completed'", 1)
    assert running.one(
        "SELECT on_hand FROM balances b JOIN places p ON p.id = b.place_id "
        "WHERE p.code = 'A-03-1' AND condition = 'good'"
    ) == 5  # fmt: skip

    hand.at("/scanner/return")
    hand.tap(say("Unknown parcel"), shows="Initech")
    hand.scan("X-77", shows="X-77")
    hand.page.get_by_role("button", name="Initech").click()
    hand.sees(say("The shop is asked"))
