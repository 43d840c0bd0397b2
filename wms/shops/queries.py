"""Reads of the shops."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.shops.models import Shop

#: more shops than this are not listed at once
LIST_MAX = 200


class ShopShown(msgspec.Struct, frozen=True, kw_only=True):
    """A shop as others see it."""

    id: UUID
    code: str
    name: str
    language: str
    email: str
    address: dict[str, Any]
    returns_url: str | None
    slip_message: str | None
    backorder_policy: str
    is_weight_asked: bool
    suspended_at: datetime | None
    #: it is the sandbox of this shop
    sandbox_of: UUID | None
    created_at: datetime


def _shown(row: Shop) -> ShopShown:
    return msgspec.convert(row, ShopShown, from_attributes=True)


async def shop(read: Read | Tx, shop_id: UUID) -> ShopShown:
    """One shop.

    Raises:
        NotFound: there is none with this id that the asker may see.
    """
    row = await read.get(Shop, shop_id)
    if row is None:
        raise NotFound(what="shop", name=str(shop_id))
    return _shown(row)


async def shop_by_code(read: Read | Tx, code: str) -> ShopShown:
    """One shop by the short name that staff say aloud.

    Raises:
        NotFound: there is none.
    """
    row = await read.scalar(select(Shop).where(Shop.code == code))
    if row is None:
        raise NotFound(what="shop", name=code)
    return _shown(row)


async def shops(read: Read | Tx) -> list[ShopShown]:
    """All shops by code, at most ``LIST_MAX``."""
    rows = await read.scalars(select(Shop).order_by(Shop.code).limit(LIST_MAX))
    return [_shown(row) for row in rows]
