"""Events and webhooks that wait too long are found."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.cast import open_shop
from tests.doctor.examined import Environ, assert_level, look
from tests.packing.bench import open_bench
from tests.packing.stations import printer_at, station_at
from wms.db import HALL, Database, new_id
from wms.events.models import Event, WebhookDelivery, WebhookEndpoint
from wms.settings import Settings
from wms.strongbox import lock

SECRET = "of this installation " + "0" * 20
LONG_AGO = datetime.now(UTC) - timedelta(days=1)


async def _record(app_url: str, settings: Settings, status: str, occurred_at: datetime) -> None:
    """An event which nobody numbered, and a delivery in ``status``, due when it occurred."""
    db = Database(app_url, settings, name="test")
    async with db.begin(HALL) as tx:
        shop = await open_shop(tx)
        event = Event(
            id=new_id(), shop_id=shop.id, type="order.packed", subject_type="order",
            subject_id=new_id(), subject_version=1, data={}, occurred_at=occurred_at,
        )  # fmt: skip
        endpoint = WebhookEndpoint(
            id=new_id(), shop_id=shop.id, url="https://shop.example/hook", secret="whsec_"
        )
        tx.add_all([event, endpoint])
        await tx.flush()
        tx.add(_delivery(event, endpoint.id, status, occurred_at))
    await db.close()


def _delivery(event: Event, endpoint_id: UUID, status: str, due_at: datetime) -> WebhookDelivery:
    return WebhookDelivery(
        id=new_id(), shop_id=event.shop_id, endpoint_id=endpoint_id, event_id=event.id,
        subject_id=event.subject_id, sequence=1, status=status, next_attempt_at=due_at,
        last_error="410 Gone" if status == "dead" else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("age", "level"), [(timedelta(), "ok"), (timedelta(minutes=1), "warn"), (timedelta(1), "fail")]
)
def test_events_which_nobody_numbers(
    running: Environ, app_url: str, settings: Settings, age: timedelta, level: str
) -> None:
    asyncio.run(_record(app_url, settings, "pending", datetime.now(UTC) - age))
    assert_level(look(running, "Outbox"), level, "1 events wait")


@pytest.mark.parametrize(
    ("status", "level", "found"),
    [
        ("delivered", "ok", "0 given up, 0 overdue"),
        ("dead", "warn", "1 given up, 0 overdue"),
        ("pending", "fail", "0 given up, 1 overdue"),
    ],
)
def test_webhooks_given_up_or_overdue(
    running: Environ, app_url: str, settings: Settings, status: str, level: str, found: str
) -> None:
    asyncio.run(_record(app_url, settings, status, LONG_AGO))
    assert_level(look(running, "Webhooks"), level, found)


@pytest.mark.parametrize(
    "waits",
    [
        "UPDATE webhook_endpoints SET open_since = now(), probe_at = now() + interval '1 hour'",
        "UPDATE webhook_endpoints SET is_carried = true",
        "UPDATE webhook_deliveries SET sequence = 2; "
        "INSERT INTO webhook_deliveries (shop_id, endpoint_id, test_type, subject_id, sequence, "
        "next_attempt_at) SELECT shop_id, endpoint_id, 'order.packed', subject_id, 1, "
        "now() + interval '1 hour' FROM webhook_deliveries",
    ],
    ids=["for the next probe", "for a laptop", "behind another"],
)
def test_webhooks_that_wait_for_somebody_else_are_not_overdue(
    running: Environ, app_url: str, settings: Settings, waits: str
) -> None:
    asyncio.run(_record(app_url, settings, "pending", LONG_AGO))

    async def work() -> None:
        db = Database(app_url, settings, name="test")
        async with db.begin(HALL) as tx:
            for statement in waits.split("; "):
                await tx.execute(text(statement))
        await db.close()

    asyncio.run(work())
    assert_level(look(running, "Webhooks"), "ok", "0 given up, 0 overdue")


def test_printers_that_do_not_print_and_papers_that_did_not_come_out(
    running: Environ, app_url: str, settings: Settings
) -> None:
    assert_level(look(running, "Printers"), "ok", "none")
    assert_level(look(running, "Papers printed"), "ok", "0 did not come out, 0 wait")

    async def work(*statements: str) -> None:
        db = Database(app_url, settings, name="test")
        bench = await open_bench(db)
        station = await station_at(bench, "BENCH-1")
        await printer_at(bench, station, "raw", "127.0.0.1:1", name="Zebra 1")
        await bench.packed(TEA=1)
        async with db.begin(HALL) as tx:
            for statement in statements:
                await tx.execute(text(statement))
        await db.close()

    asyncio.run(
        work(
            "UPDATE printers SET state = 'out_of_paper'",
            "UPDATE print_jobs SET created_at = created_at - interval '1 hour'",
        )
    )
    assert_level(look(running, "Printers"), "fail", "Station BENCH-1, Zebra 1: out of paper")
    assert_level(look(running, "Papers printed"), "fail", "0 did not come out, 1 wait")


def test_accounts_with_couriers_that_nobody_can_read_or_that_are_refused(
    running: Environ, app_url: str, settings: Settings
) -> None:
    assert_level(look(running, "Couriers"), "ok", "none")

    async def work() -> None:
        db = Database(app_url, settings, name="test")
        async with db.begin(HALL) as tx:
            for carrier, key in (("inpost", SECRET), ("dpd", SECRET)):
                number = new_id()
                locked = lock(key, b"{}", belongs_to=str(number))
                await tx.execute(
                    text("INSERT INTO courier_accounts (id, carrier, label, locked) "
                         "VALUES (:id, :carrier, 'Main', :locked)"),
                    {"id": number, "carrier": carrier, "locked": locked},
                )  # fmt: skip
            await tx.execute(
                text("UPDATE courier_accounts SET failure = '{}' WHERE carrier = 'inpost'")
            )
        await db.close()

    asyncio.run(work())
    known = {**running, "WMS_SECRET_KEY": SECRET}
    assert_level(look(known, "Couriers"), "warn", "the courier did not know us: inpost, Main")
    lost = {**running, "WMS_SECRET_KEY": SECRET + "!"}
    assert_level(look(lost, "Couriers"), "fail", "dpd, Main; inpost, Main")
