"""The office books what couriers collected and passes it on to shops."""

from __future__ import annotations

import re

from sqlalchemy import text

from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in
from wms.db import HALL

COD = "/office/cod"


async def test_a_statement_is_looked_at_booked_passed_on_and_taken_back(
    scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, "manager")
    code = scene.bench.shop.code
    async with scene.db.begin(HALL) as tx:
        row = (
            await tx.execute(
                text("SELECT s.id, s.tracking_number FROM shipments s WHERE s.shop_id = :shop "
                     "AND s.handed_over_at IS NOT NULL ORDER BY s.id LIMIT 1"),
                {"shop": scene.bench.shop.id},
            )
        ).one()  # fmt: skip
        facts = {"shop": scene.bench.shop.id, "id": row.id}
        await tx.execute(
            text("INSERT INTO cod_entries (shop_id, carrier, kind, amount_minor, currency, "
                 "shipment_id) VALUES (:shop, 'house', 'expected', 12345, 'PLN', :id)"), facts,
        )  # fmt: skip
        await tx.execute(
            text("INSERT INTO cod_balances (shop_id, carrier, currency, outstanding_minor) "
                 "VALUES (:shop, 'house', 'PLN', 12345)"), facts,
        )  # fmt: skip
    page = (await desk.get(COD)).text
    assert "Still out now" in page and "123.45" in page
    content = f"tracking_number;amount\n{row.tracking_number};123,45\nHC9;5"
    form = {"carrier": "house", "number": "S-1", "content": content}
    looked = (await desk.post(f"{COD}/statement", data={**form, "do": "look"})).text
    assert "1 of 2 lines moves money." in looked and "no parcel of ours" in looked
    assert await scene.value("SELECT count(*) FROM cod_statements") == 0
    wrong = await desk.post(f"{COD}/statement", data={**form, "content": "x", "do": "look"})
    assert wrong.status_code == 422 and "Line 1 cannot be read." in wrong.text
    assert (await desk.post(f"{COD}/statement", data={**form, "do": "book"})).status_code == 303
    again = await desk.post(f"{COD}/statement", data={**form, "do": "book"})
    assert again.status_code == 422 and "S-1 of House courier was booked already" in again.text
    page = (await desk.get(COD)).text
    assert "no parcel of ours" in page and 'name="amount" size="9"' in page
    paid = {"shop": code, "carrier": "house", "currency": "PLN", "amount": "123,45",
            "reference": "T-77"}  # fmt: skip
    for bad in ({"amount": "much"}, {"amount": "124"}, {"reference": ""}):
        assert (await desk.post(f"{COD}/pass-on", data=paid | bad)).status_code == 422, bad
    assert (await desk.post(f"{COD}/pass-on", data=paid)).status_code == 303
    page = (await desk.get(f"{COD}?shop={code}")).text
    [collected, passed_on] = sorted(
        re.findall(rf"{COD}/{code}/([0-9a-f-]{{36}})/back", page)
    )  # by time: UUIDs of version 7
    no = await desk.post(f"{COD}/{code}/{collected}/back")
    assert no.status_code == 422 and "was passed on to the shop" in no.text
    for entry in (passed_on, collected):
        assert (await desk.post(f"{COD}/{code}/{entry}/back")).status_code == 303
    file = await desk.get(f"{COD}/export?as=csv")
    assert file.status_code == 200 and file.text.count("T-77") == 2
    clerk = await log_in(scene, new_client, "office")
    assert (await clerk.post(f"{COD}/pass-on", data=paid)).status_code == 403
