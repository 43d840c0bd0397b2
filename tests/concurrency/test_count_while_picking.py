"""A place is counted while others take from it: the books end at what is really there."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from uuid import UUID

from tests import cast
from wms.access.people import AtWork
from wms.db import HALL, Database, again_on_conflict
from wms.layout.queries import PlaceCard, place_by_id
from wms.stock.counting import begin_count, left_to_count, say_number
from wms.stock.ledger import Goods, move
from wms.stock.queries import stock_at
from wms.stock.settle import settle

PICKERS = 5
PICKS = 8
#: so many lie there, and the books say one more
REALLY = 100


#: a person looks this long before saying a number
LOOK_S = 0.01


class Shelf:
    """The shelf itself, as a person sees it: a piece leaves it with its scan."""

    def __init__(self, pieces: int) -> None:
        self.pieces = pieces


async def test_a_count_during_picking_ends_with_the_true_number(
    db: Database, holds: Callable[[], Awaitable[None]], seed: int
) -> None:
    rng = random.Random(seed)
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA-100")
        await cast.stock(tx, hall, tea, "A-01-1", REALLY + 1)
        place = await place_by_id(tx, hall["A-01-1"].id)
        ola = await cast.hire(tx)
    goods = Goods(shop_id=shop.id, product_id=tea.id, lot_id=tea.id)
    shelf = Shelf(REALLY)

    async def picker(target: UUID) -> None:
        async def pick() -> None:
            async with db.begin(HALL) as tx:
                await move(
                    tx, goods, 1, from_place=place.id, to_place=target, reason="pick", by=None
                )

        for _ in range(PICKS):
            await asyncio.sleep(rng.random() * 0.02)
            await again_on_conflict(pick)
            shelf.pieces -= 1

    targets = [hall[f"A-0{n}-1"].id for n in range(2, 2 + PICKERS)]
    again, *_ = await asyncio.gather(
        count_until_believed(db, place, ola, shelf), *(picker(target) for target in targets)
    )
    assert again, "nobody moved while it was counted: this run proved nothing"
    async with db.read(HALL) as read:
        [here] = await stock_at(read, place_id=place.id)
    assert here.on_hand == shelf.pieces == REALLY - PICKERS * PICKS
    await holds()


async def count_until_believed(db: Database, place: PlaceCard, by: AtWork, shelf: Shelf) -> int:
    """Count, as often as goods move meanwhile; how often that was."""
    async with db.begin(HALL) as tx:
        await begin_count(tx, place, by=by)
        [line] = await left_to_count(tx, place.id, by=by)
    again = 0
    while True:
        await asyncio.sleep(LOOK_S)
        seen = shelf.pieces
        async with db.begin(HALL) as tx:
            said = await say_number(
                tx, line.shop_id, line.count_id, lot_id=line.lot_id, condition="good",
                counted=seen, by=by,
            )  # fmt: skip
            if said.did == "counted":
                assert await settle(tx, line.count_id, by=by) == "done"
                return again
        again += 1
