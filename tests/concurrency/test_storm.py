"""A storm: everybody does everything at once on a few products, and the books still balance.

Shops place and cancel, the pass promises what was freed, pickers walk, shorten, skip and take back,
people carry goods elsewhere, count and correct; orders overlap on purpose, so rows are locked in
every order there is. No deadlock may reach a client, only refusals in words; after each round every
invariant holds. Who does what comes from the seed, for each client a row of its own.

In the suite twenty short rounds. `make storm` is the large one: 64 clients on 500 products, 100,000
operations (TIMES=10).
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from tests import cast
from tests.concurrency.test_two_at_once import in_turn
from tests.picking.walking import Floor, open_floor
from wms.access.people import AtWork
from wms.db import HALL, Database, again_on_conflict
from wms.errors import Refusal
from wms.layout.queries import place_by_id
from wms.picking import pick
from wms.picking.cancel import cancel, put_back
from wms.picking.runs import next_run
from wms.picking.steps import Finished, GoTo, Take
from wms.stock.adjust import Adjustment, adjust
from wms.stock.counting import begin_count, left_to_count, say_number
from wms.stock.ledger import Goods
from wms.stock.relocate import relocate
from wms.stock.settle import settle
from wms.verify import verify
from workers.promises import Promises

#: totes of one picker: those of a cart
TOTES: Final = 8
#: pieces of a product at its pick face, and at its reserve
AT_FACE, IN_RESERVE = 6, 3


@dataclass(frozen=True)
class Size:
    """How many take part, and how much each of them does in a round."""

    rounds: int
    products: int
    shops: int
    pickers: int
    clerks: int
    #: deeds of one client in a round
    deeds: int

    @property
    def clients(self) -> int:
        """Shops, pickers, clerks, and the pass itself."""
        return self.shops + self.pickers + self.clerks + 1


SUITE: Final = Size(rounds=20, products=4, shops=3, pickers=3, clerks=3, deeds=2)
#: 64 clients; about ten thousand operations for each of TIMES
LARGE: Final = Size(rounds=6, products=500, shops=28, pickers=20, clerks=15, deeds=20)


@dataclass
class Storm:
    """Who takes part, and what became of what they tried."""

    floor: Floor
    size: Size
    skus: list[str]
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

    async def cancel(self, order: UUID) -> None:
        db, shop = self.floor.db, self.floor.shop.id

        async def once() -> Any:
            async with db.begin(shop) as tx:
                return await cancel(tx, shop, order)

        await self.attempt("cancel", lambda: again_on_conflict(once))


class Shop:
    """Places orders of several lines, and cancels those of anybody."""

    def __init__(self, storm: Storm, chance: random.Random) -> None:
        self.storm, self.chance = storm, chance

    async def act(self) -> None:
        storm, chance = self.storm, self.chance
        if storm.orders and chance.random() < 0.3:
            await storm.cancel(storm.orders[-1 - chance.randrange(min(len(storm.orders), 40))])
            return
        storm.named += 1
        name = f"W-{storm.named}"
        wanted = chance.sample(storm.skus, chance.randint(1, min(5, len(storm.skus))))
        lines = {sku: chance.randint(1, 3) for sku in wanted}
        policy = chance.choice(("all_or_nothing", "as_available"))
        placed = await storm.attempt("place", lambda: storm.floor.order(name, policy, **lines))
        if placed is not None:
            storm.orders.append(placed.id)


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
        elif dice < 0.18:
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


class Pass:
    """The workers' pass."""

    def __init__(self, storm: Storm) -> None:
        self.storm, self.promises = storm, Promises(storm.floor.db)

    async def act(self) -> None:
        self.storm.did["serve"] += await self.promises.serve()
        self.storm.did["pass"] += 1
        await asyncio.sleep(0)


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


async def open_storm(db: Database, size: Size, seed: int) -> tuple[Storm, list[Any]]:
    """The hall with its goods, and all clients; each has a row of chances of its own."""
    skus = [f"SKU-{n}" for n in range(size.products)]
    floor = await open_floor(db)
    storm = Storm(floor, size, skus)
    chances = (random.Random(f"{seed}-{n}") for n in range(size.clients))
    async with db.begin(HALL) as tx:
        for n, sku in enumerate(skus):
            product = floor.products[sku] = await cast.add_product(tx, floor.shop, sku)
            floor.codes[sku] = await cast.barcode_of(tx, product)
            await cast.add_place(tx, floor.hall, f"F-{n}", "pick_face", order=100 + n)
            await cast.add_place(tx, floor.hall, f"R-{n}", "storage", order=1000 + n)
            await cast.stock(tx, floor.hall, product, f"F-{n}", AT_FACE)
            await cast.stock(tx, floor.hall, product, f"R-{n}", IN_RESERVE)
        clients: list[Any] = [Pass(storm)]
        clients += [Shop(storm, next(chances)) for _ in range(size.shops)]
        for n in range(size.pickers):
            totes = [f"T-{n}-{m}" for m in range(TOTES)]
            for tote in totes:
                await cast.add_place(tx, floor.hall, tote, "tote")
            clients.append(Picker(storm, next(chances), await cast.hire(tx, f"P {n}"), totes))
        for n in range(size.clerks):
            by = await cast.hire(tx, f"Clerk {n}", is_supervisor=True)
            clients.append(Clerk(storm, next(chances), by))
    return storm, clients


async def test_everybody_at_once(db: Database, seed: int, times: int) -> None:
    size = SUITE if times == 1 else LARGE
    storm, clients = await open_storm(db, size, seed)

    async def client(one: Any) -> None:
        # who walks has the most to do: four scans for an order of one line
        deeds = size.deeds * (2 if isinstance(one, Picker) else 1)
        for _ in range(1 if isinstance(one, Pass) and times == 1 else deeds):
            await one.act()

    for _ in range(size.rounds * times):
        await asyncio.gather(*(client(one) for one in clients))
        async with db.read(HALL) as read:
            assert await verify(read) == [], f"{storm.did} {storm.told}"
    await Promises(db).serve()
    assert await Promises(db).serve() == 0, "who could have something has it"
    done = sum(storm.did.values()) + sum(storm.told.values())
    print(f"{done} operations of {size.clients} clients:", dict(storm.did), dict(storm.told))
    for name in ("place", "cancel", "walk", "scan", "move", "adjust", "count", "pass", "serve"):
        assert storm.did[name] > 0, f"nobody managed to {name}: {storm.did} {storm.told}"
    async with db.read(HALL) as read:
        lost = await read.scalar(
            text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        )
    print("deadlocks that were run again:", lost)
