"""The top of a packing slip: whose it is, what it is, for whom, and its barcode."""

import io
from functools import lru_cache
from typing import Final

from PIL import Image

from printing.fonts import Face, width_mm
from printing.page import WHITE, Align, line_mm
from printing.paper import MM_PER_DOT, Box
from printing.slip_sheet import Sheet
from printing.symbols import symbol
from printing.words import say_date

RULE_MM: Final = 0.6
COPY_PAD: Final = 1.2
GREY_QUALITY: Final = 90


def first_head(sheet: Sheet) -> None:
    """Sign and title, the slip's barcode, the recipient and the facts of the order."""
    if sheet.style.is_thermal:
        _stacked(sheet)
    else:
        _side_by_side(sheet)
    _recipient_and_facts(sheet)


def next_head(sheet: Sheet) -> None:
    """Name the shop and the order, should the sheets come apart."""
    style, high = sheet.style, line_mm(sheet.style.title_pt)
    y = style.margin
    half = sheet.width / 2 - 2
    sheet.page.text(
        Box(sheet.left, y, half, high), sheet.slip.shop_name, style.title_pt, face=Face.BOLD
    )
    sheet.page.text(
        Box(sheet.right - half, y, half, high),
        f"{sheet.say('order')} {sheet.slip.order_number}",
        style.title_pt,
        align=Align.RIGHT,
    )
    _rule(sheet, y + high + 1.5)
    sheet.y = y + high + 1.5 + style.gap / 2


def _rule(sheet: Sheet, y: float) -> None:
    sheet.page.rule(sheet.left, y, sheet.width, RULE_MM, colour=sheet.accent)


def _side_by_side(sheet: Sheet) -> None:
    """The shop on the left, the barcode on the right."""
    style, page, slip = sheet.style, sheet.page, sheet.slip
    code = symbol(slip.slip_code)
    ink = code.columns * style.code_dots * MM_PER_DOT
    quiet = code.quiet.left * style.code_dots * MM_PER_DOT
    top = sheet.y
    place = Box(sheet.right - ink - quiet, top, ink + quiet, style.code_height)
    page.bars(place, code, most_dots=style.code_dots, align=Align.RIGHT, is_flush=True)
    digits = Box(sheet.right - ink, place.bottom + 0.6, ink, line_mm(style.small_pt))
    page.text(digits, slip.slip_code, style.small_pt, align=Align.CENTRE)
    width = sheet.width - ink - quiet - 2
    under = _sign(sheet, Box(sheet.left, top, width, 0), Align.LEFT)
    title = Box(sheet.left, under + 0.8, width, line_mm(style.title_pt))
    _title(sheet, title, Align.LEFT)
    sheet.y = max(digits.bottom, title.bottom) + style.gap / 2
    _rule(sheet, sheet.y)
    sheet.y += RULE_MM + style.gap * 0.7


def _stacked(sheet: Sheet) -> None:
    """One beneath the other: a strip is narrow, and long for nothing."""
    style, page, slip = sheet.style, sheet.page, sheet.slip
    under = _sign(sheet, Box(sheet.left, sheet.y, sheet.width, 0), Align.CENTRE)
    title = Box(sheet.left, under + 0.8, sheet.width, line_mm(style.title_pt))
    _title(sheet, title, Align.CENTRE)
    place = Box(sheet.left, title.bottom + 2, sheet.width, style.code_height)
    page.bars(place, symbol(slip.slip_code), most_dots=style.code_dots)
    digits = Box(sheet.left, place.bottom + 0.6, sheet.width, line_mm(style.small_pt))
    page.text(digits, slip.slip_code, style.small_pt, align=Align.CENTRE)
    sheet.y = digits.bottom + style.gap / 2
    _rule(sheet, sheet.y)
    sheet.y += RULE_MM + style.gap * 0.7


def _sign(sheet: Sheet, place: Box, align: Align) -> float:
    """The logo, else the shop's name; gives y beneath."""
    style, logo = sheet.style, sheet.slip.logo
    if logo is None:
        size = style.shop_pt
        box = Box(place.x, place.y - 1, place.w, line_mm(size))
        return sheet.page.text(
            box, sheet.slip.shop_name, size, face=Face.BOLD, least_pt=min(size, style.name_pt),
            align=align, colour=sheet.accent,
        )  # fmt: skip
    scale = min(min(style.logo_width, place.w) / logo.width_px, style.logo_height / logo.height_px)
    wide, high = logo.width_px * scale, logo.height_px * scale
    x = place.x + ((place.w - wide) / 2 if align is Align.CENTRE else 0)
    content = _in_greys(logo.content) if style.is_thermal else logo.content
    sheet.page.picture(Box(x, place.y, wide, high), content, logo.width_px, logo.height_px)
    return place.y + high + 1


