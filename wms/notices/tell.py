"""Telling consumers what happened: each thing once, in the order of the shop's feed.

The feed numbers committed events without gaps, so reading it loses nothing. How far it was read is
written in the transaction that queues the mails, and a row per thing said keeps what stands twice
in the feed from being said twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import text

from wms.calendar.house import zone_of_the_house
from wms.db import Read, Tx
from wms.failures import Failure
from wms.mail.failures import CANCELLED as ORDER_CANCELLED
from wms.mail.failures import OVERTAKEN
from wms.mail.outgoing import drop_mails, queue_mail
from wms.notices.facts import OrderTold, order_told
from wms.notices.kinds import CANCELLED, EVENT_OF, NOTICES, OVERTAKES, purpose
from wms.notices.letter import Links, Message, write
from wms.notices.looks import look_of
from wms.notices.quiet import first_loud, zone_of
from wms.notices.return_label import KIND as RETURN_LABEL
from wms.notices.return_label import label_told
from wms.notices.settings import Told, told_in
from wms.notices.texts import own_texts, spoken
from wms.returns.labels.errors import NotReady, ReturnLabelUnknown
from wms.settings import Settings
from wms.shops.consumer_links import order_url

#: events of one transaction
BATCH_MAX: Final = 200
#: older news are no news, hours: workers that stood still for days tell no stories
FRESH_HOURS: Final = 72

_KIND_OF: Final = {event: kind for kind, event in EVENT_OF.items()}

_WAITING: Final = text(
    """
    SELECT n.shop_id FROM notice_settings n
    JOIN feed_positions f ON f.shop_id = n.shop_id AND f.last_sequence > n.told_sequence
    JOIN shops s ON s.id = n.shop_id AND s.suspended_at IS NULL
    WHERE n.kinds <> '{}' LIMIT :limit
    """
)
_LOCK: Final = text(
    "SELECT * FROM notice_settings WHERE shop_id = :shop AND kinds <> '{}' FOR UPDATE SKIP LOCKED"
)
_EVENTS: Final = text(
    """
    SELECT e.sequence, e.type, e.subject_type, e.subject_id, e.data,
           e.occurred_at > clock_timestamp() - make_interval(hours => :fresh) AS is_fresh,
           CASE e.subject_type WHEN 'order' THEN e.subject_id WHEN 'return' THEN r.order_id
                ELSE CAST(e.data ->> 'order_id' AS uuid) END AS order_id,
           r.number AS return_number
    FROM events e
    LEFT JOIN returns r ON e.subject_type = 'return' AND r.shop_id = e.shop_id
                       AND r.id = e.subject_id
    WHERE e.shop_id = :shop AND e.sequence > :after AND e.sequence <= :upto AND e.type = ANY(:types)
    ORDER BY e.sequence
    """
)
_UPTO: Final = text(
    "SELECT least(last_sequence, CAST(:after AS bigint) + CAST(:batch AS bigint)) "
    "FROM feed_positions WHERE shop_id = :shop"
)
_MOVE: Final = text("UPDATE notice_settings SET told_sequence = :upto WHERE shop_id = :shop")
_SAY: Final = text(
    "INSERT INTO notices (shop_id, order_id, kind, about) VALUES (:shop, :order, :kind, :about) "
    "ON CONFLICT DO NOTHING RETURNING about"
)
_SAID: Final = text(
    "UPDATE notices SET mail_id = :mail WHERE shop_id = :shop AND order_id = :order "
    "AND kind = :kind AND about = ANY(:abouts)"
)


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to tell of one order; several parcels at once are one."""

    order_id: UUID
    kind: str
    #: what it is about: shipments, a return, a new day
    abouts: tuple[str, ...]
    facts: Mapping[str, str] = {}


async def shops_to_tell(read: Read, limit: int = BATCH_MAX) -> list[UUID]:
    """Shops in whose feed there is something that was not looked at yet."""
    return list(await read.scalars(_WAITING, {"limit": limit}))


async def tell(
    tx: Tx, settings: Settings, shop_id: UUID, *, now: datetime | None = None
) -> int | None:
    """Queue what the next events of a shop's feed are to be told; how many events, None: taken."""
    row = (await tx.execute(_LOCK, {"shop": shop_id})).first()
    if row is None:
        return None
    after = row.told_sequence
    upto = await tx.scalar(_UPTO, {"shop": shop_id, "after": after, "batch": BATCH_MAX})
    told = told_in(row)
    types = [EVENT_OF[kind] for kind in told.kinds]
    found = await tx.execute(
        _EVENTS,
        {"shop": shop_id, "after": after, "upto": upto, "types": [*types, CANCELLED],
         "fresh": FRESH_HOURS},
    )  # fmt: skip
    for one in _together(found.all()):
        await _tell_one(tx, settings, shop_id, told, one, now or datetime.now(UTC))
    await tx.execute(_MOVE, {"shop": shop_id, "upto": upto})
    return int(upto - after)


