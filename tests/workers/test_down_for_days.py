"""Receivers are down for days; everything arrives, once each, in order, and by the schedule.

Real senders that are killed meanwhile, a real receiver, days that pass in minutes (tests/workers/
days.py). `make webhooks` does it with 100,000 events, for three days and for six and a half.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.lived import as_lived
from tests.workers.conftest import Hands, Receiver, Told, hands, own_redis, receiver, until
from tests.workers.days import Days
from wms.db import HALL, Database
from wms.events.feed import events_after
from wms.events.schedule import ATTEMPTS_MAX, DELAYS_S, JITTER

__all__ = ["hands", "own_redis", "receiver"]

#: in the suite; `--times` as many in `make webhooks`
EVENTS = 100
SHOPS = 2
SENDERS = 2
#: a killed sender's claims are somebody else's after this, s: no living one stands still so long
LEASE_S, LONG_LEASE_S = 3, 15
#: a receiver is away in different manners
MANNERS = ("500", "drop")
FEED_PAGE = 1_000
#: the machine may be busy: nothing measures a time by it
PATIENCE_S = 3_600.0
#: a try is signed by the second
ROUNDED_S = 1.0

SAID = msgspec.json.encode(as_lived("order.packed", order_number=1)).decode()
_TELL = text("""
    SELECT count(record_event(
        CAST(:shop AS uuid), 'order.packed', 'order', o.id, 'O-' || o.n,
        CAST(:said AS jsonb)))
    FROM generate_series(1, :events) AS e (n)
    JOIN unnest(CAST(:orders AS uuid[])) WITH ORDINALITY AS o (id, n)
      ON o.n = 1 + (e.n + :turn) % :count
""")
_ATTEMPTS = text("""
    SELECT d.id, a.attempt_no, a.created_at, a.signed_at, a.status_code
    FROM webhook_attempts a JOIN webhook_deliveries d ON d.shop_id = a.shop_id
     AND d.id = a.delivery_id
    ORDER BY d.id, a.attempt_no
