"""Places are counted blind; what is far off is counted by somebody else, then decided."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from tests import cast
from wms.access.models import OfficeUser
from wms.access.people import AtWork, Desk
from wms.db import Tx, new_id
from wms.history import Scope, history
from wms.layout.queries import place_by_id
from wms.stock.adjust import Adjustment, adjust
from wms.stock.count_also import count_also
from wms.stock.count_end import settle_left, settle_said
from wms.stock.count_list import ask_counts, count_list, next_place
from wms.stock.counting import (
    Difference,
    alone_max,
    begin_count,
    is_within_tolerance,
    left_to_count,
    needs_two,
    say_number,
    stop_count,
)
from wms.stock.errors import (
    CountCodeUnclear,
    CountCountedAlready,
    CountDecided,
    CountNeedsLot,
    CountPromised,
    CountSecondApprover,
    CountSecondPerson,
    CountTaken,
    CountToApprove,
    CountWhyUnknown,
    NotCounting,
    NothingToCount,
)
from wms.stock.ledger import Goods, move
from wms.stock.models import Movement
from wms.stock.movement_list import movements
from wms.stock.note_models import MovementNote
from wms.stock.queries import stock_at
from wms.stock.settle import approve, count_again, settle


def off(counted: int, books: int, held: int = 0) -> Difference:
    return Difference(lot_id=new_id(), condition="good", counted=counted, books=books, held=held)


@pytest.mark.parametrize(
    ("rows", "is_believed"),
    [
        ([off(10, 10)], True),
        ([off(9, 10)], True),
        ([off(8, 10)], False),
        ([off(1010, 1000)], True),
        ([off(1011, 1000)], False),
        ([off(9, 10), off(11, 10)], False),  # a swap is two mistakes, not none
        ([off(10, 7, held=3)], True),
    ],
)
def test_how_far_off_is_believed(rows: list[Difference], is_believed: bool) -> None:
    assert is_within_tolerance(rows) is is_believed


def test_what_is_picked_most_is_believed_least() -> None:
    assert is_within_tolerance([off(990, 1000)], "C")
    assert not is_within_tolerance([off(990, 1000)], "A")
    assert is_within_tolerance([off(995, 1000)], "A")


def test_large_differences_need_two_of_the_office() -> None:
    assert not needs_two([off(0, alone_max())])
    assert needs_two([off(0, alone_max() + 1)])


async def scene(tx: Tx, pieces: int = 10) -> SimpleNamespace:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    await cast.stock(tx, hall, tea, "A-01-1", pieces)
    return SimpleNamespace(
        hall=hall, shop=shop, tea=tea, place=await place_by_id(tx, hall["A-01-1"].id),
        goods=Goods(shop_id=shop.id, product_id=tea.id, lot_id=tea.id),
        ola=await cast.hire(tx), jan=await cast.hire(tx, "Jan"),
    )  # fmt: skip


async def desk(tx: Tx, name: str) -> Desk:
    user = OfficeUser(
        id=new_id(), name=name, email=f"{new_id()}@example.com", role="manager", password_hash="x"
    )
    tx.add(user)
    await tx.flush()
    return Desk(
        user_id=user.id, session_id=new_id(), name=name, role="manager", shop_id=None, language="en"
    )


async def count(tx: Tx, s: SimpleNamespace, number: int, by: AtWork) -> tuple[UUID, str]:
    """Somebody counts the tea and says a number; the count's id and state."""
    await begin_count(tx, s.place, by=by)
    [line] = await left_to_count(tx, s.place.id, by=by)
    said = await say_number(
        tx, line.shop_id, line.count_id, lot_id=line.lot_id, condition=line.condition,
        counted=number, by=by,
    )  # fmt: skip
    assert said.did == "counted"
    return line.count_id, await settle(tx, line.count_id, by=by)


async def lying(tx: Tx, s: SimpleNamespace) -> dict[str, int]:
    return {each.condition: each.on_hand for each in await stock_at(tx, place_id=s.place.id)}


async def test_a_count_that_agrees_changes_nothing(tx: Tx) -> None:
    s = await scene(tx)
    assert await ask_counts(tx, place="A-01") == 1
    assert await ask_counts(tx, sku="TEA-100") == 0, "it waits already"
    _, state = await count(tx, s, 10, s.ola)
    assert (state, await lying(tx, s)) == ("done", {"good": 10})
    assert len(await movements(tx, s.shop.id, limit=9)) == 1
    assert await count_list(tx, limit=9) == []


