"""What a packer taps when a parcel cannot simply be packed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.api.test_pack import Handheld, hands
from tests.packing.bench import Bench, open_bench
from wms.db import HALL, Database
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
    assert f'action="{at}/again"' in await handheld.page(at)
    assert "Scan an empty tote" in await handheld.scan(f"{at}/again", "")
    assert "This is not a tote" in await handheld.scan(f"{at}/again/scan", "A-01-1")
    page = await handheld.scan(f"{at}/again/scan", "T-3")
    assert "Scan every piece" in page
    assert handheld.at == at
    assert "is closed" in await handheld.scan(f"{at}/scan", "TEA")


async def test_money_for_missing_goods_waits_for_the_office_which_says_how_much(
    handheld: Handheld, bench: Bench, office_client: httpx.AsyncClient
) -> None:
    order = await bench.picked(TEA=2)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE orders SET cod_amount_minor = 9000, cod_currency = 'PLN'"))
    await handheld.scan("/scanner/pack/scan", order.tote)
    at = handheld.at
    await handheld.scan(f"{at}/scan", "TEA")
    page = await handheld.scan(f"{at}/less", "", sku="TEA", reason="missing")
    assert "waits for the office" in page
    assert "Goods are missing, but cash on delivery is for all of them." in page
    assert f"{at}/label/again" not in page
    assert "Put it aside" in await handheld.scan(f"{at}/label/again", "")

    back = f"/office/orders/{order.number}"
    number = at.rpartition("/")[2]
    collect = f"/office/parcels/{number}/label/collect"
    assert collect in (await office_client.get(back)).text
    for wrong in ("abc", "-1", "45.001", "NaN", "100000.01"):
        answer = await office_client.post(
            collect, data={"amount": wrong, "back": back}, follow_redirects=True
        )
        assert "type an amount from 0 to 100000" in answer.text, wrong
    answer = await office_client.post(
        collect, data={"amount": "45,50", "back": back}, follow_redirects=True
    )
    assert "The label is asked for once more." in answer.text
    assert await bench.value("SELECT cod_amount_minor FROM orders") == 4_550
    assert await bench.value("SELECT status FROM shipments") == "requested"


async def test_an_order_that_is_not_complete_is_carried_back(
    handheld: Handheld, bench: Bench
) -> None:
    bench.policy = "all_or_nothing"
    order = await bench.picked(TEA=1, MUG=1)
    await handheld.scan("/scanner/pack/scan", order.tote)
    at = handheld.at
    page = await handheld.scan(f"{at}/less", "", sku="TEA", reason="missing")
    assert "is not complete" in page
    assert "Its shop wants all or nothing" in page
    page = await handheld.scan("/scanner/pack/scan", order.tote)
    assert "Carry its goods back to a shelf" in page
    await handheld.scan(f"{handheld.at}/scan", "A-02-1")
    assert await bench.value("SELECT status FROM orders") == "backordered"


async def test_a_piece_without_a_barcode_goes_in_when_a_supervisor_scans_the_badge(
    handheld: Handheld, bench: Bench, new_operator: Any
) -> None:
    order = await bench.picked(TEA=2)
    await handheld.scan("/scanner/pack/scan", order.tote)
    at = handheld.at
    assert f'action="{at}/no-barcode"' in await handheld.page(at)
    page = await handheld.scan(f"{at}/no-barcode", "")
    assert "Scan the supervisor&#39;s badge" in page or "Scan the supervisor's badge" in page
    assert handheld.at == f"{at}/by-hand"
    colleague, supervisor = await new_operator("Jan"), await new_operator("Eva", is_supervisor=True)
    page = await handheld.scan(f"{at}/by-hand", colleague.badge, sku="TEA")
    assert "Only a supervisor can do this." in page
    page = await handheld.scan(f"{at}/by-hand", supervisor.badge, sku="TEA")
    assert "Scan every piece" in page
    assert handheld.at == at
    page = await handheld.scan(f"{at}/by-hand", supervisor.badge, sku="TEA")
    assert 'data-tone="done"' in page
    assert "is closed" in page
    kept = await bench.rows("SELECT code, answer ->> 'vouched_by' AS who FROM scans "
                            "WHERE flow = 'pack_by_hand' AND outcome = 'ok'")  # fmt: skip
    assert {(one.code, one.who) for one in kept} == {("", str(supervisor.id))}
    assert handheld.at == at
    page = await handheld.page(f"{at}/by-hand")
    assert "is closed" in page
