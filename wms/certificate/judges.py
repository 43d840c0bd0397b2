"""What proves a scenario of a shop's program: pure functions of what was seen.

What a platform's connection proves: `wms.certificate.platform`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from wms.certificate.seen import FEED, Act, Ask, Happened, Seen, Sent, Thing

#: ``not_asked``: of a platform that has no place for it (`wms.certificate.platform`)
State = Literal["passed", "not_yet", "failed", "not_asked"]

#: a cancellation that came too late may be asked for so often
CANCELS_MAX: Final = 3
#: a server's and a client's clock, and a request on its way
CLOCKS: Final = timedelta(milliseconds=50)
UNKNOWN_SKU: Final = "order.unknown_sku"
PLACES: Final = ("placeOrder", "placeOrders")
_USUAL_PAGE: Final = 50
_FEED_PAGE: Final = 200


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was seen, and under which id it can be found."""

    #: request, act, event, delivery, product, order, shipment, return …
    what: str
    #: the id or your own name under which it can be found
    key: str
    at: datetime | None


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a scenario has come to."""

    state: State
    seen: list[Sight] = []


Judge = Callable[[Seen], Judged]
NOT_YET: Final = Judged(state="not_yet")


def sight(one: Ask | Act | Happened | Sent | Thing, what: str = "") -> Sight:
    """How it is told."""
    match one:
        case Ask():
            return Sight(what=what or f"request {one.operation}", key=one.request_id, at=one.at)
        case Act():
            return Sight(what=what or f"act {one.act}", key=one.key or "", at=one.at)
        case Happened():
            return Sight(what=what or f"event {one.type}", key=str(one.id), at=one.occurred_at)
        case Sent():
            return Sight(what=what or "webhook delivery", key=str(one.id), at=None)
        case Thing():
            return Sight(what=what, key=one.name or str(one.id), at=one.at)


def passed(*seen: Sight) -> Judged:
    """It was done."""
    return Judged(state="passed", seen=list(seen))


def failed(*seen: Sight) -> Judged:
    """It was done wrongly; done well afterwards, it is passed."""
    return Judged(state="failed", seen=list(seen))


def newest(found: Iterable[Judged]) -> Judged:
    """The last attempt counts: whoever has mended a mistake has passed."""
    last = NOT_YET
    for last in found:  # noqa: B007 - the last one is wanted
        pass
    return last


def products(seen: Seen) -> Judged:
    """1: something with a barcode and a weight was registered."""
    for ask in seen.asked("registerProduct", "registerProducts", "putProduct", "uploadProducts"):
        for one in seen.products:
            if ask.is_ok and one.status == "whole" and one.at >= ask.at - CLOCKS:
                return passed(sight(ask), sight(one, "product"))
    return NOT_YET


def delivery(seen: Seen) -> Judged:
    """2: a delivery was announced and received, and the shop heard of it."""
    there = {one.id: one for one in seen.deliveries if one.status in ("received", "closed")}
    for event in seen.heard(("inbound.received",)):
        if event.subject_id in there:
            return passed(sight(there[event.subject_id], "delivery"), sight(event))
    return NOT_YET


def order(seen: Seen) -> Judged:
    """3: an order was placed under the shop's own number."""
    for ask in seen.asked(*PLACES):
        for one in seen.orders:
            if ask.is_ok and one.name and one.at >= ask.at - CLOCKS:
                return passed(sight(ask), sight(one, "order"))
    return NOT_YET


def twice(seen: Seen) -> Judged:
    """4: the same order came again, and there is one."""
    for ask in seen.asked(*PLACES):
        if ask.is_replayed or ask.refused_as("order.exists"):
            return passed(sight(ask))
    return NOT_YET


def unknown_sku(seen: Seen) -> Judged:
    """5: an order of an unknown SKU was refused, and corrected."""
    refused = next((one for one in seen.asked(*PLACES) if one.refused_as(UNKNOWN_SKU)), None)
    if refused is not None:
        for ask in seen.asked(*PLACES):
            if ask.is_ok and not ask.is_replayed and ask.at > refused.at:
                return passed(sight(refused), sight(ask))
    return NOT_YET


