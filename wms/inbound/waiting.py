"""What stands on the docks and waits to be put away, and where it could go."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import Select, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from wms.catalog.models import Lot, Product
from wms.db import Read, Tx
from wms.inbound.models import PutAway
from wms.layout.models import PICKABLE_KINDS, Place
from wms.layout.queries import PlaceCard
from wms.shops.models import Shop
from wms.stock.ledger import GOOD, Goods
from wms.stock.models import Balance

#: goods stand there until somebody puts them away
WAITING_KINDS = ("dock", "returns")
#: goods that are not good go there
ASIDE_KINDS = ("quarantine", "returns")


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that can be taken in hand; ``free`` are in nobody's hands yet."""

    shop_id: UUID
    shop: str
    product_id: UUID
    sku: str
    name: str
    lot_id: UUID
    lot: str | None
    expires_on: date | None
    condition: str
    place_id: UUID
    place: str
    on_hand: int
    free: int

    @property
    def goods(self) -> Goods:
        """Which goods, for the ledger."""
        return Goods(
            shop_id=self.shop_id,
            product_id=self.product_id,
            lot_id=self.lot_id,
            condition=self.condition,
        )


def _waiting() -> Select[
    UUID, str, UUID, str, str, UUID, str | None, date | None, str, UUID, str, int, int
]:
    carried = (
        select(func.coalesce(func.sum(PutAway.quantity), 0))
        .where(
            PutAway.shop_id == Balance.shop_id,
            PutAway.product_id == Balance.product_id,
            PutAway.lot_id == Balance.lot_id,
            PutAway.condition == Balance.condition,
            PutAway.from_place_id == Balance.place_id,
            PutAway.done_at.is_(None),
            PutAway.cancelled_at.is_(None),
        )
        .scalar_subquery()
    )
    return (
        select(
            Balance.shop_id,
            Shop.name.label("shop"),
            Balance.product_id,
            Product.sku,
            Product.name,
            Balance.lot_id,
            func.nullif(Lot.code, "").label("lot"),
            Lot.expires_on,
            Balance.condition,
            Balance.place_id,
            Place.code.label("place"),
            Balance.on_hand,
            (Balance.on_hand - carried).label("free"),
        )
        .join(Place, Place.id == Balance.place_id)
        .join(Shop, Shop.id == Balance.shop_id)
        .join(Product, and_(Product.shop_id == Balance.shop_id, Product.id == Balance.product_id))
        .join(
            Lot,
            and_(
                Lot.shop_id == Balance.shop_id,
                Lot.product_id == Balance.product_id,
                Lot.id == Balance.lot_id,
            ),
        )
        .where(Balance.on_hand > 0, Place.kind.in_(WAITING_KINDS))
        .where(or_(Place.kind != "returns", Balance.condition == GOOD))
        .order_by(
            Balance.condition != GOOD, Lot.expires_on.nulls_last(), Place.code, Balance.lot_id
        )
    )


async def waiting(
    read: Read | Tx, *, product_ids: list[UUID] | None = None, limit: int = 200
) -> list[Waiting]:
    """Goods on the docks, first good ones, then by expiry."""
    wanted = _waiting().limit(limit)
    if product_ids is not None:
        wanted = wanted.where(Balance.product_id.in_(product_ids))
    return [Waiting(**row._mapping) for row in await read.execute(wanted)]


async def count_waiting(read: Read | Tx) -> int:
    """Base units on the docks that nobody carries."""
    rows = _waiting().order_by(None).subquery()
    return int(await read.scalar(select(func.coalesce(func.sum(rows.c.free), 0))) or 0)


async def suggest(read: Read | Tx, goods: Goods, *, by: UUID) -> PlaceCard | None:
    """Where the goods should go: to what is there of them, else an empty pick face, else reserve.

    A place that somebody else was sent to counts as taken. Goods that are not good go aside.
    ``by``: the operator who asks. None when there is no place left.
    """
    is_good = goods.condition == GOOD
    same = aliased(Balance)
    here = (
        select(same.place_id)
        .where(
            same.place_id == Place.id,
            same.shop_id == goods.shop_id,
            same.product_id == goods.product_id,
            same.condition == goods.condition,
            same.on_hand > 0,
        )
        .exists()
    )
    full = (
        select(Balance.place_id).where(Balance.place_id == Place.id, Balance.on_hand > 0).exists()
    )
    promised = (
        select(PutAway.id)
        .where(
            PutAway.to_place_id == Place.id,
            PutAway.done_at.is_(None),
            PutAway.cancelled_at.is_(None),
            PutAway.operator_id != by,
        )
        .exists()
    )
    is_free = and_(~full, ~promised) if is_good else true()
    row = (
        await read.execute(
            select(Place.id, Place.code, Place.kind, Place.label_code)
            .where(
                Place.kind.in_(PICKABLE_KINDS if is_good else ASIDE_KINDS),
                Place.blocked_at.is_(None),
                or_(here, is_free),
            )
            .order_by(
                here.desc(),
                case((Place.kind == "pick_face", 0), (Place.kind == "storage", 1), else_=2),
                Place.pick_order,
                Place.code,
            )
            .limit(1)
        )
    ).one_or_none()
    return None if row is None else PlaceCard(**row._mapping)
