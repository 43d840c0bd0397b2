"""What an inspector finds is held against the shop's rubric and against what was shipped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.photos.pictures import picture
from tests.returns.test_returns import CONFIRM, World, build, events, on_hand
from wms.access.desks import hire_office_user
from wms.db import HALL, Database, Read, Tx, new_id
from wms.errors import Refusal, SeveralInvalid
from wms.photos.develop import develop
from wms.returns.announce import announce
from wms.returns.arrive import arrive
from wms.returns.inspection.correct import (
    Correction,
    ScrapTwoNeeded,
    WhyNeeded,
    correct_finding,
)
from wms.returns.inspection.errors import (
    AnotherLot,
    AnotherSerial,
    CheckUnknown,
    GoodsWentOn,
    LotAsked,
    MismatchIsNotSold,
    NotEmpty,
    OrderIsBack,
    PhotoNeeded,
    RefundOfRejected,
    SamePersonTwice,
    SecondPersonNeeded,
    SerialEach,
    SerialNeeded,
    SerialTwice,
    WorkIsDone,
)
from wms.returns.inspection.finish import finish, finish_empty
from wms.returns.inspection.follow_ups import (
    agree_to_scrap,
    finish_repair,
    give_to_driver,
    open_work,
)
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.photos import keep_photo
from wms.returns.inspection.receive import Told, receive_item
from wms.returns.inspection.refund import clear_refund, reached, refunded
from wms.returns.inspection.rubric import GradeRule, ProductRule, Rubric
from wms.returns.inspection.rubric_versions import (
    RubricChanged,
    latest_rubric,
    restore_rubric,
    save_rubric,
)
from wms.returns.inspection.undo import undo
from wms.returns.queries import return_by_number
from wms.returns.reject import reject
from wms.verify import verify


@pytest.fixture
async def world(tx: Tx) -> World:
    return await build(tx)


async def at_the_desk(tx: Tx) -> UUID:
    person = {"email": f"{new_id()}@example.com", "password": "correct-horse-battery"}
    return await hire_office_user(tx, name="Ewa", role="manager", **person)


async def arrived(tx: Tx, world: World) -> int:
    return (await arrive(tx, world.gone.slip_code)).number


async def packed_with(tx: Tx, world: World, *, serial: str | None = None, lot: str = "") -> None:
    """The cup's parcel knows its serial number, or its lot."""
    cup = {"p": world.cup.id, "s": world.shop.id}
    if serial:
        world.cup.is_serial_tracked = True
        await tx.flush()
        await tx.execute(
            text("UPDATE parcel_lines SET serials = ARRAY[:n] WHERE product_id = :p"),
            cup | {"n": serial},
        )
    if lot:
        world.cup.is_lot_tracked = True
        await tx.flush()
        made = await tx.scalar(
            text(
                "INSERT INTO lots (shop_id, product_id, id, code) VALUES (:s, :p, uuidv7(), :c) "
                "RETURNING id"
            ),
            cup | {"c": lot},
        )
        await tx.execute(
            text("UPDATE parcel_lines SET lot_id = :l WHERE product_id = :p"), cup | {"l": made}
        )


