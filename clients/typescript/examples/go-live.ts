// An integration that earns the go-live certificate: twenty scenarios, one function each.
//
//     export WAREHOUSE_URL=https://warehouse.example WAREHOUSE_KEY=wms_test_…
//     npm run go-live
//
// It works in your shop's sandbox, so it needs a test key. What is judged is said in
// docs/shops/certificate.md; what each function shows is what your own program will do.

import { randomBytes, randomInt } from "node:crypto";
import process from "node:process";

import {
  type AdvanceOrder,
  type CertificateStanding,
  ConflictError,
  InvalidError,
  type NewFault,
  type NewOrder,
  type Order,
  VersionMovedError,
  Warehouse,
} from "wms-client";

import { Hooks, pause } from "./hooks.js";

/** more than any shelf holds */
const TOO_MANY = 100_000;
/** of a list; small, so that there are several pages */
const PAGE = 3;
/** the last request is judged a second after its answer */
const JUDGED_WITHIN_MS = 15_000;
const BUYER = {
  name: "Anna Nowak",
  street: "Polna 1",
  postcode: "00-622",
  city: "Warszawa",
  country: "PL",
  phone: "+48600100200",
};

/** The shop's side: a client, a receiver of webhooks, and names of its own. */
class Shop {
  /** the sandbox remembers all goes; the names of each are its own */
  readonly go = randomBytes(4).toString("hex").toUpperCase();
  readonly sku = `TEA-${this.go}`;

  constructor(
    readonly warehouse: Warehouse,
    readonly hooks: Hooks,
  ) {}

  /** Your own name of something: you and the warehouse find it by that. */
  name(what: string): string {
    return `${what}-${this.go}`;
  }

  /** An order as your shop's basket makes it. */
  order(name: string, quantity = 1, sku = this.sku): NewOrder {
    return {
      external_id: this.name(name),
      recipient: BUYER,
      carrier: "house",
      service: "standard",
      lines: [{ sku, quantity }],
    };
  }

  /** One that was placed. */
  placed(name: string, quantity = 1): Promise<Order> {
    return this.warehouse.placeOrder(this.order(name, quantity));
  }

  /** The sandbox's robot takes an order on; the shop hears of every step. */
  async advance(order: Order, to: AdvanceOrder["to"]): Promise<void> {
    const done = await this.warehouse.advanceOrder(order.id, { to });
    await this.hooks.hear(done.events);
  }

  /** The next one goes wrong. */
  async fault(kind: NewFault["kind"]): Promise<void> {
    await this.warehouse.askForFault({ kind });
  }
}

/** What must be refused: the refusal, of the kind that was expected. */
async function refused<T extends Error>(
  asked: Promise<unknown>,
  kind: new (...said: never[]) => T,
): Promise<T> {
  try {
    await asked;
  } catch (fault) {
    if (fault instanceof kind) return fault;
    throw fault;
  }
  throw new Error(`${kind.name} was expected`);
}

/** 1. With barcode and weight: without, the goods stop at the dock. */
async function products(shop: Shop): Promise<void> {
  const digits = Array.from({ length: 11 }, () => randomInt(10)).join("");
  await shop.warehouse.registerProduct({
    sku: shop.sku,
    name: "Black tea 100 g",
    weight_g: 120,
    barcodes: [{ code: withCheckDigit(`2${digits}`) }],
  });
}

/** An EAN-13 from its first twelve digits (GS1 General Specifications, 7.9). */
function withCheckDigit(code: string): string {
  const weighted = [...code].map((digit, place) => Number(digit) * (place % 2 ? 3 : 1));
  const sum = weighted.reduce((one, other) => one + other);
  return `${code}${(10 - (sum % 10)) % 10}`;
}

/** 2. Sell what came, not what was announced: the event says how much that is. */
async function delivery(shop: Shop): Promise<void> {
  const announced = await shop.warehouse.announceDelivery({
    external_id: shop.name("PO"),
    lines: [{ sku: shop.sku, quantity: 200 }],
  });
  const done = await shop.warehouse.advanceDelivery(announced.id, { to: "received" });
  await shop.hooks.hear(done.events);
}

