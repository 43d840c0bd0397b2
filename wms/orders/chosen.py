"""The way of an order (a courier and one of its services) when the shop left it to the rules."""

from __future__ import annotations

from typing import Any, Final, Literal, get_args
from uuid import UUID

import msgspec

#: why an order goes faster than it would have
Upgrade = Literal["first_order", "big_order", "our_mistake"]
UPGRADES: Final[tuple[str, ...]] = get_args(Upgrade)


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A courier and one of its services, by their codes."""

    carrier: str
    service: str


class ChosenWay(msgspec.Struct, frozen=True, kw_only=True):
    """How the way of an order was chosen; an order whose shop named its way has none of this."""

    #: None: no rule took the order, it goes the usual way; the rule may be gone by now
    rule_id: UUID | None = None
    #: it goes faster than it would have, for this reason
    upgraded_for: Upgrade | None = None
    #: how it would have gone without the upgrade
    instead_of: Way | None = None
    #: the slip says so to the consumer
    is_told: bool = False


class WayTold(msgspec.Struct, frozen=True, kw_only=True):
    """The same as its shop sees it: the rules chose, and whether it is an upgrade."""

    #: first_order, big_order or our_mistake; null: it goes as usual
    upgraded_for: Upgrade | None
    #: how it would have gone
    instead_of: Way | None


def way_of(kept: dict[str, Any] | None) -> ChosenWay | None:
    """As the order's row keeps it."""
    return None if kept is None else msgspec.convert(kept, ChosenWay)


def told(way: ChosenWay | None) -> WayTold | None:
    """What the shop sees of it."""
    if way is None:
        return None
    return WayTold(upgraded_for=way.upgraded_for, instead_of=way.instead_of)
