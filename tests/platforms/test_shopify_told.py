"""What Shopify is told, over real HTTP: yes and no, what left, and what lies here."""

from __future__ import annotations

from typing import Any

import pytest

from tests.platforms.server import Asked, Fault
from tests.platforms.shopify import Shopify
from tests.platforms.shopify.owner import OUR_LOCATION as OURS
from tests.platforms.shopify.scene import (
    THEN,
    Connect,
    accepted,
    adapter,
    connect,
    everything,
    parcel,
    seen,
    shopify,
)
from wms.failures import Failure
from wms.platforms import failures
from wms.platforms.port import Answer, Level, PlatformAway, PlatformRefused
from wms.platforms.shopify import failures as own
from wms.platforms.shopify.adapter import Shopify as Adapter
from wms.platforms.shopify.ask import number_of

__all__ = ["adapter", "connect", "shopify"]

# answers

NO = [
    (Failure(code=failures.UNKNOWN_SKU, facts={"sku": "CUP-1"}), "INVALID_SKU"),
    (Failure(code=failures.MISSING_GOODS, facts={"sku": "CUP-1"}), "INVENTORY_OUT_OF_STOCK"),
    (Failure(code=failures.NOT_AS_NEEDED, facts={"field": "recipient.phone"}),
     "INVALID_CONTACT_INFORMATION"),
    (Failure(code=failures.NOT_AS_NEEDED, facts={"field": "recipient.postcode"}),
     "INCORRECT_ADDRESS"),
    (Failure(code=failures.NO_WAY, facts={"method": "Dron"}), "UNDELIVERABLE_DESTINATION"),
    (Failure(code=own.COD_IN_PARTS), "PAYMENT_DECLINED"),
    (Failure(code=failures.NOT_TAKEN, facts={"code": "order.strange"}), "OTHER"),
    (None, "OTHER"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "reason"), NO)
async def test_a_request_is_rejected_with_its_reason_and_the_lines_that_are_it(
    shopify: Shopify, adapter: Adapter, why: Failure | None, reason: str
) -> None:
    one = shopify.store.requested(("TEA-100", 1), ("CUP-1", 1))
    for _ in range(2):
        await adapter.tell_answer(number_of(one.id), Answer.REJECTED, "No such cup.", why=why)
    assert one.state == "OPEN/REJECTED"
    named = [one.lines[1].id] if why and "sku" in why.facts else []
    assert one.answers == [("rejected", reason, "No such cup.", named)], "once"


async def test_a_rejected_request_may_come_again(shopify: Shopify, adapter: Adapter) -> None:
    one = shopify.store.requested(("TEA-100", 1))
    await adapter.tell_answer(number_of(one.id), Answer.REJECTED, "Not yet.")
    shopify.store.submit(one)
    assert (await seen(adapter, one)).is_asking
    await accepted(adapter, one)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer.CANCELLED, "CLOSED/CANCELLATION_ACCEPTED"),
        (Answer.TOO_LATE, "IN_PROGRESS/CANCELLATION_REJECTED"),
    ],
)
async def test_a_wish_to_cancel_is_answered_once(
    shopify: Shopify, adapter: Adapter, answer: Answer, state: str
) -> None:
    one = await accepted(adapter, shopify.store.requested(("TEA-100", 1)))
    shopify.store.ask_to_cancel(one, "The buyer changed her mind.")
    for _ in range(2):
        await adapter.tell_answer(number_of(one.id), answer, "Packed already.")
    assert one.state == state
    assert one.answers[1:] == [(answer.value, None, "Packed already.", [])]


async def test_what_the_warehouse_calls_off_goes_back_to_the_owner(
    shopify: Shopify, adapter: Adapter
) -> None:
    one = await accepted(adapter, shopify.store.requested(("TEA-100", 1)))
    for _ in range(2):
        await adapter.tell_answer(number_of(one.id), Answer.CANCELLED, "Broken on the shelf.")
    assert one.state == "INCOMPLETE/CLOSED"
    shopify.store.submit(one)
    await accepted(adapter, one)


async def test_a_request_that_was_withdrawn_is_not_accepted(
    shopify: Shopify, adapter: Adapter
) -> None:
    one = shopify.store.requested(("TEA-100", 1))
    shopify.store.cancel_over_our_heads(one)
    await adapter.tell_answer(number_of(one.id), Answer.ACCEPTED, "ok")
    assert one.answers == []


async def test_a_part_is_requested_and_the_rest_is_another_order(
    shopify: Shopify, adapter: Adapter
) -> None:
    one = shopify.store.ordered(("TEA-100", 5))
    rest = shopify.store.submit_part(one, 2)
    found, _ = await everything(adapter)
    asking = {each.id: each for each in found if each.is_asking}
    assert list(asking) == [number_of(one.id)]
    assert (asking[number_of(one.id)].asked or {})["lines"][0]["quantity"] == 2
    assert rest.state == "OPEN/UNSUBMITTED" and rest.lines[0].quantity == 3


