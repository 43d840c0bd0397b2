"""How a count ends: the number said last can be taken back as long as its counter stays at it.

What was said to its end is settled when the counter goes on: to other goods, to the next place, or
away. Once it is settled nobody hears whether the number was right before it counts, so nobody can
try numbers until one fits.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Read, Tx
from wms.stock.counting import left_to_count
from wms.stock.errors import CountNothingSaid
from wms.stock.settle import settle

#: whoever said the last number so long ago has gone on to other work
LEFT_AFTER: Final = timedelta(minutes=10)


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """A count that was said to its end, and its state now."""

    count_id: UUID
    place_id: UUID
    status: str


class TakenBack(msgspec.Struct, frozen=True, kw_only=True):
    """A number that is forgotten: of which goods at which place."""

    place_id: UUID
    count_id: UUID
    lot_id: UUID
    condition: str


# Each is locked before it is looked at: who says a number meanwhile has it locked, too.
_SAID = text(
    """
    SELECT c.id, c.place_id, c.counter_id
    FROM place_counts c
    JOIN LATERAL (
        SELECT max(e.created_at) AS at FROM count_entries e
        WHERE e.shop_id = c.shop_id AND e.count_id = c.id AND e.round = c.rounds + 1) AS said
      ON said.at < clock_timestamp() - CAST(:idle AS interval)
    WHERE c.status = 'counting' AND c.counter_id IS NOT NULL
      AND (CAST(:operator AS uuid) IS NULL OR c.counter_id = :operator)
      AND c.id IS DISTINCT FROM CAST(:besides AS uuid)
    ORDER BY c.shop_id, c.id FOR UPDATE OF c
    """
)


async def settle_said(
    tx: Tx, *, by: AtWork, besides: UUID | None = None, scan_id: UUID | None = None
) -> list[Settled]:
    """Settle what this operator has counted to its end; ``besides`` is the count still in hand."""
    return await _settle(tx, by.operator_id, timedelta(), by=by, besides=besides, scan_id=scan_id)


async def settle_left(tx: Tx) -> int:
    """Settle what was counted to its end by people who went on to other work; how many counts."""
    return len(await _settle(tx, None, LEFT_AFTER))


async def _settle(
    tx: Tx,
    operator_id: UUID | None,
    idle: timedelta,
    *,
    by: AtWork | None = None,
    besides: UUID | None = None,
    scan_id: UUID | None = None,
) -> list[Settled]:
    facts = {"operator": operator_id, "idle": idle, "besides": besides}
    done = []
    for count in (await tx.execute(_SAID, facts)).all():
        left = await left_to_count(tx, count.place_id, by=count.counter_id)
        if all(line.count_id != count.id for line in left):
            status = await settle(tx, count.id, by=by, scan_id=scan_id)
            done.append(Settled(count_id=count.id, place_id=count.place_id, status=status))
    return done


_TAKE_BACK = text(
    """
    DELETE FROM count_entries WHERE (shop_id, id) = (
        SELECT e.shop_id, e.id FROM count_entries e
        JOIN place_counts c ON c.shop_id = e.shop_id AND c.id = e.count_id
        WHERE c.status = 'counting' AND c.counter_id = :operator
          AND e.operator_id = :operator AND e.round = c.rounds + 1
        ORDER BY e.created_at DESC, e.id DESC LIMIT 1 FOR UPDATE OF c)
    RETURNING count_id, lot_id, condition,
              (SELECT place_id FROM place_counts c
               WHERE c.shop_id = count_entries.shop_id AND c.id = count_id) AS place_id
    """
)


_HAS_SAID = text(
    """
    SELECT EXISTS (
        SELECT FROM place_counts c
        JOIN count_entries e ON e.shop_id = c.shop_id AND e.count_id = c.id
                            AND e.round = c.rounds + 1
        WHERE c.status = 'counting' AND c.counter_id = :operator AND e.operator_id = :operator)
    """
)


async def has_said(read: Read | Tx, *, by: AtWork) -> bool:
    """Whether there is a number that this operator can take back."""
    return bool(await read.scalar(_HAS_SAID, {"operator": by.operator_id}))


async def take_back(tx: Tx, *, by: AtWork) -> TakenBack:
    """Forget the number that this operator said last; the goods are to be counted again.

    Raises:
        CountNothingSaid: none was said, or it is settled already.
    """
    row = (await tx.execute(_TAKE_BACK, {"operator": by.operator_id})).first()
    if row is None:
        raise CountNothingSaid
    return TakenBack(**row._mapping)
