"""What came otherwise than announced is decided once, in time or by what was agreed, and done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from tests.inbound.scene import Scene, at_the_dock, on_hand, told
from wms.catalog.lots import Batch
from wms.db import Tx, new_id
from wms.inbound import discrepancy_errors, errors
from wms.inbound.decide import Decision, NewDecision, decide, fall_back, hand_back, overdue
from wms.inbound.discrepancies import DiscrepancyCard, discrepancy_card, discrepancy_cards
from wms.inbound.finish import close, finish, reopen
from wms.inbound.mark import mark
from wms.inbound.queries import asn_card
from wms.inbound.rules import Fallbacks, Rules, put_rules, rules_of
from wms.inbound.undo import undo
from wms.stock.ledger import Goods, move


async def decided(tx: Tx, s: Scene, one: UUID, decision: Decision, **facts: Any) -> DiscrepancyCard:
    async with tx.begin_nested():
        return await decide(tx, s.shop.id, s.asn.id, one, NewDecision(decision=decision), **facts)


async def the_one(tx: Tx, s: Scene) -> DiscrepancyCard:
    [one] = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies
    return one


async def short_dated(tx: Tx) -> tuple[Scene, DiscrepancyCard]:
    s = await at_the_dock(tx, is_expiry_tracked=True)
    await s.scan(tx, s.tea_code, times=3, batch=Batch(expires_on=date(2020, 1, 1)))
    return s, await the_one(tx, s)


async def test_goods_that_expire_too_soon_are_held_and_released_when_accepted(tx: Tx) -> None:
    s, one = await short_dated(tx)
    assert (one.kind, one.status, one.fallback) == ("short_dated", "open", "quarantine")
    assert timedelta(hours=47) < one.decide_by - datetime.now(UTC) <= timedelta(hours=48)
    assert await on_hand(tx, s.tea) == {("DOCK", "quarantine"): 3}
    after = await decided(tx, s, one.id, "accept")
    assert (after.status, after.decision, after.decided_by) == ("done", "accept", "shop")
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 3}
    assert await decided(tx, s, one.id, "accept") == after  # said again
    with pytest.raises(discrepancy_errors.DiscrepancyDecided):
        await decided(tx, s, one.id, "quarantine")
    kinds = [kind for kind, _ in await told(tx, s.shop.id)]
    assert kinds[-2:] == ["stock.changed", "inbound.discrepancy"]
    [event] = [d for t, d in (await told(tx, s.shop.id))[-1:]]
    assert (event["status"], event["decision"], event["decided_by"]) == ("done", "accept", "shop")


async def test_the_shop_says_how_long_goods_must_keep(tx: Tx) -> None:
    s = await at_the_dock(tx, is_expiry_tracked=True)
    await put_rules(tx, s.shop.id, Rules(least_days_left=30, decide_within_hours=2))
    today = datetime.now(UTC).date()
    await s.scan(tx, s.tea_code, batch=Batch(expires_on=today + timedelta(days=31)))
    await s.scan(tx, s.tea_code, batch=Batch(expires_on=today + timedelta(days=30)))
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 1, ("DOCK", "quarantine"): 1}
    one = await the_one(tx, s)
    assert one.decide_by - datetime.now(UTC) <= timedelta(hours=2)


async def test_goods_that_go_back_wait_and_then_leave_the_building(tx: Tx) -> None:
    s = await at_the_dock(tx, tea=2)
    await s.scan(tx, s.tea_code, times=3, is_extra=True)
    over = await the_one(tx, s)
    waits = await decided(tx, s, over.id, "return_to_supplier")
    assert waits.status == "decided"
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 2, ("DOCK", "quarantine"): 1}
    back = await hand_back(tx, over.id, by=s.ola, scan_id=new_id())
    assert (back.sku, back.quantity) == ("TEA-100", 1)
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 2}
    assert (await the_one(tx, s)).status == "done"
    with pytest.raises(discrepancy_errors.DiscrepancyUnknown):
        await hand_back(tx, over.id, by=s.ola, scan_id=new_id())


async def test_goods_that_are_promised_or_gone_cannot_be_sent_back(tx: Tx) -> None:
    s = await at_the_dock(tx, tea=1)
    await s.scan(tx, s.tea_code, times=3, is_extra=True)
    over = await the_one(tx, s)
    goods = Goods(shop_id=s.shop.id, product_id=s.tea.id, lot_id=s.tea.id)
    await move(
        tx, goods, 2, from_place=s.hall["DOCK"].id, to_place=s.hall["lost"].id, reason="adjust",
        by=s.ola,
    )  # fmt: skip
    with pytest.raises(errors.GoodsGone) as caught:
        await decided(tx, s, over.id, "return_to_supplier")
    assert caught.value.facts == {"sku": "TEA-100", "quantity": 2, "available": 1}
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 1}, "nothing of it happened"
    assert (await decided(tx, s, over.id, "accept")).status == "done"


async def test_what_did_not_come_can_only_be_accepted(tx: Tx) -> None:
    s = await at_the_dock(tx)
    await finish(tx, s.asn.id)
    short = await the_one(tx, s)
    with pytest.raises(errors.NothingThere):
        await decided(tx, s, short.id, "quarantine")
    assert (await decided(tx, s, short.id, "accept", by="office")).decided_by == "office"
    with pytest.raises(discrepancy_errors.DiscrepancyUnknown):
        await decided(tx, s, new_id(), "accept")
    other = await cast.open_shop(tx, "ACME")
    with pytest.raises(discrepancy_errors.DiscrepancyUnknown):
        async with tx.begin_nested():
            await decide(tx, other.id, s.asn.id, short.id, NewDecision(decision="accept"))
    assert await discrepancy_cards(tx, other.id, limit=9) == []
    with pytest.raises(discrepancy_errors.DiscrepancyUnknown):
        await discrepancy_card(tx, other.id, s.asn.id, short.id)


async def all_fall_back(tx: Tx) -> int:
    """What is overdue, one by one as the chore does it; how many were decided."""
    return sum([await fall_back(tx, one) for one in await overdue(tx)])


async def test_nobody_decided_in_time(tx: Tx) -> None:
    s, one = await short_dated(tx)
    s.shop.id, await put_rules(tx, s.shop.id, Rules(fallbacks=Fallbacks(over="quarantine")))
    await s.scan(tx, s.coffee_code, is_extra=True)
    assert await all_fall_back(tx) == 0
    await tx.execute(text("UPDATE discrepancies SET decide_by = now() - interval '1 s'"))
    assert await all_fall_back(tx) >= 2
    cards = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies
    assert [(c.kind, c.decision, c.decided_by, c.status) for c in cards] == [
        ("short_dated", "quarantine", "default", "done"),
        ("unexpected_product", "accept", "default", "done"),
    ]
    assert await on_hand(tx, s.tea) == {("DOCK", "quarantine"): 3}
    assert one.id == cards[0].id


async def test_every_overdue_difference_is_looked_up_page_by_page(
    tx: Tx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever happens to the first page: the next one begins behind it."""
    monkeypatch.setattr("wms.inbound.decide.BATCH", 1)
    s, _ = await short_dated(tx)
    await s.scan(tx, s.coffee_code, is_extra=True)
    await tx.execute(text("UPDATE discrepancies SET decide_by = now() - interval '1 s'"))
    [first] = await overdue(tx)
    [second] = await overdue(tx, first)
    assert first.id != second.id and await overdue(tx, second) == []


