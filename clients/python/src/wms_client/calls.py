"""How one thing is asked: the request, its repetitions, the answer's shape, the pages of a list."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date, datetime
from types import NoneType
from typing import Any, Final, Generic, TypeVar, cast
from urllib.parse import quote
from uuid import uuid4

import httpx
import msgspec

from wms_client.api_version import API_VERSION
from wms_client.errors import UnreachableError, refusal
from wms_client.retries import Retries, can_be_repeated, is_worth_repeating, retry_after

T = TypeVar("T")
#: a version as it stands in what was read, or an ETag
Version = int | str

_AGENT: Final = "wms-client-python/0.1.0"
_JSON: Final = "application/json"
#: seconds; a list of 200 orders takes a fraction of one
TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A piece of a list; ``next`` is where the following one begins."""

    items: list[T]
    next: str | None


class _Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent, the same each time."""

    method: str
    path: str
    params: httpx.QueryParams
    headers: dict[str, str]
    content: bytes | None
    key: str | None

    @property
    def is_repeatable(self) -> bool:
        return can_be_repeated(self.method, has_key=self.key is not None)


class _Asker:
    """What both kinds of client share: what is sent, and what an answer means."""

    def __init__(self, *, key: str, retries: Retries) -> None:
        self._key = key
        self._retries = retries

    @staticmethod
    def _new_key() -> str:
        return str(uuid4())

    @staticmethod
    def _segment(text: str) -> str:
        return quote(text, safe="")

    def _request(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None,
        body: Any,
        content: bytes | None,
        media_type: str,
        version: Version | None,
        key: str | None,
    ) -> _Request:
        headers = {"Authorization": f"Bearer {self._key}", "User-Agent": _AGENT}
        headers["WMS-Version"] = API_VERSION
        if body is not None:
            content, media_type = msgspec.json.encode(body), _JSON
        if content is not None:
            headers["Content-Type"] = media_type
        if key is not None:
            headers["Idempotency-Key"] = key
        if version is not None:
            headers["If-Match"] = f'"{version}"' if isinstance(version, int) else version
        params = httpx.QueryParams(_params(query or {}))
        return _Request(
            method=method, path=path, params=params, headers=headers, content=content, key=key
        )

    def _pause(self, asked: _Request, attempt: int, answer: httpx.Response | None) -> float | None:
        """How long to wait before asking again; None: it is not asked again."""
        if answer is None:
            return self._retries.pause_s(attempt) if asked.is_repeatable else None
        code = refusal(answer.status_code, answer.content).code
        if not is_worth_repeating(answer.status_code, code, repeatable=asked.is_repeatable):
            return None
        return self._retries.pause_s(attempt, retry_after(answer.headers.get("Retry-After")))


def _params(query: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Values as they stand in an address; what is None is left out."""
    told: list[tuple[str, Any]] = []
    for name, value in query.items():
        if value is not None:
            told += [(name, _text(one)) for one in (value if isinstance(value, list) else [value])]
    return told


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _read(answer: httpx.Response, kind: type[T]) -> T:
    """What was answered, in its shape; NoneType: nothing. Raises RefusedError."""
    if not answer.is_success:
        raise refusal(answer.status_code, answer.content)
    if kind is bytes or kind is NoneType:
        return cast("T", answer.content if kind is bytes else None)
    return msgspec.json.decode(answer.content, type=kind)


