"""Our side of Base over real HTTP: what changed is found, told once, and at Base's own pace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from tests.platforms import base_shop
from tests.platforms.base_scene import Scene, Time
from tests.platforms.base_shop import (
    CANCELLED,
    DELIVERED,
    NEW,
    PACKED,
    READY,
    RETURNED,
    SHIPPED,
    STATUSES,
    WAREHOUSE,
)
from tests.platforms.base_simulator import BaseSimulator
from tests.platforms.server import Fault
from wms.platforms import wire
from wms.platforms.port import Answer, Level, Parcel, PlatformAway, PlatformRefused, Seen, Wish


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "READ_PAUSES_S", (0.0, 0.0))


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    time = Time()
    with BaseSimulator(time) as base:
        made = Scene(base, time)
        yield made
        await made.adapter.close()
        assert base.over_limit == 0, "Base was asked more often than it allows"


def numbers(found: list[Seen], wish: Wish = Wish.SEND) -> list[int]:
    return sorted({int(one.id) for one in found if one.wish is wish and one.is_meant})


# --- what changed ---


async def test_the_first_look_finds_what_waits_there_and_leaves_the_rest(scene: Scene) -> None:
    scene.time.passes(days=-20)
    old = scene.shop.places("TEA-100")
    scene.shop.places("TEA-100", status=NEW)
    scene.time.passes(days=20)
    new = scene.shop.places("TEA-100")
    assert numbers(await scene.look()) == [old, new]
    # what the journal still knows of it is not read once more
    scene.base.called.clear()
    assert await scene.look() == []
    assert [method for method, _ in scene.base.called] == ["getJournalList"]


async def test_a_new_order_is_found_by_the_journal(scene: Scene) -> None:
    await scene.look()
    scene.time.passes(minutes=6)
    await scene.look()
    number = scene.shop.places(("TEA-100", 2))
    scene.base.called.clear()
    (found,) = await scene.look()
    assert (found.id, found.wish, found.state) == (str(number), Wish.SEND, "Do wysłania")
    assert len(scene.base.called) == 3  # the journal, the order, the journal's end


@pytest.mark.parametrize("is_told_again", [True, False])
async def test_no_entry_of_the_journal_is_read_twice(scene: Scene, is_told_again: bool) -> None:
    scene.base.is_last_log_told_again = is_told_again
    await scene.look()
    scene.time.passes(minutes=6)
    first = scene.shop.places("TEA-100")
    assert numbers(await scene.look()) == [first]
    assert await scene.look() == []
    second = scene.shop.places("TEA-100")
    assert numbers(await scene.look()) == [second]


HAPPENS: list[tuple[str, Any, list[tuple[int, Wish]]]] = [
    ("it is paid", lambda s: s.pays(900_001, 115.97), [(0, Wish.SEND)]),
    ("it is cancelled", lambda s: s.moves(900_001, CANCELLED), [(0, Wish.CANCEL)]),
    ("it is put back", lambda s: s.moves(900_001, NEW), [(0, Wish.WAIT)]),
    ("its address changes", lambda s: s.edits_address(900_001, delivery_city="Sopot"),
     [(0, Wish.SEND)]),
    ("a product comes to it that is not paid", lambda s: s.adds(900_001, "CUP-1"),
     [(0, Wish.WAIT)]),
    ("a product is taken off it", lambda s: s.takes_out(900_001, "CUP-2"), [(0, Wish.SEND)]),
    ("it is deleted", lambda s: s.removes(900_001), [(0, Wish.CANCEL)]),
    ("another becomes part of it", lambda s: s.merges(900_002, into=900_001),
     [(1, Wish.CANCEL), (0, Wish.SEND)]),
    ("it is divided", lambda s: s.splits(900_001, "CUP-2"), [(0, Wish.SEND), (2, Wish.SEND)]),
    ("it is copied", lambda s: s.copies(900_001), [(0, Wish.SEND), (2, Wish.SEND)]),
    ("an invoice is made: nothing of ours", lambda s: s.log(900_001, 7, 55), []),
    ("a package is made: nothing of ours", lambda s: s.makes_package(900_001, "dpd", "1"), []),
    ("an invoice is deleted: it is looked at, and is as it was", lambda s: s.log(900_001, 4),
     [(0, Wish.SEND)]),
]  # fmt: skip


@pytest.mark.parametrize(("happens", "expected"), [case[1:] for case in HAPPENS],
                         ids=[case[0] for case in HAPPENS])  # fmt: skip
async def test_what_happens_to_an_order_there_is_heard(
    scene: Scene, happens: Any, expected: list[tuple[int, Wish]]
) -> None:
    first = scene.shop.places("TEA-100", "CUP-2")
    scene.shop.places("TEA-100")
    await scene.look()
    scene.time.passes(minutes=6)
    await scene.look()
    happens(scene.shop)
    found = await scene.look()
    assert [(int(one.id) - first, one.wish) for one in found] == expected


async def test_what_is_deleted_within_a_burst_is_not_mistaken_for_what_is_there(
    scene: Scene,
) -> None:
    await scene.look()
    scene.time.passes(minutes=6)
    made = [scene.shop.places("TEA-100") for _ in range(30)]
    scene.shop.removes(made[7])
    found = await scene.look()
    assert numbers(found) == [one for one in made if one != made[7]]
    assert [one.id for one in found if one.wish is Wish.CANCEL] == [str(made[7])]


async def test_four_hundred_entries_in_a_minute_and_a_half_take_few_requests(scene: Scene) -> None:
    await scene.look()
    scene.time.passes(minutes=6)
    await scene.look()
    scene.base.called.clear()
    made: list[int] = []
    for _ in range(200):  # each is created and confirmed: 400 entries
        made.append(scene.shop.places("TEA-100"))
        scene.time.passes(seconds=0.45)
    assert numbers(await scene.look()) == made
    assert len(scene.base.called) < 30


async def test_orders_far_from_each_other_are_read_beneath_the_limit(scene: Scene) -> None:
    for _ in range(90):
        scene.shop.places("TEA-100")
        scene.shop._order_ids = iter(range(next(scene.shop._order_ids) + 700, 10_000_000))  # type: ignore[assignment]
    await scene.look()
    scene.time.passes(minutes=6)
    wanted = sorted(scene.shop.orders)
    for number in wanted:
        scene.shop.edits_address(number, delivery_city="Sopot")
    before = scene.time.now
    assert numbers(await scene.look()) == wanted
    assert timedelta(minutes=1) < scene.time.now - before < timedelta(minutes=4)


async def test_an_entry_that_got_lost_is_made_up_for_by_looking_through(scene: Scene) -> None:
    await scene.look()
    scene.shop.places("TEA-100", status=NEW)
    scene.time.passes(minutes=6)
    await scene.look()
    scene.shop.journal_drops = 3
    lost = scene.shop.places("TEA-100")
    scene.shop.moves(900_001, READY)
    scene.time.passes(minutes=6)
    assert await scene.look() == []
    scene.time.passes(minutes=10)
    assert numbers(await scene.look()) == [900_001, lost]


async def test_without_a_journal_everything_is_found_by_looking_through(scene: Scene) -> None:
    scene.shop.is_journal_on = False
    await scene.look()
    scene.time.passes(minutes=16)
    number = scene.shop.places("TEA-100")
    assert numbers(await scene.look()) == [number]
    scene.shop.moves(number, CANCELLED)
    scene.time.passes(minutes=16)
    assert [(one.id, one.wish) for one in await scene.look()] == [(str(number), Wish.CANCEL)]


async def test_after_more_than_three_days_without_us_nothing_is_missing(scene: Scene) -> None:
    old = scene.shop.places("TEA-100")
    scene.time.passes(days=40)
    kept = scene.shop.places("TEA-100", "CUP-1")
    await scene.look()
    cancelled = scene.shop.places("TEA-100")
    scene.time.passes(minutes=6)
    await scene.look()
    new = scene.shop.places("TEA-100")
    scene.shop.moves(cancelled, CANCELLED)
    scene.shop.edits_address(kept, delivery_city="Sopot")
    scene.time.passes(days=4)
    assert scene.base.shop.journal_now() == []
    scene.shop.orders[old]["order_status_id"] = CANCELLED
    scene.shop.log(old, 18, CANCELLED)
    later = scene.shop.places("TEA-100")
    found = await scene.look()
    assert numbers(found) == [kept, new, later]
    assert {str(cancelled), str(old)} <= {one.id for one in found if one.wish is Wish.CANCEL}
    city = {one.asked["recipient"]["city"] for one in found if one.asked and one.id == str(kept)}
    assert city == {"Sopot"}
    # and the journal goes on from there, of older orders, too
    scene.time.passes(minutes=6)
    assert await scene.look() == []
    newest = scene.shop.places("TEA-100")
    assert numbers(await scene.look()) == [newest]


@pytest.mark.parametrize("at_once", [1, 99, 100, 101, 250])
async def test_orders_of_one_second_are_all_found_however_many_they_are(
    scene: Scene, at_once: int
) -> None:
    made = []
    for count in (30, at_once, 30):
        made += [scene.shop.places("TEA-100") for _ in range(count)]
        scene.time.passes(seconds=1)
    # the later a confirmation, the lower the number: orders wait for their buyers
    for number, second in zip(made, sorted((scene.shop.orders[n]["date_confirmed"] for n in made),
                                           reverse=True), strict=True):  # fmt: skip
        scene.shop.orders[number]["date_confirmed"] = second
    assert numbers(await scene.look()) == made


@pytest.mark.parametrize("cursor", ["", "0", "{}", '{"log": "x"}', "\x00"])
async def test_a_cursor_that_nobody_can_read_means_to_look_through(
    scene: Scene, cursor: str
) -> None:
    number = scene.shop.places("TEA-100")
    scene.cursor = cursor
    assert numbers(await scene.look()) == [number]


async def test_a_look_that_breaks_off_goes_on_where_it_was(scene: Scene) -> None:
    made = [scene.shop.places("TEA-100") for _ in range(150)]
    found = list((await scene.page()).orders)
    scene.base.fails(Fault.CUT, 3, on="getOrders")
    with pytest.raises(PlatformAway):
        await scene.page()
    assert numbers(found + await scene.look()) == made


async def test_one_order_is_read_as_it_is_now(scene: Scene) -> None:
    number = scene.shop.places("TEA-100", is_confirmed=False)
    seen = await scene.adapter.order(str(number))
    assert seen is not None and seen.wish is Wish.WAIT
    scene.shop.removes(number)
    seen = await scene.adapter.order(str(number))
    assert seen is not None and (seen.wish, seen.state) == (Wish.CANCEL, "removed")


# --- Base's own faults ---


@pytest.mark.parametrize(
    ("fault", "times", "is_away"),
    [
        (Fault.CUT, 1, False), (Fault.CUT, 3, True), (Fault.PAGE, 1, True),
        (Fault.BROKEN, 2, False), (Fault.BROKEN, 3, True),
        (Fault.LOST, 2, False),
    ],
)  # fmt: skip
async def test_what_only_reads_is_asked_again_and_then_later(
    scene: Scene, fault: Fault, times: int, is_away: bool
) -> None:
    number = scene.shop.places("TEA-100")
    scene.base.fails(fault, times)
    if is_away:
        with pytest.raises(PlatformAway):
            await scene.look()
    assert numbers(await scene.look()) == [number]


async def test_a_blocked_token_is_left_alone_as_long_as_base_says(scene: Scene) -> None:
    number = scene.shop.places("TEA-100")
    scene.base.blocked_until = scene.time.now + timedelta(minutes=7)
    with pytest.raises(PlatformAway) as caught:
        await scene.look()
    assert caught.value.failure.code == "platform.busy"
    assert caught.value.later_s == pytest.approx(7 * 60, abs=1)
    scene.base.over_limit = 0  # somebody else had asked too often
    assert numbers(await scene.look()) == [number]


async def test_a_wrong_token_is_said_as_such(scene: Scene) -> None:
    scene.base.token = "another"
    with pytest.raises(PlatformRefused) as caught:
        await scene.adapter.knows_us()
    assert caught.value.failure.code == "platform.key_refused"


# --- what the settings mean ---


async def test_the_test_of_a_connection_names_what_can_stand_in_the_settings(scene: Scene) -> None:
    said = await scene.adapter.knows_us()
    assert "Do wysłania" in said and "4711" in said and WAREHOUSE in said


@pytest.mark.parametrize(
    ("settings", "is_known"),
    [
        ({"send": "do wyslania"}, True), ({"send": str(READY)}, True),
        ({"send": "Do wysłania, Nowe zamówienia"}, True), ({"send": "Gotowe"}, False),
        ({"cancel": "Anulowane; Zwroty"}, True), ({"set_shipped": "Nadane"}, False),
        ({"inventory": "Domyślny"}, True), ({"inventory": "4711"}, True),
        ({"inventory": "Drugi"}, False), ({"warehouse": WAREHOUSE}, True),
        ({"warehouse": "bl_9"}, False), ({"warehouse": "bl_9", "stock": "no"}, True),
    ],
)  # fmt: skip
async def test_a_name_that_the_account_does_not_have_is_refused_with_those_that_it_has(
    scene: Scene, settings: dict[str, str], is_known: bool
) -> None:
    other = Scene(scene.base, scene.time, **settings)
    try:
        if is_known:
            await other.adapter.knows_us()
            return
        with pytest.raises(PlatformRefused) as caught:
            await other.adapter.knows_us()
        assert caught.value.failure.code == "platform.setting_unknown"
        assert caught.value.failure.facts["known"]
    finally:
        await other.adapter.close()


# --- stock ---


async def test_stock_is_told_of_all_products_of_a_sku_and_of_variants(scene: Scene) -> None:
    tea = scene.shop.sells("TEA-100", stock=5)
    again = scene.shop.sells("TEA-100")
    variant = scene.shop.sells("CUP-1-RED", parent=tea)
    refused = await scene.adapter.push_stock(
        [Level(sku="TEA-100", quantity=7), Level(sku="CUP-1-RED", quantity=0),
         Level(sku="NOT-THERE", quantity=3)]
    )  # fmt: skip
    there = {one: scene.shop.products[one]["stock"][WAREHOUSE] for one in (tea, again, variant)}
    assert there == {tea: 7, again: 7, variant: 0}
    assert {sku: no.code for sku, no in refused.items()} == {"NOT-THERE": "platform.sku_not_there"}


async def test_a_thousand_products_go_in_one_call_and_no_more(scene: Scene) -> None:
    skus = [f"SKU-{one}" for one in range(1_000)]
    scene.base.fails(Fault.CUT, 3, on="getInventoryProductsList", after=1)
    for sku in skus:
        scene.shop.sells(sku)
    scene.shop.sells("SKU-0")
    levels = [Level(sku=sku, quantity=4) for sku in skus]
    with pytest.raises(PlatformAway):
        await scene.adapter.push_stock(levels)
    refused = await scene.adapter.push_stock(levels)
    calls = scene.base.calls("updateInventoryProductsStock")
    assert not refused
    assert [len(one["products"]) for one in calls] == [1_000, 1]
    assert {one["stock"][WAREHOUSE] for one in scene.shop.products.values()} == {4}
    await scene.adapter.push_stock([Level(sku="SKU-1", quantity=2)])
    # each page once: what broke off went on where it was, and a second telling reads none
    assert [one["page"] for one in scene.base.calls("getInventoryProductsList")] == [1, 2]


async def test_a_product_that_base_does_not_take_is_named(scene: Scene) -> None:
    tea = scene.shop.sells("TEA-100")
    await scene.adapter.push_stock([Level(sku="TEA-100", quantity=1)])
    del scene.shop.products[tea]
    refused = await scene.adapter.push_stock([Level(sku="TEA-100", quantity=2)])
    assert refused["TEA-100"].code == "platform.not_counted_there"
    assert refused["TEA-100"].words == "Product does not exist"


# --- what is told of an order ---


def parcel(number: int, **more: Any) -> Parcel:
    made = Parcel(
        reference="0198c2f0-0000-7000-8000-000000000001", order_id=str(number),
        order_number=str(number), carrier="inpost", carrier_name="InPost",
        service="inpost_courier_standard", tracking_number="620000000000000000000001",
        tracking_url=None, shipped_at=datetime(2026, 11, 30, 12, tzinfo=UTC),
        lines=(("2001", "TEA-100", 1),), is_last=True,
    )  # fmt: skip
    return msgspec.structs.replace(made, **more)


async def test_a_parcel_that_is_sent_instead_takes_the_place_of_the_lost_one(scene: Scene) -> None:
    number = scene.shop.places("TEA-100")
    await scene.adapter.tell_shipped(parcel(number))
    gone = scene.shop.packages[number][0]["courier_package_nr"]
    scene.shop.moves(number, CANCELLED)
    instead = parcel(number, tracking_number="620000000000000000000002", instead_of=(gone,))
    scene.base.fails(Fault.LOST, on="deleteCourierPackage")
    with pytest.raises(PlatformAway):
        await scene.adapter.tell_shipped(instead)
    await scene.adapter.tell_shipped(instead)
    [package] = scene.shop.packages[number]
    assert package["courier_package_nr"] == instead.tracking_number
    assert scene.shop.orders[number]["order_status_id"] == CANCELLED, "it says nothing of the rest"


async def test_a_delivered_order_gets_the_status_that_its_seller_named(scene: Scene) -> None:
    number = scene.shop.places("TEA-100")
    assert await scene.adapter.tell_delivered(parcel(number, is_all_delivered=True), "") is None
    other = Scene(scene.base, scene.time, set_delivered=STATUSES[DELIVERED])
    assert await other.adapter.tell_delivered(parcel(number), "") is None, "one is on its way"
    await other.adapter.tell_delivered(parcel(number, is_all_delivered=True), "")
    assert scene.shop.orders[number]["order_status_id"] == DELIVERED
    assert await other.adapter.tell_delivered(parcel(42, is_all_delivered=True), "") is None
    await other.adapter.close()


@pytest.mark.parametrize("fault", [None, Fault.LOST, Fault.CUT, Fault.PAGE])
async def test_a_parcel_is_one_package_there_whatever_is_lost_on_the_way(
    scene: Scene, fault: Fault | None
) -> None:
    number = scene.shop.places("TEA-100")
    if fault is not None:
        # the worker is killed, or the answer lost, between Base's deed and our record of it
        scene.base.fails(fault, on="createPackageManual")
        with pytest.raises(PlatformAway):
            await scene.adapter.tell_shipped(parcel(number))
    await scene.adapter.tell_shipped(parcel(number, is_again=True))
    await scene.adapter.tell_shipped(parcel(number, is_again=True))
    (made,) = scene.shop.packages[number]
    assert (made["courier_code"], made["courier_package_nr"]) == (
        "inpostkurier", "620000000000000000000001",
    )  # fmt: skip
    assert scene.shop.orders[number]["order_status_id"] == SHIPPED


async def test_an_order_that_went_on_there_is_not_brought_back_by_a_second_try(
    scene: Scene,
) -> None:
    number = scene.shop.places("TEA-100")
    scene.base.fails(Fault.LOST, on="setOrderStatus")
    with pytest.raises(PlatformAway):
        await scene.adapter.tell_shipped(parcel(number))
    scene.shop.moves(number, RETURNED)
    await scene.adapter.tell_shipped(parcel(number, is_again=True))
    assert scene.shop.orders[number]["order_status_id"] == RETURNED


async def test_a_courier_that_base_has_no_code_for_is_entered_by_its_name(scene: Scene) -> None:
    number = scene.shop.places("TEA-100")
    await scene.adapter.tell_shipped(
        parcel(number, carrier="house", carrier_name="Kurier domowy pana Jana", is_last=False)
    )
    assert scene.shop.packages[number][0]["courier_code"] == "Kurier domowy pana J"
    assert scene.shop.orders[number]["order_status_id"] == READY


async def test_a_second_parcel_is_a_second_package(scene: Scene) -> None:
    number = scene.shop.places("TEA-100")
    await scene.adapter.tell_shipped(parcel(number, is_last=False))
    await scene.adapter.tell_shipped(parcel(number, tracking_number="2"))
    assert [one["courier_package_nr"] for one in scene.shop.packages[number]] == [
        "620000000000000000000001", "2",
    ]  # fmt: skip


async def test_of_an_order_that_is_gone_nothing_can_be_told(scene: Scene) -> None:
    with pytest.raises(PlatformRefused):
        await scene.adapter.tell_shipped(parcel(42))
    assert await scene.adapter.tell_answer("42", Answer.CANCELLED, "") is None


async def test_an_order_is_packed_and_cancelled_there_as_the_settings_say(scene: Scene) -> None:
    number = scene.shop.places("TEA-100")
    await scene.adapter.tell_packed(str(number))
    assert scene.shop.orders[number]["order_status_id"] == PACKED
    await scene.adapter.tell_answer(str(number), Answer.CANCELLED, "")
    assert scene.shop.orders[number]["order_status_id"] == CANCELLED
    # one that was called off there already keeps the status in which it was
    scene.base.called.clear()
    await scene.adapter.tell_answer(str(number), Answer.CANCELLED, "")
    assert not scene.base.calls("setOrderStatus")


async def test_that_it_was_too_late_stands_beside_the_order_once(scene: Scene) -> None:
    number = scene.shop.places("TEA-100", admin_comments="VIP")
    for _ in range(2):
        await scene.adapter.tell_answer(str(number), Answer.TOO_LATE, "Za późno: spakowane.")
    assert scene.shop.orders[number]["admin_comments"] == "Za późno: spakowane. VIP"
    await scene.adapter.tell_note(str(number), "x" * 195)
    assert scene.shop.orders[number]["admin_comments"] == "Za późno: spakowane. VIP"


def test_the_simulator_blocks_whoever_asks_too_often() -> None:
    time = Time()
    with BaseSimulator(time) as base:
        for _ in range(100):
            assert base.call(base.token, "getInventories", {})["status"] == "SUCCESS"
        no = base.call(base.token, "getInventories", {})
        assert no["error_code"] == "ERROR_BLOCKED_TOKEN"
        assert no["error_message"].endswith("2026-11-30 11:10:00")
        time.passes(minutes=5)
        assert base.call(base.token, "getInventories", {})["status"] == "ERROR"
        time.passes(minutes=5)
        assert base.call(base.token, "getInventories", {})["status"] == "SUCCESS"


def test_the_simulators_journal_forgets_after_three_days() -> None:
    time = Time()
    with BaseSimulator(time) as base:
        base.shop.places("TEA-100")
        assert len(base.call(base.token, "getJournalList", {"last_log_id": 0})["logs"]) == 2
        time.passes(days=3, seconds=1)
        assert base.call(base.token, "getJournalList", {"last_log_id": 0})["logs"] == []
        assert timedelta(days=3) == base_shop.JOURNAL_KEPT
