"""Returns at the desk: refused, put right, ended, and graded as their shop says."""

from __future__ import annotations

import re

import httpx

from tests import cast
from tests.office.scene import NewClient, Scene, log_in
from tests.photos.pictures import picture
from wms.db import HALL
from wms.photos.develop import develop
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.photos import keep_photo
from wms.returns.inspection.receive import receive_item
from wms.returns.inspection.rubric import Rubric
from wms.returns.inspection.rubric_versions import latest_rubric, save_rubric

WHY = "Not sold by this shop"


async def test_the_desk_refuses_a_return_and_says_why(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    address = f"/office/returns/{scene.return_number}"
    assert "Refuse this return" in (await manager.get(address)).text
    nothing = await manager.post(f"{address}/reject", data={"reason": " "})
    assert nothing.status_code == 422 and "Say in a few words" in nothing.text
    page = await manager.post(f"{address}/reject", data={"reason": WHY}, follow_redirects=True)
    assert "The return is refused." in page.text and WHY in page.text
    assert "Refuse this return" not in page.text
    told = await scene.value("SELECT data ->> 'reason' FROM events WHERE type = 'return.rejected'")
    assert told == WHY
    again = await manager.post(f"{address}/reject", data={"reason": WHY})
    assert again.status_code == 409
    assert (
        await manager.post("/office/returns/9999/reject", data={"reason": WHY})
    ).status_code == 404


async def test_a_shop_s_own_person_cannot_refuse(
    scene: Scene, shops_own: httpx.AsyncClient
) -> None:
    address = f"/office/returns/{scene.return_number}"
    assert "Refuse this return" not in (await shops_own.get(address)).text
    assert (await shops_own.post(f"{address}/reject", data={"reason": WHY})).status_code == 403


async def a_damaged_piece(scene: Scene) -> None:
    """The inspector found the tea of the return broken, and it lies in quarantine."""
    bench = scene.bench
    number = scene.return_number
    async with scene.db.begin(HALL) as tx:
        code = await cast.barcode_of(tx, bench.tea)
        got = await receive_item(tx, number, code, by=bench.ola)
        picture_of_it = develop(picture(20, 10))
        await keep_photo(tx, number, picture_of_it, line_id=got.line_id, by=bench.ola)
        found = Verdict(
            line_id=got.line_id, grade="C", disposition="quarantine", blame="carrier",
            reason="broken",
        )  # fmt: skip
        await grade(tx, number, found, str(bench.hall["QUAR"].label_code), by=bench.ola)


async def test_the_desk_puts_a_grade_right_and_another_person_ends_what_waits(
    scene: Scene, manager: httpx.AsyncClient, shops_own: httpx.AsyncClient, new_client: NewClient
) -> None:
    await a_damaged_piece(scene)
    address = f"/office/returns/{scene.return_number}"
    page = (await manager.get(address)).text
    for words in ("damaged", "the courier", "broken", "How it was packed", "since", "?side=thumb"):
        assert words in page, words
    photo = re.findall(r"/office/photos/[0-9a-f-]{36}\?side=thumbnail", page)[0]
    assert (await shops_own.get(photo)).status_code == 200
    theirs = (await shops_own.get(address)).text
    assert photo in theirs and "Put the grade right" not in theirs, "no names, no changes"
    finding = re.findall(r'name="finding" value="([^"]+)"', page)[0]
    asked = {
        "finding": finding, "grade": "D", "disposition": "dispose", "blame": "carrier",
        "reason": "broken", "place": "", "why": "The glass is in the tea",
    }  # fmt: skip
    async with scene.db.begin(HALL) as tx:
        dear = Rubric(piece_value_minor=9900, scrap_alone_max_minor=100)
        await save_rubric(tx, scene.bench.shop.id, dear, by=None)
    no = await manager.post(f"{address}/correct", data=asked)
    assert no.status_code == 409 and "This is worth 99.00 PLN" in no.text
    assert "The glass is in the tea" in no.text, "nobody types it twice"
    done = await manager.post(f"{address}/correct", data={**asked, "disposition": "propose"})
    assert done.status_code == 303, done.text
    assert "Put right, before: damaged" in (await manager.get(address)).text
    waits = (await manager.get("/office/returns/waiting")).text
    work = re.findall(r'action="(/office/returns/waiting/[0-9a-f-]{36})"', waits)[0]
    same = await manager.post(work, data={"do": "scrap"})
    assert same.status_code == 409 and "Somebody else has to agree" in same.text
    assert (await shops_own.post(work, data={"do": "scrap"})).status_code == 403
    other = await log_in(scene, new_client, "admin")
    agreed = await other.post(work, data={"do": "scrap"}, follow_redirects=True)
    assert "Two people agreed" in agreed.text and "Nothing waits here" in agreed.text
    assert (await other.post(work, data={"do": "scrap"})).status_code == 409
    case = await manager.post(f"/office/cases/about/return/{scene.return_number}")
    assert f"R-{scene.return_number}" in (await manager.get(case.headers["Location"])).text


async def test_goods_for_their_shop_are_given_to_its_driver(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    await a_damaged_piece(scene)
    address = f"/office/returns/{scene.return_number}"
    finding = re.findall(r'name="finding" value="([^"]+)"', (await manager.get(address)).text)[0]
    asked = {
        "finding": finding, "grade": "B", "disposition": "return_to_shop", "blame": "unknown",
        "place": "ret", "why": "Only the box is open",
    }  # fmt: skip
    assert (await manager.post(f"{address}/correct", data=asked)).status_code == 303
    listed = (await manager.get("/office/returns/waiting?kind=return_to_shop")).text
    work = re.findall(r'name="ids" value="([^"]+)"', listed)
    gone = "/office/returns/waiting/driver"
    assert (await manager.post(gone, data={"ids": "x"})).status_code == 409, "nothing is ticked"
    done = await manager.post(gone, data={"ids": work}, follow_redirects=True)
    assert "have left with the driver" in done.text and "Nothing waits here" in done.text
    assert (await manager.post(gone, data={"ids": work})).status_code == 409


async def test_a_shop_says_at_the_desk_how_its_returns_are_graded(
    scene: Scene, shops_own: httpx.AsyncClient, new_client: NewClient
) -> None:
    address = f"/office/shops/{scene.bench.shop.code}/returns"
    added = await shops_own.post(f"{address}/pictures", files={"picture": picture(20, 10)})
    assert added.status_code == 303, added.text
    page = (await shops_own.get(address)).text
    example = re.findall(r'name="examples.C" value="([^"]+)"', page)[0]
    asked = {
        "version": "0", "words.C.pl": "Zarysowane", "words.C.en": "Scratched", "photo.C": "yes",
        "examples.C": example, "disposition.C": "return_to_shop", "check.0.en": "Lid",
        "photo_fault.broken": "yes", "refund_when": "arrived", "currency": "pln",
        "ends_with": "parcels", "parcels_wait_days": "7", "exchange_when": "at_once",
        "unidentified_remind_days": "2", "unidentified_days": "9", "unidentified_then": "scrap",
        "piece_value": "12,50", "scrap_alone_max": "100",
    }  # fmt: skip
    assert (await shops_own.post(address, data=asked)).status_code == 303
    async with scene.db.read(HALL) as read:
        saved = await latest_rubric(read, scene.bench.shop.id)
    assert saved is not None
    rule, rubric = saved.rubric.grades["C"], saved.rubric
    assert (rule.words["pl"], str(rule.examples[0]), rule.disposition) == (
        "Zarysowane", example, "return_to_shop",
    )  # fmt: skip
    assert rule.is_photo_wanted and rubric.photo_faults == ("broken",) and not rubric.is_lot_asked
    assert (rubric.piece_value_minor, rubric.scrap_alone_max_minor) == (1250, 10_000)
    stale = await shops_own.post(address, data={**asked, "currency": "EUR"})
    assert stale.status_code == 409 and "Version 1 was saved meanwhile" in stale.text
    wrong = await shops_own.post(address, data={**asked, "piece_value": "much"})
    assert wrong.status_code == 409 and "an amount like 12.50" in wrong.text
    assert (await shops_own.post(f"{address}/restore/1")).status_code == 303
    assert (await shops_own.post(f"{address}/restore/9")).status_code == 404
    office = await log_in(scene, new_client, "office")
    assert (await office.post(address, data=asked)).status_code == 403
