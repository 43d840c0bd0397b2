// What travels between a shop and the warehouse. Written by `make clients` from the API's description; not by hand.

/** As far as which state the robot takes it, and what is in the lorry. */
export interface AdvanceDelivery {
  /** it does every step on the way */
  to: "arrived" | "received";
  /** what is really in the lorry; empty: what was announced */
  came?: Array<Came>;
}

/** As far as which state the robot takes it. */
export interface AdvanceOrder {
  /** the state in which it is left */
  to: "allocated" | "released" | "picking" | "picked" | "packing" | "packed" | "shipped" | "in_transit" | "available_for_pickup" | "delivery_failed" | "returning" | "lost" | "delivered";
}

/** As far as which state the robot takes it, and what is in its parcels. */
export interface AdvanceReturn {
  /** it does every step on the way */
  to: "arrived" | "inspecting" | "completed";
  /** what is really in the parcels; empty: what was announced */
  came?: Array<CameBack>;
}

/** A delivery as its shop sees it. */
export interface Asn {
  /** our id of it */
  id: string;
  /** your own name of it, unique at your shop */
  external_id: string;
  /** our number of it, for people */
  number: number;
  /** where it stands now */
  status: string;
  /** the day on which it is to come */
  expected_on: string | null;
  /** what a person wrote about it */
  note: string | null;
  /** the waybill of the lorry or parcel that brings it */
  carrier_reference: string | null;
  /** what it consists of, a line a product */
  lines: Array<AsnLine>;
  /** the cartons or pallets that bring it */
  cartons: Array<Carton>;
  /** what came otherwise than announced */
  discrepancies: Array<Discrepancy>;
  /** when it was made */
  created_at: string;
  /** when it last changed */
  updated_at: string;
  /** when it came; null: not yet */
  arrived_at: string | null;
  /** when all of it was counted in */
  received_at: string | null;
  /** when nothing more was expected of it */
  closed_at: string | null;
  /** false: it stood at the dock and nobody had said that it comes */
  is_announced: boolean;
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
  /** a page where a person decides all that is open of it */
  decide_url?: string | null;
}

/** One product of a delivery; `expected` 0: it came without being announced. */
export interface AsnLine {
  /** place of the line, from 1 */
  line_no: number;
  /** your own name of the product */
  sku: string;
  /** base units that were announced */
  expected: number;
  /** base units that came */
  received: number;
  /** that were announced; none: any */
  lots?: Array<NewAsnLot>;
}

/** A code on the product; `quantity` base units are in what carries it. */
export interface Barcode {
  /** stable; a program matches on it */
  code: string;
  /** base units */
  quantity?: number;
}

/** One thing that is wrong with a product's barcodes. */
export interface BarcodeProblem {
  /** our id of the product */
  product_id: string;
  /** your own name of the product */
  sku: string;
  /** what people call it */
  name: string;
  /** what it is, one of a few words; missing, duplicate, check_digit, other_shop */
  kind: string;
  /** as printed under the bars; empty when it is missing */
  code: string;
  /** for `duplicate`: the product of the same shop that the scan may mean too */
  other_sku: string | null;
}

/** So many pieces of it come in all; what was announced and is not named comes as announced. */
export interface Came {
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
}

/** So many pieces of it lie in the parcel, and what the inspector says of them. */
export interface CameBack {
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
  /** what the inspector made of it */
  grade?: "A" | "B" | "C" | "D";
  /** null: as new is restocked, everything else waits in quarantine */
  disposition?: "restock" | "quarantine" | "refurbish" | "return_to_shop" | "dispose" | null;
  /** what is wrong with them */
  note?: string | null;
  /**
   * serial numbers of the pieces, of goods that have some; those that are not named are pieces that
   * were shipped. Another one than was shipped is put aside as what it is
   */
  serials?: Array<string>;
}

/** The one answer to a cancel. */
export interface Cancellation {
  /** accepted: it is cancelled; intercepted: the packer takes it apart; accepted, intercepted */
  answer: string;
  /** where it stands now */
  status: string;
}

/** What the receiver answered. */
export interface CarriedAnswer {
  /** which try was answered */
  attempt: number;
  /** null: nothing came within 20 seconds, or nobody listens there */
  status_code?: number | null;
  /** how long the answer took, ms */
  latency_ms?: number;
}

/** A carton of a delivery. */
export interface Carton {
  /** place of the carton, from 1 */
  carton_no: number;
  /** stable; a program matches on it */
  code: string;
  /** what it consists of, a line a product */
  lines: Array<CartonLine>;
  /** when all of it was counted in */
  received_at: string | null;
}

/** What is in a carton. */
export interface CartonLine {
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
  /** code of the lot; null: kept without lots */
  lot: string | null;
  /** the day on which the goods expire; null: they do not, or it is not known */
  expires_on: string | null;
}

/** A case, as its shop sees it. */
export interface Case {
  /** our id of your shop */
  shop_id: string;
  /** our id of it */
  id: string;
  /** our number of it, for people */
  number: number;
  /** enquiry, complaint, courier_claim, stock_dispute or our_mistake */
  kind: string;
  /** open, waiting_for_shop, waiting_for_us or resolved */
  status: string;
  /** null once the person was erased */
  title: string | null;
  /** our id of the order */
  order_id: string | null;
  /** your own name of the order */
  order_external_id: string | null;
  /** our number of the order */
  order_number: number | null;
  /** our id of the parcel */
  parcel_id: string | null;
  /** our number of the parcel */
  parcel_number: number | null;
  /** our id of the return */
  return_id: string | null;
  /** our number of the return */
  return_number: number | null;
  /** shop, us or consumer */
  opened_by: string;
  /** what it came of: lost, damaged, difference or correction; null: somebody opened it */
  cause: string | null;
  /** our id of what it came of */
  cause_id: string | null;
  /** when your consumer said it */
  declared_at: string;
  /** the last second of the day by which we answer */
  answer_due_at: string;
  /** when it was answered */
  answered_at: string | null;
  /** reship, extra_item, credit, other_carrier or none */
  remedy: string | null;
  /** who pays for it: us, carrier or shop */
  cost: string | null;
  /** the order that puts it right */
  remedy_order_id: string | null;
  /** our number of the order that puts it right */
  remedy_order_number: number | null;
  /** what is granted, in the smallest unit of `credit_currency` */
  credit_minor: number | null;
  /** ISO 4217 */
  credit_currency: string | null;
  /** when its remedy was chosen */
  resolved_at: string | null;
  /** when it was made */
  created_at: string;
  /** when it last changed */
  updated_at: string;
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
}

/** We have answered; read the message by its id. */
export interface CaseAnsweredData {
  /** the warehouse's number of it */
  case_number: number;
  /** what kind it is; enquiry, complaint, courier_claim, stock_dispute, our_mistake */
  kind: string;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** the message */
  message_id: string;
  /** how it stands; open, waiting_for_shop, waiting_for_us, resolved */
  status: string;
}

/** Something that the law or a promise sets a time for is due; each threshold is told once. */
export interface CaseDeadlineNearData {
  /** the warehouse's number of it */
  number: number;
  /**
   * what is due; first_answer, complaint_answer, refund, goods_back, inspection, claim,
   * courier_answer
   */
  clock: string;
  /** when it is due */
  due_at: string;
  /** how near it is; 4_days, 1_day, over */
  threshold: string;
}

/** All of it. */
export interface CaseEvidence {
  /** links of the order's chain, and which of them, or of their photos, were changed since */
  links: number;
  /** links and photos that are not as they were written */
  broken: Array<string>;
  /** its parcels */
  parcels: Array<ParcelEvidence>;
  /** what came back, and what the inspector found of it */
  returned: Return | null;
  /** what came otherwise than announced, when the case is about that */
  difference: DifferenceEvidence | null;
  /** what the books were corrected by, when the case is about that */
  correction: CorrectionEvidence | null;
}

/** The case is over: what was done, and who pays. */
export interface CaseIsResolvedData {
  /** the warehouse's number of it */
  case_number: number;
  /** what kind it is; enquiry, complaint, courier_claim, stock_dispute, our_mistake */
  kind: string;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** what was done; reship, extra_item, credit, other_carrier, none */
  remedy: string;
  /** who pays; us, carrier, shop */
  cost: string | null;
  /** the credit, in the smallest unit of its currency */
  credit_minor: number | null;
  /** a currency (ISO 4217) */
  credit_currency: string | null;
  /** the order by which something is sent again */
  remedy_order_id: string | null;
}

/** Something that was said in a case. */
export interface CaseMessage {
  /** our id of it */
  id: string;
  /** shop, us or consumer */
  from_whom: string;
  /** portal, page, note … */
  channel: string;
  /** null once the person was erased */
  words: string | null;
  /** files that were sent along */
  files: Array<MessageFile>;
  /** when it was said */
  said_at: string;
}

/** What was said in a case. */
export interface CaseMessages {
  /** what was found, in a stable order */
  items: Array<CaseMessage>;
}

/** Somebody asks or complains, or something went wrong. */
export interface CaseOpenedData {
  /** the warehouse's number of it */
  case_number: number;
  /** what kind it is; enquiry, complaint, courier_claim, stock_dispute, our_mistake */
  kind: string;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** who began it; shop, us, consumer */
  opened_by: string;
  /** until when it is to be answered */
  answer_due_at: string | null;
}

/** When a shop's cases are answered and its returns inspected, and what is granted. */
export interface CasePromises {
  /** working days until the first answer; 0: the same day */
  answer_days?: number;
  /** calendar days until a complaint is answered; the law's 14 are the most */
  complaint_days?: number;
  /** kinds of cases that have a promise of their own for the first answer */
  by_kind?: Record<string, unknown>;
  /** working days from the arrival of a return until it is inspected; null: nothing is promised */
  inspection_days?: number | null;
  /** credit up to this is granted by anybody of the office; 0: by managers only */
  granted_minor?: number;
  /** ISO 4217 */
  currency?: string;
}

/** How a case is put right. */
export interface CaseRemedy {
  /** reship, extra_item, credit, other_carrier or none */
  remedy: "reship" | "extra_item" | "other_carrier";
  /** why something is sent; it says who pays, unless `cost` does */
  reason?: "missing" | "wrong_item" | "damaged" | "lost" | "not_delivered" | "returned" | "address" | "other";
  /**
   * of `reship` and `other_carrier`: what is sent again, left out: all that left, of the case's
   * parcel when it has one. Of `extra_item`: any of your products
   */
  lines?: Array<ReshipmentLine> | null;
  /** of `other_carrier` */
  carrier?: string | null;
  /** the courier's service, by its code */
  service?: string | null;
  /** who pays for it: us, carrier or shop */
  cost?: "us" | "carrier" | "shop" | null;
}

/** A certificate as it is kept. */
export interface CertificateIssued {
  /** by which people name it */
  number: number;
  /** when it was issued */
  issued_at: string;
  /** of the API that it was earned at */
  api_version: string;
  /** the User-Agents and platforms that took part */
  programs: Array<string>;
  /** scenarios that were not asked, because of what the platform is */
  not_asked?: Array<number>;
}

/** All scenarios, and the certificates that were issued. */
export interface CertificateStanding {
  /** how many are passed */
  passed: number;
  /** whether the certificate can be issued */
  is_earned: boolean;
  /** what came before this does not count; null: all that is kept */
  since: string | null;
  /** the User-Agents and platforms that took part */
  programs: Array<string>;
  /** all twenty, by number */
  scenarios: Array<ScenarioSeen>;
  /** the newest first */
  issued: Array<CertificateIssued>;
}

/** A line of which less is sent or sent later. */
export interface ChangedLineInEvent {
  /** your SKU */
  sku: string;
  /** your name of the line */
  external_id: string | null;
  /** pieces that have goods */
  allocated: number;
  /** pieces that wait for goods */
  backordered?: number;
  /** pieces that are not sent any more */
  cancelled?: number;
}

/** The same as its shop sees it: the rules chose, and whether it is an upgrade. */
export interface ChosenWay {
  /**
   * first_order, big_order or our_mistake; null: it goes as usual; first_order, big_order,
   * our_mistake
   */
  upgraded_for: string | null;
  /** how it would have gone */
  instead_of: ShippingWay | null;
}

/** A claim at a courier. */
export interface Claim {
  /** our id of the case */
  case_id: string;
  /** the courier's code */
  carrier: string | null;
  /** lost, damaged, missing or late */
  what: string;
  /** when we knew of it */
  known_at: string;
  /** by then it is sent; after `expires_at` the courier owes nothing any more */
  claim_by: string;
  /** from then on the courier owes nothing any more */
  expires_at: string;
  /** in the smallest unit of the currency */
  amount_minor: number | null;
  /** ISO 4217 */
  currency: string;
  /** when it was sent to the courier; null: not yet */
  sent_at: string | null;
  /** the courier's number of the claim */
  reference: string | null;
  /** by then the courier answers */
  answer_by: string | null;
  /** when it was answered */
  answered_at: string | null;
  /** accepted, partly, refused, or dropped: nothing is claimed after all */
  outcome: string | null;
  /** what the courier pays, in the smallest unit of `currency` */
  paid_minor: number | null;
}

/** A day on which nothing leaves the building. */
export interface ClosedDay {
  /** the day */
  closed_on: string;
  /** the public holiday, or what the warehouse wrote beside a day that it closed */
  why: string;
}

/** How a shop stands with a courier, in the smallest unit of `currency`. */
export interface CodBalance {
  /** the courier's code */
  carrier: string;
  /** ISO 4217 */
  currency: string;
  /** handed over, and not collected yet */
  outstanding_minor: number;
  /** what the courier brought, and what of it was passed on to the shop */
  collected_minor: number;
  /** what of it was passed on to you */
  passed_on_minor: number;
  /** still to be passed on */
  due_minor: number;
}

/** An entry; amounts in the smallest unit of `currency`. */
export interface CodEntry {
  /** our id of it */
  id: string;
  /** when it was written down */
  entered_at: string;
  /** expected, released, collected or passed_on */
  kind: string;
  /** it takes an earlier one back */
  reverses_id: string | null;
  /** the courier's code */
  carrier: string;
  /** in the smallest unit of the currency */
  amount_minor: number;
  /** ISO 4217 */
  currency: string;
  /** our id of the shipment */
  shipment_id: string | null;
  /** the courier's number of the parcel; null: not known yet */
  tracking_number: string | null;
  /** our id of the order */
  order_id: string | null;
  /** your own name of the order */
  order_external_id: string | null;
  /** of what was passed on: the transfer's */
  reference: string | null;
}

/** What is due now, at most four at once, of each subject the oldest. */
export interface Collected {
  /** what was found, in a stable order */
  items: Array<ToCarry>;
}

/** So many pieces of a product that will come. */
export interface ComingInEvent {
  /** your SKU */
  sku: string;
  /** so many pieces */
  quantity: number;
}

/** When you answered your consumer; without it, now. */
export interface ComplaintAnswered {
  /** RFC 3339, with its offset; of 2000 to 2199. */
  answered_at?: string | null;
}

/** What a shop lets its consumers do. */
export interface ConsumerRules {
  /** they may choose another pickup point */
  may_change_point?: boolean;
  /** they may change the address */
  may_change_address?: boolean;
  /** they may cancel */
  may_cancel?: boolean;
  /** as the shop promised, never fewer than the law says */
  withdrawal_days?: number;
  /** how returns come, the first is suggested; none: the house's own code, free of charge */
  ways_back?: Array<WayBack>;
  /** consumers may also send as they like and pay for it */
  is_own_way_offered?: boolean;
  /** of what consumers pay, ISO 4217 */
  return_currency?: string;
  /** where returns go to; null: to the sender on the shop's labels */
  return_address?: ReturnAddress | null;
}

/** Your consumer wrote; who and what stands in the conversation. */
export interface ContactMessageReceivedData {
  /** the message */
  message_id: string;
  /** the warehouse's number of it */
  thread_number: number;
  /** which way it came; email, chat, page, phone, portal, note */
  channel: string;
}

/** A correction of the books that took goods away. */
export interface CorrectionEvidence {
  /** our number of it, for people */
  number: number;
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
  /** lost, theft, picking_error … */
  why: string;
  /** where, as it is called there */
  place: string;
  /** the movement of the ledger that did it */
  movement_id: string | null;
  /** when it was decided */
  decided_at: string | null;
}

/** What is claimed at a courier for a case: at most one. */
export interface CourierClaims {
  /** what was found, in a stable order */
  items: Array<Claim>;
}

/** A day on which a shop's orders leave: those taken in before `closes_at`, by `ship_by`. */
export interface CutOff {
  /** the day on which they leave */
  leaves_on: string;
  /** orders that are taken in before then are among them */
  closes_at: string;
  /** by then it leaves the building */
  ship_by: string;
}

/** The next days on which orders with one service leave; empty: the calendar has none. */
export interface CutOffs {
  /** the courier's code */
  carrier: string;
  /** the courier's service, by its code */
  service: string;
  /** so many days, in their order */
  days: Array<CutOff>;
}

