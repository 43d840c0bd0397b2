// What travels between a shop and the warehouse. Written by `make clients` from the API's description; not by hand.

export interface AgainLine {
  sku: string;
  /** base units */
  quantity: number;
}

export interface AnnouncedLot {
  lot: string;
  expires_on?: string | null;
}

export interface Answered {
  /** RFC 3339, with its offset; of 2000 to 2199. */
  answered_at?: string | null;
}

export interface AsnCard {
  id: string;
  external_id: string;
  number: number;
  status: string;
  expected_on: string | null;
  note: string | null;
  carrier_reference: string | null;
  lines: Array<AsnLineCard>;
  cartons: Array<CartonCard>;
  discrepancies: Array<DiscrepancyCard>;
  created_at: string;
  updated_at: string;
  arrived_at: string | null;
  received_at: string | null;
  closed_at: string | null;
  is_announced: boolean;
  version: number;
  decide_url?: string | null;
}

export interface AsnLineCard {
  line_no: number;
  sku: string;
  expected: number;
  received: number;
  lots?: Array<AnnouncedLot>;
}

export interface Attempt {
  attempt_no: number;
  at: string;
  status_code: number | null;
  error: string | null;
  latency_ms: number;
  response_excerpt: string | null;
}

export interface BarcodeFault {
  product_id: string;
  sku: string;
  name: string;
  /** missing, duplicate, check_digit, other_shop */
  kind: string;
  code: string;
  other_sku: string | null;
}

export interface BarcodeOf {
  code: string;
  quantity?: number;
}

export interface Batch {
  products: Array<Record<string, unknown>>;
  if_exists?: "refuse" | "replace";
}

export interface BatchResult {
  registered: number;
  changed: number;
  unchanged: number;
  refused: number;
  results: Array<ItemResult>;
}

export interface Cancelled {
  /** accepted, intercepted */
  answer: string;
  status: string;
}

export interface CartonCard {
  carton_no: number;
  code: string;
  lines: Array<CartonLineCard>;
  received_at: string | null;
}

export interface CartonLineCard {
  sku: string;
  quantity: number;
  lot: string | null;
  expires_on: string | null;
}

export interface Case {
  number: number;
  kind: string;
  status: string;
  title: string;
  declared_at: string;
}

export interface CaseEvidence {
  links: number;
  broken: Array<string>;
  parcels: Array<ParcelEvidence>;
  returned: ReturnView | null;
  difference: DifferenceEvidence | null;
  correction: CorrectionEvidence | null;
}

export interface CaseMessage {
  words: string;
}

export interface CaseMessages {
  items: Array<CaseWords>;
}

