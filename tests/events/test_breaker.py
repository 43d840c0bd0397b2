"""An endpoint that does not answer is asked by one message at a time, until one gets through."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from tests.events.test_feed import endpoint, now, tell
from wms.db import Tx, new_id
from wms.events.breaker import OPENS_AFTER
from wms.events.deliveries import SLOTS, Claimed, claim_deliveries, due_endpoints, release
from wms.events.feed import number_events
from wms.events.outcomes import Outcome, record_outcome
from wms.events.replays import TrialAsked, send_test
from wms.events.schedule import PROBES_S, next_probe

FAILED = Outcome(is_delivered=False, status_code=503)
DELIVERED = Outcome(is_delivered=True, status_code=204)
#: events that the shop is told: the breaker opens before the last of them is tried
TOLD = OPENS_AFTER + 2 * SLOTS


class Shop:
    """A shop whose endpoint does not answer."""

    def __init__(self, tx: Tx, shop_id: UUID, endpoint_id: UUID) -> None:
        self.tx, self.shop_id, self.endpoint_id = tx, shop_id, endpoint_id

    async def claim(self) -> list[Claimed]:
        return await claim_deliveries(self.tx, self.shop_id, self.endpoint_id)

    async def state(self) -> Any:
        return (
            await self.tx.execute(
                text("SELECT failures, open_since, probe_at FROM webhook_endpoints WHERE id = :i"),
                {"i": self.endpoint_id},
            )
        ).one()

    async def probe_comes(self) -> None:
        await self.tx.execute(
            text("UPDATE webhook_endpoints SET probe_at = now() - interval '1 s' WHERE id = :i"),
            {"i": self.endpoint_id},
        )

    async def is_due(self) -> bool:
        return (self.shop_id, self.endpoint_id) in await due_endpoints(self.tx, 1000)  # type: ignore[arg-type]  # a Tx reads as well

    async def fails(self) -> None:
        """`OPENS_AFTER` messages in a row come to nothing."""
        left = OPENS_AFTER
        while left > 0:
            for one in await self.claim():
                await record_outcome(self.tx, one, FAILED, now=now())
                left -= 1


@pytest.fixture
async def shop(tx: Tx) -> Shop:
    opened = (await cast.open_shop(tx)).id
    made = Shop(tx, opened, await endpoint(tx, opened))
    await tell(tx, opened, count=TOLD)
    await number_events(tx)
    return made


async def test_after_some_failures_one_message_at_a_time_asks_whether_it_answers(
    shop: Shop, tx: Tx
) -> None:
    await tx.execute(text("UPDATE webhook_endpoints SET failures = 1 WHERE id = :i"),
                     {"i": shop.endpoint_id})  # fmt: skip
    for one in await shop.claim():
        await record_outcome(tx, one, FAILED, now=now())
    state = await shop.state()
    assert (state.failures, state.open_since is not None) == (OPENS_AFTER, True)
    assert timedelta(seconds=20) < state.probe_at - now() < timedelta(seconds=40)
    assert await shop.claim() == [], "the others are due, and wait for the probe"
    assert not await shop.is_due()
    await shop.probe_comes()
    assert await shop.is_due()
    (probe,) = await shop.claim()
    assert await shop.claim() == [], "one at a time"
    assert not await shop.is_due()
    await record_outcome(tx, probe, FAILED, now=now())
    assert await shop.claim() == []
    again = await shop.state()
    assert again.open_since == state.open_since
    assert timedelta(seconds=50) < again.probe_at - now() < timedelta(seconds=70)


async def test_what_waited_makes_no_attempts_and_all_is_due_in_order_when_one_gets_through(
    shop: Shop, tx: Tx
) -> None:
    await shop.fails()
    await shop.probe_comes()
    (probe,) = await shop.claim()
    waiting = text(
        "SELECT count(*) FROM webhook_deliveries WHERE endpoint_id = :i AND attempts = 0"
    )
    before = await tx.scalar(waiting, {"i": shop.endpoint_id})
    assert before > 0
    assert await record_outcome(tx, probe, DELIVERED, now=now()) == "delivered"
    assert tuple(await shop.state()) == (0, None, None)
    told = [probe.body.sequence]
    while claimed := await shop.claim():
        assert len(claimed) <= SLOTS
        for one in claimed:
            told.append(one.body.sequence)
            await record_outcome(tx, one, DELIVERED, now=now())
    assert sorted(told) == list(range(1, TOLD + 1)), "none is lost, none comes twice"
    assert told[1:] == sorted(told[1:]), "those that failed before and those that waited, in order"


async def test_a_probe_that_is_given_back_is_taken_by_the_next_sender(shop: Shop, tx: Tx) -> None:
    await shop.fails()
    await shop.probe_comes()
    (probe,) = await shop.claim()
    await release(tx, probe)
    assert len(await shop.claim()) == 1


async def test_a_test_does_not_wait_and_closes_the_breaker(shop: Shop, tx: Tx) -> None:
    await shop.fails()
    assert await shop.claim() == []
    sent = await send_test(tx, shop.shop_id, shop.endpoint_id, TrialAsked())
    (test,) = await shop.claim()
    assert test.delivery_id == sent.delivery_id
    await record_outcome(tx, test, DELIVERED, now=now())
    assert len(await shop.claim()) == SLOTS


async def test_an_endpoint_with_one_message_keeps_the_schedule_of_that_message(tx: Tx) -> None:
    opened = (await cast.open_shop(tx)).id
    shop = Shop(tx, opened, await endpoint(tx, opened))
    await tell(tx, opened, new_id())
    await number_events(tx)
    at: datetime = now()
    due = text("SELECT next_attempt_at FROM webhook_deliveries WHERE endpoint_id = :i")
    for _ in range(OPENS_AFTER + 5):
        await tx.execute(
            text("UPDATE webhook_deliveries SET next_attempt_at = now() WHERE endpoint_id = :i"),
            {"i": shop.endpoint_id},
        )
        await shop.probe_comes()
        (one,) = await shop.claim()
        await record_outcome(tx, one, FAILED, now=at)
        at = await tx.scalar(due, {"i": shop.endpoint_id})
        state = await shop.state()
        assert state.probe_at is None or state.probe_at <= at, "it is asked no later than promised"


def test_pauses_between_probes_grow_to_an_hour_and_a_receiver_may_ask_for_more() -> None:
    at = now()
    waits = [(next_probe(n, at, spread=0) - at).total_seconds() for n in range(9)]
    assert waits == [*PROBES_S, PROBES_S[-1], PROBES_S[-1]]
    assert waits == sorted(waits) and waits[-1] == 3600
    assert next_probe(0, at, "7200", spread=0) - at == timedelta(hours=2)
