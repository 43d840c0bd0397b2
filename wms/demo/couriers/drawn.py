"""The couriers' own labels and lists: PDF by reportlab, ZPL by hand."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4, A6
from reportlab.pdfgen.canvas import Canvas

_MODULE_PT = 1.1
#: for the many letters of a DPD code
_NARROW_PT = 0.66
_BARS_PT = 90
_LEFT_PT = 12


def label_pdf(code: str, lines: Sequence[str], *, smeared: bool = False) -> bytes:
    """A label of A6 with one Code 128; ``smeared``: a bar of ink lies over it."""
    made = io.BytesIO()
    page = Canvas(made, pagesize=A6)
    page.setFont("Helvetica", 9)
    for n, line in enumerate(lines):
        page.drawString(_LEFT_PT, A6[1] - 24 - 12 * n, line)
    width = _NARROW_PT if code.startswith("%") else _MODULE_PT
    bars = Code128(code, barWidth=width, barHeight=_BARS_PT, quiet=True)
    bars.drawOn(page, 0, 60)
    page.drawCentredString(A6[0] / 2, 44, code)
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
    page.setFont("Helvetica", 10)
    per_page = 55
    for n, number in enumerate(numbers):
        if n % per_page == 0:
            if n:
                page.showPage()
                page.setFont("Helvetica", 10)
            page.drawString(40, A4[1] - 40, title)
        page.drawString(40, A4[1] - 64 - 13 * (n % per_page), f"{n + 1}. {number}")
    page.save()
    return made.getvalue()


def _hex(text: str) -> str:
    """What ZPL would take for a command, as ^FH writes it."""
    return "".join(f"_{byte:02X}" if byte > 126 or byte in b"^~_\\" else chr(byte)
                   for byte in text.encode())  # fmt: skip
