"""How a kept picture is sent, to a shop's program, a desk or a handheld."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response

from wms.photos.develop import MEDIA_TYPE
from wms.photos.keep import Side

NOT_MODIFIED: Final = 304
_YEAR_S: Final = 31_536_000


def photo_answer(
    request: Request[Any, Any, Any], photo_id: UUID, side: Side, content: bytes
) -> Response[bytes]:
    """The JPEG, to be kept by this asker alone; 304 when it has it.

    A picture never changes under its id. Should a browser ever be led to open it as a page, nothing
    in it may run.
    """
    etag = f'"{photo_id}-{side}"'
    headers = {
        "ETag": etag,
        "Cache-Control": f"private, max-age={_YEAR_S}, immutable",
        "Content-Disposition": f'inline; filename="{photo_id}.jpg"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    if etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=NOT_MODIFIED, headers=headers, media_type=MEDIA_TYPE)
    return Response(content, headers=headers, media_type=MEDIA_TYPE)
