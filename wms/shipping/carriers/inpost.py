"""InPost: parcel lockers and couriers in Poland, by its ShipX API.

A shipment is made in one call and sold in the background: offers are prepared, ours is chosen and
paid, and only then it is *confirmed*, has a number, and a label can be fetched. So buying is the
call and a short wait; a parcel that is not confirmed by then is asked for again by our reference.

Source: InPost's public documentation "API ShipX" (shipments, labels, tracking, points, webhooks).
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
import msgspec

from wms.shipping.carriers.checks import check, check_return
from wms.shipping.carriers.inpost_forms import shipment_form
from wms.shipping.carriers.inpost_returns import ReturnTickets
from wms.shipping.carriers.inpost_words import point_of, refusal, seen
from wms.shipping.carriers.port import (
    Bought,
    Carrier,
    CarrierAway,
    CarrierRefused,
    Heard,
    Knock,
    NotGenuine,
    ParcelFacts,
    Point,
    PointsNear,
    Quoted,
    TrackingEvent,
)
from wms.shipping.carriers.profiles import INPOST as PROFILE
from wms.shipping.carriers.wire import Wire, words_in
from wms.shipping.failures import NO_ANSWER, NOT_CONFIRMED

#: our services as ShipX calls them
SHIPX_SERVICES: Final = {
    "locker": "inpost_locker_standard",
    "courier": "inpost_courier_standard",
    "courier_1200": "inpost_courier_express_1200",
}
TRACKING_PAGE: Final = "https://inpost.pl/sledzenie-przesylek?number="

#: pauses between looks whether a shipment is confirmed, s; it usually takes a second
CONFIRM_PAUSES_S: Final = (0.2, 0.4, 0.8, 1.5, 2.5, 4.0)
#: as many labels, or shipments, as one call takes
BATCH_MAX: Final = 100
#: the clocks of two houses differ by no more than this
CLOCKS_DIFFER: Final = timedelta(minutes=5)
#: pages of shipments that are searched for one of ours
PAGES_MAX: Final = 20

#: of a shipment that is not sold yet
_UNSOLD: Final = ("created", "offers_prepared", "offer_selected")


class InPost(Carrier):
    """ShipX with one organisation's token."""

    profile = PROFILE

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        token: str,
        organization_id: str,
        returns_client_id: str = "",
        returns_client_secret: str = "",
        url: str,
        points_url: str,
        returns_url: str,
        login_url: str,
        pushes_from: str,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._wire = Wire(client, url, name=PROFILE.name, headers=headers)
        self._points = Wire(client, points_url, name=PROFILE.name, headers=headers)
        self._tickets = ReturnTickets(
            client, url=returns_url, login_url=login_url, name=PROFILE.name,
            client_id=returns_client_id, client_secret=returns_client_secret,
        )  # fmt: skip
        self._has_returns = bool(returns_client_id)
        self._organization = f"/v1/organizations/{organization_id}"
        self._pushes_from = [ipaddress.ip_network(one) for one in pushes_from.split()]

    async def knows_us(self) -> None:
        """The organisation is read: the token must be right, and belong to it; so must the log-in
        to the returns, when there is one."""
        self._read(await self._wire.read(self._organization))
        if self._has_returns:
            await self._tickets.log_in()

    async def quote(self, parcel: ParcelFacts) -> list[Quoted]:
        """By their calculator; customers with a contract of their own are told no prices."""
        services = [
            one for one in PROFILE.services if one.is_to_point == bool(parcel.point_id)
            and parcel.weight_g <= one.heaviest_g
        ]  # fmt: skip
        forms = [
            {"id": one.code, **shipment_form(_as(parcel, one.code), SHIPX_SERVICES[one.code])}
            for one in services
        ]
        answer = self._read(
            await self._wire.read_by_post(
                f"{self._organization}/shipments/calculate", json={"shipments": forms}
            ),
            parcel,
        )
        return [
            Quoted(
                service=one["id"],
                amount_minor=round(float(one["calculated_charge_amount"]) * 100),
                currency="PLN",
            )
            for one in answer
            if one.get("calculated_charge_amount") is not None
        ]

    async def buy(self, parcel: ParcelFacts) -> Bought:
        """Make the shipment, and wait until it is confirmed."""
        check(PROFILE, parcel)
        made = self._read(
            await self._wire.write(
                "POST",
                f"{self._organization}/shipments",
                json=shipment_form(parcel, SHIPX_SERVICES[parcel.service]),
            ),
            parcel,
        )
        return await self._confirmed(made, parcel)

    async def find_by_reference(self, reference: str, *, since: datetime) -> Bought | None:
        """Among the shipments made since then. One that will never be sold is cancelled, and so is
        a second one, which cannot be unless an answer took minutes."""
        ours: Mapping[str, Any] | None = None
        async for one in self._made_since(since - CLOCKS_DIFFER):
            if one.get("reference") != reference or one.get("status") == "canceled":
                continue
            if ours is not None or _unsold(one, None) is not None:
                with contextlib.suppress(CarrierRefused):
                    await self.void(_bought(one))
            else:
                ours = one
        return None if ours is None else await self._confirmed(ours, None)

    async def label(self, bought: Bought, label_format: str) -> bytes:
        """A6, one parcel."""
        response = await self._wire.read(
            f"/v1/shipments/{bought.courier_id}/label",
            {"format": label_format.capitalize(), "type": "A6"},
        )
        if response.status_code != httpx.codes.OK:
            self._not_yet(response)
        return response.content

    async def labels(self, bought: Sequence[Bought], label_format: str) -> list[bytes]:
        """Many at once, as few files as they give: one for each hundred parcels of a service."""
        files = []
        for first in range(0, len(bought), BATCH_MAX):
            some = bought[first : first + BATCH_MAX]
            params = [("format", label_format.capitalize()), ("type", "A6")]
            params += [("shipment_ids[]", str(one.courier_id)) for one in some]
            response = await self._wire.read(f"{self._organization}/shipments/labels", params)
            if response.status_code != httpx.codes.OK:
                self._not_yet(response)
            files.append(response.content)
        return files

    async def void(self, bought: Bought) -> None:
        """Only while it is not confirmed; then it is charged when they take it over, not before."""
        response = await self._wire.write("DELETE", f"/v1/shipments/{bought.courier_id}")
        if response.status_code not in (httpx.codes.NO_CONTENT, httpx.codes.NOT_FOUND):
            self._read(response)

    async def buy_return(self, parcel: ParcelFacts) -> Bought:
        """A code for any locker."""
        check_return(PROFILE, parcel)
        return await self._tickets.buy(parcel)

    async def find_return(
        self,
        reference: str,
        *,
        since: datetime,  # noqa: ARG002 - the list is not told by time
    ) -> Bought | None:
        """Among the tickets."""
        return await self._tickets.find(reference)

    async def track(self, tracking_numbers: Sequence[str]) -> Mapping[str, Sequence[TrackingEvent]]:
        """One call a parcel; theirs is the newest first."""
        found = {}
        for number in tracking_numbers:
            response = await self._wire.read(f"/v1/tracking/{number}")
            if response.status_code == httpx.codes.NOT_FOUND:
                continue
            found[number] = [
                seen(one["status"], datetime.fromisoformat(one["datetime"]), one.get("agency"))
                for one in reversed(self._read(response)["tracking_details"])
            ]
        return found

    def hear(self, knock: Knock) -> list[Heard]:
        """They sign nothing: genuine is what comes from their network, to an address that only
        they were told."""
        sender = ipaddress.ip_address(knock.sender)
        if not any(sender in network for network in self._pushes_from):
            raise NotGenuine(f"{sender} is not InPost")
        try:
            told = msgspec.json.decode(knock.body)
            payload, at = told["payload"], _moment(told["event_ts"])
            status = payload.get("status") or "confirmed"
            is_about_it = told["event"] in ("shipment_confirmed", "shipment_status_changed")
            return [
                Heard(
                    tracking_number=payload.get("tracking_number"),
                    courier_id=str(payload["shipment_id"]),
                    event=seen(status, at) if is_about_it else None,
                )
            ]
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise NotGenuine("it cannot be read") from error

    async def points(self, near: PointsNear) -> list[Point]:
        """Lockers and shops where parcels are collected."""
        params: dict[str, str | int] = {"per_page": near.limit, "functions": "parcel_collect"}
        if near.postcode:
            params["relative_post_code"] = near.postcode
        elif near.city:
            params["city"] = near.city
        answer = self._read(await self._points.read("/v1/points", params))
        return [point_of(one) for one in answer["items"]]

    async def point(self, point_id: str) -> Point | None:
        """By its name, as orders say it."""
        response = await self._points.read(f"/v1/points/{point_id}")
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        return point_of(self._read(response))

    async def _confirmed(self, made: Mapping[str, Any], parcel: ParcelFacts | None) -> Bought:
        """Look again until it is; away when it takes longer."""
        for pause in (*CONFIRM_PAUSES_S, None):
            if no := _unsold(made, parcel):
                raise no
            if made.get("status") not in _UNSOLD and made.get("tracking_number"):
                return _bought(made)
            if pause is None:
                break
            await asyncio.sleep(pause)
            made = self._read(await self._wire.read(f"/v1/shipments/{made['id']}"))
        raise CarrierAway(code=NOT_CONFIRMED, carrier=PROFILE.name)

    async def _made_since(self, since: datetime) -> Any:
        for page in range(1, PAGES_MAX + 1):
            answer = self._read(
                await self._wire.read(
                    f"{self._organization}/shipments",
                    {
                        "created_at_gteq": since.isoformat(timespec="seconds"),
                        "sort_by": "id",
                        "sort_order": "asc",
                        "per_page": BATCH_MAX,
                        "page": page,
                    },
                )
            )
            for one in answer["items"]:
                yield one
            if page * answer["per_page"] >= answer["count"]:
                return
        raise CarrierAway(f"more than {PAGES_MAX * BATCH_MAX} shipments to look through")

    def _read(self, response: httpx.Response, parcel: ParcelFacts | None = None) -> Any:
        """What it says; what it refuses is raised."""
        try:
            answer = response.json()
        except ValueError as error:
            raise CarrierAway(words_in(response), code=NO_ANSWER) from error
        if not response.is_success:
            raise refusal(
                answer,
                name=PROFILE.name,
                point=parcel.point_id if parcel else None,
                postcode=str((parcel.recipient if parcel else {}).get("postcode") or ""),
            )
        return answer

    def _not_yet(self, response: httpx.Response) -> None:
        """A label of what is not confirmed: later. Anything else they refuse."""
        try:
            self._read(response)
        except CarrierRefused as no:
            if "invalid_action" in response.text:
                raise CarrierAway(code=NOT_CONFIRMED, carrier=PROFILE.name) from no
            raise
        raise CarrierAway(words_in(response), code=NO_ANSWER)


