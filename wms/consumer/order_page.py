"""What a consumer's page of an order is made of, read in a few statements.

No address, no e-mail, no phone: `wms.consumer.person` tells them masked.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.clocks.due import the_almanac
from wms.clocks.terms import can_withdraw_until, is_over
from wms.consumer.person import Masked, masked
from wms.consumer.rules import ConsumerTerms, consumer_rules
from wms.consumer.withdrawals import WithdrawalView, withdrawals_of
from wms.db import Read, Tx
from wms.orders.hold_codes import ADDRESS_CODES, POINT_CODES
from wms.orders.holds import HOLDABLE, HoldView, open_holds
from wms.orders.person import Person, person
from wms.orders.points import PointView, point_at
from wms.returns.labels.queries import LabelShown, labels_shown
from wms.returns.queries import ReturnView, return_view
from wms.shipping.tracking.whereabouts import PUBLIC_MAX, PublicNews

#: parcels, lines and returns on one page; orders have a few
SHOWN_MAX: Final = 50
#: ends of an order's way
SENT: Final = ("shipped", "delivered", "returned", "lost")


class LineShown(msgspec.Struct, frozen=True, kw_only=True):
    """A product that was ordered."""

    sku: str
    name: str
    ordered: int
    shipped: int
    cancelled: int
    backordered: int
    #: pieces that may still come back
    left: int


class ParcelShown(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel, what is in it, and what its courier told, the newest first."""

    number: int
    status: str
    carrier: str
    tracking_number: str | None
    tracking_url: str | None
    contents: list[tuple[str, int]]
    news: list[PublicNews]
    #: where it is collected; None: it is brought, or nothing is known of the point
    point: PointView | None = None