def changes(asked: Asked) -> bool:
    """Whether a request is to change something."""
    return b'"mutation' in asked.sent or b'"\\nmutation' in asked.sent


async def test_an_answer_whose_own_answer_was_lost_is_given_once(
    shopify: Shopify, adapter: Adapter
) -> None:
    one = shopify.store.requested(("TEA-100", 1))
    await adapter.knows_us()
    shopify.goes_wrong(Fault.LOST, on=changes)
    with pytest.raises(PlatformAway):
        await adapter.tell_answer(number_of(one.id), Answer.ACCEPTED, "ok")
    await adapter.tell_answer(number_of(one.id), Answer.ACCEPTED, "ok", is_again=True)
    assert [answer[0] for answer in one.answers] == ["accepted"]


# parcels


async def test_each_parcel_is_a_fulfillment_with_its_own_tracking(
    shopify: Shopify, adapter: Adapter
) -> None:
    one = await accepted(adapter, shopify.store.requested(("TEA-100", 3), ("CUP-1", 1)))
    await adapter.tell_shipped(parcel(one, (0, 2), number="1", is_last=False))
    assert one.state == "IN_PROGRESS/ACCEPTED"
    await adapter.tell_shipped(parcel(one, (0, 1), (1, 1), number="2"))
    assert one.status == "CLOSED"
    assert [sent.lines for sent in one.fulfillments] == [
        {one.lines[0].id: 2}, {one.lines[0].id: 1, one.lines[1].id: 1},
    ]  # fmt: skip
    assert [sent.tracking for sent in one.fulfillments] == [
        [{"company": "InPost", "number": n, "url": f"https://inpost.pl/{n}"}] for n in ("1", "2")
    ]
    assert all(sent.notified for sent in one.fulfillments)


@pytest.mark.parametrize("fault", [None, Fault.LOST, Fault.CUT, Fault.BROKEN])
async def test_a_parcel_is_told_once_whatever_becomes_of_the_answer(
    shopify: Shopify, adapter: Adapter, fault: Fault | None
) -> None:
    one = await accepted(adapter, shopify.store.requested(("TEA-100", 2)))
    first = parcel(one, (0, 1), number="1", is_last=False)
    if fault:
        shopify.goes_wrong(fault, on=changes)
        with pytest.raises(PlatformAway):
            await adapter.tell_shipped(first)
        assert bool(one.fulfillments) == (fault is Fault.LOST)
    for _ in range(3):
        await adapter.tell_shipped(first)
    assert [sent.lines for sent in one.fulfillments] == [{one.lines[0].id: 1}]


async def test_what_is_not_sent_of_an_order_goes_back_to_the_owner(
    shopify: Shopify, adapter: Adapter
) -> None:
    one = await accepted(adapter, shopify.store.requested(("TEA-100", 3)))
    for _ in range(2):
        await adapter.tell_shipped(parcel(one, (0, 2)))
    assert one.state == "INCOMPLETE/CLOSED" and one.lines[0].remaining == 1


async def test_goods_that_go_again_get_another_number_and_no_second_fulfillment(
    shopify: Shopify, connect: Connect
) -> None:
    adapter = connect(notify="no")
    one = await accepted(adapter, shopify.store.requested(("TEA-100", 1)))
    await adapter.tell_shipped(parcel(one, number="1"))
    again = parcel(one, number="2", carrier_name="DPD", tracking_url=None, instead_of=("1",))
    for _ in range(2):
        await adapter.tell_shipped(again)
    [sent] = one.fulfillments
    assert sent.tracking == [{"company": "DPD", "number": "2", "url": None}]
    assert not sent.notified


async def test_a_delivery_is_told_once_and_only_of_a_parcel_that_was_told(
    shopify: Shopify, adapter: Adapter
) -> None:
    one = await accepted(adapter, shopify.store.requested(("TEA-100", 1)))
    sent = parcel(one, number="1", delivered_at=THEN)
    assert await adapter.tell_delivered(sent, "") is None
    await adapter.tell_shipped(sent)
    for _ in range(2):
        await adapter.tell_delivered(sent, "")
    assert one.fulfillments[0].events == [("DELIVERED", THEN.isoformat())]


