"""LPNs over the handheld's pages: moved and put away as one, and looked up."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import text

from tests import cast
from tests.api.conftest import NewFloorClient
from tests.api.test_move_pages import World, lying, send
from tests.picking.walking import open_floor
from wms.db import HALL, Database

assert NewFloorClient  # the fixtures of this folder


@pytest.fixture
async def world(db: Database) -> World:
    floor = await open_floor(db, TEA=("A-01-1", 3))
    async with db.begin(HALL) as tx:
        await cast.add_lpn(tx, floor.hall, "L-1", at="DOCK")
        await cast.add_lpn(tx, floor.hall, "L-2", at="L-1")
        await cast.add_lpn(tx, floor.hall, "L-3", at="A-02-1")
        await cast.stock(tx, floor.hall, floor.products["TEA"], "L-2", 10)
    return World(floor.hall, floor.codes["TEA"])


async def test_an_lpn_goes_to_a_place_into_another_and_out_again(
    world: World, db: Database, floor_client: httpx.AsyncClient
) -> None:
    page = await send(floor_client, None, code=world.label("L-1"))
    assert "L-2" in page.text and "DOCK" in page.text
    page = await send(floor_client, page, code=world.label("B-01-3"))
    assert 'data-tone="done"' in page.text and "L-1" in page.text and "B-01-3" in page.text
    page = await send(floor_client, None, code=world.label("L-2"))
    assert "B-01-3 · L-1" in page.text
    page = await send(floor_client, page, code=world.label("L-3"))
    assert "L-3" in page.text
    page = await floor_client.get(f"/scanner/look-up?code={world.label('L-2')}")
    assert "A-02-1 · L-3" in page.text and "TEA" in page.text
    page = await floor_client.get(f"/scanner/look-up?code={world.label('A-02-1')}")
    assert "L-3" in page.text and "10" in page.text
    assert await lying(db) == {("A-01-1", "good"): 3, ("L-2", "good"): 10}


async def test_goods_go_into_an_lpn_and_out_of_it(
    world: World, db: Database, floor_client: httpx.AsyncClient
) -> None:
    page = await send(floor_client, None, code=world.label("A-01-1"))
    page = await send(floor_client, page, code=world.code)
    page = await send(floor_client, page, code=world.label("L-3"))
    assert await lying(db) == {
        ("A-01-1", "good"): 2, ("L-3", "good"): 1, ("L-2", "good"): 10,
    }  # fmt: skip
    page = await send(floor_client, None, code=world.label("L-2"))
    page = await send(floor_client, page, code=world.label("L-2"))  # again: empty it
    page = await send(floor_client, page, code=world.label("A-03-1"))
    assert await lying(db) == {
        ("A-01-1", "good"): 2, ("L-3", "good"): 1, ("A-03-1", "good"): 10,
    }  # fmt: skip
    page = await send(floor_client, None, code=world.label("L-2"))
    assert page.status_code == 200
    page = await send(floor_client, page, code=world.label("A-04-1"))  # the empty one, too
    assert 'data-tone="done"' in page.text


async def test_an_lpn_is_put_away_with_two_scans_and_taken_back(
    world: World, db: Database, floor_client: httpx.AsyncClient
) -> None:
    address = "/scanner/put-away"
    page = await send(floor_client, None, address, code=world.label("L-1"))
    assert "All of L-1" in page.text
    page = await send(floor_client, page, address, code=world.label("B-02-3"))
    assert 'data-tone="done"' in page.text
    page = await send(floor_client, page, address + "/undo")
    page = await floor_client.get(f"/scanner/look-up?code={world.label('L-1')}")
    assert "DOCK" in page.text


async def test_a_full_place_asks_once_when_goods_are_moved(
    world: World, db: Database, floor_client: httpx.AsyncClient
) -> None:
    async with db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE places SET capacity_units = 1 WHERE id = ANY (:ids)"),
            {"ids": [world.hall["A-03-1"].id, world.hall["A-04-1"].id]},
        )
    page = await send(floor_client, None, code=world.label("L-2"))
    page = await send(floor_client, page, code=world.label("A-03-1"))
    assert "A-03-1 is full." in page.text and 'data-tone="wrong_place"' in page.text
    page = await send(floor_client, page, code=world.label("A-04-1"))  # another one asks, too
    assert "A-04-1 is full." in page.text
    page = await send(floor_client, page, code=world.label("A-04-1"))
    assert 'data-tone="done"' in page.text
    page = await send(floor_client, None, code=world.label("A-01-1"))
    page = await send(floor_client, page, code=world.label("A-01-1"))
    page = await send(floor_client, page, code=world.label("A-03-1"))
    assert "A-03-1 is full." in page.text
    page = await send(floor_client, page, code=world.label("A-03-1"))
    assert (await lying(db))["A-03-1", "good"] == 3
