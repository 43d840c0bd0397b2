"""HTTP to one courier: limits, second tries, and what silence, errors and "later" mean.

What only reads is tried again at once; what buys never is: whether it was sold is asked by our
reference, after a pause.
"""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import httpx

from wms.shipping.carriers.port import CarrierAway, CarrierRefused
from wms.shipping.failures import ACCOUNT_REFUSED, BUSY, NO_ANSWER

#: a courier answers within this, s; four calls fit into the time that a buyer has
ANSWER_LIMIT_S: Final = 10.0
CONNECT_LIMIT_S: Final = 5.0
#: pauses before what only reads is asked again, s
READ_PAUSES_S: Final = (0.2, 0.6)
#: how much of a courier's own words is kept
WORDS_MAX_CHARS: Final = 300

_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500
_UNKNOWN_TO_THEM: Final = (401, 403)


class Wire:
    """What an adapter talks through: one courier's address, with our account in the headers."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        *,
        name: str,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> None:
        self._client = client
        self._base = base_url.rstrip("/")
        self._name = name
        self._headers = dict(headers or {})
        self._auth = auth

    async def read(
        self, path: str, params: Any = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """GET, asked again when the courier is away for a moment."""
        return await self._again("GET", path, params=params, headers=headers)

    async def read_by_post(self, path: str, **body: Any) -> httpx.Response:
        """POST that only reads: a label made anew, a list."""
        return await self._again("POST", path, **body)

    async def write(self, method: str, path: str, **body: Any) -> httpx.Response:
        """Something that counts: asked once. Away: nobody knows whether it was done."""
        return await self._once(method, path, **body)

    async def _again(self, method: str, path: str, **more: Any) -> httpx.Response:
        for pause in READ_PAUSES_S:
            try:
                return await self._once(method, path, **more)
            except CarrierAway:
                await asyncio.sleep(pause * (0.5 + random.random()))  # noqa: S311 - jitter
        return await self._once(method, path, **more)

    async def _once(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        try:
            response = await self._client.request(
                method,
                self._base + path,
                headers={**self._headers, **(headers or {})},
                auth=self._auth,
                timeout=httpx.Timeout(ANSWER_LIMIT_S, connect=CONNECT_LIMIT_S),
                **more,
            )
        except httpx.HTTPError as error:
            raise CarrierAway(str(error) or type(error).__name__, code=NO_ANSWER) from error
        if response.status_code in _UNKNOWN_TO_THEM:
            raise CarrierRefused(words_in(response), code=ACCOUNT_REFUSED, carrier=self._name)
        if response.status_code == _TOO_MANY:
            raise CarrierAway(code=BUSY, carrier=self._name)
        if response.status_code >= _SERVER_ERROR:
            raise CarrierAway(f"HTTP {response.status_code}: {words_in(response)}", code=NO_ANSWER)
        return response


def words_in(response: httpx.Response) -> str:
    """The beginning of an answer, to be quoted."""
    return " ".join(response.text.split())[:WORDS_MAX_CHARS]


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates count; read once, it takes 30 ms."""
    return httpx.create_ssl_context()


def new_client() -> httpx.AsyncClient:
    """For all couriers of a process; whoever makes it closes it."""
    return httpx.AsyncClient(
        verify=_trusted(),
        follow_redirects=False,
        limits=httpx.Limits(max_connections=32, max_keepalive_connections=8),
    )
