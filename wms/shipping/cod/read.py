"""Reading cash on delivery: a month by shop and courier, entries, and what does not agree."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: a courier that has not brought the money after so many days is asked
LATE_DAYS: Final = 14
DIFFERENCES_MAX: Final = 200


class CodBalanceView(msgspec.Struct, frozen=True, kw_only=True):
    """How a shop stands with a courier, in the smallest unit of `currency`."""

    carrier: str
    currency: str
    #: handed over, and not collected yet
    outstanding_minor: int
    #: what the courier brought, and what of it was passed on to the shop
    collected_minor: int
    #: what of it was passed on to you
    passed_on_minor: int
    #: still to be passed on
    due_minor: int


class CodEntryView(msgspec.Struct, frozen=True, kw_only=True):
    """An entry; amounts in the smallest unit of `currency`."""

    id: UUID
    #: when it was written down
    entered_at: datetime
    #: expected, released, collected or passed_on
    kind: str
    #: it takes an earlier one back
    reverses_id: UUID | None
    carrier: str
    amount_minor: int
    currency: str
    shipment_id: UUID | None
    tracking_number: str | None
    order_id: UUID | None
    order_external_id: str | None
    #: of what was passed on: the transfer's
    reference: str | None


class MonthRow(CodBalanceView, frozen=True, kw_only=True):
    """A shop and a courier: what happened in a month, and how it stands now."""

    shop_id: UUID
    shop_code: str
    shop_name: str
    handed_over_minor: int
    came_minor: int
    paid_minor: int


class Exported(CodEntryView, frozen=True, kw_only=True):
    """An entry of the desk's list."""

    shop_code: str
    order_number: int | None
    statement: str | None
    by: str | None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not agree, and about which parcel."""

    #: less, more, already, unknown, not_cod, other_currency, or late
    what: str
    carrier: str
    shop_code: str | None
    order_number: int | None
    tracking_number: str | None
    said_minor: int | None
    said_currency: str
    expected_minor: int | None
    statement: str | None
    since: datetime


_BALANCES: Final = text(
    """
    SELECT carrier, currency, outstanding_minor, collected_minor, passed_on_minor,
           collected_minor - passed_on_minor AS due_minor
    FROM cod_balances
    WHERE shop_id = :shop AND (CAST(:carrier AS text) IS NULL
                               OR (carrier, currency) > (:carrier, CAST(:currency AS text)))
    ORDER BY carrier, currency LIMIT :limit
    """
)
_ENTRIES: Final = """
    SELECT e.id, e.entered_at, e.kind, e.reverses_id, e.carrier, e.amount_minor, e.currency,
           e.shipment_id, s.tracking_number, o.id AS order_id, o.external_id AS order_external_id,
           nullif(e.reference, '') AS reference{more}
    FROM cod_entries e
    LEFT JOIN shipments s ON s.shop_id = e.shop_id AND s.id = e.shipment_id
    LEFT JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    LEFT JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
