"""The bench and the loading door in a real Chromium: all that can happen to a parcel before it
leaves, on a handheld and on a bench's screen, in every language.

Web server, workers, PostgreSQL and Valkey are real. ``LOOK_DIR=folder`` keeps a picture of every
screen.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from api import i18n
from api.i18n import LANGUAGES
from tests.api.people import PASSWORD
from tests.browser.conftest import DESK_SIZE, HANDHELD, Pages
from tests.browser.test_looks import CONTRAST, FLOOR_CONTRAST, MEASURE
from tests.browser.warehouse import Running, warehouse
from tests.orders.asking import goes_to
from tests.packing.bench import open_bench
from tests.packing.cartons import carton
from wms.access.desks import hire_office_user
from wms.access.devices import announce_device
from wms.access.operators import hire_operator
from wms.db import HALL, Database, Tx
from wms.local import Local
from wms.orders.documents import keep_invoice
from wms.orders.holds import hold_order, release_hold
from wms.packing.cartons.kinds import add_carton
from wms.packing.weight.scale_call import ScaleAddress
from wms.packing.weight.scales import set_scale
from wms.settings import Settings

PIN = "4711"
#: a bench's screen, CSS pixels
BENCH = (1024, 768)
TELEPHONE = (390, 844)
LONG_NAME = "Herbata jaśminowa w puszce, liściasta, pierwszy zbiór 100 g"


async def _set_up(app_url: str, folder: Path, language: str) -> SimpleNamespace:
    """Two picked orders: one too heavy for the courier, one of a shop that asks for weights."""
    database = Database(app_url, Settings(data_dir=folder), name="test")
    try:
        bench = await open_bench(database)
        async with database.begin(HALL) as tx:
            await tx.execute(
                text("UPDATE products SET weight_g = 40000, name = :name WHERE sku = 'TEA'"),
                {"name": LONG_NAME},
            )
            await tx.execute(
                text(
                    "UPDATE products SET length_mm = 120, width_mm = 90, height_mm = 100 "
                    "WHERE sku = 'MUG'"
                )
            )
            for name, inner in (("S", (200, 150, 120)), ("Herbaciany L", (400, 300, 200))):
                await add_carton(tx, bench.hall.warehouse_id, carton(name, *inner))
            hired = await hire_operator(tx, name="Ola Wiśniewska", pin=PIN, language=language)
            device = await announce_device(tx, name="Bench 1")
            await hire_office_user(
                tx, email="kasia@example.com", name="Katarzyna Wiśniewska-Kowalczyk",
                password=PASSWORD, role="office", language=language,
            )  # fmt: skip
        heavy = await bench.picked("WEB-HEAVY", TEA=1)
        light = await bench.picked("WEB-LIGHT", MUG=2)
        return SimpleNamespace(
            bench=bench, heavy=heavy, light=light, badge=hired.badge, device=device.code
        )
    finally:
        await database.close()


class Look:
    """One person's page: taps, keeps a picture of every screen, and measures it."""

    def __init__(self, page: Page, url: str, name: str) -> None:
        self.page, self.url, self.name, self.shots = page, url, name, 0

    def at(self, path: str) -> None:
        self.page.goto(self.url + path)
        self.fits()

    def scan(self, path: str, code: str | None) -> None:
        """As a scanner would, by the form that takes its codes."""
        self.page.goto(self.url + path)
        self.page.evaluate(
            """(code) => { const form = document.querySelector('form[data-scan]');
            form.elements.code.value = code; form.requestSubmit(); }""",
            code or "",
        )

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words, timeout=15_000)
        self.fits()

    def fits(self) -> None:
        self.shots += 1
        if folder := os.environ.get("LOOK_DIR"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{self.name}-{self.shots:02}.png")
        seen = self.page.evaluate(MEASURE)
        where = (self.name, self.shots, self.page.url)
        assert max(seen["wide"], seen["task_wide"], seen["task_long"]) <= 0, where
        assert all(n <= 0 for n in seen["refusal_long"]), where
        assert all(px >= 64 for px in seen["primaries"]), where
        assert all(px <= 0 for px in seen["primaries_below"]), where
        assert not seen["cut"] and not seen["clipped"] and not seen["broken"], (where, seen)
        weak = [(c, w) for c, w in self.page.evaluate(CONTRAST) if c < FLOOR_CONTRAST]
        assert not weak, (where, weak)


def _log_in(look: Look, here: SimpleNamespace) -> None:
    look.page.goto(f"{look.url}/scanner/enrol?code={here.device}")
    look.page.locator("button[form=enrol]").click()
    look.page.wait_for_selector("form[action='/scanner/login/badge']", state="attached")
    look.page.evaluate(
        """(code) => { const form = document.querySelector('form[data-scan]');
        form.elements.code.value = code; form.requestSubmit(); }""",
        here.badge,
    )
    look.page.wait_for_selector("input[name=pin]")
    look.page.locator("input[name=pin]").fill(PIN)
    look.page.keyboard.press("Enter")
    look.page.wait_for_selector("a[href='/scanner/pack']")


@pytest.mark.large  # make browser: each screen of it is in the suite by itself
@pytest.mark.parametrize("size", [HANDHELD, BENCH], ids=["handheld", "bench"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_befalls_a_parcel_fits_its_screen(
    local: Local, app_url: str, tmp_path: Path, page_at: Pages, language: str,
    size: tuple[int, int],
) -> None:  # fmt: skip
    with ThreadPoolExecutor(1) as thread:  # Playwright keeps a loop running in this one
        here = thread.submit(asyncio.run, _set_up(app_url, tmp_path, language)).result()
    with warehouse(local, app_url, tmp_path) as running:
        page = page_at(*size, color_scheme="dark")
        look = Look(page, running.url, f"bench-{size[0]}-{language}")
        _log_in(look, here)
        _pack_what_is_too_heavy(look, here, language)
        number = _pack_what_is_weighed(look, running, here, language)
        _load(look, running, number, language)
        desk = page_at(*(TELEPHONE if size == HANDHELD else DESK_SIZE))
        _look_at_the_desk(desk, running, here, language)


def _pack_what_is_too_heavy(look: Look, here: SimpleNamespace, language: str) -> None:
    hall, codes = here.bench.hall, here.bench.codes
    look.at("/scanner/pack")
    look.scan("/scanner/pack", hall[here.heavy.tote].label_code)
    look.sees(LONG_NAME)
    look.page.locator("form[action$='/no-barcode'] button").click()
    look.sees(i18n.translate(language, "Scan the supervisor's badge"))
    look.scan("/scanner/pack/1", codes["MUG"])
    look.page.wait_for_selector("[data-refusal]")
    look.fits()
    look.scan("/scanner/pack/1", codes["TEA"])
    # the worker's courier says no; the page turns to it by itself
    look.page.wait_for_selector("form[action$='/label/again']", timeout=15_000)
    look.sees(i18n.translate(language, "For the office"))
    if look.page.locator("summary.door-tap").count():  # another courier takes it
        look.page.locator("summary.door-tap").click()
        look.fits()
        look.page.locator("[data-close]").first.click()
    look.page.locator("a[href$='/label/weigh']").click()
    look.sees(i18n.translate(language, "kilograms"))
    look.page.locator("#weight").fill("ciężka")
    look.page.locator("button[value=kg]").click()
    look.page.wait_for_selector("[data-refusal]")
    look.fits()
    look.at("/scanner/pack/1")
    look.page.locator("form[action$='/pack/1/again'] button").click()
    look.sees(i18n.translate(language, "Scan an empty tote"))
    look.at(f"/scanner/pack/cancelled/{here.light.number}")
    look.at("/scanner/pack/1")
    look.page.locator("form[action$='/label/hold'] button").click()
    look.sees(i18n.translate(language, "Put it on the shelf for the office, without a label."))


def _pack_what_is_weighed(
    look: Look, running: Running, here: SimpleNamespace, language: str
) -> int:
    hall, codes = here.bench.hall, here.bench.codes
    running.prepare(lambda tx: tx.execute(text("UPDATE shops SET is_weight_asked = true")))
    look.scan("/scanner/pack", hall[here.light.tote].label_code)
    look.page.wait_for_url("**/scanner/pack/2*")
    shop, order = here.bench.shop.id, here.light.id
    running.prepare(lambda tx: hold_order(tx, shop, order, "pickup_point_invalid"))
    look.at("/scanner/pack/2")
    look.sees(i18n.translate(language, "the courier has no such pickup point")[1:])
    look.scan("/scanner/pack", hall[here.light.tote].label_code)
    look.page.wait_for_selector("[data-refusal]")
    look.fits()
    running.prepare(lambda tx: release_hold(tx, shop, order, "pickup_point_invalid"))
    running.prepare(lambda tx: keep_invoice(tx, shop, order, b"%PDF-1.4 %%EOF"))
    running.wait_for("SELECT count(*) FROM carton_plans WHERE cardinality(carton_ids) = 1", 1)
    look.scan("/scanner/pack/2", codes["MUG"])
    look.page.wait_for_url("**?scan=*")
    look.sees("S")
    look.page.locator(".carton-note").click()
    look.sees("Herbaciany L")
    look.page.locator(".carton-choices button").first.click()
    look.page.wait_for_url("**/scanner/pack/2?scan=*")
    # a scale that is off: what it says is typed
    off = ScaleAddress(protocol="mt-sics", host="127.0.0.1", port=9)
    bench_id = hall["BENCH-1"].id
    running.prepare(lambda tx: set_scale(tx, bench_id, off, by=None))
    look.scan("/scanner/pack", hall["BENCH-1"].label_code)
    look.page.wait_for_url("**/scanner/pack?scan=*")
    look.scan("/scanner/pack/2", codes["MUG"])
    look.sees(i18n.translate(language, "Ask the scale"))
    look.page.locator("form[action$='/scale'] button.primary").click()
    look.page.wait_for_selector("[data-refusal]")
    look.fits()
    look.at("/scanner/pack/2")
    look.page.locator("#weight").fill("1,85")
    look.page.locator("button[value=kg]").click()
    look.sees(i18n.translate(language, "Count again"))
    look.page.locator("summary.door-tap").click()
    look.fits()
    look.page.locator("[data-close]").first.click()
    look.page.locator("a[href$='/weigh']").click()
    running.prepare(_to_a_locker)
    look.page.locator("#weight").fill("0,53")
    look.page.locator("button[value=kg]").click()
    # its courier's account cannot be read; the next best way is one tap
    look.sees("House courier")
    look.page.locator("form[action$='/label/other'] button.primary").click()
    look.page.wait_for_selector("section.done")
    running.wait_for("SELECT count(*) FROM print_jobs WHERE status = 'sent'", 4)
    look.at("/scanner/pack/2")
    assert running.one("SELECT weight_g FROM parcels WHERE number = 2") == 530
    return 2


async def _to_a_locker(tx: Tx) -> None:
    """The parcel goes to a locker of a courier whose account nobody can read."""
    await tx.execute(
        text("INSERT INTO courier_accounts (carrier, label, locked) VALUES ('inpost', 'x', 'x')")
    )
    shop_id, order_id = (
        await tx.execute(
            text("UPDATE orders SET carrier = 'inpost', service = 'locker' "
                 "WHERE external_id = 'WEB-LIGHT' RETURNING shop_id, id")
        )
    ).one()  # fmt: skip
    await goes_to(tx, shop_id, order_id, pickup_point_id="WAW01A")


def _load(look: Look, running: Running, number: int, language: str) -> None:
    tracking = running.one("SELECT tracking_number FROM shipments WHERE status = 'bought'")
    look.at("/scanner/load")
    look.scan("/scanner/load", tracking)
    look.page.wait_for_url("**/scanner/load/1*")
    look.fits()
    look.at("/scanner/load/1/take-off")
    look.at("/scanner/load/1/sign")
    look.page.locator("#signed_by").fill("Władysław Brzęczyszczykiewicz")
    look.page.locator("button[form=sign]").click()
    look.page.wait_for_selector("section.done")
    look.fits()
    assert running.one(f"SELECT status FROM parcels WHERE number = {number}") == "handed_over"


def _look_at_the_desk(page: Page, running: Running, here: SimpleNamespace, language: str) -> None:
    """The parcel that was put aside, as the office sees it; then its label is asked for again."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.goto(f"{running.url}/office/today")
    page.fill("input[name=email]", "kasia@example.com")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".tiles")
    order = f"/office/orders/{here.heavy.number}"
    for name, path in (("stuck", "/office/parcels?state=stuck"), ("order", order)):
        page.goto(running.url + path)
        if folder := os.environ.get("LOOK_DIR"):
            page.screenshot(path=f"{folder}/desk-{name}-{width}-{language}.png", full_page=True)
        assert page.evaluate(MEASURE)["wide"] <= 0, (path, width)
        weight = "40\u00a0кг" if language == "uk" else "40\u00a0kg"
        expect(page.locator("main")).to_contain_text(weight)
        expect(page.locator("main")).to_contain_text(i18n.translate(language, "Put aside"))
    page.locator("form[action$='/label/weigh'] input[name=weight]").fill("3,2")
    page.locator("form[action$='/label/weigh'] button").click()
    page.wait_for_url("**said=label_again*")
    running.wait_for("SELECT count(*) FROM shipments WHERE status = 'bought'", 2)
