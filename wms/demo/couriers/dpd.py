"""DPD Polska's DPDServices (REST), DPDInfoServices (SOAP) and MyPudo (XML) as they are described in
public: refusals come with HTTP 200, a reference is taken once."""

from __future__ import annotations

import base64
import re
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from wms.demo.couriers.drawn import BLANK_ZPL, blank_pdf, label_pdf, label_zpl, list_pdf
from wms.demo.couriers.trouble import SILENCE_S, Trouble, Troubles
from wms.demo.listening import Answer, Asked, LineCut

LOGIN: Final = "demo"
PASSWORD: Final = "thetu8Ee"  # noqa: S105 - of a courier that is not real
FID: Final = "1495"
CHANNEL: Final = "DEMO"
_SHIPMENT: Final = "/public/shipment/v1/"
_EVENTS: Final = "/DPDInfoServicesObjEventsService/DPDInfoServicesObjEvents"
_WEIGHT_MAX_KG: Final = 31.5
_ZONE: Final = ZoneInfo("Europe/Warsaw")
#: no courier goes there
NO_SUCH_POSTCODE: Final = "00000"
#: nobody collects money there
NO_COD_POSTCODE: Final = "99999"
#: pickup points: number, active, full, name, street, postcode, town, latitude, longitude
POINTS: Final = (
    ("PL11033", True, False, "Żabka", "Prosta 51", "00838", "Warszawa", "52,2319", "20,9921"),
    ("PL14077", True, True, "Lewiatan", "Długa 5", "00263", "Warszawa", "52,2475", "21,0064"),
    ("PL15500", False, False, "Kiosk", "Rynek 3", "31042", "Kraków", "50,0617", "19,9373"),
)
_WORDS: Final = {
    "030103": "Zarejestrowano dane przesyłki, przesyłka jeszcze nienadana",
    "040101": "Przesyłka odebrana przez kuriera",
    "170101": "Przesyłka wydana do doręczenia",
    "190101": "Przesyłka doręczona",
    "200201": "Odbiorca nieobecny",
    "230403": "Zwrot do nadawcy",
}


