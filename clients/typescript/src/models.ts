// What travels between a shop and the warehouse. Written by `make clients` from the API's description; not by hand.

/** A delivery as its shop sees it. */
export interface Asn {
  id: string;
  external_id: string;
  number: number;
  status: string;
  expected_on: string | null;
  note: string | null;
  /** the waybill of the lorry or parcel that brings it */
  carrier_reference: string | null;
  lines: Array<AsnLine>;
  cartons: Array<Carton>;
  discrepancies: Array<Discrepancy>;
  created_at: string;
  updated_at: string;
  arrived_at: string | null;
  received_at: string | null;
  closed_at: string | null;
  /** false: it stood at the dock and nobody had said that it comes */
  is_announced: boolean;
  version: number;
  /** a page where a person decides all that is open of it; doors fill it */
  decide_url?: string | null;
}

/** One product of a delivery; `expected` 0: it came without being announced. */
export interface AsnLine {
  line_no: number;
  sku: string;
  expected: number;
  received: number;
  /** that were announced; none: any */
  lots?: Array<NewAsnLot>;
}

/** A code on the product; `quantity` base units are in what carries it. */
export interface Barcode {
  code: string;
  quantity?: number;
}

/** One thing that is wrong with a product's barcodes. */
export interface BarcodeProblem {
  product_id: string;
  sku: string;
  name: string;
  /** missing, duplicate, check_digit, other_shop */
  kind: string;
  /** as printed under the bars; empty when it is missing */
  code: string;
  /** for `duplicate`: the product of the same shop that the scan may mean too */
  other_sku: string | null;
}

/** The one answer to a cancel. */
export interface Cancellation {
  /** accepted, intercepted */
  answer: string;
  status: string;
}

/** A carton of a delivery. */
export interface Carton {
  carton_no: number;
  code: string;
  lines: Array<CartonLine>;
  received_at: string | null;
}

/** What is in a carton. */
export interface CartonLine {
  sku: string;
  quantity: number;
  lot: string | null;
  expires_on: string | null;
}