def _done_and_told(seen: Seen, operation: str, event: str) -> Judged:
    for one in seen.events:
        if one.type != event:
            continue
        for ask in seen.asked(operation):
            if ask.is_ok and str(one.subject_id) in ask.path:
                return passed(sight(ask), sight(one))
    return NOT_YET


def amended(seen: Seen) -> Judged:
    """6: an order was changed before it was picked."""
    return _done_and_told(seen, "amendOrder", "order.amended")


def cancelled(seen: Seen) -> Judged:
    """7: an order was cancelled in time."""
    return _done_and_told(seen, "cancelOrder", "order.cancelled")


def cancelled_late(seen: Seen) -> Judged:
    """8: a cancellation came too late, and the shop accepted that."""
    told = seen.heard(("order.cancel_refused",))
    if told:
        return passed(sight(told[0]))
    by_order: dict[str, list[Ask]] = {}
    for ask in seen.asked("cancelOrder"):
        if ask.status == 409:
            by_order.setdefault(ask.path, []).append(ask)
    return newest(
        (passed if len(asks) <= CANCELS_MAX else failed)(*map(sight, asks[: CANCELS_MAX + 1]))
        for asks in by_order.values()
    )


def short(seen: Seen) -> Judged:
    """9: the shop heard that goods were missing."""
    told = seen.heard(("order.short_picked", "order.backordered"))
    return passed(sight(told[0])) if told else NOT_YET


def shipped(seen: Seen) -> Judged:
    """10: the shop heard of one order that it was packed, shipped and delivered."""
    packed, gone = (
        {one.subject_id: one for one in seen.heard((kind,))}
        for kind in ("order.packed", "order.shipped")
    )
    for end in seen.heard(("shipment.delivered",)):
        if end.order_id in packed and end.order_id in gone:
            return passed(sight(packed[end.order_id]), sight(gone[end.order_id]), sight(end))
    return NOT_YET


def signed(seen: Seen) -> Judged:
    """11: a signed message was taken, and one with a wrong signature was not."""
    good = [one for one in seen.sent if one.is_test and not one.is_forged and one.is_answered]
    bad = next((one for one in reversed(seen.sent) if one.is_forged), None)
    if bad is None or not bad.answers:
        return NOT_YET
    if bad.is_answered:
        return failed(sight(bad, "forged webhook delivery"))
    last = bad.answers[-1]
    is_refused = last is not None and 400 <= last < 500
    if not good or not is_refused:
        return NOT_YET
    return passed(sight(good[-1]), sight(bad, "forged webhook delivery"))


def met_again(seen: Seen) -> Judged:
    """12: a webhook that was not answered in time came again, and was answered."""
    for one in seen.sent:
        is_lost = any(answer is None or answer >= 500 for answer in one.answers[:-1])
        if is_lost and one.is_answered and not one.is_test:
            return passed(sight(one))
    return NOT_YET


def feed(seen: Seen) -> Judged:
    """13: the feed was read on from where the last page ended, to its end."""
    walk = [one for one in seen.asked(FEED) if one.is_ok and not one.has("type")]
    at, steps = 0, list[Ask]()
    for ask in walk:
        after = ask.number("after") or 0
        if steps and after > at:  # further than what the page before held
            page = steps[-1].number("limit") or _FEED_PAGE
            if after - (steps[-1].number("after") or 0) > page:
                return failed(sight(steps[-1]), sight(ask))
        at = max(at, after)
        steps.append(ask)
    first = seen.events[0].sequence if seen.events else 1
    begins = bool(steps) and (steps[0].number("after") or 0) <= first
    if len(steps) > 1 and begins and at >= first:
        return passed(sight(steps[0], "from"), sight(steps[-1], "to"))
    return NOT_YET


