"""A staging shop of each platform that is connected to a sandbox, and what its owner does there.

The same deeds in each platform's own way, so that one story is lived through on all of them.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

import httpx
from sqlalchemy import text

from tests.platforms import base_shop
from tests.platforms.base_scene import SETTINGS
from tests.platforms.base_simulator import TOKEN, BaseSimulator
from tests.platforms.scene import HERE
from tests.platforms.server import Asked, Delivery, Fault, Simulator
from tests.platforms.shopify.owner import FulfillmentOrder
from tests.platforms.shopify.simulator import CLIENT_ID, CLIENT_SECRET, Shopify
from tests.platforms.woo_simulator import KEY, SECRET, WooShop
from tests.sandbox.conftest import Developer
from wms.db import Database
from wms.events.feed import number_events
from wms.halls import EVERYBODY, SANDBOX
from wms.platforms.connected import Platforms
from wms.platforms.connections import connect
from wms.platforms.wire import Dial
from wms.settings import Settings
from workers.platforms import attend
from workers.transaction import in_hall_of

#: a platform that is asked too often wants to be left alone so long, s: nobody waits for it inside
#: a turn
LIMITED_S: Final = 30.0


class Owner(ABC):
    """Somebody with a staging shop."""

    kind: str
    credentials: Mapping[str, str]
    settings: Mapping[str, str] = {}
    simulator: Simulator

    @abstractmethod
    def sells(self, sku: str) -> None:
        """A product of that SKU, with no stock yet."""

    @abstractmethod
    def stock(self, sku: str) -> int:
        """What the shop thinks lies here."""

    @abstractmethod
    def buys(self, sku: str, pieces: int) -> str:
        """Somebody orders and has paid; the platform's own id."""

    def number(self, one: str) -> str:
        """As we call it."""
        return one

    @abstractmethod
    def moves_house(self, one: str, street: str) -> None:
        """The buyer mends the street."""

    @abstractmethod
    def cancels(self, one: str) -> None:
        """It is not to be sent."""

    def asks_again(self, one: str) -> None:  # noqa: B027 - most have nothing to do then
        """After a refusal; most platforms need not."""

    @abstractmethod
    def parcels(self, one: str) -> list[str]:
        """Tracking numbers that stand beside an order."""

    @abstractmethod
    def is_delivered(self, one: str) -> bool:
        """The shop knows that it came."""

    @abstractmethod
    def words(self, one: str) -> str:
        """All that was written beside an order."""

    @abstractmethod
    def is_parcel_told(self, asked: Asked) -> bool:
        """A request that tells of a parcel."""

    def time_passes(self) -> None:  # noqa: B027 - most have nothing to do then
        """For a platform that counts what it is asked."""

    def is_asked_too_often(self) -> None:
        """The next request is one too many."""
        self.simulator.goes_wrong(Fault.LIMITED, seconds=LIMITED_S)


class WooOwner(Owner):
    """On WooCommerce."""

    kind = "woocommerce"
    credentials: Final = {"key": KEY, "secret": SECRET}

    def __init__(self) -> None:
        self.simulator = self.woo = WooShop()

    def sells(self, sku: str) -> None:
        self.woo.sells(sku, 0)

    def stock(self, sku: str) -> int:
        return next(
            int(one["stock_quantity"]) for one in self.woo.products.values() if one["sku"] == sku
        )

    def buys(self, sku: str, pieces: int) -> str:
        self.woo.later(1)
        return str(self.woo.ordered((sku, pieces))["id"])

    def moves_house(self, one: str, street: str) -> None:
        self.woo.later(1)
        order = self.woo.orders[int(one)]
        self.woo.changed(int(one), shipping=order["shipping"] | {"address_1": street})

    def cancels(self, one: str) -> None:
        self.woo.later(1)
        self.woo.changed(int(one), status="cancelled")

    def parcels(self, one: str) -> list[str]:
        metas = {meta["key"]: meta["value"] for meta in self.woo.orders[int(one)]["meta_data"]}
        shown = [each["tracking_number"] for each in metas["_wc_shipment_tracking_items"]]
        assert shown == [each["tracking_number"] for each in metas["_wms_parcels"]]
        return shown

    def is_delivered(self, one: str) -> bool:
        return "delivered" in self.words(one)

    def words(self, one: str) -> str:
        return "\n".join(note["note"] for note in self.woo.notes[int(one)])

    def is_parcel_told(self, asked: Asked) -> bool:
        return asked.method == "PUT" and b"_wms_parcels" in asked.sent


class BaseOwner(Owner):
    """At Base."""

    kind = "baselinker"
    credentials: Final = {"token": TOKEN}
    settings: Final = {name: value for name, value in SETTINGS.items() if value} | {
        "set_delivered": base_shop.STATUSES[base_shop.DELIVERED]
    }

    def __init__(self) -> None:
        self.simulator = self.base = BaseSimulator()
        self.shop = self.base.shop

    def sells(self, sku: str) -> None:
        self.shop.sells(sku)

    def stock(self, sku: str) -> int:
        return next(
            int(one["stock"][base_shop.WAREHOUSE])
            for one in self.shop.products.values()
            if one["sku"] == sku
        )

    def buys(self, sku: str, pieces: int) -> str:
        return str(self.shop.places((sku, pieces)))

    def moves_house(self, one: str, street: str) -> None:
        self.shop.edits_address(int(one), delivery_address=street)

    def cancels(self, one: str) -> None:
        self.shop.moves(int(one), base_shop.CANCELLED)

    def parcels(self, one: str) -> list[str]:
        return [each["courier_package_nr"] for each in self.shop.packages.get(int(one), [])]

    def is_delivered(self, one: str) -> bool:
        return bool(self.shop.orders[int(one)]["order_status_id"] == base_shop.DELIVERED)

    def words(self, one: str) -> str:
        return str(self.shop.orders[int(one)]["admin_comments"])

    def is_parcel_told(self, asked: Asked) -> bool:
        return b"method=createPackageManual" in asked.sent

    def time_passes(self) -> None:
        self.base.time_passes()

    def is_asked_too_often(self) -> None:
        self.base.is_blocked()


