"""Pieces that have a serial number each, and lots that were announced."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from tests import cast
from tests.inbound.scene import Scene, at_the_dock, on_hand, told
from wms.catalog.lots import Batch
from wms.db import Tx, new_id
from wms.inbound import discrepancy_errors, errors
from wms.inbound.announce import NewAsn, NewAsnLine, announce
from wms.inbound.announce_file import read_asn
from wms.inbound.cartons import NewCarton, NewCartonLine, receive_carton
from wms.inbound.decide import NewDecision, decide
from wms.inbound.finish import finish
from wms.inbound.lots import AnnouncedLot
from wms.inbound.no_barcode import receive_listed
from wms.inbound.queries import asn_card
from wms.inbound.receipt import receipt_lines
from wms.inbound.receive import SerialAsked
from wms.inbound.undo import undo

GS1 = "]C101{gtin}21{serial}"


async def serials(tx: Tx) -> list[str]:
    return list(await tx.scalars(text("SELECT serial FROM received_serials ORDER BY serial")))


async def test_each_piece_is_known_by_its_serial_number(tx: Tx) -> None:
    s = await at_the_dock(tx, is_serial_tracked=True)
    asked = await s.ask(tx, s.tea_code)
    assert isinstance(asked, SerialAsked) and asked.code == s.tea_code
    assert await on_hand(tx, s.tea) == {}, "nothing moved yet"
    one = await s.scan(tx, s.tea_code, serial="SN-1")
    assert (one.serial, one.quantity, one.received) == ("SN-1", 1, 1)
    coded = await s.scan(tx, GS1.format(gtin=s.tea_code.zfill(14), serial="SN-2"))
    assert coded.serial == "SN-2"
    with pytest.raises(errors.SerialTwice) as caught:
        await s.scan(tx, s.tea_code, serial="SN-1")
    assert caught.value.facts["serial"] == "SN-1"
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 2}, "the twin is not counted"
    assert await serials(tx) == ["SN-1", "SN-2"]
    with pytest.raises(errors.SerialEach):
        await s.scan(tx, s.tea_code, times=3)


async def test_an_undone_piece_can_be_scanned_again(tx: Tx) -> None:
    s = await at_the_dock(tx, is_serial_tracked=True)
    await s.scan(tx, s.tea_code, serial="SN-1")
    await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    assert await serials(tx) == []
    assert (await s.scan(tx, s.tea_code, serial="SN-1")).received == 1


async def test_a_piece_that_comes_again_is_asked_about(tx: Tx) -> None:
    s = await at_the_dock(tx, is_serial_tracked=True)
    await s.scan(tx, s.tea_code, serial="SN-1")
    await finish(tx, s.asn.id)
    again = await announce(
        tx, s.shop.id,
        NewAsn(external_id="PO-2", lines=(NewAsnLine(sku="TEA-100", quantity=1),)),
    )  # fmt: skip
    s.asn = again
    with pytest.raises(errors.SerialKnown) as caught:
        await s.scan(tx, s.tea_code, serial="SN-1")
    assert caught.value.facts["number"] == s.asn.number - 1
    assert (await s.scan(tx, s.tea_code, serial="SN-1", is_extra=True)).received == 1


async def test_goods_without_a_barcode_tell_their_serial_number_too(tx: Tx) -> None:
    s = await at_the_dock(tx, is_serial_tracked=True)
    asked = await receive_listed(tx, s.asn.id, 1, 1, Batch(), by=s.ola, scan_id=new_id())
    assert isinstance(asked, SerialAsked) and asked.product_id == s.tea.id


async def with_lots(tx: Tx) -> Scene:
    s = await at_the_dock(tx, is_lot_tracked=True)
    s.asn = await announce(
        tx, s.shop.id,
        NewAsn(external_id="PO-L", lines=(
            NewAsnLine(sku="TEA-100", quantity=9, lots=(AnnouncedLot(lot="L1"),)),)),
    )  # fmt: skip
    return s


async def test_a_lot_that_was_not_announced_is_held_and_asked_about(tx: Tx) -> None:
    s = await with_lots(tx)
    assert s.asn.lines[0].lots == (AnnouncedLot(lot="L1"),)
    await s.scan(tx, s.tea_code, batch=Batch(lot="L1"))
    for _ in range(3):
        await s.scan(tx, s.tea_code, batch=Batch(lot="L2"))
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 1, ("DOCK", "quarantine"): 3}
    [one] = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies
    assert (one.kind, one.quantity, one.fallback) == ("wrong_lot", 3, "quarantine")
    assert one.details == {"read": "L2", "announced": "L1"}
    events = [d for t, d in await told(tx, s.shop.id) if t == "inbound.discrepancy"]
    assert len(events) == 1, "the shop decides once, not for each piece"
    await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    [one] = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies
    assert one.quantity == 2
    await decide(tx, s.shop.id, s.asn.id, one.id, NewDecision(decision="accept"))
    assert ("DOCK", "quarantine") not in await on_hand(tx, s.tea)
    with pytest.raises(discrepancy_errors.DecidedMeanwhile):
        await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())


async def test_all_taken_back_leaves_no_difference(tx: Tx) -> None:
    s = await with_lots(tx)
    await s.scan(tx, s.tea_code, batch=Batch(lot="L2"))
    await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    assert (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies == ()
    assert (await told(tx, s.shop.id))[-2][1]["quantity"] == 0 or (await told(tx, s.shop.id))[-1][
        1
    ].get("quantity") == 0
    assert await on_hand(tx, s.tea) == {}


async def test_lots_of_cartons_count_when_they_tell_of_every_piece(tx: Tx) -> None:
    s = await at_the_dock(tx, is_lot_tracked=True)
    line = NewCartonLine(sku="TEA-100", quantity=4, lot="L1", expires_on=date(2030, 1, 1))
    loose = NewAsn(
        external_id="C-1", lines=(NewAsnLine(sku="TEA-100", quantity=6),),
        cartons=(NewCarton(code="CARTON-A", lines=(line,)),),
    )  # fmt: skip
    assert (await announce(tx, s.shop.id, loose)).lines[0].lots == ()
    whole = NewAsn(external_id="C-2", cartons=(NewCarton(code="CARTON-B", lines=(line,)),))
    s.asn = await announce(tx, s.shop.id, whole)
    assert [one.lot for one in s.asn.lines[0].lots] == ["L1"]
    carton = await tx.scalar(text("SELECT id FROM asn_cartons WHERE asn_id = :a"),
                             {"a": s.asn.id})  # fmt: skip
    await receive_carton(tx, s.asn.id, carton, by=s.ola, scan_id=new_id())
    assert (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies == ()
    [told_line] = await receipt_lines(tx, s.shop.id, s.asn.id, limit=9)
    assert [(one.lot, one.quantity) for one in told_line.lots] == [("L1", 4)]


def test_a_file_tells_lots_of_loose_goods() -> None:
    rows = "sku;quantity;lot;expires_on\nA;2;L1;2030-01-01\nA;3;L2;\nB;1;L9;\nB;1;;\n"
    new = read_asn(rows.encode(), external_id="F-1")
    lots = {line.sku: [one.lot for one in line.lots] for line in new.lines}
    assert lots == {"A": ["L1", "L2"], "B": []}, "of B some may be of any lot"


async def test_goods_that_expire_too_soon_are_one_difference_a_lot(tx: Tx) -> None:
    s = await at_the_dock(tx, is_expiry_tracked=True)
    for _ in range(2):
        await s.scan(tx, s.tea_code, batch=Batch(expires_on=date(2020, 1, 1)))
    await s.scan(tx, s.tea_code, batch=Batch(expires_on=date(2020, 2, 1)))
    cards = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies
    assert [(one.kind, one.quantity) for one in cards] == [("short_dated", 2), ("short_dated", 1)]


async def test_other_lots_are_no_matter_where_none_was_announced(tx: Tx) -> None:
    s = await at_the_dock(tx, is_lot_tracked=True)
    await s.scan(tx, s.tea_code, batch=Batch(lot="ANY"))
    assert (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies == ()
    assert await cast.barcode_of(tx, s.tea) == s.tea_code
