"""Badges: a card by which a scanner knows an operator. With the PIN it is a key: print it once.

The badge's value is 128 random bits as 40 decimal digits: twenty pairs in Code 128 C fit a bank
card at two dots a module, where 32 hexadecimal letters would not. The QR code carries the same.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from printing import pdf
from printing.fonts import Face
from printing.page import HAIRLINE_MM, Align, Page, line_mm
from printing.paper import CARD, Box
from printing.sheets import CARD_SHEET, on_sheets
from printing.symbols import Kind, symbol
from printing.words import say

EDGE: Final = 5.0
QR_SIDE: Final = 21.0
QR_DOTS: Final = 5
CODE_HEIGHT: Final = 12.0
CODE_DOTS: Final = 2
PALE: Final = 0.6


class BadgeCard(msgspec.Struct, frozen=True, kw_only=True):
    """One badge; `value` its digits (an even number of them keeps Code 128 in subset C)."""

    language: str
    operator_name: str
    role: str
    value: str
    warehouse: str = ""


def badge_page(badge: BadgeCard) -> Page:
    """The measured card. DoesNotFit for a value too long for a card (hexadecimal is)."""
    page = Page(CARD)
    width = CARD.width_mm - 2 * EDGE
    left_width = width - QR_SIDE - 2
    page.frame(Box(0, 0, CARD.width_mm, CARD.height_mm), HAIRLINE_MM, PALE)  # where to cut
    house = Box(EDGE, EDGE - 1, left_width, line_mm(8))
    page.text(house, badge.warehouse or say("operator", badge.language), 8, least_pt=6)
    name = Box(EDGE, 11, left_width, 14)
    y = page.paragraph(name, badge.operator_name, 16, face=Face.BOLD, least_pt=9)
    page.text(Box(EDGE, y + 0.5, left_width, line_mm(10)), badge.role, 10, least_pt=7)
    corner = Box(CARD.width_mm - EDGE - QR_SIDE, EDGE, QR_SIDE, QR_SIDE)
    page.bars(
        corner, symbol(badge.value, Kind.QR), most_dots=QR_DOTS, align=Align.RIGHT, is_flush=True
    )
    bars = Box(0, 33, CARD.width_mm, CODE_HEIGHT)
    page.bars(bars, symbol(badge.value, Kind.CODE_128), most_dots=CODE_DOTS)
    lost = Box(EDGE, bars.bottom + 1.5, width, line_mm(7))
    page.text(lost, say("badge_lost", badge.language), 7, least_pt=5.5, align=Align.CENTRE)
    return page


def badge(one: BadgeCard) -> bytes:
    """One badge as a PDF page of a card's size."""
    return pdf.render([badge_page(one)], "Badge")


def badge_sheets(badges: Sequence[BadgeCard], first_place: int = 0) -> bytes:
    """Badges on A4, ten a sheet, to cut out."""
    pages = [badge_page(one) for one in badges]
    return pdf.render(on_sheets(pages, CARD_SHEET, first_place), "Badges")
