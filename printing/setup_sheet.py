"""The scanner sheet beside a bench: commands as barcodes, and how to set a scanner up."""

from typing import Final

import msgspec

from printing import pdf
from printing.fonts import Face
from printing.page import HAIRLINE_MM, Align, Page, line_mm
from printing.paper import A4, Box
from printing.symbols import symbol
from printing.words import say

MARGIN: Final = 18.0
WIDTH: Final = A4.width_mm - 2 * MARGIN
RIGHT: Final = MARGIN + WIDTH
GREY: Final = 0.42
PALE: Final = 0.72
ROW: Final = 34.0
CODE_WIDTH: Final = 66.0
CODE_HEIGHT: Final = 17.0
CODE_DOTS: Final = 4
COMMANDS: Final = ("confirm", "undo", "reprint", "full", "help")
"""The commands we have words for, in the order of the sheet."""


class SetupSheet(msgspec.Struct, frozen=True, kw_only=True):
    """`commands` maps names out of COMMANDS to their ten-digit codes; those left out stay away."""

    language: str
    commands: dict[str, str]
    warehouse: str = ""


def setup_sheet(sheet: SetupSheet) -> bytes:
    """The sheet as a PDF of one A4 page. KeyError for a command that has no words."""
    return pdf.render([setup_page(sheet)], "Scanner sheet")


def setup_page(sheet: SetupSheet) -> Page:
    """The measured sheet."""
    page = Page(A4)
    y = _head(page, sheet)
    unknown = set(sheet.commands).difference(COMMANDS)
    if unknown:
        raise KeyError(f"no words for the commands {sorted(unknown)}")
    for name in COMMANDS:
        if name in sheet.commands:
            _command(page, sheet, name, y)
            y += ROW
    _suffix(page, sheet, y)
    return page


def _head(page: Page, sheet: SetupSheet) -> float:
    box = Box(MARGIN, MARGIN - 1, WIDTH, line_mm(22))
    y = page.text(box, say("setup_sheet", sheet.language), 22, face=Face.BOLD)
    if sheet.warehouse:
        high = line_mm(11)
        y = page.text(Box(MARGIN, y + 0.4, WIDTH, high), sheet.warehouse, 11, grey=GREY)
    y = page.paragraph(Box(MARGIN, y + 2, WIDTH, 10), say("setup_how", sheet.language), 10) + 4
    page.rule(MARGIN, y, WIDTH, 0.4)
    return y + 0.4


def _command(page: Page, sheet: SetupSheet, name: str, top: float) -> None:
    """A row: the word and what it does, its bars at the right."""
    width = WIDTH - CODE_WIDTH - 4
    y = top + 8
    box = Box(MARGIN, y, width, line_mm(20))
    y = page.text(box, say(name, sheet.language), 20, face=Face.BOLD, least_pt=12)
    how = say(f"{name}_how", sheet.language)
    page.paragraph(Box(MARGIN, y + 0.5, width, 10), how, 10, grey=GREY, least_pt=8)
    code = sheet.commands[name]
    place = Box(RIGHT - CODE_WIDTH, top + 5.5, CODE_WIDTH, CODE_HEIGHT)
    bars = page.bars(place, symbol(code), most_dots=CODE_DOTS, align=Align.RIGHT, is_flush=True)
    digits = Box(bars.ink.x, place.bottom + 0.6, bars.ink.w, line_mm(9))
    page.text(digits, code, 9, align=Align.CENTRE)
    page.rule(MARGIN, top + ROW - HAIRLINE_MM, WIDTH, HAIRLINE_MM, PALE)


def _suffix(page: Page, sheet: SetupSheet, top: float) -> None:
    """How to make a scanner send Enter; every make has its own code for that."""
    y = top + 8
    box = Box(MARGIN, y, WIDTH, line_mm(12))
    y = page.text(box, say("suffix", sheet.language), 12, face=Face.BOLD) + 1
    page.paragraph(
        Box(MARGIN, y, WIDTH, 24), say("suffix_how", sheet.language), 10, least_pt=8, leading=1.35
    )
