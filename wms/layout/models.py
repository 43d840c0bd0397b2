"""Tables of the building: warehouses, zones and every place where goods can be."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id, InSandbox, ShopOwned, of_a_shop

#: addressable locations of the building
LOCATION_KINDS = (
    "dock", "storage", "pick_face", "bench", "staging", "quarantine", "returns",
)  # fmt: skip
#: containers with a label of their own: they hold goods and are carried. A tote holds one order's
#: goods on the walk, an LPN (a pallet, case or box with a licence plate) anybody's goods.
CONTAINER_KINDS = ("tote", "parcel", "lpn")
#: kinds of locations where an LPN may stand
STANDING_KINDS = ("dock", "storage", "pick_face", "staging", "quarantine", "returns")
#: outside the building: movements to and from there make the ledger sum to zero
OUTSIDE_KINDS = ("supplier", "customer", "found", "lost", "scrap", "workshop")
#: kinds from which goods can be promised to an order
PICKABLE_KINDS = ("storage", "pick_face")


def _in(kinds: tuple[str, ...]) -> str:
    return "kind IN (" + ", ".join(f"'{k}'" for k in kinds) + ")"


class Warehouse(Base):
    """One building."""

    __tablename__ = "warehouses"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    #: where the goods of test shops lie; the people of the real hall see nothing of it
    is_sandbox: Mapped[InSandbox]
    created_at: Mapped[CreatedAt]


class Zone(Base):
    """A part of a building."""

    __tablename__ = "zones"
    __table_args__ = (UniqueConstraint("warehouse_id", "code"),)

    id: Mapped[Id]
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    code: Mapped[str]
    name: Mapped[str]


class Place(Base):
    """Where goods can be: a location, a container, or outside the building.

    Goods in an LPN lie in the LPN, and the LPN stands somewhere: to move it is one row here, and no
    balance changes. What follows from where it stands is kept in three columns by a trigger
    (`sql/places_standing.sql`), so that nobody who asks on the way of a scan climbs up to the rack.
    """

    __tablename__ = "places"
    __table_args__ = (
        UniqueConstraint("warehouse_id", "code"),
        CheckConstraint(_in(LOCATION_KINDS + CONTAINER_KINDS + OUTSIDE_KINDS), name="kind_known"),
        CheckConstraint(f"(label_code IS NULL) = ({_in(OUTSIDE_KINDS)})", name="inside_has_label"),
        CheckConstraint("label_code ~ '^[0-9]{10}$'", name="label_code_shape"),
        CheckConstraint(
            "capacity_units > 0 AND capacity_weight_g > 0 AND capacity_volume_cm3 > 0 "
            "AND products_max > 0",
            name="limits_positive",
        ),
        # so whatever passes a blocked place by passes a retired one by
        CheckConstraint("retired_at IS NULL OR blocked_at IS NOT NULL", name="retired_is_blocked"),
        CheckConstraint("inside_id IS NULL OR kind = 'lpn'", name="only_lpns_stand_somewhere"),
        CheckConstraint("inside_id <> id", name="not_inside_itself"),
        CheckConstraint(
            "picked_as IS NULL OR blocked_at IS NULL AND kind IN ('storage', 'pick_face', 'lpn')",
            name="picked_from_shelves",
        ),
        Index("ix_places_kind", "warehouse_id", "kind", "pick_order"),
        # as the desk reads them page by page; parcels come and go, and stand in no list
        Index("ix_places_in_order", "pick_order", "code", postgresql_where="kind <> 'parcel'"),
        Index("ix_places_stock", "pick_order", "id", postgresql_where="kind <> 'parcel'"),
        Index("ix_places_inside_id", "inside_id", postgresql_where="inside_id IS NOT NULL"),
        Index(
            "ix_places_stands_at_id", "stands_at_id", postgresql_where="stands_at_id IS NOT NULL"
        ),
    )

    id: Mapped[Id]
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    zone_id: Mapped[UUID | None] = mapped_column(ForeignKey("zones.id"))
    kind: Mapped[str]
    #: what people read and say: A-03-17-2, T-0001
    code: Mapped[str]
    #: the ten digits of our own barcode (domain.md, "What is on our own labels")
    label_code: Mapped[str | None] = mapped_column(unique=True)
    #: the walking map: the aisle, and where the picker stands, in millimetres
    aisle: Mapped[str | None]
    x_mm: Mapped[int | None]
    y_mm: Mapped[int | None]
    #: the place's rank on a walk through the whole building
    pick_order: Mapped[int] = mapped_column(server_default="0")
    #: the most that may lie there; NULL: no limit
    capacity_units: Mapped[int | None]
    capacity_weight_g: Mapped[int | None]
    capacity_volume_cm3: Mapped[int | None]
    #: how many different products may lie there; NULL: any number
    products_max: Mapped[int | None]
    blocked_at: Mapped[datetime | None]
    #: what the office wrote about it
    blocked_because: Mapped[str | None]
    #: out of use for good, or until it is brought back; it is blocked as well
    retired_at: Mapped[datetime | None]
    #: in what an LPN stands: a location, or another LPN; none: it is not in use
    inside_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    #: kept by a trigger: the location where an LPN stands, through whatever it is nested in
    stands_at_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    #: kept by a trigger: as what kind of place orders are promised goods from here and pick them:
    #: the kind of the location, of an LPN that where it stands; none: goods here only wait
    picked_as: Mapped[str | None]
    #: a place of the hall of test shops
    is_sandbox: Mapped[InSandbox]
    created_at: Mapped[CreatedAt]


class AllowedGoods(ShopOwned, Base):
    """A place, or every place of a zone, is kept for goods of this shop, or for this product.

    A place without rows of its own goes by its zone's; without either it takes everything.
    """

    __tablename__ = "allowed_goods"
    __table_args__ = (
        of_a_shop(),
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint("(place_id IS NULL) <> (zone_id IS NULL)", name="place_or_zone"),
        UniqueConstraint(
            "place_id", "zone_id", "shop_id", "product_id", postgresql_nulls_not_distinct=True
        ),
        Index("ix_allowed_goods_zone_id", "zone_id"),
    )

    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    zone_id: Mapped[UUID | None] = mapped_column(ForeignKey("zones.id"))
    #: NULL: all products of the shop
    product_id: Mapped[UUID | None]


class ContainerMove(Base):
    """An LPN was carried with everything in it; append-only, one row whatever there is in it."""

    __tablename__ = "container_moves"
    __table_args__ = (
        CheckConstraint("from_id IS DISTINCT FROM to_id", name="goes_somewhere"),
        Index("ix_container_moves_container_id", "container_id", "id"),
    )

    id: Mapped[Id]
    container_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    #: in what it stood, and stands now; none: it was not in use
    from_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    to_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    device_id: Mapped[UUID | None]
    #: the scan behind it
    scan_id: Mapped[UUID | None]
    moved_at: Mapped[CreatedAt]
