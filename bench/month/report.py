"""What is printed at the end of the month, as Markdown."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import asyncpg

from bench.conservation import Check
from bench.month.people import Tally
from bench.month.plan import Sizes
from bench.report import score
from wms.db import driver_url

_MIB: Final = 2**20
_SHOWN: Final = 14
_TABLES: Final = """
    SELECT relname AS name, pg_table_size(c.oid) AS heap, pg_indexes_size(c.oid) AS indexes,
           reltuples::bigint AS rows
    FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    ORDER BY pg_total_relation_size(c.oid) DESC LIMIT $1
"""
_REASONS: Final = "SELECT reason, count(*) AS n FROM movements GROUP BY reason ORDER BY n DESC"


@dataclass(frozen=True)
class Took:
    """How long it took."""

    seconds: float
    #: CPU seconds by server
    cpu_s: dict[str, float]


@dataclass(frozen=True)
class Size:
    """How large the database is."""

    bytes: int
    bytes_empty: int
    movements: int
    reasons: list[tuple[str, int]]
    tables: list[dict[str, Any]]


async def measure(owner_url: str, *, empty: int) -> Size:
    """Sizes after statistics were gathered."""
    owner = await asyncpg.connect(driver_url(owner_url))
    try:
        await owner.execute("ANALYZE")
        reasons = [(row["reason"], row["n"]) for row in await owner.fetch(_REASONS)]
        return Size(
            bytes=await database_bytes(owner_url),
            bytes_empty=empty,
            movements=sum(n for _, n in reasons),
            reasons=reasons,
            tables=[dict(row) for row in await owner.fetch(_TABLES, _SHOWN)],
        )
    finally:
        await owner.close()


async def database_bytes(owner_url: str) -> int:
    """Of the whole database, indexes and all."""
    owner = await asyncpg.connect(driver_url(owner_url))
    try:
        found: int = await owner.fetchval("SELECT pg_database_size(current_database())")
    finally:
        await owner.close()
    return found


def text(sizes: Sizes, seed: int, tally: Tally, size: Size, checks: list[Check], took: Took) -> str:
    """All of it."""
    return "\n\n".join(
        [_facts(sizes, seed, tally, size, took), _asked(tally, took.seconds), _tables(size),
         score(checks)]
    )  # fmt: skip


def _facts(sizes: Sizes, seed: int, tally: Tally, size: Size, took: Took) -> str:
    refused = sum(tally.refused.values())
    told = ", ".join(f"`{code}` {n}" for code, n in tally.refused.most_common())
    seconds = took.seconds
    cpu = ", ".join(f"{name} {used:.0f}" for name, used in took.cpu_s.items())
    why = ", ".join(f"{reason} {n:,}" for reason, n in size.reasons)
    done = ", ".join(f"{what} {n:,}" for what, n in sorted(tally.done.items()))
    return (
        f"Lived on {datetime.now(UTC):%d %B %Y} with Python {platform.python_version()} on "
        f"{os.cpu_count()} cores, seed {seed}: {sizes.days} days, {sizes.people} people, "
        f"{sizes.shops} shops, {sizes.products:,} products, {sizes.asns} deliveries, "
        f"{tally.receipts:,} receipts, {sizes.orders:,} orders; {size.movements:,} movements "
        f"({why}). **{seconds:.0f} s**, {tally.asked / seconds:,.0f} requests a second, "
        f"CPU seconds of the servers: {cpu}; load average at the end {os.getloadavg()[0]:.1f}; "
        f"{refused} requests were refused ({told or 'none'}).\n\n"
        f"Among it: {done}.\n\n"
        f"The database has {size.bytes / _MIB:,.0f} MiB, "
        f"{(size.bytes - size.bytes_empty) / size.movements / 1024:.1f} KiB for each movement, "
        "everything around it included (scans with their answers, events, orders, papers)."
    )


def _asked(tally: Tally, seconds: float) -> str:
    rows = ["| Asked of the doors | times | a second | p50 | p95 |", "|---|---|---|---|---|"]
    for kind, took in sorted(tally.took_s.items(), key=lambda item: -len(item[1])):
        ordered = sorted(took)
        p50, p95 = (ordered[int((len(ordered) - 1) * share)] * 1000 for share in (0.50, 0.95))
        rate = len(took) / seconds
        rows.append(f"| {kind} | {len(took):,} | {rate:.1f} | {p50:.1f} ms | {p95:.1f} ms |")
    return "\n".join(rows)


def _tables(size: Size) -> str:
    rows = ["| Table | rows | heap | indexes |", "|---|---|---|---|"]
    rows += [
        f"| {t['name']} | {max(t['rows'], 0):,} | {t['heap'] / _MIB:.1f} MiB | "
        f"{t['indexes'] / _MIB:.1f} MiB |"
        for t in size.tables
    ]
    return "\n".join(rows)
