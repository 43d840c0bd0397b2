"""After an old backup was restored: who was forgotten since is forgotten again."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from wms.db import Tx
from wms.privacy.erase import BATCH_MAX, erase_now
from wms.privacy.threads import forget_thread

_DUE: Final = text(
    """
    SELECT o.shop_id, o.id FROM orders o
    JOIN seal_keys k ON k.shop_id = o.shop_id AND k.subject_id = o.id AND k.key IS NULL
    WHERE o.person_erased_at IS NULL ORDER BY o.shop_id, o.id LIMIT :limit
    """
)
# a conversation that was forgotten is no one's any more, and is not waited for
_THREADS: Final = text(
    """
    SELECT t.shop_id, t.id FROM contact_threads t
    JOIN seal_keys k ON k.shop_id = t.shop_id AND k.subject_id = t.subject_id AND k.key IS NULL
    WHERE t.order_id IS NULL AND (t.person_mark IS NOT NULL OR t.closed_at IS NULL)
    ORDER BY t.shop_id, t.id LIMIT :limit
    """
)


async def forget_again(tx: Tx) -> int:
    """A batch of orders and conversations whose key was destroyed, and whose data of before are
    back; how many.

    Without waiting for anything: of whom nobody knows the address nothing can be sent.
    """
    rows = (await tx.execute(_DUE, {"limit": BATCH_MAX})).all()
    for row in rows:
        await erase_now(tx, row.shop_id, row.id)
    threads = (await tx.execute(_THREADS, {"limit": BATCH_MAX})).all()
    for row in threads:
        await forget_thread(tx, row.shop_id, row.id)
    return len(rows) + len(threads)
