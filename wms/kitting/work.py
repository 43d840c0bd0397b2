"""Asking for kits, building them and taking them apart."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import and_, func, select, update

from wms.access.people import AtWork
from wms.catalog.errors import KitNone
from wms.catalog.kits import BUILT, kit_of
from wms.catalog.models import KitPart, Lot, Product
from wms.db import Read, Tx, new_id
from wms.kitting.errors import (
    KitKeepsLots,
    KitNotBuilt,
    KitOrderOver,
    KitOrderUnknown,
    PartsMissing,
)
from wms.kitting.models import KitOrder
from wms.layout.queries import outside_of_place, place_by_id
from wms.stock.ledger import GOOD, Goods, move
from wms.stock.models import Balance
from wms.stock.tell import tell_stock
from wms.texts import Sku

#: pieces of one work order, at most
PIECES_MAX: Final = 10_000
WORKSHOP: Final = "workshop"
_REASON: Final = {"build": "kit_build", "break": "kit_break"}
Work = Literal["build", "break"]


class NewKitOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many pieces of a built kit are to be put together, or taken apart."""

    sku: Sku
    #: build: put together; break: into its parts
    work: Work
    quantity: Annotated[int, Meta(ge=1, le=PIECES_MAX)]


class KitOrderCard(msgspec.Struct, frozen=True, kw_only=True):
    """A work order and how far it is, in pieces of the kit."""

    id: UUID
    number: int
    sku: str
    #: build, or break: into its parts
    work: Work
    #: pieces that were asked for
    asked: int
    #: pieces that are done
    done: int
    status: Literal["open", "done", "cancelled"]
    created_at: datetime
    finished_at: datetime | None


async def ask_for_kits(tx: Tx, shop_id: UUID, new: NewKitOrder) -> KitOrderCard:
    """Open a work order.

    Raises:
        ProductUnknown: the shop has no such product.
        KitNotBuilt: it is no kit that is built beforehand.
        KitKeepsLots: the kit or a part of it is kept by lot or expiry.
    """
    try:
        kind = (await kit_of(tx, shop_id, new.sku)).kind
    except KitNone:
        kind = "virtual"
    if kind != BUILT:
        raise KitNotBuilt(sku=new.sku)
    kit = (
        await tx.scalars(select(Product).where(Product.shop_id == shop_id, Product.sku == new.sku))
    ).one()
    _check_no_lots([kit, *[part for part, _ in await _parts(tx, shop_id, kit.id)]])
    order = KitOrder(
        shop_id=shop_id, id=new_id(), product_id=kit.id, work=new.work, asked=new.quantity
    )
    tx.add(order)
    await tx.flush()
    return (await kit_orders(tx, shop_id=shop_id, limit=1, only=order.id))[0]


def _check_no_lots(products: list[Product]) -> None:
    for product in products:
        if product.is_lot_tracked or product.is_expiry_tracked or product.is_serial_tracked:
            raise KitKeepsLots(sku=product.sku)


async def work_on(
    tx: Tx,
    shop_id: UUID,
    order_id: UUID,
    quantity: int,
    *,
    place_id: UUID,
    by: AtWork | None,
    scan_id: UUID | None = None,
) -> KitOrderCard:
    """Build, or take apart, so many pieces out of what lies at a place, and leave it there.

    Raises:
        KitOrderUnknown, KitOrderOver: there is nothing, or not so much, left to do.
        PartsMissing: what it takes does not lie there, or is promised.
        KitKeepsLots: the shop began to keep lots of it meanwhile.
        PlaceBlocked: nothing may be put there.
    """
    order = await _take(tx, shop_id, order_id)
    if order.status != "open" or not 1 <= quantity <= order.asked - order.done:
        left = order.asked - order.done if order.status == "open" else 0
        raise KitOrderOver(number=order.number, left=left)
    kit = (
        await tx.scalars(
            select(Product).where(Product.shop_id == shop_id, Product.id == order.product_id)
        )
    ).one()
    made_of = await _parts(tx, shop_id, order.product_id)
    _check_no_lots([kit, *[part for part, _ in made_of]])
    parts = [(part.id, part.sku, pieces * quantity) for part, pieces in made_of]
    whole = [(kit.id, kit.sku, quantity)]
    taken, made = (parts, whole) if order.work == "build" else (whole, parts)
    hand = _Hand(tx, order, place_id, await outside_of_place(tx, place_id, WORKSHOP), by, scan_id)
    for product_id, sku, pieces in taken:
        await hand.take(product_id, sku, pieces)
    for product_id, _, pieces in made:
        await hand.put(product_id, pieces)
    await tx.execute(
        update(KitOrder)
        .where(KitOrder.shop_id == shop_id, KitOrder.id == order_id)
        .values(
            done=KitOrder.done + quantity,
            **(
                {"status": "done", "finished_at": func.clock_timestamp()}
                if order.done + quantity == order.asked
                else {}
            ),
        )
        .execution_options(synchronize_session=False)
    )
    products = [product_id for product_id, _, _ in [*parts, *whole]]
    await tell_stock(tx, shop_id, products, reason=_REASON[order.work])
    return (await kit_orders(tx, shop_id=shop_id, limit=1, only=order_id))[0]


