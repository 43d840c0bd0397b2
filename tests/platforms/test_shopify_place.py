"""Our own place at Shopify, what it tells by itself, and every no, over real HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.platforms.server import Delivery, Fault
from tests.platforms.shopify import Shopify, Trouble
from tests.platforms.shopify.scene import (
    ADDRESS,
    BELL,
    Connect,
    accepted,
    adapter,
    connect,
    everything,
    shopify,
)
from tests.platforms.shopify.simulator import SCOPES, TOKEN_S
from wms.platforms import failures
from wms.platforms.port import Knock, NotGenuine, PlatformAway, PlatformRefused
from wms.platforms.shopify import failures as own
from wms.platforms.shopify.adapter import Shopify as Adapter
from wms.platforms.shopify.ask import number_of

__all__ = ["adapter", "connect", "shopify"]

# our own place


async def test_our_location_is_made_once_and_put_right_when_its_bell_was_moved(
    shopify: Shopify, adapter: Adapter
) -> None:
    made = await adapter.mend_hooks()
    assert (made.made, made.well) == (6, 0)
    assert (await adapter.mend_hooks()).well == 6
    [service] = shopify.app.services.values()
    assert service["callbackUrl"] == ADDRESS and not service["inventoryManagement"]
    service["callbackUrl"] = "https://old.example/platforms/1"
    hooked = next(iter(shopify.app.hooks))
    shopify.app.hooks.pop(hooked)
    mended = await adapter.mend_hooks()
    assert (mended.mended, mended.made, mended.well) == (1, 1, 4)
    assert service["callbackUrl"] == ADDRESS and len(shopify.app.services) == 1


async def test_webhooks_that_shopify_took_away_are_made_again(
    shopify: Shopify, adapter: Adapter
) -> None:
    await adapter.mend_hooks()
    one = await accepted(adapter, shopify.store.requested(("TEA-100", 1)))
    shopify.store.hold(one)
    [_, told] = shopify.take_outbox()
    for _ in range(9):
        shopify.delivered(told, 500)
    assert shopify.app.hooks == {}
    assert (await adapter.mend_hooks()).made == 5


@pytest.mark.parametrize("gone", ["write_assigned_fulfillment_orders", "write_inventory"])
async def test_a_scope_that_is_missing_is_named(
    shopify: Shopify, adapter: Adapter, gone: str
) -> None:
    shopify.scopes = {one for one in SCOPES if gone.partition("_")[2] not in one}
    with pytest.raises(PlatformRefused) as no:
        await adapter.knows_us()
    assert no.value.failure.code == own.NOT_ALLOWED
    assert gone in str(no.value.failure.facts["scopes"])


async def test_what_a_scope_forbids_later_is_named_too(shopify: Shopify, adapter: Adapter) -> None:
    assert await adapter.knows_us() == f"Lipowa ({shopify.domain})"
    shopify.scopes.discard("read_assigned_fulfillment_orders")
    with pytest.raises(PlatformRefused) as no:
        await everything(adapter)
    assert no.value.failure.facts["scopes"] == "read_assigned_fulfillment_orders"


# every no

NOES: list[tuple[Fault | Trouble, str]] = [
    (Fault.AWAY, failures.BUSY),
    (Fault.LIMITED, failures.BUSY),
    (Fault.BROKEN, failures.NO_ANSWER),
    (Fault.CUT, failures.NO_ANSWER),
    (Trouble.NOT_JSON, failures.UNREADABLE),
    (Trouble.FROZEN, own.SHOP_FROZEN),
    (Trouble.LOCKED, own.SHOP_CLOSED),
    (Trouble.INTERNAL, failures.NO_ANSWER),
    (Trouble.BROKEN_AFTER, failures.NO_ANSWER),
]


@pytest.mark.parametrize(("fault", "code"), NOES)
async def test_whatever_goes_wrong_there_has_a_name_and_passes(
    shopify: Shopify, adapter: Adapter, fault: Fault | Trouble, code: str
) -> None:
    if isinstance(fault, Fault):
        shopify.goes_wrong(fault, 9, seconds=30)
    else:
        shopify.troubles[fault] = 9
    with pytest.raises(PlatformAway) as no:
        await adapter.knows_us()
    assert no.value.failure.code == code
    assert no.value.later_s == (30 if fault is Fault.LIMITED else None)
    shopify.goes_well()
    shopify.troubles.clear()
    assert await adapter.knows_us()


async def test_a_question_that_is_too_dear_now_waits_for_its_turn(
    shopify: Shopify, adapter: Adapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def sleep(s: float) -> None:
        waited.append(s)
        shopify.store.shift += timedelta(seconds=s)

    monkeypatch.setattr("wms.platforms.shopify.ask.sleep", sleep)
    for _ in range(12):
        shopify.store.requested(("TEA-100", 1))
    await everything(adapter)
    shopify._points = 0.0
    with pytest.raises(PlatformAway) as no:
        await everything(adapter)
    assert no.value.failure.code == failures.BUSY
    assert no.value.later_s is not None and 5 <= no.value.later_s <= 10
    shopify._points = 700.0
    await everything(adapter)
    assert waited and sum(waited) < 10


async def test_a_token_ends_after_a_day_and_is_asked_for_again(
    shopify: Shopify, adapter: Adapter
) -> None:
    await adapter.knows_us()
    shopify.store.shift = timedelta(seconds=TOKEN_S + 1)
    await adapter.knows_us()
    shopify.revoke()
    one = shopify.store.requested(("TEA-100", 1))
    await accepted(adapter, one)
    assert shopify.operations.count("token") == 3


async def test_a_wrong_secret_and_an_app_that_was_thrown_out_are_told_apart(
    shopify: Shopify, connect: Connect
) -> None:
    with pytest.raises(PlatformRefused) as no:
        await connect(secret="wrong").knows_us()
    assert no.value.failure.code == failures.KEY_REFUSED
    known = connect()
    await known.knows_us()
    shopify.uninstall()
    with pytest.raises(PlatformRefused) as no:
        await known.knows_us()
    assert no.value.failure.code == own.NOT_INSTALLED


async def test_an_old_app_has_a_token_for_ever_until_it_is_revoked(
    shopify: Shopify, connect: Connect
) -> None:
    shopify.fixed_token = "shpat_old"
    adapter = connect(token="shpat_old")
    assert await adapter.knows_us() and "token" not in shopify.operations
    shopify.revoke()
    with pytest.raises(PlatformRefused) as no:
        await adapter.knows_us()
    assert no.value.failure.code == failures.KEY_REFUSED


# what Shopify tells


def knock(delivery: Delivery, **other: Any) -> Knock:
    path = delivery.url.removeprefix(ADDRESS).strip("/")
    facts = {"headers": delivery.headers, "body": delivery.body, "path": path} | other
    return Knock(**facts)


async def test_the_bell_rings_with_a_signature_and_each_ringing_counts(
    shopify: Shopify, connect: Connect
) -> None:
    adapter = connect()
    await adapter.mend_hooks()
    one = await accepted(adapter, shopify.store.requested(("TEA-100", 1)))
    shopify.store.ask_to_cancel(one)
    first, second = shopify.take_outbox()
    assert first.url == ADDRESS + BELL
    heard = [adapter.hear(knock(told)) for told in (first, second, second)]
    assert [each and each.topic.rpartition("/")[2] for each in heard] == [
        "FULFILLMENT_REQUEST", "CANCELLATION_REQUEST", "CANCELLATION_REQUEST",
    ]  # fmt: skip
    assert len({each.delivery_id for each in heard if each}) == 3
    assert all(each and each.order_id is None for each in heard)


async def test_a_webhook_names_its_order_and_is_known_when_it_comes_again(
    shopify: Shopify, connect: Connect
) -> None:
    adapter = connect()
    await adapter.mend_hooks()
    one = await accepted(adapter, shopify.store.requested(("TEA-100", 1)))
    shopify.store.hold(one)
    _, told = shopify.take_outbox()
    first, again = adapter.hear(knock(told)), adapter.hear(knock(told))
    assert first == again and first is not None
    assert (first.order_id, first.topic) == (number_of(one.id), "fulfillment_orders/placed_on_hold")


@pytest.mark.parametrize(
    "wrong",
    [
        {"headers": {}},
        {"body": b'{"kind": "FULFILLMENT_REQUEST" }'},
        {"headers": {"x-shopify-hmac-sha256": "%%%"}},
        {"headers": {"x-shopify-hmac-sha256": ""}},
    ],
)
async def test_a_forged_bell_is_not_heard(
    shopify: Shopify, connect: Connect, wrong: dict[str, Any]
) -> None:
    told = shopify.signed(ADDRESS + BELL, "", {"kind": "FULFILLMENT_REQUEST"})
    with pytest.raises(NotGenuine):
        connect().hear(knock(told, **wrong))


async def test_another_shops_bell_is_not_heard(shopify: Shopify, connect: Connect) -> None:
    told = shopify.signed(ADDRESS + BELL, "", {"kind": "FULFILLMENT_REQUEST"})
    adapter = connect()
    assert adapter.hear(knock(told))
    shopify.domain = "other.myshopify.com"
    with pytest.raises(NotGenuine):
        adapter.hear(knock(shopify.signed(ADDRESS + BELL, "", {"kind": "FULFILLMENT_REQUEST"})))
    with pytest.raises(PlatformRefused) as no:
        await adapter.knows_us()
    assert no.value.failure.facts["domain"] == "other.myshopify.com"
