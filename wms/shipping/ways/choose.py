"""Asking the rules: which way a parcel goes, and why.

The rules are asked in their order; the first that the parcel meets, and whose courier takes such a
parcel, counts. When that one is an upgrade, the rules after it say how it would have gone. Pure,
so that the office can try an order that nobody placed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final
from uuid import UUID

import msgspec

from wms.db import Read, Tx
from wms.orders.chosen import ChosenWay, Way
from wms.shipping.carriers.house import House
from wms.shipping.carriers.registry import SERVICES
from wms.shipping.ways.able import all_ways, cannot_take
from wms.shipping.ways.facts import ParcelAsked, Reason, of_order
from wms.shipping.ways.rules import Rule, RuleRow, rules

#: what a parcel takes that no rule takes, and whose shop names nothing
USUAL: Final = Way(carrier=House.code, service="standard")


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The way of a parcel, and how it was chosen."""

    carrier: str
    service: str
    chosen: ChosenWay
    #: who pays for it: shop, or us when we or our courier made it necessary
    paid_by: str = "shop"

    @property
    def way(self) -> Way:
        """Courier and service."""
        return Way(carrier=self.carrier, service=self.service)


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule says of a parcel; ``fails``: what does not fit first, None: all fits."""

    rule: RuleRow
    fails: str | None


def meets(rule: Rule, parcel: ParcelAsked) -> str | None:
    """The first condition of a rule that the parcel does not meet; None: it meets all."""
    postcode = parcel.postcode.replace(" ", "").upper()
    prefixes = [one.replace(" ", "") for one in rule.postcode_prefixes]
    same_money = rule.value_currency == parcel.value_currency
    value = parcel.value_minor if same_money else None
    conditions = (
        ("upgrade_for", _is_occasion(rule, parcel)),
        ("countries", not rule.countries or parcel.country in rule.countries),
        ("postcode_prefixes", not prefixes or postcode.startswith(tuple(prefixes))),
        ("weight", _within(parcel.weight_g, rule.weight_min_g, rule.weight_max_g)),
        ("pieces", _within(parcel.pieces, rule.pieces_min, None)),
        ("value", _within(value, rule.value_min_minor, rule.value_max_minor)),
        ("is_cod", rule.is_cod in (None, parcel.is_cod)),
        ("is_to_point", rule.is_to_point in (None, parcel.is_to_point)),
        ("is_fragile", rule.is_fragile in (None, parcel.is_fragile)),
        ("is_hazmat", rule.is_hazmat in (None, parcel.is_hazmat)),
    )
    return next((name for name, is_met in conditions if not is_met), None)


def _is_occasion(rule: Rule, parcel: ParcelAsked) -> bool:
    match rule.upgrade_for:
        case "first_order":
            return parcel.is_first_order and parcel.reason is None
        case "our_mistake":
            return parcel.reason == "our_mistake"
        case "big_order":
            return parcel.reason is None
        case _:
            return True


def _within(amount: int | None, least: int | None, most: int | None) -> bool:
    if least is None and most is None:
        return True
    if amount is None:
        return False
    return (least is None or amount >= least) and (most is None or amount <= most)


def verdicts(
    asked: Sequence[RuleRow], parcel: ParcelAsked, *, avoid: Collection[Way] = ()
) -> Iterator[Verdict]:
    """What each rule says of a parcel, in the order in which they are asked."""
    for rule in asked:
        way = Way(carrier=rule.carrier, service=rule.service)
        fails = meets(rule, parcel) or cannot_take(way, parcel)
        yield Verdict(rule=rule, fails=fails or ("avoided" if way in avoid else None))


def choose(
    asked: Sequence[RuleRow],
    parcel: ParcelAsked,
    *,
    carrier: str | None = None,
    service: str | None = None,
    avoid: Collection[Way] = (),
) -> Choice:
    """The way of a parcel.

    ``carrier``, ``service``: what of it the shop named; only rules that lead there are asked.
    ``avoid``: ways that were tried. When no rule takes it, it goes the usual way.
    """
    fitting = [
        one.rule
        for one in verdicts(asked, parcel, avoid=avoid)
        if one.fails is None
        and carrier in (None, one.rule.carrier)
        and service in (None, one.rule.service)
    ]
    plain = next((one for one in fitting if one.upgrade_for is None), None)
    usual = plain or usual_way(carrier, service)
    as_usual = Way(carrier=usual.carrier, service=usual.service)
    first = fitting[0] if fitting else None
    paid_by = "us" if parcel.reason else "shop"
    if first is None or first.upgrade_for is None or _way(first) == as_usual:
        return Choice(
            carrier=as_usual.carrier,
            service=as_usual.service,
            chosen=ChosenWay(rule_id=plain.id if plain else None),
            paid_by=paid_by,
        )
    return Choice(
        carrier=first.carrier,
        service=first.service,
        chosen=ChosenWay(
            rule_id=first.id,
            upgraded_for=first.upgrade_for,
            instead_of=as_usual,
            is_told=first.is_told,
        ),
        paid_by=paid_by,
    )


def _way(rule: Rule) -> Way:
    return Way(carrier=rule.carrier, service=rule.service)


def usual_way(carrier: str | None, service: str | None) -> Way:
    """What was named, and the usual for the rest: an unknown name is refused by who asks."""
    if carrier is None:
        return Way(carrier=USUAL.carrier, service=service or USUAL.service)
    offered = SERVICES.get(carrier, {})
    first = USUAL.service if USUAL.service in offered else next(iter(offered), USUAL.service)
    return Way(carrier=carrier, service=service or first)


async def choose_service(
    read: Read | Tx,
    shop_id: UUID,
    order_id: UUID,
    *,
    reason: Reason | None = None,
    avoid: Collection[Way] = (),
) -> Choice:
    """The way of an order that is here, by the rules of its shop.

    ``reason``: it is sent once more, after our mistake or because its courier failed; then we pay.
    ``avoid``: ways that were tried. When no rule takes it, it goes as it went; when that is to be
    avoided, by another courier that takes it, else by another service; when there is none, as it
    went.

    Raises:
        NotFound: there is no such order of this shop.
    """
    here = await of_order(read, shop_id, order_id, reason=reason)
    choice = choose(await rules(read, shop_id), here.asked, avoid=avoid)
    went = Way(carrier=here.carrier, service=here.service)
    if choice.chosen.upgraded_for is not None and went not in avoid:
        chosen = msgspec.structs.replace(choice.chosen, instead_of=went)
        if choice.way == went:  # it went as fast the first time
            chosen = ChosenWay(rule_id=chosen.rule_id)
        return msgspec.structs.replace(choice, chosen=chosen)
    if choice.chosen.rule_id is not None:
        return choice
    tried = {one.carrier for one in avoid}
    others = sorted(
        (one for one in all_ways() if one not in avoid and cannot_take(one, here.asked) is None),
        key=lambda one: one.carrier in tried,
    )
    way = went if went not in avoid or not others else others[0]
    return msgspec.structs.replace(choice, carrier=way.carrier, service=way.service)
