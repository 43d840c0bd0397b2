"""Fifty programs ask the same thing at once, of servers that are killed: it is done once.

Every twin asks until it is answered; all are answered the same, byte for byte. `make webhooks` asks
a thousand different things.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests.faults.flow import ANNA
from tests.faults.servers import Asked, Nursery, Server, free_port
from tests.picking.walking import Floor, open_floor
from tests.returns.shipped import ship
from tests.workers.conftest import until
from wms.access.keys import issue_key
from wms.db import HALL, Database
from wms.events.endpoints import NewEndpoint, add_endpoint
from wms.events.guard import Policy
from wms.settings import Settings

#: different things that are asked in the suite; `--times` as many in `make webhooks`
KEYS = 6
TWINS = 50
#: things asked at the same time, each by all its twins
AT_ONCE = 3
SERVERS = 3
#: between two kills, s
KILL_EVERY_S = (0.5, 2.0)
PATIENCE_S = 60.0
_TRY_AGAIN = (409, 429, 503)
#: anyio asks a socket that was cut just after it was opened for its peer, and finds none
_CUT = (httpx.TransportError, AttributeError)

#: what each kind of thing leaves behind, as often as it was asked; the last one has no name of its
#: own, and only its key keeps it from being done fifty times
EFFECTS = {
    "order": "SELECT count(*) FROM orders WHERE external_id LIKE 'order-%'",
    "its event": "SELECT count(*) FROM events WHERE type = 'order.received' "
    "AND subject_external_id LIKE 'order-%'",
    "its promise": "SELECT coalesce(sum(l.allocated), 0) FROM order_lines l JOIN orders o "
    "ON o.id = l.order_id WHERE o.external_id LIKE 'order-%'",
    "batch": "SELECT count(*) / 3 FROM orders WHERE external_id LIKE 'batch-%'",
    "product": "SELECT count(*) FROM products WHERE sku LIKE 'product-%'",
    "asn": "SELECT count(*) FROM asns WHERE external_id LIKE 'asn-%'",
    "its lines": "SELECT count(*) FROM asn_lines",
    "return": "SELECT count(*) FROM returns",
    "its announcement": "SELECT count(*) FROM events WHERE type = 'return.announced'",
    "test": "SELECT count(*) FROM webhook_deliveries WHERE test_type IS NOT NULL",
}
KINDS = ("order", "batch", "product", "asn", "return", "test")


@dataclass
class Street:
    """Servers side by side, and who kills them."""

    nursery: Nursery
    servers: list[Server] = field(default_factory=list)
    killed: int = 0

    def open(self) -> None:
        self.servers = [self.nursery.server(port=free_port()) for _ in range(SERVERS)]

    async def kill_some(self, chance: random.Random) -> None:
        """One after the other, each replaced at the same address, until cancelled."""
        while True:
            await asyncio.sleep(chance.uniform(*KILL_EVERY_S))
            n = chance.randrange(SERVERS)
            old = self.servers[n]
            os.kill(old.pid, signal.SIGKILL)
            assert await asyncio.to_thread(old.was_killed)
            port = int(old.path)
            self.servers[n] = await asyncio.to_thread(self.nursery.server, port=port)
            self.killed += 1

    def close(self) -> None:
        for server in self.servers:
            server.stop()


@pytest.fixture
def street(settings: Settings, app_url: str, tmp_path: Any) -> Iterator[Street]:
    """Nobody is slowed down: the limit of requests is for other tests."""
    home = replace(
        settings, database_url=app_url, secret_key="faults-" + "0" * 40, log_level="error",
        rate_limit_per_minute=10_000_000, rate_limit_burst=1_000_000,
    )  # fmt: skip
    made = Street(Nursery(home, tmp_path))
    made.open()
    yield made
    made.close()
    made.nursery.close()


@dataclass
class Asking:
    """The shop's programs."""

    clients: list[httpx.AsyncClient]
    chance: random.Random
    broken: int = 0
    waited: int = 0
    replayed: int = 0

    async def twin(self, asked: Asked) -> tuple[int, bytes]:
        """Ask until there is an answer to keep."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            assert time.monotonic() < deadline, f"{asked.path} is never answered"
            client = self.chance.choice(self.clients)
            try:
                answer = await client.post(asked.path, json=asked.body, headers=asked.headers)
            except _CUT:
                self.broken += 1
                await asyncio.sleep(0.05)
                continue
            if answer.is_success:
                self.replayed += answer.headers.get("Idempotent-Replayed") == "true"
                return answer.status_code, answer.content
            assert answer.status_code in _TRY_AGAIN and answer.json()["retryable"], answer.text
            self.waited += 1
            await asyncio.sleep(self.chance.uniform(0.01, 0.1))


async def test_each_key_has_one_effect_however_often_it_is_asked_and_whoever_is_killed(
    street: Street, db: Database, seed: int, times: int, holds: Callable[[], Any]
) -> None:
    chance, began, keys = random.Random(seed), time.monotonic(), KEYS * times
    floor = await open_floor(db, TEA=("A-01-1", 4 * keys))
    key, things = await _things(floor, keys)
    async with _clients(street, key) as clients:
        asking = Asking(clients, chance)
        killer = asyncio.create_task(street.kill_some(chance))
        turns = asyncio.Semaphore(AT_ONCE)

        async def ask_by_all(asked: Asked) -> None:
            async with turns:
                answers = await asyncio.gather(*(asking.twin(asked) for _ in range(TWINS)))
            assert len(set(answers)) == 1, f"{asked.path}: {set(answers)}"

        await asyncio.gather(*(ask_by_all(one) for one in things))
        await until(lambda: street.killed, "a kill")
        killer.cancel()
        await asyncio.gather(killer, return_exceptions=True)
    print(
        f"\nseed {seed}: {keys} keys by {TWINS} twins, {street.killed} servers killed, "
        f"{asking.broken} connections broken, {asking.waited} told to wait, "
        f"{asking.replayed} answered again; {time.monotonic() - began:.0f} s"
    )
    async with db.read(HALL) as read:
        effects = {name: await read.scalar(text(sql)) for name, sql in EFFECTS.items()}
    assert effects == dict.fromkeys(EFFECTS, keys // len(KINDS))
    await holds()


class _clients:
    """A client of each server, with room for all twins."""

    def __init__(self, street: Street, key: str) -> None:
        self._all = [
            httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{one.path}",
                headers={"Authorization": f"Bearer {key}"},
                timeout=PATIENCE_S,
                limits=httpx.Limits(max_connections=AT_ONCE * TWINS),
            )
            for one in street.servers
        ]

    async def __aenter__(self) -> list[httpx.AsyncClient]:
        return self._all

    async def __aexit__(self, *_: object) -> None:
        for client in self._all:
            await client.aclose()


async def _things(floor: Floor, keys: int) -> tuple[str, list[Asked]]:
    """The shop's key, and what is asked: of each kind as much, in turns."""
    async with floor.db.begin(HALL) as tx:
        key = (await issue_key(tx, floor.shop.id, name="twins")).key
        gone = await ship(tx, floor.hall, floor.shop, [(floor.products["TEA"], keys)])
        told = NewEndpoint(url="https://shop.example.com/hook", event_types=("stock.low",))
        made = await add_endpoint(tx, floor.shop.id, told, Policy(), secret_key="x" * 40)
        endpoint = made.endpoint.id
    return key, [
        _thing(KINDS[n % len(KINDS)], n, gone.external_id, str(endpoint)) for n in range(keys)
    ]


def _thing(kind: str, n: int, shipped: str, endpoint: str) -> Asked:
    lines = [{"sku": "TEA", "quantity": 1}]
    name = f"{kind}-{n}"
    order = {"external_id": name, "recipient": ANNA, "carrier": "house", "lines": lines}
    path, body = {
        "order": ("/v1/orders", order),
        "batch": (
            "/v1/orders/batch",
            {"orders": [{**order, "external_id": f"{name}-{m}"} for m in range(3)]},
        ),
        "product": ("/v1/products", {"sku": name, "name": "Cup"}),
        "asn": ("/v1/asns", {"external_id": name, "lines": lines}),
        "return": (
            "/v1/returns",
            {
                "external_id": name, "order_external_id": shipped, "lines": lines,
                "reason": "withdrawal", "declared_at": "2026-11-20T08:00:00Z",
            },
        ),
        "test": (f"/v1/webhook-endpoints/{endpoint}/test", {"type": "order.packed"}),
    }[kind]  # fmt: skip
    return Asked(path, body, {"Idempotency-Key": uuid4().hex})