/** 3. Under your own number. */
async function order(shop: Shop): Promise<void> {
  await shop.placed("WEB-1");
}

/** 4. When you do not know whether it was sent, send it again: your number tells. */
async function sameOrderAgain(shop: Shop): Promise<void> {
  const there = await refused(shop.placed("WEB-1"), ConflictError);
  if (there.code !== "order.exists") throw there;
}

/** 5. Say which line is wrong to whoever can mend it, then send the order rightly. */
async function unknownSku(shop: Shop): Promise<void> {
  const wrong = shop.warehouse.placeOrder(shop.order("WEB-2", 1, "NO-SUCH-SKU"));
  const no = await refused(wrong, InvalidError);
  console.log("   the shop's people read:", no.problem.errors?.[0]?.detail);
  await shop.placed("WEB-2");
}

/** 6. A change names the version that it changes. */
async function changeInTime(shop: Shop): Promise<void> {
  const order = await shop.placed("WEB-3");
  const change = { lines: [{ sku: shop.sku, quantity: 2 }] };
  await shop.warehouse.amendOrder(order.id, change, order.version);
  await shop.hooks.hearOf(order.id, "order.amended");
}

/** 7. Before it is packed. */
async function cancellationInTime(shop: Shop): Promise<void> {
  const order = await shop.placed("WEB-4");
  await shop.warehouse.cancelOrder(order.id);
  await shop.hooks.hearOf(order.id, "order.cancelled");
}

/** 8. A no is an answer: the parcel is on its way, and what helps now is a return. */
async function cancellationTooLate(shop: Shop): Promise<void> {
  const order = await shop.placed("WEB-5");
  await shop.advance(order, "shipped");
  const late = await refused(shop.warehouse.cancelOrder(order.id), ConflictError);
  console.log("   the buyer reads:", late.problem.detail);
}

/** 9. The order is taken and waits; tell the buyer when you hear it. */
async function missingGoods(shop: Shop): Promise<void> {
  const order = await shop.placed("WEB-6", TOO_MANY);
  await shop.hooks.hearOf(order.id, "order.backordered");
  await shop.warehouse.cancelOrder(order.id);
}

/** 10. What buyers ask about most. */
async function shippedAndDelivered(shop: Shop): Promise<void> {
  await shop.advance(await shop.placed("WEB-7"), "delivered");
}

/** 11. What the warehouse signed is taken; what a stranger sends is not. */
async function signatures(shop: Shop): Promise<void> {
  const { endpointId } = shop.hooks;
  const genuine = await shop.warehouse.testWebhookEndpoint(endpointId, {});
  await shop.hooks.hearTest(genuine.delivery_id);
  const forged = await shop.warehouse.testWebhookEndpoint(endpointId, { is_forged: true });
  await shop.hooks.refuse(forged.delivery_id);
}

/** 12. What was not answered in time comes again, after five seconds first. */
async function lostWebhook(shop: Shop): Promise<void> {
  await shop.fault("webhook_timeout");
  const order = await shop.placed("WEB-8");
  await shop.hooks.hearOf(order.id, "order.received");
}

/** 13. The whole truth, page by page: each begins where the one before ended. */
async function feed(shop: Shop): Promise<void> {
  for (let after = 0, isOver = false; !isOver; ) {
    const page = await shop.warehouse.listEvents({ after, limit: PAGE * 10 });
    after = page.next_after;
    isOver = page.items.length === 0;
  }
}

/** 14. The client asks for page after page while you go through the list. */
async function stock(shop: Shop): Promise<void> {
  for await (const one of shop.warehouse.listStock({ limit: PAGE })) {
    if (one.sku === shop.sku) console.log("   for sale:", one.available);
  }
}

/** 15. The client waits as long as Retry-After says, and asks again: nothing to do here. */
async function tooManyRequests(shop: Shop): Promise<void> {
  await shop.fault("api_limited");
  await shop.placed("WEB-9");
}

