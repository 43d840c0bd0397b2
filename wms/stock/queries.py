"""How much there is: per product, per place, and how it came to be so. As of now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from wms.catalog.models import Lot, Product
from wms.db import Read, Tx
from wms.events.models import EventSubject
from wms.layout.models import Place
from wms.stock.ledger import GOOD
from wms.stock.models import Balance, Movement


class StockOf(msgspec.Struct, frozen=True, kw_only=True):
    """What there is of a product, in base units.

    ``on_hand`` is everything inside the building, whatever its condition; ``allocated`` is promised
    to orders and still on the shelf; ``available`` can be promised now: good, on a shelf that is
    not blocked, not expired, not promised. Goods on a dock, in a tote or in a parcel are on hand
    and not available.
    """

    product_id: UUID
    sku: str
    on_hand: int
    allocated: int
    available: int
    #: condition → on hand
    conditions: dict[str, int]
    #: when some of it moved, or was told of, last; null: never
    updated_at: datetime | None


class StockAt(msgspec.Struct, frozen=True, kw_only=True):
    """What lies at one place."""

    place_id: UUID
    place: str
    place_kind: str
    #: the location where it stands, when the place is an LPN
    stands_at: str | None
    shop_id: UUID
    product_id: UUID
    sku: str
    name: str
    lot_id: UUID
    lot: str | None
    expires_on: date | None
    condition: str
    on_hand: int
    allocated: int

    @property
    def place_said(self) -> str:
        """As a person finds it: an LPN with the location where it stands."""
        return f"{self.stands_at} · {self.place}" if self.stands_at else self.place


def can_be_promised() -> ColumnElement[bool]:
    """Whether a balance (joined with its place and lot) counts as available.

    The same rule as in sql/allocate_stock.sql; a test compares the two.
    """
    return and_(
        Balance.condition == GOOD,
        Place.picked_as.is_not(None),
        or_(Lot.sell_before.is_(None), Lot.sell_before > func.current_date()),
    )


def _last_change() -> ColumnElement[datetime | None]:
    """When a product's stock changed last: a movement, or what was told (a promise, a blocked
    place, a day that came). Both are looked up by key."""
    moved = (
        select(Movement.occurred_at)
        .where(Movement.shop_id == Product.shop_id, Movement.product_id == Product.id)
        .order_by(Movement.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    told = (
        select(EventSubject.told_at)
        .where(EventSubject.shop_id == Product.shop_id, EventSubject.subject_id == Product.id)
        .scalar_subquery()
    )
    return func.greatest(moved, told)


def _per_product(
    shop_id: UUID,
) -> Select[UUID, str, int, int, int, dict[str, int] | None, datetime | None]:
    per_condition = (
        select(
            Balance.product_id,
            Balance.condition,
            func.sum(Balance.on_hand).label("on_hand"),
            func.sum(Balance.allocated).label("allocated"),
            func.sum(Balance.on_hand - Balance.allocated)
            .filter(can_be_promised())
            .label("available"),
        )
        .join(Place, Place.id == Balance.place_id)
        .join(
            Lot,
            and_(
                Lot.shop_id == Balance.shop_id,
                Lot.product_id == Balance.product_id,
                Lot.id == Balance.lot_id,
            ),
        )
        .where(Balance.shop_id == shop_id, Balance.product_id == Product.id)
        .group_by(Balance.product_id, Balance.condition)
        .lateral()
    )
    return (
        select(
            Product.id.label("product_id"),
            Product.sku,
            func.coalesce(func.sum(per_condition.c.on_hand), 0).label("on_hand"),
            func.coalesce(func.sum(per_condition.c.allocated), 0).label("allocated"),
            func.coalesce(func.sum(per_condition.c.available), 0).label("available"),
            func.jsonb_object_agg(per_condition.c.condition, per_condition.c.on_hand)
            .filter(per_condition.c.on_hand > 0)
            .label("conditions"),
            _last_change().label("updated_at"),
        )
        .outerjoin(per_condition, per_condition.c.product_id == Product.id)
        .where(Product.shop_id == shop_id)
        .group_by(Product.shop_id, Product.id)
    )


async def stock_of(
    read: Read | Tx,
    shop_id: UUID,
    *,
    skus: Sequence[str] | None = None,
    product_ids: Sequence[UUID] | None = None,
    limit: int | None = None,
    after: UUID | None = None,
    updated_since: datetime | None = None,
) -> list[StockOf]:
    """Stock per product of a shop, in the order of registering; ``after``: the last product read.

    ``updated_since``: only products whose `StockOf.updated_at` is then or later.

    A product without goods is told with zeros.
    """
    wanted = _per_product(shop_id).order_by(Product.id).limit(limit)
    if skus is not None:
        wanted = wanted.where(Product.sku.in_(skus))
    if product_ids is not None:
        wanted = wanted.where(Product.id.in_(product_ids))
    if after is not None:
        wanted = wanted.where(Product.id > after)
    if updated_since is not None:
        wanted = wanted.where(_last_change() >= updated_since)
    return [
        StockOf(
            product_id=row.product_id,
            sku=row.sku,
            on_hand=int(row.on_hand),
            allocated=int(row.allocated),
            available=int(row.available),
            conditions=row.conditions or {},
            updated_at=row.updated_at,
        )
        for row in await read.execute(wanted)
    ]


def _at_places() -> Select[
    UUID, str, str, str | None, UUID, UUID, str, str, UUID, str | None, date | None, str, int, int
]:
    location = aliased(Place)
    return (
        select(
            Balance.place_id,
            Place.code.label("place"),
            Place.kind.label("place_kind"),
            location.code.label("stands_at"),
            Balance.shop_id,
            Balance.product_id,
            Product.sku,
            Product.name,
            Balance.lot_id,
            func.nullif(Lot.code, "").label("lot"),
            Lot.expires_on,
            Balance.condition,
            Balance.on_hand,
            Balance.allocated,
        )
        .join(Place, Place.id == Balance.place_id)
        .outerjoin(location, location.id == Place.stands_at_id)
        .join(Product, and_(Product.shop_id == Balance.shop_id, Product.id == Balance.product_id))
        .join(
            Lot,
            and_(
                Lot.shop_id == Balance.shop_id,
                Lot.product_id == Balance.product_id,
                Lot.id == Balance.lot_id,
            ),
        )
        .where(Balance.on_hand > 0)
    )


async def stock_at(
    read: Read | Tx,
    *,
    place_id: UUID | None = None,
    shop_id: UUID | None = None,
    product_id: UUID | None = None,
    place_kinds: Sequence[str] | None = None,
    limit: int | None = 200,
) -> list[StockAt]:
    """What lies where, in walking order: of a place, of a product, or of kinds of places.

    ``limit``: None only for one place, which holds what it holds.
    """
    wanted = _at_places().order_by(
        Place.pick_order, Place.code, Product.sku, Lot.expires_on, Balance.condition
    )
    if place_id is not None:
        wanted = wanted.where(Balance.place_id == place_id)
    if shop_id is not None:
        wanted = wanted.where(Balance.shop_id == shop_id)
    if product_id is not None:
        wanted = wanted.where(Balance.product_id == product_id)
    if place_kinds is not None:
        wanted = wanted.where(Place.kind.in_(place_kinds))
    rows = await read.execute(wanted.limit(limit))
    return [StockAt(**row._mapping) for row in rows]
