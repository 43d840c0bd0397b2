"""Cases are opened, answered in time, and put right once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.contact.conftest import an_order, at_desk
from tests.packing.bench import Bench
from tests.shipping.test_track import hear, shipped, told
from wms.cases.about import ABOUT, About, open_about
from wms.cases.beside import consumer_answered
from wms.cases.by_itself import open_by_themselves
from wms.cases.claim import Claimed, claim, claim_answered, claim_of, claim_sent
from wms.cases.errors import (
    CarrierMissing,
    CaseHasNoOrder,
    CaseLinkWrong,
    CaseNotResolved,
    CaseResolved,
    CaseTaken,
    CaseTitleMissing,
    ClaimIncomplete,
    ClaimNotSent,
    ClaimOver,
    CreditIncomplete,
    CreditTooMuch,
)
from wms.cases.evidence import case_evidence
from wms.cases.hand import hold
from wms.cases.listed import case_counts, case_list
from wms.cases.open import open_case
from wms.cases.queries import case_by_number, case_tasks, case_view, case_words
from wms.cases.resolve import Remedy, reopen_case, resolve_case
from wms.cases.talk import add_task, say_in_case, take_case, task_done
from wms.clocks.due import due_list, tell_deadlines
from wms.clocks.promises import Promises, Within, promises, set_promises
from wms.contact.say import thread_for
from wms.db import HALL, Tx
from wms.errors import NotFound, Refusal
from wms.returns.deadlines import keep_deadlines
from wms.returns.errors import ReturnUnknown
from wms.shipping.again.errors import NothingChosen
from wms.shipping.again.reship import AgainLine, left_to_send
from wms.shipping.alarms.raised import watch

SAID = datetime(2026, 11, 2, 12, tzinfo=UTC)


async def events(tx: Tx, kind: str) -> list[dict[str, Any]]:
    rows = await tx.execute(
        text("SELECT data FROM events WHERE type = :kind ORDER BY id"), {"kind": kind}
    )
    return [row.data for row in rows]


async def test_who_opens_a_case_hears_by_when_it_is_answered(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    order = await an_order(tx, shop)
    one = await open_case(
        tx, shop.id, kind="complaint", title=" Cup  broken ", order_id=order, declared_at=SAID
    )
    assert (one.title, one.status, one.opened_by) == ("Cup broken", "open", "shop")
    assert one.answer_due_at == datetime(2026, 11, 16, 22, 59, 59, tzinfo=UTC)
    # a promise of the shop's makes it shorter, and an enquiry has working days
    await set_promises(tx, shop.id, Promises(complaint_days=3, answer_days=2))
    assert (await promises(tx, shop.id)).complaint_days == 3
    two = await open_case(tx, shop.id, kind="complaint", title="Cup", declared_at=SAID)
    three = await open_case(
        tx, shop.id, kind="enquiry", title="Where?", declared_at=SAID, by=await at_desk(tx)
    )
    assert two.answer_due_at == datetime(2026, 11, 5, 22, 59, 59, tzinfo=UTC)
    assert three.answer_due_at == datetime(2026, 11, 4, 22, 59, 59, tzinfo=UTC)
    assert three.opened_by == "us"
    told = await events(tx, "case.opened")
    assert [one["case_number"] for one in told] == [one.number, two.number, three.number]
    assert "Cup" not in str(told)
    due = [(row.number, row.clock) for row in await due_list(tx, limit=10)]
    assert due == [
        (three.number, "first_answer"),
        (two.number, "complaint_answer"),
        (one.number, "complaint_answer"),
    ]
    with pytest.raises(CaseTitleMissing):
        await open_case(tx, shop.id, kind="enquiry", title="  ")
    with pytest.raises(CaseLinkWrong):
        await open_case(tx, shop.id, kind="enquiry", title="x", parcel_id=order)


async def test_what_is_said_says_whose_turn_it_is_and_a_note_answers_nobody(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    case = await open_case(
        tx, shop.id, kind="enquiry", title="x", order_id=await an_order(tx, shop)
    )
    ewa, jan = await at_desk(tx), await at_desk(tx, "Jan")

    async def status() -> str:
        return (await case_view(tx, shop.id, case.id)).status

    await say_in_case(tx, shop.id, case.id, "Where is it?", from_="shop")
    await say_in_case(tx, shop.id, case.id, "Ask them", from_="us", by=ewa, is_note=True)
    assert await status() == "waiting_for_us"
    assert (await case_view(tx, shop.id, case.id)).answered_at is None
    await say_in_case(tx, shop.id, case.id, "On its way", from_="us", by=ewa)
    assert await status() == "waiting_for_shop"
    assert await due_list(tx, limit=10) == []
    assert len(await events(tx, "case.answered")) == 1
    words = [one.words for one in await case_words(tx, shop.id, case.id, with_notes=False)]
    assert words == ["Where is it?", "On its way"]
    assert len(await case_words(tx, shop.id, case.id, with_notes=True)) == 3
    # two people assign: the second one is told of the first
    await take_case(tx, shop.id, case.id, by=ewa)
    with pytest.raises(CaseTaken):
        await take_case(tx, shop.id, case.id, by=jan)
    await take_case(tx, shop.id, case.id, by=jan, of=ewa.user_id)
    assert (await case_by_number(tx, case.number)).assigned_name == "Jan"
    await add_task(tx, shop.id, case.id, "Call the courier", due_on=SAID.date())
    [task] = await case_tasks(tx, shop.id, case.id)
    await task_done(tx, shop.id, case.id, task.id, by=jan)
    [task] = await case_tasks(tx, shop.id, case.id)
    assert task.what == "Call the courier" and task.done_at is not None


async def test_small_credit_is_granted_by_anybody_and_more_by_a_manager(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    ewa = await at_desk(tx)
    boss = msgspec.structs.replace(ewa, role="manager")
    await set_promises(tx, shop.id, Promises(granted_minor=2_000))
    case = await open_case(tx, shop.id, kind="our_mistake", title="x")

    def credit(amount: int) -> Remedy:
        return Remedy(what="credit", credit_minor=amount, credit_currency="PLN")

    with pytest.raises(CreditIncomplete):
        await resolve_case(tx, shop.id, case.id, Remedy(what="credit"), by=ewa)
    with pytest.raises(CreditTooMuch):
        await resolve_case(tx, shop.id, case.id, credit(2_001), by=ewa)
    with pytest.raises(CaseHasNoOrder):
        await resolve_case(tx, shop.id, case.id, Remedy(what="reship"), by=ewa)
    done = await resolve_case(tx, shop.id, case.id, credit(2_000), by=ewa)
    assert (done.status, done.cost, done.credit_minor) == ("resolved", "us", 2_000)
    with pytest.raises(CaseResolved):
        await resolve_case(tx, shop.id, case.id, credit(2_000), by=ewa)
    again = await reopen_case(tx, shop.id, case.id, by=ewa)
    assert (again.status, again.resolved_at) == ("waiting_for_us", None)
    assert [row.number for row in await due_list(tx, limit=10)] == [case.number]
    with pytest.raises(CaseNotResolved):
        await reopen_case(tx, shop.id, case.id, by=ewa)
    await resolve_case(tx, shop.id, case.id, credit(9_000), by=boss)
    told = [one["credit_minor"] for one in await events(tx, "case.resolved")]
    assert told == [2_000, 9_000]


async def test_a_case_resolved_by_two_people_at_once_is_sent_again_once(bench: Bench) -> None:
    await shipped(bench, TEA=3)
    order = UUID(str(await bench.value("SELECT id FROM orders")))
    async with bench.db.begin(bench.shop.id) as tx:
        case = await open_case(tx, bench.shop.id, kind="complaint", title="x", order_id=order)
        later = await open_case(tx, bench.shop.id, kind="complaint", title="y", order_id=order)

    async def resolve(case_id: UUID = case.id) -> str:
        try:
            async with bench.db.begin(bench.shop.id) as tx:
                done = await resolve_case(
                    tx, bench.shop.id, case_id, Remedy(what="reship"), by=None
                )
                return f"{done.remedy} {done.cost} {done.remedy_order_id is not None}"
        except Refusal as no:
            return no.code

    answers = await asyncio.gather(resolve(), resolve())
    assert sorted(answers) == ["case.resolved", "reship us True"]
    # nothing is left to send: the other case stays open
    assert await resolve(later.id) == "reship.nothing_left"
    assert await bench.value("SELECT count(*) FROM reshipments") == 1
    assert await bench.value("SELECT count(*) FROM cases WHERE status = 'open'") == 1

    # twins of the worker tell of each threshold once
    due = case.answer_due_at
    for left, threshold in ((3, "4_days"), (0, "1_day"), (-1, "over")):
        now = due - timedelta(days=left, seconds=1)

        async def tell(now: datetime = now) -> int:
            async with bench.db.begin(HALL) as tx:
                return await tell_deadlines(tx, now=now)

        assert sum(await asyncio.gather(tell(), tell())) == 1
        last = await bench.value(
            "SELECT data->>'threshold' FROM events WHERE type = 'case.deadline_near' "
            "ORDER BY id DESC LIMIT 1"
        )
        assert last == threshold


async def test_an_extra_item_is_any_product_of_the_shop_and_leaves_the_lost_parcel_lost(
    bench: Bench,
) -> None:
    await shipped(bench, TEA=3)
    order = UUID(str(await bench.value("SELECT id FROM orders")))
    shop = bench.shop.id
    async with bench.db.begin(HALL) as tx:
        await cast.add_product(tx, bench.shop, "CARD")
        await tx.execute(text("UPDATE parcels SET status = 'in_transit'"))
        await tx.execute(text("UPDATE parcels SET status = 'lost'"))
    async with bench.db.begin(shop) as tx:
        one = await open_case(tx, shop, kind="our_mistake", title="x", order_id=order)
        with pytest.raises(NothingChosen):
            await resolve_case(tx, shop, one.id, Remedy(what="extra_item"), by=None)
        with pytest.raises(CarrierMissing):
            await resolve_case(tx, shop, one.id, Remedy(what="other_carrier"), by=None)
    wish = Remedy(
        what="extra_item", reason="missing",
        lines=[AgainLine(sku="CARD", quantity=2), AgainLine(sku="TEA", quantity=5)],
    )  # fmt: skip

    async def resolve() -> str:
        try:
            async with bench.db.begin(shop) as tx:
                return (await resolve_case(tx, shop, one.id, wish, by=None)).status
        except Refusal as no:
            return no.code

    assert sorted(await asyncio.gather(resolve(), resolve())) == ["case.resolved", "resolved"]
    rows = await bench.rows(
        "SELECT p.sku, l.ordered, o.reship_of FROM order_lines l "
        "JOIN orders o ON o.shop_id = l.shop_id AND o.id = l.order_id "
        "JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id "
        "WHERE o.reship_of IS NOT NULL ORDER BY p.sku"
    )
    assert [(row.sku, row.ordered, row.reship_of) for row in rows] == [
        ("CARD", 2, order), ("TEA", 5, order),
    ]  # fmt: skip
    # all three that left can still be sent again: the extra ones stand in place of nothing
    async with bench.db.begin(HALL) as tx:
        assert [line.room for line in await left_to_send(tx, shop, order)] == [3]


async def test_what_a_courier_lost_opens_a_claim_once_and_its_terms_end_by_its_own_steps(
    bench: Bench,
) -> None:
    key = await shipped(bench, TEA=3)
    await hear(bench, key, told("in_transit", 1), told("lost", 2))

    async def by_itself() -> int:
        async with bench.db.begin(HALL) as tx:
            await tx.execute(text("UPDATE trackings SET last_at = now()"))
            return await open_by_themselves(tx)

    assert (await by_itself(), await by_itself()) == (1, 0)
    async with bench.db.begin(HALL) as tx:
        [one] = await case_list(tx, limit=5)
        assert (one.kind, one.cause, one.opened_by) == ("courier_claim", "lost", "us")
        # a tap on its parcel finds the same case
        assert await open_about(tx, "parcel", str(one.parcel_number), by=None) == one.number
        evidence = await case_evidence(tx, one)
        [parcel] = evidence.parcels
        assert [news.status for news in parcel.news] == ["in_transit", "lost"]
        assert parcel.contents[0].quantity == 3 and evidence.links and not evidence.broken
        ewa = await at_desk(tx)
        clocks = [row.clock for row in await due_list(tx, limit=9)]
        assert sorted(clocks) == ["claim", "first_answer"]
        with pytest.raises(ClaimIncomplete):
            await claim_sent(tx, one.shop_id, one.id, by=ewa)
        wish = Claimed(what="damaged", amount_minor=9_900)
        await claim(tx, one.shop_id, one.id, wish, by=ewa)
        said = await claim_of(tx, one.shop_id, one.id)
        # damage is claimed within seven days, loss within our fourteen
        assert said is not None and (said.claim_by - said.known_at).days in (6, 7)
        with pytest.raises(ClaimNotSent):
            await claim_answered(tx, one.shop_id, one.id, "refused", None, by=ewa)
        await resolve_case(tx, one.shop_id, one.id, Remedy(what="reship", reason="lost"), by=ewa)
        # the consumer has another parcel; the courier still owes for the first
        assert [row.clock for row in await due_list(tx, limit=9)] == ["claim"]
        await claim_sent(tx, one.shop_id, one.id, " R-1 ", by=ewa)
        assert [row.clock for row in await due_list(tx, limit=9)] == ["courier_answer"]
        await claim_answered(tx, one.shop_id, one.id, "partly", 5_000, by=ewa)
        assert await due_list(tx, limit=9) == []
        with pytest.raises(ClaimOver):
            await claim(tx, one.shop_id, one.id, wish, by=ewa)
        said = await claim_of(tx, one.shop_id, one.id)
        assert said and (said.outcome, said.paid_minor, said.reference) == ("partly", 5_000, "R-1")


async def test_one_tap_finds_the_case_that_is_open_and_a_return_has_its_promise(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    ewa, order = await at_desk(tx), await an_order(tx, shop)
    number = str(await tx.scalar(text("SELECT number FROM orders WHERE id = :id"), {"id": order}))
    one = await open_about(tx, "order", number, by=ewa)
    assert await open_about(tx, "order", number, by=ewa) == one
    case = await case_by_number(tx, one)
    await resolve_case(tx, shop.id, case.id, Remedy(what="none"), by=ewa)
    assert await open_about(tx, "order", number, by=ewa) != one
    # promised: an enquiry within four working hours, a return inspected within two working days
    said = Promises(by_kind={"enquiry": Within(hours=4)}, inspection_days=2)
    await set_promises(tx, shop.id, said)
    assert await promises(tx, shop.id) == said
    monday = datetime(2026, 11, 2, 13, tzinfo=UTC)  # two in the afternoon in Warsaw
    made = await open_case(tx, shop.id, kind="enquiry", title="?", declared_at=monday)
    assert made.answer_due_at == datetime(2026, 11, 3, 9, tzinfo=UTC)
    await tx.execute(
        text(
            "INSERT INTO returns (shop_id, order_id, reason, status, arrived_at) "
            "VALUES (:shop, :order, 'other', 'arrived', :at)"
        ),
        {"shop": shop.id, "order": order, "at": monday},
    )
    await keep_deadlines(tx)
    [due] = [row for row in await due_list(tx, limit=9) if row.about == "return"]
    assert (due.clock, due.due_at) == ("inspection", datetime(2026, 11, 4, 22, 59, 59, tzinfo=UTC))
    await tx.execute(text("UPDATE returns SET status = 'inspecting', inspected_at = now()"))
    await keep_deadlines(tx)
    assert [row for row in await due_list(tx, limit=9) if row.about == "return"] == []


async def test_taps_at_the_same_moment_open_one_case(bench: Bench) -> None:
    parcel = await shipped(bench, TEA=1)
    async with bench.db.begin(HALL) as tx:
        ewa = await at_desk(tx)
        order = str(await tx.scalar(text("SELECT number FROM orders")))
        number = str(await tx.scalar(text("SELECT number FROM parcels")))
    assert parcel

    async def tap(what: About, key: str) -> int:
        async with bench.db.begin(HALL) as tx:
            return await open_about(tx, what, key, by=ewa)

    for what, key in (("order", order), ("parcel", number)):
        found = await asyncio.gather(*[tap(what, key) for _ in range(4)])  # type: ignore[arg-type]  # one of them
        assert len(set(found)) == 1, what
    for what in ABOUT:
        for wrong in ("x", "²", "9" * 40, "0"):
            with pytest.raises((NotFound, ReturnUnknown)):
                await tap(what, wrong)


async def test_a_message_stands_in_each_case_of_its_thread_and_answers_those_still_open(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bench.db.begin(HALL) as tx:
        ewa, order = await at_desk(tx), await an_order(tx, bench.shop)
        first, second = [
            await open_case(
                tx, bench.shop.id, kind="enquiry", title=title, order_id=order, opened_by="consumer"
            )
            for title in ("Where?", "When?")
        ]
        thread = await thread_for(tx, bench.shop.id, order_id=order)
        said = await say_in_case(tx, bench.shop.id, first.id, "Where?", from_="consumer")

    async def resolved_meanwhile(tx: Tx, shop: UUID, case: UUID, **more: Any) -> Any:
        if case == first.id:
            await resolve_case(tx, shop, case, Remedy(what="none"), by=ewa)
        return await hold(tx, shop, case, **more)

    monkeypatch.setattr("wms.cases.beside.hold", resolved_meanwhile)
    async with bench.db.begin(HALL) as tx:
        await consumer_answered(tx, bench.shop.id, thread, said, by=ewa)
        for one in (first, second):
            words = await case_words(tx, bench.shop.id, one.id, with_notes=False)
            assert [each.words for each in words] == ["Where?"]
        answered = await events(tx, "case.answered")
        assert [one["case_number"] for one in answered] == [second.number]


async def test_a_return_is_due_until_it_is_done_and_the_desk_lists_cases(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await cast.open_hall(tx)
    order = await an_order(tx, shop)
    await tx.execute(
        text(
            "INSERT INTO returns (shop_id, order_id, reason, declared_at) "
            "VALUES (:shop, :order, 'withdrawal', :at)"
        ),
        {"shop": shop.id, "order": order, "at": SAID},
    )
    assert (await keep_deadlines(tx), await keep_deadlines(tx)) == (1, 0)
    case = await open_case(tx, shop.id, kind="enquiry", title="Where?", order_id=order)
    due = [row.clock for row in await due_list(tx, limit=10) if row.about == "return"]
    assert due == ["goods_back"]  # without the goods the shop may wait with the refund
    await tx.execute(text("UPDATE returns SET status = 'arrived', arrived_at = now()"))
    assert (await keep_deadlines(tx), await keep_deadlines(tx)) == (1, 0)
    due = [row.clock for row in await due_list(tx, limit=10) if row.about == "return"]
    assert due == ["refund"]
    assert (await watch(tx, telling=[])).raised >= 1
    assert (await watch(tx, telling=[])).raised == 0
    await tx.execute(text("UPDATE returns SET status = 'rejected', rejected_at = now()"))
    await keep_deadlines(tx)
    assert [row.about for row in await due_list(tx, limit=10)] == ["case"]
    [row] = await case_list(tx, limit=5, group="ours", search=f"c-{case.number}")
    assert (row.title, row.shop) == ("Where?", shop.name)
    assert await case_list(tx, limit=5, group="resolved") == []
    counts = await case_counts(tx)
    assert (counts.ours, counts.answered, counts.median_h) == (1, 0, None)
    await say_in_case(tx, shop.id, case.id, "Here", from_="us", by=await at_desk(tx))
    assert (await case_counts(tx, kind="enquiry")).answered == 1
