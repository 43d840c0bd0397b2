"""A handheld says aloud what to do, where it is switched on and has a voice for the language."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HANDHELD, Pages
from tests.browser.site import Site

#: this browser's computer has no voices: two made-up ones write down what they are given
VOICES: Final = """
  window.said = [];
  speechSynthesis.getVoices = () => [{lang: 'en-GB', localService: true}, {lang: 'pl-PL'}];
  speechSynthesis.speak = (spoken) => said.push([spoken.lang, spoken.text]);
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
ON: Final = "localStorage.setItem('wms.speech', 'on')"


def _said(page: Page, site: Site, name: str) -> list[list[str]]:
    page.goto(f"{site.url}/sample/{name}", wait_until="networkidle")
    said: list[list[str]] = page.evaluate("said")
    return said


def test_place_and_number_are_said_and_so_is_a_no(page_at: Pages, site: Site) -> None:
    page = page_at(*HANDHELD)
    page.add_init_script(VOICES)
    assert _said(page, site, "pick") == [], "nobody has switched it on here"
    page.add_init_script(ON)
    [[language, words]] = _said(page, site, "pick")
    assert (language, words) == ("en-GB", "A, 03, 17, 2. 2 pieces.")
    [[_, words]] = _said(page, site, "refusal_wrong_place")
    assert words == "You are at A-03-16-2. Needed: A-03-17-2. Go to A-03-17-2."
    site.language = "uk"
    assert _said(page, site, "pick") == [], "an English voice would not be understood"


@pytest.mark.parametrize("has_voice", [True, False])
def test_it_is_switched_on_and_off_for_each_device(
    page_at: Pages, site: Site, has_voice: bool
) -> None:
    page = page_at(*HANDHELD)
    page.add_init_script(VOICES)
    site.language = "pl" if has_voice else "uk"
    page.goto(f"{site.url}/sample/scanner/selftest", wait_until="networkidle")
    row = page.locator("[data-row=speech]")
    row.locator("[data-speech=on]").click()
    if not has_voice:
        expect(row).to_have_attribute("data-state", "bad")
        assert page.evaluate("localStorage.getItem('wms.speech')") == "off"
        return
    row.locator("[data-speech=off]").wait_for()
    assert page.evaluate("said[0][0]") == "pl-PL"
    assert page.evaluate("localStorage.getItem('wms.speech')") == "on"
    assert '"speech":"on"' in page.locator("[name=result]").input_value()
    row.locator("[data-speech=off]").click()
    row.locator("[data-speech=on]").wait_for()
    assert page.evaluate("localStorage.getItem('wms.speech')") == "off"