/** The delivery where it is now, and what its shop is told of that. */
export interface DeliveryAdvanced {
  /** in their order; each gets its `sequence` in the feed within a second */
  events: Array<EventMade>;
  /** the robot stopped on the way, as a person would have; null: it is there */
  stopped: Stopped | null;
  /** as it is now */
  delivery: Asn;
}

/** What came otherwise than announced. */
export interface DifferenceEvidence {
  /** what it is, one of a few words */
  kind: string;
  /** our number of the delivery */
  delivery_number: number;
  /** your own name of the delivery */
  delivery_external_id: string;
  /** your own name of the product */
  sku: string | null;
  /** base units */
  quantity: number;
  /** what a person wrote about it */
  note: string | null;
  /** what becomes of the goods */
  decision: string | null;
  /** when it was found at the dock */
  found_at: string;
  /** ids of pictures taken at the dock */
  photos: Array<string>;
}

/** Something came otherwise than announced. */
export interface DifferenceInEvent {
  /** its id */
  id: string;
  /**
   * what kind it is; short, over, unexpected_product, damaged, wrong_label, no_barcode,
   * short_dated, wrong_lot, unannounced
   */
  kind: string;
  /** your SKU */
  sku: string;
  /** 0: it was a mistake and is withdrawn. */
  quantity: number;
  /** words of the warehouse's people about the goods */
  note: string | null;
  /** facts of this kind of difference: a lot, a date, a count */
  details: Record<string, unknown> | null;
  /** how it stands; open, decided, done, withdrawn */
  status: string;
  /** until when you can decide */
  decide_by: string;
  /** what is done when nobody decides in time; accept, quarantine, return_to_supplier */
  fallback: string;
  /** what was decided; accept, quarantine, return_to_supplier */
  decision: string | null;
  /** who decided; shop, office, default */
  decided_by: string | null;
  /** pictures of it */
  photo_ids: Array<string>;
  /** a page that decides it without a log-in, while it is open */
  decide_url?: string | null;
}

/** What came otherwise than announced, and what becomes of it. */
export interface Discrepancy {
  /** our id of it */
  id: string;
  /** our id of the delivery */
  asn_id: string;
  /** what it is, one of a few words */
  kind: string;
  /** your own name of the product */
  sku: string | null;
  /** base units */
  quantity: number;
  /** what a person said of it */
  note: string | null;
  /** facts beside `kind`: `expires_on` of short-dated goods */
  details: Record<string, unknown> | null;
  /** open, decided (goods wait to go back), done */
  status: string;
  /** until then the shop decides, else `fallback` happens */
  decide_by: string;
  /** what happens when nobody decides in time */
  fallback: string;
  /** what becomes of the goods */
  decision: string | null;
  /** who decided: shop, office, or the time */
  decided_by: string | null;
  /** what was written with the decision */
  decided_note: string | null;
  /** when it was decided */
  decided_at: string | null;
  /** pictures of it, taken at the dock */
  photo_ids: Array<string>;
  /** when it was made */
  created_at: string;
  /** a page where a person can decide without logging in, while it can be decided */
  decide_url?: string | null;
}

/** What becomes of the goods. */
export interface DiscrepancyDecision {
  /** what becomes of the goods */
  decision: "accept" | "quarantine" | "return_to_supplier";
  /** what a person wrote about it */
  note?: string | null;
}

/**
 * What happens to goods when nobody decides in time, by kind of difference. null: accept, but
 * quarantine for `damaged`, `wrong_label`, `wrong_lot`, `short_dated`. What did not come is always
 * accepted.
 */
export interface DiscrepancyFallbacks {
  /** more came than was announced; accept, quarantine, return_to_supplier */
  over?: string | null;
  /** a product that was not announced; accept, quarantine, return_to_supplier */
  unexpected_product?: string | null;
  /** nothing of the delivery was announced; accept, quarantine, return_to_supplier */
  unannounced?: string | null;
  /** damaged goods; accept, quarantine, return_to_supplier */
  damaged?: string | null;
  /** the label says something else; accept, quarantine, return_to_supplier */
  wrong_label?: string | null;
  /** another lot than was announced; accept, quarantine, return_to_supplier */
  wrong_lot?: string | null;
  /** pieces without a barcode; accept, quarantine, return_to_supplier */
  no_barcode?: string | null;
  /** goods that expire too soon; accept, quarantine, return_to_supplier */
  short_dated?: string | null;
}

/** A paper of an order. */
export interface Document {
  /** what it is, one of a few words; slip, label, invoice */
  kind: string;
  /** pdf or zpl; pdf, zpl */
  format: string;
  /** null for the invoice: it goes with the first parcel that is closed */
  parcel_number: number | null;
  /** where it is downloaded, with the same key */
  href: string;
}

/** The papers of an order, parcel by parcel. */
export interface Documents {
  /** what was found, in a stable order */
  items: Array<Document>;
}

/** An erasure: what is asked for, and how it stands. */
export interface Erasure {
  /** our id of it */
  id: string;
  /** of an order; null of a conversation about none */
  order_id: string | null;
  /** your own name of the order */
  order_external_id: string | null;
  /** of a conversation with somebody who named no order: its number; null of an order */
  thread_number: number | null;
  /** when it was asked for */
  asked_at: string;
  /** shop, office or retention */
  asked_by: string;
  /** order, return or case: why it cannot be done yet; it is done as soon as that is over */
  waits_for: string | null;
  /** when the last try went wrong; it is tried again by itself */
  failed_at: string | null;
  /** when it was done */
  done_at: string | null;
}

/** What is asked for, an item for each order and each conversation that is concerned. */
export interface Erasures {
  /** what was found, in a stable order */
  items: Array<Erasure>;
}

/** An event as shops read it, in the feed and in webhooks alike. */
export interface Event {
  /** our id of it */
  id: string;
  /** what happened, in two words; EventName */
  type: string;
  /** which shape `data` has */
  schema_version: number;
  /** our id of your shop */
  shop_id: string;
  /** place in your feed, without gaps */
  sequence: number;
  /** when it happened */
  occurred_at: string;
  /** what it is about */
  subject: EventSubject;
  /** what happened; which of these it is, the type says */
  data: Record<string, unknown>;
}

/** Events in their order; ask again with `next_after`, also when there were none. */
export interface EventFeed {
  /** what was found, in a stable order */
  items: Array<Event>;
  /** the sequence to send as `after` next time */
  next_after: number;
  /**
   * the newest sequence that there is, of whatever type: begin after it to read what is to come
   */
  last_sequence: number;
}

/** An event as the feed and webhooks tell it; its `sequence` is given a moment later. */
export interface EventMade {
  /** our id of it */
  id: string;
  /** what it is, a dotted name */
  type: string;
  /** when it happened */
  occurred_at: string;
  /** what it is about */
  subject: EventSubject;
  /** what happened, as its `type` has it */
  data: Record<string, unknown>;
}

/** A version of what an event says. */
export interface EventSchemaVersion {
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
  /** its JSON Schema, to be read without a key */
  schema_url: string;
}

/** What an event is about. */
export interface EventSubject {
  /** what it is, a dotted name */
  type: string;
  /** our id of it */
  id: string;
  /** your own name of it, unique at your shop */
  external_id: string | null;
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
}

/** A type of event, in the version in which it is told today. */
export interface EventType {
  /** what it is, a dotted name */
  type: string;
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
  /** when it is told, in English */
  summary: string;
  /** the day on which it was told for the first time */
  since: string;
  /** what it can be about */
  subjects: Array<string>;
  /** the JSON Schema (2020-12) of its `data`, to be read without a key */
  schema_url: string;
}

/** A type of event with all its versions and an example. */
export interface EventTypeWithVersions {
  /** what it is, a dotted name */
  type: string;
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
  /** when it is told, in English */
  summary: string;
  /** the day on which it was told for the first time */
  since: string;
  /** what it can be about */
  subjects: Array<string>;
  /** the JSON Schema (2020-12) of its `data`, to be read without a key */
  schema_url: string;
  /** all that were ever told, the newest last */
  versions: Array<EventSchemaVersion>;
  /** `data` as it was told once; a test of this type sends it */
  example: Record<string, unknown>;
}

/** All types of events. */
export interface EventTypes {
  /** what was found, in a stable order */
  items: Array<EventType>;
}

/**
 * What was known of a parcel at a moment. `document` is canonical JSON (RFC 8785) as text, and
 * `sha256` is of its bytes in UTF-8.
 */
export interface EvidenceLink {
  /** place in the chain, from 1 */
  link_no: number;
  /** what it is, one of a few words */
  kind: string;
  /** when it was made */
  created_at: string;
  /** hexadecimal, of the content */
  sha256: string;
  /** canonical JSON (RFC 8785) as text */
  document: string;
  /** ids of pictures */
  photos: Array<EvidencePhoto>;
}

/** A photo of the parcel; `url` gives the JPEG that `sha256` is of. */
export interface EvidencePhoto {
  /** our id of it */
  id: string;
  /** hexadecimal, of the content */
  sha256: string;
  /** where it is fetched, with the same key */
  url: string;
}

/** The order that sends other goods for what comes back. */
export interface Exchange {
  /** our id of the order */
  order_id: string;
  /** our number of the order */
  order_number: number;
  /** your own name of the order */
  order_external_id: string;
  /** of the order */
  status: string;
  /** when it goes: at_once, arrived or inspected */
  when: string;
  /** it waits for the return; whoever may release the hold `exchange` lets it go sooner */
  is_waiting: boolean;
}

/** A case, with what `expand` asked for. */
export interface ExpandedCase {
  /** our id of your shop */
  shop_id: string;
  /** our id of it */
  id: string;
  /** our number of it, for people */
  number: number;
  /** enquiry, complaint, courier_claim, stock_dispute or our_mistake */
  kind: string;
  /** open, waiting_for_shop, waiting_for_us or resolved */
  status: string;
  /** null once the person was erased */
  title: string | null;
  /** our id of the order */
  order_id: string | null;
  /** your own name of the order */
  order_external_id: string | null;
  /** our number of the order */
  order_number: number | null;
  /** our id of the parcel */
  parcel_id: string | null;
  /** our number of the parcel */
  parcel_number: number | null;
  /** our id of the return */
  return_id: string | null;
  /** our number of the return */
  return_number: number | null;
  /** shop, us or consumer */
  opened_by: string;
  /** what it came of: lost, damaged, difference or correction; null: somebody opened it */
  cause: string | null;
  /** our id of what it came of */
  cause_id: string | null;
  /** when your consumer said it */
  declared_at: string;
  /** the last second of the day by which we answer */
  answer_due_at: string;
  /** when it was answered */
  answered_at: string | null;
  /** reship, extra_item, credit, other_carrier or none */
  remedy: string | null;
  /** who pays for it: us, carrier or shop */
  cost: string | null;
  /** the order that puts it right */
  remedy_order_id: string | null;
  /** our number of the order that puts it right */
  remedy_order_number: number | null;
  /** what is granted, in the smallest unit of `credit_currency` */
  credit_minor: number | null;
  /** ISO 4217 */
  credit_currency: string | null;
  /** when its remedy was chosen */
  resolved_at: string | null;
  /** when it was made */
  created_at: string;
  /** when it last changed */
  updated_at: string;
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
  /** with `expand=order`; null: it is about no order */
  order?: Order | null;
}

/** An order, with what `expand` asked for. */
export interface ExpandedOrder {
  /** our id of it */
  id: string;
  /** our id of your shop */
  shop_id: string;
  /** your own name of it, unique at your shop */
  external_id: string;
  /** our number of it, for people */
  number: number;
  /** where it stands now */
  status: string;
  /** to whom the parcel goes */
  recipient: Record<string, unknown>;
  /** the courier's code */
  carrier: string;
  /** the courier's service, by its code */
  service: string;
  /** ISO 639-1 */
  language: string;
  /** the lower, the sooner it is picked */
  priority: number;
  /** by then it leaves the building */
  ship_by: string | null;
  /** as its shop said: all_or_nothing, as_available, or up_to a day */
  backorder_policy: string;
  /** with up_to: the last day on which it waits for all of its goods */
  wait_until: string | null;
  /** what the courier collects, in the smallest unit; null: nothing */
  cod_amount_minor: number | null;
  /** ISO 4217 */
  cod_currency: string | null;
  /** each of its parcels is insured for so much, in the smallest unit */
  insurance_amount_minor: number | null;
  /** ISO 4217 */
  insurance_currency: string | null;
  /** what the goods are worth to the buyer */
  value_amount_minor: number | null;
  /** ISO 4217 */
  value_currency: string | null;
  /** courier and service were left to the rules; null: the shop named both */
  chosen_way: ChosenWay | null;
  /** printed on the slip for the one who gets the parcel */
  gift_note: string | null;
  /** what a person wrote about it */
  note: string | null;
  /** when it was made */
  created_at: string;
  /** when it last changed */
  updated_at: string;
  /** when it was cancelled */
  cancelled_at: string | null;
  /** when the last of it left */
  shipped_at: string | null;
  /** you asked to cancel it when goods of it were in a tote already */
  is_cancel_requested: boolean;
  /** the order of which this one sends something again */
  reship_of: string | null;
  /** why it waits, the oldest reason first; empty when nothing holds it back */
  holds: Array<OrderHold>;
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
  /** what it consists of, a line a product */
  lines: Array<ExpandedOrderLine>;
  /**
   * the consumer's own page of it, to be passed on to them; told when an order is placed, read,
   * listed or amended
   */
  consumer_url?: string | null;
  /** with `expand=shipments`: its parcels with their couriers, voided labels too */
  shipments?: Array<Shipment>;
  /** with `expand=returns`: what comes back of it */
  returns?: Array<Return>;
  /** with `expand=cases`: what is asked, complained or claimed about it */
  cases?: Array<Case>;
}

/** A line, with what `expand` asked for. */
export interface ExpandedOrderLine {
  /** our id of it */
  id: string;
  /** place of the line, from 1 */
  line_no: number;
  /** your own name of the product */
  sku: string;
  /** what people call it */
  name: string;
  /** your own name of it, unique at your shop */
  external_id: string | null;
  /** base units that you ordered */
  ordered: number;
  /** base units promised to orders and still on the shelf */
  allocated: number;
  /** in a tote */
  picked: number;
  /** in a parcel */
  packed: number;
  /** on their way */
  shipped: number;
  /** not sent any more */
  cancelled: number;
  /** back here */
  returned: number;
  /** waited for */
  backordered: number;
  /** the virtual kit of which this line is a part, as it was ordered */
  kit?: KitOfLine | null;
  /** with `expand=lines.product`: the product as it is now */
  product?: Product | null;
}

/** A return, with what `expand` asked for. */
export interface ExpandedReturn {
  /** our id of it */
  id: string;
  /** our id of your shop */
  shop_id: string;
  /** your own name of it, unique at your shop */
  external_id: string | null;
  /** our number of it, for people */
  number: number;
  /** our id of the order */
  order_id: string | null;
  /** your own name of the order */
  order_external_id: string | null;
  /** our number of the order */
  order_number: number | null;
  /** where it stands now */
  status: string;
  /** why, one of a few words */
  reason: string;
  /** the courier's number of the parcel; null: not known yet */
  tracking_number: string | null;
  /** what a person wrote about it */
  note: string | null;
  /** when your consumer said it */
  declared_at: string | null;
  /** when it came; null: not yet */
  arrived_at: string | null;
  /** when an inspector had looked at it */
  inspected_at: string | null;
  /** when all of it was dealt with */
  completed_at: string | null;
  /** when it was refused */
  rejected_at: string | null;
  /** why it was refused */
  rejection_reason: string | null;
  /** since when nothing here keeps the shop from paying back, and what that rests on */
  refund_clearable_at: string | null;
  /** sent, arrived or inspected: what the refund rests on */
  refund_basis: string | null;
  /** when the shop paid, as it said */
  refunded_at: string | null;
  /** when the consumer's complaint was answered, yes or no */
  complaint_answered_at: string | null;
  /** when a parcel was found to be empty */
  came_empty_at: string | null;
  /** what the empty parcel weighed */
  came_weight_g: number | null;
  /** ids of pictures of the parcels as they came */
  photos: Array<string>;
  /** what is due when */
  clocks: ReturnClocks;
  /** its cartons, in the order in which they became known */
  parcels: Array<ReturnParcel>;
  /** the order that sends other goods for it */
  exchange: Exchange | null;
  /** what it consists of, a line a product */
  lines: Array<ReturnLine>;
  /** when it was made */
  created_at: string;
  /** when it last changed */
  updated_at: string;
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
  /** with `expand=order`; null: nobody knows yet of which order it is */
  order?: Order | null;
}

