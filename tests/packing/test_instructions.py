"""What a shop wants done with a parcel stands on the screen until the packer confirms it."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench
from tests.packing.test_batch import batch, piece
from wms.access.people import AtWork
from wms.db import HALL
from wms.errors import REFUSALS
from wms.packing.errors import (
    Taken,
)
from wms.packing.instructions.errors import (
    InstructionsFull,
    InstructionUnknown,
    MomentUnknown,
    NothingToConfirm,
    Unconfirmed,
    WordsMissing,
)
from wms.packing.instructions.instructions import (
    EACH_PARCEL_MAX,
    WORDS_MAX_CHARS,
    add_instruction,
    end_instruction,
    instructions_of,
)
from wms.packing.queries import parcel_at_bench
from wms.packing.steps import Closed, Confirm, Due, ScanItems, Step, next_step
from wms.shipping import pack_and_request
from wms.shipping.pack_and_request import confirm


async def asked(bench: Bench, moment: str, words: str) -> UUID:
    """The shop wants it with each parcel."""
    async with bench.db.begin(HALL) as tx:
        return await add_instruction(
            tx, bench.shop.id, moment=moment, words=words, picture=None, by=None
        )


async def step(bench: Bench, number: int | None) -> Step:
    async with bench.db.read(HALL) as read:
        return next_step(await parcel_at_bench(read, number or 0), bench.ola.operator_id)


async def due(bench: Bench, number: int | None) -> Due:
    """The instruction on the screen."""
    shown = await step(bench, number)
    assert isinstance(shown, Confirm), shown
    return shown.due


async def done(bench: Bench, number: int | None, by: AtWork | None = None) -> str | None:
    """Confirm what stands on the screen; what the bench asks then."""
    shown = (await due(bench, number)).id
    async with bench.db.begin(HALL) as tx:
        now = await confirm(tx, number or 0, shown, scan_id=uuid4(), by=by or bench.ola)
    return now.did


async def test_each_is_asked_at_its_moment_and_kept_with_who_confirmed_it(bench: Bench) -> None:
    await asked(bench, "close", "Wrap it in  tissue")
    await asked(bench, "begin", "Put the green paper in first")
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE products SET packing_instructions = 'Check the seal' WHERE sku = 'TEA'")
        )
    order = await bench.picked(MUG=1, TEA=2)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE orders SET note = 'For Anna: no prices'"))
    number = (await bench.open(order.tote)).parcel
    assert (await due(bench, number)).words == "Put the green paper in first"
    refused = await bench.scan(number, "MUG")
    assert str(REFUSALS[refused.code or ""](**refused.facts)) == (
        "First: “Put the green paper in first” Do it and confirm it, then scan the next piece."
    )
    assert await done(bench, number) == "items"
    of_order = await due(bench, number)
    assert (of_order.source, of_order.words) == ("order", "For Anna: no prices")
    await done(bench, number)
    assert isinstance(await step(bench, number), ScanItems)
    await bench.scan(number, "TEA")
    of_product = await due(bench, number)
    assert (of_product.moment, of_product.sku, of_product.words) == (
        "item", "TEA", "Check the seal",
    )  # fmt: skip
    assert (await bench.scan(number, "TEA")).code == "pack.confirm_first"
    await done(bench, number)
    assert (await bench.scan(number, "TEA")).did == "packed", "each product is asked about once"
    assert (await bench.scan(number, "MUG")).did == "confirm"
    with pytest.raises(Unconfirmed):
        async with bench.db.begin(HALL) as tx:
            await pack_and_request.close_parcel(tx, number or 0, by=bench.ola)
    assert (await due(bench, number)).words == "Wrap it in tissue"
    assert await bench.value("SELECT count(*) FROM shipments") == 0
    assert await done(bench, number) == "closed"
    assert isinstance(await step(bench, number), Closed)
    assert await bench.value("SELECT count(*) FROM shipments") == 1
    kept = await bench.rows(
        "SELECT words, operator_id, device_id, scan_id, confirmed_at FROM parcel_instructions"
    )
    assert {row.words for row in kept} == {
        "Put the green paper in first", "Check the seal", "Wrap it in tissue", None,
    }  # fmt: skip
    assert all(row.operator_id == bench.ola.operator_id and row.scan_id for row in kept)
    assert all(row.confirmed_at for row in kept)


async def test_a_batch_asks_after_the_piece_and_nobody_else_confirms(bench: Bench) -> None:
    await asked(bench, "begin", "Put the green paper in first")
    await batch(bench, "TEA", "TEA")
    packed = await piece(bench, "TEA")
    assert packed.did == "confirm", "the piece is in the packer's hand: it goes in by its one scan"
    shown = (await due(bench, packed.parcel)).id
    with pytest.raises(Taken):
        async with bench.db.begin(HALL) as tx:
            await confirm(tx, packed.parcel or 0, shown, scan_id=uuid4(), by=bench.jan)
    with pytest.raises(NothingToConfirm):
        async with bench.db.begin(HALL) as tx:
            await confirm(tx, packed.parcel or 0, uuid4(), scan_id=uuid4(), by=bench.ola)
    assert await done(bench, packed.parcel) == "closed"


async def test_a_full_carton_is_asked_for_its_own_and_can_be_opened_by_more(bench: Bench) -> None:
    await asked(bench, "close", "Wrap it in tissue")
    order = await bench.picked(TEA=2)
    number = (await bench.open(order.tote)).parcel
    await bench.scan(number, "TEA")
    async with bench.db.begin(HALL) as tx:
        full = await pack_and_request.go_on(tx, number or 0, by=bench.ola, is_full=True)
    assert full.did == "confirm"
    assert isinstance(await step(bench, number), Confirm)
    assert (await bench.scan(number, "TEA")).did == "confirm", "one more went in after all"
    assert not await bench.value("SELECT is_full FROM parcels")
    assert await done(bench, number) == "closed"


async def test_the_desk_says_it_in_one_sentence_and_takes_it_away_again(bench: Bench) -> None:
    for moment, words, no in (
        ("later", "Wrap", MomentUnknown), ("begin", " ", WordsMissing),
        ("begin", "x" * (WORDS_MAX_CHARS + 1), WordsMissing),
    ):  # fmt: skip
        with pytest.raises(no):
            await asked(bench, moment, words)
    made = [await asked(bench, "begin", f"Thing {n}") for n in range(EACH_PARCEL_MAX)]
    with pytest.raises(InstructionsFull):
        await asked(bench, "close", "One more")
    async with bench.db.begin(HALL) as tx:
        await end_instruction(tx, bench.shop.id, made[0])
        left = await instructions_of(tx, bench.shop.id)
        assert left[0].words == "Thing 1"
    with pytest.raises(InstructionUnknown):
        async with bench.db.begin(HALL) as tx:
            await end_instruction(tx, bench.shop.id, made[0])
