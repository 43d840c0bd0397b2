"""What travels between a shop and the warehouse.

Written by `make clients` from the API's description; not by hand.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, field


class AdvanceDelivery(Struct, kw_only=True, frozen=True):
    """As far as which state the robot takes it, and what is in the lorry."""

    #: it does every step on the way
    to: Literal["arrived", "received"]
    #: what is really in the lorry; empty: what was announced
    came: list[Came] | UnsetType = UNSET


class AdvanceOrder(Struct, kw_only=True, frozen=True):
    """As far as which state the robot takes it."""

    #: the state in which it is left
    to: Literal[
        "allocated",
        "released",
        "picking",
        "picked",
        "packing",
        "packed",
        "shipped",
        "in_transit",
        "available_for_pickup",
        "delivery_failed",
        "returning",
        "lost",
        "delivered",
    ]


class AdvanceReturn(Struct, kw_only=True, frozen=True):
    """As far as which state the robot takes it, and what is in its parcels."""

    #: it does every step on the way
    to: Literal["arrived", "inspecting", "completed"]
    #: what is really in the parcels; empty: what was announced
    came: list[CameBack] | UnsetType = UNSET


class Asn(Struct, kw_only=True, frozen=True):
    """A delivery as its shop sees it."""

    #: our id of it
    id: UUID
    #: your own name of it, unique at your shop
    external_id: str
    #: our number of it, for people
    number: int
    #: where it stands now
    status: str
    #: the day on which it is to come
    expected_on: date | None
    #: what a person wrote about it
    note: str | None
    #: the waybill of the lorry or parcel that brings it
    carrier_reference: str | None
    #: what it consists of, a line a product
    lines: list[AsnLine]
    #: the cartons or pallets that bring it
    cartons: list[Carton]
    #: what came otherwise than announced
    discrepancies: list[Discrepancy]
    #: when it was made
    created_at: datetime
    #: when it last changed
    updated_at: datetime
    #: when it came; null: not yet
    arrived_at: datetime | None
    #: when all of it was counted in
    received_at: datetime | None
    #: when nothing more was expected of it
    closed_at: datetime | None
    #: false: it stood at the dock and nobody had said that it comes
    is_announced: bool
    #: grows with every change; where there is an `ETag`, it is this
    version: int
    #: a page where a person decides all that is open of it
    decide_url: str | UnsetType | None = UNSET


class AsnLine(Struct, kw_only=True, frozen=True):
    """One product of a delivery; `expected` 0: it came without being announced."""

    #: place of the line, from 1
    line_no: int
    #: your own name of the product
    sku: str
    #: base units that were announced
    expected: int
    #: base units that came
    received: int
    #: that were announced; none: any
    lots: list[NewAsnLot] | UnsetType = UNSET


class Barcode(Struct, kw_only=True, frozen=True):
    """A code on the product; `quantity` base units are in what carries it."""

    #: stable; a program matches on it
    code: str
    #: base units
    quantity: int | UnsetType = UNSET


class BarcodeProblem(Struct, kw_only=True, frozen=True):
    """One thing that is wrong with a product's barcodes."""

    #: our id of the product
    product_id: UUID
    #: your own name of the product
    sku: str
    #: what people call it
    name: str
    #: what it is, one of a few words; missing, duplicate, check_digit, other_shop
    kind: str
    #: as printed under the bars; empty when it is missing
    code: str
    #: for `duplicate`: the product of the same shop that the scan may mean too
    other_sku: str | None


class Came(Struct, kw_only=True, frozen=True):
    """So many pieces of it come in all; what was announced and is not named comes as
    announced.
    """

    #: your own name of the product
    sku: str
    #: base units
    quantity: int


class CameBack(Struct, kw_only=True, frozen=True):
    """So many pieces of it lie in the parcel, and what the inspector says of them."""

    #: your own name of the product
    sku: str
    #: base units
    quantity: int
    #: what the inspector made of it
    grade: Literal["A", "B", "C", "D"] | UnsetType = UNSET
    #: null: as new is restocked, everything else waits in quarantine
    disposition: (
        Literal["restock", "quarantine", "refurbish", "return_to_shop", "dispose"]
        | UnsetType
        | None
    ) = UNSET
    #: what is wrong with them
    note: str | UnsetType | None = UNSET
    #: serial numbers of the pieces, of goods that have some; those that are not named are
    #: pieces that were shipped. Another one than was shipped is put aside as what it is
    serials: list[str] | UnsetType = UNSET


class Cancellation(Struct, kw_only=True, frozen=True):
    """The one answer to a cancel."""

    #: accepted: it is cancelled; intercepted: the packer takes it apart; accepted,
    #: intercepted
    answer: str
    #: where it stands now
    status: str


class CarriedAnswer(Struct, kw_only=True, frozen=True):
    """What the receiver answered."""

    #: which try was answered
    attempt: int
    #: null: nothing came within 20 seconds, or nobody listens there
    status_code: int | UnsetType | None = UNSET
    #: how long the answer took, ms
    latency_ms: int | UnsetType = UNSET


class Carton(Struct, kw_only=True, frozen=True):
    """A carton of a delivery."""

    #: place of the carton, from 1
    carton_no: int
    #: stable; a program matches on it
    code: str
    #: what it consists of, a line a product
    lines: list[CartonLine]
    #: when all of it was counted in
    received_at: datetime | None


class CartonLine(Struct, kw_only=True, frozen=True):
    """What is in a carton."""

    #: your own name of the product
    sku: str
    #: base units
    quantity: int
    #: code of the lot; null: kept without lots
    lot: str | None
    #: the day on which the goods expire; null: they do not, or it is not known
    expires_on: date | None


class Case(Struct, kw_only=True, frozen=True):
    """A case, as its shop sees it."""

    #: our id of your shop
    shop_id: UUID
    #: our id of it
    id: UUID
    #: our number of it, for people
    number: int
    #: enquiry, complaint, courier_claim, stock_dispute or our_mistake
    kind: str
    #: open, waiting_for_shop, waiting_for_us or resolved
    status: str
    #: null once the person was erased
    title: str | None
    #: our id of the order
    order_id: UUID | None
    #: your own name of the order
    order_external_id: str | None
    #: our number of the order
    order_number: int | None
    #: our id of the parcel
    parcel_id: UUID | None
    #: our number of the parcel
    parcel_number: int | None
    #: our id of the return
    return_id: UUID | None
    #: our number of the return
    return_number: int | None
    #: shop, us or consumer
    opened_by: str
    #: what it came of: lost, damaged, difference or correction; null: somebody opened it
    cause: str | None
    #: our id of what it came of
    cause_id: UUID | None
    #: when your consumer said it
    declared_at: datetime
    #: the last second of the day by which we answer
    answer_due_at: datetime
    #: when it was answered
    answered_at: datetime | None
    #: reship, extra_item, credit, other_carrier or none
    remedy: str | None
    #: who pays for it: us, carrier or shop
    cost: str | None
    #: the order that puts it right
    remedy_order_id: UUID | None
    #: our number of the order that puts it right
    remedy_order_number: int | None
    #: what is granted, in the smallest unit of `credit_currency`
    credit_minor: int | None
    #: ISO 4217
    credit_currency: str | None
    #: when its remedy was chosen
    resolved_at: datetime | None
    #: when it was made
    created_at: datetime
    #: when it last changed
    updated_at: datetime
    #: grows with every change; where there is an `ETag`, it is this
    version: int


class CaseAnsweredData(Struct, kw_only=True, frozen=True):
    """We have answered; read the message by its id."""

    #: the warehouse's number of it
    case_number: int
    #: what kind it is; enquiry, complaint, courier_claim, stock_dispute, our_mistake
    kind: str
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: the message
    message_id: UUID
    #: how it stands; open, waiting_for_shop, waiting_for_us, resolved
    status: str


class CaseDeadlineNearData(Struct, kw_only=True, frozen=True):
    """Something that the law or a promise sets a time for is due; each threshold is told once."""

    #: the warehouse's number of it
    number: int
    #: what is due; first_answer, complaint_answer, refund, goods_back, inspection, claim,
    #: courier_answer
    clock: str
    #: when it is due
    due_at: datetime
    #: how near it is; 4_days, 1_day, over
    threshold: str


class CaseEvidence(Struct, kw_only=True, frozen=True):
    """All of it."""

    #: links of the order's chain, and which of them, or of their photos, were changed since
    links: int
    #: links and photos that are not as they were written
    broken: list[str]
    #: its parcels
    parcels: list[ParcelEvidence]
    #: what came back, and what the inspector found of it
    returned: Return | None
    #: what came otherwise than announced, when the case is about that
    difference: DifferenceEvidence | None
    #: what the books were corrected by, when the case is about that
    correction: CorrectionEvidence | None


class CaseIsResolvedData(Struct, kw_only=True, frozen=True):
    """The case is over: what was done, and who pays."""

    #: the warehouse's number of it
    case_number: int
    #: what kind it is; enquiry, complaint, courier_claim, stock_dispute, our_mistake
    kind: str
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: what was done; reship, extra_item, credit, other_carrier, none
    remedy: str
    #: who pays; us, carrier, shop
    cost: str | None
    #: the credit, in the smallest unit of its currency
    credit_minor: int | None
    #: a currency (ISO 4217)
    credit_currency: str | None
    #: the order by which something is sent again
    remedy_order_id: UUID | None


class CaseMessage(Struct, kw_only=True, frozen=True):
    """Something that was said in a case."""

    #: our id of it
    id: UUID
    #: shop, us or consumer
    from_whom: str
    #: portal, page, note …
    channel: str
    #: null once the person was erased
    words: str | None
    #: files that were sent along
    files: list[MessageFile]
    #: when it was said
    said_at: datetime


class CaseMessages(Struct, kw_only=True, frozen=True):
    """What was said in a case."""

    #: what was found, in a stable order
    items: list[CaseMessage]


class CaseOpenedData(Struct, kw_only=True, frozen=True):
    """Somebody asks or complains, or something went wrong."""

    #: the warehouse's number of it
    case_number: int
    #: what kind it is; enquiry, complaint, courier_claim, stock_dispute, our_mistake
    kind: str
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: who began it; shop, us, consumer
    opened_by: str
    #: until when it is to be answered
    answer_due_at: datetime | None


class CasePromises(Struct, kw_only=True, frozen=True):
    """When a shop's cases are answered and its returns inspected, and what is granted."""

    #: working days until the first answer; 0: the same day
    answer_days: int | UnsetType = UNSET
    #: calendar days until a complaint is answered; the law's 14 are the most
    complaint_days: int | UnsetType = UNSET
    #: kinds of cases that have a promise of their own for the first answer
    by_kind: dict[str, Any] | UnsetType = UNSET
    #: working days from the arrival of a return until it is inspected; null: nothing is
    #: promised
    inspection_days: int | UnsetType | None = UNSET
    #: credit up to this is granted by anybody of the office; 0: by managers only
    granted_minor: int | UnsetType = UNSET
    #: ISO 4217
    currency: str | UnsetType = UNSET


class CaseRemedy(Struct, kw_only=True, frozen=True):
    """How a case is put right."""

    #: reship, extra_item, credit, other_carrier or none
    remedy: Literal["reship", "extra_item", "other_carrier"]
    #: why something is sent; it says who pays, unless `cost` does
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
    #: of `reship` and `other_carrier`: what is sent again, left out: all that left, of the
    #: case's parcel when it has one. Of `extra_item`: any of your products
    lines: list[ReshipmentLine] | UnsetType | None = UNSET
    #: of `other_carrier`
    carrier: str | UnsetType | None = UNSET
    #: the courier's service, by its code
    service: str | UnsetType | None = UNSET
    #: who pays for it: us, carrier or shop
    cost: Literal["us", "carrier", "shop"] | UnsetType | None = UNSET


class CertificateIssued(Struct, kw_only=True, frozen=True):
    """A certificate as it is kept."""

    #: by which people name it
    number: int
    #: when it was issued
    issued_at: datetime
    #: of the API that it was earned at
    api_version: str
    #: the User-Agents and platforms that took part
    programs: list[str]
    #: scenarios that were not asked, because of what the platform is
    not_asked: list[int] | UnsetType = UNSET


class CertificateStanding(Struct, kw_only=True, frozen=True):
    """All scenarios, and the certificates that were issued."""

    #: how many are passed
    passed: int
    #: whether the certificate can be issued
    is_earned: bool
    #: what came before this does not count; null: all that is kept
    since: datetime | None
    #: the User-Agents and platforms that took part
    programs: list[str]
    #: all twenty, by number
    scenarios: list[ScenarioSeen]
    #: the newest first
    issued: list[CertificateIssued]


class ChangedLineInEvent(Struct, kw_only=True, frozen=True):
    """A line of which less is sent or sent later."""

    #: your SKU
    sku: str
    #: your name of the line
    external_id: str | None
    #: pieces that have goods
    allocated: int
    #: pieces that wait for goods
    backordered: int | UnsetType = UNSET
    #: pieces that are not sent any more
    cancelled: int | UnsetType = UNSET


class ChosenWay(Struct, kw_only=True, frozen=True):
    """The same as its shop sees it: the rules chose, and whether it is an upgrade."""

    #: first_order, big_order or our_mistake; null: it goes as usual; first_order,
    #: big_order, our_mistake
    upgraded_for: str | None
    #: how it would have gone
    instead_of: ShippingWay | None


class Claim(Struct, kw_only=True, frozen=True):
    """A claim at a courier."""

    #: our id of the case
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
    #: in the smallest unit of the currency
    amount_minor: int | None
    #: ISO 4217
    currency: str
    #: when it was sent to the courier; null: not yet
    sent_at: datetime | None
    #: the courier's number of the claim
    reference: str | None
    #: by then the courier answers
    answer_by: datetime | None
    #: when it was answered
    answered_at: datetime | None
    #: accepted, partly, refused, or dropped: nothing is claimed after all
    outcome: str | None
    #: what the courier pays, in the smallest unit of `currency`
    paid_minor: int | None


class ClosedDay(Struct, kw_only=True, frozen=True):
    """A day on which nothing leaves the building."""

    #: the day
    closed_on: date
    #: the public holiday, or what the warehouse wrote beside a day that it closed
    why: str


class CodBalance(Struct, kw_only=True, frozen=True):
    """How a shop stands with a courier, in the smallest unit of `currency`."""

    #: the courier's code
    carrier: str
    #: ISO 4217
    currency: str
    #: handed over, and not collected yet
    outstanding_minor: int
    #: what the courier brought, and what of it was passed on to the shop
    collected_minor: int
    #: what of it was passed on to you
    passed_on_minor: int
    #: still to be passed on
    due_minor: int


class CodEntry(Struct, kw_only=True, frozen=True):
    """An entry; amounts in the smallest unit of `currency`."""

    #: our id of it
    id: UUID
    #: when it was written down
    entered_at: datetime
    #: expected, released, collected or passed_on
    kind: str
    #: it takes an earlier one back
    reverses_id: UUID | None
    #: the courier's code
    carrier: str
    #: in the smallest unit of the currency
    amount_minor: int
    #: ISO 4217
    currency: str
    #: our id of the shipment
    shipment_id: UUID | None
    #: the courier's number of the parcel; null: not known yet
    tracking_number: str | None
    #: our id of the order
    order_id: UUID | None
    #: your own name of the order
    order_external_id: str | None
    #: of what was passed on: the transfer's
    reference: str | None


class Collected(Struct, kw_only=True, frozen=True):
    """What is due now, at most four at once, of each subject the oldest."""

    #: what was found, in a stable order
    items: list[ToCarry]


class ComingInEvent(Struct, kw_only=True, frozen=True):
    """So many pieces of a product that will come."""

    #: your SKU
    sku: str
    #: so many pieces
    quantity: int


class ComplaintAnswered(Struct, kw_only=True, frozen=True):
    """When you answered your consumer; without it, now."""

    #: RFC 3339, with its offset; of 2000 to 2199.
    answered_at: datetime | UnsetType | None = UNSET


class ConsumerRules(Struct, kw_only=True, frozen=True):
    """What a shop lets its consumers do."""

    #: they may choose another pickup point
    may_change_point: bool | UnsetType = UNSET
    #: they may change the address
    may_change_address: bool | UnsetType = UNSET
    #: they may cancel
    may_cancel: bool | UnsetType = UNSET
    #: as the shop promised, never fewer than the law says
    withdrawal_days: int | UnsetType = UNSET
    #: how returns come, the first is suggested; none: the house's own code, free of charge
    ways_back: list[WayBack] | UnsetType = UNSET
    #: consumers may also send as they like and pay for it
    is_own_way_offered: bool | UnsetType = UNSET
    #: of what consumers pay, ISO 4217
    return_currency: str | UnsetType = UNSET
    #: where returns go to; null: to the sender on the shop's labels
    return_address: ReturnAddress | UnsetType | None = UNSET


class ContactMessageReceivedData(Struct, kw_only=True, frozen=True):
    """Your consumer wrote; who and what stands in the conversation."""

    #: the message
    message_id: UUID
    #: the warehouse's number of it
    thread_number: int
    #: which way it came; email, chat, page, phone, portal, note
    channel: str


class CorrectionEvidence(Struct, kw_only=True, frozen=True):
    """A correction of the books that took goods away."""

    #: our number of it, for people
    number: int
    #: your own name of the product
    sku: str
    #: base units
    quantity: int
    #: lost, theft, picking_error …
    why: str
    #: where, as it is called there
    place: str
    #: the movement of the ledger that did it
    movement_id: UUID | None
    #: when it was decided
    decided_at: datetime | None


class CourierClaims(Struct, kw_only=True, frozen=True):
    """What is claimed at a courier for a case: at most one."""

    #: what was found, in a stable order
    items: list[Claim]


class CutOff(Struct, kw_only=True, frozen=True):
    """A day on which a shop's orders leave: those taken in before `closes_at`, by `ship_by`."""

    #: the day on which they leave
    leaves_on: date
    #: orders that are taken in before then are among them
    closes_at: datetime
    #: by then it leaves the building
    ship_by: datetime


class CutOffs(Struct, kw_only=True, frozen=True):
    """The next days on which orders with one service leave; empty: the calendar has none."""

    #: the courier's code
    carrier: str
    #: the courier's service, by its code
    service: str
    #: so many days, in their order
    days: list[CutOff]


