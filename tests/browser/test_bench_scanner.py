"""The bench by scanner alone, in a real Chromium: nobody taps, and whatever fails, it goes on.

Codes come as a scanner types them, also the command cards. The courier stands at the real port and
is as moody as the test says. ``LOOK_DIR=folder`` keeps a picture of every screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from tests import cast
from tests.browser.conftest import Pages
from tests.browser.handheld import Handheld, hire, in_languages, words
from tests.browser.warehouse import Running, warehouse
from tests.packing.bench import Bench, open_bench
from tests.packing.test_batch import batch
from tests.shipping.couriers import Moody
from wms.barcodes import Kind, Verb, command_code, label_code
from wms.db import HALL, Database
from wms.local import Local
from wms.packing.instructions.instructions import add_instruction
from wms.picking.cancel import cancel
from wms.settings import Settings
from wms.shipping.labels import due_shipments
from workers.labels import buy

#: a bench's screen, CSS pixels
BENCH = (1024, 768)
#: orders of the cart that is packed
CART = 12


@dataclass
class AtBench:
    """The hand at the bench, its scanner, and the courier."""

    hand: Handheld
    running: Running
    here: Any
    say: Callable[[str], str]
    courier: Moody = field(default_factory=Moody)

    def label(self, place: str) -> str:
        return str(self.here.hall[place].label_code)

    def scan(self, code: str, *, shows: str) -> None:
        """A product, a tote or a bench by its name, or a code."""
        known = self.here.codes.get(code) or (
            self.label(code) if code in self.here.hall.places else code
        )
        self.hand.scan(known, shows=shows)

    def card(self, verb: Verb, *, shows: str) -> None:
        self.hand.page.wait_for_timeout(750)  # what has just appeared takes no card
        self.hand.scan(command_code(verb), shows=self.say(shows))

    def understood(self) -> None:
        """The CONFIRM card acknowledges a refusal, too."""
        self.hand.page.wait_for_timeout(750)
        self.hand._wedge(self.hand.page, command_code(Verb.CONFIRM))
        self.hand.page.wait_for_selector("[data-refusal]", state="detached")

    def labels_are_bought(self) -> None:
        """What the worker does: ask the courier for every label that is due."""
        self._run(self._buy)

    async def _buy(self, database: Database) -> None:
        async with database.begin(HALL) as tx:
            await tx.execute(text("UPDATE shipments SET next_attempt_at = clock_timestamp()"))
        async with database.read(HALL) as read:
            due = await due_shipments(read, 50)
        for one in due:
            await buy(database, {"house": self.courier}, *one)

    def _run(self, work: Callable[[Database], Any]) -> None:
        async def unit() -> None:
            settings = Settings(data_dir=self.running.data_dir)
            database = Database(self.running.app_url, settings, name="courier")
            try:
                await work(database)
            finally:
                await database.close()

        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(unit())).result()


async def _set_up(app_url: str, folder: Path, language: str, cart: int) -> SimpleNamespace:
    """A batch of two, a cart of orders, and a shop that wants its parcels wrapped."""
    database = Database(app_url, Settings(data_dir=folder), name="test")
    try:
        bench = await open_bench(database)
        async with database.begin(HALL) as tx:
            for n in range(1, cart + 8):
                if f"T-{n}" not in bench.hall.places:
                    await cast.add_place(tx, bench.hall, f"T-{n}", "tote")
            people = await hire(tx, language)
        await batch(bench, "TEA", "MUG")
        bench.used_totes = 1
        orders = [await _order(bench, n) for n in range(cart)]
        return SimpleNamespace(
            bench=bench, hall=bench.hall, codes=bench.codes, orders=orders, **people
        )
    finally:
        await database.close()


async def _order(bench: Bench, n: int) -> Any:
    lines = ({"TEA": 1}, {"MUG": 2}, {"TEA": 1, "MUG": 1})[n % 3]
    return await bench.picked(f"CART-{n}", **lines)


@pytest.mark.parametrize("cart", [2, pytest.param(CART, marks=pytest.mark.large)])
@in_languages("pl")
def test_a_cart_is_packed_by_scanner_alone_and_nothing_stops_the_bench(
    local: Local, app_url: str, tmp_path: Path, page_at: Pages, wedge: Callable[..., None],
    language: str, cart: int,
) -> None:  # fmt: skip
    with ThreadPoolExecutor(1) as thread:  # Playwright keeps a loop running in this one
        here = thread.submit(asyncio.run, _set_up(app_url, tmp_path, language, cart)).result()
    with warehouse(local, app_url, tmp_path, programs=("api",)) as running:
        hand = Handheld(running, page_at, wedge, f"scanner-{language}")
        hand.page.set_viewport_size({"width": BENCH[0], "height": BENCH[1]})
        say = words(language)
        hand.log_in(here, shows=say("Pack"))
        at = AtBench(hand, running, here, say)
        hand.at("/scanner/pack")
        at.scan("BENCH-1", shows="BENCH-1")
        _pack_single_pieces(at)
        _pack_the_cart(at)
        assert running.one("SELECT count(*) FROM orders WHERE status <> 'packed'") == 0


def _pack_single_pieces(at: AtBench) -> None:
    """An order of one piece takes one scan, and one more when its shop wants something done."""
    at.scan("TEA", shows="T-1")
    assert at.hand.tone == "done"
    assert at.running.one("SELECT count(*) FROM shipments") == 1
    shop = at.here.bench.shop.id
    at.running.prepare(
        lambda tx: add_instruction(
            tx, shop, moment="close", words="Zawiń w bibułę", picture=None, by=None
        )
    )
    at.scan("MUG", shows="Zawiń w bibułę")
    at.card(Verb.CONFIRM, shows="Put the parcel aside and scan the next tote")
    assert at.running.one("SELECT count(*) FROM shipments") == 2


def _pack_the_cart(at: AtBench) -> None:
    for n, order in enumerate(at.here.orders):
        skus = ({"TEA": 1}, {"MUG": 2}, {"TEA": 1, "MUG": 1})[n % 3]
        at.scan(order.tote, shows=str(order.number))
        left = [sku for sku, count in skus.items() for _ in range(count)]
        for nth, sku in enumerate(left):
            at.scan(sku, shows="Zawiń" if nth == len(left) - 1 else str(order.number))
        at.card(Verb.CONFIRM, shows="Put the parcel aside and scan the next tote")
        assert at.hand.tone == "done"


@pytest.mark.large
@in_languages("pl")
def test_what_goes_wrong_at_the_bench_is_walked_through_by_scanner(
    local: Local, app_url: str, tmp_path: Path, page_at: Pages, wedge: Callable[..., None],
    language: str,
) -> None:  # fmt: skip
    with ThreadPoolExecutor(1) as thread:
        here = thread.submit(asyncio.run, _set_up(app_url, tmp_path, language, 3)).result()
    with warehouse(local, app_url, tmp_path, programs=("api",)) as running:
        hand = Handheld(running, page_at, wedge, f"fails-{language}")
        say = words(language)
        hand.log_in(here, shows=say("Pack"))
        at = AtBench(hand, running, here, say)
        hand.at("/scanner/pack")
        _wrong_item_and_too_heavy(at)
        _refused_and_away(at)
        _cancelled_in_mid_pack(at)


def _wrong_item_and_too_heavy(at: AtBench) -> None:
    first = at.here.orders[2]  # a tea and a mug
    at.running.prepare(
        lambda tx: tx.execute(
            text("UPDATE products SET weight_g = 20000 WHERE sku IN ('TEA', 'MUG')")
        )
    )
    at.scan(first.tote, shows=str(first.number))
    at.scan("TEA", shows="MUG")
    at.scan("TEA", shows="TEA")  # one too many
    at.understood()
    at.scan("MUG", shows="40\u00a0")  # kilograms, more than the courier takes
    at.understood()
    at.card(Verb.FULL, shows="Packing slip")
    at.scan(first.tote, shows="MUG")
    at.scan("MUG", shows=at.say("Packing slip"))
    assert at.running.one("SELECT count(*) FROM shipments") == 2


def _refused_and_away(at: AtBench) -> None:
    at.courier.refuses = "Address unknown"
    at.labels_are_bought()
    number = at.running.one("SELECT max(number) FROM parcels")
    slip = label_code(Kind.ORDER_SLIP, at.here.orders[2].number)
    at.scan(slip, shows="Address unknown")
    at.courier.refuses, at.courier.is_away = None, True
    at.card(Verb.CONFIRM, shows="Packing slip")  # the yellow button: once more
    at.labels_are_bought()
    at.scan(slip, shows=at.say("the courier does not answer; we go on trying"))
    second = at.here.orders[1]
    at.scan(second.tote, shows=str(second.number))  # the bench went on
    at.courier.is_away = False
    at.labels_are_bought()
    assert (
        at.running.one(
            "SELECT s.status FROM shipments s JOIN parcels pa ON pa.id = s.parcel_id "
            f"WHERE pa.number = {number} AND s.status <> 'voided'"
        )
        == "bought"
    )


def _cancelled_in_mid_pack(at: AtBench) -> None:
    shop, order = at.here.bench.shop.id, at.here.orders[1]
    at.scan("MUG", shows=str(order.number))
    at.running.prepare(lambda tx: cancel(tx, shop, order.id))
    at.scan("MUG", shows=str(order.number))
    at.understood()
    at.hand.sees(at.say("Take everything out of the parcel and put it back into the tote."))
    at.scan("A-01-1", shows=at.say("Pack"))
    assert at.running.one(f"SELECT status FROM orders WHERE number = {order.number}") == "cancelled"
    last = at.here.orders[0]
    at.scan(last.tote, shows=str(last.number))
    at.scan("TEA", shows=at.say("Packing slip"))
    at.card(Verb.UNDO, shows="Scan an empty tote")
    at.scan("T-9", shows=str(last.number))
    at.scan("TEA", shows=at.say("Packing slip"))
