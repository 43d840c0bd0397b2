"""What the log of a platform's connection proves (docs/decisions/0061): pure functions.

An adapter is judged by what its platform really was told, or told us; that we read our own feed
proves nothing else. What a platform has no place for is in its adapter's contract
(`wms.platforms.port.Can`), and only by that it is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID

import msgspec

from wms.certificate.judges import (
    CLOCKS,
    JUDGES,
    NOT_YET,
    Judge,
    Judged,
    failed,
    newest,
    passed,
    sight,
)
from wms.certificate.seen import Act, Seen
from wms.errors import N_
from wms.platforms.contract import Can
from wms.platforms.failures import CHANGE_TOO_LATE, MISSING_GOODS, UNKNOWN_SKU

_RECEIVED: Final = "inbound.received"


def judge(number: int, seen: Seen) -> Judged:
    """What a scenario has come to: by the shop's program, else by its platform's connection."""
    by_program = JUDGES[number](seen)
    if by_program.state == "passed" or number not in ON_PLATFORM:
        return by_program
    by_platform = ON_PLATFORM[number](seen)
    found = by_platform if by_platform.state != "not_yet" else by_program
    excuse = EXCUSES.get(number)
    if found.state != "not_yet" or excuse is None or not seen.is_platform_alone:
        return found
    is_able = any(seen.can(excuse.need, one.kind) for one in seen.acts)
    return found if is_able else Judged(state="not_asked")


def _first(acts: Iterable[Act]) -> Judged:
    """The first of them that the platform, or the warehouse, said yes to."""
    done = next((one for one in acts if one.is_done), None)
    return passed(sight(done)) if done else NOT_YET


def products(seen: Seen) -> Judged:
    """1: the platform knows one of our products: it took its stock."""
    return _first(seen.acted("stock.told"))


def delivery(seen: Seen) -> Judged:
    """2: a delivery was received, and the platform was told stock after it."""
    there = {one.id: one for one in seen.deliveries if one.status in ("received", "closed")}
    for event in (one for one in seen.events if one.type == _RECEIVED and one.subject_id in there):
        for act in seen.acted("stock.told"):
            if act.is_done and act.at >= event.occurred_at:
                return passed(sight(there[event.subject_id], "delivery"), sight(act))
    return NOT_YET


def order(seen: Seen) -> Judged:
    """3: an order of the platform became one here."""
    return _first(seen.acted("order.placed"))


def twice(seen: Seen) -> Judged:
    """4: a call came again, or an order was met again by looking, and nothing was done."""
    for act in seen.acted("call.repeated", "orders.reconciled"):
        if act.act == "call.repeated" or act.facts.get("known"):
            return passed(sight(act))
    return NOT_YET


def unknown_sku(seen: Seen) -> Judged:
    """5: an order of an unknown SKU was refused, and taken once that was corrected."""
    for no in seen.acted("order.refused"):
        for act in seen.acted("order.placed"):
            if no.code == UNKNOWN_SKU and act.key == no.key and act.at > no.at:
                return passed(sight(no), sight(act))
    return NOT_YET


def amended(seen: Seen) -> Judged:
    """6: a change at the platform was carried over."""
    return _first(seen.acted("order.amended"))


def cancelled(seen: Seen) -> Judged:
    """7: a cancellation at the platform was carried over."""
    return _first(seen.acted("order.cancelled"))


def cancelled_late(seen: Seen) -> Judged:
    """8: a cancellation came too late, and the platform was told so."""
    for late in seen.acted("order.cancel_refused"):
        for act in seen.told("too_late"):
            if act.key == late.key:
                return passed(sight(late), sight(act))
    return NOT_YET


def short(seen: Seen) -> Judged:
    """9: the platform was told that goods are missing, or was told no for that reason."""
    for act in seen.told("order.short_picked", "order.backordered"):
        return passed(sight(act))
    for no in seen.acted("order.refused"):
        for act in seen.told("rejected"):
            if no.code == MISSING_GOODS and act.key == no.key:
                return passed(sight(no), sight(act))
    return NOT_YET


def shipped(seen: Seen) -> Judged:
    """10: the platform was told that one order was packed, shipped and delivered; packed, if it has
    a place for that."""
    for end in seen.told("shipment.delivered"):
        way = {
            act.facts["type"]: act
            for act in seen.told("order.packed", "shipment.handed_over")
            if act.key == end.key
        }
        is_packed = "order.packed" in way or not seen.can(Can.PACKED, end.kind)
        if "shipment.handed_over" in way and is_packed:
            return passed(*map(sight, way.values()), sight(end))
    return NOT_YET


def signed(seen: Seen) -> Judged:
    """11: a call that the platform signed was taken, and one with a wrong signature was not."""
    taken, forged = next(seen.acted("call.taken"), None), next(seen.acted("call.forged"), None)
    return passed(sight(taken), sight(forged)) if taken and forged else NOT_YET


def found_again(seen: Seen) -> Judged:
    """12: what no call of the platform told was found by looking; where it calls nobody, what was
    ordered while it did not answer."""
    for found in (one for one in seen.acted("orders.reconciled") if one.facts.get("missing")):
        if seen.can(Can.PUSH, found.kind):
            return passed(sight(found))
        for no in seen.acted("platform.failed", "platform.limited"):
            if no.connection_id == found.connection_id and no.at < found.at:
                return passed(sight(no), sight(found))
    return NOT_YET


def feed(seen: Seen) -> Judged:
    """13: our events were worked through for the platform, each time from where it had come to."""
    reads: dict[UUID, list[Act]] = {}
    for act in seen.acted("events.read"):
        reads.setdefault(act.connection_id, []).append(act)
    for acts in reads.values():
        for one, other in pairwise(acts):
            if int(other.facts["from"]) > int(one.facts["to"]) + 1:
                return failed(sight(one), sight(other))
    walked = next((acts for acts in reads.values() if len(acts) > 1), None)
    return passed(sight(walked[0], "from"), sight(walked[-1], "to")) if walked else NOT_YET


def reconciled(seen: Seen) -> Judged:
    """14: the platform was told stock, and its orders were compared to the end of their list."""
    told, compared = (
        next((one for one in seen.acted(act) if one.is_done), None)
        for act in ("stock.told", "orders.reconciled")
    )
    return passed(sight(told), sight(compared)) if told and compared else NOT_YET


def _later(seen: Seen, no: Act) -> Act | None:
    """When a platform that had said no did what it was asked."""
    return next(
        (one for one in seen.acted("platform.done") if one.key == no.key and one.at > no.at), None
    )


def limited(seen: Seen) -> Judged:
    """15: a platform that wanted fewer requests was left alone for as long as it asked."""
    found = []
    for no in seen.acted("platform.limited"):
        if (done := _later(seen, no)) is not None:
            wait = timedelta(seconds=float(no.facts.get("wait_s", 0))) - CLOCKS
            has_waited = done.at - no.at >= wait
            found.append((passed if has_waited else failed)(sight(no), sight(done)))
    return newest(found)


def away(seen: Seen) -> Judged:
    """16: what a platform that was away did not hear, it heard later."""
    for no in seen.acted("platform.failed"):
        if (done := _later(seen, no)) is not None:
            return passed(sight(no), sight(done))
    return NOT_YET


def version(seen: Seen) -> Judged:
    """17: something older was not followed, or a change that met a packed order was not forced."""
    for old in seen.acted("call.outdated", "order.amend_refused"):
        if old.act == "call.outdated" or old.code == CHANGE_TOO_LATE:
            return passed(sight(old))
    return NOT_YET


def lost(seen: Seen) -> Judged:
    """19: a parcel was lost, and the platform was told of the one that was sent instead."""
    gone = next((one for one in seen.shipments if one.status == "lost"), None)
    for act in seen.told("shipment.handed_over"):
        if gone is not None and act.facts.get("is_sent_again"):
            return passed(sight(gone, "shipment"), sight(act))
    return NOT_YET


#: 18 and 20 are judged by the same events as a program's: who was told has heard (`Seen.heard`)
ON_PLATFORM: Final[dict[int, Judge]] = {
    1: products, 2: delivery, 3: order, 4: twice, 5: unknown_sku, 6: amended, 7: cancelled,
    8: cancelled_late, 9: short, 10: shipped, 11: signed, 12: found_again, 13: feed,
    14: reconciled, 15: limited, 16: away, 17: version, 18: JUDGES[18], 19: lost, 20: JUDGES[20],
}  # fmt: skip


class Excuse(msgspec.Struct, frozen=True, kw_only=True):
    """Why a platform is not asked to pass a scenario, as long as no program of its shop hears
    anything beside it."""

    #: what it cannot do, by its adapter's contract
    need: Can
    #: for the catalogue
    words: str


EXCUSES: Final[dict[int, Excuse]] = {
    11: Excuse(
        need=Can.PUSH,
        words=N_("This platform calls nobody, it is asked; so there is no signature to check."),
    ),
    20: Excuse(
        need=Can.RETURNED,
        words=N_("This platform has no place for words beside an order that has left; the desk "
                 "and webhooks tell of returns."),
    ),
}  # fmt: skip
