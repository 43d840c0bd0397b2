"""Other goods for what comes back: promised at once, sent when the shop's rule says, once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from tests.returns.shipped import leave
from tests.returns.test_returns import CONFIRM, World, build, events
from wms.db import Tx
from wms.orders.holds import open_holds
from wms.picking.cancel import cancel
from wms.returns.announce import announce
from wms.returns.arrive import arrive
from wms.returns.errors import ExchangedAlready, MoreThanComesBack, ReturnOver
from wms.returns.exchange import ExchangeAsked, exchange
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.receive import receive_item
from wms.returns.inspection.rubric import Rubric
from wms.returns.inspection.rubric_versions import save_rubric
from wms.returns.queries import ExchangeView, ReturnView, return_view
from wms.returns.reject import reject
from wms.shipping.again.reship import AgainLine


@pytest.fixture
async def world(tx: Tx) -> World:
    made = await build(tx)
    await cast.stock(tx, made.hall, made.cup, "A-03-1", 5)
    return made


def _cups(quantity: int = 1, **facts: Any) -> ExchangeAsked:
    return ExchangeAsked(lines=(AgainLine(sku="CUP-1", quantity=quantity),), **facts)


async def _asked(tx: Tx, world: World, **facts: Any) -> ReturnView:
    """Two teas come back, a cup goes for one of them."""
    made = await announce(tx, world.shop.id, world.announced())
    return await exchange(tx, world.shop.id, made.id, _cups(**facts))


async def _now(tx: Tx, world: World, one: ReturnView) -> ExchangeView:
    found = (await return_view(tx, world.shop.id, one.id)).exchange
    assert found is not None
    return found


async def _promised(tx: Tx, world: World) -> int:
    found: int = await tx.scalar(
        text("SELECT coalesce(sum(allocated), 0) FROM balances WHERE product_id = :p"),
        {"p": world.cup.id},
    )
    return found


async def _grade_all(tx: Tx, world: World, one: ReturnView, given: str = "A") -> None:
    for _ in range(2):
        line = (await receive_item(tx, one.number, world.tea_code, by=world.by)).line_id
        way, place = ("restock", "A-02-1") if given == "A" else ("dispose", "")
        verdict = Verdict(line_id=line, grade=given, disposition=way)
        code = world.label(place) if place else CONFIRM
        await grade(tx, one.number, verdict, code, by=world.by)


async def _is_held(tx: Tx, world: World, order: UUID) -> bool:
    return bool(await open_holds(tx, [(world.shop.id, order)]))


@pytest.mark.parametrize("when", ["at_once", "arrived", "inspected"])
async def test_the_goods_are_promised_at_once_and_go_when_the_rule_says(
    tx: Tx, world: World, when: str
) -> None:
    await save_rubric(tx, world.shop.id, Rubric(exchange_when=when), by=None)  # type: ignore[arg-type]  # one of them
    one = await _asked(tx, world)
    assert await _promised(tx, world) == 1, "nobody else gets it"
    went = []
    for step in ("asked", "arrived", "inspected"):
        if step == "arrived":
            await arrive(tx, f"R-{one.number}")
        if step == "inspected":
            await _grade_all(tx, world, one)
        now = await _now(tx, world, one)
        assert now.is_waiting == await _is_held(tx, world, now.order_id)
        went.append(not now.is_waiting)
    assert went == {
        "at_once": [True, True, True], "arrived": [False, True, True],
        "inspected": [False, False, True],
    }[when]  # fmt: skip
    reship_of = await tx.scalar(
        text("SELECT reship_of FROM orders WHERE id = :o"), {"o": now.order_id}
    )
    assert reship_of == world.gone.order_id
    kinds = [kind for kind, _ in await events(tx, world)]
    assert kinds.count("return.exchange_ordered") == 1
    assert kinds.count("return.exchange_released") == (when != "at_once")


async def test_what_came_as_another_thing_lets_nothing_go(tx: Tx, world: World) -> None:
    one = await _asked(tx, world)
    await arrive(tx, f"R-{one.number}")
    await _grade_all(tx, world, one, "empty")
    assert (await _now(tx, world, one)).is_waiting, "its shop decides"
    assert "return.exchange_doubtful" in [kind for kind, _ in await events(tx, world)]


async def test_a_refused_return_calls_its_exchange_off(tx: Tx, world: World) -> None:
    one = await _asked(tx, world)
    await reject(tx, one.number, reason="not ours")
    view = await return_view(tx, world.shop.id, one.id)
    assert view.exchange is None and await _promised(tx, world) == 0
    with pytest.raises(ReturnOver):
        await exchange(tx, world.shop.id, one.id, _cups())


async def test_other_goods_are_sent_once_and_no_more_than_come_back(tx: Tx, world: World) -> None:
    made = await announce(tx, world.shop.id, world.announced())
    with pytest.raises(MoreThanComesBack):
        await exchange(tx, world.shop.id, made.id, _cups(3))
    one = await exchange(tx, world.shop.id, made.id, _cups(2))
    with pytest.raises(ExchangedAlready):
        await exchange(tx, world.shop.id, made.id, _cups())
    assert one.exchange is not None
    await cancel(tx, world.shop.id, one.exchange.order_id)
    again = await exchange(tx, world.shop.id, made.id, _cups())
    assert again.exchange is not None and again.exchange.order_id != one.exchange.order_id


async def test_a_return_of_what_was_exchanged(tx: Tx, world: World) -> None:
    one = await _asked(tx, world, when="at_once")
    assert one.exchange is not None
    gone = await leave(tx, world.hall, world.shop.id, one.exchange.order_id)
    here = await arrive(tx, gone.parcel_label)
    assert here.is_new and here.return_id != one.id, "it is a return of the exchange's order"
    got = await receive_item(tx, here.number, world.cup_code, by=world.by)
    assert not got.is_surplus
    back = await return_view(tx, world.shop.id, here.return_id)
    assert back.order_id == one.exchange.order_id
