"""Reading what is released."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import Text, cast, select, text

from wms.access.models import OfficeUser
from wms.db import Read, Tx
from wms.layout.models import Zone
from wms.release.models import ReleaseRule, RuleChange
from wms.release.rules import Rule
from wms.shops.models import Shop

#: the menu counts no further: rules are asked for each order
COUNTED_MAX: Final = 1_000

# without rules all that is promised may be walked for: counted by the index alone
_READY = text(
    """
    SELECT CASE WHEN EXISTS (SELECT FROM release_rules) THEN (
        SELECT count(*) FROM (
            SELECT FROM orders o, release_of(o) AS w
            WHERE o.status = 'allocated' AND NOT o.is_held AND w.mode IS NOT NULL
            LIMIT :most) AS ready)
    ELSE (SELECT count(*) FROM orders o WHERE o.status = 'allocated' AND NOT o.is_held) END
    """
)
#: changes of the rules in one list
CHANGES_MAX: Final = 20
_RELEASED_AS = text(
    "SELECT o.shop_id, o.id, w.mode FROM "
    "unnest(CAST(:shops AS uuid[]), CAST(:orders AS uuid[])) AS asked (shop, id) "
    "JOIN orders o ON o.shop_id = asked.shop AND o.id = asked.id "
    "CROSS JOIN LATERAL release_of(o) AS w "
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


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did to a rule, and what it said from then on."""

    id: UUID
    what: str
    rule: Rule
    shop: str | None
    zone: str | None
    by: str | None
    at: datetime
    #: it was taken away, and nobody has brought it back
    is_gone: bool


async def last_changes(read: Read | Tx) -> list[Changed]:
    """The newest first."""
    shop, zone = RuleChange.said["shop_id"].astext, RuleChange.said["zone_id"].astext
    rows = await read.execute(
        select(
            RuleChange,
            OfficeUser.name.label("by"),
            Shop.name.label("shop"),
            Zone.name.label("zone"),
            select(ReleaseRule.id).where(ReleaseRule.id == RuleChange.rule_id).exists()
            .label("is_there"),
        )
        .outerjoin(OfficeUser, OfficeUser.id == RuleChange.user_id)
        .outerjoin(Shop, cast(Shop.id, Text) == shop)
        .outerjoin(Zone, cast(Zone.id, Text) == zone)
        .order_by(RuleChange.id.desc())
        .limit(CHANGES_MAX)
    )  # fmt: skip
    return [
        Changed(
            id=row.RuleChange.id,
            what=row.RuleChange.what,
            rule=msgspec.convert(row.RuleChange.said, Rule),
            shop=row.shop,
            zone=row.zone,
            by=row.by,
            at=row.RuleChange.changed_at,
            is_gone=row.RuleChange.what == "removed" and not row.is_there,
        )
        for row in rows
    ]
