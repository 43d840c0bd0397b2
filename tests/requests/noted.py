"""Entries of the log of requests, made up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from wms.db import new_id
from wms.requests.note import Noted


def placed(shop_id: UUID, key_id: UUID, **otherwise: Any) -> Noted:
    """An order that was placed just now; ``otherwise``: what was otherwise."""
    usual = Noted(
        shop_id=shop_id,
        id=new_id(),
        at=datetime.now(UTC),
        key_id=key_id,
        method="POST",
        operation="placeOrder",
        path="/v1/orders",
        query="",
        status=201,
        code=None,
        field_codes=(),
        request_id=str(new_id()),
        idempotency_key="once",
        is_replayed=False,
        wait_s=None,
        latency_ms=7,
        user_agent="shop/1",
        address="203.0.113.7",
    )
    return msgspec.structs.replace(usual, **otherwise)
