"""What a row of texts wants of its product, and everything that is wrong with it (pure).

An empty cell leaves its field as it is; a lone dash clears it.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from wms.catalog.codes import stored_codes
from wms.catalog.imports.errors import (
    BarcodeShortened,
    CellNotWhole,
    CellNotYesNo,
    CellTooLong,
    PackUnreadable,
    RowTooLong,
    TooManyBarcodes,
)
from wms.catalog.imports.file import BARCODES, Line
from wms.catalog.products import BARCODES_MAX, SIZE_MAX_MM, WEIGHT_MAX_G, BarcodeOf
from wms.errors import Refusal
from wms.texts import QUANTITY_MAX

_LIMITS: Final = {
    "weight_g": WEIGHT_MAX_G,
    "length_mm": SIZE_MAX_MM,
    "width_mm": SIZE_MAX_MM,
    "height_mm": SIZE_MAX_MM,
}
_TEXTS: Final = {"sku": 64, "name": 200}
_CODE_MAX_CHARS: Final = 128
CLEARED: Final = frozenset({"-", "–"})
_YES: Final = frozenset({"1", "yes", "y", "true", "tak", "так", "x"})
_NO: Final = frozenset({"0", "no", "n", "false", "nie", "ні", "-", "–"})
#: 5,90123E+12
_SHORTENED: Final = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
#: one code, or a code and how many pieces its pack has
_PACK: Final = re.compile(r"(?P<code>.*?)\s*\*\s*(?P<quantity>\d{1,7})")
#: a number that a spreadsheet wrote with a fraction of nothing: 120,0
_WHOLE: Final = re.compile(r"(\d{1,9})(?:[.,]0+)?")


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a cell: a refusal as data, said in the reader's language."""

    field: str
    code: str
    facts: dict[str, Any]


class RowRead(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it was understood."""

    row_no: int
    sku: str
    facts: dict[str, Any]
    codes: dict[str, int] | None
    faults: list[Fault]


def fault(field: str, no: Refusal) -> Fault:
    """A refusal about a field, as data."""
    return Fault(field=field, code=no.code, facts=no.facts)


def read_row(line: Line) -> RowRead:
    """Understand a row; all its faults at once, never an exception."""
    facts: dict[str, Any] = {}
    codes: dict[str, int] | None = None
    faults: list[Fault] = []
    for column, cell in line.cells.items():
        if not cell and column != "sku":
            continue
        try:
            if column == BARCODES:
                codes = _codes(cell)
            else:
                facts[column] = _value(column, cell)
        except Refusal as no:
            faults.append(fault(column, no))
    if line.has_more:
        faults.append(fault("", RowTooLong()))
    facts.pop("sku", None)
    return RowRead(
        row_no=line.row_no,
        sku=line.cells.get("sku", "")[: _TEXTS["sku"]],
        facts=facts,
        codes=codes,
        faults=faults,
    )


def _value(column: str, cell: str) -> Any:
    if column in _TEXTS:
        if not 1 <= len(cell) <= _TEXTS[column] or not cell.isprintable():
            raise CellTooLong(field=column, limit=_TEXTS[column])
        return cell
    if column in _LIMITS:
        if cell in CLEARED:
            return None
        found = _WHOLE.fullmatch(cell)
        if found is None or int(found[1]) > _LIMITS[column]:
            raise CellNotWhole(field=column, value=cell[:40], limit=_LIMITS[column])
        return int(found[1])
    word = cell.lower()
    if word not in _YES | _NO:
        raise CellNotYesNo(value=cell[:40])
    return word in _YES


def _codes(cell: str) -> dict[str, int]:
    """``5901234123457 | 15901234123454*12`` as stored code → base units."""
    if cell in CLEARED:
        return {}
    parts = [part.strip() for part in cell.split("|") if part.strip()]
    if len(parts) > BARCODES_MAX:
        raise TooManyBarcodes(limit=BARCODES_MAX)
    return stored_codes(tuple(_barcode(part) for part in parts))


def _barcode(part: str) -> BarcodeOf:
    if _SHORTENED.fullmatch(part):
        raise BarcodeShortened(value=part)
    found = _PACK.fullmatch(part)
    code, quantity = (found["code"], int(found["quantity"])) if found else (part, 1)
    if not 1 <= len(code) <= _CODE_MAX_CHARS or not 1 <= quantity <= QUANTITY_MAX:
        raise PackUnreadable(value=part[:40])
    return BarcodeOf(code=code, quantity=quantity)
