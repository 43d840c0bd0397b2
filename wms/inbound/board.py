"""The inbound board of the desk: which deliveries come, stand here and are being counted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: what the desk looks for: name → the condition it means
_CONDITIONS: Final = {
    "": "(a.status IN ('announced', 'arrived', 'receiving') OR a.status = 'received' AND d.n > 0)",
    "overdue": "a.status = 'announced' AND a.expected_on < (SELECT house_today())",
    "today": "a.status = 'announced' AND a.expected_on = (SELECT house_today())",
    "announced": "a.status = 'announced'",
    "arrived": "a.status = 'arrived'",
    "receiving": "a.status = 'receiving'",
    "received": "a.status = 'received'",
    "unannounced": "NOT a.is_announced",
    "done": "a.status IN ('closed', 'cancelled')",
}
GROUPS: Final = tuple(_CONDITIONS)
#: groups that are history: the newest day first
_NEWEST_FIRST: Final = frozenset({"received", "unannounced", "done"})
#: so many last scans tell who works at a delivery
_SCANS_LOOKED_AT: Final = 200
#: the longest number of a delivery that PostgreSQL can compare (bigint), digits
_NUMBER_MAX_DIGITS: Final = 18


class BoardRow(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery on the board; counts in base units."""

    shop_id: UUID
    shop_code: str
    shop: str
    id: UUID
    number: int
    external_id: str
    status: str
    #: the day by which the board is ordered: when it is expected, else when it was announced
    day: date
    expected_on: date | None
    carrier_reference: str | None
    is_announced: bool
    is_overdue: bool
    arrived_at: datetime | None
    lines: int
    expected: int
    received: int
    #: differences that are not settled
    unsettled: int
    dock: str | None
    #: who counts it, and since when; the last scan. None for readers who may not know our people
    receivers: str | None
    since: datetime | None
    last_scan_at: datetime | None

    @property
    def percent(self) -> int:
        """How much of what was announced has come, at most 100."""
        return min(100 * self.received // self.expected, 100) if self.expected else 0


class BoardWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which deliveries; every field that is not set lets all through. Days are the warehouse's."""

    group: str = ""
    search: str = ""
    #: ``search`` as a pattern of LIKE
    like: str | None = None
    shop: str = ""
    since: date | None = None
    until: date | None = None
    #: day and number where the page before ended
    after: tuple[date, int] | None = None


_LIST = """
    SELECT a.shop_id, s.code AS shop_code, s.name AS shop, a.id, a.number, a.external_id, a.status,
           k.day, a.expected_on, a.carrier_reference, a.is_announced,
           a.status = 'announced'
           AND coalesce(a.expected_on < (SELECT house_today()), false) AS is_overdue,
           a.arrived_at, l.lines, l.expected, l.received, d.n AS unsettled, p.code AS dock,
           w.receivers, w.since, w.last_scan_at
    FROM asns a
    JOIN shops s ON s.id = a.shop_id
    LEFT JOIN places p ON p.id = a.dock_place_id
    CROSS JOIN LATERAL (
        SELECT coalesce(a.expected_on, CAST(
            a.created_at AT TIME ZONE (SELECT house_zone()) AS date)) AS day) AS k
    CROSS JOIN LATERAL (
        SELECT count(*) AS lines, CAST(coalesce(sum(expected), 0) AS bigint) AS expected,
               CAST(coalesce(sum(received), 0) AS bigint) AS received
        FROM asn_lines WHERE shop_id = a.shop_id AND asn_id = a.id) AS l
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM discrepancies
        WHERE shop_id = a.shop_id AND asn_id = a.id AND status IN ('open', 'decided')) AS d
    LEFT JOIN LATERAL (
        SELECT string_agg(DISTINCT op.name, ', ') AS receivers, max(sc.at) AS last_scan_at,
               (SELECT max(created_at) FROM asn_steps
                WHERE shop_id = a.shop_id AND asn_id = a.id
                  AND step IN ('receiving', 'reopened')) AS since
        FROM (SELECT operator_id, at FROM scans
              WHERE subject_id = a.id AND flow = 'receive'
              ORDER BY at DESC LIMIT :scans) AS sc
        JOIN operators op ON op.id = sc.operator_id) AS w ON a.status = 'receiving'
    WHERE (:shop = '' OR s.code = :shop)
      AND (CAST(:since AS date) IS NULL OR k.day >= :since)
      AND (CAST(:until AS date) IS NULL OR k.day <= :until)
      AND (:search = '' OR a.number = CAST(:number AS bigint)
           OR a.external_id ILIKE CAST(:like AS text)
           OR a.carrier_reference ILIKE CAST(:like AS text))
"""


def _page(group: str, *, newest_first: bool, ends: bool) -> str:
    way, than = ("DESC", "<") if newest_first else ("", ">")
    after = f"AND (k.day, a.number) {than} (CAST(:day AS date), CAST(:after AS bigint))"
    order = f"ORDER BY k.day {way}, a.number {way} LIMIT :limit"
    return f"{_LIST} AND {_CONDITIONS[group]} {after if ends else ''} {order}"


_COUNTS = text(
    """
    SELECT count(*) FILTER (WHERE a.status = 'announced') AS announced,
           count(*) FILTER (WHERE a.status = 'announced' AND a.expected_on < (SELECT house_today()))
               AS overdue,
           count(*) FILTER (WHERE a.status = 'announced' AND a.expected_on = (SELECT house_today()))
               AS today,
           count(*) FILTER (WHERE a.status = 'arrived') AS arrived,
           count(*) FILTER (WHERE a.status = 'receiving') AS receiving
    FROM asns a JOIN shops s ON s.id = a.shop_id
    WHERE a.status IN ('announced', 'arrived', 'receiving') AND (:shop = '' OR s.code = :shop)
    """
)


class BoardCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many deliveries are where."""

    announced: int
    overdue: int
    #: expected today, not here yet
    today: int
    arrived: int
    receiving: int


async def board(read: Read | Tx, wanted: BoardWanted, *, limit: int) -> list[BoardRow]:
    """Deliveries by the day they are expected; what is history, by the newest day."""
    number = wanted.search if wanted.search.isascii() and wanted.search.isdigit() else None
    if number is not None and len(number) > _NUMBER_MAX_DIGITS:
        number = None
    is_everything = bool(wanted.search) and not wanted.group
    sql = _page(
        wanted.group,
        newest_first=wanted.group in _NEWEST_FIRST or is_everything,
        ends=wanted.after is not None,
    )
    if is_everything:  # who looks for one delivery looks among all
        sql = sql.replace(_CONDITIONS[""], "true")
    facts = {
        "shop": wanted.shop,
        "since": wanted.since,
        "until": wanted.until,
        "search": wanted.search,
        "number": int(number) if number else None,
        "like": wanted.like,
        "limit": limit,
        "scans": _SCANS_LOOKED_AT,
    }
    if wanted.after is not None:
        facts |= {"day": wanted.after[0], "after": wanted.after[1]}
    return [BoardRow(**row._mapping) for row in await read.execute(text(sql), facts)]


async def board_counts(read: Read | Tx, shop: str = "") -> BoardCounts:
    """How many deliveries come, are late, stand here, are being counted."""
    row = (await read.execute(_COUNTS, {"shop": shop})).one()
    return BoardCounts(**row._mapping)