export interface CaseView {
  shop_id: string;
  id: string;
  number: number;
  kind: string;
  status: string;
  title: string | null;
  order_id: string | null;
  order_external_id: string | null;
  order_number: number | null;
  parcel_id: string | null;
  parcel_number: number | null;
  return_id: string | null;
  return_number: number | null;
  opened_by: string;
  cause: string | null;
  cause_id: string | null;
  declared_at: string;
  answer_due_at: string;
  answered_at: string | null;
  remedy: string | null;
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

export interface CaseWords {
  id: string;
  from_whom: string;
  channel: string;
  words: string | null;
  files: Array<FileRow>;
  said_at: string;
}

export interface ClaimView {
  case_id: string;
  carrier: string | null;
  what: string;
  known_at: string;
  claim_by: string;
  expires_at: string;
  amount_minor: number | null;
  currency: string;
  sent_at: string | null;
  reference: string | null;
  answer_by: string | null;
  answered_at: string | null;
  outcome: string | null;
  paid_minor: number | null;
}

export interface Clocks {
  goods_due_at?: string | null;
  refund_due_at?: string | null;
  is_refund_withholdable?: boolean;
  complaint_answer_due_at?: string | null;
}

export interface ClosedDay {
  closed_on: string;
  why: string;
}

export interface CodBalanceView {
  carrier: string;
  currency: string;
  outstanding_minor: number;
  collected_minor: number;
  passed_on_minor: number;
  due_minor: number;
}

export interface CodEntryView {
  id: string;
  entered_at: string;
  kind: string;
  reverses_id: string | null;
  carrier: string;
  amount_minor: number;
  currency: string;
  shipment_id: string | null;
  tracking_number: string | null;
  order_id: string | null;
  order_external_id: string | null;
  reference: string | null;
}

export interface Coming {
  leaves_on: string;
  closes_at: string;
  ship_by: string;
}

export interface ConsumerTerms {
  may_change_point?: boolean;
  may_change_address?: boolean;
  may_cancel?: boolean;
  withdrawal_days?: number;
  ways_back?: Array<WayBack>;
  is_own_way_offered?: boolean;
  return_currency?: string;
  return_address?: ReturnAddress | null;
}

export interface Conversation {
  number: number;
  began_at: string;
  language: string;
  mails: Array<Record<string, unknown>>;
  cases: Array<Case>;
  said: Array<Said>;
}

export interface CorrectionEvidence {
  number: number;
  sku: string;
  quantity: number;
  why: string;
  place: string;
  movement_id: string | null;
  decided_at: string | null;
}

export interface CourierClaims {
  items: Array<ClaimView>;
}

export interface CutOffs {
  carrier: string;
  service: string;
  days: Array<Coming>;
}

export interface Delivery {
  id: string;
  endpoint_id: string;
  event_id: string | null;
  type: string;
  sequence: number;
  status: string;
  attempts: Array<Attempt>;
  next_attempt_at: string | null;
  last_error: string | null;
  created_at: string;
  delivered_at: string | null;
}

export interface DifferenceEvidence {
  kind: string;
  delivery_number: number;
  delivery_external_id: string;
  sku: string | null;
  quantity: number;
  note: string | null;
  decision: string | null;
  found_at: string;
  photos: Array<string>;
}

export interface DiscrepancyCard {
  id: string;
  asn_id: string;
  kind: string;
  sku: string | null;
  quantity: number;
  note: string | null;
  details: Record<string, unknown> | null;
  status: string;
  decide_by: string;
  fallback: string;
  decision: string | null;
  decided_by: string | null;
  decided_note: string | null;
  decided_at: string | null;
  photo_ids: Array<string>;
  created_at: string;
  decide_url?: string | null;
}

export interface Document {
  /** slip, label, invoice */
  kind: string;
  /** pdf, zpl */
  format: string;
  parcel_number: number | null;
  href: string;
}

export interface Documents {
  items: Array<Document>;
}

export interface Endpoint {
  id: string;
  url: string;
  description: string | null;
  event_types: Array<string>;
  status: string;
  disabled_reason: string | null;
  failing_since: string | null;
  previous_secret_until: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface EndpointChange {
  url?: string;
  event_types?: Array<string>;
  description?: string | null;
  status?: "enabled" | "disabled";
}

export interface Envelope {
  id: string;
  type: string;
  schema_version: number;
  shop_id: string;
  sequence: number;
  occurred_at: string;
  subject: SubjectOut;
  data: Record<string, unknown>;
}

export interface ErasureView {
  id: string;
  order_id: string | null;
  order_external_id: string | null;
  thread_number: number | null;
  asked_at: string;
  asked_by: string;
  waits_for: string | null;
  failed_at: string | null;
  done_at: string | null;
}

export interface Erasures {
  items: Array<ErasureView>;
}

export interface EvidenceLink {
  link_no: number;
  kind: string;
  created_at: string;
  sha256: string;
  document: string;
  photos: Array<EvidencePhoto>;
}

export interface EvidenceOut {
  order_id: string;
  order_number: number;
  external_id: string;
  is_intact: boolean;
  broken: Array<string>;
  links: Array<EvidenceLink>;
}

export interface EvidencePhoto {
  id: string;
  sha256: string;
  url: string;
}

export interface ExchangeAsked {
  lines: Array<AgainLine>;
  external_id?: string | null;
  when?: "at_once" | "arrived" | "inspected" | null;
  recipient?: Recipient | null;
  note?: string | null;
}

export interface ExchangeView {
  order_id: string;
  order_number: number;
  order_external_id: string;
  status: string;
  when: string;
  is_waiting: boolean;
}

export interface ExpiryWatch {
  warn_days?: number;
  block_days?: number;
}

export interface Explained {
  product_id: string;
  sku: string;
  on_hand: number;
  sentence: string;
  parts: Array<ExplainedPart>;
  last_counted_at: string | null;
  last_counted_place: string | null;
  last_counted_people: number | null;
  waiting: Array<Waiting>;
}

export interface ExplainedPart {
  code: string;
  quantity: number;
  sentence: string;
  place?: string | null;
  since?: string | null;
  lot?: string | null;
  expires_on?: string | null;
  order?: string | null;
  order_number?: number | null;
  chosen_by?: string | null;
}

export interface Fact {
  id: string;
  at: string;
  what: string;
  data: Record<string, unknown>;
  sku?: string | null;
  quantity?: number | null;
  lot?: string | null;
}

export interface FailureTold {
  code: string;
  title: string;
  facts: Record<string, unknown>;
  words: string | null;
}

export interface Fallbacks {
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

export interface Feed {
  items: Array<Envelope>;
  next_after: number;
}

export interface FileRow {
  id: string;
  name: string;
  media_type: string;
  size_bytes: number;
}

export interface Finding {
  id: string;
  quantity: number;
  grade: string;
  disposition: string;
  blame: string;
  note: string | null;
  reason: string | null;
  missing_parts: Array<string>;
  rubric_version: number | null;
  photos: Array<string>;
  is_without_photo: boolean;
  is_agreed: boolean;
  corrects: string | null;
  inspected_at: string;
}

export interface FromStock {
  kind: string;
  quantity: number;
  lot: string | null;
  expires_on: string | null;
}

export interface GoOn {
  code: string;
}

export interface GradeRule {
  words?: Record<string, unknown>;
  examples?: Array<string>;
  is_photo_wanted?: boolean;
  /** restock, quarantine, refurbish, return_to_shop, dispose */
  disposition?: string | null;
}

export interface Held {
  order_external_id: string;
  order_number: number;
  ordered_at: string;
  updated_at: string;
  erased_at: string | null;
  recipient: Record<string, unknown>;
  language: string;
  gift_note: string | null;
  note: string | null;
  goods: Array<Record<string, unknown>>;
  parcels: Array<Record<string, unknown>>;
  returns: Array<Record<string, unknown>>;
  papers: Array<string>;
  photos: number;
  mails: Array<Record<string, unknown>>;
  changes: Array<Record<string, unknown>>;
  survey: Record<string, unknown> | null;
  cases: Array<Case>;
  said: Array<Said>;
}

export interface HoldView {
  code: string;
  owner: string;
  note?: string | null;
  unblocks: string;
  details: Record<string, unknown>;
  held_at: string;
}

export interface ImportOut {
  id: string;
  /** products, delivery */
  kind: string;
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

export interface ItemFault {
  pointer: string;
  code: string;
  detail: string;
}

export interface ItemResult {
  index: number;
  /** registered, changed, unchanged, refused */
  status: string;
  product: ProductCard | null;
  errors: Array<ItemFault>;
}

export interface KeptDocument {
  kind: string;
  size_bytes: number;
  created_at: string;
}

export interface Kit {
  kind: "virtual" | "built";
  parts: Array<KitsPart>;
}

export interface KitOrderCard {
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

export interface KitOut {
  /** virtual, built */
  kind: string;
  parts: Array<KitsPart>;
}

export interface KitsPart {
  sku: string;
  quantity: number;
}

export interface Known {
  shop: string;
  read_at: string;
  is_complete: boolean;
  orders: Array<Held>;
  conversations: Array<Conversation>;
  unfiled: Array<Unfiled>;
  is_unsubscribed: boolean;
  bounces: number;
}

export interface LabelFailed {
  code: string;
  title: string;
  facts: Record<string, unknown>;
}

export interface LabelView {
  id: string;
  return_id: string;
  parcel: number;
  carrier: string;
  service: string;
  status: string;
  tracking_number: string | null;
  tracking_url: string | null;
  code: string | null;
  valid_until: string | null;
  has_pdf: boolean;
  price_minor: number;
  currency: string;
  failure: LabelFailed | null;
  way_status: string | null;
  incident: string | null;
  way_status_at: string | null;
  created_at: string;
  bought_at: string | null;
}

export interface Labels {
  items: Array<LabelView>;
}

export interface Level {
  low_at: number;
}

export interface LineAsked {
  sku: string;
  /** base units */
  quantity: number;
  external_id?: string | null;
}

export interface LinePart {
  sku: string;
  quantity: number;
  external_id?: string | null;
  kit?: OfKit | null;
}

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
  conditions: Record<string, unknown>;
}

export interface MessageView {
  id: string;
  order_id: string | null;
  order_external_id: string | null;
  thread_number: number;
  talk_with: string;
  channel: string;
  from_whom: string;
  words: string | null;
  files: number;
  said_at: string;
}

export interface Mismatch {
  kind: string;
  found: string;
  shipped: Array<string>;
  shipped_with: string | null;
  quantity: number;
  is_allowed: boolean;
}

export interface Moved {
  id: string;
  occurred_at: string;
  sku: string;
  lot: string | null;
  quantity: number;
  from_kind: string;
  from_place: string;
  from_place_id: string;
  from_condition: string;
  to_kind: string;
  to_place: string;
  to_place_id: string;
  to_condition: string;
  reason: string;
  why: string | null;
  reverses_id: string | null;
}

export interface NewAsn {
  external_id: string;
  lines?: Array<NewAsnLine>;
  cartons?: Array<NewCarton>;
  expected_on?: string | null;
  note?: string | null;
  carrier_reference?: string | null;
}

export interface NewAsnLine {
  sku: string;
  quantity: number;
  lots?: Array<AnnouncedLot>;
}

export interface NewCarton {
  lines: Array<NewCartonLine>;
  code?: string | null;
}

export interface NewCartonLine {
  sku: string;
  quantity: number;
  lot?: string | null;
  expires_on?: string | null;
}

export interface NewCase {
  kind: "enquiry" | "complaint" | "courier_claim" | "stock_dispute" | "our_mistake";
  title: string;
  order_id?: string | null;
  parcel_id?: string | null;
  return_id?: string | null;
  /** RFC 3339, with its offset; of 2000 to 2199. */
  declared_at?: string | null;
}

export interface NewDecision {
  decision: "accept" | "quarantine" | "return_to_supplier";
  note?: string | null;
}

export interface NewEndpoint {
  url: string;
  event_types?: Array<string>;
  description?: string | null;
}

export interface NewKitOrder {
  sku: string;
  work: "build" | "break";
  quantity: number;
}

export interface NewMessage {
  words: string;
}

export interface NewOrderMessage {
  words: string;
  to?: "us" | "consumer";
}

export interface NewProduct {
  sku: string;
  name: string;
  barcodes?: Array<BarcodeOf>;
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

export interface NewReturn {
  external_id: string;
  order_external_id: string;
  lines: Array<NewReturnLine>;
  reason?: "withdrawal" | "complaint" | "damaged" | "wrong_item" | "undelivered" | "other";
  /** RFC 3339, with its offset; of 2000 to 2199. */
  declared_at?: string | null;
  tracking_number?: string | null;
  parcels?: Array<NewReturnParcel>;
  note?: string | null;
}

export interface NewReturnLine {
  sku: string;
  quantity: number;
}

export interface NewReturnParcel {
  tracking_number?: string | null;
}

export interface NewRules {
  retention_days: number;
}

export interface OfKit {
  sku: string;
  quantity: number;
}

export interface OrderAsked {
  external_id: string;
  recipient: Recipient;
  lines: Array<LineAsked>;
  carrier?: string | null;
  service?: string | null;
  language?: "en" | "pl" | "uk" | "de";
  priority?: number;
  /** RFC 3339, with its offset; of 2000 to 2199. */
  ship_by?: string | null;
  backorder_policy?: "all_or_nothing" | "as_available" | "up_to" | null;
  wait_until?: string | null;
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
  is_first_order?: boolean | null;
  gift_note?: string | null;
  note?: string | null;
}

export interface OrderBatch {
  orders: Array<Record<string, unknown>>;
}

export interface OrderBatchResult {
  placed: number;
  refused: number;
  results: Array<OrderResult>;
}

export interface OrderChange {
  /** RFC 3339, with its offset; of 2000 to 2199. */
  ship_by?: string | null;
  backorder_policy?: "all_or_nothing" | "as_available" | "up_to" | null;
  wait_until?: string | null;
  recipient?: RecipientChange;
  lines?: Array<LineAsked>;
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

export interface OrderExplained {
  order_id: string;
  number: number;
  external_id: string;
  status: string;
  ship_by: string | null;
  delayed_at: string | null;
  sentence: string;
  reasons: Array<ReasonsTold>;
}

export interface OrderLineView {
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
  kit?: OfKit | null;
}

export interface OrderOfParcel {
  order_external_id: string;
}

export interface OrderQuote {
  ships_today: boolean;
  ship_by: string | null;
  closes_at: string | null;
  is_complete: boolean;
  backorder_policy: string;
  carrier: string;
  service: string;
  chosen_way: WayTold | null;
  price: Price | null;
  lines: Array<QuotedLine>;
  blocks: Array<ReasonsTold>;
}

export interface OrderResult {
  index: number;
  /** placed, refused */
  status: string;
  order: OrderView | null;
  errors: Array<ItemFault>;
}

export interface OrderView {
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
  backorder_policy: string;
  wait_until: string | null;
  cod_amount_minor: number | null;
  cod_currency: string | null;
  insurance_amount_minor: number | null;
  insurance_currency: string | null;
  value_amount_minor: number | null;
  value_currency: string | null;
  chosen_way: WayTold | null;
  gift_note: string | null;
  note: string | null;
  created_at: string;
  updated_at: string;
  cancelled_at: string | null;
  shipped_at: string | null;
  is_cancel_requested: boolean;
  reship_of: string | null;
  holds: Array<HoldView>;
  version: number;
  lines: Array<OrderLineView>;
  consumer_url?: string | null;
}

export interface OwnText {
  subject?: string;
  body?: string;
}

export interface PackedLine {
  sku: string;
  quantity: number;
  lot?: string | null;
  serials?: Array<string>;
}

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
  weight_g: number | null;
  catalog_weight_g: number | null;
  contents: Array<PackedLine>;
  photos: Array<string>;
  news: Array<TrackingNewsView>;
}

export interface ParcelsToCome {
  parcels: Array<NewReturnParcel>;
}

export interface PhotoList {
  items: Array<PhotoOut>;
}

export interface PhotoOut {
  id: string;
  width_px: number;
  height_px: number;
  url: string;
  created_at: string;
}

export interface PictureOut {
  id: string;
  width_px: number;
  height_px: number;
  url: string;
}

export interface PointView {
  carrier: string;
  point_id: string;
  status: string;
  name: string;
  street: string;
  postcode: string;
  city: string;
  country: string;
  takes_cod: boolean;
  latitude: number | null;
  longitude: number | null;
  seen_at: string;
}

export interface Price {
  amount_minor: number;
  cod_fee_minor: number;
  currency: string;
}

export interface PrivacyRulesView {
  retention_days: number;
}

export interface ProductCard {
  id: string;
  sku: string;
  name: string;
  barcodes: Array<BarcodeOf>;
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

export interface ProductChange {
  name?: string;
  barcodes?: Array<BarcodeOf>;
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

export interface ProductLevel {
  product_id: string;
  sku: string;
  low_at: number;
  is_low: boolean;
}

export interface ProductRule {
  skus?: Array<string>;
  /** fragile, hazmat, serial, lot, expiry */
  flag?: string | null;
  checklist?: Array<Record<string, unknown>>;
  dispositions?: Record<string, unknown>;
  /** A, B, C, D, wrong_item, empty */
  photo_grades?: Array<string>;
  piece_value_minor?: number | null;
}

export interface Promises {
  answer_days?: number;
  complaint_days?: number;
  by_kind?: Record<string, unknown>;
  inspection_days?: number | null;
  granted_minor?: number;
  currency?: string;
}

export interface Proposal {
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

export interface QuoteAsked {
  lines: Array<LineAsked>;
  /** ISO 3166-1 alpha-2 */
  country: string;
  carrier?: string | null;
  service?: string | null;
  postcode?: string | null;
  has_pickup_point?: boolean;
  is_cod?: boolean;
  /** smallest unit */
  value_amount_minor?: number | null;
  /** ISO 4217 */
  value_currency?: string | null;
  is_first_order?: boolean;
  backorder_policy?: "all_or_nothing" | "as_available" | null;
}

export interface QuotedLine {
  sku: string;
  name: string | null;
  external_id: string | null;
  quantity: number;
  available: number;
  promised: Array<FromStock>;
  missing: number;
  kit?: OfKit | null;
}

export interface ReasonsTold {
  code: string;
  owner: string;
  sentence: string;
  unblocks: string | null;
  since: string | null;
  by: string | null;
  pointer: string | null;
  details: Record<string, unknown>;
}

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

export interface Refunded {
  /** RFC 3339, with its offset; of 2000 to 2199. */
  refunded_at?: string | null;
}

export interface ReplayAsked {
  from_sequence: number;
  to_sequence: number;
  types?: Array<string>;
}

export interface Replayed {
  count: number;
  last_sequence: number | null;
  is_cut: boolean;
}

export interface ReshipAsked {
  reason: "missing" | "wrong_item" | "damaged" | "lost" | "not_delivered" | "returned" | "address" | "other";
  parcel_id?: string | null;
  cost?: "us" | "carrier" | "shop" | null;
  carrier?: string | null;
  service?: string | null;
  recipient?: Recipient | null;
  external_id?: string | null;
  note?: string | null;
  lines?: Array<AgainLine> | null;
}

export interface ReshipmentView {
  order_id: string;
  order_number: number;
  order_external_id: string;
  status: string;
  of_order_id: string;
  of_order_number: number;
  parcel_number: number | null;
  reason: string;
  cost: string;
  is_extra: boolean;
  asked_by: string;
  created_at: string;
  lines: Array<LinePart>;
}

export interface Reshipments {
  items: Array<ReshipmentView>;
}

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

export interface ReturnLineView {
  id: string;
  order_line_id: string | null;
  sku: string;
  name: string;
  announced: number;
  received: number;
  inspected: number;
  is_mismatch: boolean;
  serials: Array<string>;
  mismatches: Array<Mismatch>;
  findings: Array<Finding>;
}

export interface ReturnParcelView {
  id: string;
  tracking_number: string | null;
  arrived_at: string | null;
  weight_g: number | null;
  photos: Array<string>;
}

export interface ReturnView {
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
  refund_clearable_at: string | null;
  refund_basis: string | null;
  refunded_at: string | null;
  complaint_answered_at: string | null;
  came_empty_at: string | null;
  came_weight_g: number | null;
  photos: Array<string>;
  clocks: Clocks;
  parcels: Array<ReturnParcelView>;
  exchange: ExchangeView | null;
  lines: Array<ReturnLineView>;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface RowDifference {
  field: string;
  old: unknown;
  new: unknown;
}

export interface RowError {
  field: string;
  code: string;
  detail: string;
}

export interface RowOut {
  row_no: number;
  sku: string;
  /** unchecked, new, changed, same, error, applied, refused */
  state: string;
  differences: Array<RowDifference>;
  errors: Array<RowError>;
}

export interface Rubric {
  grades?: Record<string, unknown>;
  checklist?: Array<Record<string, unknown>>;
  /** broken, used, incomplete, dirty, not_working, other */
  photo_faults?: Array<string>;
  is_lot_asked?: boolean;
  /** sent, arrived, inspected */
  refund_when?: string;
  /** goods, parcels */
  ends_with?: string;
  /** at_once, arrived, inspected */
  exchange_when?: string;
  unidentified_remind_days?: number;
  unidentified_days?: number;
  /** keep, quarantine, scrap */
  unidentified_then?: string;
  parcels_wait_days?: number;
  currency?: string;
  piece_value_minor?: number | null;
  scrap_alone_max_minor?: number | null;
  products?: Array<ProductRule>;
}

export interface RubricOut {
  version: number;
  saved_at: string | null;
  rubric: Rubric;
}

export interface Rules {
  is_blind?: boolean;
  decide_within_hours?: number;
  least_days_left?: number;
  /** pick_face, storage */
  put_away_first?: string;
  fallbacks?: Fallbacks;
}

export interface Said {
  at: string;
  channel: string;
  from_whom: string;
  words: string;
  files: Array<string>;
}

export interface SaidView {
  id: string;
  order_id: string | null;
  channel: string;
}

export interface Sealed {
  day_on: string;
  movements: number;
  digest: string;
}

export interface SettingsTold {
  kinds?: Array<string>;
  quiet_from?: number | null;
  quiet_until?: number | null;
  urgent_kinds?: Array<string>;
  /** en, pl, uk, de */
  fallback_language?: string;
  survey_after_days?: number | null;
  /** ten, five */
  survey_scale?: string;
}

export interface ShipmentDetail {
  id: string;
  order_id: string;
  order_number: number;
  order_external_id: string;
  parcel_id: string;
  parcel_number: number;
  parcel_status: string;
  weight_g: number | null;
  carton: string | null;
  length_mm: number | null;
  width_mm: number | null;
  height_mm: number | null;
  carrier: string;
  service: string;
  status: string;
  pickup_point_id: string | null;
  price: Price | null;
  paid_by: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
  failure: FailureTold | null;
  held_at: string | null;
  created_at: string;
  updated_at: string;
  bought_at: string | null;
  handed_over_at: string | null;
  delivered_at: string | null;
  tracking: Array<TrackingNewsView>;
}

export interface ShipmentView {
  id: string;
  order_id: string;
  order_number: number;
  order_external_id: string;
  parcel_id: string;
  parcel_number: number;
  parcel_status: string;
  weight_g: number | null;
  carton: string | null;
  length_mm: number | null;
  width_mm: number | null;
  height_mm: number | null;
  carrier: string;
  service: string;
  status: string;
  pickup_point_id: string | null;
  price: Price | null;
  paid_by: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
  failure: FailureTold | null;
  held_at: string | null;
  created_at: string;
  updated_at: string;
  bought_at: string | null;
  handed_over_at: string | null;
}

export interface ShopCalendar {
  time_zone: string;
  today: string;
  cut_offs: Array<CutOffs>;
  closed_days: Array<ClosedDay>;
}

export interface SlipTemplate {
  /** A4, A6, roll */
  paper?: string;
  accent?: string;
  /** small, normal, large */
  font_size?: string;
  /** en, pl, uk, de */
  fallback_language?: string;
  is_sku_shown?: boolean;
  is_lot_shown?: boolean;
  is_gift_note_shown?: boolean;
  is_thanks_shown?: boolean;
  is_shop_order_shown?: boolean;
  is_date_shown?: boolean;
  is_page_shown?: boolean;
  return_url?: string;
  words?: Record<string, unknown>;
}

export interface SlipTemplateOut {
  version: number;
  has_logo: boolean;
  saved_at: string | null;
  template: SlipTemplate;
}

export interface SlipWords {
  thanks?: string;
  message?: string;
  returns?: string;
  footer?: string;
}

export interface StockOf {
  product_id: string;
  sku: string;
  on_hand: number;
  allocated: number;
  available: number;
  conditions: Record<string, unknown>;
  updated_at: string | null;
}

export interface StockThen {
  product_id: string;
  sku: string;
  as_of: string;
  on_hand: number;
  conditions: Record<string, unknown>;
}

export interface SubjectOut {
  type: string;
  id: string;
  external_id: string | null;
  version: number;
}

export interface TextOut {
  version: number;
  subject: string;
  body: string;
}

export interface TrackingNewsView {
  status: string | null;
  incident: string | null;
  code: string;
  place: string | null;
  occurred_at: string;
}

export interface TrialAsked {
  type?: string;
}

export interface TrialSent {
  delivery_id: string;
}

export interface Unfiled {
  id: string;
  at: string;
  subject: string;
  words: string;
}

export interface Wait {
  code: "payment" | "fraud" | "address_question" | "shop_request";
  note?: string | null;
}

export interface Waiting {
  order: string;
  order_number: number;
  sku: string;
  quantity: number;
  free: number;
  code: string;
  sentence: string;
}

export interface Way {
  carrier: string;
  service: string;
}

export interface WayAsked {
  way?: string | null;
  parcel?: number;
}

export interface WayBack {
  carrier: string;
  service: string;
  consumer_pays_minor?: number;
}

export interface WayTold {
  /** first_order, big_order, our_mistake */
  upgraded_for: string | null;
  instead_of: Way | null;
}

export interface WhoIsMeant {
  order_external_id?: string | null;
  email?: string | null;
}

export interface Wish {
  remedy: "reship" | "extra_item" | "other_carrier";
  reason?: "missing" | "wrong_item" | "damaged" | "lost" | "not_delivered" | "returned" | "address" | "other";
  lines?: Array<AgainLine> | null;
  carrier?: string | null;
  service?: string | null;
  cost?: "us" | "carrier" | "shop" | null;
}

export interface WithSecret {
  endpoint: Endpoint;
  secret: string;
}

export interface Within {
  days?: number;
  hours?: number | null;
}
