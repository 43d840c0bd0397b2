"""A small storm: everybody does everything at once on a few products, and the books still balance.

Shops place and cancel, pickers walk, shorten, skip and take back, a clerk corrects stock; orders
overlap on purpose, so rows are locked in every order there is. No deadlock may reach a client, only
refusals in words; after each round every invariant holds. `make storm` makes it larger.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text

from tests import cast
from tests.concurrency.test_two_at_once import in_turn
from tests.picking.walking import Floor, open_floor
from wms.access.people import AtWork
from wms.db import HALL, Database
from wms.errors import Refusal
from wms.picking import pick
from wms.picking.cancel import cancel, put_back
from wms.picking.runs import next_run
from wms.picking.steps import Finished, GoTo, Take
from wms.stock.adjust import Adjustment, adjust
from wms.stock.ledger import Goods
from wms.verify import verify

ROUNDS = 2
DEEDS = 45
SHOPS, PICKERS = 4, 4
SKUS = ("TEA", "CUP", "MUG")


@dataclass
class Storm:
    """Who takes part, and what became of what they tried."""

    floor: Floor
    chance: random.Random
    pickers: list[AtWork]
    clerk: AtWork
    orders: list[UUID] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    named: int = 0

    async def attempt(self, name: str, deed: Callable[[], Awaitable[Any]]) -> Any:
        """Do it; a refusal is an answer, everything else a bug."""
        try:
            answer = await deed()
        except Refusal as no:
            self.told[no.code] += 1
            return None
        if isinstance(answer, dict) and answer.get("outcome") == "refused":
            self.told[answer["code"]] += 1
            return None
        self.did[name] += 1
        return answer

    async def shop(self, deeds: int) -> None:
        for _ in range(deeds):
            if self.orders and self.chance.random() < 0.35:
                await self.cancel(self.chance.choice(self.orders))
                continue
            self.named += 1
            name = f"W-{self.named}"
            skus = self.chance.sample(SKUS, self.chance.randint(1, len(SKUS)))
            lines = {sku: self.chance.randint(1, 3) for sku in skus}
            policy = self.chance.choice(("all_or_nothing", "as_available"))
            placed = await self.attempt(
                "place", lambda n=name, p=policy, w=lines: self.floor.order(n, p, **w)
            )
            if placed is not None:
                self.orders.append(placed.id)

    async def cancel(self, order: UUID) -> None:
        db, shop = self.floor.db, self.floor.shop.id

        async def as_the_shop() -> Any:
            from wms.db import again_on_conflict

            async def once() -> Any:
                async with db.begin(shop) as tx:
                    return await cancel(tx, shop, order)

            return await again_on_conflict(once)

        await self.attempt("cancel", as_the_shop)

    async def picker(self, by: AtWork, totes: list[str], deeds: int) -> None:
        db, hall = self.floor.db, self.floor.hall
        run: UUID | None = None
        for _ in range(deeds):
            if run is None:
                run = await self.attempt(
                    "walk", lambda: in_turn(db, next_run, hall.warehouse_id, by)
                )
                await asyncio.sleep(0)
                continue
            step = await self.floor.step(run)
            if isinstance(step, Finished):
                await self.empty(by)
                run = None
                continue
            await self.step(run, step, by, totes)
            if await self.floor.one(f"SELECT status FROM pick_runs WHERE id = '{run}'") in (
                "picked",
                "cancelled",
            ):
                await self.empty(by)
                run = None

    async def step(self, run: UUID, step: Any, by: AtWork, totes: list[str]) -> None:
        db, dice = self.floor.db, self.chance.random()
        if isinstance(step, GoTo | Take) and dice < 0.08:
            await self.attempt(
                "short", lambda: in_turn(db, pick.short, run, step.task, "fewer", by)
            )
        elif isinstance(step, GoTo | Take) and dice < 0.14:
            await self.attempt("skip", lambda: in_turn(db, pick.skip, run, step.task, by))
        elif dice < 0.24:
            await self.attempt("undo", lambda: in_turn(db, pick.undo, run, by))
        else:
            free = [t for t in totes if t not in await self._taken()]
            if not isinstance(step, GoTo | Take) and not free:
                return
            code = await self.floor.code_for(step, free)
            await self.attempt("scan", lambda: self.floor.scan(run, code, by=by))

    async def _taken(self) -> list[str]:
        found: list[str] = await self.floor.one(
            "SELECT coalesce(array_agg(p.code), '{}') FROM pick_run_orders o "
            "JOIN places p ON p.id = o.tote_id WHERE o.emptied_at IS NULL"
        )
        return found

    async def empty(self, by: AtWork) -> None:
        """Orders in totes are given up and carried back: the totes are free again."""
        shop = self.floor.shop.id
        async with self.floor.db.read(HALL) as read:
            rows = await read.execute(
                text(
                    "SELECT DISTINCT o.id FROM orders o JOIN pick_run_orders r "
                    "ON r.order_id = o.id JOIN pick_runs w ON w.id = r.run_id "
                    "WHERE w.operator_id = :o AND r.emptied_at IS NULL "
                    "AND w.status IN ('picked', 'cancelled')"
                ),
                {"o": by.operator_id},
            )
            waiting = list(rows.scalars())
        shelf = self.floor.hall["B-01-3"].id
        for order in waiting:
            await self.cancel(order)
            await self.attempt(
                "put back",
                lambda o=order: in_turn(self.floor.db, put_back, shop, o, shelf, by),
            )

    async def clerk_counts(self, deeds: int) -> None:
        for _ in range(deeds // 3):
            product = self.floor.products[self.chance.choice(SKUS)]
            place = self.floor.hall[self.chance.choice(("A-01-1", "A-02-1", "A-03-1"))]
            goods = Goods(shop_id=product.shop_id, product_id=product.id, lot_id=product.id)
            quantity = self.chance.randint(1, 3)
            why = self.chance.choice((Adjustment.FOUND, Adjustment.FOUND, Adjustment.LOST))
            await self.attempt(
                "adjust",
                lambda g=goods, p=place, q=quantity, w=why: in_turn(
                    self.floor.db, adjust, g, q, place_id=p.id, why=w, by=self.clerk
                ),
            )


async def open_storm(db: Database, seed: int) -> Storm:
    goods = {sku: (f"A-0{n}-1", 12) for n, sku in enumerate(SKUS, 1)}
    floor = await open_floor(db, **goods)
    async with db.begin(HALL) as tx:
        for sku in SKUS:
            await cast.stock(tx, floor.hall, floor.products[sku], "A-04-1", 6)
        for n in range(7, 25):
            await cast.add_place(tx, floor.hall, f"T-{n}", "tote")
        pickers = [await cast.hire(tx, f"Picker {n}") for n in range(PICKERS)]
        clerk = await cast.hire(tx, "Clerk", is_supervisor=True)
    return Storm(floor, random.Random(seed), pickers, clerk)


async def test_everybody_at_once(db: Database, seed: int, times: int) -> None:
    storm = await open_storm(db, seed)
    for _ in range(ROUNDS * times):
        await asyncio.gather(
            *(storm.shop(DEEDS // 3) for _ in range(SHOPS)),
            *(
                storm.picker(by, [f"T-{6 * n + m}" for m in range(1, 7)], DEEDS)
                for n, by in enumerate(storm.pickers)
            ),
            storm.clerk_counts(DEEDS),
        )
        async with db.read(HALL) as read:
            assert await verify(read) == []
    print(dict(storm.did), dict(storm.told))
    for name in ("place", "cancel", "walk", "scan", "short", "undo", "skip", "adjust", "put back"):
        assert storm.did[name] > 0, f"nobody managed to {name}: {storm.did} {storm.told}"
    async with db.read(HALL) as read:
        lost = await read.scalar(
            text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        )
    print("deadlocks that were run again:", lost)
