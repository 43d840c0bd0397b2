"""The way of a walk on the map of the hall."""

from __future__ import annotations

import re
from types import SimpleNamespace

from tests.api.conftest import NewClient
from tests.office.scene import log_in
from tests.picking.walking import open_floor
from wms.db import HALL, Database
from wms.picking import pick
from wms.picking.steps import Finished

LINE = r'<polyline class="way-{}" points="([^"]+)"'


async def test_the_desk_sees_what_is_walked_what_is_left_and_where_the_picker_is(
    db: Database, new_client: NewClient
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5), CUP=("A-03-1", 5), MUG=("A-05-1", 5))
    client = await log_in(SimpleNamespace(db=db, bench=None), new_client, "office")  # type: ignore[arg-type]  # no shop of theirs
    assert (await client.get("/office/walks/7/map")).status_code == 404
    run = await floor.start(await floor.order("W-1", TEA=1, CUP=2, MUG=1))
    number = await floor.one("SELECT number FROM pick_runs")
    address = f"/office/walks/{number}/map"
    page = (await client.get(address)).text
    assert re.search(LINE.format("ahead"), page) and not re.search(LINE.format("walked"), page)
    assert re.findall(r"<title>(\d) · (A-0\d-1)</title>", page) == [
        ("1", "A-01-1"), ("2", "A-03-1"), ("3", "A-05-1"),
    ]  # fmt: skip

    await floor.walk_to(run, "CUP", ["T-1"])
    step = await floor.step(run)
    assert not isinstance(step, Finished)
    page = (await client.get(address)).text
    assert page.count('class="stop-done"') == 1
    assert page.count('class="stop-left"') == 2
    assert page.count('class="way-here" cx=') == 2, "in the legend and on the map"
    walked, ahead = (re.search(LINE.format(one), page) for one in ("walked", "ahead"))
    assert walked and ahead
    assert walked[1].split()[-1] == ahead[1].split()[0], "both meet where the picker is"
    async with db.begin(HALL) as tx:
        await pick.skip(tx, run, step.task, floor.ola)  # type: ignore[union-attr]  # a step at a task
    assert 'class="stop-skipped" cx' in (await client.get(address)).text