async def test_a_piece_more_or_less_is_believed_and_booked_with_its_reason(tx: Tx) -> None:
    s = await scene(tx)
    assert (await count(tx, s, 9, s.ola))[1] == "done"
    assert await lying(tx, s) == {"good": 9}
    last = (await movements(tx, s.shop.id, limit=9))[-1]
    assert (last.reason, last.quantity, last.to_kind) == ("count", 1, "lost")
    why = await tx.scalar(select(MovementNote.why).where(MovementNote.shop_id == s.shop.id))
    assert why == "within_tolerance"


async def test_a_large_difference_goes_to_a_second_person_then_to_the_office(tx: Tx) -> None:
    s = await scene(tx)
    count_id, state = await count(tx, s, 4, s.ola)
    assert (state, await lying(tx, s)) == ("recount", {"good": 10})
    with pytest.raises(CountSecondPerson):
        await begin_count(tx, s.place, by=s.ola)
    assert await next_place(tx, s.ola.operator_id) is None
    to_go = await next_place(tx, s.jan.operator_id)
    assert to_go is not None and to_go.place == "A-01-1"
    assert await next_place(tx, s.jan.operator_id, busy=[s.place.id]) is None
    assert (await count(tx, s, 5, s.jan))[1] == "to_approve"
    [row] = await count_list(tx, status="to_approve", limit=9)
    assert (row.books, row.counted, row.counted_before) == (10, 5, 4)
    ewa = await desk(tx, "Ewa")
    with pytest.raises(CountWhyUnknown):
        await approve(tx, count_id, why="because", by=ewa)
    # two pieces are picked before the office comes to it: the difference is booked, not the number
    await move(
        tx, s.goods, 2, from_place=s.place.id, to_place=s.hall["T-1"].id, reason="move", by=s.jan
    )
    assert await approve(tx, count_id, why="theft", by=ewa) == "done"
    assert await lying(tx, s) == {"good": 3}
    with pytest.raises(CountDecided):
        await approve(tx, count_id, why="theft", by=ewa)


async def test_above_the_limit_two_different_persons_approve(tx: Tx) -> None:
    s = await scene(tx, pieces=100)
    await count(tx, s, 10, s.ola)
    count_id, _ = await count(tx, s, 10, s.jan)
    ewa, adam = await desk(tx, "Ewa"), await desk(tx, "Adam")
    assert await approve(tx, count_id, why="lost", by=ewa) == "to_approve"
    assert await lying(tx, s) == {"good": 100}
    with pytest.raises(CountSecondApprover):
        await approve(tx, count_id, why="lost", by=ewa)
    assert await approve(tx, count_id, why="lost", by=adam) == "done"
    assert await lying(tx, s) == {"good": 10}


async def test_the_office_sends_a_third_person(tx: Tx) -> None:
    s = await scene(tx)
    await count(tx, s, 4, s.ola)
    count_id, _ = await count(tx, s, 5, s.jan)
    await count_again(tx, count_id)
    with pytest.raises(CountSecondPerson):
        await begin_count(tx, s.place, by=s.jan)
    assert (await count(tx, s, 10, await cast.hire(tx, "Olek")))[1] == "done"


async def test_what_a_picker_did_not_find_is_good_again_when_it_is_counted(tx: Tx) -> None:
    s = await scene(tx)
    await move(
        tx, s.goods, 3, from_place=s.place.id, to_place=s.place.id, to_condition="quarantine",
        reason="count", by=None,
    )  # fmt: skip
    assert (await count(tx, s, 10, s.ola))[1] == "done"
    assert await lying(tx, s) == {"good": 10}


async def test_goods_that_move_meanwhile_make_the_count_begin_anew(tx: Tx) -> None:
    s = await scene(tx)
    await begin_count(tx, s.place, by=s.ola)
    [line] = await left_to_count(tx, s.place.id, by=s.ola)
    await adjust(tx, s.goods, 1, place_id=s.place.id, why=Adjustment.LOST, by=s.jan)
    say: dict[str, Any] = {"lot_id": line.lot_id, "condition": "good", "by": s.ola}
    again = await say_number(tx, line.shop_id, line.count_id, counted=10, **say)
    assert again.did == "again"
    assert await left_to_count(tx, s.place.id, by=s.ola) == [line]
    counted = await say_number(tx, line.shop_id, line.count_id, counted=9, **say)
    assert counted.did == "counted"
    assert await settle(tx, line.count_id, by=s.ola) == "done"
    assert await lying(tx, s) == {"good": 9}


