"""Random work on stock, step by step, against a model; after each step everything adds up.

Receive, put away, move, order, give promises back, pick, correct, damage, undo, and what must be
refused. After every step the balances equal a plain dictionary and the replay of the ledger, are
never negative and never promise more than is there; at the end of each run `wms verify` finds
nothing. Every step is a transaction of its own on a real database.

LEDGER_RUNS and LEDGER_STEPS make it larger. Hypothesis prints the failing run; its
``@reproduce_failure`` line or ``--hypothesis-seed`` plays it again.
"""

from __future__ import annotations

import asyncio
import os
from uuid import UUID

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as how_much
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from tests.conftest import clone
from tests.databases import Maker
from tests.orders.asking import ask
from tests.properties.ledger_model import (
    INSIDE,
    QUANTITIES,
    SHELVES,
    SKUS,
    Model,
    Promise,
    Step,
)
from tests.sizes import many
from wms.db import HALL, Database, Tx
from wms.local import Local
from wms.migrate import APP_ROLE
from wms.orders.place import Placed, place
from wms.settings import Settings
from wms.stock.adjust import Adjustment, adjust, damage
from wms.stock.allocation import free_promises
from wms.stock.ledger import move
from wms.violations import QuantityNotPositive, StockInsufficient

RUNS = int(os.environ.get("LEDGER_RUNS", many(7)))
STEPS = int(os.environ.get("LEDGER_STEPS", "25"))


