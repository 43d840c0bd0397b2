"""The loading door on a real handheld: set down, loaded, counted by both sides, signed for.

Web server, PostgreSQL and Valkey are real. ``LOOK_DIR=folder`` keeps a picture of every screen.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page
from sqlalchemy import text

from tests.api.people import PASSWORD
from tests.browser.conftest import DESK_SIZE, HANDHELD, Pages
from tests.browser.handheld import in_languages
from tests.browser.test_bench import PIN, Look, _log_in
from tests.browser.test_looks import MEASURE
from tests.browser.warehouse import Running, warehouse
from tests.packing.bench import open_bench
from tests.shipping.test_hand_over import labelled
from wms.access.desks import hire_office_user
from wms.access.devices import announce_device
from wms.access.operators import hire_operator
from wms.db import HALL, Database
from wms.local import Local
from wms.settings import Settings
from wms.shipping.alarms.raised import watch
from wms.shipping.loading.signature import strokes_of

PARCELS = 6


async def _set_up(app_url: str, folder: Path, language: str) -> SimpleNamespace:
    """Labelled parcels that should have left."""
    database = Database(app_url, Settings(data_dir=folder), name="test")
    try:
        bench = await open_bench(database)
        async with database.begin(HALL) as tx:
            hired = await hire_operator(tx, name="Ola Wiśniewska", pin=PIN, language=language)
            device = await announce_device(tx, name="Door 1")
            await hire_office_user(
                tx, email="kasia@example.com", name="Katarzyna Wiśniewska-Kowalczyk",
                password=PASSWORD, role="office", language=language,
            )  # fmt: skip
        parcels = [await labelled(bench, f"WEB-{n}", TEA=1) for n in range(PARCELS)]
        async with database.begin(HALL) as tx:
            await tx.execute(text("UPDATE orders SET ship_by = now() - interval '1 hour'"))
        return SimpleNamespace(bench=bench, parcels=parcels, badge=hired.badge, device=device.code)
    finally:
        await database.close()


@pytest.mark.large  # `make browser`; the suite signs without drawing, in test_bench.py
@in_languages("uk")  # the longest words
def test_parcels_are_set_down_loaded_counted_and_signed_for(
    local: Local, app_url: str, tmp_path: Path, page_at: Pages, language: str
) -> None:
    with ThreadPoolExecutor(1) as thread:  # Playwright keeps a loop running in this one
        here = thread.submit(asyncio.run, _set_up(app_url, tmp_path, language)).result()
    with warehouse(local, app_url, tmp_path) as running:
        look = Look(page_at(*HANDHELD, color_scheme="dark"), running.url, f"door-{language}")
        _log_in(look, here)
        _set_down(look, here)
        _load_and_count(look, here)
        _sign(look, running)
        running.prepare(watch)
        _look_at_the_desk(page_at(*DESK_SIZE), running, language)


def _set_down(look: Look, here: SimpleNamespace) -> None:
    number, tracking = here.parcels[0]
    look.at("/scanner/stage")
    look.scan("/scanner/stage", tracking)
    look.page.wait_for_url(f"**/scanner/stage/{number}*")
    look.fits()
    look.scan(f"/scanner/stage/{number}", here.bench.hall["A-01-1"].label_code)
    look.page.wait_for_selector("[data-refusal]")
    look.fits()
    look.scan(f"/scanner/stage/{number}", here.bench.hall["STAGE"].label_code)
    look.page.wait_for_selector(".location.is-done")
    look.fits()


def _load_and_count(look: Look, here: SimpleNamespace) -> None:
    tracking = here.parcels[1][1]
    look.at("/scanner/load")
    look.scan("/scanner/load", tracking)
    look.page.wait_for_url("**/scanner/load/1*")
    look.fits()
    look.at("/scanner/load/1/missing")
    look.at("/scanner/load/1/count")
    for counted in ("2", "0"):  # more than there are, and fewer
        look.page.locator("#counted").fill(counted)
        look.page.locator("button[form=count]").click()
        look.page.wait_for_url("**/differs?*")
        look.fits()
        look.page.goto(f"{look.url}/scanner/load/1/count")
    look.at("/scanner/load/1/differs?counted=0")
    look.page.locator("form[action$='/count-again'] button").click()
    look.page.wait_for_url("**/count-again*")
    look.fits()
    look.scan("/scanner/load/1/count-again", tracking)
    look.page.wait_for_selector("section.done")
    look.fits()
    look.page.locator("a[href$='/count']").click()
    look.page.locator("a[href*='/sign?counted=1']").click()


def _sign(look: Look, running: Running) -> None:
    """What is drawn first is wiped away; two strokes are kept, on paper too."""
    page = look.page
    page.wait_for_selector("canvas[data-sign]")
    page.locator("#signed_by").fill("Władysław Brzęczyszczykiewicz")
    for stroke in ((0.1, 0.9), (0.1, 0.5), (0.6, 0.9)):
        _draw(page, *stroke)
        if stroke == (0.1, 0.9):
            page.locator("[data-wipe]").click()
    look.fits()
    page.locator("button[form=sign]").click()
    page.wait_for_selector("section.done")
    look.fits()
    drawn = strokes_of(running.one("SELECT signature FROM manifests"))
    assert [len(stroke) > 5 for stroke in drawn] == [True, True]
    assert running.one("SELECT counted FROM manifests") == 1


def _draw(page: Page, begins: float, ends: float) -> None:
    box = page.locator("canvas[data-sign]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * begins, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * ends, box["y"] + box["height"] - 20, steps=30)
    page.mouse.up()


def _look_at_the_desk(page: Page, running: Running, language: str) -> None:
    page.goto(f"{running.url}/office/today")
    page.fill("input[name=email]", "kasia@example.com")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".tiles")
    shipped = running.one("SELECT number FROM orders WHERE status = 'shipped'")
    for name, path in (
        ("alarms", "/office/alarms"),
        ("manifest", "/office/manifests/1"),
        ("manifests", "/office/manifests"),
        ("parcels", "/office/parcels"),
        ("order", f"/office/orders/{shipped}?again=2#again"),
    ):
        page.goto(running.url + path)
        if folder := os.environ.get("LOOK_DIR"):
            page.screenshot(path=f"{folder}/desk-{name}-{language}.png", full_page=True)
        assert page.evaluate(MEASURE)["wide"] <= 0, path
        assert page.locator("main").inner_text()
