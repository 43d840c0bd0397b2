"""What returns must stand: each sentence is one that a warehouse meets sooner or later."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from tests import cast
from tests.cast import Hall
from tests.returns.shipped import leave, ship
from tests.returns.test_returns import World, build, events
from tests.returns.test_states import brought_to
from wms.consumer.withdraw import Chosen, withdraw
from wms.db import HALL, Database, Tx, new_id
from wms.errors import Refusal
from wms.picking.cancel import cancel
from wms.returns.announce import NewReturn, NewReturnLine, announce
from wms.returns.arrive import arrive
from wms.returns.errors import (
    NotShipped,
    ParcelUnknown,
    ReturnedItemUnknown,
    SkuNotShipped,
    TooManyBack,
)
from wms.returns.inspection.receive import receive_item
from wms.returns.models import RETURN_STATES
from wms.returns.queries import return_by_number
from wms.returns.return_code import return_code
from wms.shipping.again.reship import AgainLine, ReshipAsked, send_again
from wms.verify import verify


@pytest.fixture
async def world(tx: Tx) -> World:
    return await build(tx)


@pytest.mark.parametrize("state", RETURN_STATES.steps)
async def test_a_return_in_any_state_that_arrives_again_changes_nothing_twice(
    tx: Tx, world: World, state: str
) -> None:
    one = await brought_to(tx, world, state)
    await arrive(tx, return_code(one.number), by=world.by)
    once = await return_by_number(tx, one.number)
    told = len(await events(tx, world))
    for _ in range(2):
        again = await arrive(tx, return_code(one.number), by=world.by)
        assert (again.return_id, again.is_new) == (one.id, False)
    assert await return_by_number(tx, one.number) == once
    assert len(await events(tx, world)) == told, "the shop hears nothing twice"
    assert once.status == ("arrived" if state == "announced" else state)


async def test_a_return_of_more_than_was_shipped(tx: Tx, world: World) -> None:
    with pytest.raises(TooManyBack):
        await announce(tx, world.shop.id, world.announced(lines={"CUP-1": 2}))
    number = (await arrive(tx, world.gone.slip_code)).number
    await receive_item(tx, number, world.cup_code, by=world.by)
    with pytest.raises(TooManyBack):
        await receive_item(tx, number, world.cup_code, by=world.by)
    extra = await receive_item(tx, number, world.cup_code, by=world.by, is_surplus=True)
    assert extra.is_surplus, "it is in the hand, so it is kept, and counts for no line"
    [line] = [one for one in (await return_by_number(tx, number)).lines if one.order_line_id]
    assert line.received == 1


async def test_a_return_of_another_shops_goods(tx: Tx, world: World) -> None:
    other = await cast.open_shop(tx, "INITECH")
    pen = await cast.add_product(tx, other, "PEN-1")
    theirs = await ship(tx, world.hall, other, [(pen, 1)])
    number = (await arrive(tx, world.gone.slip_code)).number
    with pytest.raises(ReturnedItemUnknown):
        await receive_item(tx, number, await cast.barcode_of(tx, pen), by=world.by)
    with pytest.raises(SkuNotShipped):
        await announce(tx, world.shop.id, world.announced(lines={"PEN-1": 1}))
    assert (await arrive(tx, theirs.parcel_label)).shop_id == other.id


async def test_a_return_without_papers(tx: Tx, world: World) -> None:
    with pytest.raises(ParcelUnknown):
        await arrive(tx, "NOTHING-READABLE")
    with pytest.raises(ParcelUnknown):  # a product alone names no return; the bench lists them
        await arrive(tx, world.tea_code)


async def test_a_return_after_the_deadline(tx: Tx, world: World) -> None:
    await tx.execute(
        text(
            "UPDATE shipments SET handed_over_at = handed_over_at - interval '400 days', "
            "bought_at = bought_at - interval '400 days'"
        )
    )
    here = await arrive(tx, world.gone.tracking_number)
    assert here.is_new, "goods in the hand are taken in whatever the clock says"


async def test_a_return_of_a_reshipment(tx: Tx, world: World) -> None:
    await cast.stock(tx, world.hall, world.cup, "A-03-1", 1)
    asked = ReshipAsked(reason="damaged", lines=[AgainLine(sku="CUP-1", quantity=1)])
    sent = await send_again(tx, world.shop.id, world.gone.order_id, asked)
    gone = await leave(tx, world.hall, world.shop.id, sent.order_id)
    first = await arrive(tx, world.gone.parcel_label)
    second = await arrive(tx, gone.parcel_label)
    assert first.return_id != second.return_id
    for here in (first, second):
        got = await receive_item(tx, here.number, world.cup_code, by=world.by)
        assert not got.is_surplus, "the damaged cup and the new one are two pieces"
    with pytest.raises(TooManyBack):
        await receive_item(tx, second.number, world.cup_code, by=world.by)


async def _order(tx: Tx, hall: Hall, world: World) -> Any:
    """An order that has its promise and has not left."""
    await cast.stock(tx, hall, world.cup, "A-03-1", 1)
    asked = ReshipAsked(reason="damaged", lines=[AgainLine(sku="CUP-1", quantity=1)])
    return await send_again(tx, world.shop.id, world.gone.order_id, asked)


async def _both(*deeds: Any) -> list[Any]:
    """At the same moment; a refusal is an answer."""
    told = await asyncio.gather(*deeds, return_exceptions=True)
    for one in told:
        if isinstance(one, BaseException) and not isinstance(one, Refusal):
            raise one
    return list(told)


async def test_a_return_that_races_the_cancel_of_an_order_that_has_not_left(db: Database) -> None:
    async with db.begin(HALL) as tx:
        world = await build(tx)
        order = await _order(tx, world.hall, world)
        name = await tx.scalar(
            text("SELECT external_id FROM orders WHERE id = :o"), {"o": order.order_id}
        )

    async def take_back() -> None:
        line = NewReturnLine(sku="CUP-1", quantity=1)
        async with db.begin(world.shop.id) as tx:
            new = NewReturn(external_id="R-X", order_external_id=name, lines=(line,))
            await announce(tx, world.shop.id, new)

    async def call_off() -> str:
        async with db.begin(world.shop.id) as tx:
            return str((await cancel(tx, world.shop.id, order.order_id)).answer)

    back, off = await _both(take_back(), call_off())
    assert isinstance(back, NotShipped) and off == "accepted"
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT count(*) FROM returns")) == 0
        assert await verify(read) == []


async def test_a_withdrawal_that_races_the_shops_cancel_leaves_one_end(db: Database) -> None:
    async with db.begin(HALL) as tx:
        world = await build(tx)
        order = await _order(tx, world.hall, world)
    shop, key = world.shop.id, order.order_id

    async def withdrawn() -> str:
        async with db.begin(shop) as tx:
            chosen = [Chosen(sku="CUP-1", quantity=1)]
            return (await withdraw(tx, shop, key, chosen, form_id=new_id(), is_proved=True)).outcome

    async def call_off() -> str:
        async with db.begin(shop) as tx:
            return str((await cancel(tx, shop, key)).answer)

    said, off = await _both(withdrawn(), call_off())
    assert off == "accepted" and (said == "cancelled" or isinstance(said, Refusal))
    async with db.read(HALL) as read:
        status = await read.scalar(text("SELECT status FROM orders WHERE id = :o"), {"o": key})
        told = await read.scalar(
            text("SELECT count(*) FROM events WHERE type = 'order.cancelled' AND subject_id = :o"),
            {"o": key},
        )
        assert (status, told) == ("cancelled", 1)
        assert await read.scalar(text("SELECT count(*) FROM returns")) == 0
