"""Lists of products, and deliveries, that came as files: checked, and, once agreed to, written.

A message may come twice and a worker may die: an import is taken by locking its row, and each
batch is a transaction with its counters.
"""

from __future__ import annotations

import time
from uuid import UUID

from wms.catalog.imports.apply import apply_some
from wms.catalog.imports.check import check
from wms.catalog.imports.decide import due_imports
from wms.db import Database
from wms.inbound.announce_import import announce_checked, check_delivery
from workers.broker import JOB_LIMIT_S, Work, actor
from workers.transaction import settled

#: an actor stops writing after this; the sweeper sends the import again for the rest
SHIFT_S = JOB_LIMIT_S / 3
#: the check of fifty thousand rows is one transaction: 15 s on two busy cores. Given up half way it
#: would begin from the first row again, for ever on a machine that is slow enough
CHECK_LIMIT_S = 900.0


@actor(due=due_imports, limit_s=CHECK_LIMIT_S)
async def go_on_with_import(work: Work, shop_id: UUID, import_id: UUID) -> None:
    """Check an import, or write what was confirmed of it."""
    await go_on(work.database, shop_id, import_id)


async def go_on(
    database: Database, shop_id: UUID, import_id: UUID, *, shift_s: float = SHIFT_S
) -> None:
    """Take an import as far as it goes without a person, or until the shift is over."""
    until = time.monotonic() + shift_s
    await settled(database, lambda tx: check(tx, shop_id, import_id))
    await settled(database, lambda tx: check_delivery(tx, shop_id, import_id))
    await settled(database, lambda tx: announce_checked(tx, shop_id, import_id))
    while await settled(database, lambda tx: apply_some(tx, shop_id, import_id)):
        if time.monotonic() > until:
            return
