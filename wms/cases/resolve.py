"""Putting a case right: its remedy is carried out in the same transaction that resolves it.

So it happens once, whoever asks twice, and not at all when anything of it fails.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import Row, text

from wms.access.people import Desk
from wms.cases.errors import (
    CarrierMissing,
    CaseHasNoOrder,
    CaseNotResolved,
    CreditIncomplete,
    CreditTooMuch,
)
from wms.cases.hand import answers_its_return, hold, keep, tell
from wms.cases.queries import CaseView, case_view
from wms.clocks.due import go_on_of_case, meet_of_case
from wms.clocks.promises import promises
from wms.db import Tx
from wms.events.kinds.case import CaseIsResolved
from wms.shipping.again.another_way import send_another_way
from wms.shipping.again.extra import send_extra
from wms.shipping.again.models import COSTS
from wms.shipping.again.reship import LINES_MAX, AgainLine, ReshipAsked, send_again
from wms.shipping.again.second import Reason

#: credit above what is granted to everybody is theirs to give
GRANTING_ROLES: Final = ("manager", "admin")
#: a courier's way when none of its services is named
USUAL_SERVICE: Final = "standard"
#: who pays by the kind of a case, unless somebody says otherwise
USUAL_COST: Final = {
    "our_mistake": "us",
    "courier_claim": "carrier",
    "stock_dispute": "us",
    "complaint": "shop",
    "enquiry": "shop",
}

Payer = Literal["us", "carrier", "shop"]


class Remedy(msgspec.Struct, frozen=True, kw_only=True):
    """How a case is put right."""

    what: Literal["reship", "extra_item", "credit", "other_carrier", "none"]
    #: why something is sent again
    reason: Reason = "damaged"
    #: what is sent again; None: all that left, of the case's parcel when it has one. Of
    #: ``extra_item``: what is sent besides, of any product of the shop
    lines: Annotated[list[AgainLine], Meta(min_length=1, max_length=LINES_MAX)] | None = None
    #: another courier's way, for ``other_carrier``
    carrier: str | None = None
    service: str | None = None
    credit_minor: Annotated[int, Meta(gt=0)] | None = None
    credit_currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] | None = None
    #: who pays; None: as is usual for the reason or the kind
    cost: Payer | None = None


_RESOLVE: Final = text(
    """
    UPDATE cases SET status = 'resolved', resolved_at = clock_timestamp(), remedy = :remedy,
           cost = :cost, remedy_order_id = :order, credit_minor = :credit,
           credit_currency = :currency, version = version + 1, updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id
    """
)


async def resolve_case(
    tx: Tx, shop_id: UUID, case_id: UUID, remedy: Remedy, *, by: Desk | None
) -> CaseView:
    """Carry the remedy out and close the case; ``by`` None: the shop's program.

    Raises:
        CaseUnknown, CaseResolved: there is no such case that is open; somebody was quicker.
        CaseHasNoOrder: something is to be sent, and the case is about no order.
        CarrierMissing: another courier is to take it, and none was named.
        CreditIncomplete, CreditTooMuch: of the credit.
        See `wms.shipping.again` for what sending refuses.
    """
    case = await hold(tx, shop_id, case_id)
    order_id: UUID | None = None
    cost = remedy.cost or USUAL_COST[case.kind]
    if remedy.what in ("reship", "extra_item", "other_carrier"):
        cost = remedy.cost or COSTS[remedy.reason]
        order_id = await _send(tx, case, remedy, by)
    is_credit = remedy.what == "credit"
    if is_credit:
        await _grant(tx, case, remedy, by)
    told: dict[str, Any] = {
        "remedy": remedy.what,
        "cost": cost,
        "credit_minor": remedy.credit_minor if is_credit else None,
        "credit_currency": remedy.credit_currency if is_credit else None,
    }
    await tx.execute(
        _RESOLVE,
        {"shop": shop_id, "id": case_id, "remedy": remedy.what, "cost": cost, "order": order_id,
         "credit": told["credit_minor"], "currency": told["credit_currency"]},
    )  # fmt: skip
    await meet_of_case(tx, shop_id, case_id)
    await answers_its_return(tx, case)
    await keep(tx, case, "resolved", by=by, facts=told)
    await tell(tx, case, partial(CaseIsResolved, **told, remedy_order_id=order_id))
    return await case_view(tx, shop_id, case_id)


_STILL_HERE: Final = text(
    "SELECT number FROM parcels WHERE shop_id = :shop AND id = :parcel "
    "AND status IN ('packed', 'labelled')"
)


async def _send(tx: Tx, case: Row[Any], remedy: Remedy, by: Desk | None) -> UUID | None:
    """The order that sends it; None: the case's parcel is still here and got another label."""
    if case.order_id is None:
        raise CaseHasNoOrder(number=case.number)
    is_extra = remedy.what == "extra_item"
    asked = ReshipAsked(
        reason=remedy.reason,
        lines=None if is_extra else remedy.lines,
        parcel_id=None if is_extra else case.parcel_id,
        cost=remedy.cost,
        carrier=remedy.carrier,
        service=remedy.service,
    )
    if is_extra:
        lines = remedy.lines or []
        return (await send_extra(tx, case.shop_id, case.order_id, lines, asked, by=by)).order_id
    if remedy.what == "other_carrier":
        if not remedy.carrier:
            raise CarrierMissing(pointer="/carrier")
        key = {"shop": case.shop_id, "parcel": case.parcel_id}
        if by is not None and (parcel := await tx.scalar(_STILL_HERE, key)) is not None:
            service = remedy.service or USUAL_SERVICE
            await send_another_way(tx, parcel, remedy.carrier, service, by=by)
            return None
    return (await send_again(tx, case.shop_id, case.order_id, asked, by=by)).order_id


async def _grant(tx: Tx, case: Row[Any], remedy: Remedy, by: Desk | None) -> None:
    """Credit up to the shop's rule is granted by anybody of the office, above it by a manager."""
    amount, currency = remedy.credit_minor, remedy.credit_currency
    if not amount or amount < 0 or not currency:
        raise CreditIncomplete(pointer="/credit_minor")
    said = await promises(tx, case.shop_id)
    is_small = currency == said.currency and amount <= said.granted_minor
    if not is_small and (by is None or by.role not in GRANTING_ROLES):
        raise CreditTooMuch(pointer="/credit_minor")
    facts = {"credit_minor": amount, "credit_currency": currency, "by_rule": is_small}
    await keep(tx, case, "granted", by=by, facts=facts)


_REOPEN: Final = text(
    "UPDATE cases SET status = 'waiting_for_us', resolved_at = NULL, version = version + 1, "
    "updated_at = clock_timestamp() WHERE shop_id = :shop AND id = :id"
)


async def reopen_case(tx: Tx, shop_id: UUID, case_id: UUID, *, by: Desk | None) -> CaseView:
    """It was not put right; what was sent or credited stays as it is, and the next remedy follows.

    Raises:
        CaseUnknown: the shop has no such case.
        CaseNotResolved: it is open.
    """
    case = await hold(tx, shop_id, case_id, is_open=False)
    if case.status != "resolved":
        raise CaseNotResolved(number=case.number)
    await tx.execute(_REOPEN, {"shop": shop_id, "id": case_id})
    if case.answered_at is None:
        clock = "complaint_answer" if case.kind == "complaint" else "first_answer"
        await go_on_of_case(tx, shop_id, case_id, clock)
    await keep(tx, case, "reopened", by=by)
    return await case_view(tx, shop_id, case_id)
