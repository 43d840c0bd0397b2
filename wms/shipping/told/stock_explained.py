"""Why a product's stock is what it is: each unit on hand, and what it is doing.

It stands here because it looks into all of the hall: shelves, promises, totes and parcels.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.layout.models import PICKABLE_KINDS
from wms.orders.reasons import Waiting, waiting_for

#: parts told one by one; what is more is told as one number
PARTS_MAX: Final = 200


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the units on hand, and why they can be sold or not; ``quantity`` in base units."""

    #: free promised picked packed waiting aside blocked expired short_dated opened damaged
    #: quarantine more
    code: str
    quantity: int
    sentence: str
    place: str | None = None
    #: since when they are there so
    since: datetime | None = None
    lot: str | None = None
    expires_on: date | None = None
    #: the order's own name at its shop, and our number
    order: str | None = msgspec.field(default=None, name="order_external_id")
    order_number: int | None = None
    #: of what is promised, why these goods and no others: expires_first, oldest_lot, pick_face …
    chosen_by: str | None = None


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """What there is of a product: the quantities of ``parts`` add up to ``on_hand``."""

    product_id: UUID
    sku: str
    on_hand: int
    sentence: str
    parts: list[Part]
    #: when some of it was last counted to the end, where, and by how many people in turn; who they
    #: were is the hall's own affair, and told at the desk
    last_counted_at: datetime | None
    #: where that was
    last_counted_place: str | None
    #: by how many people in turn
    last_counted_people: int | None
    #: the orders that wait for it, in their turn, and why
    waiting: list[Waiting]


_PARTS = text(
    """
    WITH here AS (
        SELECT b.*, pl.code AS place, pl.kind, nullif(l.code, '') AS lot, l.expires_on,
               CASE
                   WHEN l.expires_on <= current_date AND b.condition IN ('good', 'quarantine')
                        AND pl.kind <> ALL (:gone) THEN 'expired'
                   WHEN b.condition <> 'good' THEN b.condition
                   WHEN pl.kind = 'tote' THEN 'picked'
                   WHEN pl.kind = 'parcel' THEN 'packed'
                   WHEN at.kind IN ('dock', 'returns') THEN 'waiting'
                   WHEN at.kind <> ALL (:pickable) THEN 'aside'
                   WHEN pl.picked_as IS NULL THEN 'blocked'
                   WHEN l.sell_before <= current_date THEN 'short_dated'
                   ELSE 'free'
               END AS code
        FROM balances b
        JOIN places pl ON pl.id = b.place_id
        -- not one join by coalesce(): under row-level security no index serves it
        CROSS JOIN LATERAL (SELECT CASE WHEN pl.stands_at_id IS NULL THEN pl.kind ELSE (
            SELECT kind FROM places WHERE id = pl.stands_at_id) END AS kind) AS at
        JOIN lots l ON l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id
        WHERE b.shop_id = :shop AND b.product_id = :product AND b.on_hand > 0
    ), parts AS (
        SELECT 'promised' AS code, a.quantity - a.picked - a.freed AS quantity, h.place,
               a.created_at AS since, h.lot, h.expires_on, ol.order_id, a.chosen_by
        FROM here h
        JOIN allocations a ON a.shop_id = h.shop_id AND a.product_id = h.product_id
             AND a.lot_id = h.lot_id AND a.place_id = h.place_id
        JOIN order_lines ol ON ol.shop_id = a.shop_id AND ol.id = a.order_line_id
        WHERE h.allocated > 0 AND h.condition = 'good' AND a.quantity > a.picked + a.freed
        UNION ALL
        SELECT h.code, h.on_hand - h.allocated, h.place, h.first_at, h.lot, h.expires_on,
               coalesce(
                   (SELECT p.order_id FROM parcels p
                    WHERE p.shop_id = h.shop_id AND p.id = h.place_id),
                   (SELECT ro.order_id FROM pick_run_orders ro
                    WHERE ro.shop_id = h.shop_id AND ro.tote_id = h.place_id
                      AND ro.emptied_at IS NULL AND NOT ro.is_batch),
                   (SELECT f.order_id FROM full_totes f
                    WHERE f.shop_id = h.shop_id AND f.tote_id = h.place_id)), NULL
        FROM here h WHERE h.on_hand > h.allocated
    )
    SELECT p.code, p.quantity, p.place, p.since, p.lot, p.expires_on,
           o.external_id AS order, o.number AS order_number, p.chosen_by,
           CAST(sum(p.quantity) OVER () AS bigint) AS total
    FROM parts p
    LEFT JOIN orders o ON o.shop_id = :shop AND o.id = p.order_id
    ORDER BY p.code <> 'free', p.quantity DESC, p.place, o.number LIMIT :limit
    """
)
_COUNTED = text(
    """
    SELECT c.closed_at, p.code AS place, (
               SELECT count(DISTINCT e.operator_id) FROM count_entries e
               WHERE e.shop_id = c.shop_id AND e.count_id = c.id) AS people
    FROM place_counts c JOIN places p ON p.id = c.place_id
    WHERE c.shop_id = :shop AND c.product_id = :product AND c.status = 'done' AND c.rounds > 0
    ORDER BY c.closed_at DESC LIMIT 1
    """
)
_PRODUCT = text("SELECT id FROM products WHERE shop_id = :shop AND sku = :sku")

