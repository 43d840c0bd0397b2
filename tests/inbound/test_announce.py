"""A shop announces a delivery once, about its own products, and may take it back in time."""

from __future__ import annotations

import pytest

from tests import cast
from tests.inbound.scene import at_the_dock
from wms.db import Tx, new_id
from wms.errors import SeveralInvalid
from wms.inbound.announce import NewAsn, NewAsnLine, announce, cancel
from wms.inbound.announce_errors import AsnExists, SkuTwice, SkuUnknown
from wms.inbound.errors import AsnUnknown
from wms.inbound.hand import arrive
from wms.inbound.queries import asn_card, asn_cards, open_asns


def asn(external_id: str, *lines: tuple[str, int]) -> NewAsn:
    return NewAsn(
        external_id=external_id,
        lines=tuple(NewAsnLine(sku=sku, quantity=n) for sku, n in lines),
    )


async def test_the_same_name_again_points_to_the_first(tx: Tx) -> None:
    s = await at_the_dock(tx)
    with pytest.raises(AsnExists) as caught:
        await announce(tx, s.shop.id, asn("PO-1", ("COFFEE", 1)))
    assert caught.value.facts == {"external_id": "PO-1", "id": str(s.asn.id)}
    assert caught.value.pointer == "/external_id"
    other = await cast.open_shop(tx, "ACME")
    await cast.add_product(tx, other, "SOAP")
    await announce(tx, other.id, asn("PO-1", ("SOAP", 1)))


async def test_lines_at_fault_are_named_all_at_once(tx: Tx) -> None:
    s = await at_the_dock(tx)
    with pytest.raises(SeveralInvalid) as caught:
        await announce(tx, s.shop.id, asn("PO-2", ("TEA-100", 1), ("NOPE", 1), ("TEA-100", 2)))
    assert [(type(e), e.pointer) for e in caught.value.errors] == [
        (SkuUnknown, "/lines/1/sku"), (SkuTwice, "/lines/2/sku"),
    ]  # fmt: skip
    with pytest.raises(SkuUnknown):
        await announce(tx, s.shop.id, asn("PO-2", ("NOPE", 1)))


async def test_another_shops_product_is_unknown(tx: Tx) -> None:
    s = await at_the_dock(tx)
    other = await cast.open_shop(tx, "ACME")
    with pytest.raises(SkuUnknown):
        await announce(tx, other.id, asn("PO-1", ("TEA-100", 1)))
    with pytest.raises(AsnUnknown):
        await asn_card(tx, other.id, s.asn.id)


async def test_it_can_be_taken_back_until_it_is_received(tx: Tx) -> None:
    s = await at_the_dock(tx)
    await arrive(tx, s.asn.id)
    for _ in range(2):
        assert (await cancel(tx, s.shop.id, s.asn.id)).status == "cancelled"
    with pytest.raises(AsnUnknown):
        await cancel(tx, s.shop.id, new_id())


async def test_lists_for_the_shop_and_for_the_dock(tx: Tx) -> None:
    s = await at_the_dock(tx)
    second = await announce(tx, s.shop.id, asn("PO-2", ("COFFEE", 3)))
    third = await announce(tx, s.shop.id, asn("PO-3", ("COFFEE", 3)))
    await cancel(tx, s.shop.id, third.id)
    await s.scan(tx, s.tea_code)
    ids = [c.external_id for c in await asn_cards(tx, s.shop.id, limit=2)]
    rest = [c.external_id for c in await asn_cards(tx, s.shop.id, limit=2, after=second.id)]
    assert ids + rest == ["PO-1", "PO-2", "PO-3"]
    [named] = await asn_cards(tx, s.shop.id, limit=9, external_id="PO-2")
    assert named == second
    fresh = (await asn_card(tx, s.shop.id, s.asn.id)).updated_at
    assert [c.external_id for c in await asn_cards(tx, s.shop.id, limit=9, updated_since=fresh)] \
        == ["PO-1"]  # fmt: skip
    mine = [a for a in await open_asns(tx) if a.id in (s.asn.id, second.id, third.id)]
    assert [(a.external_id, a.received, a.expected) for a in mine] == [
        ("PO-1", 1, 10), ("PO-2", 0, 3),
    ]  # fmt: skip
    assert [a.id for a in await open_asns(tx, names=[str(second.number)])] == [second.id]


async def test_goods_that_nobody_announced_get_a_delivery_of_their_own(tx: Tx) -> None:
    from wms.errors import NotFound
    from wms.inbound.receive import Received, receive
    from wms.inbound.unannounced import open_unannounced

    s = await at_the_dock(tx)
    asn_id = await open_unannounced(tx, s.shop.id)
    card = await asn_card(tx, s.shop.id, asn_id)
    assert (card.status, card.is_announced) == ("arrived", False)
    assert card.external_id == f"UNANNOUNCED-{card.number}"
    took = await receive(tx, asn_id, s.tea_code, by=s.ola, scan_id=new_id(), times=3)
    assert isinstance(took, Received) and (took.received, took.expected) == (3, 0)
    [one] = (await asn_card(tx, s.shop.id, asn_id)).discrepancies
    assert (one.kind, one.quantity, one.sku) == ("unannounced", 3, "TEA-100")
    with pytest.raises(NotFound):
        await open_unannounced(tx, new_id())
