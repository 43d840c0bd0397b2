"""A picker's day in short words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from tests import cast
from tests.orders.asking import ask
from wms.access.people import AtWork
from wms.catalog.models import Product
from wms.db import HALL, Database, Hot
from wms.idempotency import ScanMade
from wms.orders.place import Placed, place
from wms.picking import pick, queries, runs
from wms.picking.steps import Finished, GoTo, Step, Take, TakeTote
from wms.shops.models import Shop


@dataclass
class Floor:
    """One hall, one shop, its goods, and Ola who picks."""

    db: Database
    hot: Hot
    hall: cast.Hall
    shop: Shop
    ola: AtWork
    products: dict[str, Product] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    async def order(self, external_id: str, policy: Any = None, **lines: int) -> Placed:
        return await place(self.hot, self.shop.id, ask(external_id, policy=policy, **lines))

    async def start(
        self, *orders: Placed, by: AtWork | None = None, mode: str | None = None
    ) -> UUID:
        async with self.db.begin(HALL) as tx:
            planned = await runs.plan_run(
                tx, self.hall.warehouse_id, order_ids=[o.id for o in orders], mode=mode
            )
            await runs.start_run(tx, planned.run_id, by or self.ola)
        return planned.run_id

    async def scan(
        self,
        run: UUID,
        code: str,
        *,
        by: AtWork | None = None,
        scan_id: UUID | None = None,
        lot: str | None = None,
    ) -> dict[str, Any]:
        who = by or self.ola
        made = ScanMade(
            id=scan_id or uuid4(),
            operator_id=who.operator_id,
            device_id=who.device_id,
            flow="pick",
            code=code,
            subject_id=run,
        )
        answer: dict[str, Any] = json.loads(await pick.scan(self.hot, run, made, lot=lot))
        return answer

    async def step(self, run: UUID) -> Step:
        async with self.db.read(HALL) as read:
            return await queries.next_step(read, run)

    async def code_for(self, step: Step, totes: list[str]) -> str:
        """What a careful picker scans now."""
        match step:
            case TakeTote():
                return self.hall[totes.pop(0)].label_code or ""
            case GoTo():
                return step.place_label
            case Take():
                return self.codes[step.sku]
            case _:
                raise AssertionError("nothing to scan")

    async def walk_to(self, run: UUID, sku: str, totes: list[str]) -> Take:
        """Go on until this product is to be scanned."""
        while not (isinstance(step := await self.step(run), Take) and step.sku == sku):
            answer = await self.scan(run, await self.code_for(step, totes))
            assert answer["outcome"] == "ok", answer
        return step

    async def walk(self, run: UUID, totes: list[str]) -> int:
        """Pick the run to its end; returns the number of scans."""
        scans = 0
        while not isinstance(step := await self.step(run), Finished):
            answer = await self.scan(run, await self.code_for(step, totes))
            assert answer["outcome"] == "ok", answer
            scans += 1
        return scans

    async def one(self, sql: str) -> Any:
        from sqlalchemy import text

        async with self.db.read(HALL) as read:
            row = (await read.execute(text(sql))).first()
            return None if row is None else (row[0] if len(row) == 1 else tuple(row))


async def open_floor(db: Database, **goods: tuple[str, int]) -> Floor:
    """``open_floor(db, TEA=("A-01-1", 5))``: five TEA on A-01-1."""
    async with db.begin(HALL) as tx:
        hall, shop, ola = await cast.open_hall(tx), await cast.open_shop(tx), await cast.hire(tx)
        floor = Floor(db, await db.hot(), hall, shop, ola)
        for sku, (place_code, quantity) in goods.items():
            product = await cast.add_product(tx, shop, sku)
            floor.products[sku] = product
            floor.codes[sku] = await cast.barcode_of(tx, product)
            if quantity:
                await cast.stock(tx, hall, product, place_code, quantity)
    return floor
