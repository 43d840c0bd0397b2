"""The courier manifest: which parcels left, with whom, and a signature under it."""

import math
from datetime import date
from itertools import pairwise
from typing import Final

import msgspec

from printing import pdf
from printing.fonts import Face
from printing.page import BLACK, HAIRLINE_MM, Align, Page, line_mm
from printing.paper import A4, MM_PER_DOT, Box
from printing.symbols import symbol
from printing.words import say, say_date, say_money, say_weight

MARGIN: Final = 18.0
WIDTH: Final = A4.width_mm - 2 * MARGIN
RIGHT: Final = MARGIN + WIDTH
GREY: Final = 0.42
PALE: Final = 0.72
RULE: Final = 0.4
BODY_PT: Final = 9.5
SMALL_PT: Final = 8.5
LABEL_PT: Final = 7.5
ROW: Final = line_mm(BODY_PT) + 2.6
FLOOR: Final = A4.height_mm - MARGIN - line_mm(SMALL_PT) - 3
SUM_PT: Final = 11.0
SUM_ROW: Final = line_mm(SUM_PT) + 1.2
SIGNATURES: Final = 52.0
"""Height of the signatures at the foot of the last page, in millimetres."""
STROKE_UNITS: Final = 511
SIGNATURE_MM: Final = (74.0, 20.0)
"""The room of a drawn signature above its line: its width, and the most of its height."""
INK_MM: Final = 0.4
CODE_DOTS: Final = 3
CODE_WIDTH: Final = 80.0
CODE_HEIGHT: Final = 12.0


class Column(msgspec.Struct, frozen=True):
    """A column of the table: the key of its word, its left edge and width in millimetres."""

    key: str
    x: float
    width: float
    align: Align = Align.LEFT


WITH_MONEY: Final = (
    Column("", 0, 9, Align.RIGHT),
    Column("tracking_number", 13, 50),
    Column("reference", 66, 34),
    Column("destination", 103, 22),
    Column("cod", 126, 26, Align.RIGHT),
    Column("weight", 154, 20, Align.RIGHT),
)
WITHOUT_MONEY: Final = (
    Column("", 0, 9, Align.RIGHT),
    Column("tracking_number", 13, 58),
    Column("reference", 74, 44),
    Column("destination", 121, 30),
    Column("weight", 154, 20, Align.RIGHT),
)


class ManifestParcel(msgspec.Struct, frozen=True, kw_only=True):
    """One parcel; `destination` a country and postcode, no name: the courier has those already."""

    tracking_number: str
    weight_g: int
    reference: str = ""
    destination: str = ""
    cod_amount_minor: int = 0
    cod_currency: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on a manifest. `code`: what the bars carry; empty: the number itself."""

    language: str
    carrier: str
    number: str
    handed_over_on: date
    warehouse: str
    parcels: tuple[ManifestParcel, ...]
    handed_over_by: str = ""
    signed_by: str = ""
    """The courier's name, once known; the line stays empty for a pen until then."""
    vehicle: str = ""
    code: str = ""
    strokes: tuple[tuple[tuple[int, int], ...], ...] = ()
    """The signature: the points of each stroke, in units of `STROKE_UNITS` across its line."""
    counted: int | None = None
    """How many parcels the courier counted, when that is another number than ours."""


def manifest(one: Manifest) -> bytes:
    """The manifest as an A4 PDF."""
    return pdf.render(manifest_pages(one), one.number)


def manifest_pages(one: Manifest) -> list[Page]:
    """The measured pages: the head, the parcels, the sums, the signatures on the last."""
    pages = [Page(A4)]
    columns = _columns(one)
    y = _table_head(pages[0], one, columns, _head(pages[0], one))
    for number, parcel in enumerate(one.parcels, 1):
        if y + ROW > FLOOR:
            pages.append(Page(A4))
            y = _table_head(pages[-1], one, columns, _next_head(pages[-1], one))
        _row(pages[-1], columns, _cells(one, number, parcel), y)
        y += ROW
    sums = _sums(one)
    if y + len(sums) * SUM_ROW + SIGNATURES > FLOOR:
        pages.append(Page(A4))
        y = _next_head(pages[-1], one)
    _draw_sums(pages[-1], one, sums, y + 3)
    _signatures(pages[-1], one)
    for number, page in enumerate(pages, 1):
        _foot(page, one, number, len(pages))
    return pages


