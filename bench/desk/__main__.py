"""``python -m bench.desk``: orders come in, and the desk asks of them at each size.

The verbs behind the pages are called as the pages call them, on one connection: the CPU time is
that of its PostgreSQL process and of this one, so what else the machine does is left out.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg
from sqlalchemy import text

from bench import hall
from bench.growth import Figure, growth, run_sized
from bench.processes import Meter
from bench.supply import PLACED_AT_ONCE, Orders
from bench.yard import settle
from wms.access.people import AtWork
from wms.db import HALL, Database, Read, driver_url, new_id
from wms.local import Local
from wms.orders.holds import hold_order
from wms.picking.runs import plan_run, start_run
from wms.progress.board import BoardWanted, release_board
from wms.progress.people import WorkWanted, work_done
from wms.progress.walks import walks
from wms.settings import Settings
from wms.shipping.desk.order_list import OrderWanted, open_orders, order_list
from wms.shipping.told.waiting import WaitsWanted, count_waits, waits

SIZES: Final = {"full": (1_000, 10_000), "small": (100, 300)}
SHOPS, PRODUCTS, PEOPLE = 4, 100, 40
#: each question so often, after a few unmeasured ones
TIMES, WARM = 30, 5
#: one order in so many is held back; walks that are under way
HELD_EACH, WALKS, ORDERS_A_WALK = 50, 40, 6
#: cut-offs in the next hours
CUT_OFFS: Final = 12
PAGE: Final = 51

Ask = Callable[[Read], Awaitable[Any]]

_PLACE: Final = "SELECT count(place_order($1, NULL, NULL, o))::text FROM unnest($2::jsonb[]) AS o"
_DUE: Final = (
    "UPDATE orders SET ship_by = $1::timestamptz + (number % $2) * interval '1 hour' "
    "WHERE status = 'allocated'"
)
_TO_WALK: Final = text(
    "SELECT id FROM orders o WHERE status = 'allocated' AND NOT is_held AND NOT EXISTS ("
    "SELECT FROM pick_run_orders ro WHERE ro.shop_id = o.shop_id AND ro.order_id = o.id) "
    "ORDER BY number LIMIT :n"
)
_TO_HOLD: Final = text(
    "SELECT shop_id, id FROM orders WHERE number % :each = 0 AND NOT is_held "
    "AND status = 'allocated'"
)


def main() -> int:
    """0 when every question was answered at each size."""

    def work(local: Local, settings: Settings, sizes: tuple[int, ...]) -> int:
        print(asyncio.run(_run(settings, local.postgres.url(), sizes)))
        return 0

    return run_sized("desk", __doc__, SIZES, work)


async def _run(settings: Any, owner: str, sizes: tuple[int, ...]) -> str:
    database = Database(settings.database_url, settings, name="bench")
    try:
        built = await hall.build(
            database, shops=SHOPS, skus=PRODUCTS, people=PEOPLE, totes=WALKS * ORDERS_A_WALK
        )
        orders, there, took = Orders(built), 0, {}
        for size in sizes:
            await _fill(database, owner, built, orders, size - there, there=there)
            there = size
            await settle(owner)
            took[size] = await _ask_all(database)
        return _table(took)
    finally:
        await database.close()


async def _fill(
    database: Database, owner: str, built: hall.Hall, orders: Orders, count: int, *, there: int
) -> None:
    """So many more orders with a cut-off: placed at the first size, then copies of those that wait;
    some held back, some walked for."""
    placed = count if not there else 0
    hot = await database.hot()
    wanted: dict[Any, list[str]] = {}
    for _ in range(placed):
        one = orders.make()
        wanted.setdefault(one.shop.id, []).append(one.written)
    for shop_id, bodies in wanted.items():
        for at in range(0, len(bodies), PLACED_AT_ONCE):
            await hot.call(_PLACE, shop_id, bodies[at : at + PLACED_AT_ONCE])
    connection = await asyncpg.connect(driver_url(owner))
    await connection.execute("SET wms.tenant = 'hall'")
    if not placed:
        await _copy(connection, count)
    await connection.execute(_DUE, datetime.now(UTC), CUT_OFFS)
    await connection.close()
    async with database.begin(HALL) as tx:
        for shop_id, order_id in (await tx.execute(_TO_HOLD, {"each": HELD_EACH})).all():
            await hold_order(tx, shop_id, order_id, "payment")
    async with database.read(HALL) as read:
        is_walked = await read.scalar(text("SELECT EXISTS (SELECT FROM pick_runs)"))
    for person in () if is_walked else built.people[:WALKS]:
        by = AtWork(
            operator_id=person.operator_id, device_id=person.device_id, session_id=new_id(),
            name="", language="en", is_supervisor=False,
        )  # fmt: skip
        async with database.begin(HALL) as tx:
            chosen = list(await tx.scalars(_TO_WALK, {"n": ORDERS_A_WALK}))
            if not chosen:
                return
            run = await plan_run(tx, built.warehouse_id, order_ids=chosen)
            await start_run(tx, run.run_id, by)


_COLUMNS: Final = (
    "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns "
    "WHERE table_name = $1 AND column_name <> ALL ($2) AND is_generated = 'NEVER'"
)


async def _copy(connection: asyncpg.Connection, count: int) -> None:
    """So many copies of orders that wait, lines and all: what is read of them is the same."""
    columns = await connection.fetchval(
        _COLUMNS, "orders", ["id", "number", "external_id", "created_at", "updated_at"]
    )
    lines = await connection.fetchval(_COLUMNS, "order_lines", ["id", "order_id"])
    of_line = ", ".join(f"l.{name}" for name in lines.split(", "))
    await connection.execute(
        f"""
        WITH model AS (
            SELECT o.*, o.external_id || '/' || k AS copied
            FROM orders o CROSS JOIN generate_series(1, CAST($1 AS int) / 100) AS k
            WHERE o.status = 'allocated' AND NOT o.is_held ORDER BY k, o.number LIMIT $1
        ), made AS (
            INSERT INTO orders (external_id, {columns}) SELECT copied, {columns} FROM model
            RETURNING shop_id, id, external_id
        ), copy AS (
            SELECT n.shop_id, n.id, m.id AS of
            FROM made n JOIN model m ON m.shop_id = n.shop_id AND m.copied = n.external_id
        ), keyed AS (
            INSERT INTO seal_keys (shop_id, subject_id, key)
            SELECT c.shop_id, c.id, k.key
            FROM copy c JOIN seal_keys k ON k.shop_id = c.shop_id AND k.subject_id = c.of
        ), found AS (
            INSERT INTO seal_words (shop_id, subject_id, hash, is_buyer)
            SELECT c.shop_id, c.id, w.hash, w.is_buyer
            FROM copy c JOIN seal_words w ON w.shop_id = c.shop_id AND w.subject_id = c.of
        )
        INSERT INTO order_lines (order_id, {lines})
        SELECT c.id, {of_line}
        FROM copy c JOIN order_lines l ON l.shop_id = c.shop_id AND l.order_id = c.of
        """,
        count,
    )


def _questions() -> dict[str, Ask]:
    now = datetime.now(UTC)
    day = BoardWanted(until=now + timedelta(days=1), since=now - timedelta(hours=12))
    return {
        "release board, added up": lambda read: release_board(read, day),
        "release board, each shop": lambda read: release_board(
            read, BoardWanted(until=day.until, since=day.since, is_by_shop=True)
        ),
        "orders, the newest": lambda read: order_list(read, OrderWanted(), limit=PAGE),
        "orders to pick, the most urgent": lambda read: order_list(
            read, OrderWanted(group="to_pick", sort="urgent"), limit=PAGE
        ),
        "orders held back": lambda read: order_list(
            read, OrderWanted(hold="payment"), limit=PAGE
        ),
        "orders late": lambda read: order_list(read, OrderWanted(is_late=True), limit=PAGE),
        "orders, by a number": lambda read: order_list(
            read, OrderWanted(search="B-77"), limit=PAGE
        ),
        "orders, by a SKU": lambda read: order_list(
            read, OrderWanted(search="SKU-00007"), limit=PAGE
        ),
        "orders, a name that nobody has": lambda read: order_list(
            read, OrderWanted(search="Nobody Nowhere"), limit=PAGE
        ),
        "counts on the tabs": open_orders,
        "what waits, a page": lambda read: waits(read, WaitsWanted(), limit=PAGE),
        "what waits, counted": count_waits,
        "walks under way": lambda read: walks(read, "walked"),
        "pace of a week": lambda read: work_done(
            read, WorkWanted(since=now.date() - timedelta(days=6), until=now.date()),
            sees_people=True,
        ),
    }  # fmt: skip


async def _ask_all(database: Database) -> dict[str, tuple[float, float]]:
    """CPU-ms of PostgreSQL and of Python, for each question."""
    took = {}
    async with database.hall() as read:
        pid = int(await read.scalar(text("SELECT pg_backend_pid()")) or 0)
        for name, ask in _questions().items():
            for _ in range(WARM):
                await ask(read)
            meter = Meter({"postgres": pid, "python": os.getpid()})
            for _ in range(TIMES):
                await ask(read)
            used = meter.used()
            took[name] = (used["postgres"] * 1000 / TIMES, used["python"] * 1000 / TIMES)
            print(f"  {name:34} {took[name][0]:7.1f} {took[name][1]:6.1f}", flush=True)
    return took


def _table(took: dict[int, dict[str, tuple[float, float]]]) -> str:
    figures = [
        Figure(name, size, f"{postgres:.1f} + {python:.1f}", postgres + python)
        for size, asked in took.items()
        for name, (postgres, python) in asked.items()
    ]
    table = growth("Open orders; CPU-ms of PostgreSQL + Python", figures)
    return f"{table}\n\nLoad average at the end {os.getloadavg()[0]:.1f}."


if __name__ == "__main__":
    sys.exit(main())
