"""Goods come back, announced or not, and everything adds up afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from tests import cast
from tests.cast import Hall
from tests.returns.shipped import Gone, ship
from wms.access.people import AtWork
from wms.barcodes import Verb, command_code
from wms.catalog.models import Product
from wms.db import HALL, Database, Tx, new_id
from wms.errors import SeveralInvalid
from wms.layout.errors import PlaceUnknown
from wms.returns.announce import NewReturn, NewReturnLine, announce
from wms.returns.arrive import Arrived, arrive
from wms.returns.clocks import clocks
from wms.returns.errors import (
    NotAShelf,
    NotConfirmed,
    NothingReceived,
    NothingToInspect,
    NotQuarantine,
    NotReturnsPlace,
    NotShipped,
    OnlyNewIsRestocked,
    ParcelUnknown,
    ReturnedItemUnknown,
    ReturnExists,
    ReturnOrderUnknown,
    ReturnOver,
    ReturnUnknown,
    SeveralShops,
    SkuNotShipped,
    StillToInspect,
    TooManyBack,
)
from wms.returns.inspection.finish import finish
from wms.returns.inspection.grade import CONDITION, Verdict, grade
from wms.returns.inspection.receive import receive_item
from wms.returns.inspection.rubric import USUAL
from wms.returns.models import BLAMES, DISPOSITIONS, GRADES
from wms.returns.queries import return_by_number, return_view, returns, returns_in_work
from wms.returns.unidentified.take_in import arrive_unidentified, identify
from wms.shops.models import Shop

CONFIRM = command_code(Verb.CONFIRM)


@dataclass
class World:
    hall: Hall
    shop: Shop
    tea: Product
    cup: Product
    by: AtWork
    gone: Gone
    tea_code: str
    cup_code: str

    def label(self, place: str) -> str:
        return str(self.hall[place].label_code)

    def announced(self, external_id: str = "R-A", **facts: Any) -> NewReturn:
        lines = facts.pop("lines", {"TEA-100": 2})
        return NewReturn(
            external_id=external_id,
            order_external_id=self.gone.external_id,
            lines=tuple(NewReturnLine(sku=s, quantity=q) for s, q in lines.items()),
            **facts,
        )


async def build(tx: Tx) -> World:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    cup = await cast.add_product(tx, shop, "CUP-1")
    by = await cast.hire(tx)
    gone = await ship(tx, hall, shop, [(tea, 3), (cup, 1)])
    return World(
        hall, shop, tea, cup, by, gone,
        await cast.barcode_of(tx, tea), await cast.barcode_of(tx, cup),
    )  # fmt: skip


@pytest.fixture
async def world(tx: Tx) -> World:
    return await build(tx)


async def events(tx: Tx, world: World) -> list[tuple[str, dict[str, Any]]]:
    rows = await tx.execute(
        text(
            "SELECT type, data FROM events WHERE shop_id = :s AND type LIKE 'return.%' ORDER BY id"
        ),
        {"s": world.shop.id},
    )
    return [(row.type, row.data) for row in rows]


async def on_hand(tx: Tx, product: Product) -> dict[tuple[str, str], int]:
    rows = await tx.execute(
        text(
            "SELECT p.code, b.condition, b.on_hand FROM balances b JOIN places p "
            "ON p.id = b.place_id WHERE product_id = :p AND on_hand > 0"
        ),
        {"p": product.id},
    )
    return {(row.code, row.condition): row.on_hand for row in rows}


async def test_an_announced_return_goes_back_to_the_shelf(tx: Tx, world: World) -> None:
    made = await announce(
        tx, world.shop.id, world.announced(tracking_number="BACK-1", declared_at=datetime.now(UTC))
    )
    assert (made.status, made.order_external_id) == ("announced", world.gone.external_id)
    here = await arrive(tx, "BACK-1")
    assert (here.return_id, here.is_new) == (made.id, False)
    for n in (1, 2):
        received = await receive_item(tx, made.number, world.tea_code, by=world.by)
        assert received.received == n
    assert await on_hand(tx, world.tea) == {("RET", "quarantine"): 2}
    verdict = Verdict(line_id=received.line_id, grade="A", disposition="restock")
    first = await grade(tx, made.number, verdict, world.label("A-02-1"), by=world.by)
    assert (first.is_completed, first.place) == (False, "A-02-1")
    last = await grade(tx, made.number, verdict, world.label("A-02-1"), by=world.by)
    assert last.is_completed
    assert await on_hand(tx, world.tea) == {("A-02-1", "good"): 2}
    view = await return_view(tx, world.shop.id, made.id)
    assert view.status == "completed"
    assert [(f.grade, f.disposition, f.quantity) for f in view.lines[0].findings] == [
        ("A", "restock", 1),
        ("A", "restock", 1),
    ]
    told = await events(tx, world)
    assert [kind for kind, _ in told] == [
        "return.announced", "return.arrived", "return.inspected", "return.inspected",
        "return.refund_clearable", "return.completed",
    ]  # fmt: skip
    evidence = told[-2][1]
    assert evidence["arrived_at"] and evidence["inspected_at"] and evidence["refund_due_at"]
    assert evidence["lines"][0]["received"] == 2
    assert evidence["order_external_id"] == world.gone.external_id
    assert await tx.scalar(
        text("SELECT status FROM orders WHERE id = :o"), {"o": world.gone.order_id}
    ) == "shipped", "one cup and one tea are still out"  # fmt: skip


async def test_what_is_told_holds_no_consumer(tx: Tx, world: World) -> None:
    made = await announce(tx, world.shop.id, world.announced(note="Jan Kowalski called"))
    await arrive(tx, f"R-{made.number}")
    assert "Kowalski" not in str(await events(tx, world))


@pytest.mark.parametrize("way", ["tracking", "parcel", "slip"])
async def test_an_unannounced_parcel_is_known_by_what_is_on_it(
    tx: Tx, world: World, way: str
) -> None:
    code = {
        "tracking": world.gone.tracking_number,
        "parcel": world.gone.parcel_label,
        "slip": world.gone.slip_code,
    }[way]
    here = await arrive(tx, code)
    assert here.is_new
    again = await arrive(tx, code)
    assert (again.return_id, again.is_new) == (here.return_id, False)
    view = await return_by_number(tx, here.number)
    assert view.order_number == world.gone.number
    assert view.reason == ("other" if way == "slip" else "undelivered")
    assert [kind for kind, _ in await events(tx, world)] == ["return.arrived"]


async def test_an_announced_return_is_found_by_its_order_s_labels(tx: Tx, world: World) -> None:
    made = await announce(tx, world.shop.id, world.announced())
    assert (await arrive(tx, world.gone.slip_code)).return_id == made.id
    assert (await arrive(tx, f"r{made.number}")).return_id == made.id
    assert (await arrive(tx, "R-A")).return_id == made.id


async def test_everything_back_makes_the_order_returned(tx: Tx, world: World) -> None:
    here = await arrive(tx, world.gone.slip_code)
    line = None
    for code in (world.tea_code, world.tea_code, world.tea_code, world.cup_code):
        line = (await receive_item(tx, here.number, code, by=world.by)).line_id
    view = await return_by_number(tx, here.number)
    for one in view.lines:
        await grade(
            tx, here.number,
            Verdict(line_id=one.id, grade="B", disposition="return_to_shop", quantity=one.received),
            world.label("RET"), by=world.by,
        )  # fmt: skip
    assert line is not None
    await finish(tx, here.number)
    status = await tx.scalar(
        text("SELECT status FROM orders WHERE id = :o"), {"o": world.gone.order_id}
    )
    assert status == "returned"
    assert await on_hand(tx, world.tea) == {("RET", "opened"): 3}
    with pytest.raises(ReturnOver):
        await receive_item(tx, here.number, world.tea_code, by=world.by)


async def test_more_than_was_shipped_is_refused_in_words_or_taken_as_surplus(
    tx: Tx, world: World
) -> None:
    here = await arrive(tx, world.gone.slip_code)
    await receive_item(tx, here.number, world.cup_code, by=world.by)
    with pytest.raises(TooManyBack) as caught:
        await receive_item(tx, here.number, world.cup_code, by=world.by)
    assert "1 shipped, 1 of them back" in str(caught.value)
    other = await cast.add_product(tx, world.shop, "HAT-9")
    hat = await cast.barcode_of(tx, other)
    with pytest.raises(SkuNotShipped, match="was not shipped with order"):
        await receive_item(tx, here.number, hat, by=world.by)
    with pytest.raises(ReturnedItemUnknown):
        await receive_item(tx, here.number, "NO-SUCH", by=world.by)
    surplus = await receive_item(tx, here.number, hat, by=world.by, is_surplus=True)
    assert surplus.is_surplus
    view = await return_by_number(tx, here.number)
    assert [(one.sku, one.order_line_id is None) for one in view.lines] == [
        ("CUP-1", False),
        ("HAT-9", True),
    ]
    wrong = Verdict(line_id=surplus.line_id, grade="wrong_item", disposition="quarantine")
    await grade(tx, here.number, wrong, world.label("QUAR"), by=world.by)
    assert await on_hand(tx, other) == {("QUAR", "quarantine"): 1}


async def test_a_pack_comes_back_as_its_pieces(tx: Tx, world: World) -> None:
    pack = await cast.add_barcode(tx, world.tea, "TEA-PACK-OF-2", quantity=2)
    here = await arrive(tx, world.gone.slip_code)
    assert (await receive_item(tx, here.number, pack, by=world.by)).received == 2
    with pytest.raises(TooManyBack):
        await receive_item(tx, here.number, pack, by=world.by)


@pytest.mark.parametrize(
    ("grade_given", "disposition", "place", "kept"),
    [
        ("A", "quarantine", "QUAR", ("QUAR", "quarantine")),
        ("B", "refurbish", "QUAR", ("QUAR", "opened")),
        ("C", "quarantine", "QUAR", ("QUAR", "damaged")),
        ("A", "return_to_shop", "RET", ("RET", "opened")),
        ("C", "return_to_shop", "RET", ("RET", "damaged")),
        ("D", "dispose", CONFIRM, None),
        ("empty", "dispose", CONFIRM, None),
    ],
)
async def test_where_things_go(
    tx: Tx,
    world: World,
    grade_given: str,
    disposition: str,
    place: str,
    kept: tuple[str, str] | None,
) -> None:
    here = await arrive(tx, world.gone.slip_code)
    line = (await receive_item(tx, here.number, world.cup_code, by=world.by)).line_id
    verdict = Verdict(line_id=line, grade=grade_given, disposition=disposition, blame="carrier")
    code = place if place == CONFIRM else world.label(place)
    await grade(tx, here.number, verdict, code, by=world.by)
    assert await on_hand(tx, world.cup) == ({kept: 1} if kept else {})
    returned = await tx.scalar(
        text("SELECT returned FROM order_lines WHERE id = :l"), {"l": world.gone.lines[1]}
    )
    assert returned == (0 if grade_given == "empty" else 1)


@pytest.mark.parametrize(
    ("grade_given", "disposition", "place", "refusal"),
    [
        ("B", "restock", "A-02-1", OnlyNewIsRestocked),
        ("A", "restock", "BENCH-1", NotAShelf),
        ("C", "quarantine", "A-02-1", NotQuarantine),
        ("B", "refurbish", "RET", NotQuarantine),
        ("B", "return_to_shop", "QUAR", NotReturnsPlace),
        ("D", "dispose", "QUAR", NotConfirmed),
    ],
)
async def test_a_wrong_place_is_refused_and_moves_nothing(
    tx: Tx, world: World, grade_given: str, disposition: str, place: str, refusal: type[Exception]
) -> None:
    here = await arrive(tx, world.gone.slip_code)
    line = (await receive_item(tx, here.number, world.cup_code, by=world.by)).line_id
    verdict = Verdict(line_id=line, grade=grade_given, disposition=disposition)
    with pytest.raises(refusal):
        await grade(tx, here.number, verdict, world.label(place), by=world.by)
    assert await on_hand(tx, world.cup) == {("RET", "quarantine"): 1}


async def test_no_place_nothing_to_inspect_and_too_early_an_end(tx: Tx, world: World) -> None:
    here = await arrive(tx, world.gone.slip_code)
    with pytest.raises(NothingReceived):
        await finish(tx, here.number)
    line = (await receive_item(tx, here.number, world.cup_code, by=world.by)).line_id
    with pytest.raises(StillToInspect):
        await finish(tx, here.number)
    verdict = Verdict(line_id=line, grade="A", disposition="restock")
    with pytest.raises(PlaceUnknown):
        await grade(tx, here.number, verdict, world.cup_code, by=world.by)
    for bad in (
        Verdict(line_id=line, grade="A", disposition="restock", quantity=2),
        Verdict(line_id=new_id(), grade="A", disposition="restock"),
    ):
        with pytest.raises(NothingToInspect):
            await grade(tx, here.number, bad, world.label("A-02-1"), by=world.by)
    with pytest.raises(ReturnUnknown):
        await finish(tx, 987_654_321)


async def test_an_announcement_that_cannot_be_is_refused_with_the_facts(
    tx: Tx, world: World
) -> None:
    shop = world.shop.id
    with pytest.raises(TooManyBack) as many:
        await announce(tx, shop, world.announced(lines={"TEA-100": 4}))
    assert many.value.pointer == "/lines/0/quantity"
    assert many.value.facts["shipped"] == 3
    with pytest.raises(SeveralInvalid) as several:
        await announce(tx, shop, world.announced(lines={"NONE": 1, "CUP-1": 2}))
    assert [one.pointer for one in several.value.errors] == ["/lines/0/sku", "/lines/1/quantity"]
    await announce(tx, shop, world.announced("R-1", lines={"TEA-100": 2}))
    with pytest.raises(ReturnExists):
        await announce(tx, shop, world.announced("R-1", lines={"TEA-100": 1}))
    with pytest.raises(TooManyBack):
        await announce(tx, shop, world.announced("R-2", lines={"TEA-100": 2}))
    await announce(tx, shop, world.announced("R-3", lines={"TEA-100": 1}))
    other = await cast.open_shop(tx, "INITECH")
    with pytest.raises(ReturnOrderUnknown):
        await announce(tx, other.id, world.announced("R-4"))


async def test_an_order_that_has_not_left_has_no_returns(tx: Tx, world: World) -> None:
    await tx.execute(
        text("UPDATE order_lines SET shipped = 0 WHERE order_id = :o"), {"o": world.gone.order_id}
    )
    with pytest.raises(NotShipped):
        await announce(tx, world.shop.id, world.announced())
    with pytest.raises(NotShipped):
        await arrive(tx, world.gone.slip_code)


async def test_a_parcel_nobody_knows_waits_until_its_shop_says(tx: Tx, world: World) -> None:
    with pytest.raises(ParcelUnknown):
        await arrive(tx, "WHO-IS-THIS")
    lost = await arrive_unidentified(tx, world.shop.id, code="WHO-IS-THIS", note="wet")
    assert (await arrive_unidentified(tx, world.shop.id, code="WHO-IS-THIS")).number == lost.number
    assert [kind for kind, _ in await events(tx, world)] == ["return.unidentified"]
    with pytest.raises(ReturnOver):
        await receive_item(tx, lost.number, world.tea_code, by=world.by)
    other = await cast.open_shop(tx, "INITECH")
    with pytest.raises(ReturnOrderUnknown):
        await identify(tx, other.id, lost.return_id, world.gone.external_id)
    found = await identify(tx, world.shop.id, lost.return_id, world.gone.external_id)
    assert found.status == "arrived"
    await receive_item(tx, lost.number, world.tea_code, by=world.by)
    with pytest.raises(ReturnUnknown):
        await identify(tx, world.shop.id, lost.return_id, world.gone.external_id)


async def test_a_code_of_several_shops_chooses_none_of_them(tx: Tx, world: World) -> None:
    mine = await announce(tx, world.shop.id, world.announced("1001"))
    other = await cast.open_shop(tx)
    cup = await cast.add_product(tx, other, "CUP-2")
    theirs = await ship(tx, world.hall, other, [(cup, 1)])
    announced = await announce(
        tx,
        other.id,
        NewReturn(
            external_id="1001",
            order_external_id=theirs.external_id,
            lines=(NewReturnLine(sku="CUP-2", quantity=1),),
        ),
    )
    with pytest.raises(SeveralShops):
        await arrive(tx, "1001")
    assert (await return_view(tx, world.shop.id, mine.id)).status == "announced"
    # our own number and our own label are one return's
    assert (await arrive(tx, f"R-{mine.number}")).return_id == mine.id
    assert (await arrive(tx, theirs.parcel_label)).return_id == announced.id
    with pytest.raises(SeveralShops):
        await arrive(tx, "1001")


async def test_our_number_of_a_return_is_never_a_shop_s_name_for_another(
    tx: Tx, world: World
) -> None:
    mine = await announce(tx, world.shop.id, world.announced("R-999999", lines={"TEA-100": 1}))
    named = await announce(
        tx, world.shop.id, world.announced(f"R-{mine.number}", lines={"TEA-100": 1})
    )
    assert (await arrive(tx, f"r-{mine.number}")).return_id == mine.id
    assert (await return_view(tx, world.shop.id, named.id)).status == "announced"
    with pytest.raises(ParcelUnknown):
        await arrive(tx, "R-999999")


async def test_a_courier_s_number_of_two_shops_chooses_neither(tx: Tx, world: World) -> None:
    other = await cast.open_shop(tx)
    cup = await cast.add_product(tx, other, "CUP-2")
    theirs = await ship(tx, world.hall, other, [(cup, 1)])
    await tx.execute(
        text("UPDATE shipments SET carrier = 'other', tracking_number = :t WHERE parcel_id = :p"),
        {"t": world.gone.tracking_number, "p": theirs.parcel_id},
    )
    with pytest.raises(SeveralShops):
        await arrive(tx, world.gone.tracking_number)
    assert (await arrive(tx, theirs.slip_code)).shop_id == other.id


@pytest.mark.parametrize("is_known", [True, False])
async def test_a_parcel_scanned_on_many_devices_at_once_is_one_return(
    db: Database, is_known: bool
) -> None:
    async with db.begin(HALL) as tx:
        world = await build(tx)

    async def scan() -> Arrived:
        async with db.begin(HALL) as tx:
            if is_known:
                here = await arrive(tx, world.gone.tracking_number)
            else:
                here = await arrive_unidentified(tx, world.shop.id, code="LOST-1")
            await asyncio.sleep(0.05)  # long enough for all to have looked
            return here

    came = await asyncio.gather(*(scan() for _ in range(5)))
    assert len({one.return_id for one in came}) == 1
    assert sorted(one.is_new for one in came) == [False] * 4 + [True]
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT count(*) FROM returns")) == 1
        told = await read.scalar(text("SELECT count(*) FROM events WHERE type LIKE 'return.%'"))
        assert told == 1


async def test_lists_go_on_where_they_stopped(tx: Tx, world: World) -> None:
    for name, sku in (("RET-1", "TEA-100"), ("RET-2", "TEA-100"), ("RET-3", "CUP-1")):
        await announce(tx, world.shop.id, world.announced(name, lines={sku: 1}))
    first = await returns(tx, world.shop.id, limit=2)  # type: ignore[arg-type]  # a Tx reads as well
    last = first[-1]
    rest = await returns(tx, world.shop.id, limit=2, after=(last.updated_at, last.id))  # type: ignore[arg-type]  # a Tx reads as well
    assert [r.external_id for r in first + rest] == ["RET-1", "RET-2", "RET-3"]
    (one,) = await returns(tx, world.shop.id, limit=9, external_id="RET-2")  # type: ignore[arg-type]  # a Tx reads as well
    assert one.external_id == "RET-2"
    assert await returns(tx, world.shop.id, limit=9, status="completed") == []  # type: ignore[arg-type]  # a Tx reads as well
    before = await returns_in_work(tx)  # type: ignore[arg-type]  # a Tx reads as well
    await arrive(tx, "RET-3")
    assert await returns_in_work(tx) == before + 1  # type: ignore[arg-type]  # a Tx reads as well


async def test_two_benches_cannot_take_the_last_unit_twice(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    async with db.begin(HALL) as tx:
        world = await build(tx)
        here = await arrive(tx, world.gone.slip_code)

    async def take() -> bool:
        try:
            async with db.begin(HALL) as tx:
                await receive_item(tx, here.number, world.cup_code, by=world.by)
        except TooManyBack:
            return False
        return True

    won = await asyncio.gather(*(take() for _ in range(8)))
    assert sum(won) == 1
    async with db.begin(HALL) as tx:
        (line,) = (await return_by_number(tx, here.number)).lines
        verdict = Verdict(line_id=line.id, grade="A", disposition="restock")
        await grade(tx, here.number, verdict, world.label("A-02-1"), by=world.by)
        await finish(tx, here.number)
    await holds()


def test_every_grade_and_disposition_has_its_use() -> None:
    assert set(USUAL) == set(CONDITION) == set(GRADES)
    assert set(USUAL.values()) | {"refurbish"} == set(DISPOSITIONS)
    assert "unknown" in BLAMES


def test_clocks() -> None:
    said = datetime(2026, 11, 2, 12, tzinfo=UTC)
    # the last second of 16 November in Warsaw
    due = datetime(2026, 11, 16, 22, 59, 59, tzinfo=UTC)
    open_ = clocks("withdrawal", said, None)
    assert (open_.goods_due_at, open_.refund_due_at) == (due, due)
    assert open_.is_refund_withholdable
    assert not clocks("withdrawal", said, said).is_refund_withholdable
    assert clocks("complaint", said, None).complaint_answer_due_at == due
    assert clocks("withdrawal", None, None) == clocks("other", said, None)
