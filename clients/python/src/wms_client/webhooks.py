"""What your webhook endpoint does first: prove that the warehouse sent it, and read it.

The warehouse signs as https://www.standardwebhooks.com says; the proof is that project's library.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from wms_client.errors import WarehouseError
from wms_client.models import EVENT_DATA, Event


class NotSignedError(WarehouseError):
    """Nobody who knows your endpoint's secret sent this, or it was sent long ago. Answer 400."""


def read_event(body: bytes, headers: Mapping[str, str], *secrets: str) -> Event:
    """The event that was sent to your endpoint.

    ``body`` must be the bytes as they came, ``secrets`` your endpoint's `whsec_…`; while a secret
    is rotated, both. The same event can come twice: its ``id`` tells.

    Raises:
        NotSignedError: it does not prove itself.
    """
    small = {name.lower(): value for name, value in headers.items()}
    for secret in secrets:
        try:
            Webhook(secret).verify(body, small)
        except WebhookVerificationError:
            continue
        return msgspec.json.decode(body, type=Event)
    raise NotSignedError("no signature of this message fits")


def data_of(event: Event) -> msgspec.Struct | None:
    """What the event says, as its type's own shape; None for a type newer than this client."""
    shape = EVENT_DATA.get(event.type)
    return None if shape is None else msgspec.convert(event.data, shape)
