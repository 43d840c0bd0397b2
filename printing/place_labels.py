"""Labels for places: locations on the racks, and totes. Read from a forklift, scanned from an arm.

The address is as large as the label allows; its last part, which tells neighbours apart, and the
arrow to the level that is meant stand out. Black only: thermal printers print them too.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import msgspec

from printing import pdf, zpl
from printing.fonts import Face, clean, width_mm
from printing.page import WHITE, Align, Page, line_mm
from printing.paper import PLACE_ROLL, Box, Size
from printing.sheets import PLACE_SHEET, on_sheets
from printing.symbols import symbol
from printing.words import say

EDGE: Final = 4.0
CODE_HEIGHT: Final = 15.0
CODE_DOTS: Final = 5
ARROW_WIDTH: Final = 16.0
LARGEST_PT: Final = 80.0
LEAST_PT: Final = 8.0
SMALL_PT: Final = 10.0


class Arrow(StrEnum):
    """Which of two levels a label between them means; the value is its glyph."""

    UP = "▲"
    DOWN = "▼"


class LocationLabel(msgspec.Struct, frozen=True):
    """One location: its address `A-03-17-2` and its ten-digit label code."""

    address: str
    code: str
    arrow: Arrow | None = None
    zone: str = ""
    """A word beneath the address: "Pick face", "Dock 3". Empty: none."""


class ToteLabel(msgspec.Struct, frozen=True):
    """One tote or other licence plate: the name people call it by and its ten-digit label code."""

    name: str
    code: str
    language: str = "en"
    kind: str = "tote"
    """tote, lpn or carton: the word beside the name."""


def location_page(label: LocationLabel, size: Size = PLACE_ROLL) -> Page:
    """The measured label of a location."""
    page = Page(size)
    width = size.width_mm - 2 * EDGE
    if label.arrow:
        flag = Box(size.width_mm - ARROW_WIDTH, 0, ARROW_WIDTH, size.height_mm)
        page.fill(flag)
        page.text(
            flag.inset(1, 0),
            label.arrow.value,
            44,
            face=Face.BOLD,
            grey=WHITE,
            align=Align.CENTRE,
            is_centred=True,
        )
        width -= ARROW_WIDTH
    _name_over_code(page, Box(EDGE, EDGE, width, size.height_mm - 2 * EDGE), label, label.zone)
    return page


def tote_page(label: ToteLabel, size: Size = PLACE_ROLL) -> Page:
    """The measured label of a tote: its name white on black, so that it is no location's."""
    page = Page(size)
    foot = CODE_HEIGHT + line_mm(SMALL_PT) + EDGE + 2
    band = Box(0, 0, size.width_mm, size.height_mm - foot)
    page.fill(band)
    word = Box(EDGE, band.y, 26, band.h)
    page.text(
        word,
        say(label.kind, label.language),
        16,
        face=Face.BOLD,
        least_pt=9,
        grey=WHITE,
        is_centred=True,
    )
    name = Box(word.right + 2, band.y + 1, band.w - word.right - 2 - EDGE, band.h - 2)
    page.text(
        name,
        label.name,
        LARGEST_PT,
        face=Face.BOLD,
        least_pt=LEAST_PT,
        grey=WHITE,
        align=Align.RIGHT,
        is_centred=True,
    )
    code = Box(EDGE, band.bottom + 2, size.width_mm - 2 * EDGE, CODE_HEIGHT)
    _code(page, code, label.code)
    return page


def _name_over_code(page: Page, box: Box, label: LocationLabel, zone: str) -> None:
    foot = CODE_HEIGHT + line_mm(SMALL_PT) + 0.5
    name = Box(box.x, box.y - 2, box.w, box.h - foot)
    if zone:
        under = Box(box.x, name.bottom - line_mm(SMALL_PT), box.w, line_mm(SMALL_PT))
        page.text(under, zone, SMALL_PT, least_pt=6)
        name = Box(name.x, name.y, name.w, name.h - under.h)
    address = clean(label.address)
    page.text(
        name, address, _largest(address, name), face=Face.BOLD, least_pt=LEAST_PT, is_centred=True
    )
    _code(page, Box(box.x, box.bottom - foot + 0.5, box.w, CODE_HEIGHT), label.code)


def _largest(text: str, box: Box) -> float:
    """The size in points at which one line fills the box's width, bounded; `Page.text` bounds h."""
    at_one = width_mm(text, Face.BOLD, 1.0) or 1.0
    return max(LEAST_PT, min(LARGEST_PT, int(box.w / at_one)))


def _code(page: Page, box: Box, code: str) -> None:
    """Bars from the left edge, their digits beneath."""
    bars = page.bars(box, symbol(code), most_dots=CODE_DOTS, align=Align.CENTRE)
    digits = Box(box.x, box.bottom + 0.5, box.w, line_mm(SMALL_PT))
    page.text(digits, code, SMALL_PT, align=Align.CENTRE)
    assert bars.module_dots  # Page.bars refuses rather than draw nothing


def location_labels(labels: Sequence[LocationLabel]) -> bytes:
    """PDF for a label roll of 100 × 50 mm, one location a page."""
    return pdf.render([location_page(label) for label in labels], "Locations")


def location_sheets(labels: Sequence[LocationLabel], first_place: int = 0) -> bytes:
    """PDF for A4 sheets of ten labels; `first_place` places of the first sheet are left empty."""
    pages = [location_page(label, PLACE_SHEET.label) for label in labels]
    return pdf.render(on_sheets(pages, PLACE_SHEET, first_place), "Locations")


def location_labels_zpl(labels: Sequence[LocationLabel]) -> bytes:
    """ZPL II for a label roll of 100 × 50 mm."""
    return zpl.render([location_page(label) for label in labels])


def tote_labels(labels: Sequence[ToteLabel]) -> bytes:
    """PDF for a label roll of 100 × 50 mm, one tote a page."""
    return pdf.render([tote_page(label) for label in labels], "Totes")


def tote_sheets(labels: Sequence[ToteLabel], first_place: int = 0) -> bytes:
    """PDF for A4 sheets of ten labels; `first_place` places of the first sheet are left empty."""
    pages = [tote_page(label, PLACE_SHEET.label) for label in labels]
    return pdf.render(on_sheets(pages, PLACE_SHEET, first_place), "Totes")


def tote_labels_zpl(labels: Sequence[ToteLabel]) -> bytes:
    """ZPL II for a label roll of 100 × 50 mm."""
    return zpl.render([tote_page(label) for label in labels])
