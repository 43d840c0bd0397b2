"""The release board, the walks, and who did how much: seen from the desk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import msgspec
import pytest
from sqlalchemy import text

from tests.api.conftest import NewClient
from tests.office.scene import log_in
from tests.orders.asking import ask
from tests.packing.bench import Bench, open_bench
from wms.calendar.house import USUAL_ZONE
from wms.db import HALL, Database
from wms.orders.place import place
from wms.picking.runs import plan_run, start_run
from wms.progress.hours import begin_of_hour, close_hours

#: the last minute of the day in the building
DUE = datetime.now(ZoneInfo(USUAL_ZONE)).replace(hour=23, minute=59, second=0, microsecond=0)


@dataclass
class Day:
    """Orders due today: one that waits, one on Jan's walk, one in a tote, one packed; one later."""

    db: Database
    bench: Bench
    numbers: dict[str, int]
    run_id: object


@pytest.fixture
async def day(db: Database) -> Day:
    bench = await open_bench(db)
    packed, _ = await bench.packed("PACKED", TEA=1)
    tote = await bench.picked("TOTE", TEA=1, MUG=1)
    hot = await db.hot()
    due = {}
    for name in ("WAITS", "WALK", "LATER"):
        asked = msgspec.structs.replace(
            ask(name, TEA=2, MUG=1), ship_by=DUE + timedelta(days=3 * (name == "LATER"))
        )
        due[name] = await place(hot, bench.shop.id, asked)
    async with db.begin(HALL) as tx:
        run = await plan_run(tx, bench.hall.warehouse_id, order_ids=[due["WALK"].id])
        await start_run(tx, run.run_id, bench.jan)
        await tx.execute(
            text("UPDATE orders SET ship_by = :due WHERE number = ANY (:n)"),
            {"due": DUE, "n": [packed.number, tote.number]},
        )
    numbers = {name: one.number for name, one in due.items()}
    return Day(db, bench, numbers | {"TOTE": tote.number, "PACKED": packed.number}, run.run_id)


def cells(page: httpx.Response) -> list[list[str]]:
    """The words of each cell of each row of the page's table."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.text.partition("<tbody>")[2], re.DOTALL)
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split())
         for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        for row in rows
    ]  # fmt: skip


async def test_the_board_says_where_orders_stand_and_walks_are_given_on_and_called_off(
    day: Day, new_client: NewClient
) -> None:
    desk = await log_in(day, new_client, "office")
    board = await desk.get("/office/release")
    assert board.status_code == 200, board.text[:3000]
    [row] = cells(board)
    assert "On time" in row[1] or "Too late" in row[1] or "Tight" in row[1], row
    assert row[2:6] == ["1 2 lines", "1 2 lines", "1 2 lines", "1 1 line"], row
    assert "5 pieces" not in row[7]
    week = cells(await desk.get("/office/release?span=week&by=shop"))
    assert len(week) == 2, "and what is due in three days"
    assert day.bench.shop.name in week[0][0]
    assert cells(await desk.get("/office/release?shop=NOBODY")) == []
    following = re.search(r'href="(/office/orders/bulk[^"]+)"', board.text)
    assert following, "what to release next is one tap away"
    preview = await desk.get(following[1].replace("&amp;", "&"))
    assert f"/office/orders/{day.numbers['WAITS']}" in preview.text
    assert "Goes on a walk" in preview.text

    [walk] = cells(await desk.get("/office/walks"))
    assert "Jan" in walk[1]
    assert "0 of 2 lines" in walk[3]
    assert "Stands still" not in walk[4]
    async with day.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE pick_runs SET started_at = now() - interval '16 min' WHERE id = :r"),
            {"r": day.run_id},
        )
    page = await desk.get("/office/walks")
    assert "1 walk stands still" in page.text
    at = f"/office/walks/{day.run_id}"
    ola = str(day.bench.ola.operator_id)
    assert (await desk.post(f"{at}/give", data={"operator": ola})).status_code == 303
    assert "Ola" in cells(await desk.get("/office/walks"))[0][1]
    assert (await desk.post(f"{at}/give", data={"operator": "nobody"})).status_code == 404
    assert (await desk.post(f"{at}/free")).status_code == 303
    assert len(cells(await desk.get("/office/walks?state=open"))) == 1
    assert (await desk.post(f"{at}/call-off")).status_code == 303
    status = "SELECT status FROM orders WHERE number = :n"
    assert await day.bench.value(status, n=day.numbers["WALK"]) == "allocated"
    refused = await desk.post(f"{at}/call-off")
    assert refused.status_code == 404, "it is over"
    assert len(cells(await desk.get("/office/walks?state=over"))) == 3
    shops_own = await log_in(day, new_client, "shop")
    assert (await shops_own.get("/office/release")).status_code == 403


async def test_managers_see_people_others_see_teams_and_no_team_of_two(
    day: Day, new_client: NewClient
) -> None:
    manager = await log_in(day, new_client, "manager")
    office = await log_in(day, new_client, "office")
    jan, run = day.bench.jan, str(day.run_id)
    async with day.db.begin(HALL) as tx:  # a wrong scan, a short, and the count that proves it
        for flow, outcome in (("pick", "refused"), ("pick_short", "ok"), ("pick_undo", "ok")):
            await tx.execute(
                text(
                    "INSERT INTO scans (id, operator_id, flow, subject_id, code, outcome, answer) "
                    "VALUES (uuidv7(), :o, :f, :r, 'x', :outcome, '{}')"
                ),
                {"o": jan.operator_id, "f": flow, "r": run, "outcome": outcome},
            )
    page = await manager.get("/office/pace?by=person")
    rows = {row[0]: row for row in cells(page) if row[1] == "Picking"}
    assert set(rows) == {"Jan"}
    # Jan picked one TEA for PACKED, one TEA and one MUG for TOTE
    assert rows["Jan"][3:5] == ["3", "3"], rows
    assert rows["Jan"][6].startswith("1 "), "one scan was refused"
    assert rows["Jan"][7:9] == ["1", "1"]
    packed = {row[0]: row for row in cells(page) if row[1] == "Packing"}
    assert packed["Ola"][3] == "1"

    assert "Jan" not in (await office.get("/office/pace?by=person")).text
    assert "Ola" not in (await office.get("/office/pace/export?by=person")).text
    assert cells(await office.get("/office/pace?by=team")) == [], "two are no team"
    assert [row[3] for row in cells(await office.get("/office/pace"))] == ["3", "1"]
    for who in (jan, day.bench.ola):
        at = f"/office/operators/{who.operator_id}"
        told = await manager.post(f"{at}/team", data={"team": " Early  shift "})
        assert told.status_code == 303
    assert cells(await manager.get("/office/pace?by=team"))[0][0].startswith("Early shift")

    # an hour that is over is added up once, and says the same from then on
    before = cells(await manager.get("/office/pace?by=person"))
    async with day.db.begin(HALL) as tx:
        later = datetime.now(UTC) + timedelta(hours=1)
        low = begin_of_hour(datetime.now(UTC)) - timedelta(hours=2)
        assert await close_hours(tx, low, now=later) is not None
        assert await close_hours(tx, low, now=later) is not None, "again writes nothing twice"
    assert await day.bench.value("SELECT sum(units) FROM work_hours WHERE flow = 'pick'") == 3
    assert cells(await manager.get("/office/pace?by=person")) == before