def _together(rows: Sequence[Any]) -> list[Happened]:
    """What is to be told of events, the parcels of an order that did the same as one."""
    made: dict[tuple[UUID, str], Happened] = {}
    for row in rows:
        if row.order_id is None or not row.is_fresh:
            continue
        kind = "cancelled" if row.type == CANCELLED else _KIND_OF[row.type]
        if not _is_news(kind, row):
            continue
        about = _about(kind, row)
        is_alone = kind in ("delayed", RETURN_LABEL)
        key = (row.order_id, f"{kind} {about}" if is_alone else kind)
        before = made.pop(key, None)
        abouts = (*(before.abouts if before else ()), about)
        facts = {"return.number": str(row.return_number)} if row.return_number else {}
        made[key] = Happened(order_id=row.order_id, kind=kind, abouts=abouts, facts=facts)
    return list(made.values())


def _is_news(kind: str, row: Any) -> bool:
    """Whether the consumer wants to hear of this event of the kind."""
    if kind == "pickup":
        return bool(row.data.get("status") == "available_for_pickup")
    if kind == "delayed":  # earlier than promised is no news, nor is a first promise
        before, after = row.data.get("from"), row.data.get("to")
        return bool(before) and (after is None or _day(after) > _day(before))
    return True


def _day(moment: str) -> str:
    return str(moment)[:10]


def _about(kind: str, row: Any) -> str:
    if kind == "delayed":
        return _day(row.data.get("to") or "later")
    if kind in ("pickup", "return_received", "refund_cleared"):
        return str(row.subject_id)
    if kind == RETURN_LABEL:
        return str(row.data["label_id"])
    return str(row.order_id)


async def _tell_one(
    tx: Tx, settings: Settings, shop_id: UUID, told: Told, one: Happened, now: datetime
) -> None:
    if one.kind == "cancelled":
        waiting = [purpose(kind) for kind in NOTICES]
        await drop_mails(tx, shop_id, one.order_id, waiting, Failure(code=ORDER_CANCELLED))
        return
    order = await order_told(tx, shop_id, one.order_id)
    if order is None or order.status == "cancelled" or order.email is None:
        return
    if one.kind == "delivered" and not _is_all_delivered(order):
        return  # said when the last parcel is there
    abouts = []
    for about in dict.fromkeys(one.abouts):
        said = {"shop": shop_id, "order": one.order_id, "kind": one.kind, "about": about}
        if await tx.scalar(_SAY, said) is not None:
            abouts.append(about)
    if not abouts:
        return
    mail = await _queue(tx, settings, shop_id, told, order, one, abouts, now)
    key = {"shop": shop_id, "order": one.order_id, "kind": one.kind}
    await tx.execute(_SAID, {**key, "abouts": abouts, "mail": mail})


def _is_all_delivered(order: OrderTold) -> bool:
    return all(one.status == "delivered" for one in order.parcels)


async def _queue(
    tx: Tx,
    settings: Settings,
    shop_id: UUID,
    told: Told,
    order: OrderTold,
    one: Happened,
    abouts: Sequence[str],
    now: datetime,
) -> UUID | None:
    overtaken = [purpose(kind) for kind in OVERTAKES[one.kind]]
    if overtaken:
        await drop_mails(tx, shop_id, one.order_id, overtaken, Failure(code=OVERTAKEN))
    label = None
    if one.kind == RETURN_LABEL:
        try:
            label = await label_told(tx, shop_id, UUID(abouts[0]))
        except (NotReady, ReturnLabelUnknown):
            return None  # it was called off meanwhile
    words = spoken(await own_texts(tx, shop_id), one.kind, order.language, told.fallback_language)
    parcels = order.parcels
    if one.kind == "pickup":
        parcels = [p for p in parcels if str(p.shipment_id) in abouts]
    message = Message(
        kind=one.kind,
        language=words.language,
        subject=words.subject,
        body=words.body,
        facts={**order.facts, **one.facts, **(label.facts if label else {})},
        parcels=parcels,
    )
    link = order_url(settings, shop_id, one.order_id) or ""
    written = write(message, await look_of(tx, shop_id, order.imprint), Links(order=link))
    assert order.email is not None
    return await queue_mail(
        tx,
        shop_id,
        subject_id=one.order_id,
        purpose=purpose(one.kind),
        unique_key=f"{purpose(one.kind)}:{one.order_id}:{abouts[0]}",
        to=order.email,
        language=words.language,
        title=written.title,
        plain=written.plain,
        html=written.html,
        attachments=label.attachments if label else [],
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: nobody's holiday note answers it
        not_before=await not_before(tx, told, one.kind, order.country, now),
    )


async def not_before(
    tx: Tx, told: Told, kind: str, country: str, now: datetime | None = None
) -> datetime | None:
    """The end of the quiet hours in which it would fall; None: at once."""
    if told.quiet_from is None or told.quiet_until is None or kind in told.urgent_kinds:
        return None
    house: ZoneInfo = await zone_of_the_house(tx)
    return first_loud(
        now or datetime.now(UTC), told.quiet_from, told.quiet_until, zone_of(country, house)
    )