"""
_OF_SHOP: Final = text(
    _ENTRIES.format(more="")
    + """
    WHERE e.shop_id = :shop
      AND (CAST(:at AS timestamptz) IS NULL OR (e.entered_at, e.id) > (CAST(:at AS timestamptz),
                                                                      CAST(:id AS uuid)))
    ORDER BY e.entered_at, e.id LIMIT :limit
    """
)
_OF_MONTH: Final = text(
    _ENTRIES.format(more=", sh.code AS shop_code, o.number AS order_number, "
                         "st.number AS statement, u.name AS by")
    + """
    JOIN shops sh ON sh.id = e.shop_id
    LEFT JOIN cod_statements st ON st.id = e.statement_id
    LEFT JOIN office_users u ON u.id = e.user_id
    WHERE e.entered_at >= :since AND e.entered_at < :until
      AND (CAST(:code AS text) IS NULL OR sh.code = :code)
      AND (CAST(:at AS timestamptz) IS NULL OR (e.entered_at, e.id) > (CAST(:at AS timestamptz),
                                                                      CAST(:id AS uuid)))
    ORDER BY e.entered_at, e.id LIMIT :limit
    """
)  # fmt: skip
_MONTH: Final = text(
    """
    SELECT b.shop_id, sh.code AS shop_code, sh.name AS shop_name, b.carrier, b.currency,
           b.outstanding_minor, b.collected_minor, b.passed_on_minor,
           b.collected_minor - b.passed_on_minor AS due_minor,
           CAST(coalesce(m.handed_over, 0) AS bigint) AS handed_over_minor,
           CAST(coalesce(m.came, 0) AS bigint) AS came_minor,
           CAST(coalesce(m.paid, 0) AS bigint) AS paid_minor
    FROM cod_balances b JOIN shops sh ON sh.id = b.shop_id
    LEFT JOIN LATERAL (
        SELECT sum(x.signed) FILTER (WHERE x.kind = 'expected') AS handed_over,
               sum(x.signed) FILTER (WHERE x.kind = 'collected') AS came,
               sum(x.signed) FILTER (WHERE x.kind = 'passed_on') AS paid
        FROM (SELECT e.kind, CASE WHEN e.reverses_id IS NULL THEN 1 ELSE -1 END
                     * CAST(e.amount_minor AS bigint) AS signed
              FROM cod_entries e
              WHERE e.shop_id = b.shop_id AND e.carrier = b.carrier AND e.currency = b.currency
                AND e.entered_at >= :since AND e.entered_at < :until) AS x) AS m ON true
    WHERE (CAST(:code AS text) IS NULL OR sh.code = :code)
    ORDER BY sh.name, b.carrier, b.currency LIMIT :limit
    """
)
_DIFFERENCES: Final = text(
    """
    SELECT l.outcome AS what, st.carrier, sh.code AS shop_code, o.number AS order_number,
           l.tracking_number, l.amount_minor AS said_minor, l.currency AS said_currency,
           l.expected_minor, st.number AS statement, st.booked_at AS since
    FROM cod_statement_lines l
    JOIN cod_statements st ON st.id = l.statement_id
    LEFT JOIN shops sh ON sh.id = l.shop_id
    LEFT JOIN shipments s ON s.shop_id = l.shop_id AND s.id = l.shipment_id
    LEFT JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    LEFT JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE l.outcome <> 'booked' AND st.booked_at >= :since AND st.booked_at < :until
      AND (CAST(:code AS text) IS NULL OR sh.code = :code)
    UNION ALL
    SELECT 'late', e.carrier, sh.code, o.number, s.tracking_number, NULL, e.currency,
           e.amount_minor, NULL, e.entered_at
    FROM cod_entries e
    JOIN shops sh ON sh.id = e.shop_id
    JOIN shipments s ON s.shop_id = e.shop_id AND s.id = e.shipment_id
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE e.kind = 'expected' AND e.entered_at < now() - make_interval(days => :late)
      AND (CAST(:code AS text) IS NULL OR sh.code = :code)
      AND (SELECT coalesce(sum(CASE WHEN x.reverses_id IS NULL THEN 1 ELSE -1 END), 0)
           FROM cod_entries x WHERE x.shop_id = e.shop_id AND x.shipment_id = e.shipment_id
             AND x.kind IN ('collected', 'released')) = 0
    ORDER BY since DESC LIMIT :limit
    """
)


async def balances(
    read: Read | Tx, shop_id: UUID, *, limit: int, after: tuple[str, str] | None = None
) -> list[CodBalanceView]:
    """How a shop stands with each courier."""
    carrier, currency = after or (None, None)
    facts = {"shop": shop_id, "limit": limit, "carrier": carrier, "currency": currency}
    rows = await read.execute(_BALANCES, facts)
    return [CodBalanceView(**row._mapping) for row in rows]


async def entries(
    read: Read | Tx, shop_id: UUID, *, limit: int, after: tuple[datetime, UUID] | None = None
) -> list[CodEntryView]:
    """A shop's entries, the oldest first, so that a reader who goes on misses none."""
    at, entry = after or (None, None)
    rows = await read.execute(_OF_SHOP, {"shop": shop_id, "at": at, "id": entry, "limit": limit})
    return [CodEntryView(**row._mapping) for row in rows]


async def month(
    read: Read | Tx, *, since: datetime, until: datetime, code: str | None, limit: int
) -> list[MonthRow]:
    """Each shop and courier with what happened between two moments."""
    facts = {"since": since, "until": until, "code": code, "limit": limit}
    return [MonthRow(**row._mapping) for row in await read.execute(_MONTH, facts)]


async def entries_between(
    read: Read | Tx,
    *,
    since: datetime,
    until: datetime,
    code: str | None,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
) -> list[Exported]:
    """The entries between two moments, for the desk."""
    at, entry = after or (None, None)
    facts = {"since": since, "until": until, "code": code, "limit": limit, "at": at, "id": entry}
    return [Exported(**row._mapping) for row in await read.execute(_OF_MONTH, facts)]


async def differences(
    read: Read | Tx, *, since: datetime, until: datetime, code: str | None
) -> list[Difference]:
    """What does not agree: lines of statements, and parcels whose money does not come."""
    facts = {
        "since": since, "until": until, "code": code, "late": LATE_DAYS, "limit": DIFFERENCES_MAX,
    }  # fmt: skip
    return [Difference(**row._mapping) for row in await read.execute(_DIFFERENCES, facts)]


def first_days(said: date) -> tuple[date, date]:
    """The first day of a month, and of the next one."""
    first = said.replace(day=1)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return first, after
