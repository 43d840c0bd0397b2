"""The house courier: our own vans and labels, so that everything works without an account.

Its tracking number follows from the reference alone: buying twice gives the same parcel twice, and
nothing has to be remembered at the courier's side.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from stdnum import damm

from wms.errors import N_
from wms.shipping.carriers.port import (
    Bought,
    Can,
    Carrier,
    CarrierRefused,
    ParcelFacts,
    Profile,
    ReturnService,
    Service,
)
from wms.shipping.failures import NO_SERVICE, TOO_HEAVY

#: its pickup points are named by whoever runs them: short, as a label and a person can say it
POINT_ID = re.compile("[A-Z0-9][A-Z0-9-]{1,19}")
PREFIX = "HC"
#: digits of a tracking number before its check digit; 10^17 numbers, so a million labels share one
#: with a chance of 1 in 200,000, and then the unique index says so and nothing is mixed up
NUMBER_DIGITS = 17
#: heaviest parcel that one person lifts alone, g (the usual limit of parcel couriers is 30–32 kg)
WEIGHT_MAX_G = 31_500
#: the most that a driver takes as cash, 5,000.00; more is not carried around
COD_MAX_MINOR = 500_000
PROFILE: Final = Profile(
    code="house",
    name=N_("House courier"),
    can=frozenset({Can.VOID, Can.RETURN_LABEL}),
    services=(
        Service(
            code="standard", name=N_("Standard"), heaviest_g=WEIGHT_MAX_G,
            cod_max_minor=COD_MAX_MINOR, days=2,
        ),
        Service(
            code="express", name=N_("Express"), heaviest_g=WEIGHT_MAX_G,
            cod_max_minor=COD_MAX_MINOR, days=1,
        ),
    ),
    returns=(
        ReturnService(
            code="drop_off", name=N_("Hand it in at the warehouse"), heaviest_g=WEIGHT_MAX_G,
            has_label=True, has_code=True, is_code_scanned=True, days=1,
        ),
        ReturnService(
            code="fetched", name=N_("Our driver fetches it"), heaviest_g=WEIGHT_MAX_G,
            has_label=True, has_code=True, is_code_scanned=True, days=3,
        ),
    ),
    point_id=POINT_ID,
)  # fmt: skip


def tracking_number(reference: str) -> str:
    """``HC``, 17 digits from the reference, and Damm's check digit."""
    digest = hashlib.blake2b(reference.encode(), digest_size=8).digest()
    digits = f"{int.from_bytes(digest) % 10**NUMBER_DIGITS:0{NUMBER_DIGITS}}"
    return f"{PREFIX}{digits}{damm.calc_check_digit(digits)}"


class House(Carrier):
    """Takes every parcel that one person can lift.

    It has no ears of its own: where its parcels are is what our own scans say, its list of what it
    takes over is our manifest, and we draw its labels.
    """

    profile = PROFILE
    code = PROFILE.code
    name = PROFILE.name

    def __init__(self, tracking_base: str | None = None) -> None:
        #: address under which a number's page is found, without a slash at the end
        self._tracking_base = tracking_base

    async def buy(self, parcel: ParcelFacts) -> Bought:
        """The same answer for the same reference, however often it is asked."""
        return self._sold(parcel, self.profile.services)

    async def buy_return(self, parcel: ParcelFacts) -> Bought:
        """A way back; its code is its number, which our own scanners read off a telephone."""
        bought = self._sold(parcel, self.profile.returns)
        return msgspec.structs.replace(bought, code=bought.tracking_number)

    def _sold(self, parcel: ParcelFacts, services: Sequence[Service]) -> Bought:
        service = next((one for one in services if one.code == parcel.service), None)
        if service is None:
            raise CarrierRefused(
                code=NO_SERVICE,
                carrier=self.name,
                service=parcel.service,
                known=", ".join(one.code for one in services),
            )
        if parcel.weight_g > service.heaviest_g:
            raise CarrierRefused(
                code=TOO_HEAVY,
                carrier=self.name,
                weight_g=parcel.weight_g,
                most_g=service.heaviest_g,
            )
        return self._bought(parcel.reference)

    async def find_by_reference(
        self,
        reference: str,  # noqa: ARG002 - the port's shape
        *,
        since: datetime,  # noqa: ARG002
    ) -> Bought | None:
        """Nothing is remembered, and nothing needs to be: `buy` answers the same again."""
        return None

    find_return = find_by_reference

    async def void(self, bought: Bought) -> None:
        """A van that carries one parcel less needs no message."""

    def _bought(self, reference: str) -> Bought:
        number = tracking_number(reference)
        url = f"{self._tracking_base}/{number}" if self._tracking_base else None
        return Bought(tracking_number=number, tracking_url=url)
