"""A sandbox's certificate, as a shop's program earns it and people at the desk see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import go_live
import httpx
from sqlalchemy import text
from wms_client import Warehouse

from api.app import Doors
from tests.printing.reading import words
from tests.sandbox.conftest import (
    Developer,
    app,
    developer,
    doors,
    new_client,
    new_shop,
    office_client,
    shop_key,
)
from wms.certificate.scenarios import SCENARIOS
from wms.db import HALL, Database
from wms.events.feed import number_events
from wms.halls import SANDBOX

__all__ = [
    "app", "developer", "doors", "new_client", "new_shop", "office_client", "shop_key",
]  # fmt: skip

EVERY_S = 0.05


class Thread(httpx.BaseTransport):
    """By which a program in a thread asks the application of the test's own loop."""

    def __init__(self, app: Doors) -> None:
        self._loop = asyncio.get_running_loop()
        self._app = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # Litestar has ASGI types of its own

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run_coroutine_threadsafe(self._ask(request), self._loop).result()

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        asked = httpx.Request(
            request.method, request.url, headers=request.headers, content=request.read()
        )
        answer = await self._app.handle_async_request(asked)
        packed = b"".join([part async for part in answer.aiter_raw()])
        return httpx.Response(
            answer.status_code, headers=answer.headers, stream=httpx.ByteStream(packed)
        )


@asynccontextmanager
async def time_goes_fast(app: Doors, db: Database) -> AsyncIterator[None]:
    """What workers and the request log do in their time is done at once, and no webhook waits."""

    async def on() -> None:
        while True:
            async with db.begin(SANDBOX) as tx:
                await number_events(tx)
                await tx.execute(
                    text("UPDATE webhook_deliveries SET next_attempt_at = now() "
                         "WHERE status = 'pending'")
                )  # fmt: skip
            await app.house.request_log.write()
            await asyncio.sleep(EVERY_S)

    task = asyncio.create_task(on())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_python_clients_example_earns_it_and_the_next_begins_anew(
    app: Doors, developer: Developer, office_client: httpx.AsyncClient, db: Database
) -> None:
    async def scenarios(language: str = "en") -> dict[int, dict[str, Any]]:
        path = f"/v1/sandbox/certificate?language={language}"
        return {one["number"]: one for one in (await developer.done("GET", path))["scenarios"]}

    begun = await scenarios()
    assert {one["state"] for one in begun.values()} == {"not_yet"}
    assert await developer.refused("POST", "/v1/sandbox/certificate") == "certificate.not_earned"
    client = httpx.Client(transport=Thread(app))
    async with time_goes_fast(app, db):
        warehouse = Warehouse("http://warehouse.test", key=developer.key, http=client)
        number = await asyncio.to_thread(go_live.go_live, warehouse)
    assert number == 1001

    after = await developer.done("GET", "/v1/sandbox/certificate")
    [issued] = after["issued"]
    assert after["since"] == issued["issued_at"] and "wms-client-python/0.1.0" in issued["programs"]
    assert after["passed"] == 0, "what earned the last one does not earn the next"
    polish = await scenarios("pl")
    assert polish[1]["name"] != SCENARIOS[0].name

    paper = await developer.program.get(f"/v1/sandbox/certificates/{number}/pdf?language=uk")
    [said] = words(paper.content)
    assert "1001" in said and "Globex" in said and "(test)" not in said
    assert said.count("Idempotency") == 0 and "WEB-1-" in said and "return.completed" in said
    other = f"/v1/sandbox/certificates/{number + 1}/pdf"
    assert await developer.refused("GET", other) == "not_found"

    async with db.read(HALL) as read:
        code = await read.scalar(text("SELECT code FROM shops"))
    page = f"/office/shops/{code}/certificate"
    desk = (await office_client.get(page)).text
    assert "What proved certificate 1001" in desk and desk.count("state-ok") == len(SCENARIOS)
    assert "WEB-1-" in desk
    printed = await office_client.get(f"{page}/{number}/pdf")
    assert "Globex" in words(printed.content)[0]
    await developer.place("WEB-1", SAMPLE_TEA=1)
    await app.house.request_log.write()
    assert "1 of 20 passed" in (await office_client.get(page)).text
