"""Reading what was sent again of which order."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.orders.place import LinePart

#: reshipments of one order that are told
TOLD_MAX: Final = 50


class ReshipmentView(msgspec.Struct, frozen=True, kw_only=True):
    """An order that sends again what another one had sent."""

    order_id: UUID
    order_number: int
    order_external_id: str
    status: str
    #: the order of which it is
    of_order_id: UUID
    #: our number of the order of which it is
    of_order_number: int
    parcel_number: int | None
    #: missing, wrong_item, damaged, lost, not_delivered, returned, address or other
    reason: str
    #: who pays: us, carrier or shop
    cost: str
    #: something more, in place of nothing that was sent
    is_extra: bool
    #: whether the warehouse's office or the shop's program asked for it
    asked_by: str
    created_at: datetime
    lines: list[LinePart]


_OF = """
    SELECT o.id AS order_id, o.number AS order_number, o.external_id AS order_external_id,
           o.status, f.id AS of_order_id, f.number AS of_order_number, pa.number AS parcel_number,
           r.reason, r.cost, r.is_extra,
           CASE WHEN r.user_id IS NULL THEN 'shop' ELSE 'warehouse' END AS asked_by,
           r.created_at, (
               SELECT jsonb_agg(jsonb_build_object('sku', p.sku, 'quantity', l.ordered,
                                                   'external_id', l.external_id)
                                ORDER BY l.line_no)
               FROM order_lines l JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
               WHERE l.shop_id = o.shop_id AND l.order_id = o.id AND l.ordered > 0) AS lines
    FROM reshipments r
    JOIN orders o ON o.shop_id = r.shop_id AND o.id = r.order_id
    JOIN orders f ON f.shop_id = r.shop_id AND f.id = r.of_order_id
    LEFT JOIN parcels pa ON pa.shop_id = r.shop_id AND pa.id = r.parcel_id
    WHERE r.shop_id = :shop AND {which} = :order ORDER BY r.created_at, r.order_id LIMIT :limit
"""
_OF_ORDER = text(_OF.format(which="r.of_order_id"))
_ITSELF = text(_OF.format(which="r.order_id"))


async def reshipments_of(read: Read | Tx, shop_id: UUID, order_id: UUID) -> list[ReshipmentView]:
    """What was sent again of an order, the first one first; empty for another shop's order."""
    return await _views(read, _OF_ORDER, shop_id, order_id)


async def reshipment(read: Read | Tx, shop_id: UUID, order_id: UUID) -> ReshipmentView | None:
    """Of which order this one sends something again; None when it is an order of its own."""
    return next(iter(await _views(read, _ITSELF, shop_id, order_id)), None)


async def _views(
    read: Read | Tx, statement: object, shop_id: UUID, order_id: UUID
) -> list[ReshipmentView]:
    facts = {"shop": shop_id, "order": order_id, "limit": TOLD_MAX}
    rows = await read.execute(statement, facts)  # type: ignore[call-overload]  # one of the two above
    return [
        ReshipmentView(
            **{**row._mapping, "lines": msgspec.convert(row.lines or [], list[LinePart])}
        )
        for row in rows
    ]
