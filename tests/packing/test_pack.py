"""Every unit is scanned into the parcel, and the last one closes it."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, text

from tests import cast
from tests.packing.bench import Bench
from wms import barcodes
from wms.access.models import OperatorSession
from wms.db import HALL, Hot
from wms.errors import REFUSALS
from wms.packing import pack
from wms.packing.errors import NothingToUndo, ParcelClosed, ParcelEmpty, WeightImpossible
from wms.packing.pack import Answered
from wms.packing.queries import parcel_at_bench, parcels_of, waiting_to_be_packed
from wms.packing.slips.facts import slip_facts
from wms.packing.steps import Closed, NextCarton, ScanItems, SomebodyElse, next_step
from wms.packing.weight.weigh import WEIGHT_MAX_G
from wms.shipping import pack_and_request


def sentence(answer: Answered) -> str:
    """A refused answer in words."""
    assert answer.outcome == "refused", answer
    return str(REFUSALS[answer.code or ""](**answer.facts))


async def test_an_order_is_packed_unit_by_unit_and_the_last_closes_it(bench: Bench) -> None:
    order = await bench.picked(TEA=2, MUG=1)
    opened = await bench.open(order.tote)
    assert (opened.outcome, opened.did) == ("ok", "opened")
    answers = [await bench.scan(opened.parcel, sku) for sku in ("MUG", "TEA", "TEA")]
    assert [(a.did, a.sku, a.packed, a.of) for a in answers] == [
        ("packed", "MUG", 1, 1), ("packed", "TEA", 1, 2), ("closed", "TEA", 2, 2),
    ]  # fmt: skip
    parcel = await bench.rows("SELECT * FROM parcels")
    assert [(p.status, p.weight_g) for p in parcel] == [("packed", 600)]
    assert await bench.in_place(parcel[0].id) == {"TEA": 2, "MUG": 1}
    assert await bench.in_place(bench.hall[order.tote].id) == {}
    assert await bench.value("SELECT status FROM orders") == "packed"
    assert await bench.value("SELECT emptied_at IS NOT NULL FROM pick_run_orders")
    assert await bench.value("SELECT paper FROM print_jobs WHERE status = 'queued'") == "slip"
    assert await bench.rows("SELECT carrier, service, status FROM shipments") == [
        ("house", "standard", "requested")
    ]
    await bench.assert_books_balance()


async def test_the_shop_hears_what_is_in_the_parcel_and_nothing_of_the_consumer(
    bench: Bench,
) -> None:
    order, number = await bench.packed(TEA=1, MUG=2)
    told = (await bench.rows("SELECT * FROM events WHERE type = 'order.packed'"))[0]
    parcel = told.data["parcels"][0]
    assert (told.subject_external_id, told.data["order_number"]) == ("WEB-1", order.number)
    assert (parcel["parcel_number"], parcel["weight_g"]) == (number, 600)
    assert [(c["sku"], c["quantity"], c["lot"], c["serials"]) for c in parcel["contents"]] == [
        ("TEA", 1, None, []), ("MUG", 2, None, []),
    ]  # fmt: skip
    assert "Anna" not in str(told.data)


async def test_a_wrong_item_is_told_what_it_is_and_what_is_needed(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        initech = await cast.open_shop(tx, "INITECH")
        other = await cast.add_product(tx, initech, "TEA-200")
        foreign = await cast.barcode_of(tx, other)
    order = await bench.picked(TEA=1)
    parcel = (await bench.open(order.tote)).parcel
    told = [
        sentence(await bench.scan(parcel, code))
        for code in (foreign, "MUG", bench.hall["A-01-1"].label_code or "", "nobody's")
    ]
    assert told == [
        "This is TEA-200 of Initech. Needed: TEA. Put it back.",
        "This is MUG of Globex. Needed: TEA. Put it back.",
        f"This is A-01-1. Finish order {order.number} first. Needed: TEA.",
        "Nobody knows the code nobody's. Needed: TEA. Put it aside.",
    ]
    assert await bench.value("SELECT count(*) FROM movements WHERE reason = 'pack'") == 0
    assert await bench.value("SELECT count(*) FROM scans WHERE outcome = 'refused'") == len(told)


async def test_one_too_many_is_refused_while_another_product_is_missing(bench: Bench) -> None:
    order = await bench.picked(TEA=1, MUG=1)
    parcel = (await bench.open(order.tote)).parcel
    await bench.scan(parcel, "TEA")
    again = await bench.scan(parcel, "TEA")
    assert sentence(again) == "All 1 of TEA are in the parcel already. Put this one back."


async def test_a_pack_of_six_counts_six_and_is_refused_where_four_are_needed(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await cast.add_barcode(tx, bench.tea, "SIX-TEA", quantity=6)
    six = await bench.picked("WEB-6", TEA=6)
    whole = await bench.scan((await bench.open(six.tote)).parcel, "SIX-TEA")
    assert (whole.did, whole.packed) == ("closed", 6)
    four = await bench.picked("WEB-4", TEA=4)
    refused = await bench.scan((await bench.open(four.tote)).parcel, "SIX-TEA")
    assert sentence(refused) == ("This pack holds 6 of TEA; only 4 are needed. Scan single pieces.")


async def test_the_same_scan_twice_packs_once(bench: Bench) -> None:
    order = await bench.picked(TEA=2)
    parcel = (await bench.open(order.tote)).parcel
    scan_id = uuid4()
    twins = await asyncio.gather(*(bench.scan(parcel, "TEA", scan_id=scan_id) for _ in range(6)))
    assert sorted(a.repeated for a in twins) == [False] + [True] * 5
    assert {a.packed for a in twins} == {1}
    assert await bench.value("SELECT packed FROM order_lines") == 1


async def test_six_packers_scan_the_last_unit_and_one_gets_it_in(bench: Bench) -> None:
    order = await bench.picked(TEA=1)
    parcel = (await bench.open(order.tote)).parcel
    answers = await asyncio.gather(*(bench.scan(parcel, "TEA") for _ in range(6)))
    assert sorted(a.outcome for a in answers) == ["ok"] + ["refused"] * 5
    assert {a.code for a in answers if a.code} == {"pack.parcel_closed"}
    assert await bench.value("SELECT count(*) FROM shipments") == 1
    assert await bench.value("SELECT count(*) FROM events WHERE type = 'order.packed'") == 1
    await bench.assert_books_balance()


async def test_two_packers_on_one_tote_the_second_is_told_who_has_it(bench: Bench) -> None:
    hot = await bench.db.hot()  # connections that are open already really meet each other
    await asyncio.gather(*(hot.call("SELECT to_json(pg_sleep(0.05)::text)") for _ in range(6)))
    for n in range(5):
        order = await bench.picked(f"WEB-{n}", TEA=1)
        packers = [bench.ola, bench.jan] * 3
        answers = await asyncio.gather(*(bench.open(order.tote, by) for by in packers))
        winner = next(by for by, a in zip(packers, answers, strict=True) if a.did == "opened")
        for by, answer in zip(packers, answers, strict=True):
            if by is winner:
                assert answer.did in ("opened", "resumed")
            else:
                assert sentence(answer) == (
                    f"{winner.name} is packing order {order.number}. Take the next tote."
                )
        parcels = await bench.rows("SELECT number FROM parcels WHERE order_id = :id", id=order.id)
        assert len(parcels) == 1
        second = bench.jan if winner is bench.ola else bench.ola
        assert (await bench.scan(parcels[0].number, "TEA", second)).code == "pack.taken"


async def test_a_colleague_goes_on_when_the_packer_has_gone_home(bench: Bench) -> None:
    order = await bench.picked(TEA=2)
    opened = await bench.open(order.tote)
    await bench.scan(opened.parcel, "TEA")
    async with bench.db.begin(HALL) as tx:
        session = await tx.get_one(OperatorSession, bench.ola.session_id)
        session.ended_at = text("clock_timestamp()")  # type: ignore[assignment]  # the database's clock
        await tx.flush()
    resumed = await bench.open(order.tote, bench.jan)
    assert (resumed.did, resumed.parcel) == ("resumed", opened.parcel)
    assert (await bench.scan(opened.parcel, "TEA", bench.jan)).did == "closed"


@pytest.mark.parametrize("by", ["tote", "slip", "parcel"])
async def test_tote_slip_and_parcel_lead_to_the_same_parcel(bench: Bench, by: str) -> None:
    order = await bench.picked(TEA=2)
    first = await bench.open(order.tote)
    assert first.parcel is not None
    code = {
        "tote": order.tote,
        "slip": barcodes.label_code(barcodes.Kind.ORDER_SLIP, order.number),
        "parcel": barcodes.label_code(barcodes.Kind.PARCEL, first.parcel),
    }[by]
    again = await bench.open(code)
    assert (again.did, again.parcel) == ("resumed", first.parcel)


async def test_what_leads_to_no_open_order_says_why(bench: Bench) -> None:
    order, number = await bench.packed(TEA=1)
    waiting = await bench.picked("WEB-2", TEA=1)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE orders SET status = 'cancelled' WHERE number = :n"), {"n": waiting.number}
        )
    told = [
        sentence(await bench.open(code))
        for code in (order.tote, "A-01-1", bench.codes["TEA"], waiting.tote)
    ]
    assert told == [
        "Tote T-1 is empty. Scan another one.",
        "A-01-1 is no tote, slip or parcel. Scan the tote of an order.",
        f"{bench.codes['TEA']} is no tote, slip or parcel. Scan the tote of an order.",
        f"Order {waiting.number} was cancelled. Do not pack it. "
        "Scan its tote to put the goods back.",
    ]
    shown = await bench.open(barcodes.label_code(barcodes.Kind.PARCEL, number))
    assert (shown.did, shown.parcel) == ("shown", number)


async def test_undo_takes_the_last_scan_back_until_the_parcel_is_closed(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await cast.add_barcode(tx, bench.tea, "TWO-TEA", quantity=2)
    order = await bench.picked(MUG=1, TEA=3)
    number = (await bench.open(order.tote)).parcel or 0
    await bench.scan(number, "MUG")
    await bench.scan(number, "TWO-TEA")
    for expected in (("TEA", 2), ("MUG", 1)):
        async with bench.db.begin(HALL) as tx:
            undone = await pack.undo(tx, number, scan_id=uuid4(), by=bench.ola)
        assert (undone.sku, undone.quantity) == expected
    with pytest.raises(NothingToUndo):
        async with bench.db.begin(HALL) as tx:
            await pack.undo(tx, number, scan_id=uuid4(), by=bench.ola)
    assert await bench.in_place(bench.hall[order.tote].id) == {"MUG": 1, "TEA": 3}
    assert await bench.rows("SELECT * FROM parcel_lines") == []
    for sku in ("MUG", "TWO-TEA", "TEA"):
        await bench.scan(number, sku)
    with pytest.raises(ParcelClosed):
        async with bench.db.begin(HALL) as tx:
            await pack.undo(tx, number, scan_id=uuid4(), by=bench.ola)
    await bench.assert_books_balance()


async def test_a_full_carton_is_closed_and_the_order_goes_on_in_another(bench: Bench) -> None:
    order = await bench.picked(TEA=2)
    first = (await bench.open(order.tote)).parcel or 0
    with pytest.raises(ParcelEmpty):
        async with bench.db.begin(HALL) as tx:
            await pack_and_request.close_parcel(tx, first, by=bench.ola)
    await bench.scan(first, "TEA")
    for weight in (0, WEIGHT_MAX_G + 1):
        with pytest.raises(WeightImpossible):
            async with bench.db.begin(HALL) as tx:
                await pack_and_request.close_parcel(tx, first, by=bench.ola, weight_g=weight)
    async with bench.db.begin(HALL) as tx:
        closed = await pack_and_request.close_parcel(tx, first, by=bench.ola, weight_g=333)
    assert not closed.is_order_packed
    assert await bench.value("SELECT count(*) FROM shipments") == 0
    async with bench.db.read(HALL) as read:
        step = next_step(await parcel_at_bench(read, first), bench.ola.operator_id)
    assert step == NextCarton(tote=order.tote, left=1)
    second = (await bench.open(order.tote)).parcel
    assert second != first
    assert (await bench.scan(second, "TEA")).is_order_packed
    assert await bench.rows("SELECT weight_g FROM parcels ORDER BY number") == [(333,), (200,)]
    assert await bench.value("SELECT count(*) FROM shipments") == 2
    told = await bench.value("SELECT data FROM events WHERE type = 'order.packed'")
    assert [p["contents"][0]["quantity"] for p in told["parcels"]] == [1, 1]


async def test_a_short_order_packs_what_was_picked(bench: Bench) -> None:
    order = await bench.picked(TEA=2)
    async with bench.db.begin(HALL) as tx:  # as a short pick leaves it
        await tx.execute(text("UPDATE order_lines SET ordered = 5, backordered = 3"))
    number = (await bench.open(order.tote)).parcel
    await bench.scan(number, "TEA")
    assert (await bench.scan(number, "TEA")).did == "closed"


async def test_the_screen_follows_the_rows(bench: Bench) -> None:
    order = await bench.picked(TEA=2, MUG=1)
    assert await bench.value("SELECT 1") == 1
    number = (await bench.open(order.tote)).parcel or 0

    async def step(by: object = bench.ola) -> object:
        async with bench.db.read(HALL) as read:
            return next_step(await parcel_at_bench(read, number), by.operator_id)  # type: ignore[attr-defined]  # somebody at work

    first = await step()
    assert isinstance(first, ScanItems)
    assert (first.first.sku, first.left, first.total) == ("TEA", 3, 3)
    assert first.first.barcode == bench.codes["TEA"]
    assert await step(bench.jan) == SomebodyElse(operator="Ola", order_number=order.number)
    for sku in ("TEA", "MUG", "TEA"):
        await bench.scan(number, sku)
    assert await step() == Closed(is_gone=False)


async def test_slip_and_shop_read_the_contents(bench: Bench) -> None:
    order, number = await bench.packed(TEA=2, MUG=1)
    async with bench.db.read(HALL) as read:
        parcel = (await parcels_of(read, bench.shop.id, order.id))[0]
        slip = await slip_facts(read, bench.shop.id, parcel.id)
        assert await waiting_to_be_packed(read) == 0
    assert (parcel.number, parcel.status, parcel.weight_g) == (number, "packed", 600)
    assert [(line.sku, line.quantity) for line in slip.lines] == [("TEA", 2), ("MUG", 1)]
    assert slip.recipient.name == "Anna Żółć"
    assert barcodes.parse(slip.slip_code) == barcodes.OwnLabel(
        barcodes.Kind.ORDER_SLIP, order.number, slip.slip_code
    )


async def test_serial_numbers_are_kept_and_the_same_piece_counts_once(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE products SET is_serial_tracked = true WHERE sku = 'MUG'"))
    order = await bench.picked(MUG=2)
    number = (await bench.open(order.tote)).parcel
    gs1 = "]C101" + bench.codes["MUG"].zfill(14) + "21"
    await bench.scan(number, gs1 + "SN7")
    twice = await bench.scan(number, gs1 + "SN7")
    assert sentence(twice) == (
        "Serial number SN7 of MUG is in the parcel already. Take another piece."
    )
    await bench.scan(number, gs1 + "SN8")
    assert await bench.value("SELECT serials FROM parcel_lines") == ["SN7", "SN8"]
    told = await bench.value("SELECT data FROM events WHERE type = 'order.packed'")
    assert told["parcels"][0]["contents"][0]["serials"] == ["SN7", "SN8"]


async def test_what_a_scan_and_a_screen_cost(bench: Bench) -> None:
    """A scan is one statement; the bench page reads a parcel with two."""
    order = await bench.picked(TEA=2)
    number = (await bench.open(order.tote)).parcel or 0
    sent: list[str] = []
    event.listen(
        bench.db.engine.sync_engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: sent.append(statement),
    )

    class Counting(Hot):
        async def call(self, sql: str, *arguments: Any) -> str:
            sent.append(sql)
            return await (await bench.db.hot()).call(sql, *arguments)

    await pack_and_request.scan_item(Counting(None), number, bench.made(bench.codes["TEA"]))
    assert [one.partition("(")[0] for one in sent] == ["SELECT pack_and_request"]
    sent.clear()
    async with bench.db.read(HALL) as read:
        await parcel_at_bench(read, number)
    assert len([s for s in sent if "set_config" not in s]) == 2
