"""One turn of each measurement: a way of doing the work, its rate, latencies and CPU time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import msgspec

from bench import load, pgbench
from bench.client import request
from bench.hall import Hall
from bench.load import Driven, Page
from bench.processes import Meter
from bench.supply import Orders, OrderToPlace, Scan, Walks
from bench.yard import Yard

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Sizes:
    """How much work a turn has; walks are for each client."""

    clients: int
    rounds: int
    walks_pgbench: int
    walks_floor: int
    walks_ours: int
    walks_page: int
    #: for the floor and for ours
    walks_paced: int
    paced_per_s: float
    orders_pgbench: int
    orders_floor: int
    orders_ours: int
    #: whole lives, of all clients together, in one turn at the end
    lives: int

    @property
    def walks_each(self) -> int:
        """Walks that a person needs for all turns."""
        a_round = self.walks_pgbench + self.walks_floor + self.walks_ours + self.walks_page
        return self.rounds * (a_round + 2 * self.walks_paced)


@dataclass(frozen=True)
class Turn:
    """What one turn measured."""

    measure: str
    way: str
    driven: Driven
    #: CPU seconds by part
    cpu_s: dict[str, float]

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds an operation, of the servers (not of the load client)."""
        return sum(s for name, s in self.cpu_s.items() if name != "client") * 1000 / self.operations

    @property
    def operations(self) -> int:
        """How many were done."""
        return self.driven.operations


class Measures:
    """The measurements; each call is one turn and uses up its work."""

    def __init__(self, yard: Yard, hall: Hall, walks: Walks, orders: Orders, sizes: Sizes) -> None:
        self._yard = yard
        self._hall = hall
        self._walks = walks
        self._orders = orders
        self._sizes = sizes

    async def scan_pgbench(self) -> Turn:
        """Scans by P."""
        work = self._scans(self._sizes.walks_pgbench)
        return await self._turn("scan", "P", ("postgres",), lambda: pgbench.scans(self._yard, work))

    async def scan_floor(self) -> Turn:
        """Scans by F."""
        work = [[_floor_scan(s) for s in mine] for mine in self._scans(self._sizes.walks_floor)]
        return await self._closed("scan", "F", self._yard.floor_port, work)

    async def scan_ours(self) -> Turn:
        """Scans through the JSON door of the handheld."""
        work = [[_our_scan(s, JSON) for s in mine] for mine in self._scans(self._sizes.walks_ours)]
        return await self._closed("scan", "ours", self._yard.api_port, work)

    async def page_ours(self) -> Turn:
        """Scans as pages: post, redirect, get."""
        work = [
            [Page(_our_scan(s, "text/html"), s.by.cookie) for s in mine]
            for mine in self._scans(self._sizes.walks_page)
        ]
        port = self._yard.api_port
        return await self._turn(
            "page", "ours", ("api", "postgres", "valkey"),
            lambda: load.closed(port, work, load.post_and_see),
        )  # fmt: skip

    async def paced_floor(self) -> Turn:
        """Latency of F at a given pace."""
        work = [[_floor_scan(s) for s in mine] for mine in self._scans(self._sizes.walks_paced)]
        return await self._paced("F", self._yard.floor_port, work)

    async def paced_ours(self) -> Turn:
        """Our latency at the same pace."""
        work = [[_our_scan(s, JSON) for s in mine] for mine in self._scans(self._sizes.walks_paced)]
        return await self._paced("ours", self._yard.api_port, work)

    async def order_pgbench(self) -> Turn:
        """Orders by P."""
        work = self._new_orders(self._sizes.orders_pgbench)
        return await self._turn(
            "order", "P", ("postgres",), lambda: pgbench.orders(self._yard, work)
        )

    async def order_floor(self) -> Turn:
        """Orders by F."""
        work = [[_floor_order(o) for o in m] for m in self._new_orders(self._sizes.orders_floor)]
        return await self._closed("order", "F", self._yard.floor_port, work)

    async def order_ours(self) -> Turn:
        """Orders by REST, with a key, validated."""
        work = [[our_order(o) for o in m] for m in self._new_orders(self._sizes.orders_ours)]
        return await self._closed("order", "ours", self._yard.api_port, work)

    def _scans(self, walks: int) -> list[list[Scan]]:
        people = self._hall.people[: self._sizes.clients]
        return [self._walks.take(person, walks) for person in people]

    def _new_orders(self, each: int) -> list[list[OrderToPlace]]:
        clients = range(self._sizes.clients)
        return [[self._orders.make() for _ in range(each)] for _ in clients]

    async def _closed(self, measure: str, way: str, port: int, work: list[list[bytes]]) -> Turn:
        return await self._turn(
            measure, way, _servers(way), lambda: load.closed(port, work, load.expect_ok)
        )

    async def _paced(self, way: str, port: int, work: list[list[bytes]]) -> Turn:
        per_s = self._sizes.paced_per_s
        return await self._turn(
            "paced", way, _servers(way),
            lambda: load.paced(port, work, load.expect_ok, per_s=per_s),
        )  # fmt: skip

    async def _turn(
        self, measure: str, way: str, parts: tuple[str, ...], do: Callable[[], Awaitable[Driven]]
    ) -> Turn:
        meter = Meter(self._yard.parts(*parts))
        return Turn(measure, way, await do(), meter.used())


def _servers(way: str) -> tuple[str, ...]:
    return ("floor", "postgres") if way == "F" else ("api", "postgres", "valkey")


def _floor_scan(scan: Scan) -> bytes:
    body = msgspec.json.encode(
        {
            "scan_id": scan.id,
            "run": scan.run,
            "operator": scan.by.operator_id,
            "device": scan.by.device_id,
            "code": scan.code,
            "label": scan.label,
            "codes": scan.codes,
        }
    )
    return request("POST", "/scan", {"Content-Type": JSON}, body)


def _our_scan(scan: Scan, accept: str) -> bytes:
    body = urlencode({"code": scan.code, "scan_id": scan.id}).encode()
    headers = {"Accept": accept, "Content-Type": FORM, "Cookie": scan.by.cookie}
    return request("POST", f"/scanner/pick/{scan.run}/scan", headers, body)


def _floor_order(order: OrderToPlace) -> bytes:
    headers = {
        "Content-Type": JSON, "X-Shop": str(order.shop.id), "Idempotency-Key": order.key,
    }  # fmt: skip
    return request("POST", "/order", headers, order.written.encode())


def our_order(order: OrderToPlace) -> bytes:
    """An order as a shop's program sends it to our door."""
    headers = {
        "Content-Type": JSON,
        "Accept": JSON,
        "Authorization": f"Bearer {order.shop.key}",
        "Idempotency-Key": order.key,
    }
    return request("POST", "/v1/orders", headers, order.body)