class OrderShown(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that stands on the page of an order."""

    shop_id: UUID
    id: UUID
    number: int
    external_id: str
    status: str
    language: str
    carrier: str
    service: str
    created_at: datetime
    ship_by: datetime | None
    #: since when it is late; None: it is not
    delayed_at: datetime | None
    #: why the promise is another one than before: a reason of ``order.promise_changed``
    moved_because: str | None
    is_cancel_requested: bool
    shipped_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    #: the last second in which a withdrawal is in time by our clock; None: not all is delivered
    withdraw_until: datetime | None
    person: Masked
    #: the pickup point that it goes to, as far as its courier told of it
    point: PointView | None
    lines: list[LineShown]
    parcels: list[ParcelShown]
    holds: list[HoldView]
    returns: list[ReturnView]
    #: how each return comes: its labels and codes that count, by the return's id
    labels: dict[UUID, list[LabelShown]]
    withdrawals: list[WithdrawalView]
    rules: ConsumerTerms

    @property
    def is_sent(self) -> bool:
        """Whether its goods have left."""
        return self.status in SENT or any(line.shipped for line in self.lines)

    @property
    def can_change(self) -> bool:
        """Whether where it goes can still be changed, as far as its state says."""
        return self.status in HOLDABLE and not self.is_cancel_requested and not self.is_sent

    @property
    def can_change_address(self) -> bool:
        """By its consumer: an order to an address."""
        is_asked = any(hold.code in ADDRESS_CODES for hold in self.holds)
        return self.can_change and (self.rules.may_change_address or is_asked)

    @property
    def can_change_point(self) -> bool:
        """By its consumer: an order to a pickup point."""
        is_to_point = bool(self.person.pickup_point_id)
        is_asked = any(hold.code in POINT_CODES for hold in self.holds)
        return self.can_change and is_to_point and (self.rules.may_change_point or is_asked)

    @property
    def is_withdrawal_open(self) -> bool:
        """Whether its consumer withdrew and the shop has not said yet what follows."""
        if self.returns or self.status in ("cancelled", "shipped"):
            return False
        return bool(self.withdrawals) and self.withdrawals[-1].outcome == "told"

    @property
    def leaves_by(self) -> datetime | None:
        """When its goods leave, while that can be said: not of what waits for somebody."""
        is_known = self.can_change and not self.holds and self.status != "backordered"
        return self.ship_by if is_known and not self.is_withdrawal_open else None

    @property
    def can_cancel(self) -> bool:
        """By its consumer, without more ado."""
        return self.can_change and self.rules.may_cancel

    @property
    def can_withdraw(self) -> bool:
        """Whether there is anything left to withdraw from."""
        if self.status == "cancelled" or self.is_cancel_requested:
            return False
        return not self.is_sent or any(line.left for line in self.lines)

    def is_too_late(self, now: datetime) -> bool:
        """Whether by our clock the time to withdraw has passed."""
        return self.withdraw_until is not None and is_over(self.withdraw_until, now)


_ORDER: Final = text(
    """
    SELECT o.shop_id, o.id, o.number, o.external_id, o.status, o.language, o.carrier, o.service,
           o.created_at, o.ship_by,
           CASE WHEN o.shipped_at IS NULL AND o.cancelled_at IS NULL THEN o.delayed_at END
               AS delayed_at,
           o.intercepted_at IS NOT NULL AND o.status <> 'cancelled' AS is_cancel_requested,
           o.shipped_at, o.cancelled_at,
           (SELECT e.data ->> 'reason' FROM events e
            WHERE e.shop_id = o.shop_id AND e.subject_id = o.id
              AND e.type = 'order.promise_changed'
            ORDER BY e.id DESC LIMIT 1) AS moved_because,
           (SELECT max(t.status_at) FILTER (WHERE pa.status = 'delivered') FROM parcels pa
            LEFT JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id
            LEFT JOIN trackings t ON t.shop_id = s.shop_id AND t.shipment_id = s.id
            WHERE pa.shop_id = o.shop_id AND pa.order_id = o.id
            HAVING bool_and(pa.status IN ('delivered', 'returned', 'lost', 'cancelled')))
               AS delivered_at
    FROM orders o WHERE o.shop_id = :shop AND o.id = :order
    """
)
# an open return counts what was announced, a finished one what came; who withdraws may do so of
# what a courier brings back by itself
_LINES: Final = text(
    """
    SELECT p.sku, p.name, CAST(sum(l.ordered) AS int) AS ordered,
           CAST(sum(l.shipped) AS int) AS shipped, CAST(sum(l.cancelled) AS int) AS cancelled,
           CAST(sum(l.backordered) AS int) AS backordered,
           CAST(greatest(0, sum(l.shipped) - sum(coalesce(back.pieces, 0))) AS int) AS left
    FROM order_lines l
    JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    LEFT JOIN LATERAL (
        SELECT sum(CASE WHEN r.status IN ('completed', 'rejected') THEN rl.received
                        ELSE greatest(rl.announced, rl.received) END) AS pieces
        FROM return_lines rl JOIN returns r ON r.shop_id = rl.shop_id AND r.id = rl.return_id
        WHERE rl.shop_id = l.shop_id AND rl.order_line_id = l.id
          AND NOT (r.status = 'announced' AND r.reason = 'undelivered' AND r.external_id IS NULL)
        ) back ON true
    WHERE l.shop_id = :shop AND l.order_id = :order AND l.ordered > 0 AND NOT l.is_insert
    GROUP BY p.sku, p.name ORDER BY min(l.line_no) LIMIT :limit
    """
)
_PARCELS: Final = text(
    """
    SELECT pa.id, s.id AS shipment_id, pa.number, pa.status, coalesce(s.carrier, '') AS carrier,
           s.tracking_number, s.tracking_url, s.to_point,
           (SELECT jsonb_agg(jsonb_build_array(c.name, c.pieces) ORDER BY c.name) FROM (
                SELECT p.name, sum(pl.quantity) AS pieces FROM parcel_lines pl
                JOIN products p ON p.shop_id = pl.shop_id AND p.id = pl.product_id
                JOIN order_lines l ON l.shop_id = pl.shop_id AND l.id = pl.order_line_id
                WHERE pl.shop_id = pa.shop_id AND pl.parcel_id = pa.id AND NOT l.is_insert
                GROUP BY p.name) c) AS contents
    FROM parcels pa
    LEFT JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id
                         AND s.status = 'bought'
    WHERE pa.shop_id = :shop AND pa.order_id = :order AND pa.status NOT IN ('open', 'cancelled')
    ORDER BY pa.number LIMIT :limit
    """
)
_NEWS: Final = text(
    """
    SELECT shipment_id, status, incident, occurred_at AS at FROM (
        SELECT *, row_number() OVER (PARTITION BY shipment_id ORDER BY occurred_at DESC, id DESC)
        FROM tracking_events
        WHERE shop_id = :shop AND shipment_id = ANY (:shipments) AND status IS NOT NULL) told
    WHERE row_number <= :limit ORDER BY shipment_id, row_number
    """
)
# of what a courier was to bring back and did not, its consumer knows nothing
_RETURNS: Final = text(
    "SELECT id FROM returns WHERE shop_id = :shop AND order_id = :order "
    "AND NOT (status = 'rejected' AND reason = 'undelivered' AND external_id IS NULL) "
    "ORDER BY id LIMIT :limit"
)


async def order_shown(read: Read | Tx, shop_id: UUID, order_id: UUID) -> OrderShown | None:
    """The order as its consumer sees it; None: there is none, or its person was erased."""
    key = {"shop": shop_id, "order": order_id, "limit": SHOWN_MAX}
    order = (await read.execute(_ORDER, key)).first()
    buyer = await person(read, shop_id, order_id)
    if order is None or buyer is None:
        return None
    lines = [LineShown(**row._mapping) for row in await read.execute(_LINES, key)]
    holds = await open_holds(read, [(shop_id, order_id)])
    rules = await consumer_rules(read, shop_id)
    came_at = order.delivered_at
    found = [await return_view(read, shop_id, one) for one in await read.scalars(_RETURNS, key)]
    return OrderShown(
        **order._mapping,
        person=masked(buyer),
        point=await point_at(read, order.carrier, buyer.point),
        lines=lines,
        parcels=await _parcels(read, key, buyer),
        holds=holds.get(order_id, []),
        returns=found,
        labels=await labels_shown(read, shop_id, [one.id for one in found]),
        withdrawals=await withdrawals_of(read, shop_id, order_id),
        # counted from the last parcel (Directive 2011/83/EU, art. 9(2)(b))
        withdraw_until=came_at
        and can_withdraw_until(came_at, await the_almanac(read), rules.withdrawal_days),
        rules=rules,
    )


async def _parcels(read: Read | Tx, key: dict[str, Any], buyer: Person) -> list[ParcelShown]:
    rows = (await read.execute(_PARCELS, key)).all()
    news: dict[UUID, list[PublicNews]] = defaultdict(list)
    asked = {
        "shop": key["shop"],
        "shipments": [row.shipment_id for row in rows if row.shipment_id],
        "limit": PUBLIC_MAX,
    }
    for told in await read.execute(_NEWS, asked) if asked["shipments"] else []:
        facts = dict(told._mapping)
        news[facts.pop("shipment_id")].append(PublicNews(**facts))
    return [
        ParcelShown(
            number=row.number, status=row.status, carrier=row.carrier,
            tracking_number=row.tracking_number, tracking_url=row.tracking_url,
            contents=[(name, pieces) for name, pieces in row.contents or []],
            news=news[row.shipment_id] if row.shipment_id else [],
            point=await point_at(read, row.carrier, buyer.sent_to(row.to_point).point),
        )
        for row in rows
    ]  # fmt: skip
