"""What we need of a courier, and no more.

Every call carries our reference, the shipment's id. A courier that supports it finds the purchase
again by that reference, so a call whose answer was lost is never paid twice.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from wms.errors import N_


class ParcelFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a courier has to know of a parcel."""

    #: our id at the courier: the shipment's id, the same at every try
    reference: str
    service: str
    parcel_number: int
    weight_g: int
    #: as the order and the shop have them: name, company, street, postcode, city, country, phone …
    recipient: dict[str, Any]
    sender: dict[str, Any]
    cod_amount_minor: int | None = None
    cod_currency: str | None = None


class Bought(msgspec.Struct, frozen=True, kw_only=True):
    """What the courier promised; ``label`` is None when we draw it ourselves."""

    tracking_number: str
    tracking_url: str | None
    label: bytes | None = None
    #: pdf or zpl, when there is a label
    format: str | None = None


class CarrierRefused(Exception):  # noqa: N818 - an answer, not a crash
    """The courier says no and will say no again: wrong address, unknown service. A person looks."""


#: a courier that was away without a word of its own
NO_ANSWER = N_("no answer")


class CarrierAway(Exception):  # noqa: N818 - an answer, not a crash
    """No answer, or "later": the same call may succeed in a while."""


class Carrier(Protocol):
    """A courier."""

    code: str
    #: what people call it
    name: str

    async def buy(self, parcel: ParcelFacts) -> Bought:
        """Buy a label. Raises CarrierRefused or CarrierAway."""
        ...

    async def find_by_reference(self, reference: str) -> Bought | None:
        """What was bought under our reference before; None when nothing was. CarrierAway."""
        ...

    async def void(self, reference: str) -> None:
        """Give a label back that is not used. Raises CarrierRefused or CarrierAway."""
        ...
