"""What may be sent to the door for shops' programs, and how a no looks."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from api.app import BODY_MAX
from tests.api.problems import problem
from tests.api.rooms import ROOMS, doors

__all__ = ["doors"]

JSON = {"Content-Type": "application/json"}


async def test_an_empty_body_is_a_400(shop: httpx.AsyncClient) -> None:
    problem(await shop.post(ROOMS, content=b"", headers=JSON), 400, "body.missing")
    problem(await shop.post(ROOMS), 400, "body.missing")


async def test_two_megabytes_are_too_large(shop: httpx.AsyncClient) -> None:
    body = b'{"sku": "' + b"x" * (2 * BODY_MAX) + b'"}'
    problem(await shop.post(ROOMS, content=body, headers=JSON), 413, "body.too_large")

    async def chunks() -> Any:  # no Content-Length to look at
        for _ in range(40):
            yield b"x" * 50_000

    problem(await shop.post(ROOMS, content=chunks(), headers=JSON), 413, "body.too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", ""])
async def test_another_content_type_is_a_415(shop: httpx.AsyncClient, kind: str) -> None:
    answer = await shop.post(ROOMS, content=b'{"sku": "T"}', headers={"Content-Type": kind})
    problem(answer, 415, "body.not_json")


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"nul", b'{"sku": "T"} x', b"\xff\xfe", b'{"sku": "\xff"}', b'{"sku": "\\ud800"}',
        b"[" * 100_000, b'{"sku": 1e999999}', b"\x00",
    ],
)  # fmt: skip
async def test_what_is_no_json_is_a_clean_4xx(shop: httpx.AsyncClient, body: bytes) -> None:
    answer = await shop.post(ROOMS, content=body, headers=JSON)
    assert answer.status_code in (400, 422), answer.text
    problem(answer, answer.status_code, answer.json()["code"])


async def test_all_faults_are_told_at_once_with_pointers(shop: httpx.AsyncClient) -> None:
    answer = await shop.post(
        ROOMS,
        json={
            "name": 5,
            "sizes": [{"height": "tall"}, {"height": 1, "widht": 2}, 7],
            "nested": {"x/y~z": 1},
            "clour": "red",
        },
    )
    told = problem(answer, 422, "invalid")
    assert {(e["pointer"], e["code"]) for e in told["errors"]} == {
        ("/sku", "field.missing"),
        ("/name", "field.invalid"),
        ("/sizes/0/height", "field.invalid"),
        ("/sizes/1/widht", "field.unknown"),
        ("/sizes/2", "field.invalid"),
        ("/nested/height", "field.missing"),
        ("/nested/x~1y~0z", "field.unknown"),
        ("/clour", "field.unknown"),
    }


async def test_numbers_are_not_taken_from_strings(shop: httpx.AsyncClient) -> None:
    answer = await shop.post(ROOMS, json={"sku": "T", "nested": {"height": "3"}})
    told = problem(answer, 422, "invalid")
    assert [e["pointer"] for e in told["errors"]] == ["/nested/height"]


@pytest.mark.parametrize("body", [b"[]", b"5", b'"x"', b"null", b"true"])
async def test_json_of_another_shape_is_a_422(shop: httpx.AsyncClient, body: bytes) -> None:
    problem(await shop.post(ROOMS, content=body, headers=JSON), 422, "invalid")


async def test_a_nul_byte_is_refused_where_it_stands(shop: httpx.AsyncClient) -> None:
    answer = await shop.post(ROOMS, content=b'{"sku": "a\\u0000b"}', headers=JSON)
    told = problem(answer, 422, "invalid")
    assert [e["pointer"] for e in told["errors"]] == ["/sku"]
    # an escaped backslash before u0000 is six ordinary characters
    answer = await shop.post(ROOMS, content=b'{"sku": "a\\\\u0000b"}', headers=JSON)
    assert answer.status_code == 201


async def test_404_and_405_look_the_same(
    shop: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    problem(await shop.get("/v1/nothing-here"), 404, "not_found")
    problem(await client.get("/nothing-here"), 404, "not_found")
    answer = await shop.put(ROOMS)
    problem(answer, 405, "method_not_allowed")


async def test_a_bug_is_a_500_with_the_request_id_and_no_details(shop: httpx.AsyncClient) -> None:
    told = problem(await shop.post(f"{ROOMS}/bug"), 500, "internal")
    assert "ZeroDivision" not in str(told)


async def test_a_sane_request_id_is_taken_over_and_others_are_not(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/healthz", headers={"X-Request-Id": "order-import-42"})
    assert answer.headers["x-request-id"] == "order-import-42"
    for strange in ("short", "x" * 65, "with space here", "<script>alert"):
        answer = await client.get("/healthz", headers={"X-Request-Id": strange})
        assert answer.headers["x-request-id"] != strange
