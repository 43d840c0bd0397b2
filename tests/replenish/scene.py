"""A pick face with a rule, goods in the reserve, and people with carts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import text

from tests import cast
from wms.access.people import AtWork
from wms.db import Tx
from wms.replenish import walk
from wms.replenish.carry import scan
from wms.replenish.plan import plan
from wms.replenish.steps import Finished, Take, next_step


async def scene(
    tx: Tx, *, face: int = 2, reserve: int = 40, low: int = 5, high: int = 20
) -> SimpleNamespace:
    """``face`` TEA on A-01-1, ``reserve`` on B-01-3, a rule; nothing is planned yet."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    if face:
        await cast.stock(tx, hall, tea, "A-01-1", face)
    if reserve:
        await cast.stock(tx, hall, tea, "B-01-3", reserve)
    s = SimpleNamespace(
        hall=hall, shop=shop, tea=tea, code=await cast.barcode_of(tx, tea),
        ola=await cast.hire(tx), jan=await cast.hire(tx, "Jan"),
    )  # fmt: skip
    await rule(tx, s, tea, "A-01-1", low, high)
    return s


async def rule(tx: Tx, s: SimpleNamespace, product: Any, place: str, low: int, high: int) -> None:
    """A rule in the scene's own hall."""
    await tx.execute(
        text(
            "INSERT INTO replenish_rules (shop_id, place_id, product_id, min_quantity,"
            " max_quantity) VALUES (:shop, :place, :product, :low, :high)"
        ),
        {"shop": s.shop.id, "place": s.hall[place].id, "product": product.id, "low": low,
         "high": high},
    )  # fmt: skip


async def tasks(tx: Tx) -> list[tuple[str, str, int, str, str]]:
    """(from, to, quantity, reason, status) of all tasks, in the order in which they came."""
    rows = await tx.execute(
        text(
            "SELECT f.code, g.code, t.quantity, t.reason, t.status FROM replenish_tasks t "
            "JOIN places f ON f.id = t.from_place_id JOIN places g ON g.id = t.to_place_id "
            "ORDER BY t.id"
        )
    )
    return [tuple(row) for row in rows]


async def lying(tx: Tx, s: SimpleNamespace, place: str | UUID) -> dict[str, int]:
    """condition → on hand at a place, what is zero left out."""
    place_id = s.hall[place].id if isinstance(place, str) else place
    rows = await tx.execute(
        text(
            "SELECT condition, sum(on_hand) FROM balances WHERE place_id = :place AND on_hand > 0 "
            "GROUP BY condition"
        ),
        {"place": place_id},
    )
    return {row[0]: int(row[1]) for row in rows}


async def start(tx: Tx, s: SimpleNamespace, by: AtWork | None = None) -> UUID:
    """Plan, and give the walk to somebody."""
    await plan(tx)
    return await walk.start(tx, s.hall.warehouse_id, by=by or s.ola)


async def bring_all(tx: Tx, s: SimpleNamespace, by: AtWork | None = None) -> int:
    """What a careful person scans until nothing is in hand; how many scans that were."""
    who = by or s.ola
    scans = 0
    labels = {place.id: place.label_code for place in s.hall.places.values()}
    while not isinstance(step := await next_step(tx, who), Finished):
        code = s.code if isinstance(step, Take) else labels[step.place_id]
        await scan(tx, str(code), by=who)
        scans += 1
    return scans
