"""A courier brings a parcel back: its return is announced by itself, once, and ended by itself when
the parcel is delivered after all or lost.

Whoever withdraws from the contract and refuses the parcel at the door declared a return of their
own: the parcel is then one of that return's.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import insert, text

from wms.db import Read, Tx, new_id
from wms.events.kinds.returned import Coming, ReturnAnnounced
from wms.returns.hand import tell, touch
from wms.returns.models import Return, ReturnLine
from wms.returns.parcels import PARCELS_MAX, cartons_of, counted, wait_for
from wms.returns.reject import reject
from wms.returns.shipped import shipped_lines
from wms.shipping.tracking.words import exception_code

#: parcels that are looked up at once
AT_ONCE: Final = 100
_FIRST: Final = UUID(int=0)
DELIVERED: Final = "It was delivered after all."
LOST: Final = "The courier has lost it."
_WHY_NOT: Final = {"delivered": DELIVERED, "lost": LOST}

# What stands in the hall already has its return; of each shipment it is noted once, whatever
# becomes of it then.
_COMING: Final = text(
    """
    SELECT s.shop_id, s.id, s.tracking_number, pa.id AS parcel_id, pa.number AS parcel_number,
           pa.order_id, pa.status, t.incident
    FROM parcels pa
    JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id AND s.status = 'bought'
    JOIN trackings t ON t.shop_id = s.shop_id AND t.shipment_id = s.id
    WHERE pa.status IN ('returning', 'returned') AND t.status IN ('returning', 'returned')
      AND t.status_at > clock_timestamp() - make_interval(days => :days)
      AND NOT EXISTS (SELECT FROM return_parcels p WHERE p.shop_id = s.shop_id
                      AND (p.shipment_id = s.id OR p.tracking_number = s.tracking_number))
      AND (s.shop_id, pa.order_id, s.id)
          > (CAST(:shop AS uuid), CAST(:order AS uuid), CAST(:shipment AS uuid))
    ORDER BY s.shop_id, pa.order_id, s.id LIMIT :limit
    """
)
#: what its courier told longer ago than this is history, days
RECENT_DAYS: Final = 60
_LOCK: Final = text("SELECT FROM orders WHERE shop_id = :shop AND id = :order FOR NO KEY UPDATE")
_IS_KNOWN: Final = text(
    "SELECT EXISTS (SELECT FROM return_parcels WHERE shop_id = :shop "
    "AND (shipment_id = :shipment OR tracking_number = :number))"
)
_IN_PARCEL: Final = text(
    "SELECT order_line_id, sum(quantity)::int AS quantity FROM parcel_lines "
    "WHERE shop_id = :shop AND parcel_id = :parcel GROUP BY order_line_id"
)
_ANNOUNCED: Final = text(
    "SELECT id FROM returns WHERE shop_id = :shop AND order_id = :order "
    "AND status = 'announced' ORDER BY id LIMIT 1 FOR NO KEY UPDATE"
)
_NOT_COMING: Final = """
    SELECT r.shop_id, r.number, min(pa.status) AS status FROM returns r
    JOIN return_parcels p ON p.shop_id = r.shop_id AND p.return_id = r.id
    JOIN shipments s ON s.shop_id = p.shop_id AND s.id = p.shipment_id
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    WHERE r.status = 'announced' AND r.reason = 'undelivered' AND r.external_id IS NULL
      AND {which}
    GROUP BY r.shop_id, r.id HAVING bool_and(pa.status IN ('delivered', 'lost'))
    ORDER BY r.number LIMIT :limit
