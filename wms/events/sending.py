"""One POST to a vetted address: no redirect, no proxy, no second look at the name, bounded in all.

httpx dials the address itself, as the URL's host; `Host` and the `sni_hostname` extension carry the
name, against which the certificate is checked. Connections are not kept: two names may share an
address, and a kept connection was proved for one of them only.
"""

import asyncio
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import httpx

from wms.events.guard import Target, Trouble, Undelivered

CONNECT_TIMEOUT_S = 5.0
TOTAL_TIMEOUT_S = 20.0
READ_MAX_BYTES = 64 * 1024
EXCERPT_MAX_BYTES = 2 * 1024
HEADERS_MAX = 40
HEADER_VALUE_MAX_CHARS = 256
#: names and values of an answer that are kept together, characters
HEADERS_MAX_CHARS = 2 * 1024
#: what a receiver tells a browser to bring back is a secret of its own
_NOT_KEPT = frozenset({"set-cookie", "set-cookie2"})
USER_AGENT = "wms-webhooks/1"
_MS_PER_S = 1000


@dataclass(frozen=True)
class Timeouts:
    """Seconds: for the connection (TCP, then TLS, each) and for everything together."""

    connect_s: float = CONNECT_TIMEOUT_S
    total_s: float = TOTAL_TIMEOUT_S


@dataclass(frozen=True)
class Answer:
    """What a receiver said; header names lower-case, `excerpt` ≤ 2 kB of UTF-8 without NULs."""

    status: int
    headers: dict[str, str]
    excerpt: str
    latency_ms: int


async def post(
    target: Target,
    headers: Mapping[str, str],
    body: bytes,
    *,
    timeouts: Timeouts | None = None,
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """POST `body` (JSON) to `target` and tell what came back, whatever its status.

    `tls` replaces the public certificate authorities (certifi's) by an installation's own. Raises
    Undelivered when no whole answer came in time.
    """
    limits = timeouts or Timeouts()
    started = time.perf_counter()
    try:
        async with asyncio.timeout(limits.total_s):
            return await _exchange(target, headers, body, limits, tls or _public(), started)
    except (httpx.HTTPError, OSError, TimeoutError) as error:
        raise Undelivered(_trouble(error), _detail(error), _ms_since(started)) from error


async def _exchange(
    target: Target,
    headers: Mapping[str, str],
    body: bytes,
    timeouts: Timeouts,
    tls: ssl.SSLContext,
    started: float,
) -> Answer:
    scheme = "https" if target.is_tls else "http"
    ip = f"[{target.ip}]" if ":" in target.ip else target.ip
    client = httpx.AsyncClient(
        verify=tls,
        trust_env=False,  # a proxy from the environment would dial for us, unvetted
        follow_redirects=False,
        timeout=httpx.Timeout(timeouts.total_s, connect=timeouts.connect_s),
    )
    async with (
        client,
        client.stream(
            "POST",
            f"{scheme}://{ip}:{target.port}{target.path}",
            content=body,
            headers=request_headers(target.host_header, headers, body),
            extensions={"sni_hostname": target.host},
        ) as response,
    ):
        excerpt = await _excerpt(response)
        return Answer(response.status_code, _kept(response), excerpt, _ms_since(started))


def request_headers(host: str, proof: Mapping[str, str], body: bytes) -> dict[str, str]:
    """Every header of a message as it is sent; ``proof`` are those that sign ``body``."""
    return {name.lower(): value for name, value in proof.items()} | {
        "host": host,
        "content-type": "application/json",
        "content-length": str(len(body)),
        "accept": "*/*",
        "accept-encoding": "identity",  # 64 kB stay 64 kB
        "connection": "close",
        "user-agent": USER_AGENT,
    }


async def _excerpt(response: httpx.Response) -> str:
    """The beginning of the body; what lies past 64 kB is not read."""
    read = bytearray()
    async for chunk in response.aiter_raw():
        read += chunk
        if len(read) >= READ_MAX_BYTES:
            break
    text = bytes(read[:EXCERPT_MAX_BYTES]).decode("utf-8", "replace").replace("\x00", "\ufffd")
    return text.encode()[:EXCERPT_MAX_BYTES].decode("utf-8", "ignore")


def _kept(response: httpx.Response) -> dict[str, str]:
    kept: dict[str, str] = {}
    room = HEADERS_MAX_CHARS
    for name, value in list(response.headers.items())[:HEADERS_MAX]:
        pair = name.lower()[:HEADER_VALUE_MAX_CHARS], _clean(value)
        if pair[0] in _NOT_KEPT:
            continue
        room -= len(pair[0]) + len(pair[1])
        if room >= 0 or pair[0] == "retry-after":
            kept[pair[0]] = pair[1]
    return kept


def _clean(value: str) -> str:
    return value.replace("\x00", "\ufffd")[:HEADER_VALUE_MAX_CHARS]


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return Trouble.TIMEOUT
    if _caused_by_tls(error):
        return Trouble.TLS
    if isinstance(error, httpx.ConnectError | OSError):
        return Trouble.CONNECT
    return Trouble.PROTOCOL


def _caused_by_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError | ssl.CertificateError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _detail(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()[:HEADER_VALUE_MAX_CHARS]


def _ms_since(started: float) -> int:
    return round((time.perf_counter() - started) * _MS_PER_S)


@cache
def _public() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