class ShopifyOwner(Owner):
    """At Shopify."""

    kind = "shopify"
    credentials: Final = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}

    def __init__(self) -> None:
        self.simulator = self.shopify = Shopify()
        self.store = self.shopify.store

    def sells(self, sku: str) -> None:
        self.store.sells(sku)

    def stock(self, sku: str) -> int:
        return self.store.available(sku)

    def buys(self, sku: str, pieces: int) -> str:
        return self.store.requested((sku, pieces)).id.rpartition("/")[2]

    def number(self, one: str) -> str:
        return f"{self._one(one).order.name}/{one}"

    def moves_house(self, one: str, street: str) -> None:
        self.store.edits_address(self._one(one), address1=street)

    def cancels(self, one: str) -> None:
        self.store.ask_to_cancel(self._one(one))

    def asks_again(self, one: str) -> None:
        self.store.submit(self._one(one))

    def parcels(self, one: str) -> list[str]:
        return [each["number"] for sent in self._one(one).fulfillments for each in sent.tracking]

    def is_delivered(self, one: str) -> bool:
        return any(what == "DELIVERED" for sent in self._one(one).fulfillments
                   for what, _ in sent.events)  # fmt: skip

    def words(self, one: str) -> str:
        found = self._one(one)
        return "\n".join([*found.progress, *(str(said) for _, _, said, _ in found.answers)])

    def is_parcel_told(self, asked: Asked) -> bool:
        return b"fulfillmentCreate" in asked.sent

    def time_passes(self) -> None:
        self.shopify.time_passes()

    def _one(self, one: str) -> FulfillmentOrder:
        return self.store.orders[f"gid://shopify/FulfillmentOrder/{one}"]


@dataclass
class Staging:
    """The connection in the sandbox, and its developer."""

    owner: Owner
    developer: Developer
    db: Database
    settings: Settings
    platforms: Platforms
    connection_id: UUID
    #: what the platform told, as it came
    told: list[Delivery] = field(default_factory=list)

    async def turn(self) -> None:
        """The platform calls, and a worker does all that is due now."""
        await self.deliver(*self.owner.simulator.take_outbox())
        async with self.db.begin(EVERYBODY) as tx:
            while (await number_events(tx)).count:
                pass
        with in_hall_of(SANDBOX):
            while await attend(self.db, self.settings, self.platforms, self.connection_id):
                pass

    async def turns(self, times: int = 2) -> None:
        """So much comes of each other: what came in is told by the next, when its time has come."""
        for _ in range(times):
            await self.turn()
            await self.passes("PT10M")

    async def passes(self, duration: str) -> None:
        """So much time, by the sandbox's own clock."""
        await self.developer.done("POST", "/v1/sandbox/clock", {"forward": duration})
        self.owner.time_passes()

    async def deliver(self, *calls: Delivery) -> list[int]:
        """The platform calls; what our door answered."""
        found = []
        for one in calls:
            path = httpx.URL(one.url).raw_path.decode()
            answer = await self.developer.program.post(path, content=one.body, headers=one.headers)
            self.owner.simulator.delivered(one, answer.status_code)
            self.told.append(one)
            found.append(answer.status_code)
        return found

    async def forge(self) -> list[int]:
        """Somebody else says something with the signature of what was told last."""
        return await self.deliver(replace(self.told[-1], body=json.dumps({"id": 1}).encode()))

    async def orders(self, one: str) -> list[dict[str, Any]]:
        """What its order is here."""
        answer = await self.developer.program.get(
            "/v1/orders", params={"external_id": self.owner.number(one)}
        )
        found: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
        return found

    async def comes_in(self, sku: str, pieces: int) -> tuple[str, dict[str, Any]]:
        """Somebody orders, and it is here a minute later: its number there, and what it is here."""
        one = self.owner.buys(sku, pieces)
        await self.passes("PT1M")
        await self.turn()
        return one, await self.order(one)

    async def order(self, one: str) -> dict[str, Any]:
        """There is one."""
        [found] = await self.orders(one)
        return found

    async def advance(self, order: dict[str, Any], to: str) -> dict[str, Any]:
        """The robot takes it on, as far as it comes."""
        return await self.developer.advance(order, to)


async def open_staging(
    owner: Owner, developer: Developer, db: Database, settings: Settings, **said: str
) -> Staging:
    """The staging shop is connected to the developer's sandbox."""
    async with db.begin(developer.twin_id) as tx:
        connection_id = await connect(
            tx, settings.secret_key, developer.twin_id, owner.kind, url=owner.simulator.url,
            label="", credentials=owner.credentials, settings={**owner.settings, **said},
            policy=HERE, by=None,
        )  # fmt: skip
        if isinstance(owner, BaseOwner):  # all sellers have the same address there
            await tx.execute(
                text("UPDATE platform_connections SET url = :url"), {"url": owner.base.address}
            )
    platforms = Platforms(db, settings, Dial(HERE))
    return Staging(owner, developer, db, settings, platforms, connection_id)
