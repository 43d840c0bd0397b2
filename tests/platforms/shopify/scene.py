"""A shop at Shopify and an adapter that talks to it over real HTTP, for the tests of both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.platforms.shopify import Shopify
from tests.platforms.shopify.owner import FulfillmentOrder
from tests.platforms.shopify.simulator import CLIENT_ID, CLIENT_SECRET
from wms.events.guard import Policy
from wms.platforms import wire
from wms.platforms.filled_in import settings_of
from wms.platforms.port import Answer, Made, Parcel, Seen
from wms.platforms.shopify.adapter import Shopify as Adapter
from wms.platforms.shopify.ask import number_of
from wms.platforms.shopify.profile import PROFILE

ADDRESS = "https://wms.example/platforms/0198c2f0"
BELL = "/fulfillment_order_notification"
THEN = datetime(2026, 1, 1, tzinfo=UTC)
Connect = Callable[..., Adapter]


@pytest.fixture
def shopify(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shopify]:
    """A shop that sells tea and cups; nobody waits long for it."""
    monkeypatch.setattr(wire, "READ_PAUSES_S", (0.0, 0.0))
    with Shopify() as made:
        made.store.sells("TEA-100", "CUP-1")
        yield made


@pytest.fixture
async def connect(shopify: Shopify) -> AsyncIterator[Connect]:
    adapters: list[Adapter] = []

    def connected(secret: str = CLIENT_SECRET, token: str = "", **settings: str) -> Adapter:
        key = {"client_id": CLIENT_ID, "client_secret": secret, "access_token": token}
        made = Made(
            url=shopify.url, credentials=key, settings=settings_of(PROFILE, settings),
            address=ADDRESS, hook_secret="",
        )  # fmt: skip
        adapters.append(Adapter(made, wire.Dial(Policy(allow_http=True, allow_private=True))))
        return adapters[-1]

    yield connected
    for one in adapters:
        await one.close()


@pytest.fixture
def adapter(connect: Connect) -> Adapter:
    return connect()


async def seen(adapter: Adapter, one: FulfillmentOrder) -> Seen:
    found = await adapter.order(number_of(one.id))
    assert found is not None
    return found


async def everything(adapter: Adapter) -> tuple[list[Seen], str]:
    """A look at all of it, page by page, as a worker takes it."""
    return await since(adapter, None)


async def since(adapter: Adapter, cursor: str | None) -> tuple[list[Seen], str]:
    orders: list[Seen] = []
    for _ in range(100):
        page = await adapter.changed(cursor, since=THEN)
        orders += page.orders
        cursor = page.cursor
        if not page.is_more:
            return orders, cursor
    raise AssertionError("it never ends")


async def accepted(adapter: Adapter, one: FulfillmentOrder) -> FulfillmentOrder:
    await adapter.tell_answer(number_of(one.id), Answer.ACCEPTED, "ok")
    assert one.state == "IN_PROGRESS/ACCEPTED"
    return one


def parcel(
    one: FulfillmentOrder, *lines: tuple[int, int], number: str = "520000001", **more: Any
) -> Parcel:
    """So many pieces of so many lines; all of them when none is named."""
    chosen = lines or [(n, line.quantity) for n, line in enumerate(one.lines)]
    told = tuple(
        (number_of(one.lines[n].id), one.lines[n].sku or "", pieces) for n, pieces in chosen
    )
    facts: dict[str, Any] = {
        "reference": "s1", "order_id": number_of(one.id), "order_number": "#1001",
        "carrier": "inpost", "carrier_name": "InPost", "service": "locker",
        "tracking_number": number, "tracking_url": f"https://inpost.pl/{number}",
        "shipped_at": THEN, "lines": told, "is_last": True,
    }  # fmt: skip
    return Parcel(**(facts | more))
