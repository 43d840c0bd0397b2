// Everything that can be asked of the warehouse. Written by `make clients` from the API's description; not by hand.

import { Calls, Pages, segment } from "./calls.js";
import type { Content, Keyed, Query, Versioned } from "./calls.js";
import type * as m from "./models.js";

/** One method an operation, by the names of the API's description. */
export class Operations extends Calls {
  /**
   * List products.
   *
   * In the order in which they were registered.
   */
  listProducts(
    query: { updated_since?: string; after?: string; limit?: number } = {},
  ): Pages<m.Product> {
    return this.list<m.Product>("GET", "/v1/products", { query: query as Query });
  }

  /**
   * Register a product.
   *
   * Its goods can come in and be ordered from then on.
   *
   * Barcodes of pack sizes carry the base units that are in the pack. A code with the length of an
   * EAN or UPC must have the right check digit.
   */
  registerProduct(body: m.NewProduct, options: Keyed = {}): Promise<m.Product> {
    return this.call<m.Product>(
      "POST",
      "/v1/products",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Register or replace many products.
   *
   * At most 500, with a result per item: a bad one does not spoil the rest.
   */
  registerProducts(body: m.ProductBatch, options: Keyed = {}): Promise<m.ProductBatchResult> {
    return this.call<m.ProductBatchResult>(
      "POST",
      "/v1/products/batch",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Read a product.
   *
   * With its ETag, for a later change.
   */
  readProduct(sku: string): Promise<m.Product> {
    return this.call<m.Product>("GET", `/v1/products/${segment(sku)}`);
  }

  /**
   * Make a product be as said.
   *
   * Registers it, or replaces all that was said of it. Sent again, it stays so.
   *
   * Send the ETag that you read as If-Match, and it is replaced only if nobody changed it
   * meanwhile; without If-Match your word is the last.
   */
  putProduct(
    sku: string,
    body: m.NewProduct,
    version: Versioned | null = null,
  ): Promise<m.Product> {
    return this.call<m.Product>("PUT", `/v1/products/${segment(sku)}`, { body, version });
  }

  /**
   * Change a product.
   *
   * What is named changes. Send the ETag that you read as If-Match, or `*`.
   */
  changeProduct(sku: string, body: m.ProductChange, version: Versioned): Promise<m.Product> {
    return this.call<m.Product>("PATCH", `/v1/products/${segment(sku)}`, { body, version });
  }

  /**
   * List the pictures of a product.
   *
   * At most ten, in the order in which they came.
   */
  listProductPhotos(sku: string): Promise<m.ProductPhotos> {
    return this.call<m.ProductPhotos>("GET", `/v1/products/${segment(sku)}/photos`);
  }

  /**
   * Add a picture of a product.
   *
   * The body is the file itself: JPEG, PNG or WebP, at most 8 MB and 50 million pixels (PNG and
   * WebP: 25).
   *
   * It is kept as a JPEG of at most 1600 pixels a side, without what the camera wrote into it. The
   * first of at most ten is what the picker sees.
   */
  addProductPhoto(sku: string, content: Content, options: Keyed = {}): Promise<m.ProductPhoto> {
    return this.call<m.ProductPhoto>(
      "POST",
      `/v1/products/${segment(sku)}/photos`,
      { content, mediaType: "image/png", key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Fetch a picture of a product.
   *
   * The JPEG. A picture never changes, so it may be kept for a year by its address.
   */
  fetchProductPhoto(
    sku: string,
    photoId: string,
    query: { side?: "full" | "thumbnail" } = {},
  ): Promise<Uint8Array> {
    return this.bytes(
      "GET",
      `/v1/products/${segment(sku)}/photos/${segment(photoId)}`,
      { query: query as Query },
    );
  }

  /**
   * Take a picture of a product away.
   *
   * It is gone for good.
   */
  removeProductPhoto(sku: string, photoId: string): Promise<void> {
    return this.call<void>("DELETE", `/v1/products/${segment(sku)}/photos/${segment(photoId)}`);
  }

  /**
   * What is wrong with your barcodes.
   *
   * `missing`: no barcode for a single piece. `duplicate`: a scan may mean two of your products.
   *
   * `check_digit`: it has the length of an EAN or UPC, and a wrong check digit. `other_shop`: goods
   * of another shop here carry the same code; that is normal for branded goods, and the floor then
   * goes by the work in hand.
   */
  listBarcodeFaults(
    query: { kind?: "missing" | "duplicate" | "check_digit" | "other_shop"; after?: string; limit?: number } = {},
  ): Pages<m.BarcodeProblem> {
    return this.list<m.BarcodeProblem>("GET", "/v1/barcode-health", { query: query as Query });
  }

  /**
   * List imports.
   *
   * The newest first; they are forgotten after 30 days.
   */
  listImports(query: { after?: string; limit?: number } = {}): Pages<m.Import> {
    return this.list<m.Import>("GET", "/v1/imports", { query: query as Query });
  }

  /**
   * Upload a list of products.
   *
   * A file, which is only checked: nothing is written before `confirmImport`.
   *
   * NDJSON (`application/x-ndjson`, UTF-8): an object a line with `sku` and what shall change, as
   * `changeProduct` takes it. CSV (`text/csv`): UTF-8 (with or without BOM), UTF-16 or
   * Windows-1250; separated by comma, semicolon or tab; at most 10 MB and 50,000 rows. The first
   * row names the columns: `sku` and any of `name`, `barcodes`, `weight_g`, `length_mm`,
   * `width_mm`, `height_mm`, `is_lot_tracked`, `is_expiry_tracked`, `is_serial_tracked`,
   * `is_hazmat`, `is_fragile`, `is_upright`, `packing_instructions`. In `barcodes`, `|` stands
   * between codes and `*12` behind the code of a pack of twelve. An empty cell leaves the field as
   * it is, a lone `-` clears it. Poll `readImport` until it is `checked`.
   */
  uploadProducts(
    content: Content,
    query: { file_name?: string; dry_run?: boolean } = {},
    options: Keyed = {},
    mediaType: "text/csv" | "application/x-ndjson" = "text/csv",
  ): Promise<m.Import> {
    return this.call<m.Import>(
      "POST",
      "/v1/imports",
      { query: query as Query, content, mediaType, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Read an import.
   *
   * How far it is. While it is `applying`, `applied_rows` grows.
   */
  readImport(importId: string): Promise<m.Import> {
    return this.call<m.Import>("GET", `/v1/imports/${segment(importId)}`);
  }

  /**
   * What each row would do.
   *
   * In the order of the file: new, changed (from what to what), the same, or what is wrong.
   */
  listImportRows(
    importId: string,
    query: { state?: "unchecked" | "new" | "changed" | "same" | "error" | "applied" | "refused"; after?: string; limit?: number } = {},
  ): Pages<m.ImportRow> {
    return this.list<m.ImportRow>(
      "GET",
      `/v1/imports/${segment(importId)}/rows`,
      { query: query as Query },
    );
  }

  /**
   * Confirm an import.
   *
   * What is new or changed is written now; rows with an error stay out.
   *
   * A product that was changed since the check is left alone, and its row says so.
   */
  confirmImport(importId: string, options: Keyed = {}): Promise<m.Import> {
    return this.call<m.Import>(
      "POST",
      `/v1/imports/${segment(importId)}/confirm`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Cancel an import.
   *
   * Nothing of it is written.
   */
  cancelImport(importId: string, options: Keyed = {}): Promise<m.Import> {
    return this.call<m.Import>(
      "POST",
      `/v1/imports/${segment(importId)}/cancel`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Read what a kit is made of.
   *
   * 404 `kit.none` when the product is no kit.
   */
  readKit(sku: string): Promise<m.Kit> {
    return this.call<m.Kit>("GET", `/v1/products/${segment(sku)}/kit`);
  }

  /**
   * Make a product a kit.
   *
   * `virtual`: an order for it becomes an order for its parts, and it has no stock of its own.
   *
   * `built`: it is put together beforehand and lies on the shelf. A part is a plain product.
   */
  putKit(sku: string, body: m.NewKit, version: Versioned | null = null): Promise<m.Kit> {
    return this.call<m.Kit>("PUT", `/v1/products/${segment(sku)}/kit`, { body, version });
  }

  /**
   * Make a kit a plain product.
   *
   * Orders that were placed before stay as they are.
   */
  removeKit(sku: string): Promise<void> {
    return this.call<void>("DELETE", `/v1/products/${segment(sku)}/kit`);
  }

  /**
   * Weights and sizes that we measured.
   *
   * Where our scales say again and again something else than you do, of one piece.
   */
  listMeasureProposals(
    query: { status?: "open" | "accepted" | "refused"; after?: string; limit?: number } = {},
  ): Pages<m.MeasureProposal> {
    return this.list<m.MeasureProposal>("GET", "/v1/measure-proposals", { query: query as Query });
  }

  /**
   * Accept a weight or size.
   *
   * The product has it from now on.
   */
  acceptMeasureProposal(proposalId: string, options: Keyed = {}): Promise<m.MeasureProposal> {
    return this.call<m.MeasureProposal>(
      "POST",
      `/v1/measure-proposals/${segment(proposalId)}/accept`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Refuse a weight or size.
   *
   * What you say stays, and this value is not proposed again.
   */
  refuseMeasureProposal(proposalId: string, options: Keyed = {}): Promise<m.MeasureProposal> {
    return this.call<m.MeasureProposal>(
      "POST",
      `/v1/measure-proposals/${segment(proposalId)}/refuse`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * List work orders for kits.
   *
   * In the order in which they were asked for; `done` grows while they are worked on.
   */
  listKitOrders(query: { after?: string; limit?: number } = {}): Pages<m.KitOrder> {
    return this.list<m.KitOrder>("GET", "/v1/kit-orders", { query: query as Query });
  }

  /**
   * Have kits built or taken apart.
   *
   * Of a `built` kit whose parts keep neither lots, expiry dates nor serial numbers.
   */
  askForKits(body: m.NewKitOrder, options: Keyed = {}): Promise<m.KitOrder> {
    return this.call<m.KitOrder>(
      "POST",
      "/v1/kit-orders",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Cancel a work order for kits.
   *
   * What was built until now stays built.
   */
  cancelKits(kitOrderId: string, options: Keyed = {}): Promise<m.KitOrder> {
    return this.call<m.KitOrder>(
      "POST",
      `/v1/kit-orders/${segment(kitOrderId)}/cancel`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * List deliveries.
   *
   * In the order in which they were announced.
   */
  listDeliveries(
    query: { external_id?: string; updated_since?: string; after?: string; limit?: number } = {},
  ): Pages<m.Asn> {
    return this.list<m.Asn>("GET", "/v1/asns", { query: query as Query });
  }

  /**
   * Announce a delivery.
   *
   * What is coming, by SKU. The same `external_id` again is 409 with the first one's id.
   */
  announceDelivery(body: m.NewAsn, options: Keyed = {}): Promise<m.Asn> {
    return this.call<m.Asn>(
      "POST",
      "/v1/asns",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Read a delivery.
   *
   * What was announced, what has come so far, and what differs.
   *
   * `decide_url` is a page on which a person decides all that is open, without logging in.
   */
  readDelivery(asnId: string): Promise<m.Asn> {
    return this.call<m.Asn>("GET", `/v1/asns/${segment(asnId)}`);
  }

  /**
   * Read what was scanned of a delivery.
   *
   * Scan by scan, in their order: lot, expiry date and serial number as they were read, and the
   * condition in which the goods are. `reason` is `receive`; `damage`: held back; `correct`: taken
   * back; `adjust`: what you decided was carried out.
   */
  listReceipts(asnId: string, query: { after?: string; limit?: number } = {}): Pages<m.Receipt> {
    return this.list<m.Receipt>(
      "GET",
      `/v1/asns/${segment(asnId)}/receipts`,
      { query: query as Query },
    );
  }

  /**
   * Cancel a delivery.
   *
   * Until it is being received; then 409 `asn.too_late`.
   */
  cancelDelivery(asnId: string, options: Keyed = {}): Promise<m.Asn> {
    return this.call<m.Asn>(
      "POST",
      `/v1/asns/${segment(asnId)}/cancel`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Announce a delivery by a CSV file.
   *
   * One row a product: `sku`, `quantity`, and, if you pack by carton, `carton` (the code on its
   * label), `lot`, `expires_on` (YYYY-MM-DD). Comma, semicolon or tab; UTF-8 or Windows-1250. All
   * of it is announced, or nothing and every cell at fault is named. With `dry_run=true` nothing is
   * announced: `readImport` and `listImportRows` tell what each row would do, `confirmImport`
   * announces it whole.
   */
  announceDeliveryByFile(
    content: Content,
    query: { external_id: string; expected_on?: string; note?: string; dry_run?: boolean },
    options: Keyed = {},
  ): Promise<Record<string, unknown>> {
    return this.call<Record<string, unknown>>(
      "POST",
      "/v1/asns/csv",
      { query: query as Query, content, mediaType: "text/csv", key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Download the labels of its cartons.
   *
   * One label of 100 × 150 mm a carton: stick it on, and all of the carton is received by one scan.
   * 404 when the delivery was announced without cartons.
   */
  downloadCartonLabels(asnId: string): Promise<Uint8Array> {
    return this.bytes("GET", `/v1/asns/${segment(asnId)}/labels.pdf`);
  }

  /**
   * List what differs.
   *
   * Of all deliveries, in the order in which it was noticed. Mistakes of ours are left out.
   */
  listDiscrepancies(
    query: { status?: "open" | "decided" | "done"; after?: string; limit?: number } = {},
  ): Pages<m.Discrepancy> {
    return this.list<m.Discrepancy>("GET", "/v1/discrepancies", { query: query as Query });
  }

  /**
   * Read one difference.
   *
   * `fallback` happens when you have not decided by `decide_by`. `decide_url` is a signed page on
   * which a person decides without logging in; it works until then.
   */
  readDiscrepancy(asnId: string, discrepancyId: string): Promise<m.Discrepancy> {
    return this.call<m.Discrepancy>(
      "GET",
      `/v1/asns/${segment(asnId)}/discrepancies/${segment(discrepancyId)}`,
    );
  }

  /**
   * Decide what becomes of the goods.
   *
   * `accept`: the goods can be sold (damaged ones stay damaged). `quarantine`: they are kept and
   * not sold. `return_to_supplier`: they are held until the supplier's driver takes them along. The
   * same again is 200, another decision 409 `discrepancy.decided`.
   */
  decideDiscrepancy(
    asnId: string,
    discrepancyId: string,
    body: m.DiscrepancyDecision,
    options: Keyed = {},
  ): Promise<m.Discrepancy> {
    return this.call<m.Discrepancy>(
      "POST",
      `/v1/asns/${segment(asnId)}/discrepancies/${segment(discrepancyId)}/decide`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Fetch a picture of it.
   *
   * A JPEG of at most 1600 pixels a side, taken at the dock.
   */
  readDiscrepancyPhoto(
    asnId: string,
    discrepancyId: string,
    pictureId: string,
    query: { side?: "full" | "thumbnail" } = {},
  ): Promise<Uint8Array> {
    return this.bytes(
      "GET",
      `/v1/asns/${segment(asnId)}/discrepancies/${segment(discrepancyId)}/photos/${segment(pictureId)}`,
      { query: query as Query },
    );
  }

  /**
   * Read the rules of receiving.
   *
   * The defaults, until you say otherwise.
   */
  readInboundRules(): Promise<m.InboundRules> {
    return this.call<m.InboundRules>("GET", "/v1/inbound-rules");
  }

  /**
   * Say how deliveries are received.
   *
   * All of them at once; what is left out goes back to its default. Goods that expire within
   * `least_days_left` days are held; `fallbacks` say what happens when you do not decide in time.
   */
  putInboundRules(body: m.InboundRules, version: Versioned | null = null): Promise<m.InboundRules> {
    return this.call<m.InboundRules>("PUT", "/v1/inbound-rules", { body, version });
  }

  /**
   * How much there is.
   *
   * Of every product, also those without goods; as of now, or as of any second of the past.
   *
   * `available` can be promised to orders now; `on_hand` is everything inside the building, also on
   * the dock, in totes and parcels, and damaged. Of the past, `on_hand` and `conditions` are told.
   * To stay up to date, ask with `updated_since` a minute before your last question.
   */
  listStock(
    query: { sku?: Array<string>; as_of?: string; updated_since?: string; after?: string; limit?: number } = {},
  ): Pages<m.Stock> {
    return this.list<m.Stock>("GET", "/v1/stock", { query: query as Query });
  }

  /**
   * Why there is so much.
   *
   * Every unit on hand and what it is doing, in words and in codes; the parts add up.
   *
   * `free` can be sold, `promised` waits on the shelf for its order, `picked` and `packed` are on
   * their way, `waiting` came and is not put away, `aside` lies at a bench or in staging;
   * `blocked`, `expired`, `short_dated` (within your `block_days`), `opened`, `damaged` and
   * `quarantine` cannot be sold; `more` is what a long list leaves out. `chosen_by` says why an
   * order was promised these goods and no others: `expires_first`, `oldest_lot`, `pick_face`,
   * `whole` (the place holds the whole quantity), `came_first`, `nearest`, `picker` or
   * `replenished`. `waiting` names the first orders that wait for the product, in their turn, and
   * why: `none_free`, `kept` (for an order that was overtaken for two days), `not_enough` or
   * `others_missing` (the order goes whole), `kit_incomplete`, or `next_pass` (in a moment).
   */
  explainStock(sku: string): Promise<m.StockExplanation> {
    return this.call<m.StockExplanation>("GET", `/v1/stock/${segment(sku)}/explain`);
  }

  /**
   * The ledger.
   *
   * Every movement of your goods, from place to place, in the order in which it was written.
   *
   * Nothing in it ever changes: a mistake is corrected by a reverse movement.
   */
  listStockMovements(
    query: { sku?: string; lot?: string; reason?: string; place?: string; since?: string; until?: string; after?: string; limit?: number } = {},
  ): Pages<m.StockMovement> {
    return this.list<m.StockMovement>("GET", "/v1/stock-movements", { query: query as Query });
  }

  /**
   * The seals of the ledger's days.
   *
   * Each closed day (UTC) of your ledger with a seal over it and all days before, oldest first.
   *
   * Keep one: as long as it comes out again, nothing before was changed. The program
   * `/docs/verify_ledger.py` computes the seals anew from your movements.
   */
  listStockSeals(query: { after?: string; limit?: number } = {}): Pages<m.MovementSeal> {
    return this.list<m.MovementSeal>("GET", "/v1/stock-seals", { query: query as Query });
  }

  /**
   * What there is of each lot.
   *
   * Lots of which there is something, the first to expire first; without `expires_before` also
   * goods that do not expire. From `sell_before` on none of a lot can be promised to orders.
   */
  listStockLots(
    query: { sku?: Array<string>; expires_before?: string; after?: string; limit?: number } = {},
  ): Pages<m.LotStock> {
    return this.list<m.LotStock>("GET", "/v1/stock-lots", { query: query as Query });
  }

  /**
   * Read how expiry is watched.
   *
   * The defaults, until you say otherwise.
   */
  readStockRules(): Promise<m.StockRules> {
    return this.call<m.StockRules>("GET", "/v1/stock-rules");
  }

  /**
   * Say how expiry is watched.
   *
   * `stock.expiring` tells of a lot `warn_days` before it expires, again when it is not sold any
   * more (`block_days` before), and when it has expired. Goods that were promised to orders too
   * long are promised anew within the hour; what has expired goes to quarantine.
   */
  putStockRules(body: m.StockRules, version: Versioned | null = null): Promise<m.StockRules> {
    return this.call<m.StockRules>("PUT", "/v1/stock-rules", { body, version });
  }

  /**
   * Levels at which you are told.
   *
   * The products for which you set one.
   */
  listStockLevels(
    query: { is_low?: boolean; after?: string; limit?: number } = {},
  ): Pages<m.StockLevel> {
    return this.list<m.StockLevel>("GET", "/v1/stock-levels", { query: query as Query });
  }

  /**
   * Be told when it runs low.
   *
   * `stock.low` is told once when no more than `low_at` are available (at once when it is so
   * already), and again only after there were more.
   */
  putStockLevel(sku: string, body: m.NewStockLevel): Promise<m.StockLevel> {
    return this.call<m.StockLevel>("PUT", `/v1/stock-levels/${segment(sku)}`, { body });
  }

  /**
   * Not be told any more.
   *
   * Also when there was none.
   */
  forgetStockLevel(sku: string): Promise<void> {
    return this.call<void>("DELETE", `/v1/stock-levels/${segment(sku)}`);
  }

  /**
   * List orders.
   *
   * In the order of their last change, so that a program that reads on misses none.
   */
  listOrders(
    query: { external_id?: string; status?: string; updated_since?: string; expand?: string; after?: string; limit?: number } = {},
  ): Pages<m.ExpandedOrder> {
    return this.list<m.ExpandedOrder>("GET", "/v1/orders", { query: query as Query });
  }

  /**
   * Place an order.
   *
   * Stock is promised at once: the answer says which lines got theirs and which must wait.
   *
   * An address that cannot be right (postcode, city, phone, pickup point) is no reason to refuse
   * it: the order is taken, stock is promised, and `holds` says what to amend before it is picked.
   *
   * Leave `carrier` or `service` out and your rules choose them (see "Which way" in the guide):
   * `chosen_way` says whether that is an upgrade, and for what.
   */
  placeOrder(body: m.NewOrder, options: Keyed = {}): Promise<m.Order> {
    return this.call<m.Order>(
      "POST",
      "/v1/orders",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Place many orders.
   *
   * At most 500, with a result per item: a bad one does not spoil the rest.
   *
   * They are promised stock in the order in which they stand. The Idempotency-Key is the whole
   * batch's: sent again, it gets the first answer again.
   */
  placeOrders(body: m.OrderBatch, options: Keyed = {}): Promise<m.OrderBatchResult> {
    return this.call<m.OrderBatchResult>(
      "POST",
      "/v1/orders/batch",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Read an order.
   *
   * The order with what was promised, picked, packed and shipped of each line; with its ETag.
   */
  readOrder(orderId: string, query: { expand?: string } = {}): Promise<m.ExpandedOrder> {
    return this.call<m.ExpandedOrder>(
      "GET",
      `/v1/orders/${segment(orderId)}`,
      { query: query as Query },
    );
  }

  /**
   * Amend an order.
   *
   * What is named changes, null takes away. Send the ETag that you read as If-Match, or `*`.
   *
   * `lines` is the whole list as it shall be; promises are freed and made with it, at once. Lines
   * and `priority` change until somebody walks for the order, everything else until its first
   * carton is closed; then the answer is 409 `order.lines_settled` or `order.settled` with the
   * state. `ship_by` null gives the time back to the calendar, `backorder_policy` and `wait_until`
   * change until somebody walks for the order; what has passed is refused (422 `order.time_over`).
   * Holds of the address end, or begin, with what it is now. `order.amended` says what changed;
   * with another courier a `ship_by` of ours is the next day on which that one leaves.
   */
  amendOrder(orderId: string, body: m.OrderChange, version: Versioned): Promise<m.Order> {
    return this.call<m.Order>("PATCH", `/v1/orders/${segment(orderId)}`, { body, version });
  }

  /**
   * Cancel an order.
   *
   * One answer at once.
   *
   * `accepted`: it is cancelled and its stock is free again. `intercepted`: goods of it are in a
   * tote; the packer is told and takes it apart, and `order.cancelled` follows. When the parcel is
   * closed already the answer is 409 `order.cancel_too_late` with the state, and
   * `order.cancel_refused` follows.
   */
  cancelOrder(orderId: string, options: Keyed = {}): Promise<m.Cancellation> {
    return this.call<m.Cancellation>(
      "POST",
      `/v1/orders/${segment(orderId)}/cancel`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Hold an order back.
   *
   * Nobody picks it; its stock stays promised. Several reasons can hold at once.
   *
   * On a walk already, it is picked to the end, and the packer puts it aside. When its parcel is
   * closed the answer is 409 `order.hold_too_late` with the state. `order.held` tells your other
   * programs.
   */
  holdOrder(orderId: string, body: m.NewHold, options: Keyed = {}): Promise<m.Order> {
    return this.call<m.Order>(
      "POST",
      `/v1/orders/${segment(orderId)}/hold`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * End a hold of an order.
   *
   * When no other hold is open, it goes on where it was: `order.hold_released`.
   *
   * A hold of an address check ends so too, when you know better than the check. What waits for the
   * warehouse or the courier (`owner`) is not yours to end: 403 `order.hold_not_yours`.
   */
  releaseOrder(orderId: string, body: m.ReleaseHold, options: Keyed = {}): Promise<m.Order> {
    return this.call<m.Order>(
      "POST",
      `/v1/orders/${segment(orderId)}/release`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Download the invoice of an order.
   *
   * As you sent it.
   */
  downloadInvoice(orderId: string): Promise<Uint8Array> {
    return this.bytes("GET", `/v1/orders/${segment(orderId)}/documents/invoice`);
  }

  /**
   * Send the invoice of an order.
   *
   * The body is the PDF itself, at most 2 MB; sent again, it replaces the one before.
   *
   * It is printed at the bench with the slip of the first parcel that is closed. Then the answer is
   * 409 `order.settled`.
   */
  putInvoice(orderId: string, content: Content): Promise<m.StoredDocument> {
    return this.call<m.StoredDocument>(
      "PUT",
      `/v1/orders/${segment(orderId)}/documents/invoice`,
      { content, mediaType: "application/pdf" },
    );
  }

  /**
   * Read how an order was packed.
   *
   * The scan log, contents, weight, confirmed instructions and photos of each parcel, kept when it
   * was closed (`closed`), what became of its label (`label`, `decision`), and when it was opened
   * again (`opened_again`).
   *
   * Each link carries the SHA-256 of the one before it (`previous_sha256`), so nothing can be
   * changed or left out later without showing: compare the last hash with the one that you read
   * before. Our people are told by their ids; nothing of the recipient is in it. At most 500 links.
   */
  readEvidence(orderId: string): Promise<m.OrderEvidence> {
    return this.call<m.OrderEvidence>("GET", `/v1/orders/${segment(orderId)}/evidence`);
  }

  /**
   * Fetch a photo of a packed parcel.
   *
   * A JPEG of at most 1600 pixels a side, taken at the bench before the parcel was closed.
   */
  readParcelPhoto(
    orderId: string,
    parcelPhotoId: string,
    query: { side?: "full" | "thumbnail" } = {},
  ): Promise<Uint8Array> {
    return this.bytes(
      "GET",
      `/v1/orders/${segment(orderId)}/photos/${segment(parcelPhotoId)}`,
      { query: query as Query },
    );
  }

  /**
   * Ask what would become of an order.
   *
   * Would it ship today, by when, from which stock, how, for what price, and what blocks it. Leave
   * `carrier` or `service` out and your rules choose, as for an order. Nothing is written and
   * nothing is kept for you: the answer is true at this moment. What placing the order would refuse
   * (an unknown SKU, a service that nobody has) stands among `blocks` with a pointer. Sentences are
   * in English, Polish or Ukrainian, as `Accept-Language` asks.
   */
  quoteOrder(body: m.NewQuote): Promise<m.OrderQuote> {
    return this.call<m.OrderQuote>("POST", "/v1/orders/quote", { body });
  }

  /**
   * Why an order is where it is.
   *
   * Each reason has a stable `code`, who must act (`owner`: us, shop, consumer, carrier or nobody),
   * until when (`by`), and what ends it. Sentences are in English, Polish or Ukrainian, as `Accept-
   * Language` asks.
   */
  explainOrder(orderId: string): Promise<m.OrderExplanation> {
    return this.call<m.OrderExplanation>("GET", `/v1/orders/${segment(orderId)}/explain`);
  }

  /**
   * What happened to an order.
   *
   * Every fact with its time, the first one first: what you were told (`what` is the event's type),
   * and each movement of its goods (`goods.pick`, `goods.pack`, `goods.ship`,
   * `goods.return_receive` …). Nobody's name and nothing of the buyer is in it. Events are kept for
   * 30 days; what the warehouse still knows of them afterwards is told without their `data`.
   */
  listOrderTimeline(
    orderId: string,
    query: { after?: string; limit?: number } = {},
  ): Pages<m.TimelineEntry> {
    return this.list<m.TimelineEntry>(
      "GET",
      `/v1/orders/${segment(orderId)}/timeline`,
      { query: query as Query },
    );
  }

  /**
   * Read when your orders leave.
   *
   * For each courier and service the next days on which orders leave: what is placed before
   * `closes_at`, and has its goods, has left by `ship_by`. Your own cut-offs where you agreed on
   * some, else those of the house. `closed_days` are the public holidays and the days on which the
   * house is closed, of the sixty days that come, by their names in the language of `Accept-
   * Language`; it can change until then.
   */
  readCalendar(query: { days?: number } = {}): Promise<m.ShopCalendar> {
    return this.call<m.ShopCalendar>("GET", "/v1/calendar", { query: query as Query });
  }

  /**
   * List pickup points.
   *
   * As their courier told them last (`seen_at`). Around a postcode: at most 20, those that are open
   * first. An area that nobody asked for before is empty at first: its courier is asked within
   * seconds, and then kept up to date for a week.
   */
  listPickupPoints(
    query: { carrier?: string; postcode?: string; country?: string; after?: string; limit?: number } = {},
  ): Pages<m.PickupPoint> {
    return this.list<m.PickupPoint>("GET", "/v1/pickup-points", { query: query as Query });
  }

  /**
   * List shipments.
   *
   * In the order of their last change, so that a program that reads on misses none.
   */
  listShipments(
    query: { status?: string; order_id?: string; tracking_number?: string; updated_since?: string; expand?: string; after?: string; limit?: number } = {},
  ): Pages<m.ExpandedShipment> {
    return this.list<m.ExpandedShipment>("GET", "/v1/shipments", { query: query as Query });
  }

  /**
   * Read a shipment.
   *
   * A parcel with its courier: its label, its tracking number, when it was handed over, and what
   * the courier told of it since.
   */
  readShipment(shipmentId: string, query: { expand?: string } = {}): Promise<m.ShipmentDetail> {
    return this.call<m.ShipmentDetail>(
      "GET",
      `/v1/shipments/${segment(shipmentId)}`,
      { query: query as Query },
    );
  }

  /**
   * Download a label.
   *
   * The label as PDF, 100 × 150 mm; 404 while it is not bought.
   */
  downloadLabel(shipmentId: string): Promise<Uint8Array> {
    return this.bytes("GET", `/v1/shipments/${segment(shipmentId)}/label.pdf`);
  }

  /**
   * Download a label for a label printer.
   *
   * The same label as ZPL II for printers of 8 dots/mm; 404 when the courier gave none.
   */
  downloadLabelZpl(shipmentId: string): Promise<Uint8Array> {
    return this.bytes("GET", `/v1/shipments/${segment(shipmentId)}/label.zpl`);
  }

  /**
   * List the papers of an order.
   *
   * Your invoice; slips as soon as a parcel is closed, labels as soon as they are bought.
   */
  listDocuments(orderId: string): Promise<m.Documents> {
    return this.call<m.Documents>("GET", `/v1/orders/${segment(orderId)}/documents`);
  }

  /**
   * Download a packing slip.
   *
   * The packing slip that lies in the parcel, as PDF, on the paper that your template says.
   */
  downloadSlip(parcelId: string): Promise<Uint8Array> {
    return this.bytes("GET", `/v1/parcels/${segment(parcelId)}/slip.pdf`);
  }

  /**
   * List cash on delivery.
   *
   * Every entry, the oldest first. `expected`: its parcel was handed over with money to collect.
   * `collected`: the courier says so. `released`: it came back or was lost, nothing is collected.
   * `passed_on`: paid to you, with the transfer's `reference`. Nothing is changed afterwards: an
   * entry with `reverses_id` takes an earlier one back.
   */
  listCashOnDelivery(query: { after?: string; limit?: number } = {}): Pages<m.CodEntry> {
    return this.list<m.CodEntry>("GET", "/v1/cod", { query: query as Query });
  }

  /**
   * List balances of cash on delivery.
   *
   * By courier and currency: what is still out, what came, what was passed on to you, and what is
   * due.
   */
  listCashOnDeliveryBalances(query: { after?: string; limit?: number } = {}): Pages<m.CodBalance> {
    return this.list<m.CodBalance>("GET", "/v1/cod/balances", { query: query as Query });
  }

  /**
   * Read how your packing slips look.
   *
   * The version that slips are printed with now. Each save is a version; the desk shows the older
   * ones and takes them up again.
   */
  readSlipTemplate(): Promise<m.StoredSlipTemplate> {
    return this.call<m.StoredSlipTemplate>("GET", "/v1/slip-template");
  }

  /**
   * Say how your packing slips look.
   *
   * All of it at once; what is left out goes back to its default, the logo stays. Texts can name
   * facts, `{{ order.number }}` or `{{ recipient.first_name }}`, and have conditions, `{% if
   * order.is_gift %} … {% else %} … {% endif %}`; nothing else is understood, and whatever is not
   * is refused with its place. A text that is missing in the recipient's language is printed in
   * `fallback_language`. The colour must be dark enough to be read on white paper.
   */
  putSlipTemplate(
    body: m.SlipTemplate,
    version: Versioned | null = null,
  ): Promise<m.StoredSlipTemplate> {
    return this.call<m.StoredSlipTemplate>("PUT", "/v1/slip-template", { body, version });
  }

  /**
   * Put your logo on your packing slips.
   *
   * The body is the file itself: JPEG, PNG or WebP, at most 8 MB. White around it is cut off. It is
   * printed in its own colours on paper, in greys on the roll, and is a new version.
   */
  putSlipLogo(content: Content): Promise<m.StoredSlipTemplate> {
    return this.call<m.StoredSlipTemplate>(
      "PUT",
      "/v1/slip-template/logo",
      { content, mediaType: "image/png" },
    );
  }

  /**
   * Print your name instead of your logo.
   *
   * From now on; it is a new version.
   */
  removeSlipLogo(): Promise<void> {
    return this.call<void>("DELETE", "/v1/slip-template/logo");
  }

  /**
   * Look at a sample of your packing slip.
   *
   * The slip of an order that does not exist, as PDF.
   */
  downloadSampleSlip(
    query: { language?: "en" | "pl" | "uk" | "de"; paper?: "A4" | "A6" | "roll"; order?: "usual" | "long" | "gift" } = {},
  ): Promise<Uint8Array> {
    return this.bytes("GET", "/v1/slip-template/sample.pdf", { query: query as Query });
  }

  /**
   * Read what your consumers are told.
   *
   * Which messages go out by themselves, and when not. As it begins: none.
   */
  readNotices(): Promise<m.NoticeRules> {
    return this.call<m.NoticeRules>("GET", "/v1/notices");
  }

  /**
   * Say what your consumers are told.
   *
   * All of it at once; what is left out goes back to its default. It counts for what happens from
   * now on. Quiet hours are minutes from midnight by the consumer's clock, and may span midnight.
   * `kinds`: `received`, `preparing`, `packed`, `delayed`, `shipped`, `pickup`, `delivered`,
   * `return_label`, `return_received`, `refund_cleared`.
   */
  putNotices(body: m.NoticeRules, version: Versioned | null = null): Promise<m.NoticeRules> {
    return this.call<m.NoticeRules>("PUT", "/v1/notices", { body, version });
  }

  /**
   * Read the words of a message.
   *
   * Yours, or ours while you have written none.
   */
  readNoticeText(kind: string, language: string): Promise<m.NoticeText> {
    return this.call<m.NoticeText>("GET", `/v1/notices/${segment(kind)}/${segment(language)}`);
  }

  /**
   * Say a message in your own words.
   *
   * A new version that counts at once. Both texts empty: ours count again. They name facts and have
   * "if" as slips do (`{{ order.external_id }}`). Greeting, parcels, pickup point, button and
   * signature are put around the text by us.
   */
  putNoticeText(
    kind: string,
    language: string,
    body: m.NewNoticeText,
    version: Versioned | null = null,
  ): Promise<m.NoticeText> {
    return this.call<m.NoticeText>(
      "PUT",
      `/v1/notices/${segment(kind)}/${segment(language)}`,
      { body, version },
    );
  }

  /**
   * What was sent again of an order.
   *
   * Each with its reason and whose cost it is, the first one first (50 at most). An order that
   * sends something again itself names the first one in `reship_of`.
   */
  listReshipments(orderId: string): Promise<m.Reshipments> {
    return this.call<m.Reshipments>("GET", `/v1/orders/${segment(orderId)}/reshipments`);
  }

  /**
   * Send something of an order again.
   *
   * A missing, wrong or damaged item, or a parcel that was lost or came back: a new order for the
   * lines that are concerned, with priority, linked by `reship_of`, and promised stock at once.
   *
   * Without `lines` all that left goes again, of one parcel when `parcel_id` names it. No unit goes
   * again twice: 409 `reship.too_many`, `reship.nothing_left`. `cost` says who pays by your account
   * (`us`: the warehouse, `carrier`, `shop`); left out, it follows from the reason. Name another
   * `carrier`, `service` or `recipient` when the first was the trouble. Money on delivery is
   * collected again only when nothing of it came. `order.reshipped` tells your other programs.
   */
  sendAgain(orderId: string, body: m.NewReshipment, options: Keyed = {}): Promise<m.Order> {
    return this.call<m.Order>(
      "POST",
      `/v1/orders/${segment(orderId)}/reshipments`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Send other goods for what comes back.
   *
   * Another size, another product: an order of its own (`reship_of` names the first one), whose
   * goods are promised at once. It goes `at_once`, when the return has `arrived`, or when it is
   * `inspected` and is what was sent; until then the hold `exchange` keeps it, which you may
   * release sooner. When the return is refused, it is cancelled. No amount is told to us: money is
   * yours. The key needs `orders:write`, too.
   */
  exchangeReturn(returnId: string, body: m.NewExchange, options: Keyed = {}): Promise<m.Return> {
    return this.call<m.Return>(
      "POST",
      `/v1/returns/${segment(returnId)}/exchange`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * List the labels of a return.
   *
   * Each parcel's, and those that were replaced. `way_status` says where the parcel is, as its
   * courier or our own bench said last; we tell `return.tracking_updated`.
   */
  listReturnLabels(returnId: string): Promise<m.ReturnLabels> {
    return this.call<m.ReturnLabels>("GET", `/v1/returns/${segment(returnId)}/labels`);
  }

  /**
   * Ask for a return label.
   *
   * A label or a code for one parcel of a return that is still to come. It is bought once, within
   * seconds: we tell `return.label_ready`, or `return.label_failed` with the reason. The same way
   * for the same parcel again is the same label; another way replaces it until a courier has the
   * parcel.
   */
  askReturnLabel(
    returnId: string,
    body: m.NewReturnLabel,
    options: Keyed = {},
  ): Promise<m.ReturnLabel> {
    return this.call<m.ReturnLabel>(
      "POST",
      `/v1/returns/${segment(returnId)}/labels`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Read a return label.
   *
   * `code` is what your consumer types or shows where the parcel is handed in.
   */
  readReturnLabel(labelId: string): Promise<m.ReturnLabel> {
    return this.call<m.ReturnLabel>("GET", `/v1/return-labels/${segment(labelId)}`);
  }

  /**
   * Download a return label.
   *
   * To be printed and stuck on, when `has_pdf`. It names your consumer: keep it between you.
   */
  downloadReturnLabel(labelId: string): Promise<Uint8Array> {
    return this.bytes("GET", `/v1/return-labels/${segment(labelId)}/pdf`);
  }

  /**
   * Show a code as a picture.
   *
   * The code as a QR code, where it is scanned off a telephone; codes of InPost are typed.
   */
  showReturnCode(labelId: string): Promise<Uint8Array> {
    return this.bytes("GET", `/v1/return-labels/${segment(labelId)}/code.png`);
  }

  /**
   * Call a return label off.
   *
   * As long as no courier has the parcel. Refusing a return calls all of its labels off.
   */
  voidReturnLabel(labelId: string, options: Keyed = {}): Promise<m.ReturnLabel> {
    return this.call<m.ReturnLabel>(
      "POST",
      `/v1/return-labels/${segment(labelId)}/void`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Read what your consumers may do.
   *
   * On the pages of their orders, and how they send things back.
   */
  readConsumerRules(): Promise<m.ConsumerRules> {
    return this.call<m.ConsumerRules>("GET", "/v1/consumer-rules");
  }

  /**
   * Say what your consumers may do.
   *
   * All of it at once; what is left out goes back to its default. `ways_back` are how returns come,
   * the first is suggested; none: by our own code, free of charge. `consumer_pays_minor` is told
   * before it is chosen, and asked only of those who withdraw: who complains never pays.
   * `return_address`: null is the sender on your labels.
   */
  putConsumerRules(
    body: m.ConsumerRules,
    version: Versioned | null = null,
  ): Promise<m.ConsumerRules> {
    return this.call<m.ConsumerRules>("PUT", "/v1/consumer-rules", { body, version });
  }

  /**
   * Tell that more parcels come.
   *
   * Until the return is over. A number that is known already is not added twice.
   */
  addReturnParcels(
    returnId: string,
    body: m.ParcelsToCome,
    options: Keyed = {},
  ): Promise<m.Return> {
    return this.call<m.Return>(
      "POST",
      `/v1/returns/${segment(returnId)}/parcels`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Read how your returns are graded.
   *
   * The version that inspectors see now. Each save is a version, and each finding names the one
   * that it was made by; the desk shows the older ones and takes them up again.
   */
  readReturnRubric(): Promise<m.StoredReturnRubric> {
    return this.call<m.StoredReturnRubric>("GET", "/v1/return-rubric");
  }

  /**
   * Say how your returns are graded.
   *
   * All of it at once; what is left out goes back to its default.
   *
   * Per grade: your words, example pictures, whether a photo is wanted, and what becomes of such a
   * piece; only grade A goes back to the shelf. `products`: what differs for some SKUs, or for all
   * that have a flag; the first rule that a product meets counts. `refund_when`: you are told
   * `return.refund_clearable` when the goods are `sent`, `arrived` or `inspected`. Above
   * `scrap_alone_max_minor` goods of a return are thrown away by two people only.
   */
  putReturnRubric(
    body: m.ReturnRubric,
    version: Versioned | null = null,
  ): Promise<m.StoredReturnRubric> {
    return this.call<m.StoredReturnRubric>("PUT", "/v1/return-rubric", { body, version });
  }

  /**
   * Add an example picture.
   *
   * The body is the file itself: JPEG, PNG or WebP, at most 8 MB. Then name its id among the
   * `examples` of a grade.
   */
  addRubricPicture(content: Content, options: Keyed = {}): Promise<m.RubricPicture> {
    return this.call<m.RubricPicture>(
      "POST",
      "/v1/return-rubric/pictures",
      { content, mediaType: "image/png", key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Fetch an example picture.
   *
   * A JPEG.
   */
  readRubricPicture(
    exampleId: string,
    query: { side?: "full" | "thumbnail" } = {},
  ): Promise<Uint8Array> {
    return this.bytes(
      "GET",
      `/v1/return-rubric/pictures/${segment(exampleId)}`,
      { query: query as Query },
    );
  }

  /**
   * List returns.
   *
   * In the order of their last change, so that a program that reads on misses none.
   */
  listReturns(
    query: { external_id?: string; status?: string; updated_since?: string; expand?: string; after?: string; limit?: number } = {},
  ): Pages<m.ExpandedReturn> {
    return this.list<m.ExpandedReturn>("GET", "/v1/returns", { query: query as Query });
  }

  /**
   * Announce a return.
   *
   * No more than was shipped and is not back yet. `declared_at` starts the statutory clocks.
   *
   * When it comes in several `parcels`, name their tracking numbers, or null for each that has none
   * yet; each arrives by itself (`return.parcel_arrived`).
   *
   * We tell `return.arrived`, `return.inspected`, `return.refund_clearable` (with the evidence) and
   * `return.completed`; the refund itself is yours.
   */
  announceReturn(body: m.NewReturn, options: Keyed = {}): Promise<m.Return> {
    return this.call<m.Return>(
      "POST",
      "/v1/returns",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Read a return.
   *
   * What came, what an inspector found of it, and what is due when.
   *
   * `findings` name the version of your rubric, pictures (fetch them under `photos/{id}`) and what
   * of your checklist was not there; `mismatches` are pieces with another serial number or lot than
   * was shipped: they count for no line of the order.
   */
  readReturn(returnId: string, query: { expand?: string } = {}): Promise<m.ExpandedReturn> {
    return this.call<m.ExpandedReturn>(
      "GET",
      `/v1/returns/${segment(returnId)}`,
      { query: query as Query },
    );
  }

  /**
   * Say whose parcel it is.
   *
   * After `return.unidentified`: of which order the parcel is; then it is unpacked.
   */
  identifyReturn(
    returnId: string,
    body: m.ReturnIdentification,
    options: Keyed = {},
  ): Promise<m.Return> {
    return this.call<m.Return>(
      "POST",
      `/v1/returns/${segment(returnId)}/identify`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Tell that you paid back.
   *
   * The refund is yours, and no amount is told to us: it ends the clock of the refund, and the
   * consumer's page says that the money is on its way. The first time counts.
   */
  tellReturnRefunded(returnId: string, body: m.RefundPaid, options: Keyed = {}): Promise<m.Return> {
    return this.call<m.Return>(
      "POST",
      `/v1/returns/${segment(returnId)}/refunded`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Tell that you answered a complaint.
   *
   * You told your consumer yes or no: it ends the clock of the answer. The first time counts; of a
   * return that is no complaint nothing changes. A complaint that we answer as a case tells it by
   * itself.
   */
  tellComplaintAnswered(
    returnId: string,
    body: m.ComplaintAnswered,
    options: Keyed = {},
  ): Promise<m.Return> {
    return this.call<m.Return>(
      "POST",
      `/v1/returns/${segment(returnId)}/complaint-answered`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Fetch a picture of a return.
   *
   * A JPEG that an inspector took; `photos` of a return and of its findings name the ids.
   */
  readReturnPhoto(
    returnId: string,
    returnPhotoId: string,
    query: { side?: "full" | "thumbnail" } = {},
  ): Promise<Uint8Array> {
    return this.bytes(
      "GET",
      `/v1/returns/${segment(returnId)}/photos/${segment(returnPhotoId)}`,
      { query: query as Query },
    );
  }

  /**
   * Download the slip for the carton.
   *
   * A sheet of A4 for your consumer to put into the carton: the return's code and what comes.
   *
   * We find the return by scanning it, whatever is written on the parcel. It names nobody.
   */
  downloadReturnSlip(returnId: string): Promise<Uint8Array> {
    return this.bytes("GET", `/v1/returns/${segment(returnId)}/slip`);
  }

  /**
   * List cases.
   *
   * In the order of their last change, so that a program that reads on misses none.
   */
  listCases(
    query: { status?: string; updated_since?: string; expand?: string; after?: string; limit?: number } = {},
  ): Pages<m.ExpandedCase> {
    return this.list<m.ExpandedCase>("GET", "/v1/cases", { query: query as Query });
  }

  /**
   * Open a case.
   *
   * An enquiry, a complaint, a courier claim, a stock dispute or our mistake; `answer_due_at` says
   * by when we answer. A complaint has the term of the law, 14 days from `declared_at`: no answer
   * by then accepts it. We tell `case.opened`, `case.answered`, `case.resolved`, and
   * `case.deadline_near` 4 days and 1 day before the term ends and when it is over.
   */
  openCase(body: m.NewCase, options: Keyed = {}): Promise<m.Case> {
    return this.call<m.Case>(
      "POST",
      "/v1/cases",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Read a case.
   *
   * What it is about, by when it is answered, and how it was put right at whose cost.
   */
  readCase(caseId: string, query: { expand?: string } = {}): Promise<m.ExpandedCase> {
    return this.call<m.ExpandedCase>(
      "GET",
      `/v1/cases/${segment(caseId)}`,
      { query: query as Query },
    );
  }

  /**
   * What was said in a case.
   *
   * The first one first (200 at most).
   */
  listCaseMessages(caseId: string): Promise<m.CaseMessages> {
    return this.call<m.CaseMessages>("GET", `/v1/cases/${segment(caseId)}/messages`);
  }

  /**
   * Say something in a case.
   *
   * We see it beside the case, which waits for us from now on.
   */
  sayInCase(caseId: string, body: m.NewCaseMessage, options: Keyed = {}): Promise<m.Case> {
    return this.call<m.Case>(
      "POST",
      `/v1/cases/${segment(caseId)}/messages`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Put a case right by sending something.
   *
   * What left goes again (`reship`), with another courier (`other_carrier`), or something of yours
   * that the order did not have goes besides (`extra_item`). The order that sends it is
   * `remedy_order_id`; it and the end of the case are one, so nothing goes twice: 409
   * `case.resolved`. Credit is ours to grant. `cost` says who pays by your account. The key needs
   * `orders:write`, too.
   */
  resolveCase(caseId: string, body: m.CaseRemedy, options: Keyed = {}): Promise<m.Case> {
    return this.call<m.Case>(
      "POST",
      `/v1/cases/${segment(caseId)}/resolve`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Open a case again.
   *
   * It was not put right. What was sent or credited stays as it is, and the case says so until it
   * is resolved anew. 409 `case.not_resolved` when it is open.
   */
  reopenCase(caseId: string, options: Keyed = {}): Promise<m.Case> {
    return this.call<m.Case>(
      "POST",
      `/v1/cases/${segment(caseId)}/reopen`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Close a case.
   *
   * Nothing more is to be done. To have something sent for it, see `resolveCase`.
   */
  closeCase(caseId: string, options: Keyed = {}): Promise<m.Case> {
    return this.call<m.Case>(
      "POST",
      `/v1/cases/${segment(caseId)}/close`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * The evidence of a case.
   *
   * Found by itself, and nothing in it can have been changed unseen (`broken`): how its parcels
   * were packed and weighed, their pictures (`/orders/{id}/photos/{photo}`), what the courier told,
   * the return with its findings, the difference at the dock, the correction of the books.
   */
  readCaseEvidence(caseId: string): Promise<m.CaseEvidence> {
    return this.call<m.CaseEvidence>("GET", `/v1/cases/${segment(caseId)}/evidence`);
  }

  /**
   * What is claimed at the courier for a case.
   *
   * By when it is sent (damage: 7 days from delivery), how much, what the courier answered and
   * pays. Of a case of another kind there is none. A parcel that its courier lost or damaged opens
   * its case by itself: `case.opened` tells it.
   */
  listCourierClaims(caseId: string): Promise<m.CourierClaims> {
    return this.call<m.CourierClaims>("GET", `/v1/cases/${segment(caseId)}/courier-claims`);
  }

  /**
   * What you are promised.
   *
   * By when your cases are answered (`by_kind` where it is not as usual) and your returns are
   * inspected. The warehouse's office agrees it with you; clocks that run keep their ends.
   */
  readCasePromises(): Promise<m.CasePromises> {
    return this.call<m.CasePromises>("GET", "/v1/case-promises");
  }

  /**
   * Send a picture or a PDF in a case.
   *
   * The body is the file itself: a PDF, JPEG, PNG or WebP of at most 8 MB. It is kept under the
   * seal of the order and forgotten with its person. `listCaseMessages` names it.
   */
  addCaseFile(
    caseId: string,
    content: Content,
    query: { name?: string } = {},
    options: Keyed = {},
  ): Promise<m.Case> {
    return this.call<m.Case>(
      "POST",
      `/v1/cases/${segment(caseId)}/files`,
      { query: query as Query, content, mediaType: "application/pdf", key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Fetch a file of a case.
   *
   * As it was sent; pictures as JPEG.
   */
  fetchCaseFile(caseId: string, caseFileId: string): Promise<Uint8Array> {
    return this.bytes("GET", `/v1/cases/${segment(caseId)}/files/${segment(caseFileId)}`);
  }

  /**
   * List messages.
   *
   * In the order in which they were said, so that a program that reads on misses none.
   */
  listMessages(query: { after?: string; limit?: number } = {}): Pages<m.Message> {
    return this.list<m.Message>("GET", "/v1/messages", { query: query as Query });
  }

  /**
   * Write to our office.
   *
   * About no order in particular. What needs an answer by a day is a case, see `openCase`.
   */
  writeToOffice(body: m.NewMessage, options: Keyed = {}): Promise<m.SentMessage> {
    return this.call<m.SentMessage>(
      "POST",
      "/v1/messages",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * What was said about an order.
   *
   * With its buyer, and between you and us; the oldest first.
   */
  listOrderMessages(
    orderId: string,
    query: { after?: string; limit?: number } = {},
  ): Pages<m.Message> {
    return this.list<m.Message>(
      "GET",
      `/v1/orders/${segment(orderId)}/messages`,
      { query: query as Query },
    );
  }

  /**
   * Write about an order.
   *
   * To our office; or, with `to` = `consumer`, to its buyer: by e-mail, or onto the buyer's page
   * when we know no address (`channel` says which). What the buyer answers stands here, too.
   */
  writeAboutOrder(
    orderId: string,
    body: m.NewOrderMessage,
    options: Keyed = {},
  ): Promise<m.SentMessage> {
    return this.call<m.SentMessage>(
      "POST",
      `/v1/orders/${segment(orderId)}/messages`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * What is held about a person.
   *
   * All that we hold about the recipient of an order, for somebody who asks what is known of them
   * (GDPR art. 15 and 20): address, goods, what the courier told, returns, papers and pictures,
   * e-mails, cases, and all that was said with them. Of an erased person goods and dates are left.
   * `POST /v1/privacy/held` finds by an e-mail address.
   */
  readWhatIsHeld(orderId: string): Promise<m.ReportedOrder> {
    return this.call<m.ReportedOrder>("GET", `/v1/orders/${segment(orderId)}/held`);
  }

  /**
   * What is held about whoever has an e-mail address.
   *
   * The same for somebody of whom you know an e-mail address: all of their orders, and what they
   * wrote without naming one (`conversations`; `unfiled` is what nobody could file yet). Posted, so
   * that the address stands in no log. `is_complete` is false when there is more than a file holds:
   * ask for the older orders by their names.
   */
  readWhoIsKnown(body: m.PersonLookup): Promise<m.PersonReport> {
    return this.call<m.PersonReport>("POST", "/v1/privacy/held", { body });
  }

  /**
   * List erasures.
   *
   * The newest first: those that you asked for, that our office was asked for, and those whose time
   * was over (`retention`).
   */
  listErasures(query: { after?: string; limit?: number } = {}): Pages<m.Erasure> {
    return this.list<m.Erasure>("GET", "/v1/privacy/erasures", { query: query as Query });
  }

  /**
   * Forget a person.
   *
   * The recipient's name, address and contact, notes, labels, invoices, pictures, e-mails and all
   * that was said with them are erased within minutes, and `order.person_erased` tells it. What was
   * sent again for the order has the same person and goes along. Goods, counters and events stay:
   * they never knew the person.
   *
   * `waits_for` says what comes first: the `order` is still on its way, a `return` is coming, a
   * `case` is open. It is done as soon as that is over. It cannot be taken back.
   */
  erasePerson(body: m.PersonLookup, options: Keyed = {}): Promise<m.Erasures> {
    return this.call<m.Erasures>(
      "POST",
      "/v1/privacy/erasures",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Read for how long people are known.
   *
   * So many days after the end of an order its recipient is erased by itself.
   */
  readPrivacyRules(): Promise<m.PrivacyRules> {
    return this.call<m.PrivacyRules>("GET", "/v1/privacy/rules");
  }

  /**
   * Say for how long people are known.
   *
   * From 1 to 3650 days after the order was delivered, came back, was lost or cancelled. Keep it
   * longer than your consumers may withdraw and complain.
   */
  putPrivacyRules(
    body: m.NewPrivacyRules,
    version: Versioned | null = null,
  ): Promise<m.PrivacyRules> {
    return this.call<m.PrivacyRules>("PUT", "/v1/privacy/rules", { body, version });
  }

  /**
   * Read the event feed.
   *
   * The truth about what happened: `sequence` has no gaps, and webhooks deliver the same objects.
   *
   * A program that keeps the last `sequence` it has worked through misses nothing, whatever its
   * webhook receiver went through. Events are kept for 30 days.
   */
  listEvents(
    query: { after?: number; limit?: number; type?: Array<string> } = {},
  ): Promise<m.EventFeed> {
    return this.call<m.EventFeed>("GET", "/v1/events", { query: query as Query });
  }

  /**
   * List the types of events.
   *
   * Within a version fields and words may be added, and nothing goes or changes its type.
   */
  listEventTypes(): Promise<m.EventTypes> {
    return this.call<m.EventTypes>("GET", "/v1/event-types");
  }

  /**
   * Read a type of event.
   *
   * With the schemas of all versions that were ever told, and an example of the newest.
   */
  readEventType(eventType: string): Promise<m.EventTypeWithVersions> {
    return this.call<m.EventTypeWithVersions>("GET", `/v1/event-types/${segment(eventType)}`);
  }

  /**
   * List webhook endpoints.
   *
   * In the order in which they were created.
   */
  listWebhookEndpoints(query: { after?: string; limit?: number } = {}): Pages<m.WebhookEndpoint> {
    return this.list<m.WebhookEndpoint>("GET", "/v1/webhook-endpoints", { query: query as Query });
  }

  /**
   * Create a webhook endpoint.
   *
   * Keep the `secret`: it is not shown again. Without `event_types` every type is sent.
   */
  createWebhookEndpoint(
    body: m.NewWebhookEndpoint,
    options: Keyed = {},
  ): Promise<m.WebhookEndpointWithSecret> {
    return this.call<m.WebhookEndpointWithSecret>(
      "POST",
      "/v1/webhook-endpoints",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Read a webhook endpoint.
   *
   * Where events go, since when it fails, and why it is disabled, if it is.
   */
  readWebhookEndpoint(endpointId: string): Promise<m.WebhookEndpoint> {
    return this.call<m.WebhookEndpoint>("GET", `/v1/webhook-endpoints/${segment(endpointId)}`);
  }

  /**
   * Delete a webhook endpoint.
   *
   * Nothing is sent there any more. Its deliveries can still be read for 30 days.
   */
  deleteWebhookEndpoint(endpointId: string): Promise<void> {
    return this.call<void>("DELETE", `/v1/webhook-endpoints/${segment(endpointId)}`);
  }

  /**
   * Change a webhook endpoint.
   *
   * Send the ETag that you read as If-Match, or `*`.
   *
   * What waits for an endpoint that is disabled ends as `dead`; enable it and replay what it
   * `missed`.
   */
  changeWebhookEndpoint(
    endpointId: string,
    body: m.WebhookEndpointChange,
    version: Versioned,
  ): Promise<m.WebhookEndpoint> {
    return this.call<m.WebhookEndpoint>(
      "PATCH",
      `/v1/webhook-endpoints/${segment(endpointId)}`,
      { body, version },
    );
  }

  /**
   * Send a test event.
   *
   * A signed event of any type, with an example of its data; sequence is 0, the subject a `test`.
   *
   * Read the delivery to see what your receiver answered.
   */
  testWebhookEndpoint(
    endpointId: string,
    body: m.NewTestEvent,
    options: Keyed = {},
  ): Promise<m.TestEvent> {
    return this.call<m.TestEvent>(
      "POST",
      `/v1/webhook-endpoints/${segment(endpointId)}/test`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Rotate the signing secret.
   *
   * For 24 hours every message carries two signatures, by the new secret and the old one.
   */
  rotateWebhookSecret(
    endpointId: string,
    options: Keyed = {},
  ): Promise<m.WebhookEndpointWithSecret> {
    return this.call<m.WebhookEndpointWithSecret>(
      "POST",
      `/v1/webhook-endpoints/${segment(endpointId)}/rotate-secret`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Replay a range of events.
   *
   * The same events with the same ids again, at most 1,000; `is_cut` says that more are left.
   *
   * Types that the endpoint does not want are left out.
   */
  replayWebhooks(
    endpointId: string,
    body: m.NewReplay,
    options: Keyed = {},
  ): Promise<m.ReplayResult> {
    return this.call<m.ReplayResult>(
      "POST",
      `/v1/webhook-endpoints/${segment(endpointId)}/replay`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * List webhook deliveries.
   *
   * Newest first, each with its attempts: what was sent, the answer, how long it took.
   */
  listWebhookDeliveries(
    query: { endpoint_id?: string; event_id?: string; status?: string; type?: string; since?: string; until?: string; expand?: string; after?: string; limit?: number } = {},
  ): Pages<m.ExpandedWebhookDelivery> {
    return this.list<m.ExpandedWebhookDelivery>(
      "GET",
      "/v1/webhook-deliveries",
      { query: query as Query },
    );
  }

  /**
   * Read a webhook delivery.
   *
   * Each attempt with its request and its response, and when the next one is due.
   *
   * The request is told as it was sent, signature included: your library can verify it again.
   */
  readWebhookDelivery(
    deliveryId: string,
    query: { expand?: string } = {},
  ): Promise<m.ExpandedWebhookDelivery> {
    return this.call<m.ExpandedWebhookDelivery>(
      "GET",
      `/v1/webhook-deliveries/${segment(deliveryId)}`,
      { query: query as Query },
    );
  }

  /**
   * Send a delivery now.
   *
   * Without waiting for its schedule; one that was delivered or dead begins it anew.
   */
  retryWebhookDelivery(deliveryId: string, options: Keyed = {}): Promise<m.WebhookDelivery> {
    return this.call<m.WebhookDelivery>(
      "POST",
      `/v1/webhook-deliveries/${segment(deliveryId)}/retry`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Take a test order on.
   *
   * A robot does what people would do, step by step, so every state, event, document and stock
   * movement on the way is a real one; webhooks follow.
   *
   * `allocated` finds the goods that the order waits for; `packed` also has its label; `shipped` is
   * signed for; the states behind it are what the courier tells of all its parcels. An order goes
   * forwards only. When the robot stops on the way (a hold, a fault that you asked for), the answer
   * says where the order is and why; when it could not begin, that is a 409.
   */
  advanceOrder(
    orderId: string,
    body: m.AdvanceOrder,
    options: Keyed = {},
  ): Promise<m.OrderAdvanced> {
    return this.call<m.OrderAdvanced>(
      "POST",
      `/v1/sandbox/orders/${segment(orderId)}/advance`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Take a test delivery on.
   *
   * `arrived`: it stands at the dock. `received`: it is counted and put away, and what came
   * otherwise than announced (`came`) is told as in life, by `inbound.discrepancy` and
   * `inbound.received`. Lots and serial numbers that you did not announce are made up.
   */
  advanceDelivery(
    asnId: string,
    body: m.AdvanceDelivery,
    options: Keyed = {},
  ): Promise<m.DeliveryAdvanced> {
    return this.call<m.DeliveryAdvanced>(
      "POST",
      `/v1/sandbox/asns/${segment(asnId)}/advance`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Take a test return on.
   *
   * `arrived`: its parcels are here. `inspecting`: what is in them is scanned. `completed`: it is
   * graded and put away. `came` says what is in it and how it looks; without it everything that was
   * announced (nothing announced: everything that was shipped) comes back as new.
   */
  advanceReturn(
    returnId: string,
    body: m.AdvanceReturn,
    options: Keyed = {},
  ): Promise<m.ReturnAdvanced> {
    return this.call<m.ReturnAdvanced>(
      "POST",
      `/v1/sandbox/returns/${segment(returnId)}/advance`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Put goods on the sandbox's shelf.
   *
   * Products of your live catalogue that the sandbox has not come along (at most 200; four samples
   * when you have none), and so many pieces of each lie on its shelf. Done once by itself when the
   * sandbox is opened. Goods with lots or expiry dates come by a delivery.
   */
  giveGoods(body: m.NewSandboxGoods, options: Keyed = {}): Promise<m.SandboxGoods> {
    return this.call<m.SandboxGoods>(
      "POST",
      "/v1/sandbox/goods",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Collect webhooks that are due.
   *
   * For a program on a machine that we cannot reach. Create an endpoint with `is_carried`, ask here
   * what is due (once a second), post it to your receiver as it is, and tell what was answered.
   * Signatures, order, schedule and the log of deliveries are those of every webhook.
   *
   * What is collected and not answered for within a minute can be collected again.
   */
  collectWebhooks(endpointId: string, options: Keyed = {}): Promise<m.Collected> {
    return this.call<m.Collected>(
      "POST",
      `/v1/sandbox/webhook-endpoints/${segment(endpointId)}/collect`,
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Tell what your receiver answered.
   *
   * 2xx and it is delivered; else it comes again by the schedule, as every webhook does.
   *
   * A `status_code` of null says that nothing was answered within 20 seconds.
   */
  answerWebhook(
    deliveryId: string,
    body: m.CarriedAnswer,
    options: Keyed = {},
  ): Promise<m.WebhookDelivery> {
    return this.call<m.WebhookDelivery>(
      "POST",
      `/v1/sandbox/webhook-deliveries/${segment(deliveryId)}/answer`,
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * List the faults.
   *
   * Also those that are used up (`used` is `times`), with what they hit last.
   */
  listFaults(): Promise<m.Faults> {
    return this.call<m.Faults>("GET", "/v1/sandbox/faults");
  }

  /**
   * Ask for a fault.
   *
   * The next `times` of it go wrong, the fault asked for first before the others.
   *
   * `short_pick`: the robot finds nothing of the next product that it shall pick. `label_refused`:
   * the courier sells no label; `code` is what it says. `parcel_lost`, `parcel_damaged`: the
   * courier tells that of the next parcel instead of what it was asked to tell. `webhook_timeout`:
   * the next delivery is not answered in time; nothing is sent. `api_limited`: your next request is
   * answered by 429. `api_unavailable`: by 503; the first time it was done all the same and its
   * answer is lost, the second time it was not, and so on in turns. Requests to `/v1/sandbox` are
   * never hit.
   */
  askForFault(body: m.NewFault, options: Keyed = {}): Promise<m.Fault> {
    return this.call<m.Fault>(
      "POST",
      "/v1/sandbox/faults",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Remove a fault.
   *
   * It hits nothing any more, whatever is left of it.
   */
  removeFault(faultId: string): Promise<void> {
    return this.call<void>("DELETE", `/v1/sandbox/faults/${segment(faultId)}`);
  }

  /**
   * Read the sandbox's clock.
   *
   * How far it was set forward in all.
   */
  readClock(): Promise<m.SandboxTime> {
    return this.call<m.SandboxTime>("GET", "/v1/sandbox/clock");
  }

  /**
   * Set the sandbox's clock forward.
   *
   * So much time passes: everything that happened in the sandbox lies so much further back, and
   * what falls due by that happens: webhooks are tried again, deadlines of cases and returns are
   * told, waits end, promises are missed. Expiry dates and other days move by whole days; the
   * ledger, the evidence and the ends of keys stay as they are.
   */
  forwardClock(body: m.Forward, options: Keyed = {}): Promise<m.SandboxTime> {
    return this.call<m.SandboxTime>(
      "POST",
      "/v1/sandbox/clock",
      { body, key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * List mails that your consumers would get.
   *
   * Of the sandbox nothing is sent: here is what would have been, word by word, the newest first.
   *
   * Which messages go out by themselves is said by `putNotices`, in the sandbox for itself; as it
   * begins, none does. A mail is here a few seconds after what it tells of, and as long as a real
   * one is kept.
   */
  listTestMails(query: { after?: string; limit?: number } = {}): Pages<m.SandboxMail> {
    return this.list<m.SandboxMail>("GET", "/v1/sandbox/mails", { query: query as Query });
  }

  /**
   * Read how far your integration has come.
   *
   * Twenty scenarios, judged from what really happened in your sandbox since the last certificate:
   * requests (a second after their answer), orders, events, webhooks and what was answered, acts of
   * a platform's connection. Nobody ticks a box.
   */
  readCertificate(query: { language?: string } = {}): Promise<m.CertificateStanding> {
    return this.call<m.CertificateStanding>(
      "GET",
      "/v1/sandbox/certificate",
      { query: query as Query },
    );
  }

  /**
   * Issue the certificate.
   *
   * When all scenarios are passed; it is kept and never taken back. The next one counts only what
   * comes after it.
   */
  issueCertificate(options: Keyed = {}): Promise<m.CertificateIssued> {
    return this.call<m.CertificateIssued>(
      "POST",
      "/v1/sandbox/certificate",
      { key: options.idempotencyKey ?? this.newKey() },
    );
  }

  /**
   * Download a certificate.
   *
   * A sheet of A4 to print: its number, your shop, the day, and the twenty scenarios with the ids
   * of what proves them.
   */
  downloadCertificate(number: string, query: { language?: string } = {}): Promise<Uint8Array> {
    return this.bytes(
      "GET",
      `/v1/sandbox/certificates/${segment(number)}/pdf`,
      { query: query as Query },
    );
  }

  /**
   * List your requests.
   *
   * Everything that your keys asked in the last 7 days, the newest first.
   *
   * A request is in the log about a second after its answer. Bodies are not kept, for they hold
   * people. What was answered in the second before a server was killed may be missing.
   */
  listRequests(
    query: { status?: string; operation?: string; code?: string; request_id?: string; key_id?: string; since?: string; until?: string; after?: string; limit?: number } = {},
  ): Pages<m.RequestSeen> {
    return this.list<m.RequestSeen>("GET", "/v1/requests", { query: query as Query });
  }

  /**
   * Read one of your requests.
   *
   * By the `request_id` of a problem, or the `X-Request-Id` of any answer.
   *
   * When you send `X-Request-Id` yourself and use one twice, the newest is shown.
   */
  readRequest(requestId: string): Promise<m.RequestSeen> {
    return this.call<m.RequestSeen>("GET", `/v1/requests/${segment(requestId)}`);
  }

}
