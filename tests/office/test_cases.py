"""A case is opened, answered and put right at the desk."""

from __future__ import annotations

import re

from sqlalchemy import text

from tests.office.scene import NewClient, Scene, log_in
from tests.photos.pictures import picture
from wms.clocks.promises import promises
from wms.db import HALL


async def test_a_damaged_parcel_is_sent_again_from_its_case(
    scene: Scene, new_client: NewClient
) -> None:
    office = await log_in(scene, new_client, "office", "pl")
    number = str(scene.shipped.number)
    about = {"order": number, "title": "Kubek stłuczony", "kind": "complaint"}
    made = await office.post("/office/cases", data=about)
    case = made.headers["Location"].partition("?")[0]
    assert re.fullmatch(r"/office/cases/\d+", case)
    await office.post(f"{case}/say", data={"words": "Wysyłamy drugi", "do": "say"})
    await office.post(f"{case}/say", data={"words": "Tylko dla nas", "do": "note"})
    await office.post(f"{case}/take", data={"of": ""})
    await office.post(f"{case}/task", data={"what": "Zadzwonić", "due_on": "2026-12-01"})
    page = (await office.get(case)).text
    for words in ("Kubek stłuczony", "Wysyłamy drugi", "Tylko dla nas", "Zadzwonić", number):
        assert words in page
    assert "TEA" in page and 'name="sku"' in page  # how it was packed, and what could go besides
    sent = {"files": ("kubek.jpg", picture(), "image/jpeg")}
    await office.post(f"{case}/say", data={"words": "", "do": "say"}, files=sent)
    [file] = re.findall(rf'{case}/files/[0-9a-f-]+"', (await office.get(case)).text)[:1]
    assert (await office.get(file[:-1])).headers["content-type"] == "image/jpeg"
    nothing = await office.post(f"{case}/task", data={"what": "  "})
    assert nothing.status_code == 409 and "do zrobienia" in nothing.text
    refused = await office.post(f"{case}/resolve", data={"remedy": "credit", "amount": ""})
    assert refused.status_code == 409 and "kwotę" in refused.text
    done = await office.post(f"{case}/resolve", data={"remedy": "reship", "reason": "damaged"})
    assert done.status_code == 303, done.text
    async with scene.db.read(HALL) as read:
        again = await read.scalar(
            text("SELECT o.number FROM reshipments r JOIN orders o ON o.id = r.order_id "
                 "JOIN cases c ON c.remedy_order_id = o.id")
        )  # fmt: skip
    assert f"/office/orders/{again}" in (await office.get(case)).text
    for path in ("/office/cases?state=resolved&q=" + number, "/office/deadlines", "/office/alarms"):
        assert (await office.get(path)).status_code == 200
    assert (await office.post(f"{case}/reopen")).status_code == 303
    tasks = (await office.get("/office/case-tasks")).text
    assert "Zadzwonić" in tasks
    counted = await office.get("/office/cases/statistics/export?by=shop&as=csv")
    [_, everything, by_shop] = [line.split(";") for line in counted.text.split("\r\n") if line]
    assert everything[1:7] == by_shop[1:7] == ["1", "1", "0", "1", "1", "0"]  # opened again
    assert by_shop[0] == scene.bench.shop.name
    for by in ("shop", "kind", "person", "day"):
        page = await office.get(f"/office/cases/statistics?by={by}")
        assert page.status_code == 200 and "w terminie" in page.text, by
    # the shop's own person sees the case and its file, not the notes of the house
    theirs = await log_in(scene, new_client, "shop", "en")
    page = await theirs.get(case)
    assert "Wysyłamy drugi" in page.text and "Tylko dla nas" not in page.text
    assert (await theirs.get(file[:-1])).status_code == 200
    more = {"files": ("papier.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")}
    said = await theirs.post(f"{case}/say", data={"words": "Protokół"}, files=more)
    assert said.status_code == 303 and "papier.pdf" in (await theirs.get(case)).text
    # one tap on the parcel opens its claim; its steps are written down on it
    tapped = await office.post(f"/office/cases/about/parcel/{scene.shipped_parcel}")
    claim = tapped.headers["Location"].partition("?")[0]
    again = await office.post(f"/office/cases/about/parcel/{scene.shipped_parcel}")
    assert again.headers["Location"].partition("?")[0] == claim
    await office.post(f"{claim}/claim-begins")
    early = await office.post(f"{claim}/claim-answered", data={"outcome": "accepted", "paid": "9"})
    assert early.status_code == 409
    wish = {"claim_what": "late", "claim_amount": "12,50", "claim_currency": "pln"}
    await office.post(f"{claim}/claim", data=wish)
    await office.post(f"{claim}/claim-sent", data={"reference": "REK-77"})
    await office.post(f"{claim}/claim-answered", data={"outcome": "accepted", "paid": "12,50"})
    page = (await office.get(claim)).text
    assert "REK-77" in page and "12,50" in page and "Kurier płaci całość" in page


async def test_a_manager_says_what_a_shop_is_promised(scene: Scene, new_client: NewClient) -> None:
    boss = await log_in(scene, new_client, "manager", "en")
    at = f"/office/shops/{scene.bench.shop.code}/promises"
    said = {
        "answer_days": "2", "complaint_days": "7", "inspection_days": "", "granted": "20,00",
        "currency": "PLN", "n.enquiry": "4", "u.enquiry": "hours",
    }  # fmt: skip
    assert (await boss.post(at, data=said | {"complaint_days": "15"})).status_code == 422
    assert (await boss.post(at, data=said)).status_code == 303
    async with scene.db.read(HALL) as read:
        kept = await promises(read, scene.bench.shop.id)
    assert (kept.answer_days, kept.granted_minor, kept.inspection_days) == (2, 2_000, None)
    assert kept.by_kind["enquiry"].hours == 4
    office = await log_in(scene, new_client, "office", "en")
    assert (await office.post(at, data=said)).status_code == 403
