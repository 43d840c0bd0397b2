// Where the warehouse's webhooks come in: a small HTTP server, and what came by it.

import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { type Event, type EventMade, NotSignedError, readEvent, Warehouse } from "wms-client";

/** an event is here within a second; one that was lost comes again after five */
const PATIENCE_MS = 60_000;
/** as the warehouse's own sender waits */
const ANSWER_LIMIT_MS = 20_000;
/** between two looks at what is to be carried, and at what has come */
const LOOK_EVERY_MS = 200;
const NO_CONTENT = 204;
const BAD_REQUEST = 400;

/** Some time passes. */
export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** The shop's receiver: believes what is signed, and takes each event once. */
export class Hooks {
  #events = new Map<string, Event>();
  #refused = new Set<string>();
  #isOver = false;

  private constructor(
    private readonly warehouse: Warehouse,
    private readonly server: Server,
    readonly endpointId: string,
    private readonly secret: string,
  ) {}

  /**
   * A receiver on this machine, known to the warehouse until `close`.
   *
   * `publicUrl`: under which the warehouse reaches it, as it will reach your server. Without, it cannot,
   * as this is a laptop; then what it has to say is carried from there to here.
   */
  static async open(warehouse: Warehouse, publicUrl?: string): Promise<Hooks> {
    const server = createServer();
    const port = publicUrl ? Number(new URL(publicUrl).port) : 0;
    await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
    const url = publicUrl ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
    const made = await warehouse.createWebhookEndpoint({ url, is_carried: !publicUrl });
    const hooks = new Hooks(warehouse, server, made.endpoint.id, made.secret);
    server.on("request", async (request, answer) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      answer.writeHead(hooks.receive(Buffer.concat(parts).toString(), request.headers)).end();
    });
    if (!publicUrl) void hooks.#carry();
    return hooks;
  }

  /** What is answered to a message. Answer fast; what takes long, do afterwards. */
  receive(body: string, headers: IncomingHttpHeaders): number {
    try {
      const event = readEvent(body, headers, this.secret);
      this.#events.set(event.id, event); // the same event may come twice: its id tells
      return NO_CONTENT;
    } catch (fault) {
      if (!(fault instanceof NotSignedError)) throw fault;
      this.#refused.add(String(headers["webhook-id"]));
      return BAD_REQUEST;
    }
  }

  /** Wait until all of these came. */
  hear(made: EventMade[]): Promise<void> {
    return this.#waitFor(() => made.every((one) => this.#events.has(one.id)));
  }

  /** Wait until this was told of an order, a return … */
  hearOf(subjectId: string, type: string): Promise<void> {
    return this.#waitFor(() =>
      [...this.#events.values()].some((one) => one.type === type && one.subject.id === subjectId),
    );
  }

  /** Wait until a test event came; its id is that of its delivery. */
  hearTest(deliveryId: string): Promise<void> {
    return this.#waitFor(() => this.#events.has(deliveryId));
  }

  /** Wait until a message came that proved nothing, and was refused. */
  refuse(deliveryId: string): Promise<void> {
    return this.#waitFor(() => this.#refused.has(deliveryId));
  }

  /** The warehouse has nothing to say here any more. */
  async close(): Promise<void> {
    this.#isOver = true;
    this.server.close();
    this.server.closeAllConnections();
    await this.warehouse.deleteWebhookEndpoint(this.endpointId);
  }

  async #waitFor(news: () => boolean): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; !news(); await pause(LOOK_EVERY_MS)) {
      if (Date.now() > end) throw new Error(`the warehouse did not tell it in ${PATIENCE_MS} ms`);
    }
  }

  /** Fetch what is due, post it as it is, and tell what was answered. */
  async #carry(): Promise<void> {
    while (!this.#isOver) {
      const due = (await this.warehouse.collectWebhooks(this.endpointId)).items;
      for (const one of due) {
        const { url, headers, body } = one;
        const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
        const answer = await fetch(url, { method: "POST", headers, body, signal }).catch(() => null);
        const told = { attempt: one.attempt, status_code: answer?.status ?? null };
        await this.warehouse.answerWebhook(one.delivery_id, told);
      }
      if (!due.length) await pause(LOOK_EVERY_MS); // else what waited behind one of these is due now
    }
  }
}
