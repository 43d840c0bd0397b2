"""What a courier says it collected: a CSV, judged line by line, then booked as a whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import insert as insert_once

from wms.access.people import Desk
from wms.db import Read, Tx, new_id
from wms.shipping.carriers.registry import NAMES
from wms.shipping.cod.errors import StatementNameless, StatementThere, StatementUnreadable
from wms.shipping.cod.ledger import AMOUNT_MAX_MINOR, collected
from wms.shipping.cod.models import NUMBER_MAX_CHARS, CodStatement, CodStatementLine

#: lines of one statement
LINES_MAX: Final = 5_000
#: as couriers and spreadsheets head their columns → what it is
_HEADS: Final = {
    "tracking_number": "tracking", "tracking": "tracking", "waybill": "tracking",
    "numer przesyłki": "tracking", "numer listu": "tracking", "przesyłka": "tracking",
    "amount": "amount", "cod": "amount", "kwota": "amount", "kwota pobrania": "amount",
    "currency": "currency", "waluta": "currency", "date": "date", "data": "date",
}  # fmt: skip
_USUAL: Final = "PLN"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel of a statement."""

    line_no: int
    tracking_number: str
    amount_minor: int
    currency: str
    collected_on: date | None


class Judged(Line, frozen=True, kw_only=True):
    """A line, and what would become of it."""

    outcome: str
    expected_minor: int | None
    shop_id: UUID | None
    shipment_id: UUID | None


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that was booked."""

    id: UUID
    carrier: str
    number: str
    booked_at: datetime


_FOUND: Final = text(
    """
    SELECT s.tracking_number, s.shop_id, s.id AS shipment_id, e.amount_minor, e.currency,
           (SELECT coalesce(sum(CASE WHEN x.reverses_id IS NULL THEN 1 ELSE -1 END), 0) > 0
            FROM cod_entries x WHERE x.shop_id = s.shop_id AND x.shipment_id = s.id
              AND x.kind IN ('collected', 'released')) AS is_settled
    FROM shipments s
    LEFT JOIN cod_entries e ON e.shop_id = s.shop_id AND e.shipment_id = s.id
                           AND e.kind = 'expected'
    WHERE s.carrier = :carrier AND s.tracking_number = ANY (:numbers)
    """
)


def read_statement(content: str, minor_of: Callable[[str, str], int | None]) -> list[Line]:
    """The lines of a CSV whose first line names its columns, parted by commas, semicolons or tabs.

    ``minor_of``: (amount as typed, currency) → its smallest unit, or None.

    Raises:
        StatementUnreadable: a line that names no parcel or no amount, by its number.
    """
    text_lines = content.strip().splitlines()
    if not text_lines or len(text_lines) > LINES_MAX + 1:
        raise StatementUnreadable(line=1 if not text_lines else LINES_MAX + 2)
    head = text_lines[0]
    parted = max(";\t,", key=head.count)
    rows = csv.reader(io.StringIO("\n".join(text_lines)), delimiter=parted)
    columns = [_HEADS.get(name.strip().lower().lstrip("\N{ZERO WIDTH NO-BREAK SPACE}"), "")
               for name in next(rows)]  # fmt: skip
    if not {"tracking", "amount"} <= {*columns}:
        raise StatementUnreadable(line=1)
    found = []
    for n, cells in enumerate(rows, 2):
        said = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        if any(said.values()):
            found.append(_line(n, said, minor_of))
    return found


def _line(n: int, said: dict[str, str], minor_of: Callable[[str, str], int | None]) -> Line:
    currency = (said.get("currency") or _USUAL).upper()
    try:
        amount = minor_of(said.get("amount", ""), currency)
        on = date.fromisoformat(said["date"]) if said.get("date") else None
    except ValueError as error:
        raise StatementUnreadable(line=n) from error
    number = said.get("tracking", "")
    is_currency = len(currency) == len(_USUAL) and currency.isascii() and currency.isalpha()
    if not number or amount is None or not 1 <= amount <= AMOUNT_MAX_MINOR or not is_currency:
        raise StatementUnreadable(line=n)
    return Line(
        line_no=n, tracking_number=number, amount_minor=amount, currency=currency, collected_on=on
    )


async def judge(read: Read | Tx, carrier: str, lines: Sequence[Line]) -> list[Judged]:
    """What would become of each line; nothing is written. A parcel that stands there twice is
    booked once."""
    numbers = sorted({one.tracking_number for one in lines})
    rows = await read.execute(_FOUND, {"carrier": carrier, "numbers": numbers})
    known = {row.tracking_number: row for row in rows}
    judged, seen = [], set()
    for line in lines:
        row = known.get(line.tracking_number)
        if row is None:
            outcome = "unknown"
        elif row.amount_minor is None:
            outcome = "not_cod"
        elif row.currency != line.currency:
            outcome = "other_currency"
        elif row.is_settled or line.tracking_number in seen:
            outcome = "already"
        elif line.amount_minor == row.amount_minor:
            outcome = "booked"
        else:
            outcome = "less" if line.amount_minor < row.amount_minor else "more"
        seen.add(line.tracking_number)
        judged.append(
            Judged(
                **msgspec.structs.asdict(line),
                outcome=outcome,
                expected_minor=row.amount_minor if row else None,
                shop_id=row.shop_id if row else None,
                shipment_id=row.shipment_id if row else None,
            )
        )
    return judged


#: outcomes whose money is taken down
MOVES_MONEY: Final = ("booked", "less", "more")


async def book_statement(
    tx: Tx, carrier: str, number: str, lines: Sequence[Line], *, by: Desk
) -> list[Judged]:
    """Take down what a statement says; what became of each line. The rest stays named on it.

    Raises:
        StatementNameless: no such courier, or no number.
        StatementThere: it was booked before.
    """
    number = number.strip()
    if carrier not in NAMES or not 1 <= len(number) <= NUMBER_MAX_CHARS:
        raise StatementNameless(most=NUMBER_MAX_CHARS)
    statement_id = await tx.scalar(
        insert_once(CodStatement)
        .values(id=new_id(), carrier=carrier, number=number, user_id=by.user_id)
        .on_conflict_do_nothing(index_elements=["carrier", "number"])
        .returning(CodStatement.id)
    )
    if statement_id is None:
        raise StatementThere(number=number, carrier=NAMES[carrier])
    judged = await judge(tx, carrier, lines)
    if judged:
        await tx.execute(
            insert(CodStatementLine),
            [{"statement_id": statement_id, **msgspec.structs.asdict(one)} for one in judged],
        )
    # in key order, so that two statements of one courier cannot deadlock
    for one in sorted(judged, key=lambda one: (str(one.shop_id), one.currency, one.line_no)):
        if one.outcome in MOVES_MONEY and one.shop_id and one.shipment_id:
            await collected(
                tx,
                one.shop_id,
                one.shipment_id,
                one.amount_minor,
                statement_id=statement_id,
                by=by,
            )
    return judged


async def last_statements(read: Read | Tx, limit: int) -> list[Statement]:
    """The newest first."""
    columns = [getattr(CodStatement, name) for name in Statement.__struct_fields__]
    rows = await read.execute(select(*columns).order_by(CodStatement.booked_at.desc()).limit(limit))
    return [Statement(**row._mapping) for row in rows]
