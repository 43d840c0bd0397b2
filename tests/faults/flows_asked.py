"""What shops' programs ask."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import httpx

from tests.faults.flow import ANNA, PLENTY, Flow
from tests.faults.servers import Asked, insist
from tests.picking.walking import open_floor
from wms.access.keys import issue_key
from wms.db import HALL, Database


async def _shop(db: Database) -> tuple[dict[str, str], Callable[[], Asked]]:
    floor = await open_floor(db, TEA=("A-01-1", 2 * PLENTY))
    async with db.begin(HALL) as tx:
        key = (await issue_key(tx, floor.shop.id, name="test")).key
    headers = {"Authorization": f"Bearer {key}"}

    def order() -> Asked:
        body = {
            "external_id": uuid4().hex, "recipient": ANNA, "carrier": "house",
            "lines": [{"sku": "TEA", "quantity": 1}],
        }  # fmt: skip
        return Asked("/v1/orders", body, {**headers, "Idempotency-Key": uuid4().hex})

    return headers, order


async def place_order(db: Database, hand: httpx.Client) -> Flow:
    _, order = await _shop(db)
    return Flow(order, "SELECT count(*) FROM orders")


async def cancel_order(db: Database, hand: httpx.Client) -> Flow:
    headers, order = await _shop(db)

    def prepare() -> Asked:
        placed = insist(hand, order()).json()
        path = f"/v1/orders/{placed['id']}/cancel"
        return Asked(path, {}, {**headers, "Idempotency-Key": uuid4().hex})

    return Flow(prepare, "SELECT count(*) FROM orders WHERE status = 'cancelled'", least=8)


async def announce_delivery(db: Database, hand: httpx.Client) -> Flow:
    headers, _ = await _shop(db)

    def prepare() -> Asked:
        body = {"external_id": uuid4().hex, "lines": [{"sku": "TEA", "quantity": 1}]}
        return Asked("/v1/asns", body, {**headers, "Idempotency-Key": uuid4().hex})

    return Flow(prepare, "SELECT count(*) FROM asns", least=6)