class DpdService:
    """One customer's packages; each that has a number is sold."""

    def __init__(self) -> None:
        self.troubles = Troubles()
        #: sold packages by waybill
        self.packages: dict[str, dict[str, Any]] = {}
        self.protocols: list[list[str]] = []
        self.asked: list[tuple[str, str]] = []
        self._happened: dict[str, list[tuple[str, datetime, str]]] = {}
        self._lock = threading.RLock()
        self._served: dict[str, Callable[[Asked], Answer]] = {
            _SHIPMENT + "generatePackagesNumbers": self._numbers,
            _SHIPMENT + "generateSpedLabels": self._labels,
            _SHIPMENT + "generateProtocol": self._protocol,
        }

    @property
    def paid(self) -> list[dict[str, Any]]:
        """The packages that cost money."""
        with self._lock:
            return list(self.packages.values())

    def happens(
        self, waybill: str, code: str, at: datetime | None = None, depot: str = "Warszawa"
    ) -> None:
        """Somebody of DPD scans a parcel."""
        at = at or datetime.now(_ZONE)
        with self._lock:
            self._happened.setdefault(waybill, []).append((code, at, depot))

    def answer(self, asked: Asked) -> Answer:
        """Whatever is asked."""
        with self._lock:
            self.asked.append((asked.method, asked.path))
        if self.troubles.takes(Trouble.BUSY):
            return Answer({"errors": [{"code": "TOO_MANY_REQUESTS"}]}, 429)
        if self.troubles.takes(Trouble.BROKEN):
            return Answer(b"<html>503</html>", 503, "text/html")
        if asked.path == _EVENTS:
            return self._events(asked)
        if asked.path.startswith("/api/pudo/"):
            return self._points(asked)
        wanted = base64.b64encode(f"{LOGIN}:{PASSWORD}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {wanted}":
            return Answer({"status": "MISSING_PERMISSION"}, 401)
        serve = self._served.get(asked.path)
        if serve is None:
            return Answer({"errors": [{"code": "NOT_FOUND"}]}, 404)
        with self._lock:
            answer = serve(asked)
        is_buying = asked.path.endswith("generatePackagesNumbers")
        if is_buying and self.troubles.takes(Trouble.LOST_ANSWER):
            raise LineCut
        if is_buying and self.troubles.takes(Trouble.SILENT):
            time.sleep(SILENCE_S)
        if is_buying and self.troubles.takes(Trouble.BROKEN_AFTER):
            return Answer(b"<html>500</html>", 500, "text/html")
        if self.troubles.takes(Trouble.NOT_JSON):
            return Answer(b"<html>Please wait</html>", 200, "text/html")
        return answer

    def _numbers(self, asked: Asked) -> Answer:
        form = asked.json()
        if not form.get("packages"):
            return Answer({"errors": [{"code": "NOT_EMPTY", "field": "packages",
                                       "userMessage": "nie może być puste"}]}, 400)  # fmt: skip
        package = form["packages"][0]
        if asked.headers.get("x-dpd-fid") != FID or str(package.get("payerFID")) != FID:
            return Answer({"status": "ERROR_NO_FID_PERMISSION", "packages": []})
        if any(one["reference"] == package["reference"] for one in self.packages.values()):
            return _refused(package, "DUPLICATED_PACKAGE_REFERENCE")
        for fault, info, is_of_parcel in _faults(package):
            return _refused(package, "INCORRECT_DATA", fault, info, of_parcel=is_of_parcel)
        if self.troubles.takes(Trouble.NO_FUNDS):
            return _refused(package, "ERROR_PAYER_BLOCKED")
        waybill = f"{len(self.packages) + 1000075000000:013}U"
        session = 500_000 + len(self.packages)
        self.packages[waybill] = {**package, "waybill": waybill, "sessionId": session}
        self.happens(waybill, "030103")
        parcel = {"status": "OK", "reference": package["parcels"][0].get("reference"),
                  "waybill": waybill, "validationInfo": []}  # fmt: skip
        told = {"status": "OK", "reference": package["reference"], "validationInfo": [],
                "parcels": [parcel]}  # fmt: skip
        return Answer({"status": "OK", "sessionId": session, "packages": [told], "traceId": "demo"})

    def _labels(self, asked: Asked) -> Answer:
        form = asked.json()
        named = form["labelSearchParams"]["session"]["packages"][0]
        found = self._found(named)
        if found is None:
            return Answer({"status": "NOT_FOUND", "session": {"packages": []}})
        package = {"reference": found["reference"], "parcels": [{"waybill": found["waybill"]}]}
        session = {"sessionId": found["sessionId"], "packages": [package]}
        is_sheet = form.get("format") == "A4"
        content = self._drawn(found, form["outputDocFormat"].lower(), is_sheet=is_sheet)
        return Answer({"status": "OK", "documentData": base64.b64encode(content).decode(),
                       "session": session})  # fmt: skip

    def _found(self, named: dict[str, Any]) -> dict[str, Any] | None:
        waybill = (named.get("parcels") or [{}])[0].get("waybill")
        if waybill:
            return self.packages.get(waybill)
        wanted = named.get("reference")
        return next((one for one in self.packages.values() if one["reference"] == wanted), None)

    def _drawn(self, found: dict[str, Any], kind: str, *, is_sheet: bool) -> bytes:
        if self.troubles.takes(Trouble.BLANK_LABEL):
            return blank_pdf() if kind == "pdf" else BLANK_ZPL
        waybill = found["waybill"]
        if self.troubles.takes(Trouble.OTHER_LABEL):
            waybill = f"{int(waybill[:-1]) + 1:013}U"
        receiver = found["receiver"]
        code = f"%{receiver['postalCode']:0>7}{waybill}101616"
        lines = (
            "DPD", receiver["postalCode"], receiver.get("name") or "",
            receiver.get("address") or "", receiver.get("city") or "",
            f"tel. {receiver.get('phone')}",
        )  # fmt: skip
        if kind == "pdf":
            is_smeared = self.troubles.takes(Trouble.SMEARED_LABEL)
            return label_pdf(code, lines, smeared=is_smeared, is_sheet=is_sheet)
        return label_zpl(code, lines)

    def _protocol(self, asked: Asked) -> Answer:
        packages = asked.json()["protocolSearchParams"]["session"]["packages"]
        waybills = [one["parcels"][0]["waybill"] for one in packages]
        if any(one not in self.packages for one in waybills):
            return Answer({"status": "NOT_FOUND"})
        self.protocols.append(waybills)
        content = list_pdf("DPD: protokół przekazania", waybills)
        return Answer({"status": "OK", "documentData": base64.b64encode(content).decode(),
                       "documentId": f"P{len(self.protocols)}"})  # fmt: skip

    def _events(self, asked: Asked) -> Answer:
        root = ElementTree.fromstring(asked.sent)  # noqa: S314 - from our own warehouse
        waybill = root.findtext(".//waybill") or ""
        told = (root.findtext(".//login"), root.findtext(".//password"))
        if told != (LOGIN, PASSWORD):
            words = "Access denied to secured webservice method"
            return _soap(
                f"<S:Fault><faultcode>S:Server</faultcode><faultstring>{words}</faultstring></S:Fault>"
            )
        rows = "".join(
            f"<eventsList><businessCode>{code}</businessCode><country>PL</country>"
            f"<depot>1301</depot><depotName>{escape(depot)}</depotName>"
            f"<description>{escape(_WORDS.get(code, code))}</description>"
            f"<eventTime>{at.astimezone(_ZONE).replace(tzinfo=None).isoformat()}</eventTime>"
            f"<waybill>{escape(waybill)}</waybill></eventsList>"
            for code, at, depot in reversed(self._happened.get(waybill, []))
        )
        return _soap(
            '<ns2:getEventsForWaybillV1Response xmlns:ns2="http://events.dpdinfoservices.dpd.com.pl/">'
            f"<return><confirmId>demo</confirmId>{rows}</return></ns2:getEventsForWaybillV1Response>"
        )

    def _points(self, asked: Asked) -> Answer:
        wanted, town = asked.one("pudoId"), asked.one("city")
        found = [one for one in POINTS
                 if (not wanted or one[0] == wanted) and (not town or one[6] == town)]  # fmt: skip
        items = "".join(
            f'<PUDO_ITEM active="{str(active).lower()}" overloaded="{str(full).lower()}">'
            f"<PUDO_ID>{number}</PUDO_ID><NAME>{escape(name)}</NAME><ADDRESS1>{street}</ADDRESS1>"
            f"<ZIPCODE>{postcode}</ZIPCODE><CITY>{town}</CITY><LATITUDE>{latitude}</LATITUDE>"
            f"<LONGITUDE>{longitude}</LONGITUDE><SERVICE_PUDO><SERVICE_ITEM>101</SERVICE_ITEM>"
            "</SERVICE_PUDO></PUDO_ITEM>"
            for number, active, full, name, street, postcode, town, latitude, longitude in found
        )
        xml = f"<RESPONSE quality='0'><PUDO_ITEMS>{items}</PUDO_ITEMS></RESPONSE>"
        return Answer(xml.encode(), 200, "application/xml")


def _soap(inside: str) -> Answer:
    envelope = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">'
        f"<S:Body>{inside}</S:Body></S:Envelope>"
    )
    return Answer(envelope.encode(), 200, "text/xml")


