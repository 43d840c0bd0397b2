"""The invoice that a shop sends is printed once, with the slip of the first parcel that closes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packing.bench import Bench, Picked
from wms.db import HALL
from wms.orders.amend import OrderChange, lock_order
from wms.orders.documents import DOCUMENT_MAX_BYTES, check_pdf
from wms.orders.errors import DocumentTooLarge, DocumentUnreadable, OrderSettled
from wms.packing import pack
from wms.packing.prints import papers
from wms.packing.prints.lease import due_print_jobs
from wms.shipping.amend import amend_order, put_invoice
from workers.print_files import print_job

PDF = b"%PDF-1.4\nan invoice\n%%EOF\n"


async def send(bench: Bench, order: Picked, content: bytes) -> None:
    async with bench.db.begin(bench.shop.id) as tx:
        await put_invoice(tx, await lock_order(tx, bench.shop.id, order.id), content)


def written(folder: Path, name: str) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob(name)]


async def test_the_invoice_goes_into_the_first_parcel_that_closes(
    bench: Bench, tmp_path: Path
) -> None:
    order = await bench.picked("WEB-1", TEA=2)
    await send(bench, order, b"%PDF-1.4\na draft\n%%EOF")
    await send(bench, order, PDF)
    parcel = (await bench.open(order.tote)).parcel
    assert parcel is not None
    await bench.scan(parcel, "TEA")
    async with bench.db.begin(HALL) as tx:
        await pack.close_parcel(tx, parcel, by=bench.ola)
    with pytest.raises(OrderSettled):  # its slip names the recipient: nothing changes any more
        await send(bench, order, PDF)
    async with bench.db.begin(bench.shop.id) as tx:
        with pytest.raises(OrderSettled):
            now = await lock_order(tx, bench.shop.id, order.id)
            await amend_order(tx, now, OrderChange(note="late"))
    second = (await bench.open(order.tote)).parcel
    assert (await bench.scan(second, "TEA")).did == "closed"
    jobs = await bench.rows(
        "SELECT pa.number, j.paper FROM print_jobs j JOIN parcels pa ON pa.id = j.parcel_id "
        "ORDER BY pa.number, j.paper"
    )
    assert [(row.number, row.paper) for row in jobs] == [
        (parcel, papers.INVOICE), (parcel, papers.SLIP), (second, papers.SLIP),
    ]  # fmt: skip
    async with bench.db.read(HALL) as read:
        due = await due_print_jobs(read, 10)
    for shop_id, job_id in due:
        assert await print_job(bench.db, tmp_path, shop_id, job_id)
    assert written(tmp_path, f"parcel-{parcel}-invoice.pdf") == [PDF]


def test_what_no_printer_can_print_is_refused() -> None:
    check_pdf(PDF)
    for wrong in (b"", b"GIF89a", b"%PDF-1.4 cut off", PDF.replace(b"%%EOF", b"/Encrypt\n%%EOF")):
        with pytest.raises(DocumentUnreadable):
            check_pdf(wrong)
    with pytest.raises(DocumentTooLarge):
        check_pdf(PDF + b" " * DOCUMENT_MAX_BYTES)
