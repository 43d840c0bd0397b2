"""A shop's month in the house: what came, what left and with whom, what came back, what was kept.

Pieces are the ledger's own: what crossed between the building and the outside. So they add up:
what there was at first, with everything that came and less everything that went, is what there was
at last. All of it is counted by the database, in two statements.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: why pieces cross the border of the building, in the order in which a report tells them
FLOWS: Final = (
    "received", "returned", "found", "built", "shipped", "given_back", "lost", "scrapped", "used",
)  # fmt: skip


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces that came into the building (``is_in``) or left it, for one reason of `FLOWS`."""

    what: str
    is_in: bool
    pieces: int


class ByCourier(msgspec.Struct, frozen=True, kw_only=True):
    """What a courier took with one service."""

    carrier: str
    service: str
    parcels: int
    weight_g: int


class CasesOfKind(msgspec.Struct, frozen=True, kw_only=True):
    """Cases of a kind: opened and resolved in the month, and answered late of those opened."""

    kind: str
    opened: int
    resolved: int
    late: int


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """A month. Days are the building's; of a month that is not over, those until now count."""

    first_on: date
    last_on: date
    #: days that are counted for what was stored
    days: int
    stock_first: int
    stock_last: int
    #: the sum over the days of what there was at the end of each
    piece_days: int
    flows: list[Flow]
    deliveries: int
    orders_in: int
    orders_out: int
    couriers: list[ByCourier]
    returns_in: int
    cases: list[CasesOfKind]

    @property
    def parcels(self) -> int:
        """With all couriers."""
        return sum(one.parcels for one in self.couriers)

    @property
    def stored_average(self) -> int:
        """Pieces that were here on a day of the month, rounded half up; 0 before its first day."""
        return (2 * self.piece_days + self.days) // (2 * self.days) if self.days else 0


_BOUNDS: Final = """
    bounds AS MATERIALIZED (
        SELECT (SELECT day_begins(CAST(:first AS date))) AS begins,
               (SELECT day_begins(CAST(:last AS date) + 1)) AS ends)
"""
# What crosses the border of the building: outside a place has no label. The supplier takes goods
# back, and a reversal takes back what it reverses: both are seen by their direction.
_STOCK = text(
    f"""
    WITH {_BOUNDS}, crossed AS MATERIALIZED (
        SELECT CAST(m.occurred_at AT TIME ZONE (SELECT house_zone()) AS date) AS day_on,
               t.label_code IS NOT NULL AS is_in,
               CASE WHEN t.label_code IS NULL THEN t.kind ELSE f.kind END AS outside,
               sum(CAST(m.quantity AS bigint)) AS pieces
        FROM movements m
        JOIN places f ON f.id = m.from_place_id
        JOIN places t ON t.id = m.to_place_id
        CROSS JOIN bounds b
        WHERE m.shop_id = :shop
          AND m.id >= first_id_of(b.begins) AND m.id < last_id_of(b.ends)
          AND m.occurred_at >= b.begins AND m.occurred_at < b.ends
          AND (f.label_code IS NULL) <> (t.label_code IS NULL)
        GROUP BY 1, 2, 3
    ), first AS MATERIALIZED (
        SELECT coalesce(sum(CAST(c.value AS bigint)), 0) AS pieces
        FROM products p
        CROSS JOIN LATERAL jsonb_each_text(
            stock_then(p.shop_id, p.id, (SELECT begins FROM bounds))) AS c
        WHERE p.shop_id = :shop
    ), ends AS (
        SELECT d.day_on, (SELECT pieces FROM first) + sum(coalesce(x.net, 0))
                   OVER (ORDER BY d.day_on) AS there
        FROM (SELECT CAST(day AS date) AS day_on FROM generate_series(
                  CAST(:first AS timestamp), CAST(:until AS timestamp), interval '1 day') AS day) d
        LEFT JOIN (SELECT day_on, sum(CASE WHEN is_in THEN pieces ELSE -pieces END) AS net
                   FROM crossed GROUP BY day_on) x USING (day_on)
    )
    SELECT CAST((SELECT pieces FROM first) AS bigint) AS first,
           CAST(coalesce((SELECT there FROM ends ORDER BY day_on DESC LIMIT 1),
                         (SELECT pieces FROM first)) AS bigint) AS last,
           CAST(coalesce((SELECT sum(there) FROM ends), 0) AS bigint) AS piece_days,
           coalesce((SELECT jsonb_agg(jsonb_build_object(
                         'outside', outside, 'is_in', is_in, 'pieces', pieces))
                     FROM (SELECT outside, is_in, sum(pieces) AS pieces FROM crossed
                           GROUP BY outside, is_in) s), '[]') AS crossed
    """
)
_PAPERS = text(
    f"""
    WITH {_BOUNDS}
    SELECT (SELECT count(*) FROM asns, bounds WHERE shop_id = :shop
              AND received_at >= begins AND received_at < ends) AS deliveries,
           (SELECT count(*) FROM orders, bounds WHERE shop_id = :shop
              AND created_at >= begins AND created_at < ends) AS orders_in,
           (SELECT count(*) FROM orders, bounds WHERE shop_id = :shop
              AND shipped_at >= begins AND shipped_at < ends) AS orders_out,
           (SELECT count(*) FROM returns, bounds WHERE shop_id = :shop
              AND arrived_at >= begins AND arrived_at < ends) AS returns_in,
           coalesce((SELECT jsonb_agg(to_jsonb(s) ORDER BY s.parcels DESC, s.carrier, s.service)
              FROM (SELECT h.carrier, h.service, count(*) AS parcels,
                           CAST(coalesce(sum(p.weight_g), 0) AS bigint) AS weight_g
                    FROM bounds, shipments h
                    JOIN parcels p ON p.shop_id = h.shop_id AND p.id = h.parcel_id
                    WHERE h.shop_id = :shop AND h.updated_at >= begins
                      AND h.handed_over_at >= begins AND h.handed_over_at < ends
                    GROUP BY h.carrier, h.service) s), '[]') AS couriers,
           coalesce((SELECT jsonb_agg(to_jsonb(s) ORDER BY s.kind)
              FROM (SELECT kind, count(*) FILTER (WHERE created_at >= begins AND created_at < ends)
                               AS opened,
                           count(*) FILTER (WHERE resolved_at >= begins AND resolved_at < ends)
                               AS resolved,
                           count(*) FILTER (
                               WHERE created_at >= begins AND created_at < ends
                                 AND coalesce(answered_at, clock_timestamp()) > answer_due_at)
                               AS late
                    FROM cases, bounds
                    WHERE shop_id = :shop AND (created_at >= begins AND created_at < ends
                        OR resolved_at >= begins AND resolved_at < ends)
                    GROUP BY kind) s), '[]') AS cases
    """
)


