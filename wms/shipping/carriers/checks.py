"""What a courier would refuse anyway, said before anything is bought."""

from __future__ import annotations

from collections.abc import Sequence

from wms.shipping.carriers.port import CarrierRefused, ParcelFacts, Profile, Service
from wms.shipping.failures import (
    COD_REFUSED,
    NO_SERVICE,
    NOT_SERVED,
    POINT_MISSING,
    TOO_HEAVY,
    TOO_LARGE,
)


def check(profile: Profile, parcel: ParcelFacts) -> None:
    """Raises CarrierRefused when the service is not one of theirs, or the parcel not for it."""
    service = _fitting(profile, parcel, profile.services)
    if service.is_to_point and parcel.point_id is None:
        raise CarrierRefused(code=POINT_MISSING)
    country = parcel.recipient.get("country")
    if service.countries is not None and country not in service.countries:
        raise CarrierRefused(code=NOT_SERVED, carrier=profile.name)
    if parcel.cod_amount_minor is not None and (
        service.cod_max_minor is None
        or parcel.cod_amount_minor > service.cod_max_minor
        or service.cod_currency not in (None, parcel.cod_currency)
    ):
        raise CarrierRefused(code=COD_REFUSED, carrier=profile.name)


def check_return(profile: Profile, parcel: ParcelFacts) -> None:
    """The same of a way back: both ends are in a country that the courier serves."""
    service = _fitting(profile, parcel, profile.returns)
    for end in (parcel.sender, parcel.recipient):
        if service.countries is not None and end.get("country") not in service.countries:
            raise CarrierRefused(code=NOT_SERVED, carrier=profile.name)


def _fitting(profile: Profile, parcel: ParcelFacts, services: Sequence[Service]) -> Service:
    service = next((one for one in services if one.code == parcel.service), None)
    if service is None:
        known = ", ".join(one.code for one in services)
        raise CarrierRefused(
            code=NO_SERVICE, service=parcel.service, known=known, carrier=profile.name
        )
    if parcel.weight_g > service.heaviest_g:
        most_g = service.heaviest_g
        raise CarrierRefused(
            code=TOO_HEAVY, weight_g=parcel.weight_g, most_g=most_g, carrier=profile.name
        )
    if parcel.size is not None and not service.takes(parcel.size):
        raise CarrierRefused(code=TOO_LARGE, carrier=profile.name)
    return service
