"""Work for the measurements, made beforehand: orders to place and walks to scan along.

Walks are orders placed by `place_order`, planned and started by the verbs of the picking slice;
each belongs to one person. What a picker scans on one, from the totes to the last item, is known
beforehand, so the load client renders all requests before the clock starts.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from bench.hall import Hall, Person, Shop, stored
from wms.access.people import AtWork
from wms.db import HALL, Database, new_id
from wms.orders.place import OrderAsked, as_written
from wms.picking.carts import CART_SLOTS
from wms.picking.runs import plan_run, start_run

LINES: Final = 3
#: base units a line: three scans of the item
QUANTITY: Final = 3
#: orders in one statement
PLACED_AT_ONCE: Final = 100
#: walks planned at once
AT_ONCE: Final = 4
#: strides through the SKUs: two orders seldom want the same product, one order never twice
_STRIDE_ORDER: Final = 7
_STRIDE_LINE: Final = 83


@dataclass(frozen=True)
class Scan:
    """One scan on a walk and what the SQL function is told about it."""

    id: UUID
    run: UUID
    by: Person
    code: str
    label: str | None
    codes: tuple[str, ...]


@dataclass(frozen=True)
class OrderToPlace:
    """An order as a shop sends it; the body names every field, so all three ways send the same."""

    shop: Shop
    key: str
    body: bytes

    @property
    def written(self) -> str:
        """As the statement takes it, its person closed: what our door makes of the body."""
        return as_written(_read_order(self.body), [])


_read_order: Final = msgspec.json.Decoder(OrderAsked).decode


class Orders:
    """Makes orders, each another one."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._made = 0

    def make(self, *, priority: int = 100) -> OrderToPlace:
        """The next order, of the next shop."""
        number, self._made = self._made, self._made + 1
        shop = self._hall.shops[number % len(self._hall.shops)]
        skus = [
            shop.skus[(number * _STRIDE_ORDER + line * _STRIDE_LINE) % len(shop.skus)]
            for line in range(LINES)
        ]
        return OrderToPlace(shop, f"bench-{number}", _body(number, skus, priority))


def _body(number: int, skus: list[str], priority: int) -> bytes:
    recipient = {
        "name": "Anna Żółkiewska", "street": "Świętokrzyska 12/7", "postcode": "00-950",
        "city": "Warszawa", "country": "PL", "email": "anna@example.com", "phone": "+48600100200",
    }  # fmt: skip
    return msgspec.json.encode(
        {
            "external_id": f"B-{number}",
            "recipient": recipient,
            "lines": [{"sku": sku, "quantity": QUANTITY} for sku in skus],
            "carrier": "house",
            "service": "standard",
            "language": "pl",
            "priority": priority,
        }
    )


# as the hot path does, but many in one statement; each place_order sets its shop as the tenant
_PLACE: Final = "SELECT count(place_order($1, NULL, NULL, o))::text FROM unnest($2::jsonb[]) AS o"
_TASKS = text(
    """
    SELECT t.place_id, pl.label_code AS place_label, t.quantity, t.shop_id, p.sku
    FROM pick_tasks t
    JOIN places pl ON pl.id = t.place_id
    JOIN products p ON p.shop_id = t.shop_id AND p.id = t.product_id
    WHERE t.run_id = :run ORDER BY t.sequence
    """
)


class Walks:
    """Plans walks and gives each away once."""

    def __init__(self, database: Database, hall: Hall, orders: Orders) -> None:
        self._database = database
        self._hall = hall
        self._orders = orders
        self._totes = iter(hall.totes)
        self._of: dict[UUID, list[list[Scan]]] = {}

    async def plan(self, *, each: int) -> None:
        """``each`` walks of `CART_SLOTS` orders for every person."""
        count = each * len(self._hall.people)
        await self.place(count * CART_SLOTS)
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(person: Person) -> None:
            async with turns:
                self._of.setdefault(person.operator_id, []).append(await self._walk(person))

        await asyncio.gather(*(one(person) for _ in range(each) for person in self._hall.people))

    async def place(self, count: int) -> None:
        """So many orders, of all shops in turn."""
        wanted: dict[UUID, list[str]] = {}
        for _ in range(count):
            order = self._orders.make()
            wanted.setdefault(order.shop.id, []).append(order.written)
        hot = await self._database.hot()
        for shop_id, bodies in wanted.items():
            for at in range(0, len(bodies), PLACED_AT_ONCE):
                await hot.call(_PLACE, shop_id, bodies[at : at + PLACED_AT_ONCE])

    async def _walk(self, person: Person) -> list[Scan]:
        by = AtWork(
            operator_id=person.operator_id, device_id=person.device_id, session_id=new_id(),
            name="", language="en", is_supervisor=False,
        )  # fmt: skip
        async with self._database.begin(HALL) as tx:
            planned = await plan_run(tx, self._hall.warehouse_id)
            await start_run(tx, planned.run_id, by)
            tasks = (await tx.execute(_TASKS, {"run": planned.run_id})).all()
        scans: list[Scan] = []

        def scan(code: str, label: str | None, *codes: str) -> None:
            scans.append(Scan(new_id(), planned.run_id, person, code, label, codes))

        for _ in range(planned.orders):
            tote = next(self._totes)
            scan(tote, tote, tote)
        at: Any = None
        for task in tasks:
            if task.place_id != at:
                at = task.place_id
                scan(task.place_label, task.place_label, task.place_label)
            ean = self._hall.eans[task.shop_id, task.sku]
            for _ in range(task.quantity):
                scan(ean, None, stored(ean))
        return scans

    def take(self, person: Person, walks: int) -> list[Scan]:
        """The scans of the person's next walks, one after the other."""
        mine = self._of[person.operator_id]
        taken, mine[:walks] = mine[:walks], []
        assert len(taken) == walks, "more walks asked for than were planned"
        return [scan for walk in taken for scan in walk]