/** A shipment, with what `expand` asked for. */
export interface ExpandedShipment {
  /** our id of it */
  id: string;
  /** our id of the order */
  order_id: string;
  /** our number of the order */
  order_number: number;
  /** your own name of the order */
  order_external_id: string;
  /** our id of the parcel */
  parcel_id: string;
  /** our number of the parcel */
  parcel_number: number;
  /** where the parcel itself stands */
  parcel_status: string;
  /** grams */
  weight_g: number | null;
  /** what the bench calls its carton, and its outer sizes; null: the bench did not say */
  carton: string | null;
  /** millimetres */
  length_mm: number | null;
  /** millimetres */
  width_mm: number | null;
  /** millimetres */
  height_mm: number | null;
  /** the courier's code */
  carrier: string;
  /** the courier's service, by its code */
  service: string;
  /** requested, buying, bought, failed or voided */
  status: string;
  /** the pickup point where it goes; null: to an address */
  pickup_point_id: string | null;
  /** what it costs by the rate table; null: nothing is known */
  price: Price | null;
  /** at whose cost: shop, us or carrier; null while its label was not asked for */
  paid_by: string | null;
  /** the courier's number of the parcel; null: not known yet */
  tracking_number: string | null;
  /** the courier's own page of it */
  tracking_url: string | null;
  /** why the label could not be bought, the last time */
  failure: LabelFailure | null;
  /** a person put the parcel aside and decides what becomes of it */
  held_at: string | null;
  /** when it was made */
  created_at: string;
  /** when it last changed */
  updated_at: string;
  /** when the label was bought */
  bought_at: string | null;
  /** when the courier took it */
  handed_over_at: string | null;
  /** with `expand=order` */
  order?: Order | null;
}

/** A webhook delivery, with what `expand` asked for. */
export interface ExpandedWebhookDelivery {
  /** our id of it */
  id: string;
  /** our id of the webhook endpoint */
  endpoint_id: string;
  /** the event, its `webhook-id`; null: a test */
  event_id: string | null;
  /** what it is, a dotted name */
  type: string;
  /** place in your feed, without gaps */
  sequence: number;
  /** where it stands now */
  status: string;
  /** what is sent, letter by letter: the signature is over these bytes (UTF-8) */
  request_body: string;
  /** every try, the first one first */
  attempts: Array<WebhookAttempt>;
  /** when the next attempt is due, while it waits */
  next_attempt_at: string | null;
  /** why the last try failed */
  last_error: string | null;
  /** when it was made */
  created_at: string;
  /** when it arrived */
  delivered_at: string | null;
  /** with `expand=event`; null: it is a test, or the event is kept no longer */
  event?: Event | null;
}

/** What goes wrong, and whom it has hit; used up when `used` is `times`. */
export interface Fault {
  /** our id of it */
  id: string;
  /** what it is, one of a few words */
  kind: string;
  /** with label_refused: what the courier says */
  code: string | null;
  /** how many times it goes wrong */
  times: number;
  /** how many of them it has gone wrong already */
  used: number;
  /** the last order, event or request that it hit */
  last_hit: string | null;
  /** when that was */
  last_hit_at: string | null;
  /** when it was made */
  created_at: string;
}

/** All faults that were asked for, the newest first. */
export interface Faults {
  /** what was found, in a stable order */
  items: Array<Fault>;
}

/** One value at fault; `pointer` is a JSON pointer into the body, `?name` in the query. */
export interface FieldProblem {
  /** JSON pointer (RFC 6901) into the body; `?name` in the query */
  pointer: string;
  /** stable and dotted; programs match on it */
  code: string;
  /** a sentence for people: what is wrong with the value */
  detail: string;
}

/** What an inspector found of some pieces, and what became of them. */
export interface Finding {
  /** our id of it */
  id: string;
  /** base units */
  quantity: number;
  /** what the inspector made of it */
  grade: string;
  /** what becomes of the pieces */
  disposition: string;
  /** whose fault it is */
  blame: string;
  /** what a person wrote about it */
  note: string | null;
  /** what is wrong with them */
  reason: string | null;
  /** what of the shop's checklist was not there */
  missing_parts: Array<string>;
  /** by which version of the shop's rubric; null: it had none */
  rubric_version: number | null;
  /** ids of pictures */
  photos: Array<string>;
  /** a picture was wanted, and there was no camera */
  is_without_photo: boolean;
  /** two people agreed to throw them away */
  is_agreed: boolean;
  /** the finding that this one put right */
  corrects: string | null;
  /** when an inspector had looked at it */
  inspected_at: string;
}

/** How much time passes. */
export interface Forward {
  /** ISO 8601 without months: `P3D`, `PT6H`, `P1W`; at most 400 days */
  forward: string;
}

/** What was found of some pieces. */
export interface FoundOfLineInEvent {
  /** the finding */
  inspection_id: string;
  /** so many pieces */
  quantity: number;
  /** how the pieces are; A, B, C, D, wrong_item, empty */
  grade: string;
  /** what becomes of the pieces; restock, quarantine, refurbish, return_to_shop, dispose */
  disposition: string;
  /**
   * whose fault it is, as the inspector saw it; consumer, carrier, warehouse, supplier, unknown
   */
  blame: string;
  /** why; broken, used, incomplete, dirty, not_working, other */
  reason: string | null;
  /** what of your checklist was not there */
  missing_parts: Array<string>;
  /** by which version of your rules it was judged */
  rubric_version: number | null;
  /** pictures of it */
  photos: Array<string>;
}

/** What a grade means to a shop, and what it wants then. */
export interface GradeRule {
  /** the shop's own words by language; a missing one is said by us */
  words?: Record<string, string>;
  /** ids of pictures that were uploaded as examples */
  examples?: Array<string>;
  /** a picture is taken of every such piece */
  is_photo_wanted?: boolean;
  /**
   * what is done with such a piece; none: as is usual here; restock, quarantine, refurbish,
   * return_to_shop, dispose
   */
  disposition?: string | null;
}

/** A reason why an order waits, and who must act. */
export interface HoldInEvent {
  /** a stable code */
  code: string;
  /** who must act; us, shop, consumer, carrier */
  owner: string;
}

/** A file, how far it is, and how many of its rows would do, or did, what. */
export interface Import {
  /** our id of it */
  id: string;
  /**
   * a list of products, or a delivery (`announceDeliveryByFile` with `dry_run`); products, delivery
   */
  kind: string;
  /** of a delivery: its name and day; once it is announced, `asn_id` and `asn_number` */
  about: Record<string, unknown> | null;
  /** what you called the file */
  file_name: string;
  /** where it stands now; checking, checked, applying, done, cancelled */
  status: string;
  /** rows below the header */
  total_rows: number;
  /** rows that make something new */
  new_rows: number;
  /** rows that change something */
  changed_rows: number;
  /** rows that change nothing */
  same_rows: number;
  /** rows that cannot be used */
  error_rows: number;
  /** rows that were carried out */
  applied_rows: number;
  /** rows that were refused when they were carried out */
  refused_rows: number;
  /** when it was made */
  created_at: string;
  /** when all rows were looked at */
  checked_at: string | null;
  /** when you said yes */
  confirmed_at: string | null;
  /** when it was done to the end */
  finished_at: string | null;
}

/** A row of the file (the first below the header is 2) and what it would do. */
export interface ImportRow {
  /** row of the file; the first below the header is 2 */
  row_no: number;
  /** your own name of the product */
  sku: string;
  /** what the row would do; unchecked, new, changed, same, error, applied, refused */
  state: string;
  /** what would change */
  differences: Array<ImportRowDifference>;
  /** everything that is wrong, at once; empty: nothing */
  errors: Array<ImportRowProblem>;
}

/** A field and what it would become from what. */
export interface ImportRowDifference {
  /** which value */
  field: string;
  /** as it is now */
  old: unknown;
  /** as it would be */
  new: unknown;
}

/** What is wrong with a cell, and what to do about it. */
export interface ImportRowProblem {
  /** which value */
  field: string;
  /** stable; a program matches on it */
  code: string;
  /** a sentence for people: what is wrong and what to do */
  detail: string;
}

/** The delivery stands at the dock. */
export interface InboundArrivedData {
  /** the warehouse's number of it */
  asn_number: number;
}

/** Something came otherwise than announced, or what becomes of it was decided. */
export interface InboundDiscrepancyData {
  /** its id */
  id: string;
  /**
   * what kind it is; short, over, unexpected_product, damaged, wrong_label, no_barcode,
   * short_dated, wrong_lot, unannounced
   */
  kind: string;
  /** your SKU */
  sku: string;
  /** 0: it was a mistake and is withdrawn. */
  quantity: number;
  /** words of the warehouse's people about the goods */
  note: string | null;
  /** facts of this kind of difference: a lot, a date, a count */
  details: Record<string, unknown> | null;
  /** how it stands; open, decided, done, withdrawn */
  status: string;
  /** until when you can decide */
  decide_by: string;
  /** what is done when nobody decides in time; accept, quarantine, return_to_supplier */
  fallback: string;
  /** what was decided; accept, quarantine, return_to_supplier */
  decision: string | null;
  /** who decided; shop, office, default */
  decided_by: string | null;
  /** pictures of it */
  photo_ids: Array<string>;
  /** a page that decides it without a log-in, while it is open */
  decide_url?: string | null;
}

/** A line is being counted; the numbers are totals. */
export interface InboundProgressData {
  /** your SKU */
  sku: string;
  /** pieces that were announced */
  expected: number;
  /** pieces that came */
  received: number;
}

/** The delivery is counted: the whole of it, and every difference. */
export interface InboundReceivedData {
  /** the warehouse's number of it */
  asn_number: number;
  /** the lines that it is about */
  lines: Array<LineReceivedInEvent>;
  /** everything that came otherwise than announced */
  discrepancies: Array<DifferenceInEvent>;
}

/** How a shop's deliveries are received. */
export interface InboundRules {
  /** receivers count without seeing how much was announced */
  is_blind?: boolean;
  /** the time to decide about a difference */
  decide_within_hours?: number;
  /** goods that expire within so many days are held; 0: expired ones only */
  least_days_left?: number;
  /**
   * goods of which there are none on a shelf go to an empty place of this kind, if there is one;
   * pick_face, storage
   */
  put_away_first?: string;
  /** what happens to goods when nobody decides in time */
  fallbacks?: DiscrepancyFallbacks;
}

/** What a product is made of. */
export interface Kit {
  /** what it is, one of a few words; virtual, built */
  kind: string;
  /** what it consists of */
  parts: Array<KitPart>;
}

/** The kit that a piece is a part of. */
export interface KitOfInEvent {
  /** your SKU */
  sku: string;
  /** so many pieces */
  quantity: number;
}

/** The kit that was ordered, and how many of it. */
export interface KitOfLine {
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
}

/** A work order and how far it is, in pieces of the kit. */
export interface KitOrder {
  /** our id of it */
  id: string;
  /** our number of it, for people */
  number: number;
  /** your own name of the product */
  sku: string;
  /** build, or break: into its parts; build, break */
  work: string;
  /** pieces that were asked for */
  asked: number;
  /** pieces that are done */
  done: number;
  /** where it stands now; open, done, cancelled */
  status: string;
  /** when it was made */
  created_at: string;
  /** when it was done to the end */
  finished_at: string | null;
}

/** So many pieces of a product are in one kit. */
export interface KitPart {
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
}

/** Why a label was not bought: programs go by `code` and `facts`. */
export interface LabelFailure {
  /** stable; a program matches on it */
  code: string;
  /** in English, for people */
  title: string;
  /** what the sentence was filled with, for programs */
  facts: Record<string, unknown>;
  /** the courier's own words, in its language */
  words: string | null;
}

/** A product of the delivery, counted. */
export interface LineReceivedInEvent {
  /** your SKU */
  sku: string;
  /** pieces that were announced */
  expected: number;
  /** pieces that came */
  received: number;
  /** in quarantine until somebody decides */
  held: number;
  /** how much came of which lot */
  lots: Array<LotReceivedInEvent>;
  /** their serial numbers */
  serials: Array<string>;
}

/** So much of a lot came. */
export interface LotReceivedInEvent {
  /** a lot's code, as it stands on the goods */
  lot: string;
  /** the day on which it expires */
  expires_on: string | null;
  /** so many pieces */
  quantity: number;
}

/**
 * What there is of a lot inside the building, in base units; without a lot the code is null.
 * `available` can be promised now; `sell_before` is the first day on which none of it can.
 */
export interface LotStock {
  /** our id of the lot */
  lot_id: string;
  /** our id of the product */
  product_id: string;
  /** your own name of the product */
  sku: string;
  /** code of the lot; null: kept without lots */
  lot: string | null;
  /** the day on which the goods expire; null: they do not, or it is not known */
  expires_on: string | null;
  /** the first day on which none of it can be promised */
  sell_before: string | null;
  /** base units inside the building, whatever their condition */
  on_hand: number;
  /** base units promised to orders and still on the shelf */
  allocated: number;
  /** base units that can be promised now */
  available: number;
  /** condition → on hand */
  conditions: Record<string, number>;
}

/** A weight or size of a piece that was measured again and again, against what the shop says. */
export interface MeasureProposal {
  /** our id of it */
  id: string;
  /** our id of your shop */
  shop_id: string;
  /** our id of the product */
  product_id: string;
  /** your own name of the product */
  sku: string;
  /** what people call it */
  name: string;
  /** which value */
  field: string;
  /** what the catalogue says now; null: nothing */
  kept: number | null;
  /** what was measured, in grams or millimetres */
  proposed: number;
  /** how often it was measured */
  measurements: number;
  /** where it stands now; open, accepted, refused */
  status: string;
  /** when it was made */
  created_at: string;
  /** when it was decided */
  decided_at: string | null;
}

/** Something that was said, as the shop's program sees it. */
export interface Message {
  /** our id of it */
  id: string;
  /** null: it is about no order */
  order_id: string | null;
  /** your own name of the order */
  order_external_id: string | null;
  /** the thread's number, which our office names */
  thread_number: number;
  /** with whom it was said: `consumer`, or `us` for what you and we say to each other */
  talk_with: string;
  /** email, chat, page, phone or portal */
  channel: string;
  /** consumer, shop or us */
  from_whom: string;
  /** null once the person was erased */
  words: string | null;
  /** files that were sent along */
  files: number;
  /** when it was said */
  said_at: string;
}

/** A file beside a message, without its content. */
export interface MessageFile {
  /** our id of it */
  id: string;
  /** what people call it */
  name: string;
  /** what the file is, as `image/jpeg` */
  media_type: string;
  /** length of the content */
  size_bytes: number;
}

/** A piece that is not the one that was shipped. */
export interface MismatchInEvent {
  /** what kind it is; serial, lot */
  kind: string;
  /** a serial number */
  found: string;
  /** what was sent */
  shipped: Array<string>;
}

/** Events that an endpoint missed while it was disabled. */
export interface Missed {
  /** of the first one */
  from_sequence: number;
  /** of the last one */
  to_sequence: number;
}

/**
 * A closed day (UTC) of the ledger. `digest`: hex SHA-256 over the digest of the day before and
 * this day's movements.
 */
export interface MovementSeal {
  /** the day, in UTC */
  day_on: string;
  /** how many movements it has */
  movements: number;
  /** hexadecimal SHA-256 */
  digest: string;
}

/** What a shop says is coming. */
export interface NewAsn {
  /** your own name of it, unique at your shop */
  external_id: string;
  /** may be left out when `cartons` tell everything */
  lines?: Array<NewAsnLine>;
  /** the cartons or pallets that bring it */
  cartons?: Array<NewCarton>;
  /** the day on which it is to come */
  expected_on?: string | null;
  /** what a person wrote about it */
  note?: string | null;
  /** the waybill of the lorry or parcel: the dock finds the delivery by scanning it */
  carrier_reference?: string | null;
}

/** So many base units of a product are coming; with `lots` they are of these and no others. */
export interface NewAsnLine {
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
  /** the lots that come; empty: any */
  lots?: Array<NewAsnLot>;
}

/** Goods of this lot come; other lots of the product are held and asked about. */
export interface NewAsnLot {
  /** code of the lot; null: kept without lots */
  lot: string;
  /** the day on which the goods expire; null: they do not, or it is not known */
  expires_on?: string | null;
}

/** A carton or pallet; `code` is on its label: an SSCC or your own. null: we make one. */
export interface NewCarton {
  /** what it consists of, a line a product */
  lines: Array<NewCartonLine>;
  /** stable; a program matches on it */
  code?: string | null;
}

/** So many base units of a product are in the carton, of one lot when it is kept by lot. */
export interface NewCartonLine {
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
  /** code of the lot; null: kept without lots */
  lot?: string | null;
  /** the day on which the goods expire; null: they do not, or it is not known */
  expires_on?: string | null;
}

/** What a case is about. */
export interface NewCase {
  /** what it is, one of a few words */
  kind: "enquiry" | "complaint" | "courier_claim" | "stock_dispute" | "our_mistake";
  /** a short text for people */
  title: string;
  /** our id of the order */
  order_id?: string | null;
  /** our id of the parcel */
  parcel_id?: string | null;
  /** our id of the return */
  return_id?: string | null;
  /** when your consumer said it: a complaint's term counts from here */
  declared_at?: string | null;
}

/** Something that you say. */
export interface NewCaseMessage {
  /** what was said */
  words: string;
}