class _Crossed(msgspec.Struct, frozen=True):
    outside: str
    is_in: bool
    pieces: int


#: (kind of the place outside, comes in) → what that is called
_CALLED: Final = {
    ("supplier", True): "received", ("supplier", False): "given_back",
    ("customer", True): "returned", ("customer", False): "shipped",
    ("found", True): "found", ("found", False): "lost",
    ("lost", True): "found", ("lost", False): "lost",
    ("scrap", True): "found", ("scrap", False): "scrapped",
    ("workshop", True): "built", ("workshop", False): "used",
}  # fmt: skip


async def month(read: Read | Tx, shop_id: UUID, first_on: date, *, today: date) -> Month:
    """The month of a shop that begins on ``first_on``; ``today`` is the building's."""
    last_on = first_on.replace(day=calendar.monthrange(first_on.year, first_on.month)[1])
    until = min(last_on, today)
    days = max((until - first_on) // timedelta(days=1) + 1, 0)
    key = {"shop": shop_id, "first": first_on, "last": last_on}
    stock = (await read.execute(_STOCK, {**key, "until": until})).one()
    papers = (await read.execute(_PAPERS, key)).one()
    pieces: dict[tuple[str, bool], int] = {}
    for one in msgspec.convert(stock.crossed, list[_Crossed]):
        flow = (_CALLED[one.outside, one.is_in], one.is_in)
        pieces[flow] = pieces.get(flow, 0) + one.pieces
    return Month(
        first_on=first_on,
        last_on=last_on,
        days=days,
        stock_first=stock.first,
        stock_last=stock.last,
        piece_days=stock.piece_days,
        flows=[
            Flow(what=what, is_in=is_in, pieces=pieces[what, is_in])
            for what in FLOWS
            for is_in in (True, False)
            if (what, is_in) in pieces
        ],
        deliveries=papers.deliveries,
        orders_in=papers.orders_in,
        orders_out=papers.orders_out,
        couriers=msgspec.convert(papers.couriers, list[ByCourier]),
        returns_in=papers.returns_in,
        cases=msgspec.convert(papers.cases, list[CasesOfKind]),
    )
