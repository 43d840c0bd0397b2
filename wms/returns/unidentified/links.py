"""Links by which a shop confirms of which order a parcel is: signed, nothing stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from wms.returns.unidentified.errors import WhoseLinkBroken
from wms.settings import Settings
from wms.signed_tokens import read_signed, signed

WHOSE_PATH: Final = "/whose"
#: a shop has so long to answer by the link, days; by REST it can as long as the parcel waits
HOLDS_DAYS: Final = 30
#: a token in letters, as long as it can be
TOKEN_MAX_CHARS: Final = 128
_PURPOSE: Final = "whose parcel"
_ID: Final = 16
_BODY_BYTES: Final = 3 * _ID + 8


class AboutWhat(msgspec.Struct, frozen=True, kw_only=True):
    """Which shop is asked about which return and which of its orders."""

    shop_id: UUID
    return_id: UUID
    order_id: UUID


class WhoseLink(AboutWhat, frozen=True, kw_only=True):
    """What a token says."""

    ends_at: datetime


def url_of(
    settings: Settings, *, shop_id: UUID, return_id: UUID, order_id: UUID, asked_at: datetime
) -> str | None:
    """The address; None where no secret key is set that all processes share."""
    if not settings.secret_key:
        return None
    ends = int((asked_at + timedelta(days=HOLDS_DAYS)).timestamp())
    body = shop_id.bytes + return_id.bytes + order_id.bytes + ends.to_bytes(8, "big")
    return f"{settings.url}{WHOSE_PATH}/{signed(settings.secret_key, _PURPOSE, body)}"


def read_link(secret: str, token: str, *, now: datetime) -> WhoseLink:
    """What a token says.

    Raises:
        WhoseLinkBroken: it was cut off, changed, made up, or its time is over.
    """
    fits = len(token) <= TOKEN_MAX_CHARS
    body = read_signed(secret, _PURPOSE, token if fits else "", _BODY_BYTES)
    if body is None:
        raise WhoseLinkBroken
    shop, one, order = (UUID(bytes=body[at : at + _ID]) for at in range(0, 3 * _ID, _ID))
    ends_at = datetime.fromtimestamp(int.from_bytes(body[3 * _ID :], "big"), UTC)
    if ends_at < now:
        raise WhoseLinkBroken
    return WhoseLink(shop_id=shop, return_id=one, order_id=order, ends_at=ends_at)