/** What is sent for what comes back. */
export interface NewExchange {
  /** what it consists of, a line a product */
  lines: Array<ReshipmentLine>;
  /** your own name of the new order; null: the first one's with -R1, -R2 … */
  external_id?: string | null;
  /** when it goes; null: as your rubric says */
  when?: "at_once" | "arrived" | "inspected" | null;
  /** null: to the same address */
  recipient?: Recipient | null;
  /** what a person wrote about it */
  note?: string | null;
}

/** The next so many of a kind go wrong. */
export interface NewFault {
  /** what it is, one of a few words */
  kind: "short_pick" | "label_refused" | "parcel_lost" | "parcel_damaged" | "webhook_timeout" | "api_unavailable" | "api_limited";
  /** how many times it goes wrong */
  times?: number;
  /** with label_refused: what the courier says, as `shipment.exception` tells it */
  code?: string | null;
}

/** Why the order shall wait; `note` is for the warehouse's office. */
export interface NewHold {
  /** stable; a program matches on it */
  code: "payment" | "fraud" | "address_question" | "shop_request";
  /** what a person wrote about it */
  note?: string | null;
}

/** What a product is made of. */
export interface NewKit {
  /** what it is, one of a few words */
  kind: "virtual" | "built";
  /** what it consists of */
  parts: Array<KitPart>;
}

/** So many pieces of a built kit are to be put together, or taken apart. */
export interface NewKitOrder {
  /** your own name of the product */
  sku: string;
  /** build: put together; break: into its parts */
  work: "build" | "break";
  /** base units */
  quantity: number;
}

/** Something that you say to our office. */
export interface NewMessage {
  /** what was said */
  words: string;
}

/** A shop's own words for one kind in one language; both empty: ours. */
export interface NewNoticeText {
  /** what it is about */
  subject?: string;
  /** the text of a mail */
  body?: string;
}

/** What a shop asks us to send. */
export interface NewOrder {
  /** your own name of it, unique at your shop */
  external_id: string;
  /** to whom the parcel goes */
  recipient: Recipient;
  /** what it consists of, a line a product */
  lines: Array<NewOrderLine>;
  /** left out, the rules of the shop choose the way */
  carrier?: string | null;
  /** the courier's service, by its code */
  service?: string | null;
  /** ISO 639-1 */
  language?: "en" | "pl" | "uk" | "de";
  /** the lower, the sooner it is picked */
  priority?: number;
  /** RFC 3339, with its offset; of 2000 to 2199. */
  ship_by?: string | null;
  /** null: as the shop has it set */
  backorder_policy?: "all_or_nothing" | "as_available" | "up_to" | null;
  /** with up_to: the last day on which it waits for all of its goods */
  wait_until?: string | null;
  /** smallest unit */
  cod_amount_minor?: number | null;
  /** ISO 4217 */
  cod_currency?: string | null;
  /** each of its parcels is insured for so much */
  insurance_amount_minor?: number | null;
  /** ISO 4217 */
  insurance_currency?: string | null;
  /** what the goods are worth to the buyer: for the rules, never on a paper */
  value_amount_minor?: number | null;
  /** ISO 4217 */
  value_currency?: string | null;
  /** the buyer never ordered before; left out: as we remember */
  is_first_order?: boolean | null;
  /** printed on the slip for the one who gets the parcel */
  gift_note?: string | null;
  /** what a person wrote about it */
  note?: string | null;
}

/** So much of a product. */
export interface NewOrderLine {
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
  /** your own name of it, unique at your shop */
  external_id?: string | null;
}

/** Something that you say about an order. */
export interface NewOrderMessage {
  /** what was said */
  words: string;
  /** our office, or the buyer */
  to?: "us" | "consumer";
}

/** For how long people are known. */
export interface NewPrivacyRules {
  /** days after the end of an order */
  retention_days: number;
}

/** A product as its shop registers it. */
export interface NewProduct {
  /** your own name of the product */
  sku: string;
  /** what people call it */
  name: string;
  /** codes that are printed on it */
  barcodes?: Array<Barcode>;
  /** grams */
  weight_g?: number | null;
  /** millimetres */
  length_mm?: number | null;
  /** millimetres */
  width_mm?: number | null;
  /** millimetres */
  height_mm?: number | null;
  /** its lots are told apart */
  is_lot_tracked?: boolean;
  /** it expires, and the day is kept */
  is_expiry_tracked?: boolean;
  /** every piece has a serial number that is kept */
  is_serial_tracked?: boolean;
  /** dangerous goods */
  is_hazmat?: boolean;
  /** breaks easily */
  is_fragile?: boolean;
  /** this side up: in a carton its height stays its height */
  is_upright?: boolean;
  /** shown to the packer at the first piece in a parcel, and confirmed */
  packing_instructions?: string | null;
}

/** What an order would ask for. */
export interface NewQuote {
  /** what it consists of, a line a product */
  lines: Array<NewOrderLine>;
  /** ISO 3166-1 alpha-2 */
  country: string;
  /** left out, the rules choose */
  carrier?: string | null;
  /** the courier's service, by its code */
  service?: string | null;
  /** what the rules look at, too */
  postcode?: string | null;
  /** it would go to a pickup point */
  has_pickup_point?: boolean;
  /** the courier would collect money */
  is_cod?: boolean;
  /** smallest unit */
  value_amount_minor?: number | null;
  /** ISO 4217 */
  value_currency?: string | null;
  /** the buyer never ordered before */
  is_first_order?: boolean;
  /** null: as the shop has it set */
  backorder_policy?: "all_or_nothing" | "as_available" | null;
}

/** Which events are sent again: a range of the feed, of some types or of all. */
export interface NewReplay {
  /** the first one */
  from_sequence: number;
  /** the last one */
  to_sequence: number;
  /** only these; empty: all */
  types?: Array<EventName>;
}

/** What is sent again, and why. */
export interface NewReshipment {
  /** why, one of a few words */
  reason: "missing" | "wrong_item" | "damaged" | "lost" | "not_delivered" | "returned" | "address" | "other";
  /** in place of which parcel */
  parcel_id?: string | null;
  /** who pays; null: as is usual for the reason */
  cost?: "us" | "carrier" | "shop" | null;
  /** null: as the first time */
  carrier?: string | null;
  /** the courier's service, by its code */
  service?: string | null;
  /** null: to the same address */
  recipient?: Recipient | null;
  /** your own name of the new order; null: the first one's with -R1, -R2 … */
  external_id?: string | null;
  /** what a person wrote about it */
  note?: string | null;
  /** null: all that left and was not sent again yet, of the parcel when one is named */
  lines?: Array<ReshipmentLine> | null;
}

/** What a shop says will come back. */
export interface NewReturn {
  /** your own name of it, unique at your shop */
  external_id: string;
  /** your own name of the order */
  order_external_id: string;
  /** what it consists of, a line a product */
  lines: Array<NewReturnLine>;
  /** why, one of a few words */
  reason?: "withdrawal" | "complaint" | "damaged" | "wrong_item" | "undelivered" | "other";
  /** when the consumer declared it: statutory clocks start here */
  declared_at?: string | null;
  /** on the parcel that will come */
  tracking_number?: string | null;
  /** when there are several; the first one's number is `tracking_number`, too */
  parcels?: Array<NewReturnParcel>;
  /** what a person wrote about it */
  note?: string | null;
}

/** Which way a parcel of the return comes. */
export interface NewReturnLabel {
  /**
   * `courier/service`: `house/drop_off`, `house/fetched`, `inpost/locker`, `dpd/drop_off`; null:
   * the first that you offer
   */
  way?: string | null;
  /** which parcel of the return, from 1 */
  parcel_no?: number;
}

/** So many base units of a product will come back. */
export interface NewReturnLine {
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
}

/** A carton that will come; null: its number is not known. */
export interface NewReturnParcel {
  /** the courier's number of the parcel; null: not known yet */
  tracking_number?: string | null;
}

/** How many pieces of each product come. */
export interface NewSandboxGoods {
  /** of each product */
  pieces?: number;
}

/** Down to how many available base units a product may come before its shop is told. */
export interface NewStockLevel {
  /** at this many available base units or fewer it is low */
  low_at: number;
}

/** Which event a test plays. */
export interface NewTestEvent {
  /** which type is played */
  type?: EventName;
  /** sign it wrongly: your receiver must answer 4xx */
  is_forged?: boolean;
}

/** Where to send. No `event_types`: every type, also those that will be new. */
export interface NewWebhookEndpoint {
  /** where events are sent; https */
  url: string;
  /** in a sandbox: we do not send there, your program collects what is due and carries it there */
  is_carried?: boolean;
  /** only these; empty: every type, also those that will be new */
  event_types?: Array<EventName>;
  /** a text of your own */
  description?: string | null;
}

/** What was not there does not come after. */
export interface NotSentInEvent {
  /** your SKU */
  sku: string;
  /** your own name of it */
  line_external_id: string | null;
  /** so many pieces */
  quantity: number;
}

/** What a shop's consumers are told; as it begins: nothing. */
export interface NoticeRules {
  /** what they are told */
  kinds?: Array<string>;
  /** by the consumer's clock, minutes from midnight; may span midnight */
  quiet_from?: number | null;
  /** minutes from midnight, by the consumer's clock */
  quiet_until?: number | null;
  /** kinds that are sent in quiet hours, too */
  urgent_kinds?: Array<string>;
  /** whose words are sent when there are none in the consumer's language; en, pl, uk, de */
  fallback_language?: string;
  /** days after the delivery; null: no survey */
  survey_after_days?: number | null;
  /** how the one question is answered; ten, five */
  survey_scale?: string;
}

/** The words that count; `version` 0: ours. */
export interface NoticeText {
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
  /** what it is about */
  subject: string;
  /** the text of a mail */
  body: string;
}

/** An order as its shop sees it. */
export interface Order {
  /** our id of it */
  id: string;
  /** our id of your shop */
  shop_id: string;
  /** your own name of it, unique at your shop */
  external_id: string;
  /** our number of it, for people */
  number: number;
  /** where it stands now */
  status: string;
  /** to whom the parcel goes */
  recipient: Record<string, unknown>;
  /** the courier's code */
  carrier: string;
  /** the courier's service, by its code */
  service: string;
  /** ISO 639-1 */
  language: string;
  /** the lower, the sooner it is picked */
  priority: number;
  /** by then it leaves the building */
  ship_by: string | null;
  /** as its shop said: all_or_nothing, as_available, or up_to a day */
  backorder_policy: string;
  /** with up_to: the last day on which it waits for all of its goods */
  wait_until: string | null;
  /** what the courier collects, in the smallest unit; null: nothing */
  cod_amount_minor: number | null;
  /** ISO 4217 */
  cod_currency: string | null;
  /** each of its parcels is insured for so much, in the smallest unit */
  insurance_amount_minor: number | null;
  /** ISO 4217 */
  insurance_currency: string | null;
  /** what the goods are worth to the buyer */
  value_amount_minor: number | null;
  /** ISO 4217 */
  value_currency: string | null;
  /** courier and service were left to the rules; null: the shop named both */
  chosen_way: ChosenWay | null;
  /** printed on the slip for the one who gets the parcel */
  gift_note: string | null;
  /** what a person wrote about it */
  note: string | null;
  /** when it was made */
  created_at: string;
  /** when it last changed */
  updated_at: string;
  /** when it was cancelled */
  cancelled_at: string | null;
  /** when the last of it left */
  shipped_at: string | null;
  /** you asked to cancel it when goods of it were in a tote already */
  is_cancel_requested: boolean;
  /** the order of which this one sends something again */
  reship_of: string | null;
  /** why it waits, the oldest reason first; empty when nothing holds it back */
  holds: Array<OrderHold>;
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
  /** what it consists of, a line a product */
  lines: Array<OrderLine>;
  /**
   * the consumer's own page of it, to be passed on to them; told when an order is placed, read,
   * listed or amended
   */
  consumer_url?: string | null;
}

/** The order where it is now, and what its shop is told of that. */
export interface OrderAdvanced {
  /** in their order; each gets its `sequence` in the feed within a second */
  events: Array<EventMade>;
  /** the robot stopped on the way, as a person would have; null: it is there */
  stopped: Stopped | null;
  /** as it is now */
  order: Order;
}

/** Goods are promised to the order, all or, when it may go in part, some. */
export interface OrderAllocatedData {
  /** the lines that it is about */
  lines: Array<PromisedLineInEvent>;
  /** when it leaves; null: nobody knows */
  ship_by: string | null;
}

/** Something of the order was changed; read it anew. */
export interface OrderAmendedData {
  /** the warehouse's number of it */
  order_number: number;
  /** which fields were changed */
  changed: Array<string>;
  /** on which side it was changed; shop, warehouse, consumer */
  by: string;
}

/** The order waits for goods; `after` says that it had some, and they were not there. */
export interface OrderBackorderedData {
  /** the lines that it is about */
  lines?: Array<PromisedLineInEvent>;
  /** when it leaves; null: nobody knows */
  ship_by?: string | null;
  /** after what it waits again; left out when it waits from the beginning; short_pick */
  after?: string;
}

/** Orders to place; each is what `placeOrder` takes. */
export interface OrderBatch {
  /** the orders */
  orders: Array<Record<string, unknown>>;
}

/** The results, in the order of the items. */
export interface OrderBatchResult {
  /** so many were placed */
  placed: number;
  /** so many were not */
  refused: number;
  /** the result of each, in their order */
  results: Array<OrderResult>;
}

/** Somebody wanted to cancel the order, and it was too late. Told once an order. */
export interface OrderCancelRefusedData {
  /** the warehouse's number of it */
  order_number: number;
  /**
   * how it stands; received, backordered, allocated, released, picking, picked, packing, packed,
   * shipped, delivered, returned, lost, cancelled
   */
  status: string;
}

/** Nothing of the order is sent; its goods are free again. */
export interface OrderCancelledData {
}

/**
 * What changes of an order; what is not named stays, null takes away. `lines` is the whole list as
 * it shall be: a line is known again by its SKU and its `external_id`, one that is missing is taken
 * off the order.
 */
export interface OrderChange {
  /** null: by the calendar again */
  ship_by?: string | null;
  /** null: as the shop has it set */
  backorder_policy?: "all_or_nothing" | "as_available" | "up_to" | null;
  /** with up_to: the last day on which it waits for all of its goods */
  wait_until?: string | null;
  /** to whom the parcel goes */
  recipient?: RecipientChange;
  /** what it consists of, a line a product */
  lines?: Array<NewOrderLine>;
  /** null: the rules of the shop choose again */
  carrier?: string | null;
  /** the courier's service, by its code */
  service?: string | null;
  /** ISO 639-1 */
  language?: "en" | "pl" | "uk" | "de";
  /** the lower, the sooner it is picked */
  priority?: number;
  /** smallest unit */
  cod_amount_minor?: number | null;
  /** ISO 4217 */
  cod_currency?: string | null;
  /** smallest unit */
  insurance_amount_minor?: number | null;
  /** ISO 4217 */
  insurance_currency?: string | null;
  /** smallest unit */
  value_amount_minor?: number | null;
  /** ISO 4217 */
  value_currency?: string | null;
  /** printed on the slip for the one who gets the parcel */
  gift_note?: string | null;
  /** what a person wrote about it */
  note?: string | null;
}

/** The chain of an order; `broken` names links and photos that are not as they were written. */
export interface OrderEvidence {
  /** our id of the order */
  order_id: string;
  /** our number of the order */
  order_number: number;
  /** your own name of it, unique at your shop */
  external_id: string;
  /** every link and every photo is as it was written */
  is_intact: boolean;
  /** links and photos that are not */
  broken: Array<string>;
  /** the chain, the oldest first */
  links: Array<EvidenceLink>;
}

/** Where an order is, and why. */
export interface OrderExplanation {
  /** our id of the order */
  order_id: string;
  /** our number of it, for people */
  number: number;
  /** your own name of it, unique at your shop */
  external_id: string;
  /** where it stands now */
  status: string;
  /** by then it leaves the building */
  ship_by: string | null;
  /** since when it is late; null: it is not */
  delayed_at: string | null;
  /** the first reason, in words */
  sentence: string;
  /** all of them; what must end first comes first */
  reasons: Array<Reason>;
}

/** The order does not go on before somebody acts. */
export interface OrderHeldData {
  /** the warehouse's number of it */
  order_number: number;
  /**
   * how it stands; received, backordered, allocated, released, picking, picked, packing, packed,
   * shipped, delivered, returned, lost, cancelled
   */
  status: string;
  /** the holds that this is about */
  codes: Array<string>;
  /** all that hold it now */
  still_held: Array<HoldInEvent>;
}

/** A reason why an order waits. `owner` must act, as `unblocks` says in English. */
export interface OrderHold {
  /** stable; a program matches on it */
  code: string;
  /** who must act: us, shop, consumer, carrier, or nobody */
  owner: string;
  /** what a person wrote about it */
  note?: string | null;
  /** what ends it, as a sentence */
  unblocks: string;
  /** of a check: which field (a JSON pointer into the order), and what was expected */
  details: Record<string, string>;
  /** since when it waits */
  held_at: string;
}

