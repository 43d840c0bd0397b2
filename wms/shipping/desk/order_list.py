"""Finding orders at the desk: by what anybody calls them, by who waits, by what is late.

It lives here because a tracking number is the courier's: the most downstream slice it reads.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.orders.person import PERSON, person_of
from wms.orders.place import ORDINARY_PRIORITY
from wms.shipping.carriers.registry import NAMES
from wms.shipping.desk.order_search import HITS, like, search_facts

#: what the desk looks for: name → the states it means
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "open": (
        "received", "backordered", "allocated", "released", "picking", "picked", "packing",
        "packed",
    ),
    "backordered": ("backordered",),
    "to_pick": ("received", "allocated", "released"),
    "picking": ("picking",),
    "to_pack": ("picked", "packing"),
    "packed": ("packed",),
    "shipped": ("shipped", "delivered"),
    "cancelled": ("cancelled",),
}  # fmt: skip
#: how urgent: name → the condition it means; 0 is first, 100 the ordinary rank
RANKS: Final[dict[str, str]] = {
    "urgent": f"o.priority < {ORDINARY_PRIORITY}",
    "ordinary": f"o.priority = {ORDINARY_PRIORITY}",
    "later": f"o.priority > {ORDINARY_PRIORITY}",
}
#: which day a list is narrowed by: name → the column it means
DAYS: Final[dict[str, str]] = {"received": "o.created_at", "ship_by": "o.ship_by"}
#: held back, for whatever reason
ANY_HOLD: Final = "any"
#: in which order a list stands: the newest first, or as a walk chooses
SORTS: Final = ("new", "urgent")


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    """An order in a list; ``pieces`` in base units."""

    shop_id: UUID
    shop_code: str
    shop: str
    id: UUID
    number: int
    external_id: str
    status: str
    is_cancel_requested: bool
    recipient: str | None
    country: str | None
    postcode: str | None
    carrier: str
    service: str
    priority: int
    ship_by: datetime | None
    is_late: bool
    note: str | None
    #: why it is held back, codes of `wms.orders.hold_codes`; the oldest first
    holds: list[str]
    created_at: datetime
    lines: int
    pieces: int


class OrderWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders; every field that is not set lets all through.

    Days are the warehouse's own, both included.
    """

    search: str = ""
    #: of `GROUPS`
    group: str = ""
    #: a shop's code
    shop: str = ""
    #: of `DAYS`
    day_of: str = "received"
    since: date | None = None
    until: date | None = None
    carrier: str = ""
    service: str = ""
    #: ISO 3166-1 alpha-2
    country: str = ""
    #: of `RANKS`
    rank: str = ""
    #: why it is held back, a code of `HOLD_CODES`; `ANY_HOLD`: for whatever reason
    hold: str = ""
    has_note: bool = False
    #: to be shipped before now, and still here
    is_late: bool = False
    #: of `SORTS`
    sort: str = "new"
    #: the number where the page before ended
    before: int | None = None


_FOR_REASON: Final = (
    "EXISTS (SELECT FROM order_holds h WHERE h.shop_id = o.shop_id AND h.order_id = o.id "
    "AND h.code = :hold AND h.released_at IS NULL)"
)
_NEWEST: Final = "o.number DESC"
_AS_WALKED: Final = "o.priority, coalesce(o.ship_by, 'infinity'), o.number"
_BEHIND: Final = {
    "new": "o.number < :before",
    # where the order stands now at which the page before ended
    "urgent": f"({_AS_WALKED}) > (SELECT {_AS_WALKED} FROM orders o WHERE o.number = :before)",
}
_BEGIN: Final = """
    WITH hits AS MATERIALIZED ({hits}), chosen AS (
        SELECT o.*, s.code AS shop_code, s.name AS shop FROM orders o
        JOIN shops s ON s.id = o.shop_id {of_hits}
        WHERE {conditions} ORDER BY {order} LIMIT :limit)
    SELECT o.shop_id, o.shop_code, o.shop, o.id, o.number, o.external_id, o.status,
           o.intercepted_at IS NOT NULL AND o.status <> 'cancelled' AS is_cancel_requested,
           {person} AS person, o.carrier, o.service, o.priority, o.ship_by,
           coalesce(o.ship_by < clock_timestamp(), false) AND o.status = ANY (:open) AS is_late,
           o.note, o.created_at, l.lines, l.pieces,
           CASE WHEN o.is_held THEN ARRAY(
               SELECT code FROM order_holds WHERE shop_id = o.shop_id AND order_id = o.id
                 AND released_at IS NULL ORDER BY held_at, code) ELSE '{{}}' END AS holds
    FROM chosen o
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE ordered > 0) AS lines,
               CAST(coalesce(sum(ordered), 0) AS bigint) AS pieces
        FROM order_lines WHERE shop_id = o.shop_id AND order_id = o.id) AS l
    ORDER BY {order}
"""
_COUNT: Final = """
    WITH hits AS MATERIALIZED ({hits})
    SELECT count(*) FROM (
        SELECT FROM orders o JOIN shops s ON s.id = o.shop_id {of_hits}
        WHERE {conditions} LIMIT :limit) AS found
"""
_NO_HITS: Final = "SELECT NULL"
_OF_HITS: Final = "JOIN hits ON hits.shop_id = o.shop_id AND hits.id = o.id"
_BY_NUMBER = text("SELECT shop_id, id FROM orders WHERE number = :number")
_COUNTS = text(
    "SELECT status, count(*) AS orders, count(*) FILTER (WHERE is_held) AS held, "
    "count(*) FILTER (WHERE ship_by < clock_timestamp()) AS late "
    "FROM orders WHERE status = ANY (:open) GROUP BY status"
)


