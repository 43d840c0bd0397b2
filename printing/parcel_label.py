"""The parcel label, 100 × 150 mm, as PDF and as ZPL: one layout, black only, for thermal printers.

Read from afar first: where to (postcode and routing zone), how (service), then the rest. The
tracking number stands in Code 128 along the foot and again in a Data Matrix, should the first be
torn. Long names wrap, shrink and are cut last of all; nothing leaves its box.
"""

from typing import Final

import msgspec

from printing import pdf, zpl
from printing.address import Address
from printing.fonts import Face
from printing.page import WHITE, Align, Page, line_mm
from printing.paper import PARCEL, Box
from printing.symbols import Kind, symbol
from printing.words import say, say_money, say_weight

EDGE: Final = 4.0
LEFT: Final = EDGE
WIDTH: Final = PARCEL.width_mm - 2 * EDGE
RIGHT: Final = LEFT + WIDTH
SPLIT: Final = 66.0
"""x where the right column begins, in millimetres; the left one ends a gap before."""
GAP: Final = 2.0
RULE: Final = 0.375  # three dots
HEAVY: Final = 0.75
LABEL_PT: Final = 7.0
RECIPIENT_FLOOR: Final = 82.5
CODE_HEIGHT: Final = 20.0
CODE_DOTS: Final = 4
MATRIX_DOTS: Final = 14
SPECIMEN: Final = "SPECIMEN"
SPECIMEN_TOP: Final = 144.4
SPECIMEN_HEIGHT: Final = 4.6
SPECIMEN_PT: Final = 11.0


class CashOnDelivery(msgspec.Struct, frozen=True):
    """What the courier collects; `currency` as ISO 4217."""

    amount_minor: int
    currency: str


