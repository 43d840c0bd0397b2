"""Reading the ways back of a return."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.failures import Failure, failure_in
from wms.returns.labels.errors import NotReady, ReturnLabelUnknown
from wms.seals.seals import opened
from wms.shipping.carriers.registry import PROFILES
from wms.shipping.tracking.whereabouts import PUBLIC_MAX, PublicNews

#: labels of one return: each parcel's, and those that were replaced
LISTED_MAX: Final = 100


class LabelFailed(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no label, by a stable code; the sentence is English."""

    code: str
    title: str
    facts: dict[str, str | int]


class LabelView(msgspec.Struct, frozen=True, kw_only=True):
    """A way back as its shop sees it."""

    id: UUID
    return_id: UUID
    #: which parcel of the return, from 1
    parcel: int = msgspec.field(name="parcel_no")
    carrier: str
    service: str
    #: requested, bought, refused or voided
    status: str
    tracking_number: str | None
    tracking_url: str | None
    #: what its consumer types or shows where the parcel is handed in
    code: str | None
    #: until when the code is taken
    valid_until: datetime | None
    #: there is a PDF to print
    has_pdf: bool
    #: what the consumer was told that it costs them, minor units; 0: you pay
    price_minor: int
    currency: str
    failure: LabelFailed | None
    #: in_transit, delivered, lost …; null: nobody has handed it in yet
    way_status: str | None
    incident: str | None
    #: since when
    way_status_at: datetime | None
    created_at: datetime
    bought_at: datetime | None


class LabelShown(LabelView, frozen=True, kw_only=True):
    """The same for pages, with what the failure was in full and what its courier told."""

    why: Failure | None
    #: the newest first
    news: list[PublicNews]

    @property
    def has_scan(self) -> bool:
        """Whether a scanner reads its code off a telephone."""
        return self.code is not None and is_scanned(self.carrier, self.service)


def is_scanned(carrier: str, service: str) -> bool:
    """Whether codes of this way are scanned where a parcel is handed in; else they are typed."""
    profile = PROFILES.get(carrier)
    found = profile.return_service(service) if profile else None
    return found is not None and found.is_code_scanned


_COLUMNS: Final = """
    l.id, l.return_id, l.parcel, l.carrier, l.service, l.status, l.tracking_number, l.tracking_url,
    l.code, l.valid_until, l.label_sealed IS NOT NULL AS has_pdf, l.price_minor, l.currency,
    l.failure, l.way_status, l.incident, l.way_status_at, l.created_at, l.bought_at
"""
_OF_RETURN = text(
    f"SELECT {_COLUMNS} FROM return_labels l WHERE l.shop_id = :shop AND l.return_id = :return "
    "ORDER BY l.parcel, l.id LIMIT :limit"
)
_OF_RETURNS = text(
    f"""
    SELECT {_COLUMNS}, coalesce((
        SELECT jsonb_agg(jsonb_build_object('status', n.status, 'incident', n.incident,
                                            'at', n.occurred_at) ORDER BY n.occurred_at DESC, n.id)
        FROM (SELECT * FROM return_news
              WHERE shop_id = l.shop_id AND label_id = l.id AND status IS NOT NULL
              ORDER BY occurred_at DESC, id DESC LIMIT :news) n), '[]') AS news
    FROM return_labels l
    WHERE l.shop_id = :shop AND l.return_id = ANY (:returns) AND l.status <> 'voided'
    ORDER BY l.parcel, l.id
    """
)
_ONE = text(f"SELECT {_COLUMNS} FROM return_labels l WHERE l.shop_id = :shop AND l.id = :id")
_PDF = text(
    """
    SELECT r.order_id, l.label_sealed, l.tracking_number FROM return_labels l
    JOIN returns r ON r.shop_id = l.shop_id AND r.id = l.return_id
    WHERE l.shop_id = :shop AND l.id = :id
    """
)


def _view(row: Any) -> dict[str, Any]:
    facts = dict(row._mapping)
    why = failure_in(facts["failure"])
    facts["failure"] = (
        None if why is None else LabelFailed(code=why.code, title=why.title, facts=why.facts)
    )
    return facts


async def labels_of(read: Read | Tx, shop_id: UUID, return_id: UUID) -> list[LabelView]:
    """All ways back that were asked for of a return, those that were called off, too."""
    key = {"shop": shop_id, "return": return_id, "limit": LISTED_MAX}
    return [LabelView(**_view(row)) for row in await read.execute(_OF_RETURN, key)]


async def label_view(read: Read | Tx, shop_id: UUID, label_id: UUID) -> LabelView:
    """One of them. Raises ReturnLabelUnknown."""
    row = (await read.execute(_ONE, {"shop": shop_id, "id": label_id})).one_or_none()
    if row is None:
        raise ReturnLabelUnknown
    return LabelView(**_view(row))


async def label_code_shown(read: Read | Tx, shop_id: UUID, label_id: UUID) -> str:
    """What a scanner reads off a telephone. Raises ReturnLabelUnknown, NotReady: it is typed, or
    there is none."""
    one = await label_view(read, shop_id, label_id)
    if one.code is None or not is_scanned(one.carrier, one.service):
        raise NotReady
    return one.code


async def labels_shown(
    read: Read | Tx, shop_id: UUID, returns: list[UUID]
) -> dict[UUID, list[LabelShown]]:
    """Those that count, by return, for pages."""
    found: dict[UUID, list[LabelShown]] = {one: [] for one in returns}
    if not returns:
        return found
    key = {"shop": shop_id, "returns": returns, "news": PUBLIC_MAX}
    for row in await read.execute(_OF_RETURNS, key):
        why = failure_in(row.failure)
        facts = _view(row)
        news = msgspec.convert(facts.pop("news"), list[PublicNews])
        found[row.return_id].append(LabelShown(**facts, news=news, why=why))
    return found


async def label_pdf(read: Read | Tx, shop_id: UUID, label_id: UUID) -> bytes:
    """The label to be printed. Raises ReturnLabelUnknown, NotReady: there is none."""
    row = (await read.execute(_PDF, {"shop": shop_id, "id": label_id})).one_or_none()
    if row is None:
        raise ReturnLabelUnknown
    content = (
        await opened(read, shop_id, row.order_id, row.label_sealed) if row.label_sealed else None
    )
    if content is None:
        raise NotReady
    return content
