"""A handheld in a real browser, with its scanner: what its person does and sees.

Every flow is walked in one language in the suite, another one for each flow, and in all of them by
`make browser`. With ``LOOK_DIR`` set, a picture of every screen is kept there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from api import i18n
from tests import cast
from tests.browser.conftest import HANDHELD, Pages, press_enter
from tests.browser.warehouse import Running
from wms.access.devices import announce_device
from wms.access.keys import SCOPES, issue_key
from wms.access.operators import hire_operator
from wms.db import Tx

PIN = "4711"
_LAST_TONE = """addEventListener("DOMContentLoaded", () => {
  const keep = () => {
    const tone = document.querySelector("#work")?.dataset.tone;
    if (tone && tone !== "none") window.lastTone = tone;
  };
  new MutationObserver(keep).observe(document.body, { childList: true, subtree: true });
  keep();
})"""


def in_languages(suite: str = "") -> pytest.MarkDecorator:
    """All languages; in the suite only ``suite``, or none."""
    return pytest.mark.parametrize(
        "language",
        [
            one if one == suite else pytest.param(one, marks=pytest.mark.large)
            for one in i18n.LANGUAGES
        ],
    )


def words(language: str) -> Callable[[str], str]:
    """What a sentence of the screens is in the language."""
    return lambda sentence: i18n.translate(language, sentence)


async def hire(tx: Tx, language: str) -> dict[str, str]:
    """Ola and her new handheld: ``badge`` and ``device``."""
    hired = await hire_operator(tx, name="Ola Wiśniewska", pin=PIN, language=language)
    device = await announce_device(tx, name="Handheld 1")
    return {"badge": hired.badge, "device": device.code}


class Handheld:
    """One browser page, its scanner, and a picture of every screen."""

    def __init__(
        self, running: Running, page_at: Pages, wedge: Callable[..., None], pictures: str
    ) -> None:
        self.page: Page = page_at(*HANDHELD, color_scheme="dark")
        self.page.add_init_script(_LAST_TONE)
        self._url = running.url
        self._wedge = wedge
        self._pictures = pictures
        self._shots = 0

    def log_in(self, here: Any, *, shows: str) -> None:
        """Enrol, scan the badge of `hire`, type the PIN."""
        self.at(f"/scanner/enrol?code={here.device}")
        self.page.locator("button[form=enrol]").click()
        self.page.wait_for_selector("form[action='/scanner/login/badge']", state="attached")
        self.page.wait_for_load_state()  # before that it does not hear the scanner
        self.picture()
        self.scan(here.badge, shows="Ola")
        self.page.locator("input[name=pin]").fill(PIN)
        press_enter(self.page)
        self.sees(shows)

    def at(self, path: str) -> None:
        """Open a page; its script listens to the scanner."""
        self.page.goto(self._url + path)

    def scan(self, code: str | None, *, shows: str) -> None:
        """Pull the trigger; then the screen shows ``shows``."""
        assert code
        self._wedge(self.page, code)
        self.sees(shows)

    def sees(self, text: str) -> None:
        """The screen shows the text, and everything that was sent is answered: it stays so."""
        expect(self.page.locator("main")).to_contain_text(text)
        expect(self.page.locator("#link")).to_have_attribute("data-state", "online")
        expect(self.page.locator("main")).to_contain_text(text)
        self.picture()

    def tap(self, name: str, *, shows: str) -> None:
        """Tap the first button or link of that name; then the screen shows ``shows``."""
        self.page.get_by_role("button", name=name).or_(
            self.page.get_by_role("link", name=name)
        ).first.click()
        self.sees(shows)

    def side_door(self, name: str, reason: str) -> None:
        """One tap, a reason, and the next screen is there."""
        self.page.locator("summary", has_text=name).click()
        self.picture()
        self.page.get_by_role("button", name=reason).click()
        self.sees("")

    def understood(self, how: str = "tap") -> None:
        """Acknowledge the refusal; while it stands, scans only repeat it."""
        if how == "Enter":
            press_enter(self.page)
        else:
            self.page.locator("[data-ack]").first.click()
        expect(self.page.locator("[data-refusal]")).to_have_count(0)

    def picture(self, name: str = "") -> None:
        """Keep a picture of the screen, when somebody looks."""
        if folder := os.environ.get("LOOK_DIR"):
            self._shots += 1
            path = Path(folder) / f"{self._pictures}-{name or format(self._shots, '02')}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=path)

    @property
    def tone(self) -> str:
        """The last tone that a screen was shown with; drawn again, it keeps quiet."""
        return str(self.page.evaluate("window.lastTone ?? ''"))


async def open_floor(tx: Tx, language: str) -> SimpleNamespace:
    """The hall, a shop with two products and an announced delivery, Ola, and her new handheld."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100", name="Herbata czarna liściasta 100 g")
    cup = await cast.add_product(tx, shop, "CUP-1", name="Kubek porcelanowy „Łąka” 300 ml")
    codes = {p.sku: await cast.barcode_of(tx, p) for p in (tea, cup)}
    key = await issue_key(tx, shop.id, name="test", scopes=SCOPES)
    return SimpleNamespace(
        hall=hall, shop=shop, codes=codes, **await hire(tx, language), key=key.key
    )
