"""What stands in plain about people: in a backup it is closed with their keys.

`pg_dump` cannot do that, so it leaves these tables out. Each has a file here: row by row as it
would be if its person were forgotten, and beside it what the person's key opens.
"""

from __future__ import annotations

import gzip
import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

import asyncpg
import msgspec
from cryptography.exceptions import InvalidTag

from wms.backup.manifest import Say
from wms.privacy.what import ERASED
from wms.privacy.whose import EMPTIED, GONE, OF_MANY, PLAIN
from wms.seals.copies import make_missing
from wms.seals.seals import Seal

TABLES: Final = tuple(PLAIN)
#: rows that are asked for, and written, at once
BATCH: Final = 200
#: photos do not shrink, and what shrinks does so at the lowest level, too
LEVEL: Final = 1
#: before each record its length, bytes
LENGTH: Final = 4

#: of a column its text, as COPY reads it, or raw bytes when it is a bytea; None: NULL
Cell = Any  # str, bytes or None, which MessagePack tells apart and msgspec does not check


class Head(msgspec.Struct, frozen=True, array_like=True):
    """Before the rows of a table: its columns, and which of them people's keys close."""

    columns: list[str]
    closed: list[str]


class Row(msgspec.Struct, frozen=True, array_like=True):
    """A row as it is without its person, whose it is, and what its person's key opens."""

    cells: list[Cell]
    shop: bytes | None = None
    subject: bytes | None = None
    sealed: bytes | None = None


_CELLS: Final = msgspec.msgpack.Decoder(list[Cell])


def file_of(table: str) -> str:
    """The file of a table."""
    return f"{table}.rows.gz"


async def make_keys(connection: asyncpg.Connection) -> None:
    """Whoever may have something in plain has a key; those of before there were any get theirs."""
    await make_missing(
        connection,
        "SELECT shop_id, id AS subject_id FROM orders WHERE person_erased_at IS NULL "
        "UNION ALL SELECT shop_id, id FROM returns WHERE order_id IS NULL",
    )


async def take_out(connection: asyncpg.Connection, folder: Path, say: Say) -> None:
    """Write the tables into ``folder``, in the caller's transaction."""
    for table in TABLES:
        rows = 0
        with gzip.open(folder / file_of(table), "wb", LEVEL) as file:
            async for record in _records(connection, table):
                write(file, record)
                rows += 1
        if rows > 1:  # the first is the head
            say(f"  {table}: {rows - 1} rows")


def write(file: BinaryIO | gzip.GzipFile, record: Any) -> None:
    """One record, its length before it."""
    content = msgspec.msgpack.encode(record)
    file.write(len(content).to_bytes(LENGTH))
    file.write(content)


def records(file: BinaryIO | gzip.GzipFile, kind: type[Any]) -> Iterator[Any]:
    """The records that are left in a file."""
    decode = msgspec.msgpack.Decoder(kind).decode
    while length := file.read(LENGTH):
        yield decode(file.read(int.from_bytes(length)))


