"""The whole life of orders through the real doors: placed, allocated, walked for, packed, labelled,
loaded, handed over, and every event of it numbered for the shop's feed. The workers run beside.

The drivers know what people know: what is printed on totes, shelves and products, and what the
doors answer. The database is asked only whether all labels, and in the end all events, are there.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from sqlalchemy import text

from bench.client import Answer, Line, line, request
from bench.hall import Hall, Person
from bench.load import Driven, Unexpected
from bench.measures import FORM, JSON, Turn, our_order
from bench.processes import Meter
from bench.supply import Orders
from bench.yard import Yard
from wms.barcodes import Kind, label_code
from wms.db import HALL, Database, new_id
from wms.picking.carts import CART_SLOTS

#: more urgent than all the orders that other measurements left
URGENT: Final = 0
#: pause before the database is asked again, s
LOOK_S: Final = 0.05
#: all labels and events are there within this, or something is broken, s
PATIENCE_S: Final = 60.0
_UNTOLD: Final = "SELECT count(*) FROM events WHERE sequence IS NULL"
_UNLABELLED: Final = "SELECT count(*) FROM parcels WHERE status = 'packed'"


@dataclass
class Tote:
    """A tote on a cart and what the picker put into it: EAN by EAN."""

    label: str
    items: list[str] = field(default_factory=list)


class Driver:
    """One person who does it all, and the shop's program that orders from them."""

    def __init__(self, at: Line, hall: Hall, person: Person, totes: list[str]) -> None:
        self._at = at
        self._hall = hall
        self._person = person
        self._totes = totes
        self._shops = {f"Shop {n}": shop.id for n, shop in enumerate(hall.shops)}
        #: accepted scans on walks, for the conservation check
        self.scans = 0
        self.parcels: list[int] = []

    async def place(self, orders: Orders, count: int) -> None:
        """Order so much."""
        for _ in range(count):
            answer = await self._at.ask(our_order(orders.make(priority=URGENT)))
            if answer.status != 201 or b'"allocated"' not in answer.body:
                raise Unexpected(answer)

    async def work(self, walks: Iterator[int]) -> None:
        """Walk and pack while walks are left that nobody has begun."""
        for _ in walks:
            begun = await self._post("/scanner/pick")
            if begun.status != 200:
                raise Unexpected(begun)
            address = _read(begun)["to"]
            for tote in await self._walk(address):
                await self._pack(tote)

    async def _walk(self, address: str) -> list[Tote]:
        filled: dict[str, Tote] = {}
        step: dict[str, Any] = {"expects": "tote"}
        while step["expects"] != "nothing":
            match step["expects"]:
                case "tote":
                    code = self._totes.pop()
                    filled[_tote_name(code)] = Tote(code)
                case "place":
                    code = step["place_label"]
                case _:
                    code = self._hall.eans[self._shops[step["shop"]], step["sku"]]
                    filled[step["tote"]].items.append(code)
            step = (await self._scan(address, code))["next"]
            self.scans += 1
        return list(filled.values())

    async def _pack(self, tote: Tote) -> None:
        opened = await self._scan("/scanner/pack", tote.label)
        parcel = opened["parcel"]
        for ean in tote.items:
            packed = await self._scan(f"/scanner/pack/{parcel}", ean)
        assert packed["did"] == "closed", f"parcel {parcel} is not closed: {packed}"
        self.parcels.append(parcel)

    async def load(self) -> str:
        """Load the own parcels; the address of the manifest."""
        address = "/scanner/load"
        for parcel in self.parcels:
            loaded = await self._scan(address, label_code(Kind.PARCEL, parcel))
            address = loaded.get("to", address)
        return address

    async def hand_over(self, address: str) -> None:
        """The courier's driver signs."""
        answer = await self._post(f"{address}/close", signed_by="Jan Kowalski")
        if answer.status != 200:
            raise Unexpected(answer)

    async def _scan(self, address: str, code: str) -> dict[str, Any]:
        answer = await self._post(f"{address}/scan", code=code)
        if answer.status != 200:
            raise Unexpected(answer)
        return _read(answer)

    async def _post(self, path: str, **fields: str) -> Answer:
        body = urlencode({"scan_id": str(new_id()), **fields}).encode()
        headers = {"Accept": JSON, "Content-Type": FORM, "Cookie": self._person.cookie}
        return await self._at.ask(request("POST", path, headers, body))


def _read(answer: Answer) -> dict[str, Any]:
    read: dict[str, Any] = msgspec.json.decode(answer.body)
    return read


def _tote_name(label: str) -> str:
    """What people call the tote with this label."""
    return f"T-{int(label[2:9]):05}"


async def live(
    yard: Yard, database: Database, hall: Hall, orders: Orders, *, lives: int, people: int
) -> tuple[Turn, int]:
    """So many orders live, whole carts of them; the turn, and how many scans were accepted."""
    assert lives % CART_SLOTS == 0, "else a cart is filled up with orders of other measurements"
    await _none_left(database, _UNTOLD)
    totes = list(hall.totes[-lives:])  # the last ones: walks made beforehand take the first
    crew = [
        Driver(await line(yard.api_port), hall, person, totes) for person in hall.people[:people]
    ]
    meter = Meter(yard.parts("api", "workers", "postgres", "valkey"))
    began = time.perf_counter()
    each, rest = divmod(lives, len(crew))
    await asyncio.gather(*(d.place(orders, each + (n < rest)) for n, d in enumerate(crew)))
    walks = iter(range(lives // CART_SLOTS))  # shared: the next free driver takes the next one
    await asyncio.gather(*(driver.work(walks) for driver in crew))
    await _none_left(database, _UNLABELLED)
    addresses = await asyncio.gather(*(driver.load() for driver in crew))
    [manifest] = {address for address in addresses if address != "/scanner/load"}
    await crew[0].hand_over(manifest)
    await _none_left(database, _UNTOLD)
    seconds = time.perf_counter() - began
    cpu_s = meter.used()
    packed = sum(len(driver.parcels) for driver in crew)
    assert packed == lives, f"{packed} of {lives} orders were packed"
    driven = Driven(lives, seconds, (seconds,))
    return Turn("life", "ours", driven, cpu_s), sum(driver.scans for driver in crew)


async def _none_left(database: Database, count: str) -> None:
    """Wait until the workers have done everything of a kind."""
    until = time.monotonic() + PATIENCE_S
    while True:
        async with database.read(HALL) as read:
            if not await read.scalar(text(count)):
                return
        assert time.monotonic() < until, f"are the workers at work? still some left of: {count}"
        await asyncio.sleep(LOOK_S)
