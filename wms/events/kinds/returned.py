"""What is told of goods that come back."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from wms.events.kinds.kind import (
    Carrier,
    Code,
    Currency,
    ExternalId,
    Facts,
    Moment,
    Number,
    OurWords,
    PartName,
    Path,
    Pieces,
    Said,
    Serial,
    Service,
    Sku,
    Title,
    Told,
    TrackingNumber,
    Url,
    told,
    words,
)
from wms.events.kinds.shipment import Whereabouts

Reason = Annotated[
    str, words("withdrawal", "complaint", "damaged", "wrong_item", "undelivered", "other")
]
Grade = Annotated[str, words("A", "B", "C", "D", "wrong_item", "empty")]
Disposition = Annotated[
    str, words("restock", "quarantine", "refurbish", "return_to_shop", "dispose")
]
Blame = Annotated[str, words("consumer", "carrier", "warehouse", "supplier", "unknown")]
Fault = Annotated[str, words("broken", "used", "incomplete", "dirty", "not_working", "other")]
Threshold = Annotated[str, words("4_days", "1_day", "over")]
ThenWhat = Annotated[str, words("keep", "quarantine", "scrap")]


class Coming(Said, frozen=True, kw_only=True):
    """So many pieces of a product that will come."""

    sku: Sku
    quantity: Pieces


class AboutReturn(Told, frozen=True, kw_only=True):
    """What every event of a return says; it has no order while nobody knows whose it is."""

    return_number: Number
    order_id: UUID | None
    order_external_id: ExternalId | None


class OfReturn(AboutReturn, frozen=True, kw_only=True):
    """The same, and why it comes back."""

    reason: Reason


class _Counted(OfReturn, frozen=True, kw_only=True):
    parcels_here: Pieces
    parcels_waited: Annotated[int, Meta(ge=0, description="parcels that still come")]


@told("return.announced", since="2026-11-22")
class ReturnAnnounced(_Counted, frozen=True, kw_only=True):
    """Goods will come back, as you, your consumer or their courier said.

    ``shipment_id`` and what follows: the parcel that its courier brings back undelivered.
    """

    lines: list[Coming]
    shipment_id: UUID | UnsetType = UNSET
    parcel_number: Number | UnsetType = UNSET
    because: Code | UnsetType = UNSET


@told("return.arrived", since="2026-11-22")
class ReturnArrived(_Counted, frozen=True, kw_only=True):
    """The first parcel of the return is here, or it is known whose an unknown one is."""

    was_announced: bool
    arrived_at: Moment | UnsetType = UNSET


@told("return.parcel_arrived", since="2026-11-30")
class ReturnParcelArrived(_Counted, frozen=True, kw_only=True):
    """One more parcel of the return is here."""


@told("return.parcel_empty", since="2026-11-30")
class ReturnParcelEmpty(OfReturn, frozen=True, kw_only=True):
    """There was nothing in a parcel of the return; others are waited for."""

    weight_g: int | None


@told("return.unidentified", since="2026-11-22")
class ReturnUnidentified(OfReturn, frozen=True, kw_only=True):
    """A parcel came back of which nobody knows the order: say it, or refuse it."""

    tracking_number: TrackingNumber | None


@told("return.match_found", since="2026-11-30")
class ReturnMatchFound(OfReturn, frozen=True, kw_only=True):
    """The warehouse thinks that an unknown parcel is of this order: say yes or no."""

    match_order_id: UUID
    match_order_external_id: ExternalId


@told("return.unidentified_reminder", since="2026-11-30")
class ReturnUnidentifiedReminder(OfReturn, frozen=True, kw_only=True):
    """Whose an unknown parcel is was not said yet; at ``ends_at`` it is settled without you."""

    tracking_number: TrackingNumber | None
    match_order_id: UUID | None
    ends_at: Moment
    then: ThenWhat


@told("return.unidentified_settled", since="2026-11-30")
class ReturnUnidentifiedSettled(OfReturn, frozen=True, kw_only=True):
    """Nobody said in time whose an unknown parcel is: what you chose for that was done."""

    tracking_number: TrackingNumber | None
    outcome: ThenWhat = field(name="as")


class Mismatch(Said, frozen=True, kw_only=True):
    """A piece that is not the one that was shipped."""

    kind: Annotated[str, words("serial", "lot")]
    found: Serial
    shipped: list[Serial]


@told("return.inspected", since="2026-11-22")
class ReturnInspected(AboutReturn, frozen=True, kw_only=True):
    """Somebody has looked at pieces of the return, or put right what was found (``corrects``)."""

    inspection_id: UUID
    sku: Sku
    quantity: Pieces
    grade: Grade
    disposition: Disposition
    blame: Blame
    reason: Annotated[Fault | None, Meta(description="what is wrong with the pieces")]
    note: OurWords | None
    missing_parts: list[PartName]
    rubric_version: int | None
    is_surplus: bool
    mismatches: list[Mismatch]
    photos: list[Path]
    corrects: UUID | None


@told("return.inspection_undone", since="2026-11-30")
class ReturnInspectionUndone(OfReturn, frozen=True, kw_only=True):
    """What was found of some pieces was a mistake and counts no more."""

    inspection_id: UUID
    sku: Sku
    quantity: Pieces


class FoundOfLine(Said, frozen=True, kw_only=True):
    """What was found of some pieces."""

    inspection_id: UUID
    quantity: Pieces
    grade: Grade
    disposition: Disposition
    blame: Blame
    reason: Fault | None
    missing_parts: list[PartName]
    rubric_version: int | None
    photos: list[Path]


class ReturnedLine(Said, frozen=True, kw_only=True):
    """A product of the return: what was announced, what came, and what was found of it."""

    sku: Sku
    order_line_id: UUID | None
    announced: Pieces
    received: Pieces
    missing: Pieces
    findings: list[FoundOfLine]
    mismatches: list[Mismatch]


@told("return.refund_clearable", since="2026-11-22")
class ReturnRefundClearable(OfReturn, frozen=True, kw_only=True):
    """Nothing in the warehouse keeps you from paying back any more: the evidence. Told once."""

    basis: Annotated[str, words("sent", "arrived", "inspected")]
    declared_at: Moment | None
    arrived_at: Moment | None
    inspected_at: Moment | None
    refund_due_at: Moment | None
    came_empty: bool
    photos: list[Path]
    lines: list[ReturnedLine]


@told("return.completed", since="2026-11-22")
class ReturnCompleted(OfReturn, frozen=True, kw_only=True):
    """All of the return is inspected."""

    came_empty: bool
    lines: list[ReturnedLine]


@told("return.rejected", since="2026-11-22")
class ReturnRejected(AboutReturn, frozen=True, kw_only=True):
    """The return is refused; nothing of it was taken in."""

    rejected_at: Moment
    reason: OurWords


class _Exchange(OfReturn, frozen=True, kw_only=True):
    exchange_order_id: UUID


@told("return.exchange_ordered", since="2026-11-30")
class ReturnExchangeOrdered(_Exchange, frozen=True, kw_only=True):
    """Other goods are sent for what comes back, by an order of their own."""

    exchange_order_number: Number
    when: Annotated[str, words("at_once", "arrived", "inspected")]
    lines: list[Coming]


@told("return.exchange_released", since="2026-11-30")
class ReturnExchangeReleased(_Exchange, frozen=True, kw_only=True):
    """The return is far enough: its exchange goes."""


@told("return.exchange_doubtful", since="2026-11-30")
class ReturnExchangeDoubtful(_Exchange, frozen=True, kw_only=True):
    """What came back is not what was sent: the exchange waits for your word."""


@told("return.exchange_called_off", since="2026-11-30")
class ReturnExchangeCalledOff(_Exchange, frozen=True, kw_only=True):
    """The return was refused, and its exchange is cancelled."""


class _OfLabel(OfReturn, frozen=True, kw_only=True):
    label_id: UUID
    parcel: Annotated[int, Meta(ge=1, description="which parcel of the return it is for")]
    carrier: Carrier
    service: Service


@told("return.label_ready", since="2026-11-30")
class ReturnLabelReady(_OfLabel, frozen=True, kw_only=True):
    """The consumer can hand the parcel in: its label is bought."""

    tracking_number: TrackingNumber | None
    tracking_url: Url | None
    valid_until: Moment | None
    price_minor: int | None
    currency: Currency | None


@told("return.label_failed", since="2026-11-30")
class ReturnLabelFailed(_OfLabel, frozen=True, kw_only=True):
    """The courier did not sell the label: choose another way."""

    code: Code
    title: Title
    facts: Facts


@told("return.tracking_updated", since="2026-11-30")
class ReturnTrackingUpdated(_OfLabel, frozen=True, kw_only=True):
    """The courier says something new of a parcel that comes back."""

    tracking_number: TrackingNumber | None
    status: Whereabouts
    incident: Code | None
    occurred_at: Moment


@told("return.deadline_near", since="2026-11-30")
class ReturnDeadlineNear(Told, frozen=True, kw_only=True):
    """Something that the law or a promise sets a time for is due; each threshold is told once."""

    number: Number
    clock: Annotated[
        str,
        words(
            "first_answer", "complaint_answer", "refund", "goods_back", "inspection", "claim",
            "courier_answer",
        ),
    ]  # fmt: skip
    due_at: Moment
    threshold: Threshold
