"""InPost's ShipX as its public documentation describes it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote

from wms.demo.couriers.drawn import BLANK_ZPL, blank_pdf, label_pdf, label_zpl
from wms.demo.couriers.trouble import SILENCE_S, Trouble, Troubles
from wms.demo.listening import Answer, Asked, LineCut

TOKEN: Final = "shipx-token-of-the-demo"  # noqa: S105 - of a courier that is not real
ORGANIZATION: Final = "4711"
LABELS_MAX: Final = 100
#: so often a shipment is looked at before it is confirmed
CONFIRMED_AFTER: Final = 1
_PHONE: Final = re.compile(r"\d{9}")
_POSTCODE: Final = re.compile(r"\d{2}-\d{3}")
_PRICES: Final = {"inpost_locker_standard": 1499, "inpost_courier_standard": 1899}
_PRICE: Final = 3499
#: lockers: name, status, street, postcode, town, latitude, longitude
LOCKERS: Final = (
    ("KRA010", "Operating", "Rynek Główny 3", "31-042", "Kraków", 50.0617, 19.9373),
    ("WAW22A", "Operating", "Prosta 51", "00-838", "Warszawa", 52.2319, 20.9921),
    ("GDY03M", "Operating", "Świętojańska 9", "81-368", "Gdynia", 54.5189, 18.5305),
    ("WAW01C", "Disabled", "Długa 5", "00-263", "Warszawa", 52.2475, 21.0064),
    ("WAW07F", "Overloaded", "Marszałkowska 10", "00-590", "Warszawa", 52.2230, 21.0155),
)


class ShipX:
    """One organisation's shipments; each confirmed one is paid."""

    def __init__(self) -> None:
        self.troubles = Troubles()
        self.shipments: dict[int, dict[str, Any]] = {}
        #: what was asked, in order: (method, path)
        self.asked: list[tuple[str, str]] = []
        self._happened: dict[str, list[dict[str, Any]]] = {}
        self._looks: dict[int, int] = {}
        self._returns: list[dict[str, Any]] = []
        self._lock = threading.RLock()
        #: told when a parcel's status changes: (event, payload)
        self.on_change: Callable[[str, dict[str, Any]], None] | None = None
        self._organization = f"/v1/organizations/{ORGANIZATION}"
        self._routes: list[tuple[str, str, Callable[..., Answer]]] = [
            ("GET", self._organization, lambda _: Answer({"id": int(ORGANIZATION)})),
            ("POST", f"{self._organization}/shipments", self._make),
            ("GET", f"{self._organization}/shipments", self._list),
            ("POST", f"{self._organization}/shipments/calculate", self._calculate),
            ("GET", f"{self._organization}/shipments/labels", self._labels),
            ("GET", r"/v1/shipments/(\d+)", self._show),
            ("DELETE", r"/v1/shipments/(\d+)", self._cancel),
            ("GET", r"/v1/shipments/(\d+)/label", self._label),
            ("GET", r"/v1/tracking/(\d+)", self._track),
            ("GET", r"/v1/points", self._points),
            ("GET", r"/v1/points/([^/]+)", self._point),
        ]  # fmt: skip

    @property
    def paid(self) -> list[dict[str, Any]]:
        """The shipments that cost money."""
        with self._lock:
            return [one for one in self.shipments.values() if one["tracking_number"]]

    def happens(
        self, number: str, status: str, at: datetime | None = None, agency: str = ""
    ) -> None:
        """Somebody of InPost scans a parcel."""
        at = at or datetime.now(UTC)
        with self._lock:
            self._happened.setdefault(number, []).insert(
                0, {"status": status, "origin_status": status.upper()[:3], "agency": agency or None,
                    "datetime": at.isoformat(timespec="milliseconds")},
            )  # fmt: skip
            known = [*self.paid, *self._returns]
            made = next(one for one in known if one["tracking_number"] == number)
            made["status"] = status
        self._tell("shipment_status_changed", made)

    def follows(self, number: str) -> None:
        """A parcel that a consumer will hand in with a code for a return."""
        with self._lock:
            self._returns.append({"id": len(self._returns), "tracking_number": number})

    def answer(self, asked: Asked) -> Answer:
        """Whatever is asked."""
        with self._lock:
            self.asked.append((asked.method, asked.path))
        if self.troubles.takes(Trouble.BUSY):
            return _no(429, "too_many_requests", "Rate limit exceeded")
        if self.troubles.takes(Trouble.BROKEN):
            return Answer(b"<html>503 Service Unavailable</html>", 503, "text/html")
        is_public = asked.path.startswith(("/v1/tracking", "/v1/points"))
        if not is_public and asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return _no(401, "unauthorized", "Token is missing or invalid.")
        for method, pattern, serve in self._routes:
            found = re.fullmatch(pattern, asked.path)
            if found and method == asked.method:
                with self._lock:
                    answer = serve(asked, *(unquote(part) for part in found.groups()))
                return self._spoilt(asked, answer)
        if asked.path.startswith("/v1/organizations/"):
            return _no(403, "access_forbidden", "Access to the organization is forbidden.")
        return _no(404, "resource_not_found", "Cannot find the resource.")

    def _spoilt(self, asked: Asked, answer: Answer) -> Answer:
        if asked.method == "POST" and self.troubles.takes(Trouble.LOST_ANSWER):
            raise LineCut
        if asked.method == "POST" and self.troubles.takes(Trouble.SILENT):
            time.sleep(SILENCE_S)
        if asked.method == "POST" and self.troubles.takes(Trouble.BROKEN_AFTER):
            return Answer(b"<html>500</html>", 500, "text/html")
        if self.troubles.takes(Trouble.NOT_JSON):
            return Answer(b"<html>Please wait</html>", 200, "text/html")
        return answer

    def _make(self, asked: Asked) -> Answer:
        form = asked.json()
        if faults := _faults(form):
            return _no(400, "validation_failed", "There are some validation errors.", faults)
        number = 1_000_000 + len(self.shipments)
        made = {
            "href": f"https://example.com/v1/shipments/{number}", "id": number, "status": "created",
            "tracking_number": None, "service": form["service"], "reference": form.get("reference"),
            "created_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "receiver": form["receiver"], "parcels": form["parcels"], "cod": form.get("cod"),
            "custom_attributes": form.get("custom_attributes") or {}, "offers": [],
            "selected_offer": None, "transactions": [],
        }  # fmt: skip
        self.shipments[number] = made
        return Answer(made, 201)

    def _goes_on(self, made: dict[str, Any]) -> None:
        """In the background: offers are prepared, one is chosen, it is paid."""
        if made["status"] not in ("created", "offer_selected"):
            return
        if self.troubles.takes(Trouble.UNCONFIRMED):
            return
        if self.troubles.takes(Trouble.NO_OFFER):
            made["offers"] = [{"id": 1, "status": "unavailable", "unavailability_reasons": [
                {"key": "no_carriers", "message": "No carriers for this parcel"}]}]  # fmt: skip
            return
        if made["offers"] and made["offers"][0]["status"] == "unavailable":
            return
        made["status"] = "offer_selected"
        made["offers"] = [{"id": 1, "status": "selected", "rate": 14.99, "currency": "PLN"}]
        if self.troubles.takes(Trouble.NO_FUNDS):
            made["transactions"] = [{"id": 1, "status": "failure", "details": {
                "error": "not_enough_funds", "message": "Not enough funds"}}]  # fmt: skip
        looks = self._looks[made["id"]] = self._looks.get(made["id"], 0) + 1
        if made["transactions"] or looks < CONFIRMED_AFTER:
            return
        made["status"] = "confirmed"
        made["tracking_number"] = f"6{made['id']:023}"
        made["transactions"] = [{"id": 1, "status": "success", "details": None}]
        self._happened[made["tracking_number"]] = [
            {"status": "confirmed", "origin_status": "PPN", "agency": None,
             "datetime": datetime.now(UTC).isoformat(timespec="milliseconds")}
        ]  # fmt: skip
        self._tell("shipment_confirmed", made)

    def _tell(self, event: str, made: dict[str, Any]) -> None:
        if self.on_change is not None:
            payload = {"shipment_id": made["id"], "tracking_number": made["tracking_number"]}
            if event == "shipment_status_changed":
                payload["status"] = made["status"]
            self.on_change(event, payload)

    def _show(self, _asked: Asked, number: str) -> Answer:
        made = self.shipments.get(int(number))
        if made is None:
            return _no(404, "resource_not_found", f"Cannot find shipment ({number}).")
        self._goes_on(made)
        return Answer(made)

    def _list(self, asked: Asked) -> Answer:
        since = datetime.fromisoformat(asked.one("created_at_gteq", "2000-01-01T00:00:00+00:00"))
        page, per_page = int(asked.one("page", "1")), int(asked.one("per_page", "30"))
        found = [one for one in self.shipments.values()
                 if datetime.fromisoformat(one["created_at"]) >= since]  # fmt: skip
        items = found[(page - 1) * per_page : page * per_page]
        return Answer({"count": len(found), "page": page, "per_page": per_page, "items": items})

    def _cancel(self, _asked: Asked, number: str) -> Answer:
        made = self.shipments[int(number)]
        if made["tracking_number"]:
            words = f"Action (cancel) can not be taken on shipment with status ({made['status']})."
            return _no(400, "invalid_action", words)
        made["status"] = "canceled"
        return Answer(b"", 204)

    def _label(self, asked: Asked, number: str) -> Answer:
        return self._labels_of([int(number)], asked.one("format", "Pdf"))

    def _labels(self, asked: Asked) -> Answer:
        numbers = [int(one) for one in asked.query.get("shipment_ids[]", [])]
        if len(numbers) > LABELS_MAX:
            return _no(400, "validation_failed", "Too many shipments.",
                       {"shipment_ids": ["too_many"]})  # fmt: skip
        return self._labels_of(numbers, asked.one("format", "Pdf"))

    def _labels_of(self, numbers: list[int], kind: str) -> Answer:
        made = [self.shipments[one] for one in numbers]
        unconfirmed = next((one for one in made if not one["tracking_number"]), None)
        if unconfirmed is not None:
            status = unconfirmed["status"]
            words = f"Action (get_label) can not be taken on shipment with status ({status})."
            return _no(400, "invalid_action", words)
        files = [self._drawn(one, kind) for one in made]
        content = files[0] if kind.lower() == "pdf" else b"".join(files)
        return Answer(content, 200, "application/pdf" if kind.lower() == "pdf" else "text/zpl")

    def _drawn(self, made: dict[str, Any], kind: str) -> bytes:
        number, is_pdf = made["tracking_number"], kind.lower() == "pdf"
        if self.troubles.takes(Trouble.BLANK_LABEL):
            return blank_pdf() if is_pdf else BLANK_ZPL
        if self.troubles.takes(Trouble.OTHER_LABEL):
            number = f"6{int(number[1:]) + 1:023}"
        target = made["custom_attributes"].get("target_point") or "kurier"
        lines = ("InPost", target, *_to_whom(made))
        if is_pdf:
            smeared = self.troubles.takes(Trouble.SMEARED_LABEL)
            return label_pdf(number, lines, smeared=smeared)
        return label_zpl(number, lines)

    def _track(self, _asked: Asked, number: str) -> Answer:
        happened = self._happened.get(number)
        if happened is None:
            return _no(404, "resource_not_found", f"Cannot find parcel ({number}).")
        return Answer({"tracking_number": number, "tracking_details": happened})

    def _calculate(self, asked: Asked) -> Answer:
        return Answer([
            {"id": one["id"],
             "calculated_charge_amount": f"{_PRICES.get(one['service'], _PRICE) / 100:.2f}"}
            for one in asked.json()["shipments"]
        ])  # fmt: skip

    def _points(self, asked: Asked) -> Answer:
        town, near = asked.one("city"), asked.one("relative_post_code")
        found = [one for one in LOCKERS if not town or one[4] == town]
        if near:
            found = sorted(found, key=lambda one: _apart(one[3], near))
        return Answer({"items": [_told(one) for one in found[: int(asked.one("per_page", "25"))]]})

    def _point(self, _asked: Asked, name: str) -> Answer:
        found = next((one for one in LOCKERS if one[0] == name), None)
        if found is None:
            return _no(404, "resource_not_found", f"Cannot find point ({name}).")
        return Answer(_told(found))


