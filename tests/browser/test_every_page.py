"""Every page for consumers in every state of an order, on a telephone, in every language, with axe.

``LOOK_DIR=folder`` keeps a picture of each; without it the pages are judged all the same.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from api.i18n import CONSUMER_LANGUAGES, LANGUAGES
from tests.browser.conftest import HANDHELD, Pages
from tests.browser.consumer_states import ANSWERS, Shown, orders_in_every_state
from tests.browser.handheld import words
from tests.browser.test_accessible import AXE
from tests.browser.test_consumer_pages import JUDGED, SECRET
from tests.browser.warehouse import Running
from tests.contact.conftest import at_desk
from wms.contact.signed import Contact, is_here, set_contact
from wms.db import Tx
from wms.notices.survey_links import survey_token
from wms.returns.unidentified.ask import ask_shop
from wms.returns.unidentified.links import url_of
from wms.returns.unidentified.take_in import arrive_unidentified
from wms.settings import Settings

pytestmark = pytest.mark.large

#: a sentence in which an unfilled placeholder, a code or a thing of the program would stand
FORBIDDEN = r"""() => {
  const said = document.body.innerText;
  return said.match(/%\(|\{\{|\}\}|\bNone\b|\bnull\b|undefined|[a-z]+_[a-z_]+|&[a-z]+;/g) || [];
}"""
#: less than a thumb needs (WCAG 2.2, 2.5.8): buttons and links that stand alone, px
SMALL = """() => [...document.querySelectorAll('button, a.button, input, select, textarea')]
  .filter((e) => e.checkVisibility() && e.type !== 'hidden'
    && (e.closest('label') || e).getBoundingClientRect().height < 24)
  .map((e) => e.outerHTML.slice(0, 120))"""
#: words that stand out of their box, or are cut
CUT = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 2
    && getComputedStyle(e).display !== 'inline' && e.clientWidth > 2
    && !e.classList.contains('visually-hidden'))
  .map((e) => e.outerHTML.slice(0, 120))"""


class Eyes:
    """A telephone: each page on it is judged, and kept as a picture."""

    def __init__(self, page: Page, running: Running, language: str) -> None:
        self.page = page
        self._running = running
        self._language = language

    def at(self, path: str, name: str) -> None:
        """Open a page and look."""
        self.page.goto(self._running.url + path)
        self.look(name)

    def look(self, name: str) -> None:
        """Judge what stands there, and keep a picture."""
        page = self.page
        if folder := os.environ.get("LOOK_DIR"):
            path = Path(folder) / self._language / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=True)
        assert page.evaluate("document.documentElement.lang") == self._language, name
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        assert page.evaluate(FORBIDDEN) == [], name
        assert page.evaluate(SMALL) == [], name
        assert page.evaluate(CUT) == [], name
        page.evaluate(AXE)
        faults: list[Any] = page.evaluate(JUDGED)
        assert faults == [], name

    def send(self, name: str) -> None:
        """Press the button of the page's form and look."""
        self.page.locator("main form:not([method=get]) button").first.click()
        self.look(name)


async def _made(tx: Tx, language: str) -> Shown:
    shown = await orders_in_every_state(tx, SECRET)
    await tx.execute(text("UPDATE orders SET language = :language"), {"language": language})
    return shown


@pytest.fixture(params=CONSUMER_LANGUAGES)
def eyes(request: pytest.FixtureRequest, running: Running, page_at: Pages) -> Eyes:
    return Eyes(page_at(*HANDHELD), running, request.param)


@pytest.fixture
def shown(eyes: Eyes, running: Running) -> Shown:
    return running.prepare(lambda tx: _made(tx, eyes._language))


def test_every_state_of_an_order_and_what_can_be_done_in_it(
    eyes: Eyes, shown: Shown, running: Running
) -> None:
    for name in shown.orders:
        if not name.startswith("to_") and name != "chat_live":
            eyes.at(shown.page(name), f"state-{name}")
    _changes(eyes, shown)
    _withdrawals(eyes, shown)
    _questions(eyes, shown)
    _chats(eyes, shown, running)
    _nothing(eyes, shown)


