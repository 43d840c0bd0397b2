"""The keys of people, out of the database and into it again."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Final

import asyncpg

#: in the order in which they are taken in: a word belongs to a key
TABLES: Final = ("seal_keys", "seal_words")


def file_of(table: str) -> str:
    """The file of a table of keys."""
    return f"{table}.csv.gz"


async def take_out(connection: asyncpg.Connection, folder: Path) -> None:
    """Write both tables into ``folder``, as they are in one moment."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        for table in TABLES:
            with gzip.open(folder / file_of(table), "wb") as file:

                async def write(piece: bytes, file: gzip.GzipFile = file) -> None:
                    file.write(piece)

                await connection.copy_from_query(
                    f"SELECT * FROM {table}", output=write, format="csv", header=True
                )


async def take_in(connection: asyncpg.Connection, folder: Path) -> None:
    """Put them into the empty tables of a database that may be older than they are.

    Keys of shops that this database does not know stay outside, as do columns that it has not got.
    """
    for table in TABLES:
        file = folder / file_of(table)
        with gzip.open(file, "rt", newline="", encoding="utf-8") as lines:
            heads = next(csv.reader(lines))
        kinds = {
            row["name"]: row["kind"]
            for row in await connection.fetch(
                "SELECT attname AS name, format_type(atttypid, atttypmod) AS kind "
                "FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 "
                "AND NOT attisdropped",
                table,
            )
        }
        wanted = [head for head in heads if head in kinds]
        names = ", ".join(f'"{head}" text' for head in heads)
        await connection.execute(f"CREATE TEMP TABLE taken_in ({names})")
        with gzip.open(file, "rb") as content:
            await connection.copy_to_table(
                "taken_in", schema_name="pg_temp", source=content, format="csv", header=True
            )
        into = ", ".join(f'"{head}"' for head in wanted)
        cast = ", ".join(f'"{head}"::{kinds[head]}' for head in wanted)
        await connection.execute(
            f"INSERT INTO {table} ({into}) SELECT {cast} FROM pg_temp.taken_in "
            "WHERE shop_id::uuid IN (SELECT id FROM shops)"
        )
        await connection.execute("DROP TABLE pg_temp.taken_in")
