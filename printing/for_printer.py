"""One paper for one printer: its language, its dots, its size, and what it is off by.

The one function is `for_printer`. PDF goes to who understands it; a printer of ZPL gets the ZPL
there is when it was made for its dots, else the PDF's pages as pictures (`^GF`, shortened as the
"ZPL II" guide's "alternative data compression" says); a printer of dots gets the first page as PNG.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import groupby
from threading import Lock
from typing import Final

import msgspec
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from printing.paper import MM_PER_INCH, PT_PER_MM

PDF, ZPL, PNG = "pdf", "zpl", "png"
CONTENT_TYPES: Final = {PDF: "application/pdf", ZPL: "application/zpl", PNG: "image/png"}
#: of the ZPL that we draw and that couriers send
ZPL_DPI: Final = 203
#: dots a millimetre; a "203 dpi" head has exactly eight
DOTS_PER_MM: Final = {203: 8.0, 300: 300 / MM_PER_INCH}
UM_PER_MM: Final = 1000
#: darker than this is black: thermal heads know black and white only
MID_GREY: Final = 128
#: a page that is larger than the paper by less than this is not made smaller, mm
TOLERANCE_MM: Final = 2.0
PAGES_MAX: Final = 50
ONE_AT_A_TIME: Final = Lock()  # PDFium is not made for threads
_BEGINS: Final = re.compile(rb"\^XA", re.IGNORECASE)
#: how often the next hexadecimal digit is repeated: G–Y 1 to 19, g–z 20 to 400
_ONES: Final = "GHIJKLMNOPQRSTUVWXY"
_TWENTIES: Final = "ghijklmnopqrstuvwxyz"
_RUN_MAX: Final = 419


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """What must be known of a printer; lengths in millimetres, offsets in micrometres."""

    format: str = PDF
    dpi: int = ZPL_DPI
    width_mm: int = 100
    height_mm: int = 150
    offset_x_um: int = 0
    offset_y_um: int = 0
    #: added to what is set at a ZPL printer; None: left alone
    darkness: int | None = None


def for_printer(contents: Mapping[str, bytes], device: Device) -> tuple[str, bytes]:
    """Content type and bytes for this printer, out of what there is of a paper, by format.

    Raises:
        ValueError: there is nothing that this printer can print.
    """
    if device.format == ZPL:
        if ZPL in contents and (device.dpi == ZPL_DPI or PDF not in contents):
            return CONTENT_TYPES[ZPL], _shifted_zpl(contents[ZPL], device)
        pages = pictures(_pdf_of(contents), device)
        return CONTENT_TYPES[ZPL], b"".join(as_zpl(page, device) for page in pages)
    if device.format == PNG:
        first = next(pictures(_pdf_of(contents), device))
        return CONTENT_TYPES[PNG], _as_png(first, device)
    content = _pdf_of(contents)
    if device.offset_x_um or device.offset_y_um:
        content = _shifted_pdf(content, device)
    return CONTENT_TYPES[PDF], content


def _pdf_of(contents: Mapping[str, bytes]) -> bytes:
    if PDF not in contents:
        raise ValueError("this printer needs a PDF, and there is none")
    return contents[PDF]


def _dots(um: float, dpi: int) -> int:
    return round(um / UM_PER_MM * DOTS_PER_MM[dpi])


def _shifted_zpl(zpl: bytes, device: Device) -> bytes:
    """The same labels moved: `^LS` to the left, `^LT` down, `^MD` darker, first in each label."""
    first = _set_up(device)
    return _BEGINS.sub(lambda found: found[0] + first, zpl) if first else zpl


def _set_up(device: Device) -> bytes:
    right, down = _dots(device.offset_x_um, device.dpi), _dots(device.offset_y_um, device.dpi)
    words = f"^LS{-right}" if right else ""
    words += f"^LT{down}" if down else ""
    words += f"^MD{device.darkness}" if device.darkness is not None else ""
    return words.encode()


def pictures(pdf: bytes, device: Device) -> Iterator[Image.Image]:
    """Each page in the printer's dots, black and white, made smaller when it is too large.

    Raises:
        ValueError: it is no PDF that could be drawn.
    """
    room = (device.width_mm * PT_PER_MM, device.height_mm * PT_PER_MM)
    spare = TOLERANCE_MM * PT_PER_MM
    try:
        with ONE_AT_A_TIME:
            document = pypdfium2.PdfDocument(pdf)
            count = len(document)
    except pypdfium2.PdfiumError as error:
        raise ValueError(f"not a PDF: {error}") from error
    if not count or count > PAGES_MAX:
        raise ValueError(f"a paper has 1 to {PAGES_MAX} pages, not {count}")
    for number in range(count):
        with ONE_AT_A_TIME:
            page = document[number]
            wide, high = page.get_size()
            fits = min(1.0, room[0] / max(wide - spare, 1), room[1] / max(high - spare, 1))
            scale = fits * DOTS_PER_MM[device.dpi] / PT_PER_MM
            drawn = page.render(scale=scale, grayscale=True).to_pil()
        # by a threshold: dithered bars are not read
        yield drawn.point(lambda grey: 255 if grey >= MID_GREY else 0).convert("1")


def as_zpl(picture: Image.Image, device: Device) -> bytes:
    """One label that is a picture."""
    wide, high = picture.size
    row_bytes = (wide + 7) // 8
    padded = Image.new("1", (row_bytes * 8, high), 1)
    padded.paste(picture, (0, 0))
    # in ZPL 1 is black
    bits = bytes(byte ^ 0xFF for byte in padded.tobytes())
    size = len(bits)
    width = round(device.width_mm * DOTS_PER_MM[device.dpi])
    height = round(device.height_mm * DOTS_PER_MM[device.dpi])
    head = b"^XA" + _set_up(device) + f"^PW{width}^LL{height}^LH0,0^FO0,0".encode()
    data = _shortened(bits, row_bytes)
    return head + f"^GFA,{size},{size},{row_bytes},{data}^FS^XZ\n".encode()


def _shortened(bits: bytes, row_bytes: int) -> str:
    """Hexadecimal rows; runs by letters, a blank rest of a row by a comma, a repeated row by a
    colon."""
    rows, last = [], None
    for at in range(0, len(bits), row_bytes):
        row = bits[at : at + row_bytes].hex().upper()
        if row == last:
            rows.append(":")
            continue
        last = row
        bare = row.rstrip("0")
        rows.append("".join(_runs(bare)) + ("," if len(bare) < len(row) else ""))
    return "".join(rows)


def _runs(row: str) -> Iterator[str]:
    for digit, same in groupby(row):
        left = len(list(same))
        while left:
            run = min(left, _RUN_MAX)
            left -= run
            twenties, ones = divmod(run, 20)
            if run > 1:
                yield (_TWENTIES[twenties - 1] if twenties else "") + (
                    _ONES[ones - 1] if ones else ""
                )
            yield digit


def _as_png(picture: Image.Image, device: Device) -> bytes:
    """On a sheet of the printer's own size, moved by what it is off."""
    per_mm = DOTS_PER_MM[device.dpi]
    sheet = Image.new("1", (round(device.width_mm * per_mm), round(device.height_mm * per_mm)), 1)
    corner = (_dots(device.offset_x_um, device.dpi), _dots(device.offset_y_um, device.dpi))
    sheet.paste(picture, corner)
    buffer = BytesIO()
    sheet.save(buffer, "PNG", dpi=(device.dpi, device.dpi))
    return buffer.getvalue()


def _shifted_pdf(pdf: bytes, device: Device) -> bytes:
    """Everything on its pages moved to the right and down."""
    per_um = PT_PER_MM / UM_PER_MM
    right, down = device.offset_x_um * per_um, device.offset_y_um * per_um
    with ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise ValueError(f"not a PDF: {error}") from error
        for page in document:
            box = pdfium.FS_RECTF(*_corners(page))
            move = pdfium.FS_MATRIX(1, 0, 0, 1, right, -down)
            pdfium.FPDFPage_TransFormWithClip(page, ctypes.byref(move), ctypes.byref(box))
        buffer = BytesIO()
        document.save(buffer)
    return buffer.getvalue()


def _corners(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what is shown: nothing is cut off but by the sheet."""
    left, bottom, right, top = page.get_mediabox()
    return left, top, right, bottom
