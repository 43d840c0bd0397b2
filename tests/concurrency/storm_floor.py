"""The people of the floor in a storm: who walks, and who counts and carries."""

from __future__ import annotations

import random
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from tests.concurrency.storm import Storm
from tests.concurrency.test_two_at_once import in_turn
from wms.access.people import AtWork
from wms.db import HALL
from wms.layout.queries import place_by_id
from wms.picking import pick, side_doors
from wms.picking.put_back import put_back
from wms.picking.runs import give_back_run, next_run
from wms.picking.steps import Finished, GoTo, Take
from wms.stock.adjust import Adjustment, adjust
from wms.stock.counting import begin_count, left_to_count, say_number
from wms.stock.ledger import Goods
from wms.stock.relocate import relocate
from wms.stock.settle import settle


class Picker:
    """Walks; what is picked is cancelled and carried back, so that the totes are free again."""

    def __init__(self, storm: Storm, chance: random.Random, by: AtWork, totes: list[str]) -> None:
        self.storm, self.chance, self.by, self.totes = storm, chance, by, totes
        self.run: UUID | None = None

    async def act(self) -> None:
        storm, db = self.storm, self.storm.floor.db
        if self.run is None:
            hall = storm.floor.hall.warehouse_id
            self.run = await storm.attempt("walk", lambda: in_turn(db, next_run, hall, self.by))
            return
        step = await storm.floor.step(self.run)
        if isinstance(step, Finished):
            await self.empty()
            self.run = None
            return
        await self.step(self.run, step)

    async def step(self, run: UUID, step: Any) -> None:
        storm, db, dice = self.storm, self.storm.floor.db, self.chance.random()
        if isinstance(step, GoTo | Take) and dice < 0.08:
            deed = lambda: in_turn(db, pick.short, run, step.task, "fewer", self.by)  # noqa: E731
            await storm.attempt("short", deed)
        elif isinstance(step, GoTo | Take) and dice < 0.12:
            await storm.attempt("skip", lambda: in_turn(db, pick.skip, run, step.task, self.by))
        elif isinstance(step, GoTo | Take) and dice < 0.14:
            deed = lambda: in_turn(  # noqa: E731
                db, side_doors.damaged, run, step.task, "broken", self.by
            )
            await storm.attempt("damaged", deed)
        elif isinstance(step, GoTo | Take) and dice < 0.17:
            reserve = storm.floor.hall[f"R-{storm.skus.index(step.sku)}"].id
            deed = lambda: in_turn(  # noqa: E731
                db, side_doors.take_elsewhere, run, step.task, self.by, place_id=reserve
            )
            await storm.attempt("take elsewhere", deed)
        elif dice < 0.18:
            before = storm.did["give back"]
            await storm.attempt("give back", lambda: in_turn(db, give_back_run, run, self.by))
            if storm.did["give back"] > before:
                self.run = None
        elif dice < 0.23:
            await storm.attempt("undo", lambda: in_turn(db, pick.undo, run, self.by))
        else:
            free = self.totes
            if not isinstance(step, GoTo | Take):
                taken = await storm.floor.one(_TAKEN)
                free = [tote for tote in self.totes if tote not in taken]
                if not free:
                    await self.empty()
                    return
            code = await storm.floor.code_for(step, list(free))
            await storm.attempt("scan", lambda: storm.floor.scan(run, code, by=self.by))

    async def empty(self) -> None:
        storm = self.storm
        shop, shelf = storm.floor.shop.id, storm.floor.hall["B-01-3"].id
        async with storm.floor.db.read(HALL) as read:
            waiting = list(await read.scalars(_IN_TOTES, {"operator": self.by.operator_id}))
        for order in waiting:
            await storm.cancel(order)
            await storm.attempt(
                "put back",
                lambda o=order: in_turn(storm.floor.db, put_back, shop, o, shelf, self.by),
            )


class Clerk:
    """Finds and loses, carries goods elsewhere, and counts."""

    def __init__(self, storm: Storm, chance: random.Random, by: AtWork) -> None:
        self.storm, self.chance, self.by = storm, chance, by

    async def act(self) -> None:
        storm, chance = self.storm, self.chance
        at = chance.randrange(len(storm.skus))
        product = storm.floor.products[storm.skus[at]]
        goods = Goods(shop_id=product.shop_id, product_id=product.id, lot_id=product.id)
        face, reserve = storm.floor.hall[f"F-{at}"], storm.floor.hall[f"R-{at}"]
        dice, db, quantity = chance.random(), storm.floor.db, chance.randint(1, 3)
        if dice < 0.35:
            source, target = (face, reserve) if chance.random() < 0.5 else (reserve, face)
            label = target.label_code or ""
            await storm.attempt(
                "move",
                lambda: in_turn(db, relocate, goods, quantity, from_place=source.id,
                                to_label=label, by=self.by),
            )  # fmt: skip
        elif dice < 0.6:
            await self.count(face.id)
        else:
            why = chance.choice((Adjustment.FOUND, Adjustment.FOUND, Adjustment.LOST))
            await storm.attempt(
                "adjust",
                lambda: in_turn(db, adjust, goods, quantity, place_id=face.id, why=why, by=self.by),
            )

    async def count(self, place: UUID) -> None:
        """To the end; now and then a piece more or less than the books say."""
        db, off = self.storm.floor.db, self.chance.choice((-1, 0, 0, 0, 1))

        async def begin(tx: Any) -> int:
            return await begin_count(tx, await place_by_id(tx, place), by=self.by)

        async def say(tx: Any) -> None:
            for line in await left_to_count(tx, place, by=self.by):
                books = await tx.scalar(_BOOKS, {
                    "place": place, "lot": line.lot_id, "condition": line.condition,
                }) or 0  # fmt: skip
                said = await say_number(
                    tx, self.storm.floor.shop.id, line.count_id, lot_id=line.lot_id,
                    condition=line.condition, counted=max(books + off, 0), by=self.by,
                )  # fmt: skip
                if said.did == "counted":
                    await settle(tx, line.count_id, by=self.by)

        if await self.storm.attempt("begin a count", lambda: in_turn(db, begin)) is not None:
            await self.storm.attempt("count", lambda: in_turn(db, say))


_TAKEN: Final = (
    "SELECT coalesce(array_agg(p.code), '{}') FROM pick_run_orders o "
    "JOIN places p ON p.id = o.tote_id WHERE o.emptied_at IS NULL"
)
_IN_TOTES: Final = text(
    "SELECT DISTINCT o.id FROM orders o JOIN pick_run_orders r ON r.order_id = o.id "
    "JOIN pick_runs w ON w.id = r.run_id WHERE w.operator_id = :operator "
    "AND r.emptied_at IS NULL AND w.status IN ('picked', 'cancelled')"
)
_BOOKS: Final = text(
    "SELECT on_hand FROM balances WHERE place_id = :place AND lot_id = :lot "
    "AND condition = :condition"
)
