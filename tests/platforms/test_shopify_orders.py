"""What Shopify has for us, over real HTTP: how an order is read there, and how all are found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from tests.platforms.shopify import Shopify
from tests.platforms.shopify.scene import (
    THEN,
    Connect,
    accepted,
    adapter,
    connect,
    everything,
    seen,
    shopify,
    since,
)
from wms.platforms import failures
from wms.platforms.port import Wish
from wms.platforms.shopify import failures as own
from wms.platforms.shopify.adapter import Shopify as Adapter
from wms.platforms.shopify.ask import number_of

__all__ = ["adapter", "connect", "shopify"]


SENT = [
    ("SUBMITTED", "OPEN", Wish.SEND, True),
    ("ACCEPTED", "IN_PROGRESS", Wish.SEND, False),
    ("CANCELLATION_REJECTED", "IN_PROGRESS", Wish.SEND, False),
    ("CANCELLATION_REQUESTED", "IN_PROGRESS", Wish.CANCEL, True),
    ("CANCELLATION_ACCEPTED", "CLOSED", Wish.CANCEL, False),
    ("UNSUBMITTED", "OPEN", Wish.CANCEL, False),
    ("REJECTED", "OPEN", Wish.CANCEL, False),
    ("SUBMITTED", "ON_HOLD", Wish.WAIT, False),
    ("ACCEPTED", "ON_HOLD", Wish.WAIT, False),
    ("SUBMITTED", "SCHEDULED", Wish.SEND, True),
    ("ACCEPTED", "CLOSED", Wish.OVER, False),
    ("CLOSED", "INCOMPLETE", Wish.OVER, False),
    ("ACCEPTED", "CANCELLED", Wish.CANCEL, False),
]


@pytest.mark.parametrize(("request_status", "status", "wish", "is_asking"), SENT)
async def test_both_states_together_say_what_is_wanted(
    shopify: Shopify,
    adapter: Adapter,
    request_status: str,
    status: str,
    wish: Wish,
    is_asking: bool,
) -> None:
    one = shopify.store.ordered(("TEA-100", 2))
    one.status, one.request_status = status, request_status
    found = await seen(adapter, one)
    assert (found.wish, found.is_asking) == (wish, is_asking)
    assert found.state == f"{status}/{request_status}"


async def test_an_order_is_read_with_its_address_lines_and_note(
    shopify: Shopify, connect: Connect
) -> None:
    one = shopify.store.ordered(
        ("TEA-100", 2), ("CUP-1", 1), note="Please knock.", attributes={"Paczkomat": "WAW01A"},
        method={"methodType": "SHIPPING", "presentedName": "Kurier DPD"},
    )  # fmt: skip
    shopify.store.submit(one, "The blue ribbon.")
    adapter = connect(ways="kurier dpd = dpd/classic", point_attribute="paczkomat")
    found = await seen(adapter, one)
    assert found.number == f"#1001/{number_of(one.id)}"
    assert not found.faults and not found.has_goods
    assert found.asked == {
        "recipient": {
            "name": "Olena Kovalenko", "street": "ul. Prosta 51, m. 7", "postcode": "00-838",
            "city": "Warszawa", "country": "PL", "email": "olena@example.com",
            "phone": "+48501234567", "pickup_point_id": "WAW01A",
        },
        "lines": [
            {"sku": "TEA-100", "quantity": 2, "external_id": number_of(one.lines[0].id)},
            {"sku": "CUP-1", "quantity": 1, "external_id": number_of(one.lines[1].id)},
        ],
        "language": "pl", "carrier": "dpd", "service": "classic",
        "note": "The blue ribbon.\nPlease knock.",
    }  # fmt: skip


FAULTS: Sequence[tuple[str, dict[str, Any], str]] = [
    ("a line without a SKU", {"goods": [(None, 1)]}, failures.NO_SKU),
    ("nothing that is sent", {"requires_shipping": False}, failures.NOTHING_TO_SEND),
    ("collected in the shop", {"method": {"methodType": "PICK_UP", "presentedName": "W sklepie"}},
     own.NOT_SENT),
    ("money at the door for a part", {"gateways": ["Cash on Delivery (COD)"],
     "outstanding": "99.90", "pieces": 3}, own.COD_IN_PARTS),
]  # fmt: skip


@pytest.mark.parametrize(("what", "said", "code"), FAULTS, ids=[one[0] for one in FAULTS])
async def test_what_cannot_be_sent_says_why(
    shopify: Shopify, adapter: Adapter, what: str, said: dict[str, Any], code: str
) -> None:
    goods = said.get("goods", [("TEA-100", 1)])
    one = shopify.store.requested(*goods, **{k: v for k, v in said.items() if k != "goods"})
    assert [fault.code for fault in (await seen(adapter, one)).faults] == [code], what


async def test_no_address_is_a_fault(shopify: Shopify, adapter: Adapter) -> None:
    one = shopify.store.requested(("TEA-100", 1))
    one.destination = None
    assert [fault.code for fault in (await seen(adapter, one)).faults] == [own.NO_ADDRESS]


async def test_money_that_is_paid_at_the_door_is_collected_and_paid_money_is_not(
    shopify: Shopify, adapter: Adapter
) -> None:
    at_the_door = {"gateways": ["Cash on Delivery (COD)"], "outstanding": "149.90"}
    one = shopify.store.requested(("TEA-100", 1), **at_the_door)
    asked = (await seen(adapter, one)).asked or {}
    assert (asked["cod_amount_minor"], asked["cod_currency"]) == (14_990, "PLN")
    for said in ({"outstanding": "149.90"}, {**at_the_door, "outstanding": "0.00"}):
        paid = shopify.store.requested(("TEA-100", 1), **said)
        assert "cod_amount_minor" not in ((await seen(adapter, paid)).asked or {})


async def test_a_long_order_is_read_to_its_last_line(shopify: Shopify, adapter: Adapter) -> None:
    one = shopify.store.requested(*((f"S-{n}", 1) for n in range(320)))
    lines = ((await seen(adapter, one)).asked or {})["lines"]
    assert [line["sku"] for line in lines] == [f"S-{n}" for n in range(320)]


async def test_another_locations_order_is_none_of_ours(shopify: Shopify, adapter: Adapter) -> None:
    one = shopify.store.requested(("TEA-100", 1))
    shopify.store.move(one)
    assert await adapter.order(number_of(one.id)) is None


# looking at everything


async def test_a_look_finds_what_waits_for_an_answer_however_old_it_is(
    shopify: Shopify, adapter: Adapter
) -> None:
    old = shopify.store.requested(("TEA-100", 1))
    _, cursor = await everything(adapter)
    shopify.store.shift = timedelta(days=3)
    newer = shopify.store.requested(("CUP-1", 1))
    found, cursor = await since(adapter, cursor)
    asking = {one.id for one in found if one.is_asking}
    assert asking == {number_of(old.id), number_of(newer.id)}
    for one in (old, newer):
        await accepted(adapter, one)
    found, cursor = await since(adapter, cursor)
    assert not any(one.is_asking for one in found)
    cup = shopify.store.ordered(("CUP-1", 1))
    shopify.store.shift = timedelta(days=4)
    shopify.store.submit(cup)
    again, _ = await since(adapter, cursor)
    assert {one.id for one in again if one.is_asking} == {number_of(cup.id)}


async def test_a_look_finds_what_the_owner_did_without_asking(
    shopify: Shopify, adapter: Adapter
) -> None:
    held, gone = [
        await accepted(adapter, shopify.store.requested(("TEA-100", 1))) for _ in range(2)
    ]
    _, cursor = await everything(adapter)
    shopify.store.shift = timedelta(hours=1)
    shopify.store.hold(held)
    shopify.store.cancel_over_our_heads(gone)
    found = {one.id: one for one in (await since(adapter, cursor))[0]}
    assert found[number_of(held.id)].wish is Wish.WAIT
    assert found[number_of(held.id)].waits_for == "payment"
    assert found[number_of(gone.id)].wish is Wish.CANCEL


async def test_a_look_goes_on_where_a_crash_left_it(shopify: Shopify, adapter: Adapter) -> None:
    ours = [shopify.store.requested(("TEA-100", 1)) for _ in range(23)]
    page = await adapter.changed(None, since=THEN)
    assert page.is_more and len(page.orders) == 10
    # those were answered meanwhile, so they are not on the list any more: nobody is left out
    for one in ours[:10]:
        await accepted(adapter, one)
    rest, _ = await since(adapter, page.cursor)
    asking = {one.id for one in [*page.orders, *rest] if one.is_asking}
    assert asking == {number_of(one.id) for one in ours}
