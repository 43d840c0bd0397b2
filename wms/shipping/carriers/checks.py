"""What a courier would refuse anyway, said before anything is bought."""

from __future__ import annotations

from wms.shipping.carriers.port import CarrierRefused, ParcelFacts, Profile
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
    service = profile.service(parcel.service)
    if service is None:
        known = ", ".join(one.code for one in profile.services)
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
