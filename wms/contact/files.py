"""Files that people send: pictures are developed, PDFs are kept as they are, others are not."""

from __future__ import annotations

from typing import Final

from wms.contact.reading import FILE_MAX_BYTES, FILES_MAX, Enclosed
from wms.contact.say import File
from wms.errors import Refusal
from wms.photos.develop import MEDIA_TYPE, develop_in_turn

PDF: Final = "application/pdf"
_PDF_BEGINS: Final = b"%PDF-"
__all__ = ["FILES_MAX", "FILE_MAX_BYTES", "PDF", "develop_file"]


async def develop_file(one: Enclosed) -> File | None:
    """What is kept of a file; None: it is nothing that we keep. No transaction may be open."""
    if len(one.content) > FILE_MAX_BYTES:
        return None
    if one.content.startswith(_PDF_BEGINS):
        return File(name=one.name, media_type=PDF, content=one.content)
    if not one.media_type.startswith("image/"):
        return None
    try:
        picture = await develop_in_turn(one.content)
    except Refusal:
        return None
    return File(name=one.name, media_type=MEDIA_TYPE, content=picture.full)
