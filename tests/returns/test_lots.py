"""Goods whose lot or expiry is kept are sold again only when somebody knows which they have."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from tests import cast
from tests.returns.test_returns import World, build
from wms.barcodes import Verb, command_code
from wms.catalog.lots import Batch, LotNeeded
from wms.catalog.models import Product
from wms.db import Read, Tx
from wms.returns.arrive import arrive
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.receive import receive_item
from wms.returns.inspection.steps import GradeThis, next_step
from wms.returns.queries import return_by_number
from wms.verify import verify

MILK_LOT, GOOD_UNTIL = "L-77", date(2031, 5, 31)


@pytest.fixture
async def world(tx: Tx) -> World:
    return await build(tx)


async def lots(tx: Tx, product: Product) -> dict[tuple[str, str, str], int]:
    """(place, condition, lot) → pieces."""
    rows = await tx.execute(
        text(
            "SELECT p.code, b.condition, l.code AS lot, b.on_hand FROM balances b "
            "JOIN places p ON p.id = b.place_id JOIN lots l ON l.shop_id = b.shop_id "
            "AND l.id = b.lot_id WHERE b.product_id = :p AND b.on_hand > 0"
        ),
        {"p": product.id},
    )
    return {(row.code, row.condition, row.lot): row.on_hand for row in rows}


async def milk_in_the_parcel(tx: Tx, world: World, **tracked: Any) -> tuple[int, Product, str]:
    """An unannounced return in which milk lies that was never sent: its number, and the code."""
    tracked = tracked or {"is_lot_tracked": True, "is_expiry_tracked": True}
    milk = await cast.add_product(tx, world.shop, "MILK-1", **tracked)
    here = await arrive(tx, world.gone.slip_code)
    return here.number, milk, await cast.barcode_of(tx, milk)


async def surplus(tx: Tx, world: World, number: int, code: str) -> Verdict:
    got = await receive_item(tx, number, code, by=world.by, is_surplus=True)
    return Verdict(line_id=got.line_id, grade="A", disposition="restock")


def with_batch(verdict: Verdict, **facts: Any) -> Verdict:
    return Verdict(
        line_id=verdict.line_id,
        grade=verdict.grade,
        disposition=verdict.disposition,
        quantity=facts.pop("quantity", 1),
        batch=Batch(**facts),
    )


@pytest.mark.parametrize(
    ("tracked", "told"),
    [
        ({"is_lot_tracked": True}, {"lot": MILK_LOT}),
        ({"is_expiry_tracked": True}, {"expires_on": GOOD_UNTIL}),
        (
            {"is_lot_tracked": True, "is_expiry_tracked": True},
            {"lot": MILK_LOT, "expires_on": GOOD_UNTIL},
        ),
    ],
)
async def test_a_surplus_without_a_lot_is_not_sold_before_somebody_names_it(
    tx: Tx, world: World, tracked: dict[str, bool], told: dict[str, Any]
) -> None:
    number, milk, code = await milk_in_the_parcel(tx, world, **tracked)
    verdict = await surplus(tx, world, number, code)
    step = await next_step(Read(tx), number)
    assert isinstance(step, GradeThis)
    assert (step.needs_lot, step.needs_expiry) == ("lot" in told, "expires_on" in told)
    with pytest.raises(LotNeeded, match="MILK-1 is kept by lot and expiry"):
        await grade(tx, number, verdict, world.label("A-02-1"), by=world.by)
    assert await lots(tx, milk) == {("RET", "quarantine", ""): 1}
    await grade(tx, number, with_batch(verdict, **told), world.label("A-02-1"), by=world.by)
    name = MILK_LOT if "lot" in told else str(GOOD_UNTIL)
    assert await lots(tx, milk) == {("A-02-1", "good", name): 1}
    expires = await tx.scalar(text("SELECT expires_on FROM lots WHERE code = :c"), {"c": name})
    assert expires == told.get("expires_on")


async def test_half_of_what_is_kept_is_not_enough(tx: Tx, world: World) -> None:
    number, milk, code = await milk_in_the_parcel(tx, world)
    verdict = await surplus(tx, world, number, code)
    for half in ({"lot": MILK_LOT}, {"expires_on": GOOD_UNTIL}):
        with pytest.raises(LotNeeded):
            await grade(tx, number, with_batch(verdict, **half), world.label("A-02-1"), by=world.by)
    assert await lots(tx, milk) == {("RET", "quarantine", ""): 1}


@pytest.mark.parametrize(
    ("disposition", "place", "kept"),
    [
        ("quarantine", "QUAR", {("QUAR", "quarantine", ""): 1}),
        ("return_to_shop", "RET", {("RET", "opened", ""): 1}),
        ("dispose", None, {}),
    ],
)
async def test_what_is_not_sold_needs_no_lot(
    tx: Tx, world: World, disposition: str, place: str | None, kept: dict[Any, int]
) -> None:
    number, milk, code = await milk_in_the_parcel(tx, world)
    verdict = await surplus(tx, world, number, code)
    other = Verdict(line_id=verdict.line_id, grade="A", disposition=disposition)
    label = world.label(place) if place else command_code(Verb.CONFIRM)
    await grade(tx, number, other, label, by=world.by)
    assert await lots(tx, milk) == kept


async def test_a_code_that_tells_the_lot_names_the_piece_at_once(tx: Tx, world: World) -> None:
    number, milk, code = await milk_in_the_parcel(tx, world)
    verdict = await surplus(tx, world, number, f"]C101{code:0>14}1731053110{MILK_LOT}")
    assert await lots(tx, milk) == {("RET", "quarantine", MILK_LOT): 1}
    step = await next_step(Read(tx), number)
    assert isinstance(step, GradeThis) and not (step.needs_lot or step.needs_expiry)
    await grade(tx, number, verdict, world.label("A-02-1"), by=world.by)
    assert await lots(tx, milk) == {("A-02-1", "good", MILK_LOT): 1}


async def test_pieces_with_and_without_a_name_are_graded_together(tx: Tx, world: World) -> None:
    number, milk, code = await milk_in_the_parcel(tx, world)
    await surplus(tx, world, number, f"]C101{code:0>14}1731053110L-1")
    await surplus(tx, world, number, code)
    verdict = await surplus(tx, world, number, code)
    everything = with_batch(verdict, quantity=3, lot=MILK_LOT, expires_on=GOOD_UNTIL)
    done = await grade(tx, number, everything, world.label("A-02-1"), by=world.by)
    assert done.quantity == 3
    assert await lots(tx, milk) == {
        ("A-02-1", "good", "L-1"): 1,
        ("A-02-1", "good", MILK_LOT): 2,
    }
    view = await return_by_number(tx, number)
    assert [(line.received, line.inspected) for line in view.lines] == [(3, 3)]


async def test_the_books_are_right_after_a_lot_was_named(tx: Tx, world: World) -> None:
    number, _, code = await milk_in_the_parcel(tx, world)
    verdict = await surplus(tx, world, number, code)
    told = with_batch(verdict, lot=MILK_LOT, expires_on=GOOD_UNTIL)
    await grade(tx, number, told, world.label("A-02-1"), by=world.by)
    assert await verify(Read(tx)) == []
