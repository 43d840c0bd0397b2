"""A laptop's program carries its shop's webhooks: as workers send them, only the last metre not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tests.sandbox.conftest import Developer, NewClient, ShopKey
from tests.sandbox.test_faults import fault
from wms.db import Database, Read
from wms.events.deliveries import claim_deliveries, due_endpoints
from wms.events.feed import number_events
from wms.halls import EVERYBODY, SANDBOX

HERE = "http://localhost:3000/hooks"


def is_proved(secret: str, message: dict[str, Any]) -> bool:
    try:
        Webhook(secret).verify(message["body"], message["headers"])
    except WebhookVerificationError:
        return False
    return True


async def test_what_is_due_is_collected_and_answered_for_once(
    developer: Developer, db: Database
) -> None:
    asked = {"url": HERE, "is_carried": True, "event_types": ["order.received"]}
    made = await developer.done("POST", "/v1/webhook-endpoints", asked)
    endpoint, secret = made["endpoint"]["id"], made["secret"]
    collect = f"/v1/sandbox/webhook-endpoints/{endpoint}/collect"

    async def due() -> list[dict[str, Any]]:
        return list((await developer.done("POST", collect))["items"])

    async def answer(one: dict[str, Any], status: int | None) -> dict[str, Any]:
        told = {"attempt": one["attempt"], "status_code": status, "latency_ms": 7}
        path = f"/v1/sandbox/webhook-deliveries/{one['delivery_id']}/answer"
        return dict(await developer.done("POST", path, told))

    await fault(developer, "webhook_timeout")
    await developer.place("WEB-1", SAMPLE_TEA=1)
    async with db.begin(SANDBOX) as tx:
        await number_events(tx)
    async with db.begin(EVERYBODY) as tx:
        assert not await due_endpoints(Read(tx), 10), "no worker is asked"
        assert not await claim_deliveries(tx, developer.twin_id, UUID(endpoint))
    assert await due() == [], "nobody answers in time, as was asked for"
    [lost] = (await developer.done("GET", "/v1/webhook-deliveries"))["items"]
    assert (lost["status"], lost["last_error"]) == ("pending", "timeout")
    await developer.done("POST", f"/v1/webhook-deliveries/{lost['id']}/retry")

    [one] = await due()
    assert (one["delivery_id"], one["attempt"], one["url"]) == (lost["id"], 2, HERE)
    assert is_proved(secret, one) and await due() == [], "on its way already"
    delivered = await answer(one, 204)
    assert (delivered["status"], delivered["attempts"][1]["latency_ms"]) == ("delivered", 7)
    path = f"/v1/sandbox/webhook-deliveries/{lost['id']}/answer"
    twice = {"attempt": 2, "status_code": 500}
    assert await developer.refused("POST", path, twice) == "webhook.try_over"

    test = f"/v1/webhook-endpoints/{endpoint}/test"
    await developer.done("POST", test, {"is_forged": True})
    [forged] = await due()
    assert not is_proved(secret, forged)
    assert (await answer(forged, 200))["last_error"] == "forged_taken"
    await developer.done("POST", test, {})
    [gone] = await due()
    assert (await answer(gone, None))["last_error"] == "timeout"


async def test_only_a_sandbox_has_them_carried_and_only_to_an_address(
    developer: Developer, new_client: NewClient, shop_key: ShopKey
) -> None:
    for url in ("ftp://localhost/", "http://", "nowhere"):
        wrong = {"url": url, "is_carried": True}
        refused = await developer.refused("POST", "/v1/webhook-endpoints", wrong)
        assert refused == "webhook.url_refused", url
    live = await new_client(headers=shop_key.headers)
    answer = await live.post("/v1/webhook-endpoints", json={"url": HERE, "is_carried": True})
    assert answer.json()["code"] == "webhook.carried_in_sandbox_only"
    usual = await developer.done("POST", "/v1/webhook-endpoints", {"url": "https://example.com/"})
    path = f"/v1/sandbox/webhook-endpoints/{usual['endpoint']['id']}/collect"
    assert await developer.refused("POST", path) == "webhook.not_carried"