/** A case, as its shop sees it. */
export interface Case {
  shop_id: string;
  id: string;
  number: number;
  /** enquiry, complaint, courier_claim, stock_dispute or our_mistake */
  kind: string;
  /** open, waiting_for_shop, waiting_for_us or resolved */
  status: string;
  /** null once the person was erased */
  title: string | null;
  order_id: string | null;
  order_external_id: string | null;
  order_number: number | null;
  parcel_id: string | null;
  parcel_number: number | null;
  return_id: string | null;
  return_number: number | null;
  /** shop, us or consumer */
  opened_by: string;
  /** what it came of: lost, damaged, difference or correction; null: somebody opened it */
  cause: string | null;
  cause_id: string | null;
  declared_at: string;
  /** the last second of the day by which we answer */
  answer_due_at: string;
  answered_at: string | null;
  /** reship, extra_item, credit, other_carrier or none */
  remedy: string | null;
  /** who pays for it: us, carrier or shop */
  cost: string | null;
  remedy_order_id: string | null;
  remedy_order_number: number | null;
  credit_minor: number | null;
  credit_currency: string | null;
  resolved_at: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

/** All of it. */
export interface CaseEvidence {
  /** links of the order's chain, and which of them, or of their photos, were changed since */
  links: number;
  broken: Array<string>;
  parcels: Array<ParcelEvidence>;
  /** what came back, and what the inspector found of it */
  returned: Return | null;
  difference: DifferenceEvidence | null;
  correction: CorrectionEvidence | null;
}

/** Something that was said in a case. */
export interface CaseMessage {
  id: string;
  /** shop, us or consumer */
  from_whom: string;
  /** portal, page, note … */
  channel: string;
  /** null once the person was erased */
  words: string | null;
  files: Array<MessageFile>;
  said_at: string;
}

/** What was said in a case. */
export interface CaseMessages {
  items: Array<CaseMessage>;
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
  currency?: string;
}

/** How a case is put right. */
export interface CaseRemedy {
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
  service?: string | null;
  cost?: "us" | "carrier" | "shop" | null;
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
  case_id: string;
  /** the courier's code */
  carrier: string | null;
  /** lost, damaged, missing or late */
  what: string;
  known_at: string;
  /** by then it is sent; after `expires_at` the courier owes nothing any more */
  claim_by: string;
  expires_at: string;
  amount_minor: number | null;
  currency: string;
  sent_at: string | null;
  /** the courier's number of the claim */
  reference: string | null;
  /** by then the courier answers */
  answer_by: string | null;
  answered_at: string | null;
  /** accepted, partly, refused, or dropped: nothing is claimed after all */
  outcome: string | null;
  paid_minor: number | null;
}

/** A day on which nothing leaves the building. */
export interface ClosedDay {
  closed_on: string;
  /** the public holiday, or what the warehouse wrote beside a day that it closed */
  why: string;
}

/** How a shop stands with a courier, in the smallest unit of `currency`. */
export interface CodBalance {
  carrier: string;
  currency: string;
  /** handed over, and not collected yet */
  outstanding_minor: number;
  /** what the courier brought, and what of it was passed on to the shop */
  collected_minor: number;
  passed_on_minor: number;
  /** still to be passed on */
  due_minor: number;
}

/** An entry; amounts in the smallest unit of `currency`. */
export interface CodEntry {
  id: string;
  entered_at: string;
  /** expected, released, collected or passed_on */
  kind: string;
  /** it takes an earlier one back */
  reverses_id: string | null;
  carrier: string;
  amount_minor: number;
  currency: string;
  shipment_id: string | null;
  tracking_number: string | null;
  order_id: string | null;
  order_external_id: string | null;
  /** of what was passed on: the transfer's */
  reference: string | null;
}

/** When you answered your consumer; without it, now. */
export interface ComplaintAnswered {
  /** RFC 3339, with its offset; of 2000 to 2199. */
  answered_at?: string | null;
}

/** What a shop lets its consumers do. */
export interface ConsumerRules {
  may_change_point?: boolean;
  may_change_address?: boolean;
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

/** A correction of the books that took goods away. */
export interface CorrectionEvidence {
  number: number;
  sku: string;
  quantity: number;
  /** lost, theft, picking_error … */
  why: string;
  place: string;
  movement_id: string | null;
  decided_at: string | null;
}

/** What is claimed at a courier for a case: at most one. */
export interface CourierClaims {
  items: Array<Claim>;
}

/** A day on which a shop's orders leave: those taken in before `closes_at`, by `ship_by`. */
export interface CutOff {
  leaves_on: string;
  closes_at: string;
  ship_by: string;
}

/** The next days on which orders with one service leave; empty: the calendar has none. */
export interface CutOffs {
  carrier: string;
  service: string;
  days: Array<CutOff>;
}

/** What came otherwise than announced. */
export interface DifferenceEvidence {
  kind: string;
  delivery_number: number;
  delivery_external_id: string;
  sku: string | null;
  quantity: number;
  note: string | null;
  decision: string | null;
  found_at: string;
  /** ids of pictures taken at the dock */
  photos: Array<string>;
}

/** What came otherwise than announced, and what becomes of it. */
export interface Discrepancy {
  id: string;
  asn_id: string;
  kind: string;
  sku: string | null;
  quantity: number;
  /** what a person said of it */
  note: string | null;
  /** facts beside `kind`: `expires_on` of short-dated goods */
  details: Record<string, unknown> | null;
  /** open, decided (goods wait to go back), done */
  status: string;
  /** until then the shop decides, else `fallback` happens */
  decide_by: string;
  fallback: string;
  decision: string | null;
  decided_by: string | null;
  decided_note: string | null;
  decided_at: string | null;
  /** pictures of it, taken at the dock */
  photo_ids: Array<string>;
  created_at: string;
  /**
   * a page where a person can decide without logging in, while it can be decided; doors fill it
   */
  decide_url?: string | null;
}

/** What becomes of the goods. */
export interface DiscrepancyDecision {
  decision: "accept" | "quarantine" | "return_to_supplier";
  note?: string | null;
}

/**
 * What happens to goods when nobody decides in time, by kind of difference. None: accept, but
 * quarantine for `damaged`, `wrong_label`, `wrong_lot`, `short_dated`. What did not come is always
 * accepted.
 */
export interface DiscrepancyFallbacks {
  /** accept, quarantine, return_to_supplier */
  over?: string | null;
  /** accept, quarantine, return_to_supplier */
  unexpected_product?: string | null;
  /** accept, quarantine, return_to_supplier */
  unannounced?: string | null;
  /** accept, quarantine, return_to_supplier */
  damaged?: string | null;
  /** accept, quarantine, return_to_supplier */
  wrong_label?: string | null;
  /** accept, quarantine, return_to_supplier */
  wrong_lot?: string | null;
  /** accept, quarantine, return_to_supplier */
  no_barcode?: string | null;
  /** accept, quarantine, return_to_supplier */
  short_dated?: string | null;
}

/** A paper of an order. */
export interface Document {
  /** slip, label, invoice */
  kind: string;
  /** pdf, zpl */
  format: string;
  /** null for the invoice: it goes with the first parcel that is closed */
  parcel_number: number | null;
  /** where it is downloaded, with the same key */
  href: string;
}

/** The papers of an order, parcel by parcel. */
export interface Documents {
  items: Array<Document>;
}

/** An erasure: what is asked for, and how it stands. */
export interface Erasure {
  id: string;
  /** of an order; None of a conversation about none */
  order_id: string | null;
  order_external_id: string | null;
  /** of a conversation with somebody who named no order: its number; None of an order */
  thread_number: number | null;
  asked_at: string;
  /** shop, office or retention */
  asked_by: string;
  /** order, return or case: why it cannot be done yet; it is done as soon as that is over */
  waits_for: string | null;
  /** when the last try went wrong; it is tried again by itself */
  failed_at: string | null;
  done_at: string | null;
}

/** What is asked for, an item for each order and each conversation that is concerned. */
export interface Erasures {
  items: Array<Erasure>;
}

/** An event as shops read it, in the feed and in webhooks alike (domain.md §6). */
export interface Event {
  id: string;
  type: string;
  schema_version: number;
  shop_id: string;
  sequence: number;
  occurred_at: string;
  subject: EventSubject;
  data: Record<string, unknown>;
}

/** Events in their order; ask again with `next_after`, also when there were none. */
export interface EventFeed {
  items: Array<Event>;
  /** the sequence to send as `after` next time */
  next_after: number;
}

/** What an event is about. */
export interface EventSubject {
  type: string;
  id: string;
  external_id: string | null;
  version: number;
}

/**
 * What was known of a parcel at a moment. `document` is canonical JSON (RFC 8785) as text, and
 * `sha256` is of its bytes in UTF-8.
 */
export interface EvidenceLink {
  link_no: number;
  kind: string;
  created_at: string;
  sha256: string;
  document: string;
  photos: Array<EvidencePhoto>;
}

/** A photo of the parcel; `url` gives the JPEG that `sha256` is of. */
export interface EvidencePhoto {
  id: string;
  sha256: string;
  url: string;
}

/** The order that sends other goods for what comes back. */
export interface Exchange {
  order_id: string;
  order_number: number;
  order_external_id: string;
  /** of the order */
  status: string;
  /** when it goes: at_once, arrived or inspected */
  when: string;
  /** it waits for the return; whoever may release the hold `exchange` lets it go sooner */
  is_waiting: boolean;
}

/** One value at fault; `pointer` is a JSON pointer into the body, `?name` in the query. */
export interface FieldProblem {
  pointer: string;
  code: string;
  detail: string;
}

/** What an inspector found of some pieces, and what became of them. */
export interface Finding {
  id: string;
  quantity: number;
  grade: string;
  disposition: string;
  blame: string;
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
  inspected_at: string;
}

/** What a grade means to a shop, and what it wants then. */
export interface GradeRule {
  /** the shop's own words by language; a missing one is said by us */
  words?: Record<string, unknown>;
  /** ids of pictures that were uploaded as examples */
  examples?: Array<string>;
  is_photo_wanted?: boolean;
  /**
   * what is done with such a piece; none: as is usual here; restock, quarantine, refurbish,
   * return_to_shop, dispose
   */
  disposition?: string | null;
}

/** A file, how far it is, and how many of its rows would do, or did, what. */
export interface Import {
  id: string;
  /**
   * a list of products, or a delivery (`announceDeliveryByFile` with `dry_run`); products, delivery
   */
  kind: string;
  /** of a delivery: its name and day; once it is announced, `asn_id` and `asn_number` */
  about: Record<string, unknown> | null;
  file_name: string;
  /** checking, checked, applying, done, cancelled */
  status: string;
  total_rows: number;
  new_rows: number;
  changed_rows: number;
  same_rows: number;
  error_rows: number;
  applied_rows: number;
  refused_rows: number;
  created_at: string;
  checked_at: string | null;
  confirmed_at: string | null;
  finished_at: string | null;
}

/** A row of the file (the first below the header is 2) and what it would do. */
export interface ImportRow {
  row_no: number;
  sku: string;
  /** unchecked, new, changed, same, error, applied, refused */
  state: string;
  differences: Array<ImportRowDifference>;
  errors: Array<ImportRowProblem>;
}

/** A field and what it would become from what. */
export interface ImportRowDifference {
  field: string;
  old: unknown;
  new: unknown;
}

/** What is wrong with a cell, and what to do about it. */
export interface ImportRowProblem {
  field: string;
  code: string;
  detail: string;
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
  fallbacks?: DiscrepancyFallbacks;
}

/** What a product is made of. */
export interface Kit {
  /** virtual, built */
  kind: string;
  parts: Array<KitPart>;
}

/** The kit that was ordered, and how many of it. */
export interface KitOfLine {
  sku: string;
  quantity: number;
}

/** A work order and how far it is, in pieces of the kit. */
export interface KitOrder {
  id: string;
  number: number;
  sku: string;
  /** build, break */
  work: string;
  asked: number;
  done: number;
  /** open, done, cancelled */
  status: string;
  created_at: string;
  finished_at: string | null;
}

/** So many pieces of a product are in one kit. */
export interface KitPart {
  sku: string;
  quantity: number;
}

/** Why a label was not bought: programs go by `code` and `facts`. */
export interface LabelFailure {
  code: string;
  /** in English, for people */
  title: string;
  facts: Record<string, unknown>;
  /** the courier's own words, in its language */
  words: string | null;
}

/**
 * What there is of a lot inside the building, in base units; without a lot the code is null.
 * `available` can be promised now, see `wms.stock.queries.StockOf`; `sell_before` is the first day
 * on which none of it can.
 */
export interface LotStock {
  lot_id: string;
  product_id: string;
  sku: string;
  lot: string | null;
  expires_on: string | null;
  sell_before: string | null;
  on_hand: number;
  allocated: number;
  available: number;
  /** condition → on hand */
  conditions: Record<string, unknown>;
}

/** A weight or size of a piece that was measured again and again, against what the shop says. */
export interface MeasureProposal {
  id: string;
  shop_id: string;
  product_id: string;
  sku: string;
  name: string;
  field: string;
  kept: number | null;
  proposed: number;
  measurements: number;
  /** open, accepted, refused */
  status: string;
  created_at: string;
  decided_at: string | null;
}

/** Something that was said, as the shop's program sees it. */
export interface Message {
  id: string;
  /** null: it is about no order */
  order_id: string | null;
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
  files: number;
  said_at: string;
}

/** A file beside a message, without its content. */
export interface MessageFile {
  id: string;
  name: string;
  media_type: string;
  size_bytes: number;
}

/**
 * A closed day (UTC) of the ledger. `digest`: hex SHA-256 over the digest of the day before and
 * this day's movements.
 */
export interface MovementSeal {
  day_on: string;
  movements: number;
  digest: string;
}

/** What a shop says is coming. */
export interface NewAsn {
  external_id: string;
  /** may be left out when `cartons` tell everything */
  lines?: Array<NewAsnLine>;
  cartons?: Array<NewCarton>;
  expected_on?: string | null;
  note?: string | null;
  /** the waybill of the lorry or parcel: the dock finds the delivery by scanning it */
  carrier_reference?: string | null;
}

/** So many base units of a product are coming; with `lots` they are of these and no others. */
export interface NewAsnLine {
  sku: string;
  quantity: number;
  lots?: Array<NewAsnLot>;
}

/** Goods of this lot come; other lots of the product are held and asked about. */
export interface NewAsnLot {
  lot: string;
  expires_on?: string | null;
}

/** A carton or pallet; `code` is on its label: an SSCC or your own. None: we make one. */
export interface NewCarton {
  lines: Array<NewCartonLine>;
  code?: string | null;
}

/** So many base units of a product are in the carton, of one lot when it is kept by lot. */
export interface NewCartonLine {
  sku: string;
  quantity: number;
  lot?: string | null;
  expires_on?: string | null;
}

/** What a case is about. */
export interface NewCase {
  kind: "enquiry" | "complaint" | "courier_claim" | "stock_dispute" | "our_mistake";
  title: string;
  order_id?: string | null;
  parcel_id?: string | null;
  return_id?: string | null;
  /** when your consumer said it: a complaint's term counts from here */
  declared_at?: string | null;
}

/** Something that you say. */
export interface NewCaseMessage {
  words: string;
}

/** What is sent for what comes back. */
export interface NewExchange {
  lines: Array<ReshipmentLine>;
  /** your own name of the new order; null: the first one's with -R1, -R2 … */
  external_id?: string | null;
  /** when it goes; null: as your rubric says */
  when?: "at_once" | "arrived" | "inspected" | null;
  /** null: to the same address */
  recipient?: Recipient | null;
  note?: string | null;
}

/** Why the order shall wait; `note` is for the warehouse's office. */
export interface NewHold {
  code: "payment" | "fraud" | "address_question" | "shop_request";
  note?: string | null;
}

/** What a product is made of. */
export interface NewKit {
  kind: "virtual" | "built";
  parts: Array<KitPart>;
}

/** So many pieces of a built kit are to be put together, or taken apart. */
export interface NewKitOrder {
  sku: string;
  work: "build" | "break";
  quantity: number;
}

/** Something that you say to our office. */
export interface NewMessage {
  words: string;
}

/** A shop's own words for one kind in one language; both empty: ours. */
export interface NewNoticeText {
  subject?: string;
  body?: string;
}

/** What a shop asks us to send. */
export interface NewOrder {
  external_id: string;
  recipient: Recipient;
  lines: Array<NewOrderLine>;
  /** left out, the rules of the shop choose the way (`wms.shipping.ways`) */
  carrier?: string | null;
  service?: string | null;
  language?: "en" | "pl" | "uk" | "de";
  priority?: number;
  /** RFC 3339, with its offset; of 2000 to 2199. */
  ship_by?: string | null;
  /** None: as the shop has it set */
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
  gift_note?: string | null;
  note?: string | null;
}

/** So much of a product. */
export interface NewOrderLine {
  sku: string;
  /** base units */
  quantity: number;
  external_id?: string | null;
}

/** Something that you say about an order. */
export interface NewOrderMessage {
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
  sku: string;
  name: string;
  barcodes?: Array<Barcode>;
  weight_g?: number | null;
  length_mm?: number | null;
  width_mm?: number | null;
  height_mm?: number | null;
  is_lot_tracked?: boolean;
  is_expiry_tracked?: boolean;
  is_serial_tracked?: boolean;
  is_hazmat?: boolean;
  is_fragile?: boolean;
  /** this side up: in a carton its height stays its height */
  is_upright?: boolean;
  /** shown to the packer at the first piece in a parcel, and confirmed */
  packing_instructions?: string | null;
}

/** What an order would ask for. */
export interface NewQuote {
  lines: Array<NewOrderLine>;
  /** ISO 3166-1 alpha-2 */
  country: string;
  /** left out, the rules choose */
  carrier?: string | null;
  service?: string | null;
  /** what the rules look at, too */
  postcode?: string | null;
  has_pickup_point?: boolean;
  is_cod?: boolean;
  /** smallest unit */
  value_amount_minor?: number | null;
  /** ISO 4217 */
  value_currency?: string | null;
  is_first_order?: boolean;
  /** None: as the shop has it set */
  backorder_policy?: "all_or_nothing" | "as_available" | null;
}

/** Which events are sent again: a range of the feed, of some types or of all. */
export interface NewReplay {
  from_sequence: number;
  to_sequence: number;
  types?: Array<string>;
}

/** What is sent again, and why. */
export interface NewReshipment {
  reason: "missing" | "wrong_item" | "damaged" | "lost" | "not_delivered" | "returned" | "address" | "other";
  /** in place of which parcel */
  parcel_id?: string | null;
  /** who pays; None: as is usual for the reason */
  cost?: "us" | "carrier" | "shop" | null;
  /** None: as the first time */
  carrier?: string | null;
  service?: string | null;
  /** None: to the same address */
  recipient?: Recipient | null;
  /** your own name of the new order; None: the first one's with -R1, -R2 … */
  external_id?: string | null;
  note?: string | null;
  /** None: all that left and was not sent again yet, of the parcel when one is named */
  lines?: Array<ReshipmentLine> | null;
}

/** What a shop says will come back. */
export interface NewReturn {
  external_id: string;
  order_external_id: string;
  lines: Array<NewReturnLine>;
  reason?: "withdrawal" | "complaint" | "damaged" | "wrong_item" | "undelivered" | "other";
  /** when the consumer declared it: statutory clocks start here */
  declared_at?: string | null;
  /** on the parcel that will come */
  tracking_number?: string | null;
  /** when there are several; the first one's number is `tracking_number`, too */
  parcels?: Array<NewReturnParcel>;
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
  parcel?: number;
}

/** So many base units of a product will come back. */
export interface NewReturnLine {
  sku: string;
  quantity: number;
}

/** A carton that will come; null: its number is not known. */
export interface NewReturnParcel {
  tracking_number?: string | null;
}

/** Down to how many available base units a product may come before its shop is told. */
export interface NewStockLevel {
  low_at: number;
}

/** Which event a test plays. */
export interface NewTestEvent {
  type?: string;
}

/** Where to send. No `event_types`: every type, also those that will be new. */
export interface NewWebhookEndpoint {
  url: string;
  event_types?: Array<string>;
  description?: string | null;
}

/** What a shop's consumers are told; as it begins: nothing. */
export interface NoticeRules {
  kinds?: Array<string>;
  /** by the consumer's clock, minutes from midnight; may span midnight */
  quiet_from?: number | null;
  quiet_until?: number | null;
  /** kinds that are sent in quiet hours, too */
  urgent_kinds?: Array<string>;
  /** en, pl, uk, de */
  fallback_language?: string;
  /** days after the delivery; null: no survey */
  survey_after_days?: number | null;
  /** ten, five */
  survey_scale?: string;
}

/** The words that count; `version` 0: ours. */
export interface NoticeText {
  version: number;
  subject: string;
  body: string;
}

/** An order as its shop sees it. */
export interface Order {
  id: string;
  shop_id: string;
  external_id: string;
  number: number;
  status: string;
  recipient: Record<string, unknown>;
  carrier: string;
  service: string;
  language: string;
  priority: number;
  ship_by: string | null;
  /** as its shop said: all_or_nothing, as_available, or up_to a day */
  backorder_policy: string;
  /** with up_to: the last day on which it waits for all of its goods */
  wait_until: string | null;
  cod_amount_minor: number | null;
  cod_currency: string | null;
  insurance_amount_minor: number | null;
  insurance_currency: string | null;
  /** what the goods are worth to the buyer */
  value_amount_minor: number | null;
  value_currency: string | null;
  /** courier and service were left to the rules; null: the shop named both */
  chosen_way: ChosenWay | null;
  gift_note: string | null;
  note: string | null;
  created_at: string;
  updated_at: string;
  cancelled_at: string | null;
  shipped_at: string | null;
  is_cancel_requested: boolean;
  /** the order of which this one sends something again */
  reship_of: string | null;
  /** why it waits, the oldest reason first; empty when nothing holds it back */
  holds: Array<OrderHold>;
  version: number;
  lines: Array<OrderLine>;
  /**
   * the consumer's own page of it, to be passed on to them; told when an order is placed, read,
   * listed or amended
   */
  consumer_url?: string | null;
}

/** Orders to place; each is what `placeOrder` takes. */
export interface OrderBatch {
  orders: Array<Record<string, unknown>>;
}

/** The results, in the order of the items. */
export interface OrderBatchResult {
  placed: number;
  refused: number;
  results: Array<OrderResult>;
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
  wait_until?: string | null;
  recipient?: RecipientChange;
  lines?: Array<NewOrderLine>;
  /** null: the rules of the shop choose again */
  carrier?: string | null;
  service?: string | null;
  language?: "en" | "pl" | "uk" | "de";
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
  gift_note?: string | null;
  note?: string | null;
}

/** The chain of an order; `broken` names links and photos that are not as they were written. */
export interface OrderEvidence {
  order_id: string;
  order_number: number;
  external_id: string;
  is_intact: boolean;
  broken: Array<string>;
  links: Array<EvidenceLink>;
}

/** Where an order is, and why. */
export interface OrderExplanation {
  order_id: string;
  number: number;
  external_id: string;
  status: string;
  ship_by: string | null;
  /** since when it is late; null: it is not */
  delayed_at: string | null;
  /** the first reason, in words */
  sentence: string;
  /** all of them; what must end first comes first */
  reasons: Array<Reason>;
}

/** A reason why an order waits. `owner` must act, as `unblocks` says in English. */
export interface OrderHold {
  code: string;
  owner: string;
  note?: string | null;
  unblocks: string;
  /** of a check: which field (a JSON pointer into the order), and what was expected */
  details: Record<string, unknown>;
  held_at: string;
}

/** A line with its counters, in base units. */
export interface OrderLine {
  id: string;
  line_no: number;
  sku: string;
  name: string;
  external_id: string | null;
  ordered: number;
  allocated: number;
  picked: number;
  packed: number;
  shipped: number;
  cancelled: number;
  returned: number;
  backordered: number;
  /** the virtual kit of which this line is a part, as it was ordered */
  kit?: KitOfLine | null;
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
  backorder_policy: string;
  carrier: string;
  service: string;
  /** your rules would choose the way; null: you named it */
  chosen_way: ChosenWay | null;
  /** of one parcel with all of it; null: no price is known */
  price: Price | null;
  lines: Array<QuotedLine>;
  /** what it would wait for, or be refused for */
  blocks: Array<Reason>;
}

/** What became of one item: the order, or what is wrong with it. */
export interface OrderResult {
  index: number;
  /** placed, refused */
  status: string;
  order: Order | null;
  errors: Array<FieldProblem>;
}

/** Goods that were scanned into a parcel. */
export interface PackedLine {
  sku: string;
  quantity: number;
  lot?: string | null;
  serials?: Array<string>;
}

/** How a parcel left, and what its courier told of it. */
export interface ParcelEvidence {
  id: string;
  number: number;
  status: string;
  carrier: string | null;
  service: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
  packed_at: string | null;
  handed_over_at: string | null;
  /** by the scale or as typed; and what its goods and its carton weigh by the catalogue */
  weight_g: number | null;
  catalog_weight_g: number | null;
  contents: Array<PackedLine>;
  /** ids of pictures that the packer took */
  photos: Array<string>;
  /** the oldest first */
  news: Array<TrackingUpdate>;
}

/** Parcels that will come besides those that are known. */
export interface ParcelsToCome {
  parcels: Array<NewReturnParcel>;
}

/**
 * Whose data are meant: name an order, or an e-mail address for all of its orders and all that
 * somebody wrote from it. One of the two.
 */
export interface PersonLookup {
  order_external_id?: string | null;
  email?: string | null;
}

/** What is held about a person, order by order, the newest first. */
export interface PersonReport {
  shop: string;
  read_at: string;
  /** False: there are older orders or conversations, too; ask for orders by their names */
  is_complete: boolean;
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
  carrier: string;
  point_id: string;
  /** open, full or closed */
  status: string;
  name: string;
  street: string;
  postcode: string;
  city: string;
  country: string;
  takes_cod: boolean;
  latitude: number | null;
  longitude: number | null;
  /** when its courier told it */
  seen_at: string;
}

/** What one parcel costs: the carriage, and the fee when its courier collects money. */
export interface Price {
  amount_minor: number;
  cod_fee_minor: number;
  currency: string;
}

/** A shop's rules. */
export interface PrivacyRules {
  /** days after the end of an order (delivered, returned, lost, cancelled) */
  retention_days: number;
}

/** A product as it is kept; barcodes are in GTIN form without leading zeros. */
export interface Product {
  id: string;
  sku: string;
  name: string;
  barcodes: Array<Barcode>;
  weight_g: number | null;
  length_mm: number | null;
  width_mm: number | null;
  height_mm: number | null;
  is_lot_tracked: boolean;
  is_expiry_tracked: boolean;
  is_serial_tracked: boolean;
  is_hazmat: boolean;
  is_fragile: boolean;
  is_upright: boolean;
  packing_instructions: string | null;
  version: number;
  created_at: string;
  updated_at: string;
}

/**
 * Products to register; each is what `registerProduct` takes. What shall happen to one that you
 * have already: `refuse` it, or `replace` it as `putProduct` does.
 */
export interface ProductBatch {
  products: Array<Record<string, unknown>>;
  if_exists?: "refuse" | "replace";
}

/** The results, in the order of the items. */
export interface ProductBatchResult {
  registered: number;
  changed: number;
  unchanged: number;
  refused: number;
  results: Array<ProductResult>;
}

/** What becomes different; what is not named stays. `barcodes` replaces all of them. */
export interface ProductChange {
  name?: string;
  barcodes?: Array<Barcode>;
  weight_g?: number | null;
  length_mm?: number | null;
  width_mm?: number | null;
  height_mm?: number | null;
  is_lot_tracked?: boolean;
  is_expiry_tracked?: boolean;
  is_serial_tracked?: boolean;
  is_hazmat?: boolean;
  is_fragile?: boolean;
  is_upright?: boolean;
  packing_instructions?: string | null;
}

/** A picture as it is kept; `url` gives the JPEG, with `?side=thumbnail` a small one. */
export interface ProductPhoto {
  id: string;
  width_px: number;
  height_px: number;
  url: string;
  created_at: string;
}

/** All of them, the one that the picker sees first. */
export interface ProductPhotos {
  items: Array<ProductPhoto>;
}

/** What became of one item: the product, or what is wrong with it. */
export interface ProductResult {
  index: number;
  /** registered, changed, unchanged, refused */
  status: string;
  product: Product | null;
  errors: Array<FieldProblem>;
}

/** So many working days or, when they are said, working hours. */
export interface PromisedTime {
  days?: number;
  /** counted in the hours in which somebody is there for the shop; null: days count */
  hours?: number | null;
}

/** A line of the order; a kit that is taken apart at ordering is its parts. */
export interface QuotedLine {
  sku: string;
  name: string | null;
  external_id: string | null;
  quantity: number;
  /** free of the product now, for all lines */
  available: number;
  /** what this line would get, and from where */
  promised: Array<StockPromise>;
  missing: number;
  kit?: KitOfLine | null;
}

/** A reason as people and programs read it. */
export interface Reason {
  /** stable; a program matches on it */
  code: string;
  /** who must act: us, shop, consumer, carrier, or nobody */
  owner: string;
  sentence: string;
  /** what ends it, as a sentence */
  unblocks: string | null;
  since: string | null;
  /** until when it should have happened */
  by: string | null;
  /** JSON pointer into what was asked */
  pointer: string | null;
  details: Record<string, unknown>;
}

/**
 * What one scan did, as the shop sees it: `reason` receive, damage (held back), correct (taken
 * back) or adjust (a decision was carried out).
 */
export interface Receipt {
  id: string;
  at: string;
  reason: string;
  sku: string;
  quantity: number;
  lot: string | null;
  expires_on: string | null;
  serial: string | null;
  condition: string;
}

/** To whom the parcel goes. E-mail and phone are for the courier, never for the floor. */
export interface Recipient {
  name: string;
  street: string;
  postcode: string;
  city: string;
  /** ISO 3166-1 alpha-2 */
  country: string;
  company?: string | null;
  email?: string | null;
  phone?: string | null;
  pickup_point_id?: string | null;
}

/** What of the recipient changes; null takes away what may be missing. */
export interface RecipientChange {
  name?: string;
  street?: string;
  postcode?: string;
  city?: string;
  /** ISO 3166-1 alpha-2 */
  country?: string;
  company?: string | null;
  email?: string | null;
  phone?: string | null;
  pickup_point_id?: string | null;
}

/** When you paid; without it, now. */
export interface RefundPaid {
  /** RFC 3339, with its offset; of 2000 to 2199. */
  refunded_at?: string | null;
}

/** Which hold ends: the `code` of one of the order's `holds`. */
export interface ReleaseHold {
  code: string;
}

/** So many events are sent again; with `is_cut` go on after `last_sequence`. */
export interface ReplayResult {
  count: number;
  last_sequence: number | null;
  is_cut: boolean;
}

/** A case about the person's order or question. */
export interface ReportedCase {
  number: number;
  /** enquiry, complaint … */
  kind: string;
  status: string;
  title: string;
  declared_at: string;
}

/** What was said with somebody who named no order. */
export interface ReportedConversation {
  number: number;
  began_at: string;
  language: string;
  /** purpose, when and with what end: e-mails that we sent */
  mails: Array<Record<string, unknown>>;
  cases: Array<ReportedCase>;
  said: Array<ReportedMessage>;
}

/** One thing that was said with the person. */
export interface ReportedMessage {
  at: string;
  /** email, chat, page, phone or portal */
  channel: string;
  /** consumer, shop or us */
  from_whom: string;
  words: string;
  /** names of the files that were sent along */
  files: Array<string>;
}

/** All that is held about the person of an order. */
export interface ReportedOrder {
  order_external_id: string;
  order_number: number;
  ordered_at: string;
  /** the order's end is not what counts here: when it was last changed */
  updated_at: string;
  /** since then nothing is held any more */
  erased_at: string | null;
  recipient: Record<string, unknown>;
  language: string;
  gift_note: string | null;
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
  cases: Array<ReportedCase>;
  said: Array<ReportedMessage>;
}

/** An order that sends again what another one had sent. */
export interface Reshipment {
  order_id: string;
  order_number: number;
  order_external_id: string;
  status: string;
  /** the order of which it is */
  of_order_id: string;
  of_order_number: number;
  parcel_number: number | null;
  /** missing, wrong_item, damaged, lost, not_delivered, returned, address or other */
  reason: string;
  /** who pays: us, carrier or shop */
  cost: string;
  /** something more, in place of nothing that was sent */
  is_extra: boolean;
  /** whether the warehouse's office or the shop's program asked for it */
  asked_by: string;
  created_at: string;
  lines: Array<ReshippedLine>;
}

/** So much of a product is sent again. */
export interface ReshipmentLine {
  sku: string;
  /** base units */
  quantity: number;
}

/** What was sent again of an order. */
export interface Reshipments {
  items: Array<Reshipment>;
}

/** A line as it was written: one of those that were sent, or a part of a kit. */
export interface ReshippedLine {
  sku: string;
  quantity: number;
  external_id?: string | null;
  kit?: KitOfLine | null;
}

/** A return as its shop sees it. */
export interface Return {
  id: string;
  shop_id: string;
  external_id: string | null;
  number: number;
  order_id: string | null;
  order_external_id: string | null;
  order_number: number | null;
  status: string;
  reason: string;
  tracking_number: string | null;
  note: string | null;
  declared_at: string | null;
  arrived_at: string | null;
  inspected_at: string | null;
  completed_at: string | null;
  rejected_at: string | null;
  rejection_reason: string | null;
  /** since when nothing here keeps the shop from paying back, and what that rests on */
  refund_clearable_at: string | null;
  refund_basis: string | null;
  /** when the shop paid, as it said */
  refunded_at: string | null;
  /** when the consumer's complaint was answered, yes or no */
  complaint_answered_at: string | null;
  came_empty_at: string | null;
  came_weight_g: number | null;
  /** ids of pictures of the parcels as they came */
  photos: Array<string>;
  clocks: ReturnClocks;
  /** its cartons, in the order in which they became known */
  parcels: Array<ReturnParcel>;
  exchange: Exchange | null;
  lines: Array<ReturnLine>;
  created_at: string;
  updated_at: string;
  version: number;
}

/** Where returns go to. Couriers want phone and e-mail. */
export interface ReturnAddress {
  name: string;
  street: string;
  postcode: string;
  city: string;
  /** ISO 3166-1 alpha-2 */
  country: string;
  company?: string | null;
  phone?: string | null;
  email?: string | null;
}

/** What is due when (UTC); None where no clock runs. */
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

/** Of which order an unidentified parcel is. */
export interface ReturnIdentification {
  order_external_id: string;
}

/** A way back as its shop sees it. */
export interface ReturnLabel {
  id: string;
  return_id: string;
  /** which parcel of the return, from 1 */
  parcel: number;
  carrier: string;
  service: string;
  /** requested, bought, refused or voided */
  status: string;
  tracking_number: string | null;
  tracking_url: string | null;
  /** what its consumer types or shows where the parcel is handed in */
  code: string | null;
  /** until when the code is taken */
  valid_until: string | null;
  /** there is a PDF to print */
  has_pdf: boolean;
  /** what the consumer was told that it costs them, minor units; 0: you pay */
  price_minor: number;
  currency: string;
  failure: ReturnLabelFailure | null;
  /** in_transit, delivered, lost …; null: nobody has handed it in yet */
  way_status: string | null;
  incident: string | null;
  way_status_at: string | null;
  created_at: string;
  bought_at: string | null;
}

/** Why there is no label, by a stable code; the sentence is English. */
export interface ReturnLabelFailure {
  code: string;
  title: string;
  facts: Record<string, unknown>;
}

/** All that were asked for of a return. */
export interface ReturnLabels {
  items: Array<ReturnLabel>;
}

/** One product of a return; `order_line_id` is null for a surplus. */
export interface ReturnLine {
  id: string;
  order_line_id: string | null;
  sku: string;
  name: string;
  announced: number;
  received: number;
  inspected: number;
  /** these are not the pieces that were shipped; they count for no line of the order */
  is_mismatch: boolean;
  serials: Array<string>;
  mismatches: Array<ReturnMismatch>;
  findings: Array<Finding>;
}

/** A piece that is not the one that was shipped. */
export interface ReturnMismatch {
  /** serial or lot */
  kind: string;
  found: string;
  shipped: Array<string>;
  /** your order with which the found one was shipped */
  shipped_with: string | null;
  quantity: number;
  /** a supervisor said that it counts all the same */
  is_allowed: boolean;
}

/** One carton of a return; `arrived_at` is null while it is waited for. */
export interface ReturnParcel {
  id: string;
  tracking_number: string | null;
  arrived_at: string | null;
  /** by the scale at the bench */
  weight_g: number | null;
  /** ids of pictures of it */
  photos: Array<string>;
}

/** All that a shop says about its returns. */
export interface ReturnRubric {
  grades?: Record<string, unknown>;
  /** what every piece must have with it */
  checklist?: Array<Record<string, unknown>>;
  /**
   * faults of which a photo is wanted whatever the grade; broken, used, incomplete, dirty,
   * not_working, other
   */
  photo_faults?: Array<string>;
  /** lots are asked for when the code does not tell them; else they are taken as shipped */
  is_lot_asked?: boolean;
  /** sent, arrived, inspected */
  refund_when?: string;
  /** goods, parcels */
  ends_with?: string;
  /** at_once, arrived, inspected */
  exchange_when?: string;
  /** a parcel without a name: when you are reminded, and what happens without an answer */
  unidentified_remind_days?: number;
  unidentified_days?: number;
  /** keep, quarantine, scrap */
  unidentified_then?: string;
  /** parcels that did not come so many days after the last one did are waited for no more */
  parcels_wait_days?: number;
  currency?: string;
  /** what a piece is worth when nothing else tells it */
  piece_value_minor?: number | null;
  /** one person alone throws away no more of a return than this; none: as the house has it */
  scrap_alone_max_minor?: number | null;
  products?: Array<RubricProductRule>;
}

/** An example picture; `url` gives the JPEG. */
export interface RubricPicture {
  id: string;
  width_px: number;
  height_px: number;
  url: string;
}

/** What is different for some products; the first rule that a product meets counts. */
export interface RubricProductRule {
  /** of these, or of all that have the flag */
  skus?: Array<string>;
  /** fragile, hazmat, serial, lot, expiry */
  flag?: string | null;
  /** what a piece must have with it */
  checklist?: Array<Record<string, unknown>>;
  dispositions?: Record<string, unknown>;
  /** grades of which a photo is wanted besides the shop's own; A, B, C, D, wrong_item, empty */
  photo_grades?: Array<string>;
  piece_value_minor?: number | null;
}

/** Where your words went. */
export interface SentMessage {
  id: string;
  order_id: string | null;
  channel: string;
}

/** A parcel with its courier, as its shop sees it. */
export interface Shipment {
  id: string;
  order_id: string;
  order_number: number;
  order_external_id: string;
  parcel_id: string;
  parcel_number: number;
  parcel_status: string;
  weight_g: number | null;
  /** what the bench calls its carton, and its outer sizes; null: the bench did not say */
  carton: string | null;
  length_mm: number | null;
  width_mm: number | null;
  height_mm: number | null;
  carrier: string;
  service: string;
  /** requested, buying, bought, failed or voided */
  status: string;
  /** the pickup point where it goes; null: to an address */
  pickup_point_id: string | null;
  /** what it costs by the rate table; null: nothing is known */
  price: Price | null;
  /** at whose cost: shop, us or carrier; null while its label was not asked for */
  paid_by: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
  /** why the label could not be bought, the last time */
  failure: LabelFailure | null;
  /** a person put the parcel aside and decides what becomes of it */
  held_at: string | null;
  created_at: string;
  updated_at: string;
  bought_at: string | null;
  handed_over_at: string | null;
}

/** A shipment with what its courier told of it. */
export interface ShipmentDetail {
  id: string;
  order_id: string;
  order_number: number;
  order_external_id: string;
  parcel_id: string;
  parcel_number: number;
  parcel_status: string;
  weight_g: number | null;
  /** what the bench calls its carton, and its outer sizes; null: the bench did not say */
  carton: string | null;
  length_mm: number | null;
  width_mm: number | null;
  height_mm: number | null;
  carrier: string;
  service: string;
  /** requested, buying, bought, failed or voided */
  status: string;
  /** the pickup point where it goes; null: to an address */
  pickup_point_id: string | null;
  /** what it costs by the rate table; null: nothing is known */
  price: Price | null;
  /** at whose cost: shop, us or carrier; null while its label was not asked for */
  paid_by: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
  /** why the label could not be bought, the last time */
  failure: LabelFailure | null;
  /** a person put the parcel aside and decides what becomes of it */
  held_at: string | null;
  created_at: string;
  updated_at: string;
  bought_at: string | null;
  handed_over_at: string | null;
  /** when the courier says that it was delivered */
  delivered_at: string | null;
  /** the oldest first, by the courier's clock; kept for 180 days */
  tracking: Array<TrackingUpdate>;
}

/** A courier and one of its services, by their codes. */
export interface ShippingWay {
  carrier: string;
  service: string;
}

/** A shop's cut-offs, in the time of the building. */
export interface ShopCalendar {
  /** as the IANA database names it: days and cut-offs are days and times there */
  time_zone: string;
  /** which day it is there */
  today: string;
  cut_offs: Array<CutOffs>;
  /** besides weekends and other days of the week on which nothing leaves */
  closed_days: Array<ClosedDay>;
}

/** What a shop may choose about its slips. */
export interface SlipTemplate {
  /** A4, A6, roll */
  paper?: string;
  /** as `#0b5f56` */
  accent?: string;
  /** small, normal, large */
  font_size?: string;
  /** whose words are printed when there are none in the recipient's language; en, pl, uk, de */
  fallback_language?: string;
  is_sku_shown?: boolean;
  is_lot_shown?: boolean;
  is_gift_note_shown?: boolean;
  is_thanks_shown?: boolean;
  is_shop_order_shown?: boolean;
  is_date_shown?: boolean;
  /** the code of the consumer's own page of the order */
  is_page_shown?: boolean;
  /** of the page for returns, printed with its QR code; empty: as the shop's own facts say */
  return_url?: string;
  words?: Record<string, unknown>;
}

/** A shop's words in one language; what is empty is not printed, or is said by us. */
export interface SlipWords {
  /** one sentence in bold letters, above all others */
  thanks?: string;
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
  product_id: string;
  sku: string;
  on_hand: number;
  allocated: number;
  available: number;
  /** condition → on hand */
  conditions: Record<string, unknown>;
  /** when some of it moved, or was told of, last; null: never */
  updated_at: string | null;
}

/** What there was of a product at a moment, in base units: everything inside the building. */
export interface StockAsOf {
  product_id: string;
  sku: string;
  as_of: string;
  on_hand: number;
  /** condition → on hand */
  conditions: Record<string, unknown>;
}

/** What there is of a product: the quantities of `parts` add up to `on_hand`. */
export interface StockExplanation {
  product_id: string;
  sku: string;
  on_hand: number;
  sentence: string;
  parts: Array<StockPart>;
  /**
   * when some of it was last counted to the end, where, and by how many people in turn; who they
   * were is the hall's own affair, and told at the desk
   */
  last_counted_at: string | null;
  last_counted_place: string | null;
  last_counted_people: number | null;
  /** the orders that wait for it, in their turn, and why */
  waiting: Array<WaitingOrder>;
}

/** A product's level; `is_low`: there are no more than that now, and it was told. */
export interface StockLevel {
  product_id: string;
  sku: string;
  low_at: number;
  is_low: boolean;
}

/** One line of the ledger. */
export interface StockMovement {
  id: string;
  occurred_at: string;
  sku: string;
  lot: string | null;
  quantity: number;
  /** kinds of the places: supplier, dock, pick_face, tote … */
  from_kind: string;
  /** as it is called now; the id stays */
  from_place: string;
  from_place_id: string;
  from_condition: string;
  to_kind: string;
  to_place: string;
  to_place_id: string;
  to_condition: string;
  reason: string;
  /** what a person said about it, a code: lost, broken … */
  why: string | null;
  reverses_id: string | null;
}

/** Some of the units on hand, and why they can be sold or not; `quantity` in base units. */
export interface StockPart {
  /**
   * free promised picked packed waiting aside blocked expired short_dated opened damaged quarantine
   * more
   */
  code: string;
  quantity: number;
  sentence: string;
  place?: string | null;
  /** since when they are there so */
  since?: string | null;
  lot?: string | null;
  expires_on?: string | null;
  /** the order's own name at its shop, and our number */
  order?: string | null;
  order_number?: number | null;
  /** of what is promised: why these goods and no others (`wms.stock.models.CHOSEN_BY`) */
  chosen_by?: string | null;
}

/** So many pieces would come from such places; `kind`: pick_face, or storage (the reserve). */
export interface StockPromise {
  kind: string;
  quantity: number;
  lot: string | null;
  expires_on: string | null;
}

/** How a shop's goods are watched as their expiry comes near; days before it. */
export interface StockRules {
  /** `stock.expiring` is told so many days before */
  warn_days?: number;
  /** goods are not sold any more so many days before; 0: on the day itself */
  block_days?: number;
}

/** A paper that is kept for an order. */
export interface StoredDocument {
  kind: string;
  size_bytes: number;
  created_at: string;
}

/** What pieces are graded by; `version` 0: you have not said anything yet. */
export interface StoredReturnRubric {
  version: number;
  saved_at: string | null;
  rubric: ReturnRubric;
}

/** What slips are printed with; `version` 0: you have not said anything yet. */
export interface StoredSlipTemplate {
  version: number;
  has_logo: boolean;
  saved_at: string | null;
  template: SlipTemplate;
}

/** The delivery of a test is on its way. */
export interface TestEvent {
  delivery_id: string;
}

/**
 * Something that happened to an order. `what`: an event's type, or `goods.` and the reason of a
 * movement: pick, unpick, pack, unpack, ship, return_receive, return_grade …
 */
export interface TimelineEntry {
  id: string;
  at: string;
  what: string;
  /** what the event said; empty for movements */
  data: Record<string, unknown>;
  /** of a movement: so much of a product, base units, and its lot */
  sku?: string | null;
  quantity?: number | null;
  lot?: string | null;
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
  id: string;
  at: string;
  subject: string;
  words: string;
}

/** An order line that waits, and why; `quantity` and `free` in base units. */
export interface WaitingOrder {
  order: string;
  order_number: number;
  sku: string;
  quantity: number;
  /** what is free of the product now */
  free: number;
  /** none_free kept not_enough others_missing kit_incomplete next_pass */
  code: string;
  sentence: string;
}

/** One of the ways in which the shop lets returns come. */
export interface WayBack {
  carrier: string;
  service: string;
  /** what a consumer who withdraws pays for it, minor units; 0: the shop pays */
  consumer_pays_minor?: number;
}

/**
 * One try: what was sent where, what was answered, how long it took. The headers of the request are
 * null when nothing could be sent, those of the response when none came; both are for attempts of
 * long ago.
 */
export interface WebhookAttempt {
  attempt_no: number;
  at: string;
  request_url: string | null;
  /** as they were sent, the signature included */
  request_headers: Record<string, unknown> | null;
  status_code: number | null;
  error: string | null;
  latency_ms: number;
  /** at most 2 kB, without cookies */
  response_headers: Record<string, unknown> | null;
  /** the beginning of the answer, at most 2 kB */
  response_excerpt: string | null;
}

/** One event on its way to one endpoint; `event_id` is null and sequence 0 for a test. */
export interface WebhookDelivery {
  id: string;
  endpoint_id: string;
  event_id: string | null;
  type: string;
  sequence: number;
  status: string;
  /** what is sent, letter by letter: the signature is over these bytes (UTF-8) */
  request_body: string;
  attempts: Array<WebhookAttempt>;
  /** when the next attempt is due, while it waits */
  next_attempt_at: string | null;
  last_error: string | null;
  created_at: string;
  delivered_at: string | null;
}

/** A webhook endpoint; its secret is told when it is made, and never again. */
export interface WebhookEndpoint {
  id: string;
  url: string;
  description: string | null;
  event_types: Array<string>;
  status: string;
  disabled_reason: string | null;
  failing_since: string | null;
  /** during a rotation: the secret before is valid until then */
  previous_secret_until: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

/** What changes; what is left out stays. */
export interface WebhookEndpointChange {
  url?: string;
  event_types?: Array<string>;
  description?: string | null;
  status?: "enabled" | "disabled";
}

/** An endpoint and its new signing secret, shown this once. */
export interface WebhookEndpointWithSecret {
  endpoint: WebhookEndpoint;
  secret: string;
}
