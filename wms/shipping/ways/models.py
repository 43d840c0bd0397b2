"""Tables of ways: the shops' rules, and what couriers charge."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id, ShopOwned, of_a_shop
from wms.orders.chosen import UPGRADES

#: what happens to a rule; a removed one can be brought back
CHANGES = ("added", "changed", "moved", "removed", "restored")
#: a column that holds several texts, none of them when nothing is asked
_Texts = ARRAY(Text())


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


class WayRule(ShopOwned, Base):
    """A parcel like this goes this way; the first rule that it meets counts."""

    __tablename__ = "way_rules"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint(_one_of("upgrade_for", UPGRADES), name="upgrade_known"),
        CheckConstraint("weight_min_g >= 0 AND weight_max_g > 0", name="weight_positive"),
        CheckConstraint("weight_min_g <= weight_max_g", name="weight_band"),
        CheckConstraint("value_min_minor >= 0 AND value_max_minor > 0", name="value_positive"),
        CheckConstraint("value_min_minor <= value_max_minor", name="value_band"),
        CheckConstraint(
            "(value_currency IS NULL) = (num_nonnulls(value_min_minor, value_max_minor) = 0)",
            name="value_has_currency",
        ),
        CheckConstraint("pieces_min > 0", name="pieces_positive"),
        CheckConstraint(
            "upgrade_for IS DISTINCT FROM 'big_order' "
            "OR num_nonnulls(weight_min_g, value_min_minor, pieces_min) > 0",
            name="big_says_how_big",
        ),
    )

    #: the lowest is asked first
    position: Mapped[int]
    #: what an order must be like; empty and NULL: anything
    countries: Mapped[list[str]] = mapped_column(_Texts, server_default=text("'{}'"))
    postcode_prefixes: Mapped[list[str]] = mapped_column(_Texts, server_default=text("'{}'"))
    weight_min_g: Mapped[int | None]
    weight_max_g: Mapped[int | None]
    pieces_min: Mapped[int | None]
    value_min_minor: Mapped[int | None]
    value_max_minor: Mapped[int | None]
    value_currency: Mapped[str | None]
    is_cod: Mapped[bool | None]
    #: it goes to a pickup point
    is_to_point: Mapped[bool | None]
    is_fragile: Mapped[bool | None]
    is_hazmat: Mapped[bool | None]
    #: the rule is an upgrade: for a buyer's first order, a big one, or after our mistake
    upgrade_for: Mapped[str | None]
    #: the slip tells the consumer of the upgrade
    is_told: Mapped[bool] = mapped_column(server_default="true")
    carrier: Mapped[str]
    service: Mapped[str]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]


class WayRuleChange(ShopOwned, Base):
    """Somebody wrote, changed, moved or took away a rule; never changed itself."""

    __tablename__ = "way_rule_changes"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint(_one_of("what", CHANGES), name="what_known"),
    )

    #: it may be gone by now
    rule_id: Mapped[UUID]
    what: Mapped[str]
    #: the rule as it was said from then on; of a removed one as it was
    said: Mapped[dict[str, Any]]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    changed_at: Mapped[CreatedAt]


class CarrierRate(Base):
    """What one parcel costs: a way, where to, up to what weight, from what day on."""

    __tablename__ = "carrier_rates"
    __table_args__ = (
        CheckConstraint("weight_max_g > 0", name="weight_positive"),
        CheckConstraint("amount_minor >= 0 AND cod_fee_minor >= 0", name="amounts_not_negative"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_is_a_code"),
        UniqueConstraint(
            "carrier",
            "service",
            "countries",
            "weight_max_g",
            "valid_from",
            name="uq_carrier_rates_step",
        ),
        Index("ix_carrier_rates_way", "carrier", "service", "valid_from"),
    )

    id: Mapped[Id]
    carrier: Mapped[str]
    service: Mapped[str]
    #: the zone: countries that cost the same; empty: every other one
    countries: Mapped[list[str]] = mapped_column(_Texts, server_default=text("'{}'"))
    #: the step: a parcel up to this weight
    weight_max_g: Mapped[int]
    amount_minor: Mapped[int]
    #: on top when the courier collects money
    cod_fee_minor: Mapped[int] = mapped_column(server_default="0")
    currency: Mapped[str]
    #: until a later list for the same way and zone counts
    valid_from: Mapped[date] = mapped_column(Date())
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]
