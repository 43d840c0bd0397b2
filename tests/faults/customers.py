"""Shops and pickers who do not give up: they send the same request until it is answered."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text

from tests import cast
from tests.faults.flow import ANNA, hire, ticketed
from tests.orders.asking import ask
from wms.access.keys import issue_key
from wms.db import HALL, Database
from wms.orders.place import place

#: pieces of the one long walk of each picker
PIECES = 400


@dataclass
class Work:
    """What was asked and what was answered."""

    db: Database
    url: str
    key: str
    goods: str
    #: label codes of totes, one a picker
    totes: list[str]
    place_label: str
    answered_orders: dict[str, str] = field(default_factory=dict)
    accepted_scans: set[str] = field(default_factory=set)
    #: requests whose connection broke, or that were told to come again
    broken: int = 0
    sent_again: int = 0
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    slowest_s: float = 0.0

    async def insist(
        self, client: httpx.AsyncClient, path: str, body: dict[str, Any], **headers: str
    ) -> dict[str, Any]:
        """The answer, however often it has to be sent."""
        loop = asyncio.get_running_loop()
        for turn in range(3000):
            began = loop.time()
            try:
                answer = await client.post(path, json=body, headers=headers, timeout=20)
            except httpx.TransportError:
                self.broken += 1
                await asyncio.sleep(0.05)
                continue
            finally:
                self.slowest_s = max(self.slowest_s, loop.time() - began)
            if answer.is_success:
                self.sent_again += turn > 0
                return dict(answer.json())
            assert answer.status_code >= 500 or answer.json().get("retryable"), answer.text
            self.broken += 1
            await asyncio.sleep(0.05)
        raise AssertionError(f"{path} was never answered")

    async def shop(self) -> None:
        """Places orders, one after the other."""
        headers = {"Authorization": f"Bearer {self.key}"}
        async with httpx.AsyncClient(base_url=self.url, headers=headers) as client:
            while not self.stop.is_set():
                name = uuid4().hex
                body = {"external_id": name, "recipient": ANNA, "carrier": "house",
                        "lines": [{"sku": "TEA", "quantity": 1}]}  # fmt: skip
                told = await self.insist(client, "/v1/orders", body, **{"Idempotency-Key": name})
                self.answered_orders[name] = told["id"]

    async def picker(self, badge: str, code: str, chance: random.Random) -> None:
        """Walks one long walk, piece by piece; some scans are sent twice at once."""
        accept = {"Accept": "application/json"}
        async with httpx.AsyncClient(base_url=self.url) as client:
            await ticketed(client, badge, code)
            address = (await self.insist(client, "/scanner/pick", _scan(), **accept))["to"]
            for label in (self.totes.pop(), self.place_label):
                await self.insist(client, f"{address}/scan", _scan(label), **accept)
            for _ in range(PIECES):
                if self.stop.is_set():
                    return
                scan = _scan(self.goods)
                twins = 2 if chance.random() < 0.1 else 1
                answers = await asyncio.gather(
                    *(self.insist(client, f"{address}/scan", scan, **accept) for _ in range(twins))
                )
                assert {a["outcome"] for a in answers} == {"ok"}
                self.accepted_scans.add(scan["scan_id"])

    async def check(self) -> None:
        """Answered is there, and once; the pieces in the totes are the accepted scans."""
        async with self.db.read(HALL) as read:
            orders = {
                row.external_id: str(row.id)
                for row in await read.execute(text("SELECT external_id, id FROM orders"))
            }
            picked = await read.scalar(text("SELECT sum(picked) FROM order_lines"))
            moved = await read.scalar(
                text("SELECT coalesce(sum(quantity), 0) FROM movements WHERE reason = 'pick'")
            )
        assert {name: orders.get(name) for name in self.answered_orders} == self.answered_orders
        assert picked == moved == len(self.accepted_scans)


def _scan(code: str = "") -> dict[str, str]:
    return {"scan_id": str(uuid4()), "code": code}


async def open_for_work(db: Database, url: str, pickers: int) -> tuple[Work, list[tuple[str, str]]]:
    """A hall with one product, a long order for each picker, and the pickers' badges."""
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA")
        await cast.stock(tx, hall, tea, "A-01-1", 100_000)
        goods = await cast.barcode_of(tx, tea)
        key = (await issue_key(tx, shop.id, name="test")).key
    hot = await db.hot()
    for n in range(pickers):
        await place(hot, shop.id, ask(f"LONG-{n}", TEA=PIECES))
    async with db.begin(HALL) as tx:
        from wms.picking.runs import plan_run

        rows = (await tx.execute(text("SELECT id FROM orders"))).scalars().all()
        for order_id in rows:
            await plan_run(tx, hall.warehouse_id, order_ids=[order_id])
    labels = [hall[f"T-{n}"].label_code or "" for n in range(1, pickers + 1)]
    work = Work(db, url, key, goods, labels, hall["A-01-1"].label_code or "")
    return work, [await hire(db) for _ in range(pickers)]
