"""What DPD Polska says, in our words: its events, and its reasons why not.

Source: DPD Polska's public specifications "DPDInfoServices" (business codes of events) and
"DPDServices" (statuses and error codes of packages).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from wms.shipping.carriers import incidents as why
from wms.shipping.carriers.port import CarrierAway, CarrierNo, CarrierRefused, TrackingEvent
from wms.shipping.failures import (
    ACCOUNT_REFUSED,
    ADDRESS_WRONG,
    COD_REFUSED,
    EMAIL_WRONG,
    NO_ANSWER,
    NOT_PAID,
    NOT_SERVED,
    PHONE_WRONG,
    POINT_CLOSED,
    POINT_UNKNOWN,
    POSTCODE_WRONG,
    REFUSED,
    RETURN_SENDER_WRONG,
    SENDER_WRONG,
    TOO_HEAVY,
    TOO_LARGE,
)

_REFUSED_ENDINGS: Final = {
    "01": why.COD_NOT_PAID,
    "05": why.COD_NOT_PAID,
    "06": why.COD_NOT_PAID,
    "08": why.COD_NOT_PAID,
    "09": why.COD_NOT_PAID,
    "10": why.COD_NOT_PAID,
    "14": why.DAMAGED,
    "15": why.DAMAGED,
}
#: how an event's code begins: what became of the parcel, and why it does not go as it should; the
#: longest that fits counts
EVENTS: Final[Mapping[str, tuple[str, str | None]]] = {
    # told of, not fetched yet; a pick-up that was put off or called off
    "03": ("labelled", None),
    "0401": ("in_transit", None),
    "0402": ("labelled", None),
    "0405": ("labelled", why.DELAYED),
    "0406": ("labelled", why.OTHER),
    "05": ("in_transit", None),
    "11": ("in_transit", None),
    "12": ("in_transit", None),
    "15": ("in_transit", None),
    "16": ("in_transit", None),
    "160102": ("in_transit", why.MISROUTED),
    "160202": ("in_transit", why.MISROUTED),
    "17": ("in_transit", None),
    "170205": ("in_transit", why.MISROUTED),
    "19": ("delivered", None),
    "2002": ("delivery_failed", why.RECIPIENT_ABSENT),
    "2003": ("delivery_failed", why.ADDRESS_WRONG),
    "2004": ("delivery_failed", why.RECIPIENT_REFUSED),
    "2005": ("delivery_failed", why.NOT_VERIFIED),
    "2006": ("in_transit", why.DELAYED),
    "2007": ("delivery_failed", why.RECIPIENT_REFUSED),
    "2008": ("in_transit", why.DELAYED),
    "210109": ("delivery_failed", why.ADDRESS_WRONG),
    "210111": ("in_transit", why.DELAYED),
    "2301": ("in_transit", None),
    "2302": ("in_transit", why.MISROUTED),
    "230309": ("in_transit", why.DELAYED),
    "230310": ("lost", why.LOST),
    "230402": ("in_transit", why.REDIRECTED),
    "230403": ("returning", None),
    "230408": ("returning", None),
    "230506": ("delivery_failed", why.NOT_COLLECTED),
    "2503": ("in_transit", None),
    "260403": ("in_transit", why.MISROUTED),
    "32": ("in_transit", None),
    "33": ("in_transit", None),
    "500011": ("delivery_failed", why.ADDRESS_WRONG),
    "500411": ("delivery_failed", why.ADDRESS_WRONG),
    "500811": ("delivery_failed", why.ADDRESS_WRONG),
    "500015": ("delivery_failed", why.RECIPIENT_REFUSED),
    "500415": ("delivery_failed", why.RECIPIENT_REFUSED),
    "500414": ("delivery_failed", why.RECIPIENT_REFUSED),
    "500019": ("delivery_failed", why.RECIPIENT_ABSENT),
    "500037": ("delivery_failed", why.RECIPIENT_ABSENT),
    "500042": ("delivery_failed", why.RECIPIENT_ABSENT),
    "500419": ("delivery_failed", why.RECIPIENT_ABSENT),
    "500437": ("delivery_failed", why.RECIPIENT_ABSENT),
    "500442": ("delivery_failed", why.RECIPIENT_ABSENT),
    "500046": ("delivery_failed", why.COD_NOT_PAID),
    "500085": ("delivery_failed", why.COD_NOT_PAID),
    "500446": ("delivery_failed", why.COD_NOT_PAID),
    "500485": ("delivery_failed", why.COD_NOT_PAID),
    "500885": ("delivery_failed", why.COD_NOT_PAID),
    "5006": ("returning", None),
    "5013": ("delivered", None),
    # DPD Pickup: at the point, collected there, not collected there
    "5023": ("in_transit", None),
    "5112": ("available_for_pickup", None),
    "5117": ("available_for_pickup", None),
    "5118": ("in_transit", None),
    "5119": ("available_for_pickup", None),
    "511903": ("available_for_pickup", why.DAMAGED),
    "5120": ("available_for_pickup", why.DAMAGED),
    "6004": ("delivery_failed", why.RECIPIENT_REFUSED),
    "6005": ("delivery_failed", why.NOT_VERIFIED),
    "6006": ("in_transit", why.DELAYED),
    "6007": ("delivery_failed", why.RECIPIENT_REFUSED),
    "6001": ("in_transit", None),
    "7004": ("in_transit", None),
    "7017": ("in_transit", None),
    "7019": ("delivered", None),
    "7020": ("delivery_failed", why.RECIPIENT_REFUSED),
    "7032": ("available_for_pickup", None),
}
_REFUSED_BEGINNINGS: Final = ("2004", "2007", "6004", "6007")
_LONGEST: Final = max(map(len, EVENTS))


def seen(code: str, at: datetime, words: str, place: str | None) -> TrackingEvent:
    """An event of ours; a code that nobody has heard of yet is on its way, with a problem."""
    begins = (code[:length] for length in range(_LONGEST, 1, -1))
    status, incident = next((EVENTS[one] for one in begins if one in EVENTS),
                            ("in_transit", why.OTHER))  # fmt: skip
    if code[:4] in _REFUSED_BEGINNINGS:
        incident = _REFUSED_ENDINGS.get(code[4:], incident)
    return TrackingEvent(
        status=status, at=at, code=code, words=words, place=place, incident=incident
    )


#: what a fault's code holds, the more special first
_FAULTS: Final = (
    ("FID", ACCOUNT_REFUSED),
    ("PERMISSION", ACCOUNT_REFUSED),
    ("DISABLED_API", ACCOUNT_REFUSED),
    ("PAYER_BLOCKED", NOT_PAID),
    ("COD_", COD_REFUSED),
    ("PUDO_NOT_FOUND", POINT_UNKNOWN),
    ("PUDO_UNAVAILABLE", POINT_CLOSED),
    ("PUDO", POINT_UNKNOWN),
    ("SENDER", SENDER_WRONG),
    ("POSTAL_CODE", POSTCODE_WRONG),
    ("PHONE", PHONE_WRONG),
    ("EMAIL", EMAIL_WRONG),
    ("WEIGHT", TOO_HEAVY),
    ("SIZE", TOO_LARGE),
    ("RECEIVER", ADDRESS_WRONG),
    ("SERVICE", NOT_SERVED),
)
#: statuses that say "later"
_LATER: Final = ("UNKNOWN_ERROR", "NOT_PROCESSED")


def refusal(answer: Mapping[str, Any], **facts: str | int) -> CarrierNo:
    """Why a package got no number: the fault of the parcel, of the package, or of it all.

    An answer with HTTP 200 carries them on three levels; a form that cannot be read (HTTP 400) in a
    list of its own.
    """
    told = list(dict.fromkeys(_faults(answer)))
    # what was not processed waits for what was refused
    faults = [one for one in told if one[0] not in _LATER]
    words = "; ".join(f"{code}: {info}" if info else code for code, info in faults or told)
    if not faults:
        return CarrierAway(words, code=NO_ANSWER)
    code = next((ours for part, ours in _FAULTS if part in faults[0][0]), REFUSED)
    return CarrierRefused(words, code=code, **facts)


def swapped(no: CarrierRefused) -> CarrierRefused:
    """A refusal of a way back: what is wrong with its sender is the consumer's, what is wrong with
    its receiver is ours."""
    failure = no.failure
    code = RETURN_SENDER_WRONG if failure.code == SENDER_WRONG else failure.code
    if failure.code in (ADDRESS_WRONG, POSTCODE_WRONG, PHONE_WRONG, EMAIL_WRONG):
        code = SENDER_WRONG
    return CarrierRefused(failure.words, code=code, **failure.facts)


def _faults(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for package in answer.get("packages") or []:
        for parcel in package.get("parcels") or []:
            yield from _of_one(parcel)
        yield from _of_one(package)
    for one in answer.get("errors") or []:
        field, code = str(one.get("field") or ""), str(one.get("code") or "")
        yield f"{code} {field.upper()}".strip(), str(one.get("userMessage") or "")
    status = answer.get("status")
    if status and status != "OK":
        yield str(status), ""


def _of_one(level: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    told = level.get("validationInfo") or []
    for one in told:
        yield str(one.get("errorCode")), str(one.get("info") or "")
    status = level.get("status")
    if not told and status not in (None, "OK", "INCORRECT_DATA"):
        yield str(status), ""
