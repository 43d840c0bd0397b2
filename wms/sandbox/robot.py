"""The robot: it stands where people stand, sees what their screens say, and does that."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.access.robots import hire_robot
from wms.db import Hot, Tx
from wms.errors import Refusal
from wms.idempotency import ScanMade
from wms.layout.queries import the_warehouse
from wms.sandbox.errors import NothingToScan, RobotStopped
from wms.violations import refusal, refusal_from

#: robots are never away
AWAY_AFTER: Final = timedelta(days=1)
#: a screen that leads in a circle is a bug, not patience
STEPS_MAX: Final = 5_000


class Within(Hot):
    """Calls the floor's SQL functions inside the robot's one transaction."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    async def call(self, sql: str, *arguments: Any) -> str:
        """Its JSON answer; for the hall for which the transaction works."""
        connection = await (await self._tx.connection()).get_raw_connection()
        driver = connection.driver_connection
        assert driver is not None
        try:
            # SQLAlchemy's connections read JSON themselves; the floor's verbs take it as text
            answer: str = await driver.fetchval(f"SELECT CAST(({sql}) AS text)", *arguments)
        except asyncpg.PostgresError as error:
            refused = refusal_from(error)
            if refused is None:
                raise
            raise refused from error
        return answer


class Robot(msgspec.Struct, frozen=True, kw_only=True):
    """The robot at work in the sandbox's hall, in one transaction."""

    tx: Tx
    hot: Hot
    by: AtWork
    warehouse_id: UUID

    def scanned(self, code: str, flow: str) -> ScanMade:
        """A scan of it."""
        return ScanMade(
            id=uuid4(), operator_id=self.by.operator_id, device_id=self.by.device_id, flow=flow,
            code=code,
        )  # fmt: skip


async def robot_at_work(tx: Tx) -> Robot:
    """Begin; the transaction works for the sandbox's hall."""
    return Robot(
        tx=tx, hot=Within(tx), by=await hire_robot(tx), warehouse_id=await the_warehouse(tx)
    )


_ONE_AT_A_TIME = text(
    "SELECT pg_advisory_xact_lock(hashtext('wms.sandbox.robot'), hashtext(:shop))"
)


async def take_the_robot(tx: Tx, twin_id: UUID) -> None:
    """A shop has one robot: two requests for it take turns until the end of the transaction."""
    await tx.execute(_ONE_AT_A_TIME, {"shop": str(twin_id)})


async def until_it_stops(tx: Tx, deed: Awaitable[None]) -> Refusal | None:
    """Do it whole, or not at all; returns what stopped the robot: a code that is missing, or a
    question that only a person answers."""
    try:
        async with tx.begin_nested():
            await deed
    except NothingToScan as stop:
        return stop
    except Refusal as no:
        return RobotStopped(reason=str(no))
    return None


def check_scan(outcome: str, code: str | None, facts: dict[str, Any]) -> None:
    """What a person's screen would say no to stops the robot, too. Raises RobotStopped."""
    if outcome != "ok":
        raise RobotStopped(reason=str(refusal(code or "", facts) or code))


#: of a serial number that is made up
_SERIAL_CHARS: Final = 12


def made_up_serial() -> str:
    """What stands on a piece of which nobody said its serial number."""
    return uuid4().hex[:_SERIAL_CHARS].upper()


_CODE = text(
    "SELECT b.code FROM barcodes b "
    "JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id "
    "WHERE p.shop_id = :shop AND p.sku = :sku ORDER BY b.quantity, b.code LIMIT 1"
)


async def code_of(tx: Tx, shop_id: UUID, sku: str) -> str:
    """What it scans of a product. Raises NothingToScan."""
    found: str | None = await tx.scalar(_CODE, {"shop": shop_id, "sku": sku})
    if found is None:
        raise NothingToScan(sku=sku)
    return found
