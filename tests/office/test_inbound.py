"""The desk follows deliveries, closes and opens them again, and decides for shops."""

from __future__ import annotations

import re

import httpx
import pypdfium2

from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in


async def test_the_board_shows_how_far_a_delivery_is(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    board = (await manager.get("/office/inbound")).text
    assert "6 of 10" not in board and "5 of 10" in board
    assert "Overdue" in board and "CMR 4711" in board
    late = (await manager.get("/office/inbound?state=overdue")).text
    assert f"/office/inbound/{scene.overdue}" in late
    assert f"/office/inbound/{scene.counted}" not in late
    by_waybill = (await manager.get("/office/inbound?q=cmr+4711")).text
    assert f"/office/inbound/{scene.overdue}" in by_waybill
    found = (await manager.get(f"/office/inbound?q={scene.counted}")).text
    assert f'href="/office/inbound/{scene.counted}"' in found
    unannounced = (await manager.get("/office/inbound?state=unannounced")).text
    assert "UNANNOUNCED-" in unannounced and scene.bench.ola.name in unannounced


async def test_a_delivery_tells_its_whole_story(scene: Scene, manager: httpx.AsyncClient) -> None:
    page = (await manager.get(f"/office/inbound/{scene.counted}")).text
    for told in ("Announced", "The count began", "Counted", "The last scan", "Missing", "Damaged"):
        assert told in page, told
    picture = re.search(r'src="(/office/inbound/\d+/differences/[^"]+/photos/[^"?]+)', page)
    assert picture is not None
    assert (await manager.get(picture[1])).headers["content-type"] == "image/jpeg"
    assert scene.bench.ola.name in page


async def test_papers_of_a_delivery(scene: Scene, manager: httpx.AsyncClient) -> None:
    note = await manager.get(f"/office/inbound/{scene.counted}/receipt.pdf")
    words = pypdfium2.PdfDocument(note.content)[0].get_textpage().get_text_range()
    for told in ("Goods received note", "PO-1", "TEA", "Missing", "Damaged", "Wet", "-1"):
        assert told in words, (told, words)
    assert (await manager.get(f"/office/inbound/{scene.counted}/labels.pdf")).status_code == 200
    assert (await manager.get(f"/office/inbound/{scene.overdue}/labels.pdf")).status_code == 404


async def test_arrived_cancelled_closed_and_opened_again(
    scene: Scene, manager: httpx.AsyncClient, new_client: NewClient
) -> None:
    late, counted = (f"/office/inbound/{n}" for n in (scene.overdue, scene.counted))
    assert (await manager.post(f"{late}/arrived")).status_code == 303
    assert (await manager.post(f"{late}/cancel", data={"why": "sent back"})).status_code == 303
    page = (await manager.get(late)).text
    assert "Cancelled" in page and "sent back" in page
    assert (await manager.post(f"{late}/arrived")).status_code == 409

    no = await manager.post(f"{counted}/close")
    assert no.status_code == 409 and "not settled yet" in no.text
    assert (await manager.post(f"{counted}/reopen", data={"why": " "})).status_code == 409
    clerk = await log_in(scene, new_client, "office")
    assert (await clerk.post(f"{counted}/reopen", data={"why": "x"})).status_code == 403
    told = {"why": "a carton stood behind the door"}
    assert (await manager.post(f"{counted}/reopen", data=told)).status_code == 303
    page = (await manager.get(counted)).text
    assert told["why"] in page and "Katarzyna" in page
    row = await scene.row("SELECT status, received_at FROM asns WHERE number = :n", n=scene.counted)
    assert row is not None and row.status == "receiving"  # type: ignore[attr-defined]


async def test_the_office_decides_for_a_shop_and_says_who(
    scene: Scene, manager: httpx.AsyncClient, shops_own: httpx.AsyncClient
) -> None:
    page = (await manager.get("/office/discrepancies?kind=damaged")).text
    [one] = set(re.findall(r"/office/discrepancies/([0-9a-f-]+)/decide", page))
    reminded = await manager.post(f"/office/discrepancies/{one}/remind", data={})
    assert reminded.status_code == 303
    again = await manager.post(f"/office/discrepancies/{one}/remind", data={})
    assert again.status_code == 409 and "reminded" in again.text
    decided = await manager.post(
        f"/office/discrepancies/{one}/decide",
        data={"decision": "quarantine", "note": "Ms Nowak on the phone",
              "back": f"/office/inbound/{scene.counted}"},
    )  # fmt: skip
    assert decided.headers["location"].startswith(f"/office/inbound/{scene.counted}")
    done = (await manager.get("/office/discrepancies?state=done")).text
    assert "Ms Nowak on the phone" in done and "Katarzyna" in done

    theirs = (await shops_own.get("/office/discrepancies")).text
    assert "Remind the shop" not in theirs and "/decide/" not in theirs.replace(
        "/office/discrepancies/", ""
    )
    short = re.search(r"/office/discrepancies/([0-9a-f-]+)/decide", theirs)
    assert short is not None
    answer = await shops_own.post(
        f"/office/discrepancies/{short[1]}/decide", data={"decision": "accept"}
    )
    assert answer.status_code == 303
    assert await scene.value(
        "SELECT decided_by FROM discrepancies WHERE id = :id", id=short[1]
    ) == "shop"  # fmt: skip


async def test_a_delivery_is_announced_at_the_desk(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    shop = scene.bench.shop.code
    wrong = await manager.post(
        "/office/inbound",
        data={"shop": shop, "external_id": "TEL-1", "sku": ["TEA", "NONE"], "quantity": ["5", "x"]},
    )
    assert wrong.status_code == 422 and 'value="NONE"' in wrong.text
    unknown = await manager.post(
        "/office/inbound",
        data={"shop": shop, "external_id": "TEL-1", "sku": ["NONE", ""], "quantity": ["5", ""]},
    )
    assert unknown.status_code == 422 and "There is no product NONE" in unknown.text
    made = await manager.post(
        "/office/inbound",
        data={"shop": shop, "external_id": "TEL-1", "expected_on": "2026-12-01", "note": "",
              "sku": ["TEA", "MUG", ""], "quantity": ["5", "2", ""]},
    )  # fmt: skip
    assert made.status_code == 303
    page = (await manager.get(made.headers["location"])).text
    assert "TEL-1" in page and "Katarzyna" in page
