"""Products at the desk: found, pictured, weighed, their barcodes checked, their lists imported."""

from __future__ import annotations

import re
from uuid import UUID

import httpx

from tests import cast
from tests.office.conftest import admin, app, client, manager, new_client, scene, shops_own
from tests.office.scene import Scene
from tests.photos.pictures import picture
from wms.catalog.kits import Kit, Part, set_kit
from wms.catalog.measure import proposals
from wms.catalog.queries import card_by_sku
from wms.db import HALL
from workers.imports import go_on

__all__ = ["admin", "app", "client", "manager", "new_client", "scene", "shops_own"]


async def test_products_are_found_and_narrowed(manager: httpx.AsyncClient, scene: Scene) -> None:
    page = (await manager.get("/office/products")).text
    assert "TEA" in page and "LAMP" in page
    code = scene.bench.codes["TEA"].lstrip("0")
    for query, there, gone in (
        ({"q": "lamp"}, "LAMP", ">TEA<"),
        ({"q": code}, ">TEA<", "LAMP"),
        ({"shop": scene.other.code}, "LAMP", ">TEA<"),
        ({"wanted": "no_photo"}, "LAMP", ">TEA<"),
        ({"wanted": "kit"}, ">TEA<", "LAMP"),
        ({"wanted": "proposal"}, ">TEA<", "LAMP"),
    ):
        found = (await manager.get("/office/products", params=query)).text
        assert there in found and gone not in found, query
    assert "No product is like that" in (
        await manager.get("/office/products", params={"wanted": "no_weight"})
    ).text  # fmt: skip


async def test_a_shops_own_person_sees_their_products_only(
    shops_own: httpx.AsyncClient, scene: Scene
) -> None:
    page = (await shops_own.get("/office/products", params={"shop": scene.other.code})).text
    assert ">TEA<" in page and "LAMP" not in page
    lamp = await scene.value("SELECT id FROM products WHERE sku = 'LAMP'")
    assert (await shops_own.get(f"/office/products/{lamp}")).status_code == 404
    denied = await shops_own.post(f"/office/products/{scene.bench.tea.id}/measure")
    assert denied.status_code == 403, "only our own scales measure"


async def test_a_picture_is_added_seen_and_taken_away(
    manager: httpx.AsyncClient, shops_own: httpx.AsyncClient, scene: Scene
) -> None:
    url = f"/office/products/{scene.bench.tea.id}"
    added = await manager.post(f"{url}/photos", files={"picture": ("a.jpg", picture(900, 600))})
    assert added.status_code == 303, added.text
    page = (await manager.get(added.headers["location"])).text
    photo = re.search(r"/office/photos/([0-9a-f-]{36})", page)
    assert photo and "The picture is there." in page
    for desk in (manager, shops_own):
        image = await desk.get(photo[0], params={"side": "thumbnail"})
        assert image.headers["content-type"] == "image/jpeg" and image.status_code == 200
    bad = await manager.post(f"{url}/photos", files={"picture": ("a.jpg", b"<svg>")})
    assert bad.status_code == 422 and "not a whole JPEG" in bad.text
    await manager.post(f"{url}/photos/{photo[1]}/remove")
    assert (await manager.get(photo[0])).status_code == 404


async def test_a_measured_weight_is_proposed_and_the_shop_takes_it_over(
    manager: httpx.AsyncClient, shops_own: httpx.AsyncClient, scene: Scene
) -> None:
    url = f"/office/products/{scene.bench.tea.id}"
    for _ in range(3):
        done = await manager.post(f"{url}/measure", data={"pieces": "10", "weight_g": "3330"})
        assert done.status_code == 303
    assert "asked now" in (await manager.get(done.headers["location"])).text
    nothing = await manager.post(f"{url}/measure", data={"pieces": "0"})
    assert nothing.status_code == 422 and "Give a weight or a size." in nothing.text
    assert "6 measurements say so" in (await shops_own.get(url)).text
    async with scene.db.read(HALL) as read:
        [one] = await proposals(read, limit=9)
    answer = await shops_own.post(f"/office/proposals/{one.id}/accept")
    assert answer.headers["location"].startswith(url)
    async with scene.db.read(HALL) as read:
        assert (await card_by_sku(read, scene.bench.shop.id, "TEA")).weight_g == 333


async def test_a_kit_shows_its_parts(manager: httpx.AsyncClient, scene: Scene) -> None:
    async with scene.db.begin(HALL) as tx:
        parts = (Part(sku="MUG", quantity=2),)
        gift = await cast.add_product(tx, scene.bench.shop, "GIFT")
        await set_kit(tx, scene.bench.shop.id, "GIFT", Kit(kind="virtual", parts=parts))
    page = (await manager.get(f"/office/products/{gift.id}")).text
    assert "its parts are picked" in page and "× 2" in page


