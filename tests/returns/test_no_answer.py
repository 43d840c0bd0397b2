"""A shop that does not say whose a parcel is: reminded once, then what it chose happens, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.photos.pictures import picture
from tests.returns.shipped import ship
from tests.returns.test_returns import World, build, events, on_hand
from tests.returns.test_unidentified import _clerk
from wms.db import Read, Tx
from wms.photos.develop import develop
from wms.photos.errors import PhotoUnknown
from wms.returns.errors import ReturnOver
from wms.returns.inspection.errors import MismatchIsNotSold
from wms.returns.inspection.finish import finish
from wms.returns.inspection.follow_ups import open_work
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.photos import keep_photo, return_photo
from wms.returns.inspection.receive import receive_item
from wms.returns.inspection.rubric import Rubric
from wms.returns.inspection.rubric_versions import save_rubric
from wms.returns.inspection.steps import GradeThis, next_step
from wms.returns.queries import return_by_number
from wms.returns.unidentified.ask import answer, ask_shop
from wms.returns.unidentified.links import WhoseLink
from wms.returns.unidentified.parcels import candidates, describe, parcel
from wms.returns.unidentified.photos import parcel_photos
from wms.returns.unidentified.rank import Clues, Sender, Sent, rank
from wms.returns.unidentified.settle import remind_shops, settle_unidentified
from wms.returns.unidentified.take_in import arrive_unidentified, identify
from wms.shipping.alarms.raised import watch
from wms.verify import verify


@pytest.fixture
async def world(tx: Tx) -> World:
    return await build(tx)


async def _days_pass(tx: Tx, days: int) -> None:
    back = {"back": timedelta(days=days)}
    for table, column in (("returns", "arrived_at"), ("unidentified_parcels", "asked_at")):
        earlier = f"{column} - CAST(:back AS interval)"
        await tx.execute(text(f"UPDATE {table} SET {column} = {earlier}"), back)


async def _alarms(tx: Tx) -> list[str]:
    await watch(tx, telling=[])
    sql = "SELECT code FROM alarms WHERE ended_at IS NULL AND code = 'parcel_unnamed'"
    return list(await tx.scalars(text(sql)))


async def test_its_shop_is_reminded_once_and_may_still_answer(tx: Tx, world: World) -> None:
    lost = await arrive_unidentified(tx, world.shop.id, code="NO-NAME")
    assert (await remind_shops(tx), await settle_unidentified(tx)) == (0, 0)
    await _days_pass(tx, 4)
    assert await _alarms(tx) == [], "the shop has its days to say it"
    assert [await remind_shops(tx) for _ in range(2)] == [1, 0]
    assert await _alarms(tx) == ["parcel_unnamed"]
    assert await settle_unidentified(tx) == 0
    await _days_pass(tx, 11)
    assert [await settle_unidentified(tx) for _ in range(2)] == [1, 0]
    told = await events(tx, world)
    assert [kind for kind, _ in told] == [
        "return.unidentified", "return.unidentified_reminder", "return.unidentified_settled",
    ]  # fmt: skip
    assert (told[1][1]["then"], told[2][1]["as"]) == ("keep", "keep")
    assert (await return_by_number(tx, lost.number)).status == "unidentified", "it stays there"
    found = await identify(tx, world.shop.id, lost.return_id, world.gone.external_id)
    assert found.status == "arrived"
    assert await _alarms(tx) == [], "it has its order"


async def test_a_question_counts_from_when_it_was_asked_and_a_no_is_an_answer(
    tx: Tx, world: World
) -> None:
    lost = await arrive_unidentified(tx, world.shop.id, code="NO-NAME")
    await _days_pass(tx, 13)
    by = await _clerk(tx)
    await ask_shop(tx, lost.number, world.gone.number, by=by)  # type: ignore[arg-type]  # its id
    assert (await remind_shops(tx), await settle_unidentified(tx)) == (0, 0)
    link = WhoseLink(
        shop_id=world.shop.id, return_id=lost.return_id, order_id=world.gone.order_id,
        ends_at=datetime.now(UTC),
    )  # fmt: skip
    await answer(tx, link, is_ours=False)
    await _days_pass(tx, 5)
    assert await remind_shops(tx) == 0, "it has answered; the desk looks on"


@pytest.mark.parametrize("then", ["quarantine", "scrap"])
async def test_what_nobody_names_is_unpacked_as_the_shops_own_and_never_sold(
    tx: Tx, world: World, then: str
) -> None:
    rubric = Rubric(unidentified_days=5, unidentified_then=then)  # type: ignore[arg-type]  # one of them
    await save_rubric(tx, world.shop.id, rubric, by=None)
    lost = await arrive_unidentified(tx, world.shop.id, code="NO-NAME")
    with pytest.raises(ReturnOver):
        await receive_item(tx, lost.number, world.tea_code, by=world.by)
    await _days_pass(tx, 6)
    assert await settle_unidentified(tx) == 1
    got = await receive_item(tx, lost.number, world.tea_code, by=world.by)
    assert got.is_surplus
    step = await next_step(tx, lost.number)  # type: ignore[arg-type]  # a Tx reads as well
    assert isinstance(step, GradeThis)
    assert (step.is_ownerless, step.is_for_scrap) == (True, then == "scrap")
    sold = Verdict(line_id=got.line_id, grade="A", disposition="restock")
    with pytest.raises(MismatchIsNotSold):
        await grade(tx, lost.number, sold, world.label("A-02-1"), by=world.by)
    kept = msgspec.structs.replace(
        sold, disposition="quarantine", is_scrap_proposed=step.is_for_scrap
    )
    await grade(tx, lost.number, kept, world.label("QUAR"), by=world.by)
    await finish(tx, lost.number)
    assert await on_hand(tx, world.tea) == {("QUAR", "quarantine"): 1}
    waiting = await open_work(tx, limit=9)  # type: ignore[arg-type]  # a Tx reads as well
    assert [one.kind for one in waiting] == (["scrap"] if then == "scrap" else [])
    kinds = [kind for kind, _ in await events(tx, world)]
    assert "return.completed" in kinds and "return.refund_clearable" not in kinds
    assert await verify(Read(tx)) == []


async def test_pictures_of_a_parcel_go_with_it_to_the_shop_whose_it_is(
    tx: Tx, world: World
) -> None:
    other = await cast.open_shop(tx, "INITECH")
    pen = await cast.add_product(tx, other, "PEN-1")
    gone = await ship(tx, world.hall, other, [(pen, 1)])
    lost = await arrive_unidentified(tx, world.shop.id, code="NO-NAME")
    by = await _clerk(tx)
    mine = await keep_photo(
        tx,
        lost.number,
        develop(picture(20, 10)),
        line_id=None,
        by=None,
        user_id=by,  # type: ignore[arg-type]  # its id
    )
    await keep_photo(tx, lost.number, develop(picture(30, 10)), line_id=None, by=world.by)
    now = await ask_shop(tx, lost.number, gone.number, by=by)  # type: ignore[arg-type]  # its id
    theirs = await parcel(tx, now)
    photos = await parcel_photos(tx, other.id, theirs.return_id)
    assert len(photos) == 2 and mine not in photos
    assert await return_photo(tx, other.id, theirs.return_id, photos[0], "thumbnail")
    assert await parcel_photos(tx, world.shop.id, lost.return_id) == []
    with pytest.raises(PhotoUnknown):
        await return_photo(tx, world.shop.id, lost.return_id, mine, "full")


async def test_a_locker_finds_the_parcel_that_went_there(tx: Tx, world: World) -> None:
    await tx.execute(text("UPDATE shipments SET to_point = 'POZ14M'"))
    lost = await arrive_unidentified(tx, world.shop.id, code="NO-NAME")
    wrote = Sender(street="poz14m")
    await describe(tx, lost.number, sender=wrote, weight_g=None, codes=[])
    [found] = await candidates(tx, await parcel(tx, lost.number))
    assert found.order_id == world.gone.order_id and "point" in found.reasons


def test_a_whole_number_says_more_than_its_end() -> None:
    now = datetime.now(UTC)
    sent = Sent(key="1", sent_at=now, recipient=Sender(phone="+48 600 100 234"))
    points = [
        rank(Clues(arrived_at=now, sender=Sender(phone=wrote)), [sent], limit=1)[0].points
        for wrote in ("600 100 234", "234")
    ]
    assert points[0] > points[1]


async def test_a_second_question_is_asked_with_all_of_its_time(tx: Tx, world: World) -> None:
    lost = await arrive_unidentified(tx, world.shop.id, code="NO-NAME")
    by = await _clerk(tx)
    for _ in range(2):
        await ask_shop(tx, lost.number, world.gone.number, by=by)  # type: ignore[arg-type]  # its id
        await _days_pass(tx, 15)
        assert (await remind_shops(tx), await settle_unidentified(tx)) == (1, 1)
