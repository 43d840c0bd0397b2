"""A delivery announced by a CSV file: one row a product, or a product in a carton (pure)."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from wms.catalog.imports.file import Line, read_lines
from wms.errors import Refusal, SeveralInvalid
from wms.inbound.announce import LINES_MAX, NewAsn, NewAsnLine
from wms.inbound.cartons import CARTON_LINES_MAX, CARTONS_MAX, NewCarton, NewCartonLine
from wms.inbound.errors import (
    RowUnreadable,
    TooManyCartons,
    TooManyProducts,
    TooMuchInCarton,
)
from wms.inbound.lots import AnnouncedLot
from wms.texts import QUANTITY_MAX

#: wrong rows that are named; a file with more of them is another file
FAULTS_MAX: Final = 50
COLUMNS: Final = ("sku", "quantity", "carton", "lot", "expires_on")


def read_asn(
    content: bytes, *, external_id: str, expected_on: date | None = None, note: str | None = None
) -> NewAsn:
    """What the file announces: rows of one SKU are added up, rows of one carton belong together.

    Columns: ``sku``, ``quantity`` and, if wanted, ``carton`` (its code), ``lot``, ``expires_on``
    (YYYY-MM-DD). When each row of a SKU tells its lot, these lots come and no others.

    Raises:
        FileTooLarge, FileUnreadable, FileEmpty, TooManyRows, ColumnsMissing, ColumnUnknown,
            ColumnTwice: it is no such file.
        RowUnreadable, SeveralInvalid: cells that cannot be read, the first `FAULTS_MAX` named.
        TooManyProducts, TooManyCartons, TooMuchInCarton: it is more than one delivery.
    """
    totals: dict[str, int] = {}
    cartons: dict[str, list[NewCartonLine]] = {}
    lots: dict[str, list[AnnouncedLot]] = {}
    any_lot: set[str] = set()
    wrong: list[Refusal] = []
    for row in read_lines(content, COLUMNS):
        line = _line(row, wrong)
        if len(wrong) == FAULTS_MAX:
            break  # the file is another one, and nobody reads on
        if line is None:
            continue
        totals[line.sku] = totals.get(line.sku, 0) + line.quantity
        if line.lot is None:
            any_lot.add(line.sku)
        else:
            one = AnnouncedLot(lot=line.lot, expires_on=line.expires_on)
            lots.setdefault(line.sku, []).append(one)
        carton = row.cells.get("carton")
        if carton:
            cartons.setdefault(carton, []).append(line)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise SeveralInvalid(wrong)
    _check_limits(totals, cartons)
    told = {
        "external_id": external_id,
        "expected_on": expected_on,
        "note": note,
        "lines": [
            NewAsnLine(
                sku=sku,
                quantity=quantity,
                lots=() if sku in any_lot else tuple(dict.fromkeys(lots.get(sku, ()))),
            )
            for sku, quantity in totals.items()
        ],
        "cartons": [NewCarton(code=code, lines=tuple(lines)) for code, lines in cartons.items()],
    }
    try:  # the limits of an announcement are those of its type
        return msgspec.convert(msgspec.to_builtins(told), NewAsn, strict=False)
    except msgspec.ValidationError as error:
        raise RowUnreadable(row="–", column="file", value=str(error)) from error


def _check_limits(totals: dict[str, int], cartons: dict[str, list[NewCartonLine]]) -> None:
    if len(totals) > LINES_MAX:
        raise TooManyProducts(pointer="/lines", limit=LINES_MAX)
    if len(cartons) > CARTONS_MAX:
        raise TooManyCartons(pointer="/cartons", limit=CARTONS_MAX)
    for sku, quantity in totals.items():
        if quantity > QUANTITY_MAX:
            raise RowUnreadable(row="–", column="quantity", value=f"{sku}: {quantity}")
    for code, lines in cartons.items():
        if len(lines) > CARTON_LINES_MAX:
            raise TooMuchInCarton(pointer="/cartons", carton=code, limit=CARTON_LINES_MAX)


def _line(row: Line, wrong: list[Refusal]) -> NewCartonLine | None:
    cells = {name: value for name, value in row.cells.items() if value and name != "carton"}
    try:
        return msgspec.convert(cells, NewCartonLine, strict=False)
    except msgspec.ValidationError as error:
        column = next((name for name in COLUMNS if f"`$.{name}`" in str(error)), None) or next(
            (name for name in ("sku", "quantity") if name not in cells), "sku"
        )
        wrong.append(
            RowUnreadable(
                pointer=f"/rows/{row.row_no}/{column}",
                row=row.row_no,
                column=column,
                value=row.cells.get(column, ""),
            )
        )
        return None
