"""Every write of the warehouse as something that can be asked again and again, and measured.

Each flow says what it asks (a fresh request every time, after it has put everything in place), a
number in the database that the effect changes, and by how much.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text

from tests import cast
from tests.faults.servers import Asked, Server, insist, scanned
from tests.inbound.scene import at_the_dock
from tests.packing.bench import Bench, open_bench
from tests.returns.shipped import ship
from wms.access.devices import announce_device
from wms.access.keys import issue_key
from wms.access.operators import hire_operator
from wms.db import HALL, Database
from wms.settings import Settings
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from workers.labels import buy

PIN = "4711"
#: pieces at hand: more than any flow has statements, three times over
PLENTY = 80
#: parcels for the manifests, one a point
PARCELS = 50


@dataclass
class Flow:
    """One write."""

    #: puts everything in place and says what to ask now
    prepare: Callable[[], Asked]
    #: one number
    measure: str
    #: what one effect adds to it
    step: int = 1
    #: it has at least so many statements, or the test would prove too little
    least: int = 1
    key: str = ""


def log_in(server: Server, badge: str, code: str) -> httpx.Client:
    """An operator at work, through the real pages."""
    client = server.client()
    client.post("/scanner/enrol", data={"enrolment": code})
    asked = client.post("/scanner/login/badge", data={"code": badge}, follow_redirects=True)
    ticket = re.search(r'name="ticket" value="([^"]+)"', asked.text)
    assert ticket, asked.text
    answer = client.post("/scanner/login", data={"ticket": ticket[1], "pin": PIN})
    assert answer.status_code == 303, answer.text
    return client


async def ticketed(client: httpx.AsyncClient, badge: str, code: str) -> None:
    """The same for a client that waits."""
    await client.post("/scanner/enrol", data={"enrolment": code})
    asked = await client.post("/scanner/login/badge", data={"code": badge}, follow_redirects=True)
    ticket = re.search(r'name="ticket" value="([^"]+)"', asked.text)
    assert ticket, asked.text
    answer = await client.post("/scanner/login", data={"ticket": ticket[1], "pin": PIN})
    assert answer.status_code == 303, answer.text


async def hire(db: Database) -> tuple[str, str]:
    """Badge and enrolment code of a new operator with a new handheld."""
    async with db.begin(HALL) as tx:
        hired = await hire_operator(tx, name="Ola", pin=PIN, language="en", is_supervisor=False)
        code = (await announce_device(tx, name=f"Handheld {uuid4().hex[:6]}")).code
    return hired.badge, code


def did(hand: httpx.Client, path: str, code: str = "", **fields: str) -> dict[str, Any]:
    """A scan that nothing disturbs."""
    return dict(insist(hand, scanned(path, code, **fields)).json())


# --- goods come in ---


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

# --- goods leave the shelf ---


async def _on_a_walk(db: Database, hand: httpx.Client) -> tuple[str, str]:
    from tests.picking.walking import open_floor

    floor = await open_floor(db, TEA=("A-01-1", PLENTY))
    await floor.order("W-1", TEA=PLENTY)
    address = did(hand, "/scanner/pick")["to"]
    did(hand, f"{address}/scan", floor.hall["T-1"].label_code or "")
    did(hand, f"{address}/scan", floor.hall["A-01-1"].label_code or "")
    return address, floor.codes["TEA"]


_PICKED = "SELECT sum(picked) FROM order_lines"


async def pick(db: Database, hand: httpx.Client) -> Flow:
    address, code = await _on_a_walk(db, hand)
    return Flow(lambda: scanned(f"{address}/scan", code), _PICKED)


async def undo_pick(db: Database, hand: httpx.Client) -> Flow:
    address, code = await _on_a_walk(db, hand)

    def prepare() -> Asked:
        did(hand, f"{address}/scan", code)
        return scanned(f"{address}/undo")

    return Flow(prepare, _PICKED, step=-1, least=6)


# --- goods enter a parcel, and parcels leave ---


async def pack(db: Database, hand: httpx.Client) -> Flow:
    bench = await open_bench(db)
    await bench.picked(TEA=20)
    address = did(hand, "/scanner/pack/scan", bench.hall["T-1"].label_code or "")["to"]
    measure = "SELECT sum(packed) FROM order_lines"
    return Flow(lambda: scanned(f"{address}/scan", bench.codes["TEA"]), measure)


async def close_parcel(db: Database, hand: httpx.Client) -> Flow:
    bench = await open_bench(db)
    async with db.begin(HALL) as tx:
        await cast.stock(tx, bench.hall, bench.tea, "A-03-1", PLENTY)
    await bench.picked(TEA=PLENTY)
    tote = bench.hall["T-1"].label_code or ""

    def prepare() -> Asked:
        address = did(hand, "/scanner/pack/scan", tote)["to"]
        did(hand, f"{address}/scan", bench.codes["TEA"])
        return scanned(f"{address}/full")

    return Flow(prepare, "SELECT count(*) FROM parcels WHERE status <> 'open'", least=5)


async def _labelled(db: Database, bench: Bench, count: int) -> list[str]:
    """Tracking numbers of parcels that stand at the door: one order in many cartons."""
    async with db.begin(HALL) as tx:
        await cast.stock(tx, bench.hall, bench.tea, "A-03-1", count)
    order = await bench.picked(TEA=count)
    from wms.shipping.pack_and_request import close_parcel as close

    for n in range(count):
        opened = await bench.open(order.tote)
        await bench.scan(opened.parcel, "TEA")
        if n < count - 1:
            async with db.begin(HALL) as tx:
                await close(tx, opened.parcel or 0, by=bench.ola)
    async with db.read(HALL) as read:
        due = await due_shipments(read, count)
    for shipment in due:
        await buy(db, carriers(Settings()), *shipment)
    return [row[0] for row in await bench.rows("SELECT tracking_number FROM shipments ORDER BY 1")]


async def load(db: Database, hand: httpx.Client) -> Flow:
    first, parcel = await _labelled(db, await open_bench(db), 2)
    address = did(hand, "/scanner/load/scan", first)["to"]
    began = False

    def prepare() -> Asked:
        nonlocal began
        if began:
            did(hand, f"{address}/take-off", parcel)
        began = True
        return scanned(f"{address}/scan", parcel)

    measure = "SELECT count(*) FROM shipments WHERE manifest_id IS NOT NULL"
    return Flow(prepare, measure, least=5)


async def close_manifest(db: Database, hand: httpx.Client) -> Flow:
    waiting = await _labelled(db, await open_bench(db), PARCELS)

    def prepare() -> Asked:
        address = did(hand, "/scanner/load/scan", waiting.pop())["to"]
        return scanned(f"{address}/close", signed_by="Piotr")

    return Flow(prepare, "SELECT count(*) FROM parcels WHERE status = 'handed_over'", least=5)


# --- shops ask ---

ANNA = {"name": "Anna", "street": "Polna 1", "postcode": "00-001", "city": "Warszawa",
         "country": "PL"}  # fmt: skip


async def _shop(db: Database) -> tuple[dict[str, str], Callable[[], Asked]]:
    from tests.picking.walking import open_floor

    floor = await open_floor(db, TEA=("A-01-1", 2 * PLENTY))
    async with db.begin(HALL) as tx:
        key = (await issue_key(tx, floor.shop.id, name="test")).key
    headers = {"Authorization": f"Bearer {key}"}

    def order() -> Asked:
        body = {
            "external_id": uuid4().hex, "recipient": ANNA, "carrier": "house",
            "lines": [{"sku": "TEA", "quantity": 1}],
        }  # fmt: skip
        return Asked("/v1/orders", body, {**headers, "Idempotency-Key": uuid4().hex})

    return headers, order


async def place_order(db: Database, hand: httpx.Client) -> Flow:
    _, order = await _shop(db)
    return Flow(order, "SELECT count(*) FROM orders")


async def cancel_order(db: Database, hand: httpx.Client) -> Flow:
    headers, order = await _shop(db)

    def prepare() -> Asked:
        placed = insist(hand, order()).json()
        path = f"/v1/orders/{placed['id']}/cancel"
        return Asked(path, {}, {**headers, "Idempotency-Key": uuid4().hex})

    return Flow(prepare, "SELECT count(*) FROM orders WHERE status = 'cancelled'", least=8)


async def announce_delivery(db: Database, hand: httpx.Client) -> Flow:
    headers, _ = await _shop(db)

    def prepare() -> Asked:
        body = {"external_id": uuid4().hex, "lines": [{"sku": "TEA", "quantity": 1}]}
        return Asked("/v1/asns", body, {**headers, "Idempotency-Key": uuid4().hex})

    return Flow(prepare, "SELECT count(*) FROM asns", least=6)


# --- goods come back ---


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


FLOWS: dict[str, Callable[[Database, httpx.Client], Awaitable[Flow]]] = {
    make.__name__: make
    for make in (
        receive, take_from_the_dock, put_on_the_shelf, pick, undo_pick, pack, close_parcel, load,
        close_manifest, place_order, cancel_order, announce_delivery, receive_return,
        inspect_return,
    )
}  # fmt: skip


async def measured(db: Database, flow: Flow) -> int:
    """The flow's number now."""
    async with db.read(HALL) as read:
        return int(await read.scalar(text(flow.measure)) or 0)
