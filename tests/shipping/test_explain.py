"""Why an order is where it is, what would become of one, and what happened to it, in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from api.reasons import tell
from tests import cast
from tests.orders.asking import ask
from tests.orders.test_promises import Scene, at_work
from wms.db import Tx
from wms.inbound.announce import NewAsn, NewAsnLine, announce
from wms.orders.holds import hold_order
from wms.picking.cancel import cancel
from wms.picking.runs import plan_run, start_run
from wms.shipping.told.explain import explain, of_parcels
from wms.shipping.told.facts import facts_of_order
from wms.shipping.told.quote import QuoteAsked, quote
from wms.shipping.told.reasons import WORDS


async def told(
    scene: Scene, order: dict[str, Any], language: str = "en"
) -> list[tuple[str, str, str]]:
    found = await explain(scene.tx, scene.shop.id, UUID(order["id"]))
    return [
        (one.code, one.owner, one.sentence) for one in (tell(r, language) for r in found.reasons)
    ]


async def test_missing_goods_say_what_comes_and_who_must_act(tx: Tx) -> None:
    scene = await at_work(tx, tea=0)
    order = await scene.place(ask("W-1", TEA=3))
    missing = ("goods_missing", "shop", "3 of TEA are missing, and nothing is announced.")
    assert await told(scene, order) == [missing]
    lines = [NewAsnLine(sku="TEA", quantity=9)]
    for name, day in (("PO-LATER", date(2030, 2, 1)), ("PO-1", date(2030, 1, 15))):
        asn = NewAsn(external_id=name, expected_on=day, lines=lines)
        await announce(tx, scene.shop.id, asn)
    assert await told(scene, order) == [
        ("goods_announced", "shop", "3 of TEA are missing. 9 come with PO-1 on 15 Jan 2030.")
    ]
    [(_, _, polish)] = await told(scene, order, "pl")
    assert polish == "Brakuje 3 × TEA. 9 przyjedzie z dostawą PO-1 dnia 15 sty 2030."
    await cast.stock(tx, scene.hall, scene.products["TEA"], "DOCK", 4)
    [(code, owner, sentence)] = await told(scene, order)
    assert (code, owner) == ("goods_at_the_dock", "us") and "4 are here already" in sentence


async def test_each_step_of_an_order_is_explained(tx: Tx) -> None:
    scene = await at_work(tx)
    order = await scene.place(ask("W-1", TEA=2))
    [waits] = (await explain(tx, scene.shop.id, UUID(order["id"]))).reasons
    assert (waits.code, waits.owner) == ("waits_for_walk", "us")
    assert waits.by == datetime.fromisoformat(order["ship_by"])
    await hold_order(tx, scene.shop.id, UUID(order["id"]), "payment")
    # and no word of a picker, who does not come
    assert await told(scene, order) == [("held", "shop", "It is held back: waits for the payment.")]
    other = await scene.place(ask("W-2", TEA=1))
    run = await plan_run(tx, scene.hall.warehouse_id)
    await start_run(tx, run.run_id, await cast.hire(tx))
    assert await told(scene, other) == [
        ("on_a_walk", "us", "It is on a walk: 0 of 1 places are done.")
    ]
    for status, code in (
        ("picking", "on_a_walk"),
        ("picked", "waits_for_packing"),
        ("packing", "being_packed"),
        ("packed", "waits_for_label"),
    ):
        await scene.be(other["id"], status=status)
        assert [one[0] for one in await told(scene, other)] == [code]
    await cancel(tx, scene.shop.id, UUID(order["id"]))
    assert await told(scene, order) == [("cancelled", "nobody", "It is cancelled.")]


def test_a_label_that_failed_says_why_and_a_parcel_with_one_waits_for_the_courier() -> None:
    class Row(msgspec.Struct):
        status: str
        failure: dict[str, Any] | None = None
        held_at: datetime | None = None
        handed_over_at: datetime | None = None
        parcel_number: int = 7
        carrier: str = "house"
        tracking_number: str | None = None
        bought_at: datetime | None = None
        updated_at: datetime | None = None
        parcel_status: str = "handed_over"
        incident: str | None = None
        status_at: datetime | None = None

    failed = {
        "code": "carrier.too_heavy",
        "facts": {"weight_g": 31_000, "carrier": "H", "most": "30 kg"},
    }
    now = datetime.now(UTC)
    rows = [
        Row("failed", failure=failed),
        Row("failed", failure=failed, held_at=now),
        Row("requested"),
        Row("bought"),
    ]
    reasons = list(of_parcels(rows, "packed", now))
    assert [one.code for one in reasons] == [
        "label_failed", "label_set_aside", "label_failed", "waits_for_label", "waits_for_courier",
    ]  # fmt: skip
    assert tell(reasons[0], "en").sentence == (
        "The courier gave no label: The parcel weighs 31\u00a0kg. H takes at most 30 kg."
    )
    [gone] = of_parcels([Row("bought", handed_over_at=now)], "shipped", now)
    assert (gone.code, gone.since) == ("with_the_courier", now)
    away = Row(
        "bought", handed_over_at=now, parcel_status="delivery_failed", status_at=now,
        incident="recipient_absent",
    )  # fmt: skip
    [failed_once] = of_parcels([away], "shipped", now)
    assert (failed_once.code, failed_once.owner) == ("not_delivered", "shop")
    assert tell(failed_once, "en").sentence == "It could not be delivered: Nobody was there."


async def test_a_quote_is_what_the_order_gets_then_and_writes_nothing(tx: Tx) -> None:
    scene = await at_work(tx, tea=2)
    lot = await cast.add_lot(tx, scene.products["TEA"], "L1", expires_in_days=40)
    await cast.stock(tx, scene.hall, scene.products["TEA"], "B-01-3", 3, lot=lot)
    before = await tx.scalar(text("SELECT count(*) FROM events"))
    asked = QuoteAsked(lines=ask("Q", TEA=4).lines, country="PL")
    found = await quote(tx, scene.shop.id, asked)
    assert (found.is_complete, found.blocks) == (True, [])
    [line] = found.lines
    assert (line.available, line.missing) == (5, 0)
    assert [(one.kind, one.quantity, one.lot) for one in line.promised] == [
        ("storage", 3, "L1"),
        ("pick_face", 1, None),
    ]
    assert await tx.scalar(text("SELECT count(*) FROM events")) == before
    placed = await scene.place(ask("W-1", TEA=4))
    assert datetime.fromisoformat(placed["ship_by"]) == found.ship_by
    got = await tx.execute(
        text(
            "SELECT nullif(l.code, ''), a.quantity FROM allocations a "
            "JOIN lots l ON l.id = a.lot_id AND l.shop_id = a.shop_id WHERE a.shop_id = :shop"
        ),
        {"shop": scene.shop.id},
    )
    assert {tuple(row) for row in got} == {("L1", 3), (None, 1)}


async def test_a_quote_names_all_that_blocks_it(tx: Tx) -> None:
    scene = await at_work(tx, tea=1)
    await tx.execute(text("UPDATE products SET weight_g = 900000 WHERE sku = 'TEA'"))
    lines = ask("Q", TEA=3, NO=1).lines
    asked = QuoteAsked(lines=lines, country="PL", backorder_policy="as_available")
    found = await quote(tx, scene.shop.id, asked)
    assert (found.ships_today, found.ship_by, found.is_complete) == (False, None, False)
    assert {(one.code, one.pointer) for one in found.blocks} == {
        ("unknown_sku", "/lines/1/sku"),
        ("piece_too_heavy", "/lines/0/sku"),
        ("goods_missing", "/lines/0/quantity"),
    }
    for carrier, service, code in (
        ("nobody", "x", "carrier_unknown"),
        ("house", "x", "service_unknown"),
    ):
        asked = QuoteAsked(
            lines=ask("Q", TEA=1).lines, country="PL", carrier=carrier, service=service
        )
        assert code in {one.code for one in (await quote(tx, scene.shop.id, asked)).blocks}
    assert all(words.sentence for words in WORDS.values())


async def test_the_timeline_has_every_fact_once_also_page_by_page(tx: Tx) -> None:
    scene = await at_work(tx)
    order = await scene.place(ask("W-1", TEA=2))
    await hold_order(tx, scene.shop.id, UUID(order["id"]), "payment")
    await cancel(tx, scene.shop.id, UUID(order["id"]))
    key = (tx, scene.shop.id, UUID(order["id"]))
    whole = await facts_of_order(*key, limit=100)
    assert [one.what for one in whole] == [
        "order.received", "order.allocated", "order.held", "order.cancelled",
    ]  # fmt: skip
    paged: list[Any] = []
    while rows := await facts_of_order(
        *key, limit=1, after=(paged[-1].at, paged[-1].id, paged[-1].what) if paged else None
    ):
        paged += rows
    assert paged == whole
    # when the events are forgotten, what the rows know is still told
    await tx.execute(text("DELETE FROM events WHERE shop_id = :shop"), {"shop": scene.shop.id})
    left = await facts_of_order(*key, limit=100)
    assert [one.what for one in left] == ["order.received", "order.cancelled"]
