"""What must be read again, and by nobody else: locked with a key that follows from the secret key.

AES-256-GCM with a key by HKDF-SHA256 (RFC 5869); what it belongs to is part of the lock, so that a
row's content is of no use in another row. A new secret key locks everything out for good.
"""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
#: characters of a word that only the courier is told; 160 bits
_WORD_CHARS: Final = 40
_LOCKS: Final = b"wms courier accounts 1"
_WORDS: Final = b"wms courier webhooks 1"


class LockedOut(Exception):  # noqa: N818 - a fact
    """It was locked with another secret key, or is not what was locked."""


def lock(secret_key: str, content: bytes, *, belongs_to: str) -> bytes:
    """The content, unreadable."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    cipher = AESGCM(_derived(secret_key, _LOCKS))
    return nonce + cipher.encrypt(nonce, content, belongs_to.encode())


def unlock(secret_key: str, locked: bytes, *, belongs_to: str) -> bytes:
    """What was locked. Raises LockedOut."""
    cipher = AESGCM(_derived(secret_key, _LOCKS))
    try:
        return cipher.decrypt(locked[:_NONCE_BYTES], locked[_NONCE_BYTES:], belongs_to.encode())
    except (InvalidTag, ValueError) as error:
        raise LockedOut from error


def word(secret_key: str, belongs_to: str) -> str:
    """A word for an address that only one courier is told; nobody else can guess it."""
    mac = HMAC(_derived(secret_key, _WORDS), SHA256())
    mac.update(belongs_to.encode())
    return mac.finalize().hex()[:_WORD_CHARS]


def _derived(secret_key: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=purpose).derive(secret_key.encode())
