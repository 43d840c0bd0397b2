"""Where things stand on a packing slip, page after page."""

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from printing.fonts import Face
from printing.page import HAIRLINE_MM, Align, Page, line_mm, wrapped
from printing.paper import MM_PER_DOT, Box, Size
from printing.slip_style import Style
from printing.symbols import Kind, symbol
from printing.words import say, say_date
from printing.wrapping import cut_lines

if TYPE_CHECKING:
    from printing.slip import Slip, SlipLine

GREY: Final = 0.42
"""Of labels and small print: lighter than the words, still 5:1 on white."""
PALE: Final = 0.72
RULE_MM: Final = 0.4
NAME_LINES: Final = 3
LEADING: Final = 1.3
URL_SAFE: Final = "%/:?#[]@!$&'()*+,;=~-._"


class SlipLayout:
    """One slip being laid out: a cursor `y` that runs down the pages."""

    def __init__(self, slip: "Slip", paper: Size, style: Style) -> None:
        self.slip = slip
        self.paper = paper
        self.style = style
        self.left = style.margin
        self.width = paper.width_mm - 2 * style.margin
        self.right = self.left + self.width
        self.floor = paper.height_mm - style.margin - line_mm(style.small_pt) - 2
        self.done: list[Page] = []
        self.page = Page(paper)
        self.y = style.margin

    def pages(self) -> list[Page]:
        """All pages, numbered."""
        self._head()
        self._table()
        self._note("gift_note", self.slip.gift_note)
        self._note("message", self.slip.message)
        self._returns()
        self.done.append(self.page)
        for number, page in enumerate(self.done, 1):
            self._foot(page, number)
        return self.done

    def _say(self, key: str, **facts: object) -> str:
        return say(key, self.slip.language, **facts)

    def _next_page(self) -> None:
        """Begin a page that names the shop and the order, should the sheets come apart."""
        self.done.append(self.page)
        self.page = Page(self.paper)
        style, high = self.style, line_mm(self.style.title_pt)
        y = style.margin
        half = self.width / 2 - 2
        self.page.text(
            Box(self.left, y, half, high), self.slip.shop_name, style.title_pt, face=Face.BOLD
        )
        self.page.text(
            Box(self.right - half, y, half, high),
            f"{self._say('order')} {self.slip.order_number}",
            style.title_pt,
            align=Align.RIGHT,
        )
        self.page.rule(self.left, y + high + 1.5, self.width, RULE_MM)
        self.y = y + high + 1.5 + style.gap / 2

    def _room_for(self, height: float) -> bool:
        """Make sure of so many millimetres; whether that took a new page."""
        if self.y + height <= self.floor:
            return False
        self._next_page()
        return True

    def _head(self) -> None:
        style, page, slip = self.style, self.page, self.slip
        code = symbol(slip.slip_code)
        ink = code.columns * style.code_dots * MM_PER_DOT
        quiet = code.quiet.left * style.code_dots * MM_PER_DOT
        top = self.y
        place = Box(self.right - ink - quiet, top, ink + quiet, style.code_height)
        page.bars(place, code, most_dots=style.code_dots, align=Align.RIGHT, is_flush=True)
        digits = Box(self.right - ink, place.bottom + 0.6, ink, line_mm(style.small_pt))
        page.text(digits, slip.slip_code, style.small_pt, align=Align.CENTRE)
        words = Box(self.left, top - 1, self.width - ink - quiet - 2, line_mm(style.shop_pt))
        under = page.text(
            words, slip.shop_name, style.shop_pt, face=Face.BOLD, least_pt=style.name_pt
        )
        title = Box(self.left, under + 0.4, words.w, line_mm(style.title_pt))
        self._title(title)
        self.y = max(digits.bottom, title.bottom) + style.gap / 2
        page.rule(self.left, self.y, self.width, RULE_MM)
        self.y += RULE_MM + style.gap * 0.7
        half = self.width / 2 - style.gap / 2
        recipient_end = self._recipient(Box(self.left, self.y, half, 0))
        facts_end = self._facts(Box(self.right - half, self.y, half, 0))
        self.y = max(recipient_end, facts_end) + style.gap

    def _title(self, box: Box) -> None:
        """What the paper is; a copy says so in black, so that nobody packs by two of them."""
        size, title = self.style.title_pt, self._say("packing_slip")
        if self.slip.copy_no == 1:
            self.page.text(box, title, size, grey=GREY)
        else:
            copy = f"{self._say('copy')} {self.slip.copy_no}"
            self.page.text(box, f"{copy} · {title}", size, face=Face.BOLD, least_pt=size - 3)

    def _recipient(self, column: Box) -> float:
        """Name and town, no street: what a neighbour may read. Gives y beneath."""
        style, to = self.style, self.slip.recipient
        y = self._label(Box(column.x, column.y, column.w, 0), "deliver_to")
        high = 2 * line_mm(style.name_pt)
        box = Box(column.x, y, column.w, high)
        y = self.page.paragraph(
            box, to.name, style.name_pt, face=Face.BOLD, least_pt=style.body_pt - 1
        )
        size, high = style.address_pt, line_mm(style.address_pt)
        if to.company:
            box = Box(column.x, y, column.w, 2 * high)
            y = self.page.paragraph(box, to.company, size, least_pt=size - 1)
        for line in (to.town, to.country):
            if line:
                y = self.page.text(Box(column.x, y, column.w, high), line, size, least_pt=size - 1)
        return y

    def _facts(self, column: Box) -> float:
        """Order number, shop's number and date. Gives y beneath."""
        slip = self.slip
        facts = [("order", slip.order_number), ("shop_order", slip.external_id)]
        if slip.ordered_on:
            facts.append(("date", say_date(slip.ordered_on, slip.language)))
        gap, columns = 4, self.style.fact_columns
        width = (column.w - gap * (columns - 1)) / columns
        top = y = column.y
        for place, (key, value) in enumerate(facts):
            side = place % columns
            top = y if side == 0 else top
            x = column.x + side * (width + gap)
            y = self._field(Box(x, top, width, 0), key, value) + self.style.row_gap
        return y - self.style.row_gap

    def _label(self, place: Box, key: str) -> float:
        """A small grey word; gives y beneath."""
        high = line_mm(self.style.label_pt)
        box = Box(place.x, place.y, place.w, high)
        self.page.text(
            box,
            self._say(key),
            self.style.label_pt,
            grey=GREY,
            least_pt=self.style.label_pt - 1.5,
        )
        return box.bottom + 0.4

    def _field(self, place: Box, key: str, value: str) -> float:
        y = self._label(place, key)
        box = Box(place.x, y, place.w, line_mm(self.style.body_pt))
        return self.page.text(
            box, value, self.style.body_pt, face=Face.BOLD, least_pt=self.style.label_pt - 1
        )

    def _table(self) -> None:
        self._table_head()
        for line in self.slip.lines:
            self._row(line)
        self._totals()

    def _columns(self) -> tuple[Box, Box, Box]:
        """SKU, product and quantity as boxes of no height at the cursor."""
        sku, quantity = self.style.sku_width, self.style.quantity_width
        gap = 4 if sku else 0
        return (
            Box(self.left, self.y, sku, 0),
            Box(self.left + sku + gap, self.y, self.width - sku - gap - quantity - 3, 0),
            Box(self.right - quantity, self.y, quantity, 0),
        )

    def _table_head(self) -> None:
        style, high = self.style, line_mm(self.style.label_pt)
        for column, key in zip(self._columns(), ("sku", "product", "quantity"), strict=True):
            if column.w:
                align = Align.RIGHT if key == "quantity" else Align.LEFT
                box = Box(column.x, self.y, column.w, high)
                self.page.text(box, self._say(key), style.label_pt, grey=GREY, align=align)
        self.y += high + 1
        self.page.rule(self.left, self.y, self.width, HAIRLINE_MM)
        self.y += HAIRLINE_MM

    def _row(self, line: "SlipLine") -> None:
        style = self.style
        size, line_high = style.body_pt, line_mm(style.body_pt)
        product = self._columns()[1]
        name = cut_lines(
            wrapped(line.name, Face.REGULAR, size, product.w),
            NAME_LINES,
            Face.REGULAR,
            size,
            product.w,
        )
        sku_high = 0 if style.sku_width else line_mm(style.small_pt)
        height = max(1, len(name)) * line_high + sku_high + 2 * style.row_gap + HAIRLINE_MM
        if self._room_for(height):
            self._table_head()
        sku, product, quantity = self._columns()
        y = self.y + style.row_gap
        for text in name:
            self.page.text(Box(product.x, y, product.w, line_high), text, size)
            y += line_high
        if sku.w:
            box = Box(sku.x, self.y + style.row_gap, sku.w, line_high)
            self.page.text(box, line.sku, size, least_pt=style.label_pt - 1.5)
        else:
            box = Box(product.x, y, product.w, sku_high)
            self.page.text(box, line.sku, style.small_pt, grey=GREY)
        box = Box(quantity.x, self.y + style.row_gap, quantity.w, line_high)
        self.page.text(box, f"{line.quantity}", size, face=Face.BOLD, align=Align.RIGHT, least_pt=5)
        self.y += height
        self.page.rule(self.left, self.y - HAIRLINE_MM, self.width, HAIRLINE_MM, PALE)

    def _totals(self) -> None:
        style = self.style
        high = line_mm(style.body_pt)
        self._room_for(high + 2 * style.row_gap)
        y = self.y + style.row_gap
        pieces = sum(line.quantity for line in self.slip.lines)
        _, product, quantity = self._columns()
        self.page.text(
            Box(quantity.x, y, quantity.w, high),
            f"{pieces}",
            style.body_pt,
            face=Face.BOLD,
            align=Align.RIGHT,
            least_pt=5,
        )
        half = product.w / 2
        lines = f"{self._say('lines')}: {len(self.slip.lines)}"
        self.page.text(Box(product.x, y, half, high), lines, style.body_pt, grey=GREY)
        box = Box(product.x + half, y, half, high)
        self.page.text(box, self._say("pieces"), style.body_pt, grey=GREY, align=Align.RIGHT)
        self.y = y + high + style.gap

    def _note(self, key: str, text: str) -> None:
        """A note beside a black bar, in full up to `note_lines`."""
        if not text.strip():
            return
        style = self.style
        indent = style.gap * 0.6
        width = self.width - indent
        lines = wrapped(text, Face.REGULAR, style.body_pt, width)
        lines = cut_lines(lines, style.note_lines, Face.REGULAR, style.body_pt, width)
        high = line_mm(style.body_pt, LEADING)
        height = line_mm(style.label_pt) + 0.4 + len(lines) * high
        self._room_for(height)
        top = self.y
        y = self._label(Box(self.left + indent, self.y, width, 0), key)
        for line in lines:
            box = Box(self.left + indent, y, width, high)
            self.page.text(box, line, style.body_pt)
            y += high
        self.page.fill(Box(self.left, top, 0.8, y - top))
        self.y = y + style.gap

    def _returns(self) -> None:
        """How to send goods back: at the foot of the last page, or atop one of its own."""
        slip, style = self.slip, self.style
        if not slip.return_url and not slip.return_instructions:
            return
        height = style.qr_mm + style.gap / 2
        top = self.y if self._room_for(height) else self.floor - height
        self.page.rule(self.left, top, self.width, HAIRLINE_MM, PALE)
        top += style.gap / 2
        x = self.left
        if slip.return_url:
            code = symbol(quote(slip.return_url, safe=URL_SAFE), Kind.QR)
            place = Box(x, top, style.qr_mm, style.qr_mm)
            self.page.bars(place, code, most_dots=style.qr_dots, align=Align.LEFT, is_flush=True)
            x += style.qr_mm + style.gap * 0.6
        width = self.right - x
        y = top + 2
        box = Box(x, y, width, line_mm(style.name_pt))
        y = self.page.text(box, self._say("returns"), style.name_pt, face=Face.BOLD) + 0.6
        url_high = 2 * line_mm(style.small_pt) + 1 if slip.return_url else 0
        box = Box(x, y, width, max(line_mm(style.small_pt), self.floor - y - url_high))
        how = slip.return_instructions or self._say("returns_how")
        y = self.page.paragraph(box, how, style.small_pt + 0.5, least_pt=5) + 1
        box = Box(x, y, width, self.floor - y)
        if slip.return_url:
            self.page.paragraph(box, slip.return_url, style.small_pt, face=Face.BOLD, least_pt=5)

    def _foot(self, page: Page, number: int) -> None:
        style, high = self.style, line_mm(self.style.small_pt)
        y = self.paper.height_mm - style.margin - high
        half = self.width / 2 - 2
        page.text(
            Box(self.left, y, half, high),
            f"{self._say('order')} {self.slip.order_number}",
            style.small_pt,
            grey=GREY,
        )
        page.text(
            Box(self.right - half, y, half, high),
            self._say("page", page=number, pages=len(self.done)),
            style.small_pt,
            grey=GREY,
            align=Align.RIGHT,
        )
