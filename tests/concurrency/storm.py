"""Who takes part in a storm, and what each of them does (`tests.concurrency.test_storm`)."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import msgspec

from tests.concurrency.test_two_at_once import in_turn
from tests.orders.asking import ask
from tests.picking.walking import Floor
from wms.access.people import Desk
from wms.db import again_on_conflict
from wms.errors import Refusal
from wms.orders import holds
from wms.orders.amend import OrderChange, RecipientChange, lock_order
from wms.orders.place import LineAsked
from wms.orders.place_batch import place_batch
from wms.picking.cancel import cancel
from wms.picking.think import Problem, Walk, think
from wms.release.by_hand import leave_to_rules, release_now
from wms.shipping.amend import amend_order
from workers.planner import plan_once
from workers.promises import Promises

#: orders that somebody still thinks of
RECENT: Final = 40
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
    #: people of the office
    desks: int
    #: deeds of one client in a round
    deeds: int

    @property
    def clients(self) -> int:
        """Shops, pickers, clerks, the office, the pass and the planner."""
        return self.shops + self.pickers + self.clerks + self.desks + 2


SUITE: Final = Size(rounds=20, products=4, shops=3, pickers=3, clerks=3, desks=1, deeds=2)
#: 64 clients; about ten thousand operations for each of TIMES
LARGE: Final = Size(rounds=6, products=500, shops=26, pickers=20, clerks=12, desks=4, deeds=20)


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

    async def by_shop(self, name: str, verb: Callable[..., Awaitable[Any]]) -> Any:
        """``verb(tx, shop_id)`` in a transaction of the shop's."""
        db, shop = self.floor.db, self.floor.shop.id

        async def once() -> Any:
            async with db.begin(shop) as tx:
                return await verb(tx, shop)

        return await self.attempt(name, lambda: again_on_conflict(once))

    async def cancel(self, order: UUID) -> None:
        await self.by_shop("cancel", lambda tx, shop: cancel(tx, shop, order))

    def recent(self, chance: random.Random) -> UUID:
        """One of the last orders, whosever it is."""
        return self.orders[-1 - chance.randrange(min(len(self.orders), RECENT))]

    def name(self) -> str:
        self.named += 1
        return f"W-{self.named}"


class Shop:
    """Places orders of several lines, one by one or several in a post; amends, holds back and
    cancels those of anybody."""

    def __init__(self, storm: Storm, chance: random.Random) -> None:
        self.storm, self.chance = storm, chance

    async def act(self) -> None:
        storm, dice = self.storm, self.chance.random()
        if not storm.orders or dice < 0.5:
            await self.place()
        elif dice < 0.55:
            await self.place_several()
        elif dice < 0.7:
            await self.amend(storm.recent(self.chance))
        elif dice < 0.8:
            await self.hold(storm.recent(self.chance))
        else:
            await storm.cancel(storm.recent(self.chance))

    def lines(self) -> dict[str, int]:
        skus, chance = self.storm.skus, self.chance
        wanted = chance.sample(skus, chance.randint(1, min(5, len(skus))))
        return {sku: chance.randint(1, 3) for sku in wanted}

    def policy(self) -> Any:
        return self.chance.choice(("all_or_nothing", "as_available"))

    async def place(self) -> None:
        storm, name, policy, lines = self.storm, self.storm.name(), self.policy(), self.lines()
        placed = await storm.attempt("place", lambda: storm.floor.order(name, policy, **lines))
        if placed is not None:
            storm.orders.append(placed.id)

    async def place_several(self) -> None:
        asked = [
            ask(self.storm.name(), policy=self.policy(), **self.lines())
            for _ in range(self.chance.randint(2, 4))
        ]
        made = await self.storm.by_shop(
            "place several",
            lambda tx, shop: place_batch(tx, shop, asked, ways=[None] * len(asked), point_ids={}),
        )
        self.storm.orders.extend(one for one in made or [] if isinstance(one, UUID))

    async def amend(self, order: UUID) -> None:
        """Other lines, another address, or both."""
        what, change = self.chance.randrange(3), OrderChange()
        if what < 2:
            lines = [LineAsked(sku=sku, quantity=n) for sku, n in self.lines().items()]
            change = msgspec.structs.replace(change, lines=lines)
        if what:
            phone = self.chance.choice(("+48600100200", "12"))  # of the second it is in doubt
            change = msgspec.structs.replace(change, recipient=RecipientChange(phone=phone))

        async def verb(tx: Any, shop: UUID) -> list[str]:
            return await amend_order(tx, await lock_order(tx, shop, order), change)

        await self.storm.by_shop("amend", verb)

    async def hold(self, order: UUID) -> None:
        code = self.chance.choice(("payment", "fraud"))
        if self.chance.random() < 0.5:
            await self.storm.by_shop("hold", lambda tx, s: holds.hold_order(tx, s, order, code))
        else:
            await self.storm.by_shop(
                "end a hold", lambda tx, s: holds.release_hold(tx, s, order, code)
            )


class Office:
    """Releases orders by hand, holds them back and lets them go."""

    def __init__(self, storm: Storm, chance: random.Random, by: Desk) -> None:
        self.storm, self.chance, self.by = storm, chance, by

    async def act(self) -> None:
        storm, db, dice = self.storm, self.storm.floor.db, self.chance.random()
        if not storm.orders:
            return
        shop, order = storm.floor.shop.id, storm.recent(self.chance)
        several = sorted({storm.recent(self.chance) for _ in range(5)})
        keys = [(shop, one) for one in several]
        if dice < 0.3:
            deed = lambda: in_turn(db, release_now, keys, by=self.by)  # noqa: E731
            await storm.attempt("release", deed)
        elif dice < 0.4:
            await storm.attempt("leave to the rules", lambda: in_turn(db, leave_to_rules, keys))
        elif dice < 0.6:
            await storm.attempt(
                "hold",
                lambda: in_turn(db, holds.hold_order, shop, order, "stock_check", by=self.by),
            )
        else:
            codes = ("stock_check", "stock_check", "phone_invalid", "payment")
            code = self.chance.choice(codes)
            await storm.attempt(
                "end a hold",
                lambda: in_turn(db, holds.release_hold, shop, order, code, by=self.by),
            )


class Pass:
    """The workers' pass."""

    def __init__(self, storm: Storm) -> None:
        self.storm, self.promises = storm, Promises(storm.floor.db)

    async def act(self) -> None:
        self.storm.did["serve"] += await self.promises.serve()
        self.storm.did["pass"] += 1
        await asyncio.sleep(0)


class Planner:
    """The workers' planner: walks for orders that wait, ahead of the pickers."""

    AHEAD: Final = 4

    def __init__(self, storm: Storm) -> None:
        self.storm = storm

    async def act(self) -> None:
        written = await plan_once(self.storm.floor.db, ahead=self.AHEAD, thinker=self.think)
        self.storm.did["plan a walk"] += written

    @staticmethod
    async def think(problem: bytes) -> list[Walk]:
        """Here, in a thread: a process of its own takes its time on a machine that is busy."""
        asked = msgspec.json.decode(problem, type=Problem)
        walks = await asyncio.to_thread(think, asked)
        return msgspec.convert(msgspec.to_builtins(walks), list[Walk])