def _changes(eyes: Eyes, shown: Shown) -> None:
    page, there = eyes.page, shown.page("to_change")
    eyes.at(f"{there}/address", "change-1-prove")
    page.locator("#said").fill("99-999")
    eyes.send("change-2-prove-wrong")
    page.locator("#said").fill("00-950")
    eyes.send("change-3-address")
    for name in ("name", "street", "postcode", "city"):
        page.locator(f"#{name}").evaluate("e => e.removeAttribute('required')")
    page.locator("#name").fill("Анна 王")
    page.locator("#city").fill("Kraków")
    page.locator("#postcode").fill("30-001")
    eyes.send("change-4-address-faults")
    page.locator("#street").fill("Rynek 1")
    eyes.send("change-5-address-letters")
    page.locator("#name").fill("Anna Żółć")
    eyes.send("change-6-done")
    there = shown.page("to_point_change")
    page.goto(f"{eyes._running.url}{there}/point")
    page.locator("#said").fill("anna@example.com")
    eyes.send("point-1-ask")
    eyes.at(f"{there}/point?near=Nigdzie", "point-2-nothing")
    eyes.at(f"{there}/point?near=00-017", "point-3-found")
    page.locator("input[name=point]").last.check()
    eyes.send("point-4-done")
    there = shown.page("to_cancel")
    page.goto(f"{eyes._running.url}{there}/cancel")
    page.locator("#said").fill("00950")
    eyes.send("cancel-1-ask")
    eyes.send("cancel-2-done")
    eyes.at(f"{shown.page('shipped')}/address", "closed-too-late")
    eyes.at(f"{shown.page('cancelled')}/withdraw", "closed-nothing-left")


def _withdrawals(eyes: Eyes, shown: Shown) -> None:
    page, say = eyes.page, words(eyes._language)
    eyes.at(f"{shown.page('to_send_back')}/withdraw", "withdraw-1-choose")
    eyes.send("withdraw-2-nothing-chosen")
    page.locator("#quantity-0").select_option("2")
    page.locator("#why-0").select_option("does_not_fit")
    eyes.send("withdraw-3-confirm")
    eyes.send("withdraw-4-receipt")
    eyes.at(shown.page("to_send_back"), "withdraw-5-page")
    eyes.at(f"{shown.page('to_withdraw')}/withdraw", "withdraw-before-1")
    page.locator("#said").fill("00-950")
    eyes.send("withdraw-before-2-receipt")
    page.goto(f"{eyes._running.url}{shown.page('too_late')}/withdraw")
    page.locator("#quantity-1").select_option("1")
    eyes.send("withdraw-late-1-confirm")
    eyes.send("withdraw-late-2-receipt")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        say("We have received your withdrawal")
    )


def _questions(eyes: Eyes, shown: Shown) -> None:
    page, there = eyes.page, shown.page("shipped")
    eyes.at(f"{there}/ask?about=damaged", "ask-1-damaged")
    page.locator("#words").evaluate("e => e.removeAttribute('required')")
    eyes.send("ask-2-empty")
    page.goto(f"{eyes._running.url}{there}/ask")
    page.locator("#words").fill(ANSWERS[eyes._language][0][0])
    eyes.send("ask-3-answered-already")
    eyes.send("ask-4-sent")
    eyes.at(f"/q/{shown.shop_code}?language={eyes._language}", "questions-1")
    eyes.at(f"/q/{shown.shop_code}?said=xyzzy", "questions-2-nothing")
    eyes.at(f"/q/{shown.shop_code}?said={ANSWERS[eyes._language][1][0][:6]}", "questions-3-found")


async def _somebody_is_here(tx: Tx, shop_id: Any) -> None:
    ewa = await at_desk(tx, "Ewa")
    await is_here(tx, ewa.user_id)
    # a chat needs a working day; the tests' day may be a Sunday
    await set_contact(tx, shop_id, Contact(name="Ewa Lis", opens_at=time(0),
                                           closes_at=time(23, 59, 59)))  # fmt: skip


