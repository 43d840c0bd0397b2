"""The desk opens print stations, adds printers, sees how they are, and looks after stuck papers."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pypdfium2
from sqlalchemy import text

from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in
from tests.printing.listeners import HEALTHY, NO_PAPER, raw_printer
from tests.workers.test_print_stations import at_once, hands
from wms.access.secrets import digest
from wms.barcodes import Kind, label_code
from wms.db import HALL
from wms.settings import Settings
from wms.stations.trials import due_pages
from workers.print_trials import send_page

LIST = "/office/printing"
PRINTER = {
    "name": "Zebra 1", "kind": "label", "way": "raw", "format": "zpl", "dpi": "203",
    "media": "label", "width_mm": "100", "height_mm": "150",
    "offset_x": "0", "offset_y": "0", "darkness": "",
    "is_helping": "yes",
}  # fmt: skip


async def opened(scene: Scene, desk: httpx.AsyncClient, name: str = "Station 1") -> str:
    """Where its page is."""
    bench = str(scene.bench.hall["BENCH-1"].id)
    made = await desk.post(LIST, data={"name": name, "bench": bench, "position": "1"})
    assert made.status_code == 303, made.text
    return str(made.headers["location"]).partition("?")[0]


async def test_a_station_is_opened_gets_a_card_a_printer_and_an_agent(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    assert "No print stations yet" in (await manager.get(LIST)).text
    at = await opened(scene, manager)
    page = (await manager.get(at)).text
    assert "Station 1" in page and "BENCH-1" in page
    twice = {"name": "Station 2", "bench": str(scene.bench.hall["BENCH-1"].id)}
    assert "stands at BENCH-1 already" in (await manager.post(LIST, data=twice)).text
    other = twice | {"name": "Station 1", "bench": str(scene.bench.hall["BENCH-2"].id)}
    assert "is called Station 1" in (await manager.post(LIST, data=other)).text
    assert "Choose the bench" in (await manager.post(LIST, data={"name": "X"})).text
    card = await manager.get(f"{at}/card.pdf")
    number = await scene.value("SELECT number FROM print_stations")
    words = pypdfium2.PdfDocument(card.content)[0].get_textpage().get_text_range()
    assert label_code(Kind.STATION, int(str(number))) in words and "Station 1" in words

    for wrong, told in (
        ({"address": "http://x"}, "leads to no printer"), ({"address": ""}, "leads to no printer"),
        ({"width_mm": "5"}, "20 to 300 mm"), ({"width_mm": "wide"}, "Write a number"),
        ({"way": "lp", "address": "Z"}, "by the print agent only"), ({"name": ""}, "1 to 40"),
        ({"offset_x": "99"}, "more than 20 mm"), ({"format": "doc"}, "Choose one of the list"),
        ({"darkness": "31"}, "between"), ({"dpi": "600"}, "Choose one of the list"),
    ):  # fmt: skip
        no = await manager.post(f"{at}/printers", data=PRINTER | {"address": "10.0.0.9"} | wrong)
        assert no.status_code == 422 and told in no.text, (wrong, no.text[-3000:])
    made = await manager.post(f"{at}/printers", data=PRINTER | {"address": "10.0.0.9:9100"})
    assert made.status_code == 303
    page = (await manager.get(LIST)).text
    assert "Port 9100: 10.0.0.9:9100" in page and "100 × 150 mm · ZPL, 203 dpi" in page
    assert "Not asked yet" in page

    shown = (await manager.post(f"{at}/agent")).text
    token = re.search(r"--token ([\w-]{43})", shown)
    assert token and "wms print-agent --server" in shown
    kept = await scene.value("SELECT agent_hash FROM print_stations")
    assert kept == digest(token[1]), "only its hash is kept"
    assert token[1] not in (await manager.get(at)).text
    assert "The print agent does not answer" in (await manager.get(LIST)).text
    assert (await manager.post(f"{at}/agent/forget")).status_code == 303
    changed = {"name": "Station 9", "bench": str(scene.bench.hall["BENCH-2"].id), "position": "4"}
    assert (await manager.post(at, data=changed)).status_code == 303
    assert "Station 9" in (await manager.get(at)).text
    assert (await manager.post(f"{at}/close")).status_code == 303
    assert "No print stations yet" in (await manager.get(LIST)).text


async def test_a_printer_is_tried_calibrated_taken_out_and_taken_away(
    scene: Scene, manager: httpx.AsyncClient, settings: Settings, new_client: NewClient
) -> None:
    at = await opened(scene, manager)
    async with raw_printer() as zebra:
        address = f"127.0.0.1:{zebra.port}"
        made = await manager.post(f"{at}/printers", data=PRINTER | {"address": address})
        one = str(made.headers["location"]).partition("?")[0]
        for paper in ("test", "calibration"):
            assert (await manager.post(f"{one}/page", data={"paper": paper})).status_code == 303
        assert "On its way" in (await manager.get(one)).text
        await pages_out(scene, settings)
        page = (await manager.get(one)).text
        assert page.count("Calibration page</td>") == 1 and "On its way" not in page
        assert len(zebra.labels) == 2 and b"Zebra 1" in zebra.labels[0]
        wrong = await manager.post(f"{one}/offsets", data={"left": "0", "top": "x"})
        assert wrong.status_code == 422
        measured = {"left": "18,5", "top": "20.5"}
        assert (await manager.post(f"{one}/offsets", data=measured)).status_code == 303
        page = (await manager.get(one)).text
        assert 'name="offset_x" value="1.5"' in page and 'name="offset_y" value="-0.5"' in page
        await manager.post(f"{one}/page", data={"paper": "test"})
        zebra.status = NO_PAPER
        await pages_out(scene, settings)
        page = (await manager.get(one)).text
        assert "Zebra 1 has no paper. Put some in." in page and "No paper</span>" in page
        zebra.status = HEALTHY
        await manager.post(f"{one}/page", data={"paper": "test"})
        await pages_out(scene, settings)
        assert b"^LS-12^LT-4" in zebra.labels[-1], "it is moved by what was measured"
    office = await log_in(scene, new_client, "office")
    assert (await office.post(one, data=PRINTER)).status_code == 403, "managers set printers up"
    assert (await office.post(f"{one}/pause", data={"is_paused": "yes"})).status_code == 303
    assert "Bring it back" in (await office.get(one)).text
    changed = PRINTER | {"address": "10.1.1.1", "name": "Zebra 2"}
    assert (await manager.post(one, data=changed)).status_code == 303
    assert (await manager.post(f"{one}/take-away")).status_code == 303
    assert (await manager.get(one)).status_code == 404


async def pages_out(scene: Scene, settings: Settings) -> None:
    """What the workers do."""

    async with scene.db.read(HALL) as read:
        due = await due_pages(read, 10)
    for _printer, page in due:
        await send_page(scene.db, settings.spool_dir, page)


async def test_papers_that_did_not_come_out_are_listed_and_settled_at_the_desk(
    scene: Scene, manager: httpx.AsyncClient, tmp_path: Path
) -> None:
    at = await opened(scene, manager)
    made = await manager.post(f"{at}/printers", data=PRINTER | {"address": "127.0.0.1:1"})
    assert made.status_code == 303
    async with scene.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE print_jobs SET next_attempt_at = NULL"))
    _, number = await scene.bench.packed("WEB-STUCK", TEA=1)
    async with scene.db.begin(HALL) as tx:  # its label, as if it had been bought
        await tx.execute(text(
            "INSERT INTO print_jobs (shop_id, parcel_id, paper, copy_no) "
            "SELECT shop_id, id, 'label', 9 "
            "FROM parcels WHERE number = 1"))  # fmt: skip
    await at_once(scene.bench)
    await hands(scene.bench, tmp_path)
    page = (await manager.get(LIST)).text
    assert "Did not come out" in page and "Zebra 1 does not answer. Is it switched on?" in page
    papers = re.findall(rf'action="({LIST}/papers/[\w/-]+)"', page)
    assert (await manager.post(papers[0], data={"is_there": "no"})).status_code == 303
    assert (await manager.post(papers[0], data={"is_there": "yes"})).status_code == 303
    again = await manager.post(papers[0], data={"is_there": "yes"})
    assert again.status_code == 409
    confirmed = "SELECT count(*) FROM print_jobs WHERE status = 'confirmed'"
    assert await scene.value(confirmed) == 1
    assert number
