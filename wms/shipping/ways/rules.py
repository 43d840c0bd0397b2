"""The rules of a shop: a parcel like this goes this way."""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from wms.access.people import Desk
from wms.db import Read, Tx, new_id
from wms.orders.chosen import Upgrade
from wms.shipping.carriers.registry import check_service
from wms.shipping.ways.errors import (
    BigSaysHowBig,
    TooManyWayRules,
    WayRuleImpossible,
    WayRuleThere,
    WayRuleUnknown,
)
from wms.shipping.ways.models import WayRule, WayRuleChange

#: rules of one shop: each order that leaves its way open is asked by each of them
RULES_MAX: Final = 50
#: countries, and beginnings of postcodes, in one rule
LISTED_MAX: Final = 50
#: the heaviest and the dearest order that a rule can speak of
WEIGHT_MAX_G: Final = 1_000_000
VALUE_MAX_MINOR: Final = 100_000_000
PIECES_MAX: Final = 100_000
_COUNTRY: Final = re.compile("[A-Z]{2}")
_CURRENCY: Final = re.compile("[A-Z]{3}")
_PREFIX: Final = re.compile("[0-9A-Z -]{1,10}")


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What an order must be like (empty and None: anything), and the way that it goes then."""

    carrier: str
    service: str
    countries: list[str] = []
    postcode_prefixes: list[str] = []
    weight_min_g: int | None = None
    weight_max_g: int | None = None
    pieces_min: int | None = None
    value_min_minor: int | None = None
    value_max_minor: int | None = None
    value_currency: str | None = None
    is_cod: bool | None = None
    is_to_point: bool | None = None
    is_fragile: bool | None = None
    is_hazmat: bool | None = None
    #: the rule is an upgrade, for this reason
    upgrade_for: Upgrade | None = None
    #: the slip says so to the consumer
    is_told: bool = True


_SAID: Final = [getattr(WayRule, name) for name in Rule.__struct_fields__]


class RuleRow(Rule, frozen=True, kw_only=True):
    """A rule in the list, the first that is asked first."""

    id: UUID
    position: int


def check(rule: Rule) -> Rule:
    """The rule as it is written.

    Raises:
        CarrierUnknown, ServiceUnknown: nobody here carries that.
        WayRuleImpossible: a country, postcode, band or amount that is none.
        BigSaysHowBig: an upgrade of big orders that does not say which are big.
    """
    check_service(rule.carrier, rule.service)
    texts = (
        (rule.countries, _COUNTRY),
        (rule.postcode_prefixes, _PREFIX),
        ([rule.value_currency] if rule.value_currency else [], _CURRENCY),
    )
    numbers = (
        (rule.weight_min_g, rule.weight_max_g, WEIGHT_MAX_G),
        (rule.value_min_minor, rule.value_max_minor, VALUE_MAX_MINOR),
        (rule.pieces_min, None, PIECES_MAX),
    )
    has_value = rule.value_min_minor is not None or rule.value_max_minor is not None
    if (
        any(len(given) > LISTED_MAX for given, _ in texts)
        or any(not shape.fullmatch(one) for given, shape in texts for one in given)
        or not all(_is_band(*band) for band in numbers)
        or has_value != (rule.value_currency is not None)
    ):
        raise WayRuleImpossible
    sizes = (rule.weight_min_g, rule.value_min_minor, rule.pieces_min)
    if rule.upgrade_for == "big_order" and not any(sizes):
        raise BigSaysHowBig
    return rule


def _is_band(least: int | None, most: int | None, limit: int) -> bool:
    said = [one for one in (least, most) if one is not None]
    return all(1 <= one <= limit for one in said) and said == sorted(said)


async def add_rule(tx: Tx, shop_id: UUID, rule: Rule, *, by: Desk | None) -> UUID:
    """Ask the shop's orders by one rule more, after all the others; its id.

    Raises:
        TooManyWayRules; see `check` for what else it refuses.
    """
    row = WayRule(
        shop_id=shop_id,
        id=new_id(),
        **msgspec.structs.asdict(check(rule)),
        position=await _last(tx, shop_id) + 1,
        created_by_id=by.user_id if by else None,
    )
    tx.add(row)
    await tx.flush()
    _remember(tx, shop_id, row.id, "added", rule, by)
    return row.id


async def _last(tx: Tx, shop_id: UUID) -> int:
    """The position of the last rule, when there is room for one more."""
    last = await tx.execute(
        select(func.count(), func.max(WayRule.position)).where(WayRule.shop_id == shop_id)
    )
    count, position = last.one()
    if count >= RULES_MAX:
        raise TooManyWayRules(limit=RULES_MAX)
    return position or 0


async def change_rule(tx: Tx, shop_id: UUID, rule_id: UUID, rule: Rule, *, by: Desk | None) -> None:
    """The rule says something else from now on; orders that are here go as they were told.

    Raises:
        WayRuleUnknown; see `check` for what else it refuses.
    """
    changed = await tx.scalar(
        update(WayRule)
        .where(WayRule.shop_id == shop_id, WayRule.id == rule_id)
        .values(**msgspec.structs.asdict(check(rule)))
        .returning(WayRule.id)
    )
    if changed is None:
        raise WayRuleUnknown
    _remember(tx, shop_id, rule_id, "changed", rule, by)


async def remove_rule(tx: Tx, shop_id: UUID, rule_id: UUID, *, by: Desk | None) -> UUID:
    """Nobody asks by it any more; the change by which it can be brought back.

    Raises:
        WayRuleUnknown
    """
    gone = (
        await tx.execute(
            delete(WayRule)
            .where(WayRule.shop_id == shop_id, WayRule.id == rule_id)
            .returning(*_SAID)
        )
    ).one_or_none()
    if gone is None:
        raise WayRuleUnknown
    change = _remember(tx, shop_id, rule_id, "removed", Rule(**gone._mapping), by)
    await tx.flush()
    return change.id


async def restore_rule(tx: Tx, shop_id: UUID, change_id: UUID, *, by: Desk | None) -> None:
    """Ask again by a rule that was taken away, after all the others.

    Raises:
        WayRuleUnknown: no such change. WayRuleThere: it is back already. TooManyWayRules
    """
    change = await tx.get(WayRuleChange, (shop_id, change_id))
    if change is None or change.what != "removed":
        raise WayRuleUnknown
    rule = check(msgspec.convert(change.said, Rule))
    back = await tx.scalar(
        insert(WayRule)
        .values(
            shop_id=shop_id, id=change.rule_id, **msgspec.structs.asdict(rule),
            position=await _last(tx, shop_id) + 1, created_by_id=by.user_id if by else None,
        )
        .on_conflict_do_nothing(index_elements=["shop_id", "id"])
        .returning(WayRule.id)
    )  # fmt: skip
    if back is None:
        raise WayRuleThere
    _remember(tx, shop_id, change.rule_id, "restored", rule, by)


async def move_rule(tx: Tx, shop_id: UUID, rule_id: UUID, *, up: bool, by: Desk | None) -> None:
    """Ask by it before the rule above it, or after the one below it; at the end it stays.

    Raises:
        WayRuleUnknown
    """
    rows = list(
        await tx.scalars(
            select(WayRule)
            .where(WayRule.shop_id == shop_id)
            .order_by(WayRule.position, WayRule.id)
            .with_for_update()
        )
    )
    at = next((n for n, one in enumerate(rows) if one.id == rule_id), None)
    if at is None:
        raise WayRuleUnknown
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for position, one in enumerate(rows, start=1):
        one.position = position
    await tx.flush()
    moved = Rule(**{name: getattr(rows[to], name) for name in Rule.__struct_fields__})
    _remember(tx, shop_id, rule_id, "moved", moved, by)


def _remember(
    tx: Tx, shop_id: UUID, rule_id: UUID, what: str, rule: Rule, by: Desk | None
) -> WayRuleChange:
    change = WayRuleChange(
        shop_id=shop_id,
        id=new_id(),
        rule_id=rule_id,
        what=what,
        said=msgspec.to_builtins(rule),
        user_id=by.user_id if by else None,
    )
    tx.add(change)
    return change


async def rules(read: Read | Tx, shop_id: UUID) -> list[RuleRow]:
    """All rules of a shop, in the order in which they are asked."""
    rows = await read.execute(
        select(*_SAID, WayRule.id, WayRule.position)
        .where(WayRule.shop_id == shop_id)
        .order_by(WayRule.position, WayRule.id)
        .limit(RULES_MAX)
    )
    return [RuleRow(**row._mapping) for row in rows]
