"""A picker with a handheld whose Wi-Fi comes and goes, and the goods as they really lie there."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from tests.browser.bad_network import Network
from wms.barcodes import Verb, command_code

PATIENCE_MS = 60_000
#: a tap of which nothing was heard so long came to nothing
TAP_MS = 500
TRIES = 5
CONFIRM = command_code(Verb.CONFIRM)
#: what a picker may do instead of the next scan, and how often in a hundred
WRONG, SKIP, DAMAGED, SHORT, UNDO, REST, PACK = 4, 2, 2, 2, 3, 20, 15

LISTEN = """
let suffix = 0; // when the scanner had typed the whole code
addEventListener('keydown', ({key}) => { if (key === 'Enter') suffix = performance.now(); }, true);
document.addEventListener('wms:judged', async ({detail}) => {
  await null; // the verdict stands on the screen
  const ms = suffix && performance.now() - suffix;
  suffix = 0;
  sessionStorage.setItem('test.judged', JSON.stringify(
    [...JSON.parse(sessionStorage.getItem('test.judged') ?? '[]'), {...detail, ms}]));
});
localStorage.setItem('wms.scanner', '{"suffix": "Enter", "gap_ms": 2}');
"""
#: what was judged since the last look (a reload in between loses none of it), or soon is; nothing
#: when a refusal came between, or nothing happens
JUDGED = """(patience) => new Promise((done) => {
  const end = performance.now() + patience;
  const look = () => {
    const judged = JSON.parse(sessionStorage.getItem('test.judged') ?? '[]');
    sessionStorage.removeItem('test.judged');
    if (judged.length || document.querySelector('[data-refusal]') || performance.now() >= end) {
      done(judged);
    } else setTimeout(look, 2);
  };
  look();
})"""
TAP = """(selector) => {
  const button = document.querySelector(selector);
  button?.click();
  return Boolean(button);
}"""
ACKNOWLEDGE = """(words) => new Promise((done) => {
  const no = document.querySelector('[data-refusal]');
  if (no?.textContent !== words) return done(false);
  no.querySelector('[data-ack]').click();
  const look = () => (no.isConnected ? setTimeout(look, 2) : done(true));
  look();
})"""
LOOK = r"""() => {
  const $ = (selector) => document.querySelector(selector);
  const no = $('[data-refusal]');
  return {
    no: no && {...no.dataset, words: no.textContent},
    place: $('.location-code')?.textContent.trim(), is_there: Boolean($('.location.is-done')),
    sku: $('.sku')?.textContent.split(' · ')[0],
    left: Number($('.quantity-now')?.lastChild.data.replace(/\D/g, '') || 0),
    is_over: Boolean($('.done, form[action="/scanner/pick"]')),
    has_rest: Boolean($('form[action$="/rest"]')),
    judges: $('#work').hasAttribute('data-judges'), taken: Number($('#work').dataset.judges),
    link: $('#link').dataset.state,
    who: $('#work').dataset.operator,
  };
}"""


@dataclass
class Hall:
    """Where goods really are: pieces by (place or tote, SKU); and what the picker can scan."""

    pieces: Counter[tuple[str, str]] = field(default_factory=Counter)
    labels: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    #: a barcode of two pieces
    packs: dict[str, str] = field(default_factory=dict)

    def carry(self, sku: str, pieces: int, source: str, target: str) -> None:
        """Hands move goods, whatever the books say."""
        self.pieces[source, sku] -= pieces
        self.pieces[target, sku] += pieces
        assert self.pieces[source, sku] >= 0, (source, sku, "a hand took what was not there")


@dataclass
class Picker:
    """One person at one handheld."""

    page: Page
    wedge: Callable[..., None]
    hall: Hall
    network: Network
    rng: random.Random
    #: scans and taps that the handheld has judged
    made: int = 0
    #: those of which nothing was heard: a conflict came between, or the page was left
    unheard: int = 0
    did: Counter[str] = field(default_factory=Counter)
    #: from the last key of each scan to its verdict on the screen
    verdicts_ms: list[float] = field(default_factory=list)
    #: what was seen and done, for whoever has to find out why books and goods differ
    log: list[tuple[Any, ...]] = field(default_factory=list)

    def note(self, *what: Any) -> None:
        """Keep it with the time."""
        self.log.append((time.time(), *what))

    def look(self) -> dict[str, Any]:
        """What stands on the screen."""
        seen: dict[str, Any] = self.page.evaluate(LOOK)
        return seen

    def waits(self) -> int:
        """How many scans the handheld keeps that were not sent."""
        count: int = self.page.evaluate(
            """() => new Promise((done) => {
                const opening = indexedDB.open('wms');
                opening.onsuccess = () => {
                    const all = opening.result.transaction('unsent').objectStore('unsent').count();
                    all.onsuccess = () => { done(all.result); opening.result.close(); };
                };
            })"""
        )
        return count

    def until(self, is_so: Callable[[], Any]) -> None:
        """Look again and again."""
        waited = 0
        while not is_so():
            assert waited < PATIENCE_MS, (self.look(), self.network.happened)
            self.page.wait_for_timeout(50)
            waited += 50

    def settle(self) -> None:
        """Stand in the Wi-Fi until everything is sent, and do what the conflicts say."""
        self.network.mend()

        def is_settled() -> bool:
            seen = self.look()
            if seen["no"]:
                self.read(seen["no"])
                return False
            return seen["link"] == "online" and self.waits() == 0

        self.until(is_settled)

    def step(self) -> bool:
        """Do what the screen asks for, or something else. False: the walk is over."""
        seen = self.look()
        if seen["no"]:
            self.read(seen["no"])
        elif seen["is_over"]:
            return False
        elif not seen["judges"] or not seen["place"]:
            self.network.mend()  # nothing was judged here yet: a first look needs the Wi-Fi
            self.page.wait_for_timeout(50)
        elif seen["taken"] and self.chance(UNDO):
            self.tap("form[action$='/undo'] button")
        elif self.chance(SKIP):
            self.door("skip")
        elif seen["is_there"]:
            self.at_place(seen)
        else:
            self.scan(self.some_label() if self.chance(WRONG) else self.hall.labels[seen["place"]])
        return True

    def at_place(self, seen: dict[str, Any]) -> None:
        """The place was scanned: take goods, or say what is wrong with them."""
        if self.chance(SHORT):
            self.door("short")
        elif self.chance(DAMAGED):
            self.door("damaged")
        elif self.chance(WRONG):
            self.scan(self.rng.choice(list(self.hall.codes.values())))
        elif seen["has_rest"] and self.chance(REST):
            self.scan(CONFIRM)
        elif seen["left"] > 1 and self.chance(PACK):
            self.scan(self.hall.packs[seen["sku"]])
        else:
            self.scan(self.hall.codes[seen["sku"]])

    def chance(self, in_a_hundred: int) -> bool:
        return self.rng.random() * 100 < in_a_hundred

    def some_label(self) -> str:
        return self.rng.choice(list(self.hall.labels.values()))

    def scan(self, code: str) -> None:
        """Pull the trigger, hear the tone, and let the hands do it."""
        self.note("scan", code)
        self.wedge(self.page, code)
        self.heard()

    def door(self, verb: str) -> None:
        """A side door: a tap, and the first reason."""
        self.tap(f"form[action$='/{verb}'] button")

    def tap(self, button: str) -> None:
        self.note("tap", button)
        if self.page.evaluate(TAP, button):  # else another screen has come meanwhile
            self.heard(may_be_nothing=True)

    def heard(self, *, may_be_nothing: bool = False) -> None:
        """What the handheld made of it; nothing when a conflict came between."""
        judged = self.page.evaluate(JUDGED, TAP_MS if may_be_nothing else PATIENCE_MS)
        if not judged:
            seen = self.look()
            assert seen["no"] or may_be_nothing, seen
            self.unheard += 1
            self.note("unheard", seen["no"])
        self.do(judged)

    def do(self, judged: list[dict[str, Any]]) -> None:
        """What the handheld took for done, the hands do."""
        for each in judged:
            self.made += 1
            self.did[each["kind"]] += 1
            if each["ms"]:
                self.verdicts_ms.append(each["ms"])
            self.note("judged", each)
            if each["kind"] in ("take", "rest"):
                self.hall.carry(each["sku"], each["pieces"], each["place"], each["tote"])
            elif each["kind"] == "undo":
                self.hall.carry(each["sku"], each["pieces"], each["tote"], each["place"])

    def read(self, no: dict[str, Any]) -> None:
        """A no on the screen: acknowledge, and do what it says. It may have gone by itself."""
        is_read = self.page.evaluate(ACKNOWLEDGE, no["words"])
        self.note("no", no, is_read)
        if not is_read:
            return
        if no.get("conflict"):
            self.did["conflict"] += 1
            pieces = int(no["pieces"])
            if no["conflict"] == "put_back":
                self.hall.carry(no["sku"], pieces, no["tote"], no["place"])
            elif no["conflict"] == "lay_in":
                self.hall.carry(no["sku"], pieces, no["place"], no["tote"])
        self.page.wait_for_timeout(5)

    def open(self, url: str) -> None:
        """Open a page; on a machine that is busy the service worker gives the first try up."""
        for _ in range(TRIES):
            try:
                self.page.goto(url)
            except PlaywrightError:
                self.page.wait_for_timeout(TAP_MS)
            else:
                return
        self.page.goto(url)

    def reload(self) -> None:
        """The browser was closed, or the battery changed."""
        self.did["reload"] += 1
        self.note("reload")
        try:
            self.page.reload()
        except PlaywrightError:  # without Wi-Fi, and the device had not kept its page yet
            self.did["reload in vain"] += 1
            self.network.mend()
            self.open(self.page.url)
        self.do(self.page.evaluate(JUDGED, 0))
        self.page.wait_for_selector("#work")
