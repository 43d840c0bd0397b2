"""What a shop wants at the bench is written at the desk."""

from __future__ import annotations

from sqlalchemy import text

from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in
from tests.photos.pictures import picture


async def test_instructions_are_added_with_a_picture_and_taken_away(
    scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, "manager", "en")
    page = f"/office/shops/{scene.bench.shop.code}/bench"
    form = {"words": "Wrap in tissue", "moment": "close"}
    files = {"picture": ("tissue.png", picture(20, 10), "image/png")}
    added = await desk.post(f"{page}/instructions", data=form, files=files)
    assert added.status_code == 303, added.text
    shown = (await desk.get(page)).text
    assert "Wrap in tissue" in shown and "before the parcel closes" in shown
    for files in ({"picture": ("broken.png", b"no picture", "image/png")}, None):
        words = {"words": "Sticker on top" if files else "", "moment": "begin"}
        no = await desk.post(f"{page}/instructions", data=words, files=files)
        assert no.status_code == 422
        assert 'role="alert"' in no.text
    async with scene.db.read("hall") as read:
        made = await read.scalar(text("SELECT id FROM packing_instructions"))
    assert (await desk.post(f"{page}/instructions/{made}/end")).status_code == 303
    assert "Wrap in tissue" not in (await desk.get(page)).text


async def test_of_which_parcels_a_photo_is_taken(scene: Scene, new_client: NewClient) -> None:
    desk = await log_in(scene, new_client, "manager", "en")
    page = f"/office/shops/{scene.bench.shop.code}/bench"
    worth = {"of": "value", "value_from": "499,90", "currency": "pln"}
    assert (await desk.post(f"{page}/photos", data=worth)).status_code == 303
    assert 'value="499.90"' in (await desk.get(page)).text
    async with scene.db.read("hall") as read:
        assert await read.scalar(text("SELECT value_from_minor FROM photo_wishes")) == 49_990
    no = await desk.post(f"{page}/photos", data=worth | {"value_from": "much"})
    assert no.status_code == 422
    for of in ("fragile", "all", "no"):
        assert (await desk.post(f"{page}/photos", data={"of": of})).status_code == 303


async def test_the_evidence_of_an_order_is_read_and_downloaded(
    scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, "manager", "en")
    order, _ = await scene.bench.packed("EV-1", TEA=1)
    page = await desk.get(f"/office/orders/{order.number}/evidence")
    assert "Nothing was changed since" in page.text
    assert "Ola" in page.text and "1 × TEA" in page.text
    kept = await desk.get(f"/office/orders/{order.number}/evidence.json")
    assert kept.json()["links"][0]["kind"] == "closed"


async def test_what_a_product_needs_stands_on_its_page(scene: Scene, new_client: NewClient) -> None:
    desk = await log_in(scene, new_client, "shop", "en")
    page = f"/office/products/{scene.bench.tea.id}"
    saved = await desk.post(f"{page}/packing", data={"packing_instructions": " Check  the seal "})
    assert saved.status_code == 303, saved.text
    assert 'value="Check the seal"' in (await desk.get(page)).text
    no = await desk.post(f"{page}/packing", data={"packing_instructions": "x" * 201})
    assert no.status_code == 422
    assert (await desk.post(f"{page}/packing", data={})).status_code == 303


async def test_what_goes_along_is_tried_before_it_is_written(
    scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, "manager", "en")
    page = f"/office/shops/{scene.bench.shop.code}/inserts"
    rule = {"sku": "MUG", "country": "pl", "value_from": "", "every_nth": "2"}
    tried = await desk.post(page, data=rule | {"do": "try"})
    assert "would get it" in tried.text and str(scene.packed.number) in tried.text
    assert "Nothing goes along" in tried.text, "nothing is written"
    for wrong in ({"sku": "NONE"}, {"value_from": "5"}, {"every_nth": "0"}, {"country": "Poland"}):
        for do in ("try", "add"):
            assert (await desk.post(page, data=rule | wrong | {"do": do})).status_code == 422
    assert (await desk.post(page, data=rule | {"do": "add"})).status_code == 303
    shown = (await desk.get(page)).text
    assert "to PL" in shown and "every 2-th" in shown
    async with scene.db.read("hall") as read:
        made = await read.scalar(text("SELECT id FROM insert_rules"))
    assert (await desk.post(f"{page}/{made}/end")).status_code == 303
