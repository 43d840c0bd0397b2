"""Cartons at the desk: said, changed, counted, retired, and their codes printed."""

from __future__ import annotations

import re

import httpx
from sqlalchemy import text

from tests.office.conftest import app, client, manager, new_client, scene
from tests.office.scene import Scene
from tests.packing.scale import SimulatedScale, scale_on
from wms.db import HALL

__all__ = ["app", "client", "manager", "new_client", "scene"]

SAID = {
    "name": "L", "shop_id": "", "inner_length_mm": "400", "inner_width_mm": "300",
    "inner_height_mm": "200", "outer_length_mm": "408", "outer_width_mm": "308",
    "outer_height_mm": "216", "tare_g": "310", "contents_max_g": "20000", "cost_minor": "2,4",
    "currency": "PLN", "low_mark": "40",
}  # fmt: skip


async def test_a_carton_is_added_counted_and_retired(
    manager: httpx.AsyncClient, scene: Scene
) -> None:
    page = "/office/cartons"
    no = await manager.post(page, data={**SAID, "outer_length_mm": "399"})
    assert no.status_code == 422
    assert "none is longer inside than outside" in no.text
    assert 'value="399"' in no.text, "nobody types it twice"
    assert (await manager.post(page, data=SAID)).status_code == 303
    listed = (await manager.get(page)).text
    assert "400 × 300 × 200" in listed and "PLN" in listed and "2.40" in listed
    found = re.search(rf'href="({page}/[0-9a-f-]{{36}})">L<', listed)
    assert found
    one = found[1]
    assert 'value="2.40"' in (await manager.get(one)).text
    counted = await manager.post(f"{one}/count", data={"quantity": "30", "what": "counted"})
    assert counted.status_code == 303
    assert "order more" in (await manager.get(page)).text
    assert "Cartons low" in (await manager.get("/office/today")).text
    await manager.post(f"{one}/count", data={"quantity": "25", "what": "came"})
    assert ">55<" in (await manager.get(page)).text
    nonsense = await manager.post(f"{one}/count", data={"quantity": "many"})
    assert nonsense.status_code == 422
    changed = await manager.post(one, data={**SAID, "name": "M"})
    assert changed.status_code == 422 and "There is a carton" in changed.text
    assert (await manager.post(one, data={**SAID, "name": "XL"})).status_code == 303
    assert (await manager.post(f"{one}/retire")).headers["location"].endswith("carton_retired")
    assert "retired" in (await manager.get(page)).text
    await manager.post(f"{one}/retire", data={"is_back": "1"})
    assert await scene.value("SELECT count(*) FROM carton_types WHERE retired_at IS NULL") == 3
    codes = await manager.get(f"{page}/labels.pdf")
    assert codes.content.startswith(b"%PDF")


async def test_a_scale_is_told_tried_and_taken_away(
    manager: httpx.AsyncClient, scene: Scene
) -> None:
    at = f"/office/scales/{scene.bench.hall['BENCH-1'].id}"
    async with scale_on(SimulatedScale([b"S S    812.4 g\r\n"])) as there:
        said = {"protocol": "mt-sics", "host": there.host, "port": str(there.port)}
        for wrong in ({"port": "0"}, {"port": "many"}, {"host": "a b"}, {"protocol": "telex"}):
            no = await manager.post(at, data=said | wrong)
            assert no.status_code == 422 and "A scale has a name or an address" in no.text
        assert (await manager.post(at, data=said)).status_code == 303
        assert "It says 812\u00a0g." in (await manager.post(f"{at}/try")).text
    off = await manager.post(f"{at}/try")
    assert off.status_code == 422 and "The scale does not answer" in off.text
    nowhere = at.replace(str(scene.bench.hall["BENCH-1"].id), str(scene.bench.tea.id))
    assert (await manager.post(nowhere, data=said)).status_code == 404
    await manager.post(f"{at}/remove")
    assert await scene.value("SELECT count(*) FROM scales") == 0


async def test_a_weight_that_was_not_as_expected_stands_at_the_order(
    manager: httpx.AsyncClient, scene: Scene
) -> None:
    async with scene.db.begin(HALL) as tx:
        await tx.execute(
            text(
                "INSERT INTO weight_checks (shop_id, parcel_id, weight_g, source, goods_g, "
                "least_g, most_g, verdict, reason, operator_id) "
                "SELECT shop_id, id, 1240, 'scale', 600, 812, 868, 'accepted', 'insert', "
                "operator_id FROM parcels WHERE number = :parcel"
            ),
            {"parcel": scene.packed_parcel},
        )
    page = (await manager.get(f"/office/orders/{scene.packed.number}")).text
    assert "Weighed 1.24\u00a0kg instead of 812\u00a0g to 868\u00a0g" in page
    assert "A gift or an insert lies in it" in page
