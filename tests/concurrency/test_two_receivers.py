"""Several receivers on one delivery lose no count, and of the last piece one is too many."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from tests import cast
from tests.inbound.scene import Scene, at_the_dock, told
from tests.inbound.test_put_away import put
from wms.access.people import AtWork
from wms.db import HALL, Database, new_id
from wms.errors import Refusal
from wms.inbound.decide import Decision, NewDecision, decide
from wms.inbound.errors import AsnFinished
from wms.inbound.finish import close, finish, reopen
from wms.inbound.queries import asn_card
from wms.inbound.receive import Received, receive
from wms.stock.queries import stock_at
from wms.verify import verify

RECEIVERS = 4
SCANS_EACH = 15


async def scene(db: Database, *, tea: int) -> tuple[Scene, list[AtWork]]:
    async with db.begin(HALL) as tx:
        s = await at_the_dock(tx, tea=tea)
        return s, [await cast.hire(tx, f"Receiver {n}") for n in range(RECEIVERS)]


async def scan(db: Database, s: Scene, by: AtWork) -> Received:
    async with db.begin(HALL) as tx:
        return await s.scan(tx, s.tea_code, by=by)


async def test_nothing_is_lost_between_receivers(db: Database) -> None:
    s, receivers = await scene(db, tea=RECEIVERS * SCANS_EACH)

    async def work(by: AtWork) -> list[Received]:
        return [await scan(db, s, by) for _ in range(SCANS_EACH)]

    answers = await asyncio.gather(*(work(by) for by in receivers))
    counts = sorted(answer.received for one in answers for answer in one)
    assert counts == list(range(1, RECEIVERS * SCANS_EACH + 1))
    async with db.read(HALL) as read:
        card = await asn_card(read, s.shop.id, s.asn.id)
        assert card.lines[0].received == RECEIVERS * SCANS_EACH
        assert sum(there.on_hand for there in await stock_at(read)) == RECEIVERS * SCANS_EACH
        assert await verify(read) == []


async def test_of_the_last_piece_only_one_is_taken_without_asking(db: Database) -> None:
    s, receivers = await scene(db, tea=1)
    answers = await asyncio.gather(
        *(scan(db, s, by) for by in receivers * 3), return_exceptions=True
    )
    assert sum(isinstance(a, Received) for a in answers) == 1
    assert {a.code for a in answers if isinstance(a, Refusal)} == {"inbound.over"}


async def test_a_finish_and_scans_at_once_agree_on_the_count(db: Database) -> None:
    s, receivers = await scene(db, tea=100)

    async def close() -> None:
        await asyncio.sleep(0.02)
        async with db.begin(HALL) as tx:
            await finish(tx, s.asn.id)

    async def work(by: AtWork) -> None:
        for _ in range(SCANS_EACH):
            await scan(db, s, by)

    answers = await asyncio.gather(*(work(by) for by in receivers), close(), return_exceptions=True)
    assert {type(a).__name__ for a in answers if a is not None} <= {"AsnFinished"}
    async with db.read(HALL) as read:
        card = await asn_card(read, s.shop.id, s.asn.id)
        there = sum(row.on_hand for row in await stock_at(read))
        [short] = card.discrepancies
        final = (await told(read, s.shop.id))[-1]
    assert card.lines[0].received == there == 100 - short.quantity
    assert final[0] == "inbound.received" and final[1]["lines"][0]["received"] == there


async def test_the_same_scan_twice_at_once_counts_once(db: Database) -> None:
    """Two twins of one scan id: the door's claim makes the second wait and answer the first."""
    from wms.idempotency import ScanMade, first_answer, keep_scan

    s, [ola, *_] = await scene(db, tea=9)
    scan_id = new_id()

    async def twin() -> dict[str, object]:
        made = ScanMade(
            id=scan_id, operator_id=ola.operator_id, device_id=None, flow="receive", code=s.tea_code
        )
        async with db.begin(HALL) as tx:
            first = await first_answer(tx, made)
            if first is not None:
                return first
            answer = await receive(tx, s.asn.id, s.tea_code, by=ola, scan_id=scan_id)
            assert isinstance(answer, Received)
            kept: dict[str, object] = {"received": answer.received}
            await keep_scan(tx, made, kept)
            return kept

    answers = await asyncio.gather(*(twin() for _ in range(8)))
    assert answers == [{"received": 1}] * 8


async def test_nobody_carries_what_another_carries(db: Database) -> None:
    s, carriers = await scene(db, tea=10)
    async with db.begin(HALL) as tx:
        await s.scan(tx, s.tea_code, times=10)

    async def take(by: AtWork) -> None:
        async with db.begin(HALL) as tx:
            await put(tx, s, s.tea_code, by=by, times=4)

    answers = await asyncio.gather(*(take(by) for by in carriers), return_exceptions=True)
    refused = {type(a).__name__ for a in answers if a is not None}
    assert refused <= {"MoreThanThere", "CarriedByOthers"}
    async with db.read(HALL) as read:
        carried = await read.scalar(text("SELECT sum(quantity) FROM put_aways"))
    assert carried == 8


