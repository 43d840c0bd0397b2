"""An order of a shop whose consumers are told, written straight into the tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from tests.lived import as_lived
from tests.orders.asking import goes_to
from wms.db import Tx, new_id
from wms.events.feed import number_events
from wms.events.kinds import KINDS
from wms.events.outbox import Subject, record
from wms.notices.kinds import NOTICES
from wms.notices.settings import Told, save_told
from wms.notices.tell import tell
from wms.settings import Settings
from wms.shops.models import Shop

#: 13:00 in Warsaw
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass
class Story:
    """What happens to one order."""

    tx: Tx
    settings: Settings
    shop: Shop
    hall: cast.Hall
    order_id: UUID
    parcels: list[UUID]

    async def told(self, **more: Any) -> None:
        await save_told(self.tx, self.shop.id, Told(**{"kinds": list(NOTICES), **more}))

    async def order(self, **changes: Any) -> None:
        for name, value in changes.items():
            await self.tx.execute(
                text(f"UPDATE orders SET {name} = :value WHERE id = :id"),
                {"value": value, "id": self.order_id},
            )

    async def becomes(self, status: str) -> None:
        """The way of an order until there."""
        way = ["allocated", "released", "picking", "picked", "packing", "packed", "shipped",
               "delivered"]  # fmt: skip
        for step in way[: way.index(status) + 1]:
            await self.order(status=step)

    async def parcel(self, number: str, status: str = "handed_over") -> UUID:
        """A parcel in its courier's hands; its shipment."""
        shipment = new_id()
        place = await cast.add_place(self.tx, self.hall, f"P-{number}", "parcel")
        parcel = place.id
        await self.tx.execute(
            text("INSERT INTO parcels (shop_id, id, order_id, status, weight_g) "
                 "VALUES (:shop, :id, :order, :status, 500)"),
            {"shop": self.shop.id, "id": parcel, "order": self.order_id, "status": status},
        )  # fmt: skip
        await self.tx.execute(
            text("INSERT INTO shipments (shop_id, id, parcel_id, carrier, service, status, "
                 "tracking_number, tracking_url, bought_at) VALUES (:shop, :id, :parcel, 'inpost', "
                 "'locker', 'bought', :number, :url, clock_timestamp())"),
            {"shop": self.shop.id, "id": shipment, "parcel": parcel, "number": number,
             "url": f"https://inpost.example/{number}"},
        )  # fmt: skip
        self.parcels.append(parcel)
        return shipment

    async def arrived(self, which: int) -> None:
        await self.tx.execute(
            text("UPDATE parcels SET status = 'delivered' WHERE id = :id"),
            {"id": self.parcels[which]},
        )

    async def happens(
        self, kind: str, subject: UUID | None = None, what: str = "order", **data: Any
    ) -> None:
        about = Subject(what, subject or self.order_id, "WEB-1")
        if "order_id" in KINDS[kind].__struct_fields__:
            data["order_id"] = str(self.order_id)
        await record(self.tx, self.shop.id, about, as_lived(kind, **data))

    async def tell(self, now: datetime = NOON) -> None:
        await number_events(self.tx)
        while await tell(self.tx, self.settings, self.shop.id, now=now):
            pass

    async def mails(self) -> list[Any]:
        rows = await self.tx.execute(
            text("SELECT * FROM mails WHERE shop_id = :shop ORDER BY created_at, id"),
            {"shop": self.shop.id},
        )
        return list(rows)

    async def said(self) -> list[tuple[str, str]]:
        """(purpose, status) of the mails, in their order."""
        return [(row.purpose.removeprefix("notice."), row.status) for row in await self.mails()]


@pytest.fixture
async def story(tx: Tx, settings: Settings) -> Story:
    hall = await cast.open_hall(tx)
    shop = await cast.open_shop(tx)
    order_id = new_id()
    await tx.execute(
        text("INSERT INTO orders (shop_id, id, external_id, status, country, carrier, service, "
             "language, backorder_policy) VALUES (:shop, :id, 'WEB-1', 'received', "
             "'PL', 'inpost', 'locker', 'pl', 'as_available')"),
        {"shop": shop.id, "id": order_id},
    )  # fmt: skip
    await goes_to(
        tx, shop.id, order_id, name="Anna Nowak", email="anna@example.com", street="Polna 1",
        postcode="00-001", city="Warszawa", pickup_point_id="WAW123M",
    )  # fmt: skip
    return Story(tx, replace(settings, public_url="https://wms.example"), shop, hall, order_id, [])