class DeliveryAdvanced(Struct, kw_only=True, frozen=True):
    """The delivery where it is now, and what its shop is told of that."""

    #: in their order; each gets its `sequence` in the feed within a second
    events: list[EventMade]
    #: the robot stopped on the way, as a person would have; null: it is there
    stopped: Stopped | None
    #: as it is now
    delivery: Asn


class DifferenceEvidence(Struct, kw_only=True, frozen=True):
    """What came otherwise than announced."""

    #: what it is, one of a few words
    kind: str
    #: our number of the delivery
    delivery_number: int
    #: your own name of the delivery
    delivery_external_id: str
    #: your own name of the product
    sku: str | None
    #: base units
    quantity: int
    #: what a person wrote about it
    note: str | None
    #: what becomes of the goods
    decision: str | None
    #: when it was found at the dock
    found_at: datetime
    #: ids of pictures taken at the dock
    photos: list[UUID]


class DifferenceInEvent(Struct, kw_only=True, frozen=True):
    """Something came otherwise than announced."""

    #: its id
    id: UUID
    #: what kind it is; short, over, unexpected_product, damaged, wrong_label, no_barcode,
    #: short_dated, wrong_lot, unannounced
    kind: str
    #: your SKU
    sku: str
    #: 0: it was a mistake and is withdrawn.
    quantity: int
    #: words of the warehouse's people about the goods
    note: str | None
    #: facts of this kind of difference: a lot, a date, a count
    details: dict[str, Any] | None
    #: how it stands; open, decided, done, withdrawn
    status: str
    #: until when you can decide
    decide_by: datetime
    #: what is done when nobody decides in time; accept, quarantine, return_to_supplier
    fallback: str
    #: what was decided; accept, quarantine, return_to_supplier
    decision: str | None
    #: who decided; shop, office, default
    decided_by: str | None
    #: pictures of it
    photo_ids: list[UUID]
    #: a page that decides it without a log-in, while it is open
    decide_url: str | UnsetType | None = UNSET


class Discrepancy(Struct, kw_only=True, frozen=True):
    """What came otherwise than announced, and what becomes of it."""

    #: our id of it
    id: UUID
    #: our id of the delivery
    asn_id: UUID
    #: what it is, one of a few words
    kind: str
    #: your own name of the product
    sku: str | None
    #: base units
    quantity: int
    #: what a person said of it
    note: str | None
    #: facts beside `kind`: `expires_on` of short-dated goods
    details: dict[str, Any] | None
    #: open, decided (goods wait to go back), done
    status: str
    #: until then the shop decides, else `fallback` happens
    decide_by: datetime
    #: what happens when nobody decides in time
    fallback: str
    #: what becomes of the goods
    decision: str | None
    #: who decided: shop, office, or the time
    decided_by: str | None
    #: what was written with the decision
    decided_note: str | None
    #: when it was decided
    decided_at: datetime | None
    #: pictures of it, taken at the dock
    photo_ids: list[UUID]
    #: when it was made
    created_at: datetime
    #: a page where a person can decide without logging in, while it can be decided
    decide_url: str | UnsetType | None = UNSET


class DiscrepancyDecision(Struct, kw_only=True, frozen=True):
    """What becomes of the goods."""

    #: what becomes of the goods
    decision: Literal["accept", "quarantine", "return_to_supplier"]
    #: what a person wrote about it
    note: str | UnsetType | None = UNSET


class DiscrepancyFallbacks(Struct, kw_only=True, frozen=True):
    """What happens to goods when nobody decides in time, by kind of difference. null: accept,
    but quarantine for `damaged`, `wrong_label`, `wrong_lot`, `short_dated`. What did not
    come is always accepted.
    """

    #: more came than was announced; accept, quarantine, return_to_supplier
    over: str | UnsetType | None = UNSET
    #: a product that was not announced; accept, quarantine, return_to_supplier
    unexpected_product: str | UnsetType | None = UNSET
    #: nothing of the delivery was announced; accept, quarantine, return_to_supplier
    unannounced: str | UnsetType | None = UNSET
    #: damaged goods; accept, quarantine, return_to_supplier
    damaged: str | UnsetType | None = UNSET
    #: the label says something else; accept, quarantine, return_to_supplier
    wrong_label: str | UnsetType | None = UNSET
    #: another lot than was announced; accept, quarantine, return_to_supplier
    wrong_lot: str | UnsetType | None = UNSET
    #: pieces without a barcode; accept, quarantine, return_to_supplier
    no_barcode: str | UnsetType | None = UNSET
    #: goods that expire too soon; accept, quarantine, return_to_supplier
    short_dated: str | UnsetType | None = UNSET


class Document(Struct, kw_only=True, frozen=True):
    """A paper of an order."""

    #: what it is, one of a few words; slip, label, invoice
    kind: str
    #: pdf or zpl; pdf, zpl
    format: str
    #: null for the invoice: it goes with the first parcel that is closed
    parcel_number: int | None
    #: where it is downloaded, with the same key
    href: str


class Documents(Struct, kw_only=True, frozen=True):
    """The papers of an order, parcel by parcel."""

    #: what was found, in a stable order
    items: list[Document]


class Erasure(Struct, kw_only=True, frozen=True):
    """An erasure: what is asked for, and how it stands."""

    #: our id of it
    id: UUID
    #: of an order; null of a conversation about none
    order_id: UUID | None
    #: your own name of the order
    order_external_id: str | None
    #: of a conversation with somebody who named no order: its number; null of an order
    thread_number: int | None
    #: when it was asked for
    asked_at: datetime
    #: shop, office or retention
    asked_by: str
    #: order, return or case: why it cannot be done yet; it is done as soon as that is over
    waits_for: str | None
    #: when the last try went wrong; it is tried again by itself
    failed_at: datetime | None
    #: when it was done
    done_at: datetime | None


class Erasures(Struct, kw_only=True, frozen=True):
    """What is asked for, an item for each order and each conversation that is concerned."""

    #: what was found, in a stable order
    items: list[Erasure]


class Event(Struct, kw_only=True, frozen=True):
    """An event as shops read it, in the feed and in webhooks alike."""

    #: our id of it
    id: UUID
    #: what happened, in two words; EventName
    type: str
    #: which shape `data` has
    schema_version: int
    #: our id of your shop
    shop_id: UUID
    #: place in your feed, without gaps
    sequence: int
    #: when it happened
    occurred_at: datetime
    #: what it is about
    subject: EventSubject
    #: what happened; which of these it is, the type says
    data: dict[str, Any]


class EventFeed(Struct, kw_only=True, frozen=True):
    """Events in their order; ask again with `next_after`, also when there were none."""

    #: what was found, in a stable order
    items: list[Event]
    #: the sequence to send as `after` next time
    next_after: int
    #: the newest sequence that there is, of whatever type: begin after it to read what is
    #: to come
    last_sequence: int


class EventMade(Struct, kw_only=True, frozen=True):
    """An event as the feed and webhooks tell it; its `sequence` is given a moment later."""

    #: our id of it
    id: UUID
    #: what it is, a dotted name
    type: str
    #: when it happened
    occurred_at: datetime
    #: what it is about
    subject: EventSubject
    #: what happened, as its `type` has it
    data: dict[str, Any]


class EventSchemaVersion(Struct, kw_only=True, frozen=True):
    """A version of what an event says."""

    #: grows with every change; where there is an `ETag`, it is this
    version: int
    #: its JSON Schema, to be read without a key
    schema_url: str


class EventSubject(Struct, kw_only=True, frozen=True):
    """What an event is about."""

    #: what it is, a dotted name
    type: str
    #: our id of it
    id: UUID
    #: your own name of it, unique at your shop
    external_id: str | None
    #: grows with every change; where there is an `ETag`, it is this
    version: int


class EventType(Struct, kw_only=True, frozen=True):
    """A type of event, in the version in which it is told today."""

    #: what it is, a dotted name
    type: str
    #: grows with every change; where there is an `ETag`, it is this
    version: int
    #: when it is told, in English
    summary: str
    #: the day on which it was told for the first time
    since: date
    #: what it can be about
    subjects: list[str]
    #: the JSON Schema (2020-12) of its `data`, to be read without a key
    schema_url: str


class EventTypeWithVersions(Struct, kw_only=True, frozen=True):
    """A type of event with all its versions and an example."""

    #: what it is, a dotted name
    type: str
    #: grows with every change; where there is an `ETag`, it is this
    version: int
    #: when it is told, in English
    summary: str
    #: the day on which it was told for the first time
    since: date
    #: what it can be about
    subjects: list[str]
    #: the JSON Schema (2020-12) of its `data`, to be read without a key
    schema_url: str
    #: all that were ever told, the newest last
    versions: list[EventSchemaVersion]
    #: `data` as it was told once; a test of this type sends it
    example: dict[str, Any]


class EventTypes(Struct, kw_only=True, frozen=True):
    """All types of events."""

    #: what was found, in a stable order
    items: list[EventType]


class EvidenceLink(Struct, kw_only=True, frozen=True):
    """What was known of a parcel at a moment. `document` is canonical JSON (RFC 8785) as text,
    and `sha256` is of its bytes in UTF-8.
    """

    #: place in the chain, from 1
    link_no: int
    #: what it is, one of a few words
    kind: str
    #: when it was made
    created_at: datetime
    #: hexadecimal, of the content
    sha256: str
    #: canonical JSON (RFC 8785) as text
    document: str
    #: ids of pictures
    photos: list[EvidencePhoto]


class EvidencePhoto(Struct, kw_only=True, frozen=True):
    """A photo of the parcel; `url` gives the JPEG that `sha256` is of."""

    #: our id of it
    id: UUID
    #: hexadecimal, of the content
    sha256: str
    #: where it is fetched, with the same key
    url: str


class Exchange(Struct, kw_only=True, frozen=True):
    """The order that sends other goods for what comes back."""

    #: our id of the order
    order_id: UUID
    #: our number of the order
    order_number: int
    #: your own name of the order
    order_external_id: str
    #: of the order
    status: str
    #: when it goes: at_once, arrived or inspected
    when: str
    #: it waits for the return; whoever may release the hold `exchange` lets it go sooner
    is_waiting: bool


class ExpandedCase(Struct, kw_only=True, frozen=True):
    """A case, with what `expand` asked for."""

    #: our id of your shop
    shop_id: UUID
    #: our id of it
    id: UUID
    #: our number of it, for people
    number: int
    #: enquiry, complaint, courier_claim, stock_dispute or our_mistake
    kind: str
    #: open, waiting_for_shop, waiting_for_us or resolved
    status: str
    #: null once the person was erased
    title: str | None
    #: our id of the order
    order_id: UUID | None
    #: your own name of the order
    order_external_id: str | None
    #: our number of the order
    order_number: int | None
    #: our id of the parcel
    parcel_id: UUID | None
    #: our number of the parcel
    parcel_number: int | None
    #: our id of the return
    return_id: UUID | None
    #: our number of the return
    return_number: int | None
    #: shop, us or consumer
    opened_by: str
    #: what it came of: lost, damaged, difference or correction; null: somebody opened it
    cause: str | None
    #: our id of what it came of
    cause_id: UUID | None
    #: when your consumer said it
    declared_at: datetime
    #: the last second of the day by which we answer
    answer_due_at: datetime
    #: when it was answered
    answered_at: datetime | None
    #: reship, extra_item, credit, other_carrier or none
    remedy: str | None
    #: who pays for it: us, carrier or shop
    cost: str | None
    #: the order that puts it right
    remedy_order_id: UUID | None
    #: our number of the order that puts it right
    remedy_order_number: int | None
    #: what is granted, in the smallest unit of `credit_currency`
    credit_minor: int | None
    #: ISO 4217
    credit_currency: str | None
    #: when its remedy was chosen
    resolved_at: datetime | None
    #: when it was made
    created_at: datetime
    #: when it last changed
    updated_at: datetime
    #: grows with every change; where there is an `ETag`, it is this
    version: int
    #: with `expand=order`; null: it is about no order
    order: Order | UnsetType | None = UNSET


class ExpandedOrder(Struct, kw_only=True, frozen=True):
    """An order, with what `expand` asked for."""

    #: our id of it
    id: UUID
    #: our id of your shop
    shop_id: UUID
    #: your own name of it, unique at your shop
    external_id: str
    #: our number of it, for people
    number: int
    #: where it stands now
    status: str
    #: to whom the parcel goes
    recipient: dict[str, Any]
    #: the courier's code
    carrier: str
    #: the courier's service, by its code
    service: str
    #: ISO 639-1
    language: str
    #: the lower, the sooner it is picked
    priority: int
    #: by then it leaves the building
    ship_by: datetime | None
    #: as its shop said: all_or_nothing, as_available, or up_to a day
    backorder_policy: str
    #: with up_to: the last day on which it waits for all of its goods
    wait_until: date | None
    #: what the courier collects, in the smallest unit; null: nothing
    cod_amount_minor: int | None
    #: ISO 4217
    cod_currency: str | None
    #: each of its parcels is insured for so much, in the smallest unit
    insurance_amount_minor: int | None
    #: ISO 4217
    insurance_currency: str | None
    #: what the goods are worth to the buyer
    value_amount_minor: int | None
    #: ISO 4217
    value_currency: str | None
    #: courier and service were left to the rules; null: the shop named both
    chosen_way: ChosenWay | None
    #: printed on the slip for the one who gets the parcel
    gift_note: str | None
    #: what a person wrote about it
    note: str | None
    #: when it was made
    created_at: datetime
    #: when it last changed
    updated_at: datetime
    #: when it was cancelled
    cancelled_at: datetime | None
    #: when the last of it left
    shipped_at: datetime | None
    #: you asked to cancel it when goods of it were in a tote already
    is_cancel_requested: bool
    #: the order of which this one sends something again
    reship_of: UUID | None
    #: why it waits, the oldest reason first; empty when nothing holds it back
    holds: list[OrderHold]
    #: grows with every change; where there is an `ETag`, it is this
    version: int
    #: what it consists of, a line a product
    lines: list[ExpandedOrderLine]
    #: the consumer's own page of it, to be passed on to them; told when an order is placed,
    #: read, listed or amended
    consumer_url: str | UnsetType | None = UNSET
    #: with `expand=shipments`: its parcels with their couriers, voided labels too
    shipments: list[Shipment] | UnsetType = UNSET
    #: with `expand=returns`: what comes back of it
    returns: list[Return] | UnsetType = UNSET
    #: with `expand=cases`: what is asked, complained or claimed about it
    cases: list[Case] | UnsetType = UNSET


class ExpandedOrderLine(Struct, kw_only=True, frozen=True):
    """A line, with what `expand` asked for."""

    #: our id of it
    id: UUID
    #: place of the line, from 1
    line_no: int
    #: your own name of the product
    sku: str
    #: what people call it
    name: str
    #: your own name of it, unique at your shop
    external_id: str | None
    #: base units that you ordered
    ordered: int
    #: base units promised to orders and still on the shelf
    allocated: int
    #: in a tote
    picked: int
    #: in a parcel
    packed: int
    #: on their way
    shipped: int
    #: not sent any more
    cancelled: int
    #: back here
    returned: int
    #: waited for
    backordered: int
    #: the virtual kit of which this line is a part, as it was ordered
    kit: KitOfLine | UnsetType | None = UNSET
    #: with `expand=lines.product`: the product as it is now
    product: Product | UnsetType | None = UNSET


class ExpandedReturn(Struct, kw_only=True, frozen=True):
    """A return, with what `expand` asked for."""

    #: our id of it
    id: UUID
    #: our id of your shop
    shop_id: UUID
    #: your own name of it, unique at your shop
    external_id: str | None
    #: our number of it, for people
    number: int
    #: our id of the order
    order_id: UUID | None
    #: your own name of the order
    order_external_id: str | None
    #: our number of the order
    order_number: int | None
    #: where it stands now
    status: str
    #: why, one of a few words
    reason: str
    #: the courier's number of the parcel; null: not known yet
    tracking_number: str | None
    #: what a person wrote about it
    note: str | None
    #: when your consumer said it
    declared_at: datetime | None
    #: when it came; null: not yet
    arrived_at: datetime | None
    #: when an inspector had looked at it
    inspected_at: datetime | None
    #: when all of it was dealt with
    completed_at: datetime | None
    #: when it was refused
    rejected_at: datetime | None
    #: why it was refused
    rejection_reason: str | None
    #: since when nothing here keeps the shop from paying back, and what that rests on
    refund_clearable_at: datetime | None
    #: sent, arrived or inspected: what the refund rests on
    refund_basis: str | None
    #: when the shop paid, as it said
    refunded_at: datetime | None
    #: when the consumer's complaint was answered, yes or no
    complaint_answered_at: datetime | None
    #: when a parcel was found to be empty
    came_empty_at: datetime | None
    #: what the empty parcel weighed
    came_weight_g: int | None
    #: ids of pictures of the parcels as they came
    photos: list[UUID]
    #: what is due when
    clocks: ReturnClocks
    #: its cartons, in the order in which they became known
    parcels: list[ReturnParcel]
    #: the order that sends other goods for it
    exchange: Exchange | None
    #: what it consists of, a line a product
    lines: list[ReturnLine]
    #: when it was made
    created_at: datetime
    #: when it last changed
    updated_at: datetime
    #: grows with every change; where there is an `ETag`, it is this
    version: int
    #: with `expand=order`; null: nobody knows yet of which order it is
    order: Order | UnsetType | None = UNSET


class ExpandedShipment(Struct, kw_only=True, frozen=True):
    """A shipment, with what `expand` asked for."""

    #: our id of it
    id: UUID
    #: our id of the order
    order_id: UUID
    #: our number of the order
    order_number: int
    #: your own name of the order
    order_external_id: str
    #: our id of the parcel
    parcel_id: UUID
    #: our number of the parcel
    parcel_number: int
    #: where the parcel itself stands
    parcel_status: str
    #: grams
    weight_g: int | None
    #: what the bench calls its carton, and its outer sizes; null: the bench did not say
    carton: str | None
    #: millimetres
    length_mm: int | None
    #: millimetres
    width_mm: int | None
    #: millimetres
    height_mm: int | None
    #: the courier's code
    carrier: str
    #: the courier's service, by its code
    service: str
    #: requested, buying, bought, failed or voided
    status: str
    #: the pickup point where it goes; null: to an address
    pickup_point_id: str | None
    #: what it costs by the rate table; null: nothing is known
    price: Price | None
    #: at whose cost: shop, us or carrier; null while its label was not asked for
    paid_by: str | None
    #: the courier's number of the parcel; null: not known yet
    tracking_number: str | None
    #: the courier's own page of it
    tracking_url: str | None
    #: why the label could not be bought, the last time
    failure: LabelFailure | None
    #: a person put the parcel aside and decides what becomes of it
    held_at: datetime | None
    #: when it was made
    created_at: datetime
    #: when it last changed
    updated_at: datetime
    #: when the label was bought
    bought_at: datetime | None
    #: when the courier took it
    handed_over_at: datetime | None
    #: with `expand=order`
    order: Order | UnsetType | None = UNSET