async def test_words_stand_beside_an_order_that_is_under_way_and_beside_no_other(
    shopify: Shopify, adapter: Adapter
) -> None:
    one = shopify.store.requested(("TEA-100", 1))
    number = number_of(one.id)
    assert await adapter.tell_note(number, "Too early") is None
    await accepted(adapter, one)
    await adapter.tell_note(number, "Goods are missing. " * 20)
    assert one.progress[0].startswith("Goods are missing.")
    await adapter.tell_shipped(parcel(one))
    assert await adapter.tell_note(number, "Too late") is None
    assert len(one.progress) == 1


async def test_parts_of_a_kit_are_told_with_the_last_parcel(
    shopify: Shopify, adapter: Adapter
) -> None:
    one = await accepted(adapter, shopify.store.requested(("SET-1", 2)))
    line = number_of(one.lines[0].id)
    parts = ((line, "TEA-100", 2), (line, "CUP-1", 4))
    first = parcel(one, number="1", is_last=False)
    with pytest.raises(PlatformRefused):
        await adapter.tell_shipped(type(first)(**{**_facts(first), "lines": parts[:1]}))
    await adapter.tell_shipped(type(first)(**{**_facts(first), "lines": parts, "is_last": True}))
    assert [sent.lines for sent in one.fulfillments] == [{one.lines[0].id: 2}]


def _facts(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__struct_fields__}


async def test_a_parcel_of_an_order_that_asks_to_be_cancelled_is_told_all_the_same(
    shopify: Shopify, adapter: Adapter
) -> None:
    one = await accepted(adapter, shopify.store.requested(("TEA-100", 1)))
    shopify.store.ask_to_cancel(one)
    await adapter.tell_answer(number_of(one.id), Answer.TOO_LATE, "It is gone.")
    await adapter.tell_shipped(parcel(one))
    assert one.status == "CLOSED" and len(one.fulfillments) == 1


# stock


async def test_stock_is_set_at_our_location_and_only_where_it_differs(
    shopify: Shopify, adapter: Adapter
) -> None:
    store = shopify.store
    store.ordered(("TEA-100", 2))
    taken = await accepted(adapter, store.requested(("TEA-100", 3)))
    # ten lie here, three of them for an order of Shopify's: seven can be sold
    levels = [Level(sku="TEA-100", quantity=10), Level(sku="CUP-1", quantity=0)]
    assert await adapter.push_stock(levels) == {}
    assert store.on_hand == {(store.items[sku][0], OURS): n for sku, n in
                             (("TEA-100", 10), ("CUP-1", 0))}  # fmt: skip
    assert store.available("TEA-100") == 5, "two more were bought and are not requested yet"
    await adapter.tell_shipped(parcel(taken))
    assert store.available("TEA-100") == 5
    shopify.operations.clear()
    assert await adapter.push_stock([Level(sku="TEA-100", quantity=7)]) == {}
    assert "inventorySetQuantities" not in shopify.operations, "it is so already"


async def test_a_thousand_products_go_in_batches(shopify: Shopify, adapter: Adapter) -> None:
    skus = [f"S-{n}" for n in range(250)]
    shopify.store.sells(*skus)
    assert await adapter.push_stock([Level(sku=sku, quantity=4) for sku in skus]) == {}
    assert shopify.operations.count("inventorySetQuantities") == 1
    assert {shopify.store.available(sku) for sku in skus} == {4}


async def test_what_shopify_cannot_count_is_said_and_the_rest_is_set(
    shopify: Shopify, adapter: Adapter
) -> None:
    store = shopify.store
    store.sells('6" PLATE', counted=True)
    store.sells("GIFT", counted=False)
    skus = ["TEA-100", "tea-100", '6" PLATE', "GIFT", "NONE"]
    refused = await adapter.push_stock([Level(sku=sku, quantity=9) for sku in skus])
    assert {sku: no.code for sku, no in refused.items()} == {
        "tea-100": failures.SKU_NOT_THERE, "NONE": failures.SKU_NOT_THERE,
        "GIFT": failures.NOT_COUNTED_THERE,
    }  # fmt: skip
    assert (store.available("TEA-100"), store.available('6" PLATE')) == (9, 9)


async def test_somebody_who_buys_while_we_speak_is_not_overwritten(
    shopify: Shopify, adapter: Adapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, change = shopify.store, adapter._ask.change
    one = await accepted(adapter, store.requested(("TEA-100", 2)))
    await adapter.push_stock([Level(sku="TEA-100", quantity=10)])
    was_told = False

    async def meanwhile(document: str, **said: Any) -> Any:
        nonlocal was_told
        if not was_told:
            was_told = True
            await adapter.tell_shipped(parcel(one))
        return await change(document, **said)

    monkeypatch.setattr(adapter._ask, "change", meanwhile)
    assert await adapter.push_stock([Level(sku="TEA-100", quantity=9)]) == {}
    assert shopify.operations.count("inventorySetQuantities") == 3, "the second one was stale"
    assert store.available("TEA-100") == 9