def _no(status: int, error: str, message: str, details: Any = None) -> Answer:
    told = {"status": status, "error": error, "message": message, "details": details}
    return Answer(told, status)


def _apart(one: str, other: str) -> int:
    return abs(int(one.replace("-", "")) - int(other.replace("-", "")))


def _to_whom(made: dict[str, Any]) -> list[str]:
    person, money = made["receiver"], made["cod"]
    address = person.get("address") or {}
    lines = [
        " ".join(filter(None, (person.get("first_name"), person.get("last_name")))),
        " ".join(filter(None, (address.get("street"), address.get("building_number")))),
        f"{address.get('post_code') or ''} {address.get('city') or ''}",
        f"tel. {person.get('phone')}",
    ]
    return lines + ([f"Pobranie {money['amount']:.2f} {money['currency']}"] if money else [])


def _told(one: tuple[Any, ...]) -> dict[str, Any]:
    name, status, street, postcode, town, latitude, longitude = one
    return {
        "name": name, "type": ["parcel_locker"], "status": status,
        "location": {"longitude": longitude, "latitude": latitude},
        "location_description": f"Przy wejściu, {street}",
        "address": {"line1": street, "line2": f"{postcode} {town}"},
        "address_details": {"city": town, "post_code": postcode, "street": street},
        "functions": ["parcel", "parcel_collect"], "payment_available": True,
    }  # fmt: skip


def _faults(form: dict[str, Any]) -> dict[str, Any]:
    """Nested as theirs are: lists of objects of lists of keys."""
    receiver = form.get("receiver") or {}
    address = receiver.get("address") or {}
    is_locker = form["service"].startswith("inpost_locker")
    person: dict[str, Any] = {}
    if not _PHONE.fullmatch(receiver.get("phone") or ""):
        person["phone"] = ["invalid"]
    if "@" not in (receiver.get("email") or "") and is_locker:
        person["email"] = ["required"]
    if not is_locker and not _POSTCODE.fullmatch(address.get("post_code") or ""):
        person["address"] = [{"post_code": ["invalid"]}]
    if not is_locker and not address.get("street"):
        person.setdefault("address", []).append({"street": ["required"]})
    faults: dict[str, Any] = {"receiver": [person]} if person else {}
    if is_locker:
        named = (form.get("custom_attributes") or {}).get("target_point")
        found = next((one for one in LOCKERS if one[0] == named), None)
        if found is None or found[1] != "Operating":
            key = "does_not_exist" if found is None else "not_available"
            faults["custom_attributes"] = [{"target_point": [key]}]
    if form.get("cod") and not form.get("insurance"):
        faults["insurance"] = ["required"]
    return faults
