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


async def shop(db: Database) -> tuple[dict[str, str], Callable[[], Asked]]:
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
    _, order = await shop(db)
    return Flow(order, "SELECT count(*) FROM orders")


async def cancel_order(db: Database, hand: httpx.Client) -> Flow:
    headers, order = await shop(db)

    def prepare() -> Asked:
        placed = insist(hand, order()).json()
        path = f"/v1/orders/{placed['id']}/cancel"
        return Asked(path, {}, {**headers, "Idempotency-Key": uuid4().hex})

    return Flow(prepare, "SELECT count(*) FROM orders WHERE status = 'cancelled'", least=8)


async def amend_order(db: Database, hand: httpx.Client) -> Flow:
    headers, order = await shop(db)

    def prepare() -> Asked:
        placed = insist(hand, order()).json()
        lines = [{"sku": "TEA", "quantity": 2}]
        body = {"lines": lines, "service": "express", "recipient": {"postcode": "1"}}
        path = f"/v1/orders/{placed['id']}"
        return Asked(path, body, {**headers, "If-Match": "*"}, method="PATCH")

    # its lines, its promises and the hold of its new address, or nothing of them
    measure = (
        "SELECT (SELECT sum(allocated) FROM order_lines) + (SELECT count(*) FROM order_holds) "
        "+ (SELECT count(*) FROM events WHERE type IN ('order.amended', 'order.held')) "
        "- (SELECT count(*) FROM orders)"
    )
    return Flow(prepare, measure, step=4, least=12)


async def place_batch(db: Database, hand: httpx.Client) -> Flow:
    headers, order = await shop(db)

    def prepare() -> Asked:
        body = {"orders": [order().body for _ in range(3)]}
        return Asked("/v1/orders/batch", body, {**headers, "Idempotency-Key": uuid4().hex})

    measure = "SELECT count(*) FROM orders o JOIN events e ON e.subject_id = o.id"
    return Flow(prepare, measure, step=6, least=5)


async def hold_order(db: Database, hand: httpx.Client) -> Flow:
    headers, order = await shop(db)

    def prepare() -> Asked:
        path = f"/v1/orders/{insist(hand, order()).json()['id']}/hold"
        return Asked(path, {"code": "payment"}, {**headers, "Idempotency-Key": uuid4().hex})

    return Flow(prepare, _HELD.format(flag="", event="held"), step=2, least=8)


async def release_hold(db: Database, hand: httpx.Client) -> Flow:
    headers, order = await shop(db)

    def prepare() -> Asked:
        path, body = f"/v1/orders/{insist(hand, order()).json()['id']}", {"code": "payment"}
        insist(hand, Asked(f"{path}/hold", body, {**headers, "Idempotency-Key": uuid4().hex}))
        return Asked(f"{path}/release", body, {**headers, "Idempotency-Key": uuid4().hex})

    return Flow(prepare, _HELD.format(flag="NOT", event="hold_released"), step=2, least=8)


_HELD = (
    "SELECT (SELECT count(*) FROM order_holds h JOIN orders o ON o.id = h.order_id WHERE {flag} "
    "(o.is_held AND h.released_at IS NULL)) + "
    "(SELECT count(*) FROM events WHERE type = 'order.{event}')"
)


async def announce_delivery(db: Database, hand: httpx.Client) -> Flow:
    headers, _ = await shop(db)

    def prepare() -> Asked:
        body = {"external_id": uuid4().hex, "lines": [{"sku": "TEA", "quantity": 1}]}
        return Asked("/v1/asns", body, {**headers, "Idempotency-Key": uuid4().hex})

    return Flow(prepare, "SELECT count(*) FROM asns", least=6)