async def test_a_piece_undone_after_too_much_was_sent_back_is_short(tx: Tx) -> None:
    """Two too many go back; then one scan was a mistake: the shop keeps one less than announced."""
    s = await at_the_dock(tx, tea=3)
    await s.scan(tx, s.tea_code, times=4, is_extra=True)
    await s.scan(tx, s.tea_code, is_extra=True)
    over = await the_one(tx, s)
    await decided(tx, s, over.id, "return_to_supplier")
    await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 2, ("DOCK", "quarantine"): 2}
    await finish(tx, s.asn.id)
    cards = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies
    assert [(c.kind, c.quantity) for c in cards] == [("over", 2), ("short", 1)]


async def test_a_fallback_whose_goods_are_gone_accepts(tx: Tx) -> None:
    s = await at_the_dock(tx, tea=1)
    await put_rules(tx, s.shop.id, Rules(fallbacks=Fallbacks(over="return_to_supplier")))
    await s.scan(tx, s.tea_code, times=2, is_extra=True)
    goods = Goods(shop_id=s.shop.id, product_id=s.tea.id, lot_id=s.tea.id)
    await move(
        tx, goods, 2, from_place=s.hall["DOCK"].id, to_place=s.hall["T-1"].id, reason="move",
        by=s.ola,
    )  # fmt: skip
    await tx.execute(text("UPDATE discrepancies SET decide_by = now() - interval '1 s'"))
    await all_fall_back(tx)
    one = await the_one(tx, s)
    assert (one.fallback, one.decision, one.status) == ("return_to_supplier", "accept", "done")
    assert (await told(tx, s.shop.id))[-1][1]["decision"] == "accept"


