"""Which couriers there are, by the code that orders name."""

from __future__ import annotations

from collections.abc import Mapping

from wms.settings import Settings
from wms.shipping.carriers.house import House
from wms.shipping.carriers.port import Carrier

#: page of a parcel for whoever waits for it, under our public address
TRACKING_PATH = "/track"

#: codes and names for people, without a connection to anybody
NAMES: Mapping[str, str] = {House.code: House.name}


def carriers(settings: Settings) -> Mapping[str, Carrier]:
    """The couriers of this installation."""
    house: Carrier = House(settings.url + TRACKING_PATH)
    return {house.code: house}


def name_of(code: str) -> str:
    """What people call a courier; an unknown one by its code."""
    return NAMES.get(code, code)
