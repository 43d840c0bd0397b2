"""A copy of our own parcel label says that it is one, at its foot where nothing else stands.

Couriers' labels are left as they came: nobody may write on them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from io import BytesIO
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from printing.for_printer import ONE_AT_A_TIME, PDF, ZPL
from printing.paper import DOTS_PER_MM, PARCEL, PT_PER_MM

#: how our own ZPL begins (`printing.zpl`)
OURS: Final = f"^XA\n^CI28\n^PW{PARCEL.width_mm * DOTS_PER_MM}\n".encode()
LEFT_MM: Final = 4.0
#: from the upper edge to the foot of the letters
BASELINE_MM: Final = 148.5
SIZE_PT: Final = 10.0
SIZE_DOTS: Final = 28
_END: Final = b"^XZ"


def is_ours(contents: Mapping[str, bytes]) -> bool:
    """Whether we drew this label, in both of its formats."""
    return contents.get(ZPL, b"").startswith(OURS) and PDF in contents


def marked(contents: Mapping[str, bytes], copy_no: int) -> dict[str, bytes]:
    """The same label; as a copy (2 is the first) of ours it says so."""
    if copy_no < 2 or not is_ours(contents):
        return dict(contents)
    words = f"COPY {copy_no - 1}"
    return {
        **contents,
        ZPL: _on_zpl(contents[ZPL], words),
        PDF: _on_pdf(contents[PDF], words),
    }


def _on_zpl(zpl: bytes, words: str) -> bytes:
    x, y = round(LEFT_MM * DOTS_PER_MM), round(BASELINE_MM * DOTS_PER_MM)
    mark = f"^FT{x},{y}^A0N,{SIZE_DOTS}^FD{words}^FS\n".encode()
    head, _, tail = zpl.rpartition(_END)
    return head + mark + _END + tail


def _on_pdf(pdf: bytes, words: str) -> bytes:
    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        page = document[0]
        mark = pdfium.FPDFPageObj_NewTextObj(document, b"Helvetica-Bold", SIZE_PT)
        letters = (words + "\0").encode("utf-16-le")
        pdfium.FPDFText_SetText(
            mark, ctypes.cast(ctypes.create_string_buffer(letters), pdfium.FPDF_WIDESTRING)
        )
        up = page.get_height() - BASELINE_MM * PT_PER_MM
        pdfium.FPDFPageObj_Transform(mark, 1, 0, 0, 1, LEFT_MM * PT_PER_MM, up)
        pdfium.FPDFPage_InsertObject(page, mark)
        page.gen_content()
        buffer = BytesIO()
        document.save(buffer)
    return buffer.getvalue()
