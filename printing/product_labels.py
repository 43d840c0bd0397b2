"""Labels for products that came without a barcode of their own, or with a wrong one."""

from collections.abc import Sequence
from typing import Final

import msgspec

from printing import pdf, zpl
from printing.fonts import Face
from printing.page import Align, Page, line_mm
from printing.paper import PRODUCT_ROLL, Box, Size
from printing.sheets import PRODUCT_SHEET, on_sheets
from printing.symbols import symbol

EDGE: Final = 2.5
SKU_PT: Final = 9.0
NAME_PT: Final = 8.0
DIGITS_PT: Final = 8.0
CODE_DOTS: Final = 3
"""0.375 mm: within what GS1 allows an EAN-13 at a till (0.264 to 0.66 mm)."""
TALLEST_CODE: Final = 18.0
NAME_LINES: Final = 2


class ProductLabel(msgspec.Struct, frozen=True):
    """One product; `barcode` an EAN-13, GS1 elements `(01)…`, or any printable ASCII."""

    sku: str
    name: str
    barcode: str
    shop_name: str = ""


def product_page(label: ProductLabel, size: Size = PRODUCT_ROLL) -> Page:
    """The measured label. DoesNotFit for a barcode wider than the label."""
    page = Page(size)
    width = size.width_mm - 2 * EDGE
    y = EDGE - 0.5
    sku_width = width * 0.6 if label.shop_name else width
    sku = Box(EDGE, y, sku_width, line_mm(SKU_PT))
    page.text(sku, label.sku, SKU_PT, face=Face.BOLD, least_pt=6)
    if label.shop_name:
        shop = Box(EDGE + sku_width + 1, y, width - sku_width - 1, line_mm(SKU_PT))
        page.text(shop, label.shop_name, 7, least_pt=5, align=Align.RIGHT)
    name = Box(EDGE, sku.bottom, width, NAME_LINES * line_mm(NAME_PT))
    page.paragraph(name, label.name, NAME_PT, least_pt=6)
    digits = Box(
        0, size.height_mm - EDGE - line_mm(DIGITS_PT) + 1, size.width_mm, line_mm(DIGITS_PT)
    )
    room = digits.y - 0.3 - name.bottom - 1
    high = min(TALLEST_CODE, room)
    code = Box(0, digits.y - 0.3 - high, size.width_mm, high)
    page.bars(code, symbol(label.barcode), most_dots=CODE_DOTS)
    page.text(digits, label.barcode, DIGITS_PT, align=Align.CENTRE, least_pt=5)
    return page


def product_labels(labels: Sequence[ProductLabel]) -> bytes:
    """PDF for a label roll of 58 × 40 mm, one product a page."""
    return pdf.render([product_page(label) for label in labels], "Products")


def product_sheets(labels: Sequence[ProductLabel], first_place: int = 0) -> bytes:
    """PDF for A4 sheets of 24 labels; `first_place` places of the first sheet are left empty."""
    pages = [product_page(label, PRODUCT_SHEET.label) for label in labels]
    return pdf.render(on_sheets(pages, PRODUCT_SHEET, first_place), "Products")


def product_labels_zpl(labels: Sequence[ProductLabel]) -> bytes:
    """ZPL II for a label roll of 58 × 40 mm."""
    return zpl.render([product_page(label) for label in labels])