class ExpandedWebhookDelivery(Struct, kw_only=True, frozen=True):
    """A webhook delivery, with what `expand` asked for."""

    #: our id of it
    id: UUID
    #: our id of the webhook endpoint
    endpoint_id: UUID
    #: the event, its `webhook-id`; null: a test
    event_id: UUID | None
    #: what it is, a dotted name
    type: str
    #: place in your feed, without gaps
    sequence: int
    #: where it stands now
    status: str
    #: what is sent, letter by letter: the signature is over these bytes (UTF-8)
    request_body: str
    #: every try, the first one first
    attempts: list[WebhookAttempt]
    #: when the next attempt is due, while it waits
    next_attempt_at: datetime | None
    #: why the last try failed
    last_error: str | None
    #: when it was made
    created_at: datetime
    #: when it arrived
    delivered_at: datetime | None
    #: with `expand=event`; null: it is a test, or the event is kept no longer
    event: Event | UnsetType | None = UNSET


class Fault(Struct, kw_only=True, frozen=True):
    """What goes wrong, and whom it has hit; used up when `used` is `times`."""

    #: our id of it
    id: UUID
    #: what it is, one of a few words
    kind: str
    #: with label_refused: what the courier says
    code: str | None
    #: how many times it goes wrong
    times: int
    #: how many of them it has gone wrong already
    used: int
    #: the last order, event or request that it hit
    last_hit: str | None
    #: when that was
    last_hit_at: datetime | None
    #: when it was made
    created_at: datetime


class Faults(Struct, kw_only=True, frozen=True):
    """All faults that were asked for, the newest first."""

    #: what was found, in a stable order
    items: list[Fault]


class FieldProblem(Struct, kw_only=True, frozen=True):
    """One value at fault; `pointer` is a JSON pointer into the body, `?name` in the query."""

    #: JSON pointer (RFC 6901) into the body; `?name` in the query
    pointer: str
    #: stable and dotted; programs match on it
    code: str
    #: a sentence for people: what is wrong with the value
    detail: str


class Finding(Struct, kw_only=True, frozen=True):
    """What an inspector found of some pieces, and what became of them."""

    #: our id of it
    id: UUID
    #: base units
    quantity: int
    #: what the inspector made of it
    grade: str
    #: what becomes of the pieces
    disposition: str
    #: whose fault it is
    blame: str
    #: what a person wrote about it
    note: str | None
    #: what is wrong with them
    reason: str | None
    #: what of the shop's checklist was not there
    missing_parts: list[str]
    #: by which version of the shop's rubric; null: it had none
    rubric_version: int | None
    #: ids of pictures
    photos: list[UUID]
    #: a picture was wanted, and there was no camera
    is_without_photo: bool
    #: two people agreed to throw them away
    is_agreed: bool
    #: the finding that this one put right
    corrects: UUID | None
    #: when an inspector had looked at it
    inspected_at: datetime


class Forward(Struct, kw_only=True, frozen=True):
    """How much time passes."""

    #: ISO 8601 without months: `P3D`, `PT6H`, `P1W`; at most 400 days
    forward: str


class FoundOfLineInEvent(Struct, kw_only=True, frozen=True):
    """What was found of some pieces."""

    #: the finding
    inspection_id: UUID
    #: so many pieces
    quantity: int
    #: how the pieces are; A, B, C, D, wrong_item, empty
    grade: str
    #: what becomes of the pieces; restock, quarantine, refurbish, return_to_shop, dispose
    disposition: str
    #: whose fault it is, as the inspector saw it; consumer, carrier, warehouse, supplier,
    #: unknown
    blame: str
    #: why; broken, used, incomplete, dirty, not_working, other
    reason: str | None
    #: what of your checklist was not there
    missing_parts: list[str]
    #: by which version of your rules it was judged
    rubric_version: int | None
    #: pictures of it
    photos: list[str]


class GradeRule(Struct, kw_only=True, frozen=True):
    """What a grade means to a shop, and what it wants then."""

    #: the shop's own words by language; a missing one is said by us
    words: dict[str, str] | UnsetType = UNSET
    #: ids of pictures that were uploaded as examples
    examples: list[UUID] | UnsetType = UNSET
    #: a picture is taken of every such piece
    is_photo_wanted: bool | UnsetType = UNSET
    #: what is done with such a piece; none: as is usual here; restock, quarantine,
    #: refurbish, return_to_shop, dispose
    disposition: str | UnsetType | None = UNSET


class HoldInEvent(Struct, kw_only=True, frozen=True):
    """A reason why an order waits, and who must act."""

    #: a stable code
    code: str
    #: who must act; us, shop, consumer, carrier
    owner: str


class Import(Struct, kw_only=True, frozen=True):
    """A file, how far it is, and how many of its rows would do, or did, what."""

    #: our id of it
    id: UUID
    #: a list of products, or a delivery (`announceDeliveryByFile` with `dry_run`);
    #: products, delivery
    kind: str
    #: of a delivery: its name and day; once it is announced, `asn_id` and `asn_number`
    about: dict[str, Any] | None
    #: what you called the file
    file_name: str
    #: where it stands now; checking, checked, applying, done, cancelled
    status: str
    #: rows below the header
    total_rows: int
    #: rows that make something new
    new_rows: int
    #: rows that change something
    changed_rows: int
    #: rows that change nothing
    same_rows: int
    #: rows that cannot be used
    error_rows: int
    #: rows that were carried out
    applied_rows: int
    #: rows that were refused when they were carried out
    refused_rows: int
    #: when it was made
    created_at: datetime
    #: when all rows were looked at
    checked_at: datetime | None
    #: when you said yes
    confirmed_at: datetime | None
    #: when it was done to the end
    finished_at: datetime | None


class ImportRow(Struct, kw_only=True, frozen=True):
    """A row of the file (the first below the header is 2) and what it would do."""

    #: row of the file; the first below the header is 2
    row_no: int
    #: your own name of the product
    sku: str
    #: what the row would do; unchecked, new, changed, same, error, applied, refused
    state: str
    #: what would change
    differences: list[ImportRowDifference]
    #: everything that is wrong, at once; empty: nothing
    errors: list[ImportRowProblem]


class ImportRowDifference(Struct, kw_only=True, frozen=True):
    """A field and what it would become from what."""

    #: which value
    field: str
    #: as it is now
    old: Any
    #: as it would be
    new: Any


class ImportRowProblem(Struct, kw_only=True, frozen=True):
    """What is wrong with a cell, and what to do about it."""

    #: which value
    field: str
    #: stable; a program matches on it
    code: str
    #: a sentence for people: what is wrong and what to do
    detail: str


class InboundArrivedData(Struct, kw_only=True, frozen=True):
    """The delivery stands at the dock."""

    #: the warehouse's number of it
    asn_number: int


class InboundDiscrepancyData(Struct, kw_only=True, frozen=True):
    """Something came otherwise than announced, or what becomes of it was decided."""

    #: its id
    id: UUID
    #: what kind it is; short, over, unexpected_product, damaged, wrong_label, no_barcode,
    #: short_dated, wrong_lot, unannounced
    kind: str
    #: your SKU
    sku: str
    #: 0: it was a mistake and is withdrawn.
    quantity: int
    #: words of the warehouse's people about the goods
    note: str | None
    #: facts of this kind of difference: a lot, a date, a count
    details: dict[str, Any] | None
    #: how it stands; open, decided, done, withdrawn
    status: str
    #: until when you can decide
    decide_by: datetime
    #: what is done when nobody decides in time; accept, quarantine, return_to_supplier
    fallback: str
    #: what was decided; accept, quarantine, return_to_supplier
    decision: str | None
    #: who decided; shop, office, default
    decided_by: str | None
    #: pictures of it
    photo_ids: list[UUID]
    #: a page that decides it without a log-in, while it is open
    decide_url: str | UnsetType | None = UNSET


class InboundProgressData(Struct, kw_only=True, frozen=True):
    """A line is being counted; the numbers are totals."""

    #: your SKU
    sku: str
    #: pieces that were announced
    expected: int
    #: pieces that came
    received: int


class InboundReceivedData(Struct, kw_only=True, frozen=True):
    """The delivery is counted: the whole of it, and every difference."""

    #: the warehouse's number of it
    asn_number: int
    #: the lines that it is about
    lines: list[LineReceivedInEvent]
    #: everything that came otherwise than announced
    discrepancies: list[DifferenceInEvent]


class InboundRules(Struct, kw_only=True, frozen=True):
    """How a shop's deliveries are received."""

    #: receivers count without seeing how much was announced
    is_blind: bool | UnsetType = UNSET
    #: the time to decide about a difference
    decide_within_hours: int | UnsetType = UNSET
    #: goods that expire within so many days are held; 0: expired ones only
    least_days_left: int | UnsetType = UNSET
    #: goods of which there are none on a shelf go to an empty place of this kind, if there
    #: is one; pick_face, storage
    put_away_first: str | UnsetType = UNSET
    #: what happens to goods when nobody decides in time
    fallbacks: DiscrepancyFallbacks | UnsetType = UNSET


class Kit(Struct, kw_only=True, frozen=True):
    """What a product is made of."""

    #: what it is, one of a few words; virtual, built
    kind: str
    #: what it consists of
    parts: list[KitPart]


class KitOfInEvent(Struct, kw_only=True, frozen=True):
    """The kit that a piece is a part of."""

    #: your SKU
    sku: str
    #: so many pieces
    quantity: int


class KitOfLine(Struct, kw_only=True, frozen=True):
    """The kit that was ordered, and how many of it."""

    #: your own name of the product
    sku: str
    #: base units
    quantity: int


class KitOrder(Struct, kw_only=True, frozen=True):
    """A work order and how far it is, in pieces of the kit."""

    #: our id of it
    id: UUID
    #: our number of it, for people
    number: int
    #: your own name of the product
    sku: str
    #: build, or break: into its parts; build, break
    work: str
    #: pieces that were asked for
    asked: int
    #: pieces that are done
    done: int
    #: where it stands now; open, done, cancelled
    status: str
    #: when it was made
    created_at: datetime
    #: when it was done to the end
    finished_at: datetime | None


class KitPart(Struct, kw_only=True, frozen=True):
    """So many pieces of a product are in one kit."""

    #: your own name of the product
    sku: str
    #: base units
    quantity: int


class LabelFailure(Struct, kw_only=True, frozen=True):
    """Why a label was not bought: programs go by `code` and `facts`."""

    #: stable; a program matches on it
    code: str
    #: in English, for people
    title: str
    #: what the sentence was filled with, for programs
    facts: dict[str, Any]
    #: the courier's own words, in its language
    words: str | None


class LineReceivedInEvent(Struct, kw_only=True, frozen=True):
    """A product of the delivery, counted."""

    #: your SKU
    sku: str
    #: pieces that were announced
    expected: int
    #: pieces that came
    received: int
    #: in quarantine until somebody decides
    held: int
    #: how much came of which lot
    lots: list[LotReceivedInEvent]
    #: their serial numbers
    serials: list[str]


class LotReceivedInEvent(Struct, kw_only=True, frozen=True):
    """So much of a lot came."""

    #: a lot's code, as it stands on the goods
    lot: str
    #: the day on which it expires
    expires_on: date | None
    #: so many pieces
    quantity: int


class LotStock(Struct, kw_only=True, frozen=True):
    """What there is of a lot inside the building, in base units; without a lot the code is
    null. `available` can be promised now; `sell_before` is the first day on which none of
    it can.
    """

    #: our id of the lot
    lot_id: UUID
    #: our id of the product
    product_id: UUID
    #: your own name of the product
    sku: str
    #: code of the lot; null: kept without lots
    lot: str | None
    #: the day on which the goods expire; null: they do not, or it is not known
    expires_on: date | None
    #: the first day on which none of it can be promised
    sell_before: date | None
    #: base units inside the building, whatever their condition
    on_hand: int
    #: base units promised to orders and still on the shelf
    allocated: int
    #: base units that can be promised now
    available: int
    #: condition → on hand
    conditions: dict[str, int]


class MeasureProposal(Struct, kw_only=True, frozen=True):
    """A weight or size of a piece that was measured again and again, against what the shop
    says.
    """

    #: our id of it
    id: UUID
    #: our id of your shop
    shop_id: UUID
    #: our id of the product
    product_id: UUID
    #: your own name of the product
    sku: str
    #: what people call it
    name: str
    #: which value
    field: str
    #: what the catalogue says now; null: nothing
    kept: int | None
    #: what was measured, in grams or millimetres
    proposed: int
    #: how often it was measured
    measurements: int
    #: where it stands now; open, accepted, refused
    status: str
    #: when it was made
    created_at: datetime
    #: when it was decided
    decided_at: datetime | None


class Message(Struct, kw_only=True, frozen=True):
    """Something that was said, as the shop's program sees it."""

    #: our id of it
    id: UUID
    #: null: it is about no order
    order_id: UUID | None
    #: your own name of the order
    order_external_id: str | None
    #: the thread's number, which our office names
    thread_number: int
    #: with whom it was said: `consumer`, or `us` for what you and we say to each other
    talk_with: str
    #: email, chat, page, phone or portal
    channel: str
    #: consumer, shop or us
    from_whom: str
    #: null once the person was erased
    words: str | None
    #: files that were sent along
    files: int
    #: when it was said
    said_at: datetime


class MessageFile(Struct, kw_only=True, frozen=True):
    """A file beside a message, without its content."""

    #: our id of it
    id: UUID
    #: what people call it
    name: str
    #: what the file is, as `image/jpeg`
    media_type: str
    #: length of the content
    size_bytes: int


class MismatchInEvent(Struct, kw_only=True, frozen=True):
    """A piece that is not the one that was shipped."""

    #: what kind it is; serial, lot
    kind: str
    #: a serial number
    found: str
    #: what was sent
    shipped: list[str]


class Missed(Struct, kw_only=True, frozen=True):
    """Events that an endpoint missed while it was disabled."""

    #: of the first one
    from_sequence: int
    #: of the last one
    to_sequence: int


class MovementSeal(Struct, kw_only=True, frozen=True):
    """A closed day (UTC) of the ledger. `digest`: hex SHA-256 over the digest of the day
    before and this day's movements.
    """

    #: the day, in UTC
    day_on: date
    #: how many movements it has
    movements: int
    #: hexadecimal SHA-256
    digest: str


class NewAsn(Struct, kw_only=True, frozen=True):
    """What a shop says is coming."""

    #: your own name of it, unique at your shop
    external_id: str
    #: may be left out when `cartons` tell everything
    lines: list[NewAsnLine] | UnsetType = UNSET
    #: the cartons or pallets that bring it
    cartons: list[NewCarton] | UnsetType = UNSET
    #: the day on which it is to come
    expected_on: date | UnsetType | None = UNSET
    #: what a person wrote about it
    note: str | UnsetType | None = UNSET
    #: the waybill of the lorry or parcel: the dock finds the delivery by scanning it
    carrier_reference: str | UnsetType | None = UNSET


class NewAsnLine(Struct, kw_only=True, frozen=True):
    """So many base units of a product are coming; with `lots` they are of these and no others."""

    #: your own name of the product
    sku: str
    #: base units
    quantity: int
    #: the lots that come; empty: any
    lots: list[NewAsnLot] | UnsetType = UNSET


class NewAsnLot(Struct, kw_only=True, frozen=True):
    """Goods of this lot come; other lots of the product are held and asked about."""

    #: code of the lot; null: kept without lots
    lot: str
    #: the day on which the goods expire; null: they do not, or it is not known
    expires_on: date | UnsetType | None = UNSET


class NewCarton(Struct, kw_only=True, frozen=True):
    """A carton or pallet; `code` is on its label: an SSCC or your own. null: we make one."""

    #: what it consists of, a line a product
    lines: list[NewCartonLine]
    #: stable; a program matches on it
    code: str | UnsetType | None = UNSET


class NewCartonLine(Struct, kw_only=True, frozen=True):
    """So many base units of a product are in the carton, of one lot when it is kept by lot."""

    #: your own name of the product
    sku: str
    #: base units
    quantity: int
    #: code of the lot; null: kept without lots
    lot: str | UnsetType | None = UNSET
    #: the day on which the goods expire; null: they do not, or it is not known
    expires_on: date | UnsetType | None = UNSET


class NewCase(Struct, kw_only=True, frozen=True):
    """What a case is about."""

    #: what it is, one of a few words
    kind: Literal["enquiry", "complaint", "courier_claim", "stock_dispute", "our_mistake"]
    #: a short text for people
    title: str
    #: our id of the order
    order_id: UUID | UnsetType | None = UNSET
    #: our id of the parcel
    parcel_id: UUID | UnsetType | None = UNSET
    #: our id of the return
    return_id: UUID | UnsetType | None = UNSET
    #: when your consumer said it: a complaint's term counts from here
    declared_at: datetime | UnsetType | None = UNSET


class NewCaseMessage(Struct, kw_only=True, frozen=True):
    """Something that you say."""

    #: what was said
    words: str


class NewExchange(Struct, kw_only=True, frozen=True):
    """What is sent for what comes back."""

    #: what it consists of, a line a product
    lines: list[ReshipmentLine]
    #: your own name of the new order; null: the first one's with -R1, -R2 …
    external_id: str | UnsetType | None = UNSET
    #: when it goes; null: as your rubric says
    when: Literal["at_once", "arrived", "inspected"] | UnsetType | None = UNSET
    #: null: to the same address
    recipient: Recipient | UnsetType | None = UNSET
    #: what a person wrote about it
    note: str | UnsetType | None = UNSET


class NewFault(Struct, kw_only=True, frozen=True):
    """The next so many of a kind go wrong."""

    #: what it is, one of a few words
    kind: Literal[
        "short_pick",
        "label_refused",
        "parcel_lost",
        "parcel_damaged",
        "webhook_timeout",
        "api_unavailable",
        "api_limited",
    ]
    #: how many times it goes wrong
    times: int | UnsetType = UNSET
    #: with label_refused: what the courier says, as `shipment.exception` tells it
    code: str | UnsetType | None = UNSET