class Ledger(Model):
    """What people do."""

    @initialize()
    def open(self) -> None:
        """Each run begins with goods picked for one order and a correction: what is drawn after
        that may by chance never do either."""
        super().open()
        self.order(quantities={SKUS[0]: 2}, policy="all_or_nothing")
        self.take(self.promises[0], 1)
        self.correct(sku=SKUS[1], quantity=1, place=SHELVES[0], why=Adjustment.FOUND)

    @rule(sku=st.sampled_from(SKUS), quantity=QUANTITIES)
    def receive(self, sku: str, quantity: int) -> None:
        self.carry(sku, quantity, "supplier", "DOCK", "receive")

    @rule(sku=st.sampled_from(SKUS), quantity=QUANTITIES, shelf=st.sampled_from(SHELVES))
    def put_away(self, sku: str, quantity: int, shelf: str) -> None:
        self.carry(sku, quantity, "DOCK", shelf, "put_away")

    @rule(
        sku=st.sampled_from(SKUS),
        quantity=QUANTITIES,
        shelves=st.permutations(SHELVES),
    )
    def replenish(self, sku: str, quantity: int, shelves: list[str]) -> None:
        self.carry(sku, quantity, shelves[0], shelves[1], "replenish")

    @rule(sku=st.sampled_from(SKUS), place=st.sampled_from(INSIDE), quantity=st.integers(-3, 0))
    def move_nothing(self, sku: str, place: str, quantity: int) -> None:
        async def moving(tx: Tx) -> None:
            await move(
                tx, self.goods(sku), quantity, from_place=self.hall["supplier"].id,
                to_place=self.hall[place].id, reason="receive", by=None,
            )  # fmt: skip

        with pytest.raises(QuantityNotPositive):
            self.do(moving)

    @rule(
        quantities=st.dictionaries(st.sampled_from(SKUS), QUANTITIES, min_size=1),
        policy=st.sampled_from(["all_or_nothing", "as_available"]),
    )
    def order(self, quantities: dict[str, int], policy: str) -> None:
        """An order is promised what is on the shelves, by its policy, and not a unit more."""
        self.orders += 1
        asked = ask(f"O-{self.orders}", policy=policy, **quantities)  # type: ignore[arg-type]  # quantities by SKU

        async def placing() -> Placed:
            return await place(await self.database.hot(), self.shop.id, asked)

        placed = self.runner.run(placing())
        there = {sku: sum(self.free(sku, shelf) for shelf in SHELVES) for sku in quantities}
        is_whole = all(there[sku] >= quantities[sku] for sku in quantities)
        for (sku, quantity), line in zip(quantities.items(), placed.lines, strict=True):
            expected = quantity if is_whole else min(there[sku], quantity)
            if policy == "all_or_nothing" and not is_whole:
                expected = 0
            assert line.allocated == expected
        self.read_promises()

    @precondition(lambda self: self.promises)
    @rule(data=st.data(), quantity=QUANTITIES)
    def pick(self, data: st.DataObject, quantity: int) -> None:
        """Promised goods go into the tote; more than was promised does not."""
        self.take(data.draw(st.sampled_from(self.promises)), quantity)

    def take(self, promise: Promise, quantity: int) -> None:
        """Pick for one promise."""

        async def picking(tx: Tx) -> None:
            await move(
                tx, self.goods(promise.sku), quantity, from_place=self.hall[promise.place].id,
                to_place=self.hall["T-1"].id, reason="pick", by=None,
                line_id=promise.line_id, promised=quantity,
            )  # fmt: skip
            for table in ("allocations SET picked", "order_lines SET picked"):
                key = promise.id if table.startswith("allocations") else promise.line_id
                await tx.execute(
                    text(f"UPDATE {table} = picked + :n WHERE shop_id = :s AND id = :i"),
                    {"n": quantity, "s": self.shop.id, "i": key},
                )

        if quantity > self.promised[promise.sku, promise.place]:
            with pytest.raises(StockInsufficient):
                self.do(picking)
            return
        if quantity > promise.open:
            return  # the picking slice would not ask; another order's promise lies there too
        self.do(picking)
        self.on_hand[promise.sku, "good", promise.place] -= quantity
        self.on_hand[promise.sku, "good", "T-1"] += quantity
        self.read_promises()

    @precondition(lambda self: self.promises)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        """A promise is freed: its goods can be promised again."""
        promise = data.draw(st.sampled_from(self.promises))

        async def freeing(tx: Tx) -> int:
            freed = await free_promises(tx, self.shop.id, [promise.id])
            await tx.execute(
                text(
                    "UPDATE order_lines SET allocated = allocated - :n, backordered = "
                    "backordered + :n WHERE shop_id = :s AND id = :i"
                ),
                {"n": freed, "s": self.shop.id, "i": promise.line_id},
            )
            return freed

        assert self.do(freeing) == promise.open
        self.read_promises()

    @rule(
        sku=st.sampled_from(SKUS),
        quantity=QUANTITIES,
        place=st.sampled_from(SHELVES),
        why=st.sampled_from(list(Adjustment)),
    )
    def correct(self, sku: str, quantity: int, place: str, why: Adjustment) -> None:
        """Found, lost, scrapped: never what is promised."""

        async def correcting(tx: Tx) -> UUID:
            return await adjust(
                tx, self.goods(sku), quantity, place_id=self.hall[place].id, why=why, by=None
            )

        is_more = why is Adjustment.FOUND
        if not is_more and quantity > self.free(sku, place):
            with pytest.raises(StockInsufficient):
                self.do(correcting)
            return
        made = self.do(correcting)
        self.on_hand[sku, "good", place] += quantity if is_more else -quantity
        here, out = (place, "good"), (why.value, "good")
        self.steps.append(Step(made, sku, quantity, *((out, here) if is_more else (here, out))))

    @rule(sku=st.sampled_from(SKUS), quantity=QUANTITIES, place=st.sampled_from(INSIDE))
    def break_some(self, sku: str, quantity: int, place: str) -> None:
        """Damaged where they lie; promised goods stay good until the promise is freed."""

        async def breaking(tx: Tx) -> UUID:
            return await damage(
                tx, self.goods(sku), quantity, place_id=self.hall[place].id, by=None
            )

        if quantity > self.free(sku, place):
            with pytest.raises(StockInsufficient):
                self.do(breaking)
            return
        made = self.do(breaking)
        self.on_hand[sku, "good", place] -= quantity
        self.on_hand[sku, "damaged", place] += quantity
        self.steps.append(Step(made, sku, quantity, (place, "good"), (place, "damaged")))

    @precondition(lambda self: self.steps)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """A movement is taken back by its reverse, once, unless the goods are gone or promised."""
        step = data.draw(st.sampled_from(self.steps))
        (source, was), (target, became) = step.source, step.target
        target_inside, source_inside = target in INSIDE, source in INSIDE

        async def undoing(tx: Tx) -> UUID:
            return await move(
                tx, self.goods(step.sku, became), step.quantity,
                from_place=self.hall[target].id, to_place=self.hall[source].id,
                to_condition=was, reason="correct", by=None, reverses=step.id,
            )  # fmt: skip

        if target_inside and step.quantity > self.free(step.sku, target, became):
            with pytest.raises(StockInsufficient):
                self.do(undoing)
            return
        self.do(undoing)
        self.steps.remove(step)
        if target_inside:
            self.on_hand[step.sku, became, target] -= step.quantity
        if source_inside:
            self.on_hand[step.sku, was, source] += step.quantity
        with pytest.raises(
            Exception, match=r"uq_movements_reverses|Only \d+ of|stock.insufficient"
        ):
            self.do(undoing)  # a second time never


def test_whatever_happens_everything_adds_up(
    local: Local, maker: Maker, template: str, settings: Settings
) -> None:
    name = clone(maker, template)
    with asyncio.Runner() as runner:
        database = Database(local.postgres.url(name, user=APP_ROLE), settings, name="ledger")
        machine = type("LedgerOfThisTest", (Ledger,), {"database": database, "runner": runner})
        try:
            run_state_machine_as_test(machine, settings=_size())
            told = runner.run(_what_happened(database))
        finally:
            runner.run(database.close())
    maker.drop(name)
    # a test in which nothing happens proves nothing
    assert {"receive", "pick", "adjust"} <= told


async def _what_happened(database: Database) -> set[str]:
    async with database.read(HALL) as read:
        return set(await read.scalars(text("SELECT DISTINCT reason FROM movements")))


def _size() -> how_much:
    return how_much(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
