"""Tables of the inspection: how a shop wants its goods looked at, pictures, what did not match, and
what is still to be done with graded goods."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopOwned, of_a_shop

PHOTO_SUBJECTS = ("piece", "parcel")
MISMATCHES = ("serial", "lot")
FOLLOW_UPS = ("refurbish", "return_to_shop", "scrap")
OUTCOMES = ("restocked", "opened", "scrapped", "sent", "kept")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{v}'" for v in values) + ")"


class RubricVersion(ShopOwned, Base):
    """How a shop wants its returns graded, as it was saved once; never changed. The last counts."""

    __tablename__ = "return_rubrics"
    __table_args__ = (
        of_a_shop(),
        UniqueConstraint("shop_id", "version"),
        CheckConstraint("version >= 1", name="version_positive"),
    )

    #: 1, 2, 3 … of each shop
    version: Mapped[int]
    #: a `wms.returns.inspection.rubric.Rubric`
    content: Mapped[dict[str, Any]]
    #: who at the desk saved it; none: the shop's own program
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    #: the older version that was taken up again
    restored_from: Mapped[int | None]
    created_at: Mapped[CreatedAt]


class RubricPicture(Base):
    """An example that a shop's rubric may show; kept as long as a version may name it."""

    __tablename__ = "rubric_pictures"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "photo_id"], ["photos.shop_id", "photos.id"]),
    )

    shop_id: Mapped[UUID] = mapped_column(primary_key=True)
    photo_id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[CreatedAt]


class InspectionPhoto(ShopOwned, Base):
    """A picture that an inspector took: of a piece, or of the parcel as it came."""

    __tablename__ = "inspection_photos"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "return_id"], ["returns.shop_id", "returns.id"]),
        ForeignKeyConstraint(
            ["shop_id", "return_line_id"], ["return_lines.shop_id", "return_lines.id"]
        ),
        ForeignKeyConstraint(
            ["shop_id", "inspection_id"], ["inspections.shop_id", "inspections.id"]
        ),
        ForeignKeyConstraint(["shop_id", "photo_id"], ["photos.shop_id", "photos.id"]),
        ForeignKeyConstraint(
            ["shop_id", "parcel_id"], ["return_parcels.shop_id", "return_parcels.id"]
        ),
        CheckConstraint(_one_of("subject", PHOTO_SUBJECTS), name="subject_known"),
        CheckConstraint("operator_id IS NOT NULL OR user_id IS NOT NULL", name="somebody_took_it"),
        CheckConstraint(
            "(subject = 'piece') = (return_line_id IS NOT NULL)", name="piece_has_its_line"
        ),
        Index("ix_inspection_photos_return", "shop_id", "return_id"),
    )

    return_id: Mapped[UUID]
    subject: Mapped[str]
    return_line_id: Mapped[UUID | None]
    #: none while the piece has no grade yet
    inspection_id: Mapped[UUID | None]
    #: of which of several cartons; none: of the only one
    parcel_id: Mapped[UUID | None]
    photo_id: Mapped[UUID]
    #: who took it: on the floor, or at the desk
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]


class ReturnSerial(ShopOwned, Base):
    """A serial number that came back."""

    __tablename__ = "return_serials"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "return_line_id"], ["return_lines.shop_id", "return_lines.id"]
        ),
        CheckConstraint("serial <> '' AND length(serial) <= 128", name="serial_length"),
        Index("ix_return_serials_line", "shop_id", "return_line_id"),
        Index("ix_return_serials_serial", "shop_id", "serial"),
    )

    return_line_id: Mapped[UUID]
    serial: Mapped[str]
    scan_id: Mapped[UUID | None]
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    created_at: Mapped[CreatedAt]
    #: the scan was none
    taken_back_at: Mapped[datetime | None]


class ReturnMismatch(ShopOwned, Base):
    """A piece that came back is not the one that was shipped: another serial number or lot."""

    __tablename__ = "return_mismatches"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "return_line_id"], ["return_lines.shop_id", "return_lines.id"]
        ),
        CheckConstraint(_one_of("kind", MISMATCHES), name="kind_known"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_return_mismatches_line", "shop_id", "return_line_id"),
    )

    return_line_id: Mapped[UUID]
    kind: Mapped[str]
    found: Mapped[str]
    #: what was shipped with the order
    shipped: Mapped[list[str]]
    #: the number of the shop's order with which the found one was shipped, when one was
    shipped_with: Mapped[str | None]
    quantity: Mapped[int]
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    #: the supervisor who says that it counts all the same
    allowed_by: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    scan_id: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]
    taken_back_at: Mapped[datetime | None]


class FollowUp(ShopOwned, Base):
    """What is still to be done with goods that have their grade."""

    __tablename__ = "return_follow_ups"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "inspection_id"], ["inspections.shop_id", "inspections.id"]
        ),
        CheckConstraint(_one_of("kind", FOLLOW_UPS), name="kind_known"),
        CheckConstraint(_one_of("outcome", OUTCOMES), name="outcome_known"),
        CheckConstraint("(done_at IS NULL) = (outcome IS NULL)", name="done_with_an_outcome"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_return_follow_ups_open", "kind", "id", postgresql_where="done_at IS NULL"),
        Index("ix_return_follow_ups_inspection", "shop_id", "inspection_id"),
    )

    inspection_id: Mapped[UUID]
    kind: Mapped[str]
    product_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    condition: Mapped[str]
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    quantity: Mapped[int]
    created_at: Mapped[CreatedAt]
    outcome: Mapped[str | None]
    done_at: Mapped[datetime | None]
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
