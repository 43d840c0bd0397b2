"""The goods received note: what was announced, what came, what differs, a signature under it."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from printing import pdf
from printing.fonts import Face
from printing.manifest import (
    BODY_PT,
    FLOOR,
    GREY,
    LABEL_PT,
    MARGIN,
    PALE,
    RIGHT,
    RULE,
    SMALL_PT,
    WIDTH,
    Column,
)
from printing.page import BLACK, HAIRLINE_MM, Align, Page, line_mm
from printing.paper import A4, Box
from printing.words import WORDS, say, say_date

COLUMNS: Final = (
    Column("sku", 0, 34),
    Column("product", 36, 72),
    Column("announced", 109, 20, Align.RIGHT),
    Column("received_count", 130, 20, Align.RIGHT),
    Column("difference", 151, 23, Align.RIGHT),
)
DIFFERENCES: Final = (
    Column("kind", 0, 40),
    Column("sku", 42, 34),
    Column("quantity", 77, 14, Align.RIGHT),
    Column("decision", 95, 34),
    Column("note", 131, 43),
)
GAP: Final = 1.2
SIGNATURE: Final = 26.0
"""Height of the signature under the last row, in millimetres."""


class ReceiptRow(msgspec.Struct, frozen=True, kw_only=True):
    """A product: pieces announced and received; `held` of them are not good; lots as printed."""

    sku: str
    name: str
    expected: int
    received: int
    held: int = 0
    lots: tuple[tuple[str, date | None, int], ...] = ()


class ReceiptDifference(msgspec.Struct, frozen=True, kw_only=True):
    """What differs: `kind` and `decision` are keys of the warehouse's own words, as is a `note`
    that names a damage."""

    kind: str
    sku: str
    quantity: int
    decision: str = ""
    note: str = ""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery as it was counted. Not `is_final`: the count goes on, and the paper says so."""

    language: str
    shop_name: str
    number: str
    external_id: str
    rows: tuple[ReceiptRow, ...]
    differences: tuple[ReceiptDifference, ...] = ()
    carrier_reference: str = ""
    arrived_on: date | None = None
    received_on: date | None = None
    counted_by: str = ""
    is_final: bool = True


def receipt(one: Receipt) -> bytes:
    """The note as an A4 PDF."""
    return pdf.render(receipt_pages(one), one.number)


def receipt_pages(one: Receipt) -> list[Page]:
    """The measured pages: the head, the products, what differs, the signature."""
    sheets = _Sheets(one)
    sheets.head()
    sheets.table(COLUMNS, _rows(one))
    if one.differences:
        sheets.title(say("differences", one.language))
        sheets.table(DIFFERENCES, _differences(one))
    sheets.signature()
    return sheets.numbered()


Cells = dict[str, str]


def _rows(one: Receipt) -> Iterator[tuple[Cells, list[str]]]:
    for row in one.rows:
        gap = row.received - row.expected
        yield (
            {
                "sku": row.sku,
                "product": row.name,
                "announced": f"{row.expected}",
                "received_count": f"{row.received}",
                "difference": f"{gap:+d}" if gap else "–",
            },
            [_lot(lot, one.language) for lot in row.lots]
            + ([f"{say('held', one.language)}: {row.held}"] if row.held else []),
        )
    yield (
        {
            "sku": "",
            "product": say("together", one.language),
            "announced": f"{sum(row.expected for row in one.rows)}",
            "received_count": f"{sum(row.received for row in one.rows)}",
            "difference": "",
        },
        [],
    )


def _lot(lot: tuple[str, date | None, int], language: str) -> str:
    code, expires_on, quantity = lot
    told = [f"{say('lot', language)} {code}"]
    if expires_on and code != expires_on.isoformat():
        told.append(f"{say('best_before', language)} {expires_on.isoformat()}")
    return f"{' · '.join(told)} · {quantity}"


def _differences(one: Receipt) -> Iterator[tuple[Cells, list[str]]]:
    for row in one.differences:
        yield (
            {
                "kind": say(f"kind_{row.kind}", one.language),
                "sku": row.sku,
                "quantity": f"{row.quantity}",
                "decision": say(f"decision_{row.decision or 'open'}", one.language),
                "note": _note_said(row.note, one.language),
            },
            [],
        )


def _note_said(note: str, language: str) -> str:
    """A damage that was tapped, in the paper's language; what a person wrote, as it is."""
    key = f"damage_{note}"
    return say(key, language) if key in WORDS else note