/** A hold has ended; the order goes on when none is left. */
export interface OrderHoldReleasedData {
  /** the warehouse's number of it */
  order_number: number;
  /**
   * how it stands; received, backordered, allocated, released, picking, picked, packing, packed,
   * shipped, delivered, returned, lost, cancelled
   */
  status: string;
  /** the holds that this is about */
  codes: Array<string>;
  /** all that hold it now */
  still_held: Array<HoldInEvent>;
}

/** A line with its counters, in base units. */
export interface OrderLine {
  /** our id of it */
  id: string;
  /** place of the line, from 1 */
  line_no: number;
  /** your own name of the product */
  sku: string;
  /** what people call it */
  name: string;
  /** your own name of it, unique at your shop */
  external_id: string | null;
  /** base units that you ordered */
  ordered: number;
  /** base units promised to orders and still on the shelf */
  allocated: number;
  /** in a tote */
  picked: number;
  /** in a parcel */
  packed: number;
  /** on their way */
  shipped: number;
  /** not sent any more */
  cancelled: number;
  /** back here */
  returned: number;
  /** waited for */
  backordered: number;
  /** the virtual kit of which this line is a part, as it was ordered */
  kit?: KitOfLine | null;
}

/** All parcels of the order are closed. */
export interface OrderPackedData {
  /** the warehouse's number of it */
  order_number: number;
  /** its parcels */
  parcels: Array<PackedParcelInEvent>;
  /** what was not there, and does not come after */
  not_sent: Array<NotSentInEvent>;
}

/** Who ordered is forgotten; the goods and the numbers stay. */
export interface OrderPersonErasedData {
}

/** The first piece is in its tote. */
export interface OrderPickingStartedData {
}

/** The order leaves at another time than was promised, or nobody knows when. */
export interface OrderPromiseChangedData {
  /** when it was to leave; null: nobody knew */
  from: string | null;
  /** when it leaves now; null: nobody knows */
  to: string | null;
  /**
   * why; goods_came, goods_missing, released, held, delayed, calendar, amended, expiry, wait_over
   */
  reason: string;
  /** the lines that it is about */
  lines?: Array<ChangedLineInEvent>;
}

/** What would become of such an order now. */
export interface OrderQuote {
  /** it would leave on this very day of the warehouse */
  ships_today: boolean;
  /** when it would have left; null: not before what blocks it has ended */
  ship_by: string | null;
  /** placed later than this it would leave a day later */
  closes_at: string | null;
  /** everything is there */
  is_complete: boolean;
  /** while goods are missing: all_or_nothing, as_available or up_to a day */
  backorder_policy: string;
  /** the courier's code */
  carrier: string;
  /** the courier's service, by its code */
  service: string;
  /** your rules would choose the way; null: you named it */
  chosen_way: ChosenWay | null;
  /** of one parcel with all of it; null: no price is known */
  price: Price | null;
  /** what it consists of, a line a product */
  lines: Array<QuotedLine>;
  /** what it would wait for, or be refused for */
  blocks: Array<Reason>;
}

/** The order is in the warehouse's books. */
export interface OrderReceivedData {
  /** the warehouse's number of it */
  order_number: number;
  /** how many lines, a kit taken apart */
  lines: number;
  /** a courier's code */
  carrier?: string;
  /** a courier's service */
  service?: string;
  /**
   * why it goes faster than it would; left out when it goes as usual; first_order, big_order,
   * our_mistake
   */
  upgraded_for?: string | null;
  /** how it would have gone without the upgrade */
  instead_of?: WayInEvent | null;
}

/** The order is on a picker's list. */
export interface OrderReleasedData {
  /** the warehouse's number of it */
  run_number: number;
}

/** Goods of the order are sent once more, by an order of their own. */
export interface OrderReshippedData {
  /** the warehouse's number of it */
  order_number: number;
  /** the order by which it is sent again */
  reshipment_id: string;
  /** the warehouse's number of it */
  reshipment_number: number;
  /** why; missing, wrong_item, damaged, lost, not_delivered, returned, address, other, exchange */
  reason: string;
  /** who pays; us, carrier, shop */
  cost: string;
  /** something that the order did not have */
  is_extra: boolean;
  /** the lines that it is about */
  lines: Array<PiecesAgainInEvent>;
}

/** What became of one item: the order, or what is wrong with it. */
export interface OrderResult {
  /** place in the list that was sent, from 0 */
  index: number;
  /** where it stands now; placed, refused */
  status: string;
  /** the order */
  order: Order | null;
  /** everything that is wrong, at once; empty: nothing */
  errors: Array<FieldProblem>;
}

/** The last parcel of the order has left the building. */
export interface OrderShippedData {
  /** the warehouse's number of it */
  order_number: number;
  /** when it left */
  shipped_at: string;
  /** its parcels */
  parcels: Array<ShippedParcelInEvent> | null;
}

/** Less of a product was there than was promised. */
export interface OrderShortPickedData {
  /** your SKU */
  sku: string;
  /** pieces that were not there */
  missing: number;
  /** pieces that were found at another place */
  found_elsewhere: number;
  /** pieces that wait for goods */
  backordered: number;
  /** where that was seen; left out: at the shelf, by the picker; count, bench */
  at?: string;
  /** why; missing, broken */
  reason?: string;
}

/** The consumer has withdrawn from the contract on the page of their order. */
export interface OrderWithdrawalDeclaredData {
  /** the warehouse's number of it */
  order_number: number;
  /** the warehouse's number of it */
  withdrawal_number: number;
  /** when it was declared */
  declared_at: string;
  /** what was done about it; return, cancelled, intercepted, told */
  outcome: string;
  /** whether it came after the time for it; that is for you to judge */
  is_late: boolean;
  /** the return that was made of it */
  return_id: string | null;
  /** the lines that it is about */
  lines: Array<WithdrawnPiecesInEvent>;
}

/** So many pieces in a parcel. */
export interface PackedInEvent {
  /** your SKU */
  sku: string;
  /** your own name of it */
  line_external_id: string | null;
  /** so many pieces */
  quantity: number;
  /** a lot's code, as it stands on the goods */
  lot: string | null;
  /** their serial numbers */
  serials: Array<string> | null;
  /** the kit of which it is a part */
  kit?: KitOfInEvent;
}

/** Goods that were scanned into a parcel. */
export interface PackedLine {
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
  /** code of the lot; null: kept without lots */
  lot?: string | null;
  /** serial numbers of the pieces */
  serials?: Array<string>;
}

/** A parcel that is closed. */
export interface PackedParcelInEvent {
  /** its id */
  id: string;
  /** the warehouse's number of it */
  parcel_number: number;
  /** its weight */
  weight_g: number | null;
  /** a name of a carton of the warehouse */
  carton: string | null;
  /** its length */
  length_mm: number | null;
  /** its width */
  width_mm: number | null;
  /** its height */
  height_mm: number | null;
  /** what is in it */
  contents: Array<PackedInEvent> | null;
}

/** How a parcel left, and what its courier told of it. */
export interface ParcelEvidence {
  /** our id of it */
  id: string;
  /** our number of it, for people */
  number: number;
  /** where it stands now */
  status: string;
  /** the courier's code */
  carrier: string | null;
  /** the courier's service, by its code */
  service: string | null;
  /** the courier's number of the parcel; null: not known yet */
  tracking_number: string | null;
  /** the courier's own page of it */
  tracking_url: string | null;
  /** when the parcel was closed */
  packed_at: string | null;
  /** when the courier took it */
  handed_over_at: string | null;
  /** by the scale or as typed; and what its goods and its carton weigh by the catalogue */
  weight_g: number | null;
  /** what its goods and its carton weigh by the catalogue */
  catalog_weight_g: number | null;
  /** the goods that were scanned into it */
  contents: Array<PackedLine>;
  /** ids of pictures that the packer took */
  photos: Array<string>;
  /** the oldest first */
  news: Array<TrackingUpdate>;
}

/** Parcels that will come besides those that are known. */
export interface ParcelsToCome {
  /** its parcels */
  parcels: Array<NewReturnParcel>;
}

/**
 * Whose data are meant: name an order, or an e-mail address for all of its orders and all that
 * somebody wrote from it. One of the two.
 */
export interface PersonLookup {
  /** your own name of the order */
  order_external_id?: string | null;
  /** all of its orders, and all that was written from it */
  email?: string | null;
}

/** What is held about a person, order by order, the newest first. */
export interface PersonReport {
  /** the name of your shop */
  shop: string;
  /** when it was read */
  read_at: string;
  /** false: there are older orders or conversations, too; ask for orders by their names */
  is_complete: boolean;
  /** the orders */
  orders: Array<ReportedOrder>;
  /** what somebody wrote from the address, and named no order */
  conversations: Array<ReportedConversation>;
  /** mails from the address that nobody could file yet */
  unfiled: Array<UnfiledMail>;
  /** the address wants no surveys of the shop; kept as a hash, so that none is sent again */
  is_unsubscribed: boolean;
  /** so many mails to the address came back; kept as a hash, too */
  bounces: number;
}

/** A pickup point as shops and the desk see it. */
export interface PickupPoint {
  /** the courier's code */
  carrier: string;
  /** what the courier calls it; the order's `pickup_point_id` */
  point_id: string;
  /** open, full or closed */
  status: string;
  /** what people call it */
  name: string;
  /** street and number */
  street: string;
  /** as the country writes it */
  postcode: string;
  /** town */
  city: string;
  /** ISO 3166-1 alpha-2 */
  country: string;
  /** cash on delivery is taken there */
  takes_cod: boolean;
  /** degrees north (WGS 84) */
  latitude: number | null;
  /** degrees east (WGS 84) */
  longitude: number | null;
  /** when its courier told it */
  seen_at: string;
}

/** So much of a product is sent again. */
export interface PiecesAgainInEvent {
  /** your SKU */
  sku: string;
  /** so many pieces */
  quantity: number;
}

/** What one parcel costs: the carriage, and the fee when its courier collects money. */
export interface Price {
  /** in the smallest unit of the currency */
  amount_minor: number;
  /** the fee for collecting money, in the smallest unit */
  cod_fee_minor: number;
  /** ISO 4217 */
  currency: string;
}

/** A shop's rules. */
export interface PrivacyRules {
  /** days after the end of an order (delivered, returned, lost, cancelled) */
  retention_days: number;
}

/** A product as it is kept; barcodes are in GTIN form without leading zeros. */
export interface Product {
  /** our id of it */
  id: string;
  /** your own name of the product */
  sku: string;
  /** what people call it */
  name: string;
  /** codes that are printed on it */
  barcodes: Array<Barcode>;
  /** grams */
  weight_g: number | null;
  /** millimetres */
  length_mm: number | null;
  /** millimetres */
  width_mm: number | null;
  /** millimetres */
  height_mm: number | null;
  /** its lots are told apart */
  is_lot_tracked: boolean;
  /** it expires, and the day is kept */
  is_expiry_tracked: boolean;
  /** every piece has a serial number that is kept */
  is_serial_tracked: boolean;
  /** dangerous goods */
  is_hazmat: boolean;
  /** breaks easily */
  is_fragile: boolean;
  /** this side up: in a carton its height stays its height */
  is_upright: boolean;
  /** shown to the packer at the first piece in a parcel, and confirmed */
  packing_instructions: string | null;
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
  /** when it was made */
  created_at: string;
  /** when it last changed */
  updated_at: string;
}

/**
 * Products to register; each is what `registerProduct` takes. What shall happen to one that you
 * have already: `refuse` it, or `replace` it as `putProduct` does.
 */
export interface ProductBatch {
  /** the products */
  products: Array<Record<string, unknown>>;
  /** refuse a product that you have already, or replace it */
  if_exists?: "refuse" | "replace";
}

/** The results, in the order of the items. */
export interface ProductBatchResult {
  /** so many are new */
  registered: number;
  /** so many are different now */
  changed: number;
  /** so many were so already */
  unchanged: number;
  /** so many were not */
  refused: number;
  /** the result of each, in their order */
  results: Array<ProductResult>;
}

/** What becomes different; what is not named stays. `barcodes` replaces all of them. */
export interface ProductChange {
  /** what people call it */
  name?: string;
  /** codes that are printed on it */
  barcodes?: Array<Barcode>;
  /** grams */
  weight_g?: number | null;
  /** millimetres */
  length_mm?: number | null;
  /** millimetres */
  width_mm?: number | null;
  /** millimetres */
  height_mm?: number | null;
  /** its lots are told apart */
  is_lot_tracked?: boolean;
  /** it expires, and the day is kept */
  is_expiry_tracked?: boolean;
  /** every piece has a serial number that is kept */
  is_serial_tracked?: boolean;
  /** dangerous goods */
  is_hazmat?: boolean;
  /** breaks easily */
  is_fragile?: boolean;
  /** this side up: in a carton its height stays its height */
  is_upright?: boolean;
  /** shown to the packer at the first piece in a parcel, and confirmed */
  packing_instructions?: string | null;
}

/** A picture as it is kept; `url` gives the JPEG, with `?side=thumbnail` a small one. */
export interface ProductPhoto {
  /** our id of it */
  id: string;
  /** pixels across */
  width_px: number;
  /** pixels down */
  height_px: number;
  /** where it is fetched, with the same key */
  url: string;
  /** when it was made */
  created_at: string;
}

/** All of them, the one that the picker sees first. */
export interface ProductPhotos {
  /** what was found, in a stable order */
  items: Array<ProductPhoto>;
}

/** What became of one item: the product, or what is wrong with it. */
export interface ProductResult {
  /** place in the list that was sent, from 0 */
  index: number;
  /** where it stands now; registered, changed, unchanged, refused */
  status: string;
  /** the product as it is now; null: it was refused */
  product: Product | null;
  /** everything that is wrong, at once; empty: nothing */
  errors: Array<FieldProblem>;
}

/** A line, and how much of it has goods now. */
export interface PromisedLineInEvent {
  /** your SKU */
  sku: string;
  /** your name of the line */
  external_id: string | null;
  /** pieces that have goods */
  allocated: number;
  /** pieces that wait for goods */
  backordered: number;
}

/** So many working days or, when they are said, working hours. */
export interface PromisedTime {
  /** working days */
  days?: number;
  /** counted in the hours in which somebody is there for the shop; null: days count */
  hours?: number | null;
}

/** A line of the order; a kit that is taken apart at ordering is its parts. */
export interface QuotedLine {
  /** your own name of the product */
  sku: string;
  /** what people call it */
  name: string | null;
  /** your own name of it, unique at your shop */
  external_id: string | null;
  /** base units */
  quantity: number;
  /** free of the product now, for all lines */
  available: number;
  /** what this line would get, and from where */
  promised: Array<StockPromise>;
  /** base units that are not there */
  missing: number;
  /** the kit that was ordered, when this is a part of it */
  kit?: KitOfLine | null;
}

/** A reason as people and programs read it. */
export interface Reason {
  /** stable; a program matches on it */
  code: string;
  /** who must act: us, shop, consumer, carrier, or nobody */
  owner: string;
  /** the same for people, in the language that was asked for */
  sentence: string;
  /** what ends it, as a sentence */
  unblocks: string | null;
  /** since when it is so */
  since: string | null;
  /** until when it should have happened */
  by: string | null;
  /** JSON pointer into what was asked */
  pointer: string | null;
  /** facts beside the code, for programs */
  details: Record<string, unknown>;
}

/**
 * What one scan did, as the shop sees it: `reason` receive, damage (held back), correct (taken
 * back) or adjust (a decision was carried out).
 */
export interface Receipt {
  /** our id of it */
  id: string;
  /** when it happened */
  at: string;
  /** why, one of a few words */
  reason: string;
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
  /** code of the lot; null: kept without lots */
  lot: string | null;
  /** the day on which the goods expire; null: they do not, or it is not known */
  expires_on: string | null;
  /** serial number of the piece */
  serial: string | null;
  /** good, damaged, opened, quarantine or expired */
  condition: string;
}

/** To whom the parcel goes. E-mail and phone are for the courier, never for the floor. */
export interface Recipient {
  /** what people call it */
  name: string;
  /** street and number */
  street: string;
  /** as the country writes it */
  postcode: string;
  /** town */
  city: string;
  /** ISO 3166-1 alpha-2 */
  country: string;
  /** the firm, when it is one */
  company?: string | null;
  /** for the courier's notices, never for the floor */
  email?: string | null;
  /** with its country's code, as +48600100200 */
  phone?: string | null;
  /** the pickup point where the parcel goes; null: to an address */
  pickup_point_id?: string | null;
}

/** What of the recipient changes; null takes away what may be missing. */
export interface RecipientChange {
  /** what people call it */
  name?: string;
  /** street and number */
  street?: string;
  /** as the country writes it */
  postcode?: string;
  /** town */
  city?: string;
  /** ISO 3166-1 alpha-2 */
  country?: string;
  /** the firm, when it is one */
  company?: string | null;
  /** for the courier's notices, never for the floor */
  email?: string | null;
  /** with its country's code, as +48600100200 */
  phone?: string | null;
  /** the pickup point where the parcel goes; null: to an address */
  pickup_point_id?: string | null;
}

/** When you paid; without it, now. */
export interface RefundPaid {
  /** RFC 3339, with its offset; of 2000 to 2199. */
  refunded_at?: string | null;
}

