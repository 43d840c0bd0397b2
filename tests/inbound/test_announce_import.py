"""A delivery as a file says row by row what it would do, and is announced whole or not at all."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests import cast
from tests.inbound.scene import at_the_dock
from wms.catalog.imports.check import check
from wms.catalog.imports.decide import confirm
from wms.catalog.imports.errors import ImportNotWhole
from wms.catalog.imports.queries import ImportCard, import_card, import_rows
from wms.db import Tx
from wms.inbound import announce_errors
from wms.inbound.announce_file import AboutDelivery, read_delivery
from wms.inbound.announce_import import announce_checked, check_delivery, keep_delivery
from wms.inbound.queries import asn_card, asn_cards
from wms.shops.models import Shop

GOOD = (
    "sku;quantity;carton;lot;expires_on\n"
    "TEA-100;24;376123450000000016;L1;2030-01-31\nTEA-100;6;;L2;\nCOFFEE;3;;;\n"
)


async def kept(tx: Tx, shop: Shop, rows: str, external_id: str = "PO-9") -> UUID:
    about = AboutDelivery(external_id=external_id)
    return await keep_delivery(tx, shop.id, "po.csv", read_delivery(rows.encode()), about)


async def checked(tx: Tx, shop: Shop, import_id: UUID) -> ImportCard:
    assert not await check(tx, shop.id, import_id), "it is no list of products"
    assert await check_delivery(tx, shop.id, import_id)
    return await import_card(tx, import_id)


async def test_a_file_is_shown_row_by_row_and_then_announced_whole(tx: Tx) -> None:
    s = await at_the_dock(tx)
    made = await kept(tx, s.shop, GOOD)
    card = await checked(tx, s.shop, made)
    assert (card.kind, card.status, card.new_rows, card.error_rows) == (
        "delivery", "checked", 3, 0,
    )  # fmt: skip
    first = (await import_rows(tx, made, limit=9))[0]
    assert [(d.field, d.new) for d in first.differences] == [
        ("quantity", 24), ("carton", "376123450000000016"), ("lot", "L1"),
        ("expires_on", "2030-01-31"),
    ]  # fmt: skip
    assert len(await asn_cards(tx, s.shop.id, limit=9)) == 1, "nothing is announced yet"
    assert not await announce_checked(tx, s.shop.id, made)
    await confirm(tx, s.shop.id, made)
    assert await announce_checked(tx, s.shop.id, made)
    card = await import_card(tx, made)
    assert (card.status, card.applied_rows, card.percent) == ("done", 3, 100)
    assert card.about is not None
    asn = await asn_card(tx, s.shop.id, UUID(card.about["asn_id"]))
    assert [(line.sku, line.expected, len(line.lots)) for line in asn.lines] == [
        ("TEA-100", 30, 2), ("COFFEE", 3, 0),
    ]  # fmt: skip
    assert asn.cartons[0].code == "376123450000000016"
    assert not await announce_checked(tx, s.shop.id, made), "once"


async def test_every_cell_at_fault_is_named_and_nothing_can_be_confirmed(tx: Tx) -> None:
    s = await at_the_dock(tx)
    rows = "sku;quantity;carton;expires_on\nNONE;2;;\nTEA-100;x;ż;2030-13-01\nCOFFEE;1;;\n;1;;\n"
    made = await kept(tx, s.shop, rows)
    card = await checked(tx, s.shop, made)
    assert (card.new_rows, card.error_rows) == (1, 3)
    faults = {
        (row.row_no, one.field): one.code
        for row in await import_rows(tx, made, limit=9)
        for one in row.faults
    }
    assert faults == {
        (2, "sku"): "asn.unknown_sku", (3, "quantity"): "asn.row_unreadable",
        (3, "carton"): "asn.row_unreadable", (3, "expires_on"): "asn.row_unreadable",
        (5, "sku"): "asn.row_unreadable",
    }  # fmt: skip
    with pytest.raises(ImportNotWhole):
        await confirm(tx, s.shop.id, made)


async def test_a_name_that_is_used_meanwhile_refuses_the_whole_file(tx: Tx) -> None:
    s = await at_the_dock(tx)
    with pytest.raises(announce_errors.AsnExists):
        await kept(tx, s.shop, GOOD, "PO-1")
    first, second = await kept(tx, s.shop, GOOD), await kept(tx, s.shop, GOOD)
    for made in (first, second):
        await checked(tx, s.shop, made)
        await confirm(tx, s.shop.id, made)
        assert await announce_checked(tx, s.shop.id, made)
    card = await import_card(tx, second)
    assert (card.status, card.applied_rows, card.refused_rows) == ("done", 0, 3)
    [why] = [row for row in await import_rows(tx, second, limit=9) if row.faults]
    assert why.faults[0].code == "asn.exists"
    other = await cast.open_shop(tx, "ACME")
    assert not await check_delivery(tx, other.id, first)
