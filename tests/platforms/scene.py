"""A shop on a platform: the bench with its goods, a connection, and turns of its worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text

from tests.packing.bench import Bench
from tests.platforms.server import Delivery, Simulator
from wms.db import HALL
from wms.events.feed import number_events
from wms.events.guard import Policy
from wms.platforms.connected import Platforms
from wms.platforms.connections import connect, hears_at
from wms.platforms.wire import Dial
from wms.settings import Settings
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from wms.shipping.loading import load as loading
from wms.shipping.loading.hand_over import close_manifest
from workers.labels import buy
from workers.platforms import attend

#: a simulator listens on this machine, over http
HERE = Policy(allow_http=True, allow_private=True)


@dataclass
class Scene:
    """One connection, and whoever stands around it."""

    bench: Bench
    settings: Settings
    platforms: Platforms
    connection_id: UUID
    simulator: Simulator
    #: our doors
    client: httpx.AsyncClient
    #: what was delivered, with what we answered
    told: list[tuple[Delivery, int]] = field(default_factory=list)

    async def turn(self, *, whole: bool = True) -> None:
        """What a worker does for the connection; with ``whole`` everything is due."""
        if whole:
            async with self.bench.db.begin(HALL) as tx:
                await tx.execute(
                    text(
                        "UPDATE platform_connections SET away_until = NULL, "
                        "reconcile_at = clock_timestamp(), hooks_at = clock_timestamp()"
                    )
                )
        # what came of the first is told by the second, once it is in our feed
        await self.make_due("platform_stock", "platform_messages", "platform_tellings")
        await self.attend()
        await self.make_due()
        await self.attend()
        await self.make_due("platform_stock")
        await self.attend()

    async def make_due(self, *tables: str) -> None:
        """Events have their numbers, and what waits in these tables waits no longer."""
        async with self.bench.db.begin(HALL) as tx:
            while (await number_events(tx)).count:
                pass
            for table in tables:
                await tx.execute(
                    text(f"UPDATE {table} SET due_at = clock_timestamp() WHERE due_at IS NOT NULL")
                )

    async def attend(self) -> None:
        """What one worker does that has the connection now, until nothing is left."""
        while await attend(self.bench.db, self.settings, self.platforms, self.connection_id):
            pass

    async def deliver(self, *deliveries: Delivery) -> list[int]:
        """Let the platform tell what waits, or these; what our door answered."""
        found: list[int] = []
        for one in deliveries or self.simulator.take_outbox():
            path = httpx.URL(one.url).raw_path.decode()
            answer = await self.client.post(path, content=one.body, headers=one.headers)
            self.simulator.delivered(one, answer.status_code)
            self.told.append((one, answer.status_code))
            found.append(answer.status_code)
        return found

    async def packed(self, number: str) -> int:
        """The order of that number is walked for and packed whole; its (last) parcel."""
        bench = self.bench
        order = (
            await bench.rows("SELECT id FROM orders WHERE external_id = :number", number=number)
        )[0]
        lines = await bench.rows(
            "SELECT p.sku, l.ordered FROM order_lines l JOIN products p "
            "ON p.shop_id = l.shop_id AND p.id = l.product_id WHERE l.order_id = :order "
            "ORDER BY l.line_no", order=order.id,
        )  # fmt: skip
        tote = await bench.walked(order.id)
        opened = await bench.open(tote)
        for line in lines:
            for _ in range(line.ordered):
                last = await bench.scan(opened.parcel, line.sku)
        assert last.did == "closed", last
        assert opened.parcel is not None
        return opened.parcel

    async def sent(self, number: str) -> str:
        """It is packed, labelled and handed over; its tracking number."""
        await self.packed(number)
        return await self.handed_over(number)

    async def handed_over(self, number: str) -> str:
        """What is packed of it is labelled and handed over; its tracking number."""
        db = self.bench.db
        async with db.read(HALL) as read:
            due = await due_shipments(read, 10)
        for key in due:
            await buy(db, carriers(self.settings), *key)
        tracking = await self.bench.value(
            "SELECT s.tracking_number FROM shipments s JOIN parcels p ON p.shop_id = s.shop_id "
            "AND p.id = s.parcel_id JOIN orders o ON o.shop_id = p.shop_id AND o.id = p.order_id "
            "WHERE o.external_id = :number AND s.status = 'bought'", number=number,
        )  # fmt: skip
        async with db.begin(HALL) as tx:
            manifest = (await loading.load_anywhere(tx, tracking, by=self.bench.ola)).manifest
            await close_manifest(tx, manifest, signed_by="Piotr", by=self.bench.ola)
        return str(tracking)

    async def orders(self) -> dict[str, str]:
        """Our orders of the shop: the platform's number → state."""
        rows = await self.bench.rows("SELECT external_id, status FROM orders ORDER BY number")
        return {row.external_id: row.status for row in rows}

    async def there(self) -> dict[str, str]:
        """What is known of the platform's orders: its number → state."""
        rows = await self.bench.rows("SELECT number, status FROM platform_orders ORDER BY id")
        return {row.number: row.status for row in rows}

    async def acts(self, act: str) -> list[Any]:
        """What was written down of one kind, in order."""
        return await self.bench.rows(
            "SELECT outcome, code, key, facts, subject_type, subject_id FROM platform_acts "
            "WHERE act = :act ORDER BY id", act=act,
        )  # fmt: skip


async def open_scene(
    bench: Bench,
    settings: Settings,
    client: httpx.AsyncClient,
    simulator: Simulator,
    kind: str,
    *,
    credentials: Mapping[str, str],
    said: Mapping[str, str] | None = None,
) -> Scene:
    """A shop that is connected to a simulator."""
    async with bench.db.begin(HALL) as tx:
        connection_id = await connect(
            tx, settings.secret_key, bench.shop.id, kind, url=simulator.url, label="",
            credentials=credentials, settings=said or {}, policy=HERE, by=None,
        )  # fmt: skip
        # orders of a simulator may be a few days old
        await tx.execute(
            text("UPDATE platform_connections SET orders_since = now() - interval '30 days'")
        )
    platforms = Platforms(bench.db, settings, Dial(HERE))
    assert hears_at(connection_id)
    return Scene(bench, settings, platforms, connection_id, simulator, client)
