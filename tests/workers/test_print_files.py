"""Slips and labels come out as whole files, once, and every barcode on them reads."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from uuid import UUID

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import text

from tests.packing.bench import Bench, open_bench
from wms.barcodes import Kind, label_code
from wms.db import HALL, Database
from wms.packing.errors import NoPaper
from wms.packing.prints import papers
from wms.packing.prints.again import ReasonMissing, print_again
from wms.packing.prints.lease import due_print_jobs
from wms.packing.queries import parcel_at_bench
from wms.settings import Settings
from wms.shipping.carriers.registry import carriers
from wms.shipping.errors import LoadedTwice
from wms.shipping.label_scans import PrintedTwice, label_scanned, parcel_of_label
from wms.shipping.labels import due_shipments
from wms.shipping.loading.load import load, load_anywhere
from workers.labels import buy
from workers.print_files import print_job

DPI = 203


@pytest.fixture
async def bench(db: Database) -> Bench:
    return await open_bench(db)


@pytest.fixture
def spool(settings: Settings) -> Path:
    return settings.spool_dir


async def waiting(bench: Bench) -> list[tuple[UUID, UUID]]:
    async with bench.db.read(HALL) as read:
        return list(await due_print_jobs(read, 10))


async def print_all(bench: Bench, spool: Path) -> None:
    for key in await waiting(bench):
        assert await print_job(bench.db, spool, *key)


async def label_all(bench: Bench) -> None:
    async with bench.db.read(HALL) as read:
        keys = await due_shipments(read, 10)
    for key in keys:
        await buy(bench.db, carriers(Settings()), *key)


def picture(pdf: bytes) -> Image.Image:
    """The first page as a 203 dpi printer draws it."""
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    return page.render(scale=DPI / 72).to_pil().convert("L")


def codes(pdf: bytes) -> set[tuple[str, str]]:
    return {(str(c.format.name), c.text) for c in zxingcpp.read_barcodes(picture(pdf))}


def words(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    return page.get_textpage().get_text_range()


def printed_files(spool: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(spool.rglob("*")) if p.is_file()}


def block(spool: Path) -> None:
    """A file where the folder should be."""
    spool.parent.mkdir(parents=True, exist_ok=True)
    spool.write_text("in the way")


def unblock(spool: Path) -> None:
    spool.unlink()


async def test_slip_and_label_lie_in_the_spool_and_their_barcodes_read(
    bench: Bench, spool: Path
) -> None:
    order, number = await bench.packed(TEA=2, MUG=1)
    await label_all(bench)
    await print_all(bench, spool)
    files = printed_files(spool)
    assert sorted(files) == [
        f"parcel-{number}-label.pdf", f"parcel-{number}-label.zpl", f"parcel-{number}-slip.pdf",
    ]  # fmt: skip
    tracking = await bench.value("SELECT tracking_number FROM shipments")
    label = files[f"parcel-{number}-label.pdf"]
    assert codes(label) == {("Code128", tracking), ("DataMatrix", tracking)}
    assert "Anna Żółć" in words(label)
    assert f"^FD{tracking}" in files[f"parcel-{number}-label.zpl"].decode().replace(">:", "")
    slip = files[f"parcel-{number}-slip.pdf"]
    assert ("Code128", label_code(Kind.ORDER_SLIP, order.number)) in codes(slip)
    said = words(slip)
    assert all(word in said for word in ("Green tea 100 g", "Blue mug", "WEB-1"))
    assert "Świętokrzyska" not in said  # the street is the courier's, not the slip's
    async with bench.db.read(HALL) as read:
        parcel = await parcel_at_bench(read, number)
    assert {(p.paper, p.status, len(p.files)) for p in parcel.papers} == {
        ("slip", "sent", 1), ("label", "sent", 2),
    }  # fmt: skip
    assert all((spool / name).exists() for p in parcel.papers for name in p.files)


async def test_two_workers_on_one_job_settle_it_once(bench: Bench, spool: Path) -> None:
    await bench.packed(TEA=1)
    key = (await waiting(bench))[0]
    done = await asyncio.gather(*(print_job(bench.db, spool, *key) for _ in range(6)))
    assert done.count(True) == 1
    assert await bench.rows("SELECT status, attempts FROM print_jobs") == [("sent", 1)]
    assert len(printed_files(spool)) == 1
    assert not await print_job(bench.db, spool, *key)


async def test_a_printer_that_cannot_write_says_why_and_works_the_next_time(
    bench: Bench, spool: Path
) -> None:
    _, number = await bench.packed(TEA=1)
    key = (await waiting(bench))[0]
    block(spool)
    assert not await print_job(bench.db, spool, *key)
    row = (await bench.rows("SELECT status, failure FROM print_jobs"))[0]
    assert (row.status, row.failure["code"]) == ("failed", "paper.not_written")
    assert row.failure["words"] in ("File exists", "Not a directory")
    assert await waiting(bench) == []
    unblock(spool)
    async with bench.db.begin(HALL) as tx:
        await print_again(tx, number, papers.SLIP, by=bench.ola)
    await print_all(bench, spool)
    assert await bench.rows("SELECT status, failure, copy_no FROM print_jobs") == [
        ("sent", None, 1)
    ]
    assert not any(name.endswith(".part") for name in printed_files(spool))


async def test_a_reprint_is_a_copy_and_says_so(bench: Bench, spool: Path) -> None:
    _, number = await bench.packed(TEA=1)
    await print_all(bench, spool)
    with pytest.raises(ReasonMissing):
        async with bench.db.begin(HALL) as tx:
            await print_again(tx, number, papers.SLIP, by=bench.ola)
    async with bench.db.begin(HALL) as tx:
        await print_again(tx, number, papers.SLIP, by=bench.ola, reason="torn")
        # a second tap asks for no second copy
        await print_again(tx, number, papers.SLIP, by=bench.ola, reason="torn")
    with pytest.raises(NoPaper):
        async with bench.db.begin(HALL) as tx:
            await print_again(tx, number, papers.LABEL, by=bench.ola)
    await print_all(bench, spool)
    assert f"parcel-{number}-slip-copy-2.pdf" in printed_files(spool)
    asked = await bench.rows("SELECT reason, operator_id FROM print_jobs WHERE copy_no > 1")
    assert asked == [("It is torn or crooked", bench.ola.operator_id)], "it is audited"


async def test_a_label_that_is_not_there_fails_with_a_code(bench: Bench, spool: Path) -> None:
    await bench.packed(TEA=1)
    parcel = (await bench.rows("SELECT shop_id, id FROM parcels"))[0]
    async with bench.db.begin(HALL) as tx:
        job = await papers.queue_paper(tx, parcel.shop_id, parcel.id, papers.LABEL)
    assert not await print_job(bench.db, spool, parcel.shop_id, job)
    code = "SELECT failure ->> 'code' FROM print_jobs WHERE id = :id"
    assert await bench.value(code, id=job) == "paper.no_label_yet"


async def test_cash_is_collected_with_the_first_parcel_only(bench: Bench, spool: Path) -> None:
    from wms.shipping.pack_and_request import close_parcel

    order = await bench.picked(TEA=2)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE orders SET cod_amount_minor = 12990, cod_currency = 'PLN'"))
    first = (await bench.open(order.tote)).parcel or 0
    await bench.scan(first, "TEA")
    async with bench.db.begin(HALL) as tx:
        await close_parcel(tx, first, by=bench.ola)
    second = (await bench.open(order.tote)).parcel or 0
    await bench.scan(second, "TEA")
    await label_all(bench)
    await print_all(bench, spool)
    files = printed_files(spool)
    assert "129.90" in words(files[f"parcel-{first}-label.pdf"])
    assert "129.90" not in words(files[f"parcel-{second}-label.pdf"])
    assert "2 of 2" in words(files[f"parcel-{second}-label.pdf"])


async def test_a_scanned_label_is_there_and_two_prints_of_one_number_are_noticed(
    bench: Bench, spool: Path
) -> None:
    order, number = await bench.packed(TEA=1)
    await label_all(bench)
    await print_all(bench, spool)
    tracking = await bench.value("SELECT tracking_number FROM shipments")

    async def scan() -> None:
        async with bench.db.begin(HALL) as tx:
            label = await parcel_of_label(tx, tracking)
            assert label is not None and label.parcel == number
            await label_scanned(tx, label)

    await scan()
    await scan()  # of one print a second scan is nothing
    status = "SELECT status FROM print_jobs WHERE paper = 'label' ORDER BY copy_no DESC LIMIT 1"
    assert await bench.value(status) == "confirmed"
    async with bench.db.begin(HALL) as tx:
        await print_again(tx, number, papers.LABEL, by=bench.ola, reason="lost")
    await print_all(bench, spool)
    copies = {n: c for n, c in printed_files(spool).items() if "label-copy" in n}
    assert sorted(copies) == [f"parcel-{number}-label-copy-2.{end}" for end in ("pdf", "zpl")]
    assert "COPY 1" in words(copies[f"parcel-{number}-label-copy-2.pdf"])
    assert b"^FDCOPY 1^FS" in copies[f"parcel-{number}-label-copy-2.zpl"]
    assert codes(copies[f"parcel-{number}-label-copy-2.pdf"]) == {
        ("Code128", tracking), ("DataMatrix", tracking),
    }, "and it reads as before"  # fmt: skip
    await scan()
    with pytest.raises(PrintedTwice):
        await scan()
    async with bench.db.begin(HALL) as tx:
        loaded = await load_anywhere(tx, tracking, by=bench.ola)
    with pytest.raises(LoadedTwice):
        async with bench.db.begin(HALL) as tx:
            await load(tx, loaded.manifest, tracking)
    assert order.number