def _refused(
    package: dict[str, Any],
    status: str,
    fault: str = "",
    info: str = "",
    *,
    of_parcel: bool = False,
) -> Answer:
    """HTTP 200: the statuses say no, on three levels."""
    told = [{"errorCode": fault, "info": info}] if fault else []
    parcel = {"status": status if of_parcel else "NOT_PROCESSED", "waybill": None,
              "validationInfo": told if of_parcel else []}  # fmt: skip
    return Answer({
        "status": "INCORRECT_DATA" if fault else status, "sessionId": None,
        "packages": [{"status": status, "reference": package.get("reference"),
                      "validationInfo": [] if of_parcel else told, "parcels": [parcel]}],
    })  # fmt: skip


def _faults(package: dict[str, Any]) -> Any:
    if (package.get("sender") or {}).get("postalCode") == NO_SUCH_POSTCODE:
        yield "INCORRECT_SENDER_POSTAL_CODE", "Niepoprawny kod pocztowy nadawcy", False
    receiver = package.get("receiver") or {}
    postcode = receiver.get("postalCode") or ""
    services = {one["code"]: {a["code"]: a["value"] for a in one.get("attributes") or []}
                for one in package.get("services") or []}  # fmt: skip
    if not re.fullmatch(r"\d{5}", postcode) or postcode == NO_SUCH_POSTCODE:
        yield "INCORRECT_RECEIVER_POSTAL_CODE", "Niepoprawny kod pocztowy odbiorcy", False
    if not receiver.get("address"):
        yield "INCORRECT_RECEIVER_ADDRESS", "Brak adresu odbiorcy", False
    if not re.search(r"\d{9}", re.sub(r"\D", "", receiver.get("phone") or "")):
        yield "INCORRECT_RECEIVER_PHONE", "Niepoprawny numer telefonu odbiorcy", False
    if "COD" in services and postcode == NO_COD_POSTCODE:
        yield "COD_IS_NOT_AVAILABLE_FOR_POSTAL_CODE", "Pobranie niedostępne", False
    if "DPD_PICKUP" in services:
        named = services["DPD_PICKUP"].get("PUDO")
        found = next((one for one in POINTS if one[0] == named), None)
        if found is None:
            yield "PUDO_NOT_FOUND", f"Punkt {named} nie istnieje", False
        elif not found[1] or found[2]:
            yield "PUDO_UNAVAILABLE", f"Punkt {named} jest niedostępny", False
    if float(package["parcels"][0].get("weight") or 0) > _WEIGHT_MAX_KG:
        yield "INCORRECT_WEIGHT", "Niepoprawna waga", True
