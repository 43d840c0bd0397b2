"""What is told of deliveries to the warehouse."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from wms.events.kinds.kind import (
    Facts,
    LotCode,
    Moment,
    Number,
    OurWords,
    Pieces,
    Said,
    Serial,
    Sku,
    Told,
    Url,
    told,
    words,
)

Decision = Annotated[str, words("accept", "quarantine", "return_to_supplier")]


@told("inbound.arrived", since="2026-11-22", about=("asn",))
class InboundArrived(Told, frozen=True, kw_only=True):
    """The delivery stands at the dock."""

    asn_number: Number


@told("inbound.progress", since="2026-11-22", about=("asn",))
class InboundProgress(Told, frozen=True, kw_only=True):
    """A line is being counted; the numbers are totals."""

    sku: Sku
    expected: Pieces
    received: Pieces


class _Difference(Told, frozen=True, kw_only=True):
    id: UUID
    kind: Annotated[
        str,
        words(
            "short", "over", "unexpected_product", "damaged", "wrong_label", "no_barcode",
            "short_dated", "wrong_lot", "unannounced",
        ),
    ]  # fmt: skip
    sku: Sku
    quantity: Annotated[int, Meta(ge=0, description="0: it was a mistake and is withdrawn.")]
    note: OurWords | None
    details: Annotated[
        Facts | None,
        Meta(description="facts of this kind of difference: a lot, a date, a count"),
    ]
    status: Annotated[str, words("open", "decided", "done", "withdrawn")]
    decide_by: Moment
    fallback: Annotated[Decision, Meta(description="what is done when nobody decides in time")]
    decision: Decision | None
    decided_by: Annotated[str, words("shop", "office", "default")] | None
    photo_ids: list[UUID]
    decide_url: Annotated[
        Url | UnsetType | None,
        Meta(description="a page that decides it without a log-in, while it is open"),
    ] = UNSET


class Difference(_Difference, frozen=True, kw_only=True):
    """Something came otherwise than announced."""


@told("inbound.discrepancy", since="2026-11-22", about=("asn",))
class InboundDiscrepancy(_Difference, frozen=True, kw_only=True):
    """Something came otherwise than announced, or what becomes of it was decided."""


class LotReceived(Said, frozen=True, kw_only=True):
    """So much of a lot came."""

    lot: LotCode
    expires_on: date | None
    quantity: Pieces


class LineReceived(Said, frozen=True, kw_only=True):
    """A product of the delivery, counted."""

    sku: Sku
    expected: Pieces
    received: Pieces
    held: Annotated[int, Meta(ge=0, description="in quarantine until somebody decides")]
    lots: list[LotReceived]
    serials: list[Serial]


@told("inbound.received", since="2026-11-22", about=("asn",))
class InboundReceived(Told, frozen=True, kw_only=True):
    """The delivery is counted: the whole of it, and every difference."""

    asn_number: Number
    lines: list[LineReceived]
    discrepancies: list[Difference]
