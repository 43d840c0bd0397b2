"""At the dock: serial numbers piece by piece, and a product on the scale."""

from __future__ import annotations

import httpx
from sqlalchemy import text

from tests.api.test_receive_pages import Handheld, scene
from wms.db import HALL, Database


async def test_a_serial_number_is_scanned_after_the_barcode_and_a_product_is_weighed(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db, is_serial_tracked=True, weight_g=None)
    dock = Handheld(floor_client, f"/scanner/receive/{s.asn.id}")
    asked = await dock.scan(s.tea_code, "/scan")
    assert "Which serial number?" in asked and f'action="{dock.home}/serial"' in asked
    refused = await dock.client.post(
        f"{dock.home}/serial",
        data={"code": s.tea_code, "scan_id": "01935c5e-0000-7000-8000-000000000001"},
    )
    assert "This is not a serial number" in refused.text
    assert "Weigh it" in await dock.scan("SN-4711", "/serial")
    assert "Weigh one piece" in await dock.look("/measure")
    assert "Scan the goods" in await dock.post("/measure", weight_g="250", length_mm="90")
    async with db.read(HALL) as read:
        row = (await read.execute(text("SELECT * FROM measurements"))).one()
        serial = await read.scalar(text("SELECT serial FROM received_serials"))
    assert (row.weight_g, row.length_mm, row.source, serial) == (250, 90, "receiving", "SN-4711")
