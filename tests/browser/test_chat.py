"""Two browsers chat: a consumer with a telephone, Ewa at the desk. ``LOOK_DIR`` keeps pictures."""

from __future__ import annotations

import os
import threading
import time as clock
from datetime import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from api.i18n import CONSUMER_LANGUAGES, LANGUAGES
from tests.api.people import PASSWORD
from tests.browser.conftest import Pages
from tests.browser.desk import log_in
from tests.browser.handheld import words
from tests.browser.test_consumer_pages import TELEPHONE, Telephone, prepared
from tests.browser.warehouse import PATIENCE_S, Running
from wms.access.desks import hire_office_user
from wms.contact.say import say, thread_for
from wms.contact.signed import Contact, set_contact
from wms.db import Tx
from wms.shops.queries import shops

DESK = (1280, 800)
SAID = "Kiedy przyjdzie moja paczka?"
ANSWERED = "Jest już u kuriera, jutro będzie u Pani."


async def _opened(tx: Tx, language: str) -> str:
    """An order's link, somebody of the office, and hours that never end."""
    here = await prepared(tx, language)
    shop = await shops(tx)
    await set_contact(
        tx, shop[0].id, Contact(name="Ewa Lis", opens_at=time(0), closes_at=time(23, 59, 59))
    )
    at_desk = language if language in LANGUAGES else "en"
    await hire_office_user(
        tx, email=f"{language}@example.com", name="Ewa Lis", password=PASSWORD, role="office",
        language=at_desk,
    )  # fmt: skip
    return here.sent


def _log_in(page: Page, running: Running, language: str) -> None:
    log_in(page, running, f"{language}@example.com")
    page.goto(f"{running.url}/office/messages")


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("LOOK_DIR"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.large
@pytest.mark.parametrize("language", CONSUMER_LANGUAGES)
def test_a_consumer_and_the_desk_chat_without_a_reload(
    running: Running, page_at: Pages, language: str
) -> None:
    say = words(language)
    link = running.prepare(lambda tx: _opened(tx, language))
    desk = page_at(*DESK)
    _log_in(desk, running, language)
    phone = Telephone(page_at(*TELEPHONE), f"chat-{language}")
    page = phone.page
    page.goto(f"{running.url}{link}")
    phone.looked_at()
    page.locator("#talk-words").fill(SAID)
    page.locator("#talk button").click()
    expect(page.locator(".talked .mine .words")).to_have_text(SAID)
    expect(page.locator("#talk-words")).to_have_value("")
    expect(desk.get_by_text(SAID)).to_be_visible()  # the list hears of it
    number = running.one("SELECT max(number) FROM contact_threads")
    desk.goto(f"{running.url}/office/messages/{number}")
    desk.locator("#answer [name=words]").fill(ANSWERED)
    desk.locator("#answer [name=channel]").select_option("chat")
    _picture(desk, f"desk-chat-{language}")
    desk.locator("#answer button.primary").click()
    expect(page.locator(".talked .theirs .words")).to_have_text(ANSWERED)
    page.locator("#talk-words").fill("Dziękuję!")
    page.locator("#talk-words").press("Enter")
    expect(page.locator(".talked .mine")).to_have_count(2)
    expect(desk.get_by_text("Dziękuję!")).to_be_visible()
    expect(page.get_by_role("heading", name=say("Chat with the shop"))).to_be_visible()
    phone.looked_at()
    # without a script the same form loads the page anew
    plain = page_at(*TELEPHONE, java_script_enabled=False)
    plain.goto(f"{running.url}{link}")
    plain.locator("#talk-words").fill("Bez skryptu")
    plain.locator("#talk button").click()
    expect(plain.locator(".talked")).to_contain_text("Bez skryptu")
    expect(page.locator(".talked")).to_contain_text("Bez skryptu")


class _Away(BaseHTTPRequestHandler):
    """What stands before a server that is away: 503, to everything."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(503)

    def log_message(self, format: str, *args: object) -> None:
        pass


async def _said_meanwhile(tx: Tx, order_id: UUID, shop_id: UUID) -> None:
    thread = await thread_for(tx, shop_id, order_id=order_id)
    for each in ("Pierwsza", "Druga"):
        await say(tx, shop_id, thread, channel="chat", from_="us", words=each)


@pytest.mark.large
def test_a_killed_web_server_costs_no_word_of_a_chat(running: Running, page_at: Pages) -> None:
    link = running.prepare(lambda tx: _opened(tx, "pl"))
    page, desk = page_at(*TELEPHONE), page_at(*DESK)
    for expected in ("ERR_", "503"):
        page_at.allow(expected)
    _log_in(desk, running, "pl")
    page.goto(f"{running.url}{link}")
    page.locator("#talk-words").fill(SAID)
    page.locator("#talk button").click()
    expect(page.locator(".talked .mine")).to_have_count(1)
    number = running.one("SELECT max(number) FROM contact_threads")
    desk.goto(f"{running.url}/office/messages/{number}")
    expect(desk.get_by_text(SAID)).to_be_visible()
    running.kill("api")
    order_id, shop_id = running.one("SELECT order_id, shop_id FROM contact_threads")
    running.prepare(lambda tx: _said_meanwhile(tx, order_id, shop_id))
    # somebody between answers for it: then a browser does not come again by itself
    _Away.asked.clear()
    away = ThreadingHTTPServer(("127.0.0.1", running.port), _Away)
    threading.Thread(target=away.serve_forever, args=(0.05,), daemon=True).start()
    deadline = clock.monotonic() + PATIENCE_S
    while len({path.partition("?")[0] for path in _Away.asked if "live" in path}) < 2:
        assert clock.monotonic() < deadline, _Away.asked
        page.wait_for_timeout(100)
    away.shutdown()
    away.server_close()
    running.start("api")
    expect(page.locator(".talked .theirs")).to_have_count(2)
    expect(page.locator(".talked .theirs .words")).to_have_text(["Pierwsza", "Druga"])
    expect(desk.get_by_text("Druga")).to_be_visible()
    page.locator("#talk-words").fill("Dziękuję!")
    page.locator("#talk button").click()
    expect(page.locator(".talked .mine")).to_have_count(2)
    expect(desk.get_by_text("Dziękuję!")).to_be_visible()


async def _forget(tx: Tx) -> None:
    await tx.execute(text("DELETE FROM at_the_desk"))


@pytest.mark.large
def test_words_that_could_not_be_sent_stay_in_the_box(running: Running, page_at: Pages) -> None:
    link = running.prepare(lambda tx: _opened(tx, "en"))
    running.prepare(_forget)
    page = page_at(*TELEPHONE)
    page_at.allow("ERR_FAILED")
    page.goto(f"{running.url}{link}")
    expect(page.locator("#talk")).to_contain_text("Nobody is here right now.")
    page.route("**/chat", lambda route: route.abort())
    page.locator("#talk-words").fill(SAID)
    page.locator("#talk button").click()
    expect(page.locator("#talk-fault")).to_contain_text("there is no connection")
    expect(page.locator("#talk-words")).to_have_value(SAID)
    page.unroute("**/chat")
    page.locator("#talk button").click()
    expect(page.locator(".talked .mine .words")).to_have_text(SAID)
    expect(page.locator("#talk .note.ok")).to_be_visible()