async def test_a_fallback_waits_for_who_carries_its_goods(tx: Tx) -> None:
    s = await at_the_dock(tx, tea=1)
    await put_rules(tx, s.shop.id, Rules(fallbacks=Fallbacks(over="return_to_supplier")))
    await s.scan(tx, s.tea_code, times=2, is_extra=True)
    carried = {"shop": s.shop.id, "ola": s.ola.operator_id, "p": s.tea.id, "d": s.hall["DOCK"].id}
    await tx.execute(
        text(
            "INSERT INTO put_aways (shop_id, operator_id, product_id, lot_id, condition, quantity, "
            "from_place_id) VALUES (:shop, :ola, :p, :p, 'good', 2, :d)"
        ),
        carried,
    )
    await tx.execute(text("UPDATE discrepancies SET decide_by = now() - interval '1 s'"))
    await all_fall_back(tx)
    assert (await the_one(tx, s)).status == "open", "not accepted because of a minute"
    await tx.execute(text("UPDATE put_aways SET cancelled_at = now()"))
    await all_fall_back(tx)
    assert (await the_one(tx, s)).decision == "return_to_supplier"


async def test_more_of_what_was_decided_is_asked_anew(tx: Tx) -> None:
    s = await at_the_dock(tx, tea=1)
    await s.scan(tx, s.tea_code, times=2, is_extra=True)
    first = await the_one(tx, s)
    await decided(tx, s, first.id, "accept")
    await s.scan(tx, s.tea_code, times=4)
    cards = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies
    assert [(c.quantity, c.status) for c in cards] == [(1, "done"), (4, "open")]


async def test_a_wrong_label_is_held_and_undone(tx: Tx) -> None:
    s = await at_the_dock(tx)
    await s.scan(tx, s.tea_code, times=2)
    marked = await mark(tx, s.asn.id, "wrong_label", why=None, by=s.ola, scan_id=new_id())
    assert (marked.kind, marked.sku) == ("wrong_label", "TEA-100")
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 1, ("DOCK", "quarantine"): 1}
    await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 2}
    assert (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies == ()


async def test_what_the_shop_has_decided_is_not_undone(tx: Tx) -> None:
    s = await at_the_dock(tx)
    await s.scan(tx, s.tea_code, times=2)
    wet = await mark(tx, s.asn.id, "damaged", why="wet", by=s.ola, scan_id=new_id())
    await decided(tx, s, wet.discrepancy_id, "return_to_supplier")
    with pytest.raises(discrepancy_errors.DecidedMeanwhile):
        await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 1, ("DOCK", "damaged"): 1}
    await hand_back(tx, wet.discrepancy_id, by=s.ola, scan_id=new_id())
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 1}


async def test_a_supervisor_opens_the_count_again_and_closes_it(tx: Tx) -> None:
    s = await at_the_dock(tx, tea=5)
    eva = await cast.hire(tx, "Eva", is_supervisor=True)
    with pytest.raises(errors.AsnNotCounted):
        await reopen(tx, s.asn.id, by=eva)
    await s.scan(tx, s.tea_code, times=3)
    await finish(tx, s.asn.id)
    with pytest.raises(errors.SupervisorOnly):
        await reopen(tx, s.asn.id, by=s.ola)
    with pytest.raises(discrepancy_errors.StillUndecided):
        await close(tx, s.asn.id, by=eva)
    await reopen(tx, s.asn.id, by=eva)
    assert (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies == ()
    assert (await told(tx, s.shop.id))[-1][1]["quantity"] == 0
    await s.scan(tx, s.tea_code, times=1)
    await finish(tx, s.asn.id)
    short = await the_one(tx, s)
    assert (short.kind, short.quantity) == ("short", 1)
    await decided(tx, s, short.id, "accept")
    for _ in range(2):
        await close(tx, s.asn.id, by=eva)
    card = await asn_card(tx, s.shop.id, s.asn.id)
    assert (card.status, card.closed_at is not None) == ("closed", True)
    await reopen(tx, s.asn.id, by=eva)
    await finish(tx, s.asn.id)
    assert len((await asn_card(tx, s.shop.id, s.asn.id)).discrepancies) == 1, "it is known"


async def test_who_counts_blind_is_asked_nothing(tx: Tx) -> None:
    s = await at_the_dock(tx, tea=1)
    assert await rules_of(tx, s.shop.id) == Rules()
    await put_rules(tx, s.shop.id, Rules(is_blind=True))
    await s.scan(tx, s.tea_code, times=3)
    await s.scan(tx, s.coffee_code)
    cards = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies
    assert [(c.kind, c.quantity) for c in cards] == [("over", 2), ("unexpected_product", 1)]
