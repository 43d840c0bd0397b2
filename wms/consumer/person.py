"""To whom an order goes, for the consumer's own page: shown masked, compared, never told whole."""

from __future__ import annotations

import hmac
import re
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

_LEFT: Final = 1
_DOTS: Final = "•••"


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """To whom an order goes."""

    name: str
    street: str
    postcode: str
    city: str
    country: str
    company: str | None = None
    email: str | None = None
    phone: str | None = None
    pickup_point_id: str | None = None

    @property
    def masked(self) -> Masked:
        """What may stand on a page that was forwarded."""
        return Masked(
            name=" ".join(part[:_LEFT] + "." for part in self.name.split()),
            city=self.city,
            country=self.country,
            postcode=self.postcode[:2] + _DOTS,
            email=_masked_email(self.email),
            pickup_point_id=self.pickup_point_id,
        )

    def is_proved_by(self, said: str) -> bool:
        """Whether ``said`` is the postcode or the e-mail, however it is written."""
        told = _plain(said).encode()
        is_postcode = hmac.compare_digest(_plain(self.postcode).encode(), told)
        is_email = bool(self.email) and hmac.compare_digest(_plain(self.email or "").encode(), told)
        return is_postcode or is_email


class Masked(msgspec.Struct, frozen=True, kw_only=True):
    """Enough to see that it is the right order, too little to find the person."""

    name: str
    city: str
    country: str
    postcode: str
    email: str | None
    pickup_point_id: str | None


def _masked_email(email: str | None) -> str | None:
    """``anna@example.com`` → ``a•••@example.com``."""
    if not email or "@" not in email:
        return None
    name, _, domain = email.rpartition("@")
    return f"{name[:_LEFT]}{_DOTS}@{domain}"


def _plain(words: str) -> str:
    """Letters, digits and what e-mails have, without case: 00-950 and 00 950 are the same."""
    return re.sub(r"[^\w@.+]" if "@" in words else r"[\W_]", "", words).casefold()


# whose key was destroyed was erased, whatever stands in a row still
_RECIPIENT: Final = text(
    "SELECT recipient FROM orders WHERE shop_id = :shop AND id = :order AND NOT EXISTS ("
    "SELECT FROM seal_keys WHERE shop_id = :shop AND subject_id = :order "
    "AND destroyed_at IS NOT NULL)"
)


async def buyer(read: Read | Tx, shop_id: UUID, order_id: UUID) -> Buyer | None:
    """To whom the order goes; None: there is no such order, or the person was erased."""
    found: dict[str, Any] | None = await read.scalar(
        _RECIPIENT, {"shop": shop_id, "order": order_id}
    )
    if not found or not found.get("name") or not found.get("postcode"):
        return None
    known = {name: found.get(name) for name in Buyer.__struct_fields__}
    return msgspec.convert(known, Buyer)
