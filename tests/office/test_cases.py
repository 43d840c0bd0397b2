"""A case is opened, answered and put right at the desk."""

from __future__ import annotations

import re

from sqlalchemy import text

from tests.office.scene import NewClient, Scene, log_in
from tests.photos.pictures import picture
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
