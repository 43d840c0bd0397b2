"""Rows as files that a spreadsheet opens: CSV and XLSX, written piece by piece in bounded memory.

A cell that a person typed is never a formula. In CSV, which knows no types, a text that a
spreadsheet would take for one gets an apostrophe before it (OWASP, "CSV Injection"); a plain number
is left as it is, also a negative one. XLSX has types: every text is written as a text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter

Cell = str | int | Decimal | date | datetime | None

#: with these a spreadsheet begins a formula; the wide ones are read like the narrow ones
_BEGINS_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
_PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
#: Excel reads UTF-8 only when it begins so
BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
#: where the decimal sign is a comma, Excel parts the columns at semicolons
_SEMICOLON_LANGUAGES: Final = frozenset({"pl", "uk"})

#: rows of a sheet and characters of a cell that Excel opens (its "specifications and limits")
SHEET_ROWS_MAX: Final = 1_048_576
_CELL_CHARS_MAX: Final = 32_767
_COLUMN_CHARS: Final = 18


def harmless(text: str) -> str:
    """``text`` so that a spreadsheet shows it and computes nothing."""
    if text.lstrip(" ")[:1] not in _BEGINS_FORMULA or not text or _PLAIN_NUMBER.fullmatch(text):
        return text
    return "'" + text


def _plain(cell: Cell) -> str | int | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else cell


def csv_lines(rows: Sequence[Sequence[Cell]], language: str) -> bytes:
    """Rows as lines of CSV, in UTF-8, parted as Excel of ``language`` parts them; UTC times."""
    written = io.StringIO()
    parted = ";" if language in _SEMICOLON_LANGUAGES else ","
    writer = csv.writer(written, delimiter=parted, lineterminator="\r\n")
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return written.getvalue().encode()


class Workbook:
    """An XLSX file that grows row by row; what is written already lies on the disk."""

    def __init__(self, path: Path, heads: Sequence[str], *, rows_max: int = SHEET_ROWS_MAX) -> None:
        """``rows_max``: a sheet's rows with its head; what is more goes to the next sheet."""
        self._book: Any = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._head = self._book.add_format({"bold": True, "bottom": 1})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._heads = heads
        self._rows_max = rows_max
        self._new_sheet()

    def _new_sheet(self) -> None:
        self._sheet: Any = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._heads) - 1, _COLUMN_CHARS)
        for column, head in enumerate(self._heads):
            self._sheet.write_string(0, column, head, self._head)
        self._row = 1

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        """More rows; numbers as numbers, days as days, moments in UTC."""
        for row in rows:
            if self._row == self._rows_max:
                self._new_sheet()
            for column, cell in enumerate(row):
                self._write(column, cell)
            self._row += 1

    def _write(self, column: int, cell: Cell) -> None:
        at = (self._row, column)
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            self._sheet.write_string(*at, cell[:_CELL_CHARS_MAX])
        elif isinstance(cell, datetime):
            moment = cell.astimezone(UTC).replace(tzinfo=None)
            self._sheet.write_datetime(*at, moment, self._moment)
        elif isinstance(cell, date):
            self._sheet.write_datetime(*at, cell, self._day)
        else:
            self._sheet.write_number(*at, cell)

    def close(self) -> None:
        """The file is whole."""
        self._book.close()


def pieces(path: Path, size_bytes: int) -> Iterator[bytes]:
    """A file's content, a piece at a time."""
    with path.open("rb") as file:
        while piece := file.read(size_bytes):
            yield piece
