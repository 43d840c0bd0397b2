"""Fills the ledger: honestly, every line through `move_stock`, with its balances; a set a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import asyncpg
from sqlalchemy import text

from bench.hall import ADDRESS
from bench.month.plan import BY_EXPIRY
from wms.access.keys import SCOPES, issue_key
from wms.catalog.products import BarcodeOf, NewProduct
from wms.catalog.register import register_batch
from wms.db import HALL, Database, Tx, driver_url
from wms.errors import Refusal
from wms.layout.build import open_warehouse
from wms.shops.open import open_shop

BATCH: Final = 500
#: lots of a product that is kept by expiry
LOTS: Final = 4
#: movements that one round of goods makes: in, put away, to the reserve, back, lost
_EACH: Final = 1 + 1 + 0.7 + 0.5 + 0.125

_PLACES: Final = text(
    """
    INSERT INTO places (warehouse_id, kind, code, label_code, aisle, x_mm, y_mm, pick_order)
    SELECT CAST(:warehouse AS uuid),
           CASE WHEN n > CAST(:faces AS int) THEN 'storage' ELSE 'pick_face' END,
           'A-' || lpad(n::text, 5, '0'), label_code(10, n), 'A', n * 1000, 0, n
    FROM generate_series(1, CAST(:faces AS int) + CAST(:reserve AS int)) AS n
    UNION ALL
    SELECT CAST(:warehouse AS uuid), 'dock', 'DOCK', label_code(10, 9000000), NULL, NULL, NULL, 0
    """
)
_LOTS: Final = text(
    """
    SELECT count(keep_lot(p.shop_id, p.id, 'L' || n || '-' || p.sku,
                          CAST(:first AS date) + 30 * n))
    FROM products p, generate_series(1, CAST(:lots AS int)) AS n
    WHERE p.shop_id = :shop AND p.is_lot_tracked
    """
)
_GOODS: Final = text(
    """
    CREATE TEMP TABLE goods ON COMMIT DROP AS
    WITH product AS (
        SELECT p.id, row_number() OVER (ORDER BY p.sku) - 1 AS n,
               (SELECT array_agg(l.id ORDER BY l.id) FROM lots l
                WHERE l.shop_id = p.shop_id AND l.product_id = p.id
                  AND (l.id <> p.id OR NOT p.is_lot_tracked)) AS lots
        FROM products p WHERE p.shop_id = :shop
    ), face AS (
        SELECT id, row_number() OVER (ORDER BY pick_order) - 1 AS n
        FROM places WHERE kind = 'pick_face'
    ), reserve AS (
        SELECT id, row_number() OVER (ORDER BY pick_order) - 1 AS n
        FROM places WHERE kind = 'storage'
    )
    SELECT product.n, product.id AS product, product.lots, face.id AS face, reserve.id AS reserve
    FROM product
    JOIN face ON face.n = product.n * CAST(:shops AS int) + CAST(:number AS int)
    JOIN reserve ON reserve.n = face.n % (SELECT count(*) FROM reserve)
    """
)
# a few products move often: the n-th by a power of the dice
_CARRIED: Final = text(
    """
    CREATE TEMP TABLE carried ON COMMIT DROP AS
    WITH dice AS MATERIALIZED (
        SELECT s, floor((SELECT count(*) FROM goods) * power(random(), 2))::int AS n,
               random() AS lot, 5 + floor(random() * 40)::int AS quantity
        FROM generate_series(1, CAST(:count AS int)) AS s
    )
    SELECT d.s, g.product, g.lots[1 + floor(d.lot * cardinality(g.lots))::int] AS lot, g.face,
           g.reserve, d.quantity
    FROM dice d JOIN goods g USING (n)
    """
)
#: (from, to, quantity, reason, which of the goods)
_MOVES: Final = (
    (":supplier", ":dock", "quantity", "receive", "true"),
    (":dock", "face", "quantity", "put_away", "true"),
    ("face", "reserve", "3", "move", "s % 10 < 7"),
    ("reserve", "face", "2", "move", "s % 10 < 5"),
    ("face", ":lost", "1", "adjust", "s % 8 = 0"),
)


@dataclass(frozen=True)
class Stocked:
    """What was opened."""

    shop_ids: tuple[UUID, ...]
    keys: tuple[str, ...]


async def open_all(database: Database, *, shops: int, products: int, today: date) -> Stocked:
    """The hall, the shops, their products and lots."""
    async with database.begin(HALL) as tx:
        warehouse = await open_warehouse(tx, code="LEDGER", name="The hall of the ledger")
        facts = {"warehouse": warehouse, "faces": products, "reserve": max(products // 5, 1)}
        await tx.execute(_PLACES, facts)
    opened = [await _shop(database, n, products // shops, today) for n in range(shops)]
    return Stocked(tuple(id for id, _ in opened), tuple(key for _, key in opened))


async def _shop(database: Database, number: int, products: int, today: date) -> tuple[UUID, str]:
    async with database.begin(HALL) as tx:
        shop_id = await open_shop(
            tx, code=f"LEDGER-{number}", name=f"Shop {number}",
            email=f"shop{number}@example.com", address=ADDRESS,
        )  # fmt: skip
        key = await issue_key(tx, shop_id, name="ledger", scopes=SCOPES)
    for at in range(0, products, BATCH):
        async with database.begin(HALL) as tx:
            for one in await register_batch(tx, shop_id, _products(number, at, products)):
                if isinstance(one, Refusal):
                    raise one
    async with database.begin(HALL) as tx:
        await tx.execute(_LOTS, {"shop": shop_id, "lots": LOTS, "first": today + timedelta(60)})
    return shop_id, key.key


def _products(shop: int, at: int, products: int) -> list[NewProduct]:
    every = round(1 / BY_EXPIRY)
    return [
        NewProduct(
            sku=f"SKU-{n:05}",
            name=f"Product {n}",
            weight_g=200,
            barcodes=(BarcodeOf(code=f"LEDGER{shop}{n:05}"),),
            is_lot_tracked=n % every == 0,
            is_expiry_tracked=n % every == 0,
        )
        for n in range(at, min(at + BATCH, products))
    ]


async def opened_before(database: Database) -> Stocked:
    """The shops of a ledger that was filled before, with new keys."""
    async with database.begin(HALL) as tx:
        ids = (await tx.scalars(text("SELECT id FROM shops ORDER BY code"))).all()
        keys = [await issue_key(tx, one, name="again", scopes=SCOPES) for one in ids]
    return Stocked(tuple(ids), tuple(key.key for key in keys))


async def movements_of(owner_url: str) -> int:
    """How many lines the whole ledger has."""
    owner = await asyncpg.connect(driver_url(owner_url))
    try:
        found: int = await owner.fetchval("SELECT count(*) FROM movements")
    finally:
        await owner.close()
    return found


async def live_a_day(database: Database, stocked: Stocked, *, movements: int, seed: int) -> int:
    """About so many movements, all shops at once; how many there were."""
    each = movements // len(stocked.shop_ids)
    done = await asyncio.gather(
        *(_day(database, stocked, number, each, seed) for number in range(len(stocked.shop_ids)))
    )
    return sum(done)


async def _day(database: Database, stocked: Stocked, number: int, movements: int, seed: int) -> int:
    shop_id, moved = stocked.shop_ids[number], 0
    async with database.begin(HALL) as tx:
        await tx.execute(text("SET LOCAL statement_timeout = 0"))
        await tx.execute(text("SELECT setseed(:seed)"), {"seed": (seed * 31 + number) % 997 / 997})
        shops = len(stocked.shop_ids)
        await tx.execute(_GOODS, {"shop": shop_id, "shops": shops, "number": number})
        await tx.execute(_CARRIED, {"count": round(movements / _EACH)})
        outside = await _outside(tx)
        for source, target, quantity, reason, which in _MOVES:
            statement = text(
                f"SELECT count(move_stock(:shop, product, lot, {quantity}, {source}, 'good', "
                f"{target}, 'good', '{reason}', NULL, NULL, NULL, NULL)) FROM carried WHERE {which}"
            )
            names = {name[1:] for name in (source, target) if name[0] == ":"}
            facts = {"shop": shop_id, **{name: outside[name] for name in names}}
            moved += int(await tx.scalar(statement, facts) or 0)
    return moved


async def _outside(tx: Tx) -> dict[str, UUID]:
    rows = await tx.execute(
        text("SELECT kind, id FROM places WHERE kind IN ('supplier', 'lost', 'dock')")
    )
    return {row.kind: row.id for row in rows}
