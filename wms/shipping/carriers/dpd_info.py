"""What happened to a parcel, by DPD Polska's DPDInfoServices: the one that speaks SOAP.

Source: DPD Polska's public specification "DPDInfoServices", method getEventsForWaybillV1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from wms.shipping.carriers.dpd_words import seen
from wms.shipping.carriers.port import CarrierAway, CarrierRefused, TrackingEvent
from wms.shipping.carriers.wire import WORDS_MAX_CHARS, Wire
from wms.shipping.failures import ACCOUNT_REFUSED, NO_ANSWER

PATH: Final = "/DPDInfoServicesObjEventsService/DPDInfoServicesObjEvents"
NAMESPACE: Final = "http://events.dpdinfoservices.dpd.com.pl/"
_SOAP: Final = "{http://schemas.xmlsoap.org/soap/envelope/}"
#: moments are told without a zone, as the clocks in their depots say
DPD_ZONE: Final = ZoneInfo("Europe/Warsaw")

_ENVELOPE: Final = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:even="{namespace}"><soapenv:Header/><soapenv:Body><even:getEventsForWaybillV1>'
    "<waybill>{waybill}</waybill><eventsSelectType>ALL</eventsSelectType><language>PL</language>"
    "<authDataV1><channel>{channel}</channel><login>{login}</login><password>{password}</password>"
    "</authDataV1></even:getEventsForWaybillV1></soapenv:Body></soapenv:Envelope>"
)


async def events_of(
    wire: Wire, waybill: str, *, login: str, password: str, channel: str, name: str
) -> Sequence[TrackingEvent]:
    """Everything that they saw of a parcel, the oldest first; empty when they know nothing of it.

    Raises:
        CarrierRefused: a fault, which comes with HTTP 200 as well: they do not know us.
        CarrierAway: no answer, or one that is no XML of theirs.
    """
    body = _ENVELOPE.format(
        namespace=NAMESPACE,
        waybill=escape(waybill),
        channel=escape(channel),
        login=escape(login),
        password=escape(password),
    )
    response = await wire.read_by_post(
        PATH, content=body.encode(), headers={"Content-Type": "text/xml; charset=utf-8"}
    )
    root = _parsed(response.content)
    fault = root.find(f".//{_SOAP}Fault/faultstring")
    if fault is not None:
        words = (fault.text or "")[:WORDS_MAX_CHARS]
        raise CarrierRefused(words, code=ACCOUNT_REFUSED, carrier=name)
    told = [_event(one) for one in root.iter("eventsList")]
    return sorted(told, key=lambda one: one.at)


def _parsed(content: bytes) -> ElementTree.Element:
    # a document with declarations of its own could name entities without end
    if b"<!DOCTYPE" in content:
        raise CarrierAway("an answer with a DOCTYPE", code=NO_ANSWER)
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - no entities, see above
    except ElementTree.ParseError as error:
        raise CarrierAway(f"no XML: {error}", code=NO_ANSWER) from error


def _event(told: ElementTree.Element) -> TrackingEvent:
    at = datetime.fromisoformat(told.findtext("eventTime") or "")
    if at.tzinfo is None:
        at = at.replace(tzinfo=DPD_ZONE)
    return seen(
        told.findtext("businessCode") or "",
        at.astimezone(UTC),
        told.findtext("description") or "",
        told.findtext("depotName") or told.findtext("depot"),
    )
