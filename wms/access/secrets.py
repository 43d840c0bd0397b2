"""Random secrets and how we keep them: never themselves, only what proves them.

Secrets that we make have 256 random bits, so a plain SHA-256 keeps them safe; what people choose
(PINs, passwords) goes through argon2id, off the event loop, a few at a time.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SECRET_BYTES: Final = 32
#: argon2id of OWASP's password storage cheat sheet: 19 MiB, 2 passes, 1 lane
HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: hashes at once in one process: each takes a core for 30 ms and 19 MiB
_AT_ONCE: Final = 2
_turns: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


def new_secret() -> str:
    """256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> bytes:
    """What we keep of a secret that we made: its SHA-256."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _turn() -> asyncio.Semaphore:
    loop = asyncio.get_running_loop()
    if loop not in _turns:
        _turns.clear()  # a loop that ended keeps nothing
        _turns[loop] = asyncio.Semaphore(_AT_ONCE)
    return _turns[loop]


async def keep(chosen: str) -> str:
    """What we keep of a PIN or password that a person chose."""
    async with _turn():
        return await asyncio.to_thread(HASHER.hash, chosen)


def _matches(kept: str, given: str) -> bool:
    try:
        return HASHER.verify(kept, given)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


async def matches(kept: str, given: str) -> bool:
    """Whether ``given`` is the PIN or password behind ``kept``."""
    async with _turn():
        return await asyncio.to_thread(_matches, kept, given)
