"""Shops are told by real workers, whatever their receivers and our machines do."""

from __future__ import annotations

import asyncio
import signal
import time

import asyncpg

from tests.lived import faults_of
from tests.workers.conftest import Hands, Receiver, Told, redis_client, until
from wms.db import HALL, driver_url, new_id
from wms.events.kinds import KINDS
from wms.events.replays import TrialAsked, send_test
from wms.local import Redis as LocalRedis


async def test_an_event_reaches_the_shop_signed_and_soon(
    hands: Hands, receiver: Receiver, told: Told
) -> None:
    await told.endpoint(receiver.url("a"), receiver.secret)
    hands.start()
    await told.tell()
    await until(lambda: told.all_delivered(1), "the first delivery")
    lags = []
    for _ in range(15):
        before = len(receiver.received())
        (event,) = await told.tell()
        at = time.time()
        await told.call()
        await until(lambda n=before: len(receiver.received()) > n, "one more")
        last = receiver.received()[-1]
        assert last["genuine"]
        assert last["id"] == str(event) == last["event"]["id"]
        assert last["event"]["type"] == "order.packed"
        assert set(last["event"]) == {
            "id", "type", "schema_version", "shop_id", "sequence", "occurred_at", "subject", "data",
        }  # fmt: skip
        lags.append(last["at"] - at)
    print("lags", sorted(lags))
    assert sorted(lags)[len(lags) // 2] <= 1.0
    assert [r["event"]["sequence"] for r in receiver.received()] == list(range(1, 17))


async def test_without_a_call_the_relay_looks_by_itself(
    hands: Hands, receiver: Receiver, told: Told
) -> None:
    await told.endpoint(receiver.url("a"), receiver.secret)
    hands.start()
    await told.tell(3)
    await until(lambda: told.all_delivered(3), "three deliveries nobody called for")


async def test_a_worker_that_is_told_to_stop_gives_back_what_it_claimed(
    hands: Hands, receiver: Receiver, told: Told
) -> None:
    receiver.behave("a", "hang")
    await told.endpoint(receiver.url("a"), receiver.secret)
    process = hands.start()
    await told.tell()
    await until(lambda: receiver.received("a"), "a claim under way")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=5) == 0  # alone it takes less than a second
    assert await told.rows("SELECT status, attempts FROM webhook_deliveries") == [("pending", 0)]


async def test_flushed_redis_costs_a_delay_and_nothing_else(
    hands: Hands, receiver: Receiver, told: Told, own_redis: LocalRedis
) -> None:
    await told.endpoint(receiver.url("a"), receiver.secret)
    hands.start()
    with redis_client(own_redis) as client:
        for _ in range(10):
            await told.tell(20)
            await told.call()
            client.flushall()
    await until(lambda: told.all_delivered(200), "200 deliveries")
    ids = [one["id"] for one in receiver.received()]
    assert len(ids) == len(set(ids)) == 200


async def test_killed_redis_comes_back_and_nothing_is_lost(
    hands: Hands, receiver: Receiver, told: Told, own_redis: LocalRedis
) -> None:
    await told.endpoint(receiver.url("a"), receiver.secret)
    process = hands.start()
    await told.tell()
    await until(lambda: told.all_delivered(1), "the first delivery")
    own_redis.stop()
    await told.tell(5)
    await until(lambda: _numbered(told, 6), "numbers without Redis")
    own_redis.start()
    await until(lambda: told.all_delivered(6), "the others, after Redis is back")
    assert process.poll() is None


async def _numbered(told: Told, count: int) -> bool:
    return await told.rows("SELECT max(sequence) FROM events") == [(count,)]


async def test_a_subject_is_told_in_order_and_the_next_follows_at_once(
    hands: Hands, receiver: Receiver, told: Told
) -> None:
    order = new_id()
    receiver.behave("a", "500")
    await told.endpoint(receiver.url("a"), receiver.secret)
    hands.start()
    await told.tell(5, subject=order)
    await until(lambda: receiver.received("a"), "the first attempt")
    receiver.behave("a", "ok")
    await until(lambda: told.all_delivered(5), "all five", seconds=30)
    came = [one["event"]["subject"]["version"] for one in receiver.received("a", "ok")]
    assert came == [1, 2, 3, 4, 5]
    assert {one["event"]["subject"]["version"] for one in receiver.received("a", "500")} == {1}
    times = [one["at"] for one in receiver.received("a", "ok")]
    assert times[-1] - times[0] < 1.5, "the second follows the first at once"


async def test_one_bad_endpoint_slows_nobody_else(
    hands: Hands, receiver: Receiver, told: Told
) -> None:
    receiver.behave("bad", "wait")
    bad = await told.endpoint(receiver.url("bad"), receiver.secret)
    await told.endpoint(receiver.url("good"), receiver.secret)
    hands.start()
    hands.start()
    await told.tell(40)
    await told.call()
    await until(lambda: len(receiver.received("good")) == 40, "the good one's 40")
    assert len(receiver.received("bad")) == 4, "four at once, over both workers"
    assert await told.rows(
        "SELECT count(*) FROM webhook_deliveries WHERE endpoint_id = :e AND status = 'sending'",
        e=bad,
    ) == [(4,)]
    receiver.behave("bad", "ok")
    await until(lambda: told.all_delivered(80), "the bad one's, too")


