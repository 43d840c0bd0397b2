"""The sizes of a packing slip on A4 and on A6."""

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
    quantity_width: float
    note_lines: int
    address_pt: float
    fact_columns: int
    qr_mm: float
    qr_dots: int


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
    quantity_width=20,
    note_lines=20,
    address_pt=10,
    fact_columns=2,
    qr_mm=30,
    qr_dots=6,
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
    quantity_width=12,
    note_lines=10,
    address_pt=7.5,
    fact_columns=1,
    qr_mm=20,
    qr_dots=4,
)
