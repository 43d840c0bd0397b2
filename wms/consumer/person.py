"""To whom an order goes, for the consumer's own page: shown masked, compared, never told whole."""

from __future__ import annotations

import hmac
import re
from typing import Final

import msgspec

from wms.orders.person import Person

_LEFT: Final = 1
_DOTS: Final = "•••"


class Masked(msgspec.Struct, frozen=True, kw_only=True):
    """Enough to see that it is the right order, too little to find the person."""

    name: str
    city: str
    country: str
    postcode: str
    email: str | None
    pickup_point_id: str | None


def masked(one: Person) -> Masked:
    """What of a person may stand on a page that was forwarded."""
    return Masked(
        name=" ".join(part[:_LEFT] + "." for part in one.name.split()),
        city=one.city,
        country=one.country,
        postcode=one.postcode[:2] + _DOTS,
        email=_masked_email(one.email),
        pickup_point_id=one.pickup_point_id,
    )


def is_proved_by(one: Person, said: str) -> bool:
    """Whether ``said`` is the postcode or the e-mail, however it is written."""
    told = _plain(said).encode()
    is_postcode = hmac.compare_digest(_plain(one.postcode).encode(), told)
    is_email = bool(one.email) and hmac.compare_digest(_plain(one.email or "").encode(), told)
    return is_postcode or is_email


def _masked_email(email: str | None) -> str | None:
    """``anna@example.com`` → ``a•••@example.com``."""
    if not email or "@" not in email:
        return None
    name, _, domain = email.rpartition("@")
    return f"{name[:_LEFT]}{_DOTS}@{domain}"


def _plain(words: str) -> str:
    """Letters, digits and what e-mails have, without case: 00-950 and 00 950 are the same."""
    return re.sub(r"[^\w@.+]" if "@" in words else r"[\W_]", "", words).casefold()
