"""Goods are received into an LPN, put away with it, moved and picked from it, in a real Chromium.

``LOOK_DIR=folder`` keeps a picture of every screen on the way, in all languages.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from sqlalchemy import update

from tests import cast
from tests.browser.conftest import Pages
from tests.browser.handheld import Handheld, in_languages, open_floor, words
from tests.browser.warehouse import Running
from wms.db import Tx
from wms.inbound.announce import NewAsn, NewAsnLine, announce
from wms.layout.models import Place


async def _prepared(tx: Tx, language: str) -> SimpleNamespace:
    here = await open_floor(tx, language)
    await cast.add_lpn(tx, here.hall, "L-0001")
    await cast.add_lpn(tx, here.hall, "L-0002", at="A-01-1")
    lines = (NewAsnLine(sku="TEA-100", quantity=20),)
    here.asn = await announce(tx, here.shop.id, NewAsn(external_id="PO-7", lines=lines))
    await tx.execute(
        update(Place).where(Place.id == here.hall["B-01-3"].id).values(capacity_units=2)
    )
    return here


@in_languages()
def test_goods_go_into_an_lpn_and_along_with_it(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = words(language)
    here = running.prepare(lambda tx: _prepared(tx, language))
    label = {code: place.label_code for code, place in here.hall.places.items()}
    hand = Handheld(running, page_at, wedge, f"lpn-{language}")
    hand.log_in(here, shows=say("What to do?"))
    hand.at(f"/scanner/receive/{here.asn.id}")
    hand.picture()
    hand.scan(label["L-0001"], shows="L-0001")
    for pieces in (1, 2, 3):
        hand.scan(here.codes["TEA-100"], shows=str(pieces))
        running.wait_for("SELECT sum(received)::int FROM asn_lines", pieces)
    hand.picture()
    hand.page.get_by_role("button", name=say("Close")).click()
    running.wait_for("SELECT count(*) FROM receiver_lpns", 0)

    hand.at("/scanner/put-away")
    hand.picture()
    hand.scan(label["L-0001"], shows="L-0001")
    hand.picture()
    hand.scan(label["B-01-3"], shows="B-01-3")  # room for two: asked once
    hand.picture()
    hand.at("/scanner/put-away")  # a fresh look at it asks the same
    hand.sees("B-01-3")
    hand.scan(label["B-01-3"], shows="")
    running.wait_for("SELECT overruled_because FROM container_put_aways", "over_full")

    hand.at("/scanner/move")
    hand.scan(label["L-0001"], shows="TEA-100")
    hand.picture()
    hand.scan(label["L-0002"], shows="L-0002")
    hand.picture()
    hand.at("/scanner/move")
    hand.scan(label["A-01-1"], shows="L-0002")
    hand.picture()
    hand.at("/scanner/look-up")
    hand.scan(label["L-0001"], shows="A-01-1 · L-0002")
    hand.picture()
    hand.scan(label["A-01-1"], shows="L-0002")
    hand.picture()
    told = running.one("SELECT data ->> 'available' FROM events ORDER BY id DESC LIMIT 1")
    assert told == "3", "what waited on the dock is sold from the shelf"
