"""HTTP to a shop's platform, at an address that the shop typed: vetted, bounded, and in its pace.

Each request is vetted as a webhook's is (`wms.events.guard`): the name is resolved once, every
address it has is looked at, and only that address is dialled, with the name in ``Host`` and SNI. A
connection is kept for one adapter, so for one name. What only reads is tried again at once; what
writes never is: whoever told it something tells it again later, and says so.
"""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, Final

import httpx
from redis.asyncio import Redis

from wms.events.guard import Policy, Resolver, Undelivered, UrlRefused, system_resolver, vetted
from wms.platforms.failures import (
    ADDRESS_REFUSED,
    BUSY,
    KEY_REFUSED,
    NO_ANSWER,
    UNREADABLE,
)
from wms.platforms.pace import OwnPace, Pace, SharedPace
from wms.platforms.port import WORDS_MAX_CHARS, PlatformAway, PlatformRefused

#: a shop on a cheap host answers a page of orders within this, s
ANSWER_LIMIT_S: Final = 30.0
CONNECT_LIMIT_S: Final = 5.0
#: pauses before what only reads is asked again, s
READ_PAUSES_S: Final = (0.3, 1.0)
#: a platform that wants to be asked again within this is waited for, s
WAIT_MAX_S: Final = 2.0
#: longest answer that is read, bytes: a page of a hundred orders is a few hundred kilobytes
ANSWER_MAX_BYTES: Final = 20_000_000
USER_AGENT: Final = "wms-platforms/1"
#: a pause that a platform asks for is kept, but no longer than this, s
LATER_MAX_S: Final = 3_600.0

_KEY_REFUSED: Final = (401, 403)
_BUSY: Final = (429, 503)
_SERVER_ERROR: Final = 500
_REDIRECTS: Final = range(300, 400)


