"""How heavy a page is on weak Wi-Fi: bytes on the wire and requests until it can be used."""

from __future__ import annotations

import gzip
import re
from pathlib import PurePosixPath

import httpx
import pytest

from api.packing_answers import PACKED_FROM_BYTES
from tests.api.conftest import ShopKey

#: a floor page with all that it needs, bytes
PAGE_MAX_BYTES = 60_000
REQUESTS_MAX = 6
GZIP = {"Accept-Encoding": "gzip"}
_LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
_IMPORTED = re.compile(r'^import [^"]*"\./([^"]+)"', re.MULTILINE)


async def wire(client: httpx.AsyncClient, url: str) -> tuple[bytes, httpx.Response]:
    """The bytes as they travel, and the answer."""
    async with client.stream("GET", url, headers=GZIP) as answer:
        sent = b"".join([part async for part in answer.aiter_raw()])
    return sent, answer


def text_of(sent: bytes, answer: httpx.Response) -> str:
    is_packed = answer.headers.get("content-encoding") == "gzip"
    return (gzip.decompress(sent) if is_packed else sent).decode()


@pytest.mark.parametrize("page", ["/scanner", "/scanner/pick", "/scanner/receive"])
async def test_a_floor_page_is_light(floor_client: httpx.AsyncClient, page: str) -> None:
    waiting, seen, total = [page], set[str](), 0
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        sent, answer = await wire(floor_client, url)
        assert answer.status_code == 200, url
        total += len(sent)
        text = text_of(sent, answer)
        waiting += _LINKED.findall(text) if url == page else []
        folder = PurePosixPath(url.partition("?")[0]).parent
        waiting += [f"{folder}/{name}" for name in _IMPORTED.findall(text)]
    assert len(seen) > 3  # style, script and signs were found
    assert total <= PAGE_MAX_BYTES
    assert len(seen) <= REQUESTS_MAX, seen


async def test_static_files_are_packed_and_asked_for_again(client: httpx.AsyncClient) -> None:
    sent, answer = await wire(client, "/static/js/wedge.js")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-length"] == str(len(sent))
    plain = await client.get("/static/js/wedge.js", headers={"Accept-Encoding": "identity"})
    assert plain.text == text_of(sent, answer)
    assert plain.headers["etag"] != answer.headers["etag"]
    again = await client.get(
        "/static/js/wedge.js", headers={**GZIP, "If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    for_ever = await client.get("/static/js/wedge.js?v=1")
    assert "immutable" in for_ever.headers["cache-control"]
    for missing in ("/static/js/none.js", "/static/../app.py", "/static/%2e%2e/app.py"):
        assert (await client.get(missing)).status_code == 404


async def test_a_page_is_packed_for_who_can_unpack_it(floor_client: httpx.AsyncClient) -> None:
    sent, answer = await wire(floor_client, "/scanner")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(sent)
    plain = await floor_client.get("/scanner", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(plain.content) > len(sent)


async def test_a_short_answer_is_sent_as_it_is(
    client: httpx.AsyncClient, shop_key: ShopKey
) -> None:
    answer = await client.get("/v1/orders", headers={**shop_key.headers, **GZIP})
    assert len(answer.content) < PACKED_FROM_BYTES
    assert "content-encoding" not in answer.headers
