"""A delivery announced by a CSV file: one row a product, or a product in a carton (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import msgspec

from wms.barcodes import normal
from wms.catalog.imports.file import Line, read_lines
from wms.catalog.imports.rows import RowRead, fault
from wms.errors import Refusal, SeveralInvalid
from wms.inbound.announce import LINES_MAX, NewAsn, NewAsnLine
from wms.inbound.announce_errors import (
    CartonCodeUnusable,
    RowUnreadable,
    TooManyCartons,
    TooManyProducts,
    TooMuchInCarton,
)
from wms.inbound.cartons import (
    CARTON_LINES_MAX,
    CARTONS_MAX,
    CartonCode,
    LotCode,
    NewCarton,
    NewCartonLine,
)
from wms.inbound.lots import AnnouncedLot
from wms.texts import QUANTITY_MAX, ExternalId, Note, Quantity, Sku

#: wrong cells that are named; a file with more of them is another file
FAULTS_MAX: Final = 50
COLUMNS: Final = ("sku", "quantity", "carton", "lot", "expires_on")
_TYPES: Final[dict[str, Any]] = {
    "sku": Sku, "quantity": Quantity, "carton": CartonCode, "lot": LotCode, "expires_on": date,
}  # fmt: skip
_NEEDED: Final = ("sku", "quantity")


class AboutDelivery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in no row of the file."""

    external_id: ExternalId
    expected_on: date | None = None
    note: Note | None = None
    carrier_reference: ExternalId | None = None


def read_delivery(content: bytes) -> list[RowRead]:
    """The rows of the file, each with all that is wrong with its cells.

    Columns: ``sku``, ``quantity`` and, if wanted, ``carton`` (its code), ``lot``, ``expires_on``
    (YYYY-MM-DD).

    Raises:
        FileTooLarge, FileUnreadable, FileEmpty, TooManyRows, ColumnsMissing, ColumnUnknown,
            ColumnTwice: it is no such file.
    """
    return [_row(line) for line in read_lines(content, COLUMNS)]


def _row(line: Line) -> RowRead:
    facts: dict[str, Any] = {}
    faults = []
    for column, kind in _TYPES.items():
        cell = line.cells.get(column, "")
        if not cell and column not in _NEEDED:
            continue
        try:
            facts[column] = _cell(line, column, kind, cell)
        except Refusal as no:
            faults.append(fault(column, no))
    sku = facts.pop("sku", line.cells.get("sku", "")[:64])
    return RowRead(row_no=line.row_no, sku=sku, facts=facts, codes=None, faults=faults)


def _cell(line: Line, column: str, kind: Any, cell: str) -> Any:
    try:
        value = msgspec.convert(cell, kind, strict=False)
    except msgspec.ValidationError as error:
        raise RowUnreadable(
            pointer=f"/rows/{line.row_no}/{column}",
            row=line.row_no,
            column=column,
            value=cell[:100],
        ) from error
    if column == "carton":
        try:
            normal(value)
        except ValueError as error:
            pointer = f"/rows/{line.row_no}/carton"
            raise CartonCodeUnusable(pointer=pointer, code=cell) from error
    return value


def asn_of(rows: Iterable[tuple[str, dict[str, Any]]], about: AboutDelivery) -> NewAsn:
    """What rows (SKU, facts) announce: those of one SKU are added up, those of one carton belong
    together. When each row of a SKU tells its lot, these lots come and no others.

    Raises:
        TooManyProducts, TooManyCartons, TooMuchInCarton: it is more than one delivery.
        RowUnreadable: more lots or pieces of one product than there may be.
    """
    totals: dict[str, int] = {}
    cartons: dict[str, list[NewCartonLine]] = {}
    lots: dict[str, list[AnnouncedLot]] = {}
    any_lot: set[str] = set()
    for sku, facts in rows:
        told = {name: value for name, value in facts.items() if name != "carton"}
        line = msgspec.convert({"sku": sku, **told}, NewCartonLine, strict=False)
        totals[sku] = totals.get(sku, 0) + line.quantity
        if line.lot is None:
            any_lot.add(sku)
        else:
            one = AnnouncedLot(lot=line.lot, expires_on=line.expires_on)
            lots.setdefault(sku, []).append(one)
        if facts.get("carton"):
            cartons.setdefault(facts["carton"], []).append(line)
    _check_limits(totals, cartons)
    whole = msgspec.structs.asdict(about) | {
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
        return msgspec.convert(msgspec.to_builtins(whole), NewAsn, strict=False)
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


def read_asn(
    content: bytes, *, external_id: str, expected_on: date | None = None, note: str | None = None
) -> NewAsn:
    """What the file announces, at once and whole.

    Raises:
        what ``read_delivery`` and ``asn_of`` raise
        RowUnreadable, CartonCodeUnusable, SeveralInvalid: cells that cannot be read, the first
            `FAULTS_MAX` named.
    """
    rows = read_delivery(content)
    wrong: list[Refusal] = []
    for row in rows:
        for one in row.faults:
            no = RowUnreadable if one.code == RowUnreadable.code else CartonCodeUnusable
            wrong.append(no(pointer=f"/rows/{row.row_no}/{one.field}", **one.facts))
        if len(wrong) >= FAULTS_MAX:
            break  # the file is another one, and nobody reads on
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise SeveralInvalid(wrong)
    about = AboutDelivery(external_id=external_id, expected_on=expected_on, note=note)
    return asn_of(((row.sku, row.facts) for row in rows), about)
