"""What shall go wrong in a sandbox goes wrong, once for each time it was asked for."""

from __future__ import annotations

from typing import Any

import httpx

from tests.sandbox.conftest import ORDER, Developer


async def fault(developer: Developer, kind: str, **facts: Any) -> dict[str, Any]:
    asked = await developer.done("POST", "/v1/sandbox/faults", {"kind": kind, **facts})
    assert asked["used"] == 0
    return dict(asked)


async def listed(developer: Developer) -> dict[str, tuple[int, str | None]]:
    found = await developer.done("GET", "/v1/sandbox/faults")
    return {one["kind"]: (one["used"], one["last_hit"]) for one in found["items"]}


async def test_the_robot_finds_nothing_and_the_courier_says_no(developer: Developer) -> None:
    order = await developer.place("WEB-1", SAMPLE_TEA=2, SAMPLE_MUG=1)
    await fault(developer, "short_pick")
    short = await developer.advance(order, "packed")
    assert short["stopped"]["code"] == "sandbox.order_went_back", short
    assert short["order"]["status"] == "backordered"
    assert "order.backordered" in [event["type"] for event in short["events"]]
    assert await listed(developer) == {"short_pick": (1, f"order {order['number']}")}

    order = await developer.place("WEB-2", SAMPLE_POT=1)
    await fault(developer, "label_refused", code="carrier.address_wrong")
    refused = await developer.advance(order, "shipped")
    assert refused["stopped"]["code"] == "sandbox.label_refused"
    assert refused["order"]["status"] == "packed"
    [told] = [e for e in refused["events"] if e["type"] == "shipment.exception"]
    assert told["data"]["code"] == "carrier.address_wrong"
    shipped = await developer.advance(order, "shipped")
    assert (shipped["order"]["status"], shipped["stopped"]) == ("shipped", None)

    await fault(developer, "parcel_lost")
    other = await developer.place("WEB-3", SAMPLE_TEA=1)
    lost = await developer.advance(other, "delivered")
    [told] = [e for e in lost["events"] if e["type"] == "shipment.exception"]
    assert told["data"]["code"] == "tracking.lost"
    again = {"reason": "lost"}
    sent = await developer.done("POST", f"/v1/orders/{other['id']}/reshipments", again)
    assert sent["lines"][0]["ordered"] == 1

    await fault(developer, "parcel_damaged")
    damaged = await developer.advance(order, "delivered")
    [told] = [e for e in damaged["events"] if e["type"] == "shipment.exception"]
    assert told["data"]["code"] == "tracking.damaged"
    assert (
        await developer.refused(
            "POST", "/v1/sandbox/faults", {"kind": "label_refused", "code": "nobody.says_that"}
        )
        == "invalid"
    )


async def test_the_door_is_shut_for_as_many_requests_as_were_asked_for(
    developer: Developer,
) -> None:
    await fault(developer, "api_unavailable", times=2)
    limited = await fault(developer, "api_limited")
    for _ in range(2):
        answer = await developer.program.get("/v1/orders")
        assert (answer.status_code, answer.json()["code"]) == (503, "away")
        assert answer.json()["retryable"]
    answer = await developer.program.get("/v1/products")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert (await developer.program.get("/v1/orders")).status_code == 200
    hit = {"api_unavailable": (2, "GET /v1/orders"), "api_limited": (1, "GET /v1/products")}
    assert await listed(developer) == hit
    path = f"/v1/sandbox/faults/{limited['id']}"
    await developer.done("DELETE", path)
    assert await developer.refused("DELETE", path) == "not_found"


async def test_an_answer_is_lost_and_the_repeat_gets_it(developer: Developer) -> None:
    key = {"Idempotency-Key": "web-1"}
    order = {**ORDER, "external_id": "WEB-1", "lines": [{"sku": "SAMPLE-TEA", "quantity": 1}]}

    async def place(**more: Any) -> httpx.Response:
        return await developer.program.post("/v1/orders", json=order | more, headers=key)

    await fault(developer, "api_unavailable", times=3)
    assert (await place()).status_code == 503
    there = await developer.done("GET", "/v1/sandbox/faults")
    assert there["items"][0]["last_hit"] == "POST /v1/orders"
    assert (await place()).status_code == 503, "this time nothing was done"
    assert (await place(lines=[])).status_code == 503, "a no is lost as well"
    again = await place()
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    [one] = (await developer.done("GET", "/v1/orders"))["items"]
    assert one["id"] == again.json()["id"], "it was placed once, by the first request"
