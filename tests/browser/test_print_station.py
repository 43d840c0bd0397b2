"""A packer and a printer that has its moods, in a real Chromium: the bench never stops.

Web server, workers and the printer's socket are real. ``LOOK_DIR=folder`` keeps every screen.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from api import i18n
from tests.api.people import PASSWORD
from tests.browser.conftest import DESK_SIZE, HANDHELD, Pages
from tests.browser.desk import log_in
from tests.browser.test_bench import PIN, Look, _log_in
from tests.browser.warehouse import Running, warehouse
from tests.packing.bench import Bench, open_bench
from tests.packing.stations import printer_at, station_at
from tests.printing.listeners import HEALTHY, NO_PAPER, RawPrinter, raw_printer
from wms.access.desks import hire_office_user
from wms.access.devices import announce_device
from wms.access.operators import hire_operator
from wms.barcodes import Kind, Verb, command_code, label_code
from wms.db import HALL, Database
from wms.local import Local
from wms.settings import Settings

#: long enough for a busy machine, ms: no test measures it
REASON_LIMIT_MS = 30_000


@contextmanager
def printers(count: int) -> Iterator[list[RawPrinter]]:
    """Label printers that listen in a thread of their own: Playwright keeps a loop in this one."""
    made: list[RawPrinter] = []
    loop, stop, ready = asyncio.new_event_loop(), asyncio.Event(), threading.Event()

    async def listen() -> None:
        async with AsyncExitStack() as stack:
            made.extend([await stack.enter_async_context(raw_printer()) for _ in range(count)])
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(listen(),))
    thread.start()
    ready.wait()
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


async def _set_up(
    app_url: str, folder: Path, language: str, zebras: list[RawPrinter]
) -> SimpleNamespace:
    database = Database(app_url, Settings(data_dir=folder), name="test")
    try:
        bench = await open_bench(database)
        async with database.begin(HALL) as tx:
            hired = await hire_operator(tx, name="Ola Wiśniewska", pin=PIN, language=language)
            device = await announce_device(tx, name="Bench 1")
            await hire_office_user(
                tx, email="kasia@example.com", name="Katarzyna Wiśniewska-Kowalczyk",
                password=PASSWORD, role="manager", language=language,
            )  # fmt: skip
        stations = [await _station(bench, n, zebra) for n, zebra in enumerate(zebras, 1)]
        orders = [await bench.picked(f"WEB-{n}", TEA=1) for n in range(1, 4)]
        return SimpleNamespace(
            bench=bench, badge=hired.badge, device=device.code, stations=stations, orders=orders
        )
    finally:
        await database.close()


async def _station(bench: Bench, number: int, zebra: RawPrinter) -> UUID:
    made = await station_at(bench, f"BENCH-{number}", position=number)
    address = f"127.0.0.1:{zebra.port}"
    await printer_at(bench, made, "raw", address, name=f"Zebra ZD621 numer {number}")
    return made


@pytest.mark.large  # make browser; tests/printing prints at every kind of printer
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_printer_without_paper_a_neighbour_and_a_doubt_and_the_bench_goes_on(
    local: Local, app_url: str, tmp_path: Path, page_at: Pages, language: str
) -> None:
    with printers(2) as zebras, ThreadPoolExecutor(1) as thread:
        work = _set_up(app_url, tmp_path, language, zebras)
        here = thread.submit(asyncio.run, work).result()
        with warehouse(local, app_url, tmp_path) as running:
            page = page_at(*HANDHELD, color_scheme="dark")
            look = Look(page, running.url, f"print-{language}")
            _log_in(look, here)
            _stand_at_the_station(look, running, language)
            _neighbour_prints(look, running, here, zebras, language)
            _nobody_prints(look, running, here, zebras, language)
            _nobody_knows(look, here, zebras, language)
            _look_at_the_desk(page_at(*DESK_SIZE), running, here, language)


def _stand_at_the_station(look: Look, running: Running, language: str) -> None:
    look.at("/scanner/pack")
    look.scan("/scanner/pack", label_code(Kind.STATION, 1))
    look.sees("Station BENCH-1")
    assert running.one("SELECT count(*) FROM station_devices") == 1
    look.page.context.clear_cookies(name="wms_bench")
    look.at("/scanner/pack")
    look.sees("Station BENCH-1")


def _pack(look: Look, here: SimpleNamespace, n: int) -> None:
    tote = here.bench.hall[here.orders[n - 1].tote].label_code
    look.scan("/scanner/pack", tote)
    look.page.wait_for_url(f"**/scanner/pack/{n}*")
    look.scan(f"/scanner/pack/{n}", here.bench.codes["TEA"])
    look.page.wait_for_selector("section.done")


def _neighbour_prints(
    look: Look, running: Running, here: SimpleNamespace, zebras: list[RawPrinter], language: str
) -> None:
    zebras[0].status = NO_PAPER
    _pack(look, here, 1)
    look.sees(i18n.translate(language, "came out at {station}", station="Station BENCH-2"))
    assert (len(zebras[0].labels), len(zebras[1].labels)) == (0, 1)
    tracking = running.one("SELECT tracking_number FROM shipments WHERE status = 'bought'")
    look.scan("/scanner/pack/1", tracking)
    look.sees(i18n.translate(language, "it is there"))
    look.scan("/scanner/pack/1", command_code(Verb.REPRINT))
    look.sees(i18n.translate(language, "Why is it printed again?"))
    look.scan("/scanner/pack/1/again/slip", command_code(Verb.REPRINT))
    look.page.wait_for_url("**/scanner/pack/1?*")
    assert running.one("SELECT reason FROM print_jobs WHERE copy_no = 2") == "It did not come out"


def _nobody_prints(
    look: Look, running: Running, here: SimpleNamespace, zebras: list[RawPrinter], language: str
) -> None:
    zebras[1].status = NO_PAPER
    running.wait_for(
        "SELECT count(*) FROM printers WHERE state = 'out_of_paper' OR state_at IS NOT NULL", 2
    )
    _pack(look, here, 2)
    why = i18n.translate(
        language, "{printer} has no paper. Put some in.", printer="Zebra ZD621 numer 1"
    )
    look.page.wait_for_selector(f"text={why}", timeout=REASON_LIMIT_MS)
    look.fits()
    look.at("/scanner/pack")
    look.sees(why)  # on every page of the bench until somebody helps
    zebras[0].status = HEALTHY
    look.page.goto(look.url + "/scanner/pack/2")
    look.page.wait_for_selector(".papers .paper-failed", state="detached", timeout=30_000)
    look.fits()
    assert len(zebras[0].labels) == 1, "it came out by itself when paper was in"


def _nobody_knows(
    look: Look, here: SimpleNamespace, zebras: list[RawPrinter], language: str
) -> None:
    zebras[0].is_mute_after_label = True
    _pack(look, here, 3)
    look.sees(i18n.translate(language, "Did it come out?"))
    zebras[0].is_mute_after_label = False
    look.page.locator("button[name=is_there][value=yes]").click()
    look.page.wait_for_selector("button[name=is_there]", state="detached")
    look.fits()
    assert len(zebras[0].labels) == 2, "nothing was printed by itself"


def _look_at_the_desk(desk: Any, running: Running, here: SimpleNamespace, language: str) -> None:
    log_in(desk, running, "kasia@example.com")
    printer = running.one("SELECT id FROM printers ORDER BY name LIMIT 1")
    paths = ["", f"/stations/{here.stations[0]}", f"/printers/{printer}",
             f"/stations/{here.stations[0]}/printers"]  # fmt: skip
    for n, path in enumerate(paths):
        desk.goto(f"{running.url}/office/printing{path}")
        assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        if folder := os.environ.get("LOOK_DIR"):
            desk.screenshot(path=Path(folder) / f"desk-print-{language}-{n}.png", full_page=True)
