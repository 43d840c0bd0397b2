"""Reading what came otherwise than announced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, Uuid, and_, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from wms.catalog.models import Product
from wms.db import Read, Tx
from wms.inbound.discrepancy_errors import DiscrepancyUnknown
from wms.inbound.models import Asn, Discrepancy, DiscrepancyPhoto


class DiscrepancyCard(msgspec.Struct, frozen=True, kw_only=True):
    """What came otherwise than announced, and what becomes of it."""

    id: UUID
    asn_id: UUID
    kind: str
    sku: str | None
    quantity: int
    #: what a person said of it
    note: str | None
    #: facts beside ``kind``: ``expires_on`` of short-dated goods
    details: dict[str, Any] | None
    #: open, decided (goods wait to go back), done
    status: str
    #: until then the shop decides, else ``fallback`` happens
    decide_by: datetime
    #: what happens when nobody decides in time
    fallback: str
    decision: str | None
    #: who decided: shop, office, or the time
    decided_by: str | None
    #: what was written with the decision
    decided_note: str | None
    decided_at: datetime | None
    #: pictures of it, taken at the dock
    photo_ids: tuple[UUID, ...]
    created_at: datetime
    #: a page where a person can decide without logging in, while it can be decided
    decide_url: str | None = None


def shown_discrepancies() -> Select[Any]:
    """Each difference as its shop sees it, with the keys of its delivery."""
    shown = [
        getattr(Discrepancy, name)
        for name in DiscrepancyCard.__struct_fields__
        if name not in ("sku", "photo_ids", "decide_url")
    ]
    photo_ids = func.array(
        select(DiscrepancyPhoto.id)
        .where(
            DiscrepancyPhoto.shop_id == Discrepancy.shop_id,
            DiscrepancyPhoto.discrepancy_id == Discrepancy.id,
        )
        .order_by(DiscrepancyPhoto.id)
        .scalar_subquery(),
        type_=ARRAY(Uuid()),
    ).label("photo_ids")
    return (
        select(Discrepancy.shop_id, Product.sku, photo_ids, *shown)
        .outerjoin(
            Product,
            and_(Product.shop_id == Discrepancy.shop_id, Product.id == Discrepancy.product_id),
        )
        .where(Discrepancy.status != "withdrawn")
    )


async def discrepancy_cards(
    read: Read | Tx,
    shop_id: UUID,
    *,
    limit: int,
    after: UUID | None = None,
    status: str | None = None,
) -> list[DiscrepancyCard]:
    """What differs in a shop's deliveries, in the order in which it was noticed."""
    wanted = (
        shown_discrepancies()
        .where(Discrepancy.shop_id == shop_id)
        .order_by(Discrepancy.id)
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(Discrepancy.id > after)
    if status is not None:
        wanted = wanted.where(Discrepancy.status == status)
    rows = await read.execute(wanted.execution_options(populate_existing=True))
    return [_discrepancy_card(row._mapping) for row in rows]


async def discrepancy_card(
    read: Read | Tx, shop_id: UUID, asn_id: UUID, discrepancy_id: UUID
) -> DiscrepancyCard:
    """One difference of a delivery. DiscrepancyUnknown when there is none."""
    row = (
        await read.execute(
            shown_discrepancies().where(
                Discrepancy.shop_id == shop_id,
                Discrepancy.asn_id == asn_id,
                Discrepancy.id == discrepancy_id,
            )
        )
    ).one_or_none()
    if row is None:
        raise DiscrepancyUnknown(name=str(discrepancy_id))
    return _discrepancy_card(row._mapping)


def _discrepancy_card(row: Mapping[str, Any]) -> DiscrepancyCard:
    facts = {name: row[name] for name in DiscrepancyCard.__struct_fields__ if name in row}
    return DiscrepancyCard(**facts | {"photo_ids": tuple(row["photo_ids"])})


class GoingBack(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that wait for the supplier's driver."""

    id: UUID
    sku: str
    quantity: int


async def going_back(read: Read | Tx, asn_id: UUID, *, limit: int) -> list[GoingBack]:
    """What of a delivery goes back to its supplier."""
    rows = await read.execute(
        select(Discrepancy.id, Product.sku, Discrepancy.quantity)
        .join(
            Product,
            and_(Product.shop_id == Discrepancy.shop_id, Product.id == Discrepancy.product_id),
        )
        .join(Asn, and_(Asn.shop_id == Discrepancy.shop_id, Asn.id == Discrepancy.asn_id))
        .where(Asn.id == asn_id, Discrepancy.status == "decided")
        .order_by(Discrepancy.id)
        .limit(limit)
    )
    return [GoingBack(**row._mapping) for row in rows]
