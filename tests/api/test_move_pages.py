"""Goods are moved over the handheld's pages, and nothing happens before the last scan."""

from __future__ import annotations

import re
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests import cast
from tests.api.conftest import NewFloorClient
from tests.cast import Hall
from tests.picking.walking import open_floor
from wms.barcodes import Verb, command_code
from wms.db import HALL, Database

HOME = "/scanner/move"


class World:
    def __init__(self, hall: Hall, code: str) -> None:
        self.hall, self.code = hall, code

    def label(self, place: str) -> str:
        return str(self.hall[place].label_code)


@pytest.fixture
async def world(db: Database) -> World:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA-100", name="Herbata czarna")
        await cast.stock(tx, hall, tea, "A-01-1", 10)
        return World(hall, await cast.barcode_of(tx, tea))


def hidden(page: httpx.Response) -> dict[str, str]:
    form = re.search(r"<form data-scan.*?</form>", page.text, re.DOTALL)
    assert form
    found = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', form[0]))
    return {k: v for k, v in found.items() if k not in ("scan_id", "code")}


async def send(
    client: httpx.AsyncClient, page: httpx.Response | None, path: str = HOME, **fields: str
) -> httpx.Response:
    """What the page's script does: post its fields, then follow to the next screen."""
    form = {"scan_id": str(uuid4()), **(hidden(page) if page else {}), **fields}
    posted = await client.post(path, data=form)
    assert posted.status_code == 303, posted.text
    shown = await client.get(posted.headers["location"])
    assert shown.status_code == 200, shown.text
    return shown


async def lying(db: Database) -> dict[tuple[str, str], int]:
    async with db.read(HALL) as read:
        rows = await read.execute(
            text(
                "SELECT p.code, b.condition, b.on_hand FROM balances b "
                "JOIN places p ON p.id = b.place_id WHERE b.on_hand > 0"
            )
        )
        return {(row.code, row.condition): row.on_hand for row in rows}


async def test_two_pieces_are_carried_to_another_shelf(
    world: World, db: Database, floor_client: httpx.AsyncClient
) -> None:
    page = await send(floor_client, None, code=world.label("A-01-1"))
    assert "TEA-100" in page.text
    page = await send(floor_client, page, code=world.code)
    page = await send(floor_client, page, code=world.code)
    assert hidden(page)["n"] == "2"
    assert await lying(db) == {("A-01-1", "good"): 10}, "nothing has happened yet"
    page = await send(floor_client, page, code=world.label("B-01-3"))
    assert 'data-tone="done"' in page.text and "B-01-3" in page.text
    assert await lying(db) == {("A-01-1", "good"): 8, ("B-01-3", "good"): 2}


async def test_a_card_takes_all_and_a_number_is_typed(
    world: World, db: Database, floor_client: httpx.AsyncClient
) -> None:
    page = await send(floor_client, None, code=world.label("A-01-1"))
    page = await send(floor_client, page, code=world.code)
    page = await send(floor_client, page, code=command_code(Verb.CONFIRM))
    assert hidden(page)["n"] == "10"
    typed = await send(floor_client, page, f"{HOME}/quantity", quantity="4")
    assert hidden(typed)["n"] == "4"
    too_many = await send(floor_client, page, f"{HOME}/quantity", quantity="11")
    assert "move.more_than_there" in too_many.text
    await send(floor_client, typed, code=world.label("B-02-3"))
    assert await lying(db) == {("A-01-1", "good"): 6, ("B-02-3", "good"): 4}


async def test_its_own_label_again_takes_everything(
    world: World, db: Database, floor_client: httpx.AsyncClient
) -> None:
    page = await send(floor_client, None, code=world.label("A-01-1"))
    page = await send(floor_client, page, code=world.label("A-01-1"))
    assert hidden(page)["row"] == "all"
    await send(floor_client, page, code=world.label("T-2"))
    page = await send(floor_client, None, code=world.label("T-2"))
    page = await send(floor_client, page, code=world.label("T-2"))
    await send(floor_client, page, code=world.label("B-01-3"))
    assert await lying(db) == {("B-01-3", "good"): 10}


async def test_spoilt_goods_are_judged_with_a_reason_and_asked_for_afterwards(
    world: World, db: Database, new_floor_client: NewFloorClient
) -> None:
    ola = await new_floor_client("Ola")
    page = await send(ola, None, code=world.label("A-01-1"))
    page = await send(ola, page, code=world.code)
    assert 'value="checked"' not in page.text
    judged = await send(ola, page, f"{HOME}/judge", condition="damaged", reason="wet")
    assert await lying(db) == {("A-01-1", "good"): 9, ("A-01-1", "damaged"): 1}
    which = await send(ola, judged, code=world.code)
    links = [
        h.replace("&amp;", "&") for h in re.findall(r'href="(/scanner/move[^"]+)"', which.text)
    ]
    spoilt = await ola.get(next(one for one in links if ".damaged" in one))
    refused = await send(ola, spoilt, code=world.label("A-02-1"))
    assert "move.not_a_place_for_it" in refused.text
    released = await send(ola, spoilt, f"{HOME}/judge", condition="good", reason="checked")
    assert "stock.supervisor_releases" in released.text
    await send(ola, spoilt, code=world.label("QUAR"))
    assert (await lying(db))[("QUAR", "damaged")] == 1


async def test_a_tote_on_a_walk_is_left_to_its_order(
    db: Database, new_floor_client: NewFloorClient
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    run = await floor.start(await floor.order("1007", TEA=1))
    await floor.scan(run, str(floor.hall["T-1"].label_code))
    ola = await new_floor_client("Ola")
    refused = await send(ola, None, code=str(floor.hall["T-1"].label_code))
    assert "move.tote_in_work" in refused.text


@pytest.mark.parametrize(
    "query",
    [
        "from=x",
        "from=",
        "from=e8378a0e-19c2-4490-b1d6-7f5c0667abe9",
        "row=all",
        "from=1&row=..&n=-1",
    ],
)
async def test_a_cut_address_begins_anew_or_says_so(
    floor_client: httpx.AsyncClient, query: str
) -> None:
    shown = await floor_client.get(f"{HOME}?{query}")
    assert shown.status_code in (200, 404)


async def test_what_somebody_carries_from_the_dock_is_not_moved_away(
    db: Database, new_floor_client: NewFloorClient
) -> None:
    floor = await open_floor(db, TEA=("DOCK", 5))
    tea, dock = floor.codes["TEA"], str(floor.hall["DOCK"].label_code)
    shelf = str(floor.hall["A-02-1"].label_code)
    ola, jan = await new_floor_client("Ola"), await new_floor_client("Jan")
    for _ in range(4):
        await send(ola, None, "/scanner/put-away", code=tea)
    page = await send(jan, await send(jan, None, code=dock), code=tea)
    two = await send(jan, page, code=tea)
    no = await send(jan, two, code=shelf)
    assert "move.being_carried" in no.text and "Ola" in no.text and "4" in no.text
    everything = await send(jan, await send(jan, None, code=dock), code=dock)
    assert "move.being_carried" in (await send(jan, everything, code=shelf)).text
    assert await lying(db) == {("DOCK", "good"): 5}
    await send(jan, page, code=shelf)
    assert await lying(db) == {("DOCK", "good"): 4, ("A-02-1", "good"): 1}
