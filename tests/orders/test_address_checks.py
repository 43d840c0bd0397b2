"""What cannot be right about an address is found; what can be right is believed."""

from __future__ import annotations

import re

import pytest

from tests.orders.asking import ANNA, told
from wms.orders.address_checks import doubts
from wms.orders.hold_codes import ADDRESS_CODES
from wms.shipping.carriers.registry import POINT_IDS


def codes(**recipient: str) -> list[str]:
    found = [one.code for one in doubts(told(**recipient), point_id=POINT_IDS["house"])]
    assert set(found) <= ADDRESS_CODES.keys()
    return found


@pytest.mark.parametrize(
    ("country", "right", "wrong"),
    [
        ("PL", "00-950", "00950"),
        ("UA", "79005", "7900"),
        ("DE", "10115", "1011"),
        ("GB", "SW1A 1AA", "SW1A1A"),
        ("GB", "m11ae", "11AE M"),
        ("NL", "1234AB", "1234 A"),
        ("CZ", "110 00", "1100"),
        ("PT", "1000-205", "1000205"),
        ("LV", "LV-1010", "LV-101"),
        ("LT", "01100", "LT01100"),
        ("IE", "D02 X285", "D02"),
        ("US", "94105-1420", "9410"),
        ("MD", "MD-2001", "XX-2001"),
        ("AD", "AD500", "NN500"),
    ],
)
def test_postcodes_have_their_country_s_shape(country: str, right: str, wrong: str) -> None:
    assert codes(country=country, postcode=right, phone="") == []
    assert codes(country=country, postcode=wrong, phone="") == ["address_postcode"]


def test_a_country_that_we_do_not_know_is_believed() -> None:
    assert codes(country="JP", postcode="whatever", phone="") == []


def test_a_doubt_says_the_field_and_what_was_expected_and_nothing_of_the_person() -> None:
    [doubt] = doubts(told(postcode="17"))
    assert doubt.details == {"pointer": "/recipient/postcode", "expected": "NN-NNN"}


def test_phones_are_read_as_in_the_recipient_s_country() -> None:
    assert doubts(ANNA) == []
    assert codes(phone="600 100 200") == []
    assert codes(phone="+380 67 123 45 67") == []
    for wrong in ("123", "+48600100", "call me", "+48 600 100 200 300"):
        assert codes(phone=wrong) == ["phone_invalid"]


def test_a_city_has_letters_and_a_pickup_point_the_shape_of_its_courier_s() -> None:
    assert codes(city="00-950") == ["address_city"]
    assert codes(pickup_point_id="WAW-117") == []
    assert codes(pickup_point_id="the one at the corner") == ["pickup_point_invalid"]
    assert doubts(told(pickup_point_id="?"), point_id=None) == []
    assert doubts(told(pickup_point_id="A"), point_id=re.compile("A")) == []


def test_everything_that_is_wrong_is_found_at_once() -> None:
    assert codes(postcode="1", city="-", phone="1", pickup_point_id="?") == [
        "address_postcode", "address_city", "phone_invalid", "pickup_point_invalid",
    ]  # fmt: skip
