"""The office's rules: orders like this are walked for then, and so."""

from __future__ import annotations

from typing import Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from wms.access.people import Desk
from wms.db import Read, Tx, new_id
from wms.layout.models import Zone
from wms.orders.amend import PRIORITY_MAX
from wms.release.errors import (
    RuleImpossible,
    RuleOfNothing,
    RulePriorityUnknown,
    RuleThere,
    RuleUnknown,
    TooManyRules,
    WaveImpossible,
)
from wms.release.models import Mode as Mode  # what a rule says: whoever writes one needs it
from wms.release.models import ReleaseRule, RuleChange
from wms.shops.models import Shop

#: each order that waits is asked by each rule
RULES_MAX: Final = 50
#: a week: what leaves later is released when it is nearer
MINUTES_MAX: Final = 7 * 24 * 60

Release = Literal["now", "before_cut_off", "by_hand", "in_waves"]
#: orders of a wave, and what the desk releases at once
WAVE_MAX: Final = 500


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What an order must be like (None: anything), when it is released then, and how it is walked:
    ``single`` orders of one piece together into one tote, ``cluster`` with others on a cart, each
    in a tote of its own, ``order`` alone, or ``zone`` a part in each zone, by different people at
    the same time. An order of more than one piece that a rule wants ``single``, and one whose goods
    lie in one zone only that it wants ``zone``, goes with others on a cart."""

    release: Release
    #: with ``before_cut_off``: so many minutes before the order must leave
    minutes_before: int | None = None
    #: with ``in_waves``: so many orders that lie together are released as the ones before them are
    #: walked for; what must leave soon goes all the same
    wave_orders: int | None = None
    mode: Mode | None = None
    shop_id: UUID | None = None
    carrier: str | None = None
    #: as urgent as this, or more: 0 is first
    priority_max: int | None = None
    #: it must leave within so many minutes
    due_within_min: int | None = None
    #: all of its goods are promised in this zone
    zone_id: UUID | None = None


_SAID: Final = [getattr(ReleaseRule, name) for name in Rule.__struct_fields__]


class RuleRow(Rule, frozen=True, kw_only=True):
    """A rule in the list, the first that is asked first."""

    id: UUID
    position: int
    shop: str | None
    zone: str | None


async def add_rule(tx: Tx, rule: Rule, *, by: Desk | None) -> UUID:
    """Ask orders by one rule more, after all the others; its id.

    Raises:
        RuleImpossible, RulePriorityUnknown, TooManyRules
        RuleOfNothing: its shop or zone is not there.
    """
    await _check(tx, rule)
    row = ReleaseRule(
        **msgspec.structs.asdict(rule),
        position=await _last(tx) + 1,
        created_by_id=by.user_id if by else None,
    )
    tx.add(row)
    await tx.flush()
    _remember(tx, row.id, "added", rule, by)
    return row.id


async def _last(tx: Tx) -> int:
    """The position of the last rule, when there is room for one more."""
    last = await tx.execute(select(func.count(), func.max(ReleaseRule.position)))
    count, position = last.one()
    if count >= RULES_MAX:
        raise TooManyRules(limit=RULES_MAX)
    return position or 0


async def change_rule(tx: Tx, rule_id: UUID, rule: Rule, *, by: Desk | None) -> None:
    """The rule says something else from now on; walks that somebody has begun go on.

    Raises:
        RuleImpossible, RulePriorityUnknown, RuleOfNothing, RuleUnknown
    """
    await _check(tx, rule)
    changed = await tx.scalar(
        update(ReleaseRule)
        .where(ReleaseRule.id == rule_id)
        .values(**msgspec.structs.asdict(rule))
        .returning(ReleaseRule.id)
    )
    if changed is None:
        raise RuleUnknown
    _remember(tx, rule_id, "changed", rule, by)


async def remove_rule(tx: Tx, rule_id: UUID, *, by: Desk | None) -> UUID:
    """Nobody asks by it any more; the change by which it can be brought back.

    Raises:
        RuleUnknown
    """
    gone = (
        await tx.execute(delete(ReleaseRule).where(ReleaseRule.id == rule_id).returning(*_SAID))
    ).one_or_none()
    if gone is None:
        raise RuleUnknown
    change = _remember(tx, rule_id, "removed", Rule(**gone._mapping), by)
    await tx.flush()
    return change.id


async def restore_rule(tx: Tx, change_id: UUID, *, by: Desk | None) -> None:
    """Ask again by a rule that was taken away, after all the others.

    Raises:
        RuleUnknown: no such change.
        RuleThere: it is back already.
        RuleOfNothing: its shop or zone is not there any more.
        TooManyRules
    """
    change = await tx.get(RuleChange, change_id)
    if change is None or change.what != "removed":
        raise RuleUnknown
    rule = msgspec.convert(change.said, Rule)
    await _check(tx, rule)
    position = await _last(tx) + 1
    back = await tx.scalar(
        insert(ReleaseRule)
        .values(
            id=change.rule_id, **msgspec.structs.asdict(rule), position=position,
            created_by_id=by.user_id if by else None,
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(ReleaseRule.id)
    )  # fmt: skip
    if back is None:
        raise RuleThere
    _remember(tx, change.rule_id, "restored", rule, by)


async def move_rule(tx: Tx, rule_id: UUID, *, up: bool, by: Desk | None) -> None:
    """Ask by it before the rule above it, or after the one below it; at the end it stays.

    Raises:
        RuleUnknown
    """
    rows = list(
        await tx.scalars(
            select(ReleaseRule).order_by(ReleaseRule.position, ReleaseRule.id).with_for_update()
        )
    )
    at = next((n for n, one in enumerate(rows) if one.id == rule_id), None)
    if at is None:
        raise RuleUnknown
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for position, one in enumerate(rows, start=1):
        one.position = position
    await tx.flush()
    moved = Rule(**{name: getattr(rows[to], name) for name in Rule.__struct_fields__})
    _remember(tx, rule_id, "moved", moved, by)


def _remember(tx: Tx, rule_id: UUID, what: str, rule: Rule, by: Desk | None) -> RuleChange:
    change = RuleChange(
        id=new_id(),
        rule_id=rule_id,
        what=what,
        said=msgspec.to_builtins(rule),
        user_id=by.user_id if by else None,
    )
    tx.add(change)
    return change


async def rules(read: Read | Tx) -> list[RuleRow]:
    """All of them, in the order in which they are asked."""
    rows = await read.execute(
        select(
            *_SAID,
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


async def _check(tx: Tx, rule: Rule) -> None:
    is_told = (rule.minutes_before is not None) == (rule.release == "before_cut_off")
    minutes = (rule.minutes_before, rule.due_within_min)
    if not is_told or any(one is not None and not 1 <= one <= MINUTES_MAX for one in minutes):
        raise RuleImpossible(minutes=MINUTES_MAX)
    if (rule.wave_orders is not None) != (rule.release == "in_waves") or (
        rule.wave_orders is not None and not 1 <= rule.wave_orders <= WAVE_MAX
    ):
        raise WaveImpossible(most=WAVE_MAX)
    if rule.priority_max is not None and not 0 <= rule.priority_max <= PRIORITY_MAX:
        raise RulePriorityUnknown(most=PRIORITY_MAX)
    for table, wanted in ((Shop, rule.shop_id), (Zone, rule.zone_id)):
        if wanted and await tx.get(table, wanted) is None:
            raise RuleOfNothing