""")


@dataclass
class Shop:
    """A shop, its orders, and how many events it was told of."""

    id: UUID
    name: str
    orders: list[UUID]
    events: int = 0


@dataclass
class Came:
    """One message as the receiver got it."""

    mode: str
    genuine: bool
    id: str
    sequence: int
    subject: str
    version: int
    body: str


@pytest.mark.parametrize(
    "hours",
    [pytest.param(hours, marks=pytest.mark.large) for hours in (2, 72, 156)],
)
async def test_receivers_that_are_down_for_days_get_everything_once_they_are_back(
    hands: Hands, receiver: Receiver, db: Database, hours: int, seed: int, times: int
) -> None:
    chance, began = random.Random(seed), time.monotonic()
    total = EVENTS * times
    told = Told(db, UUID(int=0))
    days, end = Days(told), timedelta(hours=hours)
    shops = [await _open(told, receiver, n, total) for n in range(SHOPS)]
    for shop, manner in zip(shops, MANNERS, strict=True):
        receiver.behave(shop.name, manner)
    lease_s = LEASE_S if times == 1 else LONG_LEASE_S
    hands.environ["WMS_WEBHOOK_LEASE_S"] = str(lease_s)
    for _ in range(SENDERS):
        hands.start()

    await _tell(told, shops, total // 2)
    kills, hops = 0, 0
    while days.passed < end:
        await days.wait_until_quiet()
        step = min(await days.until_due() or end, end - days.passed)
        await days.let_pass(step)
        hops += 1
        if hops <= 10:  # orders are packed while nobody listens
            await _tell(told, shops, total // 20)
        if chance.random() < (0.15 if times == 1 else 0.5):
            kills += await _kill_one(hands, chance)
    down_s = time.monotonic() - began
    for shop in shops:
        receiver.behave(shop.name, "ok")
    count = sum(shop.events for shop in shops)
    while not await told.all_delivered(count):
        if await _is_at_rest(told, days):
            wait = await days.until_due()
            assert wait is not None, await told.statuses()
            await days.let_pass(wait)
        if chance.random() < 0.02 or kills == 0:
            kills += await _kill_one(hands, chance)
        await asyncio.sleep(0.2 if times == 1 else 5)

    came = _came(receiver)
    attempts = await told.rows(_ATTEMPTS.text)
    print(
        f"\nseed {seed}: {count} events, down for {hours} h in {hops} steps; {len(attempts)} "
        f"attempts recorded, {len(came)} requests came, {kills} senders killed; "
        f"{down_s:.0f} s while down, {time.monotonic() - began:.0f} s in all"
    )
    assert kills > 0
    _by_the_schedule(attempts, days, lease_s)
    _each_in_its_order(came)
    await _the_feed_is_what_came(db, shops, came)


async def _open(told: Told, receiver: Receiver, n: int, total: int) -> Shop:
    """A shop with an endpoint and orders, of each of which much will be told."""
    async with told.db.begin(HALL) as tx:
        shop_id = (await cast.open_shop(tx, f"SHOP{n}")).id
    own = Told(told.db, shop_id)
    name = f"shop{n}"
    await own.endpoint(receiver.url(name), receiver.secret)
    chance = random.Random(n)
    orders = [UUID(int=chance.getrandbits(128), version=4) for _ in range(max(5, total // 100))]
    return Shop(shop_id, name, orders)


async def _tell(told: Told, shops: list[Shop], events: int) -> None:
    """So many events of all shops, in their turn; in transactions of 2,000 at most."""
    for shop in shops:
        left = events // len(shops)
        while left:
            part = min(left, 2_000)
            async with told.db.begin(HALL) as tx:
                await tx.execute(
                    _TELL,
                    {
                        "shop": shop.id, "orders": shop.orders, "count": len(shop.orders),
                        "events": part, "turn": shop.events, "said": SAID,
                    },
                )  # fmt: skip
            shop.events += part
            left -= part
    await told.call()
    await until(lambda: _all_numbered(told), "numbers", seconds=PATIENCE_S)


async def _all_numbered(told: Told) -> bool:
    return not await told.rows("SELECT 1 FROM events WHERE sequence IS NULL LIMIT 1")


async def _is_at_rest(told: Told, days: Days) -> bool:
    """Nothing is under way and nothing is due, but something still waits for its day."""
    return await days.is_quiet() and await days.until_due() is not None


async def _kill_one(hands: Hands, chance: random.Random) -> int:
    victim = hands.processes.pop(chance.randrange(len(hands.processes)))
    victim.kill()
    victim.wait()
    await asyncio.to_thread(hands.start)
    return 1


def _came(receiver: Receiver) -> list[Came]:
    return [
        Came(
            mode=one["mode"],
            genuine=one["genuine"],
            id=one["id"],
            sequence=one["event"]["sequence"],
            subject=one["event"]["subject"]["id"],
            version=one["event"]["subject"]["version"],
            body=one["body"],
        )
        for one in receiver.received()
    ]


def _by_the_schedule(attempts: Iterable[Any], days: Days, lease_s: int) -> None:
    """Never more tries than the schedule has, and none before its time."""
    of_one: dict[UUID, list[Any]] = defaultdict(list)
    for one in attempts:
        of_one[one.id].append(one)
    for tries in of_one.values():
        assert tries[-1].attempt_no <= ATTEMPTS_MAX
        for before, after in pairwise(tries):
            if after.attempt_no != before.attempt_no + 1:
                continue  # the one between died with its sender
            if after.status_code == httpx.codes.OK:
                continue  # everything is due at once when the receiver is back
            if (after.signed_at - before.signed_at).total_seconds() >= lease_s - ROUNDED_S and (
                days.ahead(after.created_at) == days.ahead(before.created_at)
            ):
                continue  # who made the one before had been taken for dead
            planned = DELAYS_S[before.attempt_no] * (1 - JITTER)
            gap = after.signed_at + days.ahead(after.created_at)
            gap -= before.signed_at + days.ahead(before.created_at)
            assert gap.total_seconds() >= planned - ROUNDED_S, (before, after)


def _each_in_its_order(came: list[Came]) -> None:
    """Every message proves itself and has one id; an order's next waits for the one before."""
    assert all(one.genuine for one in came)
    ids: dict[tuple[str, int], set[str]] = defaultdict(set)
    newest: dict[str, int] = defaultdict(int)
    heard: dict[str, int] = defaultdict(int)
    for one in came:
        ids[one.subject, one.version].add(one.id)
        assert one.version >= newest[one.subject], "nothing old after something newer"
        newest[one.subject] = one.version
        if one.mode == "ok":
            heard[one.subject] = one.version
        assert one.version - heard[one.subject] <= 1, "the next waits until the one before is heard"
    assert {len(of_one) for of_one in ids.values()} == {1}


async def _the_feed_is_what_came(db: Database, shops: list[Shop], came: list[Came]) -> None:
    """Byte by byte, and without a gap."""
    heard = {one.id: one.body for one in came if one.mode == "ok"}
    for shop in shops:
        after = 0
        while True:
            async with db.read(HALL) as read:
                page = await events_after(read, shop.id, after, limit=FEED_PAGE)
            if not page:
                break
            for event in page:
                after += 1
                assert event.sequence == after
                assert msgspec.json.encode(event).decode() == heard.pop(str(event.id))
        assert after == shop.events
    assert heard == {}, "nothing came that is in no feed"