def _chats(eyes: Eyes, shown: Shown, running: Running) -> None:
    page = eyes.page
    page.goto(f"{running.url}{shown.page('chat')}")
    page.locator("#talk-words").fill("Czy mogę zmienić termin?")
    page.locator("#talk button").click()
    expect(page.locator(".talked .mine")).to_have_count(2)
    eyes.look("chat-2-question")
    running.prepare(lambda tx: _somebody_is_here(tx, shown.shop_id))
    page.goto(f"{running.url}{shown.page('chat_live')}")
    page.locator("#talk-words").fill("Dzień dobry, gdzie jest paczka?")
    page.locator("#talk button").click()
    expect(page.locator(".talked .mine")).to_have_count(1)
    eyes.look("chat-3-live" if datetime.now(UTC).weekday() < 5 else "chat-3-weekend")
    page.evaluate("document.querySelector('#talk-words').removeAttribute('required')")
    page.locator("#talk button").click()
    expect(page.locator("#talk-fault")).to_be_visible()
    eyes.look("chat-4-empty")


def _nothing(eyes: Eyes, shown: Shown) -> None:
    page, said = eyes.page, f"?language={eyes._language}"
    eyes.at(f"/track/{shown.tracking_number}{said}", "track-1")
    eyes.at("/track/9999999999", "track-2-unknown")
    eyes.at("/o/nowhere", "nothing-1-link")
    eyes.at("/survey/nowhere", "survey-0-link")
    for _ in range(60):
        if page.goto(f"{eyes._running.url}/o/guess").status == 429:  # type: ignore[union-attr]
            break
    eyes.look("nothing-2-too-many")


async def _surveyed(tx: Tx, language: str, scale: str) -> list[str]:
    shown = await _made(tx, language)
    key = {"shop": shown.shop_id, "scale": scale}
    await tx.execute(
        text(
            "INSERT INTO notice_settings (shop_id, survey_after_days, survey_scale, survey_since) "
            "VALUES (:shop, 3, :scale, now())"
        ),
        key,
    )
    links = []
    for name in ("delivered", "damaged"):
        order = shown.orders[name]
        await tx.execute(
            text(
                "INSERT INTO notices (shop_id, order_id, kind, about) "
                "VALUES (:shop, :order, 'survey', '1')"
            ),
            {"shop": shown.shop_id, "order": order},
        )
        links.append(f"/survey/{survey_token(SECRET, shown.shop_id, order)}")
    return links


@pytest.mark.parametrize("scale", ["five", "ten"])
def test_every_page_of_a_survey(eyes: Eyes, running: Running, scale: str) -> None:
    page = eyes.page
    first, second = running.prepare(lambda tx: _surveyed(tx, eyes._language, scale))
    eyes.at(first, f"survey-{scale}-1")
    eyes.send(f"survey-{scale}-2-nothing-tapped")
    page.goto(f"{running.url}{second}?score=4")
    eyes.look(f"survey-{scale}-3-tapped")
    page.locator("textarea").fill("Wszystko dobrze.")
    eyes.send(f"survey-{scale}-4-answered")
    eyes.at(f"{second}/unsubscribe", f"survey-{scale}-5-unsubscribe")
    eyes.send(f"survey-{scale}-6-unsubscribed")


async def _asked_whose(tx: Tx, language: str) -> str:
    shown = await _made(tx, language)
    await tx.execute(text("UPDATE shops SET language = :language"), {"language": language})
    lost = await arrive_unidentified(tx, shown.shop_id, code="WHOSE-1")
    order = shown.orders["delivered"]
    number = await tx.scalar(text("SELECT number FROM orders WHERE id = :id"), {"id": order})
    ewa = await at_desk(tx)
    await ask_shop(tx, lost.number, number, by=ewa.user_id)
    url = url_of(
        Settings(secret_key=SECRET), shop_id=shown.shop_id, return_id=lost.return_id,
        order_id=order, asked_at=datetime.now(UTC),
    )  # fmt: skip
    assert url
    return url[url.index("/whose") :]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shop_is_asked_whose_a_parcel_is(running: Running, page_at: Pages, language: str) -> None:
    link = running.prepare(lambda tx: _asked_whose(tx, language))
    eyes = Eyes(page_at(*HANDHELD), running, language)
    eyes.at(link, "whose-1")
    eyes.page.locator("main button[value=yes]").click()
    eyes.look("whose-2-yes")
    other = running.prepare(lambda tx: _asked_whose(tx, language))
    eyes.page.goto(running.url + other)
    eyes.page.locator("main button[value=no]").click()
    eyes.look("whose-3-no")
