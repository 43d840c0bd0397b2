"""The desk makes licence plates, sees where LPNs stand, and says by rules where goods go."""

from __future__ import annotations

from sqlalchemy import select

from tests import cast
from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in
from wms.db import HALL
from wms.layout.models import Place, Zone


async def test_new_plates_are_made_and_printed(scene: Scene, new_client: NewClient) -> None:
    desk = await log_in(scene, new_client, "manager")
    before = await scene.value("SELECT count(*) FROM places WHERE kind = 'lpn'")
    page = await desk.post("/office/lpns", data={"count": "3"}, follow_redirects=True)
    assert page.status_code == 200 and "L-0001" in page.text
    assert await scene.value("SELECT count(*) FROM places WHERE kind = 'lpn'") == before + 3
    one = await scene.value("SELECT id FROM places WHERE kind = 'lpn' ORDER BY code LIMIT 1")
    labels = await desk.get(f"/office/places/labels?on=sheet&ids={one}")
    assert labels.status_code == 200 and labels.content.startswith(b"%PDF")


async def test_the_list_says_where_they_stand_and_who_is_in_them(
    scene: Scene, new_client: NewClient
) -> None:
    async with scene.bench.db.begin(HALL) as tx:
        hall = scene.bench.hall
        await cast.add_lpn(tx, hall, "L-7", at="A-01-1")
        await cast.add_lpn(tx, hall, "L-8", at="L-7")
        goods = await cast.add_product(tx, scene.bench.shop, "ON-A-PALLET")
        await cast.stock(tx, hall, goods, "L-8", 12)
    desk = await log_in(scene, new_client, "office")
    page = (await desk.get("/office/lpns?state=in_use&q=L-")).text
    assert "A-01-1" in page and "in L-7" in page and scene.bench.shop.name in page
    assert "L-8" not in (await desk.get("/office/lpns?state=free")).text
    file = await desk.get("/office/lpns/export?as=csv&state=in_use")
    assert "L-8" in file.text


async def test_a_rule_is_added_explained_and_removed(scene: Scene, new_client: NewClient) -> None:
    desk = await log_in(scene, new_client, "manager")
    async with scene.bench.db.begin(HALL) as tx:
        shop, hall = scene.bench.shop, scene.bench.hall
        await cast.add_product(tx, shop, "ACID", is_hazmat=True)
        zone = Zone(warehouse_id=hall.warehouse_id, code="HZ", name="Cage")
        tx.add(zone)
        await tx.flush()
        zone_id = zone.id
        cage = await cast.add_place(tx, hall, "HZ-01", "storage", order=99)
        place = await tx.scalar(select(Place).where(Place.id == cage.id))
        assert place
        place.zone_id = zone_id
    address = "/office/put-away-rules"
    page = await desk.post(address, data={"priority": "5", "is_hazmat": "1"})
    assert "Say where the goods go" in page.text
    page = await desk.post(address, data={"sku": "ACID", "kind": "storage"})
    assert "Choose the shop" in page.text
    rule = {"priority": "5", "is_hazmat": "1", "zone": str(zone_id), "kind": "storage"}
    page = await desk.post(address, data=rule, follow_redirects=True)
    assert "dangerous goods" in page.text and "Cage" in page.text
    asked = f"{address}?shop={shop.id}&sku=ACID"
    page = await desk.get(asked)
    assert "ACID would go to HZ-01" in page.text and "Rule 5" in page.text
    assert (await desk.get(f"{address}?shop={shop.id}&sku=NOPE")).status_code == 200
    rule_id = await scene.value("SELECT id FROM put_away_rules")
    await desk.post(f"{address}/{rule_id}/remove")
    page = await desk.get(asked)
    assert "HZ-01" not in page.text or "Rule 5" not in page.text
