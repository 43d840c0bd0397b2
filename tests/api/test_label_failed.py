"""A label failed: what the bench and the desk show, and the ways on, in every language."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from api import i18n
from tests.api.conftest import NewFloorClient
from tests.packing.bench import Bench, open_bench
from tests.shipping.couriers import Moody
from wms.db import HALL, Database
from wms.shipping.carriers.house import WEIGHT_MAX_G, House
from wms.shipping.carriers.port import Carrier
from wms.shipping.labels import due_shipments
from workers.labels import buy


@pytest.fixture
async def bench(db: Database) -> Bench:
    return await open_bench(db)


async def buy_due(bench: Bench, courier: Carrier) -> None:
    async with bench.db.read(HALL) as read:
        keys = await due_shipments(read, 10)
    for key in keys:
        await buy(bench.db, {"house": courier}, *key)


async def refused(bench: Bench, words: str = "kod pocztowy {zły}") -> int:
    """A packed parcel whose courier said no in words of its own."""
    _, number = await bench.packed(TEA=1)
    courier = Moody()
    courier.refuses = words
    await buy_due(bench, courier)
    return number


def speaker(language: str) -> Callable[..., str]:
    return lambda sentence, **facts: i18n.translate(language, sentence, **facts)


async def tap(client: httpx.AsyncClient, at: str, **fields: str) -> str:
    answer = await client.post(
        at, data={"code": "", "scan_id": str(uuid4()), **fields}, follow_redirects=True
    )
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("language", i18n.LANGUAGES)
async def test_the_packer_reads_why_and_has_four_ways_on(
    new_floor_client: NewFloorClient, bench: Bench, language: str
) -> None:
    say, client = speaker(language), await new_floor_client("Ewa", language=language)
    number = await refused(bench)
    at = f"/scanner/pack/{number}"
    page = (await client.get(at)).text
    assert say("The courier said no.") in page
    assert "<q>kod pocztowy {zły}</q>" in page
    assert f"{at}/label/again" in page
    assert 'value="house/express"' in page and say("Express") in page
    assert f"{at}/label/hold" in page
    assert 'action="/scanner/pack/scan"' in page  # the bench goes on
    page = await tap(client, f"{at}/label/hold")
    assert say("Put it on the shelf for the office, without a label.") in page
    assert f"{at}/label/hold" not in page
    page = await tap(client, f"{at}/label/hold")
    assert say("Parcel {parcel} is put aside for the office already.", parcel=number) in page
    page = await tap(client, f"{at}/label/other", way="house/express")
    assert say("is being made") in page
    await buy_due(bench, House())
    assert await bench.value("SELECT service FROM shipments WHERE status = 'bought'") == "express"
    decided = await bench.rows("SELECT what, operator_id FROM label_decisions ORDER BY id")
    ewa = await bench.value("SELECT id FROM operators WHERE name = 'Ewa'")
    assert [tuple(one) for one in decided] == [("held", ewa), ("other", ewa)]


async def test_a_double_tap_decides_once_and_nonsense_decides_nothing(
    floor_client: httpx.AsyncClient, bench: Bench
) -> None:
    number = await refused(bench)
    at = f"/scanner/pack/{number}"
    for way in ("", "house", "house/standard", "pigeon/express", "house/drone/x"):
        page = await tap(floor_client, f"{at}/label/other", way=way)
        assert "data-refusal" in page, way
    assert await bench.value("SELECT count(*) FROM label_decisions") == 0
    twice = {"code": "", "scan_id": str(uuid4())}
    for _ in range(2):
        await floor_client.post(f"{at}/label/again", data=twice)
    assert await bench.value("SELECT count(*) FROM label_decisions") == 1
    missing = await floor_client.post(
        "/scanner/pack/999/label/again", data=twice | {"scan_id": str(uuid4())},
        follow_redirects=True,
    )  # fmt: skip
    assert missing.status_code == 404


async def test_a_parcel_too_heavy_by_the_catalogue_is_weighed_again(
    floor_client: httpx.AsyncClient, bench: Bench
) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE products SET weight_g = 40000 WHERE sku = 'TEA'"))
    _, number = await bench.packed(TEA=1)
    await buy_due(bench, House())
    at = f"/scanner/pack/{number}"
    page = (await floor_client.get(at)).text
    assert "The parcel weighs 40\u00a0kg. House courier takes at most 31.5\u00a0kg." in page
    assert f'href="{at}/label/weigh"' in page
    assert 'name="weight"' in (await floor_client.get(f"{at}/label/weigh")).text
    page = await tap(floor_client, f"{at}/label/weigh", weight="heavy", unit="kg")
    assert "Weight: “heavy” is no weight" in page
    page = await tap(floor_client, f"{at}/label/weigh", weight="0,85", unit="kg")
    assert "is being made" in page
    assert await bench.value("SELECT weight_g FROM parcels") == 850
    await buy_due(bench, House())
    assert "850 g" in (await floor_client.get(at)).text.replace("\u00a0", " ")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
async def test_a_shop_that_asks_for_weights_gets_a_scale_screen(
    new_floor_client: NewFloorClient, bench: Bench, language: str
) -> None:
    say, client = speaker(language), await new_floor_client("Ewa", language=language)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE shops SET is_weight_asked = true"))
    await bench.picked(TEA=3)
    await tap(client, "/scanner/pack/scan", code=bench.hall["T-1"].label_code or "")
    at = "/scanner/pack/1"
    await tap(client, f"{at}/scan", code=bench.codes["TEA"])
    page = await tap(client, f"{at}/full")  # the carton is full: the scale first
    assert say("Put the parcel on the scale and type what it says") in page
    page = await tap(client, f"{at}/full", weight="", unit="g")
    assert say("Weight: “{typed}” is no weight. Type it like 1.25 kg or 850 g.", typed="–") in page
    page = await tap(client, f"{at}/full", weight="90", unit="kg")
    assert "pack.weight_impossible" in page
    await tap(client, f"{at}/full", weight="0.4", unit="kg")
    assert await bench.value("SELECT weight_g FROM parcels WHERE number = 1") == 400

    await tap(client, "/scanner/pack/scan", code=bench.hall["T-1"].label_code or "")
    at = "/scanner/pack/2"
    await tap(client, f"{at}/scan", code=bench.codes["TEA"])
    page = await tap(client, f"{at}/scan", code=bench.codes["TEA"])  # the last one: no tap at all
    assert say("Put the parcel on the scale and type what it says") in page
    assert f'action="{at}/undo"' in page
    page = await tap(client, f"{at}/full", weight=str(WEIGHT_MAX_G + 1), unit="g")
    assert "pack.weighs_too_much" in page
    page = await tap(client, f"{at}/full", weight="812", unit="g")
    assert 'data-tone="done"' in page
    assert await bench.value("SELECT weight_g FROM parcels WHERE number = 2") == 812


@pytest.mark.parametrize("language", i18n.LANGUAGES)
async def test_the_desk_reads_why_in_its_language_and_decides(
    office_client: httpx.AsyncClient, bench: Bench, language: str
) -> None:
    say, number = speaker(language), await refused(bench)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE office_users SET language = :to"), {"to": language})
    order = await bench.value("SELECT number FROM orders")
    at, back = f"/office/parcels/{number}/label", {"back": f"/office/orders/{order}"}
    for page in (f"/office/orders/{order}", "/office/parcels?state=stuck"):
        seen = (await office_client.get(page)).text
        assert say("The courier said no.") in seen
        assert "<q>kod pocztowy {zły}</q>" in seen
    answer = await office_client.post(f"{at}/hold", data=back, follow_redirects=True)
    assert say("Put aside") in answer.text
    bad = await office_client.post(f"{at}/weigh", data={**back, "weight": "ton"})
    assert bad.status_code == 422
    assert say("Weight: “{typed}” is no weight. Type it like 1.25 kg or 850 g.", typed="ton") in (
        bad.text
    )
    answer = await office_client.post(
        f"{at}/weigh", data={**back, "weight": "1,2"}, follow_redirects=True
    )
    assert say("The label is asked for once more.") in answer.text
    assert say("The parcel was weighed again") in answer.text  # among what happened
    assert await bench.value("SELECT weight_g FROM parcels") == 1200
    courier = Moody()
    courier.refuses = "no"
    await buy_due(bench, courier)
    answer = await office_client.post(
        f"{at}/other", data={**back, "way": "house/express"}, follow_redirects=True
    )
    assert say("Another service was chosen") in answer.text
    again = await office_client.post(at, data=back)
    assert again.status_code == 409  # nothing failed yet
    who = await bench.rows("SELECT what, user_id IS NOT NULL FROM label_decisions ORDER BY id")
    assert [tuple(one) for one in who] == [("held", True), ("weighed", True), ("other", True)]


async def test_a_shops_program_reads_the_code_and_an_english_title(
    office_client: httpx.AsyncClient, bench: Bench, db: Database
) -> None:
    from wms.access.keys import issue_key

    await refused(bench)
    async with db.begin(HALL) as tx:
        key = (await issue_key(tx, bench.shop.id, name="web")).key
    headers = {"Authorization": f"Bearer {key}"}
    [one] = (await office_client.get("/v1/shipments", headers=headers)).json()["items"]
    assert one["status"] == "failed"
    assert one["failure"] == {
        "code": "carrier.refused", "title": "The courier said no.", "facts": {},
        "words": "kod pocztowy {zły}",
    }  # fmt: skip