/**
 * 16. The order was placed, and its answer was lost. The client asks again under the same
 * Idempotency-Key and gets the first answer: there is one order.
 */
async function warehouseAway(shop: Shop): Promise<void> {
  await shop.fault("api_unavailable");
  await shop.placed("WEB-10");
}

/** 17. Somebody else was quicker: read what they changed, then decide again. */
async function twoChangesAtOnce(shop: Shop): Promise<void> {
  const { warehouse } = shop;
  const mine = await shop.placed("WEB-11");
  await warehouse.amendOrder(mine.id, { note: "Call first" }, mine.version);
  const change = { priority: 10 };
  await refused(warehouse.amendOrder(mine.id, change, mine.version), VersionMovedError);
  const fresh = await warehouse.readOrder(mine.id);
  await warehouse.amendOrder(mine.id, change, fresh.version);
}

/** 18. Most often the address is wrong: ask the buyer, amend it, and the order goes on. */
async function labelRefused(shop: Shop): Promise<void> {
  await shop.fault("label_refused");
  const order = await shop.placed("WEB-12");
  await shop.advance(order, "packed"); // stops there, and the shop hears shipment.exception
  await shop.advance(order, "shipped");
}

/** 19. The buyer gets another one. */
async function lostParcel(shop: Shop): Promise<void> {
  await shop.fault("parcel_lost");
  const order = await shop.placed("WEB-13");
  await shop.advance(order, "delivered"); // as the courier promised; but it lost it
  await shop.warehouse.sendAgain(order.id, { reason: "lost" });
  await shop.hooks.hearOf(order.id, "order.reshipped");
}

/** 20. Pay back when you hear what the inspector found, and say that you did. */
async function goodsBack(shop: Shop): Promise<void> {
  const order = await shop.placed("WEB-14");
  await shop.advance(order, "delivered");
  const back = await shop.warehouse.announceReturn({
    external_id: shop.name("RMA"),
    order_external_id: order.external_id,
    lines: [{ sku: shop.sku, quantity: 1 }],
    reason: "withdrawal",
  });
  const done = await shop.warehouse.advanceReturn(back.id, { to: "completed" });
  await shop.hooks.hear(done.events);
  await shop.warehouse.tellReturnRefunded(back.id, {});
}

const SCENARIOS = [
  products, delivery, order, sameOrderAgain, unknownSku, changeInTime, cancellationInTime,
  cancellationTooLate, missingGoods, shippedAndDelivered, signatures, lostWebhook, feed, stock,
  tooManyRequests, warehouseAway, twoChangesAtOnce, labelRefused, lostParcel, goodsBack,
];

/** What the warehouse says of it. */
async function judged(warehouse: Warehouse): Promise<CertificateStanding> {
  for (const end = Date.now() + JUDGED_WITHIN_MS; ; await pause(500)) {
    const standing = await warehouse.readCertificate();
    if (standing.is_earned || Date.now() > end) return standing;
  }
}

/** Go through all twenty, and ask for the certificate. */
async function main(): Promise<number> {
  const { WAREHOUSE_URL: url = "", WAREHOUSE_KEY: key = "", WEBHOOK_URL } = process.env;
  const warehouse = new Warehouse({ url, key });
  const hooks = await Hooks.open(warehouse, WEBHOOK_URL);
  try {
    const shop = new Shop(warehouse, hooks);
    for (const [n, scenario] of SCENARIOS.entries()) {
      console.log(n + 1, scenario.name);
      await scenario(shop);
    }
    const standing = await judged(warehouse);
    for (const one of standing.scenarios) {
      const proof = one.seen.map((seen) => `${seen.what} ${seen.key}`).join(", ");
      console.log(one.number, one.state, `${one.name}: ${proof || one.next}`);
    }
    if (!standing.is_earned) return 1;
    console.log("Certificate number", (await warehouse.issueCertificate()).number);
    return 0;
  } finally {
    await hooks.close();
  }
}

process.exitCode = await main();
