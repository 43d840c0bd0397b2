"""Walks with Wi-Fi that comes and goes: nothing is lost, nothing is counted twice.

In a real Chromium, against the real server: cluster walks of forty lines, a fifth of all requests
dropped, delayed, doubled or reordered, the Wi-Fi cut altogether in the middle, reloads without any,
a second handheld of the same picker, a supervisor who takes the walk over, orders cancelled
meanwhile. In the end the books of every place and tote are what really lies there.

``make offline`` makes ten thousand scans (``SEED=7`` replays one); the suite one short walk.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from playwright.sync_api import Page
from sqlalchemy import text

from tests import cast
from tests.browser.bad_network import FAULTS, Network, start
from tests.browser.conftest import HANDHELD, Pages, press_enter
from tests.browser.picker import LISTEN, Hall, Picker
from tests.browser.warehouse import Running, warehouse
from tests.browser.what_happened import what_happened
from tests.orders.asking import ask
from wms.access.devices import announce_device
from wms.access.keys import SCOPES, issue_key
from wms.access.operators import hire_operator
from wms.access.people import AtWork
from wms.db import Tx, new_id
from wms.local import Local
from wms.picking.cancel import cancel
from wms.picking.errors import CancelTooLate
from wms.picking.runs import plan_run, start_run

PIN = "4711"
LINES, ORDERS, SCANS_A_TIME = 40, 6, 130
#: in the suite: as much of a walk as it has time for
FEW_LINES, FEW_SCANS = 14, 40
#: so often somebody goes back for what is left
ROUNDS_HOME = 20
#: of so many walks one is taken over
TAKEN_OVER = 4
PLACES = 40
MOST_OF_A_LINE = 3
FAULT_RATE = 0.2
STOCK = 100_000
#: of a hundred steps: the Wi-Fi goes, comes back, a page is loaded anew, the handhelds are swapped
CUT, MEND, RELOAD, SWITCH = 3, 2, 1, 2


async def _open(tx: Tx) -> SimpleNamespace:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    really = Hall()
    for n in range(1, PLACES + 1):
        code = f"C-{n:02}-1"
        place = await cast.add_place(tx, hall, code, "pick_face", order=n)
        product = await cast.add_product(tx, shop, f"SKU-{n:02}")
        await cast.stock(tx, hall, product, code, STOCK)
        really.pieces[code, product.sku] = STOCK
        really.labels[code] = place.label_code or ""
        really.codes[product.sku] = await cast.barcode_of(tx, product)
        pack = cast.ean13(900_000 + n)
        really.packs[product.sku] = await cast.add_barcode(tx, product, pack, 2)
    ola = await hire_operator(tx, name="Ola", pin=PIN, language="en")
    jan = await hire_operator(tx, name="Jan", pin=PIN, language="uk", is_supervisor=True)
    devices = [(await announce_device(tx, name=f"Handheld {n}")).code for n in range(3)]
    key = (await issue_key(tx, shop.id, name="test", scopes=SCOPES)).key
    return SimpleNamespace(
        hall=hall, shop=shop.id, really=really, badges=[ola.badge, ola.badge, jan.badge],
        devices=devices, key=key, ola=AtWork(
            operator_id=ola.id, device_id=new_id(), session_id=new_id(), name="Ola",
            language="en", is_supervisor=False,
        ),
    )  # fmt: skip


def log_in(page: Page, wedge: Callable[..., None], url: str, device: str, badge: str) -> None:
    page.add_init_script(LISTEN)
    page.goto(f"{url}/scanner/enrol?code={device}")
    page.locator("button[form=enrol]").click()
    page.wait_for_selector("form[action='/scanner/login/badge']", state="attached")
    page.wait_for_load_state("networkidle")
    wedge(page, badge)
    page.locator("input[name=pin]").fill(PIN)
    press_enter(page)
    page.wait_for_selector(".choices")


class Walks:
    """The warehouse of one test, and the walks in it."""

    def __init__(
        self, running: Running, network: Network, here: Any, pickers: list[Picker]
    ) -> None:
        self.running, self.network, self.here, self.pickers = running, network, here, pickers
        self.rng = network.rng
        self.shop = httpx.Client(
            base_url=running.url, headers={"Authorization": f"Bearer {here.key}"}
        )
        self.number = 0
        self.cancelled = 0

    def begin(self, lines: int) -> tuple[str, list[str]]:
        """A new walk with empty totes: its address, and its orders."""
        self.number += 1
        skus = sorted(self.here.really.codes)
        orders = []
        for n in range(ORDERS):
            count = lines // ORDERS + (n < lines % ORDERS)
            chosen = {
                sku: self.rng.randint(1, MOST_OF_A_LINE) for sku in self.rng.sample(skus, count)
            }
            asked = ask(f"W{self.number}-{n}", **chosen)
            body = {k: v for k, v in msgspec.to_builtins(asked).items() if v is not None}
            answer = self.shop.post("/v1/orders", json=body)
            assert answer.status_code == 201, answer.text
            orders.append(answer.json()["id"])

        async def plan(tx: Tx) -> tuple[str, list[str]]:
            codes = [f"T-{self.number:03}-{slot}" for slot in range(1, ORDERS + 1)]
            totes = [await cast.add_place(tx, self.here.hall, code, "tote") for code in codes]
            planned = await plan_run(tx, self.here.hall.warehouse_id, order_ids=orders)
            await start_run(tx, planned.run_id, self.here.ola)
            return str(planned.run_id), [tote.label_code or "" for tote in totes]

        run, totes = self.running.prepare(plan)
        address = f"{self.network.url}/scanner/pick/{run}"
        ola = self.pickers[0].page
        self.pickers[0].open(address)
        ola.wait_for_load_state("networkidle")
        for tote in totes:
            said = ola.locator(".location-code").inner_text()
            self.pickers[0].wedge(ola, tote)
            ola.wait_for_function(
                "said => document.querySelector('.location-code')?.innerText !== said", arg=said
            )
        ola.wait_for_selector("[data-judges]")
        ola.wait_for_load_state("networkidle")  # its shell is kept
        return address, orders

    def walk(self, lines: int, *, is_taken_over: bool = False) -> None:
        """One walk to its end, whatever the Wi-Fi does."""
        address, orders = self.begin(lines)
        self.network.fault_rate = FAULT_RATE
        hand, other = self.pickers[0], self.pickers[1]
        other.open(address)
        steps = 0
        while hand.step():
            steps += 1
            if steps == lines // 2:
                self.network.cut()  # whatever else happens: in the middle it is away
                hand.reload()
            self.weather(hand)
            if hand is not self.pickers[2] and hand.chance(SWITCH):
                if not self.network.is_cut:
                    other.page.reload()
                hand, other = other, hand
            if steps == lines:
                self.cancel(orders[self.rng.randrange(ORDERS)])
                if is_taken_over:
                    hand = self.take_over(address)
                    is_taken_over = False
        self.come_home(hand)

    def come_home(self, last: Picker) -> None:
        """Everybody stands in the Wi-Fi until nothing waits any more and the walk is over."""
        for _ in range(ROUNDS_HOME):
            for picker in self.pickers:
                picker.settle()
            last.reload()
            if last.look()["is_over"]:
                break
            # what nobody found, was taken back on the other handheld, or put back, is left to do
            while last.step():
                pass
        else:
            raise AssertionError(last.look())
        self.network.fault_rate = 0.0

    def weather(self, hand: Picker) -> None:
        """The Wi-Fi goes and comes; now and then the page is loaded anew."""
        if self.network.is_cut:
            if hand.chance(MEND):
                self.network.mend()
        elif hand.chance(CUT):
            self.network.cut()
        if hand.chance(RELOAD):
            hand.reload()

    def cancel(self, order: str) -> None:
        """Its shop wants an order no more, while the handheld may not hear of it."""

        async def gone(tx: Tx) -> None:
            with suppress(CancelTooLate):
                await cancel(tx, self.here.shop, UUID(order))

        self.running.prepare(gone)
        self.cancelled += 1

    def take_over(self, address: str) -> Picker:
        """A supervisor goes on while the first handheld still keeps scans."""
        self.network.mend()  # whoever takes over stands in the Wi-Fi
        jan = self.pickers[2]
        run = address.rsplit("/", 1)[-1]
        jan.open(f"{self.network.url}/scanner/pick")
        button = jan.page.locator(f"form[action='/scanner/pick/{run}/take-over'] button")
        assert button.count(), jan.page.inner_text("body")
        button.click()
        jan.page.wait_for_selector("[data-judges]")
        return jan

    def differences(self) -> list[tuple[str, str, int, int]]:
        """(place, SKU, by the books, really) where the two differ."""

        async def books(tx: Tx) -> dict[tuple[str, str], int]:
            rows = await tx.execute(_BOOKS)
            return {(row.place, row.sku): row.pieces for row in rows}

        booked = self.running.prepare(books)
        really = +self.here.really.pieces
        return [
            (*key, booked.get(key, 0), really[key])
            for key in sorted({*booked, *really})
            if booked.get(key, 0) != really[key]
        ]


def verdicts(pickers: list[Picker]) -> list[int]:
    """Median, 99th percentile and longest time from a scan's last key to its verdict, ms."""
    all_ms = sorted(ms for picker in pickers for ms in picker.verdicts_ms)
    return [round(all_ms[min(int(len(all_ms) * p), len(all_ms) - 1)]) for p in (0.5, 0.99, 1)]


