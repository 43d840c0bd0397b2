"""Kits are built in a real Chromium, from the parts on the shelf to their labels.

``LOOK_DIR=folder`` keeps a picture of every screen on the way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from api import i18n
from tests.browser.conftest import Pages
from tests.browser.handheld import hire, words
from tests.browser.test_walk_doors import Walker
from tests.browser.warehouse import Running
from tests.kitting.test_work import ask, scene
from wms.db import HALL, Database
from wms.settings import Settings

#: at most so many places have the parts
PLACES = 6
NAMES = text(
    "UPDATE products SET name = CASE sku WHEN 'TEA' THEN 'Herbata czarna liściasta 100 g' "
    "WHEN 'SET' THEN 'Zestaw prezentowy „Poranek” z kubkiem' "
    "ELSE 'Kubek porcelanowy „Łąka” 300 ml' END"
)


async def _open(app_url: str, folder: Path, language: str) -> SimpleNamespace:
    """Four sets are asked for; each is two tea and a mug."""
    database = Database(app_url, Settings(data_dir=folder), name="test")
    try:
        bench = await scene(database)
        order = await ask(bench, 4)
        async with database.begin(HALL) as tx:
            await tx.execute(NAMES)
            return SimpleNamespace(bench=bench, order=order, **await hire(tx, language))
    finally:
        await database.close()


@pytest.mark.large
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_kits_are_built_and_labelled(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = words(language)
    with ThreadPoolExecutor(1) as thread:  # Playwright keeps a loop running in this one
        unit = _open(running.app_url, running.data_dir, language)
        here = thread.submit(asyncio.run, unit).result()
    label = {code: place.label_code for code, place in here.bench.hall.places.items()}
    hand = Walker(running, page_at, wedge, f"kits-{language}")
    hand.log_in(here, shows=say("Kits"))
    hand.at("/scanner/kits")
    hand.sees("SET")
    hand.page.locator("main .choice, main .lines a").first.click()
    hand.sees(say("Scan the place where you work"))
    hand.scan(label["BENCH-1"], shows="BENCH-1")
    hand.scan(
        here.bench.codes["MUG"], shows=say("Scan the label of the place first, then the goods.")
    )
    hand.understood()
    for part in range(PLACES):
        place = hand.page.inner_text(".location-code").strip()
        sku = hand.page.inner_text(".sku").split(" ")[0]
        hand.scan(
            label[place.replace("\u2011", "-")],
            shows=say("Scan one of them: all of these are taken"),
        )
        if part == 0:
            hand.page.locator("a[href*='/fewer']").click()
            hand.sees(say("How many do you bring?"))
            hand.page.go_back()
            hand.sees(sku)
        hand.scan(here.bench.codes[sku], shows="")
        if hand.page.locator("button[form=count]").count():
            break
    hand.page.locator("button[form=count]").click()
    hand.page.wait_for_selector("section.done")
    hand.picture()
    assert running.one("SELECT done FROM kit_orders") == 4
