"""How fast the hall picks and packs just now: what the ledger says of the last hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: so far back the pace of now is measured
WINDOW: Final = timedelta(hours=1)
#: a shift that began later is measured since its first piece, but over so long at least
SHORTEST: Final = timedelta(minutes=10)
_UUID7_TIME_SHIFT: Final = 80


def first_id_at(moment: datetime) -> UUID:
    """The least key that a row of this moment can have (UUID version 7, RFC 9562: its first 48
    bits are Unix milliseconds), so that the primary key finds what happened since then."""
    return UUID(int=int(moment.timestamp() * 1000) << _UUID7_TIME_SHIFT)


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """Lines and units an hour, of one stage; 0: nobody is at it."""

    lines: float = 0.0
    units: float = 0.0


class HallPace(msgspec.Struct, frozen=True, kw_only=True):
    """How fast orders go through the hall."""

    pick: Pace
    pack: Pace


# by the key of each shop, so nothing older than the window is read
_LAST_HOUR = text(
    """
    SELECT m.reason, count(DISTINCT (m.shop_id, m.line_id)) AS lines, sum(m.quantity) AS units,
           min(m.occurred_at) AS first_at
    FROM shops s CROSS JOIN LATERAL (
        SELECT shop_id, line_id, reason, quantity, occurred_at FROM movements
        WHERE shop_id = s.id AND id >= :since AND reason IN ('pick', 'pack')) AS m
    GROUP BY m.reason
    """
)


async def pace_now(read: Read | Tx, *, now: datetime | None = None) -> HallPace:
    """What the last hour says; a stage that began within it is measured since then."""
    now = now or datetime.now(UTC)
    found = {"pick": Pace(), "pack": Pace()}
    for row in await read.execute(_LAST_HOUR, {"since": first_id_at(now - WINDOW)}):
        hours = min(max(now - row.first_at, SHORTEST), WINDOW) / timedelta(hours=1)
        found[row.reason] = Pace(lines=row.lines / hours, units=int(row.units) / hours)
    return HallPace(pick=found["pick"], pack=found["pack"])