async def test_another_serial_number_than_shipped_is_no_return_of_the_line(
    tx: Tx, world: World
) -> None:
    await packed_with(tx, world, serial="SN-1")
    number = await arrived(tx, world)
    pack = await cast.add_barcode(tx, world.cup, "CUP-PACK-OF-2", quantity=2)
    with pytest.raises(SerialEach):
        await receive_item(tx, number, pack, by=world.by)
    with pytest.raises(SerialNeeded):
        await receive_item(tx, number, world.cup_code, by=world.by)
    with pytest.raises(AnotherSerial, match=r"SN-9\. Shipped was SN-1"):
        await receive_item(tx, number, world.cup_code, by=world.by, told=Told(serial="SN-9"))
    assert await on_hand(tx, world.cup) == {}, "nothing came while nobody said what it is"
    aside = Told(serial="SN-9", is_put_aside=True)
    got = await receive_item(tx, number, world.cup_code, by=world.by, told=aside, scan_id=new_id())
    assert got.is_mismatch
    sold = Verdict(line_id=got.line_id, grade="A", disposition="restock")
    with pytest.raises(MismatchIsNotSold):
        await grade(tx, number, sold, world.label("A-02-1"), by=world.by)
    kept = Verdict(line_id=got.line_id, grade="A", disposition="quarantine", blame="consumer")
    await grade(tx, number, kept, world.label("QUAR"), by=world.by)
    assert (await events(tx, world))[-1][1]["mismatches"] == [
        {"kind": "serial", "found": "SN-9", "shipped": ["SN-1"]}
    ]
    returned = await tx.scalar(
        text("SELECT returned FROM order_lines WHERE id = :l"), {"l": world.gone.lines[1]}
    )
    assert returned == 0
    # the one that was shipped may still come, once
    mine = Told(serial="SN-1")
    await receive_item(tx, number, world.cup_code, by=world.by, told=mine)
    with pytest.raises(SerialTwice):
        await receive_item(tx, number, world.cup_code, by=world.by, told=mine)
    lines = (await return_by_number(tx, number)).lines
    assert [(one.is_mismatch, one.serials) for one in lines] == [
        (True, ["SN-9"]),
        (False, ["SN-1"]),
    ]
    await undo(tx, number, by=world.by)
    assert await verify(Read(tx)) == []


async def test_a_supervisor_may_count_another_serial_number_all_the_same(
    tx: Tx, world: World
) -> None:
    await packed_with(tx, world, serial="SN-1")
    number = await arrived(tx, world)
    boss = await cast.hire(tx, "Szefowa")
    told = Told(serial="SN-9", allowed_by=boss.operator_id)
    scan = new_id()
    got = await receive_item(tx, number, world.cup_code, by=world.by, told=told, scan_id=scan)
    assert not got.is_mismatch
    [line] = (await return_by_number(tx, number)).lines
    assert line.mismatches[0].is_allowed and line.order_line_id == world.gone.lines[1]
    await undo(tx, number, by=world.by)
    [line] = (await return_by_number(tx, number)).lines
    assert (line.received, line.serials, line.mismatches) == (0, [], [])


async def test_another_lot_than_shipped_is_put_aside(tx: Tx, world: World) -> None:
    await packed_with(tx, world, lot="L-1")
    number = await arrived(tx, world)
    with pytest.raises(LotAsked, match="L-1"):
        await receive_item(tx, number, world.cup_code, by=world.by, told=Told(asks_lot=True))
    with pytest.raises(AnotherLot):
        await receive_item(tx, number, world.cup_code, by=world.by, told=Told(lot="L-2"))
    with pytest.raises(AnotherLot):
        await receive_item(tx, number, f"]C101{world.cup_code:0>14}10L-3", by=world.by)
    good = await receive_item(tx, number, world.cup_code, by=world.by, told=Told(lot="L-1"))
    aside = Told(lot="L-2", is_put_aside=True)
    other = await receive_item(tx, number, world.cup_code, by=world.by, told=aside)
    assert (good.is_mismatch, other.is_mismatch) == (False, True)
    lots = await tx.scalars(
        text(
            "SELECT l.code FROM balances b JOIN lots l ON l.shop_id = b.shop_id "
            "AND l.id = b.lot_id WHERE b.product_id = :p AND b.on_hand > 0 ORDER BY 1"
        ),
        {"p": world.cup.id},
    )
    assert list(lots) == ["L-1", "L-2"]


async def one_cup(tx: Tx, world: World, number: int) -> Verdict:
    got = await receive_item(tx, number, world.cup_code, by=world.by, scan_id=new_id())
    return Verdict(line_id=got.line_id, grade="D", disposition="dispose", blame="carrier")


def but(verdict: Verdict, **facts: Any) -> Verdict:
    return msgspec.structs.replace(verdict, **facts)


