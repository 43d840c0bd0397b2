"""Which couriers there are, by the code that orders name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

import msgspec

from wms.settings import Settings
from wms.shipping.carriers import house
from wms.shipping.carriers.house import House
from wms.shipping.carriers.port import Can, Carrier, Profile
from wms.shipping.carriers.profiles import DPD, INPOST
from wms.shipping.errors import CarrierUnknown, ServiceUnknown

#: with whom a shop can send, and how: services by courier
Usable = Mapping[str, frozenset[str]]
#: page of a parcel for whoever waits for it, under our public address
TRACKING_PATH = "/track"

#: the couriers that this program can talk to, by the code that orders name
PROFILES: Mapping[str, Profile] = {one.code: one for one in (house.PROFILE, INPOST, DPD)}
#: what each courier offers, by its code: the services' codes and their names for people
SERVICES: Mapping[str, Mapping[str, str]] = {
    code: {service.code: service.name for service in one.services} for code, one in PROFILES.items()
}
#: the heaviest parcel that a courier takes in any service, g
HEAVIEST_G: Mapping[str, int] = {
    code: max(service.heaviest_g for service in one.services) for code, one in PROFILES.items()
}
#: and in each service, by "courier/service"
HEAVIEST_BY_SERVICE_G: Mapping[str, int] = {
    f"{code}/{service.code}": service.heaviest_g
    for code, one in PROFILES.items()
    for service in one.services
}
#: what the ids of a courier's pickup points look like
POINT_IDS: Mapping[str, re.Pattern[str]] = {
    code: one.point_id for code, one in PROFILES.items() if one.point_id is not None
}
#: codes of couriers that tell where parcels are, asked or by themselves
TELLING: Final = [code for code, one in PROFILES.items() if one.can & {Can.TRACK, Can.PUSH}]
#: codes and names for people, without a connection to anybody
NAMES: Mapping[str, str] = {code: one.name for code, one in PROFILES.items()}


def heaviest_g(carrier: str, service: str) -> int | None:
    """The heaviest parcel that goes so, g; None: nobody here carries that."""
    return HEAVIEST_BY_SERVICE_G.get(f"{carrier}/{service}", HEAVIEST_G.get(carrier))


def served(carrier: str, service: str) -> frozenset[str] | None:
    """The countries to which a service delivers (ISO 3166-1 alpha-2); None: to all."""
    profile = PROFILES.get(carrier)
    found = profile.service(service) if profile else None
    return found.countries if found else None


def carriers(settings: Settings) -> Mapping[str, Carrier]:
    """The couriers that need no account; `wms.shipping.couriers` finds the others."""
    own: Carrier = House(settings.url + TRACKING_PATH)
    return {own.profile.code: own}


def check_service(carrier: str, service: str, usable: Usable | None = None) -> None:
    """Say no at the door, not after packing.

    ``usable``: what the shop's accounts allow; None: everything that this program can talk to.

    Raises:
        CarrierUnknown, ServiceUnknown: nobody here carries that, with a pointer to the field.
    """
    there: Mapping[str, Collection[str]] = SERVICES if usable is None else usable
    if carrier not in there:
        raise CarrierUnknown(pointer="/carrier", carrier=carrier, known=", ".join(sorted(there)))
    if service not in there[carrier]:
        known = [one for one in SERVICES[carrier] if one in there[carrier]]
        raise ServiceUnknown(
            pointer="/service", service=service, carrier=carrier, known=", ".join(known)
        )


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A way in which a parcel can go; the service by its English name, for the catalogue."""

    carrier: str
    service: str
    carrier_name: str
    service_name: str


def other_ways(carrier: str, service: str, usable: Usable) -> list[Offer]:
    """Every service that the shop can use, but the one that was tried."""
    return [
        Offer(
            carrier=code,
            service=one,
            carrier_name=name_of(code),
            service_name=service_name,
        )
        for code, offered in SERVICES.items()
        for one, service_name in offered.items()
        if (code, one) != (carrier, service) and one in usable.get(code, ())
    ]


def service_name(carrier: str, service: str) -> str:
    """What people call a service; an unknown one by its code."""
    return SERVICES.get(carrier, {}).get(service, service)


def name_of(code: str) -> str:
    """What people call a courier; an unknown one by its code."""
    return NAMES.get(code, code)
