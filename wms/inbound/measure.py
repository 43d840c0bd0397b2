"""Weighing and measuring a product while it stands at the dock, where its shop told nothing."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import select

from wms.access.people import AtWork
from wms.catalog.measure import Measured, measure
from wms.catalog.models import Product
from wms.db import Tx
from wms.inbound.counting import last_counted
from wms.inbound.errors import NothingScanned
from wms.inbound.hand import take_asn


class DockMeasured(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="measured"):
    """What was measured is kept; the shop is asked when several measurements agree."""

    sku: str


async def measure_last(
    tx: Tx, asn_id: UUID, measured: Measured, *, by: AtWork, scan_id: UUID
) -> DockMeasured:
    """Keep what the scale or the ruler says of the product that this operator scanned last.

    Raises:
        AsnUnknown, AsnFinished
        NothingScanned: nothing was scanned yet.
        NothingMeasured: neither a weight nor a size.
    """
    asn = await take_asn(tx, asn_id)
    last = await last_counted(tx, asn_id, by, besides=scan_id)
    if last is None or last.sku is None:
        raise NothingScanned
    product_id = await tx.scalar(
        select(Product.id).where(Product.shop_id == asn.shop_id, Product.sku == last.sku)
    )
    assert product_id is not None, "what was counted is a product of the shop"
    await measure(tx, asn.shop_id, product_id, measured, source="receiving")
    return DockMeasured(sku=last.sku)