class Calls(_Asker):
    """Asks, and waits for the answer."""

    def __init__(
        self,
        url: str,
        *,
        key: str,
        retries: Retries | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        super().__init__(key=key, retries=retries or Retries())
        self._http = http or httpx.Client(timeout=TIMEOUT)
        self._url = url.rstrip("/")

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _call(
        self,
        method: str,
        path: str,
        kind: type[T],
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        content: bytes | None = None,
        media_type: str = _JSON,
        version: Version | None = None,
        key: str | None = None,
    ) -> T:
        asked = self._request(method, path, query, body, content, media_type, version, key)
        attempt = 0
        while True:
            attempt += 1
            answer, why = self._once(asked)
            if answer is not None and answer.is_success:
                return _read(answer, kind)
            pause = self._pause(asked, attempt, answer)
            if pause is None and answer is not None:
                return _read(answer, kind)
            if pause is None:
                raise UnreachableError(why, idempotency_key=key)
            time.sleep(pause)

    def _once(self, asked: _Request) -> tuple[httpx.Response | None, str]:
        try:
            answer = self._http.request(
                asked.method, self._url + asked.path, params=asked.params,
                headers=asked.headers, content=asked.content,
            )  # fmt: skip
        except httpx.TransportError as fault:
            return None, f"{type(fault).__name__}: {fault}"
        return answer, ""

    def _list(self, method: str, path: str, kind: type[T], *, query: Mapping[str, Any]) -> Pages[T]:
        return Pages(self, method, path, kind, query)


class AsyncCalls(_Asker):
    """Asks in a program with an event loop."""

    def __init__(
        self,
        url: str,
        *,
        key: str,
        retries: Retries | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        super().__init__(key=key, retries=retries or Retries())
        self._http = http or httpx.AsyncClient(timeout=TIMEOUT)
        self._url = url.rstrip("/")

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def _call(
        self,
        method: str,
        path: str,
        kind: type[T],
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        content: bytes | None = None,
        media_type: str = _JSON,
        version: Version | None = None,
        key: str | None = None,
    ) -> T:
        asked = self._request(method, path, query, body, content, media_type, version, key)
        attempt = 0
        while True:
            attempt += 1
            answer, why = await self._once(asked)
            if answer is not None and answer.is_success:
                return _read(answer, kind)
            pause = self._pause(asked, attempt, answer)
            if pause is None and answer is not None:
                return _read(answer, kind)
            if pause is None:
                raise UnreachableError(why, idempotency_key=key)
            await asyncio.sleep(pause)

    async def _once(self, asked: _Request) -> tuple[httpx.Response | None, str]:
        try:
            answer = await self._http.request(
                asked.method, self._url + asked.path, params=asked.params,
                headers=asked.headers, content=asked.content,
            )  # fmt: skip
        except httpx.TransportError as fault:
            return None, f"{type(fault).__name__}: {fault}"
        return answer, ""

    def _list(
        self, method: str, path: str, kind: type[T], *, query: Mapping[str, Any]
    ) -> AsyncPages[T]:
        return AsyncPages(self, method, path, kind, query)


class Pages(Generic[T]):
    """A list that is read page by page while you go through it."""

    def __init__(
        self, calls: Calls, method: str, path: str, kind: type[T], query: Mapping[str, Any]
    ) -> None:
        self._ask = calls._call
        self._method, self._path, self._query = method, path, query
        # a shape that is known at run time only
        self._kind: type[Page[T]] = Page[kind]  # type: ignore[valid-type]

    def page(self, after: str | None = None) -> Page[T]:
        """One page: the first, or the one that begins at ``after``."""
        query = self._query if after is None else {**self._query, "after": after}
        return self._ask(self._method, self._path, self._kind, query=query)

    def __iter__(self) -> Iterator[T]:
        page = self.page()
        yield from page.items
        while page.next is not None:
            page = self.page(page.next)
            yield from page.items


class AsyncPages(Generic[T]):
    """A list that is read page by page while you go through it with ``async for``."""

    def __init__(
        self, calls: AsyncCalls, method: str, path: str, kind: type[T], query: Mapping[str, Any]
    ) -> None:
        self._ask = calls._call
        self._method, self._path, self._query = method, path, query
        # a shape that is known at run time only
        self._kind: type[Page[T]] = Page[kind]  # type: ignore[valid-type]

    async def page(self, after: str | None = None) -> Page[T]:
        """One page: the first, or the one that begins at ``after``."""
        query = self._query if after is None else {**self._query, "after": after}
        return await self._ask(self._method, self._path, self._kind, query=query)

    async def __aiter__(self) -> AsyncIterator[T]:
        page = await self.page()
        for item in page.items:
            yield item
        while page.next is not None:
            page = await self.page(page.next)
            for item in page.items:
                yield item
