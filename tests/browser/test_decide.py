"""A piece with a serial number is weighed, found damaged and photographed; its shop decides by a
link on a telephone. In a real Chromium; ``LOOK_DIR=folder`` keeps a picture of every screen.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from types import SimpleNamespace

import httpx
from playwright.sync_api import FilePayload, expect
from sqlalchemy import text

from tests.browser.conftest import Pages
from tests.browser.handheld import Handheld, in_languages, open_floor, words
from tests.browser.warehouse import Running
from tests.photos.pictures import picture
from wms.db import Tx

TELEPHONE = (360, 740)


async def _prepared(tx: Tx, language: str) -> SimpleNamespace:
    here = await open_floor(tx, language)
    await tx.execute(
        text("UPDATE products SET is_serial_tracked = true, weight_g = NULL WHERE sku = 'TEA-100'")
    )
    await tx.execute(text("UPDATE shops SET language = :told"), {"told": language})
    return here


@in_languages()
def test_a_shop_decides_on_its_telephone(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = words(language)
    here = running.prepare(lambda tx: _prepared(tx, language))
    shop = httpx.Client(base_url=running.url, headers={"Authorization": f"Bearer {here.key}"})
    lines = [{"sku": "TEA-100", "quantity": 2}, {"sku": "CUP-1", "quantity": 4}]
    asn = shop.post("/v1/asns", json={"external_id": "PO-1", "lines": lines}).json()
    address = f"/scanner/receive/{asn['id']}"

    hand = Handheld(running, page_at, wedge, f"decide-{language}")
    hand.log_in(here, shows=say("What to do?"))
    hand.at(address)
    hand.scan(here.codes["TEA-100"], shows=say("Which serial number?"))
    hand.picture()
    hand.scan("SN-4711", shows=say("Weigh it"))
    hand.picture()
    hand.tap(say("Weigh it"), shows=say("Weigh one piece"))
    hand.page.locator("input[name=weight_g]").fill("250")
    hand.picture()
    hand.page.get_by_role("button", name=say("Confirm")).click()
    running.wait_for("SELECT weight_g FROM measurements", 250)
    hand.at(address)
    hand.side_door(say("Damaged"), say("Crushed"))
    hand.tap(say("Take a photo of it"), shows=say("Show what is wrong, and the label beside it"))
    shot: FilePayload = {"name": "shot.png", "mimeType": "image/png", "buffer": picture(400, 300)}
    hand.page.locator("input[type=file]").set_input_files(shot)  # it is sent by itself
    running.wait_for("SELECT count(*) FROM discrepancy_photos", 1)

    told = shop.get(f"/v1/asns/{asn['id']}").json()
    [damaged] = told["discrepancies"]
    phone = page_at(*TELEPHONE)
    phone.goto(damaged["decide_url"])
    expect(phone.locator(".photos img")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    if folder := os.environ.get("LOOK_DIR"):
        phone.wait_for_timeout(300)
        phone.screenshot(path=f"{folder}/telephone-{language}.png", full_page=True)
    phone.get_by_text(say("Back to the supplier")).click()
    phone.locator("textarea").fill("OK")
    phone.get_by_role("button", name=say("Decide")).click()
    expect(phone.locator(".flash-ok")).to_be_visible()
    if folder:
        phone.screenshot(path=f"{folder}/telephone-{language}-done.png", full_page=True)
    assert running.one("SELECT decision FROM discrepancies") == "return_to_supplier"