/** Which hold ends: the `code` of one of the order's `holds`. */
export interface ReleaseHold {
  /** stable; a program matches on it */
  code: string;
}

/** So many events are sent again; with `is_cut` go on after `last_sequence`. */
export interface ReplayResult {
  /** events that are sent again */
  count: number;
  /** the last of them; null: none */
  last_sequence: number | null;
  /** there are more in the range */
  is_cut: boolean;
}

/** A case about the person's order or question. */
export interface ReportedCase {
  /** our number of it, for people */
  number: number;
  /** enquiry, complaint … */
  kind: string;
  /** where it stands now */
  status: string;
  /** a short text for people */
  title: string;
  /** when your consumer said it */
  declared_at: string;
}

/** What was said with somebody who named no order. */
export interface ReportedConversation {
  /** our number of it, for people */
  number: number;
  /** when the first of it was said */
  began_at: string;
  /** ISO 639-1 */
  language: string;
  /** purpose, when and with what end: e-mails that we sent */
  mails: Array<Record<string, unknown>>;
  /** the cases */
  cases: Array<ReportedCase>;
  /** what was said, the oldest first */
  said: Array<ReportedMessage>;
}

/** One thing that was said with the person. */
export interface ReportedMessage {
  /** when it happened */
  at: string;
  /** email, chat, page, phone or portal */
  channel: string;
  /** consumer, shop or us */
  from_whom: string;
  /** what was said */
  words: string;
  /** names of the files that were sent along */
  files: Array<string>;
}

/** All that is held about the person of an order. */
export interface ReportedOrder {
  /** your own name of the order */
  order_external_id: string;
  /** our number of the order */
  order_number: number;
  /** when it was ordered */
  ordered_at: string;
  /** the order's end is not what counts here: when it was last changed */
  updated_at: string;
  /** since then nothing is held any more */
  erased_at: string | null;
  /** to whom the parcel goes */
  recipient: Record<string, unknown>;
  /** ISO 639-1 */
  language: string;
  /** printed on the slip for the one who gets the parcel */
  gift_note: string | null;
  /** what a person wrote about it */
  note: string | null;
  /** sku, name and quantity of each line */
  goods: Array<Record<string, unknown>>;
  /** courier, tracking number, what the courier told */
  parcels: Array<Record<string, unknown>>;
  /** what comes back or came, with the note */
  returns: Array<Record<string, unknown>>;
  /** kinds of papers with the person's data: labels, invoices */
  papers: Array<string>;
  /** pictures of the goods, packed or returned */
  photos: number;
  /** purpose, when and with what end: e-mails that we sent */
  mails: Array<Record<string, unknown>>;
  /** what our office changed before it left */
  changes: Array<Record<string, unknown>>;
  /** their answer to the one question after the delivery: score, words and day */
  survey: Record<string, unknown> | null;
  /** the cases */
  cases: Array<ReportedCase>;
  /** what was said, the oldest first */
  said: Array<ReportedMessage>;
}

/** A request that was answered. Bodies are not kept: they hold people. */
export interface RequestSeen {
  /** of the problem, and the `X-Request-Id` of its answer */
  request_id: string;
  /** when it came */
  at: string;
  /** of HTTP */
  method: string;
  /** the operation's id; null when nothing is at that address */
  operation: string | null;
  /** as it was sent */
  path: string;
  /** the query, as far as its parameters are known */
  query: string;
  /** of HTTP, as it was answered */
  status: number;
  /** the code of the problem that was answered */
  code: string | null;
  /** codes of the fields at fault */
  field_codes: Array<string>;
  /** as it was sent; null: none was */
  idempotency_key: string | null;
  /** whether the first answer to this Idempotency-Key was given again */
  is_replayed: boolean;
  /** the `Retry-After` that was answered, seconds */
  retry_after_s: number | null;
  /** until the answer was on its way */
  latency_ms: number;
  /** the API key, or the one that lent the token */
  key_id: string;
  /** the name that its owner gave the key */
  key_name: string | null;
  /** how the program calls itself */
  user_agent: string | null;
  /** the client's IP address */
  address: string | null;
}

/** An order that sends again what another one had sent. */
export interface Reshipment {
  /** our id of the order */
  order_id: string;
  /** our number of the order */
  order_number: number;
  /** your own name of the order */
  order_external_id: string;
  /** where it stands now */
  status: string;
  /** the order of which it is */
  of_order_id: string;
  /** our number of the order of which it is */
  of_order_number: number;
  /** our number of the parcel */
  parcel_number: number | null;
  /** missing, wrong_item, damaged, lost, not_delivered, returned, address or other */
  reason: string;
  /** who pays: us, carrier or shop */
  cost: string;
  /** something more, in place of nothing that was sent */
  is_extra: boolean;
  /** whether the warehouse's office or the shop's program asked for it */
  asked_by: string;
  /** when it was made */
  created_at: string;
  /** what it consists of, a line a product */
  lines: Array<ReshippedLine>;
}

/** So much of a product is sent again. */
export interface ReshipmentLine {
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
}

/** What was sent again of an order. */
export interface Reshipments {
  /** what was found, in a stable order */
  items: Array<Reshipment>;
}

/** A line as it was written: one of those that were sent, or a part of a kit. */
export interface ReshippedLine {
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
  /** your own name of it, unique at your shop */
  external_id?: string | null;
  /** the kit that was ordered, when this is a part of it */
  kit?: KitOfLine | null;
}

/** A return as its shop sees it. */
export interface Return {
  /** our id of it */
  id: string;
  /** our id of your shop */
  shop_id: string;
  /** your own name of it, unique at your shop */
  external_id: string | null;
  /** our number of it, for people */
  number: number;
  /** our id of the order */
  order_id: string | null;
  /** your own name of the order */
  order_external_id: string | null;
  /** our number of the order */
  order_number: number | null;
  /** where it stands now */
  status: string;
  /** why, one of a few words */
  reason: string;
  /** the courier's number of the parcel; null: not known yet */
  tracking_number: string | null;
  /** what a person wrote about it */
  note: string | null;
  /** when your consumer said it */
  declared_at: string | null;
  /** when it came; null: not yet */
  arrived_at: string | null;
  /** when an inspector had looked at it */
  inspected_at: string | null;
  /** when all of it was dealt with */
  completed_at: string | null;
  /** when it was refused */
  rejected_at: string | null;
  /** why it was refused */
  rejection_reason: string | null;
  /** since when nothing here keeps the shop from paying back, and what that rests on */
  refund_clearable_at: string | null;
  /** sent, arrived or inspected: what the refund rests on */
  refund_basis: string | null;
  /** when the shop paid, as it said */
  refunded_at: string | null;
  /** when the consumer's complaint was answered, yes or no */
  complaint_answered_at: string | null;
  /** when a parcel was found to be empty */
  came_empty_at: string | null;
  /** what the empty parcel weighed */
  came_weight_g: number | null;
  /** ids of pictures of the parcels as they came */
  photos: Array<string>;
  /** what is due when */
  clocks: ReturnClocks;
  /** its cartons, in the order in which they became known */
  parcels: Array<ReturnParcel>;
  /** the order that sends other goods for it */
  exchange: Exchange | null;
  /** what it consists of, a line a product */
  lines: Array<ReturnLine>;
  /** when it was made */
  created_at: string;
  /** when it last changed */
  updated_at: string;
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
}

/** Where returns go to. Couriers want phone and e-mail. */
export interface ReturnAddress {
  /** what people call it */
  name: string;
  /** street and number */
  street: string;
  /** as the country writes it */
  postcode: string;
  /** town */
  city: string;
  /** ISO 3166-1 alpha-2 */
  country: string;
  /** the firm, when it is one */
  company?: string | null;
  /** with its country's code, as +48600100200 */
  phone?: string | null;
  /** for the courier's notices, never for the floor */
  email?: string | null;
}

/** The return where it is now, and what its shop is told of that. */
export interface ReturnAdvanced {
  /** in their order; each gets its `sequence` in the feed within a second */
  events: Array<EventMade>;
  /** the robot stopped on the way, as a person would have; null: it is there */
  stopped: Stopped | null;
  /** as it is now */
  returned: Return;
}

/** Goods will come back, as you, your consumer or their courier said. */
export interface ReturnAnnouncedData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** parcels that have come */
  parcels_here: number;
  /** parcels that still come */
  parcels_waited: number;
  /** the lines that it is about */
  lines: Array<ComingInEvent>;
  /** the shipment */
  shipment_id?: string;
  /** the warehouse's number of it */
  parcel_number?: number;
  /** a stable code */
  because?: string;
}

/** The first parcel of the return is here, or it is known whose an unknown one is. */
export interface ReturnArrivedData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** parcels that have come */
  parcels_here: number;
  /** parcels that still come */
  parcels_waited: number;
  /** whether you had announced it */
  was_announced: boolean;
  /** when its first parcel came */
  arrived_at?: string;
}

/** What is due when (UTC); null where no clock runs. */
export interface ReturnClocks {
  /** the consumer has sent the goods by then */
  goods_due_at?: string | null;
  /** the shop has paid back by then, if it holds the goods or the proof of their sending */
  refund_due_at?: string | null;
  /**
   * neither the goods nor the proof of their sending are here: the shop may wait with the refund
   */
  is_refund_withholdable?: boolean;
  /** the shop has answered the complaint by then */
  complaint_answer_due_at?: string | null;
}

/** All of the return is inspected. */
export interface ReturnCompletedData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** whether there was nothing in it */
  came_empty: boolean;
  /** the lines that it is about */
  lines: Array<ReturnedLineInEvent>;
}

/** Something that the law or a promise sets a time for is due; each threshold is told once. */
export interface ReturnDeadlineNearData {
  /** the warehouse's number of it */
  number: number;
  /**
   * what is due; first_answer, complaint_answer, refund, goods_back, inspection, claim,
   * courier_answer
   */
  clock: string;
  /** when it is due */
  due_at: string;
  /** how near it is; 4_days, 1_day, over */
  threshold: string;
}

/** The return was refused, and its exchange is cancelled. */
export interface ReturnExchangeCalledOffData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** the order of the other goods */
  exchange_order_id: string;
}

/** What came back is not what was sent: the exchange waits for your word. */
export interface ReturnExchangeDoubtfulData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** the order of the other goods */
  exchange_order_id: string;
}

/** Other goods are sent for what comes back, by an order of their own. */
export interface ReturnExchangeOrderedData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** the order of the other goods */
  exchange_order_id: string;
  /** the warehouse's number of it */
  exchange_order_number: number;
  /** when the other goods go; at_once, arrived, inspected */
  when: string;
  /** the lines that it is about */
  lines: Array<ComingInEvent>;
}

/** The return is far enough: its exchange goes. */
export interface ReturnExchangeReleasedData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** the order of the other goods */
  exchange_order_id: string;
}

/** Of which order an unidentified parcel is. */
export interface ReturnIdentification {
  /** your own name of the order */
  order_external_id: string;
}

/** Somebody has looked at pieces of the return, or put right what was found (`corrects`). */
export interface ReturnInspectedData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** the finding */
  inspection_id: string;
  /** your SKU */
  sku: string;
  /** so many pieces */
  quantity: number;
  /** how the pieces are; A, B, C, D, wrong_item, empty */
  grade: string;
  /** what becomes of the pieces; restock, quarantine, refurbish, return_to_shop, dispose */
  disposition: string;
  /**
   * whose fault it is, as the inspector saw it; consumer, carrier, warehouse, supplier, unknown
   */
  blame: string;
  /** what is wrong with the pieces; broken, used, incomplete, dirty, not_working, other */
  reason: string | null;
  /** words of the warehouse's people about the goods */
  note: string | null;
  /** what of your checklist was not there */
  missing_parts: Array<string>;
  /** by which version of your rules it was judged */
  rubric_version: number | null;
  /** whether it was not sent with the order */
  is_surplus: boolean;
  /** pieces that are not the ones that were sent */
  mismatches: Array<MismatchInEvent>;
  /** pictures of it */
  photos: Array<string>;
  /** the finding that this one put right */
  corrects: string | null;
}

/** What was found of some pieces was a mistake and counts no more. */
export interface ReturnInspectionUndoneData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** the finding */
  inspection_id: string;
  /** your SKU */
  sku: string;
  /** so many pieces */
  quantity: number;
}

/** A way back as its shop sees it. */
export interface ReturnLabel {
  /** our id of it */
  id: string;
  /** our id of the return */
  return_id: string;
  /** which parcel of the return, from 1 */
  parcel_no: number;
  /** the courier's code */
  carrier: string;
  /** the courier's service, by its code */
  service: string;
  /** requested, bought, refused or voided */
  status: string;
  /** the courier's number of the parcel; null: not known yet */
  tracking_number: string | null;
  /** the courier's own page of it */
  tracking_url: string | null;
  /** what its consumer types or shows where the parcel is handed in */
  code: string | null;
  /** until when the code is taken */
  valid_until: string | null;
  /** there is a PDF to print */
  has_pdf: boolean;
  /** what the consumer was told that it costs them, minor units; 0: you pay */
  price_minor: number;
  /** ISO 4217 */
  currency: string;
  /** why it could not be done, the last time */
  failure: ReturnLabelFailure | null;
  /** in_transit, delivered, lost …; null: nobody has handed it in yet */
  way_status: string | null;
  /** why it does not go as it should */
  incident: string | null;
  /** since when */
  way_status_at: string | null;
  /** when it was made */
  created_at: string;
  /** when the label was bought */
  bought_at: string | null;
}

/** The courier did not sell the label: choose another way. */
export interface ReturnLabelFailedData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** the label */
  label_id: string;
  /** which parcel of the return it is for */
  parcel: number;
  /** a courier's code */
  carrier: string;
  /** a courier's service */
  service: string;
  /** a stable code */
  code: string;
  /** what the code means, in English */
  title: string;
  /** what the title speaks of */
  facts: Record<string, unknown>;
}

/** Why there is no label, by a stable code; the sentence is English. */
export interface ReturnLabelFailure {
  /** stable; a program matches on it */
  code: string;
  /** a short text for people */
  title: string;
  /** what the sentence was filled with, for programs */
  facts: Record<string, unknown>;
}

/** The consumer can hand the parcel in: its label is bought. */
export interface ReturnLabelReadyData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** the label */
  label_id: string;
  /** which parcel of the return it is for */
  parcel: number;
  /** a courier's code */
  carrier: string;
  /** a courier's service */
  service: string;
  /** a courier's number of a parcel */
  tracking_number: string | null;
  /** an address on the web */
  tracking_url: string | null;
  /** until when the label is good */
  valid_until: string | null;
  /** what it costs, in the smallest unit of the currency */
  price_minor: number | null;
  /** a currency (ISO 4217) */
  currency: string | null;
}

/** All that were asked for of a return. */
export interface ReturnLabels {
  /** what was found, in a stable order */
  items: Array<ReturnLabel>;
}

/** One product of a return; `order_line_id` is null for a surplus. */
export interface ReturnLine {
  /** our id of it */
  id: string;
  /** the line of the order; null: none that was shipped */
  order_line_id: string | null;
  /** your own name of the product */
  sku: string;
  /** what people call it */
  name: string;
  /** base units that were said to come */
  announced: number;
  /** base units that came */
  received: number;
  /** base units that an inspector had in hand */
  inspected: number;
  /** these are not the pieces that were shipped; they count for no line of the order */
  is_mismatch: boolean;
  /** serial numbers of the pieces */
  serials: Array<string>;
  /** pieces that are not those that were shipped */
  mismatches: Array<ReturnMismatch>;
  /** what an inspector found */
  findings: Array<Finding>;
}

/** The warehouse thinks that an unknown parcel is of this order: say yes or no. */
export interface ReturnMatchFoundData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** the order that it seems to be of */
  match_order_id: string;
  /** your own name of it */
  match_order_external_id: string;
}

/** A piece that is not the one that was shipped. */
export interface ReturnMismatch {
  /** serial or lot */
  kind: string;
  /** the number that was read on the piece */
  found: string;
  /** the numbers that were shipped */
  shipped: Array<string>;
  /** your order with which the found one was shipped */
  shipped_with: string | null;
  /** base units */
  quantity: number;
  /** a supervisor said that it counts all the same */
  is_allowed: boolean;
}

/** One carton of a return; `arrived_at` is null while it is waited for. */
export interface ReturnParcel {
  /** our id of it */
  id: string;
  /** the courier's number of the parcel; null: not known yet */
  tracking_number: string | null;
  /** when it came; null: not yet */
  arrived_at: string | null;
  /** by the scale at the bench */
  weight_g: number | null;
  /** ids of pictures of it */
  photos: Array<string>;
}

/** One more parcel of the return is here. */
export interface ReturnParcelArrivedData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** parcels that have come */
  parcels_here: number;
  /** parcels that still come */
  parcels_waited: number;
}

/** There was nothing in a parcel of the return; others are waited for. */
export interface ReturnParcelEmptyData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** its weight */
  weight_g: number | null;
}

