"""Sample pages measured on every screen size and in every language: sizes, room, contrast, weight.

Set LOOK_DIR to a folder to keep the pictures and look at them.
"""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from api.i18n import LANGUAGES
from api.pages import STATIC_DIR, sent
from tests.browser.conftest import DESK_SIZE, FLOOR_SIZES, HANDHELD, Pages
from tests.browser.sample_pages import DESK, FLOOR
from tests.browser.site import Site

#: all that a handheld may ever load, as it is sent and unpacked
SCRIPT_BUDGET_BYTES = 60_000
PAGE_BUDGET_BYTES = 60_000  # over the wire, compressed as the doors do
REQUEST_BUDGET = 6
LOCATION_PX = 40
QUANTITY_PX = 64
PRIMARY_PX = 64
FLOOR_CONTRAST = 7.0
DESK_CONTRAST = 4.5
FINGER_PX = 40  # the smallest side of anything tapped, language switch included
MAY_SCROLL = {"scanner/selftest"}  # setting a device up is no task of the floor

MEASURE = """() => {
  const box = (e) => e.getBoundingClientRect();
  const seen = (e) => e.checkVisibility({visibilityProperty: true}) && box(e).width > 2;
  const all = (s) => [...document.querySelectorAll(s)].filter(seen);
  const size = (e) => parseFloat(getComputedStyle(e).fontSize);
  const task = document.querySelector('.task');
  return {
    wide: document.documentElement.scrollWidth - innerWidth,
    task_wide: task ? task.scrollWidth - task.clientWidth : 0,
    task_long: task ? task.scrollHeight - task.clientHeight : 0,
    refusal_long: all('.refusal').map((e) => e.scrollHeight - e.clientHeight),
    locations: all('.location-code').map(size),
    location_lines: all('.location-code').map((e) => Math.round(box(e).height / (size(e) * 1.12))),
    quantities: all('.quantity-now').map(size),
    primaries: all('.button.primary').map((e) => box(e).height),
    primaries_below: all('.button.primary, .bar-tap').map((e) => box(e).bottom - innerHeight),
    taps: all('button, a, summary, input:not([type=checkbox])').filter((e) => e.id !== 'catch')
      .map((e) => [e.textContent.trim(), Math.min(box(e).width, box(e).height)]),
    cut: all('.bar-tap span, .door-tap span, .choice b, .button span').filter(
      (e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
      .map((e) => e.textContent),
    broken: all('.door-tap > span, .bar-tap > span').filter(
      (e) => !/[\\s-]/.test(e.textContent.trim()) && box(e).height > 1.6 * size(e))
      .map((e) => e.textContent),
    clipped: all('.button, .door-tap, .prompt, .choice').filter(
      (e) => e.scrollHeight > e.clientHeight + 3 || e.scrollWidth > e.clientWidth + 3)
      .map((e) => e.textContent.trim()),
  };
}"""

CONTRAST = """() => {
  const parse = (c) => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (top, under) => {
    const a = top[3] ?? 1;
    return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a));
  };
  const ground = (e) => {
    if (!e) return [255, 255, 255];
    const colour = parse(getComputedStyle(e).backgroundColor);
    return (colour[3] ?? 1) === 1 ? colour : over(colour, ground(e.parentElement));
  };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node; (node = words.nextNode());) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest(':disabled, template, noscript')) continue;
    if (!e.checkVisibility({visibilityProperty: true})) continue;
    const pair = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    const [a, b] = pair.sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), node.data.trim()]);
  }
  return found;
}"""


def shown(page: Page, site: Site, name: str, language: str) -> None:
    site.language = language
    page.goto(f"{site.url}/sample/{name}")
    if folder := os.environ.get("LOOK_DIR"):
        width = page.viewport_size["width"] if page.viewport_size else 0
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name.replace('/', '-')}-{width}-{language}.png")


def misfits(seen: dict[str, Any], may_scroll: bool = False) -> list[str]:
    """What of a measured floor page is too small, too long or cut."""
    checks = {
        "scrolls sideways": max(seen["wide"], seen["task_wide"]) <= 0,
        "scrolls": (seen["task_long"] <= 0 or may_scroll)
        and all(n <= 0 for n in seen["refusal_long"]),
        "small location": all(px >= LOCATION_PX for px in seen["locations"]),
        "broken location": all(lines == 1 for lines in seen["location_lines"]),
        "small quantity": all(px >= QUANTITY_PX for px in seen["quantities"]),
        "low primary button": all(px >= PRIMARY_PX for px in seen["primaries"]),
        "hidden button": all(px <= 0 for px in seen["primaries_below"]),
        "small tap": all(px >= FINGER_PX for _, px in seen["taps"]),
        "cut words": not seen["cut"],
        "broken words": not seen["broken"],
        "words out of their box": not seen["clipped"],
    }
    return [fault for fault, is_good in checks.items() if not is_good]