_SENTENCES: Final = {
    "free": "{quantity} free",
    "promised": "{quantity} promised to order {order}",
    "picked": "{quantity} picked for order {order}",
    "packed": "{quantity} packed for order {order}",
    "waiting": "{quantity} waiting to be put away since {since}",
    "aside": "{quantity} aside at {place} since {since}",
    "blocked": "{quantity} at {place}, which is blocked",
    "expired": "{quantity} expired on {expires_on}",
    "short_dated": "{quantity} too short-dated to be sold, expiring on {expires_on}",
    "opened": "{quantity} opened since {since}",
    "damaged": "{quantity} damaged since {since}",
    "quarantine": "{quantity} in quarantine since {since}",
    "more": "{quantity} more",
}
_NO_ORDER: Final = {
    "picked": "{quantity} in tote {place}",
    "packed": "{quantity} in parcel {place}",
}


async def explain_stock(read: Read | Tx, shop_id: UUID, sku: str) -> Explained:
    """Every unit on hand of a product, and what it is doing.

    Raises:
        NotFound: the shop has no product of this SKU.
    """
    product_id = await read.scalar(_PRODUCT, {"shop": shop_id, "sku": sku})
    if product_id is None:
        raise NotFound(what="product", name=sku)
    rows = (
        await read.execute(
            _PARTS,
            {
                "shop": shop_id,
                "product": product_id,
                "pickable": list(PICKABLE_KINDS),
                "gone": ["tote", "parcel"],
                "limit": PARTS_MAX,
            },
        )
    ).all()
    on_hand = int(rows[0].total) if rows else 0
    told = [
        {name: value for name, value in row._mapping.items() if name != "total"} for row in rows
    ]
    more = on_hand - sum(row.quantity for row in rows)
    if more:
        told.append({"code": "more", "quantity": more})
    parts = [Part(sentence=_sentence(each), **each) for each in told]
    words = f"{on_hand} on hand"
    if parts:
        words += ": " + ", ".join(part.sentence for part in parts)
    words += "."
    counted = (await read.execute(_COUNTED, {"shop": shop_id, "product": product_id})).first()
    if counted is not None:
        by = "one person" if counted.people == 1 else f"{counted.people} people"
        words += (
            f" Last counted on {counted.closed_at.date().isoformat()} at {counted.place} by {by}."
        )
    return Explained(
        product_id=product_id,
        sku=sku,
        on_hand=on_hand,
        sentence=words,
        parts=parts,
        last_counted_at=counted.closed_at if counted else None,
        last_counted_place=counted.place if counted else None,
        last_counted_people=counted.people if counted else None,
        waiting=await waiting_for(read, shop_id, product_id),
    )


def _sentence(told: dict[str, object]) -> str:
    code = str(told["code"])
    sentence = _SENTENCES[code]
    if code in _NO_ORDER and told.get("order") is None:
        sentence = _NO_ORDER[code]
    since = told.get("since")
    return sentence.format(
        **{**told, "since": since.date().isoformat() if isinstance(since, datetime) else "–"}
    )