/** Nothing in the warehouse keeps you from paying back any more: the evidence. Told once. */
export interface ReturnRefundClearableData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** what that rests on; sent, arrived, inspected */
  basis: string;
  /** when it was declared */
  declared_at: string | null;
  /** when its first parcel came */
  arrived_at: string | null;
  /** when it was inspected */
  inspected_at: string | null;
  /** until when the law wants it paid back */
  refund_due_at: string | null;
  /** whether there was nothing in it */
  came_empty: boolean;
  /** pictures of it */
  photos: Array<string>;
  /** the lines that it is about */
  lines: Array<ReturnedLineInEvent>;
}

/** The return is refused; nothing of it was taken in. */
export interface ReturnRejectedData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** when it was refused */
  rejected_at: string;
  /** words of the warehouse's people about the goods */
  reason: string;
}

/** All that a shop says about its returns. */
export interface ReturnRubric {
  /** what each grade means to you, by its code */
  grades?: Record<string, unknown>;
  /** what every piece must have with it */
  checklist?: Array<Record<string, string>>;
  /**
   * faults of which a photo is wanted whatever the grade; broken, used, incomplete, dirty,
   * not_working, other
   */
  photo_faults?: Array<string>;
  /** lots are asked for when the code does not tell them; else they are taken as shipped */
  is_lot_asked?: boolean;
  /**
   * when you may pay back: once it was sent, once it arrived, or once it was inspected; sent,
   * arrived, inspected
   */
  refund_when?: string;
  /**
   * what completes a return: all of its goods have a grade, or all of its parcels came, too; goods,
   * parcels
   */
  ends_with?: string;
  /** when an exchange goes, unless it says so itself; at_once, arrived, inspected */
  exchange_when?: string;
  /** a parcel without a name: when you are reminded, and what happens without an answer */
  unidentified_remind_days?: number;
  /** days until a parcel without a name is dealt with as `unidentified_then` says */
  unidentified_days?: number;
  /** what becomes of a parcel without a name when you do not answer; keep, quarantine, scrap */
  unidentified_then?: string;
  /** parcels that did not come so many days after the last one did are waited for no more */
  parcels_wait_days?: number;
  /** ISO 4217 */
  currency?: string;
  /** what a piece is worth when nothing else tells it */
  piece_value_minor?: number | null;
  /** one person alone throws away no more of a return than this; none: as the house has it */
  scrap_alone_max_minor?: number | null;
  /** the products */
  products?: Array<RubricProductRule>;
}

/** The courier says something new of a parcel that comes back. */
export interface ReturnTrackingUpdatedData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** the label */
  label_id: string;
  /** which parcel of the return it is for */
  parcel: number;
  /** a courier's code */
  carrier: string;
  /** a courier's service */
  service: string;
  /** a courier's number of a parcel */
  tracking_number: string | null;
  /**
   * how it stands; in_transit, available_for_pickup, delivery_failed, returning, lost, delivered,
   * returned
   */
  status: string;
  /** a stable code */
  incident: string | null;
  /** when it happened, by the courier's clock */
  occurred_at: string;
}

/** A parcel came back of which nobody knows the order: say it, or refuse it. */
export interface ReturnUnidentifiedData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** a courier's number of a parcel */
  tracking_number: string | null;
}

/** Whose an unknown parcel is was not said yet; at `ends_at` it is settled without you. */
export interface ReturnUnidentifiedReminderData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** a courier's number of a parcel */
  tracking_number: string | null;
  /** the order that it seems to be of */
  match_order_id: string | null;
  /** until when you can answer */
  ends_at: string;
  /** what is done when you do not answer; keep, quarantine, scrap */
  then: string;
}

/** Nobody said in time whose an unknown parcel is: what you chose for that was done. */
export interface ReturnUnidentifiedSettledData {
  /** the warehouse's number of it */
  return_number: number;
  /** the order */
  order_id: string | null;
  /** your own name of it */
  order_external_id: string | null;
  /** why; withdrawal, complaint, damaged, wrong_item, undelivered, other */
  reason: string;
  /** a courier's number of a parcel */
  tracking_number: string | null;
  /** what was done with it; keep, quarantine, scrap */
  as: string;
}

/** A product of the return: what was announced, what came, and what was found of it. */
export interface ReturnedLineInEvent {
  /** your SKU */
  sku: string;
  /** the line of the order; null: it was not sent with it */
  order_line_id: string | null;
  /** pieces that were announced */
  announced: number;
  /** pieces that came */
  received: number;
  /** pieces that were not there */
  missing: number;
  /** what was found of the pieces */
  findings: Array<FoundOfLineInEvent>;
  /** pieces that are not the ones that were sent */
  mismatches: Array<MismatchInEvent>;
}

/** An example picture; `url` gives the JPEG. */
export interface RubricPicture {
  /** our id of it */
  id: string;
  /** pixels across */
  width_px: number;
  /** pixels down */
  height_px: number;
  /** where it is fetched, with the same key */
  url: string;
}

/** What is different for some products; the first rule that a product meets counts. */
export interface RubricProductRule {
  /** of these, or of all that have the flag */
  skus?: Array<string>;
  /** a property of products, in place of `skus`; fragile, hazmat, serial, lot, expiry */
  flag?: string | null;
  /** what a piece must have with it */
  checklist?: Array<Record<string, string>>;
  /**
   * what becomes of a piece, by its grade; restock, quarantine, refurbish, return_to_shop, dispose
   */
  dispositions?: Record<string, string>;
  /** grades of which a photo is wanted besides the shop's own; A, B, C, D, wrong_item, empty */
  photo_grades?: Array<string>;
  /** what a piece is worth, in the smallest unit */
  piece_value_minor?: number | null;
}

/** What lies on the sandbox's shelf now besides what lay there. */
export interface SandboxGoods {
  /** products that were not there before */
  products: number;
  /** pieces of each product without a lot or an expiry date */
  pieces: number;
  /** your names of them */
  skus: Array<string>;
}

/** A mail that a consumer would get from a live shop; once it was erased, its words are null. */
export interface SandboxMail {
  /** our id of it */
  id: string;
  /** the order that it is about; null: somebody wrote about none */
  order_id: string | null;
  /** yours */
  order_external_id: string | null;
  /** why it is written: `notice.shipped`, `survey`, `reply` … */
  purpose: string;
  /** in which its words are */
  language: string;
  /** who would get it */
  to: string | null;
  /** what it is about */
  subject: string | null;
  /** its words as plain text */
  text: string | null;
  /** the same as most people see it; null: it has no such part */
  html: string | null;
  /** names of the files that go with it */
  attachments: Array<string>;
  /**
   * `written`: a live one would have been sent. `waiting`: it is not due yet, such as before the
   * end of quiet hours. `dropped`: something came in between. `failed`: there is no such address;
   * waiting, written, dropped, failed
   */
  status: string;
  /** why it was dropped or failed; null for the others */
  reason: string | null;
  /** when it is due; null once it is at its end */
  due_at: string | null;
  /** when it was made */
  created_at: string;
}

/** What time it is in the sandbox, for whoever counts from its first day. */
export interface SandboxTime {
  /** how much further than in the world, ISO 8601 */
  forwarded: string;
  /** the world's time and that */
  now: string;
}

/** One scenario and what it has come to. */
export interface ScenarioSeen {
  /** our number of it, for people */
  number: number;
  /** stable */
  code: string;
  /** what people call it */
  name: string;
  /** why it matters */
  why: string;
  /**
   * `passed`, `not_yet`, `failed` or `not_asked`. What failed can be done again; what a platform
   * has no place for is not asked of its connection
   */
  state: string;
  /** what was seen that proves it */
  seen: Array<Sight>;
  /** by what it is judged, or why it is not asked */
  judged: string;
  /** what to do next; null when it is passed or not asked */
  next: string | null;
}

/** Where your words went. */
export interface SentMessage {
  /** our id of it */
  id: string;
  /** our id of the order */
  order_id: string | null;
  /** the way on which it was said: email, chat, page, phone or portal */
  channel: string;
}

/** A parcel with its courier, as its shop sees it. */
export interface Shipment {
  /** our id of it */
  id: string;
  /** our id of the order */
  order_id: string;
  /** our number of the order */
  order_number: number;
  /** your own name of the order */
  order_external_id: string;
  /** our id of the parcel */
  parcel_id: string;
  /** our number of the parcel */
  parcel_number: number;
  /** where the parcel itself stands */
  parcel_status: string;
  /** grams */
  weight_g: number | null;
  /** what the bench calls its carton, and its outer sizes; null: the bench did not say */
  carton: string | null;
  /** millimetres */
  length_mm: number | null;
  /** millimetres */
  width_mm: number | null;
  /** millimetres */
  height_mm: number | null;
  /** the courier's code */
  carrier: string;
  /** the courier's service, by its code */
  service: string;
  /** requested, buying, bought, failed or voided */
  status: string;
  /** the pickup point where it goes; null: to an address */
  pickup_point_id: string | null;
  /** what it costs by the rate table; null: nothing is known */
  price: Price | null;
  /** at whose cost: shop, us or carrier; null while its label was not asked for */
  paid_by: string | null;
  /** the courier's number of the parcel; null: not known yet */
  tracking_number: string | null;
  /** the courier's own page of it */
  tracking_url: string | null;
  /** why the label could not be bought, the last time */
  failure: LabelFailure | null;
  /** a person put the parcel aside and decides what becomes of it */
  held_at: string | null;
  /** when it was made */
  created_at: string;
  /** when it last changed */
  updated_at: string;
  /** when the label was bought */
  bought_at: string | null;
  /** when the courier took it */
  handed_over_at: string | null;
}

/** The courier says that the parcel was delivered. */
export interface ShipmentDeliveredData {
  /** the order */
  order_id: string;
  /** the warehouse's number of it */
  order_number: number;
  /** the warehouse's number of it */
  parcel_number: number;
  /** a courier's code */
  carrier: string;
  /** a courier's service */
  service: string;
  /**
   * why it goes faster than it would; left out when it goes as usual; first_order, big_order,
   * our_mistake
   */
  upgraded_for?: string;
  /** a courier's number of a parcel */
  tracking_number: string | null;
  /** an address on the web */
  tracking_url: string | null;
  /** when it was delivered */
  delivered_at: string;
}

/** A shipment with what its courier told of it. */
export interface ShipmentDetail {
  /** our id of it */
  id: string;
  /** our id of the order */
  order_id: string;
  /** our number of the order */
  order_number: number;
  /** your own name of the order */
  order_external_id: string;
  /** our id of the parcel */
  parcel_id: string;
  /** our number of the parcel */
  parcel_number: number;
  /** where the parcel itself stands */
  parcel_status: string;
  /** grams */
  weight_g: number | null;
  /** what the bench calls its carton, and its outer sizes; null: the bench did not say */
  carton: string | null;
  /** millimetres */
  length_mm: number | null;
  /** millimetres */
  width_mm: number | null;
  /** millimetres */
  height_mm: number | null;
  /** the courier's code */
  carrier: string;
  /** the courier's service, by its code */
  service: string;
  /** requested, buying, bought, failed or voided */
  status: string;
  /** the pickup point where it goes; null: to an address */
  pickup_point_id: string | null;
  /** what it costs by the rate table; null: nothing is known */
  price: Price | null;
  /** at whose cost: shop, us or carrier; null while its label was not asked for */
  paid_by: string | null;
  /** the courier's number of the parcel; null: not known yet */
  tracking_number: string | null;
  /** the courier's own page of it */
  tracking_url: string | null;
  /** why the label could not be bought, the last time */
  failure: LabelFailure | null;
  /** a person put the parcel aside and decides what becomes of it */
  held_at: string | null;
  /** when it was made */
  created_at: string;
  /** when it last changed */
  updated_at: string;
  /** when the label was bought */
  bought_at: string | null;
  /** when the courier took it */
  handed_over_at: string | null;
  /** with `expand=order` */
  order?: Order | null;
  /** when the courier says that it was delivered */
  delivered_at: string | null;
  /** the oldest first, by the courier's clock; kept for 180 days */
  tracking: Array<TrackingUpdate>;
}

/** Something goes wrong with the parcel or its label; `code` says what. */
export interface ShipmentExceptionData {
  /** the order */
  order_id: string;
  /** the warehouse's number of it */
  order_number: number;
  /** the warehouse's number of it */
  parcel_number: number;
  /** a courier's code */
  carrier: string;
  /** a courier's service */
  service: string;
  /**
   * why it goes faster than it would; left out when it goes as usual; first_order, big_order,
   * our_mistake
   */
  upgraded_for?: string;
  /** a stable code */
  code: string;
  /** what the code means, in English */
  title: string;
  /** what the title speaks of */
  facts: Record<string, unknown>;
  /** a courier's number of a parcel */
  tracking_number?: string | null;
  /** an address on the web */
  tracking_url?: string | null;
  /**
   * how it stands; in_transit, available_for_pickup, delivery_failed, returning, lost, delivered,
   * returned
   */
  status?: string;
  /** a stable code */
  incident?: string | null;
  /** when it happened, by the courier's clock */
  occurred_at?: string;
}

/** The courier has taken the parcel. */
export interface ShipmentHandedOverData {
  /** the order */
  order_id: string;
  /** the warehouse's number of it */
  order_number: number;
  /** the warehouse's number of it */
  parcel_number: number;
  /** a courier's code */
  carrier: string;
  /** a courier's service */
  service: string;
  /**
   * why it goes faster than it would; left out when it goes as usual; first_order, big_order,
   * our_mistake
   */
  upgraded_for?: string;
  /** a courier's number of a parcel */
  tracking_number: string | null;
  /** an address on the web */
  tracking_url: string | null;
  /** the warehouse's number of it */
  manifest_number: number;
  /** when the courier took it */
  handed_over_at: string;
}

/** The courier's label is bought: the parcel has its number. */
export interface ShipmentLabelCreatedData {
  /** the order */
  order_id: string;
  /** the warehouse's number of it */
  order_number: number;
  /** the warehouse's number of it */
  parcel_number: number;
  /** a courier's code */
  carrier: string;
  /** a courier's service */
  service: string;
  /**
   * why it goes faster than it would; left out when it goes as usual; first_order, big_order,
   * our_mistake
   */
  upgraded_for?: string;
  /** a courier's number of a parcel */
  tracking_number: string | null;
  /** an address on the web */
  tracking_url: string | null;
}

/** The courier says something new of the parcel, or it is back with us. */
export interface ShipmentTrackingUpdatedData {
  /** the order */
  order_id: string;
  /** the warehouse's number of it */
  order_number: number;
  /** the warehouse's number of it */
  parcel_number: number;
  /** a courier's code */
  carrier: string;
  /** a courier's service */
  service: string;
  /**
   * why it goes faster than it would; left out when it goes as usual; first_order, big_order,
   * our_mistake
   */
  upgraded_for?: string;
  /** a courier's number of a parcel */
  tracking_number: string | null;
  /** an address on the web */
  tracking_url: string | null;
  /**
   * how it stands; in_transit, available_for_pickup, delivery_failed, returning, lost, delivered,
   * returned
   */
  status: string;
  /** a stable code */
  incident?: string | null;
  /** when it happened, by the courier's clock */
  occurred_at?: string;
}

/** A parcel in its courier's hands. */
export interface ShippedParcelInEvent {
  /** the warehouse's number of it */
  parcel_number: number;
  /** its weight */
  weight_g: number | null;
  /** a courier's code */
  carrier: string;
  /** a courier's service */
  service: string;
  /** a courier's number of a parcel */
  tracking_number: string | null;
  /** an address on the web */
  tracking_url: string | null;
}

/** A courier and one of its services, by their codes. */
export interface ShippingWay {
  /** the courier's code */
  carrier: string;
  /** the courier's service, by its code */
  service: string;
}

/** A shop's cut-offs, in the time of the building. */
export interface ShopCalendar {
  /** as the IANA database names it: days and cut-offs are days and times there */
  time_zone: string;
  /** which day it is there */
  today: string;
  /** until when orders leave on which day, for each service */
  cut_offs: Array<CutOffs>;
  /** besides weekends and other days of the week on which nothing leaves */
  closed_days: Array<ClosedDay>;
}

/** Something that was seen, and under which id it can be found. */
export interface Sight {
  /** request, act, event, delivery, product, order, shipment, return … */
  what: string;
  /** the id or your own name under which it can be found */
  key: string;
  /** when it happened */
  at: string | null;
}

/** What a shop may choose about its slips. */
export interface SlipTemplate {
  /** on what it is printed; A4, A6, roll */
  paper?: string;
  /** as `#0b5f56` */
  accent?: string;
  /** how large the letters are; small, normal, large */
  font_size?: string;
  /** whose words are printed when there are none in the recipient's language; en, pl, uk, de */
  fallback_language?: string;
  /** your own names of the products are printed */
  is_sku_shown?: boolean;
  /** lots are printed */
  is_lot_shown?: boolean;
  /** the gift note is printed */
  is_gift_note_shown?: boolean;
  /** your thanks are printed */
  is_thanks_shown?: boolean;
  /** your own name of the order is printed */
  is_shop_order_shown?: boolean;
  /** the date is printed */
  is_date_shown?: boolean;
  /** the code of the consumer's own page of the order */
  is_page_shown?: boolean;
  /** of the page for returns, printed with its QR code; empty: as the shop's own facts say */
  return_url?: string;
  /** what was said */
  words?: Record<string, unknown>;
}

