"""The feed is gap-free and in order whatever commits at once; deliveries keep their rules."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from tests.lived import as_lived
from wms.db import HALL, Database, Tx, new_id
from wms.events.breaker import disable
from wms.events.deliveries import SLOTS, Claimed, claim_deliveries, due_endpoints, release
from wms.events.feed import events_after, number_events
from wms.events.outbox import Subject, record
from wms.events.outcomes import Outcome, record_outcome
from wms.events.retention import purge_attempts, purge_deliveries, purge_events
from wms.events.schedule import ATTEMPTS_MAX
from wms.events.signing import new_secret


def now() -> datetime:
    return datetime.now(UTC)


async def endpoint(tx: Tx, shop_id: UUID, types: tuple[str, ...] = ()) -> UUID:
    made = new_id()
    await tx.execute(
        text(
            "INSERT INTO webhook_endpoints (shop_id, id, url, secret, event_types) "
            "VALUES (:s, :i, 'https://shop.example/hook', :k, :t)"
        ),
        {"s": shop_id, "i": made, "k": new_secret(), "t": list(types)},
    )
    return made


async def tell(tx: Tx, shop_id: UUID, subject: UUID | None = None, count: int = 1) -> None:
    for _ in range(count):
        about = Subject("order", subject or new_id(), "O")
        await record(tx, shop_id, about, as_lived("order.packed"))


async def test_many_writers_and_several_relays_leave_no_gap(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    async with db.begin(HALL) as tx:
        shops = [(await cast.open_shop(tx)).id for _ in range(3)]
        for shop in shops:
            await endpoint(tx, shop)
    subjects = [new_id() for _ in range(6)]
    is_over = asyncio.Event()

    async def write(n: int) -> None:
        for k in range(12):
            try:
                async with db.begin(HALL) as tx:
                    await tell(tx, shops[(n + k) % 3], subjects[(n * 7 + k) % 6])
                    await asyncio.sleep(random.random() / 50)
                    if k % 4 == 3:
                        raise InterruptedError  # rolled back: must leave no hole
            except InterruptedError:
                pass

    async def relay() -> None:
        while not is_over.is_set():
            async with db.begin(HALL) as tx:
                await number_events(tx, limit=7)

    relays = [asyncio.create_task(relay()) for _ in range(3)]
    await asyncio.gather(*(write(n) for n in range(8)))
    is_over.set()
    await asyncio.gather(*relays)
    for _ in range(40):
        async with db.begin(HALL) as tx:
            await number_events(tx, limit=7)
    total = 0
    for shop in shops:
        async with db.read(HALL) as read:
            feed = await events_after(read, shop, 0, limit=1000)
        assert [one.sequence for one in feed] == list(range(1, len(feed) + 1))
        total += len(feed)
        for subject in subjects:
            versions = [one.subject.version for one in feed if one.subject.id == subject]
            assert versions == sorted(versions)
    assert total == 8 * 9
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT count(*) FROM webhook_deliveries")) == total
    await holds()


async def test_only_enabled_endpoints_of_the_type_get_a_delivery(tx: Tx) -> None:
    shop, other = (await cast.open_shop(tx)).id, (await cast.open_shop(tx)).id
    every, packed, shipped, off, theirs = [
        await endpoint(tx, s, t)
        for s, t in (
            (shop, ()), (shop, ("order.packed",)), (shop, ("order.shipped",)), (shop, ()),
            (other, ()),
        )
    ]  # fmt: skip
    await tx.execute(
        text("UPDATE webhook_endpoints SET status = 'disabled' WHERE id = :i"), {"i": off}
    )
    await tell(tx, shop)
    numbered = await number_events(tx)
    assert set(numbered.endpoints) == {(shop, every), (shop, packed)}
    assert theirs and shipped


async def claimed(tx: Tx, shop: UUID, one: UUID) -> list[Claimed]:
    return await claim_deliveries(tx, shop, one)


async def test_a_subject_is_told_one_event_at_a_time(tx: Tx) -> None:
    shop = (await cast.open_shop(tx)).id
    one, order = await endpoint(tx, shop), new_id()
    await tell(tx, shop, order, 3)
    await tell(tx, shop)
    await number_events(tx)
    first = await claimed(tx, shop, one)
    assert [c.body.sequence for c in first] == [1, 4]
    assert await claimed(tx, shop, one) == []
    status = await record_outcome(
        tx, first[0], Outcome(is_delivered=False, status_code=500), now=now()
    )
    assert status == "pending"
    assert await claimed(tx, shop, one) == [], "the second waits for the first"
    await tx.execute(text("UPDATE webhook_deliveries SET next_attempt_at = now()"))
    (again,) = [c for c in await claimed(tx, shop, one) if c.body.sequence == 1]
    assert again.attempt == 2
    await record_outcome(tx, again, Outcome(is_delivered=True, status_code=204), now=now())
    (second,) = [c for c in await claimed(tx, shop, one) if c.body.sequence == 2]
    assert second.body.subject.version == 2


async def test_no_more_than_four_at_once_however_many_claim(db: Database) -> None:
    async with db.begin(HALL) as tx:
        shop = (await cast.open_shop(tx)).id
        one = await endpoint(tx, shop)
        await tell(tx, shop, count=30)
        await number_events(tx)

    async def claim() -> int:
        async with db.begin(HALL) as tx:
            return len(await claim_deliveries(tx, shop, one))

    assert sum(await asyncio.gather(*(claim() for _ in range(10)))) == SLOTS
    async with db.read(HALL) as read:
        assert await due_endpoints(read, 10) == [], "no slot is free"


async def test_a_lease_that_ran_out_is_claimed_again_and_the_late_sender_is_not_heard(
    tx: Tx,
) -> None:
    shop = (await cast.open_shop(tx)).id
    one = await endpoint(tx, shop)
    await tell(tx, shop)
    await number_events(tx)
    (late,) = await claim_deliveries(tx, shop, one, lease=timedelta(seconds=-1))
    assert list(await due_endpoints(tx, 1000)).count((shop, one)) == 1  # type: ignore[arg-type]  # a Tx reads as well
    (second,) = await claimed(tx, shop, one)
    assert second.attempt == 2
    delivered = Outcome(is_delivered=True, status_code=200)
    failed = Outcome(is_delivered=False, status_code=500)
    assert await record_outcome(tx, late, failed, now=now()) == "superseded"
    assert await record_outcome(tx, second, delivered, now=now()) == "delivered"
    assert await record_outcome(tx, late, failed, now=now()) == "superseded"


async def test_what_was_claimed_and_not_sent_is_given_back(tx: Tx) -> None:
    shop = (await cast.open_shop(tx)).id
    one = await endpoint(tx, shop)
    await tell(tx, shop)
    await number_events(tx)
    (first,) = await claimed(tx, shop, one)
    await release(tx, first)
    (again,) = await claimed(tx, shop, one)
    assert again.attempt == first.attempt == 1


@pytest.mark.parametrize(
    ("outcome", "status", "error"),
    [
        (Outcome(is_delivered=False, status_code=410, is_gone=True, error="http_410"), "dead",
         "http_410"),
        (Outcome(is_delivered=False, error="timeout"), "pending", "timeout"),
        (Outcome(is_delivered=False, status_code=302), "pending", "http_302"),
    ],
)  # fmt: skip
async def test_what_follows_an_attempt(tx: Tx, outcome: Outcome, status: str, error: str) -> None:
    shop = (await cast.open_shop(tx)).id
    one = await endpoint(tx, shop)
    await tell(tx, shop)
    await number_events(tx)
    (sent,) = await claimed(tx, shop, one)
    assert await record_outcome(tx, sent, outcome, now=now()) == status
    row = (
        await tx.execute(
            text("SELECT last_error, status FROM webhook_deliveries WHERE id = :i"),
            {"i": sent.delivery_id},
        )
    ).one()
    assert (row.last_error, row.status) == (error, status)


async def test_the_eighteenth_failure_is_the_last(tx: Tx) -> None:
    shop = (await cast.open_shop(tx)).id
    one = await endpoint(tx, shop)
    await tell(tx, shop)
    await number_events(tx)
    statuses = []
    for _ in range(ATTEMPTS_MAX):
        await tx.execute(
            text("UPDATE webhook_deliveries SET next_attempt_at = now() WHERE shop_id = :s"),
            {"s": shop},
        )
        # and nobody waits for the next probe of an address that fails
        await tx.execute(
            text("UPDATE webhook_endpoints SET probe_at = now() WHERE open_since IS NOT NULL")
        )
        (sent,) = await claimed(tx, shop, one)
        statuses.append(
            await record_outcome(tx, sent, Outcome(is_delivered=False, error="connect"), now=now())
        )
    assert statuses == ["pending"] * (ATTEMPTS_MAX - 1) + ["dead"]
    reason = await tx.scalar(
        text("SELECT last_error FROM webhook_deliveries WHERE shop_id = :s"), {"s": shop}
    )
    assert reason == "attempts_exhausted: connect"
    assert await claimed(tx, shop, one) == []


async def test_a_month_later_it_is_forgotten_and_the_rest_is_not(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    async with db.begin(HALL) as tx:
        shop = (await cast.open_shop(tx)).id
        one = await endpoint(tx, shop)
        await tell(tx, shop, count=3)
        await number_events(tx)
        for sent in await claimed(tx, shop, one):
            await record_outcome(
                tx,
                sent,
                Outcome(is_delivered=sent.body.sequence != 2, error="x"),
                now=now(),
            )
        for table, column in (
            ("webhook_attempts", "created_at"), ("webhook_deliveries", "created_at"),
            ("events", "occurred_at"),
        ):  # fmt: skip
            await tx.execute(text(f"UPDATE {table} SET {column} = {column} - interval '31 days'"))
        await tell(tx, shop)
        await number_events(tx)
    async with db.begin(HALL) as tx:
        assert await purge_attempts(tx) == 3
        assert await purge_deliveries(tx) == 2, "one still waits for its next attempt"
        assert await purge_events(tx) == 1, "what is held holds what comes after it"
        assert await purge_events(tx) == 0
    async with db.read(HALL) as read:
        left = [e.sequence for e in await events_after(read, shop, 0, limit=9)]
    assert left == [2, 3, 4]
    async with db.begin(HALL) as tx:
        await tx.execute(text("DELETE FROM webhook_deliveries"))
        assert await purge_events(tx) == 2
        assert await purge_events(tx) == 0
    async with db.read(HALL) as read:
        assert [e.sequence for e in await events_after(read, shop, 0, limit=9)] == [4]


async def test_each_shop_s_feed_loses_its_own_beginning_oldest_first(
    tx: Tx, monkeypatch: pytest.MonkeyPatch
) -> None:
    shops = [(await cast.open_shop(tx)).id for _ in range(2)]
    for shop in shops:
        await tell(tx, shop, count=5)
    await number_events(tx)
    await tx.execute(
        text(
            "UPDATE events SET occurred_at = now() - interval '31 days' "
            "WHERE shop_id = ANY(:s) AND NOT (shop_id = :kept AND sequence = 3)"
        ),
        {"s": shops, "kept": shops[1]},
    )
    monkeypatch.setattr("wms.events.retention.BATCH_MAX", 2)

    async def left() -> list[list[int]]:
        return [[e.sequence for e in await events_after(tx, s, 0, limit=9)] for s in shops]  # type: ignore[arg-type]  # a Tx reads as well

    for _ in range(4):
        before = await left()
        await purge_events(tx)
        for now_left, had in zip(await left(), before, strict=True):
            assert now_left == had[len(had) - len(now_left) :], "only a beginning goes"
    assert await left() == [[], [3, 4, 5]]


async def test_a_clock_that_was_set_back_does_not_turn_a_subject_s_story_round(tx: Tx) -> None:
    shop, order = (await cast.open_shop(tx)).id, new_id()
    await endpoint(tx, shop)
    await tell(tx, shop, order)
    await tell(tx, shop)
    await tell(tx, shop, order, 2)
    early = UUID("00000000-0000-7000-8000-000000000001")  # long before the other ids
    await tx.execute(
        text("UPDATE events SET id = :early WHERE subject_id = :o AND subject_version = 2"),
        {"early": early, "o": order},
    )
    for _ in range(4):
        await number_events(tx, limit=1)
    feed = await events_after(tx, shop, 0, limit=9)  # type: ignore[arg-type]  # a Tx reads as well
    assert [e.subject.version for e in feed if e.subject.id == order] == [1, 2, 3]
    assert [e.sequence for e in feed] == [1, 2, 3, 4]


async def test_nothing_of_a_disabled_endpoint_stays_under_way_for_ever(tx: Tx) -> None:
    shop = (await cast.open_shop(tx)).id
    one = await endpoint(tx, shop)
    await tell(tx, shop, count=SLOTS + 1)
    await number_events(tx)
    sent = await claimed(tx, shop, one)
    await disable(tx, shop, one, "by_shop")

    async def statuses() -> list[str]:
        rows = await tx.scalars(
            text("SELECT status FROM webhook_deliveries WHERE shop_id = :s ORDER BY sequence"),
            {"s": shop},
        )
        return list(rows)

    assert await statuses() == ["sending"] * SLOTS + ["dead"], "a living sender ends its own"
    assert await record_outcome(tx, sent[0], Outcome(is_delivered=True), now=now()) == "delivered"
    # the others' sender was killed: their leases run out
    await tx.execute(
        text(
            "UPDATE webhook_deliveries SET next_attempt_at = now() - interval '1 s' "
            "WHERE shop_id = :s AND status = 'sending'"
        ),
        {"s": shop},
    )
    assert (shop, one) in await due_endpoints(tx, 1000)  # type: ignore[arg-type]  # a Tx reads as well
    assert await claimed(tx, shop, one) == []
    assert await statuses() == ["delivered"] + ["dead"] * SLOTS
    assert (shop, one) not in await due_endpoints(tx, 1000)  # type: ignore[arg-type]  # a Tx reads as well
