"""Goods that stand at the dock although nobody said that they come."""

from __future__ import annotations

from uuid import UUID

from wms.db import Tx, new_id
from wms.errors import NotFound
from wms.inbound.hand import Person, step
from wms.inbound.models import Asn
from wms.shops.models import Shop

#: how a delivery is called that its shop has given no name
_NAME = "UNANNOUNCED-{number}"


async def open_unannounced(tx: Tx, shop_id: UUID, *, by: Person = None) -> UUID:
    """Open a delivery for what arrived; its id. Each product in it is told as ``unannounced``.

    Raises:
        NotFound: there is no such shop, or it is suspended.
    """
    shop = await tx.get(Shop, shop_id)
    if shop is None or shop.suspended_at is not None:
        raise NotFound(what="shop", name=str(shop_id))
    asn = Asn(id=new_id(), shop_id=shop_id, external_id=str(new_id()), is_announced=False)
    tx.add(asn)
    await tx.flush()
    await tx.refresh(asn)
    asn.external_id = _NAME.format(number=asn.number)
    await tx.flush()
    await step(tx, asn, "arrived", by=by)
    return asn.id
