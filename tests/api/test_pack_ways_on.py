"""What a packer taps when a parcel cannot simply be packed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.test_pack import Handheld, hands
from tests.packing.bench import Bench, open_bench
from wms.db import Database
from wms.settings import Settings


@pytest.fixture
async def bench(db: Database) -> Bench:
    return await open_bench(db)


@pytest.fixture
async def handheld(new_floor_client: Any, bench: Bench) -> Handheld:
    return Handheld(await new_floor_client(), bench)


async def test_a_supervisor_takes_a_colleagues_parcel_over(
    handheld: Handheld, bench: Bench, new_floor_client: Any
) -> None:
    order = await bench.picked(TEA=1)
    at = f"/scanner/pack/{(await bench.open(order.tote, bench.jan)).parcel}"
    assert "Jan is packing order" in await handheld.scan("/scanner/pack/scan", order.tote)
    assert "take-over" not in await handheld.page(at)
    supervisor = Handheld(await new_floor_client("Eva", is_supervisor=True), bench)
    page = await supervisor.scan("/scanner/pack/scan", order.tote)
    assert "Jan is packing order" in page
    assert f'action="{at}/take-over"' in page
    assert "Scan every piece" in await supervisor.scan(f"{at}/take-over", "")


async def test_a_parcel_whose_label_failed_is_packed_again(
    handheld: Handheld, bench: Bench, settings: Settings
) -> None:
    _, number = await bench.packed(TEA=1)
    await hands(bench, settings.spool_dir, sellers="none")
    at = f"/scanner/pack/{number}"
    assert f'href="{at}/again"' in await handheld.page(at)
    assert "Scan an empty tote" in await handheld.page(f"{at}/again")
    assert "This is not a tote" in await handheld.scan(f"{at}/again/scan", "A-01-1")
    page = await handheld.scan(f"{at}/again/scan", "T-3")
    assert "Scan every piece" in page
    assert handheld.at == at
    assert "is closed" in await handheld.scan(f"{at}/scan", "TEA")
