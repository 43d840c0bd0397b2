"""The limit holds across processes on a real Valkey, and a missing Redis stops nobody."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from multiprocessing.pool import AsyncResult
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from redis.asyncio import Redis

from api import ratelimit
from api.ratelimit import BURST, KEY_PREFIX, PER_MINUTE, Allowance, RateLimit
from wms import local

T = TypeVar("T")
PROCESSES = 8
TOLERANCE = 0.01


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[local.Redis]:
    with local.Redis(tmp_path_factory.mktemp("rate") / "redis") as running:
        yield running


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may pause Valkey for longer than production would wait."""
    monkeypatch.setattr(ratelimit, "REDIS_TIMEOUT_S", 5.0)


def with_redis(url: str, use: Callable[[Redis], Awaitable[T]]) -> T:
    async def run() -> T:
        redis = Redis.from_url(url)
        try:
            return await use(redis)
        finally:
            await redis.aclose()

    return asyncio.run(run())


async def drain(limit: RateLimit, key: str) -> tuple[int, Allowance]:
    """Take until refused: how many were let through, and the refusal."""
    allowed = 0
    while (answer := await limit.take(key)).allowed:
        allowed += 1
    return allowed, answer


def test_a_burst_then_ten_a_second(server: local.Redis) -> None:
    async def use(redis: Redis) -> None:
        limit = RateLimit(redis)
        first = await limit.take("k1")
        assert first.remaining == BURST - 1 == 99
        assert PER_MINUTE == 600
        started = time.monotonic()
        allowed, refused = await drain(limit, "k1")
        assert 99 <= allowed <= 99 + (time.monotonic() - started) * 10 + 1
        assert refused.remaining == 0
        assert refused.reset_s == 10
        assert refused.retry_after_s == 1
        assert (await limit.take("k2")).remaining == 99, "another key has its own bucket"
        await asyncio.sleep(0.35)
        again, _ = await drain(limit, "k1")
        assert again >= 3

    with_redis(server.url, use)


@pytest.mark.parametrize("is_redis_there", [True, False])
def test_a_bucket_never_overflows(
    server: local.Redis, tmp_path: Path, *, is_redis_there: bool
) -> None:
    async def use(redis: Redis) -> None:
        limit = RateLimit(redis, per_minute=600, burst=3)
        assert (await limit.take("idle")).remaining == 2
        await asyncio.sleep(0.6)
        assert (await limit.take("idle")).remaining == 2, "six came in, three fit"

    with_redis(server.url if is_redis_there else f"unix://{tmp_path}/nobody.sock", use)


