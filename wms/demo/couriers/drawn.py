"""The couriers' own labels and lists: PDF by reportlab, ZPL by hand."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4, A6
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

#: letters of all of Europe; the files of our own paper
_FONTS: Final = Path(__file__).parents[3] / "printing" / "fonts"
PLAIN: Final = "DejaVuSansCondensed"
BOLD: Final = "DejaVuSansCondensed-Bold"

_MODULE_PT: Final = 1.1
#: for the many letters of a DPD code
_NARROW_PT: Final = 0.9
_BARS_PT: Final = 90
_LEFT_PT: Final = 14
_HEAD_PT: Final = 40


@cache
def _letters() -> None:
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(_FONTS / f"{name}.ttf")))


def label_pdf(
    code: str, lines: Sequence[str], *, smeared: bool = False, is_sheet: bool = False
) -> bytes:
    """A label of A6: the courier, where to in large letters, the rest, and one Code 128.

    ``smeared``: ink lies over the bars. ``is_sheet``: in the corner of a sheet of A4.
    """
    _letters()
    width, height = A6
    made = io.BytesIO()
    page = Canvas(made, pagesize=A4 if is_sheet else A6)
    if is_sheet:
        page.translate(0, A4[1] - height)
    page.rect(0, height - _HEAD_PT, width, _HEAD_PT, fill=1)
    page.setFillGray(1)
    page.setFont(BOLD, 24)
    page.drawString(_LEFT_PT, height - 29, lines[0])
    page.setFillGray(0)
    page.setFont(BOLD, 30)
    page.drawString(_LEFT_PT, height - 78, " ".join(lines[1:2]))
    page.setFont(PLAIN, 11)
    for n, line in enumerate(lines[2:]):
        page.drawString(_LEFT_PT, height - 104 - 15 * n, line)
    page.line(0, 178, width, 178)
    module = _NARROW_PT if code.startswith("%") else _MODULE_PT
    bars = Code128(code, barWidth=module, barHeight=_BARS_PT, quiet=True)
    bars.drawOn(page, (width - bars.width) / 2, 66)
    page.drawCentredString(width / 2, 46, code)
    if smeared:
        page.rect(60, 50, 120, 110, fill=1)
    page.save()
    return made.getvalue()


def blank_pdf() -> bytes:
    """A sheet of A6 with nothing on it."""
    made = io.BytesIO()
    page = Canvas(made, pagesize=A6)
    page.showPage()
    page.save()
    return made.getvalue()


def label_zpl(code: str, lines: Sequence[str]) -> bytes:
    """The same as ZPL II, 8 dots/mm."""
    text = "".join(
        f"^FO40,{40 + 40 * n}^A0N,28,28^FH^FD{_hex(line)}^FS" for n, line in enumerate(lines)
    )
    return f"^XA^CI28^PW812^LL1218{text}^FO40,700^BY2^BCN,180,Y,N,N^FD{code}^FS^XZ\n".encode()


BLANK_ZPL = b"^XA^CI28^PW812^LL1218^XZ\n"


def list_pdf(title: str, numbers: Sequence[str]) -> bytes:
    """What a courier takes over, one line a parcel."""
    made = io.BytesIO()
    page = Canvas(made, pagesize=A4)
    _letters()
    page.setFont(PLAIN, 10)
    per_page = 55
    for n, number in enumerate(numbers):
        if n % per_page == 0:
            if n:
                page.showPage()
                page.setFont(PLAIN, 10)
            page.drawString(40, A4[1] - 40, title)
        page.drawString(40, A4[1] - 64 - 13 * (n % per_page), f"{n + 1}. {number}")
    page.save()
    return made.getvalue()


def _hex(text: str) -> str:
    """What ZPL would take for a command, as ^FH writes it."""
    return "".join(f"_{byte:02X}" if byte > 126 or byte in b"^~_\\" else chr(byte)
                   for byte in text.encode())  # fmt: skip
