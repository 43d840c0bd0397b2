"""What is said to the recipient: thanks, a gift's note, the shop's message."""

from typing import Final

from printing.fonts import Face
from printing.page import line_mm, wrapped
from printing.paper import Box
from printing.slip_sheet import Sheet
from printing.wrapping import cut_lines

LEADING: Final = 1.3
BAR_MM: Final = 0.8
THANKS_LINES: Final = 3
FRAME_MM: Final = 0.3
PAD: Final = 0.55
"""Within the frame of a gift's note, in parts of the gap."""


def notes(sheet: Sheet) -> None:
    """Every note that there is, the gift's first after the thanks."""
    _thanks(sheet)
    _gift(sheet)
    _message(sheet)


def _lines(text: str, face: Face, size: float, width: float, most: int) -> tuple[str, ...]:
    return cut_lines(wrapped(text, face, size, width), most, face, size, width)


def _thanks(sheet: Sheet) -> None:
    """One sentence in bold letters, in the shop's colour."""
    if not sheet.slip.thanks.strip():
        return
    style, size = sheet.style, sheet.style.name_pt
    lines = _lines(sheet.slip.thanks, Face.BOLD, size, sheet.width, THANKS_LINES)
    high = line_mm(size, LEADING)
    sheet.room_for(len(lines) * high)
    for line in lines:
        box = Box(sheet.left, sheet.y, sheet.width, high)
        sheet.page.text(box, line, size, face=Face.BOLD, colour=sheet.accent)
        sheet.y += high
    sheet.y += style.gap * 0.7


def _gift(sheet: Sheet) -> None:
    """Somebody's own words to somebody, in a frame of their own."""
    if not sheet.slip.gift_note.strip():
        return
    style = sheet.style
    pad = style.gap * PAD
    width = sheet.width - 2 * pad
    size = style.body_pt + 0.5
    lines = _lines(sheet.slip.gift_note, Face.REGULAR, size, width, style.note_lines)
    high = line_mm(size, LEADING)
    height = line_mm(style.label_pt) + 0.4 + len(lines) * high + 2 * pad
    sheet.room_for(height)
    frame = Box(sheet.left, sheet.y, sheet.width, height)
    y = sheet.label(Box(sheet.left + pad, sheet.y + pad, width, 0), "gift_note")
    for line in lines:
        sheet.page.text(Box(sheet.left + pad, y, width, high), line, size)
        y += high
    _frame(sheet, frame)
    sheet.y = frame.bottom + style.gap


def _frame(sheet: Sheet, box: Box) -> None:
    """Four thin surfaces: they can have the shop's colour."""
    thin, page = FRAME_MM, sheet.page
    for side in (
        Box(box.x, box.y, box.w, thin), Box(box.x, box.bottom - thin, box.w, thin),
        Box(box.x, box.y, thin, box.h), Box(box.right - thin, box.y, thin, box.h),
    ):  # fmt: skip
        page.fill(side, colour=sheet.accent)


def _message(sheet: Sheet) -> None:
    """The shop's words beside a bar."""
    text = sheet.slip.message
    if not text.strip():
        return
    style = sheet.style
    indent = style.gap * 0.6
    width = sheet.width - indent
    lines = _lines(text, Face.REGULAR, style.body_pt, width, style.note_lines)
    high = line_mm(style.body_pt, LEADING)
    height = line_mm(style.label_pt) + 0.4 + len(lines) * high
    sheet.room_for(height)
    top = sheet.y
    y = sheet.label(Box(sheet.left + indent, sheet.y, width, 0), "message")
    for line in lines:
        sheet.page.text(Box(sheet.left + indent, y, width, high), line, style.body_pt)
        y += high
    sheet.page.fill(Box(sheet.left, top, BAR_MM, y - top), colour=sheet.accent)
    sheet.y = y + style.gap
