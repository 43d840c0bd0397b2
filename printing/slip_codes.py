"""What a telephone opens from a packing slip: the order's page, how to send goods back."""

from typing import Final, NamedTuple
from urllib.parse import quote

from printing.fonts import Face
from printing.page import Align, Bars, DoesNotFit, line_mm
from printing.paper import Box
from printing.slip_sheet import Sheet
from printing.symbols import Kind, symbol

URL_SAFE: Final = "%/:?#[]@!$&'()*+,;=~-._"
URL_LINES: Final = 2


class Block(NamedTuple):
    """A code with words beside it."""

    heading: str
    how: str
    url: str
    #: beneath the words, for who has no telephone at hand
    is_url_written: bool


def codes(sheet: Sheet) -> None:
    """Each block that there is: at the foot of the last page, or atop one of its own."""
    blocks = list(_blocks(sheet))
    if not blocks:
        return
    height = (sheet.style.qr_mm + sheet.style.gap / 2) * len(blocks)
    is_new = sheet.room_for(height)
    if not is_new and not sheet.is_endless:
        sheet.y = sheet.floor - height
    for block in blocks:
        _block(sheet, block)


def _blocks(sheet: Sheet) -> list[Block]:
    slip, found = sheet.slip, []
    if slip.page_url:
        found.append(Block(sheet.say("page_head"), sheet.say("page_how"), slip.page_url, False))
    if slip.return_url or slip.return_instructions:
        how = slip.return_instructions or sheet.say("returns_how")
        found.append(Block(sheet.say("returns"), how, slip.return_url, True))
    return found


def _block(sheet: Sheet, block: Block) -> None:
    style = sheet.style
    sheet.page.rule(sheet.left, sheet.y, sheet.width, sheet.hairline, sheet.pale)
    top = sheet.y + style.gap / 2
    floor = top + style.qr_mm
    x, code = sheet.left, None
    if block.url and (code := _code(sheet, top, block.url)):
        x = max(x, code.with_quiet_zones.right) + style.gap * 0.3
    is_written = bool(block.url) and (block.is_url_written or code is None)
    width = sheet.right - x
    y = top + (0 if style.is_thermal else 2)
    size = style.name_pt
    box = Box(x, y, width, line_mm(size))
    y = sheet.page.text(
        box, block.heading, size, face=Face.BOLD, least_pt=size - 4, colour=sheet.accent
    )
    y += 0.6
    small = style.small_pt
    url_high = URL_LINES * line_mm(small) + 1 if is_written else 0
    box = Box(x, y, width, max(line_mm(small), floor - y - url_high))
    y = sheet.page.paragraph(box, block.how, small + 0.5, least_pt=5) + 1
    if is_written:
        box = Box(x, y, width, floor - y)
        sheet.page.paragraph(box, block.url, small, face=Face.BOLD, least_pt=5)
    sheet.y = floor + (style.gap / 2 if sheet.is_endless else 0)


def _code(sheet: Sheet, top: float, url: str) -> Bars | None:
    """The address as a QR code; none when it is too long for one that can be scanned here."""
    style = sheet.style
    place = Box(sheet.left, top, style.qr_mm, style.qr_mm)
    try:
        code = symbol(quote(url, safe=URL_SAFE), Kind.QR)
        return sheet.page.bars(
            place, code, most_dots=style.qr_dots, align=Align.LEFT, is_flush=True
        )
    except (DoesNotFit, ValueError):
        return None
