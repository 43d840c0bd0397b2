// What your webhook endpoint does first: prove that the warehouse sent it, and read it.

import { Webhook, WebhookVerificationError } from "standardwebhooks";

import { NotSignedError } from "./errors.js";
import type { Event, EventName, EventOf } from "./models.js";

/**
 * The event that was sent to your endpoint. Throws a NotSignedError when it does not prove itself.
 *
 * `body` must be the text as it came, `secrets` your endpoint's `whsec_…`; while a secret is rotated,
 * both. The same event can come twice: its `id` tells.
 */
export function readEvent(
  body: string,
  headers: Record<string, string | string[] | undefined>,
  ...secrets: string[]
): Event {
  const small: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === "string") small[name.toLowerCase()] = value;
  }
  for (const secret of secrets) {
    try {
      return new Webhook(secret).verify(body, small) as Event;
    } catch (fault) {
      if (!(fault instanceof WebhookVerificationError)) throw fault;
    }
  }
  throw new NotSignedError("no signature of this message fits");
}

/** Whether the event is of this type; its `data` is typed from then on. */
export function isEvent<T extends EventName>(
  event: Event | EventOf<EventName>,
  type: T,
): event is EventOf<T> {
  return event.type === type;
}
