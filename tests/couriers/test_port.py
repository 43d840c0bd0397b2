"""What a courier takes and can do is known without asking it."""

from __future__ import annotations

import pytest

from wms.shipping.carriers.house import PROFILE, House
from wms.shipping.carriers.incidents import INCIDENTS
from wms.shipping.carriers.port import (
    Can,
    CarrierRefused,
    Knock,
    NotGenuine,
    PointsNear,
    Service,
    Size,
)
from wms.shipping.carriers.registry import HEAVIEST_G, PROFILES, SERVICES
from wms.shipping.failures import CANNOT

LOCKER = Size(length_mm=640, width_mm=380, height_mm=410)


def _size(*sides: int) -> Size:
    return Size(length_mm=sides[0], width_mm=sides[1], height_mm=sides[2])


def test_a_parcel_fits_whichever_way_it_is_turned() -> None:
    service = Service(code="s", name="s", heaviest_g=1, boxes=(LOCKER,))
    assert service.takes(_size(410, 640, 380))
    assert service.takes(_size(1, 1, 640))
    assert not service.takes(_size(1, 1, 641)), "too long however it lies"
    assert not service.takes(_size(420, 390, 390)), "none of the ways"


def test_a_long_or_thick_parcel_is_measured_by_length_and_girth() -> None:
    service = Service(code="s", name="s", heaviest_g=1, longest_mm=1750, girth_mm=3000)
    assert service.takes(_size(100, 1750, 100))
    assert not service.takes(_size(1751, 10, 10))
    assert not service.takes(_size(1000, 600, 500)), "1000 + 2 * 1100 is more than 3000"


async def test_a_courier_refuses_in_words_what_it_cannot_do() -> None:
    house = House()
    for what, call in (
        (Can.QUOTE, house.quote(None)),  # type: ignore[arg-type]  # refused before it is read
        (Can.TRACK, house.track(["HC1"])),
        (Can.MANIFEST, house.manifest([], sender={})),
        (Can.POINTS, house.points(PointsNear())),
        (Can.POINTS, house.point("KRA010")),
        (Can.LABEL, house.label(None, "pdf")),  # type: ignore[arg-type]
    ):
        assert what not in PROFILE.can
        with pytest.raises(CarrierRefused) as no:
            await call
        assert (no.value.failure.code, no.value.failure.facts["what"]) == (CANNOT, what)
    with pytest.raises(NotGenuine):
        house.hear(Knock(headers={}, body=b"", sender="203.0.113.1"))
    await house.knows_us()


def test_every_courier_says_what_it_offers() -> None:
    for code, profile in PROFILES.items():
        assert code == profile.code
        assert SERVICES[code]
        assert HEAVIEST_G[code] == max(one.heaviest_g for one in profile.services)
        assert (Can.LABEL in profile.can) == bool(profile.label_formats)
        if any(service.is_to_point for service in profile.services):
            assert profile.point_id is not None
    assert all(sentence.endswith(".") for sentence in INCIDENTS.values())
