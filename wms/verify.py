"""The warehouse's invariants (domain.md §3), each written once, as SQL that returns what breaks it.

A difference is reported, never silently repaired: it is a bug or a tampering, and both are for
people.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import text

from wms.db import Read

#: rows reported of one broken invariant
REPORT_MAX = 20
#: longest single check; the ledger of years is read whole, s
CHECK_LIMIT_S = 600

INVARIANTS: dict[str, tuple[str, str]] = {}


class Violation(msgspec.Struct, frozen=True, kw_only=True):
    """A broken invariant: its name, its sentence, and the rows that break it (at most 20)."""

    name: str
    sentence: str
    rows: list[dict[str, Any]]


async def verify(read: Read) -> list[Violation]:
    """Check every invariant in one snapshot's transaction; the broken ones, none when all hold."""
    await read.execute(text(f"SET LOCAL statement_timeout = '{CHECK_LIMIT_S}s'"))
    broken = []
    for name, (sentence, sql) in INVARIANTS.items():
        rows = (await read.execute(text(f"{sql} LIMIT {REPORT_MAX}"))).mappings().all()
        if rows:
            broken.append(Violation(name=name, sentence=sentence, rows=[dict(row) for row in rows]))
    return broken