class ParcelLabel(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on a parcel label. `tracking_number` is printable ASCII."""

    language: str
    carrier: str
    service: str
    tracking_number: str
    sender: Address
    recipient: Address
    weight_g: int
    reference: str
    routing_zone: str = ""
    parcel_index: int = 1
    parcel_count: int = 1
    cod: CashOnDelivery | None = None
    pickup_point: str = ""
    #: of a test: nobody carries it
    is_specimen: bool = False


def parcel_label(label: ParcelLabel) -> bytes:
    """One label as PDF. DoesNotFit or ValueError for a tracking number that no symbol can carry."""
    return parcel_labels([label])


def parcel_labels(labels: list[ParcelLabel]) -> bytes:
    """Several labels in one PDF, one a page."""
    title = labels[0].tracking_number if len(labels) == 1 else f"{len(labels)} labels"
    return pdf.render([parcel_page(label) for label in labels], title)


def parcel_label_zpl(label: ParcelLabel) -> bytes:
    """One label as ZPL II for an 8 dots/mm printer, UTF-8."""
    return zpl.render([parcel_page(label)])


def parcel_page(label: ParcelLabel) -> Page:
    """The measured label."""
    page = Page(PARCEL)
    _service(page, label)
    _sender(page, label)
    _recipient(page, label)
    _routing(page, label)
    _facts(page, label)
    _tracking(page, label)
    if label.is_specimen:
        _specimen(page)
    return page


def _specimen(page: Page) -> None:
    """White on black along the foot, so that nobody hands such a parcel over."""
    band = Box(LEFT, SPECIMEN_TOP, WIDTH, SPECIMEN_HEIGHT)
    page.fill(band)
    page.text(
        band, SPECIMEN, SPECIMEN_PT, face=Face.BOLD, grey=WHITE, align=Align.CENTRE, is_centred=True
    )


def _caption(page: Page, label: ParcelLabel, box: Box, key: str) -> float:
    """A small word above a value; gives y beneath."""
    box = Box(box.x, box.y, box.w, line_mm(LABEL_PT))
    return page.text(box, say(key, label.language), LABEL_PT, least_pt=5.5)


def _service(page: Page, label: ParcelLabel) -> None:
    """Carrier, and the service white on black."""
    band = Box(LEFT, EDGE, WIDTH, 12)
    carrier = Box(band.x, band.y, SPLIT - 14 - GAP - band.x, band.h)
    page.text(carrier, label.carrier, 24, face=Face.BOLD, least_pt=12, is_centred=True)
    service = Box(SPLIT - 14, band.y, RIGHT - SPLIT + 14, band.h)
    page.fill(service)
    page.text(
        service.inset(2, 1),
        label.service,
        18,
        face=Face.BOLD,
        least_pt=9,
        grey=WHITE,
        align=Align.CENTRE,
        is_centred=True,
    )


def _sender(page: Page, label: ParcelLabel) -> None:
    """Who sends, small, and which parcel of how many."""
    top, sender = 18.0, label.sender
    page.rule(LEFT, top, WIDTH, RULE)
    width = SPLIT - GAP - LEFT
    y = _caption(page, label, Box(LEFT, top + 1, width, 0), "from")
    y = page.text(
        Box(LEFT, y, width, line_mm(9)),
        sender.company or sender.name,
        9,
        face=Face.BOLD,
        least_pt=6,
    )
    for line in (sender.street, f"{sender.town}, {sender.country}".strip(", "), sender.phone):
        if line:
            y = page.text(Box(LEFT, y, width, line_mm(7.5)), line, 7.5, least_pt=6)
    side = Box(SPLIT, top + 1, RIGHT - SPLIT, 0)
    y = _caption(page, label, side, "parcel")
    of = say("parcel_of", label.language, number=label.parcel_index, count=label.parcel_count)
    page.text(Box(side.x, y, side.w, 10), of, 22, face=Face.BOLD, least_pt=10, is_centred=True)


def _recipient(page: Page, label: ParcelLabel) -> None:
    """Who receives, large; beside it the Data Matrix and the pickup point."""
    top, to, width = 37.0, label.recipient, SPLIT - GAP - LEFT
    page.rule(LEFT, top, WIDTH, HEAVY)
    y = _caption(page, label, Box(LEFT, top + 1.5, width, 0), "to")
    below = [(to.town, 14.0, Face.BOLD), (to.country, 10.0, Face.REGULAR)]
    if to.phone:
        below.append((f"{say('phone', label.language)} {to.phone}", 10.0, Face.REGULAR))
    below = [line for line in below if line[0]]
    floor = RECIPIENT_FLOOR - sum(line_mm(size_pt) for _, size_pt, _ in below)
    above = [(to.name, 15.0, 8.0, Face.BOLD), (to.company, 10.0, 6.5, Face.REGULAR)]
    above.append((to.street, 12.0, 7.0, Face.REGULAR))
    above = [part for part in above if part[0]]
    while above:
        text, size_pt, least_pt, face = above.pop(0)
        # each of the longer parts may take its share of what the ones before it have left
        share = (floor - y) * size_pt / (size_pt + sum(part[1] for part in above))
        box = Box(LEFT, y, width, min(share, 2 * line_mm(size_pt)))
        y = page.paragraph(box, text, size_pt, face=face, least_pt=least_pt)
    for text, size_pt, face in below:
        box = Box(LEFT, y, width, line_mm(size_pt))
        y = page.text(box, text, size_pt, face=face, least_pt=7)
    side = RIGHT - SPLIT
    code = symbol(label.tracking_number, Kind.DATA_MATRIX)
    place = Box(SPLIT, top + 2.5, side, 26)
    page.bars(place, code, most_dots=MATRIX_DOTS, align=Align.RIGHT, is_flush=True)
    if label.pickup_point:
        y = _caption(page, label, Box(SPLIT, top + 30.5, side, 0), "pickup_point")
        point = Box(SPLIT, y, side, line_mm(16))
        page.text(point, label.pickup_point, 16, face=Face.BOLD, least_pt=7)


def _routing(page: Page, label: ParcelLabel) -> None:
    """What a sorter reads from three metres away."""
    top = 83.0
    page.rule(LEFT, top, WIDTH, HEAVY)
    width = (SPLIT - 14 - GAP - LEFT) if label.routing_zone else WIDTH
    postcode = Box(LEFT, top + 1.5, width, 14)
    text = label.recipient.postcode
    page.text(postcode, text, 38, face=Face.BOLD, least_pt=14, is_centred=True)
    if label.routing_zone:
        zone = Box(SPLIT - 14, top + 1.5, RIGHT - SPLIT + 14, 14)
        page.fill(zone)
        page.text(
            zone.inset(2, 0),
            label.routing_zone,
            30,
            face=Face.BOLD,
            least_pt=10,
            grey=WHITE,
            align=Align.CENTRE,
            is_centred=True,
        )


def _facts(page: Page, label: ParcelLabel) -> None:
    """Weight, reference and the money to collect."""
    top = 100.0
    page.rule(LEFT, top, WIDTH, RULE)
    facts = [
        ("weight", say_weight(label.weight_g, label.language), 22.0),
        ("reference", label.reference, 30.0 if label.cod else WIDTH - 22 - GAP),
    ]
    x = LEFT
    for key, value, width in facts:
        y = _caption(page, label, Box(x, top + 1, width, 0), key)
        page.text(Box(x, y, width, line_mm(12)), value, 12, face=Face.BOLD, least_pt=7)
        x += width + GAP
    if label.cod:
        box = Box(x, top + 1.25, RIGHT - x, 10.5)
        page.frame(box, HEAVY)
        y = _caption(page, label, Box(box.x + 1.5, box.y + 0.75, box.w - 3, 0), "cod")
        money = say_money(label.cod.amount_minor, label.cod.currency, label.language)
        amount = Box(box.x + 1.5, y, box.w - 3, line_mm(13))
        page.text(amount, money, 13, face=Face.BOLD, least_pt=8)


def _tracking(page: Page, label: ParcelLabel) -> None:
    """The tracking number along the foot: bars and the same in letters."""
    top = 113.5
    page.rule(LEFT, top, WIDTH, RULE)
    code = symbol(label.tracking_number, Kind.CODE_128)
    place = Box(LEFT - EDGE / 2, top + 2.5, WIDTH + EDGE, CODE_HEIGHT)
    page.bars(place, code, most_dots=CODE_DOTS)
    text = Box(LEFT, place.bottom + 1.5, WIDTH, line_mm(16))
    page.text(text, label.tracking_number, 16, face=Face.BOLD, least_pt=8, align=Align.CENTRE)
