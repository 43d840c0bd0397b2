"""A return that is still to come, of an order to Małgorzata, and couriers that bring it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from tests.couriers.conftest import RECIPIENT
from tests.couriers.test_accounts import DPD, INPOST, SECRET, a_desk, at
from tests.orders.asking import goes_to
from tests.returns.test_returns import World, build
from wms.consumer.rules import ConsumerTerms, ReturnAddress, WayBack, set_consumer_rules
from wms.consumer.ways_back import ask_for_way_back
from wms.db import HALL, Database
from wms.demo.couriers import Couriers as Simulated
from wms.returns.announce import announce
from wms.returns.labels.ask import Asker
from wms.returns.labels.queries import LabelView, label_pdf, label_view
from wms.returns.queries import ReturnView
from wms.shipping.accounts.accounts import set_account
from wms.shipping.carriers.house import House
from wms.shipping.couriers import Couriers
from workers.labels import Sellers
from workers.return_labels import buy_back

WAREHOUSE = ReturnAddress(
    name="Zwroty", street="Magazynowa 1", postcode="05-800", city="Pruszków", country="PL",
    phone="221234567", email="zwroty@example.com",
)  # fmt: skip
HOUSE = {"house": House("https://example.com/track")}


@dataclass
class Coming:
    """A shop with a return that was announced."""

    db: Database
    world: World
    back: ReturnView
    sellers: Sellers

    @property
    def key(self) -> dict[str, Any]:
        return {"shop": self.back.shop_id, "return": self.back.id}

    async def ask(self, way: str | None = None, *, by: Asker = "consumer", parcel: int = 1) -> UUID:
        async with self.db.begin(HALL) as tx:
            return await ask_for_way_back(
                tx, self.back.shop_id, self.back.id, way, by=by, parcel=parcel
            )

    async def buy(self, label_id: UUID) -> LabelView:
        await buy_back(self.db, self.sellers, self.back.shop_id, label_id)
        return await self.seen(label_id)

    async def seen(self, label_id: UUID) -> LabelView:
        async with self.db.read(HALL) as read:
            return await label_view(read, self.back.shop_id, label_id)

    async def pdf(self, label_id: UUID) -> bytes:
        async with self.db.read(HALL) as read:
            return await label_pdf(read, self.back.shop_id, label_id)

    async def due(self) -> None:
        """As if every pause had passed."""
        async with self.db.begin(HALL) as tx:
            for what in (
                "return_labels SET next_attempt_at = clock_timestamp(), ask_at = clock_timestamp()",
                "courier_turns SET next_at = clock_timestamp()",
            ):
                await tx.execute(text(f"UPDATE {what}"))

    async def value(self, sql: str) -> Any:
        async with self.db.read(HALL) as read:
            return await read.scalar(text(sql))

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Events of the return's labels and its way, as the shop hears of them."""
        async with self.db.read(HALL) as read:
            rows = await read.execute(
                text("SELECT type, data FROM events WHERE type LIKE 'return.label%' "
                     "OR type = 'return.tracking_updated' ORDER BY id")
            )  # fmt: skip
            return [(row.type, row.data) for row in rows]


async def announced(
    db: Database,
    couriers: Simulated | None = None,
    *,
    ways: Sequence[WayBack] = (),
    recipient: dict[str, Any] | None = None,
    **facts: Any,
) -> Coming:
    """An order that went to Małgorzata, of which two packets of tea come back."""
    if couriers is not None:
        desk = await a_desk(db)
        async with db.begin(HALL) as tx:
            for carrier, credentials in (("inpost", INPOST), ("dpd", DPD)):
                await set_account(
                    tx, SECRET, carrier=carrier, shop_id=None, label="", credentials=credentials,
                    by=desk,
                )  # fmt: skip
    async with db.begin(HALL) as tx:
        world = await build(tx)
        person = RECIPIENT | (recipient or {})
        await goes_to(tx, world.shop.id, world.gone.order_id, **person)
        rules = ConsumerTerms(ways_back=tuple(ways), return_address=WAREHOUSE)
        await set_consumer_rules(tx, world.shop.id, rules)
        back = await announce(tx, world.shop.id, world.announced(**facts))
    sellers = HOUSE if couriers is None else Couriers(db, at(couriers))
    return Coming(db, world, back, sellers)
