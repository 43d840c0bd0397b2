"""The card that hangs at a print station: its name, its code, and what to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from printing import pdf
from printing.fonts import Face
from printing.page import WHITE, Align, Page, line_mm
from printing.paper import A6, Box
from printing.symbols import symbol
from printing.words import say

EDGE: Final = 7.0
BAND: Final = 18.0
CODE_HEIGHT: Final = 24.0
CODE_DOTS: Final = 6
LARGEST_PT: Final = 56.0


class StationCard(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the card; ``code`` is its ten digits."""

    language: str
    name: str
    bench: str
    code: str
    printers: tuple[str, ...] = ()


def station_card(card: StationCard) -> bytes:
    """One card of A6 as PDF."""
    return station_cards([card])


def station_cards(cards: Sequence[StationCard]) -> bytes:
    """One PDF of many, a card a page."""
    title = cards[0].name if len(cards) == 1 else "Print stations"
    return pdf.render([card_page(card) for card in cards], title)


def card_page(card: StationCard) -> Page:
    """The measured card."""
    page = Page(A6)
    width = A6.width_mm - 2 * EDGE
    page.fill(Box(0, 0, A6.width_mm, BAND))
    page.text(
        Box(EDGE, 0, width, BAND), say("print_station", card.language), 22, face=Face.BOLD,
        least_pt=12, grey=WHITE, is_centred=True,
    )  # fmt: skip
    name = Box(EDGE, BAND + 4, width, 26)
    page.text(name, card.name, LARGEST_PT, face=Face.BOLD, least_pt=14, is_centred=True)
    y = page.text(Box(EDGE, name.bottom + 1, width, line_mm(16)), card.bench, 16, least_pt=9) + 3
    page.rule(EDGE, y, width, 0.375)
    code = Box(EDGE / 2, y + 5, A6.width_mm - EDGE, CODE_HEIGHT)
    page.bars(code, symbol(card.code), most_dots=CODE_DOTS)
    digits = Box(EDGE, code.bottom + 1, width, line_mm(12))
    y = page.text(digits, card.code, 12, align=Align.CENTRE) + 4
    how = Box(EDGE, y, width, 14)
    y = page.paragraph(how, say("print_station_how", card.language), 10, least_pt=8) + 1
    for printer in card.printers:
        if y + line_mm(9) > A6.height_mm - EDGE:
            break
        y = page.text(Box(EDGE, y, width, line_mm(9)), printer, 9, least_pt=6) + 0.5
    return page