"""
_GONE: Final = text(_NOT_COMING.format(which="r.number > :after"))
_STILL_GONE: Final = text(_NOT_COMING.format(which="r.number = :number"))
_HOLD: Final = text("SELECT FROM returns WHERE number = :number FOR NO KEY UPDATE")
_OURS: Final = text(
    """
    SELECT r.id, r.number FROM returns r
    WHERE r.shop_id = :shop AND r.order_id = :order AND r.status = 'announced'
      AND r.reason = 'undelivered' AND r.external_id IS NULL
    ORDER BY r.id FOR NO KEY UPDATE
    """
)
_HAND_ON: Final = text(
    "UPDATE return_parcels SET return_id = :to WHERE shop_id = :shop AND return_id = :id"
)


async def undelivered(read: Read | Tx, after: Any = None) -> list[Any]:
    """Parcels that couriers bring back and nobody expects, a batch; ``after`` ended the last. In
    the hall."""
    facts = {
        "limit": AT_ONCE, "days": RECENT_DAYS,
        "shop": after.shop_id if after else _FIRST, "order": after.order_id if after else _FIRST,
        "shipment": after.id if after else _FIRST,
    }  # fmt: skip
    return list(await read.execute(_COMING, facts))


async def not_coming(read: Read | Tx, after: Any = None) -> list[Any]:
    """Returns that were announced by themselves and will not come, a batch. In the hall."""
    facts = {"limit": AT_ONCE, "after": after.number if after else 0}
    return list(await read.execute(_GONE, facts))


async def give_up(tx: Tx, row: Any) -> int:
    """End one that does not come; 0: it is here, or coming again."""
    await tx.execute(_HOLD, {"number": row.number})
    now = (await tx.execute(_STILL_GONE, {"number": row.number, "limit": 1})).one_or_none()
    if now is None:
        return 0
    await reject(tx, row.number, reason=_WHY_NOT[now.status])
    return 1


async def expect(tx: Tx, row: Any) -> int:
    """Announce one parcel, once: a return of what is in it and not announced already, else it is
    that return's, which waits for no more than `PARCELS_MAX`."""
    key = {
        "shop": row.shop_id, "order": row.order_id, "parcel": row.parcel_id,
        "shipment": row.id, "number": row.tracking_number,
    }  # fmt: skip
    await tx.execute(_LOCK, key)
    if await tx.scalar(_IS_KNOWN, key):
        return 0
    inside = {one.order_line_id: one.quantity for one in await tx.execute(_IN_PARCEL, key)}
    lines = await shipped_lines(tx, row.shop_id, row.order_id)
    coming = [
        (line, pieces)
        for line in lines
        if (pieces := min(inside.get(line.order_line_id, 0), line.left)) > 0
    ]
    told: list[Coming] = []
    return_id = None if coming else await tx.scalar(_ANNOUNCED, key)
    is_new = return_id is None
    if return_id and len(await cartons_of(tx, row.shop_id, return_id)) >= PARCELS_MAX:
        return 0
    if return_id is None:
        return_id = new_id()
        tx.add(
            Return(
                id=return_id, shop_id=row.shop_id, order_id=row.order_id, reason="undelivered",
                tracking_number=row.tracking_number,
            )
        )  # fmt: skip
        await tx.flush()
        for line, pieces in coming:
            await tx.execute(
                insert(ReturnLine).values(
                    id=new_id(), shop_id=row.shop_id, return_id=return_id,
                    order_line_id=line.order_line_id, product_id=line.product_id,
                    announced=pieces,
                )
            )  # fmt: skip
            told.append(Coming(sku=line.sku, quantity=pieces))
    news = await wait_for(tx, row.shop_id, return_id, [row.tracking_number], shipment_id=row.id)
    if is_new:
        because = exception_code("returning", row.incident)
        await tell(
            tx,
            row.shop_id,
            return_id,
            partial(
                ReturnAnnounced,
                lines=told,
                **await counted(tx, row.shop_id, return_id),
                shipment_id=row.id,
                parcel_number=row.parcel_number,
                because=because,
            ),
        )
    else:
        await touch(tx, row.shop_id, return_id)
    return news


async def take_over(tx: Tx, shop_id: UUID, order_id: UUID) -> list[UUID]:
    """Returns that were announced by themselves give way to one that somebody declares; their ids.

    The caller holds the order and ends them by `handed_on` when the new one is there.
    """
    rows = (await tx.execute(_OURS, {"shop": shop_id, "order": order_id})).all()
    for row in rows:
        await reject(tx, row.number, reason="It is part of a return that was declared.")
    return [row.id for row in rows]


async def handed_on(tx: Tx, shop_id: UUID, before: list[UUID], to: UUID) -> None:
    """The parcels of those returns are waited for as parcels of this one."""
    for one in before:
        await tx.execute(_HAND_ON, {"shop": shop_id, "id": one, "to": to})


class BroughtBack(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel of ours that its courier brings back, and why; ``incident`` of `INCIDENTS`."""

    parcel_number: int
    incident: str | None
    #: somebody sent what was in it again
    is_sent_again: bool


_BROUGHT: Final = text(
    """
    SELECT pa.number AS parcel_number, t.incident, EXISTS (
        SELECT FROM reshipments a JOIN orders n ON n.shop_id = a.shop_id AND n.id = a.order_id
        WHERE a.shop_id = pa.shop_id AND a.of_order_id = pa.order_id AND n.status <> 'cancelled'
          AND NOT a.is_extra AND coalesce(a.parcel_id, pa.id) = pa.id) AS is_sent_again
    FROM return_parcels p
    JOIN shipments s ON s.shop_id = p.shop_id AND s.id = p.shipment_id
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    LEFT JOIN trackings t ON t.shop_id = s.shop_id AND t.shipment_id = s.id
    WHERE p.shop_id = :shop AND p.return_id = :return ORDER BY pa.number
    """
)


async def brought_back(read: Read, shop_id: UUID, return_id: UUID) -> list[BroughtBack]:
    """Parcels of the return that come back because they could not be delivered."""
    rows = await read.execute(_BROUGHT, {"shop": shop_id, "return": return_id})
    return [BroughtBack(**row._mapping) for row in rows]
