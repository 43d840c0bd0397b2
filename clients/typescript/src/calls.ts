// How one thing is asked: the request, its repetitions, the answer, the pages of a list.

import { API_VERSION } from "./apiVersion.js";
import { refusal, UnreachableError } from "./errors.js";
import { canBeRepeated, isWorthRepeating, pauseMs, retryAfter, USUAL } from "./retries.js";
import type { Retries } from "./retries.js";

const AGENT = "wms-client-typescript/0.1.0";
const JSON_TYPE = "application/json";
/** a list of 200 orders takes a fraction of a second */
const TIMEOUT_MS = 30_000;

/** A file that is sent. */
export type Content = Uint8Array<ArrayBuffer> | string;
/** A version as it stands in what was read, or an ETag. */
export type Versioned = number | string;
export type Query = Record<string, string | number | boolean | string[] | undefined>;

/** The same key again answers the first answer, for 72 hours; left out, the client makes one. */
export interface Keyed {
  idempotencyKey?: string;
}

/** A piece of a list; `next` is where the following one begins. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Options {
  /** the warehouse's address, `https://…` */
  url: string;
  /** `wms_live_…` */
  key: string;
  retries?: Partial<Retries>;
  timeoutMs?: number;
}

interface Asked {
  query?: Query;
  body?: unknown;
  content?: Content;
  mediaType?: string;
  version?: Versioned | null;
  key?: string;
}

/** A name as a part of a path. */
export function segment(name: string): string {
  return encodeURIComponent(name);
}

export class Calls {
  readonly #url: string;
  readonly #key: string;
  readonly #retries: Retries;
  readonly #timeoutMs: number;

  constructor(options: Options) {
    this.#url = options.url.replace(/\/+$/, "");
    this.#key = options.key;
    this.#retries = { ...USUAL, ...options.retries };
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  protected newKey(): string {
    return crypto.randomUUID();
  }

  protected async call<T>(method: string, path: string, asked: Asked = {}): Promise<T> {
    const answer = await this.#ask(method, path, asked);
    const body = await answer.text();
    return (body ? JSON.parse(body) : undefined) as T;
  }

  protected async bytes(
    method: string,
    path: string,
    asked: Asked = {},
  ): Promise<Uint8Array> {
    const answer = await this.#ask(method, path, asked);
    return new Uint8Array(await answer.arrayBuffer());
  }

  protected list<T>(method: string, path: string, asked: Asked): Pages<T> {
    return new Pages<T>((after) => {
      const query = after === undefined ? asked.query : { ...asked.query, after };
      return this.call<Page<T>>(method, path, { ...asked, query });
    });
  }

  /** The answer when it is one of success; else it throws. */
  async #ask(method: string, path: string, asked: Asked): Promise<Response> {
    const repeatable = canBeRepeated(method, asked.key !== undefined);
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#once(method, path, asked);
      if (answer instanceof Response && answer.ok) return answer;
      let pause: number | null;
      let error: Error;
      if (answer instanceof Response) {
        const no = refusal(answer.status, await answer.text());
        const again = isWorthRepeating(answer.status, no.code, repeatable);
        const wanted = retryAfter(answer.headers.get("Retry-After"));
        pause = again ? pauseMs(this.#retries, attempt, wanted) : null;
        error = no;
      } else {
        pause = repeatable ? pauseMs(this.#retries, attempt) : null;
        error = new UnreachableError(String(answer), asked.key ?? null);
      }
      if (pause === null) throw error;
      const wait = pause;
      await new Promise((done) => setTimeout(done, wait));
    }
  }

  /** One request: the answer, or why there was none. */
  async #once(method: string, path: string, asked: Asked): Promise<Response | Error> {
    try {
      const answer = await fetch(this.#url + path + text(asked.query), {
        method,
        headers: this.#headers(asked),
        signal: AbortSignal.timeout(this.#timeoutMs),
        ...bodyOf(asked),
      });
      // read now, so that a line that breaks while it is read counts as no answer
      const content = await answer.arrayBuffer();
      const { status, headers } = answer;
      return new Response(content.byteLength ? content : null, { status, headers });
    } catch (fault) {
      const cause = fault instanceof Error && fault.cause instanceof Error ? fault.cause : fault;
      return cause instanceof Error ? cause : new Error(String(cause));
    }
  }

  #headers(asked: Asked): Record<string, string> {
    const told: Record<string, string> = {
      Authorization: `Bearer ${this.#key}`,
      "User-Agent": AGENT,
      "WMS-Version": API_VERSION,
    };
    if (asked.body !== undefined) told["Content-Type"] = JSON_TYPE;
    if (asked.content !== undefined) told["Content-Type"] = asked.mediaType ?? JSON_TYPE;
    if (asked.key !== undefined) told["Idempotency-Key"] = asked.key;
    if (asked.version !== undefined && asked.version !== null) {
      const { version } = asked;
      told["If-Match"] = typeof version === "number" ? `"${version}"` : version;
    }
    return told;
  }
}

function bodyOf(asked: Asked): { body?: Content } {
  if (asked.content !== undefined) return { body: asked.content };
  return asked.body === undefined ? {} : { body: JSON.stringify(asked.body) };
}

/** Values as they stand in an address; what is undefined is left out. */
function text(query: Query = {}): string {
  const told = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) told.append(name, String(one));
  }
  return told.size ? `?${told.toString()}` : "";
}

/** A list that is read page by page while you go through it with `for await`. */
export class Pages<T> implements AsyncIterable<T> {
  readonly #page: (after?: string) => Promise<Page<T>>;

  constructor(page: (after?: string) => Promise<Page<T>>) {
    this.#page = page;
  }

  /** One page: the first, or the one that begins at `after`. */
  page(after?: string): Promise<Page<T>> {
    return this.#page(after);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    let page = await this.#page();
    yield* page.items;
    while (page.next !== null) {
      page = await this.#page(page.next);
      yield* page.items;
    }
  }
}
