"""Whoever puts a shop's rules may say which ones they have read, and then overwrites nobody's."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from api.app import Doors
from api.rest.openapi import examples
from tests.api.problems import problem

RULES = {
    "putInboundRules", "putStockRules", "putConsumerRules", "putNotices", "putPrivacyRules",
    "putSlipTemplate",
}  # fmt: skip


async def test_rules_that_somebody_changed_meanwhile_are_not_overwritten(
    shop: httpx.AsyncClient, doors: Doors
) -> None:
    told = examples(doors)
    for name in sorted(RULES):
        _, path, example = told[name]
        first = (await shop.get(path)).headers["ETag"]
        put = await shop.put(path, json=example.request, headers={"If-Match": first})
        assert put.status_code == 200, put.text
        now = (await shop.get(path)).headers["ETag"]
        assert put.headers["ETag"] == now != first, name
        late = await shop.put(path, json=example.request, headers={"If-Match": first})
        problem(late, 412, "version.moved")
        assert (await shop.get(path)).headers["ETag"] == now
        # without it, and with a star, the last word counts
        for headers in ({}, {"If-Match": "*"}):
            assert (await shop.put(path, json=example.request, headers=headers)).is_success


async def test_of_two_who_read_the_same_rules_one_is_told(shop: httpx.AsyncClient) -> None:
    tag = (await shop.get("/v1/stock-rules")).headers["ETag"]

    async def put(days: int) -> Any:
        asked = {"warn_days": days, "block_days": 0}
        answer = await shop.put("/v1/stock-rules", json=asked, headers={"If-Match": tag})
        return answer.status_code

    assert sorted(await asyncio.gather(*(put(n) for n in (40, 50, 60, 70)))) == [200] + [412] * 3


async def test_a_kit_and_a_message_are_overwritten_by_nobody_either(
    shop: httpx.AsyncClient,
) -> None:
    for sku in ("BOX", "TEA", "CUP"):
        made = await shop.post("/v1/products", json={"sku": sku, "name": sku})
        assert made.status_code == 201, made.text
    tea, cup = ({"sku": sku, "quantity": 1} for sku in ("TEA", "CUP"))
    kit, words = "/v1/products/BOX/kit", "/v1/notices/shipped/pl"
    none_yet = await shop.put(kit, json=_kit(tea), headers={"If-Match": "*"})
    problem(none_yet, 412, "version.moved")
    assert (await shop.put(kit, json=_kit(tea))).is_success
    await _is_kept(shop, kit, _kit(tea, cup))
    await _is_kept(shop, words, {"subject": "Jedzie", "body": "Paczka jedzie."})


def _kit(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "virtual", "parts": list(parts)}


async def _is_kept(shop: httpx.AsyncClient, path: str, said: dict[str, Any]) -> None:
    """Who has read it puts it once; the same change again is one to what was not read."""
    first = {"If-Match": (await shop.get(path)).headers["ETag"]}
    put = await shop.put(path, json=said, headers=first)
    assert put.status_code == 200, put.text
    assert put.headers["ETag"] == (await shop.get(path)).headers["ETag"] != first["If-Match"]
    problem(await shop.put(path, json=said, headers=first), 412, "version.moved")