def _head(page: Page, one: Manifest) -> float:
    """Title, carrier, number, date and the number in bars. Gives y beneath."""
    top = MARGIN
    code = symbol(one.code or one.number)
    place = Box(RIGHT - CODE_WIDTH, top, CODE_WIDTH, CODE_HEIGHT)
    bars = page.bars(place, code, most_dots=CODE_DOTS, align=Align.RIGHT, is_flush=True)
    ink = bars.ink
    digits = Box(ink.x, place.bottom + 0.6, ink.w, line_mm(SMALL_PT))
    page.text(digits, code.text, SMALL_PT, align=Align.CENTRE, least_pt=6)
    quiet = code.quiet.left * bars.module_dots * MM_PER_DOT
    words = Box(MARGIN, top - 1, ink.x - quiet - 2 - MARGIN, line_mm(22))
    y = page.text(words, one.carrier, 22, face=Face.BOLD, least_pt=12)
    title = Box(MARGIN, y + 0.4, words.w, line_mm(11))
    page.text(title, say("manifest", one.language), 11, grey=GREY)
    y = max(digits.bottom, title.bottom) + 3.5
    page.rule(MARGIN, y, WIDTH, RULE)
    facts = (
        ("number", one.number),
        ("date", say_date(one.handed_over_on, one.language)),
        ("handed_over_by", one.warehouse),
    )
    width = (WIDTH - 8) / 3
    for place_number, (key, value) in enumerate(facts):
        x = MARGIN + place_number * (width + 4)
        end = _field(page, one, Box(x, y + 4, width, 0), key, value)
    return end + 6


def _field(page: Page, one: Manifest, place: Box, key: str, value: str) -> float:
    high = line_mm(LABEL_PT)
    page.text(Box(place.x, place.y, place.w, high), say(key, one.language), LABEL_PT, grey=GREY)
    box = Box(place.x, place.y + high + 0.4, place.w, line_mm(10))
    return page.text(box, value, 10, face=Face.BOLD, least_pt=6.5)


def _next_head(page: Page, one: Manifest) -> float:
    """The head of a further page: carrier and number, should the sheets come apart."""
    high, half = line_mm(11), WIDTH / 2 - 2
    page.text(Box(MARGIN, MARGIN, half, high), one.carrier, 11, face=Face.BOLD)
    number = f"{say('manifest', one.language)} {one.number}"
    page.text(Box(RIGHT - half, MARGIN, half, high), number, 11, align=Align.RIGHT, least_pt=7)
    page.rule(MARGIN, MARGIN + high + 1.5, WIDTH, RULE)
    return MARGIN + high + 5


def _columns(one: Manifest) -> tuple[Column, ...]:
    """The money's column is there only when some parcel is paid at the door."""
    if any(parcel.cod_currency for parcel in one.parcels):
        return WITH_MONEY
    return WITHOUT_MONEY


def _table_head(page: Page, one: Manifest, columns: tuple[Column, ...], y: float) -> float:
    high = line_mm(LABEL_PT)
    for column in columns:
        if column.key:
            box = Box(MARGIN + column.x, y, column.width, high)
            word = say(column.key, one.language)
            page.text(box, word, LABEL_PT, grey=GREY, align=column.align, least_pt=5.5)
    page.rule(MARGIN, y + high + 1, WIDTH, HAIRLINE_MM)
    return y + high + 1 + HAIRLINE_MM


def _cells(one: Manifest, number: int, parcel: ManifestParcel) -> dict[str, str]:
    money = ""
    if parcel.cod_currency:
        money = say_money(parcel.cod_amount_minor, parcel.cod_currency, one.language)
    return {
        "": f"{number}",
        "tracking_number": parcel.tracking_number,
        "reference": parcel.reference,
        "destination": parcel.destination,
        "cod": money,
        "weight": say_weight(parcel.weight_g, one.language),
    }


def _row(page: Page, columns: tuple[Column, ...], cells: dict[str, str], y: float) -> None:
    for column in columns:
        box = Box(MARGIN + column.x, y + 1.2, column.width, line_mm(BODY_PT))
        is_number = column.key == ""
        page.text(
            box,
            cells[column.key],
            BODY_PT,
            face=Face.BOLD if column.key == "tracking_number" else Face.REGULAR,
            least_pt=6,
            align=column.align,
            grey=GREY if is_number else BLACK,
        )
    page.rule(MARGIN, y + ROW - HAIRLINE_MM, WIDTH, HAIRLINE_MM, PALE)