async def test_one_person_counts_a_place_at_a_time_and_can_leave_it(tx: Tx) -> None:
    s = await scene(tx)
    await begin_count(tx, s.place, by=s.ola)
    [line] = await left_to_count(tx, s.place.id, by=s.ola)
    with pytest.raises(CountTaken):
        await begin_count(tx, s.place, by=s.jan)
    with pytest.raises(NotCounting):
        await say_number(
            tx, line.shop_id, line.count_id, lot_id=line.lot_id, condition="good", counted=1,
            by=s.jan,
        )  # fmt: skip
    await stop_count(tx, s.place.id, by=s.ola)
    assert await left_to_count(tx, s.place.id, by=s.ola) == []
    assert await begin_count(tx, s.place, by=s.jan) == 1
    with pytest.raises(NothingToCount):
        await begin_count(tx, await place_by_id(tx, s.hall["A-02-1"].id), by=s.ola)


async def test_goods_that_nobody_expects_are_counted_too(tx: Tx) -> None:
    s = await scene(tx)
    cup = await cast.add_product(tx, s.shop, "CUP-1")
    milk = await cast.add_product(tx, s.shop, "MILK", is_lot_tracked=True)
    await begin_count(tx, s.place, by=s.ola)
    await count_also(tx, s.place, await cast.barcode_of(tx, cup), by=s.ola)
    assert [line.sku for line in await left_to_count(tx, s.place.id, by=s.ola)] == [
        "CUP-1", "TEA-100",
    ]  # fmt: skip
    with pytest.raises(CountNeedsLot):
        await count_also(tx, s.place, await cast.barcode_of(tx, milk), by=s.ola)
    with pytest.raises(CountCountedAlready):
        await count_also(tx, s.place, await cast.barcode_of(tx, cup), by=s.ola)
    with pytest.raises(CountCodeUnclear):
        await count_also(tx, s.place, "2999999999993", by=s.ola)


async def test_promised_goods_are_not_counted_away(tx: Tx) -> None:
    s = await scene(tx)
    await tx.execute(
        text("UPDATE balances SET allocated = 8 WHERE product_id = :p"), {"p": s.tea.id}
    )
    await count(tx, s, 4, s.ola)
    count_id, _ = await count(tx, s, 4, s.jan)
    with pytest.raises(CountPromised):
        await approve(tx, count_id, why="lost", by=await desk(tx, "Ewa"))


async def test_the_walk_of_counts_goes_round_who_counts(tx: Tx) -> None:
    s = await scene(tx)
    await begin_count(tx, s.place, by=s.ola)
    cup = await cast.add_product(tx, s.shop, "CUP-1")
    await cast.stock(tx, s.hall, cup, "A-01-1", 3)
    assert await ask_counts(tx, sku="CUP-1") == 1
    assert await next_place(tx, s.jan.operator_id) is None, "he would be sent there again and again"
    to_go = await next_place(tx, s.ola.operator_id)
    assert to_go is not None and to_go.left == 2


@pytest.mark.parametrize("gone", ["ended_at = now()", "last_seen_at = now() - interval '16 min'"])
async def test_who_went_home_leaves_the_place_to_a_colleague(tx: Tx, gone: str) -> None:
    s = await scene(tx)
    cup = await cast.add_product(tx, s.shop, "CUP-1")
    await cast.stock(tx, s.hall, cup, "A-01-1", 3)
    await begin_count(tx, s.place, by=s.ola)
    first = (await left_to_count(tx, s.place.id, by=s.ola))[0]
    await say_number(
        tx, first.shop_id, first.count_id, lot_id=first.lot_id, condition="good", counted=1,
        by=s.ola,
    )  # fmt: skip
    await tx.execute(
        text(f"UPDATE operator_sessions SET {gone} WHERE operator_id = :ola"),
        {"ola": s.ola.operator_id},
    )
    to_go = await next_place(tx, s.jan.operator_id)
    assert to_go is not None and to_go.left == 2
    assert await begin_count(tx, s.place, by=s.jan) == 2
    assert len(await left_to_count(tx, s.place.id, by=s.jan)) == 2, "from the beginning"
    with pytest.raises(NotCounting):
        await say_number(
            tx, first.shop_id, first.count_id, lot_id=first.lot_id, condition="good", counted=1,
            by=s.ola,
        )  # fmt: skip


async def test_two_persons_are_enough_for_a_third_count(tx: Tx) -> None:
    s = await scene(tx)
    await count(tx, s, 4, s.ola)
    count_id, _ = await count(tx, s, 5, s.jan)
    with pytest.raises(CountToApprove):
        await begin_count(tx, s.place, by=s.jan)
    await count_again(tx, count_id)
    assert await next_place(tx, s.jan.operator_id) is None
    assert await next_place(tx, s.ola.operator_id) is not None
    assert (await count(tx, s, 10, s.ola))[1] == "done"


