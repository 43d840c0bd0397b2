"""Pictures of products through the REST door."""

from __future__ import annotations

import io
import re
from uuid import uuid4

import httpx
from PIL import Image

from tests.api.conftest import NewClient, NewShop
from tests.photos.pictures import bomb, picture
from tests.picking.walking import open_floor
from wms.catalog.photos import add_photo
from wms.db import HALL, Database
from wms.photos.develop import develop
from wms.photos.keep import keep

TEA = {"sku": "TEA/1 ż", "name": "Tea"}


async def add(
    shop: httpx.AsyncClient, content: bytes, sku: str = "TEA", **headers: str
) -> httpx.Response:
    return await shop.post(
        f"/v1/products/{sku}/photos", content=content,
        headers={"Content-Type": "image/jpeg", **headers},
    )  # fmt: skip


async def test_a_picture_is_added_listed_fetched_and_taken_away(shop: httpx.AsyncClient) -> None:
    await shop.post("/v1/products", json={"sku": "TEA", "name": "Tea"})
    made = await add(shop, picture(2000, 1000))
    assert made.status_code == 201, made.text
    assert (made.json()["width_px"], made.json()["height_px"]) == (1600, 800)
    assert (await shop.get("/v1/products/TEA/photos")).json() == {"items": [made.json()]}
    url = made.json()["url"]
    for query, size in (({}, (1600, 800)), ({"side": "thumbnail"}, (320, 160))):
        got = await shop.get(url, params=query)
        assert got.status_code == 200 and got.headers["content-type"] == "image/jpeg"
        assert Image.open(io.BytesIO(got.content)).size == size
        assert got.headers["x-content-type-options"] == "nosniff"
        assert "private" in got.headers["cache-control"]
        assert "sandbox" in got.headers["content-security-policy"]
        again = await shop.get(
            url, params=query, headers={"If-None-Match": got.headers["etag"]}
        )  # fmt: skip
        assert (again.status_code, again.content) == (304, b"")
    assert (await shop.delete(url)).status_code == 204
    assert (await shop.get(url)).json()["code"] == "photo.unknown"
    assert (await shop.get("/v1/products/TEA/photos")).json() == {"items": []}


async def test_a_repeated_upload_adds_one_picture(shop: httpx.AsyncClient) -> None:
    await shop.post("/v1/products", json={"sku": "TEA", "name": "Tea"})
    content = picture(30, 20)
    first, second = [await add(shop, content, **{"Idempotency-Key": "p1"}) for _ in range(2)]
    assert first.json() == second.json() and second.headers["idempotent-replayed"] == "true"
    other = await add(shop, picture(31, 20), **{"Idempotency-Key": "p1"})
    assert other.status_code == 422
    assert len((await shop.get("/v1/products/TEA/photos")).json()["items"]) == 1


async def test_what_is_no_picture_is_refused_in_words(shop: httpx.AsyncClient) -> None:
    await shop.post("/v1/products", json={"sku": "TEA", "name": "Tea"})
    for content, status, code in (
        (b"<svg onload=alert(1)>", 422, "photo.unreadable"),
        (b"", 400, "body.missing"),
        (bomb(20_000, 20_000), 422, "photo.too_many_pixels"),
        (b"\0" * 8_000_001, 413, "photo.too_large"),
    ):
        answer = await add(shop, content)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await add(shop, b"\0" * 9_000_000)).status_code == 413
    unknown = await add(shop, picture(10, 10), sku="NOPE")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "product.unknown")
    assert (await shop.get("/v1/products/TEA/photos")).json() == {"items": []}


async def test_another_shop_cannot_reach_it(
    shop: httpx.AsyncClient, new_shop: NewShop, new_client: NewClient
) -> None:
    await shop.post("/v1/products", json={"sku": "TEA", "name": "Tea"})
    url = (await add(shop, picture(10, 10))).json()["url"]
    stranger = await new_client(headers=(await new_shop("ACME")).headers)
    await stranger.post("/v1/products", json={"sku": "TEA", "name": "Mine"})
    assert (await stranger.get(url)).status_code == 404
    assert (await stranger.delete(url)).status_code == 404
    assert (await shop.get(url)).status_code == 200


async def test_the_picker_and_the_packer_see_the_first_picture_and_keep_it(
    floor_client: httpx.AsyncClient, db: Database, new_client: NewClient
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5), CUP=("A-02-1", 5))
    async with db.begin(HALL) as tx:
        shown = [
            await add_photo(tx, floor.shop.id, "TEA", develop(picture(640, n))) for n in (480, 40)
        ]
        other = await keep(tx, floor.shop.id, develop(picture(8, 8)))
    order = await floor.order("W-1", TEA=1, CUP=1)
    run = await floor.start(order)
    where = f"/scanner/photos/{floor.shop.id}/{shown[0].id}"
    assert await floor.walk_to(run, "TEA", ["T-1"])
    page = (await floor_client.get(f"/scanner/pick/{run}")).text
    assert re.findall(r'<img class="photo" src="([^"]+)" alt="Picture" loading="lazy"', page) == [
        where
    ]
    kept = await floor_client.get(where)
    assert Image.open(io.BytesIO(kept.content)).size == (320, 240)
    assert "immutable" in kept.headers["cache-control"]
    again = await floor_client.get(where, headers={"If-None-Match": kept.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for nothing in (other.id, order.id):  # of something else than a product; of nothing
        gone = await floor_client.get(f"/scanner/photos/{floor.shop.id}/{nothing}")
        assert gone.status_code == 404
    assert (await (await new_client()).get(where)).status_code != 200, "nobody at work"
    await floor.walk(run, ["T-1"])
    tote = floor.hall["T-1"].label_code
    opened = await floor_client.post(
        "/scanner/pack/scan", data={"code": tote, "scan_id": str(uuid4())}, follow_redirects=True
    )
    assert opened.text.count(f'src="{where}"') == 2, "large, and in the list beside it"
    assert "photo-none" in opened.text, "the cup has none"
