"""What the rules say of the orders that wait now: as they are, or as somebody would write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.release.by_hand import AT_ONCE_MAX
from wms.release.rules import Rule, RuleRow

#: so many of the most urgent orders are asked; of more nobody wants to know each
ASKED_MAX: Final = 10_000
#: a rule that is not written yet
DRAFT: Final = UUID(int=0)

# what the desk released by hand asks no rule
_FIRST = """
    WITH waiting AS MATERIALIZED (
        SELECT o AS facts FROM orders o
        WHERE o.status = 'allocated' AND NOT o.is_held
          AND NOT EXISTS (SELECT FROM hand_releases h
                          WHERE h.shop_id = o.shop_id AND h.order_id = o.id)
        ORDER BY o.priority, o.ship_by NULLS LAST, o.number LIMIT :most
    ), met AS (
        SELECT (w.facts).shop_id, (w.facts).id AS order_id, first.id, first.says
        FROM waiting w LEFT JOIN LATERAL (
            SELECT r.id, says_rule(w.facts, r) AS says
            FROM jsonb_populate_recordset(NULL::release_rules, CAST(:rules AS jsonb)) AS r
            WHERE meets_rule(w.facts, r) ORDER BY r.position, r.id LIMIT 1) AS first ON true
    )
"""
_MET = text(
    f"{_FIRST} SELECT id, count(*) AS orders, "
    "count(*) FILTER (WHERE says IS DISTINCT FROM 'waits') AS now FROM met GROUP BY id"
)
_KEPT = text(
    f"{_FIRST} SELECT shop_id, order_id FROM met WHERE id = :rule AND says = 'waits' LIMIT :at_once"
)
_BY_HAND = text(
    "SELECT o.shop_id, o.id FROM hand_releases h "
    "JOIN orders o ON o.shop_id = h.shop_id AND o.id = h.order_id "
    "WHERE o.status = 'allocated' AND h.rule_id IS NULL ORDER BY h.released_at LIMIT :at_once"
)


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """Orders that wait and meet a rule before any other, and how many of them go at once."""

    orders: int = 0
    now: int = 0

    @property
    def waits(self) -> int:
        """How many it keeps waiting."""
        return self.orders - self.now


async def met_by(read: Read | Tx, asked: Sequence[RuleRow]) -> dict[UUID | None, Met]:
    """Of each rule, asked in this order, what it would do now; None: orders that meet no rule."""
    rows = await read.execute(_MET, {"most": ASKED_MAX, "rules": _told(asked)})
    return {row.id: Met(orders=row.orders, now=row.now) for row in rows}


def _told(asked: Sequence[RuleRow]) -> str:
    facts = [
        {name: getattr(one, name) for name in (*Rule.__struct_fields__, "id")} | {"position": n}
        for n, one in enumerate(asked)
    ]
    return msgspec.json.encode(facts).decode()


async def would_do(
    read: Read | Tx, asked: Sequence[RuleRow], rule: Rule, *, instead_of: UUID | None = None
) -> Met:
    """What a rule would do now if it were written: after all the others, or instead of one."""
    at = next((n for n, one in enumerate(asked) if one.id == instead_of), len(asked))
    draft = RuleRow(
        **msgspec.structs.asdict(rule) | {"id": DRAFT, "position": at, "shop": None, "zone": None}
    )
    return (await met_by(read, [*asked[:at], draft, *asked[at + 1 :]])).get(DRAFT, Met())


async def kept_by(
    read: Read | Tx, asked: Sequence[RuleRow], rule_id: UUID, *, most: int = AT_ONCE_MAX
) -> list[tuple[UUID, UUID]]:
    """The orders (shop, id) that this rule keeps waiting, the ``most`` urgent of them."""
    rows = await read.execute(
        _KEPT,
        {"most": ASKED_MAX, "rules": _told(asked), "rule": rule_id, "at_once": most},
    )
    return [(row.shop_id, row.order_id) for row in rows]


async def released_by_hand(read: Read | Tx) -> list[tuple[UUID, UUID]]:
    """The orders (shop, id) that the desk released and that nobody walks for yet."""
    return [(row.shop_id, row.id) for row in await read.execute(_BY_HAND, {"at_once": AT_ONCE_MAX})]
