"""The foot of every page of a packing slip: who the shop is, which order, which page."""

from typing import Final

from printing.fonts import Face
from printing.page import Align, Page, line_mm, wrapped
from printing.paper import Box
from printing.slip_sheet import Sheet
from printing.wrapping import cut_lines

GAP: Final = 1.6


def _lines(sheet: Sheet) -> tuple[str, ...]:
    text, size = sheet.slip.footer.strip(), sheet.style.small_pt
    if not text:
        return ()
    lines = wrapped(text, Face.REGULAR, size, sheet.width)
    return cut_lines(lines, sheet.style.footer_lines, Face.REGULAR, size, sheet.width)


def footer_height(sheet: Sheet) -> float:
    """What the shop's own lines take of each page, in millimetres."""
    count = len(_lines(sheet))
    return count * line_mm(sheet.style.small_pt) + GAP if count else 0


def close(sheet: Sheet) -> list[Page]:
    """End the last page and write the foot of all."""
    if sheet.is_endless:
        sheet.y += footer_height(sheet)
    sheet.end_page()
    for number, page in enumerate(sheet.done, 1):
        _foot(sheet, page, number)
    return sheet.done


def _foot(sheet: Sheet, page: Page, number: int) -> None:
    style, high = sheet.style, line_mm(sheet.style.small_pt)
    y = page.size.height_mm - style.margin - high
    half = sheet.width / 2 - 2
    size, grey = style.small_pt, sheet.grey
    order = f"{sheet.say('order')} {sheet.slip.order_number}"
    page.text(Box(sheet.left, y, half, high), order, size, grey=grey, least_pt=size - 2)
    said = sheet.say("page", page=number, pages=len(sheet.done))
    right = Box(sheet.right - half, y, half, high)
    page.text(right, said, size, grey=grey, align=Align.RIGHT, least_pt=size - 2)
    if sheet.is_endless and number < len(sheet.done):
        return  # a strip that goes on: who the shop is stands at its end
    lines = _lines(sheet)
    y -= len(lines) * high + GAP / 2
    for line in lines:
        box = Box(sheet.left, y, sheet.width, high)
        page.text(box, line, size, grey=grey, align=Align.CENTRE)
        y += high
