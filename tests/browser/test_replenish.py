"""Pick faces are filled in a real Chromium, in every language.

``LOOK_DIR=folder`` keeps a picture of every screen on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import Pages
from tests.browser.handheld import Handheld, hire, in_languages, words
from tests.browser.test_scan_js import until
from tests.browser.warehouse import Running
from tests.replenish.scene import rule
from wms.db import Tx
from wms.replenish.plan import plan

_UNDER_WAY = "SELECT count(*) FROM replenish_tasks WHERE closed_at IS NULL"


async def _open(tx: Tx, language: str) -> SimpleNamespace:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100", name="Herbata czarna liściasta 100 g")
    lot = await cast.add_lot(tx, tea, "L-2026-11", expires_in_days=200)
    await cast.stock(tx, hall, tea, "B-01-3", 30, lot=lot)
    await cast.stock(tx, hall, tea, "B-02-3", 30, lot=lot)
    cup = await cast.add_product(tx, shop, "CUP-1", name="Kubek porcelanowy „Łąka” 300 ml")
    await cast.stock(tx, hall, cup, "B-02-3", 12)
    s = SimpleNamespace(hall=hall, shop=shop)
    await rule(tx, s, tea, "A-02-1", 22, 24)
    await rule(tx, s, cup, "A-01-1", 2, 12)
    await plan(tx)
    return SimpleNamespace(
        hall=hall, tea=await cast.barcode_of(tx, tea), cup=await cast.barcode_of(tx, cup),
        **await hire(tx, language),
    )  # fmt: skip


@in_languages()
def test_goods_come_down_from_the_reserve(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = words(language)
    here = running.prepare(lambda tx: _open(tx, language))
    label = {code: place.label_code for code, place in here.hall.places.items()}
    hand = Handheld(running, page_at, wedge, f"replenish-{language}")
    hand.log_in(here, shows=say("Replenish"))

    hand.at("/scanner/replenish")
    hand.tap(say("Start the walk"), shows=say("Collect"))
    hand.scan(label["A-03-1"], shows="A-03-1")
    hand.understood()
    hand.scan(label["B-01-3"], shows=say("Scan the product or a pack of it"))
    hand.scan(here.tea, shows="23")
    hand.page.locator("summary", has_text=say("More")).click()
    hand.picture()
    hand.page.locator("main [data-close]:visible").last.click()
    hand.tap(say("Quantity"), shows=say("Confirm"))
    hand.page.locator("input[name=quantity]").fill("20")
    hand.tap(say("Confirm"), shows="4")
    hand.page.locator("summary", has_text=say("Short")).click()
    hand.picture()
    hand.tap(say("Fewer than needed"), shows="B-02-3")
    hand.tap(say("Skip"), shows="TEA-100")
    hand.scan(label["B-02-3"], shows=say("Scan the product or a pack of it"))
    hand.page.locator("summary", has_text=say("More")).click()
    hand.tap(say("Other place"), shows=say("Other place"))
    hand.page.locator(".actions a.button.primary").click()
    hand.scan(here.tea, shows=say("Quantity"))
    hand.page.locator(".actions button.primary").click()
    hand.sees("CUP-1")
    hand.scan(here.cup, shows="11")
    hand.page.locator(".actions button.primary").click()
    hand.sees(say("Put down"))
    hand.scan(label["A-01-1"], shows="A-02-1")
    hand.tap(say("No room"), shows=say("Confirm"))
    hand.page.locator("input[name=fit]").fill("15")
    hand.page.locator(".actions button.primary").click()
    expect(hand.page.locator("input[name=fit]")).to_have_count(0)
    while left := running.one(_UNDER_WAY):
        hand.at("/scanner/replenish")  # the rows say what is next
        if say("Put back") in (hand.page.locator("main").text_content() or ""):
            hand.tap(say("Other place"), shows=say("Scan the shelf where you lay them"))
            hand.scan(label["B-01-3"], shows=" ")
        else:
            hand.scan(label["A-02-1"], shows=" ")
        until(hand.page, lambda left=left: running.one(_UNDER_WAY) < left)
    hand.sees(say("The cart is empty"))
    hand.picture()
    assert running.one(_UNDER_WAY) == 0
    assert running.one(
        "SELECT count(*) FROM balances b JOIN places p ON p.id = b.place_id "
        "WHERE p.code LIKE 'CART%' AND b.on_hand > 0"
    ) == 0  # fmt: skip