@pytest.mark.parametrize("why", ["lost", "found"])
async def test_corrections_at_once_add_up(db: Database, why: str) -> None:
    from wms.stock.adjust import Adjustment, adjust
    from wms.stock.ledger import Goods

    s, _ = await scene(db, tea=1)
    async with db.begin(HALL) as tx:
        await cast.stock(tx, s.hall, s.tea, "A-01-1", 20)
    goods = Goods(shop_id=s.shop.id, product_id=s.tea.id, lot_id=s.tea.id)

    async def correct() -> None:
        async with db.begin(HALL) as tx:
            await adjust(tx, goods, 1, place_id=s.hall["A-01-1"].id, why=Adjustment(why), by=None)

    await asyncio.gather(*(correct() for _ in range(12)))
    async with db.read(HALL) as read:
        [there] = await stock_at(read, product_id=s.tea.id)
        assert there.on_hand == (32 if why == "found" else 8)
        last = [d for t, d in await told(read, s.shop.id) if t == "stock.changed"][-1]
    assert last["on_hand"] == there.on_hand


async def test_of_two_decisions_at_once_one_counts(db: Database) -> None:
    s, receivers = await scene(db, tea=2)
    async with db.begin(HALL) as tx:
        await s.scan(tx, s.tea_code, times=6, is_extra=True)
        [over] = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies

    async def say(decision: Decision) -> None:
        async with db.begin(s.shop.id) as tx:
            await decide(tx, s.shop.id, s.asn.id, over.id, NewDecision(decision=decision))

    async def scan_on() -> None:
        for by in receivers:
            await scan(db, s, by)

    answers = await asyncio.gather(
        say("accept"), say("quarantine"), say("accept"), say("quarantine"), scan_on(),
        return_exceptions=True,
    )  # fmt: skip
    refused = [a for a in answers if a is not None]
    assert [getattr(a, "code", a) for a in refused] == ["discrepancy.decided"] * len(refused)
    assert len(refused) == 2, "who said the same as the first is answered well"
    async with db.read(HALL) as read:
        cards = (await asn_card(read, s.shop.id, s.asn.id)).discrepancies
        there = {(row.condition, row.on_hand) for row in await stock_at(read)}
        assert await verify(read) == []
    decided = next(c for c in cards if c.status == "done")
    held = decided.quantity if decided.decision == "quarantine" else 0
    assert sum(c.quantity for c in cards) == 8, "all that is too much, decided or open"
    assert there == ({("good", 10 - held), ("quarantine", held)} if held else {("good", 10)})


async def test_of_one_serial_number_at_once_one_piece_is_counted(db: Database) -> None:
    async with db.begin(HALL) as tx:
        s = await at_the_dock(tx, tea=9, is_serial_tracked=True)
        receivers = [await cast.hire(tx, f"Receiver {n}") for n in range(RECEIVERS)]

    async def take(by: AtWork) -> Received:
        async with db.begin(HALL) as tx:
            return await s.scan(tx, s.tea_code, by=by, serial="SN-1")

    answers = await asyncio.gather(*(take(by) for by in receivers * 2), return_exceptions=True)
    assert sum(isinstance(a, Received) for a in answers) == 1
    assert {a.code for a in answers if isinstance(a, Refusal)} == {"inbound.serial_twice"}
    async with db.read(HALL) as read:
        assert sum(row.on_hand for row in await stock_at(read)) == 1
        assert await verify(read) == []


async def test_who_scans_while_it_is_closed_and_opened_again_loses_nothing(db: Database) -> None:
    """The delivery's row makes them take turns: each scan is counted, or refused as finished."""
    s, receivers = await scene(db, tea=200)
    async with db.begin(HALL) as tx:
        eva = await cast.hire(tx, "Eva", is_supervisor=True)
        await s.scan(tx, s.tea_code, times=100)
        await finish(tx, s.asn.id)
        [short] = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies
        await decide(tx, s.shop.id, s.asn.id, short.id, NewDecision(decision="accept"))
    counted = 0

    async def supervise() -> None:
        for _ in range(5):
            async with db.begin(HALL) as tx:
                await close(tx, s.asn.id, by=eva)
            async with db.begin(HALL) as tx:
                await reopen(tx, s.asn.id, by=eva)
            await asyncio.sleep(0.02)
            async with db.begin(HALL) as tx:
                await finish(tx, s.asn.id)

    async def work(by: AtWork) -> None:
        nonlocal counted
        for _ in range(SCANS_EACH):
            try:
                await scan(db, s, by)
                counted += 1
            except AsnFinished:
                await asyncio.sleep(0.005)

    await asyncio.gather(supervise(), *(work(by) for by in receivers))
    async with db.read(HALL) as read:
        card = await asn_card(read, s.shop.id, s.asn.id)
        there = sum(row.on_hand for row in await stock_at(read))
        steps = list(await read.scalars(text("SELECT step FROM asn_steps ORDER BY created_at")))
        assert await verify(read) == []
    assert card.status == "received"
    assert card.lines[0].received == there == 100 + counted
    assert steps == ["receiving", "received", *["closed", "reopened", "received"] * 5]
