"""The sandbox's courier: takes what the real one would take, under its name, and carries nothing.

It has the real one's services, limits and ways back, so a shop's orders are accepted and refused as
they will be; it asks nobody, its numbers follow from our reference alone, and we draw its labels,
which say SPECIMEN.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from wms.shipping.carriers import house
from wms.shipping.carriers.house import House
from wms.shipping.carriers.incidents import DAMAGED, LOST, RECIPIENT_ABSENT
from wms.shipping.carriers.port import Bought, Can, ParcelFacts, Profile, TrackingEvent
from wms.shipping.carriers.profiles import DPD, INPOST

#: digits of a number, as the real courier's look; 99 at the beginning is nobody's parcel
_DIGITS: Final = {INPOST.code: 24, DPD.code: 13}
_BEGINS: Final = "99"
#: what it says when a parcel comes to be there: the courier's code and its words
NEWS: Final[Mapping[str, tuple[str, str, str | None]]] = {
    "in_transit": ("TEST_IN_TRANSIT", "The parcel is on its way.", None),
    "available_for_pickup": ("TEST_READY", "The parcel waits to be collected.", None),
    "delivery_failed": ("TEST_ABSENT", "Nobody was at home.", RECIPIENT_ABSENT),
    "returning": ("TEST_RETURNING", "The parcel goes back to the sender.", None),
    "lost": ("TEST_LOST", "The parcel cannot be found.", LOST),
    "delivered": ("TEST_DELIVERED", "The parcel was delivered.", None),
    "returned": ("TEST_RETURNED", "The parcel is back at the sender.", None),
}
#: it says it of a parcel that still goes on
DAMAGED_NEWS: Final = ("TEST_DAMAGED", "The parcel was damaged on its way.", DAMAGED)


def specimen_of(profile: Profile, tracking_base: str | None) -> Specimen:
    """The one that stands in for a real courier."""
    return Specimen(
        msgspec.structs.replace(
            profile, can=frozenset({Can.VOID, Can.RETURN_LABEL}), label_formats=(), credentials=()
        ),
        tracking_base,
    )


class Specimen(House):
    """Answers as the house courier does, within the limits of whom it stands in for."""

    def __init__(self, profile: Profile, tracking_base: str | None) -> None:
        super().__init__(tracking_base)
        self.profile = profile
        self.code, self.name = profile.code, profile.name

    async def buy(self, parcel: ParcelFacts) -> Bought:
        """The same answer for the same reference, however often it is asked."""
        return self._sold(parcel, self.profile.services)

    def _bought(self, reference: str) -> Bought:
        number = tracking_number(self.profile.code, reference)
        url = f"{self._tracking_base}/{number}" if self._tracking_base else None
        return Bought(tracking_number=number, tracking_url=url)


def tracking_number(carrier: str, reference: str) -> str:
    """As the courier's own numbers look, from the reference alone."""
    digits = _DIGITS.get(carrier)
    if digits is None:
        return house.tracking_number(f"specimen {reference}")
    left = digits - len(_BEGINS)
    digest = hashlib.blake2b(reference.encode()).digest()
    return f"{_BEGINS}{int.from_bytes(digest) % 10**left:0{left}}"


def news(status: str, *, at: datetime | None = None, is_damaged: bool = False) -> TrackingEvent:
    """What it tells of a parcel that comes to be there."""
    code, words, incident = DAMAGED_NEWS if is_damaged else NEWS[status]
    return TrackingEvent(
        status=status, at=at or datetime.now(UTC), code=code, words=words, incident=incident
    )


def statuses() -> Sequence[str]:
    """Where it can say that a parcel is."""
    return tuple(NEWS)
