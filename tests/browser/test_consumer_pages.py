"""A consumer with a telephone: their order, a withdrawal, a new address. In a real Chromium.

``LOOK_DIR=folder`` keeps a picture of every page. In the suite the withdrawal only; `make browser`
opens every page in every language, with axe.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text

from api.i18n import CONSUMER_LANGUAGES
from tests import cast
from tests.browser.conftest import Pages
from tests.browser.handheld import words
from tests.browser.test_accessible import AXE
from tests.browser.warehouse import Running
from tests.orders.asking import goes_to
from tests.returns.shipped import ship
from wms.consumer.answers import AnswerWritten, add_answer
from wms.consumer.rules import ConsumerTerms, set_consumer_rules
from wms.db import Tx
from wms.orders.holds import hold_order
from wms.returns.labels.buy import claim_label, due_labels, record_label
from wms.shipping.carriers.house import House
from wms.shops.consumer_links import order_link

TELEPHONE = (360, 740)
#: as narrow as a page of 1280 px is at 400 % (WCAG 2.2, 1.4.10)
NARROWEST = 320
SECRET = "test-" + "0" * 40
#: WCAG 2.2 as far as a program can tell, and what axe calls good practice
JUDGED = """async () => {
  const told = await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
  });
  return told.violations.map(({ id, nodes }) => [id, nodes.map((n) => n.html.slice(0, 160))]);
}"""
BUYER = {
    "name": "Anna Żółć", "street": "Polna 1", "postcode": "00-950", "city": "Warszawa",
    "country": "PL", "email": "anna@example.com",
}  # fmt: skip
QUESTIONS = {
    "en": "How do I send something back?",
    "pl": "Jak odesłać towar?",
    "uk": "Як повернути товар?",
    "de": "Wie schicke ich etwas zurück?",
}


@dataclass
class Prepared:
    """Links of two orders: one that was sent, one that waits for its consumer."""

    sent: str
    waits: str
    shop_code: str
    tracking_number: str


async def prepared(tx: Tx, language: str) -> Prepared:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100", name="Herbata czarna liściasta 100 g")
    cup = await cast.add_product(tx, shop, "CUP-1", name="Kubek porcelanowy „Łąka” 300 ml")
    gone = await ship(tx, hall, shop, [(tea, 3), (cup, 1)])
    await tx.execute(text("UPDATE orders SET language = :language"), {"language": language})
    await goes_to(tx, shop.id, gone.order_id, **BUYER)
    await tx.execute(text("UPDATE shops SET name = 'Herbata i Spółka', language = 'pl'"))
    waits = await tx.scalar(
        text(
            "INSERT INTO orders (shop_id, external_id, country, carrier, service, language, "
            "backorder_policy, delayed_at, ship_by) VALUES (:shop, 'WEB-1002', 'PL', "
            "'house', 'standard', :language, 'all_or_nothing', clock_timestamp(), "
            "clock_timestamp() + interval '1 day') RETURNING id"
        ),
        {"shop": shop.id, "language": language},
    )
    await goes_to(tx, shop.id, waits, **BUYER, pickup_point_id="HOUSE01")
    await tx.execute(
        text(
            "INSERT INTO order_lines (shop_id, order_id, line_no, product_id, ordered, "
            "backordered) VALUES (:shop, :order, 1, :tea, 2, 1)"
        ),
        {"shop": shop.id, "order": waits, "tea": tea.id},
    )
    await hold_order(tx, shop.id, waits, "address_question")
    await set_consumer_rules(tx, shop.id, ConsumerTerms(may_cancel=True))
    for each, question in QUESTIONS.items():
        await add_answer(
            tx, shop.id, AnswerWritten(language=each, question=question, answer="14 d")
        )
    return Prepared(
        sent=order_link(SECRET, shop.id, gone.order_id),
        waits=order_link(SECRET, shop.id, waits),
        shop_code=shop.code,
        tracking_number=gone.tracking_number,
    )


class Telephone:
    """A page on a telephone; each page that is looked at is judged."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self._name = name
        self._seen = 0

    def press(self, button: Locator) -> None:
        """Press what leads to another page, and be there: half a page cannot be judged."""
        with self.page.expect_navigation():
            button.click()

    def looked_at(self) -> None:
        """Nothing is wider than the screen, axe finds nothing, and a picture is kept."""
        self._seen += 1
        if folder := os.environ.get("LOOK_DIR"):
            self.page.screenshot(
                path=f"{folder}/consumer-{self._name}-{self._seen:02}.png", full_page=True
            )
        wide = "document.documentElement.scrollWidth - innerWidth"
        assert self.page.evaluate(wide) <= 0, self.page.url
        self.page.evaluate(AXE)
        faults: list[Any] = self.page.evaluate(JUDGED)
        assert faults == [], self.page.url


