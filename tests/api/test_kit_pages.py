"""Kits are built on the floor: parts are brought, work is booked, all of it can be taken back."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from html import unescape
from uuid import uuid4

import httpx

from tests import cast
from tests.kitting.test_work import ask, scene
from tests.packing.bench import Bench
from tests.printing.reading import codes, words
from wms.catalog.models import Product
from wms.db import HALL, Database
from wms.kitting.work import KitOrderCard
from wms.stock.ledger import Goods, move

Holds = Callable[[], Awaitable[None]]
SHELF, BENCH = "A-05-1", "BENCH-1"


class Hand:
    """A handheld on the pages of one work order."""

    def __init__(self, bench: Bench, client: httpx.AsyncClient, order: KitOrderCard) -> None:
        self.bench, self.client, self.address = bench, client, f"/scanner/kits/{order.id}"
        self.page = ""

    async def look(self, query: str = "") -> str:
        self.page = (await self.client.get(self.address + query)).text
        return self.page

    async def post(self, path: str, **fields: str) -> str:
        sent = await self.client.post(
            self.address + path, data={"scan_id": str(uuid4()), **fields}, follow_redirects=True
        )
        assert sent.status_code == 200, sent.text
        self.page = sent.text
        return self.page

    async def scan(self, code: str) -> str:
        """A place by its name, a product by its SKU, or a code."""
        form = re.search(r"<form data-scan.*?</form>", self.page, re.DOTALL)
        assert form, self.page
        found = dict(re.findall(r'name="(at|n)" value="([^"]*)"', form[0]))
        place = self.bench.hall.places.get(code)
        read = place.label_code if place else self.bench.codes.get(code, code)
        return await self.post("/scan", code=read or "", **found)

    async def bring(self) -> tuple[str, str]:
        """Do what the screen says: from which place, which SKU."""
        code = re.search(r'location-code">(.*?)</p>', self.page, re.DOTALL)
        sku = re.search(r'class="sku">(\w+)', self.page)
        assert code and sku, self.page
        place = re.sub(r"<[^>]+>|\s", "", code[1])
        assert "Scan one of them" in await self.scan(place)
        assert "refusal" in await self.scan("5901234123457"), "nobody's goods"
        back = re.search(r'href="([^"]+)" data-ack', self.page)
        assert back, self.page
        self.page = (await self.client.get(unescape(back[1]))).text
        assert "Scan one of them" in self.page, "a wrong scan does not lose the place"
        await self.scan(sku[1])
        return place, sku[1]

    async def at(self, place: str) -> dict[str, int]:
        return await self.bench.in_place(self.bench.hall[place].id)


async def test_kits_are_built_of_what_is_brought_and_all_of_it_can_be_taken_back(
    db: Database, floor_client: httpx.AsyncClient, holds: Holds
) -> None:
    bench = await scene(db)
    assert "/scanner/kits" not in (await floor_client.get("/scanner")).text, "nothing to do"
    hand = Hand(bench, floor_client, await ask(bench, 4))
    assert "/scanner/kits" in (await floor_client.get("/scanner")).text
    assert f'href="{hand.address}"' in (await floor_client.get("/scanner/kits")).text
    assert "Scan the place where you work" in await hand.look()
    assert f"Bring to {BENCH}" in await hand.scan(BENCH)
    assert "Scan the label of the place first" in await hand.scan("MUG")
    await hand.look()
    brought = [await hand.bring() for _ in range(2)]
    assert {sku for _, sku in brought} == {"MUG", "TEA"}
    assert await hand.at(BENCH) == {"MUG": 4, "TEA": 8}
    assert "All for 4 is here" in hand.page
    assert "How many are built" in await hand.post("/done", quantity="3")
    assert await hand.at(BENCH) == {"MUG": 1, "TEA": 2, "SET": 3}
    assert "All done" in await hand.post("/done", quantity="1")
    code = await bench.value(
        "SELECT b.code FROM barcodes b JOIN products p ON p.id = b.product_id WHERE p.sku = 'SET'"
    )
    link = re.search(r'href="([^"]+labels.pdf[^"]+)"', hand.page)
    assert link and "Print 4 labels" in hand.page
    printed = await floor_client.get(unescape(link[1]))
    assert len(words(printed.content)) == 4
    assert {said for _, said in codes(printed.content)} == {str(code).lstrip("0")}
    await holds()
    await hand.post("/undo")
    assert await hand.at(BENCH) == {"MUG": 1, "TEA": 2, "SET": 3}
    assert await bench.value("SELECT done || status FROM kit_orders") == "3open"
    for _ in range(3):  # three kits, the tea, the mugs
        await hand.post("/undo")
    assert await hand.at(BENCH) == {}
    assert "nothing of yours" in await hand.post("/undo")
    await holds()


async def test_work_begins_with_what_is_there_and_kits_that_went_on_stay_kits(
    db: Database, floor_client: httpx.AsyncClient, holds: Holds
) -> None:
    bench = await scene(db)
    hand = Hand(bench, floor_client, await ask(bench, 4))
    await hand.look()
    await hand.scan(BENCH)
    where = bench.hall[SHELF].id
    assert "How many do you bring?" in await hand.look(f"/fewer?at={where}")
    assert "</span>1</p>" in await hand.look(f"?at={where}&n=1")
    await hand.scan("MUG")
    await hand.look(f"?at={where}")
    await hand.scan("TEA")
    assert await hand.at(BENCH) == {"MUG": 1, "TEA": 8}
    assert "Begin now" in hand.page, "one kit can be built, three more mugs lie on the shelf"
    assert "All for 1 is here" in await hand.look("?work")
    assert "has 4 pieces left" in await hand.post("/done", quantity="9")
    await hand.post("/done", quantity="1")
    async with db.begin(HALL) as tx:
        kit = await bench.value("SELECT id FROM products WHERE sku = 'SET'")
        await move(
            tx, Goods(shop_id=bench.shop.id, product_id=kit, lot_id=kit), 1,
            from_place=bench.hall[BENCH].id, to_place=bench.hall[SHELF].id, reason="move", by=None,
        )  # fmt: skip
    assert "refusal" in await hand.post("/undo"), "the kit is not there any more"
    assert await bench.value("SELECT done FROM kit_orders") == 1
    await holds()


async def test_kits_are_taken_apart_and_what_is_nowhere_is_left_for_later(
    db: Database, floor_client: httpx.AsyncClient, holds: Holds
) -> None:
    bench = await scene(db)
    hand = Hand(bench, floor_client, await ask(bench, 2, "break"))
    await hand.look()
    assert "Nothing more of these is free" in await hand.scan(BENCH)
    async with db.begin(HALL) as tx:
        kit = await tx.get(
            Product,
            (bench.shop.id, await bench.value("SELECT id FROM products WHERE sku = 'SET'")),
        )
        assert kit is not None
        bench.codes["SET"] = await cast.barcode_of(tx, kit)
        await cast.stock(tx, bench.hall, kit, SHELF, 5)
    await hand.look()
    assert await hand.bring() == (SHELF, "SET")
    assert "How many are taken apart?" in hand.page
    assert "Take apart" in hand.page
    await hand.post("/done", quantity="2")
    assert await hand.at(BENCH) == {"TEA": 4, "MUG": 2}
    await holds()