async def test_a_picture_that_the_shop_wants_is_taken_or_its_want_is_told(
    tx: Tx, world: World
) -> None:
    rubric = Rubric(
        grades={"C": GradeRule(is_photo_wanted=True, disposition="return_to_shop")},
        checklist=({"en": "Lid", "pl": "Pokrywka"},),
    )
    saved = await save_rubric(tx, world.shop.id, rubric, by=None)
    number = await arrived(tx, world)
    bad = but(await one_cup(tx, world, number), grade="C", disposition="quarantine", missing=(0,))
    with pytest.raises(PhotoNeeded):
        await grade(tx, number, bad, world.label("QUAR"), by=world.by)
    with pytest.raises(CheckUnknown):
        await grade(tx, number, but(bad, missing=(7,)), world.label("QUAR"), by=world.by)
    photo = await keep_photo(tx, number, develop(picture(20, 10)), line_id=bad.line_id, by=world.by)
    await grade(tx, number, bad, world.label("QUAR"), by=world.by)
    [line] = (await return_by_number(tx, number)).lines
    [found] = line.findings
    assert (found.photos, found.rubric_version) == ([photo], saved.version)
    assert found.missing_parts == ["Lid"]
    told = (await events(tx, world))[-1][1]
    assert told["photos"][0].endswith(f"/photos/{photo}")
    await undo(tx, number, by=world.by)
    await grade(tx, number, bad, world.label("QUAR"), by=world.by)  # the picture is still there
    # a piece without a camera goes on, and says so
    tea = await receive_item(tx, number, world.tea_code, by=world.by)
    no_camera = but(bad, line_id=tea.line_id, missing=(), is_without_photo=True)
    await grade(tx, number, no_camera, world.label("QUAR"), by=world.by)


async def test_what_is_worth_much_is_thrown_away_by_two(tx: Tx, world: World) -> None:
    shop = world.shop.id
    dear = Rubric(
        scrap_alone_max_minor=3000,
        products=(ProductRule(skus=("CUP-1",), piece_value_minor=9900),),
        piece_value_minor=2000,
    )
    await save_rubric(tx, shop, dear, by=None)
    number = await arrived(tx, world)
    bad = await one_cup(tx, world, number)
    with pytest.raises(SecondPersonNeeded, match=r"99\.00 PLN"):
        await grade(tx, number, bad, CONFIRM, by=world.by)
    with pytest.raises(SamePersonTwice):
        await grade(tx, number, but(bad, second=world.by.operator_id), CONFIRM, by=world.by)
    ewa = await cast.hire(tx, "Ewa")
    await grade(tx, number, but(bad, second=ewa.operator_id), CONFIRM, by=world.by)
    # piece by piece is the same as all at once
    for n in range(2):
        tea = await receive_item(tx, number, world.tea_code, by=world.by)
        one = but(bad, line_id=tea.line_id)
        if n:
            with pytest.raises(SecondPersonNeeded):
                await grade(tx, number, one, CONFIRM, by=world.by)
            # nobody is there: it waits in quarantine for somebody at the desk
            wait = but(one, disposition="quarantine", is_scrap_proposed=True)
            await grade(tx, number, wait, world.label("QUAR"), by=world.by)
        else:
            await grade(tx, number, one, CONFIRM, by=world.by)
    [work] = await open_work(tx, limit=9, kind="scrap")
    user = await at_the_desk(tx)
    await agree_to_scrap(tx, work.id, user_id=user, is_agreed=True)
    with pytest.raises(WorkIsDone):
        await agree_to_scrap(tx, work.id, user_id=user, is_agreed=True)
    assert await on_hand(tx, world.tea) == {}
    agreed = [f.is_agreed for line in (await return_by_number(tx, number)).lines
              for f in line.findings]  # fmt: skip
    assert sorted(agreed) == [False, True, True]
    assert await verify(Read(tx)) == []


