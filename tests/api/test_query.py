"""Query parameters: what an operation does not have is refused, on every operation alike."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from api.app import Doors
from api.rest.openapi import describe, rest_handlers
from api.rest.query import known_parameters
from wms.access.keys import SANDBOX_SCOPE

#: an id that nothing has; whatever it is of, the query is looked at first
SOMETHING = "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01"


def described(operation: dict[str, Any], place: str) -> list[str]:
    return sorted(p["name"] for p in operation.get("parameters", ()) if p["in"] == place)


async def test_what_is_described_is_what_may_be_asked(app: Doors) -> None:
    told = describe(app)
    for path, method, handler in rest_handlers(app):
        operation = told["paths"][path][method]
        known = known_parameters(handler, tuple(described(operation, "path")))
        assert list(known) == described(operation, "query"), f"{method} {path}"


async def test_an_unknown_parameter_is_refused_by_every_operation(
    app: Doors, shop: httpx.AsyncClient
) -> None:
    tried = 0
    for path, method, handler in rest_handlers(app):
        place = re.sub(r"{\w+}", SOMETHING, path.replace("{number}", "1"))
        answer = await shop.request(method.upper(), place, params={"colour": "red"}, json={})
        told = answer.json()
        if handler.opt["scope"] == SANDBOX_SCOPE:  # a live key is nobody there, whatever it asks
            assert told["code"] == "sandbox.live_key"
            continue
        assert (answer.status_code, told["code"]) == (400, "query.unknown"), f"{method} {path}"
        assert answer.headers["content-type"] == "application/problem+json"
        [wrong] = told["errors"]
        assert (wrong["pointer"], wrong["code"]) == ("?colour", "query.unknown")
        known = known_parameters(handler, ())
        assert told["detail"] == (
            f"There is no query parameter colour here. Known: {', '.join(known) or '–'}."
        )
        tried += 1
    assert tried >= 38


async def test_all_unknown_parameters_are_told_at_once(shop: httpx.AsyncClient) -> None:
    answer = await shop.get("/v1/orders?stauts=packed&limit=1&colour=red&colour=blue&=x")
    assert answer.status_code == 400
    told = answer.json()
    assert told["code"] == "query.unknown"
    assert [e["pointer"] for e in told["errors"]] == ["?stauts", "?colour", "?"]
    assert all("status" in e["detail"] for e in told["errors"])


@pytest.mark.parametrize("query", ["", "?", "?limit=1", "?status=packed&limit=2", "?external_id="])
async def test_known_parameters_go_on_working(shop: httpx.AsyncClient, query: str) -> None:
    assert (await shop.get(f"/v1/orders{query}")).status_code == 200


async def test_who_has_no_key_hears_of_that_first(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/orders?colour=red")).status_code == 401
