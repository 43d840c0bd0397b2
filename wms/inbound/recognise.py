"""What a scan at the dock means: the work in hand decides, else it is said in words."""

from __future__ import annotations

from uuid import UUID

import msgspec

from wms.barcodes import Gtin, OwnLabel, Scanned, Sscc, candidates, parse
from wms.catalog.lots import Batch
from wms.catalog.queries import FoundProduct, find_by_barcode
from wms.db import Read, Tx
from wms.inbound.errors import (
    BarcodeUnknown,
    BarcodeUnreadable,
    NotAProduct,
    OtherShop,
    TooManyAtOnce,
)
from wms.texts import QUANTITY_MAX


class Recognised(msgspec.Struct, frozen=True, kw_only=True):
    """A product, how much of it the scan means, and what it said about the batch."""

    product: FoundProduct
    #: base units
    quantity: int
    batch: Batch


async def recognise_all(read: Read | Tx, code: str, *, times: int = 1) -> list[Recognised]:
    """Every product, of whatever shop, that the code may mean: one per shop at most.

    Raises:
        BarcodeUnreadable, NotAProduct, BarcodeUnknown, TooManyAtOnce
    """
    scanned = parse(code)
    if isinstance(scanned, OwnLabel):
        raise NotAProduct(scanned=code)
    codes = candidates(scanned)
    if not codes:
        raise BarcodeUnreadable(scanned=code)
    per_shop: dict[UUID, FoundProduct] = {}
    for product in await find_by_barcode(read, codes):
        per_shop.setdefault(product.shop_id, product)  # the best reading comes first
    if not per_shop:
        raise BarcodeUnknown(scanned=code)
    return [_recognised(product, scanned, times) for product in per_shop.values()]


async def recognise_of(
    read: Read | Tx, code: str, *, shop_id: UUID, shop: str, times: int = 1
) -> Recognised:
    """What the code means among the goods of one shop.

    Raises:
        OtherShop: it is known, but in other shops only.
        BarcodeUnreadable, NotAProduct, BarcodeUnknown, TooManyAtOnce
    """
    found = await recognise_all(read, code, times=times)
    for one in found:
        if one.product.shop_id == shop_id:
            return one
    other = found[0].product
    raise OtherShop(sku=other.sku, shop=other.shop, needed=shop)


def _recognised(product: FoundProduct, scanned: Scanned, times: int) -> Recognised:
    item = _item(scanned)
    count = item.count or 1 if item else 1
    quantity = product.quantity * count * times
    if not 1 <= quantity <= QUANTITY_MAX:
        raise TooManyAtOnce(quantity=quantity)
    is_whole = item is not None and item.unsplit is None
    batch = Batch(lot=item.lot, expires_on=item.expires_on) if item and is_whole else Batch()
    return Recognised(product=product, quantity=quantity, batch=batch)


def _item(scanned: Scanned) -> Gtin | None:
    match scanned:
        case Gtin():
            return scanned
        case Sscc(content=content):
            return content
        case _:
            return None
