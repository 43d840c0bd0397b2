"""The office's rules: orders like this are walked for then, and so."""

from __future__ import annotations

from typing import Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select, update

from wms.access.people import Desk
from wms.db import Read, Tx
from wms.layout.models import Zone
from wms.release.errors import RuleImpossible, RuleUnknown, TooManyRules
from wms.release.models import ReleaseRule
from wms.shops.models import Shop

#: each order that waits is asked by each rule
RULES_MAX: Final = 50
#: a week: what leaves later is released when it is nearer
MINUTES_MAX: Final = 7 * 24 * 60

Mode = Literal["cluster", "order"]
Release = Literal["now", "before_cut_off", "by_hand"]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What an order must be like (None: anything), when it is released then, and how it is walked:
    ``cluster`` with others on a cart, or ``order`` alone."""

    release: Release
    #: with ``before_cut_off``: so many minutes before the order must leave
    minutes_before: int | None = None
    mode: Mode | None = None
    shop_id: UUID | None = None
    carrier: str | None = None
    #: as urgent as this, or more: 0 is first
    priority_max: int | None = None
    #: it must leave within so many minutes
    due_within_min: int | None = None
    #: all of its goods are promised in this zone
    zone_id: UUID | None = None


class RuleRow(Rule, frozen=True, kw_only=True):
    """A rule in the list, the first that is asked first."""

    id: UUID
    position: int
    shop: str | None
    zone: str | None


async def add_rule(tx: Tx, rule: Rule, *, by: Desk | None) -> UUID:
    """Ask orders by one rule more, after all the others; its id.

    Raises:
        RuleImpossible, TooManyRules
    """
    _check(rule)
    last = await tx.execute(select(func.count(), func.max(ReleaseRule.position)))
    count, position = last.one()
    if count >= RULES_MAX:
        raise TooManyRules(limit=RULES_MAX)
    row = ReleaseRule(
        **msgspec.structs.asdict(rule),
        position=(position or 0) + 1,
        created_by_id=by.user_id if by else None,
    )
    tx.add(row)
    await tx.flush()
    return row.id


async def change_rule(tx: Tx, rule_id: UUID, rule: Rule) -> None:
    """The rule says something else from now on; walks that somebody has begun go on.

    Raises:
        RuleImpossible, RuleUnknown
    """
    _check(rule)
    changed = await tx.scalar(
        update(ReleaseRule)
        .where(ReleaseRule.id == rule_id)
        .values(**msgspec.structs.asdict(rule))
        .returning(ReleaseRule.id)
    )
    if changed is None:
        raise RuleUnknown


async def remove_rule(tx: Tx, rule_id: UUID) -> None:
    """Nobody asks by it any more.

    Raises:
        RuleUnknown
    """
    gone = await tx.scalar(
        delete(ReleaseRule).where(ReleaseRule.id == rule_id).returning(ReleaseRule.id)
    )
    if gone is None:
        raise RuleUnknown


async def move_rule(tx: Tx, rule_id: UUID, *, up: bool) -> None:
    """Ask by it before the rule above it, or after the one below it; at the end it stays.

    Raises:
        RuleUnknown
    """
    rules = list(
        await tx.scalars(
            select(ReleaseRule).order_by(ReleaseRule.position, ReleaseRule.id).with_for_update()
        )
    )
    at = next((n for n, one in enumerate(rules) if one.id == rule_id), None)
    if at is None:
        raise RuleUnknown
    to = at - 1 if up else at + 1
    if 0 <= to < len(rules):
        rules[at], rules[to] = rules[to], rules[at]
    for position, one in enumerate(rules, start=1):
        one.position = position
    await tx.flush()


async def rules(read: Read | Tx) -> list[RuleRow]:
    """All of them, in the order in which they are asked."""
    rows = await read.execute(
        select(
            *(getattr(ReleaseRule, name) for name in Rule.__struct_fields__),
            ReleaseRule.id,
            ReleaseRule.position,
            Shop.name.label("shop"),
            Zone.name.label("zone"),
        )
        .outerjoin(Shop, Shop.id == ReleaseRule.shop_id)
        .outerjoin(Zone, Zone.id == ReleaseRule.zone_id)
        .order_by(ReleaseRule.position, ReleaseRule.id)
        .limit(RULES_MAX)
    )
    return [RuleRow(**row._mapping) for row in rows]


def _check(rule: Rule) -> None:
    is_told = (rule.minutes_before is not None) == (rule.release == "before_cut_off")
    minutes = (rule.minutes_before, rule.due_within_min)
    if not is_told or any(one is not None and not 1 <= one <= MINUTES_MAX for one in minutes):
        raise RuleImpossible(minutes=MINUTES_MAX)
