"""The packing slip: what is in the parcel, a word from the shop, how to send goods back.

A slip lies in a consumer's parcel, so it shows a name and a town but no street and no phone, and
nothing about where goods lie in the hall. A4, A6 and the 80 mm roll are one layout with three sets
of sizes. What a shop may choose (logo, colour, texts, what is shown) stands in the facts, ready.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, Literal

import msgspec

from printing import pdf
from printing.address import Address
from printing.fonts import unshown
from printing.page import Page
from printing.paper import A4, A6, ROLL_80, Size
from printing.slip_codes import codes
from printing.slip_foot import close, footer_height
from printing.slip_head import first_head, next_head
from printing.slip_notes import notes
from printing.slip_sheet import Sheet
from printing.slip_style import A4_STYLE, A6_STYLE, ROLL_STYLE, SCALES, Style, scaled
from printing.slip_table import table

STYLES: Final[dict[Size, Style]] = {A4: A4_STYLE, A6: A6_STYLE, ROLL_80: ROLL_STYLE}
PAPERS: Final[dict[str, Size]] = {"A4": A4, "A6": A6, "roll": ROLL_80}
"""What people call the papers that a slip can be printed on."""


class SlipLot(msgspec.Struct, frozen=True):
    """A lot that some of a line's pieces are of."""

    code: str
    expires_on: date | None = None


class SlipLine(msgspec.Struct, frozen=True):
    """One product of the parcel; `quantity` in base units."""

    sku: str
    name: str
    quantity: int
    lots: tuple[SlipLot, ...] = ()


class Logo(msgspec.Struct, frozen=True):
    """A shop's sign: a JPEG in colours."""

    content: bytes
    width_px: int
    height_px: int


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on a packing slip. `slip_code` is our ten-digit label of kind order slip."""

    language: str
    shop_name: str
    order_number: str
    external_id: str
    slip_code: str
    recipient: Address
    lines: tuple[SlipLine, ...]
    ordered_on: date | None = None
    gift_note: str = ""
    thanks: str = ""
    """A sentence of its own above all others: that the order goes with a faster service, say."""
    message: str = ""
    return_url: str = ""
    return_instructions: str = ""
    """The shop's own words about returns; empty: ours."""
    footer: str = ""
    """Who the shop is, in small print on every page; line ends are kept."""
    copy_no: int = 1
    """1 is the original; every other one is marked as a copy."""
    logo: Logo | None = None
    accent: str = ""
    """The shop's colour as ``#0b5f56``; empty: black. A roll is black in any case."""
    font_size: Literal["small", "normal", "large"] = "normal"
    is_sku_shown: bool = True
    is_lot_shown: bool = False
    is_shop_order_shown: bool = True
    is_date_shown: bool = True
    page_url: str = ""
    """The consumer's own page of the order, as a code to be scanned; empty: none."""


def slip_pages(slip: Slip, paper: Size = A4) -> list[Page]:
    """The measured pages of one slip. KeyError for a paper that is not in `STYLES`."""
    sheet = Sheet(slip, paper, scaled(STYLES[paper], SCALES[slip.font_size]))
    sheet.begin_next = next_head
    sheet.floor -= footer_height(sheet)
    first_head(sheet)
    table(sheet)
    notes(sheet)
    codes(sheet)
    return close(sheet)


def slip(one: Slip, paper: Size = A4) -> bytes:
    """One packing slip as PDF. DoesNotFit when the slip code is too long for its place."""
    return slips([one], paper)


def slips(many: Iterable[Slip], paper: Size = A4) -> bytes:
    """Several slips in one PDF, each on pages of its own. ValueError for none at all."""
    many = list(many)
    return b"".join(slips_written(many, paper, _title(many)))


def slips_written(many: Iterable[Slip], paper: Size, title: str) -> Iterator[bytes]:
    """The same PDF, piece by piece: a page is there before the next slip is laid out."""
    return pdf.written((page for each in many for page in slip_pages(each, paper)), title)


def _title(many: list[Slip]) -> str:
    return many[0].order_number if len(many) == 1 else f"{len(many)} slips"


def replaced_letters(slip: Slip) -> str:
    """The letters of a slip that stand on it as empty boxes, each once: somebody should know."""
    texts = [slip.shop_name, slip.external_id, slip.gift_note, slip.thanks, slip.message]
    texts += [slip.return_instructions, slip.footer]
    texts += [slip.recipient.name, slip.recipient.company, slip.recipient.town]
    texts += [text for line in slip.lines for text in (line.sku, line.name)]
    texts += [lot.code for line in slip.lines for lot in line.lots]
    return unshown("".join(texts))
