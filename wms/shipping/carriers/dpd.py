"""DPD Polska: parcels to doors and to DPD Pickup points, by its DPDServices (REST).

Numbers are generated in one call and the label is drawn in another; nothing is charged before the
parcel is handed over with a protocol, so a number that is not used need not be given back. Answers
with HTTP 200 carry refusals: the whole, the package and the parcel each have a status.

Source: DPD Polska's public documentation of DPDServices and DPDInfoServices.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import httpx

from wms.shipping.carriers.checks import check, check_return
from wms.shipping.carriers.dpd_info import events_of
from wms.shipping.carriers.dpd_points import find_point, find_points
from wms.shipping.carriers.dpd_words import refusal, swapped
from wms.shipping.carriers.port import (
    Bought,
    Carrier,
    CarrierAway,
    CarrierNo,
    CarrierRefused,
    ParcelFacts,
    Point,
    PointsNear,
    TrackingEvent,
)
from wms.shipping.carriers.profiles import DPD as PROFILE
from wms.shipping.carriers.wire import Wire, words_in
from wms.shipping.failures import ACCOUNT_REFUSED, NO_ANSWER, REFUSED

TRACKING_PAGE: Final = "https://tracktrace.dpd.com.pl/parcelDetails?typ=1&p1="
NUMBERS: Final = "/public/shipment/v1/generatePackagesNumbers"
LABELS: Final = "/public/shipment/v1/generateSpedLabels"
PROTOCOL: Final = "/public/shipment/v1/generateProtocol"
#: parcels on one protocol
PROTOCOL_MAX: Final = 500
_DUPLICATED: Final = "DUPLICATED"


class Dpd(Carrier):
    """DPDServices with one customer's login and payer number (FID)."""

    profile = PROFILE

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        login: str,
        password: str,
        fid: str,
        channel: str = "",
        url: str,
        info_url: str,
        points_url: str,
    ) -> None:
        self._wire = Wire(
            client, url, name=PROFILE.name, auth=(login, password),
            headers={"X-DPD-FID": fid, "Accept": "application/json"},
        )  # fmt: skip
        self._info = Wire(client, info_url, name=PROFILE.name)
        self._points = Wire(client, points_url, name=PROFILE.name)
        self._fid = fid
        self._events = {
            "login": login, "password": password, "channel": channel, "name": PROFILE.name,
        }  # fmt: skip

    async def knows_us(self) -> None:
        """A form without a package: whoever they know is told what is missing in it."""
        response = await self._wire.read_by_post(
            NUMBERS, json={"generationPolicy": "ALL_OR_NOTHING", "packages": []}
        )
        answer = self._json(response)
        no = refusal(answer, carrier=PROFILE.name)
        if no.failure.code == ACCOUNT_REFUSED:
            raise no

    async def buy(self, parcel: ParcelFacts) -> Bought:
        """One package of one parcel, under our reference; they keep each reference once."""
        check(PROFILE, parcel)
        return await self._sold(parcel)

    async def buy_return(self, parcel: ParcelFacts) -> Bought:
        """The same package with its ends swapped: its consumer sends, our payer number pays.

        Nothing is charged before it is handed in, so a label that is not used needs no message.
        Their driver is not ordered: the consumer brings it to a DPD Pickup point.
        """
        check_return(PROFILE, parcel)
        try:
            return await self._sold(parcel)
        except CarrierRefused as no:
            raise swapped(no) from no

    async def find_return(self, reference: str, *, since: datetime) -> Bought | None:
        """As of any package."""
        return await self.find_by_reference(reference, since=since)

    async def return_label(self, bought: Bought) -> bytes:
        """On a sheet of A4: it is printed at home."""
        return await self._label(bought, "pdf", page="A4")

    async def _sold(self, parcel: ParcelFacts) -> Bought:
        answer = self._json(await self._wire.write("POST", NUMBERS, json=self._numbers(parcel)))
        package = (answer.get("packages") or [{}])[0]
        told = (package.get("parcels") or [{}])[0]
        statuses = [answer.get("status"), package.get("status"), told.get("status")]
        if statuses == ["OK"] * 3 and told.get("waybill"):
            return _bought(told["waybill"], answer.get("sessionId"))
        no = refusal(
            answer,
            carrier=PROFILE.name,
            point=parcel.point_id or "",
            postcode=str(parcel.recipient.get("postcode") or ""),
            weight_g=parcel.weight_g,
            most_g=_heaviest(parcel.service),
        )
        if _DUPLICATED in (no.failure.words or ""):
            # it was sold, and the answer got lost
            found = await self.find_by_reference(parcel.reference)
            if found is not None:
                return found
        raise no

    async def find_by_reference(
        self,
        reference: str,
        *,
        since: datetime | None = None,  # noqa: ARG002 - references are kept for good
    ) -> Bought | None:
        """Ask for the label of the package with this reference: it names the waybill."""
        answer = self._json(
            await self._wire.read_by_post(
                LABELS, json=_labels({"packages": [{"reference": reference}]}, "pdf")
            )
        )
        session = answer.get("session") or {}
        for package in session.get("packages") or []:
            for parcel in package.get("parcels") or []:
                if parcel.get("waybill") and answer.get("status") == "OK":
                    return _bought(parcel["waybill"], session.get("sessionId"))
        if "NOT_FOUND" in str(answer.get("status")):
            return None
        raise self._refused(answer)

    async def label(self, bought: Bought, label_format: str) -> bytes:
        """One label, drawn anew each time."""
        return await self._label(bought, label_format, page="LBL_PRINTER")

    async def _label(self, bought: Bought, label_format: str, *, page: str) -> bytes:
        session = {"packages": [{"parcels": [{"waybill": bought.tracking_number}]}]}
        form = {**_labels(session, label_format), "format": page}
        return self._document(self._json(await self._wire.read_by_post(LABELS, json=form)))

    async def track(self, tracking_numbers: Sequence[str]) -> Mapping[str, Sequence[TrackingEvent]]:
        """One call a parcel."""
        found = {
            number: await events_of(self._info, number, **self._events)
            for number in tracking_numbers
        }
        return {number: events for number, events in found.items() if events}

    async def manifest(self, bought: Sequence[Bought], *, sender: Mapping[str, Any]) -> bytes:
        """The protocol of hand-over; with it they learn that the parcels wait."""
        if len(bought) > PROTOCOL_MAX:
            raise CarrierRefused(f"at most {PROTOCOL_MAX} parcels on a protocol", code=REFUSED)
        packages = [{"parcels": [{"waybill": one.tracking_number}]} for one in bought]
        answer = await self._wire.read_by_post(
            PROTOCOL,
            json={
                "protocolSearchParams": {
                    "policy": "STOP_ON_FIRST_ERROR",
                    "session": {"type": "DOMESTIC", "packages": packages},
                    "pickupAddress": {"fid": int(self._fid), **_address(sender)},
                },
                "outputDocFormat": "PDF",
                "format": "A4",
            },
        )
        return self._document(self._json(answer))

    async def points(self, near: PointsNear) -> list[Point]:
        """DPD Pickup points around an address."""
        return await find_points(self._points, near)

    async def point(self, point_id: str) -> Point | None:
        """A DPD Pickup point by its number."""
        return await find_point(self._points, point_id)

    def _numbers(self, parcel: ParcelFacts) -> dict[str, Any]:
        package: dict[str, Any] = {
            "reference": parcel.reference,
            "ref1": parcel.order_number,
            "receiver": _address(parcel.recipient),
            "sender": _address(parcel.sender),
            "payerFID": int(self._fid),
            "services": _services(parcel),
            "parcels": [_parcel(parcel)],
        }
        return {"generationPolicy": "ALL_OR_NOTHING", "packages": [package]}

    def _json(self, response: httpx.Response) -> dict[str, Any]:
        """What it says, refusals included; what is no JSON of theirs counts as away."""
        try:
            answer = response.json()
        except ValueError as error:
            raise CarrierAway(words_in(response), code=NO_ANSWER) from error
        if not isinstance(answer, dict):
            raise CarrierAway(words_in(response), code=NO_ANSWER)
        return answer

    def _document(self, answer: Mapping[str, Any]) -> bytes:
        if answer.get("status") != "OK" or not answer.get("documentData"):
            raise self._refused(answer)
        return base64.b64decode(answer["documentData"])

    def _refused(self, answer: Mapping[str, Any]) -> CarrierNo:
        return refusal(answer, carrier=PROFILE.name)


