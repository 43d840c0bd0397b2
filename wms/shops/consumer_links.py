"""The address of a consumer's own page of an order: unguessable, and nothing is stored for it.

The token says whose order and which; the settings' secret key signs it. It does not end by a date:
the page itself ends when the order's person is erased, and shows no whole address, e-mail or phone,
because links are forwarded.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from wms.settings import Settings
from wms.signed_tokens import read_signed, signed

#: where the pages of orders are
ORDER_PATH: Final = "/o"
#: where a shop's questions and answers are, then its code
QUESTIONS_PATH: Final = "/q"
#: a token in letters: two ids and their signature
TOKEN_MAX_CHARS: Final = 64
_PURPOSE: Final = "consumer's order"
_ID_BYTES: Final = 16


class OrderLink(msgspec.Struct, frozen=True, kw_only=True):
    """What a token says."""

    shop_id: UUID
    order_id: UUID


def order_link(secret: str, shop_id: UUID, order_id: UUID) -> str:
    """The path of the consumer's page of an order, always the same: ``/o/…``."""
    return f"{ORDER_PATH}/{signed(secret, _PURPOSE, shop_id.bytes + order_id.bytes)}"


def order_url(settings: Settings, shop_id: UUID, order_id: UUID) -> str | None:
    """Its whole address; None where no secret key is set that all processes share."""
    if not settings.secret_key:
        return None
    return settings.url + order_link(settings.secret_key, shop_id, order_id)


def read_order_link(secret: str, token: str) -> OrderLink | None:
    """Which order a token opens; None for whatever we have not made."""
    body = read_signed(secret, _PURPOSE, token[: TOKEN_MAX_CHARS + 1], 2 * _ID_BYTES)
    if body is None:
        return None
    return OrderLink(shop_id=UUID(bytes=body[:_ID_BYTES]), order_id=UUID(bytes=body[_ID_BYTES:]))
