// How the client says no: one class per answer that a program treats differently.

/** One value at fault. */
export interface FieldFault {
  /** a JSON pointer into the body, or `?name` of the query */
  pointer: string;
  code: string;
  detail: string;
}

/** What the warehouse says when it does not do something (RFC 9457). */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  type?: string;
  request_id?: string;
  retryable?: boolean;
  errors?: FieldFault[];
}

/** Anything that the client throws. */
export class WarehouseError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/**
 * No answer came, however often it was tried: what was asked may have happened.
 *
 * `idempotencyKey` is what was sent. Asked again with it, the same thing happens once.
 */
export class UnreachableError extends WarehouseError {
  constructor(
    why: string,
    readonly idempotencyKey: string | null,
  ) {
    super(why);
  }
}

/** The warehouse answered with a problem: `code` is stable, `problem` says the rest. */
export class RefusedError extends WarehouseError {
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
  }

  /** What a program tells refusals apart by. */
  get code(): string {
    return this.problem.code;
  }

  /** What to name when you ask the warehouse about it. */
  get requestId(): string {
    return this.problem.request_id ?? "";
  }
}

/** The key is missing, unknown, expired or revoked. */
export class UnauthorizedError extends RefusedError {}

/** The key is good, but not for this. */
export class ForbiddenError extends RefusedError {}

/** Your shop has no such thing. */
export class NotFoundError extends RefusedError {}

/** It cannot be done as things stand: it is there already, or too late. */
export class ConflictError extends RefusedError {}

/** It was changed since you read it. Read it again, then send your change. */
export class VersionMovedError extends RefusedError {}

/** Something in what you sent is wrong: `problem.errors` names each value. */
export class InvalidError extends RefusedError {}

/** Too many requests, also after the client had waited as long as it may. */
export class RateLimitedError extends RefusedError {}

/** The warehouse failed; it was tried again as often as the client may. */
export class ServerError extends RefusedError {}

/** Nobody who knows your endpoint's secret sent this, or it was sent long ago. Answer 400. */
export class NotSignedError extends WarehouseError {}

const BY_STATUS: Record<number, typeof RefusedError> = {
  400: InvalidError,
  401: UnauthorizedError,
  403: ForbiddenError,
  404: NotFoundError,
  405: InvalidError,
  409: ConflictError,
  412: VersionMovedError,
  413: InvalidError,
  415: InvalidError,
  422: InvalidError,
  428: VersionMovedError,
  429: RateLimitedError,
};
const SERVER_FAULT = 500;
/** of what a proxy says, which knows nothing of problems */
const SAID_MAX = 200;

/** The error of an answer that is none of success. */
export function refusal(status: number, body: string): RefusedError {
  const kind = BY_STATUS[status] ?? (status >= SERVER_FAULT ? ServerError : RefusedError);
  return new kind(problemIn(body) ?? unsaid(status, body));
}

function problemIn(body: string): Problem | null {
  try {
    const told: unknown = JSON.parse(body);
    const isProblem = typeof told === "object" && told !== null && "code" in told;
    return isProblem ? (told as Problem) : null;
  } catch {
    return null;
  }
}

function unsaid(status: number, body: string): Problem {
  const detail = body.slice(0, SAID_MAX).trim() || `The answer was ${status} without words.`;
  return { status, code: `http.${status}`, title: `HTTP ${status}`, detail };
}
