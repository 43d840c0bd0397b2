"""Tokens of links that are known by themselves: a few bytes and their signature, nothing stored.

Each kind of link signs with a key of its own, made of the settings' secret and its purpose, so that
a token of one kind never opens another one's door.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final

#: of the signature: 128 bits, nobody guesses them
MAC_BYTES: Final = 16


def _mac(secret: str, purpose: str, body: bytes) -> bytes:
    key = hashlib.sha256(purpose.encode() + b"\x00" + secret.encode()).digest()
    return hmac.digest(key, body, "sha256")[:MAC_BYTES]


def signed(secret: str, purpose: str, body: bytes) -> str:
    """The token that says ``body``: letters, digits, ``-`` and ``_`` only."""
    token = base64.urlsafe_b64encode(body + _mac(secret, purpose, body))
    return token.decode().rstrip("=")


def read_signed(secret: str, purpose: str, token: str, length: int) -> bytes | None:
    """The ``length`` bytes that the token says; None when it was cut off, changed or made up.

    Whatever is wrong with it, the signature is computed and compared, so that the time tells
    nothing about why.
    """
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    body, mac = raw[:length], raw[length:]
    is_ours = hmac.compare_digest(mac, _mac(secret, purpose, body))
    return body if is_ours and len(body) == length else None
