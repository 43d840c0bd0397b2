"""How many round trips to PostgreSQL each hot verb costs, pinned: a new one is a decision.

Counted as asyncpg sends them, for both ways in (SQLAlchemy and the one-statement pool), from the
door's first word to its last: also BEGIN, the tenant, COMMIT. A request whose key or badge is
remembered asks nothing for knowing it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
import pytest
from sqlalchemy import text

from tests.api.conftest import (
    app,
    client,
    doors,
    floor_client,
    new_client,
    new_floor_client,
    new_operator,
)
from tests.inbound.scene import at_the_dock
from tests.orders.asking import ask
from tests.packing.bench import open_bench
from tests.picking.walking import open_floor
from wms.access.keys import issue_key
from wms.db import HALL, Database
from wms.picking.steps import Finished

__all__ = [
    "app",
    "client",
    "doors",
    "floor_client",
    "new_client",
    "new_floor_client",
    "new_operator",
]

NewClient = Callable[..., Awaitable[httpx.AsyncClient]]

#: asyncpg's ways to the server: (class, method)
_WAYS = (
    (asyncpg.Connection, "fetchval"),
    (asyncpg.Connection, "fetch"),
    (asyncpg.Connection, "fetchrow"),
    (asyncpg.Connection, "execute"),
)


class Counter:
    """What was sent, in order; without what the bell and the log of requests say after answers."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def __len__(self) -> int:
        return len(self.sent)

    def note(self, sql: str) -> None:
        if not sql.startswith("NOTIFY") and "note_requests" not in sql:
            self.sent.append(" ".join(sql.split())[:160])


@contextmanager
def counted(patch: pytest.MonkeyPatch) -> Iterator[Counter]:
    """Count what is executed inside the block."""
    counter = Counter()
    with patch.context() as inside:
        for owner, name in _WAYS:
            before = getattr(owner, name)

            async def way(
                self: Any, query: str, *rest: Any, _before: Any = before, **more: Any
            ) -> Any:
                counter.note(query)
                return await _before(self, query, *rest, **more)

            inside.setattr(owner, name, way)
        # SQLAlchemy's dialect prepares, then executes the prepared statement
        run = asyncpg.prepared_stmt.PreparedStatement._PreparedStatement__bind_execute

        async def prepared(self: Any, *rest: Any) -> Any:
            counter.note(self.get_query())
            return await run(self, *rest)

        inside.setattr(
            asyncpg.prepared_stmt.PreparedStatement,
            "_PreparedStatement__bind_execute",
            prepared,
        )
        yield counter


def costs(counter: Counter, count: int) -> None:
    """Exactly so many; a failure shows which."""
    assert len(counter) == count, "\n".join(counter.sent)


async def test_the_counter_counts(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async def look() -> None:
        async with db.begin(HALL) as tx:
            await tx.execute(text("SELECT 1"))

    await look()  # the first use of a connection asks for the server's version and more
    with counted(monkeypatch) as trips:
        await look()
    words = [re.split(r"[ (;]", sql)[0] for sql in trips.sent]
    assert words == ["BEGIN", "SELECT", "SELECT", "COMMIT"]
    hot = await db.hot()
    with counted(monkeypatch) as trips:
        await hot.call("SELECT '{}'")
    costs(trips, 1)


async def _post(client: httpx.AsyncClient, path: str, **fields: str) -> dict[str, Any]:
    """What a handheld's program sends and is answered."""
    answer = await client.post(
        path, json={"scan_id": str(uuid4()), **fields}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_pick_scan_is_one_statement_and_its_page_another(
    db: Database, floor_client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9))
    await floor.order("W-1", TEA=5)
    address = (await _post(floor_client, "/scanner/pick"))["to"]
    run = UUID(address.rpartition("/")[2])
    totes = ["T-1"]
    seen = 0
    while not isinstance(step := await floor.step(run), Finished):
        code = await floor.code_for(step, totes)
        with counted(monkeypatch) as trips:
            await _post(floor_client, f"{address}/scan", code=code)
        if seen:  # the first one opens the pool
            costs(trips, 1)
        await floor_client.get(address)
        with counted(monkeypatch) as trips:
            assert (await floor_client.get(address)).status_code == 200
        is_last = isinstance(await floor.step(run), Finished)
        costs(trips, 3 if is_last else 1)  # the step; at the end what is in the totes
        seen += 1
    assert seen == 7


async def test_placing_an_order_is_one_statement_and_reading_few(
    db: Database, new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9), CUP=("A-02-1", 9))
    async with db.begin(HALL) as tx:
        key = (await issue_key(tx, floor.shop.id, name="test")).key
    shop = await new_client(headers={"Authorization": f"Bearer {key}"})

    def order(n: int) -> dict[str, Any]:
        return msgspec.to_builtins(ask(f"W-{n}", TEA=2, CUP=1)) | {"ship_by": None}

    for n, headers in enumerate(({}, {"Idempotency-Key": "k-1"}, {"Idempotency-Key": "k-2"})):
        with counted(monkeypatch) as trips:
            answer = await shop.post("/v1/orders", json=order(n), headers=headers)
        assert answer.status_code == 201, answer.text
        if n:
            costs(trips, 1)
    with counted(monkeypatch) as trips:
        again = await shop.post("/v1/orders", json=order(2), headers={"Idempotency-Key": "k-2"})
    assert again.headers["Idempotent-Replayed"] == "true"
    costs(trips, 1)
    for path, trips_of_it in ((f"/v1/orders/{answer.json()['id']}", 5), ("/v1/orders", 6)):
        await shop.get(path)
        with counted(monkeypatch) as trips:
            assert (await shop.get(path)).status_code == 200
        costs(trips, trips_of_it)


async def test_a_pack_scan_is_one_statement(
    db: Database, floor_client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = await open_bench(db)
    await bench.picked(TEA=3, MUG=1)
    tote = bench.hall["T-1"].label_code or ""
    await floor_client.get("/scanner")  # the badge is remembered from here on
    with counted(monkeypatch) as trips:
        address = (await _post(floor_client, "/scanner/pack/scan", code=tote))["to"]
    costs(trips, 1)
    for sku in ("TEA", "TEA", "MUG", "TEA"):
        with counted(monkeypatch) as trips:
            answer = await _post(floor_client, f"{address}/scan", code=bench.codes[sku])
        costs(trips, 1)
    assert answer["did"] == "closed", "the last scan closes the parcel and asks for the label"


async def test_a_scan_at_the_dock_is_one_statement_and_its_page_another(
    db: Database, floor_client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with db.begin(HALL) as tx:
        scene = await at_the_dock(tx, tea=4)
    dock = f"/scanner/receive/{scene.asn.id}"
    away = "/scanner/put-away"
    shelf = scene.hall["B-01-3"].label_code or ""
    steps = [(f"{dock}/scan", dock, scene.tea_code), (away, away, scene.tea_code),
             (away, away, shelf)]  # fmt: skip
    for path, screen, code in steps:  # the first one opens the pool
        await _post(floor_client, path, code=code)
        await floor_client.get(screen)
    for path, screen, code in steps:
        scan_id = str(uuid4())
        with counted(monkeypatch) as trips:
            await _post(floor_client, path, code=code, scan_id=scan_id)
        costs(trips, 1)
        with counted(monkeypatch) as trips:
            page = await floor_client.get(screen, params={"scan": scan_id})
        assert page.status_code == 200, page.text
        costs(trips, 1)