class _Hand:
    """One piece of work: out of a place into the workshop, and back as something else."""

    def __init__(
        self,
        tx: Tx,
        order: KitOrder,
        place_id: UUID,
        workshop: UUID,
        by: AtWork | None,
        scan_id: UUID | None,
    ) -> None:
        self._tx, self._order, self._place, self._workshop = tx, order, place_id, workshop
        self._by, self._scan_id = by, scan_id

    async def take(self, product_id: UUID, sku: str, pieces: int) -> None:
        """What expires first is used first."""
        rows = await self._tx.execute(
            select(Balance.lot_id, (Balance.on_hand - Balance.allocated).label("free"))
            .join(
                Lot,
                and_(
                    Lot.shop_id == Balance.shop_id,
                    Lot.product_id == Balance.product_id,
                    Lot.id == Balance.lot_id,
                ),
            )
            .where(
                Balance.shop_id == self._order.shop_id,
                Balance.product_id == product_id,
                Balance.place_id == self._place,
                Balance.condition == GOOD,
                Balance.on_hand > Balance.allocated,
            )
            .order_by(Lot.expires_on.nulls_last(), Lot.id)
        )
        lots, left = rows.all(), pieces
        for lot in lots:
            part = min(left, lot.free)
            if part:
                await self._move(product_id, lot.lot_id, part, self._place, self._workshop)
            left -= part
        if left:
            place = await place_by_id(self._tx, self._place)
            raise PartsMissing(
                place=place.code, sku=sku, needed=pieces, available=sum(lot.free for lot in lots)
            )

    async def put(self, product_id: UUID, pieces: int) -> None:
        await self._move(product_id, product_id, pieces, self._workshop, self._place)

    async def _move(
        self, product_id: UUID, lot_id: UUID, pieces: int, from_place: UUID, to_place: UUID
    ) -> None:
        await move(
            self._tx,
            Goods(shop_id=self._order.shop_id, product_id=product_id, lot_id=lot_id),
            pieces,
            from_place=from_place,
            to_place=to_place,
            reason=_REASON[self._order.work],
            by=self._by,
            line_id=self._order.id,
            scan_id=self._scan_id,
        )


async def cancel_kits(tx: Tx, shop_id: UUID, order_id: UUID) -> KitOrderCard:
    """Nothing more is done; what was done stays done.

    Raises:
        KitOrderUnknown, KitOrderOver
    """
    order = await _take(tx, shop_id, order_id)
    if order.status != "open":
        raise KitOrderOver(number=order.number, left=0)
    await tx.execute(
        update(KitOrder)
        .where(KitOrder.shop_id == shop_id, KitOrder.id == order_id)
        .values(status="cancelled", finished_at=func.clock_timestamp())
        .execution_options(synchronize_session=False)
    )
    return (await kit_orders(tx, shop_id=shop_id, limit=1, only=order_id))[0]


async def _take(tx: Tx, shop_id: UUID, order_id: UUID) -> KitOrder:
    order = await tx.scalar(
        select(KitOrder)
        .where(KitOrder.shop_id == shop_id, KitOrder.id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if order is None:
        raise KitOrderUnknown
    return order


async def _parts(tx: Tx, shop_id: UUID, kit_id: UUID) -> list[tuple[Product, int]]:
    """In the order of their keys, in which everybody locks balances."""
    rows = await tx.execute(
        select(Product, KitPart.quantity)
        .join(KitPart, and_(KitPart.shop_id == Product.shop_id, KitPart.part_id == Product.id))
        .where(KitPart.shop_id == shop_id, KitPart.kit_id == kit_id)
        .order_by(Product.id)
    )
    return [(part, pieces) for part, pieces in rows]


async def kit_orders(
    read: Read | Tx,
    *,
    limit: int,
    shop_id: UUID | None = None,
    product_id: UUID | None = None,
    after: UUID | None = None,
    only: UUID | None = None,
) -> list[KitOrderCard]:
    """Work orders that the reader may see, the oldest first."""
    names = [name for name in KitOrderCard.__struct_fields__ if name != "sku"]
    wanted = (
        select(*(getattr(KitOrder, name) for name in names), Product.sku)
        .join(Product, and_(Product.shop_id == KitOrder.shop_id, Product.id == KitOrder.product_id))
        .order_by(KitOrder.id)
        .limit(limit)
    )
    for column, value in (
        (KitOrder.shop_id, shop_id),
        (KitOrder.product_id, product_id),
        (KitOrder.id, only),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    if after is not None:
        wanted = wanted.where(KitOrder.id > after)
    return [KitOrderCard(**row._mapping) for row in await read.execute(wanted)]
