"""Every sentence with which the hall says no stands whole on a handheld, also with long facts.

One page of each language is opened, and all sentences are put into it one after the other.
"""

from __future__ import annotations

import re
from typing import Final

import pytest

from api import i18n
from api.i18n import LANGUAGES
from tests.architecture.test_rules import all_refusals
from tests.browser.conftest import HANDHELD, Pages
from tests.browser.site import Site
from wms.errors import Refusal

#: as long as they come in a real hall
LONG: Final = {
    "sku": "TEA-JASMINE-500G-TIN-2026",
    "scanned": "TEA-JASMINE-500G-TIN-2026 · Herbata & Spółka",
    "needed": "TEA-JASMINE-500G-TIN-2026 · Herbata & Spółka",
    "by": "Katarzyna Wiśniewska-Kowalczyk",
    "who": "Katarzyna Wiśniewska-Kowalczyk",
    "shop": "Herbata & Spółka Poznańska",
    "name": "PO-2026-11-000471-B",
    "external_id": "PL-2026-11-000471-B",
    "in_the_way": "#PL-20929, #PL-20931, #PL-20944",
    "orders": "#PL-20929, #PL-20931, #PL-20944",
    "serial": "SN-2026-00047100317",
    "carrier": "Poczta Polska Kurier 48",
    "service": "Poczta Polska Kurier 48",
}
OTHER: Final = "LPN-0004711"
NUMBERS: Final = frozenset({
    "quantity", "available", "left", "most", "limit", "count", "number", "counted", "received",
    "expected", "minutes", "seconds", "on_hand", "shipped", "back", "asked", "carton", "pieces",
    "collected", "in_pack", "days", "line",
})  # fmt: skip
#: said at the desk only, where there is room
ELSEWHERE: Final = ("place.in_use",)

FIT = """(all) => {
  const page = document.querySelector('.refusal');
  const sentence = page.querySelector('.refusal-sentence');
  const small = page.querySelector('.refusal-small');
  page.querySelector('.refusal-next')?.remove();
  return all.filter(([code, words]) => {
    sentence.textContent = words;
    small.innerHTML = '<span>01059012341234571726123110L2611-2</span><span></span>';
    small.lastChild.textContent = code;
    const button = page.querySelector('[data-ack]').getBoundingClientRect();
    return page.scrollHeight > page.clientHeight || page.scrollWidth > page.clientWidth
      || sentence.scrollWidth > sentence.clientWidth || button.bottom > innerHeight;
  }).map(([code, words]) => code + ': ' + words);
}"""


def spoken(refusal: type[Refusal], language: str) -> str:
    names = set(re.findall(r"\{([a-z_]+)\}", refusal.sentence))
    facts = {name: LONG.get(name, 1000 if name in NUMBERS else OTHER) for name in names}
    return i18n.translate(language, refusal.sentence, **facts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_fits_a_handheld(page_at: Pages, site: Site, language: str) -> None:
    page = page_at(*HANDHELD)
    site.language = language
    page.goto(f"{site.url}/sample/refusal_stop")
    all_of_them = sorted(
        (refusal.code, spoken(refusal, language))
        for refusal in all_refusals()
        if not refusal.code.startswith(ELSEWHERE)
    )
    assert len(all_of_them) > 100, "the list of refusals is not found any more"
    assert page.evaluate(FIT, all_of_them) == []
