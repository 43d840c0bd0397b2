"""A shop's own person looks into its sandbox at the desk: time passes, something goes wrong on
request. In a real Chromium; ``LOOK_DIR=folder`` keeps a picture of every screen.
"""

from __future__ import annotations

import os
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Page, expect

from tests.api.people import PASSWORD
from tests.browser.conftest import Pages
from tests.browser.desk import log_in
from tests.browser.handheld import in_languages, open_floor, words
from tests.browser.warehouse import Running
from tests.faults.flow import ANNA
from tests.sandbox.keys import issue_test_key
from wms.access.desks import hire_office_user
from wms.db import Tx
from wms.shops.queries import shops

EMAIL = "kasia@example.com"
DESK = (1280, 900)


async def _opened(tx: Tx, language: str) -> SimpleNamespace:
    await open_floor(tx, language)
    [shop] = await shops(tx)
    await hire_office_user(
        tx, email=EMAIL, name="Kasia", password=PASSWORD, role="shop", shop_id=shop.id,
        language=language,
    )  # fmt: skip
    return SimpleNamespace(code=shop.code, key=await issue_test_key(tx, shop.id))


@in_languages()
def test_a_shops_person_lets_time_pass_and_things_go_wrong(
    running: Running, page_at: Pages, language: str
) -> None:
    say = words(language)
    here = running.prepare(lambda tx: _opened(tx, language))
    page = page_at(*DESK)
    log_in(page, running, EMAIL)
    page.goto(f"{running.url}/office/shops/{here.code}")
    page.get_by_role("link", name=say("Sandbox"), exact=True).first.click()
    expect(page.get_by_role("heading", name=say("Clock"))).to_be_visible()
    _picture(page, f"sandbox-{language}-new")

    with _program(running, here.key) as program:
        order = _an_order(program)
        page.reload()
        expect(page.locator("td.name .code", has_text="order.received")).to_be_visible()

        page.locator("[name=kind]").select_option("label_refused")
        page.locator("[name=times]").fill("2")
        page.get_by_role("button", name=say("Let it go wrong")).click()
        fault = page.locator("#faults tr:not(.dim) b")
        expect(fault).to_have_text(say("The courier sells no label"))
        _picture(page, f"sandbox-{language}-fault")

        page.locator("[name=step]").fill("3")
        page.locator("[name=unit]").select_option("days")
        page.get_by_role("button", name=say("Let the time pass")).click()
        expect(page.locator(".flash-ok")).to_be_visible()
        _picture(page, f"sandbox-{language}-later")

        page.locator("#faults").get_by_role("button", name=say("Remove")).click()
        page.get_by_role("dialog").get_by_role("button", name=say("Remove")).click()
        expect(fault).to_have_count(0)
        for link in (say("Go-live certificate"), say("Requests with test keys")):
            page.goto(f"{running.url}/office/shops/{here.code}/sandbox")
            page.get_by_role("link", name=link).click()
            expect(page.locator("h1")).to_be_visible()
            _picture(page, f"sandbox-{language}-{urlsplit(page.url).path.rpartition('/')[2]}")
        assert program.get(f"/v1/orders/{order}").json()["status"] != "cancelled"


def _program(running: Running, key: str) -> httpx.Client:
    return httpx.Client(base_url=running.url, headers={"Authorization": f"Bearer {key}"})


def _an_order(program: httpx.Client) -> str:
    made = program.post("/v1/products", json={"sku": "TEA", "name": "Tea"})
    assert made.status_code == 201, made.text
    order = {"external_id": "T-1", "recipient": ANNA, "carrier": "house",
             "lines": [{"sku": "TEA", "quantity": 1}]}  # fmt: skip
    placed = program.post("/v1/orders", json=order)
    assert placed.status_code == 201, placed.text
    return str(placed.json()["id"])


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("LOOK_DIR"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
