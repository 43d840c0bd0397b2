"""A shop's program says where it wants its events, and reads what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from api.app import Doors
from tests.api.conftest import NewClient, NewShop, ShopKey
from tests.api.people import open_app, reopened
from tests.lived import as_lived, faults_of
from wms.db import HALL, Database, new_id
from wms.events.deliveries import Claimed, claim_deliveries
from wms.events.endpoints import ENDPOINTS_MAX
from wms.events.feed import number_events
from wms.events.outbox import Subject, record
from wms.events.outcomes import Outcome, record_outcome
from wms.events.secrets import lock_open_secrets, opened
from wms.settings import Settings

URL = "https://shop.example.com/hook"


async def tell(db: Database, shop_id: UUID, count: int = 1, kind: str = "order.packed") -> None:
    async with db.begin(HALL) as tx:
        for n in range(count):
            await record(tx, shop_id, Subject("order", new_id(), f"O-{n}"), as_lived(kind))
    async with db.begin(HALL) as tx:
        await number_events(tx)


async def make(shop: httpx.AsyncClient, **facts: Any) -> dict[str, Any]:
    answer = await shop.post("/v1/webhook-endpoints", json={"url": URL} | facts)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def claim(db: Database, shop_id: UUID, endpoint_id: str) -> list[Claimed]:
    async with db.begin(HALL) as tx:
        return await claim_deliveries(tx, shop_id, UUID(endpoint_id))


async def settle(db: Database, claimed: Claimed, **facts: Any) -> str:
    outcome = Outcome(**({"is_delivered": False, "status_code": 500} | facts))
    async with db.begin(HALL) as tx:
        return await record_outcome(tx, claimed, outcome, now=datetime.now(UTC))


async def test_an_endpoint_lives(shop: httpx.AsyncClient) -> None:
    made = await make(shop, event_types=["order.packed"], description="Back end")
    one = made["endpoint"]
    assert made["secret"].startswith("whsec_")
    path = f"/v1/webhook-endpoints/{one['id']}"
    read = await shop.get(path)
    assert (read.json(), read.headers["etag"]) == (one, '"1"')
    assert made["secret"] not in read.text
    assert (await shop.get("/v1/webhook-endpoints")).json() == {"items": [one], "next": None}
    assert (await shop.patch(path, json={"status": "disabled"})).status_code == 428
    changed = await shop.patch(path, json={"status": "disabled"}, headers={"If-Match": '"1"'})
    assert (changed.json()["status"], changed.json()["disabled_reason"]) == ("disabled", "by_shop")
    again = await shop.patch(
        path, json={"status": "enabled", "event_types": []}, headers={"If-Match": "*"}
    )
    assert (again.json()["disabled_reason"], again.json()["event_types"]) == (None, [])
    assert again.json()["description"] == "Back end"
    assert (await shop.delete(path)).status_code == 204
    assert (await shop.get(path)).status_code == 404
    assert (await shop.get("/v1/webhook-endpoints")).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"url": "http://shop.example.com"}, "/url", "webhook.url_refused"),
        ({"url": "https://10.0.0.1/x"}, "/url", "webhook.url_refused"),
        ({"url": "https://localhost/x"}, "/url", "webhook.url_refused"),
        ({"url": "https://127.0.0.1:8080/"}, "/url", "webhook.url_refused"),
        ({"url": "not a url"}, "/url", "webhook.url_refused"),
        ({"url": URL, "event_types": ["order.eaten"]}, "/event_types/0",
         "webhook.event_type_unknown"),
        ({"url": URL, "events": []}, "/events", "field.unknown"),
    ],
)  # fmt: skip
async def test_what_cannot_be_sent_to_is_refused(
    shop: httpx.AsyncClient, body: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await shop.post("/v1/webhook-endpoints", json=body)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["code"], error["pointer"]) == (code, pointer)


async def test_nobody_makes_us_send_to_ourselves_by_any_name(
    doors: Doors, db: Database, settings: Settings, new_shop: NewShop
) -> None:
    key = (await new_shop()).key
    lax = replace(settings, webhook_allow_http=True, webhook_allow_private=True)
    app = reopened(doors, lax, db)
    async with (
        open_app(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),  # type: ignore[arg-type]  # Litestar has ASGI types of its own
            base_url="http://warehouse.test",
            headers={"Authorization": f"Bearer {key}"},
        ) as client,
    ):
        for url in ("http://127.0.0.1:8080/", "http://[::1]:8080/", "http://localhost:8080/"):
            refused = await client.post("/v1/webhook-endpoints", json={"url": url})
            assert refused.status_code == 422, refused.text
            assert "own_host" in refused.text
        other = await client.post("/v1/webhook-endpoints", json={"url": "http://127.0.0.1:8099/"})
        assert other.status_code == 201


async def test_there_is_a_limit(shop: httpx.AsyncClient) -> None:
    for _ in range(ENDPOINTS_MAX):
        await make(shop)
    answer = await shop.post("/v1/webhook-endpoints", json={"url": URL})
    assert (answer.status_code, answer.json()["code"]) == (409, "webhook.too_many_endpoints")


async def test_a_secret_is_rotated_with_an_overlap(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database, settings: Settings
) -> None:
    made = await make(shop)
    one = made["endpoint"]["id"]
    rotated = (await shop.post(f"/v1/webhook-endpoints/{one}/rotate-secret")).json()
    assert rotated["secret"] != made["secret"]
    assert rotated["endpoint"]["previous_secret_until"] is not None
    await tell(db, shop_key.shop_id)
    (claimed,) = await claim(db, shop_key.shop_id, one)
    assert unlocked(claimed, settings) == [rotated["secret"], made["secret"]]
    twice = await shop.post(f"/v1/webhook-endpoints/{one}/rotate-secret")
    assert (twice.status_code, twice.json()["code"]) == (409, "webhook.rotation_running")
    async with db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE webhook_endpoints SET previous_secret_until = now() - interval '1 s'")
        )
    await settle(db, claimed)
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE webhook_deliveries SET next_attempt_at = now()"))
    (later,) = await claim(db, shop_key.shop_id, one)
    assert unlocked(later, settings) == [rotated["secret"]]


def unlocked(claimed: Claimed, settings: Settings) -> list[str]:
    return [opened(settings.secret_key, claimed.endpoint_id, one) for one in claimed.secrets]


async def test_whoever_has_the_database_and_not_the_key_of_the_house_signs_nothing(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database, settings: Settings
) -> None:
    asked = {"Idempotency-Key": "made"}
    made = await shop.post("/v1/webhook-endpoints", json={"url": URL}, headers=asked)
    one = made.json()["endpoint"]["id"]
    turned = {"Idempotency-Key": "turned"}
    rotated = await shop.post(f"/v1/webhook-endpoints/{one}/rotate-secret", headers=turned)
    again = await shop.post("/v1/webhook-endpoints", json={"url": URL}, headers=asked)
    assert again.json() == made.json() and again.headers["Idempotent-Replayed"] == "true"
    async with db.begin(HALL) as tx:
        for table, column in (
            ("webhook_endpoints", "secret_locked"), ("idempotency_keys", "answer"),
        ):  # fmt: skip
            rows = await tx.scalars(
                text(f"SELECT to_jsonb(t)::text || coalesce(encode({column}, 'escape'), '') "
                     f"FROM {table} t")
            )  # fmt: skip
            dumped = "".join(rows)
            assert dumped and "whsec_" not in dumped
            assert not any(told.json()["secret"][6:] in dumped for told in (made, rotated))
    async with db.begin(HALL) as tx:  # as a release before left them
        await tx.execute(
            text("UPDATE webhook_endpoints SET secret = :s, previous_secret = :p, "
                 "secret_locked = NULL, previous_secret_locked = NULL"),
            {"s": rotated.json()["secret"], "p": made.json()["secret"]},
        )  # fmt: skip
    await tell(db, shop_key.shop_id)
    (claimed,) = await claim(db, shop_key.shop_id, one)
    both = [rotated.json()["secret"], made.json()["secret"]]
    assert unlocked(claimed, settings) == both
    async with db.begin(HALL) as tx:
        assert await lock_open_secrets(tx, settings.secret_key) == 1
        assert await lock_open_secrets(tx, settings.secret_key) == 0
        await tx.execute(text("UPDATE webhook_deliveries SET next_attempt_at = now()"))
    (claimed,) = await claim(db, shop_key.shop_id, one)
    assert unlocked(claimed, settings) == both
    assert not any(one.startswith(b"whsec_") for one in claimed.secrets)


async def test_a_test_event_is_sent_and_is_in_no_feed(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    one = (await make(shop, event_types=["order.packed"]))["endpoint"]["id"]
    sent = await shop.post(f"/v1/webhook-endpoints/{one}/test", json={"type": "return.arrived"})
    assert sent.status_code == 202
    (claimed,) = await claim(db, shop_key.shop_id, one)
    assert str(claimed.delivery_id) == sent.json()["delivery_id"]
    assert (claimed.body.type, claimed.body.sequence) == ("return.arrived", 0)
    assert claimed.body.subject.type == "test"
    assert faults_of("return.arrived", 1, claimed.body.data) == []
    assert (await shop.get("/v1/events")).json() == {
        "items": [],
        "next_after": 0,
        "last_sequence": 0,
    }
    bad = await shop.post(f"/v1/webhook-endpoints/{one}/test", json={"type": "x"})
    assert bad.json()["errors"][0]["pointer"] == "/type"
    await shop.patch(
        f"/v1/webhook-endpoints/{one}", json={"status": "disabled"}, headers={"If-Match": "*"}
    )
    off = await shop.post(f"/v1/webhook-endpoints/{one}/test", json={})
    assert (off.status_code, off.json()["code"]) == (409, "webhook.endpoint_disabled")


async def test_the_log_tells_every_attempt_and_one_more_can_be_asked_for(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    one = (await make(shop))["endpoint"]["id"]
    await tell(db, shop_key.shop_id, 3)
    claimed = (await claim(db, shop_key.shop_id, one))[0]
    await settle(db, claimed, latency_ms=7, excerpt="oh no")
    (waiting,) = (await shop.get("/v1/webhook-deliveries?status=pending")).json()["items"]
    assert waiting["attempts"][0]["response_excerpt"] == "oh no"
    assert waiting["attempts"][0]["latency_ms"] == 7
    assert (waiting["last_error"], waiting["sequence"]) == ("http_500", 1)
    path = f"/v1/webhook-deliveries/{waiting['id']}"
    assert (await shop.get(path)).json() == waiting
    assert datetime.fromisoformat(waiting["next_attempt_at"]) > datetime.now(UTC)
    now = await shop.post(f"{path}/retry")
    assert now.status_code == 202
    assert datetime.fromisoformat(now.json()["next_attempt_at"]) <= datetime.now(UTC)
    seen = (await shop.get("/v1/webhook-deliveries?limit=2")).json()
    rest = (await shop.get(f"/v1/webhook-deliveries?limit=2&after={seen['next']}")).json()
    assert [d["sequence"] for d in seen["items"] + rest["items"]] == [3, 2, 1]
    by_event = await shop.get(f"/v1/webhook-deliveries?event_id={waiting['event_id']}&expand=event")
    [with_event] = by_event.json()["items"]
    assert with_event["id"] == waiting["id"]
    assert with_event["event"] == (await shop.get("/v1/events")).json()["items"][0]
    assert (await shop.get(f"/v1/webhook-deliveries/{new_id()}")).status_code == 404
    assert (await shop.post(f"/v1/webhook-deliveries/{new_id()}/retry")).status_code == 404


async def test_what_waits_for_its_turn_is_due_with_the_one_before_and_follows_it_at_once(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    one = (await make(shop))["endpoint"]["id"]
    order = Subject("order", new_id(), "O-1")
    async with db.begin(HALL) as tx:
        for n in range(3):
            said = as_lived("order.packed", order_number=n + 1)
            await record(tx, shop_key.shop_id, order, said)
    async with db.begin(HALL) as tx:
        await number_events(tx)

    async def due() -> list[datetime]:
        items = (await shop.get("/v1/webhook-deliveries?status=pending")).json()["items"]
        return [datetime.fromisoformat(item["next_attempt_at"]) for item in reversed(items)]

    (first,) = await claim(db, shop_key.shop_id, one)
    await settle(db, first)
    put_off = await due()
    assert len(set(put_off)) == 1 and put_off[0] > datetime.now(UTC)
    await shop.post(f"/v1/webhook-deliveries/{first.delivery_id}/retry")
    (again,) = await claim(db, shop_key.shop_id, one)
    await settle(db, again, is_delivered=True, status_code=200)
    second, third = await due()
    assert second <= datetime.now(UTC) < third == put_off[0], "the next, and no other"
    (following,) = await claim(db, shop_key.shop_id, one)
    assert following.body.sequence == 2
    await settle(db, following, is_gone=True)


async def test_a_range_is_replayed_and_its_schedule_begins_anew(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await tell(db, shop_key.shop_id, 5)  # before there was an endpoint
    one = (await make(shop))["endpoint"]["id"]
    path = f"/v1/webhook-endpoints/{one}/replay"
    first = await shop.post(path, json={"from_sequence": 2, "to_sequence": 4})
    assert first.json() == {"count": 3, "last_sequence": 4, "is_cut": False}
    claimed = await claim(db, shop_key.shop_id, one)
    assert [c.body.sequence for c in claimed] == [2, 3, 4]
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE webhook_deliveries SET attempts = 18 WHERE sequence = 2"))
    last = Claimed(**{f: getattr(claimed[0], f) for f in claimed[0].__struct_fields__} | {
        "attempt": 18
    })  # fmt: skip
    assert await settle(db, last) == "dead"
    assert await settle(db, claimed[1], is_delivered=True, status_code=200) == "delivered"
    await shop.post(path, json={"from_sequence": 1, "to_sequence": 3, "types": ["order.packed"]})
    again = {c.body.sequence: c for c in await claim(db, shop_key.shop_id, one)}
    assert set(again) == {1, 2, 3}
    assert again[2].attempt == 19
    assert await settle(db, again[2]) == "pending", "the schedule began anew"
    turned = await shop.post(path, json={"from_sequence": 3, "to_sequence": 2})
    assert turned.json()["errors"][0]["code"] == "webhook.range_turned"


async def test_another_shop_s_things_are_not_there(
    shop: httpx.AsyncClient,
    shop_key: ShopKey,
    new_shop: NewShop,
    new_client: NewClient,
    db: Database,
) -> None:
    one = (await make(shop))["endpoint"]["id"]
    await tell(db, shop_key.shop_id)
    (delivery,) = (await shop.get("/v1/webhook-deliveries")).json()["items"]
    other = await new_client(headers=(await new_shop("INITECH")).headers)
    assert (await other.get("/v1/events")).json()["items"] == []
    assert (await other.get("/v1/webhook-deliveries")).json()["items"] == []
    for method, path, body in (
        ("GET", f"/v1/webhook-endpoints/{one}", None),
        ("DELETE", f"/v1/webhook-endpoints/{one}", None),
        ("POST", f"/v1/webhook-endpoints/{one}/test", {}),
        ("POST", f"/v1/webhook-endpoints/{one}/rotate-secret", None),
        ("POST", f"/v1/webhook-endpoints/{one}/replay", {"from_sequence": 1, "to_sequence": 1}),
        ("GET", f"/v1/webhook-deliveries/{delivery['id']}", None),
        ("POST", f"/v1/webhook-deliveries/{delivery['id']}/retry", None),
    ):
        answer = await other.request(method, path, json=body)
        assert answer.status_code == 404, path


async def test_the_feed_is_read_on_by_its_sequence(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await tell(db, shop_key.shop_id, 5)
    await tell(db, shop_key.shop_id, 1, "order.shipped")
    seen: list[int] = []
    after = 0
    while items := (feed := (await shop.get(f"/v1/events?after={after}&limit=4")).json())["items"]:
        seen += [one["sequence"] for one in items]
        after = feed["next_after"]
    assert seen == [1, 2, 3, 4, 5, 6]
    assert feed == {"items": [], "next_after": 6, "last_sequence": 6}
    some = (await shop.get("/v1/events?type=order.shipped")).json()["items"]
    assert [one["type"] for one in some] == ["order.shipped"]
    for bad in ("after=-1", "after=x", "limit=0", "limit=201"):
        assert (await shop.get(f"/v1/events?{bad}")).status_code in (400, 422)


async def test_an_endpoint_that_only_fails_for_seven_days_is_disabled(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    one = (await make(shop))["endpoint"]["id"]
    await tell(db, shop_key.shop_id, 2)
    first, second = await claim(db, shop_key.shop_id, one)
    await settle(db, first)
    read = (await shop.get(f"/v1/webhook-endpoints/{one}")).json()
    assert read["failing_since"] is not None
    async with db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE webhook_endpoints SET failing_since = :at, notices = 3"),
            {"at": datetime.now(UTC) - timedelta(days=7, minutes=1)},
        )
    await settle(db, second)
    off = (await shop.get(f"/v1/webhook-endpoints/{one}")).json()
    assert (off["status"], off["disabled_reason"]) == ("disabled", "failing")
    dead = (await shop.get("/v1/webhook-deliveries?status=dead")).json()["items"]
    assert {d["last_error"] for d in dead} == {"endpoint_disabled"}
    assert len(dead) == 2
