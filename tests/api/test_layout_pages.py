"""The hall is built at the desk: a preview first, then all places or none."""

from __future__ import annotations

import httpx
from sqlalchemy import text

from tests import cast
from wms.db import HALL, Database

PAGE = "/office/places/new"


async def test_places_are_previewed_then_added(
    db: Database, office_client: httpx.AsyncClient
) -> None:
    async with db.begin(HALL) as tx:
        await cast.open_hall(tx)
    shown = await office_client.get(PAGE, params={"pattern": "Z-{01..20}-{1..3}"})
    assert "60 places" in shown.text and "Z-20-3" in shown.text

    async def count() -> int:
        async with db.read(HALL) as read:
            return int(await read.scalar(text("SELECT count(*) FROM places WHERE code ~ '^Z-'")))

    assert await count() == 0
    added = await office_client.post(PAGE, data={"pattern": "Z-{01..20}-{1..3}", "kind": "storage"})
    assert added.headers["location"].endswith("said=places_added") and await count() == 60
    taken = await office_client.get(PAGE, params={"pattern": "Z-{20..21}-{1..3}"})
    assert "These are there already: Z-20-1" in taken.text
    refused = await office_client.post(PAGE, data={"pattern": "Z-{20..21}-1", "kind": "storage"})
    assert "There is already a place Z-20-1." in refused.text and await count() == 60
    unreadable = await office_client.get(PAGE, params={"pattern": "z{"})
    assert "Write it like" in unreadable.text


async def test_a_place_is_blocked_and_used_again(
    db: Database, office_client: httpx.AsyncClient
) -> None:
    async with db.begin(HALL) as tx:
        address = f"/office/places/{(await cast.open_hall(tx))['A-01-1'].id}"
    await office_client.post(f"{address}/block")
    assert "/unblock" in (await office_client.get(address)).text
    await office_client.post(f"{address}/unblock")
    assert "/unblock" not in (await office_client.get(address)).text