_BOOKS = text(
    """
    SELECT p.code AS place, g.sku, sum(b.on_hand)::int AS pieces
    FROM balances b JOIN places p ON p.id = b.place_id
    JOIN products g ON g.shop_id = b.shop_id AND g.id = b.product_id
    WHERE p.kind IN ('pick_face', 'tote') AND b.on_hand > 0 GROUP BY p.code, g.sku
    """
)
#: each scan and tap once, but for those that only the server judges
_SCANS = """SELECT count(*)::int FROM scans WHERE flow LIKE 'pick%' AND flow <> 'pick_take_over'
    AND answer ->> 'did' IS DISTINCT FROM 'tote'"""


@pytest.fixture
def running(local: Local, app_url: str, tmp_path: Any) -> Any:
    with warehouse(local, app_url, tmp_path, programs=("api",)) as it:
        yield it


def test_a_walk_that_ended_on_the_other_handheld_is_over_on_this_one(
    running: Running, page_at: Pages, wedge: Callable[..., None]
) -> None:
    page_at.allow("net::ERR_|status of 50")
    network, server = start(running.url, random.Random(1))
    try:
        here = running.prepare(_open)
        pickers = []
        for device, badge in zip(here.devices[:2], here.badges[:2], strict=True):
            page = page_at(*HANDHELD, color_scheme="dark")
            log_in(page, wedge, network.url, device, badge)
            pickers.append(Picker(page, wedge, here.really, network, network.rng))
        walks, other = Walks(running, network, here, pickers), pickers[1]
        address, orders = walks.begin(ORDERS)
        network.lost = "/pack"
        other.open(address)  # its page asks for a step, and it does not know the walk
        assert other.look()["place"] and not other.look()["judges"]
        for order in orders:
            walks.cancel(order)
        network.lost = ""
        other.page.wait_for_selector(".done")
    finally:
        server.shutdown()
        server.server_close()


