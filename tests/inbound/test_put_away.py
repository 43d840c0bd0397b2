"""Goods go from the dock to a shelf by two scans; what is in whose hands is never lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.inbound.scene import Scene, at_the_dock, on_hand, told
from wms.access.people import AtWork
from wms.catalog.lots import Batch
from wms.db import Tx, new_id
from wms.inbound import errors, put_away_errors
from wms.inbound.mark import mark
from wms.inbound.put_away import (
    UNDO_WITHIN,
    Answer,
    PutDown,
    Taken,
    TakenBack,
    WhichAsked,
    go_elsewhere,
    in_hand,
    place_scanned,
    take_all,
    take_back,
    take_chosen,
    take_over,
)
from wms.inbound.recognise import read_goods
from wms.inbound.rules import Rules, put_rules
from wms.inbound.waiting import count_waiting, suggest, waiting
from wms.layout.build import block
from wms.stock.ledger import Goods
from wms.stock.queries import stock_of
from wms.violations import PlaceBlocked


async def received(tx: Tx, quantity: int = 10, **facts: Any) -> Scene:
    s = await at_the_dock(tx, **facts)
    if quantity:
        await s.scan(tx, s.tea_code, times=quantity)
    return s


async def put(tx: Tx, s: Scene, code: str, *, by: AtWork | None = None, times: int = 1) -> Answer:
    """One scan, as `put_away_scan` does it; what is refused leaves the transaction usable."""
    by = by or s.ola
    async with tx.begin_nested():
        answer = await tx.scalar(
            text("SELECT put_away_do(:operator, :device, :scan, :label, CAST(:read AS jsonb))"),
            {
                "operator": by.operator_id, "device": by.device_id, "scan": new_id(),
                "label": place_scanned(code), "read": read_goods(code, times=times).as_json(),
            },
        )  # fmt: skip
    told: Answer = msgspec.convert(answer, Answer)
    return told


def label(s: Scene, place: str) -> str:
    return s.hall[place].label_code or ""


async def test_two_scans_put_goods_on_a_shelf_and_into_sale(tx: Tx) -> None:
    s = await received(tx)
    assert await put(tx, s, s.tea_code) == Taken(sku="TEA-100", quantity=1)
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 10}
    assert await put(tx, s, s.tea_code) == Taken(sku="TEA-100", quantity=2)
    assert await put(tx, s, label(s, "A-02-1")) == PutDown(
        sku="TEA-100", quantity=2, place="A-02-1"
    )
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 8, ("A-02-1", "good"): 2}
    kind, data = (await told(tx, s.shop.id))[-1]
    assert (kind, data["available"], data["on_hand"]) == ("stock.changed", 2, 10)
    assert await in_hand(tx, s.ola) is None


async def test_all_of_it_can_be_carried_at_once_but_never_more(tx: Tx) -> None:
    s = await received(tx)
    await put(tx, s, s.tea_code, times=4)
    assert (await take_all(tx, by=s.ola)).quantity == 10
    with pytest.raises(put_away_errors.MoreThanThere) as caught:
        await put(tx, s, s.tea_code)
    assert caught.value.facts["available"] == 10
    jan = await cast.hire(tx, "Jan")
    with pytest.raises(put_away_errors.CarriedByOthers) as busy:
        await put(tx, s, s.tea_code, by=jan)
    assert busy.value.facts["who"] == "Ola"
    with pytest.raises(put_away_errors.NothingInHand):
        await take_all(tx, by=jan)


async def test_two_people_share_what_is_there(tx: Tx) -> None:
    s = await received(tx)
    jan = await cast.hire(tx, "Jan")
    await put(tx, s, s.tea_code, times=7)
    with pytest.raises(put_away_errors.MoreThanThere):
        await put(tx, s, s.tea_code, by=jan, times=4)
    await put(tx, s, s.tea_code, by=jan, times=3)
    await put(tx, s, label(s, "A-01-1"))
    await put(tx, s, label(s, "A-02-1"), by=jan)
    assert await on_hand(tx, s.tea) == {("A-01-1", "good"): 7, ("A-02-1", "good"): 3}


async def test_the_suggestion_is_where_it_lies_then_an_empty_face_then_reserve(tx: Tx) -> None:
    s = await received(tx)
    goods = Goods(shop_id=s.shop.id, product_id=s.tea.id, lot_id=s.tea.id)
    soap = await cast.add_product(tx, await cast.open_shop(tx, "ACME"), "SOAP")
    ola = s.ola.operator_id

    async def where() -> str | None:
        place = await suggest(tx, goods, dock=s.hall["DOCK"].id, by=ola)
        return place.code if place else None

    assert await where() == "A-01-1"
    await cast.stock(tx, s.hall, soap, "A-01-1", 1)
    assert await where() == "A-02-1"
    await cast.stock(tx, s.hall, s.tea, "B-01-3", 1)
    assert await where() == "B-01-3"
    await block(tx, s.hall["B-01-3"].id)
    assert await where() == "A-02-1"
    jan = await cast.hire(tx, "Jan")
    await put(tx, s, s.tea_code, by=jan)  # Jan is sent to A-02-1
    assert await where() == "A-03-1"
    for n in range(2, 7):
        await block(tx, s.hall[f"A-0{n}-1"].id)
    assert await where() == "B-02-3"
    await block(tx, s.hall["B-02-3"].id)
    assert await where() is None


async def test_wrong_scans_move_nothing(tx: Tx) -> None:
    s = await received(tx)
    coffee = s.coffee_code
    with pytest.raises(put_away_errors.NothingInHand):
        await put(tx, s, label(s, "A-01-1"))
    with pytest.raises(put_away_errors.NotToPutAway):
        await put(tx, s, coffee)
    with pytest.raises(errors.BarcodeUnknown):
        await put(tx, s, "NO-SUCH")
    await put(tx, s, s.tea_code)
    with pytest.raises(put_away_errors.OtherInHand):
        await put(tx, s, coffee)
    for place in ("DOCK", "BENCH-1", "STAGE", "QUAR"):
        with pytest.raises(put_away_errors.NotAPlaceForIt):
            await put(tx, s, label(s, place))
    with pytest.raises(errors.NotAProduct):
        await put(tx, s, label(s, "T-1"))
    await block(tx, s.hall["A-01-1"].id)
    with pytest.raises(PlaceBlocked):
        await put(tx, s, label(s, "A-01-1"))
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 10}


async def test_undo_puts_back_what_is_carried_then_what_was_put_down(tx: Tx) -> None:
    s = await received(tx)
    await put(tx, s, s.tea_code, times=3)
    await put(tx, s, label(s, "A-01-1"))
    await put(tx, s, s.tea_code, times=2)

    async def undo() -> TakenBack:
        return await take_back(tx, by=s.ola, scan_id=new_id())

    assert await undo() == TakenBack(sku="TEA-100", quantity=2)
    assert await undo() == TakenBack(sku="TEA-100", quantity=3)
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 10}
    [stock] = await stock_of(tx, s.shop.id, skus=["TEA-100"])
    assert stock.available == 0
    with pytest.raises(errors.NothingToUndo):
        await undo()


async def test_what_was_put_away_a_while_ago_is_not_undone_by_a_tap(tx: Tx) -> None:
    s = await received(tx)
    await put(tx, s, s.tea_code, times=3)
    await put(tx, s, label(s, "A-01-1"))
    ago = {"ago": UNDO_WITHIN}
    await tx.execute(text("UPDATE put_aways SET done_at = done_at - CAST(:ago AS interval)"), ago)
    with pytest.raises(errors.NothingToUndo):
        await take_back(tx, by=s.ola, scan_id=new_id())


async def test_the_same_code_of_two_shops_is_asked_never_guessed(tx: Tx) -> None:
    s = await received(tx)
    acme = await cast.open_shop(tx, "ACME")
    herbata = await cast.add_product(tx, acme, "HERBATA")
    await cast.add_barcode(tx, herbata, s.tea_code)
    await cast.stock(tx, s.hall, herbata, "DOCK", 5)
    asked = await put(tx, s, s.tea_code)
    assert isinstance(asked, WhichAsked)
    labels = {choice.label for choice in asked.choices}
    assert labels == {"Globex · TEA-100 · DOCK", "Acme · HERBATA · DOCK"}
    mine = next(c for c in asked.choices if c.shop_id == acme.id)
    assert mine.quantity == 1
    assert await take_chosen(tx, mine, by=s.ola) == Taken(sku="HERBATA", quantity=1)
    assert (await put(tx, s, s.tea_code)) == Taken(sku="HERBATA", quantity=2)
    with pytest.raises(put_away_errors.OtherInHand):
        await take_chosen(tx, mine, by=s.ola)


async def test_lots_are_asked_unless_the_code_tells(tx: Tx) -> None:
    s = await received(tx, 0, is_lot_tracked=True)
    for lot in ("L1", "L2"):
        await s.scan(tx, s.tea_code, batch=Batch(lot=lot, expires_on=date(2031, 1, 1)))
    asked = await put(tx, s, s.tea_code)
    assert isinstance(asked, WhichAsked) and len(asked.choices) == 2
    assert await put(tx, s, f"]C101{s.tea_code}10L2") == Taken(sku="TEA-100", quantity=1)
    carried = await in_hand(tx, s.ola)
    assert carried is not None
    assert await tx.scalar(
        text("SELECT code FROM lots WHERE id = :id"), {"id": carried.lot_id}
    ) == "L2"  # fmt: skip


async def test_damaged_goods_go_aside(tx: Tx) -> None:
    s = await received(tx, 1)
    await mark(tx, s.asn.id, "damaged", why="wet", by=s.ola, scan_id=new_id())
    await put(tx, s, s.tea_code)
    with pytest.raises(put_away_errors.NotAPlaceForIt):
        await put(tx, s, label(s, "A-01-1"))
    carried = await in_hand(tx, s.ola)
    assert carried is not None
    await put(tx, s, label(s, "QUAR"))
    assert await on_hand(tx, s.tea) == {("QUAR", "damaged"): 1}


async def test_what_waits_is_told_without_what_is_carried(tx: Tx) -> None:
    s = await received(tx)
    before = await count_waiting(tx)
    await put(tx, s, s.tea_code, times=4)
    assert await count_waiting(tx) == before - 4
    [mine] = await waiting(tx, s.shop.id, s.tea.id)
    assert (mine.place, mine.on_hand, mine.free) == ("DOCK", 10, 6)


async def go_home(tx: Tx, by: AtWork) -> None:
    await tx.execute(
        text("UPDATE operator_sessions SET ended_at = now() WHERE id = :id"), {"id": by.session_id}
    )


async def test_what_is_in_the_hands_of_who_went_home_is_taken_by_whoever_scans_it(tx: Tx) -> None:
    s = await received(tx, 3)
    jan = await cast.hire(tx, "Jan")
    await put(tx, s, s.tea_code, times=3)
    with pytest.raises(put_away_errors.CarriedByOthers):
        await put(tx, s, s.tea_code, by=jan)
    await go_home(tx, s.ola)
    assert await put(tx, s, s.tea_code, by=jan) == Taken(sku="TEA-100", quantity=1)
    assert await in_hand(tx, s.ola) is None
    assert (await take_all(tx, by=jan)).quantity == 3


async def test_more_of_what_is_carried_comes_out_of_the_hands_of_who_went_home(tx: Tx) -> None:
    s = await received(tx, 3)
    jan = await cast.hire(tx, "Jan")
    await put(tx, s, s.tea_code, times=2)
    await put(tx, s, s.tea_code, by=jan)
    await go_home(tx, s.ola)
    assert await put(tx, s, s.tea_code, by=jan) == Taken(sku="TEA-100", quantity=2)


async def test_a_supervisor_takes_over_what_is_in_other_hands(tx: Tx) -> None:
    s = await received(tx, 3)
    jan = await cast.hire(tx, "Jan")
    eva = await cast.hire(tx, "Eva", is_supervisor=True)
    await put(tx, s, s.tea_code, times=3)
    carried = await in_hand(tx, s.ola)
    assert carried is not None
    with pytest.raises(put_away_errors.StillInHand) as caught:
        await take_over(tx, carried.id, by=jan)
    assert caught.value.facts == {"sku": "TEA-100", "by": "Ola"}
    assert await take_over(tx, carried.id, by=eva) == Taken(sku="TEA-100", quantity=3)
    assert await in_hand(tx, s.ola) is None
    await put(tx, s, label(s, "A-01-1"), by=eva)
    with pytest.raises(put_away_errors.NothingToTakeOver):
        await take_over(tx, carried.id, by=eva)
    await s.scan(tx, s.coffee_code, is_extra=True)
    await put(tx, s, s.coffee_code)
    theirs = await in_hand(tx, s.ola)
    await s.scan(tx, s.tea_code)
    await put(tx, s, s.tea_code, by=eva)
    with pytest.raises(put_away_errors.OtherInHand):
        assert theirs is not None
        await take_over(tx, theirs.id, by=eva)


async def test_another_lot_of_what_is_carried_is_another_thing(tx: Tx) -> None:
    s = await received(tx, 0, is_lot_tracked=True)
    for lot in ("L1", "L2"):
        await s.scan(tx, s.tea_code, batch=Batch(lot=lot))
    await put(tx, s, f"]C101{s.tea_code}10L1")
    with pytest.raises(put_away_errors.OtherInHand) as caught:
        await put(tx, s, f"]C101{s.tea_code}10L2")
    assert caught.value.facts == {"scanned": "TEA-100 L2", "sku": "TEA-100 L1"}


async def kept(tx: Tx) -> tuple[object, ...]:
    """What is kept of the last put away: sent to, put at, why."""
    row = await tx.execute(
        text(
            "SELECT s.code AS sent, t.code AS put, a.overruled_because FROM put_aways a "
            "LEFT JOIN places s ON s.id = a.suggested_place_id "
            "LEFT JOIN places t ON t.id = a.to_place_id ORDER BY a.created_at DESC LIMIT 1"
        )
    )
    return tuple(row.one())


async def test_a_place_that_will_not_do_is_refused_with_a_reason(tx: Tx) -> None:
    s = await received(tx)
    with pytest.raises(put_away_errors.NothingInHand):
        async with tx.begin_nested():
            await go_elsewhere(tx, "full", by=s.ola)
    await put(tx, s, s.tea_code)
    assert (await go_elsewhere(tx, "full", by=s.ola)).place == "A-02-1"
    assert (await go_elsewhere(tx, "blocked", by=s.ola)).place == "A-03-1"
    await put(tx, s, label(s, "A-03-1"))
    assert await kept(tx) == ("A-01-1", "A-03-1", "blocked")


async def test_where_goods_were_really_put_is_kept_beside_where_they_were_sent(tx: Tx) -> None:
    s = await received(tx)
    await put(tx, s, s.tea_code)
    await put(tx, s, label(s, "B-01-3"))
    assert await kept(tx) == ("A-01-1", "B-01-3", "other_scanned")
    await put(tx, s, s.tea_code)
    await put(tx, s, label(s, "B-01-3"))
    assert await kept(tx) == ("B-01-3", "B-01-3", None)


async def test_when_no_place_is_left_nothing_else_is_suggested(tx: Tx) -> None:
    s = await received(tx)
    await put(tx, s, s.tea_code)
    for _ in range(7):
        assert (await go_elsewhere(tx, "full", by=s.ola)).place is not None
    assert (await go_elsewhere(tx, "full", by=s.ola)).place is None
    with pytest.raises(put_away_errors.NowhereElse):
        async with tx.begin_nested():
            await go_elsewhere(tx, "full", by=s.ola)


async def test_a_shop_can_want_its_reserve_filled_first(tx: Tx) -> None:
    s = await received(tx)
    goods = Goods(shop_id=s.shop.id, product_id=s.tea.id, lot_id=s.tea.id)
    await put_rules(tx, s.shop.id, Rules(put_away_first="storage"))
    place = await suggest(tx, goods, dock=s.hall["DOCK"].id, by=s.ola.operator_id)
    assert place is not None and place.code == "B-01-3"
