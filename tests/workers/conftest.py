"""Real workers in a process of their own, a real Valkey, a real receiver."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import httpx
import pytest
import redis
from sqlalchemy import text

from tests import cast
from tests.lived import as_lived
from tests.programs import Program
from wms.db import HALL, Database, new_id
from wms.events.outbox import Subject, record
from wms.events.signing import new_secret
from wms.local import Local
from wms.local import Redis as LocalRedis

T = TypeVar("T")
PATIENCE_S = 40.0
STARTING_S = 90.0
#: a receiver tells of a hundred thousand messages, s
READING_S = 300.0
_redis_databases = itertools.count(1)


async def until(question: Callable[[], Any], what: str, seconds: float = PATIENCE_S) -> Any:
    """Ask again and again until the answer is true; then that answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = question()
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer:
            return answer
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        await asyncio.sleep(0.02)


@dataclass
class Receiver:
    """A shop's receiver."""

    process: subprocess.Popen[str]
    port: int
    secret: str

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/hook/{name}"

    def behave(self, name: str, mode: str) -> None:
        httpx.put(f"http://127.0.0.1:{self.port}/mode/{name}", content=mode)

    def received(self, name: str | None = None, mode: str | None = None) -> list[dict[str, Any]]:
        came: list[dict[str, Any]] = httpx.get(
            f"http://127.0.0.1:{self.port}/", timeout=READING_S
        ).json()
        return [one for one in came if name in (None, one["name"]) and mode in (None, one["mode"])]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    secret = new_secret()
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("receiver.py")), secret],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    yield Receiver(process, int(process.stdout.readline()), secret)
    process.kill()
    process.wait()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[LocalRedis]:
    """A Valkey of the test's own: it may be flushed and killed."""
    server = LocalRedis(tmp_path / "redis")
    server.start()
    yield server
    server.stop()


@dataclass
class Hands:
    """Worker processes of one test."""

    environ: dict[str, str]
    log: Path
    processes: list[Program] = field(default_factory=list)
    started: int = 0

    def begin(self, *words: str, **settings: str) -> Program:
        told = {f"WMS_{k.upper()}": v for k, v in settings.items()}
        process = Program(*words, environment={**self.environ, **told}, log=self.log)
        self.processes.append(process)
        return process

    def start(self, **settings: str) -> Program:
        process = self.begin("workers", **settings)
        self._wait_until_at_work()
        return process

    def _wait_until_at_work(self) -> None:
        """A busy machine needs a while to import everything: no test measures that."""
        deadline = time.monotonic() + STARTING_S
        self.started += 1
        while self.log.read_text().count("workers are at work") < self.started:
            assert time.monotonic() < deadline, "the workers did not start"
            time.sleep(0.02)

    def kill(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
        self.processes.clear()


@pytest.fixture
def hands(app_url: str, own_redis: LocalRedis, tmp_path: Path) -> Iterator[Hands]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("WMS_")}
    made = Hands(
        {
            **kept,
            "WMS_DATABASE_URL": app_url,
            "WMS_REDIS_URL": own_redis.url,
            "WMS_DATA_DIR": str(tmp_path),
            "WMS_WEBHOOK_ALLOW_HTTP": "1",
            "WMS_WEBHOOK_ALLOW_PRIVATE": "1",
        },
        tmp_path / "workers.log",
    )
    yield made
    made.kill()
    print(made.log.read_text()[-8000:] if made.log.exists() else "")


@dataclass
class Told:
    """A shop, and what it is told."""

    db: Database
    shop_id: UUID

    async def endpoint(self, url: str, secret: str, types: tuple[str, ...] = ()) -> UUID:
        made = new_id()
        async with self.db.begin(HALL) as tx:
            await tx.execute(
                text(
                    "INSERT INTO webhook_endpoints (shop_id, id, url, secret, event_types) "
                    "VALUES (:s, :i, :u, :k, :t)"
                ),
                {"s": self.shop_id, "i": made, "u": url, "k": secret, "t": list(types)},
            )
        return made

    async def tell(self, count: int = 1, subject: UUID | None = None) -> list[UUID]:
        async with self.db.begin(HALL) as tx:
            return [
                await record(
                    tx,
                    self.shop_id,
                    Subject("order", subject or new_id(), f"O-{n}"),
                    as_lived("order.packed", order_number=n + 1),
                )
                for n in range(count)
            ]

    async def call(self) -> None:
        """What a door does after its commit."""
        async with self.db.begin(HALL) as tx:
            await tx.execute(text("SELECT pg_notify('wms_events', '')"))

    async def rows(self, sql: str, **facts: Any) -> list[Any]:
        async with self.db.read(HALL) as read:
            return list((await read.execute(text(sql), facts)).all())

    async def statuses(self) -> dict[str, int]:
        found = await self.rows("SELECT status, count(*) FROM webhook_deliveries GROUP BY 1")
        return {row.status: row.count for row in found}

    async def all_delivered(self, count: int) -> bool:
        return await self.statuses() == {"delivered": count}


@pytest.fixture
async def told(db: Database) -> AsyncIterator[Told]:
    async with db.begin(HALL) as tx:
        shop = await cast.open_shop(tx)
    yield Told(db, shop.id)


@contextmanager
def redis_client(server: LocalRedis) -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(server.url)
    yield client
    client.close()


__all__ = ["Hands", "Local", "Receiver", "Told", "redis_client", "until"]