class NewHold(Struct, kw_only=True, frozen=True):
    """Why the order shall wait; `note` is for the warehouse's office."""

    #: stable; a program matches on it
    code: Literal["payment", "fraud", "address_question", "shop_request"]
    #: what a person wrote about it
    note: str | UnsetType | None = UNSET


class NewKit(Struct, kw_only=True, frozen=True):
    """What a product is made of."""

    #: what it is, one of a few words
    kind: Literal["virtual", "built"]
    #: what it consists of
    parts: list[KitPart]


class NewKitOrder(Struct, kw_only=True, frozen=True):
    """So many pieces of a built kit are to be put together, or taken apart."""

    #: your own name of the product
    sku: str
    #: build: put together; break: into its parts
    work: Literal["build", "break"]
    #: base units
    quantity: int


class NewMessage(Struct, kw_only=True, frozen=True):
    """Something that you say to our office."""

    #: what was said
    words: str


class NewNoticeText(Struct, kw_only=True, frozen=True):
    """A shop's own words for one kind in one language; both empty: ours."""

    #: what it is about
    subject: str | UnsetType = UNSET
    #: the text of a mail
    body: str | UnsetType = UNSET


class NewOrder(Struct, kw_only=True, frozen=True):
    """What a shop asks us to send."""

    #: your own name of it, unique at your shop
    external_id: str
    #: to whom the parcel goes
    recipient: Recipient
    #: what it consists of, a line a product
    lines: list[NewOrderLine]
    #: left out, the rules of the shop choose the way
    carrier: str | UnsetType | None = UNSET
    #: the courier's service, by its code
    service: str | UnsetType | None = UNSET
    #: ISO 639-1
    language: Literal["en", "pl", "uk", "de"] | UnsetType = UNSET
    #: the lower, the sooner it is picked
    priority: int | UnsetType = UNSET
    #: RFC 3339, with its offset; of 2000 to 2199.
    ship_by: datetime | UnsetType | None = UNSET
    #: null: as the shop has it set
    backorder_policy: Literal["all_or_nothing", "as_available", "up_to"] | UnsetType | None = UNSET
    #: with up_to: the last day on which it waits for all of its goods
    wait_until: date | UnsetType | None = UNSET
    #: smallest unit
    cod_amount_minor: int | UnsetType | None = UNSET
    #: ISO 4217
    cod_currency: str | UnsetType | None = UNSET
    #: each of its parcels is insured for so much
    insurance_amount_minor: int | UnsetType | None = UNSET
    #: ISO 4217
    insurance_currency: str | UnsetType | None = UNSET
    #: what the goods are worth to the buyer: for the rules, never on a paper
    value_amount_minor: int | UnsetType | None = UNSET
    #: ISO 4217
    value_currency: str | UnsetType | None = UNSET
    #: the buyer never ordered before; left out: as we remember
    is_first_order: bool | UnsetType | None = UNSET
    #: printed on the slip for the one who gets the parcel
    gift_note: str | UnsetType | None = UNSET
    #: what a person wrote about it
    note: str | UnsetType | None = UNSET


class NewOrderLine(Struct, kw_only=True, frozen=True):
    """So much of a product."""

    #: your own name of the product
    sku: str
    #: base units
    quantity: int
    #: your own name of it, unique at your shop
    external_id: str | UnsetType | None = UNSET


class NewOrderMessage(Struct, kw_only=True, frozen=True):
    """Something that you say about an order."""

    #: what was said
    words: str
    #: our office, or the buyer
    to: Literal["us", "consumer"] | UnsetType = UNSET


class NewPrivacyRules(Struct, kw_only=True, frozen=True):
    """For how long people are known."""

    #: days after the end of an order
    retention_days: int


class NewProduct(Struct, kw_only=True, frozen=True):
    """A product as its shop registers it."""

    #: your own name of the product
    sku: str
    #: what people call it
    name: str
    #: codes that are printed on it
    barcodes: list[Barcode] | UnsetType = UNSET
    #: grams
    weight_g: int | UnsetType | None = UNSET
    #: millimetres
    length_mm: int | UnsetType | None = UNSET
    #: millimetres
    width_mm: int | UnsetType | None = UNSET
    #: millimetres
    height_mm: int | UnsetType | None = UNSET
    #: its lots are told apart
    is_lot_tracked: bool | UnsetType = UNSET
    #: it expires, and the day is kept
    is_expiry_tracked: bool | UnsetType = UNSET
    #: every piece has a serial number that is kept
    is_serial_tracked: bool | UnsetType = UNSET
    #: dangerous goods
    is_hazmat: bool | UnsetType = UNSET
    #: breaks easily
    is_fragile: bool | UnsetType = UNSET
    #: this side up: in a carton its height stays its height
    is_upright: bool | UnsetType = UNSET
    #: shown to the packer at the first piece in a parcel, and confirmed
    packing_instructions: str | UnsetType | None = UNSET


class NewQuote(Struct, kw_only=True, frozen=True):
    """What an order would ask for."""

    #: what it consists of, a line a product
    lines: list[NewOrderLine]
    #: ISO 3166-1 alpha-2
    country: str
    #: left out, the rules choose
    carrier: str | UnsetType | None = UNSET
    #: the courier's service, by its code
    service: str | UnsetType | None = UNSET
    #: what the rules look at, too
    postcode: str | UnsetType | None = UNSET
    #: it would go to a pickup point
    has_pickup_point: bool | UnsetType = UNSET
    #: the courier would collect money
    is_cod: bool | UnsetType = UNSET
    #: smallest unit
    value_amount_minor: int | UnsetType | None = UNSET
    #: ISO 4217
    value_currency: str | UnsetType | None = UNSET
    #: the buyer never ordered before
    is_first_order: bool | UnsetType = UNSET
    #: null: as the shop has it set
    backorder_policy: Literal["all_or_nothing", "as_available"] | UnsetType | None = UNSET


class NewReplay(Struct, kw_only=True, frozen=True):
    """Which events are sent again: a range of the feed, of some types or of all."""

    #: the first one
    from_sequence: int
    #: the last one
    to_sequence: int
    #: only these; empty: all
    types: list[EventName] | UnsetType = UNSET


class NewReshipment(Struct, kw_only=True, frozen=True):
    """What is sent again, and why."""

    #: why, one of a few words
    reason: Literal[
        "missing", "wrong_item", "damaged", "lost", "not_delivered", "returned", "address", "other"
    ]
    #: in place of which parcel
    parcel_id: UUID | UnsetType | None = UNSET
    #: who pays; null: as is usual for the reason
    cost: Literal["us", "carrier", "shop"] | UnsetType | None = UNSET
    #: null: as the first time
    carrier: str | UnsetType | None = UNSET
    #: the courier's service, by its code
    service: str | UnsetType | None = UNSET
    #: null: to the same address
    recipient: Recipient | UnsetType | None = UNSET
    #: your own name of the new order; null: the first one's with -R1, -R2 …
    external_id: str | UnsetType | None = UNSET
    #: what a person wrote about it
    note: str | UnsetType | None = UNSET
    #: null: all that left and was not sent again yet, of the parcel when one is named
    lines: list[ReshipmentLine] | UnsetType | None = UNSET


class NewReturn(Struct, kw_only=True, frozen=True):
    """What a shop says will come back."""

    #: your own name of it, unique at your shop
    external_id: str
    #: your own name of the order
    order_external_id: str
    #: what it consists of, a line a product
    lines: list[NewReturnLine]
    #: why, one of a few words
    reason: (
        Literal["withdrawal", "complaint", "damaged", "wrong_item", "undelivered", "other"]
        | UnsetType
    ) = UNSET
    #: when the consumer declared it: statutory clocks start here
    declared_at: datetime | UnsetType | None = UNSET
    #: on the parcel that will come
    tracking_number: str | UnsetType | None = UNSET
    #: when there are several; the first one's number is `tracking_number`, too
    parcels: list[NewReturnParcel] | UnsetType = UNSET
    #: what a person wrote about it
    note: str | UnsetType | None = UNSET


class NewReturnLabel(Struct, kw_only=True, frozen=True):
    """Which way a parcel of the return comes."""

    #: `courier/service`: `house/drop_off`, `house/fetched`, `inpost/locker`,
    #: `dpd/drop_off`; null: the first that you offer
    way: str | UnsetType | None = UNSET
    #: which parcel of the return, from 1
    parcel_no: int | UnsetType = UNSET


class NewReturnLine(Struct, kw_only=True, frozen=True):
    """So many base units of a product will come back."""

    #: your own name of the product
    sku: str
    #: base units
    quantity: int


class NewReturnParcel(Struct, kw_only=True, frozen=True):
    """A carton that will come; null: its number is not known."""

    #: the courier's number of the parcel; null: not known yet
    tracking_number: str | UnsetType | None = UNSET


class NewSandboxGoods(Struct, kw_only=True, frozen=True):
    """How many pieces of each product come."""

    #: of each product
    pieces: int | UnsetType = UNSET


class NewStockLevel(Struct, kw_only=True, frozen=True):
    """Down to how many available base units a product may come before its shop is told."""

    #: at this many available base units or fewer it is low
    low_at: int


class NewTestEvent(Struct, kw_only=True, frozen=True):
    """Which event a test plays."""

    #: which type is played
    type: EventName | UnsetType = UNSET
    #: sign it wrongly: your receiver must answer 4xx
    is_forged: bool | UnsetType = UNSET


class NewWebhookEndpoint(Struct, kw_only=True, frozen=True):
    """Where to send. No `event_types`: every type, also those that will be new."""

    #: where events are sent; https
    url: str
    #: in a sandbox: we do not send there, your program collects what is due and carries it
    #: there
    is_carried: bool | UnsetType = UNSET
    #: only these; empty: every type, also those that will be new
    event_types: list[EventName] | UnsetType = UNSET
    #: a text of your own
    description: str | UnsetType | None = UNSET


class NotSentInEvent(Struct, kw_only=True, frozen=True):
    """What was not there does not come after."""

    #: your SKU
    sku: str
    #: your own name of it
    line_external_id: str | None
    #: so many pieces
    quantity: int


class NoticeRules(Struct, kw_only=True, frozen=True):
    """What a shop's consumers are told; as it begins: nothing."""

    #: what they are told
    kinds: list[str] | UnsetType = UNSET
    #: by the consumer's clock, minutes from midnight; may span midnight
    quiet_from: int | UnsetType | None = UNSET
    #: minutes from midnight, by the consumer's clock
    quiet_until: int | UnsetType | None = UNSET
    #: kinds that are sent in quiet hours, too
    urgent_kinds: list[str] | UnsetType = UNSET
    #: whose words are sent when there are none in the consumer's language; en, pl, uk, de
    fallback_language: str | UnsetType = UNSET
    #: days after the delivery; null: no survey
    survey_after_days: int | UnsetType | None = UNSET
    #: how the one question is answered; ten, five
    survey_scale: str | UnsetType = UNSET


class NoticeText(Struct, kw_only=True, frozen=True):
    """The words that count; `version` 0: ours."""

    #: grows with every change; where there is an `ETag`, it is this
    version: int
    #: what it is about
    subject: str
    #: the text of a mail
    body: str


class Order(Struct, kw_only=True, frozen=True):
    """An order as its shop sees it."""

    #: our id of it
    id: UUID
    #: our id of your shop
    shop_id: UUID
    #: your own name of it, unique at your shop
    external_id: str
    #: our number of it, for people
    number: int
    #: where it stands now
    status: str
    #: to whom the parcel goes
    recipient: dict[str, Any]
    #: the courier's code
    carrier: str
    #: the courier's service, by its code
    service: str
    #: ISO 639-1
    language: str
    #: the lower, the sooner it is picked
    priority: int
    #: by then it leaves the building
    ship_by: datetime | None
    #: as its shop said: all_or_nothing, as_available, or up_to a day
    backorder_policy: str
    #: with up_to: the last day on which it waits for all of its goods
    wait_until: date | None
    #: what the courier collects, in the smallest unit; null: nothing
    cod_amount_minor: int | None
    #: ISO 4217
    cod_currency: str | None
    #: each of its parcels is insured for so much, in the smallest unit
    insurance_amount_minor: int | None
    #: ISO 4217
    insurance_currency: str | None
    #: what the goods are worth to the buyer
    value_amount_minor: int | None
    #: ISO 4217
    value_currency: str | None
    #: courier and service were left to the rules; null: the shop named both
    chosen_way: ChosenWay | None
    #: printed on the slip for the one who gets the parcel
    gift_note: str | None
    #: what a person wrote about it
    note: str | None
    #: when it was made
    created_at: datetime
    #: when it last changed
    updated_at: datetime
    #: when it was cancelled
    cancelled_at: datetime | None
    #: when the last of it left
    shipped_at: datetime | None
    #: you asked to cancel it when goods of it were in a tote already
    is_cancel_requested: bool
    #: the order of which this one sends something again
    reship_of: UUID | None
    #: why it waits, the oldest reason first; empty when nothing holds it back
    holds: list[OrderHold]
    #: grows with every change; where there is an `ETag`, it is this
    version: int
    #: what it consists of, a line a product
    lines: list[OrderLine]
    #: the consumer's own page of it, to be passed on to them; told when an order is placed,
    #: read, listed or amended
    consumer_url: str | UnsetType | None = UNSET


class OrderAdvanced(Struct, kw_only=True, frozen=True):
    """The order where it is now, and what its shop is told of that."""

    #: in their order; each gets its `sequence` in the feed within a second
    events: list[EventMade]
    #: the robot stopped on the way, as a person would have; null: it is there
    stopped: Stopped | None
    #: as it is now
    order: Order


class OrderAllocatedData(Struct, kw_only=True, frozen=True):
    """Goods are promised to the order, all or, when it may go in part, some."""

    #: the lines that it is about
    lines: list[PromisedLineInEvent]
    #: when it leaves; null: nobody knows
    ship_by: datetime | None


class OrderAmendedData(Struct, kw_only=True, frozen=True):
    """Something of the order was changed; read it anew."""

    #: the warehouse's number of it
    order_number: int
    #: which fields were changed
    changed: list[str]
    #: on which side it was changed; shop, warehouse, consumer
    by: str


class OrderBackorderedData(Struct, kw_only=True, frozen=True):
    """The order waits for goods; `after` says that it had some, and they were not there."""

    #: the lines that it is about
    lines: list[PromisedLineInEvent] | UnsetType = UNSET
    #: when it leaves; null: nobody knows
    ship_by: datetime | UnsetType | None = UNSET
    #: after what it waits again; left out when it waits from the beginning; short_pick
    after: str | UnsetType = UNSET


class OrderBatch(Struct, kw_only=True, frozen=True):
    """Orders to place; each is what `placeOrder` takes."""

    #: the orders
    orders: list[dict[str, Any]]


class OrderBatchResult(Struct, kw_only=True, frozen=True):
    """The results, in the order of the items."""

    #: so many were placed
    placed: int
    #: so many were not
    refused: int
    #: the result of each, in their order
    results: list[OrderResult]


class OrderCancelRefusedData(Struct, kw_only=True, frozen=True):
    """Somebody wanted to cancel the order, and it was too late. Told once an order."""

    #: the warehouse's number of it
    order_number: int
    #: how it stands; received, backordered, allocated, released, picking, picked, packing,
    #: packed, shipped, delivered, returned, lost, cancelled
    status: str


class OrderCancelledData(Struct, kw_only=True, frozen=True):
    """Nothing of the order is sent; its goods are free again."""


class OrderChange(Struct, kw_only=True, frozen=True):
    """What changes of an order; what is not named stays, null takes away. `lines` is the whole
    list as it shall be: a line is known again by its SKU and its `external_id`, one that is
    missing is taken off the order.
    """

    #: null: by the calendar again
    ship_by: datetime | UnsetType | None = UNSET
    #: null: as the shop has it set
    backorder_policy: Literal["all_or_nothing", "as_available", "up_to"] | UnsetType | None = UNSET
    #: with up_to: the last day on which it waits for all of its goods
    wait_until: date | UnsetType | None = UNSET
    #: to whom the parcel goes
    recipient: RecipientChange | UnsetType = UNSET
    #: what it consists of, a line a product
    lines: list[NewOrderLine] | UnsetType = UNSET
    #: null: the rules of the shop choose again
    carrier: str | UnsetType | None = UNSET
    #: the courier's service, by its code
    service: str | UnsetType | None = UNSET
    #: ISO 639-1
    language: Literal["en", "pl", "uk", "de"] | UnsetType = UNSET
    #: the lower, the sooner it is picked
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
    #: printed on the slip for the one who gets the parcel
    gift_note: str | UnsetType | None = UNSET
    #: what a person wrote about it
    note: str | UnsetType | None = UNSET


class OrderEvidence(Struct, kw_only=True, frozen=True):
    """The chain of an order; `broken` names links and photos that are not as they were
    written.
    """

    #: our id of the order
    order_id: UUID
    #: our number of the order
    order_number: int
    #: your own name of it, unique at your shop
    external_id: str
    #: every link and every photo is as it was written
    is_intact: bool
    #: links and photos that are not
    broken: list[str]
    #: the chain, the oldest first
    links: list[EvidenceLink]


class OrderExplanation(Struct, kw_only=True, frozen=True):
    """Where an order is, and why."""

    #: our id of the order
    order_id: UUID
    #: our number of it, for people
    number: int
    #: your own name of it, unique at your shop
    external_id: str
    #: where it stands now
    status: str
    #: by then it leaves the building
    ship_by: datetime | None
    #: since when it is late; null: it is not
    delayed_at: datetime | None
    #: the first reason, in words
    sentence: str
    #: all of them; what must end first comes first
    reasons: list[Reason]


class OrderHeldData(Struct, kw_only=True, frozen=True):
    """The order does not go on before somebody acts."""

    #: the warehouse's number of it
    order_number: int
    #: how it stands; received, backordered, allocated, released, picking, picked, packing,
    #: packed, shipped, delivered, returned, lost, cancelled
    status: str
    #: the holds that this is about
    codes: list[str]
    #: all that hold it now
    still_held: list[HoldInEvent]


class OrderHold(Struct, kw_only=True, frozen=True):
    """A reason why an order waits. `owner` must act, as `unblocks` says in English."""

    #: stable; a program matches on it
    code: str
    #: who must act: us, shop, consumer, carrier, or nobody
    owner: str
    #: what ends it, as a sentence
    unblocks: str
    #: of a check: which field (a JSON pointer into the order), and what was expected
    details: dict[str, str]
    #: since when it waits
    held_at: datetime
    #: what a person wrote about it
    note: str | UnsetType | None = UNSET


