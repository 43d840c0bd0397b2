"""A platform's limit is kept by all who ask it together, on a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
from redis.asyncio import Redis

from wms import local
from wms.platforms import pace
from wms.platforms.pace import SharedPace
from wms.platforms.port import PlatformAway

PER_MINUTE = 20
WORKERS = 4


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[local.Redis]:
    with local.Redis(tmp_path_factory.mktemp("pace") / "redis") as running:
        yield running


@pytest.fixture
async def workers(
    server: local.Redis, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[list[SharedPace]]:
    """Each with a line of its own to Redis, as processes have."""
    monkeypatch.setattr(pace, "REDIS_LIMIT_S", 5.0)
    async with AsyncExitStack() as stack:
        clients = [Redis.from_url(server.url) for _ in range(WORKERS)]
        for client in clients:
            stack.push_async_callback(client.aclose)
        name = request.node.name
        yield [SharedPace(one, name, PER_MINUTE, platform="Base") for one in clients]


async def asked(one: SharedPace) -> float | None:
    """None: it was its turn; else how long it is to wait, s."""
    try:
        await one.turn()
    except PlatformAway as no:
        assert no.failure.code == "platform.busy"
        return no.later_s
    return None


async def test_no_minute_has_more_requests_than_the_platform_allows(
    workers: list[SharedPace],
) -> None:
    told = await asyncio.gather(*(asked(one) for one in workers * 10))
    waits = [one for one in told if one is not None]
    assert told.count(None) == PER_MINUTE
    assert len(waits) == WORKERS * 10 - PER_MINUTE
    assert all(pace.WAIT_MAX_S < one <= pace.WINDOW_S + 0.1 for one in waits)


async def test_a_turn_that_comes_soon_is_waited_for(
    workers: list[SharedPace], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "WINDOW_S", 0.3)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    told = await asyncio.gather(*(asked(one) for one in workers * 10))
    assert set(told) == {None}
    assert loop.time() - begun >= 0.3


async def test_a_blocked_token_keeps_everybody_away(workers: list[SharedPace]) -> None:
    first, *others = workers
    assert await asked(first) is None
    await first.stay_away(420)
    for one in others:
        assert await asked(one) == pytest.approx(420, abs=5)


async def test_without_redis_nobody_asks() -> None:
    client = Redis.from_url("redis://127.0.0.1:1/0")
    try:
        alone = SharedPace(client, "gone", PER_MINUTE, platform="Base")
        with pytest.raises(PlatformAway) as caught:
            await alone.turn()
        assert caught.value.later_s == pace.WITHOUT_REDIS_S
        await alone.stay_away(1)
    finally:
        await client.aclose()
