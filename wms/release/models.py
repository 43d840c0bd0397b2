"""Tables of release: the office's rules, and what it released by hand."""

from __future__ import annotations

from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id, ShopId

#: how orders are walked for: `single` many orders of one piece into one tote, `cluster` a tote an
#: order on one cart, `order` one order alone, `zone` a part in each zone, which meet before packing
Mode = Literal["single", "cluster", "order", "zone"]
MODES: tuple[str, ...] = get_args(Mode)
#: when: at once, so many minutes before they must leave, when the desk says so, or so many at once
#: that lie together, as those before them are walked for
RELEASES = ("now", "before_cut_off", "by_hand", "in_waves")
#: what happens to a rule; a removed one can be brought back
CHANGES = ("added", "changed", "moved", "removed", "restored")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """A CHECK condition: the column is one of these."""
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


class ReleaseRule(Base):
    """Orders like this are walked for then and so; the first rule that an order meets counts.

    An order that meets none is walked for at once, with others on a cart.
    """

    __tablename__ = "release_rules"
    __table_args__ = (
        CheckConstraint(one_of("release", RELEASES), name="release_known"),
        CheckConstraint(
            "(release = 'before_cut_off') = (minutes_before IS NOT NULL)",
            name="minutes_of_cut_off",
        ),
        CheckConstraint(
            "(release = 'in_waves') = (wave_orders IS NOT NULL) AND wave_orders > 0",
            name="orders_of_wave",
        ),
        CheckConstraint("minutes_before > 0 AND due_within_min > 0", name="minutes_positive"),
        CheckConstraint(one_of("mode", MODES), name="mode_known"),
    )

    id: Mapped[Id]
    #: the lowest is asked first
    position: Mapped[int]
    #: what an order must be like; NULL: anything
    shop_id: Mapped[UUID | None] = mapped_column(ForeignKey("shops.id"))
    carrier: Mapped[str | None]
    #: as urgent as this, or more: 0 is first
    priority_max: Mapped[int | None]
    #: it must leave within so many minutes
    due_within_min: Mapped[int | None]
    #: all of its goods are promised in this zone
    zone_id: Mapped[UUID | None] = mapped_column(ForeignKey("zones.id"))
    release: Mapped[str]
    minutes_before: Mapped[int | None]
    wave_orders: Mapped[int | None]
    #: NULL: with others on a cart
    mode: Mapped[str | None]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]


class RuleChange(Base):
    """Somebody wrote, changed, moved or took away a rule; never changed itself."""

    __tablename__ = "release_rule_changes"
    __table_args__ = (CheckConstraint(one_of("what", CHANGES), name="what_known"),)

    id: Mapped[Id]
    #: it may be gone by now
    rule_id: Mapped[UUID]
    what: Mapped[str]
    #: the rule as it was said from then on; of a removed one as it was
    said: Mapped[dict[str, Any]] = mapped_column(JSONB)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    changed_at: Mapped[CreatedAt]


class HandRelease(Base):
    """This order was released by itself, whatever the rules say: by the desk, or with a wave."""

    __tablename__ = "hand_releases"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        CheckConstraint(one_of("mode", MODES), name="mode_known"),
    )

    shop_id: Mapped[ShopId]
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    mode: Mapped[str | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    #: whose wave it went with; the rule may be gone by now. NULL: the desk released it
    rule_id: Mapped[UUID | None]
    released_at: Mapped[CreatedAt]
