"""InPost's way back: a code that a consumer types at any parcel locker; nothing is printed.

A ticket is made under our reference and answers with a code, a tracking number and its last day.
InPost charges for a parcel that was handed in, not for a ticket. The service has a log-in of its
own (OAuth 2.0, RFC 6749, 4.4), which InPost gives to customers of its returns.

Source: InPost's public documentation "InPost Returns REST API" (tickets, the list of them).
What it leaves open, and how this adapter takes it (docs/decisions/0053):

- nothing is said of an idempotency key: after a lost answer the list is searched for our reference;
- the list's parameters are taken to be ``page`` and ``size``, and its items to stand in ``items``;
- nothing is said of cancelling: a ticket that is not used ends by its date;
- what a QR code for a locker holds is not said: the code is shown to be typed.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from wms.shipping.carriers.inpost_forms import PHONE_DIGITS, address, phone, template
from wms.shipping.carriers.inpost_words import flat
from wms.shipping.carriers.port import Bought, CarrierAway, CarrierRefused, ParcelFacts
from wms.shipping.carriers.wire import Wire, words_in
from wms.shipping.failures import (
    NO_ACCOUNT,
    NO_ANSWER,
    REFUSED,
    RETURN_SENDER_WRONG,
    SENDER_WRONG,
    TOO_LARGE,
)

LOGIN: Final = "/auth/realms/external/protocol/openid-connect/token"
TICKETS: Final = "/v1/returns/tickets"
#: a code is good for so long; theirs may be 7 to 720 days
VALID_FOR: Final = timedelta(days=30)
#: a log-in is renewed so long before its end, s
RENEWED_BEFORE_S: Final = 30
#: tickets on a page of the list, and pages that are searched for one of ours
PAGE_SIZE: Final = 100
PAGES_MAX: Final = 20
NAME_MAX_CHARS: Final = 125
TEXT_MAX_CHARS: Final = 255
#: our carton sizes by their letters
_SIZES: Final = {"small": "A", "medium": "B", "large": "C"}
#: whose fault a field is, the first that a refusal names
_FIELDS: Final = (
    ("sender", RETURN_SENDER_WRONG),
    ("receiver", SENDER_WRONG),
    ("size", TOO_LARGE),
)


class ReturnTickets:
    """The returns of one customer of InPost."""

    def __init__(
        self, client: httpx.AsyncClient, *, url: str, login_url: str, name: str,
        client_id: str, client_secret: str,
    ) -> None:  # fmt: skip
        self._wire = Wire(client, url, name=name, headers={"Accept": "application/json"})
        self._login = Wire(client, login_url, name=name)
        self._who = {
            "client_id": client_id, "client_secret": client_secret,
            "grant_type": "client_credentials",
        }  # fmt: skip
        self._name = name
        self._token = ""
        self._until = 0.0

    async def log_in(self) -> None:
        """Have a log-in that holds for a while. Refused: InPost does not know us there."""
        if not self._who["client_id"] or not self._who["client_secret"]:
            raise CarrierRefused(code=NO_ACCOUNT, carrier=self._name)
        if time.monotonic() < self._until:
            return
        answer = self._read(await self._login.read_by_post(LOGIN, data=self._who))
        self._token = str(answer["access_token"])
        self._until = time.monotonic() + float(answer.get("expires_in", 0)) - RENEWED_BEFORE_S

    async def buy(self, parcel: ParcelFacts) -> Bought:
        """Make a ticket, once asked; whether a lost answer made one, `find` tells."""
        await self.log_in()
        answer = await self._wire.write(
            "POST", TICKETS, json=ticket_form(parcel, datetime.now(UTC)), headers=self._proof
        )
        if answer.status_code == httpx.codes.CONFLICT:  # it was made, and the answer got lost
            found = await self.find(parcel.reference)
            if found is not None:
                return found
        return _bought(self._read(answer))

    async def find(self, reference: str) -> Bought | None:
        """The ticket with our reference, page by page; None when there is none."""
        await self.log_in()
        for page in range(PAGES_MAX):
            answer = self._read(
                await self._wire.read(
                    TICKETS, {"page": page, "size": PAGE_SIZE}, headers=self._proof
                )
            )
            items = answer if isinstance(answer, list) else answer.get("items") or []
            for one in items:
                if one.get("externalReference") == reference and _is_open(one):
                    return _bought(one)
            if len(items) < PAGE_SIZE:
                return None
        raise CarrierAway(f"more than {PAGES_MAX * PAGE_SIZE} tickets to look through")

    @property
    def _proof(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _read(self, response: httpx.Response) -> Any:
        try:
            answer = response.json()
        except ValueError as error:
            raise CarrierAway(words_in(response), code=NO_ANSWER) from error
        if not response.is_success:
            raise self._refusal(answer if isinstance(answer, Mapping) else {}, response)
        return answer

    def _refusal(self, answer: Mapping[str, Any], response: httpx.Response) -> CarrierRefused:
        """Which field is at fault, when they name one; their own words beside it."""
        faults = list(flat(answer.get("errors") or answer.get("details")))
        named = " ".join(f"{field} {key}" for field, key in faults) or words_in(response)
        words = "; ".join(f"{field}: {key}" for field, key in faults) or str(
            answer.get("message") or answer.get("error_description") or words_in(response)
        )
        code = next((ours for field, ours in _FIELDS if field in named), REFUSED)
        return CarrierRefused(words, code=code, carrier=self._name)


def ticket_form(parcel: ParcelFacts, now: datetime) -> dict[str, Any]:
    """The body of a new ticket. Without a whole address of ours theirs of us counts."""
    shipment: dict[str, Any] = {
        "size": _SIZES[template(parcel.size)],
        "sender": _who(parcel.sender),
    }
    to = parcel.recipient
    if len(phone(str(to.get("phone") or ""))) == PHONE_DIGITS and to.get("street"):
        where = address(to)
        shipment["receiver"] = {
            "companyName": to.get("company") or to.get("name"),
            "phone": _international(to),
            "email": to.get("email"),
            "address": {
                "street": where["street"],
                "buildingNumber": where["building_number"],
                "city": where["city"],
                "postalCode": where["post_code"],
                "countryCode": where["country_code"],
            },
        }
    return {
        "shipment": shipment,
        "expirationDate": (now + VALID_FOR).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "externalReference": parcel.reference,
        "description": f"R-{parcel.parcel_number} {parcel.order_number}"[:TEXT_MAX_CHARS],
    }


def _who(told: Mapping[str, Any]) -> dict[str, Any]:
    names = str(told.get("name") or "").split()
    return {
        "firstName": " ".join(names[:1])[:NAME_MAX_CHARS],
        "lastName": (" ".join(names[1:]) or " ".join(names[:1]))[:NAME_MAX_CHARS],
        "phone": _international(told),
        "email": str(told.get("email") or "")[:TEXT_MAX_CHARS],
    }


def _international(told: Mapping[str, Any]) -> str:
    digits = phone(str(told.get("phone") or ""))
    return f"+48{digits}" if digits else ""


def _is_open(ticket: Mapping[str, Any]) -> bool:
    return str(ticket.get("status") or "").upper() not in ("CANCELED", "CANCELLED", "EXPIRED")


def _bought(ticket: Mapping[str, Any]) -> Bought:
    number = str(ticket.get("trackingNumber") or "")
    ends = ticket.get("expirationDate")
    if not ticket.get("code") or not number:
        raise CarrierAway(f"a ticket without {'a number' if ticket.get('code') else 'a code'}")
    return Bought(
        tracking_number=number,
        tracking_url=f"https://inpost.pl/sledzenie-przesylek?number={number}",
        courier_id=str(ticket["id"]),
        code=str(ticket["code"]),
        valid_until=datetime.fromisoformat(ends) if ends else None,
    )
