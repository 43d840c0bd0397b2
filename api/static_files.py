"""Our style sheets, scripts and signs, read and compressed once and kept in memory (~100 kB).

A file asked for by its version (``?v=…``) never changes, so the front lets browsers keep it for
ever (api/front.py); one that a script imports by its bare name is asked for again each time and
mostly answered by 304.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import HttpMethod, Request, Response, Router, route
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.asker import takes_gzip
from api.pages import STATIC_DIR, STATIC_URL, sent
from printing.fonts import FONT_FOLDER

NOT_MODIFIED: Final = 304
#: once in the life of a process, so the best is just good enough
_LEVEL: Final = 9


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A static file, ready to be sent."""

    plain: bytes
    packed: bytes
    media_type: str
    etag: str


@cache
def kept_files() -> dict[str, Kept]:
    """Every static file by its path below ``/static/``."""
    return {
        (name := path.relative_to(STATIC_DIR).as_posix()): _keep(name)
        for path in sorted(STATIC_DIR.rglob("*"))
        if path.is_file()
    } | {f"fonts/{path.name}": _kept(path.name, path.read_bytes()) for path in _fonts()}


def _fonts() -> list[Path]:
    """The letters of our paper: a slip that is looked at on the screen is set in them."""
    return sorted(FONT_FOLDER.glob("*.ttf"))


def _keep(name: str) -> Kept:
    return _kept(name, sent(name))


def _kept(name: str, plain: bytes) -> Kept:
    return Kept(
        plain=plain,
        packed=gzip.compress(plain, _LEVEL, mtime=0),
        media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        etag=hashlib.sha256(plain).hexdigest()[:16],
    )


@route(
    "/{name:path}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    include_in_schema=False,
    sync_to_thread=False,
)
def send(request: Request[Any, Any, Any], name: FromPath[Path]) -> Response[bytes]:
    """One static file; 404 for what is none."""
    kept = kept_files().get(str(name).lstrip("/"))
    if kept is None:
        raise NotFoundException
    is_packed = takes_gzip(request.scope) and len(kept.packed) < len(kept.plain)
    # a tag for each form: a cache must not take the one for the other
    etag = f'"{kept.etag}{"-gz" if is_packed else ""}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=NOT_MODIFIED, headers=headers)
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    body = kept.packed if is_packed else kept.plain
    return Response(body, headers=headers, media_type=kept.media_type)


def static_router() -> Router:
    """Everything below /static: open to everybody."""
    return Router(STATIC_URL, route_handlers=[send], include_in_schema=False)
