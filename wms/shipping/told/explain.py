"""Why an order is where it is: what state, what it waits for, who must act, by when.

It stands here because it looks along the whole way of an order: goods that are missing and
announced, holds, the walk, the bench, the label, the courier.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.failures import FAILURES, failure_in
from wms.inbound.expected import Expected, expected
from wms.orders.chosen import way_of
from wms.orders.hold_codes import HOLD_CODES, hold_word
from wms.orders.holds import HoldView, open_holds
from wms.shipping.carriers.incidents import INCIDENTS
from wms.shipping.carriers.registry import name_of, service_name
from wms.shipping.told.reasons import CARRIER, CONSUMER, NOBODY, SHOP, UPGRADE_WORDS, US, Reason

#: goods told one by one
GOODS_MAX = 50


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """Where an order is, and why; ``reasons``: what must end first comes first, never empty."""

    order_id: UUID
    number: int
    external_id: str
    status: str
    #: when it has left; None: goods are missing, or nobody ends a hold
    ship_by: datetime | None
    #: since when it is late; None: it is not
    delayed_at: datetime | None
    reasons: list[Reason]


_ORDER = text(
    """
    SELECT o.id, o.number, o.external_id, o.status, o.ship_by, o.delayed_at, o.is_held,
           o.intercepted_at, o.created_at, o.updated_at, o.cancelled_at, o.shipped_at,
           o.reship_of, o.carrier, o.service, o.way
    FROM orders o WHERE o.shop_id = :shop AND o.id = :order
    """
)
_MISSING = text(
    """
    SELECT l.product_id, p.sku, CAST(sum(l.backordered) AS int) AS missing
    FROM order_lines l JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE l.shop_id = :shop AND l.order_id = :order AND l.backordered > 0
    GROUP BY l.product_id, p.sku ORDER BY min(l.line_no) LIMIT :limit
    """
)
_WALK = text(
    """
    SELECT count(*) AS tasks, count(*) FILTER (WHERE t.status IN ('picked', 'short')) AS done
    FROM pick_tasks t
    JOIN pick_run_orders ro ON ro.shop_id = t.shop_id AND ro.run_id = t.run_id
                           AND ro.order_id = t.order_id
    WHERE t.shop_id = :shop AND t.order_id = :order AND t.status <> 'cancelled'
      AND ro.emptied_at IS NULL
    """
)
_LABELS = text(
    """
    SELECT pa.number AS parcel_number, pa.packed_at, sh.status, sh.failure, sh.held_at,
           sh.carrier, sh.tracking_number, sh.bought_at, sh.updated_at, sh.handed_over_at,
           pa.status AS parcel_status, t.incident, t.status_at
    FROM parcels pa
    JOIN shipments sh ON sh.shop_id = pa.shop_id AND sh.parcel_id = pa.id AND sh.status <> 'voided'
    LEFT JOIN trackings t ON t.shop_id = sh.shop_id AND t.shipment_id = sh.id
    WHERE pa.shop_id = :shop AND pa.order_id = :order AND pa.status <> 'cancelled'
    ORDER BY pa.number LIMIT :limit
    """
)

_AGAIN = text(
    """
    SELECT o.number, r.created_at, r.order_id = :order AS is_this FROM reshipments r
    JOIN orders o ON o.shop_id = r.shop_id
                 AND o.id = CASE WHEN r.order_id = :order THEN r.of_order_id ELSE r.order_id END
    WHERE r.shop_id = :shop AND (r.of_order_id = :order OR r.order_id = :order)
    ORDER BY r.created_at LIMIT :limit
    """
)

#: states that nothing follows, with the code of what is said
_ENDS = {"delivered", "cancelled", "returned", "lost"}
#: states in which the next step is somebody's who leaves a held order alone
_AT_REST = {"received", "allocated", "picked"}


async def explain(read: Read | Tx, shop_id: UUID, order_id: UUID) -> Explained:
    """Why the order is where it is. At most six statements.

    Raises:
        NotFound: there is no such order of this shop.
    """
    key = {"shop": shop_id, "order": order_id}
    order = (await read.execute(_ORDER, key)).first()
    if order is None:
        raise NotFound(what="order", name=str(order_id))
    reasons = [
        *await _held(read, shop_id, order),
        *await _goods(read, key, order),
        *await _where(read, key, order),
        *await _again(read, key, order),
        *_faster(order),
    ] or [Reason(code="received", owner=US, since=order.created_at)]
    return Explained(
        order_id=order.id,
        number=order.number,
        external_id=order.external_id,
        status=order.status,
        ship_by=order.ship_by,
        delayed_at=order.delayed_at if order.status not in _ENDS | {"shipped"} else None,
        reasons=reasons,
    )


async def _held(read: Read | Tx, shop_id: UUID, order: Any) -> list[Reason]:
    if not order.is_held:
        return []
    holds = await open_holds(read, [(shop_id, order.id)])
    return [_hold(one) for one in holds.get(order.id, [])]


async def _again(read: Read | Tx, key: dict[str, Any], order: Any) -> list[Reason]:
    """What of it is sent again with another order, or of which order it is itself."""
    if order.shipped_at is None and order.reship_of is None:
        return []
    rows = await read.execute(_AGAIN, {**key, "limit": GOODS_MAX})
    return [
        Reason(
            code="sends_again" if row.is_this else "sent_again",
            owner=NOBODY,
            facts={"order_number": row.number},
            since=row.created_at,
        )
        for row in rows
    ]


def _faster(order: Any) -> list[Reason]:
    """It goes faster than it would have, and why."""
    way = way_of(order.way)
    if way is None or way.upgraded_for is None or order.status in _ENDS:
        return []
    instead = way.instead_of
    facts = {
        "upgraded_for": way.upgraded_for,
        "way": _way_name(order.carrier, order.service),
        "instead_of": _way_name(instead.carrier, instead.service) if instead else "–",
    }
    occasion = UPGRADE_WORDS[way.upgraded_for]
    return [Reason(code="sent_faster", owner=NOBODY, facts=facts, reason=occasion)]


def _way_name(carrier: str, service: str) -> str:
    return f"{name_of(carrier)} · {service_name(carrier, service)}"


def _hold(one: HoldView) -> Reason:
    known = HOLD_CODES.get(one.code)
    return Reason(
        code="held",
        owner=one.owner,
        facts={"hold": one.code},
        since=one.held_at,
        reason=hold_word(one.code),
        unblocks=known.unblocks if known else None,
    )


async def _goods(read: Read | Tx, key: dict[str, Any], order: Any) -> list[Reason]:
    """What is missing, product by product: nothing while all is there."""
    if order.status in _ENDS | {"shipped", "packed"}:
        return []
    missing = (await read.execute(_MISSING, {**key, "limit": GOODS_MAX})).all()
    if order.status not in ("received", "backordered", "allocated"):
        return [
            Reason(
                code="goods_short",
                owner=US,
                facts={"sku": row.sku, "missing": row.missing},
                by=order.ship_by,
            )
            for row in missing
        ]
    coming = await expected(read, key["shop"], {row.product_id for row in missing})
    return [
        missing_goods(row.sku, row.missing, coming.get(row.product_id, []), since=order.created_at)
        for row in missing
    ]


def missing_goods(
    sku: str,
    missing: int,
    coming: list[Expected],
    *,
    since: datetime | None = None,
    pointer: str | None = None,
) -> Reason:
    """So much of a product is missing: what is known of when it comes."""
    facts: dict[str, Any] = {"sku": sku, "missing": missing}
    facts |= {"expected": 0, "delivery": None, "expected_on": None}
    if not coming:
        return Reason(code="goods_missing", owner=SHOP, facts=facts, since=since, pointer=pointer)
    nearest = coming[0]
    here = sum(one.quantity for one in coming if one.is_here)
    if here:
        code, owner, quantity = "goods_at_the_dock", US, here
    else:
        code, owner, quantity = "goods_announced", SHOP, nearest.quantity
    facts |= {
        "expected": quantity,
        "delivery": nearest.delivery,
        "expected_on": nearest.expected_on,
    }
    return Reason(code=code, owner=owner, facts=facts, since=since, pointer=pointer)


async def _where(read: Read | Tx, key: dict[str, Any], order: Any) -> list[Reason]:
    """Where it is on its way; nothing while it waits for goods, or a hold keeps hands off it."""
    status, by = order.status, order.ship_by
    if status in _ENDS:
        return [Reason(code=status, owner=SHOP if status == "lost" else NOBODY)]
    if order.intercepted_at is not None:
        return [Reason(code="cancelling", owner=US, since=order.intercepted_at)]
    if order.is_held and status in _AT_REST:
        return []
    match status:
        case "received":
            return [Reason(code="received", owner=US, since=order.created_at)]
        case "allocated":
            return [Reason(code="waits_for_walk", owner=US, since=order.updated_at, by=by)]
        case "released" | "picking":
            walk = (await read.execute(_WALK, key)).one()
            facts = {"done": walk.done, "tasks": walk.tasks}
            return [Reason(code="on_a_walk", owner=US, facts=facts, by=by)]
        case "picked":
            return [Reason(code="waits_for_packing", owner=US, by=by)]
        case "packing":
            return [Reason(code="being_packed", owner=US, by=by)]
        case "packed" | "shipped":
            rows = (await read.execute(_LABELS, {**key, "limit": GOODS_MAX})).all()
            found = list(of_parcels(rows, status, by))
            return found or [Reason(code="waits_for_label", owner=US, by=by)]
    return []  # backordered: its goods say all


def of_parcels(rows: Any, status: str, by: datetime | None) -> Iterator[Reason]:
    """What each parcel waits for."""
    for row in rows:
        facts: dict[str, Any] = {"parcel_number": row.parcel_number, "carrier": row.carrier}
        failure = failure_in(row.failure)
        if row.held_at is not None:
            yield Reason(code="label_set_aside", owner=US, facts=facts, since=row.held_at, by=by)
        if failure is not None and row.status != "bought":
            yield Reason(
                code="label_failed",
                owner=US,
                facts=facts | {"failure": failure.code},
                since=row.updated_at,
                by=by,
                reason=FAILURES.get(failure.code, failure.code),
                reason_facts=failure.facts,
            )
        elif row.status != "bought":
            yield Reason(code="waits_for_label", owner=CARRIER, facts=facts, by=by)
        elif row.handed_over_at is None and status == "packed":
            yield Reason(
                code="waits_for_courier", owner=CARRIER, facts=facts, since=row.bought_at, by=by
            )
        else:
            yield _away(row, facts | {"tracking_number": row.tracking_number})


#: where a parcel is that has left: the code of what is said, and who must act
_AWAY = {
    "available_for_pickup": ("at_pickup_point", CONSUMER),
    "delivery_failed": ("not_delivered", SHOP),
    "returning": ("comes_back", US),
    "returned": ("came_back", US),
    "delivered": ("parcel_delivered", NOBODY),
    "lost": ("parcel_lost", US),
}


def _away(row: Any, facts: dict[str, Any]) -> Reason:
    """What its courier says of a parcel that has left."""
    code, owner = _AWAY.get(row.parcel_status, ("with_the_courier", CARRIER))
    why = INCIDENTS.get(row.incident or "")
    return Reason(
        code=code,
        owner=owner,
        facts=facts | ({"incident": row.incident} if row.incident else {}),
        since=row.status_at if code != "with_the_courier" else row.handed_over_at,
        reason=why if code == "not_delivered" else None,
    )
