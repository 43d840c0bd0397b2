"""Counting a place: a person says what lies there without being told what the books say.

The rules (who counts again, who approves) are pure functions here; what is done with a difference
is in `wms.stock.settle`. A count never stops a picker: when goods move at the place meanwhile, it
is the count that begins anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, func, text, update
from sqlalchemy.dialects.postgresql import insert

from wms.access.people import AtWork
from wms.db import Read, Tx
from wms.layout.models import PICKABLE_KINDS
from wms.layout.queries import PlaceCard
from wms.settings import settings
from wms.stock.errors import (
    CountSecondPerson,
    CountTaken,
    CountToApprove,
    NotCounting,
    NothingToCount,
)
from wms.stock.ledger import GOOD
from wms.stock.models import CountEntry, PlaceCount

#: a difference up to this many pieces, or this part of the books, needs no second person
TOLERANCE_PIECES: Final = 1
TOLERANCE_PERMILLE: Final = {"A": 5, "B": 10, "C": 10}
#: after two persons the office decides
ROUNDS: Final = 2
#: a person who was alone in the hall all the while counts again after this, with fresh eyes
ALONE_AFTER: Final = timedelta(hours=4)
#: who was not seen for so long has gone home, unless the settings say another time
AWAY_AFTER: Final = timedelta(minutes=15)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to be counted: a lot of a product in a condition. It does not say how many."""

    shop_id: UUID
    count_id: UUID
    shop: str
    product_id: UUID
    sku: str
    name: str
    barcode: str | None
    lot_id: UUID
    lot: str | None
    expires_on: date | None
    condition: str


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What one round counted, and what the books said then, in base units."""

    lot_id: UUID
    condition: str
    counted: int
    books: int
    held: int

    @property
    def off(self) -> int:
        """How many more lie there than the books say."""
        return self.counted - self.books - self.held


def is_within_tolerance(rows: Sequence[Difference], letter: str = "C") -> bool:
    """Whether a count of goods of a class is close enough to be believed at once."""
    books = sum(row.books + row.held for row in rows)
    off = sum(abs(row.off) for row in rows)
    return off <= max(TOLERANCE_PIECES, books * TOLERANCE_PERMILLE[letter] // 1000)


def alone_max() -> int:
    """The largest correction that one person of the office decides, pieces."""
    return settings().correction_alone_max


def needs_two(rows: Sequence[Difference]) -> bool:
    """Whether two persons of the office approve it."""
    return sum(abs(row.off) for row in rows) > alone_max()


_HERE = text(
    """
    SELECT c.*, o.name AS counter,
           c.status = 'counting' AND c.counter_id = :operator AS is_mine,
           c.status = 'counting' AND counter_is_here(c.counter_id, :away_after) AS is_taken
    FROM place_counts c LEFT JOIN operators o ON o.id = c.counter_id
    WHERE c.place_id = :place AND c.closed_at IS NULL AND c.status <> 'to_approve'
    ORDER BY c.shop_id, c.id FOR UPDATE OF c
    """
)
_ASK_HERE = text(
    """
    INSERT INTO place_counts (shop_id, place_id, product_id, reason, operator_id)
    SELECT DISTINCT shop_id, place_id, product_id, 'asked', CAST(:operator AS uuid)
    FROM balances WHERE place_id = :place AND on_hand > 0
    ON CONFLICT (shop_id, place_id, product_id) WHERE closed_at IS NULL DO NOTHING
    """
)
_TO_APPROVE = text(
    "SELECT EXISTS (SELECT FROM place_counts WHERE place_id = :place AND status = 'to_approve')"
)
_LEAVES_IT = text("SELECT counts_not_again(:shop, :count, :round, :operator, :alone_after)")


async def begin_count(
    tx: Tx, place: PlaceCard, *, by: AtWork, away_after: timedelta = AWAY_AFTER
) -> int:
    """This operator counts what waits to be counted at a place, or all that lies there; how many
    products. What somebody left half counted who has gone home is counted from its beginning.

    Raises:
        CountTaken: somebody else stands there.
        CountSecondPerson: all that waits was counted last by this very operator, and others are
            at work who can count it, or it is not `ALONE_AFTER` ago.
        CountToApprove: all of it was counted, and the office has not decided yet.
        NothingToCount: nothing lies there and nothing waits.
    """
    here = {"place": place.id, "operator": by.operator_id, "away_after": away_after}
    waiting = (await tx.execute(_HERE, here)).all()
    if not waiting:
        await tx.execute(_ASK_HERE, here)
        waiting = (await tx.execute(_HERE, here)).all()
    if not waiting:
        is_decided = await tx.scalar(_TO_APPROVE, {"place": place.id})
        raise (CountToApprove if is_decided else NothingToCount)(place=place.code)
    begun = 0
    for count in waiting:
        if not count.is_mine:
            if count.is_taken:
                raise CountTaken(by=count.counter, place=place.code)
            if await _leaves_it(tx, count, by):
                continue
            await _forget(tx, count)
            await _start(tx, count, by)
        begun += 1
    if not begun:
        raise CountSecondPerson(place=place.code)
    return begun


async def _leaves_it(tx: Tx, count: Row[UUID], by: AtWork) -> bool:
    """Whether another person than this operator counts it now."""
    facts = {"shop": count.shop_id, "count": count.id, "round": count.rounds}
    alone = {"operator": by.operator_id, "alone_after": ALONE_AFTER}
    return bool(await tx.scalar(_LEAVES_IT, {**facts, **alone}))


_FORGET = text(
    "DELETE FROM count_entries WHERE shop_id = :shop AND count_id = :count AND round = :round"
)


async def _forget(tx: Tx, count: Row[UUID]) -> None:
    """What was said in the round that is under way counts for nothing."""
    round_now = count.rounds + 1
    await tx.execute(_FORGET, {"shop": count.shop_id, "count": count.id, "round": round_now})


async def _start(tx: Tx, count: Row[UUID], by: AtWork) -> None:
    await tx.execute(
        update(PlaceCount)
        .where(PlaceCount.shop_id == count.shop_id, PlaceCount.id == count.id)
        .values(status="counting", counter_id=by.operator_id, started_at=func.clock_timestamp())
    )


_LINES = text(
    """
    WITH mine AS (
        SELECT c.*, l.kind FROM place_counts c JOIN places p ON p.id = c.place_id
        -- of an LPN: where it stands; not coalesce(): row-level security lets no index serve it
        JOIN places l
          ON l.id = CASE WHEN p.stands_at_id IS NULL THEN p.id ELSE p.stands_at_id END
        WHERE c.place_id = :place AND c.status = 'counting' AND c.counter_id = :operator
    ), wanted AS (
        SELECT DISTINCT m.shop_id, m.id AS count_id, m.rounds, m.product_id, b.lot_id,
               -- what a picker did not find stands in quarantine at its place: it looks like good
               CASE WHEN b.condition = 'quarantine' AND m.kind = ANY (:pickable) THEN 'good'
                    ELSE b.condition END AS condition
        FROM mine m JOIN balances b
          ON b.shop_id = m.shop_id AND b.product_id = m.product_id AND b.place_id = m.place_id
        WHERE b.on_hand > 0
        UNION
        SELECT m.shop_id, m.id, m.rounds, m.product_id, m.product_id, 'good' FROM mine m
        WHERE NOT EXISTS (
            SELECT FROM balances b WHERE b.shop_id = m.shop_id AND b.product_id = m.product_id
            AND b.place_id = m.place_id AND b.on_hand > 0)
    )
    SELECT w.shop_id, w.count_id, s.name AS shop, w.product_id, p.sku, p.name,
           (SELECT code FROM barcodes k WHERE k.shop_id = w.shop_id AND k.product_id = w.product_id
            ORDER BY k.quantity, k.code LIMIT 1) AS barcode,
           w.lot_id, nullif(l.code, '') AS lot, l.expires_on, w.condition
    FROM wanted w
    JOIN shops s ON s.id = w.shop_id
    JOIN products p ON p.shop_id = w.shop_id AND p.id = w.product_id
    JOIN lots l ON l.shop_id = w.shop_id AND l.product_id = w.product_id AND l.id = w.lot_id
    WHERE NOT EXISTS (
        SELECT FROM count_entries e
        WHERE e.shop_id = w.shop_id AND e.count_id = w.count_id AND e.round = w.rounds + 1
          AND e.lot_id = w.lot_id AND e.condition = w.condition)
    ORDER BY s.name, p.sku, l.expires_on NULLS LAST, l.code, w.condition
    """
)


async def left_to_count(read: Read | Tx, place_id: UUID, *, by: AtWork | UUID) -> list[Line]:
    """What this operator still has to count at the place."""
    operator_id = by.operator_id if isinstance(by, AtWork) else by
    facts = {"place": place_id, "operator": operator_id, "pickable": list(PICKABLE_KINDS)}
    rows = await read.execute(_LINES, facts)
    return [Line(**row._mapping) for row in rows]


_MINE = text(
    """
    SELECT c.shop_id, c.id, c.place_id, c.product_id, c.rounds, c.started_at, l.kind
    FROM place_counts c JOIN places p ON p.id = c.place_id
    JOIN places l
      ON l.id = CASE WHEN p.stands_at_id IS NULL THEN p.id ELSE p.stands_at_id END
    WHERE c.shop_id = :shop AND c.id = :count AND c.status = 'counting'
      AND c.counter_id = :operator
    FOR UPDATE OF c
    """
)
# who moves these goods has the rows locked until the movement is saved: we wait for it here
_LOCK = text(
    """
    SELECT lot_id, condition, on_hand FROM balances
    WHERE shop_id = :shop AND product_id = :product AND place_id = :place
    ORDER BY lot_id, condition FOR UPDATE
    """
)
_MOVED = text(
    """
    SELECT EXISTS (
        SELECT FROM movements
        WHERE shop_id = :shop AND product_id = :product AND id >= first_id_of(:since)
          AND occurred_at >= :since AND (from_place_id = :place OR to_place_id = :place))
    """
)


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a number: ``counted``, or ``again`` when goods moved there meanwhile."""

    did: str
    count_id: UUID


