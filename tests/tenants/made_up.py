"""Rows for every table, made up from its columns, so that a new table is covered by itself.

Only in a clone whose CHECK constraints, foreign keys and triggers were taken out: what is proved
here are the row-level policies, and they depend on none of these.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

_COLUMNS = """
    SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
    FROM pg_attribute a
    WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attgenerated = '' AND a.attidentity <> 'a'
    ORDER BY a.attnum"""

_STRIP = """
    DO $$
    DECLARE found record;
    BEGIN
        FOR found IN
            SELECT conrelid::regclass AS tab, conname FROM pg_constraint
            WHERE contype IN ('f', 'c') AND connamespace = 'public'::regnamespace
            ORDER BY contype DESC
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.tab, found.conname);
        END LOOP;
        FOR found IN
            SELECT tgrelid::regclass AS tab, tgname FROM pg_trigger WHERE NOT tgisinternal
        LOOP
            EXECUTE format('DROP TRIGGER %I ON %s', found.tgname, found.tab);
        END LOOP;
    END $$"""


async def strip(owner: asyncpg.Connection) -> None:
    """Take out what would refuse made-up rows; the policies and the grants stay."""
    await owner.execute(_STRIP)


@dataclass(frozen=True)
class Table:
    """A table and its writable columns, name to type."""

    name: str
    columns: dict[str, str]

    def row(self, **fixed: Any) -> dict[str, Any]:
        """A row that no other row is like."""
        return {name: _value(kind) for name, kind in self.columns.items()} | fixed

    async def insert(self, connection: asyncpg.Connection, row: dict[str, Any]) -> None:
        names = ", ".join(row)
        marks = ", ".join(f"${n}" for n in range(1, len(row) + 1))
        await connection.execute(
            f"INSERT INTO {self.name} ({names}) VALUES ({marks})", *row.values()
        )


async def table(owner: asyncpg.Connection, name: str) -> Table:
    """The table as it lies in the database."""
    rows = await owner.fetch(_COLUMNS, name)
    return Table(name, {row["name"]: row["type"] for row in rows})


def _value(kind: str) -> Any:
    makers: dict[str, Any] = {
        "uuid": uuid4,
        "interval": lambda: timedelta(seconds=secrets.randbelow(10**6)),
        "text": lambda: secrets.token_hex(8),
        "integer": lambda: secrets.randbelow(10**9),
        "bigint": lambda: secrets.randbelow(10**12),
        "smallint": lambda: secrets.randbelow(10**4),
        "boolean": lambda: False,
        "bytea": lambda: secrets.token_bytes(16),
        "jsonb": lambda: json.dumps({}),
        "text[]": list,
        "uuid[]": list,
        "date": lambda: datetime.now(UTC).date(),
        "time without time zone": lambda: datetime.now(UTC).time(),
        "timestamp with time zone": lambda: datetime.now(UTC),
        "double precision": lambda: 1.0,
    }
    return makers[kind]()


#: what PostgreSQL says when a policy or a missing grant forbids
FORBIDDEN = asyncpg.InsufficientPrivilegeError


async def works_for(connection: asyncpg.Connection, tenant: UUID | str) -> None:
    """Say for whom this transaction works."""
    await connection.execute("SELECT set_config('wms.tenant', $1, true)", str(tenant))
