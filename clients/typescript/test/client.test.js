// The client against a server that has moods: what it repeats, with which key, and what it throws.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";

import {
  ConflictError,
  InvalidError,
  NotSignedError,
  RateLimitedError,
  ServerError,
  UnreachableError,
  VersionMovedError,
  Warehouse,
  readEvent,
} from "wms-client";
import { Webhook } from "standardwebhooks";

const AT_ONCE = { attempts: 5, firstPauseS: 0.001, longestPauseS: 0.001 };
const NO_ANSWER = { status: 0 };
const A_PROXY = { status: 502, body: "<h1>Bad gateway</h1>" };
const problem = (status, code, more = {}) => ({
  status,
  body: JSON.stringify({ status, code, title: "No", detail: "Not so.", ...more }),
});
const TOO_MANY = { ...problem(429, "rate_limited"), headers: { "Retry-After": "0" } };
const A_TWIN = problem(409, "idempotency.twin_running");

let moods = [];
let came = [];
let warehouse;
const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const { method, url, headers } = request;
    came.push({ method, url, headers, body: Buffer.concat(parts).toString() });
    const mood = moods.shift() ?? { status: 204 };
    if (mood.status === 0) return request.socket.destroy();
    response.writeHead(mood.status, mood.headers ?? {});
    return response.end(mood.body);
  });
});

before(async () => {
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${server.address().port}/`;
  warehouse = new Warehouse({ url, key: "wms_live_x", retries: AT_ONCE });
});
after(() => server.close());
beforeEach(() => {
  moods = [];
  came = [];
});

for (const [what, mood] of Object.entries({ NO_ANSWER, A_PROXY, TOO_MANY, A_TWIN })) {
  test(`what has a key is repeated with it: ${what}`, async () => {
    moods = [mood, mood, { status: 201, body: '{"sku":"A/B"}' }];
    const made = await warehouse.registerProduct({ sku: "A/B", name: "C" });
    assert.equal(made.sku, "A/B");
    assert.equal(came.length, 3);
    assert.equal(new Set(came.map((one) => one.headers["idempotency-key"])).size, 1);
    assert.equal(came[0].headers.authorization, "Bearer wms_live_x");
    assert.deepEqual(JSON.parse(came[2].body), { sku: "A/B", name: "C" });
  });
}

test("what does nothing twice needs no key, and a slash belongs to the name", async () => {
  moods = [NO_ANSWER, A_PROXY];
  await warehouse.forgetStockLevel("A/B");
  assert.deepEqual(came.map((one) => `${one.method} ${one.url}`), [
    "DELETE /v1/stock-levels/A%2FB",
    "DELETE /v1/stock-levels/A%2FB",
    "DELETE /v1/stock-levels/A%2FB",
  ]);
});

test("a change that may have happened is not repeated", async () => {
  moods = [A_PROXY];
  await assert.rejects(warehouse.changeProduct("A", { name: "B" }, 3), ServerError);
  moods = [NO_ANSWER];
  await assert.rejects(warehouse.changeProduct("A", { name: "B" }, 3), UnreachableError);
  assert.equal(came.length, 2);
  assert.equal(came[0].headers["if-match"], '"3"');
});

test("who gives up says with which key to ask again", async () => {
  moods = Array(9).fill(NO_ANSWER);
  const gaveUp = await warehouse.cancelOrder("1", { idempotencyKey: "mine" }).catch((no) => no);
  assert.ok(gaveUp instanceof UnreachableError);
  assert.equal(gaveUp.idempotencyKey, "mine");
  assert.equal(came.length, AT_ONCE.attempts);
});

test("a wait that is too long is told instead", async () => {
  moods = [{ ...TOO_MANY, headers: { "Retry-After": "3600" } }];
  await assert.rejects(warehouse.readCalendar(), RateLimitedError);
  assert.equal(came.length, 1);
});

test("a no is an error of its kind, with the fields at fault", async () => {
  const errors = [{ pointer: "/lines", code: "missing", detail: "Say what." }];
  moods = [problem(422, "invalid", { errors }), problem(409, "order.exists"), problem(412, "m")];
  const wrong = await warehouse.quoteOrder({}).catch((no) => no);
  assert.ok(wrong instanceof InvalidError);
  assert.deepEqual(wrong.problem.errors, errors);
  await assert.rejects(warehouse.quoteOrder({}), ConflictError);
  await assert.rejects(warehouse.quoteOrder({}), VersionMovedError);
});

test("a list is read page by page, with its filters", async () => {
  const page = (items, next) => ({ status: 200, body: JSON.stringify({ items, next }) });
  moods = [page([{ n: 1 }, { n: 2 }], "c1"), page([], "c2"), page([{ n: 3 }], null)];
  const seen = [];
  for await (const one of warehouse.listStock({ sku: ["A", "B"], limit: 2 })) seen.push(one.n);
  assert.deepEqual(seen, [1, 2, 3]);
  assert.deepEqual(came.map((one) => one.url), [
    "/v1/stock?sku=A&sku=B&limit=2",
    "/v1/stock?sku=A&sku=B&limit=2&after=c1",
    "/v1/stock?sku=A&sku=B&limit=2&after=c2",
  ]);
});

test("a file is answered as it is, and sent as it is", async () => {
  const pdf = Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff, 0x00]);
  moods = [{ status: 200, body: pdf }, { status: 200, body: "{}" }];
  assert.deepEqual(Buffer.from(await warehouse.downloadLabel("1")), pdf);
  await warehouse.putInvoice("1", new Uint8Array(pdf));
  assert.equal(came[1].headers["content-type"], "application/pdf");
});

test("an event proves itself by either secret", () => {
  const [old, fresh] = ["a", "b"].map((one) => `whsec_${Buffer.from(one.repeat(32)).toString("base64")}`);
  const body = '{"id":"1","type":"order.invented_tomorrow","subject":{"external_id":"WEB-1"}}';
  const now = new Date();
  const headers = {
    "Webhook-Id": "msg_1",
    "Webhook-Timestamp": String(Math.floor(now.getTime() / 1000)),
    "Webhook-Signature": new Webhook(fresh).sign("msg_1", now, body),
  };
  assert.equal(readEvent(body, headers, old, fresh).type, "order.invented_tomorrow");
  assert.throws(() => readEvent(body, headers, old), NotSignedError);
  assert.throws(() => readEvent(`${body} `, headers, fresh), NotSignedError);
});
