"""What went wrong is sent again, once, as an order that goes before the others."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench
from tests.shipping.test_track import shipped
from wms.db import HALL
from wms.errors import Refusal
from wms.orders.queries import order as read_order
from wms.packing.slips.facts import slips_of
from wms.picking.cancel import cancel
from wms.shipping.again.errors import NothingToSendAgain, NotInThisOrder, TooManyAgain
from wms.shipping.again.listed import reshipment, reshipments_of
from wms.shipping.again.reship import AgainLine, ReshipAsked, send_again
from wms.shipping.again.second import RESHIP_PRIORITY, SentAgain
from wms.shipping.told.explain import explain
from wms.shipping.told.facts import facts_of_order
from wms.shipping.told.timeline import timeline
from wms.shipping.ways.rules import Rule, add_rule


async def again(bench: Bench, order_id: UUID, **asked: Any) -> SentAgain:
    """As the shop's own program asks."""
    lines = [AgainLine(sku=sku, quantity=n) for sku, n in asked.pop("lines", {}).items()]
    wish = ReshipAsked(**{"reason": "missing", **asked}, lines=lines or None)
    async with bench.db.begin(bench.shop.id) as tx:
        return await send_again(tx, bench.shop.id, order_id, wish)


async def the_order(bench: Bench) -> UUID:
    return UUID(str(await bench.value("SELECT id FROM orders WHERE reship_of IS NULL")))


async def test_a_missing_piece_goes_again_before_all_others_and_both_orders_say_so(
    bench: Bench,
) -> None:
    await shipped(bench, TEA=3, MUG=1)
    first = await the_order(bench)
    done = await again(bench, first, lines={"TEA": 2})
    assert done.status == "allocated"
    async with bench.db.read(HALL) as read:
        new = await read_order(read, bench.shop.id, done.order_id)
        [told] = await reshipments_of(read, bench.shop.id, first)
        assert await reshipment(read, bench.shop.id, done.order_id) == told
        assert await reshipment(read, bench.shop.id, first) is None
        why = await explain(read, bench.shop.id, first)
        both = [
            [one.what for one in await facts_of_order(read, bench.shop.id, order, limit=200)]
            for order in (first, done.order_id)
        ]
        [told_of] = [
            one.data["order_number"]
            for one in await timeline(read, bench.shop.id, done.order_id)
            if one.what == "order.reship_of"
        ]
    assert [facts.count("order.reshipped") for facts in both] == [1, 1]
    assert told_of == told.of_order_number
    assert (new.reship_of, new.priority, new.external_id) == (first, RESHIP_PRIORITY, "WEB-1-R1")
    assert [(line.sku, line.ordered, line.allocated) for line in new.lines] == [("TEA", 2, 2)]
    assert new.recipient["name"]
    assert (told.reason, told.cost, told.asked_by) == ("missing", "us", "shop")
    assert "sent_again" in [one.code for one in why.reasons]
    event = (
        await bench.rows("SELECT data, subject_id FROM events WHERE type = 'order.reshipped'")
    )[0]
    assert event.subject_id == first
    assert event.data["reshipment_number"] == done.number
    assert event.data["lines"] == [{"sku": "TEA", "quantity": 2}]
    with pytest.raises(TooManyAgain) as no:
        await again(bench, first, lines={"TEA": 2})
    assert str(no.value) == "Only 1 of TEA can still be sent again."
    with pytest.raises(NotInThisOrder):
        await again(bench, first, lines={"CUP": 1})
    assert (await again(bench, first)).number == done.number + 1  # what is left: 1 TEA, 1 MUG
    with pytest.raises(NothingToSendAgain):
        await again(bench, first)
    async with bench.db.begin(bench.shop.id) as tx:
        await cancel(tx, bench.shop.id, done.order_id)
    async with bench.db.begin(HALL) as tx:
        faster = Rule(carrier="house", service="express", upgrade_for="our_mistake")
        await add_rule(tx, bench.shop.id, faster, by=None)
    done_at_once = await asyncio.gather(  # what was cancelled can go again: once, asked by many
        # each under a name of its own, or the name alone would refuse the others
        *(again(bench, first, reason="damaged", external_id=f"AGAIN-{n}") for n in range(6)),
        return_exceptions=True,
    )
    [sorry] = [one for one in done_at_once if isinstance(one, SentAgain)]
    assert sum(isinstance(one, Refusal) for one in done_at_once) == 5, done_at_once
    assert sorry.status == "allocated"
    async with bench.db.read(HALL) as read:
        new = await read_order(read, bench.shop.id, sorry.order_id)
        why = await explain(read, bench.shop.id, sorry.order_id)
        [slip] = await slips_of(read, [sorry.number])
    assert "sent_faster" in [one.code for one in why.reasons]
    assert "faster" in slip.thanks, "the consumer reads it"
    assert new.service == "express" and new.chosen_way is not None
    assert new.chosen_way.upgraded_for == "our_mistake"


async def test_what_did_not_come_is_paid_at_the_door_by_the_second_parcel(bench: Bench) -> None:
    here, _ = await bench.packed("HERE", MUG=1)
    with pytest.raises(NothingToSendAgain):
        await again(bench, here.id)
    await shipped(bench, "AWAY", TEA=2)
    first = UUID(str(await bench.value("SELECT id FROM orders WHERE external_id = 'AWAY'")))
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE orders SET cod_amount_minor = 900, cod_currency = 'PLN'"))
    done = await again(bench, first, reason="damaged", lines={"TEA": 1})
    cod = "SELECT cod_amount_minor FROM orders WHERE id = :id"
    assert await bench.value(cod, id=done.order_id) is None
    async with bench.db.begin(HALL) as tx:
        await cancel(tx, bench.shop.id, done.order_id)
    parcel = await bench.value("SELECT id FROM parcels WHERE order_id = :id", id=first)
    done = await again(bench, first, reason="lost", parcel_id=parcel, service="express")
    assert await bench.value(cod, id=done.order_id) == 900
    row = (await bench.rows("SELECT cost, parcel_id FROM reshipments r WHERE order_id = :id",
                            id=done.order_id))[0]  # fmt: skip
    assert tuple(row) == ("carrier", parcel)
    assert await bench.value("SELECT service FROM orders WHERE id = :id", id=done.order_id) == (
        "express"
    )