@lru_cache(maxsize=16)
def _in_greys(content: bytes) -> bytes:
    """A picture without its colours, for a printer that has none."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(content)) as opened:
        opened.convert("L").convert("RGB").save(made, "JPEG", quality=GREY_QUALITY)
    return made.getvalue()


def _title(sheet: Sheet, box: Box, align: Align) -> None:
    """What the paper is; a copy says so white on black, so that nobody packs by two of them."""
    page, size, title = sheet.page, sheet.style.title_pt, sheet.say("packing_slip")
    if sheet.slip.copy_no == 1:
        page.text(box, title, size, grey=sheet.grey, align=align, least_pt=size - 3)
        return
    copy = f"{sheet.say('copy')} {sheet.slip.copy_no} · {title}"
    if align is Align.LEFT:
        needed = width_mm(copy, Face.BOLD, size) + 2 * COPY_PAD + 0.2
        box = Box(box.x, box.y, min(box.w, needed), box.h)
    page.fill(box)
    page.text(
        box.inset(COPY_PAD, 0), copy, size, face=Face.BOLD, least_pt=size - 4, grey=WHITE,
        align=align, is_centred=True,
    )  # fmt: skip


def _recipient_and_facts(sheet: Sheet) -> None:
    style = sheet.style
    if style.is_thermal:
        whole = Box(sheet.left, sheet.y, sheet.width, 0)
        sheet.y = _recipient(sheet, whole) + style.gap / 2
        sheet.y = _facts(sheet, Box(sheet.left, sheet.y, sheet.width, 0), 2) + style.gap
        return
    half = sheet.width / 2 - style.gap / 2
    recipient_end = _recipient(sheet, Box(sheet.left, sheet.y, half, 0))
    facts_end = _facts(sheet, Box(sheet.right - half, sheet.y, half, 0), style.fact_columns)
    sheet.y = max(recipient_end, facts_end) + style.gap


def _recipient(sheet: Sheet, column: Box) -> float:
    """Name and town, no street: what a neighbour may read. Gives y beneath."""
    style, to, page = sheet.style, sheet.slip.recipient, sheet.page
    y = sheet.label(column, "deliver_to")
    box = Box(column.x, y, column.w, 2 * line_mm(style.name_pt))
    y = page.paragraph(
        box, to.name, style.name_pt, face=Face.BOLD, least_pt=min(style.name_pt, style.body_pt - 1)
    )
    size, high = style.address_pt, line_mm(style.address_pt)
    if to.company:
        box = Box(column.x, y, column.w, 2 * high)
        y = page.paragraph(box, to.company, size, least_pt=size - 1)
    for line in (to.town, to.country):
        if line:
            y = page.text(Box(column.x, y, column.w, high), line, size, least_pt=size - 1)
    return y


def _facts(sheet: Sheet, column: Box, columns: int) -> float:
    """Order number, shop's number and date. Gives y beneath."""
    slip, row_gap = sheet.slip, sheet.style.row_gap
    facts = [("order", slip.order_number)]
    if slip.is_shop_order_shown:
        facts.append(("shop_order", slip.external_id))
    if slip.ordered_on and slip.is_date_shown:
        facts.append(("date", say_date(slip.ordered_on, slip.language)))
    gap = 4
    width = (column.w - gap * (columns - 1)) / columns
    top = under = column.y
    for place, (key, value) in enumerate(facts):
        side = place % columns
        if place and side == 0:
            top = under + row_gap
        x = column.x + side * (width + gap)
        under = max(under, _field(sheet, Box(x, top, width, 0), key, value))
    return under


def _field(sheet: Sheet, place: Box, key: str, value: str) -> float:
    style, y = sheet.style, sheet.label(place, key)
    box = Box(place.x, y, place.w, line_mm(style.body_pt))
    return sheet.page.text(
        box, value, style.body_pt, face=Face.BOLD, least_pt=min(style.body_pt, style.label_pt - 1)
    )
