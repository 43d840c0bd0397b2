"""Signatures on what we tell the shops: Standard Webhooks 1.0 (symmetric, `v1`).

Source: the Standard Webhooks specification, chapters "Signature scheme" and "Webhook headers". The
HMAC itself is the public `standardwebhooks` library's, the same that a shop verifies with.
"""

import base64
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook

SECRET_PREFIX = "whsec_"  # noqa: S105 - the specification's prefix, not a secret
SECRET_BYTES = 32  # the specification asks for 24 to 64
MESSAGE_ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
SECRETS_MAX = 2  # two are valid while a shop rotates (api.md); more is a mistake of ours


def new_secret() -> str:
    """A fresh signing secret: `whsec_` and 32 random bytes in base64. Shown to the shop once."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(
    message_id: str, body: bytes, *, at: datetime, secrets: Sequence[str]
) -> dict[str, str]:
    """The three headers that prove `body` is ours, unchanged and fresh.

    `body` is the UTF-8 bytes exactly as they will be sent. `at` is the moment of *this* attempt,
    not of the event: receivers refuse what is older than five minutes. Each of `secrets` (one, or
    two during rotation, newest first) gives a signature. ValueError for a naive `at`, no or too
    many secrets, or an id with a full stop in it (the signed text is joined with full stops).
    """
    if at.tzinfo is None:
        raise ValueError("the moment of an attempt needs a time zone")
    if not 1 <= len(secrets) <= SECRETS_MAX:
        raise ValueError(f"one to {SECRETS_MAX} secrets sign a message, not {len(secrets)}")
    if "." in message_id:
        raise ValueError("a message id holds no full stop")
    text = body.decode()
    # The library overwrites the time zone instead of converting, so it must be UTC already.
    moment = at.astimezone(UTC)
    signatures = [Webhook(secret).sign(message_id, moment, text) for secret in secrets]
    return {
        MESSAGE_ID: message_id,
        TIMESTAMP: str(int(moment.timestamp())),
        SIGNATURE: " ".join(signatures),
    }
