"""Reading the tote of a batch at the bench: pieces of many orders of one piece each."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: products listed on one screen
SHOWN_MAX = 60


class InBatch(msgspec.Struct, frozen=True, kw_only=True):
    """A product of which pieces should be in the tote."""

    shop_id: UUID
    sku: str
    name: str
    shop: str
    photo: str | None
    #: pieces that wait for a parcel, without those of orders that are held back
    left: int
    held: int
    cancelled: int


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """The tote of a batch, and what should be in it by the books."""

    tote_id: UUID
    tote: str
    goods: tuple[InBatch, ...]
    #: number of a cancelled order whose piece is in it
    cancelled_order: int | None

    @property
    def left(self) -> int:
        """Pieces that wait for a parcel."""
        return sum(one.left for one in self.goods)

    @property
    def held(self) -> int:
        """Pieces of orders that are held back."""
        return sum(one.held for one in self.goods)

    @property
    def cancelled(self) -> int:
        """Pieces of orders that were cancelled: they go back to a shelf."""
        return sum(one.cancelled for one in self.goods)


_TOTE = text("SELECT code FROM places WHERE id = :tote AND kind = 'tote'")
_GOODS = text(
    """
    SELECT p.shop_id, p.sku, p.name, s.name AS shop, (
               SELECT ph.shop_id || '/' || ph.photo_id FROM product_photos ph
               WHERE ph.shop_id = p.shop_id AND ph.product_id = p.id
               ORDER BY ph.photo_id LIMIT 1) AS photo,
           count(*) FILTER (WHERE NOT i.is_stopped AND NOT i.is_held) AS left,
           count(*) FILTER (WHERE NOT i.is_stopped AND i.is_held) AS held,
           count(*) FILTER (WHERE i.is_stopped) AS cancelled,
           min(i.number) FILTER (WHERE i.is_stopped) AS cancelled_order
    FROM pack_in_batch(:tote) AS i
    JOIN products p ON p.shop_id = i.shop_id AND p.id = i.product_id
    JOIN shops s ON s.id = p.shop_id
    GROUP BY p.shop_id, p.id, p.sku, p.name, s.name ORDER BY p.sku, s.name LIMIT :most
    """
)


async def batch_at_bench(read: Read | Tx, tote_id: UUID) -> Batch | None:
    """What should be in a tote; without goods when all of it is packed; None: it is no tote."""
    code = await read.scalar(_TOTE, {"tote": tote_id})
    if code is None:
        return None
    rows = (await read.execute(_GOODS, {"tote": tote_id, "most": SHOWN_MAX})).all()
    stopped = [row.cancelled_order for row in rows if row.cancelled_order is not None]
    facts = ({name: row._mapping[name] for name in InBatch.__struct_fields__} for row in rows)
    return Batch(
        tote_id=tote_id,
        tote=code,
        goods=tuple(InBatch(**one) for one in facts),
        cancelled_order=min(stopped, default=None),
    )


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """The one piece of an order, and the batch's tote in which it lies."""

    sku: str
    tote: str


_PIECE = text(
    """
    SELECT p.sku, t.code AS tote
    FROM orders o
    JOIN pick_run_orders ro ON ro.shop_id = o.shop_id AND ro.order_id = o.id AND ro.is_batch
                           AND ro.emptied_at IS NULL
    JOIN places t ON t.id = ro.tote_id
    JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.id AND l.picked > l.packed
    JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE o.number = :order LIMIT 1
    """
)


async def piece_of(read: Read | Tx, order_number: int) -> Piece | None:
    """The piece of an order that lies in the tote of a batch; None: it has a tote of its own."""
    row = (await read.execute(_PIECE, {"order": order_number})).first()
    return Piece(**row._mapping) if row else None


_GOES_ON = text(
    """
    SELECT mine.tote_id
    FROM orders o
    JOIN pick_run_orders mine ON mine.shop_id = o.shop_id AND mine.order_id = o.id AND mine.is_batch
    WHERE o.number = :order AND EXISTS (
        SELECT FROM pick_run_orders ro WHERE ro.tote_id = mine.tote_id AND ro.run_id = mine.run_id
        AND ro.emptied_at IS NULL AND ro.order_id <> o.id)
    LIMIT 1
    """
)


_ORDER_OF = text(
    "SELECT o.number FROM parcels pa "
    "JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id WHERE pa.number = :parcel"
)


async def batch_of_parcel(read: Read | Tx, parcel: int) -> UUID | None:
    """As `batch_of`, by the number of a parcel."""
    number = await read.scalar(_ORDER_OF, {"parcel": parcel})
    return None if number is None else await batch_of(read, number)


async def batch_of(read: Read | Tx, order_number: int) -> UUID | None:
    """The tote out of which this order's piece came, while there is more in it; else None."""
    tote: UUID | None = await read.scalar(_GOES_ON, {"order": order_number})
    return tote