/** A shop's words in one language; what is empty is not printed, or is said by us. */
export interface SlipWords {
  /** one sentence in bold letters, above all others */
  thanks?: string;
  /** what else you want to say */
  message?: string;
  /** how to send goods back */
  returns?: string;
  /** who the shop is, in small print */
  footer?: string;
}

/**
 * What there is of a product, in base units. `on_hand` is everything inside the building, whatever
 * its condition; `allocated` is promised to orders and still on the shelf; `available` can be
 * promised now: good, on a shelf that is not blocked, not expired, not promised. Goods on a dock,
 * in a tote or in a parcel are on hand and not available.
 */
export interface Stock {
  /** our id of the product */
  product_id: string;
  /** your own name of the product */
  sku: string;
  /** base units inside the building, whatever their condition */
  on_hand: number;
  /** base units promised to orders and still on the shelf */
  allocated: number;
  /** base units that can be promised now */
  available: number;
  /** condition → on hand */
  conditions: Record<string, number>;
  /** when some of it moved, or was told of, last; null: never */
  updated_at: string | null;
}

/** What there was of a product at a moment, in base units: everything inside the building. */
export interface StockAsOf {
  /** our id of the product */
  product_id: string;
  /** your own name of the product */
  sku: string;
  /** the moment that it tells of */
  as_of: string;
  /** base units inside the building, whatever their condition */
  on_hand: number;
  /** condition → on hand */
  conditions: Record<string, number>;
}

/** There is more or less of a product; the last event of a product is the truth. */
export interface StockChangedData {
  /** your SKU */
  sku: string;
  /** pieces in the warehouse */
  on_hand: number;
  /** promised to orders */
  allocated: number;
  /** what can be sold */
  available: number;
  /** on hand by condition, those of which there is some */
  conditions: Record<string, number>;
  /**
   * why; receive, put_away, move, replenish, pick, unpick, pack, unpack, ship, adjust, count,
   * damage, return_receive, return_grade, kit_build, kit_break, correct, expire, promise, block
   */
  reason: string;
  /** of a correction: what a person said of it */
  why: string | null;
}

/** A lot's expiry has come near; each stage is told once. */
export interface StockExpiringData {
  /** your SKU */
  sku: string;
  /** a lot's code, as it stands on the goods */
  lot: string | null;
  /** how near it is; warning, blocked, expired */
  stage: string;
  /** the day on which it expires */
  expires_on: string;
  /** the first day on which it is not sold any more */
  sell_before: string | null;
  /** days until it expires; below 0 after it */
  days_left: number;
  /** pieces in the warehouse */
  on_hand: number;
  /** pieces that have goods */
  allocated: number;
}

/** What there is of a product: the quantities of `parts` add up to `on_hand`. */
export interface StockExplanation {
  /** our id of the product */
  product_id: string;
  /** your own name of the product */
  sku: string;
  /** base units inside the building, whatever their condition */
  on_hand: number;
  /** the same for people, in the language that was asked for */
  sentence: string;
  /** what it consists of */
  parts: Array<StockPart>;
  /**
   * when some of it was last counted to the end, where, and by how many people in turn; who they
   * were is the hall's own affair, and told at the desk
   */
  last_counted_at: string | null;
  /** where that was */
  last_counted_place: string | null;
  /** by how many people in turn */
  last_counted_people: number | null;
  /** the orders that wait for it, in their turn, and why */
  waiting: Array<WaitingOrder>;
}

/** A product's level; `is_low`: there are no more than that now, and it was told. */
export interface StockLevel {
  /** our id of the product */
  product_id: string;
  /** your own name of the product */
  sku: string;
  /** at this many available base units or fewer it is low */
  low_at: number;
  /** there are no more than that now */
  is_low: boolean;
}

/** A product has come down to its level; again only after there was more of it. */
export interface StockLowData {
  /** your SKU */
  sku: string;
  /** pieces in the warehouse */
  on_hand: number;
  /** promised to orders */
  allocated: number;
  /** what can be sold */
  available: number;
  /** on hand by condition, those of which there is some */
  conditions: Record<string, number>;
  /** its level */
  low_at: number;
}

/** One line of the ledger. */
export interface StockMovement {
  /** our id of it */
  id: string;
  /** when it happened */
  occurred_at: string;
  /** your own name of the product */
  sku: string;
  /** code of the lot; null: kept without lots */
  lot: string | null;
  /** base units */
  quantity: number;
  /** kinds of the places: supplier, dock, pick_face, tote … */
  from_kind: string;
  /** as it is called now; the id stays */
  from_place: string;
  /** our id of the place */
  from_place_id: string;
  /** in which condition it was */
  from_condition: string;
  /** kind of the place where it went */
  to_kind: string;
  /** where it went, as it is called now */
  to_place: string;
  /** our id of the place */
  to_place_id: string;
  /** in which condition it is since */
  to_condition: string;
  /** why, one of a few words */
  reason: string;
  /** what a person said about it, a code: lost, broken … */
  why: string | null;
  /** the earlier one that this one takes back */
  reverses_id: string | null;
}

/** Some of the units on hand, and why they can be sold or not; `quantity` in base units. */
export interface StockPart {
  /**
   * free promised picked packed waiting aside blocked expired short_dated opened damaged quarantine
   * more
   */
  code: string;
  /** base units */
  quantity: number;
  /** the same for people, in the language that was asked for */
  sentence: string;
  /** where, as it is called there */
  place?: string | null;
  /** since when they are there so */
  since?: string | null;
  /** code of the lot; null: kept without lots */
  lot?: string | null;
  /** the day on which the goods expire; null: they do not, or it is not known */
  expires_on?: string | null;
  /** the order's own name at its shop, and our number */
  order_external_id?: string | null;
  /** our number of the order */
  order_number?: number | null;
  /** of what is promised, why these goods and no others: expires_first, oldest_lot, pick_face … */
  chosen_by?: string | null;
}

/** So many pieces would come from such places; `kind`: pick_face, or storage (the reserve). */
export interface StockPromise {
  /** what it is, one of a few words */
  kind: string;
  /** base units */
  quantity: number;
  /** code of the lot; null: kept without lots */
  lot: string | null;
  /** the day on which the goods expire; null: they do not, or it is not known */
  expires_on: string | null;
}

/** How a shop's goods are watched as their expiry comes near; days before it. */
export interface StockRules {
  /** `stock.expiring` is told so many days before */
  warn_days?: number;
  /** goods are not sold any more so many days before; 0: on the day itself */
  block_days?: number;
}

/** Why the robot went no farther. */
export interface Stopped {
  /** stable; a program matches on it */
  code: string;
  /** in English */
  title: string;
  /** what the sentence was filled with, for programs */
  facts?: Record<string, unknown>;
}

/** A paper that is kept for an order. */
export interface StoredDocument {
  /** what it is, one of a few words */
  kind: string;
  /** length of the content */
  size_bytes: number;
  /** when it was made */
  created_at: string;
}

/** What pieces are graded by; `version` 0: you have not said anything yet. */
export interface StoredReturnRubric {
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
  /** when it was said; null: never */
  saved_at: string | null;
  /** what you said */
  rubric: ReturnRubric;
}

/** What slips are printed with; `version` 0: you have not said anything yet. */
export interface StoredSlipTemplate {
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
  /** a logo is printed */
  has_logo: boolean;
  /** when it was said; null: never */
  saved_at: string | null;
  /** what you chose */
  template: SlipTemplate;
}

/** The delivery of a test is on its way. */
export interface TestEvent {
  /** our id of the webhook's delivery */
  delivery_id: string;
}

/**
 * Something that happened to an order. `what`: an event's type, or `goods.` and the reason of a
 * movement: pick, unpick, pack, unpack, ship, return_receive, return_grade …
 */
export interface TimelineEntry {
  /** our id of it */
  id: string;
  /** when it happened */
  at: string;
  /** an event's type, or `goods.` and the reason of a movement */
  what: string;
  /** what the event said; empty for movements */
  data: Record<string, unknown>;
  /** of a movement: so much of a product, base units, and its lot */
  sku?: string | null;
  /** base units */
  quantity?: number | null;
  /** code of the lot; null: kept without lots */
  lot?: string | null;
}

/** A webhook that is due: post `body` with `headers` to `url`, and tell what was answered. */
export interface ToCarry {
  /** our id of the webhook's delivery */
  delivery_id: string;
  /** which try of this delivery it is, from 1 */
  attempt: number;
  /** where the endpoint is */
  url: string;
  /** with which it proves itself */
  headers: Record<string, string>;
  /** letter by letter: the signature is over these bytes (UTF-8) */
  body: string;
}

/** One thing that a courier told of a parcel, as its shop sees it. */
export interface TrackingUpdate {
  /**
   * in_transit, available_for_pickup, delivered, delivery_failed, returning, returned or lost;
   * null: news that move nothing
   */
  status: string | null;
  /** why it does not go as it should */
  incident: string | null;
  /** the courier's own code */
  code: string;
  /** a depot, a town */
  place: string | null;
  /** by the courier's clock */
  occurred_at: string;
}

/** A mail that was set aside, as its writer may read it. */
export interface UnfiledMail {
  /** our id of it */
  id: string;
  /** when it happened */
  at: string;
  /** what it is about */
  subject: string;
  /** what was said */
  words: string;
}

/** An order line that waits, and why; `quantity` and `free` in base units. */
export interface WaitingOrder {
  /** your own name of the order */
  order_external_id: string;
  /** our number of the order */
  order_number: number;
  /** your own name of the product */
  sku: string;
  /** base units */
  quantity: number;
  /** what is free of the product now */
  free: number;
  /** none_free kept not_enough others_missing kit_incomplete next_pass */
  code: string;
  /** the same for people, in the language that was asked for */
  sentence: string;
}

/** One of the ways in which the shop lets returns come. */
export interface WayBack {
  /** the courier's code */
  carrier: string;
  /** the courier's service, by its code */
  service: string;
  /** what a consumer who withdraws pays for it, minor units; 0: the shop pays */
  consumer_pays_minor?: number;
}

/** A courier and its service. */
export interface WayInEvent {
  /** a courier's code */
  carrier: string;
  /** a courier's service */
  service: string;
}

/**
 * One try: what was sent where, what was answered, how long it took. The headers of the request are
 * null when nothing could be sent, those of the response when none came; both are for attempts of
 * long ago.
 */
export interface WebhookAttempt {
  /** from 1 */
  attempt_no: number;
  /** when it happened */
  at: string;
  /** where it was sent; null: before such a thing was kept */
  request_url: string | null;
  /** as they were sent, the signature included */
  request_headers: Record<string, string> | null;
  /** what your endpoint answered; null: nothing */
  status_code: number | null;
  /** why there was no answer */
  error: string | null;
  /** milliseconds until the answer */
  latency_ms: number;
  /** at most 2 kB, without cookies */
  response_headers: Record<string, string> | null;
  /** the beginning of the answer, at most 2 kB */
  response_excerpt: string | null;
}

/** One event on its way to one endpoint; `event_id` is null and sequence 0 for a test. */
export interface WebhookDelivery {
  /** our id of it */
  id: string;
  /** our id of the webhook endpoint */
  endpoint_id: string;
  /** the event, its `webhook-id`; null: a test */
  event_id: string | null;
  /** what it is, a dotted name */
  type: string;
  /** place in your feed, without gaps */
  sequence: number;
  /** where it stands now */
  status: string;
  /** what is sent, letter by letter: the signature is over these bytes (UTF-8) */
  request_body: string;
  /** every try, the first one first */
  attempts: Array<WebhookAttempt>;
  /** when the next attempt is due, while it waits */
  next_attempt_at: string | null;
  /** why the last try failed */
  last_error: string | null;
  /** when it was made */
  created_at: string;
  /** when it arrived */
  delivered_at: string | null;
}

/** A webhook endpoint; its secret is told when it is made, and never again. */
export interface WebhookEndpoint {
  /** our id of it */
  id: string;
  /** where events are sent */
  url: string;
  /** your program collects what is due and carries it there */
  is_carried: boolean;
  /** a text of your own */
  description: string | null;
  /** only these; empty: every type, also those that will be new */
  event_types: Array<string>;
  /** where it stands now */
  status: string;
  /** why nothing is sent */
  disabled_reason: string | null;
  /** since when every try failed */
  failing_since: string | null;
  /** since when it is tried by one message at a time; null: it answers */
  open_since: string | null;
  /** when it is tried next */
  next_probe_at: string | null;
  /** which events it missed while it was disabled: send them again; null: none */
  missed: Missed | null;
  /** during a rotation: the secret before is valid until then */
  previous_secret_until: string | null;
  /** when it was made */
  created_at: string;
  /** when it last changed */
  updated_at: string;
  /** grows with every change; where there is an `ETag`, it is this */
  version: number;
}

/** What changes; what is left out stays. */
export interface WebhookEndpointChange {
  /** where events are sent; https */
  url?: string;
  /** only these; empty: every type, also those that will be new */
  event_types?: Array<string>;
  /** a text of your own */
  description?: string | null;
  /** where it stands now */
  status?: "enabled" | "disabled";
}

/** An endpoint and its new signing secret, shown this once. */
export interface WebhookEndpointWithSecret {
  /** the endpoint */
  endpoint: WebhookEndpoint;
  /** signs what is sent; shown this once */
  secret: string;
}

/** So many pieces that the consumer does not want. */
export interface WithdrawnPiecesInEvent {
  /** your SKU */
  sku: string;
  /** so many pieces */
  quantity: number;
  /** why, as they said; changed_mind, does_not_fit, not_as_described, damaged, too_late, other */
  why: string | null;
}

/** By the type of an event, what its `data` says. */
export interface EventData {
  "case.answered": CaseAnsweredData;
  "case.deadline_near": CaseDeadlineNearData;
  "case.opened": CaseOpenedData;
  "case.resolved": CaseIsResolvedData;
  "contact.message_received": ContactMessageReceivedData;
  "inbound.arrived": InboundArrivedData;
  "inbound.discrepancy": InboundDiscrepancyData;
  "inbound.progress": InboundProgressData;
  "inbound.received": InboundReceivedData;
  "order.allocated": OrderAllocatedData;
  "order.amended": OrderAmendedData;
  "order.backordered": OrderBackorderedData;
  "order.cancel_refused": OrderCancelRefusedData;
  "order.cancelled": OrderCancelledData;
  "order.held": OrderHeldData;
  "order.hold_released": OrderHoldReleasedData;
  "order.packed": OrderPackedData;
  "order.person_erased": OrderPersonErasedData;
  "order.picking_started": OrderPickingStartedData;
  "order.promise_changed": OrderPromiseChangedData;
  "order.received": OrderReceivedData;
  "order.released": OrderReleasedData;
  "order.reshipped": OrderReshippedData;
  "order.shipped": OrderShippedData;
  "order.short_picked": OrderShortPickedData;
  "order.withdrawal_declared": OrderWithdrawalDeclaredData;
  "return.announced": ReturnAnnouncedData;
  "return.arrived": ReturnArrivedData;
  "return.completed": ReturnCompletedData;
  "return.deadline_near": ReturnDeadlineNearData;
  "return.exchange_called_off": ReturnExchangeCalledOffData;
  "return.exchange_doubtful": ReturnExchangeDoubtfulData;
  "return.exchange_ordered": ReturnExchangeOrderedData;
  "return.exchange_released": ReturnExchangeReleasedData;
  "return.inspected": ReturnInspectedData;
  "return.inspection_undone": ReturnInspectionUndoneData;
  "return.label_failed": ReturnLabelFailedData;
  "return.label_ready": ReturnLabelReadyData;
  "return.match_found": ReturnMatchFoundData;
  "return.parcel_arrived": ReturnParcelArrivedData;
  "return.parcel_empty": ReturnParcelEmptyData;
  "return.refund_clearable": ReturnRefundClearableData;
  "return.rejected": ReturnRejectedData;
  "return.tracking_updated": ReturnTrackingUpdatedData;
  "return.unidentified": ReturnUnidentifiedData;
  "return.unidentified_reminder": ReturnUnidentifiedReminderData;
  "return.unidentified_settled": ReturnUnidentifiedSettledData;
  "shipment.delivered": ShipmentDeliveredData;
  "shipment.exception": ShipmentExceptionData;
  "shipment.handed_over": ShipmentHandedOverData;
  "shipment.label_created": ShipmentLabelCreatedData;
  "shipment.tracking_updated": ShipmentTrackingUpdatedData;
  "stock.changed": StockChangedData;
  "stock.expiring": StockExpiringData;
  "stock.low": StockLowData;
}

/** The types of events of today; a newer warehouse knows more. */
export type EventName = keyof EventData;

/** An event of one type. */
export type EventOf<T extends EventName> = Omit<Event, "type" | "data"> & {
  type: T;
  data: EventData[T];
};
