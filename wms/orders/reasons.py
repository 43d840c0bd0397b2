"""Why an order has exactly these goods, and why it waits for others: in codes and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: orders named as those who have the goods, and as those who wait for them
NAMED_MAX: Final = 5
#: waiting orders of a product told at once
WAITING_MAX: Final = 20


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that an order line is promised, and why these."""

    place: str
    lot: str | None
    expires_on: date | None
    quantity: int
    #: expires_first oldest_lot pick_face whole came_first nearest picker replenished; null: there
    #: were no others
    code: str | None
    sentence: str


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """Another order that has goods which this one waits for."""

    order: str
    order_number: int
    quantity: int
    #: more_urgent leaves_sooner came_first had_enough
    code: str
    sentence: str


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An order line that waits, and why; ``quantity`` and ``free`` in base units."""

    order: str = msgspec.field(name="order_external_id")
    order_number: int
    sku: str
    quantity: int
    #: what is free of the product now
    free: int
    #: none_free kept not_enough others_missing kit_incomplete next_pass
    code: str
    sentence: str


class Reasons(msgspec.Struct, frozen=True, kw_only=True):
    """One order line: what it has, what it waits for, and who has that."""

    line_no: int
    sku: str
    chosen: list[Chosen]
    waiting: Waiting | None
    before: list[Before]


_WHY_THESE: Final = {
    None: "no others were free",
    "expires_first": "they expire first",
    "oldest_lot": "their lot is the oldest",
    "pick_face": "they lie at a pick face",
    "whole": "the whole quantity lies there",
    "came_first": "they came first",
    "nearest": "they are first on the walk",
    "picker": "the picker took them there",
    "replenished": "they were brought to the pick face",
}
_WHY_BEFORE: Final = {
    "more_urgent": "it is more urgent",
    "leaves_sooner": "it must leave sooner",
    "came_first": "it came first",
    "had_enough": "there was enough for it, and not for this order",
}
_WHY_WAITING: Final = {
    "none_free": "{quantity} of {sku} wait: none is free",
    "kept": "{quantity} of {sku} wait: {free} free, kept for an order overtaken for too long",
    "not_enough": "{quantity} of {sku} wait: {free} free, and the order goes whole or not at all",
    "others_missing": "{quantity} of {sku} wait for the rest of the order, which goes whole",
    "kit_incomplete": "{quantity} of {sku} wait for the other parts of their kit",
    "next_pass": "{quantity} of {sku} are promised in a moment",
}

# What waits, and why: of an order (:order) or of a product (:product), in the order of their turns.
# Of the order's other lines only whether there is enough is asked.
_WAITING: Final = text(
    """
    WITH line AS MATERIALIZED (
        SELECT o.id AS order_id, o.external_id, o.number, o.priority, o.ship_by,
               goes_whole(o) AS is_whole, l.line_no, l.product_id, l.kit_id,
               l.backordered AS quantity
        FROM order_lines l
        JOIN orders o ON o.shop_id = l.shop_id AND o.id = l.order_id
                     AND o.status IN ('backordered', 'allocated')
        WHERE l.shop_id = :shop AND l.backordered > 0
          AND (CAST(:order AS uuid) IS NULL OR l.order_id = :order)
          AND (CAST(:product AS uuid) IS NULL OR l.product_id = :product)
        ORDER BY o.priority, o.ship_by NULLS LAST, o.number, l.line_no LIMIT :most
    )
    SELECT l.external_id AS order, l.number AS order_number, p.sku, l.quantity, l.line_no,
           CAST(coalesce(f.free, 0) AS int) AS free,
           CASE WHEN coalesce(f.free, 0) = 0 THEN 'none_free'
                WHEN f.free <= (SELECT kept FROM orders o CROSS JOIN LATERAL kept_before(o, '{}') k
                                WHERE o.shop_id = :shop AND o.id = l.order_id
                                  AND k.product_id = l.product_id) THEN 'kept'
                WHEN l.is_whole AND f.free < l.quantity THEN 'not_enough'
                WHEN l.is_whole AND EXISTS (
                    SELECT FROM order_lines m CROSS JOIN LATERAL (
                        SELECT coalesce(sum(free), 0) AS free
                        FROM free_stock(:shop, ARRAY[m.product_id])) AS g
                    WHERE m.shop_id = :shop AND m.order_id = l.order_id
                      AND m.backordered > g.free) THEN 'others_missing'
                WHEN l.kit_id IS NOT NULL AND NOT l.is_whole THEN 'kit_incomplete'
                ELSE 'next_pass' END AS code
    FROM line l
    JOIN products p ON p.shop_id = :shop AND p.id = l.product_id
    CROSS JOIN LATERAL (SELECT sum(free) AS free FROM free_stock(:shop, ARRAY[l.product_id])) AS f
    ORDER BY l.priority, l.ship_by NULLS LAST, l.number, l.line_no
    """
)
_LINES: Final = text(
    """
    SELECT l.line_no, p.sku, l.product_id FROM order_lines l
    JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE l.shop_id = :shop AND l.order_id = :order AND l.ordered > 0 ORDER BY l.line_no
    """
)
_CHOSEN: Final = text(
    """
    SELECT l.line_no, pl.code AS place, nullif(t.code, '') AS lot, t.expires_on,
           a.quantity - a.freed AS quantity, a.chosen_by AS code
    FROM order_lines l
    JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id AND a.quantity > a.freed
    JOIN places pl ON pl.id = a.place_id
    JOIN lots t ON t.shop_id = a.shop_id AND t.product_id = a.product_id AND t.id = a.lot_id
    WHERE l.shop_id = :shop AND l.order_id = :order ORDER BY l.line_no, a.id
    """
)
# whose promises lie on the shelves: along the product's balances and their places
_BEFORE: Final = text(
    """
    SELECT h.order, h.order_number, h.quantity,
           CASE WHEN h.priority < o.priority THEN 'more_urgent'
                WHEN h.priority = o.priority AND h.ship_by < coalesce(o.ship_by, 'infinity')
                    THEN 'leaves_sooner'
                WHEN h.priority = o.priority AND h.ship_by IS NOT DISTINCT FROM o.ship_by
                     AND h.order_number < o.number THEN 'came_first'
                ELSE 'had_enough' END AS code
    FROM orders o CROSS JOIN LATERAL (
        SELECT r.external_id AS order, r.number AS order_number, r.priority, r.ship_by,
               CAST(sum(a.quantity - a.picked - a.freed) AS int) AS quantity
        FROM balances b
        JOIN allocations a ON a.place_id = b.place_id AND a.shop_id = b.shop_id
             AND a.product_id = b.product_id AND a.lot_id = b.lot_id
             AND a.quantity > a.picked + a.freed
        JOIN order_lines l ON l.shop_id = a.shop_id AND l.id = a.order_line_id
        JOIN orders r ON r.shop_id = l.shop_id AND r.id = l.order_id AND r.id <> o.id
        WHERE b.shop_id = :shop AND b.product_id = :product AND b.condition = 'good'
          AND b.allocated > 0
        GROUP BY r.id, r.external_id, r.number, r.priority, r.ship_by
        ORDER BY quantity DESC, r.number LIMIT :most) AS h
    WHERE o.shop_id = :shop AND o.id = :order
    """
)


async def waiting_for(read: Read | Tx, shop_id: UUID, product_id: UUID) -> list[Waiting]:
    """The order lines that wait for a product, in their turn, and why; the first few."""
    return [one for _, one in await _waiting(read, shop_id, product_id=product_id)]


async def reasons(read: Read | Tx, shop_id: UUID, order_id: UUID) -> list[Reasons]:
    """Each line of an order: why it got this stock, why it waits, and who has what it waits for.

    No line for an order that is not there.
    """
    key = {"shop": shop_id, "order": order_id}
    lines = (await read.execute(_LINES, key)).all()
    chosen: dict[int, list[Chosen]] = {}
    for row in await read.execute(_CHOSEN, key):
        told = dict(row._mapping)
        chosen.setdefault(told.pop("line_no"), []).append(_chosen(told))
    waiting = dict(await _waiting(read, shop_id, order_id=order_id))
    before: dict[UUID, list[Before]] = {
        line.product_id: await _before(read, {**key, "product": line.product_id})
        for line in lines
        if line.line_no in waiting
    }
    return [
        Reasons(
            line_no=line.line_no,
            sku=line.sku,
            chosen=chosen.get(line.line_no, []),
            waiting=waiting.get(line.line_no),
            before=before.get(line.product_id, []) if line.line_no in waiting else [],
        )
        for line in lines
    ]


async def _waiting(
    read: Read | Tx, shop_id: UUID, *, order_id: UUID | None = None, product_id: UUID | None = None
) -> Sequence[tuple[int, Waiting]]:
    most = WAITING_MAX if order_id is None else None  # an order has what lines it has
    facts = {"shop": shop_id, "order": order_id, "product": product_id, "most": most}
    found = []
    for row in await read.execute(_WAITING, facts):
        told: dict[str, Any] = dict(row._mapping)
        line_no = told.pop("line_no")
        found.append((line_no, Waiting(sentence=_WHY_WAITING[told["code"]].format(**told), **told)))
    return found


async def _before(read: Read | Tx, key: dict[str, Any]) -> list[Before]:
    rows = await read.execute(_BEFORE, {**key, "most": NAMED_MAX})
    return [
        Before(
            sentence=f"{row.quantity} are promised to order {row.order}: {_WHY_BEFORE[row.code]}",
            **row._mapping,
        )
        for row in rows
    ]


def _chosen(told: dict[str, Any]) -> Chosen:
    lot = f" of lot {told['lot']}" if told["lot"] else ""
    sentence = f"{told['quantity']}{lot} from {told['place']}: {_WHY_THESE[told['code']]}"
    return Chosen(sentence=sentence, **told)
