"""What we need of a courier, and no more.

Every call carries our reference, the shipment's id. A courier that supports it finds the purchase
again by that reference, so a call whose answer was lost is never paid twice.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from wms.failures import Failure
from wms.shipping.failures import NO_ANSWER, REFUSED


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
    #: the parcel is insured for so much
    insurance_amount_minor: int | None = None
    insurance_currency: str | None = None


class Bought(msgspec.Struct, frozen=True, kw_only=True):
    """What the courier promised; ``label`` is None when we draw it ourselves."""

    tracking_number: str
    tracking_url: str | None
    label: bytes | None = None
    #: pdf or zpl, when there is a label
    format: str | None = None


class CarrierNo(Exception):  # noqa: N818 - an answer, not a crash
    """A courier that does not sell: a code of `wms.shipping.failures`, facts, its own words."""

    code = REFUSED

    def __init__(
        self, words: str | None = None, *, code: str | None = None, **facts: str | int
    ) -> None:
        super().__init__(words or code or self.code)
        self.failure = Failure(code=code or self.code, facts=facts, words=words)


class CarrierRefused(CarrierNo):
    """The courier says no and will say no again: wrong address, unknown service. A person looks."""


class CarrierAway(CarrierNo):
    """No answer, or "later": the same call may succeed in a while."""

    code = NO_ANSWER


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