async def test_one_persons_word_does_not_take_a_promised_piece_away(tx: Tx) -> None:
    s = await scene(tx, pieces=1)
    await tx.execute(
        text("UPDATE balances SET allocated = 1 WHERE product_id = :p"), {"p": s.tea.id}
    )
    assert (await count(tx, s, 0, s.ola))[1] == "recount"
    assert (await count(tx, s, 0, s.jan))[1] == "to_approve"
    assert await lying(tx, s) == {"good": 1}


async def test_what_a_picker_misses_after_a_count_is_lost_once(tx: Tx) -> None:
    s = await scene(tx)
    await count(tx, s, 8, s.ola)
    count_id, _ = await count(tx, s, 8, s.jan)
    # a picker takes all eight and says that two are not there, before the office comes to it
    await move(
        tx, s.goods, 8, from_place=s.place.id, to_place=s.hall["T-1"].id, reason="move", by=s.jan
    )
    await move(
        tx, s.goods, 2, from_place=s.place.id, to_place=s.place.id, to_condition="quarantine",
        reason="count", by=s.jan,
    )  # fmt: skip
    assert await approve(tx, count_id, why="lost", by=await desk(tx, "Ewa")) == "done"
    assert await lying(tx, s) == {}


async def test_who_is_alone_in_the_hall_counts_again_after_a_while(tx: Tx) -> None:
    s = await scene(tx)
    _, status = await count(tx, s, 3, s.ola)
    assert status == "recount"
    with pytest.raises(CountSecondPerson):
        await begin_count(tx, s.place, by=s.ola)
    assert await next_place(tx, s.ola.operator_id) is None
    await tx.execute(text("UPDATE count_entries SET created_at = now() - interval '5 hours'"))
    with pytest.raises(CountSecondPerson):
        await begin_count(tx, s.place, by=s.ola)  # Jan was at work since
    await tx.execute(
        text("UPDATE operator_sessions SET last_seen_at = now() - interval '9 hours' "
             "WHERE operator_id = :jan"), {"jan": s.jan.operator_id}
    )  # fmt: skip
    there = await next_place(tx, s.ola.operator_id)
    assert there is not None and there.place == "A-01-1"
    count_id, status = await count(tx, s, 3, s.ola)
    assert status == "to_approve", "her second word is for the office to believe"
    [row] = await count_list(tx, count_id=count_id, limit=9)
    assert row.counters == "Ola", "the desk sees that it was one person"


async def test_what_was_counted_to_its_end_is_settled_when_its_counter_went_on(tx: Tx) -> None:
    s = await scene(tx)
    await begin_count(tx, s.place, by=s.ola)
    [line] = await left_to_count(tx, s.place.id, by=s.ola)
    await say_number(
        tx, line.shop_id, line.count_id, lot_id=line.lot_id, condition="good", counted=9, by=s.ola
    )
    assert await settle_left(tx) == 0, "she may still take it back"
    await tx.execute(text("UPDATE count_entries SET created_at = now() - interval '11 minutes'"))
    assert await settle_left(tx) == 1
    assert await lying(tx, s) == {"good": 9}


async def test_the_history_of_a_number_says_who_counted_what(tx: Tx) -> None:
    s = await scene(tx)
    await count(tx, s, 3, s.ola)
    count_id, _ = await count(tx, s, 4, s.jan)
    anna = await desk(tx, "Anna")
    await approve(tx, count_id, why="lost", by=anna)
    last, *_ = await history(tx, Scope(product_id=s.tea.id), limit=9)
    assert (last.reason, last.quantity, last.approved_by) == ("count", 6, "Anna")
    told = [(c.round, c.name, c.counted, c.books) for c in last.counts]
    assert told == [(1, "Ola", 3, 10), (2, "Jan", 4, 10)]
    await begin_count(tx, s.place, by=s.ola)
    [line] = await left_to_count(tx, s.place.id, by=s.ola)
    await say_number(
        tx, line.shop_id, line.count_id, lot_id=line.lot_id, condition="good", counted=5, by=s.ola
    )
    scan_id = new_id()
    await settle_said(tx, by=s.ola, scan_id=scan_id)
    last, *_ = await history(tx, Scope(product_id=s.tea.id), limit=9)
    assert (last.operator, [c.counted for c in last.counts]) == ("Ola", [5])
    kept = await tx.scalar(select(Movement.scan_id).where(Movement.id == last.id))
    assert kept == scan_id
