"""When an order leaves, kept true: by what happens to the order, and by the calendar.

A promise is given with the goods (`sql/promise_orders.sql`). What takes it away or moves it comes
from everywhere in the house, so it is looked for once a minute and told as
``order.promise_changed`` {from, to, reason}. A time that the shop itself said is never changed;
when it has passed, that is told as well, once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from sqlalchemy import TextClause, text

from wms.calendar.house import the_house
from wms.db import Tx
from wms.layout.errors import NoWarehouse

#: orders of one look
BATCH: Final = 200
#: states in which an order has its goods and is still here
_PROMISED: Final = "('allocated', 'released', 'picking', 'picked', 'packing', 'packed')"
_NEXT: Final = "next_ship_by(o.shop_id, o.carrier, o.service, now())"


def _change(which: str, *, to: str, reason: str, is_kept: str = "false") -> TextClause:
    """Change the promise of the orders ``which`` finds, each once, and tell its shop.

    ``is_kept``: of which orders the time itself stays as it is, and only is told of.
    """
    return text(
        f"""
        WITH due AS MATERIALIZED (
            SELECT o.shop_id, o.id, {to} AS anew, {is_kept} AS is_kept FROM {which}
            ORDER BY o.number LIMIT :batch FOR UPDATE OF o SKIP LOCKED
        ), changed AS (
            UPDATE orders o
            SET ship_by = CASE WHEN d.is_kept THEN o.ship_by ELSE d.anew END,
                delayed_at = CASE WHEN '{reason}' = 'delayed' THEN coalesce(o.delayed_at, now())
                                  ELSE o.delayed_at END,
                version = o.version + 1, updated_at = clock_timestamp()
            FROM due d WHERE o.shop_id = d.shop_id AND o.id = d.id
            RETURNING o.shop_id, o.id, o.external_id, old.ship_by AS was, d.anew
        )
        SELECT record_event(shop_id, 'order.promise_changed', 'order', id, external_id,
                            jsonb_build_object('from', was, 'to', anew, 'reason', '{reason}'))
        FROM changed ORDER BY shop_id, id
        """
    )


# goods were not there after all: nobody knows when it leaves
_LOST: Final = _change(
    "orders o WHERE o.status = 'backordered' AND o.is_ship_by_ours AND o.ship_by IS NOT NULL",
    to="CAST(NULL AS timestamptz)",
    reason="goods_missing",
)
# it has its goods and no time yet: it was held when its time came, or is older than the calendar
_GAINED: Final = _change(
    f"orders o WHERE o.status IN {_PROMISED} AND o.is_ship_by_ours AND o.ship_by IS NULL "
    f"AND NOT o.is_held AND {_NEXT} IS NOT NULL",
    to=_NEXT,
    reason="released",
)
# its time has passed while it was held back: until somebody ends that, nobody knows when it leaves
_HELD: Final = _change(
    f"orders o WHERE o.status IN {_PROMISED} AND o.is_held AND o.is_ship_by_ours "
    "AND o.ship_by <= now()",
    to="CAST(NULL AS timestamptz)",
    reason="held",
)
# its time has passed: a promise of ours becomes the next one, the shop's own word is told of once
_MISSED: Final = _change(
    f"orders o WHERE o.status IN {_PROMISED} AND o.ship_by <= now() "
    f"AND CASE WHEN o.is_ship_by_ours THEN {_NEXT} IS NOT NULL ELSE o.delayed_at IS NULL END",
    to=_NEXT,
    reason="delayed",
    is_kept="NOT o.is_ship_by_ours",
)
# Few different times are promised to thousands of orders: each is compared with the calendar once.
_MOVED: Final = _change(
    f"""
    (SELECT p.*, ship_by_on(p.shop_id, p.carrier, p.service,
                            CAST(p.ship_by AT TIME ZONE :zone AS date), now()) AS anew
     FROM (SELECT DISTINCT shop_id, carrier, service, ship_by FROM orders
           WHERE status IN {_PROMISED} AND is_ship_by_ours AND ship_by > now()) AS p) AS moved
    JOIN orders o USING (shop_id, carrier, service, ship_by)
    WHERE moved.anew <> moved.ship_by AND o.status IN {_PROMISED} AND o.is_ship_by_ours
    """,
    to="moved.anew",
    reason="calendar",
)


def _step(change: TextClause, **facts: Any) -> Callable[[Tx], Awaitable[int]]:
    async def step(tx: Tx) -> int:
        return len((await tx.execute(change, {"batch": BATCH, **facts})).all())

    return step


async def _follow_the_calendar(tx: Tx) -> int:
    try:
        zone = (await the_house(tx)).time_zone
    except NoWarehouse:
        return 0
    return await _step(_MOVED, zone=zone)(tx)


#: what is looked for, by its name, in this order; each changes a batch and says how many
STEPS: Final[Mapping[str, Callable[[Tx], Awaitable[int]]]] = {
    "withdrawn": _step(_LOST),
    "given": _step(_GAINED),
    "moved": _follow_the_calendar,
    "held": _step(_HELD),
    "missed": _step(_MISSED),
}
