"""A courier tells of a parcel: it is kept once, and the newest of it says where the parcel is.

News come late, twice and in any order, by polls and by webhooks at the same moment. All of them
take turns on the order's row; what was told already changes nothing; and which state follows is
read from everything that was told, by the courier's clock, not from what came last.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, text

from wms.access.people import Desk
from wms.db import Tx
from wms.errors import NotFound
from wms.events.kinds.shipment import ShipmentDelivered, ShipmentException, ShipmentTrackingUpdated
from wms.events.outbox import record
from wms.failures import FAILURES
from wms.packing.models import PARCEL_STATES
from wms.shipping.carriers.port import TrackingEvent
from wms.shipping.tell import about_shipment
from wms.shipping.tracking.words import ENDS, EXCEPTIONS, STATUSES, exception_code

#: a courier's clock that goes before ours by more than this is wrong: its news are of now
AHEAD_MAX: Final = timedelta(minutes=5)
WORDS_MAX_CHARS: Final = 300
PLACE_MAX_CHARS: Final = 100
CODE_MAX_CHARS: Final = 100
#: how long until a parcel is asked about again, by its state; the first news come within hours
ASK_AGAIN: Final = {
    None: timedelta(minutes=30),
    "in_transit": timedelta(hours=1),
    "available_for_pickup": timedelta(hours=2),
    "delivery_failed": timedelta(hours=1),
    "returning": timedelta(hours=6),
}
#: a parcel of which nothing was heard for so long is not asked about any more: people look for it
FORGOTTEN_AFTER: Final = timedelta(days=60)


class Tracked(msgspec.Struct, frozen=True, kw_only=True):
    """What became of news."""

    #: of them that nobody had told before
    new: int
    #: of the parcel now
    status: str


_LOCK = text(
    """
    SELECT o.id FROM orders o
    WHERE (o.shop_id, o.id) = (
        SELECT pa.shop_id, pa.order_id FROM shipments s
        JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
        WHERE s.shop_id = :shop AND s.id = :id)
    FOR UPDATE
    """
)
_FACTS = text(
    """
    SELECT s.shop_id, s.id, s.status, s.carrier, s.tracking_number, s.tracking_url,
           s.handed_over_at, pa.id AS parcel_id, pa.status AS parcel_status, pa.order_id
    FROM shipments s JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    WHERE s.shop_id = :shop AND s.id = :id
    """
)
_KEEP = text(
    """
    INSERT INTO tracking_events (shop_id, shipment_id, event_key, code, status, incident, place,
                                 words, source, user_id, occurred_at)
    SELECT :shop, :id, n.key, n.code, n.status, n.incident, n.place, n.words, :source, :user, n.at
    FROM jsonb_to_recordset(CAST(:news AS jsonb)) AS n (
        key text, code text, status text, incident text, place text, words text, at timestamptz)
    ORDER BY n.at
    ON CONFLICT (shop_id, shipment_id, event_key) DO NOTHING
    RETURNING id
    """
)
_NEWEST = text(
    """
    SELECT id, status, incident, occurred_at FROM tracking_events
    WHERE shop_id = :shop AND shipment_id = :id AND status IS NOT NULL
    ORDER BY occurred_at DESC, array_position(CAST(:ranks AS text[]), status) DESC, id DESC LIMIT 1
    """
)
_SUM_UP = text(
    """
    INSERT INTO trackings AS t (shop_id, shipment_id, carrier, status, incident, status_at,
                                first_at, last_at, delivered_at, due_at, ended_at)
    SELECT :shop, :id, :carrier, CAST(:status AS text), CAST(:incident AS text),
           CAST(:at AS timestamptz), min(occurred_at), max(occurred_at),
           CASE WHEN CAST(:status AS text) = 'delivered' THEN CAST(:at AS timestamptz) END,
           clock_timestamp() + CAST(:pause AS interval),
           CASE WHEN :is_over THEN clock_timestamp() END
    FROM tracking_events WHERE shop_id = :shop AND shipment_id = :id
    ON CONFLICT (shop_id, shipment_id) DO UPDATE
    SET status = EXCLUDED.status, incident = EXCLUDED.incident, status_at = EXCLUDED.status_at,
        first_at = EXCLUDED.first_at, last_at = EXCLUDED.last_at,
        delivered_at = EXCLUDED.delivered_at, due_at = EXCLUDED.due_at,
        ended_at = EXCLUDED.ended_at, failures = 0
    """
)
_BE = text(
    "UPDATE parcels SET status = :status, version = version + 1 "
    "WHERE shop_id = :shop AND id = :parcel"
)
_CHANGED = text(
    "UPDATE shipments SET updated_at = clock_timestamp() WHERE shop_id = :shop AND id = :id"
)
# An order is where its parcels are. One that came back whole is the returns' to settle.
_ORDER = text(
    """
    UPDATE orders o SET status = d.status, version = version + 1, updated_at = clock_timestamp()
    FROM (SELECT CASE
              WHEN bool_and(pa.status = 'delivered') THEN 'delivered'
              WHEN bool_and(pa.status IN ('delivered', 'lost', 'returned'))
                   AND bool_or(pa.status = 'lost') THEN 'lost'
              ELSE 'shipped' END AS status
          FROM parcels pa
          WHERE pa.shop_id = :shop AND pa.order_id = :order AND pa.status <> 'cancelled') AS d
    WHERE o.shop_id = :shop AND o.id = :order AND o.status IN ('shipped', 'delivered', 'lost')
      AND o.status <> d.status
    """
)


async def track(
    tx: Tx,
    shop_id: UUID,
    shipment_id: UUID,
    news: Sequence[TrackingEvent],
    *,
    source: str,
    by: Desk | None = None,
    now: datetime | None = None,
) -> Tracked:
    """Keep what was told of a shipment, and let parcel and order follow; in the hall's name.

    ``source``: poll, webhook or office. A parcel that has not been handed over stays where it is
    until it is (`catch_up`), and so does one that stands in the hall again.

    Raises:
        NotFound: there is no such shipment.
    """
    key = {"shop": shop_id, "id": shipment_id}
    if await tx.scalar(_LOCK, key) is None:
        raise NotFound(what="shipment", name=str(shipment_id))
    facts = (await tx.execute(_FACTS, key)).one()
    kept = {
        **key,
        "source": source,
        "user": by.user_id if by else None,
        "news": _as_json(news, now or datetime.now(UTC)),
    }
    new = set(await tx.scalars(_KEEP, kept)) if news else set()
    if not new:
        return Tracked(new=0, status=facts.parcel_status)
    newest = (await tx.execute(_NEWEST, {**key, "ranks": list(STATUSES)})).first()
    await _sum_up(tx, facts, newest)
    if newest is None or facts.status != "bought":
        return Tracked(new=len(new), status=facts.parcel_status)
    return Tracked(new=len(new), status=await _follow(tx, facts, newest, newest.id in new))


async def catch_up(tx: Tx, shop_id: UUID, shipment_id: UUID) -> None:
    """The parcel is handed over now; what its courier told before counts from here on."""
    key = {"shop": shop_id, "id": shipment_id}
    facts = (await tx.execute(_FACTS, key)).one()
    newest = (await tx.execute(_NEWEST, {**key, "ranks": list(STATUSES)})).first()
    if newest is not None:
        await _follow(tx, facts, newest, is_news=True)


def _as_json(news: Sequence[TrackingEvent], now: datetime) -> str:
    rows = [
        {
            "key": f"{one.code[:CODE_MAX_CHARS]}@{one.at.timestamp():.0f}",
            "code": one.code[:CODE_MAX_CHARS],
            "status": one.status if one.status in STATUSES else None,
            "incident": one.incident,
            "place": one.place[:PLACE_MAX_CHARS] if one.place else None,
            "words": one.words[:WORDS_MAX_CHARS] if one.words else None,
            "at": min(one.at, now) if one.at > now + AHEAD_MAX else one.at,
        }
        for one in news
    ]
    return msgspec.json.encode(rows).decode().replace("\\u0000", "")


async def _sum_up(tx: Tx, facts: Row[Any], newest: Row[Any] | None) -> None:
    status = newest.status if newest else None
    await tx.execute(
        _SUM_UP,
        {
            "shop": facts.shop_id,
            "id": facts.id,
            "carrier": facts.carrier,
            "status": status,
            "incident": newest.incident if newest else None,
            "at": newest.occurred_at if newest else None,
            "pause": ASK_AGAIN.get(status, ASK_AGAIN[None]),
            "is_over": status in ENDS,
        },
    )


async def _follow(tx: Tx, facts: Row[Any], newest: Row[Any], is_news: bool) -> str:
    """The parcel goes where the newest news says, its order with it, and the shop is told."""
    steps = way(facts.parcel_status, newest.status)
    if steps is None:
        return str(facts.parcel_status)
    key = {"shop": facts.shop_id, "parcel": facts.parcel_id}
    for status in steps:
        await tx.execute(_BE, {**key, "status": status})
    if not steps and not (is_news and newest.status in EXCEPTIONS):
        return str(facts.parcel_status)  # what is known already, said with other words
    await tx.execute(_CHANGED, {"shop": facts.shop_id, "id": facts.id})
    if steps:
        await tx.execute(_ORDER, {"shop": facts.shop_id, "order": facts.order_id})
    await _tell(tx, facts, newest)
    return str(newest.status)


#: from here on a parcel is where its courier says
_AWAY: Final = frozenset({"handed_over", *STATUSES}) - {"returned"}


def way(from_status: str, to_status: str) -> list[str] | None:
    """The shortest legal path of a parcel in its courier's hands, without where it begins.

    Empty: it is there. None: it is not in its courier's hands, or there is no such way.
    """
    if from_status not in _AWAY:
        return None
    reached: dict[str, list[str]] = {from_status: []}
    waiting = deque([from_status])
    while waiting and to_status not in reached:
        here = waiting.popleft()
        if here in ENDS and here != from_status:
            continue  # no way leads through an end
        for step in PARCEL_STATES.steps[here]:
            if step in STATUSES and step not in reached:
                reached[step] = [*reached[here], step]
                waiting.append(step)
    return reached.get(to_status)


async def _tell(tx: Tx, facts: Row[Any], newest: Row[Any]) -> None:
    """Every change; besides, that it is delivered, or what came in between."""
    about = await about_shipment(tx, facts.shop_id, facts.id)
    parcel = {
        **about.facts,
        "tracking_number": facts.tracking_number,
        "tracking_url": facts.tracking_url,
    }
    news = {
        "status": newest.status,
        "incident": newest.incident,
        "occurred_at": newest.occurred_at,
    }
    await record(tx, facts.shop_id, about.subject, ShipmentTrackingUpdated(**parcel, **news))
    if newest.status == "delivered":
        delivered = ShipmentDelivered(**parcel, delivered_at=newest.occurred_at)
        await record(tx, facts.shop_id, about.subject, delivered)
    elif newest.status in EXCEPTIONS:
        code = exception_code(newest.status, newest.incident)
        wrong = ShipmentException(**parcel, **news, code=code, title=FAILURES[code], facts={})
        await record(tx, facts.shop_id, about.subject, wrong)
