"""What an integration did and met, read from what was written down meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.platforms.contract import Can
from wms.platforms.registry import PROFILES

#: rows of each kind that are looked at; a sandbox in which more happened is judged by the newest
ROWS_MAX: Final = 20_000
FEED: Final = "listEvents"


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A request of the log (wms.requests)."""

    at: datetime
    key_id: UUID
    method: str
    operation: str | None
    path: str
    query: str
    status: int
    code: str | None
    field_codes: list[str]
    request_id: str
    idempotency_key: str | None
    is_replayed: bool
    wait_s: int | None
    user_agent: str | None

    @property
    def is_ok(self) -> bool:
        """It was done."""
        return 200 <= self.status < 300

    def refused_as(self, code: str) -> bool:
        """Refused with this code, as a whole or at a field."""
        return self.code == code or code in self.field_codes

    def number(self, name: str) -> int | None:
        """A number in its query."""
        given = parse_qs(self.query).get(name, [""])[0]
        return int(given) if given.isdigit() else None

    def has(self, name: str) -> bool:
        """Whether its query has this parameter."""
        return name in parse_qs(self.query)


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """An act of a platform's connection (wms.platforms)."""

    at: datetime
    act: str
    outcome: str
    code: str | None
    subject_id: UUID | None
    key: str | None
    facts: dict[str, Any]
    kind: str
    connection_id: UUID

    @property
    def is_done(self) -> bool:
        """Neither refused nor failed."""
        return self.outcome == "done"


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """An event of the feed; ``answered_at``: when a webhook of it was answered by 2xx first."""

    id: UUID
    type: str
    sequence: int
    occurred_at: datetime
    subject_id: UUID
    external_id: str | None
    #: the order of whose parcel it tells
    order_id: UUID | None
    answered_at: datetime | None


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook delivery with what was answered, try by try (None: nothing came)."""

    id: UUID
    is_test: bool
    is_forged: bool
    answers: list[int | None]

    @property
    def is_answered(self) -> bool:
        """The last try was answered by 2xx."""
        last = self.answers[-1] if self.answers else None
        return last is not None and 200 <= last < 300


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """Something of the shop's: a product, a delivery, an order, a shipment, a return."""

    id: UUID
    name: str | None
    at: datetime
    #: in which state it is; of a product "whole" when it can be scanned and weighed
    status: str


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """All that is judged."""

    asks: list[Ask]
    acts: list[Act]
    events: list[Happened]
    sent: list[Sent]
    products: list[Thing]
    deliveries: list[Thing]
    orders: list[Thing]
    shipments: list[Thing]
    returns: list[Thing]

    def asked(self, *operations: str) -> Iterator[Ask]:
        """Requests of these operations, the oldest first."""
        return (one for one in self.asks if one.operation in operations)

    def acted(self, *acts: str) -> Iterator[Act]:
        """Acts of these names, the oldest first."""
        return (one for one in self.acts if one.act in acts)

    def told(self, *types: str) -> Iterator[Act]:
        """What a platform was told and said yes to, of these types, the oldest first."""
        return (
            one
            for one in self.acted("event.told")
            if one.is_done and one.facts.get("type") in types
        )

    def can(self, what: Can, kind: str) -> bool:
        """Whether platforms of this kind can do it, as their adapter's contract says."""
        return kind in PROFILES and what in PROFILES[kind].can

    @property
    def is_platform_alone(self) -> bool:
        """No program of the shop hears anything: all of it is a platform's connection."""
        return bool(self.acts) and not self.sent and not any(self.asked(FEED))

    def heard(self, types: Collection[str]) -> list[Happened]:
        """Events of these types that the integration has heard of: by a webhook that it answered,
        by going on behind them in the feed, or because its platform was told."""
        return [one for one in self.events if one.type in types and self._is_heard(one)]

    def _is_heard(self, one: Happened) -> bool:
        return (
            one.answered_at is not None
            or self._read_to() >= one.sequence
            or any(act.subject_id == one.subject_id for act in self.told(one.type))
        )

    def _read_to(self) -> int:
        """Who asks for what comes after an event has it."""
        return max((one.number("after") or 0 for one in self.asked(FEED) if one.is_ok), default=0)


