"""From the bytes of a file of JSON objects, one a line, to what its rows want (pure).

A line names a product by ``sku`` and what shall be different, as ``PATCH /v1/products/{sku}`` takes
it: what is not named stays, ``null`` clears.
"""

from __future__ import annotations

import codecs
from typing import Any, Final, get_type_hints

import msgspec

from wms.catalog.codes import stored_codes
from wms.catalog.imports.errors import (
    FieldUnfit,
    FieldUnknown,
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    LineUnreadable,
    TooManyRows,
)
from wms.catalog.imports.file import BARCODES, COLUMNS, FILE_MAX_BYTES, ROWS_MAX
from wms.catalog.imports.rows import RowRead, fault
from wms.catalog.products import ProductChange
from wms.errors import Refusal
from wms.texts import Sku

_MB: Final = 1_000_000
_TYPES: Final = get_type_hints(ProductChange, include_extras=True) | {"sku": Sku}
#: of what was sent, so much is said back, characters
_SAID_BACK_MAX: Final = 40
_SKU_MAX_CHARS: Final = 64


def is_ndjson(content: bytes) -> bool:
    """Whether a file is of JSON objects: no header of a CSV file begins with a brace."""
    return content.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{"


def read_ndjson(content: bytes) -> list[RowRead]:
    """Understand every line; blank ones are passed over. Lines are counted from 1.

    Raises:
        FileTooLarge, FileUnreadable, FileEmpty, TooManyRows: it is no such file.
    """
    if len(content) > FILE_MAX_BYTES:
        raise FileTooLarge(limit_mb=FILE_MAX_BYTES // _MB)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileUnreadable from None
    found: list[RowRead] = []
    # not splitlines(): a name may have one of the other line separators in it
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if len(found) == ROWS_MAX:
            raise TooManyRows(limit=ROWS_MAX)
        found.append(_read(number, line))
    if not found:
        raise FileEmpty
    return found


def _read(number: int, line: str) -> RowRead:
    """All faults of a line at once, never an exception."""
    try:
        told = msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        told, faults = {}, [fault("", LineUnreadable())]
    else:
        faults = [] if "sku" in told else [fault("sku", FieldUnfit(field="sku", value="–"))]
    facts: dict[str, Any] = {}
    codes: dict[str, int] | None = None
    for field, value in told.items():
        try:
            if field not in COLUMNS:
                raise FieldUnknown(field=field[:_SAID_BACK_MAX], known=", ".join(COLUMNS))
            fit = _fit(field, value)
            if field == BARCODES:
                codes = stored_codes(fit)
            elif field != "sku":
                facts[field] = fit
        except Refusal as no:
            faults.append(fault(field[:_SAID_BACK_MAX], no))
    sku = told.get("sku")
    return RowRead(
        row_no=number,
        sku=sku[:_SKU_MAX_CHARS] if isinstance(sku, str) and "\0" not in sku else "",
        facts=facts,
        codes=codes,
        faults=faults,
    )


def _fit(field: str, value: Any) -> Any:
    try:
        return msgspec.convert(value, _TYPES[field])
    except msgspec.ValidationError:
        shown = msgspec.json.encode(value).decode()[:_SAID_BACK_MAX]
        raise FieldUnfit(field=field, value=shown) from None
