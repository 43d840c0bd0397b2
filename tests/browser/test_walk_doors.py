"""All that may be the matter on a walk, in a real Chromium: each side door, each no, and no Wi-Fi.

``LOOK_DIR=folder`` keeps a picture of every screen on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from api import i18n
from tests import cast
from tests.browser.conftest import Pages
from tests.browser.handheld import Handheld, hire, words
from tests.browser.test_looks import CONTRAST, FLOOR_CONTRAST, MEASURE
from tests.browser.warehouse import Running
from tests.release.test_release import Shelves
from wms.db import Tx
from wms.picking.cancel import cancel

NAMES = text(
    "UPDATE products SET name = CASE sku WHEN 'TEA' THEN 'Herbata czarna liściasta 100 g' "
    "WHEN 'MILK' THEN 'Mleko owsiane barista bez cukru 1 l' "
    "ELSE 'Kubek porcelanowy „Łąka” 300 ml' END"
)


async def _open(tx: Tx, language: str) -> SimpleNamespace:
    """Two orders of three products: tea lies at two places, milk in two lots, a cup is the last."""
    shelves = await Shelves().open(tx)
    hall, shop = shelves.hall, shelves.shop
    milk = await cast.add_product(tx, shop, "MILK", is_lot_tracked=True, is_expiry_tracked=True)
    shelves.goods["MILK"] = milk
    for code, days in {"L-2611-A": 30, "L-2612-B": 60}.items():
        lot = await cast.add_lot(tx, milk, code, expires_in_days=days)
        await cast.stock(tx, hall, milk, "A-02-1", 5, lot=lot)
    await cast.stock(tx, hall, shelves.goods["TEA"], "A-04-1", 20)
    cup = await cast.add_product(tx, shop, "LAST")
    shelves.goods["LAST"] = cup
    await cast.stock(tx, hall, cup, "A-03-1", 1)
    await tx.execute(NAMES)
    orders = [await shelves.order(TEA=3, MILK=2, LAST=1), await shelves.order(TEA=2, CUP=1)]
    return SimpleNamespace(
        hall=hall, shop=shop, orders=orders,
        **{sku: await cast.barcode_of(tx, one) for sku, one in shelves.goods.items()},
        **await hire(tx, language),
    )  # fmt: skip


class Walker(Handheld):
    """A handheld whose every screen is measured, too."""

    say: Callable[[str], str]

    def picture(self, name: str = "") -> None:
        """Keep it, and see that it fits."""
        super().picture(name)
        seen, at = self.page.evaluate(MEASURE), self.page.url
        assert max(seen["wide"], seen["task_wide"], seen["task_long"]) <= 0, at
        assert all(n <= 0 for n in seen["refusal_long"] + seen["primaries_below"]), at
        assert not seen["cut"] and not seen["clipped"] and not seen["broken"], (at, seen)
        weak = [(c, w) for c, w in self.page.evaluate(CONTRAST) if c < FLOOR_CONTRAST]
        assert not weak, (at, weak)

    def scan_alone(self, code: str) -> None:
        """Pull the trigger where there is no Wi-Fi."""
        self._wedge(self.page, code)
        expect(self.page.locator("#link")).to_have_attribute("data-state", "offline")
        self.picture()

    def more(self, door: str, reason: str | None = None) -> None:
        """A side door behind More, and its reason."""
        self.page.locator("details.door > summary").filter(has_text=self.say("More")).click()
        self.picture()
        behind = self.page.locator(".doors-more")
        if reason is None:
            behind.get_by_text(door, exact=True).click()
        else:
            behind.locator("summary", has_text=door).click()
            self.picture()
            behind.get_by_role("button", name=reason, exact=True).click()
        self.sees("")


@pytest.mark.large
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_whatever_is_the_matter_on_a_walk_fits_a_handheld(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = words(language)
    here = running.prepare(lambda tx: _open(tx, language))
    label = {code: place.label_code for code, place in here.hall.places.items()}
    hand = Walker(running, page_at, wedge, f"doors-{language}")
    hand.say = say
    hand.log_in(here, shows=say("Pick"))
    hand.at("/scanner/pick")
    hand.tap(say("Start the walk"), shows="1")
    hand.scan(label["T-1"], shows="2")
    hand.scan(label["T-2"], shows="A-01-1")

    # at the first place: a wrong place, a wrong piece, a broken one, other places, too few
    hand.scan(label["A-03-1"], shows="A-03-1")
    hand.understood()
    hand.scan(label["A-01-1"], shows=say("Undo"))
    hand.scan(here.MILK, shows="MILK")
    hand.understood()
    hand.scan("4006381333931", shows="4006381333931")
    hand.understood()
    hand.scan(here.TEA, shows="2")
    hand.more(say("Damaged"), say("Wet"))
    hand.more(say("Other place"))
    hand.sees("A-04-1")
    hand.tap("A-01-1", shows="TEA")
    hand.more(say("Count now"), say("Fewer lie here than on the books"))
    hand.side_door(say("Short"), say("The place is empty"))
    for shows in ("2", "2", "1", "A-02-1"):
        hand.scan(here.TEA, shows=shows)

    # the lot: not on the code, so it is asked; then another one, and why
    hand.scan(label["A-02-1"], shows="MILK")
    hand.scan(here.MILK, shows="L-2612-B")
    hand.tap(say("Take another piece"), shows="MILK")
    hand.more(say("Other lot"))
    hand.page.locator(".choices .choice").first.click()
    hand.sees(say("Why not that one?"))
    hand.page.locator("main button").first.click()
    hand.sees("L-2612-B")
    hand.more(say("Tote full"))
    hand.scan(label["T-1"], shows="T-1")
    hand.understood()
    hand.scan(label["T-3"], shows="MILK")
    hand.scan(here.MILK, shows=say("Which lot is it?"))
    hand.tap("L-2612-B", shows="1")
    hand.page.locator(".actions button.primary").click()

    # the last piece of a place: is it empty now?
    hand.sees("A-03-1")
    hand.scan(label["A-03-1"], shows="LAST")
    hand.scan(here.LAST, shows=say("It is not"))
    hand.tap(say("It is not"), shows=say("Somebody will count %(place)s.") % {"place": "A-03-1"})
    hand.tap(say("Help"), shows=say("What to do here"))
    hand.page.go_back()
    hand.sees("A-04-1")

    # no Wi-Fi: the walk goes on; meanwhile its shop cancels, and the books have moved
    page_at.allow("net::ERR_INTERNET_DISCONNECTED")
    hand.page.context.set_offline(True)
    hand.scan_alone(label["A-04-1"])
    running.prepare(lambda tx: cancel(tx, here.shop.id, here.orders[1]))
    hand.scan_alone(here.CUP)
    hand.page.context.set_offline(False)
    hand.page.wait_for_selector("[data-refusal]")
    hand.picture()
    hand.understood()
    hand.sees("T-1 + T-3")
    in_totes = "SELECT sum(on_hand) FROM balances b JOIN places p ON p.id = b.place_id WHERE p.code"
    assert running.one(f"{in_totes} IN ('T-1', 'T-3')") == 6, "three of tea, two of milk, the last"
    assert running.one(f"{in_totes} = 'T-2'") == 2, "the cup went back, the tea waits for it"
