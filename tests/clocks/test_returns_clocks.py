"""Each clock of a return ends by its own deed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from tests.contact.conftest import an_order, at_desk
from wms.cases.open import open_case
from wms.cases.talk import say_in_case
from wms.clocks.due import SILENT_DAYS, due_list, tell_deadlines
from wms.clocks.terms import Almanac, is_over
from wms.db import Tx
from wms.returns.clocks import clocks
from wms.returns.deadlines import keep_deadlines
from wms.returns.inspection.refund import clear_refund, complaint_answered, refunded

NOW = datetime.now(UTC)


async def a_return(tx: Tx, reason: str = "withdrawal", *, declared: int = 3) -> tuple[UUID, UUID]:
    """The shop, and a return of its order that was declared so many days ago."""
    shop = await cast.open_shop(tx)
    made = await tx.scalar(
        text(
            "INSERT INTO returns (shop_id, order_id, reason, declared_at) "
            "VALUES (:shop, :order, :reason, :at) RETURNING id"
        ),
        {"shop": shop.id, "order": await an_order(tx, shop), "reason": reason,
         "at": NOW - timedelta(days=declared)},
    )  # fmt: skip
    return shop.id, made


async def step(tx: Tx, sets: str) -> None:
    await tx.execute(text(f"UPDATE returns SET {sets}"))
    await keep_deadlines(tx)


async def finish(tx: Tx) -> None:
    await step(tx, "status = 'arrived', arrived_at = now()")
    await step(tx, "status = 'inspecting'")
    await step(tx, "status = 'completed', completed_at = now()")


async def running(tx: Tx) -> list[str]:
    await keep_deadlines(tx)
    return sorted(row.clock for row in await due_list(tx, limit=10) if row.about == "return")


async def test_a_completed_return_is_paid_back_when_the_shop_says_so(tx: Tx) -> None:
    shop, one = await a_return(tx)
    assert await running(tx) == ["goods_back"]
    # the proof that they were sent is enough, and ends the term of sending
    await clear_refund(tx, shop, one, basis="sent")
    assert await running(tx) == ["refund"]
    await finish(tx)
    assert await running(tx) == ["refund"]
    await refunded(tx, shop, one, None)
    assert await running(tx) == []


async def test_a_refused_return_is_not_paid_back(tx: Tx) -> None:
    await a_return(tx)
    await step(tx, "status = 'arrived', arrived_at = now()")
    assert await running(tx) == ["refund"]
    await step(tx, "status = 'rejected', rejected_at = now()")
    assert await running(tx) == []


async def test_a_shop_that_never_says_that_it_paid_is_asked_no_more_after_a_week(tx: Tx) -> None:
    shop, one = await a_return(tx, declared=60)
    await finish(tx)
    long_ago = f"now() - interval '{SILENT_DAYS} days 1 minute'"
    await tell_deadlines(tx, now=NOW + timedelta(days=3))
    await tx.execute(text(f"UPDATE deadlines SET told_over_at = {long_ago} WHERE clock = 'refund'"))
    # while our inspection keeps the shop waiting, the clock does not fall silent
    assert await running(tx) == ["refund"]
    await clear_refund(tx, shop, one, basis="inspected")
    assert await running(tx) == ["refund"]
    await step(tx, f"refund_clearable_at = {long_ago}")
    assert await running(tx) == []
    row = (await tx.execute(text("SELECT refunded_at FROM returns"))).one()
    assert row.refunded_at is None  # nobody claims that it was paid


@pytest.mark.parametrize("by", ["the shop's word", "its case", "paying back"])
async def test_a_complaint_is_answered_by_an_answer_not_by_our_inspection(tx: Tx, by: str) -> None:
    shop, one = await a_return(tx, "damaged")
    await finish(tx)
    assert await running(tx) == ["complaint_answer"]
    if by == "its case":
        case = await open_case(tx, shop, kind="complaint", title="x", return_id=one)
        await say_in_case(tx, shop, case.id, "?", from_="shop")
        assert await running(tx) == ["complaint_answer"]
        await say_in_case(tx, shop, case.id, "Yes", from_="us", by=await at_desk(tx))
    elif by == "paying back":
        await refunded(tx, shop, one, None)
    else:
        await complaint_answered(tx, shop, one)
    assert await running(tx) == []


def test_goods_that_came_after_the_term_are_paid_back_by_the_next_working_day() -> None:
    said, came = datetime(2026, 10, 1, 9, tzinfo=UTC), datetime(2026, 10, 23, 9, tzinfo=UTC)
    due = clocks("withdrawal", said, came, Almanac()).refund_due_at
    assert due == datetime(2026, 10, 26, 22, 59, 59, tzinfo=UTC)  # a Friday, so Monday
    assert not is_over(due, due + timedelta(milliseconds=900))
    assert is_over(due, due + timedelta(seconds=1))
