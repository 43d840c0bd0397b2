"""What is claimed at a courier: by when, how much, what it answered and paid."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import Row, insert, text, update

from wms.access.people import Desk
from wms.cases.errors import CaseHasNoOrder, ClaimIncomplete, ClaimNone, ClaimNotSent, ClaimOver
from wms.cases.hand import hold, keep
from wms.cases.models import CourierClaim
from wms.clocks.courier_terms import SEEN_INSIDE, claim_by, claim_expires, courier_answer_by
from wms.clocks.due import meet_of_case, move_of_case, start_of_case, the_almanac
from wms.clocks.terms import Almanac
from wms.db import Read, Tx

What = Literal["lost", "damaged", "missing", "late"]
Outcome = Literal["accepted", "partly", "refused", "dropped"]
REFERENCE_MAX_CHARS: Final = 60


class ClaimView(msgspec.Struct, frozen=True, kw_only=True):
    """A claim at a courier."""

    case_id: UUID
    #: the courier's code
    carrier: str | None
    #: lost, damaged, missing or late
    what: str
    #: when we knew of it
    known_at: datetime
    #: by then it is sent; after `expires_at` the courier owes nothing any more
    claim_by: datetime
    #: from then on the courier owes nothing any more
    expires_at: datetime
    amount_minor: int | None
    currency: str
    #: when it was sent to the courier; null: not yet
    sent_at: datetime | None
    #: the courier's number of the claim
    reference: str | None
    #: by then the courier answers
    answer_by: datetime | None
    answered_at: datetime | None
    #: accepted, partly, refused, or dropped: nothing is claimed after all
    outcome: str | None
    #: what the courier pays, in the smallest unit of `currency`
    paid_minor: int | None


_OF: Final = text(
    """
    SELECT case_id, carrier, what, known_at, claim_by, expires_at, amount_minor, currency, sent_at,
           reference, answer_by, answered_at, outcome, paid_minor
    FROM courier_claims WHERE shop_id = :shop AND case_id = :case
    """
)
_PARCEL: Final = text(
    """
    SELECT s.carrier, s.handed_over_at, pa.status, t.delivered_at, t.incident, o.value_amount_minor,
           o.value_currency
    FROM cases c
    LEFT JOIN parcels pa ON pa.shop_id = c.shop_id AND pa.id = coalesce(c.parcel_id, (
        SELECT p.id FROM parcels p WHERE p.shop_id = c.shop_id AND p.order_id = c.order_id
          AND p.packed_at IS NOT NULL ORDER BY p.number LIMIT 1))
    LEFT JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id AND s.status = 'bought'
    LEFT JOIN trackings t ON t.shop_id = s.shop_id AND t.shipment_id = s.id
    LEFT JOIN orders o ON o.shop_id = c.shop_id AND o.id = c.order_id
    WHERE c.shop_id = :shop AND c.id = :case
    """
)


async def begin_claim(
    tx: Tx, case: Row[Any], cause: str | None, at: datetime, almanac: Almanac
) -> None:
    """A case is about what a courier did: the term in which it is claimed begins.

    How much is proposed: what the shop said that the order is worth.
    """
    parcel = (await tx.execute(_PARCEL, {"shop": case.shop_id, "case": case.id})).one()
    what = _what(cause, parcel)
    by = claim_by(what, at, parcel.delivered_at, almanac)
    await tx.execute(
        insert(CourierClaim).values(
            shop_id=case.shop_id, case_id=case.id, carrier=parcel.carrier, what=what, known_at=at,
            claim_by=by, expires_at=claim_expires(parcel.handed_over_at or at, almanac),
            amount_minor=parcel.value_amount_minor or None,
            currency=parcel.value_currency or "PLN",
        )
    )  # fmt: skip
    await start_of_case(tx, case.shop_id, case.id, case.number, "claim", by)


async def start_claim(tx: Tx, shop_id: UUID, case_id: UUID, *, by: Desk) -> None:
    """A case of another kind is the courier's, too: what it cost us is claimed there. When there
    is a claim already, nothing changes.

    Raises:
        CaseUnknown: the shop has no such case.
        CaseHasNoOrder: nothing was sent for it.
    """
    case = await hold(tx, shop_id, case_id, is_open=False)
    if case.order_id is None:
        raise CaseHasNoOrder(number=case.number)
    if await claim_of(tx, shop_id, case_id) is None:
        await begin_claim(tx, case, None, datetime.now(UTC), await the_almanac(tx))
        await keep(tx, case, "claimed", by=by)


def _what(cause: str | None, parcel: Row[Any]) -> str:
    if cause in ("lost", "damaged"):
        return cause
    if parcel.incident == "damaged":
        return "damaged"
    return {"lost": "lost", "delivered": "damaged"}.get(parcel.status or "", "late")


async def claim_of(read: Read | Tx, shop_id: UUID, case_id: UUID) -> ClaimView | None:
    """What is claimed for a case; None: it is about no courier."""
    row = (await read.execute(_OF, {"shop": shop_id, "case": case_id})).first()
    return ClaimView(**row._mapping) if row else None


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """What for, and how much."""

    what: What
    amount_minor: Annotated[int, Meta(gt=0)] | None
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] = "PLN"


async def claim(tx: Tx, shop_id: UUID, case_id: UUID, said: Claimed, *, by: Desk) -> None:
    """Write down what is claimed; its term follows from what happened.

    Raises:
        CaseUnknown: the shop has no such case.
        ClaimNone: it is no courier claim.
        ClaimOver: the courier answered already.
    """
    case, one = await _held(tx, shop_id, case_id)
    parcel = (await tx.execute(_PARCEL, {"shop": shop_id, "case": case_id})).one()
    due = claim_by(said.what, one.known_at, parcel.delivered_at, await the_almanac(tx))
    facts = msgspec.structs.asdict(said) | {"claim_by": due}
    await _set(tx, case, facts)
    if due != one.claim_by and one.sent_at is None:
        await move_of_case(tx, shop_id, case_id, "claim", due)
    await keep(tx, case, "claimed", by=by, facts=msgspec.structs.asdict(said))


async def claim_sent(
    tx: Tx, shop_id: UUID, case_id: UUID, reference: str = "", *, by: Desk
) -> None:
    """It was sent to the courier: that term ends, and the one of its answer begins.

    Raises:
        CaseUnknown, ClaimNone, ClaimOver: there is no claim that waits.
        ClaimIncomplete: nobody said how much is claimed.
    """
    case, one = await _held(tx, shop_id, case_id)
    if one.amount_minor is None:
        raise ClaimIncomplete(pointer="/amount_minor")
    now = datetime.now(UTC)
    answer_by = courier_answer_by(now, await the_almanac(tx))
    said = " ".join(reference.split())[:REFERENCE_MAX_CHARS] or None
    await _set(tx, case, {"sent_at": now, "reference": said, "answer_by": answer_by})
    await meet_of_case(tx, shop_id, case_id, "claim")
    await start_of_case(tx, shop_id, case_id, case.number, "courier_answer", answer_by)
    await keep(tx, case, "claim_sent", by=by)


async def claim_answered(
    tx: Tx, shop_id: UUID, case_id: UUID, outcome: Outcome, paid_minor: int | None, *, by: Desk
) -> None:
    """The courier answered, or nothing is claimed after all (``dropped``): its terms end.

    Raises:
        CaseUnknown, ClaimNone, ClaimOver: there is no claim that waits.
        ClaimNotSent: it was never sent, so there is no answer.
        ClaimIncomplete: it accepted, and nobody said how much it pays.
    """
    case, one = await _held(tx, shop_id, case_id)
    if outcome != "dropped" and one.sent_at is None:
        raise ClaimNotSent
    pays = outcome in ("accepted", "partly")
    if pays and not paid_minor:
        raise ClaimIncomplete(pointer="/paid_minor")
    paid = paid_minor if pays else 0
    facts = {"outcome": outcome, "paid_minor": paid, "answered_at": datetime.now(UTC)}
    await _set(tx, case, facts)
    await meet_of_case(tx, shop_id, case_id, "claim", "courier_answer")
    await keep(tx, case, "claim_answered", by=by, facts={"outcome": outcome, "paid_minor": paid})


async def _held(tx: Tx, shop_id: UUID, case_id: UUID) -> tuple[Row[Any], ClaimView]:
    """The case, locked, and its claim, which nobody answered yet."""
    case = await hold(tx, shop_id, case_id, is_open=False)
    one = await claim_of(tx, shop_id, case_id)
    if one is None:
        raise ClaimNone(number=case.number)
    if one.answered_at is not None:
        raise ClaimOver(number=case.number)
    return case, one


async def _set(tx: Tx, case: Row[Any], facts: dict[str, Any]) -> None:
    await tx.execute(
        update(CourierClaim)
        .where(CourierClaim.shop_id == case.shop_id, CourierClaim.case_id == case.id)
        .values(**facts)
    )


#: papers that a courier asks for, by what happened; the house's own sentences are in the page
def papers(what: str) -> tuple[str, ...]:
    """Which papers go with it (pure)."""
    usual = ("waybill", "value", "packing")
    return (*usual, "protocol", "pictures") if what in SEEN_INSIDE else usual
