"""The sizes of a packing slip on A4, on A6 and on the 80 mm roll."""

from typing import Final

import msgspec


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """The sizes of a slip on one kind of paper: places in millimetres, letters in points."""

    margin: float
    shop_pt: float
    title_pt: float
    label_pt: float
    name_pt: float
    body_pt: float
    small_pt: float
    code_dots: int
    code_height: float
    gap: float
    row_gap: float
    sku_width: float
    """0: the SKU stands beneath the product's name instead of in a column of its own."""
    lot_width: float
    """The same of lots and their expiry."""
    quantity_width: float
    note_lines: int
    address_pt: float
    fact_columns: int
    qr_mm: float
    qr_dots: int
    logo_width: float
    logo_height: float
    footer_lines: int
    is_thermal: bool = False
    """Black and nothing else, in one column, on a paper without an end."""


SCALES: Final = {"small": 0.9, "normal": 1.0, "large": 1.15}
"""What a shop may choose: how much larger or smaller the words are."""
_LETTERS: Final = (
    "shop_pt", "title_pt", "label_pt", "name_pt", "body_pt", "small_pt", "address_pt",
)  # fmt: skip

A4_STYLE: Final = Style(
    margin=18,
    shop_pt=22,
    title_pt=11,
    label_pt=7.5,
    name_pt=12,
    body_pt=10,
    small_pt=8.5,
    code_dots=3,
    code_height=12,
    gap=7,
    row_gap=1.9,
    sku_width=42,
    lot_width=38,
    quantity_width=20,
    note_lines=20,
    address_pt=10,
    fact_columns=2,
    qr_mm=30,
    qr_dots=6,
    logo_width=76,
    logo_height=20,
    footer_lines=4,
)
A6_STYLE: Final = Style(
    margin=8,
    shop_pt=13,
    title_pt=8,
    label_pt=6,
    name_pt=9,
    body_pt=8,
    small_pt=6.5,
    code_dots=2,
    code_height=8,
    gap=3.5,
    row_gap=1.1,
    sku_width=0,
    lot_width=0,
    quantity_width=12,
    note_lines=10,
    address_pt=7.5,
    fact_columns=1,
    qr_mm=20,
    qr_dots=4,
    logo_width=48,
    logo_height=12,
    footer_lines=3,
)
ROLL_STYLE: Final = Style(
    margin=4,
    shop_pt=15,
    title_pt=9.5,
    label_pt=7,
    name_pt=11,
    body_pt=9,
    small_pt=7.5,
    code_dots=3,
    code_height=10,
    gap=4,
    row_gap=1.2,
    sku_width=0,
    lot_width=0,
    quantity_width=12,
    note_lines=20,
    address_pt=9,
    fact_columns=1,
    qr_mm=26,
    qr_dots=5,
    logo_width=56,
    logo_height=18,
    footer_lines=4,
    is_thermal=True,
)


def scaled(style: Style, scale: float) -> Style:
    """The style with its letters larger or smaller; places stay, so that nothing runs out."""
    if scale == 1:
        return style
    letters = {name: round(getattr(style, name) * scale * 2) / 2 for name in _LETTERS}
    return msgspec.structs.replace(style, **letters)
