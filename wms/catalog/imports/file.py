"""From the bytes of a file to rows of texts (pure).

Spreadsheets of our people write UTF-8 with or without a mark, or Windows-1250 when they are old;
they separate by commas or, where the comma is the decimal sign, by semicolons, or by tabs.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import Final

import msgspec

from wms.catalog.imports.errors import (
    ColumnsMissing,
    ColumnTwice,
    ColumnUnknown,
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    TooManyRows,
)
from wms.catalog.products import SHOPS_COLUMNS

#: largest file, bytes (house.md, "Habits")
FILE_MAX_BYTES: Final = 10_000_000
_MB: Final = 1_000_000
#: rows of one file
ROWS_MAX: Final = 50_000
#: a cell that is longer than this is no cell: a quote was not closed
_CELL_MAX_CHARS: Final = 4_000
_SEPARATORS: Final = (";", ",", "\t")
#: the line before the header by which some programs tell a spreadsheet how cells are separated
_TOLD_SEPARATOR: Final = re.compile(r"sep=([;,\t])", re.IGNORECASE)
BARCODES: Final = "barcodes"
COLUMNS: Final = (*SHOPS_COLUMNS, BARCODES)
#: what spreadsheets of shops call them
_ALSO: Final = {"barcode": BARCODES, "ean": BARCODES, "gtin": BARCODES, "weight": "weight_g"}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the file: its number as a spreadsheet counts, and its cells by column.

    ``has_more``: there were more cells than columns.
    """

    row_no: int
    cells: dict[str, str]
    has_more: bool = False


def read_lines(content: bytes, known: tuple[str, ...] = COLUMNS) -> list[Line]:
    """The rows below the header, with columns among ``known``; blank ones are passed over.

    Raises:
        FileTooLarge, FileUnreadable, FileEmpty, TooManyRows: it is no such file.
        ColumnsMissing, ColumnUnknown, ColumnTwice: its first row.
    """
    if len(content) > FILE_MAX_BYTES:
        raise FileTooLarge(limit_mb=FILE_MAX_BYTES // _MB)
    text = _decoded(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    told = _TOLD_SEPARATOR.fullmatch(first.strip("\r"))
    separator = told[1] if told else max(_SEPARATORS, key=first.count)
    numbered = enumerate(
        csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), start=1
    )
    # blank rows are passed over, but counted: a spreadsheet counts them too
    rows = ((number, row) for number, row in numbered if any(cell.strip() for cell in row))
    try:
        if told:
            next(rows)
        columns = _columns(next(rows, (0, []))[1], known)
        found: list[Line] = []
        for number, row in rows:
            if len(found) == ROWS_MAX:
                raise TooManyRows(limit=ROWS_MAX)
            if max(map(len, row)) > _CELL_MAX_CHARS:
                raise FileUnreadable
            cells = {c: _plain(cell.strip()) for c, cell in zip(columns, row, strict=False)}
            has_more = any(cell.strip() for cell in row[len(columns) :])
            found.append(Line(row_no=number, cells=cells, has_more=has_more))
    except csv.Error:
        raise FileUnreadable from None
    if not found:
        raise FileEmpty
    return found


def _plain(cell: str) -> str:
    """``="0590"``, by which people make a spreadsheet keep a code as it is, means ``0590``."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell


def _decoded(content: bytes) -> str:
    encodings: tuple[str, ...] = ("utf-8-sig", "cp1250")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileUnreadable


def _columns(header: list[str], known: tuple[str, ...]) -> list[str]:
    while header and not header[-1].strip():
        header = header[:-1]
    found: list[str] = []
    for cell in header:
        plain = "_".join(cell.strip().lower().split())
        column = _ALSO.get(plain, plain)
        if column in found:
            raise ColumnTwice(column=cell.strip())
        found.append(column)
    if "sku" not in found:
        raise ColumnsMissing
    unknown = next((column for column in found if column not in known), None)
    if unknown is not None:
        raise ColumnUnknown(column=unknown, known=", ".join(known))
    return found
