"""A plain dictionary that knows what stock must be, beside the database that says what it is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
)
from sqlalchemy import text

from tests import cast
from wms.db import HALL, Database, Tx
from wms.stock.ledger import Goods, move
from wms.verify import verify
from wms.violations import StockInsufficient

T = TypeVar("T")

SKUS = ("TEA", "CUP")
SHELVES = ("A-01-1", "A-02-1", "B-01-3")
INSIDE = ("DOCK", *SHELVES, "T-1")
QUANTITIES = st.integers(1, 12)
FIRST_STOCK = 10

#: (sku, condition, place)
Spot = tuple[str, str, str]


@dataclass(frozen=True)
class Promise:
    """A promise as the database has it."""

    id: UUID
    line_id: UUID
    sku: str
    place: str
    open: int


@dataclass(frozen=True)
class Step:
    """A movement that can be taken back."""

    id: UUID
    sku: str
    quantity: int
    source: tuple[str, str]
    target: tuple[str, str]


class Model(RuleBasedStateMachine):
    """The model, and what always holds: one hall and one shop per run, in a database that all runs
    share."""

    database: Database
    runner: asyncio.Runner

    def do(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """One step is one transaction."""

        async def unit() -> T:
            async with self.database.begin(HALL) as tx:
                return await work(tx)

        return self.runner.run(unit())

    @initialize()
    def open(self) -> None:
        """A hall with a little of everything on the first shelf."""
        self.on_hand: Counter[Spot] = Counter()
        self.promised: Counter[tuple[str, str]] = Counter()
        self.promises: list[Promise] = []
        self.steps: list[Step] = []
        self.orders = 0

        async def setting_out(tx: Tx) -> None:
            self.hall = await cast.open_hall(tx)
            self.shop = await cast.open_shop(tx)
            self.products = {sku: await cast.add_product(tx, self.shop, sku) for sku in SKUS}

        self.do(setting_out)
        for sku in SKUS:
            self.carry(sku, FIRST_STOCK, "supplier", SHELVES[0], "receive")

    def goods(self, sku: str, condition: str = "good") -> Goods:
        product = self.products[sku]
        return Goods(
            shop_id=self.shop.id, product_id=product.id, lot_id=product.id, condition=condition
        )

    def free(self, sku: str, place: str, condition: str = "good") -> int:
        promised = self.promised[sku, place] if condition == "good" else 0
        return self.on_hand[sku, condition, place] - promised

    def carry(self, sku: str, quantity: int, source: str, target: str, reason: str) -> None:
        """Move good goods, in the database and in the model; too much must be refused."""
        outside = source not in INSIDE

        async def carrying(tx: Tx) -> UUID:
            return await move(
                tx, self.goods(sku), quantity, from_place=self.hall[source].id,
                to_place=self.hall[target].id, reason=reason, by=None,
            )  # fmt: skip

        if not outside and quantity > self.free(sku, source):
            with pytest.raises(StockInsufficient):
                self.do(carrying)
            return
        made = self.do(carrying)
        if not outside:
            self.on_hand[sku, "good", source] -= quantity
        self.on_hand[sku, "good", target] += quantity
        self.steps.append(Step(made, sku, quantity, (source, "good"), (target, "good")))

    def read_promises(self) -> None:
        """Which shelves were chosen is the database's business; the sums are the model's."""
        names = {place.id: code for code, place in self.hall.places.items()}
        skus = {product.id: sku for sku, product in self.products.items()}

        async def reading(tx: Tx) -> list[Promise]:
            rows = await tx.execute(
                text(
                    "SELECT id, order_line_id, product_id, place_id, quantity - picked - freed "
                    "AS open FROM allocations WHERE shop_id = :s ORDER BY id"
                ),
                {"s": self.shop.id},
            )
            return [
                Promise(r.id, r.order_line_id, skus[r.product_id], names[r.place_id], r.open)
                for r in rows
                if r.open
            ]

        self.promises = self.do(reading)
        self.promised = Counter()
        for promise in self.promises:
            self.promised[promise.sku, promise.place] += promise.open

    @invariant()
    def balances_are_the_model(self) -> None:
        """What is where, and what is promised there."""
        names = {place.id: code for code, place in self.hall.places.items()}
        skus = {product.id: sku for sku, product in self.products.items()}

        async def reading(tx: Tx) -> list[tuple[Spot, int, int]]:
            rows = await tx.execute(
                text(
                    "SELECT product_id, condition, place_id, on_hand, allocated FROM balances "
                    "WHERE shop_id = :s AND (on_hand <> 0 OR allocated <> 0)"
                ),
                {"s": self.shop.id},
            )
            return [
                ((skus[r.product_id], r.condition, names[r.place_id]), r.on_hand, r.allocated)
                for r in rows
            ]

        rows = self.do(reading)
        assert all(0 <= allocated <= on_hand for _, on_hand, allocated in rows)
        assert {spot: on_hand for spot, on_hand, _ in rows} == dict(+self.on_hand)
        assert min(self.on_hand.values(), default=0) >= 0
        promised = {(spot[0], spot[2]): n for spot, _, n in rows if n}
        assert promised == dict(+self.promised)

    @invariant()
    def balances_are_the_replay(self) -> None:
        """The ledger alone tells the same."""

        async def replaying(tx: Tx) -> list[object]:
            rows = await tx.execute(
                text(
                    """
                    WITH steps AS (
                        SELECT product_id, lot_id, to_condition AS condition,
                               to_place_id AS place_id, quantity
                        FROM movements WHERE shop_id = :s
                        UNION ALL
                        SELECT product_id, lot_id, from_condition, from_place_id, -quantity
                        FROM movements WHERE shop_id = :s
                    ), replay AS (
                        SELECT product_id, lot_id, condition, place_id, sum(quantity) AS n
                        FROM steps JOIN places p ON p.id = place_id
                        WHERE p.kind NOT IN ('supplier', 'customer', 'found', 'lost', 'scrap',
                                             'workshop')
                        GROUP BY 1, 2, 3, 4 HAVING sum(quantity) <> 0
                    ), there AS (
                        SELECT product_id, lot_id, condition, place_id, on_hand::bigint AS n
                        FROM balances WHERE shop_id = :s AND on_hand <> 0
                    )
                    (TABLE replay EXCEPT TABLE there) UNION ALL (TABLE there EXCEPT TABLE replay)
                    """
                ),
                {"s": self.shop.id},
            )
            return list(rows)

        assert self.do(replaying) == []

    def teardown(self) -> None:
        """The warehouse's own check agrees, over all runs so far."""

        async def checking() -> list[object]:
            async with self.database.read(HALL) as read:
                # I11 asks for the run that a tote is on; no runs are walked here
                return [found for found in await verify(read) if found.name != "I11"]

        assert self.runner.run(checking()) == []
