"""Which barcodes a product may have (pure)."""

from __future__ import annotations

from biip.checksums import gs1_standard_check_digit

from wms.barcodes import GTIN_DIGITS, GTIN_LENGTHS, normal
from wms.catalog.errors import BarcodeMistyped, BarcodeTwice, BarcodeUnusable
from wms.catalog.products import BarcodeOf

#: lengths of EAN-13 and EAN-8: as people read them under the bars
_PRINTED_LENGTHS = (8, 13)


def stored_codes(barcodes: tuple[BarcodeOf, ...], *, pointer: str = "/barcodes") -> dict[str, int]:
    """Code in its stored form → base units.

    Raises:
        BarcodeMistyped: digits in the length of a GTIN whose check digit is wrong (GS1 General
            Specifications, 7.9).
        BarcodeUnusable: unreadable, or one of the warehouse's own labels.
        BarcodeTwice: the same code again, also in a twin form (UPC-A and EAN-13).
    """
    found: dict[str, int] = {}
    for index, barcode in enumerate(barcodes):
        at = f"{pointer}/{index}/code"
        try:
            code = normal(barcode.code)
        except ValueError:
            raise BarcodeUnusable(pointer=at, barcode=barcode.code) from None
        if code.isascii() and code.isdigit() and _is_mistyped(code):
            raise BarcodeMistyped(pointer=at, barcode=barcode.code)
        if code in found:
            raise BarcodeTwice(pointer=at, barcode=barcode.code)
        found[code] = barcode.quantity
    return found


def _is_mistyped(code: str) -> bool:
    """A right GTIN has been brought to 14 digits; one of another length is a wrong one."""
    if len(code) not in GTIN_LENGTHS:
        return False
    return len(code) < GTIN_DIGITS or gs1_standard_check_digit(code[:-1]) != int(code[-1])


def as_printed(code: str) -> str:
    """The stored code as it stands under the bars: EAN-13 or EAN-8 when it is one."""
    if len(code) != GTIN_DIGITS or not code.isdigit():
        return code
    short = code.lstrip("0")
    for length in _PRINTED_LENGTHS:
        if len(short) <= length:
            return code[-length:]
    return code