async def test_redirects_failures_and_gone(hands: Hands, receiver: Receiver, told: Told) -> None:
    modes = ("500", "redirect", "410", "patient")
    endpoints = {}
    for mode in modes:
        receiver.behave(mode, mode)
        endpoints[mode] = await told.endpoint(receiver.url(mode), receiver.secret)
    hands.start()
    await told.tell(1)
    attempts = "SELECT count(*) FROM webhook_attempts WHERE attempt_no = 1"
    await until(lambda: _is(told, attempts, 4), "one attempt each")
    facts = {
        row.endpoint_id: row
        for row in await told.rows(
            "SELECT d.endpoint_id, d.status, d.last_error, e.status AS endpoint_status, "
            "e.disabled_reason, extract(epoch FROM d.next_attempt_at - d.created_at) AS wait_s "
            "FROM webhook_deliveries d "
            "JOIN webhook_endpoints e ON e.id = d.endpoint_id"
        )
    }
    assert facts[endpoints["500"]].status in ("pending", "sending")
    assert facts[endpoints["500"]].last_error == "http_500"
    assert facts[endpoints["redirect"]].last_error == "http_307"
    assert facts[endpoints["410"]].status == "dead"
    assert facts[endpoints["410"]].endpoint_status == "disabled"
    assert facts[endpoints["410"]].disabled_reason == "gone"
    assert facts[endpoints["patient"]].wait_s >= 3600
    assert receiver.received("elsewhere") == []
    await told.tell(1)
    await until(lambda: _is(told, "SELECT count(*) FROM webhook_deliveries", 7), "three more")
    assert len(receiver.received("410")) == 1, "a disabled endpoint is told nothing more"


async def _is(told: Told, sql: str, value: int) -> bool:
    return await told.rows(sql) == [(value,)]


async def test_a_worker_killed_after_its_claim_is_replaced_when_the_lease_is_over(
    hands: Hands, receiver: Receiver, told: Told
) -> None:
    receiver.behave("a", "wait")
    await told.endpoint(receiver.url("a"), receiver.secret)
    hands.start(webhook_lease_s="2")
    await told.tell()
    await until(lambda: receiver.received("a"), "a claim under way")
    hands.kill()
    assert await told.statuses() == {"sending": 1}
    receiver.behave("a", "ok")
    hands.start()
    await until(lambda: told.all_delivered(1), "the delivery by another worker")
    assert {one["id"] for one in receiver.received("a")} == {receiver.received("a")[0]["id"]}
    assert await told.rows("SELECT attempts FROM webhook_deliveries") == [(2,)]


async def test_workers_cut_off_from_the_database_go_on_by_themselves(
    hands: Hands, receiver: Receiver, told: Told, owner_url: str
) -> None:
    await told.endpoint(receiver.url("a"), receiver.secret)
    # what was sent when the line was cut is sent again when its lease is over
    process = hands.start(webhook_lease_s="3")
    owner = await asyncpg.connect(driver_url(owner_url))
    cut_off = 0
    for _ in range(5):
        await told.tell(4)
        await told.call()
        await asyncio.sleep(0.3)
        cut_off += await owner.fetchval(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name LIKE 'wms-workers%'"
        )
    await owner.close()
    assert cut_off >= 5, "the connections were really cut"
    await until(lambda: told.all_delivered(20), "all twenty", seconds=60)
    assert process.poll() is None
    assert {one["id"] for one in receiver.received()} and all(
        one["genuine"] for one in receiver.received()
    )


async def test_what_we_cannot_sign_is_a_failed_attempt_and_waits_its_turn(
    hands: Hands, receiver: Receiver, told: Told
) -> None:
    """An error of ours follows the schedule too: it is not met again at the end of each lease."""
    await told.endpoint(receiver.url("a"), "whsec_łódź")
    hands.start(webhook_lease_s="1")
    await told.tell()
    await until(lambda: _is(told, "SELECT count(*) FROM webhook_attempts", 1), "a record")
    assert await told.rows("SELECT status, attempts FROM webhook_deliveries") == [("pending", 1)]
    ((error,),) = await told.rows("SELECT error FROM webhook_attempts")
    assert error.startswith("our_fault: ")
    assert receiver.received() == []


async def test_a_test_of_every_type_proves_itself_and_says_what_such_an_event_says(
    hands: Hands, receiver: Receiver, told: Told
) -> None:
    one = await told.endpoint(receiver.url("a"), receiver.secret)
    async with told.db.begin(HALL) as tx:
        for name in KINDS:
            await send_test(tx, told.shop_id, one, TrialAsked(type=name))
    hands.start()
    await until(lambda: told.all_delivered(len(KINDS)), "a test of every type")
    came = {each["event"]["type"]: each for each in receiver.received("a")}
    assert came.keys() == KINDS.keys()
    for name, each in came.items():
        event = each["event"]
        assert each["genuine"], name
        assert (event["sequence"], event["subject"]["type"]) == (0, "test")
        assert faults_of(name, event["schema_version"], event["data"]) == []
