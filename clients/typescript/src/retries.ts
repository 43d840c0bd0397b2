// When the same request is sent again, and how long it waits before.

const TOO_MANY = 429;
const FAILED = 500;
/** a proxy or the warehouse itself is not there for a moment */
const AWAY = [502, 503, 504];
/** a twin of the request is still at work */
const AT_WORK = "idempotency.twin_running";
const MS = 1000;

/** How patient the client is. */
export interface Retries {
  /** requests in all, the first one too */
  attempts: number;
  /** before the second request, seconds; each pause may be twice as long as the one before */
  firstPauseS: number;
  longestPauseS: number;
  /** longer than this is not waited, also when the warehouse asks for it */
  longestRetryAfterS: number;
}

export const USUAL: Retries = {
  attempts: 5,
  firstPauseS: 0.5,
  longestPauseS: 8,
  longestRetryAfterS: 60,
};

/** How long to wait after the `attempt`-th request, the first being 1, in ms; null: give up. */
export function pauseMs(
  retries: Retries,
  attempt: number,
  retryAfterS: number | null = null,
): number | null {
  if (attempt >= retries.attempts) return null;
  if (retryAfterS !== null) {
    return retryAfterS <= retries.longestRetryAfterS ? retryAfterS * MS : null;
  }
  const longest = Math.min(retries.longestPauseS, retries.firstPauseS * 2 ** (attempt - 1));
  // anywhere up to the longest, so that many clients do not come back together
  return (longest / 2 + (Math.random() * longest) / 2) * MS;
}

/**
 * Whether the same request again cannot do anything twice.
 *
 * A PATCH cannot: it names the version that it changes, which its first copy may have moved.
 */
export function canBeRepeated(method: string, hasKey: boolean): boolean {
  return ["GET", "PUT", "DELETE"].includes(method) || hasKey;
}

/** Whether the answer may be another one soon. */
export function isWorthRepeating(status: number, code: string, repeatable: boolean): boolean {
  if (status === TOO_MANY || code === AT_WORK) return true;
  return repeatable && (AWAY.includes(status) || status === FAILED);
}

/** `Retry-After` in seconds; the warehouse never sends a date. */
export function retryAfter(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header.trim()) ? Number(header) : null;
}
