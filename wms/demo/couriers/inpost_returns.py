"""InPost's Returns REST API as its public documentation describes it: a log-in, tickets, a list."""

from __future__ import annotations

import re
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import uuid4

from wms.demo.couriers.shipx import ShipX
from wms.demo.couriers.trouble import SILENCE_S, Trouble
from wms.demo.listening import Answer, Asked, LineCut

CLIENT_ID: Final = "returns-of-the-demo"
CLIENT_SECRET: Final = "secret-of-the-demo"  # noqa: S105 - of a courier that is not real
LOGIN: Final = "/auth/realms/external/protocol/openid-connect/token"
TICKETS: Final = "/v1/returns/tickets"
TOKEN_S: Final = 300
_TOKEN: Final = "token-of-the-returns"  # noqa: S105
_PHONE: Final = re.compile(r"\+48\d{9}")
#: a code is good for so many days at least and at most
_DAYS: Final = (7, 720)


class Tickets:
    """One customer's codes; parcels that were handed in with one are tracked as any other."""

    def __init__(self, shipx: ShipX) -> None:
        self._shipx = shipx
        self.troubles = shipx.troubles
        self.tickets: list[dict[str, Any]] = []
        self._lock = threading.RLock()

    def answer(self, asked: Asked) -> Answer:
        """Whatever is asked."""
        if self.troubles.takes(Trouble.BUSY):
            return Answer({"message": "Too many requests"}, 429)
        if self.troubles.takes(Trouble.BROKEN):
            return Answer(b"<html>503 Service Unavailable</html>", 503, "text/html")
        if (asked.method, asked.path) == ("POST", LOGIN):
            return _log_in(asked)
        if asked.headers.get("authorization") != f"Bearer {_TOKEN}":
            return Answer({"message": "Unauthorized"}, 401)
        with self._lock:
            if (asked.method, asked.path) == ("POST", TICKETS):
                answer = self._make(asked.json())
            elif (asked.method, asked.path) == ("GET", TICKETS):
                page, size = int(asked.one("page", "0")), int(asked.one("size", "20"))
                items = self.tickets[page * size : (page + 1) * size]
                return Answer({"items": items, "totalItems": len(self.tickets)})
            else:
                return Answer({"message": "Not found"}, 404)
        if self.troubles.takes(Trouble.LOST_ANSWER):
            raise LineCut
        if self.troubles.takes(Trouble.SILENT):
            time.sleep(SILENCE_S)
        if self.troubles.takes(Trouble.BROKEN_AFTER):
            return Answer(b"<html>500</html>", 500, "text/html")
        return answer

    def _make(self, form: dict[str, Any]) -> Answer:
        if faults := _faults(form):
            return Answer({"message": "Validation failed", "errors": faults}, 422)
        if any(one["externalReference"] == form["externalReference"] for one in self.tickets):
            return Answer({"message": "externalReference is used already"}, 409)
        number = len(self.tickets) + 1
        made = {
            "id": str(uuid4()), "size": form["shipment"]["size"], "status": "CREATED",
            "trackingNumber": f"5{number:023}", "code": f"{3_286_125_421 + number}",
            "expirationDate": form["expirationDate"],
            "externalReference": form["externalReference"],
        }  # fmt: skip
        self.tickets.append(made)
        self._shipx.follows(made["trackingNumber"])
        return Answer(made, 201)


def _log_in(asked: Asked) -> Answer:
    told = {name: values[0] for name, values in parse_qs(asked.sent.decode()).items()}
    if (told.get("client_id"), told.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
        return Answer({"error": "unauthorized_client"}, 401)
    return Answer({"access_token": _TOKEN, "expires_in": TOKEN_S, "token_type": "Bearer"})


def _faults(form: dict[str, Any]) -> dict[str, Any]:
    """By field, nested as the form is."""
    sender = (form.get("shipment") or {}).get("sender") or {}
    person = {}
    if not _PHONE.fullmatch(sender.get("phone") or ""):
        person["phone"] = ["invalid"]
    if "@" not in (sender.get("email") or ""):
        person["email"] = ["invalid"]
    if not sender.get("firstName"):
        person["firstName"] = ["required"]
    faults: dict[str, Any] = {"shipment": {"sender": person}} if person else {}
    ends = datetime.fromisoformat(form["expirationDate"]) - datetime.now(UTC)
    if not timedelta(days=_DAYS[0]) <= ends <= timedelta(days=_DAYS[1]):
        faults["expirationDate"] = ["out_of_range"]
    return faults