class OrderHoldReleasedData(Struct, kw_only=True, frozen=True):
    """A hold has ended; the order goes on when none is left."""

    #: the warehouse's number of it
    order_number: int
    #: how it stands; received, backordered, allocated, released, picking, picked, packing,
    #: packed, shipped, delivered, returned, lost, cancelled
    status: str
    #: the holds that this is about
    codes: list[str]
    #: all that hold it now
    still_held: list[HoldInEvent]


class OrderLine(Struct, kw_only=True, frozen=True):
    """A line with its counters, in base units."""

    #: our id of it
    id: UUID
    #: place of the line, from 1
    line_no: int
    #: your own name of the product
    sku: str
    #: what people call it
    name: str
    #: your own name of it, unique at your shop
    external_id: str | None
    #: base units that you ordered
    ordered: int
    #: base units promised to orders and still on the shelf
    allocated: int
    #: in a tote
    picked: int
    #: in a parcel
    packed: int
    #: on their way
    shipped: int
    #: not sent any more
    cancelled: int
    #: back here
    returned: int
    #: waited for
    backordered: int
    #: the virtual kit of which this line is a part, as it was ordered
    kit: KitOfLine | UnsetType | None = UNSET


class OrderPackedData(Struct, kw_only=True, frozen=True):
    """All parcels of the order are closed."""

    #: the warehouse's number of it
    order_number: int
    #: its parcels
    parcels: list[PackedParcelInEvent]
    #: what was not there, and does not come after
    not_sent: list[NotSentInEvent]


class OrderPersonErasedData(Struct, kw_only=True, frozen=True):
    """Who ordered is forgotten; the goods and the numbers stay."""


class OrderPickingStartedData(Struct, kw_only=True, frozen=True):
    """The first piece is in its tote."""


class OrderPromiseChangedData(Struct, kw_only=True, frozen=True):
    """The order leaves at another time than was promised, or nobody knows when."""

    #: when it was to leave; null: nobody knew
    from_: datetime | None = field(name="from")
    #: when it leaves now; null: nobody knows
    to: datetime | None
    #: why; goods_came, goods_missing, released, held, delayed, calendar, amended, expiry,
    #: wait_over
    reason: str
    #: the lines that it is about
    lines: list[ChangedLineInEvent] | UnsetType = UNSET


class OrderQuote(Struct, kw_only=True, frozen=True):
    """What would become of such an order now."""

    #: it would leave on this very day of the warehouse
    ships_today: bool
    #: when it would have left; null: not before what blocks it has ended
    ship_by: datetime | None
    #: placed later than this it would leave a day later
    closes_at: datetime | None
    #: everything is there
    is_complete: bool
    #: while goods are missing: all_or_nothing, as_available or up_to a day
    backorder_policy: str
    #: the courier's code
    carrier: str
    #: the courier's service, by its code
    service: str
    #: your rules would choose the way; null: you named it
    chosen_way: ChosenWay | None
    #: of one parcel with all of it; null: no price is known
    price: Price | None
    #: what it consists of, a line a product
    lines: list[QuotedLine]
    #: what it would wait for, or be refused for
    blocks: list[Reason]


class OrderReceivedData(Struct, kw_only=True, frozen=True):
    """The order is in the warehouse's books."""

    #: the warehouse's number of it
    order_number: int
    #: how many lines, a kit taken apart
    lines: int
    #: a courier's code
    carrier: str | UnsetType = UNSET
    #: a courier's service
    service: str | UnsetType = UNSET
    #: why it goes faster than it would; left out when it goes as usual; first_order,
    #: big_order, our_mistake
    upgraded_for: str | UnsetType | None = UNSET
    #: how it would have gone without the upgrade
    instead_of: WayInEvent | UnsetType | None = UNSET


class OrderReleasedData(Struct, kw_only=True, frozen=True):
    """The order is on a picker's list."""

    #: the warehouse's number of it
    run_number: int


class OrderReshippedData(Struct, kw_only=True, frozen=True):
    """Goods of the order are sent once more, by an order of their own."""

    #: the warehouse's number of it
    order_number: int
    #: the order by which it is sent again
    reshipment_id: UUID
    #: the warehouse's number of it
    reshipment_number: int
    #: why; missing, wrong_item, damaged, lost, not_delivered, returned, address, other,
    #: exchange
    reason: str
    #: who pays; us, carrier, shop
    cost: str
    #: something that the order did not have
    is_extra: bool
    #: the lines that it is about
    lines: list[PiecesAgainInEvent]


class OrderResult(Struct, kw_only=True, frozen=True):
    """What became of one item: the order, or what is wrong with it."""

    #: place in the list that was sent, from 0
    index: int
    #: where it stands now; placed, refused
    status: str
    #: the order
    order: Order | None
    #: everything that is wrong, at once; empty: nothing
    errors: list[FieldProblem]


class OrderShippedData(Struct, kw_only=True, frozen=True):
    """The last parcel of the order has left the building."""

    #: the warehouse's number of it
    order_number: int
    #: when it left
    shipped_at: datetime
    #: its parcels
    parcels: list[ShippedParcelInEvent] | None


class OrderShortPickedData(Struct, kw_only=True, frozen=True):
    """Less of a product was there than was promised."""

    #: your SKU
    sku: str
    #: pieces that were not there
    missing: int
    #: pieces that were found at another place
    found_elsewhere: int
    #: pieces that wait for goods
    backordered: int
    #: where that was seen; left out: at the shelf, by the picker; count, bench
    at: str | UnsetType = UNSET
    #: why; missing, broken
    reason: str | UnsetType = UNSET


class OrderWithdrawalDeclaredData(Struct, kw_only=True, frozen=True):
    """The consumer has withdrawn from the contract on the page of their order."""

    #: the warehouse's number of it
    order_number: int
    #: the warehouse's number of it
    withdrawal_number: int
    #: when it was declared
    declared_at: datetime
    #: what was done about it; return, cancelled, intercepted, told
    outcome: str
    #: whether it came after the time for it; that is for you to judge
    is_late: bool
    #: the return that was made of it
    return_id: UUID | None
    #: the lines that it is about
    lines: list[WithdrawnPiecesInEvent]


class PackedInEvent(Struct, kw_only=True, frozen=True):
    """So many pieces in a parcel."""

    #: your SKU
    sku: str
    #: your own name of it
    line_external_id: str | None
    #: so many pieces
    quantity: int
    #: a lot's code, as it stands on the goods
    lot: str | None
    #: their serial numbers
    serials: list[str] | None
    #: the kit of which it is a part
    kit: KitOfInEvent | UnsetType = UNSET


class PackedLine(Struct, kw_only=True, frozen=True):
    """Goods that were scanned into a parcel."""

    #: your own name of the product
    sku: str
    #: base units
    quantity: int
    #: code of the lot; null: kept without lots
    lot: str | UnsetType | None = UNSET
    #: serial numbers of the pieces
    serials: list[str] | UnsetType = UNSET


class PackedParcelInEvent(Struct, kw_only=True, frozen=True):
    """A parcel that is closed."""

    #: its id
    id: UUID
    #: the warehouse's number of it
    parcel_number: int
    #: its weight
    weight_g: int | None
    #: a name of a carton of the warehouse
    carton: str | None
    #: its length
    length_mm: int | None
    #: its width
    width_mm: int | None
    #: its height
    height_mm: int | None
    #: what is in it
    contents: list[PackedInEvent] | None


class ParcelEvidence(Struct, kw_only=True, frozen=True):
    """How a parcel left, and what its courier told of it."""

    #: our id of it
    id: UUID
    #: our number of it, for people
    number: int
    #: where it stands now
    status: str
    #: the courier's code
    carrier: str | None
    #: the courier's service, by its code
    service: str | None
    #: the courier's number of the parcel; null: not known yet
    tracking_number: str | None
    #: the courier's own page of it
    tracking_url: str | None
    #: when the parcel was closed
    packed_at: datetime | None
    #: when the courier took it
    handed_over_at: datetime | None
    #: by the scale or as typed; and what its goods and its carton weigh by the catalogue
    weight_g: int | None
    #: what its goods and its carton weigh by the catalogue
    catalog_weight_g: int | None
    #: the goods that were scanned into it
    contents: list[PackedLine]
    #: ids of pictures that the packer took
    photos: list[UUID]
    #: the oldest first
    news: list[TrackingUpdate]


class ParcelsToCome(Struct, kw_only=True, frozen=True):
    """Parcels that will come besides those that are known."""

    #: its parcels
    parcels: list[NewReturnParcel]


class PersonLookup(Struct, kw_only=True, frozen=True):
    """Whose data are meant: name an order, or an e-mail address for all of its orders and all
    that somebody wrote from it. One of the two.
    """

    #: your own name of the order
    order_external_id: str | UnsetType | None = UNSET
    #: all of its orders, and all that was written from it
    email: str | UnsetType | None = UNSET


class PersonReport(Struct, kw_only=True, frozen=True):
    """What is held about a person, order by order, the newest first."""

    #: the name of your shop
    shop: str
    #: when it was read
    read_at: datetime
    #: false: there are older orders or conversations, too; ask for orders by their names
    is_complete: bool
    #: the orders
    orders: list[ReportedOrder]
    #: what somebody wrote from the address, and named no order
    conversations: list[ReportedConversation]
    #: mails from the address that nobody could file yet
    unfiled: list[UnfiledMail]
    #: the address wants no surveys of the shop; kept as a hash, so that none is sent again
    is_unsubscribed: bool
    #: so many mails to the address came back; kept as a hash, too
    bounces: int


class PickupPoint(Struct, kw_only=True, frozen=True):
    """A pickup point as shops and the desk see it."""

    #: the courier's code
    carrier: str
    #: what the courier calls it; the order's `pickup_point_id`
    point_id: str
    #: open, full or closed
    status: str
    #: what people call it
    name: str
    #: street and number
    street: str
    #: as the country writes it
    postcode: str
    #: town
    city: str
    #: ISO 3166-1 alpha-2
    country: str
    #: cash on delivery is taken there
    takes_cod: bool
    #: degrees north (WGS 84)
    latitude: float | None
    #: degrees east (WGS 84)
    longitude: float | None
    #: when its courier told it
    seen_at: datetime


class PiecesAgainInEvent(Struct, kw_only=True, frozen=True):
    """So much of a product is sent again."""

    #: your SKU
    sku: str
    #: so many pieces
    quantity: int


class Price(Struct, kw_only=True, frozen=True):
    """What one parcel costs: the carriage, and the fee when its courier collects money."""

    #: in the smallest unit of the currency
    amount_minor: int
    #: the fee for collecting money, in the smallest unit
    cod_fee_minor: int
    #: ISO 4217
    currency: str


class PrivacyRules(Struct, kw_only=True, frozen=True):
    """A shop's rules."""

    #: days after the end of an order (delivered, returned, lost, cancelled)
    retention_days: int


class Product(Struct, kw_only=True, frozen=True):
    """A product as it is kept; barcodes are in GTIN form without leading zeros."""

    #: our id of it
    id: UUID
    #: your own name of the product
    sku: str
    #: what people call it
    name: str
    #: codes that are printed on it
    barcodes: list[Barcode]
    #: grams
    weight_g: int | None
    #: millimetres
    length_mm: int | None
    #: millimetres
    width_mm: int | None
    #: millimetres
    height_mm: int | None
    #: its lots are told apart
    is_lot_tracked: bool
    #: it expires, and the day is kept
    is_expiry_tracked: bool
    #: every piece has a serial number that is kept
    is_serial_tracked: bool
    #: dangerous goods
    is_hazmat: bool
    #: breaks easily
    is_fragile: bool
    #: this side up: in a carton its height stays its height
    is_upright: bool
    #: shown to the packer at the first piece in a parcel, and confirmed
    packing_instructions: str | None
    #: grows with every change; where there is an `ETag`, it is this
    version: int
    #: when it was made
    created_at: datetime
    #: when it last changed
    updated_at: datetime


class ProductBatch(Struct, kw_only=True, frozen=True):
    """Products to register; each is what `registerProduct` takes. What shall happen to one
    that you have already: `refuse` it, or `replace` it as `putProduct` does.
    """

    #: the products
    products: list[dict[str, Any]]
    #: refuse a product that you have already, or replace it
    if_exists: Literal["refuse", "replace"] | UnsetType = UNSET


class ProductBatchResult(Struct, kw_only=True, frozen=True):
    """The results, in the order of the items."""

    #: so many are new
    registered: int
    #: so many are different now
    changed: int
    #: so many were so already
    unchanged: int
    #: so many were not
    refused: int
    #: the result of each, in their order
    results: list[ProductResult]


class ProductChange(Struct, kw_only=True, frozen=True):
    """What becomes different; what is not named stays. `barcodes` replaces all of them."""

    #: what people call it
    name: str | UnsetType = UNSET
    #: codes that are printed on it
    barcodes: list[Barcode] | UnsetType = UNSET
    #: grams
    weight_g: int | UnsetType | None = UNSET
    #: millimetres
    length_mm: int | UnsetType | None = UNSET
    #: millimetres
    width_mm: int | UnsetType | None = UNSET
    #: millimetres
    height_mm: int | UnsetType | None = UNSET
    #: its lots are told apart
    is_lot_tracked: bool | UnsetType = UNSET
    #: it expires, and the day is kept
    is_expiry_tracked: bool | UnsetType = UNSET
    #: every piece has a serial number that is kept
    is_serial_tracked: bool | UnsetType = UNSET
    #: dangerous goods
    is_hazmat: bool | UnsetType = UNSET
    #: breaks easily
    is_fragile: bool | UnsetType = UNSET
    #: this side up: in a carton its height stays its height
    is_upright: bool | UnsetType = UNSET
    #: shown to the packer at the first piece in a parcel, and confirmed
    packing_instructions: str | UnsetType | None = UNSET


class ProductPhoto(Struct, kw_only=True, frozen=True):
    """A picture as it is kept; `url` gives the JPEG, with `?side=thumbnail` a small one."""

    #: our id of it
    id: UUID
    #: pixels across
    width_px: int
    #: pixels down
    height_px: int
    #: where it is fetched, with the same key
    url: str
    #: when it was made
    created_at: datetime


class ProductPhotos(Struct, kw_only=True, frozen=True):
    """All of them, the one that the picker sees first."""

    #: what was found, in a stable order
    items: list[ProductPhoto]


class ProductResult(Struct, kw_only=True, frozen=True):
    """What became of one item: the product, or what is wrong with it."""

    #: place in the list that was sent, from 0
    index: int
    #: where it stands now; registered, changed, unchanged, refused
    status: str
    #: the product as it is now; null: it was refused
    product: Product | None
    #: everything that is wrong, at once; empty: nothing
    errors: list[FieldProblem]


class PromisedLineInEvent(Struct, kw_only=True, frozen=True):
    """A line, and how much of it has goods now."""

    #: your SKU
    sku: str
    #: your name of the line
    external_id: str | None
    #: pieces that have goods
    allocated: int
    #: pieces that wait for goods
    backordered: int


class PromisedTime(Struct, kw_only=True, frozen=True):
    """So many working days or, when they are said, working hours."""

    #: working days
    days: int | UnsetType = UNSET
    #: counted in the hours in which somebody is there for the shop; null: days count
    hours: int | UnsetType | None = UNSET


class QuotedLine(Struct, kw_only=True, frozen=True):
    """A line of the order; a kit that is taken apart at ordering is its parts."""

    #: your own name of the product
    sku: str
    #: what people call it
    name: str | None
    #: your own name of it, unique at your shop
    external_id: str | None
    #: base units
    quantity: int
    #: free of the product now, for all lines
    available: int
    #: what this line would get, and from where
    promised: list[StockPromise]
    #: base units that are not there
    missing: int
    #: the kit that was ordered, when this is a part of it
    kit: KitOfLine | UnsetType | None = UNSET


class Reason(Struct, kw_only=True, frozen=True):
    """A reason as people and programs read it."""

    #: stable; a program matches on it
    code: str
    #: who must act: us, shop, consumer, carrier, or nobody
    owner: str
    #: the same for people, in the language that was asked for
    sentence: str
    #: what ends it, as a sentence
    unblocks: str | None
    #: since when it is so
    since: datetime | None
    #: until when it should have happened
    by: datetime | None
    #: JSON pointer into what was asked
    pointer: str | None
    #: facts beside the code, for programs
    details: dict[str, Any]


class Receipt(Struct, kw_only=True, frozen=True):
    """What one scan did, as the shop sees it: `reason` receive, damage (held back), correct
    (taken back) or adjust (a decision was carried out).
    """

    #: our id of it
    id: UUID
    #: when it happened
    at: datetime
    #: why, one of a few words
    reason: str
    #: your own name of the product
    sku: str
    #: base units
    quantity: int
    #: code of the lot; null: kept without lots
    lot: str | None
    #: the day on which the goods expire; null: they do not, or it is not known
    expires_on: date | None
    #: serial number of the piece
    serial: str | None
    #: good, damaged, opened, quarantine or expired
    condition: str


class Recipient(Struct, kw_only=True, frozen=True):
    """To whom the parcel goes. E-mail and phone are for the courier, never for the floor."""

    #: what people call it
    name: str
    #: street and number
    street: str
    #: as the country writes it
    postcode: str
    #: town
    city: str
    #: ISO 3166-1 alpha-2
    country: str
    #: the firm, when it is one
    company: str | UnsetType | None = UNSET
    #: for the courier's notices, never for the floor
    email: str | UnsetType | None = UNSET
    #: with its country's code, as +48600100200
    phone: str | UnsetType | None = UNSET
    #: the pickup point where the parcel goes; null: to an address
    pickup_point_id: str | UnsetType | None = UNSET


class RecipientChange(Struct, kw_only=True, frozen=True):
    """What of the recipient changes; null takes away what may be missing."""

    #: what people call it
    name: str | UnsetType = UNSET
    #: street and number
    street: str | UnsetType = UNSET
    #: as the country writes it
    postcode: str | UnsetType = UNSET
    #: town
    city: str | UnsetType = UNSET
    #: ISO 3166-1 alpha-2
    country: str | UnsetType = UNSET
    #: the firm, when it is one
    company: str | UnsetType | None = UNSET
    #: for the courier's notices, never for the floor
    email: str | UnsetType | None = UNSET
    #: with its country's code, as +48600100200
    phone: str | UnsetType | None = UNSET
    #: the pickup point where the parcel goes; null: to an address
    pickup_point_id: str | UnsetType | None = UNSET


