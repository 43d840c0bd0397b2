"""What is in the parcel: a row for each product."""

from typing import TYPE_CHECKING, Final

import msgspec

from printing.fonts import Face, clean, width_mm
from printing.page import Align, line_mm, wrapped
from printing.paper import Box
from printing.slip_sheet import Sheet
from printing.words import say_day
from printing.wrapping import cut_lines

if TYPE_CHECKING:
    from printing.slip import SlipLine

NAME_LINES: Final = 3
SKU_LINES: Final = 3
LOT_LINES: Final = 6
COLUMN_GAP: Final = 4.0
QUANTITY_GAP: Final = 3.0


class _Columns(msgspec.Struct, frozen=True):
    """Boxes of no height at the cursor; a width of 0: there is no such column."""

    sku: Box
    product: Box
    lot: Box
    quantity: Box


def table(sheet: Sheet) -> None:
    """All rows, the head again on each page, and how many pieces there are."""
    _head(sheet)
    for line in sheet.slip.lines:
        _row(sheet, line)
    _totals(sheet)


def _columns(sheet: Sheet) -> _Columns:
    style, slip, y = sheet.style, sheet.slip, sheet.y
    sku = style.sku_width if slip.is_sku_shown else 0
    lot = style.lot_width if slip.is_lot_shown else 0
    quantity = Box(sheet.right - style.quantity_width, y, style.quantity_width, 0)
    left = sheet.left + (sku + COLUMN_GAP if sku else 0)
    right = quantity.x - QUANTITY_GAP - (lot + COLUMN_GAP if lot else 0)
    return _Columns(
        Box(sheet.left, y, sku, 0),
        Box(left, y, right - left, 0),
        Box(right + COLUMN_GAP, y, lot, 0),
        quantity,
    )


def _head(sheet: Sheet) -> None:
    size, high, columns = sheet.style.label_pt, line_mm(sheet.style.label_pt), _columns(sheet)
    for column, key, align in (
        (columns.sku, "sku", Align.LEFT),
        (columns.product, "product", Align.LEFT),
        (columns.lot, "lot_and_expiry", Align.LEFT),
        (columns.quantity, "quantity", Align.RIGHT),
    ):
        if column.w:
            box = Box(column.x, sheet.y, column.w, high)
            sheet.page.text(
                box, sheet.say(key), size, grey=sheet.grey, align=align, least_pt=size - 2
            )
    sheet.y += high + 1
    sheet.page.rule(sheet.left, sheet.y, sheet.width, sheet.hairline, colour=sheet.accent)
    sheet.y += sheet.hairline


def _lots(line: "SlipLine", between: str) -> str:
    """Lots and until when their goods are good."""
    said = []
    for lot in line.lots:
        expires = say_day(lot.expires_on) if lot.expires_on else ""
        said.append(between.join(each for each in (lot.code, expires) if each))
    return "\n".join(each for each in said if each)


def _sku(sheet: Sheet, sku: str, width: float) -> tuple[float, tuple[str, ...]]:
    """A product's name in its shop, whole: on one line, else smaller on several."""
    size, small = sheet.style.body_pt, sheet.style.small_pt
    if width_mm(clean(sku), Face.REGULAR, size) <= width:
        return size, (sku,)
    return small, _cut(sku, small, width, SKU_LINES)


def _cut(text: str, size: float, width: float, most: int) -> tuple[str, ...]:
    lines = wrapped(text, Face.REGULAR, size, width)
    return cut_lines(lines, most, Face.REGULAR, size, width)


def _row(sheet: Sheet, line: "SlipLine") -> None:
    style, slip, columns = sheet.style, sheet.slip, _columns(sheet)
    size, line_high = style.body_pt, line_mm(style.body_pt)
    small, small_high = style.small_pt, line_mm(style.small_pt)
    name = _cut(line.name, size, columns.product.w, NAME_LINES)
    lots = ""
    if slip.is_lot_shown:
        lots = _lots(line, "\n" if columns.lot.w else " · ")
    beside = _cut(lots, small, columns.lot.w, LOT_LINES) if columns.lot.w else ()
    beneath = _beneath(sheet, line, lots, columns)
    sku_size, sku = _sku(sheet, line.sku, columns.sku.w) if columns.sku.w else (size, ())
    height = len(name) * line_high + len(beneath) * small_high
    height = max(line_high, height, len(beside) * small_high, len(sku) * line_mm(sku_size))
    height += 2 * style.row_gap + sheet.hairline
    if sheet.room_for(height):
        _head(sheet)
    columns = _columns(sheet)
    product, lot, quantity = columns.product, columns.lot, columns.quantity
    y = top = sheet.y + style.row_gap
    for text in name:
        sheet.page.text(Box(product.x, y, product.w, line_high), text, size)
        y += line_high
    for text in beneath:
        sheet.page.text(Box(product.x, y, product.w, small_high), text, small, grey=sheet.grey)
        y += small_high
    for place, text in enumerate(beside):
        sheet.page.text(Box(lot.x, top + place * small_high, lot.w, small_high), text, small)
    for place, text in enumerate(sku):
        high = line_mm(sku_size)
        sheet.page.text(Box(columns.sku.x, top + place * high, columns.sku.w, high), text, sku_size)
    box = Box(quantity.x, top, quantity.w, line_high)
    sheet.page.text(box, f"{line.quantity}", size, face=Face.BOLD, align=Align.RIGHT, least_pt=5)
    sheet.y += height
    at = sheet.y - sheet.hairline
    sheet.page.rule(sheet.left, at, sheet.width, sheet.hairline, sheet.pale)


def _beneath(sheet: Sheet, line: "SlipLine", lots: str, columns: _Columns) -> tuple[str, ...]:
    """What has no column of its own stands beneath the product's name."""
    small, width = sheet.style.small_pt, columns.product.w
    sku = line.sku if sheet.slip.is_sku_shown and not columns.sku.w else ""
    more = _cut(lots, small, width, LOT_LINES) if lots and not columns.lot.w else ()
    return ((sku,) if sku else ()) + more


def _totals(sheet: Sheet) -> None:
    style, columns = sheet.style, _columns(sheet)
    high = line_mm(style.body_pt)
    sheet.room_for(high + 2 * style.row_gap)
    y = sheet.y + style.row_gap
    lines = sheet.slip.lines
    quantity = Box(columns.quantity.x, y, columns.quantity.w, high)
    pieces = f"{sum(line.quantity for line in lines)}"
    sheet.page.text(quantity, pieces, style.body_pt, face=Face.BOLD, align=Align.RIGHT, least_pt=5)
    left, right = columns.product.x, columns.quantity.x - QUANTITY_GAP
    half = (right - left) / 2
    said = f"{sheet.say('lines')}: {len(lines)}"
    least = style.body_pt - 3
    box = Box(left, y, half, high)
    sheet.page.text(box, said, style.body_pt, grey=sheet.grey, least_pt=least)
    box = Box(left + half, y, half, high)
    sheet.page.text(
        box, sheet.say("pieces"), style.body_pt, grey=sheet.grey, align=Align.RIGHT, least_pt=least
    )
    sheet.y = y + high + style.gap
