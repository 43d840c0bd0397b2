// The warehouse for an e-shop's programs in TypeScript and JavaScript.

import { Operations } from "./operations.js";

/** The warehouse: each operation of the API is a method, by the name that its description gives. */
export class Warehouse extends Operations {}

export { Pages } from "./calls.js";
export type { Content, Keyed, Options, Page, Versioned } from "./calls.js";
export * from "./errors.js";
export type * from "./models.js";
export type { Retries } from "./retries.js";
export { isEvent, readEvent } from "./webhooks.js";
