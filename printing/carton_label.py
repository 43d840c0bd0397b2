"""Labels that a shop sticks on the cartons of a delivery before they leave its supplier."""

from collections.abc import Sequence
from typing import Final

import msgspec

from printing import pdf
from printing.fonts import Face
from printing.page import Align, Page, line_mm
from printing.paper import PARCEL, Box, Size
from printing.symbols import symbol

EDGE: Final = 5.0
HEAD_PT: Final = 20.0
WORD_PT: Final = 11.0
LINE_PT: Final = 10.0
DIGITS_PT: Final = 14.0
CODE_HIGH: Final = 40.0
CODE_DOTS: Final = 4
#: what does not fit is on the shop's own list; the barcode tells the warehouse everything
LINES_SHOWN: Final = 12
SSCC_DIGITS: Final = 18


class CartonLabel(msgspec.Struct, frozen=True):
    """One carton; `code` is an SSCC or any printable ASCII; `lines` are SKU and pieces."""

    shop_name: str
    delivery: str
    carton_no: int
    cartons: int
    code: str
    lines: tuple[tuple[str, int], ...]


def carton_page(label: CartonLabel, size: Size = PARCEL) -> Page:
    """The label: whose it is, which delivery and carton, the barcode, what is in it."""
    page = Page(size)
    width = size.width_mm - 2 * EDGE
    y = EDGE
    page.text(Box(EDGE, y, width, line_mm(WORD_PT)), label.shop_name, WORD_PT, least_pt=7)
    y += line_mm(WORD_PT)
    head = Box(EDGE, y, width, line_mm(HEAD_PT))
    page.text(head, label.delivery, HEAD_PT, face=Face.BOLD, least_pt=9)
    y = head.bottom
    number = Box(EDGE, y, width, line_mm(HEAD_PT))
    page.text(number, f"{label.carton_no} / {label.cartons}", HEAD_PT, least_pt=9)
    y = number.bottom + 2
    code = Box(0, y, size.width_mm, CODE_HIGH)
    page.bars(code, symbol(_encoded(label.code)), most_dots=CODE_DOTS)
    digits = Box(0, code.bottom + 1, size.width_mm, line_mm(DIGITS_PT))
    page.text(digits, label.code, DIGITS_PT, align=Align.CENTRE, least_pt=6)
    y = digits.bottom + 2
    page.rule(EDGE, y, width, 0.3)
    y += 1.5
    for sku, pieces in label.lines[:LINES_SHOWN]:
        line = Box(EDGE, y, width * 0.75, line_mm(LINE_PT))
        page.text(line, sku, LINE_PT, least_pt=6)
        count = Box(EDGE + width * 0.75, y, width * 0.25, line_mm(LINE_PT))
        page.text(count, str(pieces), LINE_PT, align=Align.RIGHT, least_pt=6)
        y = line.bottom
    return page


def _encoded(code: str) -> str:
    """An SSCC is a GS1 element: any scanner then tells it from a plain number."""
    return f"(00){code}" if len(code) == SSCC_DIGITS and code.isdigit() else code


def carton_labels(labels: Sequence[CartonLabel]) -> bytes:
    """PDF for a label roll of 100 × 150 mm, one carton a page."""
    return pdf.render([carton_page(label) for label in labels], "Cartons")