@pytest.mark.parametrize(
    "size",
    [  # where there is least room; the other screens are looked at by `make browser`
        pytest.param(
            size,
            id=f"{size[0]}x{size[1]}",
            marks=() if size == min(FLOOR_SIZES) else pytest.mark.large,
        )
        for size in FLOOR_SIZES
    ],
)
def test_floor_pages_fit_and_are_big(page_at: Pages, site: Site, size: tuple[int, int]) -> None:
    page = page_at(*size)
    faults = []
    for language in LANGUAGES:
        for name in FLOOR:
            shown(page, site, name, language)
            seen = page.evaluate(MEASURE)
            faults += [f"{name} {language}: {fault}" for fault in misfits(seen, name in MAY_SCROLL)]
            if "refusal" not in name and name.startswith(("pick", "pack")):
                assert seen["quantities"], f"{name}: nothing was measured"
    assert not faults, "\n".join(faults)


def test_floor_contrast(page_at: Pages, site: Site) -> None:
    page = page_at(*HANDHELD)
    for name in FLOOR:
        shown(page, site, name, "en")
        weak = [(round(c, 1), w) for c, w in page.evaluate(CONTRAST) if c < FLOOR_CONTRAST]
        assert not weak, (name, weak)


def test_desk_pages_fit_and_read_well(page_at: Pages, site: Site) -> None:
    page = page_at(*DESK_SIZE)
    for language in LANGUAGES:
        for name in DESK:
            shown(page, site, name, language)
            assert page.evaluate(MEASURE)["wide"] <= 0, name
            weak = [(round(c, 1), w) for c, w in page.evaluate(CONTRAST) if c < DESK_CONTRAST]
            assert not weak, (name, weak)


def _of_handhelds() -> set[str]:
    """Every script that a page of the floor names, and what those load sooner or later."""
    pages = (STATIC_DIR.parent / "scanner/templates").rglob("*.html")
    found = {name for page in pages for name in re.findall(r"js/\w+\.js", page.read_text())}
    while True:
        loaded = {
            f"js/{name}"
            for script in found
            for name in re.findall(r"[\"'`](?:\./|/scanner/)(\w+\.js)", sent(script).decode())
        }
        if loaded <= found:
            return found
        found |= loaded


def test_a_handheld_page_is_light(page_at: Pages, site: Site) -> None:
    page = page_at(*HANDHELD)
    before_use: list[int] = []
    page.on("response", lambda response: before_use.append(len(gzip.compress(response.body()))))
    page.goto(f"{site.url}/sample/pick", wait_until="networkidle")
    assert len(before_use) <= REQUEST_BUDGET + 1, "tones.js may come after the page is usable"
    assert sum(before_use) <= PAGE_BUDGET_BYTES, before_use
    weights = {script: len(sent(script)) for script in _of_handhelds()}
    assert {"js/walk.js", "js/worker.js", "js/camera.js"} <= set(weights) and len(weights) < 20
    assert sum(weights.values()) <= SCRIPT_BUDGET_BYTES, weights


def test_nothing_inline_and_every_icon_is_drawn() -> None:
    api = STATIC_DIR.parent
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC_DIR / "icons.svg").read_text()))
    for template in api.glob("*/templates/**/*.html"):
        text = template.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", text), template
        used = set(re.findall(r"icon\('([a-z-]+)'\)", text))
        assert used <= drawn, (template, used - drawn)


def test_the_desk_asks_counts_and_copies(page_at: Pages, site: Site) -> None:
    page = page_at(*DESK_SIZE, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{site.url}/sample/office_orders")
    print_slips = page.get_by_role("button", name="Print slips")
    assert print_slips.is_disabled()
    page.get_by_label("Select all").check()
    assert print_slips.inner_text().split() == ["Print", "slips", "10"]
    page.locator("[name=ids]").first.uncheck()
    assert page.get_by_label("Select all").evaluate("e => e.indeterminate")

    page.goto(f"{site.url}/sample/office_order")
    page.get_by_role("button", name="Cancel the order").click()
    page.get_by_role("button", name="Back").click()
    assert site.posts == []
    page.get_by_role("button", name="Cancel the order").click()
    page.locator("#ask").get_by_role("button", name="Cancel the order").click()
    page.wait_for_url("**/scanner/pick/1")
    assert [path for path, _, _ in site.posts] == ["/office/orders/1/cancel"]

    page.goto(f"{site.url}/sample/office_shop")
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("wms_live_")
