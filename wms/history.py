"""The history of any number: the movements that made it, down to the scan behind each.

Reads across the slices, writes nothing. A shop's own person sees the same without who did it: the
hall's people and their scans are the hall's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: how far back a history is read that names no product, days: the ledger is found by product
USUAL_DAYS = 31


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """Of which number the history is; what is not set lets everything through.

    Days are the warehouse's own, both included. ``before``: the movement where the page before
    ended.
    """

    product_id: UUID | None = None
    place_id: UUID | None = None
    lot_id: UUID | None = None
    condition: str = ""
    shop: str = ""
    reason: str = ""
    since: date | None = None
    until: date | None = None
    before: UUID | None = None

    @property
    def has_balance(self) -> bool:
        """Whether the movements add up to one number."""
        return self.product_id is not None and not self.reason


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What one person counted of the goods of a movement, in base units; ``name`` is the hall's."""

    round: int
    name: str | None
    counted: int
    books: int
    at: datetime


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A movement with who, with what and why; quantities in base units.

    ``change`` is what it did to the number that is looked at, ``balance`` what that was afterwards
    (none when the scope is not one number).
    """

    id: UUID
    occurred_at: datetime
    shop: str
    product_id: UUID
    sku: str
    name: str
    lot: str | None
    quantity: int
    from_id: UUID
    from_kind: str
    from_place: str
    from_condition: str
    to_id: UUID
    to_kind: str
    to_place: str
    to_condition: str
    reason: str
    why: str | None
    is_reversal: bool
    #: who did it on the floor, or proposed it at the desk
    operator: str | None
    device: str | None
    #: the code as it was scanned, when, and in which flow
    scanned: str | None
    scanned_at: datetime | None
    flow: str | None
    order_number: int | None
    asn: str | None
    asn_number: int | None
    return_number: int | None
    #: the correction that the desk made, and what was typed there
    adjustment: int | None
    note: str | None
    #: who counted what, when the books followed a count, and who at the desk believed it
    counts: list[Counted]
    approved_by: str | None
    change: int | None = None
    balance: int | None = None


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """Stock that an order was promised and that still lies there; ``open`` in base units."""

    id: UUID
    shop: str
    product_id: UUID
    sku: str
    place_id: UUID
    place: str
    lot: str | None
    expires_on: date | None
    order_number: int
    external_id: str
    status: str
    quantity: int
    picked: int
    open: int
    created_at: datetime


# What a side of a movement does to the number: a place that is named, or everything inside the
# building (only what is inside has a label), in the condition that is named or in any.
_CHANGE = """
    CASE WHEN {to} THEN m.quantity ELSE 0 END - CASE WHEN {from_} THEN m.quantity ELSE 0 END
"""
_SIDE = """
    (CASE WHEN CAST(:place AS uuid) IS NULL THEN {alias}.label_code IS NOT NULL
          ELSE {alias}.id = CAST(:place AS uuid) END
     AND (CAST(:condition AS text) IS NULL OR m.{side}_condition = :condition))
"""
_MOVED = _CHANGE.format(
    to=_SIDE.format(alias="t", side="to"), from_=_SIDE.format(alias="f", side="from")
)
_OF_SCOPE = f"""
    (CAST(:product AS uuid) IS NULL OR m.product_id = :product)
    AND (CAST(:lot AS uuid) IS NULL OR m.lot_id = :lot)
    AND (CAST(:place AS uuid) IS NULL OR :place IN (m.from_place_id, m.to_place_id))
    AND (CAST(:condition AS text) IS NULL OR {_SIDE.format(alias="t", side="to")}
         OR {_SIDE.format(alias="f", side="from")})
"""
_FILTERS = """
    AND (CAST(:before AS uuid) IS NULL OR m.id < :before)
    AND (CAST(:reason AS text) IS NULL OR m.reason = :reason)
    AND (CAST(:since AS date) IS NULL
         OR (m.id >= (SELECT first_id_of(day_begins(CAST(:since AS date))))
             AND m.occurred_at >= (SELECT day_begins(CAST(:since AS date)))))
    AND (CAST(:until AS date) IS NULL
         OR (m.id < (SELECT last_id_of(day_begins(CAST(:until AS date) + 1)))
             AND m.occurred_at < (SELECT day_begins(CAST(:until AS date) + 1))))
"""
_FROM = """
    movements m
    JOIN places f ON f.id = m.from_place_id
    JOIN places t ON t.id = m.to_place_id