def _sums(one: Manifest) -> list[tuple[str, str]]:
    """How many, how heavy, and how much to collect, each currency for itself."""
    weight_g = sum(parcel.weight_g for parcel in one.parcels)
    sums = [
        ("parcels", f"{len(one.parcels)}"),
        ("total_weight", say_weight(weight_g, one.language)),
    ]
    if one.counted is not None:
        sums.insert(1, ("counted_by_courier", f"{one.counted}"))
    money: dict[str, int] = {}
    for parcel in one.parcels:
        if parcel.cod_currency:
            money[parcel.cod_currency] = money.get(parcel.cod_currency, 0) + parcel.cod_amount_minor
    sums += [
        ("total_cod", say_money(amount, currency, one.language))
        for currency, amount in sorted(money.items())
    ]
    return sums


def _draw_sums(page: Page, one: Manifest, sums: list[tuple[str, str]], y: float) -> None:
    high = line_mm(SUM_PT)
    for key, value in sums:
        word = Box(RIGHT - 100, y, 58, high)
        page.text(word, say(key, one.language), SUM_PT, grey=GREY, align=Align.RIGHT)
        amount = Box(RIGHT - 40, y, 40, high)
        page.text(amount, value, SUM_PT, face=Face.BOLD, align=Align.RIGHT, least_pt=7)
        y += SUM_ROW


def _signatures(page: Page, one: Manifest) -> None:
    """Two blocks at the foot: who gives, who takes; a line for a pen, the name beneath."""
    top = FLOOR - SIGNATURES + 10
    width = (WIDTH - 12) / 2
    blocks = (
        ("handed_over_by", one.handed_over_by, ""),
        ("received_by", one.signed_by, one.vehicle),
    )
    for number, (key, name, vehicle) in enumerate(blocks):
        x = MARGIN + number * (width + 12)
        box = Box(x, top, width, line_mm(10))
        page.text(box, say(key, one.language), 10, face=Face.BOLD, least_pt=8)
        line = top + 22
        page.rule(x, line, width, HAIRLINE_MM)
        if key == "received_by":
            _draw_signature(page, one.strokes, x, line)
        small = Box(x, line + 1, width, line_mm(LABEL_PT))
        words = f"{say('signature', one.language)} · {say('name', one.language)}"
        page.text(small, words, LABEL_PT, grey=GREY, least_pt=6)
        written = " · ".join(
            part
            for part in (name, f"{say('vehicle', one.language)} {vehicle}" if vehicle else "")
            if part
        )
        box = Box(x, small.bottom + 0.4, width, line_mm(10))
        page.text(box, written, 10, least_pt=6)


def _draw_signature(
    page: Page, strokes: tuple[tuple[tuple[int, int], ...], ...], x: float, line: float
) -> None:
    """The strokes as a pen's dots, standing on the line; too high a drawing becomes smaller."""
    points = [point for stroke in strokes for point in stroke]
    if not points:
        return
    width, height = SIGNATURE_MM
    lowest, highest = max(y for _, y in points), min(y for _, y in points)
    scale = min(width / STROKE_UNITS, height / max(1, lowest - highest))
    for stroke in strokes:
        for (x1, y1), (x2, y2) in pairwise((*stroke, stroke[-1])):
            steps = max(1, round(math.hypot(x2 - x1, y2 - y1) * scale / (INK_MM / 2)))
            for n in range(steps):
                part = n / steps
                left = x + (x1 + (x2 - x1) * part) * scale
                top = line - (lowest - y1 - (y2 - y1) * part) * scale - 1 - INK_MM
                page.fill(Box(left, top, INK_MM, INK_MM))


def _foot(page: Page, one: Manifest, number: int, count: int) -> None:
    high, half = line_mm(SMALL_PT), WIDTH / 2 - 2
    y = A4.height_mm - MARGIN - high
    page.text(Box(MARGIN, y, half, high), one.number, SMALL_PT, grey=GREY, least_pt=6)
    words = say("page", one.language, page=number, pages=count)
    page.text(Box(RIGHT - half, y, half, high), words, SMALL_PT, grey=GREY, align=Align.RIGHT)