async def _records(connection: asyncpg.Connection, table: str) -> AsyncIterator[Head | Row]:
    kinds = {
        row["attname"]: row["kind"]
        for row in await connection.fetch(
            "SELECT attname, format_type(atttypid, NULL) AS kind FROM pg_attribute "
            "WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped "
            "AND attgenerated = '' ORDER BY attnum",
            table,
        )
    }
    closed = [name for name in ERASED[table] if name in kinds]
    emptied = {**dict.fromkeys(closed, "NULL"), **EMPTIED.get(table, {})}

    def cell(name: str, said: str) -> str:
        return said if kinds[name] == "bytea" else f"({said})::text"

    bare = [cell(name, emptied.get(name, f'x."{name}"')) for name in kinds]
    whole = [cell(name, f'x."{name}"') for name in closed]
    shop = "x.shop_id" if "shop_id" in kinds else "NULL::uuid"
    yield Head(list(kinds), closed)
    places = [list(kinds).index(name) for name in closed]
    async for row in connection.cursor(
        f"SELECT {shop}, w.subject, k.key, k.destroyed_at IS NOT NULL OR {table in OF_MANY}, "
        f"{', '.join(bare + whole)} FROM {table} x "
        f"CROSS JOIN LATERAL (SELECT {PLAIN[table]} AS subject) w "
        f"LEFT JOIN seal_keys k ON k.shop_id = {shop} AND k.subject_id = w.subject",
        prefetch=BATCH,
    ):
        shop_id, subject, key, is_bare, *cells = row
        without, told = cells[: len(bare)], cells[len(bare) :]
        if key is not None and told != [without[at] for at in places]:
            sealed = Seal(key).close(msgspec.msgpack.encode(told))
            yield Row(without, shop_id.bytes, subject.bytes, sealed)
        elif key is not None or is_bare:  # nothing of the person is in it
            yield Row(without)
        else:  # nobody's: a picture of goods
            yield Row(_filled(without, places, told))


def _filled(cells: list[Cell], places: list[int], told: list[Cell]) -> list[Cell]:
    for at, said in zip(places, told, strict=True):
        cells[at] = said
    return cells


async def take_in(
    connection: asyncpg.Connection, keys: asyncpg.Connection, folder: Path, say: Say
) -> None:
    """Put the tables back; what no key opens comes as if its person had been forgotten.

    ``keys``: a second connection, by which keys are looked up while the first one copies.
    """
    say("  what is closed with people's keys")
    await connection.execute("CREATE INDEX restoring ON seal_keys (subject_id)")
    await connection.execute("ANALYZE seal_keys")
    for table in TABLES:
        file = folder / file_of(table)
        if not file.exists():  # a backup of a release that had no such table
            continue
        with gzip.open(file, "rb") as content:
            head = next(records(content, Head))
            lines = _lines(keys, table, head, content)
            await connection.copy_to_table(table, source=lines, columns=head.columns)
    await connection.execute("DROP INDEX restoring")


_KEYS: Final = (
    "SELECT k.shop_id, k.subject_id, k.key FROM seal_keys k JOIN "
    "unnest($1::uuid[], $2::uuid[]) AS w (shop_id, subject_id) USING (shop_id, subject_id) "
    "WHERE k.key IS NOT NULL"
)


async def _lines(
    keys: asyncpg.Connection, table: str, head: Head, file: BinaryIO | gzip.GzipFile
) -> AsyncIterator[bytes]:
    """The rows as COPY reads them."""
    places = [head.columns.index(name) for name in head.closed]
    every = records(file, Row)
    while batch := list(itertools.islice(every, BATCH)):
        wanted = {(UUID(bytes=r.shop), UUID(bytes=r.subject)) for r in batch if r.sealed}
        seals = {
            (row["shop_id"].bytes, row["subject_id"].bytes): Seal(row["key"])
            for row in await keys.fetch(_KEYS, *(list(x) for x in zip(*wanted, strict=True)))
        } if wanted else {}  # fmt: skip
        for row in batch:
            cells = row.cells
            if row.sealed is not None:
                told = _opened(seals.get((row.shop, row.subject)), row.sealed)
                if told is not None:
                    cells = _filled(cells, places, told)
                elif table in GONE:
                    continue
            yield "\t".join(map(_said, cells)).encode() + b"\n"


def _opened(seal: Seal | None, sealed: bytes) -> list[Cell] | None:
    """What the key closed; None: there is none, or another one than at the backup."""
    try:
        return None if seal is None else _CELLS.decode(seal.open_bytes(sealed))
    except InvalidTag:
        return None


#: PostgreSQL, COPY, text format
_ESCAPED: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _said(cell: Cell) -> str:
    if cell is None:
        return r"\N"
    if isinstance(cell, bytes):
        return r"\\x" + cell.hex()
    return str(cell).translate(_ESCAPED)
