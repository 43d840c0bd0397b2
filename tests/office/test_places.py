"""The building is changed at the desk: one place or many, and what is in the way is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from tests.api.conftest import app, client, doors, new_client, office_client
from tests.office.scene import rebuild
from tests.packing.bench import Bench, open_bench
from wms.db import Database
from wms.layout.models import Place

__all__ = ["app", "client", "doors", "new_client", "office_client"]

NAMES = re.compile(r'<td><a href="/office/places/[0-9a-f-]+">([^<]+)</a></td>')


@dataclass
class Scene:
    """A bench with goods; a zone for its shop, a full, a blocked and a retired place."""

    bench: Bench
    zone_id: UUID

    async def value(self, sql: str) -> object:
        return await self.bench.value(sql)


@pytest.fixture
async def scene(db: Database) -> Scene:
    bench = await open_bench(db)
    return Scene(bench, await rebuild(bench))


@pytest.fixture
def manager(scene: Scene, office_client: httpx.AsyncClient) -> httpx.AsyncClient:
    return office_client


async def _row(scene: Scene, code: str) -> Place:
    [found] = await scene.bench.rows("SELECT * FROM places WHERE code = :code", code=code)
    return found  # type: ignore[no-any-return]  # its columns


async def test_a_list_is_narrowed_and_the_address_says_how(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    async def listed(query: str) -> list[str]:
        page = await manager.get(f"/office/places?{query}")
        assert page.status_code == 200
        return NAMES.findall(page.text)

    assert "A-06-1" not in await listed("kind=pick_face")
    assert await listed("state=retired") == ["A-06-1"]
    assert await listed("state=blocked") == ["A-05-1"]
    assert await listed(f"zone={scene.zone_id}") == ["A-01-1"]
    assert {"A-01-1", "A-02-1"} <= set(await listed("kind=pick_face&fill=used"))
    assert "A-04-1" in await listed("kind=pick_face&fill=empty&zone=none")
    assert await listed("pattern=A-{01..02}-1") == ["A-01-1", "A-02-1"]
    assert await listed("fill=full") == ["A-01-1"]
    page = await manager.get("/office/places?pattern=a{")
    assert "Write it like" in page.text
    assert "capacity" not in (await manager.get("/office/places/export")).text


async def test_a_place_is_changed_and_a_no_keeps_what_was_typed(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    place = scene.bench.hall["A-01-1"]
    at = f"/office/places/{place.id}"
    now = await _row(scene, "A-01-1")
    form = {
        "code": "A-01-1", "kind": "pick_face", "zone": str(scene.zone_id), "aisle": now.aisle,
        "x_mm": str(now.x_mm), "y_mm": str(now.y_mm), "pick_order": "7", "capacity_units": "40",
        "capacity_kg": "12,5", "capacity_l": "", "products_max": "",
    }  # fmt: skip
    done = await manager.post(at, data=form)
    assert done.headers["location"] == f"{at}?said=place_changed", done.text
    now = await _row(scene, "A-01-1")
    assert (now.pick_order, now.capacity_units, now.capacity_weight_g) == (7, 40, 12_500)
    assert (now.capacity_volume_cm3, now.products_max) == (None, None)

    no = await manager.post(at, data={**form, "code": "A-77-1", "capacity_units": "50"})
    assert "in use, and not moved or retired" in no.text
    assert (
        'id="in-the-way"' in no.text and f'href="/office/products/{scene.bench.tea.id}"' in no.text
    )
    assert 'value="A-77-1"' in no.text and 'value="50"' in no.text
    unreadable = await manager.post(at, data={**form, "capacity_kg": "heavy"})
    assert "heavy cannot be used" in unreadable.text
    assert (await _row(scene, "A-01-1")).capacity_units == 40


async def test_a_place_is_blocked_for_a_reason_retired_and_brought_back(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    at = f"/office/places/{scene.bench.hall['A-04-1'].id}"
    await manager.post(f"{at}/block", data={"because": "Wet floor"})
    assert "Wet floor" in (await manager.get(at)).text
    await manager.post(f"{at}/retire")
    page = (await manager.get(at)).text
    assert "Out of use since" in page and "/unblock" not in page
    await manager.post(f"{at}/bring-back")
    now = await _row(scene, "A-04-1")
    assert (now.retired_at, now.blocked_at, now.blocked_because) == (None, None, None)


async def test_a_place_and_a_zone_are_kept_for_goods(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    at = f"/office/places/{scene.bench.hall['A-04-1'].id}"
    shop = scene.bench.shop.code
    no = await manager.post(f"{at}/keep", data={"shop": shop, "sku": "NONE"})
    assert "has no product NONE" in no.text
    await manager.post(f"{at}/keep", data={"shop": shop, "sku": "TEA"})
    assert await scene.value("SELECT count(*) FROM allowed_goods WHERE place_id IS NOT NULL") == 1
    row = re.search(r'name="id" value="([0-9a-f-]+)"', (await manager.get(at)).text)
    assert row is not None
    await manager.post(f"{at}/keep-no-more", data={"id": row[1]})
    assert await scene.value("SELECT count(*) FROM allowed_goods WHERE place_id IS NOT NULL") == 0


async def test_many_places_are_counted_then_changed_and_the_others_when_some_are_in_use(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    page = "/office/places/change?pattern=A-%7B01..04%7D-1"
    shown = (await manager.get(page)).text
    assert "Change 4 places" in shown and "A-04-1" in shown
    form = {"do": "change", "count": "4", "capacity_units": "60", "kind": ""}
    assert (await manager.post(page, data=form)).status_code == 303
    assert await scene.value("SELECT count(*) FROM places WHERE capacity_units = 60") == 4
    looked = await manager.post(page, data={**form, "count": "5"})
    assert "These were 5 places and are 4 now" in looked.text

    to_storage = {"do": "change", "count": "4", "kind": "storage"}
    no = await manager.post(page, data=to_storage)
    assert 'id="in-the-way"' in no.text and 'name="others"' in no.text
    assert await scene.value("SELECT count(*) FROM places WHERE kind = 'storage'") == 2
    await manager.post(page, data={**to_storage, "others": "yes"})
    assert (await _row(scene, "A-04-1")).kind == "storage"
    assert (await _row(scene, "A-01-1")).kind == "pick_face"
    everything = await manager.post("/office/places/change", data={"do": "retire", "count": "0"})
    assert "Choose places first" in everything.text


async def test_ticked_places_are_laid_out_on_the_map(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    ids = [str(scene.bench.hall[code].id) for code in ("B-01-3", "B-02-3")]
    form = {"do": "lay_out", "count": "2", "ids": ids, "pitch_mm": "4000", "bay_mm": "1000",
            "x_mm": "8000", "y_mm": "0", "walk": "yes"}  # fmt: skip
    done = await manager.post("/office/places/change", data=form)
    assert done.status_code == 303, done.text
    now = await _row(scene, "B-02-3")
    assert (now.x_mm, now.y_mm, now.aisle) == (8_000, 2_000, "B")


@pytest.mark.parametrize("on", ["sheet", "zpl"])
async def test_labels_of_a_whole_list_are_looked_at_first(
    on: str, scene: Scene, manager: httpx.AsyncClient
) -> None:
    page = await manager.get(f"/office/places/print?kind=pick_face&on={on}")
    assert "5 labels" in page.text, "the retired one hangs nowhere"
    paper = await manager.get(f"/office/places/labels?kind=pick_face&on={on}")
    assert paper.status_code == 200
    if on == "zpl":
        assert paper.text.count("^XZ") == 5


async def test_zones_and_warehouses_are_added(scene: Scene, manager: httpx.AsyncClient) -> None:
    opened = await manager.post("/office/warehouses", data={"code": "w2", "name": "North"})
    where = re.search(r"warehouse=([0-9a-f-]+)", opened.headers["location"])
    assert where is not None
    taken = await manager.post("/office/warehouses", data={"code": "W2", "name": "Again"})
    assert "already a warehouse W2" in taken.text
    added = await manager.post(
        "/office/zones", data={"code": "cold", "name": "Cold room", "warehouse": where[1]}
    )
    zone = added.headers["location"].split("?")[0]
    await manager.post(
        "/office/places/new",
        data={"pattern": "C-{1..3}", "kind": "storage", "warehouse": where[1],
              "zone": zone.rsplit("/", 1)[1]},
    )  # fmt: skip
    page = await manager.get(f"/office/places?warehouse={where[1]}")
    assert NAMES.findall(page.text) == ["C-1", "C-2", "C-3"]
    await manager.post(zone, data={"name": "Cool room"})
    no = await manager.post(f"{zone}/remove")
    assert "3 places are in zone COLD" in no.text and "Cool room" in no.text
    assert "Write a short code" in (await manager.post("/office/zones", data={"code": ""})).text


async def test_the_map_shows_every_place_and_leads_to_it(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    await scene.bench.picked("WEB-1", TEA=2)
    page = (await manager.get("/office/map")).text
    label = scene.bench.hall["A-01-1"].label_code
    assert "A-01-1 · pieces: 18 · products: 1 · 95 %" in page
    assert "A-05-1 · pieces: 0 · blocked" in page and "A-06-1" not in page
    opened = await manager.get(f"/office/map/{label}")
    assert opened.headers["location"] == f"/office/places/{scene.bench.hall['A-01-1'].id}"
    assert (await manager.get("/office/map/0000000000")).status_code == 404
    heat = (await manager.get("/office/map?view=heat7")).text
    assert re.search(r"A-01-1 · picks: 2", heat)
    one_level = (await manager.get("/office/map?level=3")).text
    assert "B-01-3" in one_level and "A-01-1" not in one_level
    other = (await manager.get(f"/office/map?zone={scene.zone_id}&zoom=300")).text
    assert "A-01-1" in other and "A-02-1" not in other