"""
# Of one product the index has its movements in order. Without one they are read shop by shop, each
# backwards along its key; a place's are looked for among the products that lie or lately lay there.
_OF_PRODUCT = f"""
    SELECT m.*, {_MOVED} AS change FROM {_FROM}
    WHERE m.shop_id = (SELECT shop_id FROM products WHERE id = :product) AND {_OF_SCOPE} {_FILTERS}
    ORDER BY m.id DESC LIMIT :limit
"""
_OF_PLACE = f"""
    SELECT each.* FROM (
        SELECT DISTINCT shop_id, product_id FROM balances WHERE place_id = :place) AS here
    JOIN shops s ON s.id = here.shop_id AND (CAST(:shop AS text) IS NULL OR s.code = :shop)
    CROSS JOIN LATERAL (
        SELECT m.*, {_MOVED} AS change FROM {_FROM}
        WHERE m.shop_id = here.shop_id AND m.product_id = here.product_id
          AND {_OF_SCOPE} {_FILTERS}
        ORDER BY m.id DESC LIMIT :limit) AS each
    ORDER BY each.id DESC LIMIT :limit
"""
_OF_HALL = f"""
    SELECT each.* FROM shops s
    CROSS JOIN LATERAL (
        SELECT m.*, {_MOVED} AS change FROM {_FROM}
        WHERE m.shop_id = s.id AND {_OF_SCOPE} {_FILTERS}
        ORDER BY m.id DESC LIMIT :limit) AS each
    WHERE CAST(:shop AS text) IS NULL OR s.code = :shop
    ORDER BY each.id DESC LIMIT :limit
"""
_TOLD = """
    WITH page AS MATERIALIZED ({page})
    SELECT m.id, m.occurred_at, s.name AS shop, m.product_id, p.sku, p.name,
           nullif(l.code, '') AS lot, m.quantity, f.id AS from_id, f.kind AS from_kind,
           f.code AS from_place, m.from_condition, t.id AS to_id, t.kind AS to_kind,
           t.code AS to_place, m.to_condition, m.reason, n.why,
           m.reverses_id IS NOT NULL AS is_reversal, coalesce(o.name, u.name) AS operator,
           d.name AS device, a.number AS adjustment, a.note,
           c.code AS scanned, c.at AS scanned_at, c.flow, orders.number AS order_number,
           asns.external_id AS asn, asns.number AS asn_number, returns.number AS return_number,
           m.change, coalesce(k.counts, '[]') AS counts, k.approved_by
    FROM page m
    JOIN shops s ON s.id = m.shop_id
    JOIN products p ON p.shop_id = m.shop_id AND p.id = m.product_id
    JOIN lots l ON l.shop_id = m.shop_id AND l.product_id = m.product_id AND l.id = m.lot_id
    JOIN places f ON f.id = m.from_place_id
    JOIN places t ON t.id = m.to_place_id
    LEFT JOIN movement_notes n ON n.shop_id = m.shop_id AND n.movement_id = m.id
    LEFT JOIN operators o ON o.id = m.operator_id
    LEFT JOIN devices d ON d.id = m.device_id
    LEFT JOIN scans c ON c.id = m.scan_id
    LEFT JOIN adjustments a ON a.shop_id = m.shop_id AND a.movement_id = m.id
    LEFT JOIN office_users u ON u.id = a.proposer_id
    LEFT JOIN order_lines ol ON ol.shop_id = m.shop_id AND ol.id = m.line_id
    LEFT JOIN orders ON orders.shop_id = ol.shop_id AND orders.id = ol.order_id
    LEFT JOIN asn_lines al ON al.shop_id = m.shop_id AND al.id = m.line_id
    LEFT JOIN asns ON asns.shop_id = al.shop_id AND asns.id = al.asn_id
    LEFT JOIN return_lines rl ON rl.shop_id = m.shop_id AND rl.id = m.line_id
    LEFT JOIN returns ON returns.shop_id = rl.shop_id AND returns.id = rl.return_id
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object(
                   'round', e.round, 'name', w.name, 'counted', e.counted,
                   'books', e.books + e.held, 'at', e.created_at) ORDER BY e.round) AS counts,
               (SELECT string_agg(v.name, ', ' ORDER BY v.id = x.approver_id)
                FROM office_users v WHERE v.id IN (x.first_approver_id, x.approver_id)
               ) AS approved_by
        FROM place_counts x
        JOIN count_entries e ON e.shop_id = x.shop_id AND e.count_id = x.id
                            AND e.lot_id = m.lot_id AND e.round <= x.rounds
                            AND (e.condition IN (m.from_condition, m.to_condition) OR e.held > 0)
        LEFT JOIN operators w ON w.id = e.operator_id
        WHERE m.reason = 'count' AND x.shop_id = m.shop_id AND x.id = m.line_id
        GROUP BY x.shop_id, x.id) AS k ON true
    ORDER BY m.id DESC
