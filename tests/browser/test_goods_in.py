"""What does not come as announced, and what does not go where it was sent, in a real Chromium.

``LOOK_DIR=folder`` keeps a picture of every screen on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import httpx
from playwright.sync_api import FilePayload

from tests import cast
from tests.browser.conftest import Pages
from tests.browser.handheld import Handheld, in_languages, open_floor, words
from tests.browser.warehouse import Running
from tests.photos.pictures import picture
from wms.db import Tx

SSCC = "376123450000000016"
_RECEIVED = "SELECT sum(received)::int FROM asn_lines"


async def _prepared(tx: Tx, language: str) -> SimpleNamespace:
    here = await open_floor(tx, language)
    from sqlalchemy import select

    from wms.catalog.models import Product

    tea = (await tx.scalars(select(Product).where(Product.sku == "TEA-100"))).one()
    await cast.add_barcode(tx, tea, "15901234123454", 6)
    return here


@in_languages("en")
def test_a_carton_a_pack_a_wrong_label_and_another_place(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = words(language)
    here = running.prepare(lambda tx: _prepared(tx, language))
    shop = httpx.Client(base_url=running.url, headers={"Authorization": f"Bearer {here.key}"})
    carton = {"code": SSCC, "lines": [{"sku": "TEA-100", "quantity": 12},
                                      {"sku": "CUP-1", "quantity": 4}]}  # fmt: skip
    asn = {
        "external_id": "PO-1",
        "lines": [{"sku": "TEA-100", "quantity": 20}, {"sku": "CUP-1", "quantity": 4}],
        "cartons": [carton],
    }
    answer = shop.post("/v1/asns", json=asn)
    assert answer.status_code == 201, answer.text
    labels = shop.get(f"/v1/asns/{answer.json()['id']}/labels.pdf")
    assert labels.content.startswith(b"%PDF")
    address = f"/scanner/receive/{answer.json()['id']}"

    hand = Handheld(running, page_at, wedge, f"goods-in-{language}")
    hand.log_in(here, shows=say("What to do?"))
    hand.at(address)
    hand.picture()
    hand.scan(f"00{SSCC}", shows=say("Is all of it in the carton?"))
    hand.tap(say("Receive the carton"), shows="")
    running.wait_for(_RECEIVED, 16)
    hand.scan("15901234123454", shows="18")  # a pack of six
    hand.tap(say("Type a quantity"), shows="6")
    hand.at(address)
    hand.side_door(say("Wrong label"), say("Another product than its label says"))
    running.wait_for("SELECT kind FROM discrepancies", "wrong_label")
    hand.tap(say("Take a photo of it"), shows=say("Show what is wrong, and the label beside it"))
    shot: FilePayload = {"name": "shot.png", "mimeType": "image/png", "buffer": picture(40, 20)}
    hand.page.locator("input[type=file]").set_input_files(shot)  # it is sent by itself
    running.wait_for("SELECT count(*) FROM discrepancy_photos", 1)
    hand.page.wait_for_url(f"**{address}")  # the answer to the picture has come as well
    hand.at(f"{address}/lines")
    hand.tap(say("No barcode"), shows=say("Which product is it?"))
    hand.page.get_by_text("TEA-100").first.click()
    hand.sees(say("How many?"))
    hand.page.locator("input[name=quantity]").fill("2")
    hand.page.get_by_role("button", name=say("Confirm")).click()
    running.wait_for(_RECEIVED, 24)
    hand.sees("20")
    hand.at(f"{address}/lines")
    hand.picture()

    # what nobody announced
    hand.at("/scanner/receive")
    hand.tap(say("Not announced"), shows=here.shop.name)
    hand.page.get_by_role("button", name=here.shop.name).click()
    hand.page.wait_for_url("**/scanner/receive/*-*")
    hand.scan(here.codes["CUP-1"], shows="CUP-1")
    running.wait_for("SELECT count(*) FROM discrepancies WHERE kind = 'unannounced'", 1)

    # the place is full
    hand.at("/scanner/put-away")
    hand.scan(here.codes["CUP-1"], shows="CUP-1")
    hand.side_door(say("Other place"), say("The place is full"))
    hand.sees("A-02-1")
    hand.scan(here.hall["A-02-1"].label_code, shows="")
    running.wait_for("SELECT overruled_because FROM put_aways WHERE done_at IS NOT NULL", "full")
