"""Tables of scales at the benches, and of what they said of parcels."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopOwned

#: how a scale talks, see `wms.packing.weight.scale_lines`
PROTOCOLS = ("mt-sics", "st")
#: fits: within what was expected · unknown: nobody knows what to expect · differs: nobody said yet
#: why · accepted: the packer said why · again: it was weighed again · recounted: all was taken out
VERDICTS = ("fits", "unknown", "differs", "accepted", "again", "recounted")
#: why a weight is right that was not expected
REASONS = ("filling", "insert", "catalog", "other")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{one}'" for one in values) + ")"


class Scale(Base):
    """The scale of a bench: it listens on the network, or a serial device server does for it."""

    __tablename__ = "scales"
    __table_args__ = (
        CheckConstraint(_one_of("protocol", PROTOCOLS), name="protocol_known"),
        CheckConstraint("port BETWEEN 1 AND 65535", name="port_within"),
        CheckConstraint("host <> '' AND length(host) <= 253", name="host_length"),
    )

    bench_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    protocol: Mapped[str]
    host: Mapped[str]
    port: Mapped[int]
    changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    changed_at: Mapped[CreatedAt]


class WeightCheck(ShopOwned, Base):
    """A parcel was weighed before it closed; what it weighed and what was expected."""

    __tablename__ = "weight_checks"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "parcel_id"], ["parcels.shop_id", "parcels.id"]),
        CheckConstraint(_one_of("verdict", VERDICTS), name="verdict_known"),
        CheckConstraint(_one_of("reason", REASONS), name="reason_known"),
        CheckConstraint("(verdict = 'accepted') = (reason IS NOT NULL)", name="accepted_says_why"),
        CheckConstraint("source IN ('typed', 'scale')", name="source_known"),
        CheckConstraint("weight_g > 0", name="weight_positive"),
        Index("ix_weight_checks_parcel", "shop_id", "parcel_id", "id"),
        # what cartons really weigh
        Index(
            "ix_weight_checks_carton",
            "carton_id",
            "id",
            postgresql_where="carton_id IS NOT NULL AND verdict IN ('fits', 'accepted')",
        ),
    )

    parcel_id: Mapped[UUID]
    weight_g: Mapped[int]
    source: Mapped[str]
    #: of the goods by the catalogue; the band is NULL when some of them have no weight
    goods_g: Mapped[int]
    least_g: Mapped[int | None]
    most_g: Mapped[int | None]
    carton_id: Mapped[UUID | None] = mapped_column(ForeignKey("carton_types.id"))
    verdict: Mapped[str]
    reason: Mapped[str | None]
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    weighed_at: Mapped[CreatedAt]
    decided_at: Mapped[datetime | None]
