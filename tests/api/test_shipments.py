"""Shipments and papers through the shop's door."""

from __future__ import annotations

import httpx
import pytest

from tests.api.conftest import NewClient, NewShop
from tests.packing.bench import Bench, open_bench
from wms.access.keys import SCOPES, issue_key
from wms.db import HALL, Database
from wms.settings import Settings
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from workers.labels import buy


@pytest.fixture
async def bench(db: Database) -> Bench:
    return await open_bench(db)


@pytest.fixture
async def program(bench: Bench, new_client: NewClient) -> httpx.AsyncClient:
    """The program of the shop whose goods lie at the bench."""
    async with bench.db.begin(HALL) as tx:
        issued = await issue_key(tx, bench.shop.id, name="test", scopes=SCOPES)
    return await new_client(headers={"Authorization": f"Bearer {issued.key}"})


async def label_all(bench: Bench) -> None:
    async with bench.db.read(HALL) as read:
        keys = await due_shipments(read, 10)
    for key in keys:
        await buy(bench.db, carriers(Settings()), *key)


async def test_a_shop_reads_its_shipments_page_by_page(
    program: httpx.AsyncClient, bench: Bench
) -> None:
    first, _ = await bench.packed("WEB-1", TEA=1)
    await bench.packed("WEB-2", MUG=1)
    await label_all(bench)
    await bench.packed("WEB-3", MUG=1)  # not labelled yet
    seen = (await program.get("/v1/shipments?limit=2")).json()
    rest = (await program.get(f"/v1/shipments?limit=2&after={seen['next']}")).json()
    items = seen["items"] + rest["items"]
    assert [i["order_external_id"] for i in items] == ["WEB-1", "WEB-2", "WEB-3"]
    assert [i["status"] for i in items] == ["bought", "bought", "requested"]
    assert (len(rest["items"]), rest["next"]) == (1, None)
    one = items[0]
    assert one["tracking_url"].endswith(one["tracking_number"])
    detail = one | {"delivered_at": None, "tracking": []}
    assert (await program.get(f"/v1/shipments/{one['id']}")).json() == detail
    for query, expected in {
        "status=requested": ["WEB-3"],
        f"order_id={first.id}": ["WEB-1"],
        f"tracking_number={one['tracking_number']}": ["WEB-1"],
        f"updated_since={items[2]['updated_at']}": ["WEB-3"],
    }.items():
        found = (await program.get(f"/v1/shipments?{query}")).json()["items"]
        assert [i["order_external_id"] for i in found] == expected, query
    wrong = await program.get("/v1/shipments?status=nonsense")
    assert wrong.status_code == 422


async def test_papers_are_listed_and_downloaded(program: httpx.AsyncClient, bench: Bench) -> None:
    order, _ = await bench.packed("WEB-1", TEA=1)
    kinds = [
        d["kind"] for d in (await program.get(f"/v1/orders/{order.id}/documents")).json()["items"]
    ]
    assert kinds == ["slip"]
    await label_all(bench)
    papers = (await program.get(f"/v1/orders/{order.id}/documents")).json()["items"]
    assert [p["kind"] for p in papers] == ["slip", "label"]
    for paper in papers:
        got = await program.get(paper["href"])
        assert got.status_code == 200
        assert got.headers["content-type"] == "application/pdf"
        assert got.content.startswith(b"%PDF")
    zpl = await program.get(papers[1]["href"].replace(".pdf", ".zpl"))
    assert zpl.content.startswith(b"^XA")


async def test_another_shop_sees_nothing_of_it(
    program: httpx.AsyncClient, bench: Bench, new_shop: NewShop, new_client: NewClient
) -> None:
    order, _ = await bench.packed("WEB-1", TEA=1)
    await label_all(bench)
    one = (await program.get("/v1/shipments")).json()["items"][0]
    stranger = await new_client(headers=(await new_shop("INITECH")).headers)
    assert (await stranger.get("/v1/shipments")).json()["items"] == []
    for path in (
        f"/v1/shipments/{one['id']}",
        f"/v1/shipments/{one['id']}/label.pdf",
        f"/v1/shipments/{one['id']}/label.zpl",
        f"/v1/orders/{order.id}/documents",
        f"/v1/parcels/{one['parcel_id']}/slip.pdf",
    ):
        answer = await stranger.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"].startswith("application/problem+json")


async def test_a_key_without_the_scope_is_refused(
    bench: Bench, new_client: NewClient, new_shop: NewShop
) -> None:
    blind = await new_client(headers=(await new_shop("HOOLI", scopes=("orders:write",))).headers)
    assert (await blind.get("/v1/shipments")).status_code == 403
