"""A return gets a label or a code by a courier: once, or with a reason in plain words."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from printing.label_check import read_label
from tests.couriers.conftest import RECIPIENT, couriers
from tests.couriers.test_accounts import at
from tests.orders.asking import goes_to
from tests.returns.coming import HOUSE, Coming, announced
from wms.consumer.rules import ConsumerTerms, WayBack, set_consumer_rules
from wms.consumer.ways_back import ways_back
from wms.db import HALL, Database
from wms.demo.couriers import Couriers as Simulated
from wms.demo.couriers import Trouble
from wms.errors import SeveralInvalid
from wms.privacy.erase import erase_now
from wms.returns.arrive import arrive
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.receive import receive_item
from wms.returns.inspection.rubric import Rubric
from wms.returns.inspection.rubric_versions import save_rubric
from wms.returns.labels.ask import try_again, void_label
from wms.returns.labels.buy import (
    claim_label,
    due_labels,
    labels_to_give_back,
    record_label,
)
from wms.returns.labels.coming import follow_return, purge_return_news
from wms.returns.labels.errors import (
    HandedIn,
    NotOnItsWay,
    NotReady,
    ReturnLabelUnknown,
    WayNotOffered,
)
from wms.returns.queries import return_view
from wms.returns.reject import reject
from wms.shipping import failures
from wms.shipping.alarms.raised import watch
from wms.shipping.carriers.port import Bought, TrackingEvent
from wms.shipping.couriers import Couriers
from workers.return_labels import buy_back, call_off
from workers.tracking import ask_of_returns

__all__ = ["couriers"]

INPOST = WayBack(carrier="inpost", service="locker", consumer_pays_minor=1_299)
DPD = WayBack(carrier="dpd", service="drop_off")


_LONG_AGO = text(
    "UPDATE return_news SET occurred_at = now() - interval '2 years' WHERE status = 'returning'"
)


async def test_a_return_of_a_shop_that_set_nothing_comes_by_the_house_free_of_charge(
    db: Database,
) -> None:
    one = await announced(db)
    label = await one.buy(await one.ask())
    assert (label.carrier, label.service, label.status) == ("house", "drop_off", "bought")
    assert (label.price_minor, label.code) == (0, label.tracking_number)
    pdf = await one.pdf(label.id)
    assert label.tracking_number in read_label(pdf, "pdf").codes
    [(kind, told)] = await one.told()
    assert (kind, told["tracking_number"]) == ("return.label_ready", label.tracking_number)
    async with db.read(HALL) as read:
        assert await due_labels(read, 10) == []


async def test_couriers_give_a_code_or_a_label_and_who_withdraws_hears_the_price_before(
    db: Database, couriers: Simulated
) -> None:
    one = await announced(db, couriers, ways=[INPOST, DPD])
    async with db.read(HALL) as read:
        offered = await ways_back(read, one.back.shop_id, "withdrawal")
        complained = await ways_back(read, one.back.shop_id, "complaint")
    assert [(way.way, way.price_minor) for way in offered.ways] == [
        ("inpost/locker", 1_299), ("dpd/drop_off", 0)
    ]  # fmt: skip
    assert {way.price_minor for way in complained.ways} == {0}, "who complains never pays"
    code = await one.buy(await one.ask("inpost/locker"))
    assert (code.status, code.price_minor, code.has_pdf) == ("bought", 1_299, False)
    assert code.code == couriers.returns.tickets[0]["code"]
    with pytest.raises(NotReady):
        await one.pdf(code.id)
    second = await one.buy(await one.ask("dpd/drop_off", parcel=2))
    assert second.has_pdf and (await one.pdf(second.id)).startswith(b"%PDF")
    [sold] = couriers.dpd.paid
    assert (sold["sender"]["city"], sold["receiver"]["city"]) == ("Gdynia", "Pruszków")


async def test_the_same_way_again_is_the_same_label_and_another_way_replaces_it(
    db: Database, couriers: Simulated
) -> None:
    one = await announced(db, couriers, ways=[INPOST, DPD])
    first, twin = await asyncio.gather(one.ask("inpost/locker"), one.ask("inpost/locker"))
    assert first == twin, "two taps"
    await asyncio.gather(*(one.buy(first) for _ in range(3)))
    assert len(couriers.returns.tickets) == 1
    other = await one.buy(await one.ask("dpd/drop_off"))
    assert (await one.seen(first)).status == "voided"
    async with db.read(HALL) as read:
        [key] = await labels_to_give_back(read, 10)
    assert key == (one.back.shop_id, first)
    assert await call_off(db, one.sellers, *key)
    async with db.read(HALL) as read:
        assert await labels_to_give_back(read, 10) == []
    async with db.begin(HALL) as tx:
        at_door = TrackingEvent(status="in_transit", at=other.created_at, code="040101", words="")
        await follow_return(tx, one.back.shop_id, other.id, [at_door])
    with pytest.raises(HandedIn):
        await one.ask("inpost/locker")
    with pytest.raises(HandedIn):
        await _void(one.db, one.back.shop_id, other.id)


async def test_a_shop_that_pays_back_on_the_proof_of_sending_is_told_when_the_courier_has_it(
    db: Database, couriers: Simulated
) -> None:
    one = await announced(db, couriers, ways=[INPOST, DPD])
    async with db.begin(HALL) as tx:
        await save_rubric(tx, one.back.shop_id, Rubric(refund_when="sent"), by=None)
    label = await one.buy(await one.ask("dpd/drop_off"))
    story = (("returning", None), ("in_transit", "sent"), ("delivered", "sent"))
    for minute, (status, basis) in enumerate(story):
        at = label.created_at + timedelta(minutes=minute)
        async with db.begin(HALL) as tx:
            told = TrackingEvent(status=status, at=at, code=status, words="")
            await follow_return(tx, one.back.shop_id, label.id, [told])
            seen = await return_view(tx, one.back.shop_id, one.back.id)
        assert seen.refund_basis == basis
        assert (seen.refund_clearable_at is not None) == (basis is not None)
    async with db.begin(HALL) as tx:
        await tx.execute(_LONG_AGO)
        assert await purge_return_news(tx) == 1


async def _void(db: Database, shop_id: Any, label_id: Any) -> None:
    async with db.begin(HALL) as tx:
        await void_label(tx, shop_id, label_id)


@pytest.mark.parametrize("trouble", [Trouble.LOST_ANSWER, Trouble.BROKEN_AFTER])
@pytest.mark.parametrize("way", ["inpost/locker", "dpd/drop_off"])
async def test_a_label_whose_answer_was_lost_is_found_again_and_not_bought_twice(
    db: Database, couriers: Simulated, trouble: Trouble, way: str
) -> None:
    one = await announced(db, couriers, ways=[INPOST, DPD])
    label_id = await one.ask(way)
    service = couriers.returns if way.startswith("inpost") else couriers.dpd
    service.troubles.add(trouble)
    lost = await one.buy(label_id)
    assert lost.status == "requested"
    assert lost.failure is not None and lost.failure.code == failures.NO_ANSWER
    await one.due()
    assert (await one.buy(label_id)).status == "bought"
    assert len(couriers.returns.tickets) + len(couriers.dpd.paid) == 1
    assert [kind for kind, _ in await one.told()] == ["return.label_ready"]


async def test_a_refused_label_says_why_in_plain_words_and_is_tried_again_by_a_person(
    db: Database, couriers: Simulated
) -> None:
    one = await announced(db, couriers, ways=[INPOST], recipient={"phone": "1"})
    label_id = await one.ask()
    refused = await one.buy(label_id)
    assert refused.status == "refused"
    assert refused.failure is not None
    assert refused.failure.code == failures.RETURN_SENDER_WRONG
    [(kind, told)] = await one.told()
    assert (kind, told["code"]) == ("return.label_failed", failures.RETURN_SENDER_WRONG)
    assert "words" not in told and "words" not in told["facts"]
    await one.value("SELECT 1")
    async with db.begin(HALL) as tx:
        await goes_to(tx, one.back.shop_id, one.world.gone.order_id, **RECIPIENT)
        await try_again(tx, one.back.shop_id, label_id)
    assert (await one.buy(label_id)).status == "bought"


async def test_a_courier_that_is_busy_is_asked_again_until_a_person_looks(
    db: Database, couriers: Simulated
) -> None:
    one = await announced(db, couriers, ways=[DPD])
    label_id = await one.ask()
    for _ in range(6):
        couriers.dpd.troubles.add(Trouble.BUSY, 9)
        await one.due()
        busy = await one.buy(label_id)
    assert busy.status == "refused"
    assert busy.failure is not None and busy.failure.code == failures.BUSY
    assert not couriers.dpd.paid


async def test_a_label_that_no_scanner_reads_is_not_given_to_a_consumer(
    db: Database, couriers: Simulated
) -> None:
    one = await announced(db, couriers, ways=[DPD])
    label_id = await one.ask()
    couriers.dpd.troubles.add(Trouble.BLANK_LABEL)
    blank = await one.buy(label_id)
    assert blank.failure is not None and blank.failure.code == failures.LABEL_BLANK
    async with db.begin(HALL) as tx:
        await try_again(tx, one.back.shop_id, label_id)
    assert (await one.buy(label_id)).status == "bought"
    assert len(couriers.dpd.paid) == 1, "the label is fetched anew, nothing is bought"


async def test_the_scan_of_the_number_opens_the_announced_return_and_it_is_inspected(
    db: Database, couriers: Simulated
) -> None:
    one = await announced(db, couriers, ways=[DPD], declared_at=None)
    label = await one.buy(await one.ask())
    world = one.world
    assert label.tracking_number is not None
    async with db.begin(HALL) as tx:
        here = await arrive(tx, label.tracking_number)
        assert (here.return_id, here.is_new) == (one.back.id, False)
        for _ in range(2):
            received = await receive_item(tx, here.number, world.tea_code, by=world.by)
        assert received.line_id is not None
        new = Verdict(line_id=received.line_id, grade="A", disposition="restock", quantity=2)
        await grade(tx, here.number, new, world.label("A-02-1"), by=world.by)
        view = await return_view(tx, one.back.shop_id, one.back.id)
    assert (view.status, view.lines[0].inspected) == ("completed", 2)
    seen = await one.seen(label.id)
    assert seen.way_status == "delivered", "it stands on our bench"
    assert [kind for kind, _ in await one.told()] == [
        "return.label_ready", "return.tracking_updated"
    ]  # fmt: skip
    with pytest.raises(NotOnItsWay):
        await one.ask()


async def test_a_parcel_on_its_way_back_is_followed_and_one_that_is_lost_raises_an_alarm(
    db: Database, couriers: Simulated
) -> None:
    one = await announced(db, couriers, ways=[INPOST, DPD])
    label = await one.buy(await one.ask("inpost/locker"))
    assert label.tracking_number is not None
    assert isinstance(one.sellers, Couriers)
    sellers = one.sellers
    await one.due()
    assert await ask_of_returns(db, "inpost", sellers) == 1
    assert (await one.seen(label.id)).way_status is None, "nobody has handed it in"
    for status in ("dispatched_by_sender", "missing"):
        couriers.inpost.happens(label.tracking_number, status)
        await one.due()
        await ask_of_returns(db, "inpost", sellers)
    assert (await one.seen(label.id)).way_status == "lost"
    told = [data["status"] for kind, data in await one.told() if kind.endswith("updated")]
    assert told == ["in_transit", "lost"]
    await one.due()
    assert await ask_of_returns(db, "inpost", sellers) == 0, "nobody asks any more"
    async with db.begin(HALL) as tx:
        await watch(tx)
    sql = "SELECT code FROM alarms WHERE ended_at IS NULL AND code LIKE 'return%'"
    assert await one.value(sql) == "return_lost"
    async with db.begin(HALL) as tx:
        await arrive(tx, label.tracking_number)
        await watch(tx)
    assert await one.value(sql) is None, "it was found"
    await sellers.close()


async def test_a_return_that_is_refused_calls_its_labels_off(db: Database) -> None:
    one = await announced(db)
    bought, asked = await one.ask(), await one.ask(parcel=2)
    await one.buy(bought)
    async with db.begin(HALL) as tx:
        await reject(tx, one.back.number, reason="Broken seal")
    assert {(await one.seen(each)).status for each in (bought, asked)} == {"voided"}
    assert not await buy_back(db, HOUSE, one.back.shop_id, asked)


async def test_a_consumer_chooses_of_what_the_shop_offers_and_a_shop_of_what_there_is(
    db: Database, couriers: Simulated
) -> None:
    one = await announced(db, couriers, ways=[DPD])
    with pytest.raises(WayNotOffered):
        await one.ask("inpost/locker")
    with pytest.raises(WayNotOffered):
        await one.ask("pigeon/fast", by="office")
    assert await one.ask("inpost/locker", by="office")
    with pytest.raises(SeveralInvalid):
        async with db.begin(HALL) as tx:
            wrong = ConsumerTerms(ways_back=(WayBack(carrier="inpost", service="standard"),))
            await set_consumer_rules(tx, one.back.shop_id, wrong)
    assert at(couriers).inpost_returns_url.endswith("/inpost-returns")


async def test_after_an_erasure_no_label_and_no_code_is_left(db: Database) -> None:
    one = await announced(db)
    label = await one.buy(await one.ask())
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE returns SET status = 'rejected', rejected_at = now(), "
                              "rejection_reason = 'x'"))  # fmt: skip
        await tx.execute(text("UPDATE orders SET status = 'delivered'"))
        await erase_now(tx, one.back.shop_id, one.world.gone.order_id)
    left = await one.value(
        "SELECT count(*) FROM return_labels WHERE code IS NOT NULL OR label_sealed IS NOT NULL"
    )
    assert left == 0
    with pytest.raises(NotReady):
        await one.pdf(label.id)


async def test_each_parcel_with_a_label_is_waited_for_and_arrives_by_itself(
    db: Database, couriers: Simulated
) -> None:
    one = await announced(db, couriers, ways=[DPD])
    first = await one.buy(await one.ask())
    second = await one.buy(await one.ask(parcel=2))
    third = await one.buy(await one.ask(parcel=3))
    waited = "SELECT count(*) FROM return_parcels WHERE arrived_at IS NULL"
    assert await one.value(waited) == 3
    await _void(db, one.back.shop_id, third.id)
    assert await one.value(waited) == 2
    for label, left in ((first, 1), (second, 0)):
        async with db.begin(HALL) as tx:
            here = await arrive(tx, label.tracking_number or "")
        assert here.return_id == one.back.id
        assert await one.value(waited) == left
    async with db.begin(HALL) as tx:  # the label that was called off was stuck on all the same
        assert (await arrive(tx, third.tracking_number or "")).return_id == one.back.id


async def test_a_label_that_its_courier_takes_at_the_same_instant_is_not_called_off(
    db: Database,
) -> None:
    one = await announced(db)
    label = await one.buy(await one.ask())
    async with db.begin(HALL) as tx:
        taken = TrackingEvent(status="in_transit", at=label.created_at, code="1", words="")
        await follow_return(tx, one.back.shop_id, label.id, [taken])
        void = asyncio.create_task(_void(db, one.back.shop_id, label.id))
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        while not await one.value(waits):
            assert not void.done()
            await asyncio.sleep(0)
    with pytest.raises(HandedIn):
        await void


async def test_a_label_that_nobody_needs_any_more_is_not_bought(db: Database) -> None:
    one = await announced(db)
    asked, bought_late = await one.ask(), await one.ask(parcel=2)
    async with db.begin(HALL) as tx:
        claimed = await claim_label(tx, one.back.shop_id, bought_late)
        await arrive(tx, f"R-{one.back.number}")
    assert claimed is not None
    assert (await one.buy(asked)).status == "voided"
    async with db.begin(HALL) as tx:
        sold = Bought(tracking_number="LATE-1", tracking_url=None)
        assert await record_label(tx, claimed, sold, None)
    assert await one.value("SELECT count(*) FROM return_parcels WHERE arrived_at IS NULL") == 0


async def test_another_way_replaces_a_refused_label_which_is_tried_no_more(
    db: Database, couriers: Simulated
) -> None:
    one = await announced(db, couriers, ways=[INPOST, DPD], recipient={"phone": "1"})
    refused = await one.buy(await one.ask("inpost/locker"))
    assert refused.status == "refused"
    await one.ask("dpd/drop_off")
    assert (await one.seen(refused.id)).status == "voided"
    with pytest.raises(ReturnLabelUnknown):
        await _again(one, refused.id)
    # beside a live one, as an older release left it
    beside = await one.buy(await one.ask("inpost/locker", parcel=2))
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE return_labels SET parcel = 1 WHERE status = 'refused'"))
    with pytest.raises(ReturnLabelUnknown):
        await _again(one, beside.id)
    async with db.begin(HALL) as tx:
        await arrive(tx, f"R-{one.back.number}")
    with pytest.raises(NotOnItsWay):
        await _again(one, beside.id)


async def _again(one: Coming, label_id: Any) -> None:
    async with one.db.begin(HALL) as tx:
        await try_again(tx, one.back.shop_id, label_id)


async def test_a_return_goes_on_when_the_label_of_its_last_parcel_is_called_off(
    db: Database,
) -> None:
    one = await announced(db)
    first, second = await one.buy(await one.ask()), await one.buy(await one.ask(parcel=2))
    world = one.world
    async with db.begin(HALL) as tx:
        rubric = Rubric(refund_when="arrived", ends_with="parcels")
        await save_rubric(tx, one.back.shop_id, rubric, by=None)
        here = await arrive(tx, first.tracking_number or "")
        for _ in range(2):
            got = await receive_item(tx, here.number, world.tea_code, by=world.by)
        new = Verdict(line_id=got.line_id, grade="A", disposition="restock", quantity=2)
        done = await grade(tx, here.number, new, world.label("A-02-1"), by=world.by)
        assert not done.is_completed, "its second parcel is waited for"
    await _void(db, one.back.shop_id, second.id)
    async with db.begin(HALL) as tx:
        view = await return_view(tx, one.back.shop_id, one.back.id)
    assert (view.status, view.refund_basis) == ("completed", "arrived")
