"""A day on the floor in a real Chromium with a simulated wedge scanner: dock to sealed parcel.

Web server, workers, PostgreSQL and Valkey are real. ``LOOK_DIR=folder`` keeps a picture of every
screen on the way.
"""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.browser.conftest import Pages
from tests.browser.handheld import Handheld, in_languages, open_floor, words
from tests.browser.warehouse import Running
from tests.orders.asking import ask

#: a bench's screen, CSS pixels
BENCH = (1024, 768)


@pytest.mark.workers
@in_languages("uk")
def test_from_the_dock_to_the_sealed_parcel(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = words(language)
    here = running.prepare(lambda tx: open_floor(tx, language))
    hall, codes = here.hall, here.codes
    shop = httpx.Client(base_url=running.url, headers={"Authorization": f"Bearer {here.key}"})
    asn = {
        "external_id": "PO-1",
        "lines": [{"sku": "TEA-100", "quantity": 3}, {"sku": "CUP-1", "quantity": 2}],
    }
    answer = shop.post("/v1/asns", json=asn)
    assert answer.status_code == 201, answer.text

    hand = Handheld(running, page_at, wedge, f"floor-{language}")
    hand.log_in(here, shows=say("What to do?"))

    # receive: the dock, three TEA, two CUP, finish
    hand.tap(say("Receive"), shows="PO-1")
    hand.page.get_by_text("PO-1").first.click()
    hand.page.wait_for_url("**/scanner/receive/*-*")
    hand.picture()
    if running.one("SELECT count(*) FROM places WHERE kind = 'dock'") > 1:
        hand.scan(hall["DOCK"].label_code, shows="TEA")
    for sku, count in (("TEA-100", 3), ("CUP-1", 2)):
        for _ in range(count):
            hand.scan(codes[sku], shows=sku)
            hand.page.wait_for_load_state()
    running.wait_for("SELECT sum(received)::int FROM asn_lines", 5)
    hand.picture()

    # put away
    for sku, place, count in (("TEA-100", "A-01-1", 3), ("CUP-1", "A-03-1", 2)):
        hand.at("/scanner/put-away")
        hand.scan(codes[sku], shows=sku)
        if count > 1:
            hand.page.locator("form[action='/scanner/put-away/all'] button").first.click()
            running.wait_for(
                "SELECT quantity FROM put_aways WHERE done_at IS NULL AND cancelled_at IS NULL",
                count,
            )
        hand.picture()
        hand.scan(hall[place].label_code, shows="")
        running.wait_for(
            "SELECT count(*) FROM put_aways WHERE done_at IS NULL AND cancelled_at IS NULL", 0
        )

    # the shop orders, and the picker walks
    import msgspec

    body = msgspec.to_builtins(ask("WEB-1", **{"TEA-100": 2, "CUP-1": 1}))
    order = shop.post("/v1/orders", json={k: v for k, v in body.items() if v is not None})
    assert order.json()["status"] == "allocated", order.text
    hand.at("/scanner/pick")
    hand.picture()
    hand.page.locator("form[action='/scanner/pick'] button").click()
    hand.sees(order.json()["number"].__str__())
    hand.scan(hall["T-1"].label_code, shows=["A", "01", "1"][0])
    hand.scan(hall["A-03-1"].label_code, shows=say("Wrong place"))
    assert hand.tone == "wrong_place"
    hand.understood("Enter")
    hand.scan(hall["A-01-1"].label_code, shows=hall["T-1"].code)
    hand.scan(codes["CUP-1"], shows=say("Not this one"))
    hand.understood("Enter")
    hand.scan(codes["TEA-100"], shows=hall["T-1"].code)
    hand.scan(codes["TEA-100"], shows="CUP-1")
    hand.scan(hall["A-03-1"].label_code, shows=hall["T-1"].code)
    hand.scan(codes["CUP-1"], shows=say("Bring the totes to packing."))
    assert hand.tone == "done"

    # the bench: the tote, each unit, and the last scan closes the parcel
    hand.page.set_viewport_size({"width": BENCH[0], "height": BENCH[1]})
    hand.at("/scanner/pack")
    hand.picture()
    hand.scan(hall["BENCH-1"].label_code, shows="BENCH")
    hand.scan(hall["T-1"].label_code, shows="TEA-100")
    hand.scan(codes["TEA-100"], shows="TEA-100")
    hand.scan(codes["TEA-100"], shows="CUP-1")
    hand.scan(codes["CUP-1"], shows="")
    running.wait_for("SELECT status FROM parcels", "labelled")
    running.wait_for("SELECT count(*) FROM print_jobs WHERE status = 'sent'", 2)
    hand.page.reload()
    hand.picture()
    assert running.one("SELECT status FROM orders") == "packed"
    assert len(list(running.data_dir.rglob("*.pdf"))) == 2
    assert len(list(running.data_dir.rglob("*.zpl"))) == 1
