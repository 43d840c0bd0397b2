"""What texts from outside may look like; msgspec checks them at the doors and OpenAPI tells them.

Every text has a limit, none is blank, and none holds a control character: no scanner, label or list
could show it.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated

from msgspec import Meta

_LETTER = r"[^\x00-\x1f\x7f]"
#: one letter at least that is no space
PRINTABLE = rf"^{_LETTER}*[^\x00-\x20\x7f\s]{_LETTER}*$"

#: the same, or nothing at all
MAYBE_EMPTY = rf"^{_LETTER}*$"
#: lines of text, or nothing
SEVERAL_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

#: a product's name in its shop
Sku = Annotated[str, Meta(min_length=1, max_length=64, pattern=PRINTABLE)]
#: a shop's own name for an order, a delivery or a return
ExternalId = Annotated[str, Meta(min_length=1, max_length=100, pattern=PRINTABLE)]
#: one line of an address
AddressLine = Annotated[str, Meta(min_length=1, max_length=100, pattern=PRINTABLE)]
#: one line of text
Line = Annotated[str, Meta(min_length=1, max_length=200, pattern=PRINTABLE)]
#: a remark; may have several lines
Note = Annotated[str, Meta(max_length=2000, pattern=SEVERAL_LINES)]
#: what a scanner or a person may send as a barcode
Code = Annotated[str, Meta(min_length=1, max_length=128)]

#: a piece's serial number, at most as GS1 writes one (AI 21; General Specifications, 3.5.2)
Serial = Annotated[str, Meta(min_length=1, max_length=20, pattern=PRINTABLE)]

#: no single count of goods is larger: what is larger was a barcode typed into a quantity
QUANTITY_MAX = 1_000_000
Quantity = Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]


def plain(words: str) -> str:
    """Small letters without accents, to compare with: whoever types from a label has no Ż."""
    small = words.strip().casefold()
    if small.isascii():
        return small
    flat = unicodedata.normalize("NFKD", small.replace("ł", "l"))
    return "".join(one for one in flat if not unicodedata.combining(one))
