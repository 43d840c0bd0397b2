"""Random secrets and how we keep them: never themselves, only what proves them.

Secrets that we make have 256 random bits, so a plain SHA-256 keeps them safe; what people choose
(PINs, passwords) goes through argon2id, off the event loop, one at a time in each `Line`.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Final

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from wms.access.errors import TooManyLogIns

SECRET_BYTES: Final = 32
#: argon2id of OWASP's password storage cheat sheet: 19 MiB, 2 passes, 1 lane
HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class Line:
    """People who wait for a hash: one at a time is made, the others wait, and not too many of them.

    Never wait in a transaction: a connection that is held meanwhile is one that nobody scans with.
    """

    def __init__(self, *, waiting_max: int) -> None:
        self._waiting_max = waiting_max
        #: how many stand here, whoever's turn it is included
        self.waiting = 0
        self._turns: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One's turn. Raises TooManyLogIns when the line is too long to join."""
        if self.waiting >= self._waiting_max:
            raise TooManyLogIns
        self.waiting += 1
        try:
            async with self._turn():
                yield
        finally:
            self.waiting -= 1

    def _turn(self) -> asyncio.Semaphore:
        loop = asyncio.get_running_loop()
        if loop not in self._turns:
            self._turns.clear()  # a loop that ended keeps nothing
            self._turns[loop] = asyncio.Semaphore(1)
        return self._turns[loop]


#: a hash takes a core for 30 ms: whoever comes last here waits half a second
DESK_WAITING_MAX: Final = 16
#: a whole shift that begins at once waits two seconds at most
FLOOR_WAITING_MAX: Final = 64
#: log-ins at desks, which anybody in the world may try
DESK: Final = Line(waiting_max=DESK_WAITING_MAX)
#: PINs on enrolled handhelds: strangers at the desk's door never stand before them
FLOOR: Final = Line(waiting_max=FLOOR_WAITING_MAX)
#: new PINs and passwords, given by somebody who is logged in
_NEW: Final = Line(waiting_max=DESK_WAITING_MAX)


def new_secret() -> str:
    """256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> bytes:
    """What we keep of a secret that we made: its SHA-256."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


async def keep(chosen: str) -> str:
    """What we keep of a PIN or password that a person chose."""
    async with _NEW.turn():
        return await asyncio.to_thread(HASHER.hash, chosen)


def _matches(kept: str, given: str) -> bool:
    try:
        return HASHER.verify(kept, given)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


async def matches(kept: str, given: str, line: Line = DESK) -> bool:
    """Whether ``given`` is the PIN or password behind ``kept``.

    Raises:
        TooManyLogIns: so many wait in ``line`` that it is better to come again.
    """
    async with line.turn():
        return await asyncio.to_thread(_matches, kept, given)


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What a PIN or password was compared with (None: nobody's), and whether it is the one."""

    kept: str | None
    is_right: bool


async def prove(kept: str | None, given: str, line: Line) -> Proof:
    """Compare ``given`` with what was read before; nobody's takes as long as somebody's.

    Raises:
        TooManyLogIns: so many wait in ``line`` that it is better to come again.
    """
    is_right = await matches(kept or _nobodys_hash(), given, line)
    return Proof(kept=kept, is_right=is_right and kept is not None)


@cache
def _nobodys_hash() -> str:
    return HASHER.hash(new_secret())
