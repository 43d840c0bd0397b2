"""Every page of the desk in a real Chromium, on a desk and on a telephone, in every language.

``LOOK_DIR=folder`` keeps a picture of every page.
"""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from api.i18n import LANGUAGES
from tests.api.people import PASSWORD
from tests.browser.conftest import DESK_SIZE, Pages, browser, page_at
from tests.browser.handheld import in_languages
from tests.browser.warehouse import Running, warehouse
from tests.conftest import clone
from tests.databases import Maker
from tests.office.conftest import Happened
from tests.office.scene import Scene, pages
from wms.access.desks import hire_office_user
from wms.db import HALL, Database
from wms.local import Local
from wms.migrate import APP_ROLE
from wms.settings import Settings

__all__ = ["browser", "page_at"]

TELEPHONE = (390, 844)
NAME = "Katarzyna Wiśniewska-Kowalczyk"

MEASURE = """() => {
  const seen = (e) => e.checkVisibility() && e.getBoundingClientRect().width > 2;
  const all = (s) => [...document.querySelectorAll(s)].filter(seen);
  return {
    wide: document.documentElement.scrollWidth - innerWidth,
    clipped: all('.button, .state').filter((e) => e.scrollWidth > e.clientWidth + 2)
      .map((e) => e.textContent.trim()),
    nameless: all('input:not([type=hidden]), select, textarea')
      .filter((e) => !e.labels.length && !e.getAttribute('aria-label')).map((e) => e.outerHTML),
    empty: all('a, button').filter((e) => !e.textContent.trim() && !e.getAttribute('aria-label'))
      .map((e) => e.outerHTML),
    headings: all('h1').length,
    current: document.querySelectorAll('.side nav [aria-current]').length,
  };
}"""


async def _hire(app_url: str, tmp_path: Path, shop_id: UUID) -> None:
    """Somebody of the house and somebody of a shop, who read it, for each language."""
    database = Database(app_url, Settings(data_dir=tmp_path), name="test")
    try:
        for language in LANGUAGES:
            async with database.begin(HALL) as tx:
                await hire_office_user(
                    tx, email=f"{language}@example.com", name=NAME, password=PASSWORD,
                    role="admin", language=language,
                )  # fmt: skip
                await hire_office_user(
                    tx, email=f"shop-{language}@example.com", name=NAME, password=PASSWORD,
                    role="shop", shop_id=shop_id, language=language,
                )  # fmt: skip
    finally:
        await database.close()


@pytest.fixture(scope="module")
def desk(
    local: Local, maker: Maker, happened: Happened, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Running, Scene]]:
    """A running warehouse in which something of everything happened, for all tests of this file."""
    name, folder = clone(maker, happened.database), tmp_path_factory.mktemp("desk")
    app_url = local.postgres.url(name, user=APP_ROLE)
    with ThreadPoolExecutor(1) as thread:  # Playwright keeps a loop running in this one
        thread.submit(asyncio.run, _hire(app_url, folder, happened.scene.bench.shop.id)).result()
    with warehouse(local, app_url, folder) as running:
        yield running, happened.scene


def _log_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/office/today")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".tiles")


