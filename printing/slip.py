"""The packing slip: what is in the parcel, a word from the shop, how to send goods back.

A slip lies in a consumer's parcel, so it shows a name and a town but no street and no phone, and
nothing about where goods lie in the hall. A4 and A6 are one layout with two sets of sizes.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec

from printing import pdf
from printing.address import Address
from printing.page import Page
from printing.paper import A4, A6, Size
from printing.slip_layout import SlipLayout
from printing.slip_style import A4_STYLE, A6_STYLE, Style

STYLES: Final[dict[Size, Style]] = {A4: A4_STYLE, A6: A6_STYLE}


class SlipLine(msgspec.Struct, frozen=True):
    """One product of the parcel; `quantity` in base units."""

    sku: str
    name: str
    quantity: int


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
    message: str = ""
    return_url: str = ""
    return_instructions: str = ""
    """The shop's own words about returns; empty: ours."""
    copy_no: int = 1
    """1 is the original; every other one is marked as a copy."""


def slip_pages(slip: Slip, paper: Size = A4) -> list[Page]:
    """The measured pages of one slip. KeyError for a paper other than A4 or A6."""
    return SlipLayout(slip, paper, STYLES[paper]).pages()


def slip(one: Slip, paper: Size = A4) -> bytes:
    """One packing slip as PDF. DoesNotFit when the slip code is too long for its place."""
    return slips([one], paper)


def slips(many: Iterable[Slip], paper: Size = A4) -> bytes:
    """Several slips in one PDF, each on pages of its own. ValueError for none at all."""
    many = list(many)
    title = many[0].order_number if len(many) == 1 else f"{len(many)} slips"
    return pdf.render((page for each in many for page in slip_pages(each, paper)), title)