class RefundPaid(Struct, kw_only=True, frozen=True):
    """When you paid; without it, now."""

    #: RFC 3339, with its offset; of 2000 to 2199.
    refunded_at: datetime | UnsetType | None = UNSET


class ReleaseHold(Struct, kw_only=True, frozen=True):
    """Which hold ends: the `code` of one of the order's `holds`."""

    #: stable; a program matches on it
    code: str


class ReplayResult(Struct, kw_only=True, frozen=True):
    """So many events are sent again; with `is_cut` go on after `last_sequence`."""

    #: events that are sent again
    count: int
    #: the last of them; null: none
    last_sequence: int | None
    #: there are more in the range
    is_cut: bool


class ReportedCase(Struct, kw_only=True, frozen=True):
    """A case about the person's order or question."""

    #: our number of it, for people
    number: int
    #: enquiry, complaint …
    kind: str
    #: where it stands now
    status: str
    #: a short text for people
    title: str
    #: when your consumer said it
    declared_at: datetime


class ReportedConversation(Struct, kw_only=True, frozen=True):
    """What was said with somebody who named no order."""

    #: our number of it, for people
    number: int
    #: when the first of it was said
    began_at: datetime
    #: ISO 639-1
    language: str
    #: purpose, when and with what end: e-mails that we sent
    mails: list[dict[str, Any]]
    #: the cases
    cases: list[ReportedCase]
    #: what was said, the oldest first
    said: list[ReportedMessage]


class ReportedMessage(Struct, kw_only=True, frozen=True):
    """One thing that was said with the person."""

    #: when it happened
    at: datetime
    #: email, chat, page, phone or portal
    channel: str
    #: consumer, shop or us
    from_whom: str
    #: what was said
    words: str
    #: names of the files that were sent along
    files: list[str]


class ReportedOrder(Struct, kw_only=True, frozen=True):
    """All that is held about the person of an order."""

    #: your own name of the order
    order_external_id: str
    #: our number of the order
    order_number: int
    #: when it was ordered
    ordered_at: datetime
    #: the order's end is not what counts here: when it was last changed
    updated_at: datetime
    #: since then nothing is held any more
    erased_at: datetime | None
    #: to whom the parcel goes
    recipient: dict[str, Any]
    #: ISO 639-1
    language: str
    #: printed on the slip for the one who gets the parcel
    gift_note: str | None
    #: what a person wrote about it
    note: str | None
    #: sku, name and quantity of each line
    goods: list[dict[str, Any]]
    #: courier, tracking number, what the courier told
    parcels: list[dict[str, Any]]
    #: what comes back or came, with the note
    returns: list[dict[str, Any]]
    #: kinds of papers with the person's data: labels, invoices
    papers: list[str]
    #: pictures of the goods, packed or returned
    photos: int
    #: purpose, when and with what end: e-mails that we sent
    mails: list[dict[str, Any]]
    #: what our office changed before it left
    changes: list[dict[str, Any]]
    #: their answer to the one question after the delivery: score, words and day
    survey: dict[str, Any] | None
    #: the cases
    cases: list[ReportedCase]
    #: what was said, the oldest first
    said: list[ReportedMessage]


class RequestSeen(Struct, kw_only=True, frozen=True):
    """A request that was answered. Bodies are not kept: they hold people."""

    #: of the problem, and the `X-Request-Id` of its answer
    request_id: str
    #: when it came
    at: datetime
    #: of HTTP
    method: str
    #: the operation's id; null when nothing is at that address
    operation: str | None
    #: as it was sent
    path: str
    #: the query, as far as its parameters are known
    query: str
    #: of HTTP, as it was answered
    status: int
    #: the code of the problem that was answered
    code: str | None
    #: codes of the fields at fault
    field_codes: list[str]
    #: as it was sent; null: none was
    idempotency_key: str | None
    #: whether the first answer to this Idempotency-Key was given again
    is_replayed: bool
    #: the `Retry-After` that was answered, seconds
    retry_after_s: int | None
    #: until the answer was on its way
    latency_ms: int
    #: the API key, or the one that lent the token
    key_id: UUID
    #: the name that its owner gave the key
    key_name: str | None
    #: how the program calls itself
    user_agent: str | None
    #: the client's IP address
    address: str | None


class Reshipment(Struct, kw_only=True, frozen=True):
    """An order that sends again what another one had sent."""

    #: our id of the order
    order_id: UUID
    #: our number of the order
    order_number: int
    #: your own name of the order
    order_external_id: str
    #: where it stands now
    status: str
    #: the order of which it is
    of_order_id: UUID
    #: our number of the order of which it is
    of_order_number: int
    #: our number of the parcel
    parcel_number: int | None
    #: missing, wrong_item, damaged, lost, not_delivered, returned, address or other
    reason: str
    #: who pays: us, carrier or shop
    cost: str
    #: something more, in place of nothing that was sent
    is_extra: bool
    #: whether the warehouse's office or the shop's program asked for it
    asked_by: str
    #: when it was made
    created_at: datetime
    #: what it consists of, a line a product
    lines: list[ReshippedLine]


class ReshipmentLine(Struct, kw_only=True, frozen=True):
    """So much of a product is sent again."""

    #: your own name of the product
    sku: str
    #: base units
    quantity: int


class Reshipments(Struct, kw_only=True, frozen=True):
    """What was sent again of an order."""

    #: what was found, in a stable order
    items: list[Reshipment]


class ReshippedLine(Struct, kw_only=True, frozen=True):
    """A line as it was written: one of those that were sent, or a part of a kit."""

    #: your own name of the product
    sku: str
    #: base units
    quantity: int
    #: your own name of it, unique at your shop
    external_id: str | UnsetType | None = UNSET
    #: the kit that was ordered, when this is a part of it
    kit: KitOfLine | UnsetType | None = UNSET


class Return(Struct, kw_only=True, frozen=True):
    """A return as its shop sees it."""

    #: our id of it
    id: UUID
    #: our id of your shop
    shop_id: UUID
    #: your own name of it, unique at your shop
    external_id: str | None
    #: our number of it, for people
    number: int
    #: our id of the order
    order_id: UUID | None
    #: your own name of the order
    order_external_id: str | None
    #: our number of the order
    order_number: int | None
    #: where it stands now
    status: str
    #: why, one of a few words
    reason: str
    #: the courier's number of the parcel; null: not known yet
    tracking_number: str | None
    #: what a person wrote about it
    note: str | None
    #: when your consumer said it
    declared_at: datetime | None
    #: when it came; null: not yet
    arrived_at: datetime | None
    #: when an inspector had looked at it
    inspected_at: datetime | None
    #: when all of it was dealt with
    completed_at: datetime | None
    #: when it was refused
    rejected_at: datetime | None
    #: why it was refused
    rejection_reason: str | None
    #: since when nothing here keeps the shop from paying back, and what that rests on
    refund_clearable_at: datetime | None
    #: sent, arrived or inspected: what the refund rests on
    refund_basis: str | None
    #: when the shop paid, as it said
    refunded_at: datetime | None
    #: when the consumer's complaint was answered, yes or no
    complaint_answered_at: datetime | None
    #: when a parcel was found to be empty
    came_empty_at: datetime | None
    #: what the empty parcel weighed
    came_weight_g: int | None
    #: ids of pictures of the parcels as they came
    photos: list[UUID]
    #: what is due when
    clocks: ReturnClocks
    #: its cartons, in the order in which they became known
    parcels: list[ReturnParcel]
    #: the order that sends other goods for it
    exchange: Exchange | None
    #: what it consists of, a line a product
    lines: list[ReturnLine]
    #: when it was made
    created_at: datetime
    #: when it last changed
    updated_at: datetime
    #: grows with every change; where there is an `ETag`, it is this
    version: int


class ReturnAddress(Struct, kw_only=True, frozen=True):
    """Where returns go to. Couriers want phone and e-mail."""

    #: what people call it
    name: str
    #: street and number
    street: str
    #: as the country writes it
    postcode: str
    #: town
    city: str
    #: ISO 3166-1 alpha-2
    country: str
    #: the firm, when it is one
    company: str | UnsetType | None = UNSET
    #: with its country's code, as +48600100200
    phone: str | UnsetType | None = UNSET
    #: for the courier's notices, never for the floor
    email: str | UnsetType | None = UNSET


class ReturnAdvanced(Struct, kw_only=True, frozen=True):
    """The return where it is now, and what its shop is told of that."""

    #: in their order; each gets its `sequence` in the feed within a second
    events: list[EventMade]
    #: the robot stopped on the way, as a person would have; null: it is there
    stopped: Stopped | None
    #: as it is now
    returned: Return


class ReturnAnnouncedData(Struct, kw_only=True, frozen=True):
    """Goods will come back, as you, your consumer or their courier said."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: parcels that have come
    parcels_here: int
    #: parcels that still come
    parcels_waited: int
    #: the lines that it is about
    lines: list[ComingInEvent]
    #: the shipment
    shipment_id: UUID | UnsetType = UNSET
    #: the warehouse's number of it
    parcel_number: int | UnsetType = UNSET
    #: a stable code
    because: str | UnsetType = UNSET


class ReturnArrivedData(Struct, kw_only=True, frozen=True):
    """The first parcel of the return is here, or it is known whose an unknown one is."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: parcels that have come
    parcels_here: int
    #: parcels that still come
    parcels_waited: int
    #: whether you had announced it
    was_announced: bool
    #: when its first parcel came
    arrived_at: datetime | UnsetType = UNSET


class ReturnClocks(Struct, kw_only=True, frozen=True):
    """What is due when (UTC); null where no clock runs."""

    #: the consumer has sent the goods by then
    goods_due_at: datetime | UnsetType | None = UNSET
    #: the shop has paid back by then, if it holds the goods or the proof of their sending
    refund_due_at: datetime | UnsetType | None = UNSET
    #: neither the goods nor the proof of their sending are here: the shop may wait with the
    #: refund
    is_refund_withholdable: bool | UnsetType = UNSET
    #: the shop has answered the complaint by then
    complaint_answer_due_at: datetime | UnsetType | None = UNSET


class ReturnCompletedData(Struct, kw_only=True, frozen=True):
    """All of the return is inspected."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: whether there was nothing in it
    came_empty: bool
    #: the lines that it is about
    lines: list[ReturnedLineInEvent]


class ReturnDeadlineNearData(Struct, kw_only=True, frozen=True):
    """Something that the law or a promise sets a time for is due; each threshold is told once."""

    #: the warehouse's number of it
    number: int
    #: what is due; first_answer, complaint_answer, refund, goods_back, inspection, claim,
    #: courier_answer
    clock: str
    #: when it is due
    due_at: datetime
    #: how near it is; 4_days, 1_day, over
    threshold: str


class ReturnExchangeCalledOffData(Struct, kw_only=True, frozen=True):
    """The return was refused, and its exchange is cancelled."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: the order of the other goods
    exchange_order_id: UUID


class ReturnExchangeDoubtfulData(Struct, kw_only=True, frozen=True):
    """What came back is not what was sent: the exchange waits for your word."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: the order of the other goods
    exchange_order_id: UUID


class ReturnExchangeOrderedData(Struct, kw_only=True, frozen=True):
    """Other goods are sent for what comes back, by an order of their own."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: the order of the other goods
    exchange_order_id: UUID
    #: the warehouse's number of it
    exchange_order_number: int
    #: when the other goods go; at_once, arrived, inspected
    when: str
    #: the lines that it is about
    lines: list[ComingInEvent]


class ReturnExchangeReleasedData(Struct, kw_only=True, frozen=True):
    """The return is far enough: its exchange goes."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: the order of the other goods
    exchange_order_id: UUID


class ReturnIdentification(Struct, kw_only=True, frozen=True):
    """Of which order an unidentified parcel is."""

    #: your own name of the order
    order_external_id: str


class ReturnInspectedData(Struct, kw_only=True, frozen=True):
    """Somebody has looked at pieces of the return, or put right what was found (`corrects`)."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: the finding
    inspection_id: UUID
    #: your SKU
    sku: str
    #: so many pieces
    quantity: int
    #: how the pieces are; A, B, C, D, wrong_item, empty
    grade: str
    #: what becomes of the pieces; restock, quarantine, refurbish, return_to_shop, dispose
    disposition: str
    #: whose fault it is, as the inspector saw it; consumer, carrier, warehouse, supplier,
    #: unknown
    blame: str
    #: what is wrong with the pieces; broken, used, incomplete, dirty, not_working, other
    reason: str | None
    #: words of the warehouse's people about the goods
    note: str | None
    #: what of your checklist was not there
    missing_parts: list[str]
    #: by which version of your rules it was judged
    rubric_version: int | None
    #: whether it was not sent with the order
    is_surplus: bool
    #: pieces that are not the ones that were sent
    mismatches: list[MismatchInEvent]
    #: pictures of it
    photos: list[str]
    #: the finding that this one put right
    corrects: UUID | None


class ReturnInspectionUndoneData(Struct, kw_only=True, frozen=True):
    """What was found of some pieces was a mistake and counts no more."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: the finding
    inspection_id: UUID
    #: your SKU
    sku: str
    #: so many pieces
    quantity: int


class ReturnLabel(Struct, kw_only=True, frozen=True):
    """A way back as its shop sees it."""

    #: our id of it
    id: UUID
    #: our id of the return
    return_id: UUID
    #: which parcel of the return, from 1
    parcel_no: int
    #: the courier's code
    carrier: str
    #: the courier's service, by its code
    service: str
    #: requested, bought, refused or voided
    status: str
    #: the courier's number of the parcel; null: not known yet
    tracking_number: str | None
    #: the courier's own page of it
    tracking_url: str | None
    #: what its consumer types or shows where the parcel is handed in
    code: str | None
    #: until when the code is taken
    valid_until: datetime | None
    #: there is a PDF to print
    has_pdf: bool
    #: what the consumer was told that it costs them, minor units; 0: you pay
    price_minor: int
    #: ISO 4217
    currency: str
    #: why it could not be done, the last time
    failure: ReturnLabelFailure | None
    #: in_transit, delivered, lost …; null: nobody has handed it in yet
    way_status: str | None
    #: why it does not go as it should
    incident: str | None
    #: since when
    way_status_at: datetime | None
    #: when it was made
    created_at: datetime
    #: when the label was bought
    bought_at: datetime | None


class ReturnLabelFailedData(Struct, kw_only=True, frozen=True):
    """The courier did not sell the label: choose another way."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: the label
    label_id: UUID
    #: which parcel of the return it is for
    parcel: int
    #: a courier's code
    carrier: str
    #: a courier's service
    service: str
    #: a stable code
    code: str
    #: what the code means, in English
    title: str
    #: what the title speaks of
    facts: dict[str, Any]


class ReturnLabelFailure(Struct, kw_only=True, frozen=True):
    """Why there is no label, by a stable code; the sentence is English."""

    #: stable; a program matches on it
    code: str
    #: a short text for people
    title: str
    #: what the sentence was filled with, for programs
    facts: dict[str, Any]


class ReturnLabelReadyData(Struct, kw_only=True, frozen=True):
    """The consumer can hand the parcel in: its label is bought."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: the label
    label_id: UUID
    #: which parcel of the return it is for
    parcel: int
    #: a courier's code
    carrier: str
    #: a courier's service
    service: str
    #: a courier's number of a parcel
    tracking_number: str | None
    #: an address on the web
    tracking_url: str | None
    #: until when the label is good
    valid_until: datetime | None
    #: what it costs, in the smallest unit of the currency
    price_minor: int | None
    #: a currency (ISO 4217)
    currency: str | None


class ReturnLabels(Struct, kw_only=True, frozen=True):
    """All that were asked for of a return."""

    #: what was found, in a stable order
    items: list[ReturnLabel]


class ReturnLine(Struct, kw_only=True, frozen=True):
    """One product of a return; `order_line_id` is null for a surplus."""

    #: our id of it
    id: UUID
    #: the line of the order; null: none that was shipped
    order_line_id: UUID | None
    #: your own name of the product
    sku: str
    #: what people call it
    name: str
    #: base units that were said to come
    announced: int
    #: base units that came
    received: int
    #: base units that an inspector had in hand
    inspected: int
    #: these are not the pieces that were shipped; they count for no line of the order
    is_mismatch: bool
    #: serial numbers of the pieces
    serials: list[str]
    #: pieces that are not those that were shipped
    mismatches: list[ReturnMismatch]
    #: what an inspector found
    findings: list[Finding]


class ReturnMatchFoundData(Struct, kw_only=True, frozen=True):
    """The warehouse thinks that an unknown parcel is of this order: say yes or no."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: the order that it seems to be of
    match_order_id: UUID
    #: your own name of it
    match_order_external_id: str


class ReturnMismatch(Struct, kw_only=True, frozen=True):
    """A piece that is not the one that was shipped."""

    #: serial or lot
    kind: str
    #: the number that was read on the piece
    found: str
    #: the numbers that were shipped
    shipped: list[str]
    #: your order with which the found one was shipped
    shipped_with: str | None
    #: base units
    quantity: int
    #: a supervisor said that it counts all the same
    is_allowed: bool


class ReturnParcel(Struct, kw_only=True, frozen=True):
    """One carton of a return; `arrived_at` is null while it is waited for."""

    #: our id of it
    id: UUID
    #: the courier's number of the parcel; null: not known yet
    tracking_number: str | None
    #: when it came; null: not yet
    arrived_at: datetime | None
    #: by the scale at the bench
    weight_g: int | None
    #: ids of pictures of it
    photos: list[UUID]


class ReturnParcelArrivedData(Struct, kw_only=True, frozen=True):
    """One more parcel of the return is here."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: parcels that have come
    parcels_here: int
    #: parcels that still come
    parcels_waited: int


class ReturnParcelEmptyData(Struct, kw_only=True, frozen=True):
    """There was nothing in a parcel of the return; others are waited for."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: its weight
    weight_g: int | None


