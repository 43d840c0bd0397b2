"""Files that somebody at the desk sends with a form."""

from __future__ import annotations

from typing import Final

from litestar.datastructures import FormMultiDict, UploadFile

from wms.contact.files import FILE_MAX_BYTES, FILES_MAX, develop_file
from wms.contact.reading import Enclosed
from wms.contact.say import File

#: the field of the form
FIELD: Final = "files"
#: files and the form around them, bytes
FORM_MAX: Final = FILE_MAX_BYTES * 2 + 200_000


async def files_of(form: FormMultiDict) -> list[File]:
    """Those that we keep (pictures and PDFs), developed; before a transaction: it takes time."""
    kept: list[File] = []
    for one in form.getall(FIELD, [])[:FILES_MAX]:
        if not isinstance(one, UploadFile) or not one.filename:
            continue
        sent = Enclosed(name=one.filename, media_type=one.content_type, content=await one.read())
        made = await develop_file(sent)
        if made is not None:
            kept.append(made)
    return kept
