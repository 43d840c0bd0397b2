"""Picking through the handheld's door."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import httpx

from tests import cast
from tests.api.conftest import NewFloorClient
from tests.picking.walking import open_floor
from wms.barcodes import Verb, command_code
from wms.db import HALL, Database


async def test_a_walk_on_the_handheld_from_the_menu_to_the_last_tote(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5), CUP=("A-02-1", 5))
    await floor.order("W-1", TEA=2, CUP=1)
    floor_client.follow_redirects = True
    assert "Start the walk" in (await floor_client.get("/scanner/pick")).text
    page = await floor_client.post("/scanner/pick", data={"scan_id": str(uuid4())})
    address = re.search(r'action="(/scanner/pick/[0-9a-f-]+)/scan"', page.text)
    assert address, page.text
    scans = [
        (floor.hall["T-1"].label_code, "A-"),
        (floor.hall["A-02-1"].label_code, "Wrong place"),
        (floor.hall["A-01-1"].label_code, "Scan the product"),
        (floor.codes["CUP"], "Needed: TEA"),
        (floor.codes["TEA"], "The last one is in the tote"),
        (floor.codes["TEA"], "A-"),
        (floor.hall["A-02-1"].label_code, "Scan the product"),
        (floor.codes["CUP"], "Bring the totes to packing"),
    ]
    for code, expected in scans:
        page = await floor_client.post(
            f"{address[1]}/scan", data={"code": code, "scan_id": str(uuid4())}
        )
        assert page.status_code == 200
        assert expected in page.text, (code, page.text)
    assert 'data-tone="done"' in page.text
    assert await floor.one("SELECT status FROM orders") == "picked"


async def test_a_program_gets_the_answer_itself_and_a_repeat_the_same(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    await floor.order("W-1", TEA=1)
    begun = await floor_client.post("/scanner/pick", data={"scan_id": str(uuid4())})
    run = begun.headers["Location"].split("?")[0]
    body = {"code": floor.hall["T-1"].label_code, "scan_id": str(uuid4())}
    accept = {"Accept": "application/json"}
    first = await floor_client.post(f"{run}/scan", json=body, headers=accept)
    again = await floor_client.post(f"{run}/scan", json=body, headers=accept)
    assert (first.json()["outcome"], first.json()["next"]["expects"]) == ("ok", "place")
    assert again.json() == first.json() | {"repeated": True}
    wrong = await floor_client.post(
        f"{run}/scan", json={"code": "nonsense", "scan_id": str(uuid4())}, headers=accept
    )
    assert wrong.status_code == 409
    assert wrong.json()["sentence"].startswith("nonsense is not a place")


async def test_side_doors_answer_and_show_the_next_step(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 1), CUP=("A-02-1", 1))
    await floor.order("W-1", TEA=1, CUP=1)
    floor_client.follow_redirects = True
    page = await floor_client.post("/scanner/pick", data={"scan_id": str(uuid4())})
    address = re.search(r'action="(/scanner/pick/[0-9a-f-]+)/scan"', page.text)[1]  # type: ignore[index]  # without a match the test fails here
    page = await floor_client.post(
        f"{address}/scan", data={"code": floor.hall["T-1"].label_code, "scan_id": str(uuid4())}
    )
    task = re.search(r'name="task" value="([0-9a-f-]+)"', page.text)[1]  # type: ignore[index]  # without a match the test fails here
    page = await floor_client.post(f"{address}/skip", data={"task": task, "scan_id": str(uuid4())})
    assert "CUP" in page.text
    page = await floor_client.post(
        f"{address}/short", data={"task": task, "reason": "empty", "scan_id": str(uuid4())}
    )
    assert await floor.one("SELECT short_reason FROM pick_tasks WHERE status = 'short'") == "empty"
    page = await floor_client.post(f"{address}/undo", data={"scan_id": str(uuid4())})
    assert "There is no scan to take back" in page.text


async def test_another_operator_is_told_who_walks(
    floor_client: httpx.AsyncClient, new_floor_client: NewFloorClient, db: Database
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    await floor.order("W-1", TEA=1)
    begun = await floor_client.post("/scanner/pick", data={"scan_id": str(uuid4())})
    run = begun.headers["Location"].split("?")[0]
    jan = await new_floor_client("Jan", language="pl")
    jan.follow_redirects = True
    page = await jan.post(
        f"{run}/scan", data={"code": floor.hall["T-1"].label_code, "scan_id": str(uuid4())}
    )
    assert "Ola" in page.text
    assert "pick.run_taken" in page.text


async def test_a_walk_without_goods_can_be_given_back(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    await floor.order("W-1", TEA=1)
    begun = await floor_client.post("/scanner/pick", data={"scan_id": str(uuid4())})
    run = begun.headers["Location"].split("?")[0]
    await floor_client.post(f"{run}/give-back", data={"scan_id": str(uuid4())})
    assert await floor.one("SELECT status, operator_id FROM pick_runs") == ("open", None)
    async with db.begin(HALL) as tx:
        jan = await cast.hire(tx, "Jan")
        from wms.picking.runs import next_run

        assert str(await next_run(tx, floor.hall.warehouse_id, jan)) in run


async def test_a_supervisor_takes_a_walk_over_on_the_handheld(
    floor_client: httpx.AsyncClient, new_floor_client: NewFloorClient, db: Database
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    await floor.order("W-1", TEA=1)
    begun = await floor_client.post("/scanner/pick", data={"scan_id": str(uuid4())})
    run = begun.headers["Location"].split("?")[0]
    ewa = await new_floor_client("Ewa", is_supervisor=True)
    ewa.follow_redirects = True
    assert "Take over walk 1 of Ola" in (await ewa.get("/scanner/pick")).text
    page = await ewa.post(f"{run}/take-over", data={"scan_id": str(uuid4())})
    assert "Scan an empty tote" in page.text


async def test_every_side_door_of_a_step_leads_to_the_next_line(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9), CUP=("A-02-1", 1))
    async with db.begin(HALL) as tx:
        await cast.stock(tx, floor.hall, floor.products["TEA"], "A-04-1", 9)
    await floor.order("W-1", TEA=4, CUP=1)
    floor_client.follow_redirects = True
    page = await floor_client.post("/scanner/pick", data={"scan_id": str(uuid4())})
    address = re.search(r'action="(/scanner/pick/[0-9a-f-]+)/scan"', page.text)[1]  # type: ignore[index]

    async def send(verb: str, **fields: str | None) -> str:
        body = {name: value or "" for name, value in fields.items()}
        page = await floor_client.post(f"{address}/{verb}", data={**body, "scan_id": str(uuid4())})
        assert page.status_code == 200, page.text
        return page.text

    def task(page: str) -> str:
        return re.search(r'name="task" value="([0-9a-f-]+)"', page)[1]  # type: ignore[index]

    await send("scan", code=floor.hall["T-1"].label_code)
    at = await send("scan", code=floor.hall["A-01-1"].label_code)
    for word in ("Short", "Skip", "Damaged", "Other place", "Tote full", "Count now", "Help"):
        assert f"<span>{word}</span>" in at, word
    at = await send("damaged", task=task(at), reason="wet")
    assert "Scan the product" in at
    at = await send("count", task=task(at), reason="mixed")
    assert await floor.one("SELECT reason, note FROM place_counts") == ("asked", "mixed")
    assert "Tote T-1 is empty" in await send("full", task=task(at))
    await send("scan", code=floor.codes["TEA"])
    asked = await send("scan", code=command_code(Verb.FULL))
    assert "Scan an empty tote" in asked
    at = await send("scan", code=floor.hall["T-2"].label_code)
    other = (await floor_client.get(f"{address}/other")).text
    assert "A-04-1 · 9 pieces" in other
    await send("other", task=task(other), code=floor.hall["A-04-1"].label_code)
    assert (
        await floor.one(
            "SELECT sum(t.quantity)::int FROM pick_tasks t JOIN places p ON p.id = t.place_id "
            "WHERE p.code = 'A-04-1' AND t.status = 'open'"
        )
        == 2
    ), "what was left of the step that was shown"


async def test_the_zero_check_is_one_question_and_no_tap_means_yes(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 1), CUP=("A-02-1", 5))
    await floor.order("W-1", TEA=1, CUP=1)
    floor_client.follow_redirects = True
    page = await floor_client.post("/scanner/pick", data={"scan_id": str(uuid4())})
    address = re.search(r'action="(/scanner/pick/[0-9a-f-]+)/scan"', page.text)[1]  # type: ignore[index]
    for code in (floor.hall["T-1"].label_code, floor.hall["A-01-1"].label_code, floor.codes["TEA"]):
        page = await floor_client.post(
            f"{address}/scan", data={"code": code, "scan_id": str(uuid4())}
        )
    assert "A-01-1 should be empty now." in page.text
    assert "CUP · " in page.text, "the next line is there all the same"
    task = re.search(r'not-empty">\s*<input type="hidden" name="task" value="([^"]+)"', page.text)
    assert task
    page = await floor_client.post(
        f"{address}/not-empty", data={"task": task[1], "scan_id": str(uuid4())}
    )
    assert "should be empty" not in page.text and "Somebody will count A-01-1." in page.text
    assert await floor.one("SELECT reason FROM place_counts") == "not_empty"


async def test_the_lot_is_chosen_from_buttons_when_the_code_does_not_say_it(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    floor = await open_floor(db, MILK=("A-01-1", 0))
    async with db.begin(HALL) as tx:
        for code, days in (("AAA", 30), ("BBB", 60)):
            lot = await cast.add_lot(tx, floor.products["MILK"], code, expires_in_days=days)
            await cast.stock(tx, floor.hall, floor.products["MILK"], "A-01-1", 2, lot=lot)
    await floor.order("W-1", MILK=1)
    floor_client.follow_redirects = True
    page = await floor_client.post("/scanner/pick", data={"scan_id": str(uuid4())})
    address = re.search(r'action="(/scanner/pick/[0-9a-f-]+)/scan"', page.text)[1]  # type: ignore[index]
    milk = floor.codes["MILK"]
    for scanned in (floor.hall["T-1"].label_code, floor.hall["A-01-1"].label_code, milk):
        page = await floor_client.post(
            f"{address}/scan", data={"code": scanned, "scan_id": str(uuid4())}
        )
    assert "Which lot is it?" in page.text
    assert page.text.count('name="lot"') == 2
    body = {"code": milk, "lot": "BBB", "scan_id": str(uuid4())}
    assert "Needed: lot AAA" in (await floor_client.post(f"{address}/scan", data=body)).text
    # the other one all the same: its turn comes later, so a reason is asked
    assert "/lot" in (await floor_client.get(address)).text
    page = await floor_client.get(f"{address}/lot")
    chosen = re.search(r'href="([^"]+/lot\?[^"]+)"', page.text)
    assert chosen and "BBB" in page.text
    asked = (await floor_client.get(unescape(chosen[1]))).text
    assert "Lot AAA should go out first." in asked
    fields = dict(re.findall(r'name="(task|lot|place)" value="([^"]+)"', asked))
    gtin = milk.rjust(14, "0")
    scanned = {"task": fields["task"], "code": f"]C101{gtin}10BBB", "scan_id": str(uuid4())}
    assert "Why not that one?" in (await floor_client.post(f"{address}/lot", data=scanned)).text
    fields |= {"reason": "out_of_reach", "scan_id": str(uuid4())}
    page = await floor_client.post(f"{address}/lot", data=fields)
    assert "Scan the product" in page.text and "BBB" in page.text
    body = {"code": milk, "lot": "BBB", "scan_id": str(uuid4())}
    assert "Bring the totes" in (await floor_client.post(f"{address}/scan", data=body)).text
