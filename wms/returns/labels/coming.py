"""Where a parcel is that comes back: by its courier's word, asked or told, and by our own scan.

News are kept once, whoever tells them, and the newest by the courier's clock counts, as with
parcels that go out (docs/decisions/0032). A return is here when its parcel was scanned here: what a
courier says moves the return's whereabouts and never its state.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.events.kinds.returned import ReturnTrackingUpdated
from wms.retention import purge
from wms.returns.hand import tell, touch
from wms.returns.inspection.refund import reached
from wms.shipping.carriers.port import TrackingEvent
from wms.shipping.tracking.follow import (
    BATCH_MAX,
    DOUBLED_MAX,
    FIRST_PAUSE,
    LEASE,
    take_turn,
)
from wms.shipping.tracking.messages import KEEP_NEWS_DAYS, Message
from wms.shipping.tracking.track import (
    AHEAD_MAX,
    ASK_AGAIN,
    CODE_MAX_CHARS,
    FORGOTTEN_AFTER,
)
from wms.shipping.tracking.words import ENDS, STATUSES


class ToAskOf(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel that comes back, whose courier is asked."""

    shop_id: UUID
    label_id: UUID
    tracking_number: str
    account_id: UUID | None


# read when the return is held: whoever held it before may have changed the label
_LOCK = text(
    "SELECT FROM returns WHERE (shop_id, id) = (SELECT shop_id, return_id FROM return_labels "
    "WHERE shop_id = :shop AND id = :id) FOR NO KEY UPDATE"
)
_ONE = text(
    "SELECT return_id, parcel, carrier, service, tracking_number, way_status, incident, status "
    "FROM return_labels WHERE shop_id = :shop AND id = :id"
)
_KEEP = text(
    """
    INSERT INTO return_news (shop_id, label_id, event_key, code, status, incident, occurred_at)
    SELECT :shop, :id, n.key, n.code, n.status, n.incident, n.at
    FROM jsonb_to_recordset(CAST(:news AS jsonb)) AS n (
        key text, code text, status text, incident text, at timestamptz)
    ORDER BY n.at
    ON CONFLICT (shop_id, label_id, event_key) DO NOTHING RETURNING id
    """
)
_NEWEST = text(
    """
    SELECT status, incident, occurred_at FROM return_news
    WHERE shop_id = :shop AND label_id = :id AND status IS NOT NULL
    ORDER BY occurred_at DESC, array_position(CAST(:ranks AS text[]), status) DESC, id DESC LIMIT 1
    """
)
_BE = text(
    """
    UPDATE return_labels SET way_status = :status, incident = :incident, way_status_at = :at,
           unanswered = 0, ask_at = clock_timestamp() + CAST(:pause AS interval),
           ended_at = CASE WHEN :is_over THEN coalesce(ended_at, clock_timestamp()) END,
           updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id
    """
)


#: the courier has it, or had it: the proof of having sent the goods (art. 14(1) of Directive
#: 2011/83/EU) stands, also when it is lost after that
_HANDED_IN: Final = frozenset(
    {"in_transit", "available_for_pickup", "delivery_failed", "delivered", "lost"}
)
_ALL_SENT = text(
    """
    SELECT NOT EXISTS (
        SELECT FROM return_parcels p
        WHERE p.shop_id = :shop AND p.return_id = :of AND p.arrived_at IS NULL
          AND NOT EXISTS (
              SELECT FROM return_labels l
              WHERE l.shop_id = p.shop_id AND l.return_id = p.return_id AND l.status = 'bought'
                AND l.tracking_number = p.tracking_number AND l.way_status IS NOT NULL
                AND l.way_status <> 'returning'
          )
    )
    """
)


async def follow_return(
    tx: Tx,
    shop_id: UUID,
    label_id: UUID,
    news: Sequence[TrackingEvent],
    *,
    now: datetime | None = None,
) -> int:
    """Keep what was told, and let the return's whereabouts follow; how many news were new."""
    key = {"shop": shop_id, "id": label_id}
    await tx.execute(_LOCK, key)
    one = (await tx.execute(_ONE, key)).one_or_none()
    if one is None or not news:
        return 0
    rows = _as_json(news, now or datetime.now(UTC))
    new = len(list(await tx.scalars(_KEEP, {**key, "news": rows})))
    newest = (await tx.execute(_NEWEST, {**key, "ranks": list(STATUSES)})).first()
    if not new or newest is None or one.status != "bought":
        return new
    await tx.execute(
        _BE,
        {
            **key,
            "status": newest.status,
            "incident": newest.incident,
            "at": newest.occurred_at,
            "pause": ASK_AGAIN.get(newest.status, ASK_AGAIN[None]),
            "is_over": newest.status in ENDS,
        },
    )
    if (newest.status, newest.incident) == (one.way_status, one.incident):
        return new
    await touch(tx, shop_id, one.return_id)
    await tell(
        tx,
        shop_id,
        one.return_id,
        partial(
            ReturnTrackingUpdated,
            label_id=label_id,
            parcel=one.parcel,
            carrier=one.carrier,
            service=one.service,
            tracking_number=one.tracking_number,
            status=newest.status,
            incident=newest.incident,
            occurred_at=newest.occurred_at,
        ),
    )
    if newest.status in _HANDED_IN and await tx.scalar(_ALL_SENT, {**key, "of": one.return_id}):
        await reached(tx, shop_id, one.return_id, "sent")
    return new


