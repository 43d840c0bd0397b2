"""The slip that a consumer puts into the carton that comes back: whose it is, and what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from printing import pdf
from printing.fonts import Face
from printing.page import Align, Page, line_mm
from printing.paper import A4, Box
from printing.symbols import symbol
from printing.words import say

MARGIN: Final = 20.0
CODE_HEIGHT: Final = 32.0
CODE_DOTS: Final = 8
NUMBER_PT: Final = 54.0
TITLE_PT: Final = 22.0
BODY_PT: Final = 12.0
QUANTITY_WIDTH: Final = 25.0
#: rows on the sheet; the code says the rest
ROWS_MAX: Final = 18


class ReturnSlipRow(msgspec.Struct, frozen=True, kw_only=True):
    """So many pieces of a product are in the carton."""

    sku: str
    name: str
    quantity: int


class ReturnSlip(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the slip; ``code`` is the return's ten digits. No name and no address."""

    language: str
    shop_name: str
    number: str
    code: str
    order: str
    rows: Sequence[ReturnSlipRow]


def return_slip(slip: ReturnSlip) -> bytes:
    """One sheet of A4 as PDF."""
    return pdf.render([slip_page(slip)], slip.number)


def slip_page(slip: ReturnSlip) -> Page:
    """The measured sheet: what it is, the code as large as it goes, and what is in the carton."""
    page = Page(A4)
    width = A4.width_mm - 2 * MARGIN

    def line(y: float, words: str, size_pt: float, *, is_bold: bool = False) -> float:
        box = Box(MARGIN, y, width, line_mm(size_pt))
        face = Face.BOLD if is_bold else Face.REGULAR
        return page.text(box, words, size_pt, face=face, least_pt=8)

    y = line(MARGIN, f"{say('return_slip', slip.language)} · {slip.shop_name}", TITLE_PT)
    y = line(y + 2, slip.number, NUMBER_PT, is_bold=True)
    y = line(y + 1, f"{say('shop_order', slip.language)}: {slip.order}", BODY_PT) + 8
    code = Box(MARGIN, y, width, CODE_HEIGHT)
    page.bars(code, symbol(slip.code), most_dots=CODE_DOTS)
    digits = Box(MARGIN, code.bottom + 2, width, line_mm(TITLE_PT))
    y = page.text(digits, slip.code, TITLE_PT, align=Align.CENTRE) + 6
    how = Box(MARGIN, y, width, 30)
    y = page.paragraph(how, say("return_slip_how", slip.language), BODY_PT, least_pt=9) + 6
    for row in slip.rows[:ROWS_MAX]:
        page.rule(MARGIN, y, width, 0.25)
        name = Box(MARGIN, y + 1.5, width - QUANTITY_WIDTH, line_mm(BODY_PT))
        many = Box(name.right, name.y, QUANTITY_WIDTH, name.h)
        page.text(name, f"{row.name} ({row.sku})", BODY_PT, least_pt=8)
        y = page.text(many, f"{row.quantity} ×", BODY_PT, align=Align.RIGHT) + 1.5
    if len(slip.rows) > ROWS_MAX:
        line(y + 1, f"+ {len(slip.rows) - ROWS_MAX}", BODY_PT)
    return page