def test_no_scan_is_lost_or_doubled_whatever_the_wifi_does(
    running: Running, page_at: Pages, wedge: Callable[..., None], times: int
) -> None:
    seed = int(os.environ.get("SEED", "") or random.SystemRandom().randrange(10**6))
    print(f"SEED={seed}")
    wanted = SCANS_A_TIME * times if times > 1 else FEW_SCANS
    page_at.allow(
        "net::ERR_|status of 50|error occurred when fetching the script|Access is denied for this"
    )
    network, server = start(running.url, random.Random(seed))
    try:
        here = running.prepare(_open)
        pickers = []
        for device, badge in zip(here.devices, here.badges, strict=True):
            page = page_at(*HANDHELD, color_scheme="dark")
            log_in(page, wedge, network.url, device, badge)
            pickers.append(Picker(page, wedge, here.really, network, network.rng))
        walks = Walks(running, network, here, pickers)
        while sum(picker.made for picker in pickers) < wanted:
            is_taken_over = walks.number % TAKEN_OVER == TAKEN_OVER - 1
            walks.walk(LINES if times > 1 else FEW_LINES, is_taken_over=is_taken_over)
            made = sum(picker.made for picker in pickers)
            print(
                f"walk {walks.number}: {made} scans, verdicts {verdicts(pickers)} ms,", flush=True
            )
            print(f"  {dict(network.happened)}", flush=True)
            differences = walks.differences()
            for sku in sorted({sku for _, sku, _, _ in differences}):
                print(sku, what_happened(running, pickers, sku), sep="\n")
            assert differences == [], f"SEED={seed}"
            unheard = sum(picker.unheard for picker in pickers)
            kept = running.one(_SCANS)
            assert made <= kept <= made + unheard, f"SEED={seed}: {made} {kept} {unheard}"
        bad = network.happened
        assert bad["cut"] and bad["dropped while cut"] and sum(bad[fault] for fault in FAULTS)
        if times > 1:
            assert all(bad[fault] for fault in (*FAULTS, "arrived late")), bad
            assert sum(picker.did["conflict"] for picker in pickers), "the server never said no"
        print({kind: sum(p.did[kind] for p in pickers) for p in pickers for kind in p.did})
        print("scan to verdict, ms: p50, p99, most", verdicts(pickers))
    finally:
        server.shutdown()
        server.server_close()
