"""Every sample screen of the floor as axe-core sees it: nothing serious, and words at 7:1 and more.

axe-core (MPL-2.0, Deque Systems) comes with a package for tests only; nothing of it is sent.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

from tests.browser.conftest import HANDHELD, Pages
from tests.browser.sample_pages import FLOOR
from tests.browser.site import Site

AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text()
#: put a page's content into the open one, as the floor's script does, and judge it: WCAG 2.2 as far
#: as a program can, and its contrast of 7:1 (success criterion 1.4.6)
JUDGED: Final = """async ([address, ink]) => {
  const next = new DOMParser().parseFromString(await (await fetch(address)).text(), 'text/html');
  document.title = next.title;
  document.body.className = next.body.className;
  document.body.replaceChildren(...next.body.childNodes);
  if (ink) document.querySelector('.prompt').style.color = ink;
  const told = await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { 'color-contrast-enhanced': { enabled: true } },
    resultTypes: ['violations'],
  });
  return told.violations.map(({ id, impact, nodes }) => [
    impact, id, nodes.map((node) => node.html.slice(0, 120))]);
}"""
GRAVE: Final = ("serious", "critical")


def test_axe_finds_nothing_serious_on_the_floor(page_at: Pages, site: Site) -> None:
    page = page_at(*HANDHELD)
    page.goto(f"{site.url}/sample/{FLOOR[0]}", wait_until="networkidle")
    page.evaluate(AXE)

    def grave(name: str, ink: str = "") -> list[Any]:
        told = page.evaluate(JUDGED, [f"{site.url}/sample/{name}", ink])
        return [fault for fault in told if fault[0] in GRAVE]

    assert {name: told for name in FLOOR if (told := grave(name))} == {}
    # grey words are not enough here: the rule is alive
    assert "color-contrast-enhanced" in {rule for _, rule, _ in grave(FLOOR[0], "#777")}
