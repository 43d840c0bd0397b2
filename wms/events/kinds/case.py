"""What is told of cases and of what consumers write."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from wms.events.kinds.kind import Currency, ExternalId, Moment, Number, Told, told, words
from wms.events.kinds.order import Cost
from wms.events.kinds.returned import ReturnDeadlineNear


class OfCase(Told, frozen=True, kw_only=True):
    """What every event of a case says: its number, its kind and its order, nobody's words."""

    case_number: Number
    kind: Annotated[
        str, words("enquiry", "complaint", "courier_claim", "stock_dispute", "our_mistake")
    ]
    order_id: UUID | None
    order_external_id: ExternalId | None


@told("case.opened", since="2026-11-22")
class CaseOpened(OfCase, frozen=True, kw_only=True):
    """Somebody asks or complains, or something went wrong."""

    opened_by: Annotated[str, words("shop", "us", "consumer")]
    answer_due_at: Moment | None


@told("case.answered", since="2026-11-22")
class CaseAnswered(OfCase, frozen=True, kw_only=True):
    """We have answered; read the message by its id."""

    message_id: UUID
    status: Annotated[str, words("open", "waiting_for_shop", "waiting_for_us", "resolved")]


@told("case.resolved", since="2026-11-22")
class CaseIsResolved(OfCase, frozen=True, kw_only=True):
    """The case is over: what was done, and who pays."""

    remedy: Annotated[str, words("reship", "extra_item", "credit", "other_carrier", "none")]
    cost: Cost | None
    credit_minor: int | None
    credit_currency: Currency | None
    remedy_order_id: UUID | None


@told("case.deadline_near", since="2026-11-30")
class CaseDeadlineNear(ReturnDeadlineNear, frozen=True, kw_only=True):
    """Something that the law or a promise sets a time for is due; each threshold is told once."""


@told("contact.message_received", since="2026-11-30", about=("order", "thread"))
class ContactMessageReceived(Told, frozen=True, kw_only=True):
    """Your consumer wrote; who and what stands in the conversation."""

    message_id: UUID
    thread_number: Number
    channel: Annotated[str, words("email", "chat", "page", "phone", "portal", "note")]
