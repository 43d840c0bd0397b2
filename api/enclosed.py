"""A file that somebody sent with a message: saved, and never opened within a page."""

from __future__ import annotations

from litestar import Response


def attachment(name: str, kind: str, content: bytes) -> Response[bytes]:
    """A file to be saved; a developed picture is shown."""
    how = "inline" if kind == "image/jpeg" else "attachment"
    ascii_name = "".join(c for c in name if c.isascii() and (c.isalnum() or c in "._- ")) or "file"
    headers = {"Content-Disposition": f'{how}; filename="{ascii_name}"'}
    return Response(content, media_type=kind, headers=headers | {"Cache-Control": "no-store"})
