"""Packing and loading through the handheld's door."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests.packing.bench import Bench, open_bench
from wms.barcodes import Kind, Verb, command_code, label_code
from wms.db import HALL, Database
from wms.packing.prints.lease import due_print_jobs
from wms.picking.cancel import cancel
from wms.settings import Settings
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from workers.labels import buy
from workers.print_files import print_job


@pytest.fixture
async def bench(db: Database) -> Bench:
    return await open_bench(db)


async def hands(bench: Bench, spool: Path, sellers: object = None) -> None:
    """What the workers do meanwhile."""
    async with bench.db.read(HALL) as read:
        shipments = await due_shipments(read, 10)
    for key in shipments:
        await buy(bench.db, carriers(Settings()) if sellers is None else {}, *key)
    async with bench.db.read(HALL) as read:
        jobs = await due_print_jobs(read, 10)
    for key in jobs:
        await print_job(bench.db, spool, *key)


class Handheld:
    """An operator who scans at the bench."""

    def __init__(self, client: httpx.AsyncClient, bench: Bench) -> None:
        self.client, self.bench = client, bench
        client.follow_redirects = True

    async def scan(self, at: str, code: str, **fields: str) -> str:
        """Scan on the page `at`; the page that comes then."""
        place = self.bench.hall.places.get(code)
        code = (place.label_code or "") if place else self.bench.codes.get(code, code)
        answer = await self.client.post(at, data={"code": code, "scan_id": str(uuid4()), **fields})
        assert answer.status_code == 200, answer.text
        self.at = answer.url.path
        return answer.text

    async def page(self, at: str) -> str:
        answer = await self.client.get(at)
        assert answer.status_code == 200, answer.text
        return answer.text


@pytest.fixture
def handheld(floor_client: httpx.AsyncClient, bench: Bench) -> Handheld:
    return Handheld(floor_client, bench)


async def test_an_order_goes_from_the_tote_to_the_courier(
    handheld: Handheld, bench: Bench, settings: Settings
) -> None:
    await bench.picked(TEA=2, MUG=1)
    assert "order waits in a tote" in await handheld.page("/scanner/pack")
    assert "This is bench BENCH-2" in await handheld.scan("/scanner/pack/scan", "BENCH-2")
    page = await handheld.scan("/scanner/pack/scan", "T-1")
    assert "Green tea 100 g" in page
    assert "and 1 piece of other products" in page
    at = handheld.at
    assert "This is A-01-1. Finish order" in await handheld.scan(f"{at}/scan", "A-01-1")
    await handheld.scan(f"{at}/scan", "TEA")
    await handheld.scan(f"{at}/scan", command_code(Verb.UNDO))
    assert await bench.value("SELECT sum(packed) FROM order_lines") == 0
    for sku in ("TEA", "MUG", "TEA"):
        page = await handheld.scan(f"{at}/scan", sku)
    assert 'data-tone="done"' in page
    assert 'data-fresh="2000"' in page
    assert "is being made" in page
    assert await bench.value(
        "SELECT b.code FROM parcels p JOIN places b ON b.id = p.bench_id") == "BENCH-2"  # fmt: skip

    await hands(bench, settings.spool_dir)
    page = await handheld.page(at)
    assert "data-fresh" not in page
    tracking = await bench.value("SELECT tracking_number FROM shipments")
    assert tracking in page
    assert page.count("<small>printed</small>") == 2
    page = await handheld.scan("/scanner/pack/scan", tracking, parcel=at.rsplit("/", 1)[-1])
    assert handheld.at == at and "it is there" in page, "and it reads"

    assert "1 parcel to load" in await handheld.page("/scanner/load")
    page = await handheld.scan("/scanner/load/scan", tracking)
    assert "parcel loaded" in page
    load = handheld.at
    assert "is on manifest 1 already" in await handheld.scan(f"{load}/scan", tracking)
    await handheld.scan(f"{load}/scan", command_code(Verb.UNDO))
    await handheld.scan(f"{load}/scan", tracking)
    await handheld.scan(f"{load}/take-off", tracking)
    await handheld.scan(f"{load}/scan", tracking)
    assert "Name of the person" in await handheld.page(f"{load}/sign")
    assert "Write the name" in await handheld.scan(f"{load}/close", "", signed_by=" ")
    page = await handheld.scan(f"{load}/close", "", signed_by="Piotr Kurier")
    assert "1 parcel on manifest 1, signed by Piotr Kurier" in page
    assert 'data-tone="done"' in page
    paper = await handheld.client.get(f"{load}/manifest.pdf")
    assert paper.content.startswith(b"%PDF")
    assert await bench.value("SELECT status FROM orders") == "shipped"
    await bench.assert_books_balance()


async def test_no_street_phone_or_mail_of_a_consumer_comes_to_the_floor(
    handheld: Handheld, bench: Bench, settings: Settings
) -> None:
    await bench.packed(TEA=1)
    await hands(bench, settings.spool_dir)
    tracking = await bench.value("SELECT tracking_number FROM shipments")
    pages = [await handheld.scan("/scanner/load/scan", tracking)]
    at = handheld.at
    others = ("/scanner/pack/1", "/scanner/load", at, f"{at}/sign")
    pages += [await handheld.page(other) for other in others]
    for secret in ("Anna", "Świętokrzyska", "+48600100200", "anna@example.com", "00-950"):
        assert not any(secret in page for page in pages)


async def test_a_failed_label_never_stops_the_bench(
    handheld: Handheld, bench: Bench, settings: Settings
) -> None:
    _, number = await bench.packed("WEB-1", TEA=1)
    await bench.picked("WEB-2", TEA=1)
    await hands(bench, settings.spool_dir, sellers="none")
    page = await handheld.page(f"/scanner/pack/{number}")
    assert "No label for parcel" in page
    assert "No courier house works with this warehouse." in page
    assert "Scan every piece" in await handheld.scan("/scanner/pack/scan", "T-2")  # goes on
    page = await handheld.scan(f"/scanner/pack/{number}/label/again", "")
    assert "is being made" in page
    await hands(bench, settings.spool_dir)
    page = await handheld.scan(f"/scanner/pack/{number}/print", "", paper="slip")
    assert "Why is it printed again?" in page
    page = await handheld.scan(f"/scanner/pack/{number}/print", "", paper="slip", reason="torn")
    assert "comes out of the printer" in page
    assert await bench.value("SELECT max(copy_no) FROM print_jobs WHERE paper = 'slip'") == 2
    assert "This paper was not made yet" in await handheld.scan(
        f"/scanner/pack/{number}/print", "", paper="nonsense"
    )


async def test_a_cancelled_order_is_put_back_by_scanning_a_shelf(
    handheld: Handheld, bench: Bench
) -> None:
    order = await bench.picked(TEA=2)
    await handheld.scan("/scanner/pack/scan", "T-1")
    at = handheld.at
    await handheld.scan(f"{at}/scan", "TEA")
    async with bench.db.begin(HALL) as tx:
        await cancel(tx, bench.shop.id, order.id)
    assert "was cancelled. Do not pack it" in await handheld.scan(f"{at}/scan", "TEA")
    assert "Take everything out" in await handheld.page(at)
    page = await handheld.scan("/scanner/pack/scan", "T-1")
    assert "Nothing of it may leave" in page
    at = handheld.at
    assert "is no place to put goods back" in await handheld.scan(f"{at}/scan", "TEA")
    page = await handheld.scan(f"{at}/scan", "B-01-3")
    assert 'data-tone="done"' in page
    assert await bench.in_place(bench.hall["B-01-3"].id) == {"TEA": 2}
    assert "taken apart already" in await handheld.page("/scanner/pack/1")


async def test_a_full_carton_asks_for_another_one(handheld: Handheld, bench: Bench) -> None:
    await bench.picked(TEA=2)
    await handheld.scan("/scanner/pack/scan", "T-1")
    at = handheld.at
    assert "Carton full" not in await handheld.page(at)
    assert "Carton full" in await handheld.scan(f"{at}/scan", "TEA")
    page = await handheld.scan(f"{at}/full", "", weight="450")
    assert "Take another carton and scan tote T-1 again" in page
    assert "comes with the last carton" in page
    assert await bench.value("SELECT weight_g FROM parcels") == 450


async def test_another_packer_sees_who_has_it(handheld: Handheld, bench: Bench) -> None:
    order = await bench.picked(TEA=1)
    opened = await bench.open(order.tote, bench.jan)
    assert f"Jan is packing order {order.number}" in await handheld.scan(
        "/scanner/pack/scan", label_code(Kind.ORDER_SLIP, order.number)
    )
    page = await handheld.page(f"/scanner/pack/{opened.parcel}")
    assert f"Jan is packing order {order.number}" in page
    assert "is no tote, slip or parcel" in await handheld.scan("/scanner/pack/scan", "A-01-1")
    missing = await handheld.client.get("/scanner/pack/999999")
    assert missing.status_code == 404
    missing = await handheld.client.get("/scanner/load/999999")
    assert missing.status_code == 404


async def test_a_repeated_scan_answers_the_same_to_a_program(
    floor_client: httpx.AsyncClient, bench: Bench
) -> None:
    await bench.picked(TEA=2)
    accept = {"Accept": "application/json"}
    opened = await floor_client.post(
        "/scanner/pack/scan", headers=accept,
        json={"code": bench.hall["T-1"].label_code, "scan_id": str(uuid4())},
    )  # fmt: skip
    at = opened.json()["to"]
    body = {"code": bench.codes["TEA"], "scan_id": str(uuid4())}
    first = await floor_client.post(f"{at}/scan", json=body, headers=accept)
    again = await floor_client.post(f"{at}/scan", json=body, headers=accept)
    assert (first.json()["did"], first.json()["packed"]) == ("packed", 1)
    assert again.json() == first.json() | {"repeated": True}
    async with bench.db.read(HALL) as read:
        scans = await read.scalar(text("SELECT count(*) FROM scans WHERE flow = 'pack'"))
    assert scans == 2


async def test_a_missing_and_a_broken_piece_do_not_stop_the_bench(
    handheld: Handheld, bench: Bench
) -> None:
    await bench.picked(TEA=3)
    page = await handheld.scan("/scanner/pack/scan", "T-1")
    at = handheld.at
    assert 'value="missing"' in page and 'value="broken"' in page
    page = await handheld.scan(f"{at}/less", "", sku="TEA", reason="broken")
    assert "Carry the broken piece to QUAR." in page
    page = await handheld.scan(f"{at}/less", "", sku="TEA", reason="eaten")
    assert "data-refusal" in page
    await handheld.scan(f"{at}/less", "", sku="TEA", reason="missing")
    page = await handheld.scan(f"{at}/scan", "TEA")
    assert 'data-tone="done"' in page
    assert "data-refusal" in await handheld.scan(f"{at}/less", "", sku="TEA", reason="missing")

    await bench.picked("WEB-2", MUG=1)
    await handheld.scan("/scanner/pack/scan", "T-2")
    page = await handheld.scan(f"{handheld.at}/less", "", sku="MUG", reason="missing")
    assert handheld.at == "/scanner/pack"  # nothing of it is left
    assert "Scan a tote" in page
    await bench.assert_books_balance()


async def test_a_serial_number_is_asked_for_and_read_from_the_next_scan(
    floor_client: httpx.AsyncClient, bench: Bench
) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE products SET is_serial_tracked = true WHERE sku = 'MUG'"))
    order = await bench.picked(MUG=1)
    ola = Handheld(floor_client, bench)
    await ola.scan("/scanner/pack/scan", order.tote)
    at = ola.at
    asked = await ola.scan(f"{at}/scan", "MUG")
    assert "Scan the serial number on the piece" in asked
    assert f'action="{at}/serial"' in asked
    item = bench.codes["MUG"]
    assert "not a serial number" in await ola.scan(f"{at}/serial", item, item=item)
    closed = await ola.scan(f"{at}/serial", "SN-9", item=item)
    assert "is closed" in closed
    again = await ola.scan(
        "/scanner/pack/scan", command_code(Verb.REPRINT), parcel=at.split("/")[-1]
    )
    assert "is closed" in again, "the page's own parcel is printed again"
