"""Pick faces are filled over the handheld's pages, and ruled over at the desk."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests.api.conftest import NewFloorClient
from tests.api.test_move_pages import send
from tests.replenish.scene import scene
from wms.barcodes import Verb, command_code
from wms.db import HALL, Database
from wms.replenish.plan import plan

HOME = "/scanner/replenish"


@pytest.fixture
async def world(db: Database) -> SimpleNamespace:
    async with db.begin(HALL) as tx:
        s = await scene(tx)
        await plan(tx)
        return s


async def one(db: Database, sql: str) -> Any:
    async with db.read(HALL) as read:
        row = (await read.execute(text(sql))).first()
        return None if row is None else (row[0] if len(row) == 1 else tuple(row))


async def test_a_pick_face_is_filled_with_four_scans(
    db: Database, world: SimpleNamespace, floor_client: httpx.AsyncClient
) -> None:
    menu = await floor_client.get("/scanner")
    assert "Replenish" in menu.text
    assert "task waits" in (await floor_client.get(HOME)).text
    page = await send(floor_client, None, f"{HOME}/start")
    assert "B-01-3" in page.text.replace("<span>", "").replace("</span>", "").replace("<wbr>", "")
    page = await send(floor_client, page, HOME, code=world.hall["B-01-3"].label_code)
    assert "Scan the product or a pack of it" in page.text
    again = str(uuid4())
    for _ in range(2):  # a lost answer: the same scan comes again
        page = await send(floor_client, page, HOME, code=world.code, scan_id=again)
    assert await one(db, "SELECT collected FROM replenish_tasks") == 1
    page = await send(floor_client, page, HOME, code=command_code(Verb.CONFIRM))
    assert "Put down" in page.text
    page = await send(floor_client, page, HOME, code=world.hall["A-01-1"].label_code)
    assert "The cart is empty" in page.text
    assert await one(db, "SELECT status, set_down FROM replenish_tasks") == ("done", 18)
    page = await send(floor_client, None, f"{HOME}/undo")
    assert "Put down" in page.text
    assert await one(db, "SELECT status, set_down FROM replenish_tasks") == ("carried", 0)


async def test_every_side_door_opens(
    db: Database, world: SimpleNamespace, floor_client: httpx.AsyncClient
) -> None:
    page = await send(floor_client, None, f"{HOME}/start")
    refused = await send(floor_client, page, HOME, code=world.code)
    assert "replenish.place_first" in refused.text
    task = str(await one(db, "SELECT id FROM replenish_tasks"))
    other = await floor_client.get(f"{HOME}/other")
    assert "Nothing of it is free anywhere else" in other.text
    page = await send(floor_client, None, f"{HOME}/skip", task=task)
    page = await send(floor_client, page, HOME, code=world.hall["B-01-3"].label_code)
    page = await send(floor_client, page, HOME, code=world.code)
    assert (
        "How many of it are on the cart now?" in (await floor_client.get(f"{HOME}/quantity")).text
    )
    page = await send(floor_client, None, f"{HOME}/quantity", quantity="10")
    page = await send(floor_client, None, f"{HOME}/short", task=task, reason="fewer")
    assert "Put down" in page.text
    assert "did you lay down?" in (await floor_client.get(f"{HOME}/room")).text
    page = await send(floor_client, None, f"{HOME}/room", task=task, fit="4")
    assert "Put back" in page.text
    shelf = await floor_client.get(f"{HOME}/shelf")
    page = await send(floor_client, shelf, f"{HOME}/shelf", code=world.hall["B-02-3"].label_code)
    assert "The cart is empty" in page.text
    assert await one(db, "SELECT status, collected, set_down, why FROM replenish_tasks") == (
        "short", 10, 10, "full",
    )  # fmt: skip


async def test_an_empty_cart_is_given_back_and_a_supervisor_goes_on_with_a_full_one(
    db: Database, world: SimpleNamespace, new_floor_client: NewFloorClient
) -> None:
    ola = await new_floor_client("Ola")
    await send(ola, None, f"{HOME}/start")
    page = await send(ola, None, HOME, code=command_code(Verb.FULL))
    assert "task waits" in page.text
    page = await send(ola, None, f"{HOME}/start")
    await send(ola, page, HOME, code=world.hall["B-01-3"].label_code)
    await send(ola, page, HOME, code=world.code)
    jan = await new_floor_client("Jan")
    cart = await one(db, "SELECT label_code FROM places WHERE code = 'CART-1'")
    moved = await send(jan, None, "/scanner/move", code=str(cart))
    assert "move.cart_in_work" in moved.text, "nobody takes goods off it meanwhile"
    walk = await one(db, "SELECT id FROM replenish_walks WHERE finished_at IS NULL")
    refused = await send(jan, None, f"{HOME}/{walk}/take-over")
    assert "replenish.in_other_hands" in refused.text and "Ola" in refused.text
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE operator_sessions SET ended_at = now() "
                              "WHERE operator_id = (SELECT operator_id FROM replenish_walks "
                              "WHERE finished_at IS NULL)"))  # fmt: skip
    assert "Take over CART-1 of Ola" in (await jan.get(HOME)).text
    page = await send(jan, None, f"{HOME}/{walk}/take-over")
    assert "Collect" in page.text


async def test_the_desk_writes_rules_asks_for_goods_and_calls_them_off(
    db: Database, world: SimpleNamespace, office_client: httpx.AsyncClient
) -> None:
    office = "/office/replenish"
    shown = await office_client.get(office)
    assert "Below the lowest" in shown.text and "TEA-100" in shown.text
    task = await one(db, "SELECT id FROM replenish_tasks")
    await office_client.post(f"{office}/{task}/cancel")
    assert await one(db, "SELECT status FROM replenish_tasks") == "cancelled"
    again = await office_client.post(f"{office}/{task}/cancel")
    assert "on a cart or down already" in again.text
    rule = {"shop": world.shop.code, "sku": "TEA-100", "place": "a-02-1", "lowest": "0",
            "highest": "4"}  # fmt: skip
    no = await office_client.post(f"{office}/rules", data={**rule, "lowest": "9"})
    assert "not below the lowest" in no.text and 'value="a-02-1"' in no.text
    no = await office_client.post(f"{office}/rules", data={**rule, "place": "B-01-3"})
    assert "is no pick face" in no.text
    saved = await office_client.post(f"{office}/rules", data=rule)
    assert saved.headers["location"].endswith("said=rule_set")
    asked = await office_client.post(office, data={"place": "A-02"})
    assert asked.headers["location"].endswith("said=replenish_asked")
    assert await one(db, "SELECT quantity, reason FROM replenish_tasks WHERE reason = 'asked'") == (
        4, "asked",
    )  # fmt: skip
    table = {"shop": world.shop.code, "rules": "A-03-1;TEA-100;1;2\nA-04-1;NOBODY;1;2"}
    no = await office_client.post(f"{office}/rules/paste", data=table)
    assert "Line 2 is no rule" in no.text
    assert await one(db, "SELECT count(*) FROM replenish_rules") == 2, "all of them, or none"
    table["rules"] = "A-03-1;TEA-100;1;2"
    await office_client.post(f"{office}/rules/paste", data=table)
    shown = await office_client.get(f"{office}/rules?q=A-03")
    assert "A-03-1" in shown.text and "A-02-1" not in shown.text
    file = await office_client.get(f"{office}/rules/export?q=A-03")
    assert "A-03-1" in file.text
    rule_id = await one(db, "SELECT id FROM replenish_rules WHERE max_quantity = 2")
    await office_client.post(f"{office}/rules/{rule_id}/remove")
    assert await one(db, "SELECT count(*) FROM replenish_rules") == 2
    assert "Nothing was picked yet" in (await office_client.get(f"{office}/suggestions")).text
