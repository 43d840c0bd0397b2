"""Writing down what was asked, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from wms.db import Hot

#: requests written by one statement
BATCH_MAX: Final = 500


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it is kept."""

    shop_id: UUID
    id: UUID
    at: datetime
    key_id: UUID
    method: str
    operation: str | None
    path: str
    query: str
    status: int
    code: str | None
    field_codes: tuple[str, ...]
    request_id: str
    idempotency_key: str | None
    is_replayed: bool
    wait_s: int | None
    latency_ms: int
    user_agent: str | None
    address: str | None


async def note(hot: Hot, requests: Sequence[Noted]) -> int:
    """Write at most ``BATCH_MAX`` requests in one round trip; how many were new.

    A batch whose answer was lost may be sent again.
    """
    batch = msgspec.json.encode(requests[:BATCH_MAX]).decode()
    return int(await hot.call("SELECT note_requests($1)", batch))
