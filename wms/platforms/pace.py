"""How fast a platform may be asked, counted across all processes that ask it.

A bucket that refills (as `api.ratelimit` has it for our own API) lets a full one and a minute's
refill through in one minute. A platform that blocks whoever asks once too often needs an exact
count: each request of the last minute is remembered, in Redis, by whose clock all agree. Without
Redis nobody is asked: what waits a minute is better than a shop that is locked out for ten.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final, Protocol
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

from wms.platforms.failures import BUSY, NO_ANSWER
from wms.platforms.port import PlatformAway

WINDOW_S: Final = 60.0
#: a turn that comes within this is waited for, s; else whoever asks comes again later
WAIT_MAX_S: Final = 10.0
#: Redis answers within this, s
REDIS_LIMIT_S: Final = 1.0
#: without Redis it is tried again after this, s
WITHOUT_REDIS_S: Final = 5.0
KEY_PREFIX: Final = "wms:pace:"
_MS: Final = 1_000

# KEYS: the requests of the last minute, the block; ARGV: how many, window in ms, a name for this
# request. Answers how long to wait, ms; 0: it is counted, ask.
_TURN: Final = """
local blocked = redis.call('PTTL', KEYS[2])
if blocked > 0 then return blocked end
local now = redis.call('TIME')
now = tonumber(now[1]) * 1000 + math.floor(tonumber(now[2]) / 1000)
local window = tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[1]) then
  redis.call('ZADD', KEYS[1], now, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], window)
  return 0
end
return redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] + window - now + 1
"""


class Pace(Protocol):
    """Whose turn it is."""

    async def turn(self) -> None:
        """Wait until one more may be asked. Raises PlatformAway: not for a while."""
        ...

    async def stay_away(self, seconds: float) -> None:
        """The platform wants nothing for so long."""
        ...


class OwnPace:
    """No more than ``per_minute`` requests in any minute, of this process."""

    def __init__(self, per_minute: int) -> None:
        self._room = per_minute
        self._asked: list[float] = []
        self._away_until = 0.0

    async def turn(self) -> None:
        """See `Pace`."""
        while True:
            now = time.monotonic()
            await asyncio.sleep(max(0.0, self._away_until - now))
            self._asked = [at for at in self._asked if now - at < WINDOW_S]
            if len(self._asked) < self._room:
                self._asked.append(now)
                return
            await asyncio.sleep(self._asked[0] + WINDOW_S - now)

    async def stay_away(self, seconds: float) -> None:
        """See `Pace`."""
        self._away_until = time.monotonic() + seconds


class SharedPace:
    """No more than ``per_minute`` requests in any minute under a name, whoever asks."""

    def __init__(self, redis: Redis, name: str, per_minute: int, *, platform: str) -> None:
        self._per_minute = per_minute
        self._platform = platform
        self._keys = [f"{KEY_PREFIX}{name}", f"{KEY_PREFIX}{name}:blocked"]
        self._redis = redis
        self._script = redis.register_script(_TURN)

    async def turn(self) -> None:
        """See `Pace`."""
        while (wait_s := await self._wait_s()) > 0:
            if wait_s > WAIT_MAX_S:
                raise PlatformAway(code=BUSY, later_s=wait_s, platform=self._platform)
            await asyncio.sleep(wait_s)

    async def stay_away(self, seconds: float) -> None:
        """See `Pace`. Best effort: the platform says it again to whoever asks."""
        try:
            async with asyncio.timeout(REDIS_LIMIT_S):
                await self._redis.set(self._keys[1], "1", px=max(1, int(seconds * _MS)))
        except (RedisError, OSError, TimeoutError):
            return

    async def _wait_s(self) -> float:
        try:
            async with asyncio.timeout(REDIS_LIMIT_S):
                wait_ms = await self._script(
                    keys=self._keys, args=[self._per_minute, int(WINDOW_S * _MS), uuid4().hex]
                )
        except (RedisError, OSError, TimeoutError) as error:
            raise PlatformAway(repr(error), code=NO_ANSWER, later_s=WITHOUT_REDIS_S) from error
        return float(wait_ms) / _MS
