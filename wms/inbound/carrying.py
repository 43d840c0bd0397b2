"""What the put-away screen shows: a pure function of rows, the same on any device."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from wms.access.people import AtWork
from wms.catalog.models import Lot, Product
from wms.catalog.queries import find_by_id
from wms.db import Read, Tx
from wms.idempotency import Scan
from wms.inbound.models import PutAway
from wms.inbound.put_away import WhichAsked
from wms.inbound.waiting import count_waiting, waiting
from wms.layout.models import Place

PUT_AWAY = "put_away"


class Carrying(msgspec.Struct, frozen=True, kw_only=True):
    """Bring these goods to a place; ``left`` more of them stand on the dock."""

    shop: str
    sku: str
    name: str
    barcode: str
    lot: str | None
    expires_on: date | None
    condition: str
    quantity: int
    left: int
    from_place: str
    suggested: str | None


class Which(msgspec.Struct, frozen=True, kw_only=True):
    """The scan may mean several goods: the operator says which."""

    quantity: int
    labels: list[str]


class TakeGoods(msgspec.Struct, frozen=True, kw_only=True):
    """Scan goods on the dock; ``waiting`` base units stand there."""

    waiting: int


Step = Carrying | Which | TakeGoods


async def next_step(read: Read | Tx, by: AtWork) -> Step:
    """The one thing to do now."""
    carrying = await _carrying(read, by)
    if carrying is not None:
        return carrying
    asked = await open_choice(read, by)
    if asked is not None:
        return Which(quantity=asked.quantity, labels=[choice.label for choice in asked.choices])
    return TakeGoods(waiting=await count_waiting(read))


async def open_choice(
    read: Read | Tx, by: AtWork, *, besides: UUID | None = None
) -> WhichAsked | None:
    """What the operator's last scan asked, when it did; ``besides`` is the scan that answers."""
    wanted = (
        select(Scan.answer)
        .where(
            Scan.subject_id == by.operator_id,
            Scan.operator_id == by.operator_id,
            Scan.flow == PUT_AWAY,
        )
        .order_by(Scan.at.desc())
        .limit(1)
    )
    if besides is not None:
        wanted = wanted.where(Scan.id != besides)
    last = await read.scalar(wanted)
    if last is None or last.get("did") != "which_asked":
        return None
    return msgspec.convert(last, WhichAsked)


async def _carrying(read: Read | Tx, by: AtWork) -> Carrying | None:
    source, target = aliased(Place), aliased(Place)
    row = (
        await read.execute(
            select(
                PutAway,
                func.nullif(Lot.code, "").label("lot"),
                Lot.expires_on,
                source.code.label("from_place"),
                target.code.label("suggested"),
            )
            .join(
                Lot,
                and_(
                    Lot.shop_id == PutAway.shop_id,
                    Lot.product_id == PutAway.product_id,
                    Lot.id == PutAway.lot_id,
                ),
            )
            .join(
                Product, and_(Product.shop_id == PutAway.shop_id, Product.id == PutAway.product_id)
            )
            .join(source, source.id == PutAway.from_place_id)
            .outerjoin(target, target.id == PutAway.to_place_id)
            .where(
                PutAway.operator_id == by.operator_id,
                PutAway.done_at.is_(None),
                PutAway.cancelled_at.is_(None),
            )
        )
    ).one_or_none()
    if row is None:
        return None
    carried: PutAway = row.PutAway
    product = await find_by_id(read, carried.shop_id, carried.product_id)
    there = await waiting(read, product_ids=[carried.product_id])
    left = sum(
        w.free
        for w in there
        if (w.lot_id, w.condition, w.place_id)
        == (carried.lot_id, carried.condition, carried.from_place_id)
    )
    return Carrying(
        shop=product.shop,
        sku=product.sku,
        name=product.name,
        barcode=product.barcode,
        lot=row.lot,
        expires_on=row.expires_on,
        condition=carried.condition,
        quantity=carried.quantity,
        left=left,
        from_place=row.from_place,
        suggested=row.suggested,
    )
