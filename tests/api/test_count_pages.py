"""A place is counted over the handheld's pages, and approved at the desk."""

from __future__ import annotations

import httpx
from sqlalchemy import text

from tests import cast
from tests.api.conftest import NewFloorClient
from tests.api.test_move_pages import hidden, send
from tests.picking.walking import open_floor
from wms.barcodes import Verb, command_code
from wms.db import HALL, Database

HOME = "/scanner/count"
OFFICE = "/office/counts"


async def status_of(db: Database) -> list[str]:
    async with db.read(HALL) as read:
        return list(await read.scalars(text("SELECT status FROM place_counts ORDER BY id")))


async def test_a_doubt_is_counted_twice_and_approved_at_the_desk(
    db: Database, new_floor_client: NewFloorClient, office_client: httpx.AsyncClient
) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA-100", name="Herbata")
        await cast.stock(tx, hall, tea, "A-01-1", 10)
        code, label = await cast.barcode_of(tx, tea), str(hall["A-01-1"].label_code)
    asked = await office_client.post(OFFICE, data={"place": "A-01"})
    assert asked.headers["location"].endswith("said=counts_asked")
    ola, jan = await new_floor_client("Ola"), await new_floor_client("Jan")
    assert "Go to" in (await ola.get(HOME)).text
    page = await send(ola, None, HOME, code=label)
    assert "TEA-100" in page.text and ">10<" not in page.text, "it is counted blind"
    address = str(page.url.path)
    page = await send(ola, page, address, code=code)
    page = await send(ola, page, address, code=code)
    assert hidden(page)["n"] == "2"
    page = await send(ola, page, address, code=command_code(Verb.CONFIRM))
    assert await status_of(db) == ["recount"]
    assert "Nothing to count" in (await ola.get(HOME)).text, "somebody else counts it now"
    page = await send(jan, None, HOME, code=label)
    fields = {"line": hidden(page)["line"], "counted": "3"}
    await send(jan, None, f"{address}/number", **fields)
    assert await status_of(db) == ["to_approve"]
    shown = await office_client.get(OFFICE)
    assert "TEA-100" in shown.text and "Approve" in shown.text
    async with db.read(HALL) as read:
        count_id = await read.scalar(text("SELECT id FROM place_counts"))
    no = await office_client.post(f"{OFFICE}/{count_id}/approve", data={"why": "x"})
    assert "Say why the books were wrong." in no.text
    await office_client.post(f"{OFFICE}/{count_id}/approve", data={"why": "lost"})
    assert await status_of(db) == ["done"]
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT on_hand FROM balances WHERE on_hand > 0")) == 3


async def test_nobody_counts_where_somebody_picks(
    db: Database, new_floor_client: NewFloorClient
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    await floor.start(await floor.order("1007", TEA=1))
    jan = await new_floor_client("Jan")
    refused = await send(jan, None, HOME, code=str(floor.hall["A-01-1"].label_code))
    assert "count.being_picked" in refused.text and "Ola" in refused.text


async def test_a_place_is_left_uncounted(db: Database, floor_client: httpx.AsyncClient) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA-100")
        await cast.stock(tx, hall, tea, "A-01-1", 10)
        label = str(hall["A-01-1"].label_code)
    page = await send(floor_client, None, HOME, code=label)
    await send(floor_client, None, f"{page.url.path}/stop")
    assert await status_of(db) == ["open"]
    again = await send(floor_client, None, HOME, code=label)
    assert "TEA-100" in again.text
