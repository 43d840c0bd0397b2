"""A handheld tests its own scanner."""

from __future__ import annotations

import httpx
from sqlalchemy import text

from tests.api.floor import doors, new_device
from wms.db import HALL, Database

__all__ = ["doors", "new_device"]


async def test_the_self_test_keeps_what_it_found(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    page = await floor_client.get("/scanner/self-test")
    assert page.status_code == 200
    done = await floor_client.post(
        "/scanner/self-test", data={"result": '{"suffix": "Enter", "gap_ms": 7, "sound": "yes"}'}
    )
    assert done.headers["location"].startswith("/scanner?scan=")
    async with db.read(HALL) as read:
        kept = await read.scalar(text("SELECT self_test FROM devices"))
    assert kept == {"suffix": "Enter", "gap_ms": 7, "sound": "yes"}
    for bad in ("", "[]", '{"gap_ms": "fast"}', "x" * 3000):
        answer = await floor_client.post("/scanner/self-test", data={"result": bad})
        assert answer.status_code in (303, 422)
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT self_test FROM devices")) == kept