_SINCE: Final = "(CAST(:since AS timestamptz) IS NULL OR {at} >= CAST(:since AS timestamptz))"
_THINGS: Final = """
    SELECT id, {name} AS name, {at} AS at, {status} AS status FROM {table} t
    WHERE shop_id = :shop AND {since} ORDER BY {at} DESC LIMIT :limit
"""


def _things(table: str, *, name: str, status: str = "status", at: str = "created_at") -> str:
    since = _SINCE.format(at=at)
    return _THINGS.format(table=table, name=name, status=status, at=at, since=since)


_ROWS: Final[dict[str, tuple[type[Any], str]]] = {
    "asks": (
        Ask,
        "SELECT at, key_id, method, operation, path, query, status, code, field_codes, request_id, "
        "idempotency_key, is_replayed, wait_s, user_agent FROM api_requests WHERE shop_id = :shop "
        f"AND {_SINCE.format(at='at')} ORDER BY at DESC, id DESC LIMIT :limit",
    ),
    "acts": (
        Act,
        "SELECT a.at, a.act, a.outcome, a.code, a.subject_id, a.key, a.facts, c.kind, "
        "a.connection_id "
        "FROM platform_acts a JOIN platform_connections c ON c.shop_id = a.shop_id "
        "AND c.id = a.connection_id WHERE a.shop_id = :shop "
        f"AND {_SINCE.format(at='a.at')} ORDER BY a.at DESC, a.id DESC LIMIT :limit",
    ),
    "events": (
        Happened,
        "SELECT e.id, e.type, e.sequence, e.occurred_at, e.subject_id, "
        "e.subject_external_id AS external_id, CAST(e.data ->> 'order_id' AS uuid) AS order_id, "
        "(SELECT min(d.delivered_at) "
        "FROM webhook_deliveries d WHERE d.shop_id = e.shop_id AND d.event_id = e.id) "
        "AS answered_at FROM events e WHERE e.shop_id = :shop AND e.sequence IS NOT NULL "
        f"AND {_SINCE.format(at='e.occurred_at')} ORDER BY e.sequence DESC LIMIT :limit",
    ),
    "sent": (
        Sent,
        "SELECT d.id, d.test_type IS NOT NULL AS is_test, d.is_forged, "
        "array_agg(a.status_code ORDER BY a.attempt_no) AS answers FROM webhook_deliveries d "
        "JOIN webhook_attempts a ON a.shop_id = d.shop_id AND a.delivery_id = d.id "
        f"WHERE d.shop_id = :shop AND {_SINCE.format(at='d.created_at')} "
        "GROUP BY d.shop_id, d.id ORDER BY d.id DESC LIMIT :limit",
    ),
    "products": (
        Thing,
        _things(
            "products", name="sku",
            status="CASE WHEN weight_g IS NOT NULL AND EXISTS (SELECT FROM barcodes b "
            "WHERE b.shop_id = t.shop_id AND b.product_id = t.id) THEN 'whole' ELSE 'bare' END",
        ),
    ),
    "deliveries": (Thing, _things("asns", name="external_id")),
    "orders": (Thing, _things("orders", name="external_id")),
    "shipments": (
        Thing,
        _things(  # where a parcel is, its parcel says: the shipment stays bought
            "shipments", name="tracking_number",
            status="(SELECT p.status FROM parcels p "
            "WHERE p.shop_id = t.shop_id AND p.id = t.parcel_id)",
        ),
    ),
    "returns": (
        Thing,
        _things(
            "returns", name="external_id",
            status="CASE WHEN arrived_at IS NOT NULL AND inspected_at IS NOT NULL "
            "AND refunded_at IS NOT NULL THEN 'told' ELSE status END",
        ),
    ),
}  # fmt: skip
_READS: Final = {name: (kind, text(sql)) for name, (kind, sql) in _ROWS.items()}


async def what_happened(read: Read | Tx, shop_id: UUID, since: datetime | None) -> Seen:
    """Everything since then, the oldest first."""
    found = {}
    for name, (kind, sql) in _READS.items():
        rows = await read.execute(sql, {"shop": shop_id, "since": since, "limit": ROWS_MAX})
        found[name] = [kind(**row._mapping) for row in rows][::-1]
    return Seen(**found)
