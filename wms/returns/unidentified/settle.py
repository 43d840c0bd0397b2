"""A shop does not say whose a parcel is: it is reminded, then what it chose happens."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from wms.db import Tx
from wms.events.kinds.returned import ReturnUnidentifiedReminder, ReturnUnidentifiedSettled
from wms.returns.hand import tell, touch
from wms.returns.inspection.rubric import ANSWER_DAYS, REMIND_DAYS
from wms.returns.parcels import carton_came

#: parcels of one transaction; the rest an hour later
AT_ONCE: Final = 100
#: it is unpacked without an order: its goods are its shop's own, never sold as new
UNPACKED: Final = ("quarantine", "scrap")

# A shop that said "no" has answered: then it is the desk that looks on, until the time is over.
_WAITS: Final = """
    SELECT r.shop_id, r.id, r.tracking_number, coalesce(u.then, 'keep') AS then,
           q.asked_order_id, coalesce(q.asked_at, r.arrived_at) + make_interval(
               days => coalesce(u.days, {days})) AS ends_at
    FROM returns r
    LEFT JOIN unidentified_parcels q ON q.shop_id = r.shop_id AND q.return_id = r.id
    LEFT JOIN LATERAL (
        SELECT (content ->> 'unidentified_remind_days')::int AS remind,
               (content ->> 'unidentified_days')::int AS days,
               content ->> 'unidentified_then' AS then
        FROM return_rubrics WHERE shop_id = r.shop_id ORDER BY version DESC LIMIT 1) u ON true
    WHERE r.status = 'unidentified' AND {waits}
    ORDER BY r.number LIMIT :limit FOR NO KEY UPDATE OF r
"""
_SINCE: Final = "coalesce(q.asked_at, r.arrived_at) < clock_timestamp() - make_interval(days => "
_TO_REMIND: Final = text(
    _WAITS.format(
        days=ANSWER_DAYS,
        waits=f"q.reminded_at IS NULL AND q.answer IS NULL AND q.settled_at IS NULL "
        f"AND {_SINCE} coalesce(u.remind, {REMIND_DAYS}))",
    )
)
_TO_SETTLE: Final = text(
    _WAITS.format(
        days=ANSWER_DAYS,
        waits=f"q.settled_at IS NULL AND {_SINCE} coalesce(u.days, {ANSWER_DAYS}))",
    )
)
_REMINDED: Final = text("""
    INSERT INTO unidentified_parcels (shop_id, return_id, reminded_at)
    VALUES (:shop, :return, clock_timestamp())
    ON CONFLICT (shop_id, return_id) DO UPDATE SET reminded_at = excluded.reminded_at
""")
_SETTLED: Final = text("""
    INSERT INTO unidentified_parcels (shop_id, return_id, settled_at, settled_as)
    VALUES (:shop, :return, clock_timestamp(), :then)
    ON CONFLICT (shop_id, return_id) DO UPDATE
    SET settled_at = excluded.settled_at, settled_as = excluded.settled_as
""")
_UNPACK: Final = text("""
    UPDATE returns SET status = 'arrived', without_order_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :return AND status = 'unidentified'
""")


async def remind_shops(tx: Tx) -> int:
    """Tell shops of parcels of which they have not said whose they are, each once; how many.

    In the hall.
    """
    rows = (await tx.execute(_TO_REMIND, {"limit": AT_ONCE})).all()
    for row in rows:
        await tx.execute(_REMINDED, {"shop": row.shop_id, "return": row.id})
        await tell(
            tx,
            row.shop_id,
            row.id,
            partial(
                ReturnUnidentifiedReminder,
                tracking_number=row.tracking_number,
                match_order_id=row.asked_order_id,
                ends_at=row.ends_at,
                then=row.then,
            ),
        )
    return len(rows)


async def settle_unidentified(tx: Tx) -> int:
    """What shops did not say in time happens as they chose; how many. In the hall.

    ``keep``: it stays where it is, and the desk's alarm goes on. Else it is unpacked without an
    order, into quarantine or onto the list of what is thrown away.
    """
    rows = (await tx.execute(_TO_SETTLE, {"limit": AT_ONCE})).all()
    for row in rows:
        await _settle(tx, row.shop_id, row.id, row)
    return len(rows)


async def _settle(tx: Tx, shop_id: UUID, return_id: UUID, row: Any) -> None:
    key = {"shop": shop_id, "return": return_id, "then": row.then}
    await tx.execute(_SETTLED, key)
    if row.then in UNPACKED:
        await tx.execute(_UNPACK, key)
        await carton_came(tx, shop_id, return_id, row.tracking_number)
        await touch(tx, shop_id, return_id)
    settled = partial(
        ReturnUnidentifiedSettled, tracking_number=row.tracking_number, outcome=row.then
    )
    await tell(tx, shop_id, return_id, settled)
