"""Couriers are asked at their pace, and what they send by themselves is kept before it counts."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Mapping, Sequence

import httpx
import msgspec
import pytest
from sqlalchemy import text

from tests.api.conftest import app, client, doors, new_client
from tests.packing.bench import Bench, open_bench
from tests.shipping.test_track import NOON, events, shipped, states, told
from wms.db import HALL, Database
from wms.shipping.carriers.house import House
from wms.shipping.carriers.port import (
    Can,
    CarrierAway,
    Heard,
    Knock,
    NotGenuine,
    TrackingEvent,
)
from wms.shipping.tracking.messages import keep_message
from workers.tracking import ask_about, follow_messages

__all__ = ["app", "client", "doors", "new_client"]

SECRET = b"between the courier and us"


class Teller(House):
    """A courier that answers, and sends what is signed with our secret."""

    profile = msgspec.structs.replace(House.profile, can=frozenset({Can.TRACK, Can.PUSH}))

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Sequence[str]] = []
        self.news: dict[str, list[TrackingEvent]] = {}
        self.is_away = False

    async def track(self, tracking_numbers: Sequence[str]) -> Mapping[str, Sequence[TrackingEvent]]:
        self.asked.append(tracking_numbers)
        await asyncio.sleep(0.01)
        if self.is_away:
            raise CarrierAway("maintenance")
        return {one: self.news[one] for one in tracking_numbers if one in self.news}

    def hear(self, knock: Knock) -> list[Heard]:
        wanted = hmac.new(SECRET, knock.body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(knock.headers.get("x-signature", ""), wanted):
            raise NotGenuine
        return msgspec.json.decode(knock.body, type=list[Heard])


_ACCOUNT = text(
    "INSERT INTO courier_accounts (shop_id, carrier, label, locked) "
    "SELECT id, 'house', 'theirs', '' FROM shops LIMIT 1 RETURNING id"
)


async def due(bench: Bench, *, turn: bool = True) -> None:
    """Time goes by: the parcels, and the courier when ``turn``, may be asked again."""
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE trackings SET due_at = clock_timestamp()"))
        if turn:
            await tx.execute(text("UPDATE courier_turns SET next_at = clock_timestamp()"))


async def test_workers_ask_a_courier_in_turns_and_leave_it_alone_when_it_is_away(
    db: Database,
) -> None:
    bench = await open_bench(db)
    await shipped(bench, TEA=1)
    number = await bench.value("SELECT tracking_number FROM shipments")
    courier = Teller()
    assert await ask_about(db, "house", courier) == 0  # it left a moment ago
    await due(bench)
    asked = await asyncio.gather(*(ask_about(db, "house", courier) for _ in range(6)))
    assert (sum(asked), courier.asked) == (1, [[number]])
    await due(bench, turn=False)
    assert await ask_about(db, "house", courier) == 0  # at its pace
    courier.is_away = True
    pauses = []
    for _ in range(3):
        await due(bench)
        assert await ask_about(db, "house", courier) == 1
        pauses.append(await bench.value("SELECT EXTRACT(EPOCH FROM due_at - now()) FROM trackings"))
    assert 1.8 < pauses[1] / pauses[0] < 2.2 and 1.8 < pauses[2] / pauses[1] < 2.2
    courier.is_away = False
    courier.news[number] = [told("in_transit", 1), told("delivered", 30)]
    await due(bench)
    await ask_about(db, "house", courier)
    assert await states(bench) == ("delivered", "delivered")
    await due(bench)
    assert await ask_about(db, "house", courier) == 0  # nobody asks about it any more
    silent = House()  # answers nobody
    assert await ask_about(db, "house", silent) == 0


async def test_what_a_courier_sends_is_known_by_its_signature_and_counts_once(
    client: httpx.AsyncClient, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = await open_bench(db)
    await shipped(bench, TEA=1)
    number = await bench.value("SELECT tracking_number FROM shipments")
    monkeypatch.setattr("api.courier_news.carriers", lambda _settings: {"house": Teller()})

    async def send(heard: list[Heard], key: bytes = SECRET, to: str = "house") -> int:
        body = msgspec.json.encode(heard)
        signed = {"X-Signature": hmac.new(key, body, hashlib.sha256).hexdigest()}
        answer = await client.post(f"/couriers/{to}/news", content=body, headers=signed)
        return answer.status_code

    def about(event: TrackingEvent | None, of: str = number) -> Heard:
        return Heard(tracking_number=of, courier_id=None, event=event)

    delivered = [about(told("delivered", 9)), about(told("delivered", 9), of="NOBODY-S")]
    assert await send(delivered, key=b"guessed") == 401
    assert await send(delivered, to="post") == 404
    assert await bench.value("SELECT count(*) FROM courier_messages") == 0
    async with db.begin(HALL) as tx:  # whoever has an account of their own cannot tell of ours
        account = await tx.scalar(_ACCOUNT)
        await keep_message(tx, "house", b"forged", [about(told("lost", 99))], account_id=account)
    assert [await send(delivered), await send(delivered)] == [204, 204]
    assert await send([about(told("in_transit", 2))]) == 204  # it comes late
    assert await send([about(None)]) == 204  # "ask me"
    assert await states(bench) == ("handed_over", "shipped")  # kept, and not followed yet
    await asyncio.gather(*(follow_messages(db) for _ in range(4)))
    assert await states(bench) == ("delivered", "delivered")
    assert [one for one, _ in await events(bench)].count("shipment.delivered") == 1
    rows = await bench.rows("SELECT status, count(*) FROM courier_messages GROUP BY 1")
    assert [tuple(row) for row in rows] == [("done", 4)]
    assert await bench.value("SELECT min(occurred_at) FROM tracking_events") > NOON
