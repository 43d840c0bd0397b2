"""Reading what is released."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: the menu counts no further: rules are asked for each order
COUNTED_MAX: Final = 1_000

# without rules all that is promised may be walked for: counted by the index alone
_READY = text(
    """
    SELECT CASE WHEN EXISTS (SELECT FROM release_rules) THEN (
        SELECT count(*) FROM (
            SELECT FROM orders o
            WHERE o.status = 'allocated' AND NOT o.is_held AND released_as(o) IS NOT NULL
            LIMIT :most) AS ready)
    ELSE (SELECT count(*) FROM orders o WHERE o.status = 'allocated' AND NOT o.is_held) END
    """
)
_RELEASED_AS = text(
    "SELECT o.shop_id, o.id, released_as(o) AS mode FROM "
    "unnest(CAST(:shops AS uuid[]), CAST(:orders AS uuid[])) AS asked (shop, id) "
    "JOIN orders o ON o.shop_id = asked.shop AND o.id = asked.id "
    "WHERE o.status = 'allocated' AND NOT o.is_held"
)


async def ready_to_walk(read: Read | Tx) -> int:
    """How many orders a picker could walk for now; with rules at most `COUNTED_MAX` are counted."""
    return await read.scalar(_READY, {"most": COUNTED_MAX}) or 0


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """An order whose goods are promised, and how it is walked for; None: it waits."""

    shop_id: UUID
    id: UUID
    mode: str | None


async def released(read: Read | Tx, orders: list[tuple[UUID, UUID]]) -> list[Released]:
    """Of these orders (shop, id) those whose goods are promised, and whether they may be walked."""
    facts = {"shops": [shop for shop, _ in orders], "orders": [order for _, order in orders]}
    return [Released(**row._mapping) for row in await read.execute(_RELEASED_AS, facts)]