async def test_the_barcode_check_is_of_one_shop(
    manager: httpx.AsyncClient, shops_own: httpx.AsyncClient, scene: Scene
) -> None:
    async with scene.db.begin(HALL) as tx:
        await cast.add_barcode(tx, scene.bench.tea, "5901234123457")
        lamp = await scene.value("SELECT id FROM products WHERE sku = 'LAMP'")
        from wms.catalog.models import Barcode

        tx.add(Barcode(shop_id=scene.other.id, code="05901234123457", product_id=lamp, quantity=1))
    page = (
        await manager.get("/office/products/barcodes", params={"shop": scene.bench.shop.code})
    ).text
    assert "TEA" in page and "the work in hand decides" in page and "LAMP" not in page
    theirs = (
        await shops_own.get("/office/products/barcodes", params={"shop": scene.other.code})
    ).text
    assert ">TEA<" in theirs and "LAMP" not in theirs and scene.other.name not in theirs


async def test_a_list_is_checked_shown_and_written(
    manager: httpx.AsyncClient, shops_own: httpx.AsyncClient, scene: Scene
) -> None:
    shop = scene.bench.shop
    content = "sku;name;weight_g\nTEA;Herbata zielona;210\nNEW-1;Nowość;\nMUG;;x\n".encode("cp1250")
    sent = await manager.post(
        "/office/imports", data={"shop": shop.code}, files={"file": ("list.csv", content)}
    )
    assert sent.status_code == 303, sent.text
    url = sent.headers["location"]
    assert 'http-equiv="refresh"' in (await manager.get(url)).text
    await go_on(scene.db, shop.id, UUID(url.rsplit("/", 1)[1]))
    page = (await manager.get(url)).text
    assert "Herbata zielona" in page and "<del>Green tea 100 g</del>" in page
    assert "no whole number" in page and "Write 2 rows" in page and "refresh" not in page
    assert "Nowość" not in (await manager.get(url, params={"state": "error"})).text
    async with scene.db.read(HALL) as read:
        assert (await card_by_sku(read, shop.id, "TEA")).name == "Green tea 100 g"
    confirmed = await shops_own.post(f"{url}/confirm")
    assert confirmed.status_code == 303
    await go_on(scene.db, shop.id, UUID(url.rsplit("/", 1)[1]))
    assert "2 of 2 rows written" in (await manager.get(url)).text
    async with scene.db.read(HALL) as read:
        assert (await card_by_sku(read, shop.id, "TEA")).weight_g == 210
    late = await manager.post(f"{url}/cancel")
    assert late.status_code == 409
    broken = await manager.post(
        "/office/imports", data={"shop": shop.code}, files={"file": ("x.csv", b"colour\nred")}
    )
    assert broken.status_code == 422 and "one of them must be sku" in broken.text


async def test_a_shops_own_person_imports_into_their_own_shop(
    shops_own: httpx.AsyncClient, manager: httpx.AsyncClient, scene: Scene
) -> None:
    theirs = await manager.post(
        "/office/imports",
        data={"shop": scene.other.code},
        files={"file": ("t.csv", b"sku,name\nA,B")},
    )
    url = theirs.headers["location"]
    assert (await shops_own.get(url)).status_code == 404
    assert (await shops_own.post(f"{url}/confirm")).status_code == 404
    own = await shops_own.post(
        "/office/imports",
        data={"shop": scene.other.code},
        files={"file": ("o.csv", b"sku,name\nA,B")},
    )
    made = own.headers["location"].rsplit("/", 1)[1]
    assert await scene.value(
        "SELECT shop_id FROM product_imports WHERE id = CAST(:i AS uuid)", i=made
    ) == scene.bench.shop.id  # fmt: skip


async def test_a_work_order_is_opened_booked_and_cancelled(
    manager: httpx.AsyncClient, shops_own: httpx.AsyncClient, scene: Scene
) -> None:
    url = f"/office/products/{scene.bench.tea.id}"  # a built kit of two MUG
    opened = await shops_own.post(f"{url}/kits", data={"quantity": "3", "work": "build"})
    assert opened.status_code == 303, opened.text
    order = await scene.value("SELECT id FROM kit_orders")
    book = f"{url}/kits/{order}/done"
    assert (await shops_own.post(book, data={"quantity": "1"})).status_code == 403
    for place, words in (("NOWHERE", "NOWHERE"), ("A-05-1", "Bring them first")):
        no = await manager.post(book, data={"quantity": "1", "place": place})
        assert no.status_code == 422 and words in no.text
    done = await manager.post(book, data={"quantity": "2", "place": "A-02-1"})
    assert done.status_code == 303, done.text
    assert "2 of 3 done" in (await manager.get(url)).text
    here = await scene.bench.in_place(scene.bench.hall["A-02-1"].id)
    assert here["TEA"] == 2
    cancelled = await shops_own.post(f"{url}/kits/{order}/cancel")
    assert cancelled.status_code == 303
    assert await scene.value("SELECT status FROM kit_orders") == "cancelled"
