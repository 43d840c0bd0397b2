"""A shop reads when its orders leave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx

from tests import cast
from tests.api.conftest import ShopKey
from wms.calendar.days import keep_days
from wms.calendar.house import close_day, the_house
from wms.calendar.shop_weeks import put_week
from wms.calendar.week import Week
from wms.db import HALL, Database


async def test_a_shop_reads_its_own_cut_offs_holidays_and_closed_days(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    assert (await shop.get("/v1/calendar")).status_code == 404, "no warehouse was opened"
    every_day = Week.of(["20:00"] * 7, ["22:00"] * 7)
    async with db.begin(HALL) as tx:
        await cast.open_hall(tx)
        other = await cast.open_shop(tx, "OTHER")
        await put_week(tx, other.id, Week.of(["03:00"] * 7, ["04:00"] * 7))
        await put_week(tx, shop_key.shop_id, every_day, carrier="house", service="express")
        today = (await the_house(tx)).today()
        closed = today + timedelta(days=2)
        await close_day(tx, closed, "Inventory")
        await keep_days(tx)
    told = (await shop.get("/v1/calendar?days=4", headers={"Accept-Language": "pl"})).json()
    assert told["time_zone"] == "Europe/Warsaw" and told["today"] == today.isoformat()
    assert {"closed_on": closed.isoformat(), "why": "Inventory"} in told["closed_days"]
    by_service = {one["service"]: one["days"] for one in told["cut_offs"]}
    express = [day["leaves_on"] for day in by_service["express"]]
    assert len(express) == 4 and closed.isoformat() not in express
    for day in by_service["express"]:
        closes, leaves = (datetime.fromisoformat(day[name]) for name in ("closes_at", "ship_by"))
        assert leaves - closes == timedelta(hours=2) and closes > datetime.now(UTC)
    standard = [datetime.fromisoformat(day["leaves_on"]) for day in by_service["standard"]]
    assert standard and all(day.weekday() in range(5) for day in standard), "the house's own week"
    for wrong in ("0", "61", "many"):
        assert (await shop.get(f"/v1/calendar?days={wrong}")).status_code == 422
