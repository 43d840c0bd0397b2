"""Which endpoints have been silent for so long that their shops are to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.events.breaker import FAILING, NOTICE_AFTER

#: endpoints of one batch
BATCH_MAX: Final = 50


class Silent(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint that does not answer, and where its shop hears of it."""

    shop_id: UUID
    id: UUID
    url: str
    #: disabled: it is over
    status: str
    failing_since: datetime
    #: how often its shop was told before
    notices: int
    email: str
    language: str
    #: messages that wait for it
    waiting: int


# the row that is told of is counted by one worker, so the shop hears of each step once
_TO_TELL: Final = text(
    """
    WITH chosen AS MATERIALIZED (
        SELECT w.shop_id, w.id FROM webhook_endpoints w
        WHERE w.deleted_at IS NULL AND (
            w.status = 'enabled' AND w.failing_since
                < CAST(:now AS timestamptz) - (CAST(:after AS interval[]))[w.notices + 1]
            OR w.status = 'disabled' AND w.disabled_reason = :failing AND w.notices = :told)
        ORDER BY w.failing_since LIMIT :limit FOR NO KEY UPDATE OF w SKIP LOCKED
    ), counted AS (
        UPDATE webhook_endpoints w SET notices = w.notices + 1 FROM chosen c
        WHERE w.shop_id = c.shop_id AND w.id = c.id
        RETURNING w.shop_id, w.id, w.url, w.status, w.failing_since, old.notices
    )
    SELECT n.*, s.email, s.language,
           (SELECT count(*) FROM webhook_deliveries d WHERE d.shop_id = n.shop_id
            AND d.endpoint_id = n.id AND d.status IN ('pending', 'sending')) AS waiting
    FROM counted n JOIN shops s ON s.id = n.shop_id ORDER BY n.failing_since
    """
)


async def to_be_told(tx: Tx, *, now: datetime) -> Sequence[Silent]:
    """Endpoints whose next notice is due, counted as given; in the hall."""
    facts = {"now": now, "after": list(NOTICE_AFTER), "told": len(NOTICE_AFTER),
             "failing": FAILING, "limit": BATCH_MAX}  # fmt: skip
    return [Silent(**row._mapping) for row in await tx.execute(_TO_TELL, facts)]
