"""A return scan is taken back, a return is refused, and a parcel that came back shows it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from tests import cast
from tests.returns.test_returns import World, build, events, on_hand
from wms.db import HALL, Database, Read, Tx, new_id
from wms.returns.announce import announce
from wms.returns.arrive import arrive
from wms.returns.errors import (
    GoodsAreHere,
    NothingReceived,
    NothingToTakeBack,
    ReasonMissing,
    ReturnOver,
    ReturnUnknown,
)
from wms.returns.inspection.finish import finish
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.receive import receive_item
from wms.returns.inspection.undo import undo
from wms.returns.queries import return_by_number, return_view
from wms.returns.reject import REASON_MAX_CHARS, can_reject, reject
from wms.returns.unidentified.take_in import arrive_unidentified, identify
from wms.shipping.loading.come_back import come_back
from wms.shipping.queries import shipment, shipments_of
from wms.verify import verify


@pytest.fixture
async def world(tx: Tx) -> World:
    return await build(tx)


async def received(tx: Tx, number: int) -> dict[str, int]:
    return {line.sku: line.received for line in (await return_by_number(tx, number)).lines}


async def test_undo_takes_back_scan_after_scan(tx: Tx, world: World) -> None:
    number = (await arrive(tx, world.gone.slip_code)).number
    for code in (world.tea_code, world.cup_code):
        await receive_item(tx, number, code, by=world.by, scan_id=new_id())
    first = await undo(tx, number, by=world.by, scan_id=new_id())
    assert (first.sku, first.quantity, first.received) == ("CUP-1", 1, 0)
    assert await on_hand(tx, world.cup) == {}
    second = await undo(tx, number, by=world.by, scan_id=new_id())
    assert (second.sku, second.received) == ("TEA-100", 0)
    assert await received(tx, number) == {"CUP-1": 0, "TEA-100": 0}
    with pytest.raises(NothingToTakeBack):
        await undo(tx, number, by=world.by)
    with pytest.raises(NothingReceived):
        await finish(tx, number)
    again = await receive_item(tx, number, world.cup_code, by=world.by)
    assert again.received == 1, "what was taken back can come again"
    assert await verify(Read(tx)) == []


async def test_undo_takes_back_a_whole_pack(tx: Tx, world: World) -> None:
    pack = await cast.add_barcode(tx, world.tea, "TEA-PACK-OF-2", quantity=2)
    number = (await arrive(tx, world.gone.slip_code)).number
    await receive_item(tx, number, pack, by=world.by, scan_id=new_id())
    back = await undo(tx, number, by=world.by, scan_id=new_id())
    assert (back.quantity, back.received) == (2, 0)
    assert await on_hand(tx, world.tea) == {}


async def test_nobody_takes_back_what_another_scanned_or_what_has_its_grade(
    tx: Tx, world: World
) -> None:
    number = (await arrive(tx, world.gone.slip_code)).number
    got = await receive_item(tx, number, world.cup_code, by=world.by, scan_id=new_id())
    with pytest.raises(NothingToTakeBack):
        await undo(tx, number, by=await cast.hire(tx, "Jan"))
    verdict = Verdict(line_id=got.line_id, grade="A", disposition="restock")
    await grade(tx, number, verdict, world.label("A-02-1"), by=world.by)
    with pytest.raises(NothingToTakeBack):
        await undo(tx, number, by=await cast.hire(tx, "Ewa"))
    assert await on_hand(tx, world.cup) == {("A-02-1", "good"): 1}
    again = await undo(tx, number, by=world.by, scan_id=new_id())
    assert again.is_grade and await on_hand(tx, world.cup) == {("RET", "quarantine"): 1}
    assert (await events(tx, world))[-1][0] == "return.inspection_undone"
    assert (await return_by_number(tx, number)).lines[0].findings == []
    await undo(tx, number, by=world.by, scan_id=new_id())
    assert await on_hand(tx, world.cup) == {}
    assert await verify(Read(tx)) == []


async def test_a_return_is_refused_with_a_reason_that_the_shop_hears(tx: Tx, world: World) -> None:
    made = await announce(tx, world.shop.id, world.announced())
    assert can_reject(made)
    no = await reject(tx, made.number, reason="  Sent to the\nwrong warehouse ")
    assert (no.status, no.rejection_reason) == ("rejected", "Sent to the wrong warehouse")
    assert no.rejected_at is not None and no.version == made.version + 1
    kind, told = (await events(tx, world))[-1]
    assert (kind, told["reason"], told["return_number"]) == (
        "return.rejected", "Sent to the wrong warehouse", made.number,
    )  # fmt: skip
    assert not can_reject(no)
    with pytest.raises(ReturnOver):
        await reject(tx, made.number, reason="again")
    with pytest.raises(ReturnOver):
        await receive_item(tx, made.number, world.tea_code, by=world.by)
    await announce(tx, world.shop.id, world.announced("R-B", lines={"TEA-100": 3}))


async def test_a_refusal_needs_a_reason_and_a_return(tx: Tx, world: World) -> None:
    made = await announce(tx, world.shop.id, world.announced())
    for nothing in ("", " \n ", "x" * (REASON_MAX_CHARS + 1), "bell \a"):
        with pytest.raises(ReasonMissing):
            await reject(tx, made.number, reason=nothing)
    with pytest.raises(ReturnUnknown):
        await reject(tx, 987_654_321, reason="no")
    assert (await return_view(tx, world.shop.id, made.id)).status == "announced"


async def test_what_is_booked_in_is_not_refused_until_it_is_taken_back(
    tx: Tx, world: World
) -> None:
    number = (await arrive(tx, world.gone.slip_code)).number
    await receive_item(tx, number, world.cup_code, by=world.by)
    assert not can_reject(await return_by_number(tx, number))
    with pytest.raises(GoodsAreHere, match=f"1 pieces of return {number}"):
        await reject(tx, number, reason="not ours")
    await undo(tx, number, by=world.by)
    assert (await reject(tx, number, reason="not ours")).status == "rejected"


async def test_an_unidentified_parcel_is_refused(tx: Tx, world: World) -> None:
    lost = await arrive_unidentified(tx, world.shop.id, code="WHO")
    assert (await reject(tx, lost.number, reason="The shop does not know it")).status == "rejected"


# --- the parcel ---


async def told_of_parcels(tx: Tx) -> list[dict[str, Any]]:
    rows = await tx.scalars(
        text("SELECT data FROM events WHERE type = 'shipment.tracking_updated' ORDER BY id")
    )
    return list(rows)


@pytest.mark.parametrize("way", ["tracking", "label"])
@pytest.mark.parametrize("was", ["handed_over", "in_transit", "delivery_failed", "delivered"])
async def test_a_parcel_in_the_hand_is_back_whatever_the_courier_told(
    tx: Tx, world: World, way: str, was: str
) -> None:
    gone = world.gone
    if was != "handed_over":
        await tx.execute(text("UPDATE parcels SET status = 'in_transit'"))
    if was in ("delivered", "delivery_failed"):
        await tx.execute(text("UPDATE parcels SET status = :s"), {"s": was})
    [before] = await shipments_of(tx, world.shop.id, gone.order_id)
    code = {"tracking": gone.tracking_number, "label": gone.parcel_label}[way]
    for _ in range(2):
        await arrive(tx, code)
    after = await shipment(tx, world.shop.id, before.id)
    assert (before.parcel_status, after.parcel_status, after.status) == (was, "returned", "bought")
    assert after.updated_at > before.updated_at, "a program that reads on sees it"
    [told] = await told_of_parcels(tx)
    assert (told["status"], told["tracking_number"]) == ("returned", gone.tracking_number)
    assert (told["order_number"], told["parcel_number"]) == (gone.number, gone.parcel_number)


async def test_goods_in_another_carton_leave_the_parcel_where_it_is_until_all_is_back(
    tx: Tx, world: World
) -> None:
    number = (await arrive(tx, world.gone.slip_code)).number
    assert await told_of_parcels(tx) == []
    for code in (world.tea_code,) * 3 + (world.cup_code,):
        await receive_item(tx, number, code, by=world.by)
    for line in (await return_by_number(tx, number)).lines:
        verdict = Verdict(
            line_id=line.id, grade="B", disposition="return_to_shop", quantity=line.received
        )
        await grade(tx, number, verdict, world.label("RET"), by=world.by)
    await finish(tx, number)
    [one] = await shipments_of(tx, world.shop.id, world.gone.order_id)
    assert one.parcel_status == "returned"
    assert [told["status"] for told in await told_of_parcels(tx)] == ["returned"]


async def test_the_shop_names_the_order_and_the_parcel_shows_that_it_is_back(
    tx: Tx, world: World
) -> None:
    lost = await arrive_unidentified(tx, world.shop.id, code=world.gone.tracking_number)
    await identify(tx, world.shop.id, lost.return_id, world.gone.external_id)
    [one] = await shipments_of(tx, world.shop.id, world.gone.order_id)
    assert one.parcel_status == "returned"


async def test_a_parcel_that_never_left_does_not_come_back(tx: Tx, world: World) -> None:
    for n, status in enumerate(("open", "packed", "labelled")):
        place = await cast.add_place(tx, world.hall, f"P-{n}", "parcel")
        await tx.execute(
            text("INSERT INTO parcels (shop_id, id, order_id, status) VALUES (:s, :i, :o, :t)"),
            {
                "s": world.shop.id, "i": place.id, "o": world.gone.order_id, "t": status,
            },
        )  # fmt: skip
        assert await come_back(tx, world.shop.id, [place.id]) == 0
        assert status == await tx.scalar(
            text("SELECT status FROM parcels WHERE id = :i"), {"i": place.id}
        )
    assert await come_back(tx, world.shop.id, []) == 0
    assert await told_of_parcels(tx) == []


async def test_the_books_are_right_when_it_is_committed(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    async with db.begin(HALL) as tx:
        world = await build(tx)
        number = (await arrive(tx, world.gone.parcel_label)).number
        await receive_item(tx, number, world.tea_code, by=world.by)
    async with db.begin(HALL) as tx:
        await undo(tx, number, by=world.by)
        await reject(tx, number, reason="empty carton")
    await holds()
