"""What the bench asks besides goods, through its real pages: confirm, insert, photo."""

from __future__ import annotations

import re
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests import cast
from tests.api.conftest import NewFloorClient
from tests.api.test_label_failed import tap
from tests.packing.bench import Bench, open_bench
from tests.packing.test_batch import batch
from tests.packing.test_by_item import second_tote
from tests.photos.pictures import picture
from wms.barcodes import Verb, command_code
from wms.db import HALL, Database
from wms.packing.evidence.photos import Wish, set_photo_wish
from wms.packing.inserts.inserts import Conditions, add_insert_rule
from wms.packing.instructions.instructions import add_instruction
from wms.photos.develop import develop

CONFIRM = command_code(Verb.CONFIRM)


@pytest.fixture
async def bench(db: Database) -> Bench:
    return await open_bench(db)


async def scan(client: httpx.AsyncClient, page: str, code: str) -> str:
    """As the page's own form sends it, with the fields that stand in it."""
    form = re.search(r'<form data-scan method="post" action="([^"]+)".*?</form>', page, re.DOTALL)
    assert form, page
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[0]))
    return await tap(client, form[1], **(fields | {"code": code, "scan_id": str(uuid4())}))


async def test_from_the_piece_to_the_photo_by_cards_alone(
    new_floor_client: NewFloorClient, bench: Bench
) -> None:
    client = await new_floor_client("Ewa", language="en")
    shop = bench.shop.id
    async with bench.db.begin(HALL) as tx:
        leaf = await cast.add_product(tx, bench.shop, "LEAF")
        await tx.execute(text("DELETE FROM barcodes WHERE product_id = :id"), {"id": leaf.id})
        await cast.stock(tx, bench.hall, leaf, "A-05-1", 5)
        await add_insert_rule(tx, shop, "LEAF", Conditions(), by=None)
        shown = develop(picture(64, 48))
        await add_instruction(tx, shop, moment="close", words="Wrap it", picture=shown, by=None)
        await set_photo_wish(tx, shop, Wish(of="all"))
    await batch(bench, "TEA", "MUG")
    page = (await client.get("/scanner/pack")).text
    page = await scan(client, page, bench.codes["TEA"])
    assert "This goes along" in page
    page = await scan(client, page, CONFIRM)
    assert "Wrap it" in page
    [where] = re.findall(r'src="(/scanner/pack/pictures/[^"]+)"', page)
    assert (await client.get(where)).headers["content-type"] == "image/jpeg"
    assert (await client.get(f"/scanner/pack/pictures/{shop}/{uuid4()}")).status_code == 404
    page = await scan(client, page, CONFIRM)
    assert "Take a picture" in page
    [address] = set(re.findall(r'action="([^"]+/photo)"', page))

    async def sent(content: bytes) -> str:
        files = {"photo": ("parcel.jpg", content, "image/jpeg")}
        answer = await client.post(address, files=files, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text

    assert "photo.unreadable" in await sent(b"no picture")
    shot = picture(64, 48)
    page = await sent(shot)
    assert 'data-tone="done"' in page and "is closed" in page
    assert "is closed" in await sent(shot), "the answer was lost, and it was sent again"
    assert await bench.value("SELECT count(*) FROM parcel_photos") == 1
    page = await scan(client, page, bench.codes["MUG"])
    page = await tap(client, re.findall(r'action="([^"]+/no-insert)"', page)[0], **_insert(page))
    page = await scan(client, page, CONFIRM)
    page = await tap(client, re.findall(r'action="([^"]+/no-photo)"', page)[0])
    assert "is closed" in page
    assert await bench.value("SELECT count(*) FROM shipments") == 2


def _insert(page: str) -> dict[str, str]:
    [line] = set(re.findall(r'name="insert" value="([^"]+)"', page))
    return {"insert": line}


async def test_a_full_carton_is_asked_and_takes_more_after_all(
    new_floor_client: NewFloorClient, bench: Bench
) -> None:
    client = await new_floor_client("Ewa", language="en")
    async with bench.db.begin(HALL) as tx:
        await add_instruction(
            tx, bench.shop.id, moment="close", words="Wrap it", picture=None, by=None
        )
        await set_photo_wish(tx, bench.shop.id, Wish(of="all"))
    order = await bench.picked(TEA=2)
    page = (await client.get("/scanner/pack")).text
    page = await scan(client, page, bench.hall[order.tote].label_code or "")
    page = await scan(client, page, bench.codes["TEA"])
    page = await scan(client, page, command_code(Verb.FULL))
    assert "Wrap it" in page
    page = await scan(client, page, CONFIRM)
    page = await tap(client, re.findall(r'action="([^"]+/not-full)"', page)[0])
    assert "Scan every piece" in page
    page = await scan(client, page, bench.codes["TEA"])
    assert "Take a picture" in page
    page = await scan(client, page, command_code(Verb.UNDO))
    assert "Scan every piece" in page


async def test_the_packer_taps_whose_piece_it_is(
    new_floor_client: NewFloorClient, bench: Bench
) -> None:
    client = await new_floor_client("Ewa", language="en")
    async with bench.db.begin(HALL) as tx:
        initech = await cast.open_shop(tx, "INITECH")
        same = await cast.add_product(tx, initech, "TEE", name="Green tea of theirs")
        await tx.execute(
            text("UPDATE barcodes SET code = :code WHERE product_id = :id"),
            {"code": bench.codes["TEA"], "id": same.id},
        )
        await cast.stock(tx, bench.hall, same, "A-03-1", 5)
    bench.codes["TEE"] = bench.codes["TEA"]
    await batch(bench, "TEA")
    theirs = await second_tote(bench, "TEE", initech.id)
    page = (await client.get("/scanner/pack")).text
    page = await scan(client, page, bench.codes["TEA"])
    assert "Whose is it?" in page and "Green tea of theirs" in page
    assert f'name="code" value="{bench.codes["TEA"]}"' in page
    page = await tap(client, "/scanner/pack/scan", code=bench.codes["TEA"], shop=str(initech.id))
    assert f"Order {theirs} of Initech" in page
    assert await bench.value("SELECT count(*) FROM parcels") == 1
