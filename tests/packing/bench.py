"""A bench with orders in totes, made through the real verbs, for the tests of what goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text

from tests import cast
from tests.orders.asking import ask
from wms.access.people import AtWork
from wms.catalog.models import Product
from wms.db import HALL, Database
from wms.idempotency import ScanMade
from wms.orders.place import place
from wms.packing import pack
from wms.packing.pack import Answered
from wms.picking.runs import plan_run, start_run
from wms.shipping import pack_and_request
from wms.shops.models import Shop

#: who was not seen for so long has gone home
AWAY_AFTER = timedelta(minutes=15)


Policy = Literal["all_or_nothing", "as_available"]


@dataclass
class Picked:
    """An order whose goods lie in a tote."""

    id: UUID
    number: int
    external_id: str
    tote: str


@dataclass
class Bench:
    """The hall, a shop with two products, and two packers."""

    db: Database
    hall: cast.Hall
    shop: Shop
    tea: Product
    mug: Product
    codes: dict[str, str]
    ola: AtWork
    jan: AtWork
    used_totes: int = 0
    #: of the orders that are placed
    policy: Policy = "as_available"

    async def picked(self, external_id: str = "WEB-1", **lines: int) -> Picked:
        """An order that was picked into the next tote."""
        hot = await self.db.hot()
        placed = await place(hot, self.shop.id, ask(external_id, policy=self.policy, **lines))
        assert placed.status == "allocated"
        tote = await self.walked(placed.id)
        return Picked(placed.id, placed.number, external_id, tote)

    async def walked(self, order_id: UUID) -> str:
        """The tote into which an order was picked, the next one."""
        self.used_totes += 1
        tote = f"T-{self.used_totes}"
        async with self.db.begin(HALL) as tx:
            run = await plan_run(tx, self.hall.warehouse_id, order_ids=[order_id])
            await start_run(tx, run.run_id, self.jan)
        await self._walk(run.run_id, self.hall[tote].label_code or "")
        return tote

    async def _walk(self, run_id: UUID, tote_label: str) -> None:
        step = await self._pick(run_id, tote_label, label=tote_label)
        while step["expects"] != "nothing":
            code = step["place_label"] if step["expects"] == "place" else self.codes[step["sku"]]
            label = code if step["expects"] == "place" else None
            step = await self._pick(run_id, code, label=label)

    async def _pick(self, run_id: UUID, code: str, *, label: str | None) -> dict[str, Any]:
        hot = await self.db.hot()
        answer = msgspec.json.decode(
            await hot.call(
                "SELECT pick_scan($1, $2, $3, $4, $5, $6, $7, $8)",
                uuid4(), run_id, self.jan.operator_id, self.jan.device_id, code, label, [code],
                False,
            )
        )  # fmt: skip
        assert answer["outcome"] == "ok", answer
        return dict(answer["next"])

    def made(self, code: str, by: AtWork | None = None, scan_id: UUID | None = None) -> ScanMade:
        """A scan, as it came through the door."""
        by = by or self.ola
        return ScanMade(
            id=scan_id or uuid4(), operator_id=by.operator_id, device_id=by.device_id,
            flow="pack", code=code,
        )  # fmt: skip

    async def open(self, code: str, by: AtWork | None = None) -> Answered:
        """Scan a tote (by its code), a slip or a parcel at the bench."""
        place = self.hall.places.get(code)
        label = place.label_code if place and place.label_code else code
        return await pack.open_order(
            await self.db.hot(),
            self.made(label, by),
            bench_id=self.hall["BENCH-1"].id,
            is_supervisor=by is not None and by.is_supervisor,
            away_after=AWAY_AFTER,
        )

    async def scan(
        self, parcel: int | None, sku_or_code: str, by: AtWork | None = None,
        scan_id: UUID | None = None,
    ) -> Answered:  # fmt: skip
        """Scan a product into a parcel."""
        code = self.codes.get(sku_or_code, sku_or_code)
        assert parcel is not None
        return await pack_and_request.scan_item(
            await self.db.hot(), parcel, self.made(code, by, scan_id)
        )

    async def packed(self, external_id: str = "WEB-1", **lines: int) -> tuple[Picked, int]:
        """An order picked and packed whole; the number of its parcel."""
        order = await self.picked(external_id, **lines)
        opened = await self.open(order.tote)
        for sku, quantity in lines.items():
            for _ in range(quantity):
                last = await self.scan(opened.parcel, sku)
        assert last.did == "closed", last
        assert opened.parcel is not None
        return order, opened.parcel

    async def value(self, sql: str, **facts: Any) -> Any:
        """One value, read in the name of the hall."""
        async with self.db.read(HALL) as read:
            return await read.scalar(text(sql), facts)

    async def rows(self, sql: str, **facts: Any) -> list[Any]:
        """Rows, read in the name of the hall."""
        async with self.db.read(HALL) as read:
            return list((await read.execute(text(sql), facts)).all())

    async def in_place(self, place_id: UUID) -> dict[str, int]:
        """What lies at a place, by SKU."""
        rows = await self.rows(
            "SELECT p.sku, sum(b.on_hand) AS n FROM balances b JOIN products p "
            "ON p.shop_id = b.shop_id AND p.id = b.product_id "
            "WHERE b.place_id = :place AND b.on_hand > 0 GROUP BY p.sku",
            place=place_id,
        )
        return {row.sku: int(row.n) for row in rows}

    async def assert_books_balance(self) -> None:
        """Balances are the replay of the ledger, and everything sums to zero."""
        wrong = await self.rows(
            """
            WITH replay AS (
                SELECT shop_id, product_id, lot_id, place, sum(n) AS n FROM (
                    SELECT shop_id, product_id, lot_id, to_place_id AS place, quantity AS n
                    FROM movements
                    UNION ALL
                    SELECT shop_id, product_id, lot_id, from_place_id, -quantity FROM movements
                ) AS m GROUP BY 1, 2, 3, 4)
            SELECT r.*, b.on_hand FROM replay r
            JOIN places p ON p.id = r.place
                AND p.kind NOT IN ('supplier', 'customer', 'found', 'lost', 'scrap',
                                   'workshop')
            LEFT JOIN (SELECT shop_id, product_id, lot_id, place_id, sum(on_hand) AS on_hand
                       FROM balances GROUP BY 1, 2, 3, 4) AS b
              ON (b.shop_id, b.product_id, b.lot_id, b.place_id)
               = (r.shop_id, r.product_id, r.lot_id, r.place)
            WHERE r.n <> coalesce(b.on_hand, 0)
            """
        )
        assert wrong == []


async def open_bench(db: Database) -> Bench:
    """Twenty TEA and twenty MUG on the shelves."""
    async with db.begin(HALL) as tx:
        hall = await cast.open_hall(tx)
        shop = await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA", name="Green tea 100 g")
        mug = await cast.add_product(tx, shop, "MUG", name="Blue mug")
        await cast.stock(tx, hall, tea, "A-01-1", 20)
        await cast.stock(tx, hall, mug, "A-02-1", 20)
        codes = {"TEA": await cast.barcode_of(tx, tea), "MUG": await cast.barcode_of(tx, mug)}
        ola, jan = await cast.hire(tx, "Ola"), await cast.hire(tx, "Jan")
    return Bench(db, hall, shop, tea, mug, codes, ola, jan)
