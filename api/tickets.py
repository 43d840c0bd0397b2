"""A ticket proves for two minutes that somebody scanned a badge on this device.

Signed and not stored: between the badge and the PIN nothing has happened yet that a row should say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from typing import Final
from uuid import UUID

from wms.access.errors import TicketOver

TICKET_LIFE_S: Final = 120
_ID_BYTES: Final = 16
_TIME_BYTES: Final = 8
_MAC_BYTES: Final = 16


def _mac(secret: str, device_id: UUID, body: bytes) -> bytes:
    key = hashlib.sha256(b"floor ticket\x00" + secret.encode()).digest()
    return hmac.digest(key, device_id.bytes + body, "sha256")[:_MAC_BYTES]


def issue(secret: str, *, operator_id: UUID, device_id: UUID) -> str:
    """A ticket for the PIN page of this operator on this device."""
    ends = int(time.time()) + TICKET_LIFE_S
    body = operator_id.bytes + ends.to_bytes(_TIME_BYTES, "big")
    return base64.urlsafe_b64encode(body + _mac(secret, device_id, body)).decode().rstrip("=")


def read(secret: str, ticket: str, *, device_id: UUID) -> UUID:
    """Whose badge was scanned.

    Raises:
        TicketOver: not a ticket of this device, or older than two minutes.
    """
    try:
        raw = base64.b64decode(ticket + "=" * (-len(ticket) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise TicketOver from error
    body, mac = raw[: _ID_BYTES + _TIME_BYTES], raw[_ID_BYTES + _TIME_BYTES :]
    if len(body) != _ID_BYTES + _TIME_BYTES or not hmac.compare_digest(
        mac, _mac(secret, device_id, body)
    ):
        raise TicketOver
    if int.from_bytes(body[_ID_BYTES:], "big") < time.time():
        raise TicketOver
    return UUID(bytes=body[:_ID_BYTES])
