"""Where a parcel is, for whoever waits for it: by its number only, and nothing about people."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.shipping.carriers.registry import NAMES


class PublicNews(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever waits may know of one thing that happened: no place and no words."""

    status: str
    #: of `wms.shipping.carriers.incidents`
    incident: str | None
    at: datetime


class Whereabouts(msgspec.Struct, frozen=True, kw_only=True):
    """What a tracking number tells anybody who has it."""

    shop_id: UUID
    tracking_number: str
    carrier: str
    service: str
    #: of the parcel: labelled, handed_over, in_transit, delivered …
    status: str
    shop: str
    bought_at: datetime
    handed_over_at: datetime | None
    #: the newest first
    news: tuple[PublicNews, ...] = ()


_WHERE = text(
    """
    SELECT s.shop_id, s.id, s.tracking_number, s.carrier, s.service, pa.status,
           shop.name AS shop, s.bought_at, s.handed_over_at
    FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN shops shop ON shop.id = s.shop_id
    WHERE s.carrier = ANY (:carriers) AND s.tracking_number = :number AND s.status = 'bought'
    ORDER BY s.bought_at DESC LIMIT 1
    """
)


_PUBLIC = text(
    """
    SELECT status, incident, occurred_at AS at FROM tracking_events
    WHERE shop_id = :shop AND shipment_id = :id AND status IS NOT NULL
    ORDER BY occurred_at DESC, id DESC LIMIT :limit
    """
)
#: news shown to whoever waits, the newest
PUBLIC_MAX: Final = 20


async def whereabouts(read: Read, tracking_number: str) -> Whereabouts | None:
    """Where the parcel with this number is, whoever carries it; None: nobody gave such a number."""
    row = (await read.execute(_WHERE, {"carriers": [*NAMES], "number": tracking_number})).first()
    if row is None:
        return None
    facts = dict(row._mapping)
    key = {"shop": facts["shop_id"], "id": facts.pop("id"), "limit": PUBLIC_MAX}
    news = await read.execute(_PUBLIC, key)
    return Whereabouts(**facts, news=tuple(PublicNews(**one._mapping) for one in news))


class TrackingNewsView(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a courier told of a parcel, as its shop sees it."""

    #: in_transit, available_for_pickup, delivered, delivery_failed, returning, returned or lost;
    #: null: news that move nothing
    status: str | None
    #: why it does not go as it should
    incident: str | None
    #: the courier's own code
    code: str
    #: a depot, a town
    place: str | None
    #: by the courier's clock
    occurred_at: datetime


class NewsForDesk(TrackingNewsView, frozen=True, kw_only=True):
    """The same for the desk, with the courier's own words and who of us said it."""

    words: str | None
    source: str
    by: str | None


_NEWS = text(
    """
    SELECT n.status, n.incident, n.code, n.place, n.occurred_at, n.words, n.source, u.name AS by
    FROM tracking_events n LEFT JOIN office_users u ON u.id = n.user_id
    WHERE n.shop_id = :shop AND n.shipment_id = :id
    ORDER BY n.occurred_at, n.id LIMIT :limit
    """
)
_NEWS_OF_SHOP = text(
    """
    SELECT status, incident, code, place, occurred_at FROM tracking_events
    WHERE shop_id = :shop AND shipment_id = :id ORDER BY occurred_at, id LIMIT :limit
    """
)
#: news of one parcel, the oldest; couriers tell a dozen
NEWS_MAX: Final = 200


async def tracking_news(
    read: Read | Tx, shop_id: UUID, shipment_id: UUID
) -> list[TrackingNewsView]:
    """What was told of a shipment, the oldest first."""
    key = {"shop": shop_id, "id": shipment_id, "limit": NEWS_MAX}
    return [TrackingNewsView(**row._mapping) for row in await read.execute(_NEWS_OF_SHOP, key)]


async def news_for_desk(read: Read | Tx, shop_id: UUID, shipment_id: UUID) -> list[NewsForDesk]:
    """The same for the desk."""
    key = {"shop": shop_id, "id": shipment_id, "limit": NEWS_MAX}
    return [NewsForDesk(**row._mapping) for row in await read.execute(_NEWS, key)]
