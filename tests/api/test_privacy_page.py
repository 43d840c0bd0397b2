"""At the desk people are forgotten, by an order or by an address."""

from __future__ import annotations

import httpx
from sqlalchemy import text

from tests.packing.bench import open_bench
from wms.db import HALL, Database


async def test_the_desk_has_somebody_forgotten(
    office_client: httpx.AsyncClient, db: Database
) -> None:
    bench = await open_bench(db)
    await bench.picked("WEB-1", TEA=1)
    at = f"/office/shops/{bench.shop.code}/privacy"
    office_client.follow_redirects = True
    assert "Nobody yet" in (await office_client.get(at)).text
    for who in ("WEB-9", "no@example.com"):
        no = await office_client.post(f"{at}/erasures", data={"forget": who})
        assert no.status_code == 422 and "typing error" in no.text
        assert who in no.text, "what was typed is still there"
    page = (await office_client.post(f"{at}/erasures", data={"forget": "ANNA@example.com"})).text
    assert "Within minutes" in page and "WEB-1" in page
    async with db.read(HALL) as read:
        asked = (await read.execute(text("SELECT asked_by, user_id FROM erasures"))).one()
    assert asked.asked_by == "office" and asked.user_id is not None
