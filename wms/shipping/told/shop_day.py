"""How a shop's day goes: what came in of its orders, what left, and what it has begun with."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.shipping.desk.order_list import GROUPS

#: the states in which an order of today can be, in the order of the flow; of `order_list.GROUPS`
STEPS = ("backordered", "to_pick", "picking", "to_pack", "packed", "shipped", "cancelled")


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """Parcels that a courier took today."""

    carrier: str
    parcels: int


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop has begun with: until all of it is there, its first page says what comes next."""

    products: bool
    deliveries: bool
    orders: bool
    #: a program of the shop, or an address that is told
    programs: bool

    @property
    def is_all(self) -> bool:
        """Nothing of it is missing. Programs are a choice."""
        return self.products and self.deliveries and self.orders


class ShopDay(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's day in the building, by the building's clock."""

    #: orders that came in today, by `STEPS`; what is none of these ended otherwise
    received: dict[str, int]
    #: all of them
    orders: int
    left: list[Left]
    begun: Begun


# A shipment that was handed over today was changed today: by that it is found.
_DAY = text(
    """
    WITH day AS MATERIALIZED (SELECT day_begins(house_today()) AS begins), came AS (
        SELECT status, count(*) AS n FROM orders
        WHERE shop_id = :shop AND created_at >= (SELECT begins FROM day) GROUP BY status
    ), gone AS (
        SELECT carrier, count(*) AS parcels FROM shipments
        WHERE shop_id = :shop AND updated_at >= (SELECT begins FROM day)
          AND handed_over_at >= (SELECT begins FROM day) AND status = 'bought'
        GROUP BY carrier
    )
    SELECT coalesce((SELECT jsonb_object_agg(status, n) FROM came), '{}') AS came,
           coalesce((SELECT jsonb_agg(jsonb_build_object('carrier', carrier, 'parcels', parcels)
                                      ORDER BY parcels DESC, carrier) FROM gone), '[]') AS gone,
           EXISTS (SELECT FROM products WHERE shop_id = :shop) AS products,
           EXISTS (SELECT FROM asns WHERE shop_id = :shop) AS deliveries,
           EXISTS (SELECT FROM orders WHERE shop_id = :shop) AS orders,
           EXISTS (SELECT FROM api_keys WHERE shop_id = :shop AND revoked_at IS NULL)
           OR EXISTS (SELECT FROM webhook_endpoints WHERE shop_id = :shop AND deleted_at IS NULL)
               AS programs
    """
)


async def shop_day(read: Read | Tx, shop_id: UUID) -> ShopDay:
    """How the day goes of this shop; one statement."""
    row = (await read.execute(_DAY, {"shop": shop_id})).one()
    return ShopDay(
        received={step: sum(row.came.get(state, 0) for state in GROUPS[step]) for step in STEPS},
        orders=sum(row.came.values()),
        left=msgspec.convert(row.gone, list[Left]),
        begun=Begun(
            products=row.products, deliveries=row.deliveries, orders=row.orders,
            programs=row.programs,
        ),
    )  # fmt: skip
