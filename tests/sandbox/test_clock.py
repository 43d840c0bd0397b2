"""Weeks of a sandbox are lived through in seconds, and nobody else grows older."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast

import pytest
from sqlalchemy import text

from tests.sandbox.conftest import Developer
from tests.sandbox.test_faults import fault, listed
from wms.db import HALL, Database
from wms.errors import Invalid
from wms.events.deliveries import claim_deliveries, due_endpoints
from wms.events.feed import number_events
from wms.events.outcomes import settle_and_claim
from wms.halls import EVERYBODY, SANDBOX
from wms.sandbox.clock import read_duration, written
from wms.settings import Settings
from wms.verify import verify
from workers.broker import Work
from workers.transaction import in_hall_of
from workers.webhooks import _not_answered

LEASE = timedelta(seconds=30)


async def forward(developer: Developer, by: str) -> dict[str, Any]:
    return dict(await developer.done("POST", "/v1/sandbox/clock", {"forward": by}))


async def try_due(db: Database, developer: Developer) -> int:
    """What a worker does with the deliveries that are due: their receiver is never in time."""
    work = Work(db, Settings(), cast("Any", None), cast("Any", None), lambda: True,
                cast("Any", None), cast("Any", None))  # fmt: skip
    async with db.read(SANDBOX) as read:
        due = await due_endpoints(read, 10)
    tried = 0
    for shop_id, endpoint_id in due:
        claim = partial(claim_deliveries, shop_id=shop_id, endpoint_id=endpoint_id, lease=LEASE)
        async with db.begin(SANDBOX) as tx:
            claimed = await claim(tx)
        for one in claimed:
            with in_hall_of(SANDBOX):
                outcome = await _not_answered(work, one)
            assert outcome is not None, "the fault was asked for so often"
            async with db.begin(SANDBOX) as tx:
                await settle_and_claim(
                    tx, sent=one, outcome=outcome, now=datetime.now(UTC), lease=LEASE
                )
            tried += 1
    return tried


async def test_a_dead_webhook_is_tried_for_a_week_and_a_shop_is_warned_of_its_deadlines(
    developer: Developer, db: Database
) -> None:
    hook = {"url": "https://example.com/hook", "event_types": ["order.packed"]}
    endpoint = (await developer.done("POST", "/v1/webhook-endpoints", hook))["endpoint"]
    order = await developer.place("WEB-1", SAMPLE_TEA=1)
    await developer.advance(order, "packed")
    async with db.begin(EVERYBODY) as tx:
        await number_events(tx)
    await fault(developer, "webhook_timeout", times=50)
    tried = steps = 0
    while steps < 40:
        tried += await try_due(db, developer)
        state = await developer.done("GET", f"/v1/webhook-deliveries?endpoint_id={endpoint['id']}")
        one = state["items"][0]
        if one["status"] == "dead":
            break
        wait = datetime.fromisoformat(one["next_attempt_at"]) - datetime.now(UTC)
        await forward(developer, f"PT{max(int(wait.total_seconds()) + 1, 1)}S")
        steps += 1
    # when the last pauses came out long the endpoint is switched off after seven days before that
    assert 17 <= tried <= 18, "all attempts of a week"
    used, hit = (await listed(developer))["webhook_timeout"]
    assert used == tried
    assert (hit or "").startswith("order.packed ")
    mails = (await developer.done("GET", "/v1/sandbox/mails"))["items"]
    told = [one["subject"] for one in mails if one["purpose"] == "webhook_silent"]
    assert told.count("Your webhook address does not answer") == 3, "after a day, three and six"
    clock = await developer.done("GET", "/v1/sandbox/clock")
    assert clock["forwarded"].startswith("P")
    assert datetime.fromisoformat(clock["now"]) > datetime.now(UTC) + timedelta(days=6)


async def test_a_case_and_a_refund_run_out_of_time_and_the_books_stay_right(
    developer: Developer, db: Database
) -> None:
    async with db.read(HALL) as read:
        before = await read.scalar(text("SELECT created_at FROM shops"))
    order = await developer.place("WEB-1", SAMPLE_TEA=1)
    await developer.advance(order, "delivered")
    case = {"kind": "complaint", "title": "Broken", "order_id": order["id"]}
    await developer.done("POST", "/v1/cases", case)
    back = {
        "external_id": "RMA-1", "order_external_id": "WEB-1", "reason": "withdrawal",
        "declared_at": datetime.now(UTC).isoformat(),
        "lines": [{"sku": "SAMPLE-TEA", "quantity": 1}],
    }  # fmt: skip
    made = await developer.done("POST", "/v1/returns", back)
    path = f"/v1/sandbox/returns/{made['id']}/advance"
    assert (await developer.done("POST", path, {"to": "completed"}))["stopped"] is None

    async def told() -> list[tuple[str, str, str]]:
        async with db.begin(EVERYBODY) as tx:
            await number_events(tx)
        feed = await developer.done("GET", "/v1/events?after=0&limit=200")
        near = [one for one in feed["items"] if one["type"].endswith(".deadline_near")]
        return [(one["type"], one["data"]["clock"], one["data"]["threshold"]) for one in near]

    of_refund = ("return.deadline_near", "refund")
    await forward(developer, "PT1H")
    assert not await told(), "there are 14 days to pay back"
    async with db.read(SANDBOX) as read:
        due: datetime = await read.scalar(
            text("SELECT due_at FROM deadlines WHERE clock = 'refund'")
        )
    before_due = due - datetime.now(UTC)
    assert timedelta(days=13) < before_due < timedelta(days=20), "14, and to the next working day"
    for by in (before_due - timedelta(days=3), timedelta(days=2, hours=12), timedelta(days=1)):
        await forward(developer, written(by))
    heard = await told()
    assert [one[2] for one in heard if one[:2] == of_refund] == ["4_days", "1_day", "over"]
    assert "case.deadline_near" in {one[0] for one in heard}
    read_back = await developer.done("GET", f"/v1/orders/{order['id']}")
    age = datetime.now(UTC) - datetime.fromisoformat(read_back["created_at"])
    passed = timedelta(hours=13) + before_due
    assert abs(age - passed) < timedelta(hours=1)
    await developer.done("POST", f"/v1/returns/{made['id']}/refunded", {})
    await forward(developer, "P1D")
    async with db.read(SANDBOX) as read:
        met = text("SELECT met_at IS NOT NULL FROM deadlines WHERE clock = 'refund'")
        assert await read.scalar(met), "it was paid back"
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT created_at FROM shops")) == before
    async with db.read(SANDBOX) as read:
        assert await verify(read) == []
    assert await developer.refused("POST", "/v1/sandbox/clock", {"forward": "P1M"}) == "invalid"


def test_durations_are_read_as_they_are_written() -> None:
    assert read_duration("P1W") == timedelta(weeks=1)
    assert read_duration("P3DT6H") == timedelta(days=3, hours=6)
    assert written(timedelta(days=3, hours=6)) == "P3DT21600S"
    for wrong in ("P", "P1M", "3D", "P0D", "PT", "P401D", "-P1D", "P1D "):
        with pytest.raises(Invalid):
            read_duration(wrong)
