"""Orders of one piece in a real Chromium: one tote for all of them, one scan a parcel at the bench.

``LOOK_DIR=folder`` keeps a picture of every screen on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from sqlalchemy import text

from tests import cast
from tests.browser.conftest import Pages
from tests.browser.handheld import Handheld, hire, in_languages, words
from tests.browser.warehouse import Running
from tests.release.test_release import Shelves
from wms.db import Tx
from wms.picking.cancel import cancel
from wms.release.rules import Rule, add_rule

NAMES = text(
    "UPDATE products SET name = CASE sku WHEN 'TEA' THEN 'Herbata czarna liściasta 100 g' "
    "ELSE 'Kubek porcelanowy „Łąka” 300 ml' END"
)


async def _open(tx: Tx, language: str) -> SimpleNamespace:
    shelves = await Shelves().open(tx)
    await tx.execute(NAMES)
    await add_rule(tx, Rule(release="now", mode="single"), by=None)
    orders = [await shelves.order(**{sku: 1}) for sku in ("TEA", "TEA", "TEA", "CUP")]
    return SimpleNamespace(
        hall=shelves.hall, shop=shelves.shop, orders=orders,
        **{sku: await cast.barcode_of(tx, one) for sku, one in shelves.goods.items()},
        **await hire(tx, language),
    )  # fmt: skip


@in_languages()
def test_orders_of_one_piece_are_picked_together_and_packed_by_a_scan_each(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = words(language)
    here = running.prepare(lambda tx: _open(tx, language))
    label = {code: place.label_code for code, place in here.hall.places.items()}
    hand = Handheld(running, page_at, wedge, f"batch-{language}")
    hand.log_in(here, shows=say("Pick"))

    hand.at("/scanner/pick")
    hand.tap(say("Start the walk"), shows=say("One tote for all"))
    hand.scan(label["T-1"], shows="A-01-1")
    hand.scan(here.CUP, shows="CUP")
    hand.understood()
    hand.scan(label["A-01-1"], shows="3")
    hand.scan(here.TEA, shows="2")
    hand.page.locator(".actions button.primary").click()
    hand.sees("A-04-1")
    hand.tap(say("Undo"), shows="A-01-1")
    hand.scan(here.TEA, shows="TEA")
    hand.page.locator(".actions button.primary").click()
    hand.sees("A-04-1")
    hand.scan(label["A-04-1"], shows="CUP")
    hand.scan(here.CUP, shows="T-1")
    running.prepare(lambda tx: cancel(tx, here.shop.id, here.orders[0]))

    hand.at("/scanner/pack")
    hand.scan(label["T-1"], shows=say("Scan a piece out of the tote"))
    hand.scan(label["A-01-1"], shows="A-01-1")
    hand.understood()
    hand.scan(here.TEA, shows="T-1")
    assert hand.tone == "done"
    hand.scan(here.TEA, shows="T-1")
    hand.scan(here.TEA, shows="TEA")  # whose order was cancelled
    hand.at(f"/scanner/pack/tote/{here.hall['T-1'].id}")
    hand.tap(say("Missing, broken or no barcode"), shows=say("Which piece is it?"))
    hand.page.locator("button[name=product]").first.click()
    hand.sees("CUP")
    hand.scan(here.CUP, shows="T-1")
    hand.scan(here.TEA, shows="TEA")
    hand.scan(label["A-01-1"], shows=say("Pack"))
    packed = "SELECT count(*), count(DISTINCT order_id) FROM parcels WHERE status <> 'open'"
    assert running.one(packed) == (3, 3)
    held = "SELECT sum(on_hand) FROM balances b JOIN places p ON p.id = b.place_id WHERE p.kind"
    assert not running.one(f"{held} = 'tote'")
