"""Keys that no copy has, and keys of what no backup has."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from wms.db import Tx
from wms.privacy.whose import SEALED
from wms.seals.copies import drop_others, give_up

_CLOSED: Final = " UNION ".join(
    f"SELECT x.shop_id, {whose} AS subject_id FROM {table} x "
    f"WHERE num_nonnulls({', '.join(f'x.{one}' for one in columns.split())}) > 0"
    for table, (columns, whose) in SEALED.items()
)
_SUBJECTS: Final = (
    "SELECT shop_id, id AS subject_id FROM orders UNION SELECT shop_id, id FROM returns "
    "UNION SELECT shop_id, subject_id FROM contact_threads"
)


async def settle(tx: Tx) -> int:
    """What no key opens stays closed for good; how many orders and conversations. Keys of orders
    that came after the backup go: they open nothing, and nobody would forget them."""
    await tx.execute(text("SET LOCAL statement_timeout = 0"))
    lost = await give_up(tx, _CLOSED)
    await drop_others(tx, f"{_SUBJECTS} UNION {_CLOSED}")
    return lost
