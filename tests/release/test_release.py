"""Which orders are walked for now: the first rule that an order meets says it, or the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update

from tests import cast
from wms.access.desks import hire_office_user
from wms.access.people import Desk
from wms.db import Tx, new_id
from wms.layout.models import Place, Zone
from wms.orders.models import Order
from wms.picking.errors import NothingToPick
from wms.picking.runs import plan_run
from wms.release.by_hand import leave_to_rules, release_now
from wms.release.errors import (
    NotWaiting,
    RuleImpossible,
    RuleOfNothing,
    RulePriorityUnknown,
    RuleThere,
    RuleUnknown,
)
from wms.release.foresee import kept_by, met_by, released_by_hand, would_do
from wms.release.queries import last_changes, ready_to_walk, released
from wms.release.rules import (
    Rule,
    add_rule,
    change_rule,
    move_rule,
    remove_rule,
    restore_rule,
    rules,
)

PROMISE = text("SELECT status FROM promise_orders(:shop, ARRAY[CAST(:order AS uuid)])")
LINE = text(
    "INSERT INTO order_lines (shop_id, order_id, line_no, product_id, ordered, "
    "backordered) VALUES (:shop, :order, :n, :product, :quantity, :quantity)"
)


class Shelves:
    """Two zones with a product each, and a shop that orders of them."""

    async def open(self, tx: Tx) -> Shelves:
        self.tx = tx
        self.hall, self.shop = await cast.open_hall(tx), await cast.open_shop(tx)
        self.zones = {}
        for code, place in {"EAST": "A-01-1", "WEST": "A-04-1"}.items():
            zone = Zone(id=new_id(), warehouse_id=self.hall.warehouse_id, code=code, name=code)
            tx.add(zone)
            await tx.flush()
            self.zones[code] = zone.id
            await tx.execute(
                update(Place).where(Place.id == self.hall[place].id).values(zone_id=zone.id)
            )
        self.goods = {}
        for sku, place in {"TEA": "A-01-1", "CUP": "A-04-1"}.items():
            self.goods[sku] = await cast.add_product(tx, self.shop, sku)
            await cast.stock(tx, self.hall, self.goods[sku], place, 50)
        return self

    async def order(self, *, leaves_in: timedelta | None = None, carrier: str = "house",
                    priority: int = 100, **lines: int) -> UUID:  # fmt: skip
        order = Order(
            shop_id=self.shop.id, id=new_id(), external_id=str(new_id()), country="PL",
            carrier=carrier, service="standard", priority=priority,
            ship_by=datetime.now(UTC) + leaves_in if leaves_in else None,
            backorder_policy="all_or_nothing", status="backordered",
        )  # fmt: skip
        self.tx.add(order)
        await self.tx.flush()
        for n, (sku, quantity) in enumerate(lines.items(), start=1):
            facts = {"shop": self.shop.id, "order": order.id, "n": n, "quantity": quantity}
            await self.tx.execute(LINE, {**facts, "product": self.goods[sku].id})
        assert (
            await self.tx.scalar(PROMISE, {"shop": self.shop.id, "order": order.id}) == "allocated"
        )
        return order.id

    async def modes(self, *orders: UUID) -> Sequence[str | None]:
        found = {one.id: one.mode for one in await released(self.tx, self.keys(*orders))}
        return [found[one] for one in orders]

    def keys(self, *orders: UUID) -> list[tuple[UUID, UUID]]:
        return [(self.shop.id, one) for one in orders]


async def test_the_first_rule_that_an_order_meets_says_when_and_how_it_is_walked_for(
    tx: Tx,
) -> None:
    here = await Shelves().open(tx)
    one = await here.order(TEA=1)
    late = await here.order(TEA=2, leaves_in=timedelta(hours=9))
    soon = await here.order(TEA=2, leaves_in=timedelta(hours=1), carrier="inpost")
    both = await here.order(TEA=1, CUP=1, priority=0)
    assert await here.modes(one, late, soon, both) == ["cluster"] * 4, "no rule: at once"

    await add_rule(tx, Rule(release="now", mode="order", priority_max=10), by=None)
    await add_rule(tx, Rule(release="by_hand", carrier="inpost"), by=None)
    east = await add_rule(
        tx, Rule(release="now", mode="order", zone_id=here.zones["EAST"]), by=None
    )
    assert await here.modes(one, late, soon, both) == ["order", "order", None, "order"]
    await change_rule(tx, east, Rule(release="before_cut_off", minutes_before=120), by=None)
    assert await here.modes(late) == [None], "it leaves in nine hours"
    await change_rule(tx, east, Rule(release="before_cut_off", minutes_before=600), by=None)
    assert await here.modes(late) == ["cluster"]
    await change_rule(tx, east, Rule(release="by_hand", due_within_min=30), by=None)
    assert await here.modes(late) == ["cluster"], "not an order of this rule"

    await move_rule(tx, east, up=True, by=None)
    assert [row.id for row in await rules(tx)].index(east) == 1
    await remove_rule(tx, east, by=None)
    with pytest.raises(RuleUnknown):
        await move_rule(tx, east, up=True, by=None)
    with pytest.raises(RuleImpossible):
        await add_rule(tx, Rule(release="before_cut_off"), by=None)


async def test_what_waits_for_its_release_is_not_walked_for_before_the_desk_says_so(
    tx: Tx,
) -> None:
    here = await Shelves().open(tx)
    await add_rule(tx, Rule(release="by_hand"), by=None)
    first, second = await here.order(TEA=1), await here.order(TEA=1)
    before = await ready_to_walk(tx)
    with pytest.raises(NothingToPick):
        await plan_run(tx, here.hall.warehouse_id)
    assert await release_now(tx, here.keys(second), mode="order", by=None) == 1
    assert await ready_to_walk(tx) == before + 1
    assert await here.modes(first, second) == [None, "order"]
    assert await leave_to_rules(tx, here.keys(second)) == 1
    assert await here.modes(second) == [None]
    await release_now(tx, here.keys(first, second), by=None)
    assert (await plan_run(tx, here.hall.warehouse_id)).orders == 2
    with pytest.raises(NotWaiting):
        await release_now(tx, [(here.shop.id, new_id())], by=None)


async def test_what_a_rule_would_do_is_told_before_it_is_written(tx: Tx) -> None:
    here = await Shelves().open(tx)
    tea = [await here.order(TEA=1, leaves_in=timedelta(hours=hours)) for hours in (1, 2, 9)]
    cup = await here.order(CUP=1)
    await here.order(CUP=1, TEA=1)
    await release_now(tx, here.keys(cup), by=None)
    first = await add_rule(tx, Rule(release="by_hand", zone_id=here.zones["EAST"]), by=None)
    told = await met_by(tx, await rules(tx))
    assert (told[first].now, told[first].waits) == (0, 3)
    assert told[None].orders == 1, "what was released by hand asks no rule"

    draft = Rule(release="before_cut_off", minutes_before=180, shop_id=here.shop.id)
    after = await would_do(tx, await rules(tx), draft)
    assert (after.orders, after.now) == (1, 1), "the others meet the first rule before"
    instead = await would_do(tx, await rules(tx), draft, instead_of=first)
    assert (instead.now, instead.waits) == (3, 1)
    assert len(await rules(tx)) == 1, "nothing was written"

    kept = await kept_by(tx, await rules(tx), first)
    assert [order for _, order in kept] == tea, "the most urgent first"
    assert await release_now(tx, kept, by=None) == 3
    assert {order for _, order in await released_by_hand(tx)} == {*tea, cup}


async def test_who_changed_a_rule_is_kept_and_a_removed_one_comes_back(tx: Tx) -> None:
    here = await Shelves().open(tx)
    who = Desk(
        user_id=await hire_office_user(
            tx, email="m@example.com", name="Maria", password="long enough for anybody",
            role="manager",
        ),
        session_id=new_id(), name="Maria", role="manager", shop_id=None, language="en",
    )  # fmt: skip
    one = await add_rule(tx, Rule(release="now", carrier="house"), by=who)
    await add_rule(tx, Rule(release="by_hand"), by=who)
    await move_rule(tx, one, up=False, by=who)
    await move_rule(tx, one, up=False, by=who)
    gone = await remove_rule(tx, one, by=who)
    told = await last_changes(tx)
    assert [(row.what, row.by) for row in told] == [
        (what, "Maria") for what in ("removed", "moved", "added", "added")
    ], "what stayed where it was did not change"
    assert told[0].is_gone and told[0].rule.carrier == "house"
    await restore_rule(tx, gone, by=who)
    assert [row.id for row in await rules(tx)][-1] == one
    assert not (await last_changes(tx))[1].is_gone
    with pytest.raises(RuleThere):
        await restore_rule(tx, gone, by=who)
    for wrong, no in (
        ({"priority_max": 1001}, RulePriorityUnknown),
        ({"zone_id": new_id()}, RuleOfNothing),
        ({"shop_id": new_id()}, RuleOfNothing),
    ):
        with pytest.raises(no):
            await change_rule(tx, one, Rule(release="now", **wrong), by=who)
    assert here


async def test_a_rule_for_single_pieces_leaves_larger_orders_on_the_cart(tx: Tx) -> None:
    here = await Shelves().open(tx)
    await add_rule(tx, Rule(release="now", mode="single"), by=None)
    one, two, both = (
        await here.order(TEA=1),
        await here.order(TEA=2),
        await here.order(TEA=1, CUP=1),
    )
    assert await here.modes(one, two, both) == ["single", "cluster", "cluster"]
    other = await here.order(CUP=1)
    planned = await plan_run(tx, here.hall.warehouse_id)
    mode = await tx.scalar(
        text("SELECT mode FROM pick_runs WHERE id = :id"), {"id": planned.run_id}
    )
    assert (mode, planned.orders) == ("single", 2)
    found = await tx.scalars(text("SELECT order_id FROM pick_run_orders WHERE is_batch"))
    assert set(found) == {one, other}
