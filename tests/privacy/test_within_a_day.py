"""Whoever is to be forgotten is, within a day after it may be, whatever goes wrong for others."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.doctor.examined import as_owner
from tests.orders.asking import ask as ask_for
from tests.packing.bench import Bench, open_bench
from wms import doctor
from wms.db import HALL, Database
from wms.orders.place import place
from wms.privacy.erase import ask, erasures
from wms.settings import Settings
from workers.forget import forget_due

#: hours after which each order's work ends
ENDS = (0, 1, 7, 25)
BREAK = (
    "CREATE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE 'the disk is full'; END $$",
    "CREATE TRIGGER breaks BEFORE DELETE ON order_documents FOR EACH ROW EXECUTE FUNCTION breaks()",
)
MEND = "DROP FUNCTION breaks() CASCADE"


@pytest.fixture
async def bench(db: Database) -> Bench:
    return await open_bench(db)


async def placed(bench: Bench, name: str) -> UUID:
    return (await place(await bench.db.hot(), bench.shop.id, ask_for(name, TEA=1))).id


async def passes(bench: Bench, time: timedelta) -> None:
    """The clock goes on: for the database, what was written lies so much longer back."""
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE erasures SET look_at = look_at - CAST(:by AS interval), "
                 "asked_at = asked_at - CAST(:by AS interval)"),
            {"by": time},
        )  # fmt: skip


async def test_what_waits_is_done_within_a_day_after_it_may_be(
    bench: Bench, settings: Settings
) -> None:
    orders = {await placed(bench, f"WEB-{end}"): end for end in ENDS}
    async with bench.db.begin(HALL) as tx:
        for end in ENDS:
            await ask(tx, bench.shop.id, order_external_id=f"WEB-{end}", by="shop")
    done: dict[UUID, int] = {}
    for hour in range(max(ENDS) + 24):
        async with bench.db.begin(HALL) as tx:
            await tx.execute(
                text("UPDATE orders SET status = 'cancelled' WHERE id = ANY(:over)"),
                {"over": [order for order, end in orders.items() if end == hour]},
            )
        await forget_due(bench.db, settings.spool_dir)
        async with bench.db.read(HALL) as read:
            for one in await erasures(read, bench.shop.id, limit=9):
                if one.done_at:
                    done.setdefault(one.order_id or UUID(int=0), hour)
                else:
                    assert one.waits_for == "order" and one.failed_at is None
        if len(done) == len(orders):
            break
        await passes(bench, timedelta(hours=1))
    late = {end: done[order] - end for order, end in orders.items()}
    assert max(late.values()) <= 1, f"hours after the end of each: {late}"


async def test_a_try_that_fails_is_seen_tried_again_and_holds_up_nobody(
    bench: Bench, settings: Settings, app_url: str, owner_url: str
) -> None:
    broken = await placed(bench, "WEB-1")
    await placed(bench, "WEB-2")
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE orders SET status = 'cancelled'"))
        await tx.execute(
            text("INSERT INTO order_documents (shop_id, order_id, kind, content) "
                 "VALUES (:shop, :order, 'invoice', 'x')"),
            {"shop": bench.shop.id, "order": broken},
        )  # fmt: skip
        for name in ("WEB-1", "WEB-2"):
            await ask(tx, bench.shop.id, order_external_id=name, by="shop")

    async def stands() -> tuple[dict[str | None, str], str, str]:
        async with bench.db.read(HALL) as read:
            rows = await erasures(read, bench.shop.id, limit=9)
        chosen = [one for one in doctor.CHECKS if one[0] == "People forgotten"]
        (found,) = await doctor.examine({"WMS_DATABASE_URL": app_url}, chosen)
        return (
            {
                one.order_external_id: "done" if one.done_at else "failed" if one.failed_at else ""
                for one in rows
            },
            found.level,
            found.found,
        )

    await asyncio.to_thread(as_owner, owner_url, *BREAK)
    await forget_due(bench.db, settings.spool_dir)
    rows, level, found = await stands()
    assert rows == {"WEB-1": "failed", "WEB-2": "done"}
    assert level == "fail" and found.startswith("1 failed")
    await passes(bench, timedelta(minutes=11))
    await forget_due(bench.db, settings.spool_dir)
    assert (await stands())[0]["WEB-1"] == "failed"
    await asyncio.to_thread(as_owner, owner_url, MEND)
    await passes(bench, timedelta(minutes=11))
    await forget_due(bench.db, settings.spool_dir)
    rows, level, _ = await stands()
    assert rows["WEB-1"] == "done" and level == "ok"
    async with bench.db.begin(HALL) as tx:
        await ask(tx, bench.shop.id, order_external_id="WEB-1", by="shop")
        await tx.execute(
            text("INSERT INTO erasures (shop_id, order_id, asked_by, look_at) "
                 "VALUES (:shop, :order, 'shop', now() - interval '1 hour')"),
            {"shop": bench.shop.id, "order": broken},
        )  # fmt: skip
    assert (await stands())[1:] == ("fail", "0 failed, 1 not looked at, 0 wait")
