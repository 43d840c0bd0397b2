"""The office edits when orders leave; what it writes counts from then on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in
from wms.calendar.week import DAYS
from wms.db import HALL

HOUSE = "/office/calendar"


def week(closes: str, leaves: str, **more: str) -> dict[str, str]:
    """A form with the same times on each day."""
    times = {f"closes_{n}": closes for n in range(DAYS)}
    return {**times, **{f"leaves_{n}": leaves for n in range(DAYS)}, **more}


async def test_the_houses_calendar_is_edited_and_says_no_beside_the_form(
    scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, "manager")
    form = week("10:00", "11:00", time_zone="Europe/Kyiv", holidays_of="ua")
    assert (await desk.post(HOUSE, data=form)).status_code == 303
    page = await desk.get(HOUSE)
    assert "Europe/Kyiv" in page.text and 'value="10:00"' in page.text
    assert await scene.value("SELECT count(*) FROM house_days") > 40
    for wrong, sentence in (
        ({"time_zone": "Mars/Olympus"}, "no time zone Mars/Olympus"),
        ({"holidays_of": "XX"}, "holidays of XX are not known"),
        ({"leaves_0": ""}, "Give both times"),
    ):
        page = await desk.post(HOUSE, data={**form, **wrong})
        assert page.status_code == 422 and sentence in page.text, page.text[:2000]
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    days = await scene.value("SELECT count(*) FROM house_days")
    assert (
        await desk.post(f"{HOUSE}/closed", data={"day": tomorrow, "reason": "move"})
    ).status_code == 303
    assert "move" in (await desk.get(HOUSE)).text
    assert await scene.value("SELECT count(*) FROM house_days") == days - 1
    assert (await desk.post(f"{HOUSE}/open", data={"day": tomorrow})).status_code == 303
    assert await scene.value("SELECT count(*) FROM house_days") == days
    assert (await desk.post(f"{HOUSE}/closed", data={"day": "gestern"})).status_code == 422


async def test_a_shop_gets_a_week_of_its_own_and_gives_it_up_again(
    scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, "manager")
    page = f"/office/shops/{scene.bench.shop.code}/calendar"
    assert "has the week of the house" in (await desk.get(page)).text
    for way in ("/", "house/express"):
        form = week("20:00", "21:00", way=way, new="yes")
        assert (await desk.post(page, data=form)).status_code == 303
    shown = (await desk.get(page)).text
    assert "All orders" in shown and "has the week of the house" not in shown
    assert await scene.value("SELECT count(*) FROM cutoffs") == 2
    assert await scene.value("SELECT count(DISTINCT service) FROM dispatch_days") == 2
    wrong = await desk.post(page, data=week("22:00", "21:00", way="/"))
    assert wrong.status_code == 422 and 'value="22:00"' in wrong.text
    assert (await desk.post(f"{page}/forget", data={"way": "house/express"})).status_code == 303
    assert await scene.value("SELECT count(DISTINCT service) FROM dispatch_days") == 1
    assert scene.bench.shop.name in (await desk.get(HOUSE)).text


@pytest.mark.parametrize("role", ["office", "shop"])
async def test_only_managers_change_the_calendar(
    role: str, scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, role)
    page = f"/office/shops/{scene.bench.shop.code}/calendar"
    for path in (HOUSE, f"{HOUSE}/closed", f"{HOUSE}/open", page, f"{page}/forget"):
        assert (await desk.post(path, data=week("1:00", "2:00"))).status_code == 403, path
    assert await scene.value("SELECT count(*) FROM cutoffs") == 0


async def test_pages_and_filters_go_by_the_days_of_the_warehouse(
    scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, "manager")
    number, external_id = scene.waiting.number, "WEB-3"
    async with scene.db.begin(HALL) as tx:  # in Warsaw it is half past midnight of the 4th
        await tx.execute(
            text("UPDATE orders SET created_at = '2026-11-03T23:30Z' WHERE number = :n"),
            {"n": number},
        )

    async def listed(day: str) -> str:
        return (await desk.get(f"/office/orders?from={day}&to={day}")).text

    page = await listed("2026-11-04")
    assert external_id in page and external_id not in await listed("2026-11-03")
    # the year is told when it is another one
    assert re.search(r'title="3 Nov 2026, 23:30 UTC">4 Nov( 2026)?, 00:30</time>', page)
    assert "those of the warehouse: Europe/Warsaw" in page
    form = week("10:00", "11:00", time_zone="America/New_York", holidays_of="")
    assert (await desk.post(HOUSE, data=form)).status_code == 303
    page = await listed("2026-11-03")
    assert re.search(r"3 Nov( 2026)?, 18:30</time>", page) and external_id in page, (
        "from the next page on"
    )