class _Sheets:
    """The pages while they are filled from the top."""

    def __init__(self, one: Receipt) -> None:
        self._one = one
        self._pages = [Page(A4)]
        self._y = MARGIN

    def head(self) -> None:
        """Whose delivery, which, when, counted by whom."""
        one, page = self._one, self._pages[0]
        box = Box(MARGIN, MARGIN - 1, WIDTH, line_mm(20))
        y = page.text(box, one.shop_name, 20, face=Face.BOLD, least_pt=11)
        title = say("goods_received" if one.is_final else "goods_so_far", one.language)
        page.text(Box(MARGIN, y + 0.4, WIDTH, line_mm(12)), title, 12, grey=GREY)
        y += line_mm(12) + 4
        page.rule(MARGIN, y, WIDTH, RULE)
        facts = (
            ("number", one.number),
            ("shop_order", one.external_id),
            ("waybill", one.carrier_reference or "–"),
            ("arrived", say_date(one.arrived_on, one.language) if one.arrived_on else "–"),
            ("counted", say_date(one.received_on, one.language) if one.received_on else "–"),
            ("counted_by", one.counted_by or "–"),
        )
        width = (WIDTH - 8) / 3
        for place, (key, value) in enumerate(facts):
            row, column = divmod(place, 3)
            x, top = MARGIN + column * (width + 4), y + 4 + row * 12
            small = Box(x, top, width, line_mm(LABEL_PT))
            page.text(small, say(key, one.language), LABEL_PT, grey=GREY)
            words = Box(x, small.bottom + 0.4, width, line_mm(10))
            page.text(words, value, 10, face=Face.BOLD, least_pt=6)
        self._y = y + 4 + 2 * 12 + 2

    def title(self, words: str) -> None:
        """A heading within the page."""
        self._room(line_mm(12) + 20)
        box = Box(MARGIN, self._y + 5, WIDTH, line_mm(12))
        self._pages[-1].text(box, words, 12, face=Face.BOLD)
        self._y = box.bottom + 2

    def table(self, columns: tuple[Column, ...], rows: Iterator[tuple[Cells, list[str]]]) -> None:
        """Rows with small lines beneath them; each page has the head of the table."""
        self._table_head(columns)
        high, small = line_mm(BODY_PT), line_mm(SMALL_PT)
        for cells, beneath in rows:
            needed = high + 2 * GAP + len(beneath) * small
            if self._room(needed):
                self._table_head(columns)
            page = self._pages[-1]
            for column in columns:
                box = Box(MARGIN + column.x, self._y + GAP, column.width, high)
                bold = Face.BOLD if column is columns[0] else Face.REGULAR
                page.text(
                    box, cells[column.key], BODY_PT, face=bold, least_pt=6, align=column.align
                )
            y = self._y + GAP + high
            for line in beneath:
                box = Box(MARGIN + columns[1].x, y, columns[1].width, small)
                page.text(box, line, SMALL_PT, grey=GREY, least_pt=6)
                y += small
            self._y += needed
            page.rule(MARGIN, self._y - HAIRLINE_MM, WIDTH, HAIRLINE_MM, PALE)

    def signature(self) -> None:
        """A line for a pen."""
        self._room(SIGNATURE)
        width, top = (WIDTH - 12) / 2, self._y + SIGNATURE - 8
        self._pages[-1].rule(RIGHT - width, top, width, HAIRLINE_MM)
        words = say("signature", self._one.language)
        box = Box(RIGHT - width, top + 1, width, line_mm(LABEL_PT))
        self._pages[-1].text(box, words, LABEL_PT, grey=GREY)

    def numbered(self) -> list[Page]:
        """The pages, each with its number."""
        high, half = line_mm(SMALL_PT), WIDTH / 2 - 2
        y, count = A4.height_mm - MARGIN - high, len(self._pages)
        for number, page in enumerate(self._pages, 1):
            left = f"{self._one.number} · {self._one.external_id}"
            page.text(Box(MARGIN, y, half, high), left, SMALL_PT, grey=GREY, least_pt=6)
            words = say("page", self._one.language, page=number, pages=count)
            box = Box(RIGHT - half, y, half, high)
            page.text(box, words, SMALL_PT, grey=GREY, align=Align.RIGHT)
        return self._pages

    def _room(self, needed: float) -> bool:
        """Begin another page when there is no room for so much; whether it did."""
        if self._y + needed <= FLOOR:
            return False
        self._pages.append(Page(A4))
        self._y = MARGIN
        return True

    def _table_head(self, columns: tuple[Column, ...]) -> None:
        page, high = self._pages[-1], line_mm(LABEL_PT)
        for column in columns:
            box = Box(MARGIN + column.x, self._y, column.width, high)
            word = say(column.key, self._one.language)
            page.text(box, word, LABEL_PT, grey=GREY, align=column.align, least_pt=5.5)
        page.rule(MARGIN, self._y + high + 1, WIDTH, HAIRLINE_MM, BLACK)
        self._y += high + 1 + HAIRLINE_MM