def _heaviest(code: str) -> int:
    service = PROFILE.service(code)
    return service.heaviest_g if service else 0


def _services(parcel: ParcelFacts) -> list[dict[str, Any]]:
    asked: list[tuple[str, dict[str, str]]] = []
    if parcel.service == "pickup":
        asked.append(("DPD_PICKUP", {"PUDO": parcel.point_id or ""}))
    if parcel.service == "guarantee_1200":
        asked.append(("GUARANTEE", {"TYPE": "TIME1200"}))
    if parcel.cod_amount_minor is not None:
        money = _money(parcel.cod_amount_minor, parcel.cod_currency)
        asked.append(("COD", money))
    if parcel.insurance_amount_minor is not None:
        money = _money(parcel.insurance_amount_minor, parcel.insurance_currency)
        asked.append(("DECLARED_VALUE", money))
    return [
        {"code": code, "attributes": [{"code": name, "value": v} for name, v in values.items()]}
        for code, values in asked
    ]


def _money(amount_minor: int, currency: str | None) -> dict[str, str]:
    return {"AMOUNT": f"{amount_minor / 100:.2f}", "CURRENCY": currency or "PLN"}


def _parcel(parcel: ParcelFacts) -> dict[str, Any]:
    """Weight in kg, sides in cm."""
    told: dict[str, Any] = {"reference": parcel.reference, "weight": parcel.weight_g / 1000}
    told["customerData1"] = str(parcel.parcel_number)
    if parcel.size is not None:
        sides = zip(("sizeX", "sizeY", "sizeZ"), parcel.size.sides, strict=True)
        told |= {name: -(-side // 10) for name, side in sides}
    return told


def _address(told: Mapping[str, Any]) -> dict[str, Any]:
    """They want postcodes without a dash, and at most so many letters a field."""
    return {
        "company": str(told.get("company") or "")[:100],
        "name": str(told.get("name") or "")[:100],
        "address": str(told.get("street") or "")[:100],
        "city": str(told.get("city") or "")[:50],
        "countryCode": str(told.get("country") or "PL"),
        "postalCode": re.sub(r"[^0-9A-Za-z]", "", str(told.get("postcode") or "")),
        "phone": str(told.get("phone") or "")[:100],
        "email": str(told.get("email") or "")[:100],
    }


def _labels(session: Mapping[str, Any], label_format: str) -> dict[str, Any]:
    return {
        "labelSearchParams": {
            "policy": "STOP_ON_FIRST_ERROR",
            "session": {"type": "DOMESTIC", **session},
        },
        "outputDocFormat": label_format.upper(),
        "format": "LBL_PRINTER",
        "outputType": "BIC3",
        "variant": "STANDARD",
    }


def _bought(waybill: str, session_id: Any) -> Bought:
    return Bought(
        tracking_number=waybill,
        tracking_url=TRACKING_PAGE + waybill,
        courier_id=None if session_id is None else str(session_id),
    )
