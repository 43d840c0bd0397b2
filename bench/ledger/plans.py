"""How PostgreSQL finds the answers: the statements of the verbs themselves, explained."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, Final
from uuid import UUID

from sqlalchemy import event

from bench.ledger.ask import Known
from wms.db import Database, Read
from wms.shipping.told.stock_explained import explain_stock
from wms.stock.movement_list import movements
from wms.stock.past import stock_then
from wms.stock.queries import stock_of

#: lines of a plan that say little
_NOISE: Final = re.compile(r"^ *(Planning|Execution|Buffers: .*temp|Sort Method|Memoize|Cache)")
_LINES_MAX: Final = 14
_LIMIT: Final = 51

Ask = Callable[[Read], Awaitable[Any]]


async def plans(database: Database, shop_id: UUID, here: Known, rng: Random) -> dict[str, str]:
    """Name → EXPLAIN (ANALYZE, BUFFERS), shortened."""
    sku, place = rng.choice(here.skus), rng.choice(here.places)[1]
    after, moment = rng.choice(here.moved), here.first_at + (here.last_at - here.first_at) * 0.7
    asked: dict[str, Ask] = {
        "stock, a page": lambda r: stock_of(r, shop_id, limit=_LIMIT, after=here.products[0]),
        "`as_of` of one SKU": lambda r: stock_then(r, shop_id, moment, skus=[sku], limit=_LIMIT),
        "explained": lambda r: explain_stock(r, shop_id, sku),
        "movements, far into the ledger": lambda r: movements(
            r, shop_id, limit=_LIMIT, after=after
        ),
        "movements of a SKU": lambda r: movements(r, shop_id, limit=_LIMIT, sku=sku),
        "movements of a lot": lambda r: movements(
            r, shop_id, limit=_LIMIT, lot=rng.choice(here.lots)
        ),
        "movements of a place": lambda r: movements(r, shop_id, limit=_LIMIT, place=place),
        "movements for a reason that never was": lambda r: movements(
            r, shop_id, limit=_LIMIT, reason="kit_build"
        ),
    }
    return {name: await plan_of(database, shop_id, ask) for name, ask in asked.items()}


async def plan_of(database: Database, tenant: UUID | str, ask: Ask) -> str:
    """The longest statement of a verb, run again under EXPLAIN with what the verb gave it."""
    seen: list[tuple[str, Any]] = []

    def listen(_c: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        seen.append((statement, given))

    engine = database.engine.sync_engine
    async with database.read(tenant) as read:
        event.listen(engine, "before_cursor_execute", listen)
        try:
            await ask(read)
        finally:
            event.remove(engine, "before_cursor_execute", listen)
        statement, given = max(seen, key=lambda one: len(one[0]))
        connection = await read.connection()
        rows = await connection.exec_driver_sql(
            f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) {statement}", given
        )
        lines = [str(row[0]) for row in rows]
    kept = [line for line in lines if not _NOISE.match(line)][:_LINES_MAX]
    return "\n".join([*kept, lines[-1]])