async def test_repaired_goods_are_sold_and_collected_ones_go_with_the_driver(
    tx: Tx, world: World
) -> None:
    number = await arrived(tx, world)
    cup = but(await one_cup(tx, world, number), grade="B", disposition="refurbish")
    await grade(tx, number, cup, world.label("QUAR"), by=world.by)
    tea = await receive_item(tx, number, world.tea_code, by=world.by)
    back = but(cup, line_id=tea.line_id, disposition="return_to_shop")
    await grade(tx, number, back, world.label("RET"), by=world.by)
    repair, collected = await open_work(tx, limit=9)
    assert (repair.kind, repair.sku, collected.kind) == ("refurbish", "CUP-1", "return_to_shop")
    await finish_repair(tx, repair.id, "restocked", world.label("A-02-1"), by=world.by)
    with pytest.raises(WorkIsDone):
        await finish_repair(tx, repair.id, "opened", world.label("RET"), by=world.by)
    assert await on_hand(tx, world.cup) == {("A-02-1", "good"): 1}
    with pytest.raises(GoodsWentOn):
        await undo_first(tx, number, world)
    assert await give_to_driver(tx, [collected.id], user_id=None) == 1
    assert await on_hand(tx, world.tea) == {}
    assert await verify(Read(tx)) == []


async def undo_first(tx: Tx, number: int, world: World) -> None:
    view = await return_by_number(tx, number)
    cup = next(line for line in view.lines if line.sku == "CUP-1").findings[0]
    asked = Correction(
        grade="C", disposition="quarantine", blame="unknown", reason=None, place="QUAR", why="x"
    )
    await correct_finding(tx, number, cup.id, asked, user_id=await at_the_desk(tx))


async def test_a_wrong_grade_is_put_right_by_a_second_finding(tx: Tx, world: World) -> None:
    made = await announce(tx, world.shop.id, world.announced(lines={"CUP-1": 1}))
    number = await arrived(tx, world)
    assert number == made.number
    cup = but(await one_cup(tx, world, number), grade="A", disposition="restock")
    done = await grade(tx, number, cup, world.label("A-02-1"), by=world.by)
    assert done.is_completed
    [before] = (await return_by_number(tx, number)).lines[0].findings
    user = await at_the_desk(tx)
    asked = Correction(
        grade="C", disposition="quarantine", blame="carrier", reason="broken", place="QUAR",
        why="A crack under the handle",
    )  # fmt: skip
    with pytest.raises(WhyNeeded):
        await correct_finding(
            tx, number, before.id,
            msgspec.structs.replace(asked, why=" "),
            user_id=user,
        )  # fmt: skip
    await correct_finding(tx, number, before.id, asked, user_id=user)
    assert await on_hand(tx, world.cup) == {("QUAR", "damaged"): 1}
    [line] = (await return_by_number(tx, number)).lines
    [now] = line.findings
    assert (now.grade, now.corrects, line.inspected) == ("C", before.id, 1)
    told = (await events(tx, world))[-1]
    assert told[0] == "return.inspected" and told[1]["corrects"] == str(before.id)
    assert await verify(Read(tx)) == []
    await tx.execute(text("UPDATE orders SET status = 'returned' WHERE id = :o"),
                     {"o": world.gone.order_id})  # fmt: skip
    wrong = Correction(
        grade="empty", disposition="dispose", blame="unknown", reason=None, place="", why="empty"
    )
    with pytest.raises(OrderIsBack):
        await correct_finding(tx, number, now.id, wrong, user_id=user)


async def test_an_empty_parcel_is_told_with_its_picture_and_weight(tx: Tx, world: World) -> None:
    await announce(tx, world.shop.id, world.announced(lines={"CUP-1": 1}))
    number = await arrived(tx, world)
    with pytest.raises(PhotoNeeded):
        await finish_empty(tx, number, weight_g=120)
    photo = await keep_photo(tx, number, develop(picture(20, 10)), line_id=None, by=world.by)
    await finish_empty(tx, number, weight_g=120)
    view = await return_by_number(tx, number)
    assert (view.status, view.came_weight_g, view.photos) == ("completed", 120, [photo])
    told = dict(await events(tx, world))["return.refund_clearable"]
    assert told["came_empty"] and told["lines"][0]["missing"] == 1
    number = await arrived(tx, world)  # another parcel of the same order
    await receive_item(tx, number, world.cup_code, by=world.by)
    with pytest.raises(NotEmpty):
        await finish_empty(tx, number, weight_g=None, is_without_photo=True)