class ReturnRefundClearableData(Struct, kw_only=True, frozen=True):
    """Nothing in the warehouse keeps you from paying back any more: the evidence. Told once."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: what that rests on; sent, arrived, inspected
    basis: str
    #: when it was declared
    declared_at: datetime | None
    #: when its first parcel came
    arrived_at: datetime | None
    #: when it was inspected
    inspected_at: datetime | None
    #: until when the law wants it paid back
    refund_due_at: datetime | None
    #: whether there was nothing in it
    came_empty: bool
    #: pictures of it
    photos: list[str]
    #: the lines that it is about
    lines: list[ReturnedLineInEvent]


class ReturnRejectedData(Struct, kw_only=True, frozen=True):
    """The return is refused; nothing of it was taken in."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: when it was refused
    rejected_at: datetime
    #: words of the warehouse's people about the goods
    reason: str


class ReturnRubric(Struct, kw_only=True, frozen=True):
    """All that a shop says about its returns."""

    #: what each grade means to you, by its code
    grades: dict[str, Any] | UnsetType = UNSET
    #: what every piece must have with it
    checklist: list[dict[str, str]] | UnsetType = UNSET
    #: faults of which a photo is wanted whatever the grade; broken, used, incomplete,
    #: dirty, not_working, other
    photo_faults: list[str] | UnsetType = UNSET
    #: lots are asked for when the code does not tell them; else they are taken as shipped
    is_lot_asked: bool | UnsetType = UNSET
    #: when you may pay back: once it was sent, once it arrived, or once it was inspected;
    #: sent, arrived, inspected
    refund_when: str | UnsetType = UNSET
    #: what completes a return: all of its goods have a grade, or all of its parcels came,
    #: too; goods, parcels
    ends_with: str | UnsetType = UNSET
    #: when an exchange goes, unless it says so itself; at_once, arrived, inspected
    exchange_when: str | UnsetType = UNSET
    #: a parcel without a name: when you are reminded, and what happens without an answer
    unidentified_remind_days: int | UnsetType = UNSET
    #: days until a parcel without a name is dealt with as `unidentified_then` says
    unidentified_days: int | UnsetType = UNSET
    #: what becomes of a parcel without a name when you do not answer; keep, quarantine,
    #: scrap
    unidentified_then: str | UnsetType = UNSET
    #: parcels that did not come so many days after the last one did are waited for no more
    parcels_wait_days: int | UnsetType = UNSET
    #: ISO 4217
    currency: str | UnsetType = UNSET
    #: what a piece is worth when nothing else tells it
    piece_value_minor: int | UnsetType | None = UNSET
    #: one person alone throws away no more of a return than this; none: as the house has it
    scrap_alone_max_minor: int | UnsetType | None = UNSET
    #: the products
    products: list[RubricProductRule] | UnsetType = UNSET


class ReturnTrackingUpdatedData(Struct, kw_only=True, frozen=True):
    """The courier says something new of a parcel that comes back."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: the label
    label_id: UUID
    #: which parcel of the return it is for
    parcel: int
    #: a courier's code
    carrier: str
    #: a courier's service
    service: str
    #: a courier's number of a parcel
    tracking_number: str | None
    #: how it stands; in_transit, available_for_pickup, delivery_failed, returning, lost,
    #: delivered, returned
    status: str
    #: a stable code
    incident: str | None
    #: when it happened, by the courier's clock
    occurred_at: datetime


class ReturnUnidentifiedData(Struct, kw_only=True, frozen=True):
    """A parcel came back of which nobody knows the order: say it, or refuse it."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: a courier's number of a parcel
    tracking_number: str | None


class ReturnUnidentifiedReminderData(Struct, kw_only=True, frozen=True):
    """Whose an unknown parcel is was not said yet; at `ends_at` it is settled without you."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: a courier's number of a parcel
    tracking_number: str | None
    #: the order that it seems to be of
    match_order_id: UUID | None
    #: until when you can answer
    ends_at: datetime
    #: what is done when you do not answer; keep, quarantine, scrap
    then: str


class ReturnUnidentifiedSettledData(Struct, kw_only=True, frozen=True):
    """Nobody said in time whose an unknown parcel is: what you chose for that was done."""

    #: the warehouse's number of it
    return_number: int
    #: the order
    order_id: UUID | None
    #: your own name of it
    order_external_id: str | None
    #: why; withdrawal, complaint, damaged, wrong_item, undelivered, other
    reason: str
    #: a courier's number of a parcel
    tracking_number: str | None
    #: what was done with it; keep, quarantine, scrap
    as_: str = field(name="as")


class ReturnedLineInEvent(Struct, kw_only=True, frozen=True):
    """A product of the return: what was announced, what came, and what was found of it."""

    #: your SKU
    sku: str
    #: the line of the order; null: it was not sent with it
    order_line_id: UUID | None
    #: pieces that were announced
    announced: int
    #: pieces that came
    received: int
    #: pieces that were not there
    missing: int
    #: what was found of the pieces
    findings: list[FoundOfLineInEvent]
    #: pieces that are not the ones that were sent
    mismatches: list[MismatchInEvent]


class RubricPicture(Struct, kw_only=True, frozen=True):
    """An example picture; `url` gives the JPEG."""

    #: our id of it
    id: UUID
    #: pixels across
    width_px: int
    #: pixels down
    height_px: int
    #: where it is fetched, with the same key
    url: str


class RubricProductRule(Struct, kw_only=True, frozen=True):
    """What is different for some products; the first rule that a product meets counts."""

    #: of these, or of all that have the flag
    skus: list[str] | UnsetType = UNSET
    #: a property of products, in place of `skus`; fragile, hazmat, serial, lot, expiry
    flag: str | UnsetType | None = UNSET
    #: what a piece must have with it
    checklist: list[dict[str, str]] | UnsetType = UNSET
    #: what becomes of a piece, by its grade; restock, quarantine, refurbish,
    #: return_to_shop, dispose
    dispositions: dict[str, str] | UnsetType = UNSET
    #: grades of which a photo is wanted besides the shop's own; A, B, C, D, wrong_item,
    #: empty
    photo_grades: list[str] | UnsetType = UNSET
    #: what a piece is worth, in the smallest unit
    piece_value_minor: int | UnsetType | None = UNSET


class SandboxGoods(Struct, kw_only=True, frozen=True):
    """What lies on the sandbox's shelf now besides what lay there."""

    #: products that were not there before
    products: int
    #: pieces of each product without a lot or an expiry date
    pieces: int
    #: your names of them
    skus: list[str]


class SandboxMail(Struct, kw_only=True, frozen=True):
    """A mail that a consumer would get from a live shop; once it was erased, its words are
    null.
    """

    #: our id of it
    id: UUID
    #: the order that it is about; null: somebody wrote about none
    order_id: UUID | None
    #: yours
    order_external_id: str | None
    #: why it is written: `notice.shipped`, `survey`, `reply` …
    purpose: str
    #: in which its words are
    language: str
    #: who would get it
    to: str | None
    #: what it is about
    subject: str | None
    #: its words as plain text
    text: str | None
    #: the same as most people see it; null: it has no such part
    html: str | None
    #: names of the files that go with it
    attachments: list[str]
    #: `written`: a live one would have been sent. `waiting`: it is not due yet, such as
    #: before the end of quiet hours. `dropped`: something came in between. `failed`: there
    #: is no such address; waiting, written, dropped, failed
    status: str
    #: why it was dropped or failed; null for the others
    reason: str | None
    #: when it is due; null once it is at its end
    due_at: datetime | None
    #: when it was made
    created_at: datetime


class SandboxTime(Struct, kw_only=True, frozen=True):
    """What time it is in the sandbox, for whoever counts from its first day."""

    #: how much further than in the world, ISO 8601
    forwarded: str
    #: the world's time and that
    now: datetime


class ScenarioSeen(Struct, kw_only=True, frozen=True):
    """One scenario and what it has come to."""

    #: our number of it, for people
    number: int
    #: stable
    code: str
    #: what people call it
    name: str
    #: why it matters
    why: str
    #: `passed`, `not_yet`, `failed` or `not_asked`. What failed can be done again; what a
    #: platform has no place for is not asked of its connection
    state: str
    #: what was seen that proves it
    seen: list[Sight]
    #: by what it is judged, or why it is not asked
    judged: str
    #: what to do next; null when it is passed or not asked
    next: str | None


class SentMessage(Struct, kw_only=True, frozen=True):
    """Where your words went."""

    #: our id of it
    id: UUID
    #: our id of the order
    order_id: UUID | None
    #: the way on which it was said: email, chat, page, phone or portal
    channel: str


class Shipment(Struct, kw_only=True, frozen=True):
    """A parcel with its courier, as its shop sees it."""

    #: our id of it
    id: UUID
    #: our id of the order
    order_id: UUID
    #: our number of the order
    order_number: int
    #: your own name of the order
    order_external_id: str
    #: our id of the parcel
    parcel_id: UUID
    #: our number of the parcel
    parcel_number: int
    #: where the parcel itself stands
    parcel_status: str
    #: grams
    weight_g: int | None
    #: what the bench calls its carton, and its outer sizes; null: the bench did not say
    carton: str | None
    #: millimetres
    length_mm: int | None
    #: millimetres
    width_mm: int | None
    #: millimetres
    height_mm: int | None
    #: the courier's code
    carrier: str
    #: the courier's service, by its code
    service: str
    #: requested, buying, bought, failed or voided
    status: str
    #: the pickup point where it goes; null: to an address
    pickup_point_id: str | None
    #: what it costs by the rate table; null: nothing is known
    price: Price | None
    #: at whose cost: shop, us or carrier; null while its label was not asked for
    paid_by: str | None
    #: the courier's number of the parcel; null: not known yet
    tracking_number: str | None
    #: the courier's own page of it
    tracking_url: str | None
    #: why the label could not be bought, the last time
    failure: LabelFailure | None
    #: a person put the parcel aside and decides what becomes of it
    held_at: datetime | None
    #: when it was made
    created_at: datetime
    #: when it last changed
    updated_at: datetime
    #: when the label was bought
    bought_at: datetime | None
    #: when the courier took it
    handed_over_at: datetime | None


class ShipmentDeliveredData(Struct, kw_only=True, frozen=True):
    """The courier says that the parcel was delivered."""

    #: the order
    order_id: UUID
    #: the warehouse's number of it
    order_number: int
    #: the warehouse's number of it
    parcel_number: int
    #: a courier's code
    carrier: str
    #: a courier's service
    service: str
    #: a courier's number of a parcel
    tracking_number: str | None
    #: an address on the web
    tracking_url: str | None
    #: when it was delivered
    delivered_at: datetime
    #: why it goes faster than it would; left out when it goes as usual; first_order,
    #: big_order, our_mistake
    upgraded_for: str | UnsetType = UNSET


class ShipmentDetail(Struct, kw_only=True, frozen=True):
    """A shipment with what its courier told of it."""

    #: our id of it
    id: UUID
    #: our id of the order
    order_id: UUID
    #: our number of the order
    order_number: int
    #: your own name of the order
    order_external_id: str
    #: our id of the parcel
    parcel_id: UUID
    #: our number of the parcel
    parcel_number: int
    #: where the parcel itself stands
    parcel_status: str
    #: grams
    weight_g: int | None
    #: what the bench calls its carton, and its outer sizes; null: the bench did not say
    carton: str | None
    #: millimetres
    length_mm: int | None
    #: millimetres
    width_mm: int | None
    #: millimetres
    height_mm: int | None
    #: the courier's code
    carrier: str
    #: the courier's service, by its code
    service: str
    #: requested, buying, bought, failed or voided
    status: str
    #: the pickup point where it goes; null: to an address
    pickup_point_id: str | None
    #: what it costs by the rate table; null: nothing is known
    price: Price | None
    #: at whose cost: shop, us or carrier; null while its label was not asked for
    paid_by: str | None
    #: the courier's number of the parcel; null: not known yet
    tracking_number: str | None
    #: the courier's own page of it
    tracking_url: str | None
    #: why the label could not be bought, the last time
    failure: LabelFailure | None
    #: a person put the parcel aside and decides what becomes of it
    held_at: datetime | None
    #: when it was made
    created_at: datetime
    #: when it last changed
    updated_at: datetime
    #: when the label was bought
    bought_at: datetime | None
    #: when the courier took it
    handed_over_at: datetime | None
    #: when the courier says that it was delivered
    delivered_at: datetime | None
    #: the oldest first, by the courier's clock; kept for 180 days
    tracking: list[TrackingUpdate]
    #: with `expand=order`
    order: Order | UnsetType | None = UNSET


class ShipmentExceptionData(Struct, kw_only=True, frozen=True):
    """Something goes wrong with the parcel or its label; `code` says what."""

    #: the order
    order_id: UUID
    #: the warehouse's number of it
    order_number: int
    #: the warehouse's number of it
    parcel_number: int
    #: a courier's code
    carrier: str
    #: a courier's service
    service: str
    #: a stable code
    code: str
    #: what the code means, in English
    title: str
    #: what the title speaks of
    facts: dict[str, Any]
    #: why it goes faster than it would; left out when it goes as usual; first_order,
    #: big_order, our_mistake
    upgraded_for: str | UnsetType = UNSET
    #: a courier's number of a parcel
    tracking_number: str | UnsetType | None = UNSET
    #: an address on the web
    tracking_url: str | UnsetType | None = UNSET
    #: how it stands; in_transit, available_for_pickup, delivery_failed, returning, lost,
    #: delivered, returned
    status: str | UnsetType = UNSET
    #: a stable code
    incident: str | UnsetType | None = UNSET
    #: when it happened, by the courier's clock
    occurred_at: datetime | UnsetType = UNSET


class ShipmentHandedOverData(Struct, kw_only=True, frozen=True):
    """The courier has taken the parcel."""

    #: the order
    order_id: UUID
    #: the warehouse's number of it
    order_number: int
    #: the warehouse's number of it
    parcel_number: int
    #: a courier's code
    carrier: str
    #: a courier's service
    service: str
    #: a courier's number of a parcel
    tracking_number: str | None
    #: an address on the web
    tracking_url: str | None
    #: the warehouse's number of it
    manifest_number: int
    #: when the courier took it
    handed_over_at: datetime
    #: why it goes faster than it would; left out when it goes as usual; first_order,
    #: big_order, our_mistake
    upgraded_for: str | UnsetType = UNSET


class ShipmentLabelCreatedData(Struct, kw_only=True, frozen=True):
    """The courier's label is bought: the parcel has its number."""

    #: the order
    order_id: UUID
    #: the warehouse's number of it
    order_number: int
    #: the warehouse's number of it
    parcel_number: int
    #: a courier's code
    carrier: str
    #: a courier's service
    service: str
    #: a courier's number of a parcel
    tracking_number: str | None
    #: an address on the web
    tracking_url: str | None
    #: why it goes faster than it would; left out when it goes as usual; first_order,
    #: big_order, our_mistake
    upgraded_for: str | UnsetType = UNSET


class ShipmentTrackingUpdatedData(Struct, kw_only=True, frozen=True):
    """The courier says something new of the parcel, or it is back with us."""

    #: the order
    order_id: UUID
    #: the warehouse's number of it
    order_number: int
    #: the warehouse's number of it
    parcel_number: int
    #: a courier's code
    carrier: str
    #: a courier's service
    service: str
    #: a courier's number of a parcel
    tracking_number: str | None
    #: an address on the web
    tracking_url: str | None
    #: how it stands; in_transit, available_for_pickup, delivery_failed, returning, lost,
    #: delivered, returned
    status: str
    #: why it goes faster than it would; left out when it goes as usual; first_order,
    #: big_order, our_mistake
    upgraded_for: str | UnsetType = UNSET
    #: a stable code
    incident: str | UnsetType | None = UNSET
    #: when it happened, by the courier's clock
    occurred_at: datetime | UnsetType = UNSET


class ShippedParcelInEvent(Struct, kw_only=True, frozen=True):
    """A parcel in its courier's hands."""

    #: the warehouse's number of it
    parcel_number: int
    #: its weight
    weight_g: int | None
    #: a courier's code
    carrier: str
    #: a courier's service
    service: str
    #: a courier's number of a parcel
    tracking_number: str | None
    #: an address on the web
    tracking_url: str | None


class ShippingWay(Struct, kw_only=True, frozen=True):
    """A courier and one of its services, by their codes."""

    #: the courier's code
    carrier: str
    #: the courier's service, by its code
    service: str


class ShopCalendar(Struct, kw_only=True, frozen=True):
    """A shop's cut-offs, in the time of the building."""

    #: as the IANA database names it: days and cut-offs are days and times there
    time_zone: str
    #: which day it is there
    today: date
    #: until when orders leave on which day, for each service
    cut_offs: list[CutOffs]
    #: besides weekends and other days of the week on which nothing leaves
    closed_days: list[ClosedDay]


class Sight(Struct, kw_only=True, frozen=True):
    """Something that was seen, and under which id it can be found."""

    #: request, act, event, delivery, product, order, shipment, return …
    what: str
    #: the id or your own name under which it can be found
    key: str
    #: when it happened
    at: datetime | None


class SlipTemplate(Struct, kw_only=True, frozen=True):
    """What a shop may choose about its slips."""

    #: on what it is printed; A4, A6, roll
    paper: str | UnsetType = UNSET
    #: as `#0b5f56`
    accent: str | UnsetType = UNSET
    #: how large the letters are; small, normal, large
    font_size: str | UnsetType = UNSET
    #: whose words are printed when there are none in the recipient's language; en, pl, uk,
    #: de
    fallback_language: str | UnsetType = UNSET
    #: your own names of the products are printed
    is_sku_shown: bool | UnsetType = UNSET
    #: lots are printed
    is_lot_shown: bool | UnsetType = UNSET
    #: the gift note is printed
    is_gift_note_shown: bool | UnsetType = UNSET
    #: your thanks are printed
    is_thanks_shown: bool | UnsetType = UNSET
    #: your own name of the order is printed
    is_shop_order_shown: bool | UnsetType = UNSET
    #: the date is printed
    is_date_shown: bool | UnsetType = UNSET
    #: the code of the consumer's own page of the order
    is_page_shown: bool | UnsetType = UNSET
    #: of the page for returns, printed with its QR code; empty: as the shop's own facts say
    return_url: str | UnsetType = UNSET
    #: what was said
    words: dict[str, Any] | UnsetType = UNSET


class SlipWords(Struct, kw_only=True, frozen=True):
    """A shop's words in one language; what is empty is not printed, or is said by us."""

    #: one sentence in bold letters, above all others
    thanks: str | UnsetType = UNSET
    #: what else you want to say
    message: str | UnsetType = UNSET
    #: how to send goods back
    returns: str | UnsetType = UNSET
    #: who the shop is, in small print
    footer: str | UnsetType = UNSET


