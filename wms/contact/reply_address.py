"""The address that brings an answer back into its thread: ``post+t0123…@shop.example``."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Final
from uuid import UUID

_MAC_CHARS: Final = 10
_TOKEN: Final = re.compile(r"\+t([0-9a-f]{32})([0-9a-f]{10})@")


def reply_address(secret_key: str, mailbox: str, thread_id: UUID) -> str:
    """Where answers in a thread go; ``mailbox`` must take plus-addresses (RFC 5233)."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+t{thread_id.hex}{_mac(secret_key, thread_id)}@{domain}"


def thread_named(secret_key: str, recipients: Iterable[str]) -> UUID | None:
    """The thread that one of the addresses names and nobody made up."""
    for one in recipients:
        found = _TOKEN.search(one)
        if found and hmac.compare_digest(_mac(secret_key, UUID(found[1])), found[2]):
            return UUID(found[1])
    return None


def _mac(secret_key: str, thread_id: UUID) -> str:
    return hmac.new(
        secret_key.encode(), b"contact reply:" + thread_id.bytes, hashlib.sha256
    ).hexdigest()[:_MAC_CHARS]
