"""How many requests a key may make: one token bucket a key, counted in Redis across all processes.

One Lua script takes a token and tells what is left, so two processes never spend the same token. It
uses Redis' own clock, so processes whose clocks differ agree. Redis is transport, never truth: when
it is away, each process counts for itself and goes on. Then a key may get the limit once per
process, which is better than refusing a warehouse's orders because a cache is down.
"""

import asyncio
import time
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from redis.asyncio import Redis
from redis.exceptions import RedisError

PER_MINUTE = 600
BURST = 100
REDIS_TIMEOUT_S = 0.25
REDIS_CALLS_MAX = 16  # at once, of one process; a client's pool raises when it runs out
REDIS_PAUSE_S = 1.0  # after a failure Redis is left alone this long: no request waits for it twice
LOCAL_KEYS_MAX = 10_000
KEY_PREFIX = "wms:rate:"
# A process may fetch several tokens at once and spend them without asking. What eight processes can
# have in hand stays within 1 % of the burst, so at the default limit each request asks.
LEASE_SHARE = 0.01
LEASE_PROCESSES = 8
_S_PER_MINUTE = 60
_US_PER_S = 1_000_000

# KEYS[1] the bucket; ARGV: tokens a second, size, tokens wanted. Answers: how many were taken, how
# many are left (as text: Redis cuts Lua's numbers to whole ones). The bucket is forgotten once it
# would be full again.
_TAKE = """
local now = redis.call('TIME')
now = tonumber(now[1]) + tonumber(now[2]) / 1000000
local rate, size, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local left, at = tonumber(kept[1]) or size, tonumber(kept[2]) or now
left = math.min(size, left + math.max(0, now - at) * rate)
local taken = math.min(wanted, math.floor(left))
left = left - taken
redis.call('HSET', KEYS[1], 'left', string.format('%.9f', left), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((size - left) / rate * 1000) + 1000)
return {taken, string.format('%.9f', left)}
"""


Value = TypeVar("Value")


@dataclass(frozen=True)
class Allowance:
    """The answer for one request; `reset_s` until the bucket is full, `retry_after_s` until one."""

    allowed: bool
    remaining: int
    reset_s: int
    retry_after_s: int
    per_minute: int
    burst: int

    def headers(self) -> dict[str, str]:
        """`RateLimit-*` as in draft-ietf-httpapi-ratelimit-headers-06; `Retry-After` on a no."""
        told = {
            "RateLimit-Limit": str(self.burst),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_s),
            "RateLimit-Policy": f"{self.per_minute};w={_S_PER_MINUTE};burst={self.burst}",
        }
        return told if self.allowed else {**told, "Retry-After": str(self.retry_after_s)}


class RateLimit:
    """`await limit.take(key_id)` before each request; one instance a process."""

    def __init__(self, redis: Redis, *, per_minute: int = PER_MINUTE, burst: int = BURST) -> None:
        if per_minute < 1 or burst < 1:
            raise ValueError("a limit lets at least one request a minute through")
        self._per_minute, self._burst = per_minute, burst
        self._rate = per_minute / _S_PER_MINUTE
        self._script = redis.register_script(_TAKE)
        self._lease = max(1, int(burst * LEASE_SHARE / LEASE_PROCESSES))
        self._leased: dict[str, tuple[int, float]] = {}
        self._line = asyncio.Semaphore(REDIS_CALLS_MAX)
        self._fetching: set[str] = set()
        self._local: dict[str, tuple[float, float]] = {}
        self._redis_again_at = 0.0

    async def take(self, key: str) -> Allowance:
        """Spend one token of `key` (an API key's id, never the key itself). Does not raise."""
        in_hand = self._leased.pop(key, None) or await self._fetch(key)
        if in_hand is None:
            return self._take_here(key)
        tokens, left = in_hand
        if tokens > 1:
            _keep(self._leased, key, (tokens - 1, left))
        return self._allowance(tokens > 0, left + max(0, tokens - 1))

    async def _fetch(self, key: str) -> tuple[int, float] | None:
        """Tokens now ours to spend and what is left of the bucket; None without Redis."""
        if time.monotonic() < self._redis_again_at:
            return None
        # While one request fetches several, those beside it fetch one: never two leases a process.
        wanted = 1 if key in self._fetching else self._lease
        if wanted > 1:
            self._fetching.add(key)
        try:
            async with asyncio.timeout(REDIS_TIMEOUT_S), self._line:
                taken, left = await self._script(
                    keys=[KEY_PREFIX + key], args=[self._rate, self._burst, wanted]
                )
            return int(taken), float(left)
        except (RedisError, OSError, TimeoutError):
            self._redis_again_at = time.monotonic() + REDIS_PAUSE_S
            return None
        finally:
            if wanted > 1:
                self._fetching.discard(key)

    def _take_here(self, key: str) -> Allowance:
        now = time.monotonic()
        left, at = self._local.pop(key, (float(self._burst), now))
        left = min(self._burst, left + (now - at) * self._rate)
        is_taken = left >= 1
        left -= is_taken
        _keep(self._local, key, (left, now))
        return self._allowance(is_taken, left)

    def _allowance(self, is_taken: bool, left: float) -> Allowance:
        return Allowance(
            allowed=is_taken,
            remaining=int(left),
            reset_s=ceil((self._burst - left) / self._rate),
            retry_after_s=max(1, ceil((1 - left) / self._rate)),
            per_minute=self._per_minute,
            burst=self._burst,
        )


def _keep(kept: dict[str, Value], key: str, value: Value) -> None:
    """Remember `value` (its key was popped before), forgetting the key that was quiet longest."""
    while len(kept) >= LOCAL_KEYS_MAX:
        del kept[next(iter(kept))]
    kept[key] = value
