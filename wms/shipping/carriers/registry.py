"""Which couriers there are, by the code that orders name."""

from __future__ import annotations

from collections.abc import Mapping

from wms.settings import Settings
from wms.shipping.carriers import house
from wms.shipping.carriers.house import House
from wms.shipping.carriers.port import Carrier
from wms.shipping.errors import CarrierUnknown, ServiceUnknown

#: page of a parcel for whoever waits for it, under our public address
TRACKING_PATH = "/track"

#: what each courier offers, by its code
SERVICES: Mapping[str, tuple[str, ...]] = {House.code: house.SERVICES}
#: codes and names for people, without a connection to anybody
NAMES: Mapping[str, str] = {House.code: House.name}


def carriers(settings: Settings) -> Mapping[str, Carrier]:
    """The couriers of this installation."""
    own: Carrier = House(settings.url + TRACKING_PATH)
    return {own.code: own}


def check_service(carrier: str, service: str) -> None:
    """Say no at the door, not after packing.

    Raises:
        CarrierUnknown, ServiceUnknown: nobody here carries that, with a pointer to the field.
    """
    if carrier not in SERVICES:
        raise CarrierUnknown(pointer="/carrier", carrier=carrier, known=", ".join(sorted(SERVICES)))
    if service not in SERVICES[carrier]:
        raise ServiceUnknown(
            pointer="/service",
            service=service,
            carrier=carrier,
            known=", ".join(SERVICES[carrier]),
        )


def name_of(code: str) -> str:
    """What people call a courier; an unknown one by its code."""
    return NAMES.get(code, code)
