"""What a page of the floor posts, and where it may be sent on to."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from litestar import Response

from api.asker import AnyRequest, is_json
from wms.barcodes import SCAN_MAX_CHARS
from wms.db import new_id
from wms.errors import N_, Invalid, Kind, Refusal

#: longest field of a floor form besides the code, characters
FIELD_MAX_CHARS: Final = 2000
SEE_OTHER: Final = 303
_OUR_PAGE: Final = re.compile(r"/scanner(?:/[A-Za-z0-9._~/-]*)?(?:\?[A-Za-z0-9._~=&%+-]*)?")


class ScanTooLong(Refusal):
    """Longer than any barcode."""

    kind = Kind.INVALID
    code = "scan.too_long"
    sentence = N_("That was too long for a barcode. Scan one barcode at a time.")


class ScanForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a floor page posted: the code, the id that the page made for it, and other fields."""

    code: str
    scan_id: UUID
    fields: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """A field's value, "" when it did not come."""
        return self.fields.get(name, "")

    def number(self, name: str, *, minimum: int = 1, maximum: int = 1_000_000) -> int:
        """A whole number typed by hand.

        Raises:
            Invalid: it is not one, or outside of the bounds.
        """
        text = self[name].strip()
        if not (text.isascii() and text.isdigit()) or not minimum <= int(text[:12]) <= maximum:
            reason = f"{minimum}–{maximum}"
            raise Invalid(field=name, reason=reason)
        return int(text)

    def id(self, name: str) -> UUID:
        """A hidden field that carries an id.

        Raises:
            Invalid: it is not one.
        """
        try:
            return UUID(self[name])
        except ValueError as error:
            raise Invalid(field=name, reason=self[name][:SCAN_MAX_CHARS] or "–") from error


def read_form(body: bytes, content_type: str) -> ScanForm:
    """A posted form (or the same as JSON) as a `ScanForm`.

    Raises:
        Invalid: the fields cannot be read, or ``scan_id`` is not a UUID.
        ScanTooLong: the code is longer than any barcode.
    """
    try:
        if is_json(content_type):
            fields = msgspec.json.decode(body, type=dict[str, str])
        else:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=200)
            fields = dict(pairs)
    except (ValueError, msgspec.MsgspecError) as error:
        raise Invalid(field="form", reason="–") from error
    code = fields.pop("code", "")
    if len(code) > SCAN_MAX_CHARS:
        raise ScanTooLong
    if any(len(v) > FIELD_MAX_CHARS or "\x00" in v for v in fields.values()) or "\x00" in code:
        raise Invalid(field="form", reason="–")
    given = fields.pop("scan_id", "")
    try:
        scan_id = UUID(given) if given else new_id()
    except ValueError as error:
        raise Invalid(field="scan_id", reason="UUID") from error
    return ScanForm(code=code, scan_id=scan_id, fields=fields)


async def provide_form(request: AnyRequest) -> ScanForm:
    """What the page posted."""
    return read_form(await request.body(), request.headers.get("content-type", ""))


def our_page(path: str | None) -> str:
    """A floor address to go on to, the menu when it is none: never leads off this site."""
    return path if path and _OUR_PAGE.fullmatch(path) and "//" not in path else "/scanner"


def see(path: str) -> Response[Any]:
    """303: show this screen now."""
    return Response(b"", status_code=SEE_OTHER, headers={"Location": path})
