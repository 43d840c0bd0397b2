"""Goods are counted scan by scan; what was not announced comes in only when somebody says so."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from tests import cast
from tests.inbound.scene import at_the_dock, on_hand, told
from wms.barcodes import Kind, label_code
from wms.catalog.lots import Batch
from wms.db import Tx, new_id
from wms.errors import Refusal
from wms.inbound import announce_errors, errors
from wms.inbound.announce import cancel
from wms.inbound.finish import finish
from wms.inbound.hand import arrive, take_asn
from wms.inbound.mark import mark
from wms.inbound.queries import asn_card
from wms.inbound.receive import BatchAsked
from wms.inbound.undo import undo
from wms.violations import StockInsufficient


async def test_each_scan_counts_and_stands_on_the_dock(tx: Tx) -> None:
    s = await at_the_dock(tx)
    case = await cast.add_barcode(tx, s.tea, "15901234123454", 6)
    one = await s.scan(tx, s.tea_code)
    six = await s.scan(tx, case)
    assert (one.received, six.quantity, six.received, six.expected) == (1, 6, 7, 10)
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 7}
    card = await asn_card(tx, s.shop.id, s.asn.id)
    assert (card.status, card.lines[0].received) == ("receiving", 7)
    assert card.arrived_at is not None


async def test_a_shop_that_mirrors_stock_hears_of_what_is_counted(tx: Tx) -> None:
    s = await at_the_dock(tx)

    async def mirrored() -> list[tuple[int, int, str]]:
        return [
            (d["on_hand"], d["conditions"].get("damaged", 0), d["reason"])
            for t, d in await told(tx, s.shop.id)
            if t == "stock.changed"
        ]

    for _ in range(3):
        await s.scan(tx, s.tea_code)
    assert await mirrored() == [(1, 0, "receive")]  # not at every scan
    await mark(tx, s.asn.id, "damaged", why="wet", by=s.ola, scan_id=new_id())
    assert (await mirrored())[-1] == (3, 1, "damage")
    for _ in range(2):
        await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    assert (await mirrored())[-1] == (2, 0, "correct")
    await finish(tx, s.asn.id)
    assert (await mirrored())[3:] == [(2, 0, "correct"), (2, 0, "receive")]


async def test_a_quantity_can_be_typed_but_not_a_barcode_into_it(tx: Tx) -> None:
    s = await at_the_dock(tx)
    assert (await s.scan(tx, s.tea_code, times=9)).received == 9
    with pytest.raises(errors.TooManyAtOnce):
        await s.scan(tx, s.tea_code, times=5_901_234)


async def test_too_many_are_refused_until_somebody_says_extra(tx: Tx) -> None:
    s = await at_the_dock(tx, tea=2)
    await s.scan(tx, s.tea_code, times=2)
    with pytest.raises(errors.OverReceipt) as caught:
        await s.scan(tx, s.tea_code)
    assert str(caught.value).startswith("TEA-100: 2 announced, 2 received, 1 more is too many.")
    assert (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies == ()
    await s.scan(tx, s.tea_code, is_extra=True)
    await s.scan(tx, s.tea_code)  # asked once
    [over] = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies
    assert (over.kind, over.sku, over.quantity) == ("over", "TEA-100", 2)
    [event] = [d for t, d in await told(tx, s.shop.id) if t == "inbound.discrepancy"]
    assert event.pop("id") == str(over.id) and event.pop("decide_by")
    assert event == {
        "kind": "over", "sku": "TEA-100", "quantity": 1, "note": None, "details": None,
        "status": "open", "fallback": "accept", "decision": None, "decided_by": None,
        "photo_ids": [],
    }  # fmt: skip


async def test_a_product_that_was_not_announced_gets_a_line_when_agreed(tx: Tx) -> None:
    s = await at_the_dock(tx)
    with pytest.raises(errors.UnexpectedProduct):
        await s.scan(tx, s.coffee_code)
    took = await s.scan(tx, s.coffee_code, is_extra=True)
    assert (took.received, took.expected) == (1, 0)
    await s.scan(tx, s.coffee_code)
    card = await asn_card(tx, s.shop.id, s.asn.id)
    assert [(x.sku, x.expected, x.received) for x in card.lines] == [
        ("TEA-100", 10, 0), ("COFFEE", 0, 2),
    ]  # fmt: skip
    [odd] = card.discrepancies
    assert (odd.kind, odd.quantity) == ("unexpected_product", 2)


async def test_what_is_no_product_of_the_shop_is_said_in_words(tx: Tx) -> None:
    s = await at_the_dock(tx)
    acme = await cast.open_shop(tx, "ACME")
    other = await cast.add_product(tx, acme, "SOAP")
    cases: dict[str, type[Refusal]] = {
        await cast.barcode_of(tx, other): errors.OtherShop,
        "5901234123457": errors.BarcodeUnknown,
        "NO-SUCH": errors.BarcodeUnknown,
        s.hall["A-01-1"].label_code or "": errors.NotAProduct,
        label_code(Kind.TOTE, 1): errors.NotAProduct,
        "": errors.BarcodeUnreadable,
        "\x07": errors.BarcodeUnreadable,
        "9" * 200: errors.BarcodeUnreadable,
    }
    for code, refused in cases.items():
        with pytest.raises(refused):
            await s.scan(tx, code)
    with pytest.raises(errors.OtherShop) as caught:
        await s.scan(tx, await cast.barcode_of(tx, other))
    assert str(caught.value) == (
        "This is SOAP of Acme. This delivery is from Globex. Put it aside."
    )
    assert await on_hand(tx, s.tea) == {}


async def test_the_same_ean_in_another_shop_is_decided_by_the_delivery(tx: Tx) -> None:
    s = await at_the_dock(tx)
    acme = await cast.open_shop(tx, "ACME")
    await cast.add_barcode(tx, await cast.add_product(tx, acme, "HERBATA"), s.tea_code)
    assert (await s.scan(tx, s.tea_code)).sku == "TEA-100"


async def test_goods_kept_by_lot_are_asked_for_it_unless_the_code_tells(tx: Tx) -> None:
    s = await at_the_dock(tx, is_lot_tracked=True, is_expiry_tracked=True)
    asked = await s.ask(tx, s.tea_code)
    assert isinstance(asked, BatchAsked) and asked.needs_lot and asked.needs_expiry
    assert await on_hand(tx, s.tea) == {}
    batch = Batch(lot="L1", expires_on=date(2031, 1, 31))
    await s.scan(tx, s.tea_code, batch=batch)
    await s.scan(tx, f"]C101{s.tea_code}1731013110L1")
    await s.scan(tx, f"]C101{s.tea_code}1731022810L2")
    lots = await tx.execute(
        text(
            "SELECT l.code, b.on_hand FROM balances b JOIN lots l ON l.shop_id = b.shop_id "
            "AND l.id = b.lot_id WHERE b.product_id = :p ORDER BY 1"
        ),
        {"p": s.tea.id},
    )
    assert [tuple(row) for row in lots] == [("L1", 2), ("L2", 1)]


async def test_expired_goods_come_in_and_the_shop_hears_of_it(tx: Tx) -> None:
    s = await at_the_dock(tx, is_expiry_tracked=True)
    await s.scan(tx, s.tea_code, batch=Batch(expires_on=date(2020, 1, 1)))
    [short_dated] = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies
    assert (short_dated.kind, short_dated.details) == ("short_dated", {"expires_on": "2020-01-01"})
    assert [d["details"] for t, d in await told(tx, s.shop.id) if t == "inbound.discrepancy"] == [
        {"expires_on": "2020-01-01"}
    ]
    await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    assert (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies == ()


async def test_undo_takes_back_scan_after_scan_and_no_one_elses(tx: Tx) -> None:
    s = await at_the_dock(tx, tea=2)
    jan = await cast.hire(tx, "Jan")
    await s.scan(tx, s.tea_code, by=jan)
    await s.scan(tx, s.tea_code)
    await s.scan(tx, s.tea_code, is_extra=True)
    first = await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    assert (first.received, first.sku) == (2, "TEA-100")
    assert (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies == ()
    assert (await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())).received == 1
    with pytest.raises(errors.NothingToUndo):
        await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 1}
    quantities = [d["quantity"] for t, d in await told(tx, s.shop.id) if t == "inbound.discrepancy"]
    assert quantities == [1, 0]
    with pytest.raises(errors.OverReceipt):  # what was agreed was undone too
        await s.scan(tx, s.tea_code, times=2)


async def test_what_was_put_away_cannot_be_undone_at_the_dock(tx: Tx) -> None:
    from wms.stock.ledger import Goods, move

    s = await at_the_dock(tx)
    await s.scan(tx, s.tea_code)
    await move(
        tx, Goods(shop_id=s.shop.id, product_id=s.tea.id, lot_id=s.tea.id), 1,
        from_place=s.hall["DOCK"].id, to_place=s.hall["A-01-1"].id, reason="put_away", by=s.ola,
    )  # fmt: skip
    with pytest.raises(StockInsufficient):
        await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())


async def test_a_damaged_piece_stays_counted_and_is_never_sold(tx: Tx) -> None:
    s = await at_the_dock(tx)
    with pytest.raises(errors.NothingToMark):
        await mark(tx, s.asn.id, "damaged", why="wet", by=s.ola, scan_id=new_id())
    await s.scan(tx, s.tea_code, times=2)
    for _ in range(2):
        await mark(tx, s.asn.id, "damaged", why="wet", by=s.ola, scan_id=new_id())
    with pytest.raises(errors.NothingToMark):
        await mark(tx, s.asn.id, "damaged", why="wet", by=s.ola, scan_id=new_id())
    assert await on_hand(tx, s.tea) == {("DOCK", "damaged"): 2}
    await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    assert await on_hand(tx, s.tea) == {("DOCK", "damaged"): 1, ("DOCK", "good"): 1}
    card = await asn_card(tx, s.shop.id, s.asn.id)
    assert [(d.kind, d.quantity, d.note) for d in card.discrepancies] == [("damaged", 1, "wet")]
    assert card.lines[0].received == 2


async def test_the_shop_is_told_as_it_happens_but_not_at_every_scan(tx: Tx) -> None:
    s = await at_the_dock(tx, tea=4)
    for _ in range(4):
        await s.scan(tx, s.tea_code)
    progress = [d["received"] for t, d in await told(tx, s.shop.id) if t == "inbound.progress"]
    assert progress == [1, 4]  # the first, and the complete line; those between in 15 s
    assert (await told(tx, s.shop.id))[0] == ("inbound.arrived", {"asn_number": s.asn.number})


async def test_a_pause_is_told_with_the_next_scan(tx: Tx) -> None:
    s = await at_the_dock(tx, tea=9)
    for _ in range(2):
        await s.scan(tx, s.tea_code)
    await tx.execute(text("UPDATE asn_lines SET told_at = told_at - interval '16 seconds'"))
    await s.scan(tx, s.tea_code)
    progress = [d["received"] for t, d in await told(tx, s.shop.id) if t == "inbound.progress"]
    assert progress == [1, 3]


async def test_finishing_tells_everything_and_what_is_short(tx: Tx) -> None:
    s = await at_the_dock(tx)
    await s.scan(tx, s.tea_code, times=7)
    done = await finish(tx, s.asn.id)
    assert (done.expected, done.received, done.discrepancies) == (10, 7, 1)
    kind, data = (await told(tx, s.shop.id))[-1]
    assert kind == "inbound.received"
    assert data["lines"] == [
        {"sku": "TEA-100", "expected": 10, "received": 7, "held": 0, "lots": [], "serials": []}
    ]
    [short] = data["discrepancies"]
    assert (short["kind"], short["sku"], short["quantity"], short["status"], short["fallback"]) == (
        "short", "TEA-100", 3, "open", "accept",
    )  # fmt: skip
    card = await asn_card(tx, s.shop.id, s.asn.id)
    assert (card.status, card.received_at is not None) == ("received", True)
    for late in (s.scan(tx, s.tea_code), finish(tx, s.asn.id), arrive(tx, s.asn.id)):
        with pytest.raises(errors.AsnFinished):
            await late


async def test_a_delivery_that_is_being_received_cannot_be_cancelled(tx: Tx) -> None:
    s = await at_the_dock(tx)
    await arrive(tx, s.asn.id)
    await s.scan(tx, s.tea_code)
    with pytest.raises(announce_errors.AsnTooLate):
        await cancel(tx, s.shop.id, s.asn.id)
    with pytest.raises(errors.AsnUnknown):
        await take_asn(tx, new_id())


async def test_with_several_docks_one_is_scanned(tx: Tx) -> None:
    s = await at_the_dock(tx)
    await cast.add_place(tx, s.hall, "DOCK-2", "dock")
    with pytest.raises(errors.DockNeeded):
        await s.scan(tx, s.tea_code)
    with pytest.raises(errors.NotADock):
        await s.choose_dock(tx, "A-01-1")
    await s.choose_dock(tx, "DOCK-2")
    await s.scan(tx, s.tea_code)
    assert await on_hand(tx, s.tea) == {("DOCK-2", "good"): 1}