def _narrowed(wanted: OrderWanted) -> tuple[list[str], dict[str, Any]]:
    """Conditions of what was asked, none for what was not, and their values."""
    day = DAYS.get(wanted.day_of, DAYS["received"])
    asked: list[tuple[str, str, Any]] = [
        ("o.status = ANY (:states)", "states", list(GROUPS.get(wanted.group, ()))),
        ("s.code = :shop", "shop", wanted.shop),
        (f"{day} >= (SELECT day_begins(CAST(:since AS date)))", "since", wanted.since),
        (f"{day} < (SELECT day_begins(CAST(:until AS date) + 1))", "until", wanted.until),
        ("o.carrier = :carrier", "carrier", wanted.carrier),
        ("o.service = :service", "service", wanted.service),
        ("o.country = :country", "country", wanted.country),
        ("o.is_held AND o.status = ANY (:open)", "", wanted.hold),
        (_FOR_REASON, "hold", wanted.hold if wanted.hold != ANY_HOLD else ""),
        ("o.note IS NOT NULL", "", wanted.has_note),
        ("o.ship_by < clock_timestamp() AND o.status = ANY (:open)", "", wanted.is_late),
        (RANKS.get(wanted.rank, ""), "", wanted.rank in RANKS),
        (_BEHIND.get(wanted.sort, _BEHIND["new"]), "before", wanted.before),
    ]
    conditions = [sql for sql, _name, value in asked if value]
    facts = {name: value for _sql, name, value in asked if name and value}
    return conditions, {**facts, "open": list(GROUPS["open"])}


async def _ask(read: Read | Tx, sql: str, wanted: OrderWanted, *, limit: int) -> Any:
    conditions, facts = _narrowed(wanted)
    is_search = bool(like(wanted.search))
    if is_search:
        facts |= search_facts(wanted.search, carriers=list(NAMES), open_states=GROUPS["open"])
    whole = sql.format(
        person=PERSON,
        hits=HITS if is_search else _NO_HITS,
        of_hits=_OF_HITS if is_search else "",
        conditions=" AND ".join(conditions) or "true",
        order=_AS_WALKED if wanted.sort == "urgent" else _NEWEST,
    )
    used = {name: value for name, value in facts.items() if f":{name}" in whole}
    return await read.execute(text(whole), {**used, "limit": limit})


async def order_list(read: Read | Tx, wanted: OrderWanted, *, limit: int) -> list[OrderRow]:
    """Orders of all shops that the reader may see, the newest first or as a walk chooses."""
    rows = await _ask(read, _BEGIN, wanted, limit=limit)
    return [_row(row) for row in rows]


def _row(row: Any) -> OrderRow:
    facts = dict(row._mapping)
    to = person_of(facts.pop("person"))
    return OrderRow(
        recipient=to.name or None, country=to.country or None, postcode=to.postcode or None, **facts
    )


async def count_orders(read: Read | Tx, wanted: OrderWanted, *, most: int) -> int:
    """How many orders a list has, counted as far as ``most``."""
    found = await _ask(read, _COUNT, msgspec.structs.replace(wanted, before=None), limit=most)
    return int(found.scalar_one())


async def order_key(read: Read | Tx, number: int) -> tuple[UUID, UUID]:
    """Shop and id of the order that people call by this number.

    Raises:
        NotFound: there is none that the reader may see.
    """
    row = (await read.execute(_BY_NUMBER, {"number": number})).one_or_none()
    if row is None:
        raise NotFound(what="order", name=str(number))
    return row.shop_id, row.id


async def open_orders(read: Read | Tx) -> dict[str, int]:
    """How many orders are in each group of `GROUPS` that is not finished; ``held`` and ``late``."""
    rows = (await read.execute(_COUNTS, {"open": list(GROUPS["open"])})).all()
    found = {row.status: row.orders for row in rows}
    groups = {
        group: sum(found.get(state, 0) for state in states)
        for group, states in GROUPS.items()
        if set(states) <= set(GROUPS["open"])
    }
    return groups | {"held": sum(r.held for r in rows), "late": sum(r.late for r in rows)}