@pytest.mark.parametrize(
    ("when", "at"), [("sent", "announced"), ("arrived", "arrived"), ("inspected", "completed")]
)
async def test_a_refund_is_clearable_once_and_as_soon_as_its_shop_says(
    tx: Tx, world: World, when: Any, at: str
) -> None:
    await save_rubric(tx, world.shop.id, Rubric(refund_when=when), by=None)
    made = await announce(tx, world.shop.id, world.announced(lines={"CUP-1": 1}))
    was = []

    async def look() -> None:
        view = await return_by_number(tx, made.number)
        if view.refund_clearable_at and not was:
            was.append(view.status)

    await reached(tx, world.shop.id, made.id, "sent")
    await look()
    await arrived(tx, world)
    await look()
    cup = but(await one_cup(tx, world, made.number), grade="A", disposition="restock")
    await grade(tx, made.number, cup, world.label("A-02-1"), by=world.by)
    await look()
    assert was == [at]
    kinds = [kind for kind, _ in await events(tx, world)]
    assert kinds.count("return.refund_clearable") == 1
    paid = await refunded(tx, world.shop.id, made.id, None)
    assert paid.refunded_at is not None
    assert (await refunded(tx, world.shop.id, made.id, None)).refunded_at == paid.refunded_at


async def test_a_refused_return_is_not_paid_for(tx: Tx, world: World) -> None:
    made = await announce(tx, world.shop.id, world.announced())
    await reject(tx, made.number, reason="no")
    assert not await reached(tx, world.shop.id, made.id, "inspected")
    with pytest.raises(RefundOfRejected):
        await refunded(tx, world.shop.id, made.id, None)


async def test_a_rubric_is_checked_kept_and_taken_up_again(tx: Tx, world: World) -> None:
    shop = world.shop.id
    wrong = Rubric(
        grades={"B": GradeRule(disposition="restock"), "C": GradeRule(examples=(new_id(),))},
        checklist=({"en": " "},),
        products=(ProductRule(),),
    )
    with pytest.raises(SeveralInvalid) as several:
        await save_rubric(tx, shop, wrong, by=None)
    assert [one.pointer for one in several.value.errors] == [
        "/grades/B/disposition", "/grades/C/examples/0", "/checklist/0", "/products/0",
    ]  # fmt: skip
    one = await save_rubric(tx, shop, Rubric(), by=None)
    assert (await save_rubric(tx, shop, Rubric(), by=None)).version == one.version
    two = await save_rubric(tx, shop, Rubric(is_lot_asked=False), by=None, seen=1)
    assert (one.version, two.version) == (1, 2)
    with pytest.raises(RubricChanged):
        await save_rubric(tx, shop, Rubric(currency="EUR"), by=None, seen=1)
    assert (await restore_rubric(tx, shop, 1, by=None)).version == 3
    last = await latest_rubric(tx, shop)
    assert last is not None and last.rubric.is_lot_asked


