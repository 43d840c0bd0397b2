"""Barcodes in a picture, as a scanner would have sent them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wms.barcodes import SCAN_MAX_CHARS
from wms.photos.develop import in_turn, unpack

if TYPE_CHECKING:
    from zxingcpp import Barcode

#: codes of one picture that are told: somebody photographed a shelf, not a label
CODES_MAX: Final = 8
#: what the hall has on its goods and labels; fewer kinds are found faster and mistaken less
_FORMATS: Final = (
    "Code128", "Code39", "EAN13", "EAN8", "UPCA", "UPCE", "ITF", "DataMatrix", "QRCode",
)  # fmt: skip


def codes_in(content: bytes) -> list[str]:
    """The codes of a picture, those nearest to its middle first: that is where it was pointed.

    GS1 codes come with their symbology identifier and separators, as from a scanner that is set up
    well (GS1 General Specifications, 7.8).

    Raises:
        PhotoTooLarge, PhotoTooManyPixels, PhotoUnreadable: see `wms.photos.develop`.
    """
    import zxingcpp  # with the first picture: most halls never take one

    picture = unpack(content).convert("L")
    middle = (picture.width / 2, picture.height / 2)

    def off_middle(found: Barcode) -> float:
        corners = (found.position.top_left, found.position.bottom_right)
        x, y = (sum(getattr(corner, axis) for corner in corners) / 2 for axis in ("x", "y"))
        return float((x - middle[0]) ** 2 + (y - middle[1]) ** 2)

    formats = zxingcpp.BarcodeFormats([getattr(zxingcpp.BarcodeFormat, one) for one in _FORMATS])
    found = sorted(zxingcpp.read_barcodes(picture, formats=formats), key=off_middle)
    told = (_as_scanned(one) for one in found)
    return list(dict.fromkeys(code for code in told if 0 < len(code) <= SCAN_MAX_CHARS))[:CODES_MAX]


def _as_scanned(found: Barcode) -> str:
    plain = found.bytes.decode("utf-8", errors="replace")
    is_gs1 = found.content_type.name == "GS1"
    return f"{found.symbology_identifier}{plain}" if is_gs1 else plain


async def codes_in_turn(content: bytes) -> list[str]:
    """The same in a thread, one picture after the other."""
    return await in_turn(codes_in, content)