def _withdraw(phone: Telephone, here: Prepared, language: str) -> None:
    say, page = words(language), phone.page
    page.get_by_role("link", name=say("Withdraw from contract here")).click()
    phone.press(page.get_by_role("button", name=say("Go on")))
    expect(page.locator("#faults")).to_be_visible()
    phone.looked_at()
    page.locator("#faults a").click()
    assert page.evaluate("document.activeElement.id") == "quantity-0", "the error leads there"
    page.locator("#quantity-0").select_option("2")
    page.locator("#why-0").select_option("does_not_fit")
    phone.press(page.get_by_role("button", name=say("Go on")))
    phone.looked_at()
    phone.press(page.get_by_role("button", name=say("Confirm withdrawal")))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        say("We have received your withdrawal")
    )
    phone.looked_at()


async def _bought(tx: Tx) -> None:
    """A worker has asked the house's courier."""
    for key in await due_labels(tx, 10):  # type: ignore[arg-type]  # reads with what writes
        claimed = await claim_label(tx, *key)
        assert claimed is not None
        bought = await House("https://example.com/track").buy_return(claimed.facts)
        assert await record_label(tx, claimed, bought, b"%PDF-1.4 a label")


def _choose_way(phone: Telephone, running: Running, language: str) -> None:
    say, page = words(language), phone.page
    phone.press(page.get_by_role("link", name=say("Choose how it comes back")))
    phone.looked_at()
    page.get_by_role("button", name=say("Get label or code")).click()
    page.locator("#said").fill("00 950")  # links are passed on
    page.get_by_role("button", name=say("Go on")).click()
    page.get_by_role("button", name=say("Get label or code")).click()
    asked = say("We are asking the courier. It takes some seconds.")
    expect(page.get_by_text(asked)).to_be_visible()
    phone.looked_at()
    running.prepare(_bought)
    # the page sees it by itself
    expect(page.locator(".way-code")).to_be_visible(timeout=10_000)
    expect(page.locator(".qr img")).to_have_js_property("complete", True)
    phone.looked_at()


def test_a_consumer_withdraws_on_a_telephone_and_has_a_code_for_the_way_back(
    running: Running, page_at: Pages
) -> None:
    here = running.prepare(lambda tx: prepared(tx, "pl"))
    phone = Telephone(page_at(*TELEPHONE, java_script_enabled=True), "flow")
    phone.page.goto(running.url + here.sent)
    _withdraw(phone, here, "pl")
    assert running.one("SELECT (outcome, is_late)::text FROM withdrawals") == "(return,f)"
    _choose_way(phone, running, "pl")
    assert running.one("SELECT status FROM return_labels") == "bought"


@pytest.mark.large
@pytest.mark.parametrize("language", CONSUMER_LANGUAGES)
def test_every_page_fits_a_telephone_and_is_accessible(
    running: Running, page_at: Pages, language: str
) -> None:
    here = running.prepare(lambda tx: prepared(tx, language))
    phone = Telephone(page_at(*TELEPHONE), language)
    page = phone.page

    def at(path: str) -> None:
        page.goto(running.url + path)
        phone.looked_at()

    at(f"/o/nowhere?language={language}")
    at(here.sent)
    at(f"{here.sent}/address")  # too late
    at(f"{here.sent}/withdraw")
    page.goto(running.url + here.sent)
    _withdraw(phone, here, language)
    _choose_way(phone, running, language)
    at(here.sent)  # with its return
    at(here.waits)
    at(f"{here.waits}/withdraw")
    at(f"{here.waits}/point")  # asks for the proof
    page.locator("#said").fill("99-999")
    phone.press(page.locator("main form button"))
    phone.looked_at()
    page.locator("#said").fill("00 950")
    phone.press(page.locator("main form button"))
    at(f"{here.waits}/point?near=xyz")
    at(f"{here.waits}/cancel")
    at(f"{here.sent}/ask?about=damaged")
    page.goto(f"{running.url}{here.sent}/ask")
    page.locator("#words").fill(QUESTIONS[language])
    phone.press(page.locator("main form button"))
    phone.looked_at()  # answered already
    phone.press(page.locator("main form button"))
    phone.looked_at()
    at(f"/q/{here.shop_code}")
    at(f"/q/{here.shop_code}?said=xyzzy")
    at(f"/track/{here.tracking_number}")
    page.set_viewport_size({"width": NARROWEST, "height": 740})
    at(here.sent)
    at(here.waits)


@pytest.mark.large
def test_nothing_of_it_needs_a_script(running: Running, page_at: Pages) -> None:
    here = running.prepare(lambda tx: prepared(tx, "en"))
    page = page_at(*TELEPHONE, java_script_enabled=False)
    page.goto(f"{running.url}{here.waits}/point")
    page.locator("#said").fill("00-950")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose another pickup point")
