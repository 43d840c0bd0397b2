"""A leaflet or a sample goes along by the shop's rules, from counted stock, on its own line."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from tests import cast
from tests.packing.bench import Bench
from tests.packing.test_batch import batch, broken, piece
from wms.db import HALL
from wms.packing import pack
from wms.packing.inserts.inserts import (
    Conditions,
    add_insert_rule,
    end_insert_rule,
    insert_rules_of,
    orders_without,
    who_would_get_it,
)
from wms.packing.instructions.errors import (
    InsertHasBarcode,
    InsertMissing,
    InsertRuleUnclear,
    NoInsert,
)
from wms.packing.queries import parcel_at_bench
from wms.packing.steps import AddInsert, next_step
from wms.picking.cancel import cancel
from wms.shipping.pack_again import take_apart
from wms.shipping.pack_and_request import close_parcel, confirm_insert, insert_not_there

EACH = Conditions()


async def sample(bench: Bench, count: int = 5, sku: str = "SAMPLE", *, bare: bool = False) -> None:
    """A product of the shop that goes along, on a shelf."""
    async with bench.db.begin(HALL) as tx:
        made = await cast.add_product(tx, bench.shop, sku)
        bench.codes[sku] = await cast.barcode_of(tx, made)
        if bare:
            await tx.execute(text("DELETE FROM barcodes WHERE product_id = :id"), {"id": made.id})
        if count:
            await cast.stock(tx, bench.hall, made, "A-05-1", count)


async def rule(bench: Bench, wanted: Conditions = EACH, sku: str = "SAMPLE") -> UUID:
    async with bench.db.begin(HALL) as tx:
        return await add_insert_rule(tx, bench.shop.id, sku, wanted, by=None)


async def asked(bench: Bench, number: int | None) -> AddInsert:
    """What the screen wants to go along."""
    async with bench.db.read(HALL) as read:
        step = next_step(await parcel_at_bench(read, number or 0), bench.ola.operator_id)
    assert isinstance(step, AddInsert), step
    return step


async def outcomes(bench: Bench) -> list[str]:
    rows = await bench.rows(
        "SELECT i.outcome FROM order_inserts i JOIN orders o ON o.id = i.order_id ORDER BY o.number"
    )
    return [row.outcome for row in rows]


async def test_it_is_promised_when_the_parcel_opens_and_packed_by_a_scan(bench: Bench) -> None:
    await sample(bench)
    await rule(bench)
    order = await bench.picked(TEA=1)
    number = (await bench.open(order.tote)).parcel
    assert await bench.value("SELECT max(allocated) FROM balances") == 1
    assert (await bench.scan(number, "SAMPLE")).code == "pack.too_many", "what was ordered first"
    assert (await bench.scan(number, "TEA")).did == "insert"
    step = await asked(bench, number)
    assert (step.insert.sku, step.insert.place) == ("SAMPLE", "A-05-1")
    with pytest.raises(InsertMissing):
        async with bench.db.begin(HALL) as tx:
            await close_parcel(tx, number or 0, by=bench.ola)
    assert (await bench.scan(number, "MUG")).code == "pack.wrong_item"
    assert (await bench.scan(number, "SAMPLE")).is_order_packed
    assert await bench.in_place(await bench.value("SELECT id FROM parcels")) == {
        "TEA": 1, "SAMPLE": 1,
    }  # fmt: skip
    told = await bench.value("SELECT data FROM events WHERE type = 'order.packed'")
    assert [c["sku"] for c in told["parcels"][0]["contents"]] == ["TEA", "SAMPLE"]
    assert await broken(bench) == []


async def test_without_a_barcode_it_is_confirmed_and_undo_takes_it_out(bench: Bench) -> None:
    await sample(bench, bare=True)
    await rule(bench)
    await batch(bench, "TEA")
    packed = await piece(bench, "TEA")
    assert packed.did == "insert"
    line = (await asked(bench, packed.parcel)).insert.line_id
    with pytest.raises(NoInsert):
        async with bench.db.begin(HALL) as tx:
            await confirm_insert(tx, packed.parcel or 0, uuid4(), scan_id=uuid4(), by=bench.ola)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE shops SET is_weight_asked = true"))
    async with bench.db.begin(HALL) as tx:
        done = await confirm_insert(tx, packed.parcel or 0, line, scan_id=uuid4(), by=bench.ola)
    assert done.did == "weigh"
    async with bench.db.begin(HALL) as tx:
        assert (
            await pack.undo(tx, packed.parcel or 0, scan_id=uuid4(), by=bench.ola)
        ).quantity == 1
    assert await bench.value("SELECT packed FROM order_lines WHERE is_insert") == 0
    assert await broken(bench) == []


async def test_when_none_is_left_or_there_the_order_goes_on_without(bench: Bench) -> None:
    await sample(bench, 1)
    one = await rule(bench)
    first = await bench.picked("WEB-1", TEA=1)
    number = (await bench.open(first.tote)).parcel or 0
    second = await bench.picked("WEB-2", TEA=1)
    other = (await bench.open(second.tote)).parcel
    assert (await bench.scan(other, "TEA")).is_order_packed, "the only one is promised to the first"
    await bench.scan(number, "TEA")
    line = (await asked(bench, number)).insert.line_id
    with pytest.raises(InsertHasBarcode):
        async with bench.db.begin(HALL) as tx:
            await confirm_insert(tx, number, line, scan_id=uuid4(), by=bench.ola)
    async with bench.db.begin(HALL) as tx:
        done = await insert_not_there(tx, number, line, by=bench.ola)
    assert done.is_order_packed
    assert await outcomes(bench) == ["not_there", "none_left"]
    async with bench.db.begin(HALL) as tx:
        [shown] = await insert_rules_of(tx, bench.shop.id)
        assert (shown.given, shown.without, shown.free) == (0, 2, 1)
        assert await orders_without(tx) == (2, bench.shop.code)
        await end_insert_rule(tx, bench.shop.id, one)
        assert await insert_rules_of(tx, bench.shop.id) == []
    assert await broken(bench) == []


async def test_an_order_that_is_cancelled_gives_back_what_went_along(bench: Bench) -> None:
    await sample(bench)
    await rule(bench)
    for n, scans in enumerate((["TEA"], ["TEA", "MUG", "SAMPLE"])):
        order = await bench.picked(f"WEB-{n}", TEA=1, MUG=1)
        number = (await bench.open(order.tote)).parcel
        async with bench.db.begin(HALL) as tx:
            await tx.execute(text("UPDATE shops SET is_weight_asked = true"))
        for sku in scans:
            await bench.scan(number, sku)
        async with bench.db.begin(HALL) as tx:
            await cancel(tx, bench.shop.id, order.id)
        async with bench.db.begin(HALL) as tx:
            shelf = bench.hall["A-05-1"].label_code or ""
            await take_apart(tx, order.number, shelf, scan_id=uuid4(), by=bench.ola)
        assert (await bench.in_place(bench.hall["A-05-1"].id))["SAMPLE"] == 5
        assert await bench.value("SELECT sum(allocated) FROM balances") == 0
    assert await broken(bench) == []


async def test_every_condition_counts_and_a_dry_run_says_who_would_get_it(bench: Bench) -> None:
    await sample(bench, 50)
    today = await bench.value("SELECT (now() AT TIME ZONE house_zone())::date")
    orders = [await bench.picked(f"WEB-{n}", TEA=1, **({"MUG": 1} if n else {})) for n in range(3)]
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE orders SET value_amount_minor = 1000 * number, value_currency = 'PLN'")
        )
    numbers = [one.number for one in orders]
    later, before = today + timedelta(days=9), today - timedelta(days=9)
    limit = {"value_from_minor": 1000 * numbers[1], "currency": "PLN"}
    cases: list[tuple[Conditions, list[int]]] = [
        (EACH, numbers),
        (Conditions(from_on=before, to_on=today), numbers),
        (Conditions(to_on=before), []),
        (Conditions(from_on=later), numbers),  # as it will be on its first day
        (Conditions(**limit), numbers[1:]),  # type: ignore[arg-type]  # of two kinds
        (Conditions(value_from_minor=1, currency="EUR"), []),
        (Conditions(with_sku="MUG"), numbers[1:]),
        (Conditions(country="PL"), numbers),
        (Conditions(country="DE"), []),
        (Conditions(is_first_order=True), numbers[:1]),
    ]
    async with bench.db.read(HALL) as read:
        for wanted, got in cases:
            would = await who_would_get_it(read, bench.shop.id, "SAMPLE", wanted)
            assert [one.number for one in would] == got, wanted
        for nonsense in (
            Conditions(from_on=later, to_on=today), Conditions(value_from_minor=5),
            Conditions(country="Poland"), Conditions(every_nth=0), Conditions(currency="PLN"),
        ):  # fmt: skip
            with pytest.raises(InsertRuleUnclear):
                await who_would_get_it(read, bench.shop.id, "SAMPLE", nonsense)
    await rule(bench, Conditions(every_nth=2))
    for one in orders:
        await bench.open(one.tote)
        await bench.open(one.tote)  # opened again, it is not asked again
    assert await outcomes(bench) == ["not_this_time", "reserved", "not_this_time"]
    assert isinstance(today, date)