async def say_number(
    tx: Tx, shop_id: UUID, count_id: UUID, *, lot_id: UUID, condition: str, counted: int, by: AtWork
) -> Said:
    """So many base units of a lot in a condition lie there.

    Goods that moved at the place since this operator began make the round begin anew ("again").

    Raises:
        NotCounting: the operator does not count this now.
    """
    keys = {"shop": shop_id, "count": count_id, "operator": by.operator_id}
    count = (await tx.execute(_MINE, keys)).first()
    if count is None:
        raise NotCounting
    where = {"shop": shop_id, "product": count.product_id, "place": count.place_id}
    books = {(r.lot_id, r.condition): r.on_hand for r in await tx.execute(_LOCK, where)}
    if await tx.scalar(_MOVED, {**where, "since": count.started_at}):
        await _forget(tx, count)
        await _start(tx, count, by)
        return Said(did="again", count_id=count_id)
    is_mixed = condition == GOOD and count.kind in PICKABLE_KINDS
    await tx.execute(
        insert(CountEntry)
        .values(
            shop_id=shop_id,
            count_id=count_id,
            round=count.rounds + 1,
            operator_id=by.operator_id,
            product_id=count.product_id,
            lot_id=lot_id,
            condition=condition,
            counted=counted,
            books=books.get((lot_id, condition), 0),
            held=books.get((lot_id, "quarantine"), 0) if is_mixed else 0,
        )
        .on_conflict_do_nothing()
    )
    return Said(did="counted", count_id=count_id)


_STOP = text(
    """
    WITH given_up AS (
        UPDATE place_counts
        SET status = CASE WHEN rounds = 0 THEN 'open' ELSE 'recount' END, counter_id = NULL
        WHERE place_id = :place AND status = 'counting' AND counter_id = :operator
        RETURNING shop_id, id, rounds
    )
    DELETE FROM count_entries e USING given_up g
    WHERE e.shop_id = g.shop_id AND e.count_id = g.id AND e.round = g.rounds + 1
    """
)


async def stop_count(tx: Tx, place_id: UUID, *, by: AtWork) -> None:
    """Leave the place uncounted; what this operator said of it so far is forgotten."""
    await tx.execute(_STOP, {"place": place_id, "operator": by.operator_id})