class Stock(Struct, kw_only=True, frozen=True):
    """What there is of a product, in base units. `on_hand` is everything inside the building,
    whatever its condition; `allocated` is promised to orders and still on the shelf;
    `available` can be promised now: good, on a shelf that is not blocked, not expired, not
    promised. Goods on a dock, in a tote or in a parcel are on hand and not available.
    """

    #: our id of the product
    product_id: UUID
    #: your own name of the product
    sku: str
    #: base units inside the building, whatever their condition
    on_hand: int
    #: base units promised to orders and still on the shelf
    allocated: int
    #: base units that can be promised now
    available: int
    #: condition → on hand
    conditions: dict[str, int]
    #: when some of it moved, or was told of, last; null: never
    updated_at: datetime | None


class StockAsOf(Struct, kw_only=True, frozen=True):
    """What there was of a product at a moment, in base units: everything inside the building."""

    #: our id of the product
    product_id: UUID
    #: your own name of the product
    sku: str
    #: the moment that it tells of
    as_of: datetime
    #: base units inside the building, whatever their condition
    on_hand: int
    #: condition → on hand
    conditions: dict[str, int]


class StockChangedData(Struct, kw_only=True, frozen=True):
    """There is more or less of a product; the last event of a product is the truth."""

    #: your SKU
    sku: str
    #: pieces in the warehouse
    on_hand: int
    #: promised to orders
    allocated: int
    #: what can be sold
    available: int
    #: on hand by condition, those of which there is some
    conditions: dict[str, int]
    #: why; receive, put_away, move, replenish, pick, unpick, pack, unpack, ship, adjust,
    #: count, damage, return_receive, return_grade, kit_build, kit_break, correct, expire,
    #: promise, block
    reason: str
    #: of a correction: what a person said of it
    why: str | None


class StockExpiringData(Struct, kw_only=True, frozen=True):
    """A lot's expiry has come near; each stage is told once."""

    #: your SKU
    sku: str
    #: a lot's code, as it stands on the goods
    lot: str | None
    #: how near it is; warning, blocked, expired
    stage: str
    #: the day on which it expires
    expires_on: date
    #: the first day on which it is not sold any more
    sell_before: date | None
    #: days until it expires; below 0 after it
    days_left: int
    #: pieces in the warehouse
    on_hand: int
    #: pieces that have goods
    allocated: int


class StockExplanation(Struct, kw_only=True, frozen=True):
    """What there is of a product: the quantities of `parts` add up to `on_hand`."""

    #: our id of the product
    product_id: UUID
    #: your own name of the product
    sku: str
    #: base units inside the building, whatever their condition
    on_hand: int
    #: the same for people, in the language that was asked for
    sentence: str
    #: what it consists of
    parts: list[StockPart]
    #: when some of it was last counted to the end, where, and by how many people in turn;
    #: who they were is the hall's own affair, and told at the desk
    last_counted_at: datetime | None
    #: where that was
    last_counted_place: str | None
    #: by how many people in turn
    last_counted_people: int | None
    #: the orders that wait for it, in their turn, and why
    waiting: list[WaitingOrder]


class StockLevel(Struct, kw_only=True, frozen=True):
    """A product's level; `is_low`: there are no more than that now, and it was told."""

    #: our id of the product
    product_id: UUID
    #: your own name of the product
    sku: str
    #: at this many available base units or fewer it is low
    low_at: int
    #: there are no more than that now
    is_low: bool


class StockLowData(Struct, kw_only=True, frozen=True):
    """A product has come down to its level; again only after there was more of it."""

    #: your SKU
    sku: str
    #: pieces in the warehouse
    on_hand: int
    #: promised to orders
    allocated: int
    #: what can be sold
    available: int
    #: on hand by condition, those of which there is some
    conditions: dict[str, int]
    #: its level
    low_at: int


class StockMovement(Struct, kw_only=True, frozen=True):
    """One line of the ledger."""

    #: our id of it
    id: UUID
    #: when it happened
    occurred_at: datetime
    #: your own name of the product
    sku: str
    #: code of the lot; null: kept without lots
    lot: str | None
    #: base units
    quantity: int
    #: kinds of the places: supplier, dock, pick_face, tote …
    from_kind: str
    #: as it is called now; the id stays
    from_place: str
    #: our id of the place
    from_place_id: UUID
    #: in which condition it was
    from_condition: str
    #: kind of the place where it went
    to_kind: str
    #: where it went, as it is called now
    to_place: str
    #: our id of the place
    to_place_id: UUID
    #: in which condition it is since
    to_condition: str
    #: why, one of a few words
    reason: str
    #: what a person said about it, a code: lost, broken …
    why: str | None
    #: the earlier one that this one takes back
    reverses_id: UUID | None


class StockPart(Struct, kw_only=True, frozen=True):
    """Some of the units on hand, and why they can be sold or not; `quantity` in base units."""

    #: free promised picked packed waiting aside blocked expired short_dated opened damaged
    #: quarantine more
    code: str
    #: base units
    quantity: int
    #: the same for people, in the language that was asked for
    sentence: str
    #: where, as it is called there
    place: str | UnsetType | None = UNSET
    #: since when they are there so
    since: datetime | UnsetType | None = UNSET
    #: code of the lot; null: kept without lots
    lot: str | UnsetType | None = UNSET
    #: the day on which the goods expire; null: they do not, or it is not known
    expires_on: date | UnsetType | None = UNSET
    #: the order's own name at its shop, and our number
    order_external_id: str | UnsetType | None = UNSET
    #: our number of the order
    order_number: int | UnsetType | None = UNSET
    #: of what is promised, why these goods and no others: expires_first, oldest_lot,
    #: pick_face …
    chosen_by: str | UnsetType | None = UNSET


class StockPromise(Struct, kw_only=True, frozen=True):
    """So many pieces would come from such places; `kind`: pick_face, or storage (the reserve)."""

    #: what it is, one of a few words
    kind: str
    #: base units
    quantity: int
    #: code of the lot; null: kept without lots
    lot: str | None
    #: the day on which the goods expire; null: they do not, or it is not known
    expires_on: date | None


class StockRules(Struct, kw_only=True, frozen=True):
    """How a shop's goods are watched as their expiry comes near; days before it."""

    #: `stock.expiring` is told so many days before
    warn_days: int | UnsetType = UNSET
    #: goods are not sold any more so many days before; 0: on the day itself
    block_days: int | UnsetType = UNSET


class Stopped(Struct, kw_only=True, frozen=True):
    """Why the robot went no farther."""

    #: stable; a program matches on it
    code: str
    #: in English
    title: str
    #: what the sentence was filled with, for programs
    facts: dict[str, Any] | UnsetType = UNSET


class StoredDocument(Struct, kw_only=True, frozen=True):
    """A paper that is kept for an order."""

    #: what it is, one of a few words
    kind: str
    #: length of the content
    size_bytes: int
    #: when it was made
    created_at: datetime


class StoredReturnRubric(Struct, kw_only=True, frozen=True):
    """What pieces are graded by; `version` 0: you have not said anything yet."""

    #: grows with every change; where there is an `ETag`, it is this
    version: int
    #: when it was said; null: never
    saved_at: datetime | None
    #: what you said
    rubric: ReturnRubric


class StoredSlipTemplate(Struct, kw_only=True, frozen=True):
    """What slips are printed with; `version` 0: you have not said anything yet."""

    #: grows with every change; where there is an `ETag`, it is this
    version: int
    #: a logo is printed
    has_logo: bool
    #: when it was said; null: never
    saved_at: datetime | None
    #: what you chose
    template: SlipTemplate


class TestEvent(Struct, kw_only=True, frozen=True):
    """The delivery of a test is on its way."""

    #: our id of the webhook's delivery
    delivery_id: UUID


class TimelineEntry(Struct, kw_only=True, frozen=True):
    """Something that happened to an order. `what`: an event's type, or `goods.` and the reason
    of a movement: pick, unpick, pack, unpack, ship, return_receive, return_grade …
    """

    #: our id of it
    id: UUID
    #: when it happened
    at: datetime
    #: an event's type, or `goods.` and the reason of a movement
    what: str
    #: what the event said; empty for movements
    data: dict[str, Any]
    #: of a movement: so much of a product, base units, and its lot
    sku: str | UnsetType | None = UNSET
    #: base units
    quantity: int | UnsetType | None = UNSET
    #: code of the lot; null: kept without lots
    lot: str | UnsetType | None = UNSET


class ToCarry(Struct, kw_only=True, frozen=True):
    """A webhook that is due: post `body` with `headers` to `url`, and tell what was answered."""

    #: our id of the webhook's delivery
    delivery_id: UUID
    #: which try of this delivery it is, from 1
    attempt: int
    #: where the endpoint is
    url: str
    #: with which it proves itself
    headers: dict[str, str]
    #: letter by letter: the signature is over these bytes (UTF-8)
    body: str


class TrackingUpdate(Struct, kw_only=True, frozen=True):
    """One thing that a courier told of a parcel, as its shop sees it."""

    #: in_transit, available_for_pickup, delivered, delivery_failed, returning, returned or
    #: lost; null: news that move nothing
    status: str | None
    #: why it does not go as it should
    incident: str | None
    #: the courier's own code
    code: str
    #: a depot, a town
    place: str | None
    #: by the courier's clock
    occurred_at: datetime


class UnfiledMail(Struct, kw_only=True, frozen=True):
    """A mail that was set aside, as its writer may read it."""

    #: our id of it
    id: UUID
    #: when it happened
    at: datetime
    #: what it is about
    subject: str
    #: what was said
    words: str


class WaitingOrder(Struct, kw_only=True, frozen=True):
    """An order line that waits, and why; `quantity` and `free` in base units."""

    #: your own name of the order
    order_external_id: str
    #: our number of the order
    order_number: int
    #: your own name of the product
    sku: str
    #: base units
    quantity: int
    #: what is free of the product now
    free: int
    #: none_free kept not_enough others_missing kit_incomplete next_pass
    code: str
    #: the same for people, in the language that was asked for
    sentence: str


class WayBack(Struct, kw_only=True, frozen=True):
    """One of the ways in which the shop lets returns come."""

    #: the courier's code
    carrier: str
    #: the courier's service, by its code
    service: str
    #: what a consumer who withdraws pays for it, minor units; 0: the shop pays
    consumer_pays_minor: int | UnsetType = UNSET


class WayInEvent(Struct, kw_only=True, frozen=True):
    """A courier and its service."""

    #: a courier's code
    carrier: str
    #: a courier's service
    service: str


class WebhookAttempt(Struct, kw_only=True, frozen=True):
    """One try: what was sent where, what was answered, how long it took. The headers of the
    request are null when nothing could be sent, those of the response when none came; both
    are for attempts of long ago.
    """

    #: from 1
    attempt_no: int
    #: when it happened
    at: datetime
    #: where it was sent; null: before such a thing was kept
    request_url: str | None
    #: as they were sent, the signature included
    request_headers: dict[str, str] | None
    #: what your endpoint answered; null: nothing
    status_code: int | None
    #: why there was no answer
    error: str | None
    #: milliseconds until the answer
    latency_ms: int
    #: at most 2 kB, without cookies
    response_headers: dict[str, str] | None
    #: the beginning of the answer, at most 2 kB
    response_excerpt: str | None


class WebhookDelivery(Struct, kw_only=True, frozen=True):
    """One event on its way to one endpoint; `event_id` is null and sequence 0 for a test."""

    #: our id of it
    id: UUID
    #: our id of the webhook endpoint
    endpoint_id: UUID
    #: the event, its `webhook-id`; null: a test
    event_id: UUID | None
    #: what it is, a dotted name
    type: str
    #: place in your feed, without gaps
    sequence: int
    #: where it stands now
    status: str
    #: what is sent, letter by letter: the signature is over these bytes (UTF-8)
    request_body: str
    #: every try, the first one first
    attempts: list[WebhookAttempt]
    #: when the next attempt is due, while it waits
    next_attempt_at: datetime | None
    #: why the last try failed
    last_error: str | None
    #: when it was made
    created_at: datetime
    #: when it arrived
    delivered_at: datetime | None


class WebhookEndpoint(Struct, kw_only=True, frozen=True):
    """A webhook endpoint; its secret is told when it is made, and never again."""

    #: our id of it
    id: UUID
    #: where events are sent
    url: str
    #: your program collects what is due and carries it there
    is_carried: bool
    #: a text of your own
    description: str | None
    #: only these; empty: every type, also those that will be new
    event_types: list[str]
    #: where it stands now
    status: str
    #: why nothing is sent
    disabled_reason: str | None
    #: since when every try failed
    failing_since: datetime | None
    #: since when it is tried by one message at a time; null: it answers
    open_since: datetime | None
    #: when it is tried next
    next_probe_at: datetime | None
    #: which events it missed while it was disabled: send them again; null: none
    missed: Missed | None
    #: during a rotation: the secret before is valid until then
    previous_secret_until: datetime | None
    #: when it was made
    created_at: datetime
    #: when it last changed
    updated_at: datetime
    #: grows with every change; where there is an `ETag`, it is this
    version: int


class WebhookEndpointChange(Struct, kw_only=True, frozen=True):
    """What changes; what is left out stays."""

    #: where events are sent; https
    url: str | UnsetType = UNSET
    #: only these; empty: every type, also those that will be new
    event_types: list[str] | UnsetType = UNSET
    #: a text of your own
    description: str | UnsetType | None = UNSET
    #: where it stands now
    status: Literal["enabled", "disabled"] | UnsetType = UNSET


class WebhookEndpointWithSecret(Struct, kw_only=True, frozen=True):
    """An endpoint and its new signing secret, shown this once."""

    #: the endpoint
    endpoint: WebhookEndpoint
    #: signs what is sent; shown this once
    secret: str


class WithdrawnPiecesInEvent(Struct, kw_only=True, frozen=True):
    """So many pieces that the consumer does not want."""

    #: your SKU
    sku: str
    #: so many pieces
    quantity: int
    #: why, as they said; changed_mind, does_not_fit, not_as_described, damaged, too_late,
    #: other
    why: str | None


#: the types of events of today; a newer warehouse knows more
EventName = Literal[
    "case.answered",
    "case.deadline_near",
    "case.opened",
    "case.resolved",
    "contact.message_received",
    "inbound.arrived",
    "inbound.discrepancy",
    "inbound.progress",
    "inbound.received",
    "order.allocated",
    "order.amended",
    "order.backordered",
    "order.cancel_refused",
    "order.cancelled",
    "order.held",
    "order.hold_released",
    "order.packed",
    "order.person_erased",
    "order.picking_started",
    "order.promise_changed",
    "order.received",
    "order.released",
    "order.reshipped",
    "order.shipped",
    "order.short_picked",
    "order.withdrawal_declared",
    "return.announced",
    "return.arrived",
    "return.completed",
    "return.deadline_near",
    "return.exchange_called_off",
    "return.exchange_doubtful",
    "return.exchange_ordered",
    "return.exchange_released",
    "return.inspected",
    "return.inspection_undone",
    "return.label_failed",
    "return.label_ready",
    "return.match_found",
    "return.parcel_arrived",
    "return.parcel_empty",
    "return.refund_clearable",
    "return.rejected",
    "return.tracking_updated",
    "return.unidentified",
    "return.unidentified_reminder",
    "return.unidentified_settled",
    "shipment.delivered",
    "shipment.exception",
    "shipment.handed_over",
    "shipment.label_created",
    "shipment.tracking_updated",
    "stock.changed",
    "stock.expiring",
    "stock.low",
]
#: by the type of an event, what its ``data`` says
EVENT_DATA: dict[str, type[Struct]] = {
    "case.answered": CaseAnsweredData,
    "case.deadline_near": CaseDeadlineNearData,
    "case.opened": CaseOpenedData,
    "case.resolved": CaseIsResolvedData,
    "contact.message_received": ContactMessageReceivedData,
    "inbound.arrived": InboundArrivedData,
    "inbound.discrepancy": InboundDiscrepancyData,
    "inbound.progress": InboundProgressData,
    "inbound.received": InboundReceivedData,
    "order.allocated": OrderAllocatedData,
    "order.amended": OrderAmendedData,
    "order.backordered": OrderBackorderedData,
    "order.cancel_refused": OrderCancelRefusedData,
    "order.cancelled": OrderCancelledData,
    "order.held": OrderHeldData,
    "order.hold_released": OrderHoldReleasedData,
    "order.packed": OrderPackedData,
    "order.person_erased": OrderPersonErasedData,
    "order.picking_started": OrderPickingStartedData,
    "order.promise_changed": OrderPromiseChangedData,
    "order.received": OrderReceivedData,
    "order.released": OrderReleasedData,
    "order.reshipped": OrderReshippedData,
    "order.shipped": OrderShippedData,
    "order.short_picked": OrderShortPickedData,
    "order.withdrawal_declared": OrderWithdrawalDeclaredData,
    "return.announced": ReturnAnnouncedData,
    "return.arrived": ReturnArrivedData,
    "return.completed": ReturnCompletedData,
    "return.deadline_near": ReturnDeadlineNearData,
    "return.exchange_called_off": ReturnExchangeCalledOffData,
    "return.exchange_doubtful": ReturnExchangeDoubtfulData,
    "return.exchange_ordered": ReturnExchangeOrderedData,
    "return.exchange_released": ReturnExchangeReleasedData,
    "return.inspected": ReturnInspectedData,
    "return.inspection_undone": ReturnInspectionUndoneData,
    "return.label_failed": ReturnLabelFailedData,
    "return.label_ready": ReturnLabelReadyData,
    "return.match_found": ReturnMatchFoundData,
    "return.parcel_arrived": ReturnParcelArrivedData,
    "return.parcel_empty": ReturnParcelEmptyData,
    "return.refund_clearable": ReturnRefundClearableData,
    "return.rejected": ReturnRejectedData,
    "return.tracking_updated": ReturnTrackingUpdatedData,
    "return.unidentified": ReturnUnidentifiedData,
    "return.unidentified_reminder": ReturnUnidentifiedReminderData,
    "return.unidentified_settled": ReturnUnidentifiedSettledData,
    "shipment.delivered": ShipmentDeliveredData,
    "shipment.exception": ShipmentExceptionData,
    "shipment.handed_over": ShipmentHandedOverData,
    "shipment.label_created": ShipmentLabelCreatedData,
    "shipment.tracking_updated": ShipmentTrackingUpdatedData,
    "stock.changed": StockChangedData,
    "stock.expiring": StockExpiringData,
    "stock.low": StockLowData,
}
