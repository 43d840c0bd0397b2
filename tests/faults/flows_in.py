"""Goods come in, and goods come back."""

from __future__ import annotations

import re

import httpx

from tests import cast
from tests.faults.flow import PLENTY, Flow, did
from tests.faults.servers import Asked, scanned
from tests.inbound.scene import at_the_dock
from tests.returns.shipped import ship
from wms.db import HALL, Database


async def receive(db: Database, hand: httpx.Client) -> Flow:
    async with db.begin(HALL) as tx:
        scene = await at_the_dock(tx, tea=PLENTY)
    path = f"/scanner/receive/{scene.asn.id}/scan"
    measure = "SELECT sum(received) FROM asn_lines"
    return Flow(lambda: scanned(path, scene.tea_code), measure)


async def _at_the_dock_by_hand(db: Database, hand: httpx.Client) -> tuple[str, str]:
    async with db.begin(HALL) as tx:
        scene = await at_the_dock(tx, tea=PLENTY)
    address = f"/scanner/receive/{scene.asn.id}"
    did(hand, f"{address}/scan", scene.tea_code)
    did(hand, f"{address}/quantity", quantity=str(PLENTY - 1))
    return scene.tea_code, scene.hall["B-01-3"].label_code or ""


async def take_from_the_dock(db: Database, hand: httpx.Client) -> Flow:
    goods, shelf = await _at_the_dock_by_hand(db, hand)
    began = False

    def prepare() -> Asked:
        nonlocal began
        if began:
            did(hand, "/scanner/put-away", shelf)
        began = True
        return scanned("/scanner/put-away", goods)

    return Flow(prepare, "SELECT count(*) FROM put_aways")


async def put_on_the_shelf(db: Database, hand: httpx.Client) -> Flow:
    goods, shelf = await _at_the_dock_by_hand(db, hand)

    def prepare() -> Asked:
        did(hand, "/scanner/put-away", goods)
        return scanned("/scanner/put-away", shelf)

    return Flow(prepare, _AT.format(place="B-01-3"))


_AT = (
    "SELECT coalesce(sum(b.on_hand), 0) FROM balances b JOIN places p ON p.id = b.place_id "
    "WHERE p.code = '{place}'"
)


async def _comes_back(db: Database, hand: httpx.Client) -> tuple[str, str, str]:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA")
        gone = await ship(tx, hall, shop, [(tea, PLENTY)])
        code = await cast.barcode_of(tx, tea)
    address = did(hand, "/scanner/return", gone.parcel_label)["to"]
    return address, code, hall["A-05-1"].label_code or ""


async def receive_return(db: Database, hand: httpx.Client) -> Flow:
    address, code, _ = await _comes_back(db, hand)
    measure = "SELECT coalesce(sum(received), 0) FROM return_lines"
    return Flow(lambda: scanned(f"{address}/scan", code), measure, least=8)


async def inspect_return(db: Database, hand: httpx.Client) -> Flow:
    address, code, shelf = await _comes_back(db, hand)
    line = ""

    def prepare() -> Asked:
        nonlocal line
        did(hand, f"{address}/scan", code)
        if not line:
            page = hand.get(address).text
            found = re.search(r"line=([0-9a-f-]{36})", page)
            assert found, page
            line = found[1]
        return scanned(
            f"{address}/place", shelf, line=line, grade="A", blame="unknown",
            disposition="restock", quantity="1",
        )  # fmt: skip

    return Flow(prepare, "SELECT coalesce(sum(inspected), 0) FROM return_lines", least=8)
