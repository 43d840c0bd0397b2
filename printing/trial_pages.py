"""Pages that show whether and where a printer prints: a test page, and one with rulers.

The calibration page has a cross that should be exactly so far from the left and upper edge of the
paper; rulers through it tell in half millimetres how far it is off. The barcodes beneath get
narrower: the last one that a scanner reads tells how fine this printer and its darkness are.
"""

from __future__ import annotations

from typing import Final

import msgspec

from printing import pdf, zpl
from printing.fonts import Face
from printing.page import Align, Page, line_mm
from printing.paper import Box, Size
from printing.symbols import Kind, symbol
from printing.words import say

#: the cross should be so far from both edges, mm
CROSS_MM: Final = 20.0
#: rulers show what is off by so much each way, mm
REACH_MM: Final = 10
RULE: Final = 0.25
#: widths of a module that are tried, dots of an eighth of a millimetre
MODULES: Final = (4, 3, 2)
EDGE: Final = 4.0


class TrialPage(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on it; sizes in millimetres."""

    language: str
    printer: str
    station: str
    #: of the station's card
    code: str
    width_mm: int
    height_mm: int
    #: "Raw 192.168.1.41:9100, ZPL, 203 dpi": how it was reached
    words: str = ""


def trial_papers(page: TrialPage, *, is_calibration: bool) -> dict[str, bytes]:
    """The page as PDF and as ZPL for 203 dots an inch, like a label."""
    drawn = calibration_page(page) if is_calibration else plain_page(page)
    return {"pdf": pdf.render([drawn], page.printer), "zpl": zpl.render([drawn])}


def plain_page(page: TrialPage) -> Page:
    """A frame along the edge, the printer's name, and a code that every scanner reads."""
    made, width = Page(Size(page.width_mm, page.height_mm)), page.width_mm - 2 * EDGE
    made.frame(Box(1, 1, page.width_mm - 2, page.height_mm - 2), 0.5)
    y = made.text(Box(EDGE, EDGE, width, line_mm(20)), page.printer, 20, face=Face.BOLD, least_pt=8)
    y = made.text(Box(EDGE, y, width, line_mm(12)), page.station, 12, least_pt=7)
    y = made.paragraph(Box(EDGE, y + 1, width, 12), page.words, 9, least_pt=6) + 1
    room = page.height_mm - y - EDGE
    if room > 16:
        code = Box(EDGE, y, width, min(18.0, room - 7))
        made.bars(code, symbol(page.code), most_dots=4)
        y = made.text(Box(EDGE, code.bottom + 0.5, width, line_mm(10)), page.code, 10,
                      align=Align.CENTRE)  # fmt: skip
    if page.height_mm - y > 18:
        made.text(Box(EDGE, y + 2, width, line_mm(13)), "Zażółć gęślą jaźń · Київ · Größe ẞ", 13,
                  least_pt=6)  # fmt: skip
    return made


def calibration_page(page: TrialPage) -> Page:
    """The cross, its rulers, and what to do with them."""
    made = Page(Size(page.width_mm, page.height_mm))
    _rulers(made)
    left = CROSS_MM + REACH_MM + 4
    width = page.width_mm - left - EDGE
    y = made.text(Box(left, EDGE, width, line_mm(13)), page.printer, 13, face=Face.BOLD, least_pt=7)
    how = say("calibration_how", page.language, mm=f"{CROSS_MM:g}")
    made.paragraph(Box(left, y + 0.5, width, CROSS_MM + REACH_MM - y), how, 9, least_pt=5.5)
    y = CROSS_MM + REACH_MM + 4
    for module in MODULES:
        code = symbol(page.code, Kind.CODE_128)
        room = Box(EDGE, y, page.width_mm - 2 * EDGE, 10)
        if code.modules_wide * module / 8 > room.w or room.bottom + 6 > page.height_mm - EDGE:
            continue
        made.bars(room, code, most_dots=module, least_dots=module, align=Align.LEFT)
        words = Box(EDGE, room.bottom + 0.3, room.w, line_mm(7))
        y = made.text(words, f"{module / 8:g} mm · {page.code}", 7) + 2
    return made


def _rulers(made: Page) -> None:
    """A cross at `CROSS_MM` from both edges, and half millimetres along both of its arms."""
    at = CROSS_MM
    made.fill(Box(at - RULE / 2, 2, RULE, at + REACH_MM))
    made.fill(Box(2, at - RULE / 2, at + REACH_MM, RULE))
    for half in range(-2 * REACH_MM, 2 * REACH_MM + 1):
        step = half / 2
        long = 5.0 if half % 10 == 0 else 3.0 if half % 2 == 0 else 1.5
        made.fill(Box(at + step - RULE / 2, at - long / 2, RULE, long))
        made.fill(Box(at - long / 2, at + step - RULE / 2, long, RULE))
        if abs(step) == REACH_MM:
            size = line_mm(6)
            made.text(Box(at + step - 3, at + 3, 6, size), f"{step:+g}", 6, align=Align.CENTRE)
            made.text(Box(at + 3, at + step - size / 2, 8, size), f"{step:+g}", 6)
