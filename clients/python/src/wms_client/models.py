"""What travels between a shop and the warehouse.

Written by `make clients` from the API's description; not by hand.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType


class AgainLine(Struct, kw_only=True, frozen=True):
    sku: str
    #: base units
    quantity: int


class AnnouncedLot(Struct, kw_only=True, frozen=True):
    lot: str
    expires_on: date | UnsetType | None = UNSET


class Answered(Struct, kw_only=True, frozen=True):
    #: RFC 3339, with its offset; of 2000 to 2199.
    answered_at: datetime | UnsetType | None = UNSET


class AsnCard(Struct, kw_only=True, frozen=True):
    id: UUID
    external_id: str
    number: int
    status: str
    expected_on: date | None
    note: str | None
    carrier_reference: str | None
    lines: list[AsnLineCard]
    cartons: list[CartonCard]
    discrepancies: list[DiscrepancyCard]
    created_at: datetime
    updated_at: datetime
    arrived_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None
    is_announced: bool
    version: int
    decide_url: str | UnsetType | None = UNSET


class AsnLineCard(Struct, kw_only=True, frozen=True):
    line_no: int
    sku: str
    expected: int
    received: int
    lots: list[AnnouncedLot] | UnsetType = UNSET


class Attempt(Struct, kw_only=True, frozen=True):
    attempt_no: int
    at: datetime
    status_code: int | None
    error: str | None
    latency_ms: int
    response_excerpt: str | None


class BarcodeFault(Struct, kw_only=True, frozen=True):
    product_id: UUID
    sku: str
    name: str
    #: missing, duplicate, check_digit, other_shop
    kind: str
    code: str
    other_sku: str | None


class BarcodeOf(Struct, kw_only=True, frozen=True):
    code: str
    quantity: int | UnsetType = UNSET


class Batch(Struct, kw_only=True, frozen=True):
    products: list[dict[str, Any]]
    if_exists: Literal["refuse", "replace"] | UnsetType = UNSET


class BatchResult(Struct, kw_only=True, frozen=True):
    registered: int
    changed: int
    unchanged: int
    refused: int
    results: list[ItemResult]


class Cancelled(Struct, kw_only=True, frozen=True):
    #: accepted, intercepted
    answer: str
    status: str


class CartonCard(Struct, kw_only=True, frozen=True):
    carton_no: int
    code: str
    lines: list[CartonLineCard]
    received_at: datetime | None


class CartonLineCard(Struct, kw_only=True, frozen=True):
    sku: str
    quantity: int
    lot: str | None
    expires_on: date | None


class Case(Struct, kw_only=True, frozen=True):
    number: int
    kind: str
    status: str
    title: str
    declared_at: datetime


class CaseEvidence(Struct, kw_only=True, frozen=True):
    links: int
    broken: list[str]
    parcels: list[ParcelEvidence]
    returned: ReturnView | None
    difference: DifferenceEvidence | None
    correction: CorrectionEvidence | None


class CaseMessage(Struct, kw_only=True, frozen=True):
    words: str


class CaseMessages(Struct, kw_only=True, frozen=True):
    items: list[CaseWords]


class CaseView(Struct, kw_only=True, frozen=True):
    shop_id: UUID
    id: UUID
    number: int
    kind: str
    status: str
    title: str | None
    order_id: UUID | None
    order_external_id: str | None
    order_number: int | None
    parcel_id: UUID | None
    parcel_number: int | None
    return_id: UUID | None
    return_number: int | None
    opened_by: str
    cause: str | None
    cause_id: UUID | None
    declared_at: datetime
    answer_due_at: datetime
    answered_at: datetime | None
    remedy: str | None
    cost: str | None
    remedy_order_id: UUID | None
    remedy_order_number: int | None
    credit_minor: int | None
    credit_currency: str | None
    resolved_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


class CaseWords(Struct, kw_only=True, frozen=True):
    id: UUID
    from_whom: str
    channel: str
    words: str | None
    files: list[FileRow]
    said_at: datetime


class ClaimView(Struct, kw_only=True, frozen=True):
    case_id: UUID
    carrier: str | None
    what: str
    known_at: datetime
    claim_by: datetime
    expires_at: datetime
    amount_minor: int | None
    currency: str
    sent_at: datetime | None
    reference: str | None
    answer_by: datetime | None
    answered_at: datetime | None
    outcome: str | None
    paid_minor: int | None


class Clocks(Struct, kw_only=True, frozen=True):
    goods_due_at: datetime | UnsetType | None = UNSET
    refund_due_at: datetime | UnsetType | None = UNSET
    is_refund_withholdable: bool | UnsetType = UNSET
    complaint_answer_due_at: datetime | UnsetType | None = UNSET


class ClosedDay(Struct, kw_only=True, frozen=True):
    closed_on: date
    why: str


class CodBalanceView(Struct, kw_only=True, frozen=True):
    carrier: str
    currency: str
    outstanding_minor: int
    collected_minor: int
    passed_on_minor: int
    due_minor: int


class CodEntryView(Struct, kw_only=True, frozen=True):
    id: UUID
    entered_at: datetime
    kind: str
    reverses_id: UUID | None
    carrier: str
    amount_minor: int
    currency: str
    shipment_id: UUID | None
    tracking_number: str | None
    order_id: UUID | None
    order_external_id: str | None
    reference: str | None


class Coming(Struct, kw_only=True, frozen=True):
    leaves_on: date
    closes_at: datetime
    ship_by: datetime


class ConsumerTerms(Struct, kw_only=True, frozen=True):
    may_change_point: bool | UnsetType = UNSET
    may_change_address: bool | UnsetType = UNSET
    may_cancel: bool | UnsetType = UNSET
    withdrawal_days: int | UnsetType = UNSET
    ways_back: list[WayBack] | UnsetType = UNSET
    is_own_way_offered: bool | UnsetType = UNSET
    return_currency: str | UnsetType = UNSET
    return_address: ReturnAddress | UnsetType | None = UNSET


class Conversation(Struct, kw_only=True, frozen=True):
    number: int
    began_at: datetime
    language: str
    mails: list[dict[str, Any]]
    cases: list[Case]
    said: list[Said]


class CorrectionEvidence(Struct, kw_only=True, frozen=True):
    number: int
    sku: str
    quantity: int
    why: str
    place: str
    movement_id: UUID | None
    decided_at: datetime | None


class CourierClaims(Struct, kw_only=True, frozen=True):
    items: list[ClaimView]


class CutOffs(Struct, kw_only=True, frozen=True):
    carrier: str
    service: str
    days: list[Coming]


class Delivery(Struct, kw_only=True, frozen=True):
    id: UUID
    endpoint_id: UUID
    event_id: UUID | None
    type: str
    sequence: int
    status: str
    attempts: list[Attempt]
    next_attempt_at: datetime | None
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None


class DifferenceEvidence(Struct, kw_only=True, frozen=True):
    kind: str
    delivery_number: int
    delivery_external_id: str
    sku: str | None
    quantity: int
    note: str | None
    decision: str | None
    found_at: datetime
    photos: list[UUID]


class DiscrepancyCard(Struct, kw_only=True, frozen=True):
    id: UUID
    asn_id: UUID
    kind: str
    sku: str | None
    quantity: int
    note: str | None
    details: dict[str, Any] | None
    status: str
    decide_by: datetime
    fallback: str
    decision: str | None
    decided_by: str | None
    decided_note: str | None
    decided_at: datetime | None
    photo_ids: list[UUID]
    created_at: datetime
    decide_url: str | UnsetType | None = UNSET


class Document(Struct, kw_only=True, frozen=True):
    #: slip, label, invoice
    kind: str
    #: pdf, zpl
    format: str
    parcel_number: int | None
    href: str


class Documents(Struct, kw_only=True, frozen=True):
    items: list[Document]


class Endpoint(Struct, kw_only=True, frozen=True):
    id: UUID
    url: str
    description: str | None
    event_types: list[str]
    status: str
    disabled_reason: str | None
    failing_since: datetime | None
    previous_secret_until: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


class EndpointChange(Struct, kw_only=True, frozen=True):
    url: str | UnsetType = UNSET
    event_types: list[str] | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    status: Literal["enabled", "disabled"] | UnsetType = UNSET


class Envelope(Struct, kw_only=True, frozen=True):
    id: UUID
    type: str
    schema_version: int
    shop_id: UUID
    sequence: int
    occurred_at: datetime
    subject: SubjectOut
    data: dict[str, Any]


class ErasureView(Struct, kw_only=True, frozen=True):
    id: UUID
    order_id: UUID | None
    order_external_id: str | None
    thread_number: int | None
    asked_at: datetime
    asked_by: str
    waits_for: str | None
    failed_at: datetime | None
    done_at: datetime | None


class Erasures(Struct, kw_only=True, frozen=True):
    items: list[ErasureView]


class EvidenceLink(Struct, kw_only=True, frozen=True):
    link_no: int
    kind: str
    created_at: datetime
    sha256: str
    document: str
    photos: list[EvidencePhoto]


class EvidenceOut(Struct, kw_only=True, frozen=True):
    order_id: UUID
    order_number: int
    external_id: str
    is_intact: bool
    broken: list[str]
    links: list[EvidenceLink]


class EvidencePhoto(Struct, kw_only=True, frozen=True):
    id: UUID
    sha256: str
    url: str


class ExchangeAsked(Struct, kw_only=True, frozen=True):
    lines: list[AgainLine]
    external_id: str | UnsetType | None = UNSET
    when: Literal["at_once", "arrived", "inspected"] | UnsetType | None = UNSET
    recipient: Recipient | UnsetType | None = UNSET
    note: str | UnsetType | None = UNSET


class ExchangeView(Struct, kw_only=True, frozen=True):
    order_id: UUID
    order_number: int
    order_external_id: str
    status: str
    when: str
    is_waiting: bool


class ExpiryWatch(Struct, kw_only=True, frozen=True):
    warn_days: int | UnsetType = UNSET
    block_days: int | UnsetType = UNSET


class Explained(Struct, kw_only=True, frozen=True):
    product_id: UUID
    sku: str
    on_hand: int
    sentence: str
    parts: list[ExplainedPart]
    last_counted_at: datetime | None
    last_counted_place: str | None
    last_counted_people: int | None
    waiting: list[Waiting]


class ExplainedPart(Struct, kw_only=True, frozen=True):
    code: str
    quantity: int
    sentence: str
    place: str | UnsetType | None = UNSET
    since: datetime | UnsetType | None = UNSET
    lot: str | UnsetType | None = UNSET
    expires_on: date | UnsetType | None = UNSET
    order: str | UnsetType | None = UNSET
    order_number: int | UnsetType | None = UNSET
    chosen_by: str | UnsetType | None = UNSET


class Fact(Struct, kw_only=True, frozen=True):
    id: UUID
    at: datetime
    what: str
    data: dict[str, Any]
    sku: str | UnsetType | None = UNSET
    quantity: int | UnsetType | None = UNSET
    lot: str | UnsetType | None = UNSET


class FailureTold(Struct, kw_only=True, frozen=True):
    code: str
    title: str
    facts: dict[str, Any]
    words: str | None


class Fallbacks(Struct, kw_only=True, frozen=True):
    #: accept, quarantine, return_to_supplier
    over: str | UnsetType | None = UNSET
    #: accept, quarantine, return_to_supplier
    unexpected_product: str | UnsetType | None = UNSET
    #: accept, quarantine, return_to_supplier
    unannounced: str | UnsetType | None = UNSET
    #: accept, quarantine, return_to_supplier
    damaged: str | UnsetType | None = UNSET
    #: accept, quarantine, return_to_supplier
    wrong_label: str | UnsetType | None = UNSET
    #: accept, quarantine, return_to_supplier
    wrong_lot: str | UnsetType | None = UNSET
    #: accept, quarantine, return_to_supplier
    no_barcode: str | UnsetType | None = UNSET
    #: accept, quarantine, return_to_supplier
    short_dated: str | UnsetType | None = UNSET


class Feed(Struct, kw_only=True, frozen=True):
    items: list[Envelope]
    next_after: int


class FileRow(Struct, kw_only=True, frozen=True):
    id: UUID
    name: str
    media_type: str
    size_bytes: int


class Finding(Struct, kw_only=True, frozen=True):
    id: UUID
    quantity: int
    grade: str
    disposition: str
    blame: str
    note: str | None
    reason: str | None
    missing_parts: list[str]
    rubric_version: int | None
    photos: list[UUID]
    is_without_photo: bool
    is_agreed: bool
    corrects: UUID | None
    inspected_at: datetime


class FromStock(Struct, kw_only=True, frozen=True):
    kind: str
    quantity: int
    lot: str | None
    expires_on: date | None


class GoOn(Struct, kw_only=True, frozen=True):
    code: str


class GradeRule(Struct, kw_only=True, frozen=True):
    words: dict[str, Any] | UnsetType = UNSET
    examples: list[UUID] | UnsetType = UNSET
    is_photo_wanted: bool | UnsetType = UNSET
    #: restock, quarantine, refurbish, return_to_shop, dispose
    disposition: str | UnsetType | None = UNSET


class Held(Struct, kw_only=True, frozen=True):
    order_external_id: str
    order_number: int
    ordered_at: datetime
    updated_at: datetime
    erased_at: datetime | None
    recipient: dict[str, Any]
    language: str
    gift_note: str | None
    note: str | None
    goods: list[dict[str, Any]]
    parcels: list[dict[str, Any]]
    returns: list[dict[str, Any]]
    papers: list[str]
    photos: int
    mails: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    survey: dict[str, Any] | None
    cases: list[Case]
    said: list[Said]


class HoldView(Struct, kw_only=True, frozen=True):
    code: str
    owner: str
    unblocks: str
    details: dict[str, Any]
    held_at: datetime
    note: str | UnsetType | None = UNSET


class ImportOut(Struct, kw_only=True, frozen=True):
    id: UUID
    #: products, delivery
    kind: str
    about: dict[str, Any] | None
    file_name: str
    #: checking, checked, applying, done, cancelled
    status: str
    total_rows: int
    new_rows: int
    changed_rows: int
    same_rows: int
    error_rows: int
    applied_rows: int
    refused_rows: int
    created_at: datetime
    checked_at: datetime | None
    confirmed_at: datetime | None
    finished_at: datetime | None


class ItemFault(Struct, kw_only=True, frozen=True):
    pointer: str
    code: str
    detail: str


class ItemResult(Struct, kw_only=True, frozen=True):
    index: int
    #: registered, changed, unchanged, refused
    status: str
    product: ProductCard | None
    errors: list[ItemFault]


class KeptDocument(Struct, kw_only=True, frozen=True):
    kind: str
    size_bytes: int
    created_at: datetime


class Kit(Struct, kw_only=True, frozen=True):
    kind: Literal["virtual", "built"]
    parts: list[KitsPart]


class KitOrderCard(Struct, kw_only=True, frozen=True):
    id: UUID
    number: int
    sku: str
    #: build, break
    work: str
    asked: int
    done: int
    #: open, done, cancelled
    status: str
    created_at: datetime
    finished_at: datetime | None


class KitOut(Struct, kw_only=True, frozen=True):
    #: virtual, built
    kind: str
    parts: list[KitsPart]


class KitsPart(Struct, kw_only=True, frozen=True):
    sku: str
    quantity: int


class Known(Struct, kw_only=True, frozen=True):
    shop: str
    read_at: datetime
    is_complete: bool
    orders: list[Held]
    conversations: list[Conversation]
    unfiled: list[Unfiled]
    is_unsubscribed: bool
    bounces: int


class LabelFailed(Struct, kw_only=True, frozen=True):
    code: str
    title: str
    facts: dict[str, Any]


class LabelView(Struct, kw_only=True, frozen=True):
    id: UUID
    return_id: UUID
    parcel: int
    carrier: str
    service: str
    status: str
    tracking_number: str | None
    tracking_url: str | None
    code: str | None
    valid_until: datetime | None
    has_pdf: bool
    price_minor: int
    currency: str
    failure: LabelFailed | None
    way_status: str | None
    incident: str | None
    way_status_at: datetime | None
    created_at: datetime
    bought_at: datetime | None


class Labels(Struct, kw_only=True, frozen=True):
    items: list[LabelView]


class Level(Struct, kw_only=True, frozen=True):
    low_at: int


class LineAsked(Struct, kw_only=True, frozen=True):
    sku: str
    #: base units
    quantity: int
    external_id: str | UnsetType | None = UNSET


class LinePart(Struct, kw_only=True, frozen=True):
    sku: str
    quantity: int
    external_id: str | UnsetType | None = UNSET
    kit: OfKit | UnsetType | None = UNSET


class LotStock(Struct, kw_only=True, frozen=True):
    lot_id: UUID
    product_id: UUID
    sku: str
    lot: str | None
    expires_on: date | None
    sell_before: date | None
    on_hand: int
    allocated: int
    available: int
    conditions: dict[str, Any]


class MessageView(Struct, kw_only=True, frozen=True):
    id: UUID
    order_id: UUID | None
    order_external_id: str | None
    thread_number: int
    talk_with: str
    channel: str
    from_whom: str
    words: str | None
    files: int
    said_at: datetime


class Mismatch(Struct, kw_only=True, frozen=True):
    kind: str
    found: str
    shipped: list[str]
    shipped_with: str | None
    quantity: int
    is_allowed: bool


class Moved(Struct, kw_only=True, frozen=True):
    id: UUID
    occurred_at: datetime
    sku: str
    lot: str | None
    quantity: int
    from_kind: str
    from_place: str
    from_place_id: UUID
    from_condition: str
    to_kind: str
    to_place: str
    to_place_id: UUID
    to_condition: str
    reason: str
    why: str | None
    reverses_id: UUID | None


class NewAsn(Struct, kw_only=True, frozen=True):
    external_id: str
    lines: list[NewAsnLine] | UnsetType = UNSET
    cartons: list[NewCarton] | UnsetType = UNSET
    expected_on: date | UnsetType | None = UNSET
    note: str | UnsetType | None = UNSET
    carrier_reference: str | UnsetType | None = UNSET


class NewAsnLine(Struct, kw_only=True, frozen=True):
    sku: str
    quantity: int
    lots: list[AnnouncedLot] | UnsetType = UNSET


class NewCarton(Struct, kw_only=True, frozen=True):
    lines: list[NewCartonLine]
    code: str | UnsetType | None = UNSET


class NewCartonLine(Struct, kw_only=True, frozen=True):
    sku: str
    quantity: int
    lot: str | UnsetType | None = UNSET
    expires_on: date | UnsetType | None = UNSET


class NewCase(Struct, kw_only=True, frozen=True):
    kind: Literal["enquiry", "complaint", "courier_claim", "stock_dispute", "our_mistake"]
    title: str
    order_id: UUID | UnsetType | None = UNSET
    parcel_id: UUID | UnsetType | None = UNSET
    return_id: UUID | UnsetType | None = UNSET
    #: RFC 3339, with its offset; of 2000 to 2199.
    declared_at: datetime | UnsetType | None = UNSET


class NewDecision(Struct, kw_only=True, frozen=True):
    decision: Literal["accept", "quarantine", "return_to_supplier"]
    note: str | UnsetType | None = UNSET


class NewEndpoint(Struct, kw_only=True, frozen=True):
    url: str
    event_types: list[str] | UnsetType = UNSET
    description: str | UnsetType | None = UNSET


class NewKitOrder(Struct, kw_only=True, frozen=True):
    sku: str
    work: Literal["build", "break"]
    quantity: int


class NewMessage(Struct, kw_only=True, frozen=True):
    words: str


class NewOrderMessage(Struct, kw_only=True, frozen=True):
    words: str
    to: Literal["us", "consumer"] | UnsetType = UNSET


class NewProduct(Struct, kw_only=True, frozen=True):
    sku: str
    name: str
    barcodes: list[BarcodeOf] | UnsetType = UNSET
    weight_g: int | UnsetType | None = UNSET
    length_mm: int | UnsetType | None = UNSET
    width_mm: int | UnsetType | None = UNSET
    height_mm: int | UnsetType | None = UNSET
    is_lot_tracked: bool | UnsetType = UNSET
    is_expiry_tracked: bool | UnsetType = UNSET
    is_serial_tracked: bool | UnsetType = UNSET
    is_hazmat: bool | UnsetType = UNSET
    is_fragile: bool | UnsetType = UNSET
    is_upright: bool | UnsetType = UNSET
    packing_instructions: str | UnsetType | None = UNSET


class NewReturn(Struct, kw_only=True, frozen=True):
    external_id: str
    order_external_id: str
    lines: list[NewReturnLine]
    reason: (
        Literal["withdrawal", "complaint", "damaged", "wrong_item", "undelivered", "other"]
        | UnsetType
    ) = UNSET
    #: RFC 3339, with its offset; of 2000 to 2199.
    declared_at: datetime | UnsetType | None = UNSET
    tracking_number: str | UnsetType | None = UNSET
    parcels: list[NewReturnParcel] | UnsetType = UNSET
    note: str | UnsetType | None = UNSET


class NewReturnLine(Struct, kw_only=True, frozen=True):
    sku: str
    quantity: int


class NewReturnParcel(Struct, kw_only=True, frozen=True):
    tracking_number: str | UnsetType | None = UNSET


class NewRules(Struct, kw_only=True, frozen=True):
    retention_days: int


class OfKit(Struct, kw_only=True, frozen=True):
    sku: str
    quantity: int


class OrderAsked(Struct, kw_only=True, frozen=True):
    external_id: str
    recipient: Recipient
    lines: list[LineAsked]
    carrier: str | UnsetType | None = UNSET
    service: str | UnsetType | None = UNSET
    language: Literal["en", "pl", "uk", "de"] | UnsetType = UNSET
    priority: int | UnsetType = UNSET
    #: RFC 3339, with its offset; of 2000 to 2199.
    ship_by: datetime | UnsetType | None = UNSET
    backorder_policy: Literal["all_or_nothing", "as_available", "up_to"] | UnsetType | None = UNSET
    wait_until: date | UnsetType | None = UNSET
    #: smallest unit
    cod_amount_minor: int | UnsetType | None = UNSET
    #: ISO 4217
    cod_currency: str | UnsetType | None = UNSET
    #: smallest unit
    insurance_amount_minor: int | UnsetType | None = UNSET
    #: ISO 4217
    insurance_currency: str | UnsetType | None = UNSET
    #: smallest unit
    value_amount_minor: int | UnsetType | None = UNSET
    #: ISO 4217
    value_currency: str | UnsetType | None = UNSET
    is_first_order: bool | UnsetType | None = UNSET
    gift_note: str | UnsetType | None = UNSET
    note: str | UnsetType | None = UNSET


class OrderBatch(Struct, kw_only=True, frozen=True):
    orders: list[dict[str, Any]]


class OrderBatchResult(Struct, kw_only=True, frozen=True):
    placed: int
    refused: int
    results: list[OrderResult]


class OrderChange(Struct, kw_only=True, frozen=True):
    #: RFC 3339, with its offset; of 2000 to 2199.
    ship_by: datetime | UnsetType | None = UNSET
    backorder_policy: Literal["all_or_nothing", "as_available", "up_to"] | UnsetType | None = UNSET
    wait_until: date | UnsetType | None = UNSET
    recipient: RecipientChange | UnsetType = UNSET
    lines: list[LineAsked] | UnsetType = UNSET
    carrier: str | UnsetType | None = UNSET
    service: str | UnsetType | None = UNSET
    language: Literal["en", "pl", "uk", "de"] | UnsetType = UNSET
    priority: int | UnsetType = UNSET
    #: smallest unit
    cod_amount_minor: int | UnsetType | None = UNSET
    #: ISO 4217
    cod_currency: str | UnsetType | None = UNSET
    #: smallest unit
    insurance_amount_minor: int | UnsetType | None = UNSET
    #: ISO 4217
    insurance_currency: str | UnsetType | None = UNSET
    #: smallest unit
    value_amount_minor: int | UnsetType | None = UNSET
    #: ISO 4217
    value_currency: str | UnsetType | None = UNSET
    gift_note: str | UnsetType | None = UNSET
    note: str | UnsetType | None = UNSET


class OrderExplained(Struct, kw_only=True, frozen=True):
    order_id: UUID
    number: int
    external_id: str
    status: str
    ship_by: datetime | None
    delayed_at: datetime | None
    sentence: str
    reasons: list[ReasonsTold]


class OrderLineView(Struct, kw_only=True, frozen=True):
    id: UUID
    line_no: int
    sku: str
    name: str
    external_id: str | None
    ordered: int
    allocated: int
    picked: int
    packed: int
    shipped: int
    cancelled: int
    returned: int
    backordered: int
    kit: OfKit | UnsetType | None = UNSET


class OrderOfParcel(Struct, kw_only=True, frozen=True):
    order_external_id: str


class OrderQuote(Struct, kw_only=True, frozen=True):
    ships_today: bool
    ship_by: datetime | None
    closes_at: datetime | None
    is_complete: bool
    backorder_policy: str
    carrier: str
    service: str
    chosen_way: WayTold | None
    price: Price | None
    lines: list[QuotedLine]
    blocks: list[ReasonsTold]


class OrderResult(Struct, kw_only=True, frozen=True):
    index: int
    #: placed, refused
    status: str
    order: OrderView | None
    errors: list[ItemFault]


class OrderView(Struct, kw_only=True, frozen=True):
    id: UUID
    shop_id: UUID
    external_id: str
    number: int
    status: str
    recipient: dict[str, Any]
    carrier: str
    service: str
    language: str
    priority: int
    ship_by: datetime | None
    backorder_policy: str
    wait_until: date | None
    cod_amount_minor: int | None
    cod_currency: str | None
    insurance_amount_minor: int | None
    insurance_currency: str | None
    value_amount_minor: int | None
    value_currency: str | None
    chosen_way: WayTold | None
    gift_note: str | None
    note: str | None
    created_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None
    shipped_at: datetime | None
    is_cancel_requested: bool
    reship_of: UUID | None
    holds: list[HoldView]
    version: int
    lines: list[OrderLineView]
    consumer_url: str | UnsetType | None = UNSET


class OwnText(Struct, kw_only=True, frozen=True):
    subject: str | UnsetType = UNSET
    body: str | UnsetType = UNSET


class PackedLine(Struct, kw_only=True, frozen=True):
    sku: str
    quantity: int
    lot: str | UnsetType | None = UNSET
    serials: list[str] | UnsetType = UNSET


class ParcelEvidence(Struct, kw_only=True, frozen=True):
    id: UUID
    number: int
    status: str
    carrier: str | None
    service: str | None
    tracking_number: str | None
    tracking_url: str | None
    packed_at: datetime | None
    handed_over_at: datetime | None
    weight_g: int | None
    catalog_weight_g: int | None
    contents: list[PackedLine]
    photos: list[UUID]
    news: list[TrackingNewsView]


class ParcelsToCome(Struct, kw_only=True, frozen=True):
    parcels: list[NewReturnParcel]


class PhotoList(Struct, kw_only=True, frozen=True):
    items: list[PhotoOut]


class PhotoOut(Struct, kw_only=True, frozen=True):
    id: UUID
    width_px: int
    height_px: int
    url: str
    created_at: datetime


class PictureOut(Struct, kw_only=True, frozen=True):
    id: UUID
    width_px: int
    height_px: int
    url: str


class PointView(Struct, kw_only=True, frozen=True):
    carrier: str
    point_id: str
    status: str
    name: str
    street: str
    postcode: str
    city: str
    country: str
    takes_cod: bool
    latitude: float | None
    longitude: float | None
    seen_at: datetime


class Price(Struct, kw_only=True, frozen=True):
    amount_minor: int
    cod_fee_minor: int
    currency: str


class PrivacyRulesView(Struct, kw_only=True, frozen=True):
    retention_days: int


class ProductCard(Struct, kw_only=True, frozen=True):
    id: UUID
    sku: str
    name: str
    barcodes: list[BarcodeOf]
    weight_g: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    is_lot_tracked: bool
    is_expiry_tracked: bool
    is_serial_tracked: bool
    is_hazmat: bool
    is_fragile: bool
    is_upright: bool
    packing_instructions: str | None
    version: int
    created_at: datetime
    updated_at: datetime


class ProductChange(Struct, kw_only=True, frozen=True):
    name: str | UnsetType = UNSET
    barcodes: list[BarcodeOf] | UnsetType = UNSET
    weight_g: int | UnsetType | None = UNSET
    length_mm: int | UnsetType | None = UNSET
    width_mm: int | UnsetType | None = UNSET
    height_mm: int | UnsetType | None = UNSET
    is_lot_tracked: bool | UnsetType = UNSET
    is_expiry_tracked: bool | UnsetType = UNSET
    is_serial_tracked: bool | UnsetType = UNSET
    is_hazmat: bool | UnsetType = UNSET
    is_fragile: bool | UnsetType = UNSET
    is_upright: bool | UnsetType = UNSET
    packing_instructions: str | UnsetType | None = UNSET


class ProductLevel(Struct, kw_only=True, frozen=True):
    product_id: UUID
    sku: str
    low_at: int
    is_low: bool


class ProductRule(Struct, kw_only=True, frozen=True):
    skus: list[str] | UnsetType = UNSET
    #: fragile, hazmat, serial, lot, expiry
    flag: str | UnsetType | None = UNSET
    checklist: list[dict[str, Any]] | UnsetType = UNSET
    dispositions: dict[str, Any] | UnsetType = UNSET
    #: A, B, C, D, wrong_item, empty
    photo_grades: list[str] | UnsetType = UNSET
    piece_value_minor: int | UnsetType | None = UNSET


class Promises(Struct, kw_only=True, frozen=True):
    answer_days: int | UnsetType = UNSET
    complaint_days: int | UnsetType = UNSET
    by_kind: dict[str, Any] | UnsetType = UNSET
    inspection_days: int | UnsetType | None = UNSET
    granted_minor: int | UnsetType = UNSET
    currency: str | UnsetType = UNSET


class Proposal(Struct, kw_only=True, frozen=True):
    id: UUID
    shop_id: UUID
    product_id: UUID
    sku: str
    name: str
    field: str
    kept: int | None
    proposed: int
    measurements: int
    #: open, accepted, refused
    status: str
    created_at: datetime
    decided_at: datetime | None


class QuoteAsked(Struct, kw_only=True, frozen=True):
    lines: list[LineAsked]
    #: ISO 3166-1 alpha-2
    country: str
    carrier: str | UnsetType | None = UNSET
    service: str | UnsetType | None = UNSET
    postcode: str | UnsetType | None = UNSET
    has_pickup_point: bool | UnsetType = UNSET
    is_cod: bool | UnsetType = UNSET
    #: smallest unit
    value_amount_minor: int | UnsetType | None = UNSET
    #: ISO 4217
    value_currency: str | UnsetType | None = UNSET
    is_first_order: bool | UnsetType = UNSET
    backorder_policy: Literal["all_or_nothing", "as_available"] | UnsetType | None = UNSET


class QuotedLine(Struct, kw_only=True, frozen=True):
    sku: str
    name: str | None
    external_id: str | None
    quantity: int
    available: int
    promised: list[FromStock]
    missing: int
    kit: OfKit | UnsetType | None = UNSET


class ReasonsTold(Struct, kw_only=True, frozen=True):
    code: str
    owner: str
    sentence: str
    unblocks: str | None
    since: datetime | None
    by: datetime | None
    pointer: str | None
    details: dict[str, Any]


class Receipt(Struct, kw_only=True, frozen=True):
    id: UUID
    at: datetime
    reason: str
    sku: str
    quantity: int
    lot: str | None
    expires_on: date | None
    serial: str | None
    condition: str


class Recipient(Struct, kw_only=True, frozen=True):
    name: str
    street: str
    postcode: str
    city: str
    #: ISO 3166-1 alpha-2
    country: str
    company: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    pickup_point_id: str | UnsetType | None = UNSET


class RecipientChange(Struct, kw_only=True, frozen=True):
    name: str | UnsetType = UNSET
    street: str | UnsetType = UNSET
    postcode: str | UnsetType = UNSET
    city: str | UnsetType = UNSET
    #: ISO 3166-1 alpha-2
    country: str | UnsetType = UNSET
    company: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    pickup_point_id: str | UnsetType | None = UNSET


class Refunded(Struct, kw_only=True, frozen=True):
    #: RFC 3339, with its offset; of 2000 to 2199.
    refunded_at: datetime | UnsetType | None = UNSET


class ReplayAsked(Struct, kw_only=True, frozen=True):
    from_sequence: int
    to_sequence: int
    types: list[str] | UnsetType = UNSET


class Replayed(Struct, kw_only=True, frozen=True):
    count: int
    last_sequence: int | None
    is_cut: bool


class ReshipAsked(Struct, kw_only=True, frozen=True):
    reason: Literal[
        "missing", "wrong_item", "damaged", "lost", "not_delivered", "returned", "address", "other"
    ]
    parcel_id: UUID | UnsetType | None = UNSET
    cost: Literal["us", "carrier", "shop"] | UnsetType | None = UNSET
    carrier: str | UnsetType | None = UNSET
    service: str | UnsetType | None = UNSET
    recipient: Recipient | UnsetType | None = UNSET
    external_id: str | UnsetType | None = UNSET
    note: str | UnsetType | None = UNSET
    lines: list[AgainLine] | UnsetType | None = UNSET


class ReshipmentView(Struct, kw_only=True, frozen=True):
    order_id: UUID
    order_number: int
    order_external_id: str
    status: str
    of_order_id: UUID
    of_order_number: int
    parcel_number: int | None
    reason: str
    cost: str
    is_extra: bool
    asked_by: str
    created_at: datetime
    lines: list[LinePart]


class Reshipments(Struct, kw_only=True, frozen=True):
    items: list[ReshipmentView]


class ReturnAddress(Struct, kw_only=True, frozen=True):
    name: str
    street: str
    postcode: str
    city: str
    #: ISO 3166-1 alpha-2
    country: str
    company: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET


class ReturnLineView(Struct, kw_only=True, frozen=True):
    id: UUID
    order_line_id: UUID | None
    sku: str
    name: str
    announced: int
    received: int
    inspected: int
    is_mismatch: bool
    serials: list[str]
    mismatches: list[Mismatch]
    findings: list[Finding]


class ReturnParcelView(Struct, kw_only=True, frozen=True):
    id: UUID
    tracking_number: str | None
    arrived_at: datetime | None
    weight_g: int | None
    photos: list[UUID]


class ReturnView(Struct, kw_only=True, frozen=True):
    id: UUID
    shop_id: UUID
    external_id: str | None
    number: int
    order_id: UUID | None
    order_external_id: str | None
    order_number: int | None
    status: str
    reason: str
    tracking_number: str | None
    note: str | None
    declared_at: datetime | None
    arrived_at: datetime | None
    inspected_at: datetime | None
    completed_at: datetime | None
    rejected_at: datetime | None
    rejection_reason: str | None
    refund_clearable_at: datetime | None
    refund_basis: str | None
    refunded_at: datetime | None
    complaint_answered_at: datetime | None
    came_empty_at: datetime | None
    came_weight_g: int | None
    photos: list[UUID]
    clocks: Clocks
    parcels: list[ReturnParcelView]
    exchange: ExchangeView | None
    lines: list[ReturnLineView]
    created_at: datetime
    updated_at: datetime
    version: int


class RowDifference(Struct, kw_only=True, frozen=True):
    field: str
    old: Any
    new: Any


class RowError(Struct, kw_only=True, frozen=True):
    field: str
    code: str
    detail: str


class RowOut(Struct, kw_only=True, frozen=True):
    row_no: int
    sku: str
    #: unchecked, new, changed, same, error, applied, refused
    state: str
    differences: list[RowDifference]
    errors: list[RowError]


class Rubric(Struct, kw_only=True, frozen=True):
    grades: dict[str, Any] | UnsetType = UNSET
    checklist: list[dict[str, Any]] | UnsetType = UNSET
    #: broken, used, incomplete, dirty, not_working, other
    photo_faults: list[str] | UnsetType = UNSET
    is_lot_asked: bool | UnsetType = UNSET
    #: sent, arrived, inspected
    refund_when: str | UnsetType = UNSET
    #: goods, parcels
    ends_with: str | UnsetType = UNSET
    #: at_once, arrived, inspected
    exchange_when: str | UnsetType = UNSET
    unidentified_remind_days: int | UnsetType = UNSET
    unidentified_days: int | UnsetType = UNSET
    #: keep, quarantine, scrap
    unidentified_then: str | UnsetType = UNSET
    parcels_wait_days: int | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    piece_value_minor: int | UnsetType | None = UNSET
    scrap_alone_max_minor: int | UnsetType | None = UNSET
    products: list[ProductRule] | UnsetType = UNSET


class RubricOut(Struct, kw_only=True, frozen=True):
    version: int
    saved_at: datetime | None
    rubric: Rubric


class Rules(Struct, kw_only=True, frozen=True):
    is_blind: bool | UnsetType = UNSET
    decide_within_hours: int | UnsetType = UNSET
    least_days_left: int | UnsetType = UNSET
    #: pick_face, storage
    put_away_first: str | UnsetType = UNSET
    fallbacks: Fallbacks | UnsetType = UNSET


class Said(Struct, kw_only=True, frozen=True):
    at: datetime
    channel: str
    from_whom: str
    words: str
    files: list[str]


class SaidView(Struct, kw_only=True, frozen=True):
    id: UUID
    order_id: UUID | None
    channel: str


class Sealed(Struct, kw_only=True, frozen=True):
    day_on: date
    movements: int
    digest: str


class SettingsTold(Struct, kw_only=True, frozen=True):
    kinds: list[str] | UnsetType = UNSET
    quiet_from: int | UnsetType | None = UNSET
    quiet_until: int | UnsetType | None = UNSET
    urgent_kinds: list[str] | UnsetType = UNSET
    #: en, pl, uk, de
    fallback_language: str | UnsetType = UNSET
    survey_after_days: int | UnsetType | None = UNSET
    #: ten, five
    survey_scale: str | UnsetType = UNSET


class ShipmentDetail(Struct, kw_only=True, frozen=True):
    id: UUID
    order_id: UUID
    order_number: int
    order_external_id: str
    parcel_id: UUID
    parcel_number: int
    parcel_status: str
    weight_g: int | None
    carton: str | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    carrier: str
    service: str
    status: str
    pickup_point_id: str | None
    price: Price | None
    paid_by: str | None
    tracking_number: str | None
    tracking_url: str | None
    failure: FailureTold | None
    held_at: datetime | None
    created_at: datetime
    updated_at: datetime
    bought_at: datetime | None
    handed_over_at: datetime | None
    delivered_at: datetime | None
    tracking: list[TrackingNewsView]


class ShipmentView(Struct, kw_only=True, frozen=True):
    id: UUID
    order_id: UUID
    order_number: int
    order_external_id: str
    parcel_id: UUID
    parcel_number: int
    parcel_status: str
    weight_g: int | None
    carton: str | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    carrier: str
    service: str
    status: str
    pickup_point_id: str | None
    price: Price | None
    paid_by: str | None
    tracking_number: str | None
    tracking_url: str | None
    failure: FailureTold | None
    held_at: datetime | None
    created_at: datetime
    updated_at: datetime
    bought_at: datetime | None
    handed_over_at: datetime | None


class ShopCalendar(Struct, kw_only=True, frozen=True):
    time_zone: str
    today: date
    cut_offs: list[CutOffs]
    closed_days: list[ClosedDay]


class SlipTemplate(Struct, kw_only=True, frozen=True):
    #: A4, A6, roll
    paper: str | UnsetType = UNSET
    accent: str | UnsetType = UNSET
    #: small, normal, large
    font_size: str | UnsetType = UNSET
    #: en, pl, uk, de
    fallback_language: str | UnsetType = UNSET
    is_sku_shown: bool | UnsetType = UNSET
    is_lot_shown: bool | UnsetType = UNSET
    is_gift_note_shown: bool | UnsetType = UNSET
    is_thanks_shown: bool | UnsetType = UNSET
    is_shop_order_shown: bool | UnsetType = UNSET
    is_date_shown: bool | UnsetType = UNSET
    is_page_shown: bool | UnsetType = UNSET
    return_url: str | UnsetType = UNSET
    words: dict[str, Any] | UnsetType = UNSET


class SlipTemplateOut(Struct, kw_only=True, frozen=True):
    version: int
    has_logo: bool
    saved_at: datetime | None
    template: SlipTemplate


class SlipWords(Struct, kw_only=True, frozen=True):
    thanks: str | UnsetType = UNSET
    message: str | UnsetType = UNSET
    returns: str | UnsetType = UNSET
    footer: str | UnsetType = UNSET


class StockOf(Struct, kw_only=True, frozen=True):
    product_id: UUID
    sku: str
    on_hand: int
    allocated: int
    available: int
    conditions: dict[str, Any]
    updated_at: datetime | None


class StockThen(Struct, kw_only=True, frozen=True):
    product_id: UUID
    sku: str
    as_of: datetime
    on_hand: int
    conditions: dict[str, Any]


class SubjectOut(Struct, kw_only=True, frozen=True):
    type: str
    id: UUID
    external_id: str | None
    version: int


class TextOut(Struct, kw_only=True, frozen=True):
    version: int
    subject: str
    body: str


class TrackingNewsView(Struct, kw_only=True, frozen=True):
    status: str | None
    incident: str | None
    code: str
    place: str | None
    occurred_at: datetime


class TrialAsked(Struct, kw_only=True, frozen=True):
    type: str | UnsetType = UNSET


class TrialSent(Struct, kw_only=True, frozen=True):
    delivery_id: UUID


class Unfiled(Struct, kw_only=True, frozen=True):
    id: UUID
    at: datetime
    subject: str
    words: str


class Wait(Struct, kw_only=True, frozen=True):
    code: Literal["payment", "fraud", "address_question", "shop_request"]
    note: str | UnsetType | None = UNSET


class Waiting(Struct, kw_only=True, frozen=True):
    order: str
    order_number: int
    sku: str
    quantity: int
    free: int
    code: str
    sentence: str


class Way(Struct, kw_only=True, frozen=True):
    carrier: str
    service: str


class WayAsked(Struct, kw_only=True, frozen=True):
    way: str | UnsetType | None = UNSET
    parcel: int | UnsetType = UNSET


class WayBack(Struct, kw_only=True, frozen=True):
    carrier: str
    service: str
    consumer_pays_minor: int | UnsetType = UNSET


class WayTold(Struct, kw_only=True, frozen=True):
    #: first_order, big_order, our_mistake
    upgraded_for: str | None
    instead_of: Way | None


class WhoIsMeant(Struct, kw_only=True, frozen=True):
    order_external_id: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET


class Wish(Struct, kw_only=True, frozen=True):
    remedy: Literal["reship", "extra_item", "other_carrier"]
    reason: (
        Literal[
            "missing",
            "wrong_item",
            "damaged",
            "lost",
            "not_delivered",
            "returned",
            "address",
            "other",
        ]
        | UnsetType
    ) = UNSET
    lines: list[AgainLine] | UnsetType | None = UNSET
    carrier: str | UnsetType | None = UNSET
    service: str | UnsetType | None = UNSET
    cost: Literal["us", "carrier", "shop"] | UnsetType | None = UNSET


class WithSecret(Struct, kw_only=True, frozen=True):
    endpoint: Endpoint
    secret: str


class Within(Struct, kw_only=True, frozen=True):
    days: int | UnsetType = UNSET
    hours: int | UnsetType | None = UNSET
