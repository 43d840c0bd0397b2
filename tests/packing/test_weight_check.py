"""What a parcel should weigh, and what happens when it weighs something else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench
from tests.packing.cartons import carton
from tests.packing.test_weigh import ask_for_weights
from wms.db import HALL, new_id
from wms.packing.cartons.kinds import add_carton
from wms.packing.cartons.take import take_carton
from wms.packing.pack import Answered
from wms.packing.weight.band import Content, Guess, band
from wms.packing.weight.check import (
    NothingDiffers,
    WhyUnknown,
    accept_weight,
    count_again,
    weighed_off,
)
from wms.shipping.pack_and_request import close_as_it_weighs, go_on

USUAL_G = 150
TEA = Content("TEA", 4, 200)


def expected(*contents: Content, tare_g: int | None = 120, past: tuple[int, ...] = ()) -> Any:
    made = band(contents, carton_id=new_id(), carton_tare_g=tare_g, usual_tare_g=USUAL_G, past=past)
    return made.least_g, made.most_g


def test_the_band_is_as_narrow_as_what_is_known() -> None:
    # 800 g ± 3 % and a scale's error, and a carton of 120 g ± 30 %
    assert expected(TEA) == (800 + 120 - 36 - 29, 800 + 120 + 36 + 29)
    # which carton it is nobody knows: from none to three
    assert expected(TEA, tare_g=None) == (800 - 29, 800 + 450 + 29)
    # ten parcels weighed 160 g more than their goods, with one that somebody leant on
    past = (158, 160, 161, 159, 162, 160, 158, 161, 160, 159, 300)
    assert expected(TEA, past=past) == (800 + 158 - 20 - 29, 800 + 162 + 20 + 29)
    assert expected(TEA, past=past[:9]) == expected(TEA), "nine are too few to believe"
    assert expected(TEA, Content("MUG", 1, None)) == (None, None)
    assert expected() == (None, None)


def test_pieces_that_would_explain_it_are_guessed() -> None:
    made = band(
        [TEA, Content("LAMP", 1, 900)],
        carton_id=None, carton_tare_g=120, usual_tare_g=USUAL_G, past=(),
    )  # fmt: skip
    right = 4 * 200 + 900 + 120
    assert made.holds(right)
    assert made.guess(right - 200) == Guess(sku="TEA", pieces=1, is_more=False)
    assert made.guess(right + 400) == Guess(sku="TEA", pieces=2, is_more=True)
    assert made.guess(right - 890) == Guess(sku="LAMP", pieces=1, is_more=False)
    assert made.guess(right - 1_700) is None
    assert not made.holds(right - 200)


async def pack_all(bench: Bench, name: str, **lines: int) -> int:
    """All is in, in a carton of 120 g that was scanned; the scale is asked."""
    order = await bench.picked(name, **lines)
    number = (await bench.open(order.tote)).parcel or 0
    carton_id = await bench.value("SELECT id FROM carton_types LIMIT 1")
    async with bench.db.begin(HALL) as tx:
        await take_carton(tx, number, str(carton_id), by=bench.ola)
    for sku, quantity in lines.items():
        for _ in range(quantity):
            last = await bench.scan(number, sku)
    assert last.did == "weigh"
    return number


async def put_on_scale(bench: Bench, number: int, weight_g: int) -> Answered:
    async with bench.db.begin(HALL) as tx:
        return await go_on(
            tx, number, by=bench.ola, weight_g=weight_g, carton_g=USUAL_G, source="scale"
        )


@pytest.fixture
async def weighing(bench: Bench) -> Bench:
    await ask_for_weights(bench)
    async with bench.db.begin(HALL) as tx:
        await add_carton(tx, bench.hall.warehouse_id, carton("S", 200, 150, 100))
    return bench


async def test_what_weighs_something_else_is_counted_again_before_the_label(
    weighing: Bench,
) -> None:
    bench = weighing
    number = await pack_all(bench, "W-1", TEA=2, MUG=1)  # 600 g and a carton of 120 g
    stopped = await put_on_scale(bench, number, 921)
    assert (stopped.did, stopped.tone) == ("differs", "stop")
    async with bench.db.read(HALL) as read:
        off = await weighed_off(read, number, tare_g=USUAL_G)
    assert off is not None and (off.least_g, off.most_g) == (661, 779)
    assert off.guess is not None and (off.guess.pieces, off.guess.is_more) == (1, True)
    assert await bench.value("SELECT count(*) FROM shipments") == 0
    assert await bench.value("SELECT status FROM parcels") == "open"
    async with bench.db.begin(HALL) as tx:
        assert await count_again(tx, number, scan_id=uuid4(), by=bench.ola) == 3
    assert await bench.in_place(bench.hall["T-1"].id) == {"TEA": 2, "MUG": 1}
    async with bench.db.read(HALL) as read:
        assert await weighed_off(read, number, tare_g=USUAL_G) is None
    with pytest.raises(NothingDiffers):  # a word about other contents counts for nothing
        async with bench.db.begin(HALL) as tx:
            await close_as_it_weighs(tx, number, "other", by=bench.ola, carton_g=USUAL_G)
    for sku in ("TEA", "TEA", "MUG"):
        await bench.scan(number, sku)
    assert (await put_on_scale(bench, number, 721)).is_order_packed
    assert [row.verdict for row in await bench.rows(
        "SELECT verdict FROM weight_checks ORDER BY id")] == ["recounted", "fits"]  # fmt: skip
    assert await bench.value("SELECT weight_g FROM parcels") == 721
    assert await bench.value("SELECT count(*) FROM shipments") == 1
    await bench.assert_books_balance()


async def test_the_packer_may_say_why_it_is_right_and_that_is_kept(weighing: Bench) -> None:
    bench = weighing
    number = await pack_all(bench, "W-1", TEA=2)
    await put_on_scale(bench, number, 700)
    assert (await put_on_scale(bench, number, 702)).did == "differs", "weighed again, and no better"
    with pytest.raises(WhyUnknown):
        async with bench.db.begin(HALL) as tx:
            await accept_weight(tx, number, "because", tare_g=USUAL_G, by=bench.ola)
    async with bench.db.begin(HALL) as tx:
        closed = await close_as_it_weighs(tx, number, "insert", by=bench.ola, carton_g=USUAL_G)
    assert closed.is_order_packed
    rows = await bench.rows(
        "SELECT verdict, reason, weight_g, source, operator_id FROM weight_checks ORDER BY id"
    )
    assert [tuple(row)[:4] for row in rows] == [
        ("again", None, 700, "scale"), ("accepted", "insert", 702, "scale"),
    ]  # fmt: skip
    assert rows[1].operator_id == bench.ola.operator_id
    assert await bench.value("SELECT weight_g FROM parcels") == 702


async def test_what_cartons_really_weigh_is_learned(weighing: Bench) -> None:
    bench = weighing
    number = await pack_all(bench, "W-1", TEA=2)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(  # ten parcels before it had 75 g of paper in them
            text(
                "INSERT INTO weight_checks (shop_id, parcel_id, weight_g, source, goods_g, "
                "carton_id, verdict, reason, operator_id) "
                "SELECT pa.shop_id, pa.id, 1195 + n % 3, 'scale', 1000, pa.carton_id, 'accepted', "
                "'filling', pa.operator_id FROM parcels pa, generate_series(1, 10) AS n"
            )
        )
    assert (await put_on_scale(bench, number, 400 + 120)).did == "differs", "no paper in it"
    assert (await put_on_scale(bench, number, 400 + 200)).is_order_packed
    async with bench.db.begin(HALL) as tx:  # nobody is stopped when a weight is not known
        await tx.execute(text("UPDATE products SET weight_g = NULL WHERE sku = 'MUG'"))
    number = await pack_all(bench, "W-2", MUG=1)
    assert (await put_on_scale(bench, number, 9_000)).is_order_packed
    assert await bench.value("SELECT verdict FROM weight_checks ORDER BY id DESC LIMIT 1") == (
        "unknown"
    )
