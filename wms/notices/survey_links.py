"""The address of the one question about an order: unguessable, and nothing is stored for it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from wms.settings import Settings
from wms.shops.consumer_links import OrderLink
from wms.signed_tokens import read_signed, signed

SURVEY_PATH: Final = "/survey"
TOKEN_MAX_CHARS: Final = 64
_PURPOSE: Final = "consumer's survey"
_ID_BYTES: Final = 16


def survey_token(secret: str, shop_id: UUID, order_id: UUID) -> str:
    """What stands in the address."""
    return signed(secret, _PURPOSE, shop_id.bytes + order_id.bytes)


def survey_url(settings: Settings, shop_id: UUID, order_id: UUID) -> str:
    """Its whole address."""
    return f"{settings.url}{SURVEY_PATH}/{survey_token(settings.secret_key, shop_id, order_id)}"


def read_survey_token(secret: str, token: str) -> OrderLink | None:
    """Which order it asks about; None for whatever we have not made."""
    body = read_signed(secret, _PURPOSE, token[: TOKEN_MAX_CHARS + 1], 2 * _ID_BYTES)
    if body is None:
        return None
    return OrderLink(shop_id=UUID(bytes=body[:_ID_BYTES]), order_id=UUID(bytes=body[_ID_BYTES:]))
