"""Keys beside a copy of the data: what has none yet, and what lost its own.

``of`` is SQL of (shop_id, subject_id), ours and never input.
"""

from __future__ import annotations

from typing import Final

import asyncpg
from sqlalchemy import text

from wms.db import Tx

# gen_random_uuid() has 122 random bits (RFC 9562, 5.4): three of them are more than AES-256 needs
_RANDOM: Final = "sha256(" + " || ".join(["uuid_send(gen_random_uuid())"] * 3) + ")"
_MISSING: Final = (
    "NOT EXISTS (SELECT FROM seal_keys k "
    "WHERE k.shop_id = s.shop_id AND k.subject_id = s.subject_id)"
)


async def make_missing(connection: asyncpg.Connection, of: str) -> None:
    """Subjects that have no seal get one; those that were erased stay without."""
    await connection.execute(
        f"INSERT INTO seal_keys (shop_id, subject_id, key) SELECT shop_id, subject_id, {_RANDOM} "
        f"FROM ({of}) s WHERE {_MISSING} ON CONFLICT DO NOTHING"
    )


async def give_up(tx: Tx, of: str) -> int:
    """Subjects whose key is nowhere can never be opened again: a new one would open nothing of what
    the lost one has closed. How many."""
    lost = await tx.execute(
        text(
            "INSERT INTO seal_keys (shop_id, subject_id, key, destroyed_at) "
            "SELECT DISTINCT s.shop_id, s.subject_id, CAST(NULL AS bytea), clock_timestamp() "
            f"FROM ({of}) s WHERE {_MISSING} RETURNING 1"
        )
    )
    return len(lost.all())


async def drop_others(tx: Tx, of: str) -> None:
    """Keys of other subjects go, with the words by which those would be found."""
    others = f"(k.shop_id, k.subject_id) NOT IN (SELECT s.shop_id, s.subject_id FROM ({of}) s)"
    await tx.execute(text(f"DELETE FROM seal_words k WHERE {others}"))
    await tx.execute(text(f"DELETE FROM seal_keys k WHERE {others}"))
