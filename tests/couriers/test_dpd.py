"""DPD Polska's adapter against a courier that answers as DPDServices does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.couriers.conftest import REFERENCE, SENDER, _dpd, parcel
from tests.couriers.test_inpost import code_of
from wms.demo.couriers import Couriers, Trouble
from wms.demo.couriers.dpd import NO_COD_POSTCODE, NO_SUCH_POSTCODE
from wms.packing.models import PARCEL_STATES
from wms.shipping import failures
from wms.shipping.carriers import incidents, wire
from wms.shipping.carriers.dpd import Dpd
from wms.shipping.carriers.dpd_words import EVENTS, seen
from wms.shipping.carriers.port import CLOSED, FULL, OPEN, CarrierAway, PointsNear, Size

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PICKUP = {"pickup_point_id": "PL11033"}


async def test_a_parcel_gets_its_waybill_and_both_labels(couriers: Couriers, dpd: Dpd) -> None:
    size = Size(length_mm=301, width_mm=200, height_mm=100)
    bought = await dpd.buy(
        parcel("classic", cod_amount_minor=12_345, cod_currency="PLN", size=size)
    )
    [sold] = couriers.dpd.paid
    assert bought.tracking_number == sold["waybill"]
    assert (
        bought.tracking_url
        == f"https://tracktrace.dpd.com.pl/parcelDetails?typ=1&p1={sold['waybill']}"
    )
    assert (sold["reference"], sold["ref1"], sold["payerFID"]) == (REFERENCE, "1007", 1495)
    assert sold["receiver"]["postalCode"] == "81368"
    assert (sold["parcels"][0]["weight"], sold["parcels"][0]["sizeX"]) == (1.2, 31)
    assert sold["services"] == [{"code": "COD", "attributes": [
        {"code": "AMOUNT", "value": "123.45"}, {"code": "CURRENCY", "value": "PLN"}]}]  # fmt: skip
    assert (await dpd.label(bought, "pdf")).startswith(b"%PDF")
    assert bought.tracking_number.encode() in await dpd.label(bought, "zpl")


async def test_services_are_told_by_their_codes(couriers: Couriers, dpd: Dpd) -> None:
    await dpd.buy(parcel("pickup", to=PICKUP, insurance_amount_minor=5_000))
    await dpd.buy(parcel("guarantee_1200", reference="2"))
    told = [[one["code"] for one in sold["services"]] for sold in couriers.dpd.paid]
    assert told == [["DPD_PICKUP", "DECLARED_VALUE"], ["GUARANTEE"]]


@pytest.mark.parametrize(
    ("service", "to", "more", "code"),
    [
        ("classic", {"postcode": NO_SUCH_POSTCODE}, {}, failures.POSTCODE_WRONG),
        ("classic", {"street": ""}, {}, failures.ADDRESS_WRONG),
        ("classic", {"phone": "1"}, {}, failures.PHONE_WRONG),
        ("classic", {"postcode": NO_COD_POSTCODE}, {"cod_amount_minor": 1, "cod_currency": "PLN"},
         failures.COD_REFUSED),
        ("pickup", {"pickup_point_id": "PL99999"}, {}, failures.POINT_UNKNOWN),
        ("pickup", {"pickup_point_id": "PL14077"}, {}, failures.POINT_CLOSED),
        ("pickup", {}, {}, failures.POINT_MISSING),
        ("pickup", PICKUP, {"weight_g": 20_001}, failures.TOO_HEAVY),
    ],
)  # fmt: skip
async def test_a_refusal_with_http_200_is_a_refusal(
    couriers: Couriers, dpd: Dpd, service: str, to: dict[str, str], more: dict[str, Any], code: str
) -> None:
    assert await code_of(dpd.buy(parcel(service, to=to, **more))) == code
    assert couriers.dpd.paid == []


@pytest.mark.parametrize(
    "trouble", [Trouble.LOST_ANSWER, Trouble.SILENT, Trouble.BROKEN_AFTER, Trouble.NOT_JSON]
)
async def test_a_sale_whose_answer_was_lost_is_found_by_our_reference(
    couriers: Couriers, dpd: Dpd, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        if trouble is Trouble.SILENT:
            patched.setattr(wire, "ANSWER_LIMIT_S", 0.2)
        couriers.dpd.troubles.add(trouble)
        assert await code_of(dpd.buy(parcel("classic")), CarrierAway) == failures.NO_ANSWER
    assert await dpd.find_by_reference("another", since=LONG_AGO) is None
    found = await dpd.find_by_reference(REFERENCE, since=LONG_AGO)
    assert found is not None
    # they take a reference once: who buys all the same gets the first parcel again
    assert (await dpd.buy(parcel("classic"))).tracking_number == found.tracking_number
    assert len(couriers.dpd.paid) == 1


async def test_a_blocked_account_and_a_busy_courier_have_words_of_their_own(
    couriers: Couriers, dpd: Dpd, client: httpx.AsyncClient
) -> None:
    couriers.dpd.troubles.add(Trouble.NO_FUNDS)
    assert await code_of(dpd.buy(parcel("classic"))) == failures.NOT_PAID
    couriers.dpd.troubles.add(Trouble.BUSY)
    assert await code_of(dpd.buy(parcel("classic")), CarrierAway) == failures.BUSY
    await dpd.knows_us()
    for other in ({"password": "wrong"}, {"fid": "1"}):
        stranger = _dpd(couriers, client, **other)
        assert await code_of(stranger.buy(parcel("classic"))) == failures.ACCOUNT_REFUSED
    assert await code_of(_dpd(couriers, client, login="x").knows_us()) == failures.ACCOUNT_REFUSED


async def test_events_come_in_our_words_and_in_utc(
    couriers: Couriers, dpd: Dpd, client: httpx.AsyncClient
) -> None:
    bought = await dpd.buy(parcel("classic"))
    number = bought.tracking_number
    couriers.dpd.happens(number, "200201", datetime(2027, 7, 1, 10, 0, tzinfo=UTC))
    couriers.dpd.happens(number, "190101", datetime(2027, 7, 2, 10, tzinfo=UTC), "Łódź & Zgierz")
    found = await dpd.track([number, "0000000000000U"])
    assert list(found) == [number]
    registered, failed, delivered = found[number]
    assert (registered.status, registered.code) == ("labelled", "030103")
    assert (failed.status, failed.incident) == ("delivery_failed", incidents.RECIPIENT_ABSENT)
    assert failed.at == datetime(2027, 7, 1, 10, 0, tzinfo=UTC)
    assert (delivered.status, delivered.place) == ("delivered", "Łódź & Zgierz")
    assert delivered.words == "Przesyłka doręczona"
    stranger = _dpd(couriers, client, login="<&>")
    assert await code_of(stranger.track([number])) == failures.ACCOUNT_REFUSED, "a fault with 200"


def test_every_event_has_a_status_of_ours() -> None:
    for code, (status, incident) in (
        ("190204", ("delivered", None)), ("200401", ("delivery_failed", incidents.COD_NOT_PAID)),
        ("600714", ("delivery_failed", incidents.DAMAGED)), ("230403", ("returning", None)),
        ("160102", ("in_transit", incidents.MISROUTED)), ("999999", ("in_transit", "other")),
        ("200402", ("delivery_failed", incidents.RECIPIENT_REFUSED)), ("", ("in_transit", "other")),
    ):  # fmt: skip
        event = seen(code, LONG_AGO, "", None)
        assert (event.status, event.incident) == (status, incident), code
    for status, incident in EVENTS.values():
        assert status in PARCEL_STATES.states
        assert incident is None or incident in incidents.INCIDENTS


async def test_the_protocol_lists_what_they_take_over(couriers: Couriers, dpd: Dpd) -> None:
    bought = [await dpd.buy(parcel("classic", reference=str(n))) for n in range(2)]
    assert (await dpd.manifest(bought, sender=SENDER)).startswith(b"%PDF")
    assert couriers.dpd.protocols == [[one.tracking_number for one in bought]]


async def test_pickup_points_are_open_full_or_closed(dpd: Dpd) -> None:
    for number, status in (("PL11033", OPEN), ("PL14077", FULL), ("PL15500", CLOSED)):
        found = await dpd.point(number)
        assert found is not None
        assert (found.id, found.status) == (number, status)
        assert found.takes_cod
    assert await dpd.point("PL00000") is None
    assert {one.id for one in await dpd.points(PointsNear(city="Warszawa"))} == {
        "PL11033",
        "PL14077",
    }
