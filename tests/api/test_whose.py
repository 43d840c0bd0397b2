"""From an unknown parcel on the bench to the shop's yes, through the desk and the signed link."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx
from sqlalchemy import text

from api.app import Doors
from tests.photos.pictures import picture
from tests.returns.test_returns import build
from wms.db import HALL, Database
from wms.returns.queries import return_by_number
from wms.returns.unidentified.take_in import arrive_unidentified


async def test_a_parcel_without_a_name_gets_its_order_by_a_link(
    client: httpx.AsyncClient, office_client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        world = await build(tx)
        lost = await arrive_unidentified(tx, world.shop.id, code="NO-NAME")
    desk = f"/office/unidentified/{lost.number}"
    assert f"R-{lost.number}" in (await office_client.get("/office/unidentified")).text
    assert "Nothing that was sent is like it" in (await office_client.get(desk)).text
    told = {"codes": "TEA-100\nCUP-1", "weight": "900", "name": "Kowalski", "postcode": "00-001"}
    assert (await office_client.post(desk, data=told)).status_code == 303
    page = (await office_client.get(desk)).text
    for words in (world.gone.external_id, "these goods were in it", "the same postcode"):
        assert words in page
    chosen = {"order": str(world.gone.number)}
    assert (await office_client.post(f"{desk}/ask", data=chosen)).status_code == 303
    sent = {"photo": ("label.jpg", picture(60, 40), "image/jpeg")}
    assert (await office_client.post(f"{desk}/photos", files=sent)).status_code == 303
    assert (await office_client.post(f"{desk}/mail")).status_code == 303
    async with db.read(HALL) as read:
        mails = await read.scalar(text("SELECT count(*) FROM mails WHERE purpose = 'whose.parcel'"))
    assert mails == 1
    page = (await office_client.get(desk)).text
    [link] = re.findall(r'<code id="once-secret">(.+?)</code>', page)
    whose = urlsplit(link).path
    asked = await client.get(whose)
    assert asked.status_code == 200 and "Yes, unpack it" in asked.text, asked.text
    assert "Kowalski" not in asked.text
    [shown] = re.findall(r'<img src="([^"]+)"', asked.text)
    assert (await client.get(shown)).headers["content-type"] == "image/jpeg"
    assert (await client.get(shown.replace(whose[-9:], "x" * 9))).status_code == 404
    assert asked.headers["cache-control"] == "no-store"
    async with db.read(HALL) as read:
        assert (await return_by_number(read, lost.number)).status == "unidentified", "only looked"
    assert (await client.get(whose[:-2])).status_code == 404
    done = await client.post(whose, data={"answer": "yes"})
    assert "has its order" in done.text
    async with db.read(HALL) as read:
        now = await return_by_number(read, lost.number)
    assert (now.status, now.order_external_id) == ("arrived", world.gone.external_id)
    again = await client.post(whose, data={"answer": "no"})
    assert again.status_code == 409
    assert "waits for no name" in (await office_client.get(desk)).text
    late = await office_client.post(f"{desk}/ask", data=chosen)
    assert late.status_code in (303, 409)