class _Vetted(httpx.AsyncBaseTransport):
    """Dials only what was looked at."""

    def __init__(self, policy: Policy, resolver: Resolver, tls: ssl.SSLContext) -> None:
        self._policy, self._resolver = policy, resolver
        self._inner = httpx.AsyncHTTPTransport(
            verify=tls, trust_env=False, limits=httpx.Limits(max_connections=4)
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        target = await vetted(
            f"{url.scheme}://{url.netloc.decode()}/", resolver=self._resolver, policy=self._policy
        )
        request.headers["host"] = target.host_header
        request.extensions = {**request.extensions, "sni_hostname": target.host}
        request.url = url.copy_with(host=target.ip, port=target.port)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


class Dial:
    """How this process reaches the addresses that shops typed."""

    def __init__(
        self,
        policy: Policy,
        *,
        resolver: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
        redis_url: str = "",
    ) -> None:
        self._policy, self._resolver, self._tls = policy, resolver, tls
        self._redis = Redis.from_url(redis_url) if redis_url else None

    def pace(self, name: str, per_minute: int, *, platform: str) -> Pace:
        """For a platform that counts requests, of ``name`` together: shared by all processes; by
        this one alone when it has no Redis."""
        if self._redis is None:
            return OwnPace(per_minute)
        return SharedPace(self._redis, name, per_minute, platform=platform)

    async def close(self) -> None:
        """Nobody is asked any more."""
        if self._redis is not None:
            await self._redis.aclose()

    def client(self) -> httpx.AsyncClient:
        """For one adapter; whoever asks for it closes it."""
        return httpx.AsyncClient(
            transport=_Vetted(self._policy, self._resolver, self._tls or _public()),
            follow_redirects=False,
            trust_env=False,
            headers={"user-agent": USER_AGENT},
            timeout=httpx.Timeout(ANSWER_LIMIT_S, connect=CONNECT_LIMIT_S),
        )


class Wire:
    """What an adapter talks through: its shop's address, with our key in the headers."""

    def __init__(
        self,
        dial: Dial,
        base_url: str,
        *,
        name: str,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._dial = dial
        self._client: httpx.AsyncClient | None = None
        self._base = base_url.rstrip("/")
        self._name = name
        self._headers = dict(headers or {})
        self._auth = auth
        self._pace = pace

    async def read(self, path: str, params: Any = None) -> httpx.Response:
        """GET, asked again when the platform is away for a moment."""
        return await self._again("GET", path, params=params)

    async def read_by_post(self, path: str, **body: Any) -> httpx.Response:
        """POST that only reads, asked again as `read`."""
        return await self._again("POST", path, **body)

    async def write(self, method: str, path: str, **body: Any) -> httpx.Response:
        """Something that counts: asked once. Away: nobody knows whether it was done."""
        return await self._once(method, path, **body)

    async def close(self) -> None:
        """Hang up; it dials anew when it is asked again."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _again(self, method: str, path: str, **more: Any) -> httpx.Response:
        for pause in READ_PAUSES_S:
            try:
                return await self._once(method, path, **more)
            except PlatformAway as no:
                wait = pause * (0.5 + random.random()) if no.later_s is None else no.later_s  # noqa: S311 - jitter
                if wait > WAIT_MAX_S:
                    raise
                await asyncio.sleep(wait)
        return await self._once(method, path, **more)

    async def _once(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        if self._pace is not None:
            await self._pace.turn()
        if self._client is None:
            self._client = self._dial.client()
        try:
            async with (
                asyncio.timeout(ANSWER_LIMIT_S),
                self._client.stream(
                    method,
                    self._base + path,
                    headers={**self._headers, **(headers or {})},
                    auth=self._auth,
                    **more,
                ) as response,
            ):
                whole = await _whole(response)
        except UrlRefused as no:
            raise PlatformRefused(code=ADDRESS_REFUSED, reason=str(no.facts["reason"])) from no
        except (httpx.HTTPError, Undelivered, OSError, TimeoutError) as error:
            raise PlatformAway(str(error) or type(error).__name__, code=NO_ANSWER) from error
        self._judge(whole)
        return whole

    def _judge(self, response: httpx.Response) -> None:
        """Raises what an answer means that is the same on every platform."""
        status = response.status_code
        if status in _KEY_REFUSED:
            raise PlatformRefused(words_in(response), code=KEY_REFUSED, platform=self._name)
        if status in _BUSY:
            later = retry_after_s(response.headers.get("retry-after"))
            raise PlatformAway(words_in(response), code=BUSY, later_s=later, platform=self._name)
        if status >= _SERVER_ERROR:
            raise PlatformAway(f"HTTP {status}: {words_in(response)}", code=NO_ANSWER)
        if status in _REDIRECTS:
            moved = response.headers.get("location", "")[:WORDS_MAX_CHARS]
            raise PlatformRefused(f"HTTP {status} → {moved}", code=UNREADABLE, platform=self._name)


async def _whole(response: httpx.Response) -> httpx.Response:
    """The answer with its body, when it is not too long."""
    read = bytearray()
    async for chunk in response.aiter_bytes():
        read += chunk
        if len(read) > ANSWER_MAX_BYTES:
            raise httpx.DecodingError("the answer is too long")
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in ("content-encoding", "content-length", "transfer-encoding")
    }
    return httpx.Response(response.status_code, headers=headers, content=bytes(read))


def retry_after_s(said: str | None, *, now: datetime | None = None) -> float | None:
    """What ``Retry-After`` asks for, s: a number or a date (RFC 9110, 10.2.3); None: nothing."""
    if not said:
        return None
    try:
        wait = float(said)
    except ValueError:
        try:
            at = parsedate_to_datetime(said)
        except ValueError:
            return None
        wait = (at - (now or datetime.now(UTC))).total_seconds()
    return min(max(wait, 0.0), LATER_MAX_S)


def words_in(response: httpx.Response) -> str:
    """The beginning of an answer, to be quoted."""
    return " ".join(response.text.replace("\x00", "\ufffd").split())[:WORDS_MAX_CHARS]


@cache
def _public() -> ssl.SSLContext:
    """Whose certificates count; read once, it takes 30 ms."""
    return httpx.create_ssl_context(trust_env=False)
