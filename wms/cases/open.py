"""Opening a case: whoever opens it hears at once by when it is answered."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import insert, text

from wms.access.people import Desk
from wms.cases.claim import begin_claim
from wms.cases.errors import CaseLinkWrong, CaseOfThatAlready, CaseTitleMissing
from wms.cases.hand import hold, keep, tell
from wms.cases.models import Case
from wms.cases.queries import CaseView, case_view
from wms.clocks.due import start_of_case, the_almanac
from wms.clocks.promises import Hours, Promises, promises
from wms.clocks.terms import Almanac, term, working_hours_term, working_term
from wms.contact.say import thread_for
from wms.contact.signed import contact_of
from wms.db import Read, Tx, new_id
from wms.events.kinds.case import CaseOpened
from wms.seals.seals import closed

TITLE_MAX_CHARS: Final = 200

Kind = Literal["enquiry", "complaint", "courier_claim", "stock_dispute", "our_mistake"]
Opener = Literal["shop", "us", "consumer"]
Cause = Literal["lost", "damaged", "difference", "correction"]

_USUAL_HOURS: Final = Hours()
_ORDER_OF: Final = {
    "parcel": text("SELECT order_id FROM parcels WHERE shop_id = :shop AND id = :id"),
    "return": text("SELECT order_id FROM returns WHERE shop_id = :shop AND id = :id"),
}
_SUBJECT: Final = text(
    "SELECT subject_id FROM contact_threads WHERE shop_id = :shop AND id = :thread"
)

_OF_CAUSE: Final = text(
    "SELECT number FROM cases WHERE shop_id = :shop AND cause IS NOT NULL AND cause_id = :id "
    "ORDER BY number DESC LIMIT 1"
)


def answer_due(
    kind: str, at: datetime, said: Promises, almanac: Almanac, hours: Hours = _USUAL_HOURS
) -> datetime:
    """By when it is answered (pure).

    A complaint has a term of the law, which the shop may promise to make shorter: 14 days from
    receiving it, and no answer by then accepts it (consumer rights act of 30 May 2014, art. 7a).
    Everything else has the first answer that the shop is promised, in working days, or, for this
    kind, in days or working hours of its own.
    """
    law = term(at, said.complaint_days, almanac) if kind == "complaint" else None
    own = said.by_kind.get(kind)
    if own is None:
        return law or working_term(at, said.answer_days, almanac)
    if own.hours is None:
        promised = working_term(at, own.days, almanac)
    else:
        promised = working_hours_term(at, own.hours, almanac, hours.opens_at, hours.closes_at)
    return min(promised, law) if law else promised


async def open_case(
    tx: Tx,
    shop_id: UUID,
    *,
    kind: Kind,
    title: str,
    order_id: UUID | None = None,
    parcel_id: UUID | None = None,
    return_id: UUID | None = None,
    thread_id: UUID | None = None,
    by: Desk | None = None,
    opened_by: Opener | None = None,
    declared_at: datetime | None = None,
    cause: tuple[Cause, UUID] | None = None,
) -> CaseView:
    """Open a case; the answer says its number and by when it is answered.

    ``by``: who of the office or of the shop; None: the shop's program, or the one that
    ``opened_by`` names. ``declared_at``: when it was said first, if not now. A parcel or a return
    brings its order along. ``cause``: what it comes of, and which one that is; each has one case.

    Raises:
        CaseTitleMissing: no title, or too long a one.
        CaseOfThatAlready: its cause has a case already.
        CaseLinkWrong: the parcel or the return is of another order, or another shop's.
        NotFound: the shop has no such order.
    """
    said = " ".join(title.split())
    if not 0 < len(said) <= TITLE_MAX_CHARS or not said.isprintable():
        raise CaseTitleMissing(pointer="/title", most=TITLE_MAX_CHARS)
    if cause is not None and (known := await case_of(tx, shop_id, cause[1])) is not None:
        raise CaseOfThatAlready(number=known)
    order_id = await _its_order(tx, shop_id, order_id, parcel=parcel_id, back=return_id)
    thread = thread_id or await thread_for(tx, shop_id, order_id=order_id)
    subject: UUID = (await tx.execute(_SUBJECT, {"shop": shop_id, "thread": thread})).scalar_one()
    at = declared_at or datetime.now(UTC)
    there = await contact_of(tx, shop_id)
    hours = Hours(opens_at=there.opens_at, closes_at=there.closes_at)
    almanac = await the_almanac(tx)
    due = answer_due(kind, at, await promises(tx, shop_id), almanac, hours)
    made = new_id()
    opener = opened_by or ("us" if by is not None and by.shop_id is None else "shop")
    await tx.execute(
        insert(Case).values(
            id=made, shop_id=shop_id, kind=kind, order_id=order_id, parcel_id=parcel_id,
            return_id=return_id, thread_id=thread, opened_by=opener,
            title_sealed=await closed(tx, shop_id, subject, said),
            user_id=by.user_id if by else None, declared_at=at, answer_due_at=due,
            cause=cause[0] if cause else None, cause_id=cause[1] if cause else None,
        )
    )  # fmt: skip
    case = await hold(tx, shop_id, made)
    if kind == "courier_claim":
        await begin_claim(tx, case, cause[0] if cause else None, at, almanac)
    clock = "complaint_answer" if kind == "complaint" else "first_answer"
    await start_of_case(tx, shop_id, made, case.number, clock, due)
    await keep(tx, case, "opened", by=by)
    await tell(tx, case, partial(CaseOpened, opened_by=opener, answer_due_at=due))
    return await case_view(tx, shop_id, made)


async def case_of(read: Read | Tx, shop_id: UUID, cause_id: UUID) -> int | None:
    """The number of the case that came of a shipment, a difference or a correction."""
    number: int | None = await read.scalar(_OF_CAUSE, {"shop": shop_id, "id": cause_id})
    return number


async def _its_order(
    tx: Tx, shop_id: UUID, order_id: UUID | None, *, parcel: UUID | None, back: UUID | None
) -> UUID | None:
    """The order of a case, which its parcel and its return must be of."""
    for what, link in (("parcel", parcel), ("return", back)):
        if link is None:
            continue
        row = (await tx.execute(_ORDER_OF[what], {"shop": shop_id, "id": link})).first()
        if row is None or (row.order_id and order_id not in (None, row.order_id)):
            raise CaseLinkWrong(pointer=f"/{what}_id", what=what)
        order_id = row.order_id or order_id
    return order_id