def test_tokens_fetched_ahead_are_spent_before_more_are_fetched(server: local.Redis) -> None:
    """A burst of 8,000 gives leases of ten; all of it is let through and not one more."""

    async def use(redis: Redis) -> None:
        limit = RateLimit(redis, per_minute=1, burst=8_000)
        first = await limit.take("leased")
        assert first.remaining == 7_999
        assert await redis.hget(KEY_PREFIX + "leased", "left") == b"7990.000000000"
        before = (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"]
        answers = [await limit.take("leased") for _ in range(9)]
        assert [answer.remaining for answer in answers] == list(range(7_998, 7_989, -1))
        assert (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"] == before
        crowd = await asyncio.gather(*(limit.take("leased") for _ in range(500)))
        assert all(answer.allowed for answer in crowd)
        in_hand = sum(count for count, _ in limit._leased.values())
        left = float(await redis.hget(KEY_PREFIX + "leased", "left"))
        assert in_hand < 10, "never more than one lease a process, however many ask at once"
        assert 510 + in_hand + left == pytest.approx(8_000, abs=0.5)
        rest, _ = await drain(limit, "leased")
        assert 510 + rest == 8_000

    with_redis(server.url, use)


def test_a_slow_limit_says_how_long_to_wait(server: local.Redis) -> None:
    async def use(redis: Redis) -> None:
        limit = RateLimit(redis, per_minute=6, burst=2)
        _, refused = await drain(limit, "slow")
        assert refused.retry_after_s in (9, 10)
        assert refused.reset_s in (19, 20)

    with_redis(server.url, use)


def test_headers() -> None:
    allowed = Allowance(True, 42, 6, 1, 600, 100)
    assert allowed.headers() == {
        "RateLimit-Limit": "100",
        "RateLimit-Remaining": "42",
        "RateLimit-Reset": "6",
        "RateLimit-Policy": "600;w=60;burst=100",
    }
    refused = Allowance(False, 0, 10, 1, 600, 100)
    assert refused.headers()["Retry-After"] == "1"


def _wait_for(everybody: Barrier) -> None:
    everybody.wait(timeout=60)


def _hammer(url: str, per_minute: int, burst: int, until: float) -> tuple[int, int]:
    """One process: take as fast as it can until the wall clock says stop."""

    async def use(redis: Redis) -> tuple[int, int]:
        limit, allowed, refused = RateLimit(redis, per_minute=per_minute, burst=burst), 0, 0

        async def taker() -> None:
            nonlocal allowed, refused
            while time.time() < until:
                if (await limit.take("shared")).allowed:
                    allowed += 1
                else:
                    refused += 1

        await asyncio.gather(*(taker() for _ in range(4)))
        return allowed, refused

    ratelimit.REDIS_TIMEOUT_S = 5.0
    return with_redis(url, use)


def test_eight_processes_share_one_bucket_within_one_percent(server: local.Redis) -> None:
    """Conservation: let through + left over = left at first + refill, by Redis' own clock."""
    per_minute, burst, seconds = 24_000, 1200, 3.0

    async def left_and_now(redis: Redis) -> tuple[float, float]:
        left, at = await redis.hmget(KEY_PREFIX + "shared", "left", "at")
        return float(left), float(at)

    async def start_bucket(redis: Redis) -> tuple[float, float]:
        allowed, _ = await drain(RateLimit(redis, per_minute=per_minute, burst=burst), "shared")
        assert allowed >= burst
        return await left_and_now(redis)

    context = multiprocessing.get_context("spawn")
    everybody = context.Barrier(PROCESSES + 1)
    with context.Pool(PROCESSES, initializer=_wait_for, initargs=(everybody,)) as pool:
        everybody.wait(timeout=60)  # else the bucket is full again before the first has started
        left_at_first, began = with_redis(server.url, start_bucket)
        until = time.time() + seconds
        running: list[AsyncResult[tuple[int, int]]] = [
            pool.apply_async(_hammer, (server.url, per_minute, burst, until))
            for _ in range(PROCESSES)
        ]
        counts = [result.get(timeout=60) for result in running]
    left, ended = with_redis(server.url, left_and_now)
    allowed = sum(count[0] for count in counts)
    expected = left_at_first + (ended - began) * per_minute / 60
    assert sum(count[1] for count in counts) > 0, "nobody was refused: the test did not press"
    assert sum(count[0] > 0 for count in counts) >= 2, "one process alone proves nothing"
    assert allowed + left == pytest.approx(expected, rel=TOLERANCE)


def test_a_flushed_redis_goes_on(server: local.Redis) -> None:
    async def use(redis: Redis) -> None:
        limit = RateLimit(redis, per_minute=6)
        await drain(limit, "flushed")
        await redis.flushall()
        await redis.script_flush()
        assert (await limit.take("flushed")).remaining == BURST - 1
        assert await redis.exists(KEY_PREFIX + "flushed"), "counted in Redis again, not here"

    with_redis(server.url, use)


def test_a_full_bucket_is_forgotten(server: local.Redis) -> None:
    async def use(redis: Redis) -> None:
        limit = RateLimit(redis, per_minute=600, burst=100)
        for _ in range(10):
            await limit.take("quiet")
        assert 1000 <= await redis.pttl(KEY_PREFIX + "quiet") <= 2001

    with_redis(server.url, use)


def test_without_redis_each_process_counts_for_itself(tmp_path: Path) -> None:
    async def use(redis: Redis) -> None:
        limit = RateLimit(redis)
        allowed, refused = await drain(limit, "k")
        assert BURST <= allowed <= BURST + 20
        assert refused.retry_after_s == 1
        assert (await limit.take("other")).allowed
        await asyncio.sleep(0.25)
        again, _ = await drain(limit, "k")
        assert again >= 2

    with_redis(f"unix://{tmp_path}/nobody.sock", use)


def test_a_redis_that_hangs_delays_one_request_and_comes_back(
    server: local.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratelimit, "REDIS_TIMEOUT_S", 0.2)
    monkeypatch.setattr(ratelimit, "REDIS_PAUSE_S", 0.5)

    async def use(redis: Redis) -> None:
        limit = RateLimit(redis)
        assert (await limit.take("hung")).remaining == 99
        pid = (await redis.info("server"))["process_id"]
        os.kill(pid, signal.SIGSTOP)
        try:
            started = time.monotonic()
            answers = [await limit.take("hung") for _ in range(50)]
            assert all(answer.allowed for answer in answers)
            assert 0.15 < time.monotonic() - started < 0.5, "one waits, the others do not"
        finally:
            os.kill(pid, signal.SIGCONT)
        await asyncio.sleep(0.6)
        # The broken-off call must leave no stale answer behind on its connection.
        fresh = [await limit.take(f"fresh-{n}") for n in range(20)]
        assert [answer.remaining for answer in fresh] == [99] * 20
        assert await redis.exists(KEY_PREFIX + "fresh-0")

    with_redis(server.url, use)


def test_a_redis_that_answers_nonsense_stops_nobody(server: local.Redis) -> None:
    async def use(redis: Redis) -> None:
        await redis.set(KEY_PREFIX + "spoilt", "not a bucket")
        assert (await RateLimit(redis).take("spoilt")).allowed

    with_redis(server.url, use)


def test_counting_here_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratelimit, "LOCAL_KEYS_MAX", 50)

    async def use(redis: Redis) -> None:
        limit = RateLimit(redis, per_minute=6, burst=2)
        await drain(limit, "busy")
        for n in range(500):
            await limit.take(f"key-{n}")
            assert not (await limit.take("busy")).allowed, "a busy key is not forgotten"
        assert len(limit._local) <= 50

    with_redis(f"unix://{tmp_path}/nobody.sock", use)


@pytest.mark.parametrize(("per_minute", "burst"), [(0, 1), (1, 0), (-1, 5)])
def test_a_limit_of_nothing_is_a_mistake(per_minute: int, burst: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        RateLimit(Redis(), per_minute=per_minute, burst=burst)
