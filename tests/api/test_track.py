"""The page behind a tracking address."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx

from tests.packing.bench import open_bench
from wms.db import HALL, Database
from wms.packing.slips.template import CONTRAST_MIN, contrast_on_white
from wms.settings import Settings
from wms.shipping.carriers.port import TrackingEvent
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from wms.shipping.loading import load as loading
from wms.shipping.loading.hand_over import close_manifest
from wms.shipping.tracking.track import track
from workers.labels import buy


async def test_whoever_has_the_number_sees_where_the_parcel_is_and_nobody_s_name(
    client: httpx.AsyncClient, db: Database
) -> None:
    bench = await open_bench(db)
    await bench.packed(TEA=1)
    async with db.read(HALL) as read:
        key = (await due_shipments(read, 1))[0]
    await buy(db, carriers(Settings()), *key)
    tracking, url = (await bench.rows("SELECT tracking_number, tracking_url FROM shipments"))[0]
    page = await client.get(urlsplit(url).path)
    assert page.status_code == 200
    assert "waits for the courier" in page.text
    assert "only a test" not in page.text
    assert tracking in page.text
    for secret in ("Anna", "Warszawa", "00-950", "TEA", "WEB-1"):
        assert secret not in page.text
    async with db.begin(HALL) as tx:
        loaded = await loading.load_anywhere(tx, tracking, by=bench.ola)
        await close_manifest(tx, loaded.manifest, signed_by="P", by=bench.ola)
    assert "The courier has taken it." in (await client.get(urlsplit(url).path)).text
    async with db.begin(HALL) as tx:
        failed = TrackingEvent(
            status="delivery_failed", at=datetime.now(UTC), code="X", words="Anna nie otwiera",
            place="Łódź", incident="recipient_absent",
        )  # fmt: skip
        await track(tx, *key, [failed], source="webhook")
    said = (await client.get(urlsplit(url).path)).text
    assert "It could not be delivered" in said and "Nobody was there." in said
    for secret in ("Anna", "Łódź"):
        assert secret not in said


async def test_an_unknown_number_is_told_so_kindly(client: httpx.AsyncClient) -> None:
    for number in ("HC000000000000000000", "x" * 300, "%00", "a'b"):
        page = await client.get(f"/track/{number}", headers={"Accept": "text/html"})
        assert page.status_code == 404, number
        assert "There is no parcel with this number" in page.text
    polish = await client.get("/track/X", headers={"Accept-Language": "pl"})
    assert 'lang="pl"' in polish.text
    german = await client.get("/track/X", headers={"Accept-Language": "de-AT"})
    assert "gibt es kein Paket" in german.text
    assert german.headers["referrer-policy"] == "no-referrer"
    assert german.headers["cache-control"] == "no-store"
    assert "noindex" in german.headers["x-robots-tag"]


async def test_the_switch_on_a_page_is_kept_and_counts_more_than_the_browser(
    client: httpx.AsyncClient,
) -> None:
    switched = await client.get("/track/X?language=uk", headers={"Accept-Language": "de"})
    assert 'lang="uk"' in switched.text
    later = await client.get("/track/X", headers={"Accept-Language": "de"})
    assert 'lang="uk"' in later.text, "kept in a cookie"
    assert 'lang="uk"' in (await client.get("/track/X?language=xx")).text


async def test_a_page_takes_its_shop_s_colour_never_too_light_for_letters(
    client: httpx.AsyncClient,
) -> None:
    rule = (await client.get("/brand/1D5691/colour.css")).text
    assert rule == ".consumer { --brand: #1d5691; }\n"
    light = (await client.get("/brand/ffff00/colour.css")).text
    assert contrast_on_white(light.split(": ")[1][:7]) >= CONTRAST_MIN
    for no_colour in ("red;}", "12345", "1234567", "%23123456x"):
        assert (await client.get(f"/brand/{no_colour}/colour.css")).status_code == 404
