"""Reading our own paper back, as a scanner and as a person would."""

import os
from functools import lru_cache

import pypdfium2 as pdfium
import zxingcpp
from PIL import Image

SAMPLES = int(os.environ.get("PRINTED_CODES", "300"))
"""How many random payloads the round-trip tests draw in all; 10,000 before a release."""
SCANNER_DPI = 203
PT_PER_INCH = 72
BLACK_BELOW = 128
OURS = [
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.DataMatrix,
]
"""What warehouse scanners are set to."""


def pictures(
    pdf: bytes, dpi: float = SCANNER_DPI, *, is_thermal: bool = False
) -> list[Image.Image]:
    """The pages at a resolution; thermal paper knows black and white only."""
    document = pdfium.PdfDocument(pdf)
    pages = [page.render(scale=dpi / PT_PER_INCH).to_pil().convert("L") for page in document]
    document.close()
    if is_thermal:
        return [page.point(lambda grey: 0 if grey < BLACK_BELOW else 255) for page in pages]
    return pages


def codes(pdf: bytes, *, is_thermal: bool = False) -> set[tuple[str, str]]:
    """Every barcode on every page, as (format, text)."""
    return {
        (code.format.name, code.text)
        for page in pictures(pdf, is_thermal=is_thermal)
        for code in zxingcpp.read_barcodes(page, OURS, text_mode=zxingcpp.TextMode.Plain)
    }


def words(pdf: bytes) -> list[str]:
    """The text of each page, as a viewer would copy it; white space made single."""
    document = pdfium.PdfDocument(pdf)
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return texts


@lru_cache(maxsize=1)
def share(part: float) -> int:
    """A part of SAMPLES, at least 5."""
    return max(5, round(SAMPLES * part))
