"""The ASGI application of the floor: two addresses, one statement each."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from wms.db import HOT_PLANS

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

#: as our own hot pool, so that all three ways run the same plans
SESSION: Final = {"jit": "off", "timezone": "UTC", **HOT_PLANS}
_SCAN: Final = "SELECT pick_scan($1, $2, $3, $4, $5, $6, $7, false)"
_ORDER: Final = "SELECT place_order($1, $2, $3, $4)"
_HEADERS: Final = (b"content-type", b"application/json")


class ScanToMake(msgspec.Struct, frozen=True):
    """A scan with all that the SQL function wants to know: the floor looks nothing up."""

    scan_id: UUID
    run: UUID
    operator: UUID
    device: UUID
    code: str
    label: str | None
    codes: list[str]


_read_scan = msgspec.json.Decoder(ScanToMake).decode


class Floor:
    """The application; opens its pool when the server starts it."""

    def __init__(self, database_url: str, connections: int) -> None:
        self._url = database_url
        self._connections = connections
        self._pool: asyncpg.Pool | None = None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request, or the life of the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        body = await _body(receive)
        if scope["path"] == "/scan":
            status, answer = 200, await self._scan(body)
        else:
            headers = dict(scope["headers"])
            status, answer = 201, await self._order(headers, body)
        out = answer.encode()
        headers_out = [_HEADERS, (b"content-length", str(len(out)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers_out})
        await send({"type": "http.response.body", "body": out})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=self._connections,
                    max_size=self._connections,
                    # as our own hot pool: the functions leave nothing behind to be reset
                    reset=_nothing_to_reset,
                    server_settings=SESSION,
                )
                await send({"type": "lifespan.startup.complete"})
            else:
                assert self._pool is not None, "the pool was opened at the start"
                await self._pool.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _scan(self, body: bytes) -> str:
        scan = _read_scan(body)
        return await self._call(
            _SCAN,
            scan.scan_id,
            scan.run,
            scan.operator,
            scan.device,
            scan.code,
            scan.label,
            scan.codes,
        )

    async def _order(self, headers: dict[bytes, bytes], body: bytes) -> str:
        return await self._call(
            _ORDER,
            headers[b"x-shop"].decode(),
            headers[b"idempotency-key"].decode(),
            hashlib.sha256(body).digest(),
            body.decode(),
        )

    async def _call(self, sql: str, *arguments: Any) -> str:
        assert self._pool is not None, "the server waits for the start"
        answer: str = await self._pool.fetchval(sql, *arguments)
        return answer


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


async def _nothing_to_reset(_connection: asyncpg.Connection) -> None:
    return None
