"""Waves: a rule's orders are released so many at once, as the ones before them are walked for."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.release.by_hand import release_wave
from wms.release.foresee import kept_by
from wms.release.rules import rules

#: orders that are looked at for each that is wanted: to choose among
CHOICE: Final = 4
#: the next wave comes when fewer than this part of one waits for somebody to walk
LOW: Final = 0.5

# those of it that nobody has begun to walk for
_LEFT = text(
    """
    SELECT h.rule_id, count(*) AS orders
    FROM orders o JOIN hand_releases h ON h.shop_id = o.shop_id AND h.order_id = o.id
    WHERE o.status = 'allocated' AND NOT o.is_held AND h.rule_id IS NOT NULL
    GROUP BY h.rule_id
    """
)
_PROBLEM = text(
    """
    WITH asked AS (
        SELECT * FROM unnest(CAST(:shops AS uuid[]), CAST(:orders AS uuid[]))
            WITH ORDINALITY AS a (shop, id, n)
    ), goods AS MATERIALIZED (
        SELECT o.shop_id, o.id, o.priority, o.ship_by, asked.n,
               array_agg(DISTINCT a.place_id) AS places
        FROM asked
        JOIN orders o ON o.shop_id = asked.shop AND o.id = asked.id
        JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.id
        JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                          AND a.quantity > a.picked + a.freed
        GROUP BY o.shop_id, o.id, o.priority, o.ship_by, asked.n
    )
    SELECT CAST(json_build_object(
        'room', CAST(:room AS int), 'seconds', CAST(:seconds AS float8),
        'orders', (
            SELECT coalesce(json_agg(json_build_object(
                'shop', shop_id, 'id', id, 'priority', priority,
                'rank', extract(epoch FROM ship_by), 'places', places) ORDER BY n), '[]')
            FROM goods),
        'aisles', (
            SELECT coalesce(json_object_agg(p.id, coalesce(s.aisle, '')), '{}')
            FROM places p JOIN places s ON s.id = coalesce(p.stands_at_id, p.id)
            WHERE p.id IN (SELECT unnest(places) FROM goods))) AS text)
    """
)


class Wave(msgspec.Struct, frozen=True, kw_only=True):
    """The next wave of a rule; ``problem`` as JSON (`wms.picking.wave.WaveProblem`)."""

    rule_id: UUID
    problem: bytes


async def due_waves(read: Read | Tx, *, seconds: float) -> list[Wave]:
    """The waves that come next, with what they are chosen of; asked again and again, and cheap
    while no rule releases in waves.

    ``seconds``: a choice is made after so long.
    """
    asked = await rules(read)
    in_waves = [one for one in asked if one.wave_orders is not None]
    if not in_waves:
        return []
    left = {row.rule_id: row.orders for row in await read.execute(_LEFT)}
    waves = []
    for rule in in_waves:
        assert rule.wave_orders is not None, "chosen by it"
        if left.get(rule.id, 0) >= LOW * rule.wave_orders:
            continue
        waiting = await kept_by(read, asked, rule.id, most=CHOICE * rule.wave_orders)
        if waiting:
            facts = {
                "shops": [shop for shop, _ in waiting],
                "orders": [order for _, order in waiting],
                "room": rule.wave_orders,
                "seconds": seconds,
            }
            told: str = await read.scalar(_PROBLEM, facts)
            waves.append(Wave(rule_id=rule.id, problem=told.encode()))
    return waves


async def release(tx: Tx, rule_id: UUID, orders: list[tuple[UUID, UUID]]) -> int:
    """Release what was chosen; how many."""
    return await release_wave(tx, rule_id, orders)