def reconciled(seen: Seen) -> Judged:
    """14: the stock was read to the end of its list, page by page."""
    count, pages = len(seen.products), list[Ask]()
    for ask in seen.asked("listStock"):
        if not ask.is_ok or ask.has("sku") or ask.has("as_of"):
            continue
        pages = [*pages, ask] if ask.has("after") else [ask]
        if len(pages) > 1 and sum(one.number("limit") or _USUAL_PAGE for one in pages) >= count:
            return passed(*map(sight, pages[:1] + pages[-1:]))
    return NOT_YET


def _next(seen: Seen, ask: Ask) -> Ask | None:
    """The same request again: what this key asked there next."""
    return next(
        (
            one
            for one in seen.asks
            if one.at > ask.at and one.key_id == ask.key_id
            and (one.method, one.path) == (ask.method, ask.path)
        ),
        None,
    )  # fmt: skip


def limited(seen: Seen) -> Judged:
    """15: after "too many requests" the program waited as long as it was told."""
    found = []
    for ask in (one for one in seen.asks if one.status == 429 and one.wait_s):
        again = _next(seen, ask)
        if again is not None:
            has_waited = again.at - ask.at >= timedelta(seconds=ask.wait_s or 0) - CLOCKS
            found.append((passed if has_waited else failed)(sight(ask), sight(again)))
    return newest(found)


def repeated(seen: Seen) -> Judged:
    """16: what was answered by 503 was sent again under the same Idempotency-Key."""
    found = []
    for ask in (one for one in seen.asks if one.status == 503 and one.method == "POST"):
        again = _next(seen, ask)
        if again is not None:
            is_same = ask.idempotency_key is not None and (
                again.idempotency_key == ask.idempotency_key
            )
            found.append((passed if is_same else failed)(sight(ask), sight(again)))
    return newest(found)


def version(seen: Seen) -> Judged:
    """17: a change that met another one was read and made again."""
    for no in (one for one in seen.asks if one.status == 412):
        later = [one for one in seen.asks if one.at > no.at and one.path == no.path and one.is_ok]
        read = next((one for one in later if one.method == "GET"), None)
        done = next(
            (one for one in later if one.method == no.method and read and one.at > read.at), None
        )
        if read and done:
            return passed(sight(no), sight(read), sight(done))
    return NOT_YET


def label(seen: Seen) -> Judged:
    """18: the shop heard that a courier sold no label, and the label came after all."""
    for no in seen.heard(("shipment.exception",)):
        for one in seen.events:
            is_later = one.type == "shipment.label_created" and one.sequence > no.sequence
            if is_later and one.subject_id == no.subject_id:
                return passed(sight(no), sight(one))
    return NOT_YET


def lost(seen: Seen) -> Judged:
    """19: a parcel was lost, and its shop decided what becomes of it."""
    gone = next((one for one in seen.shipments if one.status == "lost"), None)
    if gone is None:
        return NOT_YET
    for ask in seen.asked("sendAgain", "resolveCase"):
        if ask.is_ok:
            return passed(sight(gone, "shipment"), sight(ask))
    told = seen.heard(("order.reshipped", "case.resolved"))
    return passed(sight(gone, "shipment"), sight(told[-1])) if told else NOT_YET


def returned(seen: Seen) -> Judged:
    """20: a return was announced, came, was inspected, and the refund was told."""
    told = {one.subject_id: one for one in seen.heard(("return.inspected", "return.completed"))}
    for one in seen.returns:
        if one.status == "told" and one.id in told:
            return passed(sight(one, "return"), sight(told[one.id]))
    return NOT_YET


JUDGES: Final[dict[int, Judge]] = {
    1: products, 2: delivery, 3: order, 4: twice, 5: unknown_sku, 6: amended, 7: cancelled,
    8: cancelled_late, 9: short, 10: shipped, 11: signed, 12: met_again, 13: feed, 14: reconciled,
    15: limited, 16: repeated, 17: version, 18: label, 19: lost, 20: returned,
}  # fmt: skip