def _keep(page: Page, name: str) -> None:
    if folder := os.environ.get("LOOK_DIR"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        if page.locator("iframe").count():
            page.wait_for_timeout(1500)  # the PDF viewer draws when it likes
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@in_languages()  # `make browser` looks at all
@pytest.mark.parametrize("who", ["", "shop-"])
def test_every_page_fits_its_screen(
    language: str, who: str, desk: tuple[Running, Scene], page_at: Pages
) -> None:
    """The house sees all but a shop's own first page, forms and talks."""
    running, scene = desk
    page = page_at(*DESK_SIZE)
    _log_in(page, running.url, f"{who}{language}@example.com")
    ours = pages(scene, "admin")
    seen_by_shops = ["/office/today", *(p for p in pages(scene, "shop") if p not in ours)]
    for number, path in enumerate(seen_by_shops if who else ours):
        page.goto(running.url + path)
        for size in (DESK_SIZE, TELEPHONE):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            assert page.evaluate("innerWidth") == size[0], "it is as wide as the screen"
            _keep(page, f"{size[0]}-{who}{language}-{number:02}")
            seen = page.evaluate(MEASURE)
            assert seen["wide"] <= 0, (path, size)
            assert not seen["clipped"], (path, size)
            assert not seen["nameless"], path
            assert not seen["empty"], path
            assert seen["headings"] == 1, path
            assert seen["current"] <= 1, path


def test_the_menu_is_whole_on_a_desk_and_opens_by_key_on_a_telephone(
    desk: tuple[Running, Scene], page_at: Pages
) -> None:
    running, _scene = desk
    page = page_at(*DESK_SIZE)
    _log_in(page, running.url, "uk@example.com")
    page.goto(f"{running.url}/office/stock/watch")
    menu = page.locator(".side nav")
    assert menu.evaluate("nav => nav.scrollHeight - nav.clientHeight") <= 0, "nothing is cut off"
    assert menu.locator("[aria-current=page]").get_attribute("href") == "/office/stock"

    page.set_viewport_size({"width": TELEPHONE[0], "height": TELEPHONE[1]})
    expect(menu).to_be_hidden()
    page.locator(".menu-button").focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    _keep(page, "menu")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.keyboard.press("Enter")
    expect(menu.locator("a[href='/office/lpns']")).to_be_hidden()
    hall = menu.locator("details", has=page.locator("a[href='/office/lpns']"))
    hall.locator("summary").press("Enter")
    expect(menu.locator("a[href='/office/stock']")).to_be_hidden()
    menu.locator("a[href='/office/lpns']").click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith("/office/lpns")


def test_keys_badges_and_invitations_are_shown_once(
    desk: tuple[Running, Scene], page_at: Pages
) -> None:
    running, scene = desk
    page = page_at(*DESK_SIZE)
    _log_in(page, running.url, "pl@example.com")
    page.goto(f"{running.url}/office/shops/{scene.bench.shop.code}")
    page.locator("main details summary").first.click()
    page.fill("details input[name=name]", "eksport stanów")
    page.locator("details button").click()
    secret = page.locator("#once-secret").text_content() or ""
    assert secret.startswith("wms_live_")
    _keep(page, "once-key")
    page.goto(f"{running.url}/office/shops/{scene.bench.shop.code}")
    assert secret not in page.content()

    page.goto(f"{running.url}/office/operators/new")
    page.fill("input[name=name]", NAME)
    page.fill("input[name=pin]", "4711")
    with page.expect_response("**/office/badge.pdf") as answered:
        page.locator("main button.primary").click()
    assert answered.value.headers["content-type"] == "application/pdf"
    _keep(page, "once-badge")

    page.goto(f"{running.url}/office/devices")
    page.fill("input[name=name]", "Skaner 7")
    page.locator("main button.primary").click()
    expect(page.locator(".qr")).to_be_visible()
    picture = Image.open(io.BytesIO(page.locator(".qr").screenshot()))
    [read] = zxingcpp.read_barcodes(picture)
    assert read.text == page.locator("#enrol-link").text_content()
    _keep(page, "once-device")


def test_slips_are_chosen_and_a_dialog_asks_first(
    desk: tuple[Running, Scene], page_at: Pages
) -> None:
    running, scene = desk
    page = page_at(*DESK_SIZE)
    _log_in(page, running.url, "en@example.com")
    page.goto(f"{running.url}/office/orders")
    button = page.locator("button[data-needs=ids]").first
    expect(button).to_be_disabled()
    page.locator(f"input[name=ids][value='{scene.waiting.number}']").check()
    expect(button).to_be_enabled()
    expect(button.locator("[data-count]")).to_have_text("1")

    page.goto(f"{running.url}/office/orders/{scene.waiting.number}")
    page.get_by_role("button", name="Cancel the order").click()
    _keep(page, "ask")
    page.locator("#ask-no").click()
    assert running.one("SELECT count(*) FROM orders WHERE status = 'cancelled'") == 0
    page.get_by_role("button", name="Cancel the order").click()
    page.locator("#ask-yes").click()
    expect(page.locator(".flash-ok")).to_be_visible()
    assert running.one("SELECT count(*) FROM orders WHERE status = 'cancelled'") == 1
