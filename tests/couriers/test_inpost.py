"""InPost's adapter against a courier that answers as ShipX does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.couriers.conftest import REFERENCE, SENDER, _inpost, parcel
from wms.demo.couriers import Couriers, Trouble
from wms.packing.models import PARCEL_STATES
from wms.shipping import failures
from wms.shipping.carriers import incidents, wire
from wms.shipping.carriers.inpost import InPost
from wms.shipping.carriers.inpost_forms import address, phone, shipment_form
from wms.shipping.carriers.inpost_words import STATUSES
from wms.shipping.carriers.port import (
    CLOSED,
    FULL,
    OPEN,
    Bought,
    CarrierAway,
    CarrierNo,
    CarrierRefused,
    Knock,
    NotGenuine,
    PointsNear,
    Size,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LOCKER = {"pickup_point_id": "KRA010"}


async def code_of(call: object, kind: type[CarrierNo] = CarrierRefused) -> str:
    with pytest.raises(kind) as no:
        await call  # type: ignore[misc]
    assert type(no.value) is kind
    return no.value.failure.code


async def test_a_locker_parcel_is_sold_once_it_is_confirmed_and_labelled(
    couriers: Couriers, inpost: InPost
) -> None:
    bought = await inpost.buy(parcel("locker", to=LOCKER))
    [sold] = couriers.inpost.paid
    assert sold["service"] == "inpost_locker_standard"
    assert (sold["reference"], sold["parcels"][0]["template"]) == (REFERENCE, "medium")
    assert sold["custom_attributes"]["target_point"] == "KRA010"
    assert bought == Bought(
        tracking_number=sold["tracking_number"],
        tracking_url=f"https://inpost.pl/sledzenie-przesylek?number={sold['tracking_number']}",
        courier_id=str(sold["id"]),
    )
    assert (await inpost.label(bought, "pdf")).startswith(b"%PDF")
    assert bought.tracking_number.encode() in await inpost.label(bought, "zpl")


async def test_a_courier_parcel_tells_sides_weight_money_and_where(
    couriers: Couriers, inpost: InPost
) -> None:
    size = Size(length_mm=300, width_mm=200, height_mm=100)
    await inpost.buy(
        parcel("courier", cod_amount_minor=12_345, cod_currency="PLN", size=size)
    )  # fmt: skip
    [sold] = couriers.inpost.paid
    assert sold["cod"] == {"amount": 123.45, "currency": "PLN"}
    assert sold["parcels"][0]["weight"] == {"amount": 1.2, "unit": "kg"}
    assert sold["parcels"][0]["dimensions"]["length"] == 300
    assert sold["receiver"]["phone"] == "501234567"
    assert sold["receiver"]["address"] == {
        "street": "ul. Świętojańska", "building_number": "12 m. 4", "city": "Gdynia",
        "post_code": "81-368", "country_code": "PL",
    }  # fmt: skip
    form = shipment_form(parcel("courier", cod_amount_minor=100, cod_currency="PLN"), "x")
    assert form["insurance"]["amount"] == 1.0, "what is collected must be insured"
    assert form["sender"]["phone"] == "221234567"
    nameless = shipment_form(parcel("courier", sender=SENDER | {"phone": ""}), "x")
    assert "sender" not in nameless, "then InPost takes the organisation's own"


def test_phones_and_houses_are_told_as_they_want_them() -> None:
    for told in ("+48 501-234-567", "0048501234567", "501 234 567"):
        assert phone(told) == "501234567"
    for street, house in (
        ("Prosta 12A", "12A"),
        ("os. Zielone Wzgórza 8/21", "8/21"),
        ("ul. 3 Maja 5", "5"),
        ("Aleja 1000-lecia 7 lok. 2a", "7 lok. 2a"),
        ("X", ""),
    ):
        assert address({"street": street})["building_number"] == house


async def test_a_label_before_it_is_confirmed_is_asked_for_later(
    couriers: Couriers, inpost: InPost
) -> None:
    couriers.inpost.troubles.add(Trouble.UNCONFIRMED, 100)
    buying = inpost.buy(parcel("locker", to=LOCKER))
    assert await code_of(buying, CarrierAway) == failures.NOT_CONFIRMED
    [made] = couriers.inpost.shipments.values()
    early = Bought(tracking_number="", tracking_url=None, courier_id=str(made["id"]))
    assert await code_of(inpost.label(early, "pdf"), CarrierAway) == failures.NOT_CONFIRMED
    couriers.inpost.troubles.clear()
    found = await inpost.find_by_reference(REFERENCE, since=LONG_AGO)
    assert found is not None
    assert found.tracking_number
    assert len(couriers.inpost.shipments) == 1, "the same shipment, confirmed meanwhile"


@pytest.mark.parametrize(
    "trouble", [Trouble.LOST_ANSWER, Trouble.SILENT, Trouble.BROKEN_AFTER, Trouble.NOT_JSON]
)
async def test_a_sale_whose_answer_was_lost_is_found_by_our_reference(
    couriers: Couriers, inpost: InPost, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        if trouble is Trouble.SILENT:
            patched.setattr(wire, "ANSWER_LIMIT_S", 0.2)
        couriers.inpost.troubles.add(trouble)
        assert (
            await code_of(inpost.buy(parcel("locker", to=LOCKER)), CarrierAway)
            == failures.NO_ANSWER
        )
    assert await inpost.find_by_reference("another", since=LONG_AGO) is None
    assert await inpost.find_by_reference(REFERENCE, since=LONG_AGO) is not None
    assert await inpost.find_by_reference(REFERENCE, since=datetime.now(UTC) + timedelta(1)) is None
    assert len(couriers.inpost.paid) == 1


async def test_of_two_purchases_one_is_kept_and_the_other_cancelled(
    couriers: Couriers, inpost: InPost
) -> None:
    couriers.inpost.troubles.add(Trouble.LOST_ANSWER, 2)
    for _ in range(2):
        await code_of(inpost.buy(parcel("locker", to=LOCKER)), CarrierAway)
    assert await inpost.find_by_reference(REFERENCE, since=LONG_AGO) is not None
    statuses = sorted(one["status"] for one in couriers.inpost.shipments.values())
    assert statuses == ["canceled", "confirmed"]


@pytest.mark.parametrize(
    ("service", "to", "more", "code"),
    [
        ("locker", LOCKER | {"phone": "12"}, {}, failures.PHONE_WRONG),
        ("locker", LOCKER | {"email": ""}, {}, failures.EMAIL_WRONG),
        ("locker", {"pickup_point_id": "NIE01X"}, {}, failures.POINT_UNKNOWN),
        ("locker", {"pickup_point_id": "WAW01C"}, {}, failures.POINT_CLOSED),
        ("locker", {}, {}, failures.POINT_MISSING),
        ("courier", {"postcode": "81368"}, {}, failures.POSTCODE_WRONG),
        ("courier", {"street": ""}, {}, failures.ADDRESS_WRONG),
        ("courier", {"country": "DE"}, {}, failures.NOT_SERVED),
        ("courier", {}, {"weight_g": 30_001}, failures.TOO_HEAVY),
        ("courier", {}, {"cod_amount_minor": 500_001, "cod_currency": "PLN"}, failures.COD_REFUSED),
        ("courier", {}, {"cod_amount_minor": 1, "cod_currency": "EUR"}, failures.COD_REFUSED),
        ("locker", LOCKER, {"size": Size(length_mm=650, width_mm=10, height_mm=10)},
         failures.TOO_LARGE),
        ("drone", {}, {}, failures.NO_SERVICE),
    ],
)  # fmt: skip
async def test_what_they_refuse_is_said_so_that_a_packer_understands(
    couriers: Couriers, inpost: InPost, service: str, to: dict, more: dict, code: str
) -> None:
    assert await code_of(inpost.buy(parcel(service, to=to, **more))) == code
    assert couriers.inpost.shipments == {}


async def test_a_payment_or_an_offer_that_failed_is_refused_and_bought_anew_afterwards(
    couriers: Couriers, inpost: InPost
) -> None:
    for trouble, code in (
        (Trouble.NO_FUNDS, failures.NOT_PAID),
        (Trouble.NO_OFFER, failures.NOT_SERVED),
    ):
        couriers.inpost.troubles.add(trouble)
        assert await code_of(inpost.buy(parcel("courier"))) == code
        assert await inpost.find_by_reference(REFERENCE, since=LONG_AGO) is None
    assert {one["status"] for one in couriers.inpost.shipments.values()} == {"canceled"}
    assert (await inpost.buy(parcel("courier"))).tracking_number


async def test_a_busy_or_broken_courier_is_asked_again_when_it_costs_nothing(
    couriers: Couriers, inpost: InPost
) -> None:
    bought = await inpost.buy(parcel("locker", to=LOCKER))
    couriers.inpost.troubles.add(Trouble.BUSY)
    couriers.inpost.troubles.add(Trouble.BROKEN)
    assert (await inpost.label(bought, "pdf")).startswith(b"%PDF")
    for trouble, code in ((Trouble.BUSY, failures.BUSY), (Trouble.BROKEN, failures.NO_ANSWER)):
        couriers.inpost.troubles.add(trouble)
        assert await code_of(inpost.buy(parcel("locker", to=LOCKER)), CarrierAway) == code
    assert len(couriers.inpost.paid) == 1, "buying is never tried again by itself"


async def test_who_they_do_not_know_hears_it_in_words(
    couriers: Couriers, inpost: InPost, client: httpx.AsyncClient
) -> None:
    await inpost.knows_us()
    for other in ({"token": "wrong"}, {"organization_id": "1"}):
        stranger = _inpost(couriers, client, **other)
        assert await code_of(stranger.knows_us()) == failures.ACCOUNT_REFUSED


async def test_a_hundred_labels_come_in_one_call_and_more_in_two(
    couriers: Couriers, inpost: InPost
) -> None:
    bought = await inpost.buy(parcel("locker", to=LOCKER))
    files = await inpost.labels([bought] * 101, "zpl")
    assert [file.count(b"^XA") for file in files] == [100, 1]
    calls = [path for _, path in couriers.inpost.asked if path.endswith("/shipments/labels")]
    assert len(calls) == 2


async def test_where_a_parcel_is_comes_in_our_words_the_oldest_first(
    couriers: Couriers, inpost: InPost
) -> None:
    bought = await inpost.buy(parcel("locker", to=LOCKER))
    number = bought.tracking_number
    couriers.inpost.happens(number, "adopted_at_source_branch", agency="KRA")
    couriers.inpost.happens(number, "pickup_time_expired")
    couriers.inpost.happens(number, "something_new")
    found = await inpost.track([number, "600000000000000000000000"])
    assert list(found) == [number]
    assert [(one.status, one.place, one.incident) for one in found[number]] == [
        ("labelled", None, None),
        ("in_transit", "KRA", None),
        ("delivery_failed", None, incidents.NOT_COLLECTED),
        ("in_transit", None, incidents.OTHER),
    ]
    for status, incident in STATUSES.values():
        assert status in PARCEL_STATES.states
        assert incident is None or incident in incidents.INCIDENTS


async def test_what_it_tells_by_itself_counts_only_from_its_own_network(inpost: InPost) -> None:
    body = (
        b'{"event_ts": "2026-03-20 15:08:42 +0100", "event": "shipment_status_changed", '
        b'"organization_id": 1, "payload": {"shipment_id": 49, "status": "delivered", '
        b'"tracking_number": "602677439331630337653846"}}'
    )
    [heard] = inpost.hear(Knock(headers={}, body=body, sender="127.0.0.1"))
    assert (heard.tracking_number, heard.courier_id) == ("602677439331630337653846", "49")
    assert heard.event is not None
    assert (heard.event.status, heard.event.at) == (
        "delivered",
        datetime(2026, 3, 20, 14, 8, 42, tzinfo=UTC),
    )
    prepared = body.replace(b"shipment_status_changed", b"offers_prepared")
    [offers] = inpost.hear(Knock(headers={}, body=prepared, sender="127.0.0.1"))
    assert offers.event is None
    for sender, told in (("203.0.113.9", body), ("127.0.0.1", b"[]"), ("127.0.0.1", b"{}")):
        with pytest.raises(NotGenuine):
            inpost.hear(Knock(headers={}, body=told, sender=sender))


async def test_lockers_are_open_full_or_closed(inpost: InPost) -> None:
    for name, status in (("KRA010", OPEN), ("WAW07F", FULL), ("WAW01C", CLOSED)):
        found = await inpost.point(name)
        assert found is not None
        assert (found.id, found.status, found.country) == (name, status, "PL")
    assert await inpost.point("NIE01X") is None
    near = await inpost.points(PointsNear(postcode="00-840", limit=2))
    assert near[0].id == "WAW22A"
    assert len(near) == 2


async def test_prices_and_labels_that_go_back(couriers: Couriers, inpost: InPost) -> None:
    assert [
        (one.service, one.amount_minor) for one in await inpost.quote(parcel("locker", to=LOCKER))
    ] == [("locker", 1499)]
    assert [one.service for one in await inpost.quote(parcel("courier"))] == [
        "courier",
        "courier_1200",
    ]
    bought = await inpost.buy(parcel("locker", to=LOCKER))
    assert await code_of(inpost.void(bought)) == failures.REFUSED, "it is confirmed"