def _as(parcel: ParcelFacts, service: str) -> ParcelFacts:
    return msgspec.structs.replace(parcel, service=service)


def _unsold(made: Mapping[str, Any], parcel: ParcelFacts | None) -> CarrierRefused | None:
    """Why it will never be confirmed: a payment that failed, or no offer for this parcel."""
    point = parcel.point_id if parcel else None
    for one in made.get("transactions") or []:
        if one.get("status") == "failure":
            return refusal(one.get("details") or {}, name=PROFILE.name, point=point, postcode="")
    offers = made.get("offers") or []
    if offers and all(one.get("status") == "unavailable" for one in offers):
        reasons = offers[0].get("unavailability_reasons") or [{}]
        told = {"error": reasons[0].get("key"), "message": reasons[0].get("message")}
        return refusal(told, name=PROFILE.name, point=point, postcode="")
    if made.get("status") == "canceled":
        return CarrierRefused("canceled")
    return None


def _bought(made: Mapping[str, Any]) -> Bought:
    number = made.get("tracking_number") or ""
    return Bought(
        tracking_number=number,
        tracking_url=TRACKING_PAGE + number if number else None,
        courier_id=str(made["id"]),
    )


def _moment(text: str) -> datetime:
    """Theirs look like 2020-03-20 15:08:42 +0100."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z")
