"""Yes and no: to a request, to a wish to cancel, and what we call off ourselves.

Whatever is answered, the fulfillment order is read first: an answer that was given before, or that
nobody waits for any more, is not given again. Source: Shopify's guide "Build for fulfillment
services" and its reference of each change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from wms.failures import Failure
from wms.platforms import failures
from wms.platforms.port import Answer
from wms.platforms.shopify import documents
from wms.platforms.shopify.ask import Ask, check, gid
from wms.platforms.shopify.failures import COD_IN_PARTS, NO_ADDRESS, NOT_SENT

#: longest sentence that goes along
WORDS_MAX_CHARS: Final = 255
#: why we reject → one of Shopify's reasons
REASONS: Final[Mapping[str, str]] = {
    failures.UNKNOWN_SKU: "INVALID_SKU",
    failures.NO_SKU: "INVALID_SKU",
    failures.NOTHING_TO_SEND: "INELIGIBLE_PRODUCT",
    failures.NO_WAY: "UNDELIVERABLE_DESTINATION",
    failures.MISSING_GOODS: "INVENTORY_OUT_OF_STOCK",
    NOT_SENT: "UNDELIVERABLE_DESTINATION",
    NO_ADDRESS: "INCORRECT_ADDRESS",
    COD_IN_PARTS: "PAYMENT_DECLINED",
}
#: of a field that cannot be taken as it is → the reason
_FIELDS: Final[Mapping[str, str]] = {
    "recipient.email": "INVALID_CONTACT_INFORMATION",
    "recipient.phone": "INVALID_CONTACT_INFORMATION",
    "lines": "ORDER_TOO_LARGE",
}
_OTHER: Final = "OTHER"
_BEFORE: Final = "answered before"
_NOBODY_ASKS: Final = "nobody waits for an answer any more"


def reason_of(why: Failure | None) -> str:
    """The reason that Shopify shows its shop."""
    if why is None:
        return _OTHER
    if why.code == failures.NOT_AS_NEEDED:
        field = str(why.facts.get("field", ""))
        if field in _FIELDS:
            return _FIELDS[field]
        return "INCORRECT_ADDRESS" if field.startswith("recipient") else _OTHER
    return REASONS.get(why.code, _OTHER)


async def tell(
    ask: Ask, order_id: str, answer: Answer, words: str, why: Failure | None = None
) -> str:
    """Give an answer; what came of it, in a few words."""
    name = gid("FulfillmentOrder", order_id)
    document = documents.LINES if answer is Answer.REJECTED else documents.STATE
    one = (await ask.read(document, id=name))["fulfillmentOrder"]
    if one is None:
        return "it is not ours any more"
    said = {"id": name, "message": words[:WORDS_MAX_CHARS]}
    request, status = one["requestStatus"], one["status"]
    if answer is Answer.ACCEPTED:
        return await _accept(ask, said, status, request)
    if answer is Answer.REJECTED:
        if request != "SUBMITTED":
            return _BEFORE if request == "REJECTED" else _NOBODY_ASKS
        lines = _lines(one["lineItems"]["nodes"], why, words)
        return await _change(
            ask, documents.REJECT, **said, reason=reason_of(why), lines=lines or None
        )
    if request == "CANCELLATION_REQUESTED":
        is_yes = answer is Answer.CANCELLED
        document = documents.ACCEPT_CANCELLATION if is_yes else documents.REJECT_CANCELLATION
        return await _change(ask, document, **said)
    if answer is Answer.CANCELLED and status == "IN_PROGRESS":
        return await _change(ask, documents.CLOSE, **said)
    return _NOBODY_ASKS


async def note(ask: Ask, order_id: str, words: str) -> str | None:
    """Words for its owner beside an order that is under way; the newest ones are shown. None: it is
    not under way, and has no place for them.

    Source: Shopify's reference of fulfillmentOrderReportProgress (since 2026-04).
    """
    name = gid("FulfillmentOrder", order_id)
    one = (await ask.read(documents.STATE, id=name))["fulfillmentOrder"]
    if one is None or one["status"] != "IN_PROGRESS":
        return None
    report = {"reasonNotes": words[:WORDS_MAX_CHARS]}
    return await _change(ask, documents.PROGRESS, id=name, report=report)


async def _accept(ask: Ask, said: Mapping[str, Any], status: str, request: str) -> str:
    if request == "SUBMITTED" and status in ("OPEN", "SCHEDULED"):
        return await _change(ask, documents.ACCEPT, **said)
    is_taken = status == "IN_PROGRESS" or request in ("ACCEPTED", "CANCELLATION_REQUESTED")
    return _BEFORE if is_taken else _NOBODY_ASKS


async def _change(ask: Ask, document: str, **said: Any) -> str:
    done = await ask.change(document, **said)
    check(done)
    now = done["fulfillmentOrder"]
    return f"{now['status']}/{now['requestStatus']}"


def _lines(
    found: Sequence[Mapping[str, Any]], why: Failure | None, words: str
) -> list[dict[str, str]]:
    """The lines that are the reason, each with it; empty: all of them are."""
    skus = str((why.facts if why else {}).get("sku", "")).split(", ")
    return [
        {"fulfillmentOrderLineItemId": line["id"], "message": words[:WORDS_MAX_CHARS]}
        for line in found
        if line["sku"] in skus
    ]