"""
_PAGES = {
    name: text(_TOLD.format(page=page))
    for name, page in {"product": _OF_PRODUCT, "place": _OF_PLACE, "hall": _OF_HALL}.items()
}
# What the number is now, and what all that came after a movement did to it, in one statement: one
# snapshot, so that the two belong together.
_AFTERWARDS = text(
    f"""
    SELECT CAST(coalesce((
        SELECT sum(b.on_hand) FROM balances b
        WHERE b.shop_id = x.shop_id AND b.product_id = x.id
          AND (CAST(:lot AS uuid) IS NULL OR b.lot_id = :lot)
          AND (CAST(:place AS uuid) IS NULL OR b.place_id = :place)
          AND (CAST(:condition AS text) IS NULL OR b.condition = :condition)), 0)
      - coalesce((
        SELECT sum({_MOVED}) FROM {_FROM}
        WHERE m.shop_id = x.shop_id AND m.product_id = x.id AND m.id > :first
          AND {_OF_SCOPE}), 0) AS bigint)
    FROM products x WHERE x.id = :product
    """
)


async def history(read: Read | Tx, scope: Scope, *, limit: int) -> list[Step]:
    """The movements behind a number, the newest first; with the running balance where they add up.

    A day that is left out goes back `USUAL_DAYS` when no product is named.
    """
    facts = _facts(scope)
    kind = "product" if scope.product_id else "place" if scope.place_id else "hall"
    rows = (await read.execute(_PAGES[kind], facts | {"limit": limit})).all()
    if not rows or not scope.has_balance:
        return [_step(row) for row in rows]
    after = int(await read.scalar(_AFTERWARDS, facts | {"first": rows[0].id}) or 0)
    return _with_balance(rows, after)


def _with_balance(rows: Sequence[Any], after: int) -> list[Step]:
    """``after``: the number after the newest of ``rows``."""
    steps = []
    for row in rows:
        steps.append(_step(row, balance=after))
        after -= row.change
    return steps


def _step(row: Any, balance: int | None = None) -> Step:
    facts = dict(row._mapping)
    counts = msgspec.convert(facts.pop("counts"), list[Counted])
    return Step(**facts, counts=counts, balance=balance)


def _facts(scope: Scope) -> dict[str, Any]:
    return {
        "product": scope.product_id,
        "place": scope.place_id,
        "lot": scope.lot_id,
        "condition": scope.condition or None,
        "shop": scope.shop or None,
        "reason": scope.reason or None,
        "since": scope.since,
        "until": scope.until,
        "before": scope.before,
    }


_PROMISES = text(
    """
    SELECT a.id, s.name AS shop, a.product_id, p.sku, a.place_id, pl.code AS place,
           nullif(l.code, '') AS lot, l.expires_on, o.number AS order_number, o.external_id,
           o.status, a.quantity, a.picked, a.quantity - a.picked - a.freed AS open, a.created_at
    FROM balances b
    JOIN allocations a ON a.shop_id = b.shop_id AND a.place_id = b.place_id
                      AND a.product_id = b.product_id AND a.lot_id = b.lot_id
                      AND a.quantity > a.picked + a.freed
    JOIN shops s ON s.id = a.shop_id
    JOIN products p ON p.shop_id = a.shop_id AND p.id = a.product_id
    JOIN lots l ON l.shop_id = a.shop_id AND l.product_id = a.product_id AND l.id = a.lot_id
    JOIN places pl ON pl.id = a.place_id
    JOIN order_lines ol ON ol.shop_id = a.shop_id AND ol.id = a.order_line_id
    JOIN orders o ON o.shop_id = ol.shop_id AND o.id = ol.order_id
    WHERE b.allocated > 0 AND b.condition = 'good'
      AND (CAST(:product AS uuid) IS NULL OR b.product_id = :product)
      AND (CAST(:place AS uuid) IS NULL OR b.place_id = :place)
      AND (CAST(:lot AS uuid) IS NULL OR b.lot_id = :lot)
      AND (CAST(:shop AS text) IS NULL OR s.code = :shop)
      AND (CAST(:after AS uuid) IS NULL OR a.id > :after)
    ORDER BY a.id LIMIT :limit
    """
)


async def promises(
    read: Read | Tx, scope: Scope, *, limit: int, after: UUID | None = None
) -> list[Promise]:
    """What makes up a promised number: each promise with its order, the oldest first."""
    rows = await read.execute(_PROMISES, _facts(scope) | {"limit": limit, "after": after})
    return [Promise(**row._mapping) for row in rows]
