"""A handheld tests its own scanner."""

from __future__ import annotations

import re

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


async def test_the_barcodes_of_the_self_test_read_as_they_should(
    floor_client: httpx.AsyncClient,
) -> None:
    import zxingcpp
    from PIL import Image, ImageDraw

    from api.scanner.selftest import GS1_CODE, LAYOUT_CODE

    for name, expected in (("layout", LAYOUT_CODE), ("gs1", GS1_CODE)):
        answer = await floor_client.get(f"/scanner/self-test/{name}.svg")
        assert answer.headers["content-type"].startswith("image/svg+xml")
        width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', answer.text).groups())  # type: ignore[union-attr]  # without a match the test fails here
        scale = 4
        image = Image.new("L", (width * scale, height * scale), 255)
        draw = ImageDraw.Draw(image)
        bars = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", answer.text)
        for x, y, w, h in (tuple(map(int, bar)) for bar in bars):
            draw.rectangle((x * scale, y * scale, (x + w) * scale - 1, (y + h) * scale - 1), fill=0)
        read = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
        assert [r.text for r in read] == [expected]
    assert (await floor_client.get("/scanner/self-test/other.svg")).status_code == 404
