"""The self-test tells what is wrong with a scanner, and the device remembers."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import HANDHELD, Pages
from tests.browser.site import Site

LAYOUT = "Zz-Yy/Qq;09"
GS1 = "010590123412345710LOT-7a\x1d17271130"
SETUP = 4.0  # device pixels to a CSS pixel: a print, not a thumbnail
Wedge = Callable[..., None]


def test_the_setup_barcodes_read_as_the_page_expects(page_at: Pages, site: Site) -> None:
    page = page_at(*HANDHELD, device_scale_factor=SETUP)
    page.goto(f"{site.url}/sample/scanner/selftest")
    read = []
    for image in page.locator(".codes img").all():
        picture = Image.open(io.BytesIO(image.screenshot()))
        read += [(code.format, code.bytes.decode()) for code in zxingcpp.read_barcodes(picture)]
    expected = page.locator("[data-selftest]").evaluate("e => [e.dataset.layout, e.dataset.gs1]")
    assert expected == [LAYOUT, GS1]
    assert read == [
        (zxingcpp.BarcodeFormat.Code128, LAYOUT),
        (zxingcpp.BarcodeFormat.DataMatrix, GS1),
    ]


@pytest.mark.parametrize(
    ("row", "read", "state", "words"),
    [
        ("layout", LAYOUT, "good", "as it should be"),
        ("layout", "Yy-Zz/Qq;09", "bad", "keyboard layout differs"),
        ("layout", LAYOUT.swapcase(), "bad", "Caps Lock"),
        ("layout", LAYOUT[:5], "bad", "another code"),
        ("separator", GS1, "good", "as it should be"),
        ("separator", "]d2" + GS1, "good", "as it should be"),
        ("separator", GS1.replace("\x1d", ""), "bad", "separator is missing"),
        ("separator", GS1.replace("\x1d", "|"), "bad", "Another character"),
    ],
)
def test_findings(
    page_at: Pages, site: Site, wedge: Wedge, row: str, read: str, state: str, words: str
) -> None:
    page = page_at(*HANDHELD)
    page.goto(f"{site.url}/sample/scanner/selftest", wait_until="networkidle")
    wedge(page, read)
    line = page.locator(f"[data-row={row}]")
    expect(line).to_have_attribute("data-state", state)
    expect(line).to_contain_text(words)
    assert site.posts == []


def test_the_result_is_kept_and_posted(page_at: Pages, site: Site, wedge: Wedge) -> None:
    page = page_at(*HANDHELD)
    page.goto(f"{site.url}/sample/scanner/selftest", wait_until="networkidle")
    wedge(page, LAYOUT, suffix="Tab", delay=10)
    wedge(page, GS1, suffix="Tab", delay=10)
    expect(page.locator("[data-row=suffix]")).to_contain_text("Tab")
    page.get_by_role("button", name="Try").first.click()
    page.locator("[data-answers=sound]").get_by_role("button", name="Yes").click()
    expect(page.locator("[data-row=sound]")).to_have_attribute("data-state", "good")
    page.get_by_role("button", name="Keep the result").click()
    page.wait_for_url("**/scanner/pick/1")
    posted = json.loads(site.fields[0]["result"][0])
    assert 8 <= posted.pop("gap_ms") <= 12
    assert posted == {"suffix": "Tab", "layout": "good", "separator": "good", "sound": "yes"}
    kept = json.loads(page.evaluate("localStorage.getItem('wms.scanner')"))
    assert kept["suffix"] == "Tab"
