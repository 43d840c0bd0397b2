"""Weighing through the handheld's door, by a scale on the network and by hand."""

from __future__ import annotations

import httpx
import pytest

from tests.api.test_pack import Handheld
from tests.packing.bench import Bench, open_bench
from tests.packing.cartons import carton
from tests.packing.scale import SimulatedScale, scale_on
from tests.packing.test_weigh import ask_for_weights
from wms.barcodes import Kind, Verb, command_code, label_code
from wms.db import HALL, Database
from wms.packing.cartons.kinds import add_carton
from wms.packing.weight.scales import set_scale


@pytest.fixture
async def bench(db: Database) -> Bench:
    made = await open_bench(db)
    await ask_for_weights(made)
    async with db.begin(HALL) as tx:
        await add_carton(tx, made.hall.warehouse_id, carton("S", 200, 150, 100))
    return made


async def test_a_parcel_is_weighed_by_a_card_and_stopped_when_it_is_too_heavy(
    floor_client: httpx.AsyncClient, bench: Bench
) -> None:
    handheld = Handheld(floor_client, bench)
    await bench.picked(TEA=2)
    confirm = command_code(Verb.CONFIRM)
    scale = SimulatedScale([b"S S     921.0 g\r\n", b"S I\r\n", b"S S     518.5 g\r\n"])
    async with scale_on(scale) as address:
        async with bench.db.begin(HALL) as tx:
            await set_scale(tx, bench.hall["BENCH-1"].id, address, by=None)
        await handheld.scan("/scanner/pack/scan", "BENCH-1")
        await handheld.scan("/scanner/pack/scan", "T-1")
        at = handheld.at
        page = await handheld.scan(f"{at}/scan", label_code(Kind.CARTON, 1))
        assert "Carton S" in page
        await handheld.scan(f"{at}/scan", "TEA")
        page = await handheld.scan(f"{at}/scan", "TEA")
        assert "scan CONFIRM" in page and "Expected: 467" in page
        page = await handheld.scan(f"{at}/scale", "TEA")
        assert "All 2 of TEA are in the parcel already" in page
        page = await handheld.scan(f"{at}/scale", confirm)
        assert "921" in page and "As if 2 × TEA too many lay in it." in page
        assert await handheld.page(at) == await handheld.page(f"{at}/weight"), "it stays so"
        page = await handheld.scan(f"{at}/recount", "")
        assert "scan each piece once more" in page
        for _ in range(2):
            await handheld.scan(f"{at}/scan", "TEA")
        page = await handheld.scan(f"{at}/scale", confirm)
    assert "is closed" in page
    assert await bench.value("SELECT weight_g FROM parcels") == 519
    assert await bench.rows("SELECT source, verdict FROM weight_checks ORDER BY id") == [
        ("scale", "recounted"), ("scale", "fits"),
    ]  # fmt: skip


async def test_a_scale_that_is_off_leaves_the_keyboard(
    floor_client: httpx.AsyncClient, bench: Bench
) -> None:
    handheld = Handheld(floor_client, bench)
    await bench.picked(TEA=1)
    await handheld.scan("/scanner/pack/scan", "BENCH-1")
    await handheld.scan("/scanner/pack/scan", "T-1")
    at = handheld.at
    await handheld.scan(f"{at}/scan", "TEA")
    assert "The scale does not answer" in await handheld.scan(f"{at}/scale", "")
    page = await handheld.scan(f"{at}/full", "", weight="1,9", unit="kg")
    assert "1.9" in page and "Count again" in page
    assert "tap one of the reasons" in await handheld.scan(f"{at}/weight/accept", "", reason="no")
    page = await handheld.scan(f"{at}/weight/accept", "", reason="catalog")
    assert "is closed" in page
    late = await handheld.scan(f"{at}/weight/accept", "", reason="other")
    assert "is closed. Scan the next tote" in late
