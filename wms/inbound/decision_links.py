"""Links by which a shop without a program decides: signed, for one purpose, until the deadline.

Nothing is stored for them. The token says whose and which difference (or all of a delivery) and
until when; the settings' secret key signs it. What was decided cannot be decided again, so a used
link only shows what became of the goods.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec

from wms.events.feed import Envelope
from wms.inbound.discrepancies import DiscrepancyCard
from wms.inbound.discrepancy_errors import DecisionLinkBroken
from wms.inbound.queries import AsnCard
from wms.settings import Settings
from wms.signed_tokens import read_signed, signed

DECIDE_PATH: Final = "/decide"
#: a link still shows what was decided so long after the deadline, days
SHOWN_AFTER_DAYS: Final = 30
_ID_BYTES: Final = 16
_TIME_BYTES: Final = 8
_PURPOSE: Final = "decision link"
_BODY_BYTES: Final = 1 + 2 * _ID_BYTES + _TIME_BYTES
#: a token in letters, as long as it can be
TOKEN_MAX_CHARS: Final = 128


class About(IntEnum):
    """What a link is about."""

    DIFFERENCE = 1
    DELIVERY = 2


class DecisionLink(msgspec.Struct, frozen=True, kw_only=True):
    """What a token says: whose, about what, and until when it decides."""

    about: About
    shop_id: UUID
    subject_id: UUID
    ends_at: datetime


class Open(Protocol):
    """A difference as cards and rows have it."""

    @property
    def id(self) -> UUID: ...
    @property
    def status(self) -> str: ...
    @property
    def decide_by(self) -> datetime: ...


class OfShop(Open, Protocol):
    """A difference that says whose it is."""

    @property
    def shop_id(self) -> UUID: ...


def issue(secret: str, link: DecisionLink) -> str:
    """The token of a link."""
    ends = int(link.ends_at.timestamp()).to_bytes(_TIME_BYTES, "big")
    body = bytes([link.about]) + link.shop_id.bytes + link.subject_id.bytes + ends
    return signed(secret, _PURPOSE, body)


def read(secret: str, token: str, *, now: datetime) -> DecisionLink:
    """What a token says; after its deadline it still shows, for a while (``ends_at`` tells).

    Raises:
        DecisionLinkBroken: it was cut off, changed, or is too old to show anything.
    """
    body = read_signed(secret, _PURPOSE, token, _BODY_BYTES)
    if body is None:
        raise DecisionLinkBroken
    shop, subject, ends = (body[a:b] for a, b in ((1, 17), (17, 33), (33, 41)))
    ends_at = datetime.fromtimestamp(int.from_bytes(ends, "big"), UTC)
    if ends_at + timedelta(days=SHOWN_AFTER_DAYS) < now:
        raise DecisionLinkBroken
    return DecisionLink(
        about=About(body[0]),
        shop_id=UUID(bytes=shop),
        subject_id=UUID(bytes=subject),
        ends_at=ends_at,
    )


def url_of(settings: Settings, link: DecisionLink) -> str | None:
    """The address of a link; None where no secret key is set that all processes share."""
    if not settings.secret_key:
        return None
    return f"{settings.url}{DECIDE_PATH}/{issue(settings.secret_key, link)}"


def link_of(settings: Settings, shop_id: UUID, one: Open) -> str | None:
    """The link that decides a difference; None when nothing is left to decide."""
    if one.status != "open":
        return None
    return url_of(
        settings,
        DecisionLink(
            about=About.DIFFERENCE, shop_id=shop_id, subject_id=one.id, ends_at=one.decide_by
        ),
    )


def link_of_delivery(
    settings: Settings, shop_id: UUID, asn_id: UUID, differences: Iterable[Open]
) -> str | None:
    """The link that shows all of a delivery's differences; None when none is open."""
    ends = [one.decide_by for one in differences if one.status == "open"]
    if not ends:
        return None
    return url_of(
        settings,
        DecisionLink(about=About.DELIVERY, shop_id=shop_id, subject_id=asn_id, ends_at=max(ends)),
    )


def links_of(settings: Settings, rows: Iterable[OfShop]) -> dict[UUID, str]:
    """The links of those of ``rows`` that can be decided."""
    found = {row.id: link_of(settings, row.shop_id, row) for row in rows}
    return {key: link for key, link in found.items() if link is not None}


def with_link(settings: Settings, shop_id: UUID, card: DiscrepancyCard) -> DiscrepancyCard:
    """The card with the link that decides it."""
    return msgspec.structs.replace(card, decide_url=link_of(settings, shop_id, card))


def with_links(settings: Settings, shop_id: UUID, card: AsnCard) -> AsnCard:
    """A delivery with the links that decide its differences, each and all."""
    return msgspec.structs.replace(
        card,
        decide_url=link_of_delivery(settings, shop_id, card.id, card.discrepancies),
        discrepancies=tuple(with_link(settings, shop_id, one) for one in card.discrepancies),
    )


class _Told(msgspec.Struct, frozen=True):
    """A difference as an event tells it."""

    id: UUID
    status: str
    decide_by: datetime


def completed(
    settings: Settings, shop_id: UUID, event: str, data: dict[str, Any]
) -> dict[str, Any]:
    """What an event says, with the links that decide what it tells of.

    They are made when the event is read or sent, always the same ones: what is written down in the
    database signs nothing.
    """
    if event == "inbound.discrepancy":
        return data | {"decide_url": link_of(settings, shop_id, msgspec.convert(data, _Told))}
    if event == "inbound.received":
        told = [
            one | {"decide_url": link_of(settings, shop_id, msgspec.convert(one, _Told))}
            for one in data.get("discrepancies", ())
        ]
        return data | {"discrepancies": told}
    return data


def completed_event(settings: Settings, event: Envelope) -> Envelope:
    """An event as shops read it, see `completed`."""
    if not event.sequence:  # played by a test: there is nothing to decide
        return event
    data = completed(settings, event.shop_id, event.type, event.data)
    return event if data is event.data else msgspec.structs.replace(event, data=data)
