"""The way back by each courier, against simulators that answer as they do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from tests.couriers.conftest import RECIPIENT, REFERENCE, SENDER, _inpost, parcel
from tests.couriers.test_inpost import code_of
from wms.demo.couriers import Couriers, Trouble
from wms.demo.couriers.dpd import NO_SUCH_POSTCODE
from wms.shipping import failures
from wms.shipping.carriers.dpd import Dpd
from wms.shipping.carriers.house import House
from wms.shipping.carriers.inpost import InPost
from wms.shipping.carriers.port import Can, CarrierAway, ParcelFacts
from wms.shipping.carriers.registry import PROFILES

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def back(service: str, *, who: dict[str, Any] | None = None, **more: Any) -> ParcelFacts:
    """Małgorzata sends 1.2 kg back; ``who`` changes who she is."""
    facts = parcel(service, **more)
    return msgspec.structs.replace(facts, sender=RECIPIENT | (who or {}), recipient=SENDER)


def test_a_courier_has_ways_back_when_its_profile_says_so_and_each_gives_something() -> None:
    for profile in PROFILES.values():
        assert (Can.RETURN_LABEL in profile.can) == bool(profile.returns), profile.code
        for one in profile.returns:
            assert one.has_label or one.has_code, one.code
            assert one.has_code or not one.is_code_scanned


async def test_inpost_gives_a_code_for_any_locker(couriers: Couriers, inpost: InPost) -> None:
    bought = await inpost.buy_return(back("locker"))
    [made] = couriers.returns.tickets
    assert (bought.code, bought.tracking_number) == (made["code"], made["trackingNumber"])
    assert made["externalReference"] == REFERENCE
    assert made["size"] == "B", "nobody measured the carton"
    assert bought.valid_until is not None
    days = bought.valid_until - datetime.now(UTC)
    assert timedelta(days=29) < days < timedelta(days=31)
    assert await inpost.find_return(REFERENCE, since=LONG_AGO) == bought
    assert await inpost.find_return("another", since=LONG_AGO) is None
    couriers.inpost.happens(bought.tracking_number, "delivered")
    told = await inpost.track([bought.tracking_number])
    assert [one.status for one in told[bought.tracking_number]] == ["delivered"]


async def test_inpost_is_asked_where_a_lost_answer_led_and_makes_no_second_code(
    couriers: Couriers, inpost: InPost
) -> None:
    for trouble in (Trouble.LOST_ANSWER, Trouble.BROKEN_AFTER):
        couriers.returns.tickets.clear()
        couriers.returns.troubles.add(trouble)
        with pytest.raises(CarrierAway):
            await inpost.buy_return(back("locker"))
        found = await inpost.find_return(REFERENCE, since=LONG_AGO)
        assert await inpost.buy_return(back("locker")) == found, "the reference is taken once"
        assert len(couriers.returns.tickets) == 1


@pytest.mark.parametrize(
    ("who", "more", "code"),
    [
        ({"phone": "1"}, {}, failures.RETURN_SENDER_WRONG),
        ({"email": ""}, {}, failures.RETURN_SENDER_WRONG),
        ({"country": "DE"}, {}, failures.NOT_SERVED),
        ({}, {"weight_g": 26_000}, failures.TOO_HEAVY),
    ],
)
async def test_inpost_says_in_plain_words_why_there_is_no_code(
    couriers: Couriers, inpost: InPost, who: dict[str, Any], more: dict[str, Any], code: str
) -> None:
    assert await code_of(inpost.buy_return(back("locker", who=who, **more))) == code
    assert not couriers.returns.tickets


async def test_inpost_that_has_too_much_to_do_is_asked_later(
    couriers: Couriers, inpost: InPost
) -> None:
    await inpost.buy_return(back("locker"))  # the log-in holds
    couriers.returns.troubles.add(Trouble.BUSY)
    assert (
        await code_of(inpost.buy_return(back("locker", reference="2")), CarrierAway)
        == failures.BUSY
    )


async def test_a_shop_without_the_returns_of_inpost_is_told_so(
    couriers: Couriers, client: httpx.AsyncClient
) -> None:
    for wrong, code in (
        ({"returns_client_id": "", "returns_client_secret": ""}, failures.NO_ACCOUNT),
        ({"returns_client_secret": "another"}, failures.ACCOUNT_REFUSED),
    ):
        assert await code_of(_inpost(couriers, client, **wrong).buy_return(back("locker"))) == code


async def test_dpd_sells_a_label_with_its_ends_swapped(couriers: Couriers, dpd: Dpd) -> None:
    bought = await dpd.buy_return(back("drop_off"))
    [sold] = couriers.dpd.paid
    assert sold["sender"]["name"] == RECIPIENT["name"]
    assert (sold["receiver"]["postalCode"], sold["payerFID"]) == ("05800", 1495)
    assert (await dpd.return_label(bought)).startswith(b"%PDF")
    assert await dpd.find_return(REFERENCE, since=LONG_AGO) == bought
    assert await dpd.buy_return(back("drop_off")) == bought, "DPD takes a reference once"
    assert len(couriers.dpd.paid) == 1


@pytest.mark.parametrize(
    ("who", "we", "code"),
    [
        ({"postcode": NO_SUCH_POSTCODE}, {}, failures.RETURN_SENDER_WRONG),
        ({}, {"phone": ""}, failures.SENDER_WRONG),
        ({}, {"street": ""}, failures.SENDER_WRONG),
    ],
)
async def test_dpd_says_whose_address_is_wrong(
    couriers: Couriers, dpd: Dpd, who: dict[str, Any], we: dict[str, Any], code: str
) -> None:
    facts = msgspec.structs.replace(back("drop_off", who=who), recipient=SENDER | we)
    assert await code_of(dpd.buy_return(facts)) == code
    assert not couriers.dpd.paid


async def test_the_house_gives_a_code_that_is_its_number_and_never_two() -> None:
    house = House("https://example.com/track")
    first, second = [await house.buy_return(back("drop_off")) for _ in range(2)]
    assert first == second
    assert first.code == first.tracking_number
    assert await code_of(house.buy_return(back("standard"))) == failures.NO_SERVICE