async def test_two_inspectors_of_one_line_take_turns_and_the_shop_hears_once(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    async with db.begin(HALL) as tx:
        world = await build(tx)
        made = await announce(tx, world.shop.id, world.announced(lines={"CUP-1": 1}))
        await arrive(tx, world.gone.slip_code)
        cup = but(await one_cup(tx, world, made.number), grade="A", disposition="restock")
        ewa = await cast.hire(tx, "Ewa")

    async def judge(by: Any) -> str:
        try:
            async with db.begin(HALL) as tx:
                await grade(tx, made.number, cup, world.label("A-02-1"), by=by)
        except Refusal as no:
            return no.code
        return "graded"

    won = await asyncio.gather(judge(world.by), judge(ewa))
    assert sorted(won) == ["graded", "return.over"], "the last piece ended the return"
    async with db.read(HALL) as read:
        told = await read.scalar(
            text("SELECT count(*) FROM events WHERE type = 'return.refund_clearable'")
        )
    assert told == 1
    await holds()


async def test_two_who_clear_a_refund_at_the_same_moment_tell_its_shop_once(db: Database) -> None:
    async with db.begin(HALL) as tx:
        world = await build(tx)
        made = await announce(tx, world.shop.id, world.announced(lines={"CUP-1": 1}))
    both_there = asyncio.Barrier(2)

    async def clear(basis: str) -> bool:
        async with db.begin(HALL) as tx:
            await tx.execute(text("SELECT 1"))  # it has its connection, and has begun
            await both_there.wait()
            return await clear_refund(tx, world.shop.id, made.id, basis=basis)

    told = await asyncio.gather(clear("sent"), clear("arrived"))
    assert sorted(told) == [False, True]
    async with db.read(HALL) as read:
        events_told = await read.scalar(
            text("SELECT count(*) FROM events WHERE type = 'return.refund_clearable'")
        )
    assert events_told == 1


async def test_a_repaired_piece_that_was_not_shipped_is_never_sold(tx: Tx, world: World) -> None:
    await packed_with(tx, world, serial="SN-1")
    number = await arrived(tx, world)
    aside = Told(serial="SN-9", is_put_aside=True)
    got = await receive_item(tx, number, world.cup_code, by=world.by, told=aside)
    broken = Verdict(line_id=got.line_id, grade="B", disposition="refurbish")
    await grade(tx, number, broken, world.label("QUAR"), by=world.by)
    [repair] = await open_work(tx, limit=9)
    with pytest.raises(MismatchIsNotSold):
        await finish_repair(tx, repair.id, "restocked", world.label("A-02-1"), by=world.by)
    await finish_repair(tx, repair.id, "opened", world.label("RET"), by=world.by)
    assert await verify(Read(tx)) == []


async def test_nobody_at_the_desk_throws_away_much_alone(tx: Tx, world: World) -> None:
    dear = Rubric(scrap_alone_max_minor=3000, piece_value_minor=2000)
    await save_rubric(tx, world.shop.id, dear, by=None)
    number = await arrived(tx, world)
    found = []
    for _ in range(2):
        tea = await receive_item(tx, number, world.tea_code, by=world.by)
        one = Verdict(line_id=tea.line_id, grade="C", disposition="quarantine")
        await grade(tx, number, one, world.label("QUAR"), by=world.by)
    for line in (await return_by_number(tx, number)).lines:
        found += [each.id for each in line.findings]
    user, another = await at_the_desk(tx), await at_the_desk(tx)
    thrown = Correction(
        grade="D", disposition="dispose", blame="unknown", reason=None, place="", why="Mouldy"
    )
    await correct_finding(tx, number, found[0], thrown, user_id=user)
    with pytest.raises(ScrapTwoNeeded, match=r"40\.00 PLN"):
        async with tx.begin_nested():
            await correct_finding(tx, number, found[1], thrown, user_id=user)
    wait = msgspec.structs.replace(thrown, disposition="quarantine", is_scrap_proposed=True)
    await correct_finding(tx, number, found[1], wait, user_id=user)
    [work] = await open_work(tx, limit=9, kind="scrap")
    with pytest.raises(SamePersonTwice):
        await agree_to_scrap(tx, work.id, user_id=user, is_agreed=True)
    await agree_to_scrap(tx, work.id, user_id=another, is_agreed=True)
    assert await on_hand(tx, world.tea) == {}
    assert await verify(Read(tx)) == []


async def test_nothing_ends_before_everything_has_its_grade(tx: Tx, world: World) -> None:
    number = await arrived(tx, world)
    cup = but(await one_cup(tx, world, number), grade="B", disposition="return_to_shop")
    await grade(tx, number, cup, world.label("RET"), by=world.by)
    # graded on the bench itself, taken back and graded again: nothing is lost on the way
    await undo(tx, number, by=world.by)
    await grade(tx, number, cup, world.label("RET"), by=world.by)
    await finish(tx, number)
    assert await on_hand(tx, world.cup) == {("RET", "opened"): 1}
    assert await verify(Read(tx)) == []