def _as_json(news: Sequence[TrackingEvent], now: datetime) -> str:
    rows = [
        {
            "key": f"{one.code[:CODE_MAX_CHARS]}@{one.at.timestamp():.0f}",
            "code": one.code[:CODE_MAX_CHARS],
            "status": one.status if one.status in STATUSES else None,
            "incident": one.incident,
            "at": min(one.at, now) if one.at > now + AHEAD_MAX else one.at,
        }
        for one in news
    ]
    return msgspec.json.encode(rows).decode().replace("\\u0000", "")


_BY_NUMBER = text(
    "SELECT id FROM return_labels WHERE shop_id = :shop AND return_id = :return "
    "AND tracking_number = ANY(:codes) AND status = 'bought'"
)


async def scanned_here(tx: Tx, shop_id: UUID, return_id: UUID, codes: Sequence[str]) -> None:
    """A parcel of the return with one of these numbers stands on our bench."""
    key = {"shop": shop_id, "return": return_id, "codes": list(codes)}
    now = datetime.now(UTC)
    for label_id in list(await tx.scalars(_BY_NUMBER, key)):
        here = TrackingEvent(status="delivered", at=now, code="scanned", words="")
        await follow_return(tx, shop_id, label_id, [here], now=now)


#: beside the turn for what goes out: neither waits for the other
_TURN_NAME: Final = "{carrier}:returns"
_WAITS: Final = "carrier = :carrier AND status = 'bought' AND ended_at IS NULL"
_IS_DUE = text(
    f"SELECT EXISTS (SELECT FROM return_labels WHERE {_WAITS} AND ask_at <= clock_timestamp())"
)
_BATCH = text(
    f"""
    WITH due AS MATERIALIZED (
        SELECT shop_id, id FROM return_labels WHERE {_WAITS} AND ask_at <= clock_timestamp()
        ORDER BY ask_at LIMIT :most FOR UPDATE SKIP LOCKED
    )
    UPDATE return_labels l SET ask_at = clock_timestamp() + CAST(:lease AS interval)
    FROM due WHERE l.shop_id = due.shop_id AND l.id = due.id
    RETURNING l.shop_id, l.id AS label_id, l.tracking_number, l.account_id
    """
)
# what nobody hands in is not asked about for ever
_ASKED = text(
    """
    UPDATE return_labels SET unanswered = 0,
           ask_at = clock_timestamp() + CASE way_status
               WHEN 'returning' THEN interval '6 hours' ELSE interval '1 hour' END,
           ended_at = CASE WHEN coalesce(way_status_at, bought_at)
                                < clock_timestamp() - CAST(:forgotten AS interval)
                           THEN clock_timestamp() END
    WHERE shop_id = :shop AND id = :id AND ended_at IS NULL
    """
)
_UNANSWERED = text(
    """
    UPDATE return_labels l SET unanswered = unanswered + 1,
           ask_at = clock_timestamp()
               + CAST(:pause AS interval) * power(2, least(unanswered, :most))
    FROM unnest(CAST(:shops AS uuid[]), CAST(:ids AS uuid[])) AS a (shop_id, id)
    WHERE l.shop_id = a.shop_id AND l.id = a.id AND l.ended_at IS NULL
    """
)


async def take_returns(tx: Tx, carrier: str) -> list[ToAskOf]:
    """The parcels that this worker asks a courier about now; none when it is not the time."""
    if not await tx.scalar(_IS_DUE, {"carrier": carrier}):
        return []
    if not await take_turn(tx, _TURN_NAME.format(carrier=carrier)):
        return []
    asked = {"carrier": carrier, "most": BATCH_MAX, "lease": LEASE}
    return [ToAskOf(**row._mapping) for row in await tx.execute(_BATCH, asked)]


async def asked_of(tx: Tx, one: ToAskOf) -> None:
    """The courier had nothing new of it."""
    facts = {"shop": one.shop_id, "id": one.label_id, "forgotten": FORGOTTEN_AFTER}
    await tx.execute(_ASKED, facts)


async def unanswered_of(tx: Tx, asked: Sequence[ToAskOf]) -> None:
    """The courier is away: each failure in a row doubles the pause."""
    await tx.execute(
        _UNANSWERED,
        {
            "shops": [one.shop_id for one in asked],
            "ids": [one.label_id for one in asked],
            "pause": FIRST_PAUSE,
            "most": DOUBLED_MAX,
        },
    )


_WHOSE = text(
    "SELECT shop_id, id FROM return_labels WHERE carrier = :carrier AND tracking_number = :number "
    "AND account_id IS NOT DISTINCT FROM CAST(:account AS uuid)"
)
_NUDGE = text(
    "UPDATE return_labels SET ask_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :id AND ended_at IS NULL"
)


async def follow_return_message(tx: Tx, message: Message) -> int:
    """What a courier's message says of parcels that come back; how many news were new."""
    new = 0
    for one in message.heard:
        facts = {
            "carrier": message.carrier,
            "number": one.tracking_number,
            "account": message.account_id,
        }
        whose = (await tx.execute(_WHOSE, facts)).first()
        if whose is None:
            continue
        if one.event is None:
            await tx.execute(_NUDGE, {"shop": whose.shop_id, "id": whose.id})
        else:
            new += await follow_return(tx, whose.shop_id, whose.id, [one.event])
    return new


async def purge_return_news(tx: Tx) -> int:
    """Delete a batch of what was told of parcels that came back long ago; returns how many."""
    is_over = f"occurred_at < now() - interval '{KEEP_NEWS_DAYS} days'"
    return await purge(tx, "return_news", ("shop_id", "id"), is_over)
