"""Every e-mail to a consumer, in every language, as a telephone shows it: HTML by day and by night,
and the plain text. ``LOOK_DIR=folder`` keeps a picture of each.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page
from sqlalchemy import text

from api.i18n import CONSUMER_LANGUAGES
from tests.browser.conftest import HANDHELD, Pages
from tests.browser.consumer_states import orders_in_every_state
from tests.browser.handheld import words
from tests.browser.test_accessible import AXE
from tests.browser.test_consumer_pages import JUDGED, SECRET
from tests.browser.test_every_page import FORBIDDEN
from tests.browser.warehouse import Running
from tests.contact.conftest import at_desk
from tests.photos.pictures import sign
from wms.contact.answer import answer
from wms.contact.signed import Contact, set_contact
from wms.db import Tx
from wms.mail.letter import LOGO_ID, Letter
from wms.notices.frame import Written
from wms.notices.kinds import KINDS
from wms.notices.looks import look_of
from wms.notices.samples import imprint_of, sample
from wms.notices.texts import OwnText, spoken
from wms.packing.slips.template import LANGUAGES
from wms.packing.slips.versions import develop_logo
from wms.seals.seals import opened
from wms.settings import Settings
from wms.shops.queries import shop_by_code

pytestmark = pytest.mark.large

_LOGO = b64encode(develop_logo(sign("Herbata & Spółka")).thumbnail).decode()


async def _samples(tx: Tx, language: str) -> dict[str, Written]:
    """Each kind for a made-up order: with our own words, one parcel and two, both scales."""
    shown = await orders_in_every_state(tx, SECRET)
    await set_contact(tx, shown.shop_id, Contact(name="Ewa Lis"))
    shop = await shop_by_code(tx, shown.shop_code)
    look = await look_of(tx, shop.id, imprint_of(shop))
    settings = Settings(public_url="https://wms.example")
    made = {}
    for kind in KINDS:
        ours = spoken({}, kind, language, language)
        said = OwnText(subject=ours.subject, body=ours.body)
        for parcels in (1, 2) if kind in ("packed", "shipped", "pickup") else (1,):
            name = f"{kind}-{parcels}"
            made[name] = sample(settings, shop, look, kind, language, said, parcels=parcels)
    made["survey-ten"] = sample(settings, shop, look, "survey", language, said, scale="ten")
    return made


async def _letters(tx: Tx) -> list[Letter]:
    rows = await tx.execute(text("SELECT * FROM mails ORDER BY created_at, id"))
    found = [await opened(tx, one.shop_id, one.subject_id, one.letter_sealed) for one in rows]
    return [msgspec.json.decode(one, type=Letter) for one in found if one is not None]


def _look(page: Page, language: str, name: str, html: str) -> None:
    page.set_content(html.replace(f"cid:{LOGO_ID}", f"data:image/jpeg;base64,{_LOGO}"))
    if folder := os.environ.get("LOOK_DIR"):
        path = Path(folder) / language / f"mail-{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    assert page.evaluate(FORBIDDEN) == [], name
    page.evaluate(AXE)
    # a letter has no landmarks: its reader's program has
    faults: list[Any] = [one for one in page.evaluate(JUDGED) if one[0] != "region"]
    faults = [one for one in faults if one[0] != "landmark-one-main"]
    assert faults == [], name


#: what opens a page by itself
TOKEN = re.compile(r"(/(?:o|survey)/)[\w-]+")


def _look_at_all(
    page_at: Pages, language: str, letters: dict[str, tuple[str, str, str | None]]
) -> None:
    by_day, by_night = page_at(*HANDHELD), page_at(*HANDHELD, color_scheme="dark")
    for name, (title, written, html) in letters.items():
        plain = TOKEN.sub(r"\1…", written)  # made of random letters, which may look like a code
        if html is not None:
            _look(by_day, language, name, html)
            _look(by_night, language, f"{name}-night", html)
        _look(
            by_day, language, f"{name}-plain",
            f"<!doctype html><html lang='{language}'><title>{escape(title)}</title><body><h1 "
            f"style='font:700 16px sans-serif'>{escape(title)}</h1><pre style='white-space:"
            f"pre-wrap;overflow-wrap:anywhere;font:14px sans-serif'>{escape(plain)}</pre>",
        )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_an_order(running: Running, page_at: Pages, language: str) -> None:
    made = running.prepare(lambda tx: _samples(tx, language))
    _look_at_all(
        page_at, language, {name: (one.title, one.plain, one.html) for name, one in made.items()}
    )


async def _answered(tx: Tx, language: str) -> dict[str, str]:
    shown = await orders_in_every_state(tx, SECRET)
    await tx.execute(text("UPDATE orders SET language = :language"), {"language": language})
    await set_contact(tx, shown.shop_id, Contact(name="Ewa Lis"))
    number = await tx.scalar(
        text("SELECT number FROM contact_threads WHERE order_id = :order"),
        {"order": shown.orders["chat"]},
    )
    await answer(
        tx, Settings(secret_key=SECRET), number, channel="email",
        words="Paczka jest już u kuriera.", by=await at_desk(tx),
    )  # fmt: skip
    return {name: shown.page(name) for name in ("to_send_back", "to_withdraw", "withdrawn_told")}


@pytest.mark.parametrize("language", CONSUMER_LANGUAGES)
def test_every_receipt_and_an_answer_of_the_desk(
    running: Running, page_at: Pages, language: str
) -> None:
    pages = running.prepare(lambda tx: _answered(tx, language))
    phone = page_at(*HANDHELD)
    say = words(language)
    for name in ("to_send_back", "to_withdraw"):
        phone.goto(f"{running.url}{pages[name]}/withdraw")
        if phone.locator("#quantity-0").count():
            phone.locator("#quantity-0").select_option("2")
            phone.locator("#why-0").select_option("does_not_fit")
            phone.locator("main form button").click()
        elif phone.locator("#said").count():
            phone.locator("#said").fill("00-950")
        phone.get_by_role("button", name=say("Confirm withdrawal")).click()
        phone.wait_for_url("**/withdrawals/**")
    letters = running.prepare(_letters)
    names = ("answer", "receipt-return", "receipt-cancelled")
    assert len(letters) == len(names)
    _look_at_all(
        page_at, language,
        {name: (one.title, one.plain, one.html) for name, one in zip(names, letters, strict=True)},
    )  # fmt: skip
