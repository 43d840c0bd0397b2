"""Goods are carried by hand: some, all, and what they are worth changes with a reason."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from tests import cast
from tests.cast import Hall
from wms.catalog.models import Product
from wms.db import Tx
from wms.layout.build import block
from wms.layout.queries import place_by_id
from wms.stock.errors import (
    MoreThanThere,
    NotAPlaceForIt,
    NothingThere,
    NotThere,
    PromisedThere,
    SamePlace,
    SupervisorReleases,
)
from wms.stock.ledger import Goods
from wms.stock.movement_list import movements
from wms.stock.note_models import MovementNote
from wms.stock.queries import stock_at
from wms.stock.relocate import contents, goods_scanned, judge, relocate, relocate_all
from wms.violations import PlaceBlocked


async def scene(tx: Tx) -> tuple[Hall, Product, Goods]:
    """Ten pieces of tea at A-01-1, of which three are promised."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    await cast.stock(tx, hall, tea, "A-01-1", 10)
    await promise(tx, hall, tea, 3)
    return hall, tea, Goods(shop_id=shop.id, product_id=tea.id, lot_id=tea.id)


async def promise(tx: Tx, hall: Hall, tea: Product, quantity: int) -> None:
    await tx.execute(
        text("UPDATE balances SET allocated = :n WHERE product_id = :p AND place_id = :a"),
        {"n": quantity, "p": tea.id, "a": hall["A-01-1"].id},
    )


def label(hall: Hall, place: str) -> str:
    return str(hall[place].label_code)


async def there(tx: Tx, hall: Hall, place: str) -> list[tuple[str, int]]:
    return [(s.condition, s.on_hand) for s in await stock_at(tx, place_id=hall[place].id)]


async def test_free_pieces_go_and_promised_ones_stay(tx: Tx) -> None:
    hall, tea, goods = await scene(tx)
    ola = await cast.hire(tx)
    here = hall["A-01-1"].id
    moved = await relocate(tx, goods, 7, from_place=here, to_label=label(hall, "B-01-3"), by=ola)
    assert (moved.sku, moved.quantity, moved.place) == ("TEA-100", 7, "B-01-3")
    assert await there(tx, hall, "B-01-3") == [("good", 7)]
    last = (await movements(tx, tea.shop_id, limit=9))[-1]
    assert (last.reason, last.quantity) == ("move", 7)
    with pytest.raises(MoreThanThere) as no:
        await relocate(tx, goods, 1, from_place=here, to_label=label(hall, "B-01-3"), by=ola)
    assert no.value.facts["available"] == 0
    with pytest.raises(PromisedThere):
        await relocate_all(tx, here, to_label=label(hall, "B-01-3"), by=ola)


async def test_goods_go_to_no_blocked_place_and_not_to_where_they_are(tx: Tx) -> None:
    hall, _tea, goods = await scene(tx)
    ola = await cast.hire(tx)
    here = hall["A-01-1"].id
    await block(tx, hall["A-02-1"].id)
    for target, no in {"A-02-1": PlaceBlocked, "A-01-1": SamePlace}.items():
        with pytest.raises(no):
            async with tx.begin_nested():
                await relocate(tx, goods, 1, from_place=here, to_label=label(hall, target), by=ola)


async def test_a_whole_tote_is_carried_with_everything_in_it(tx: Tx) -> None:
    hall, tea, _ = await scene(tx)
    ola = await cast.hire(tx)
    other = await cast.add_product(tx, await cast.open_shop(tx, "INITECH"), "CUP-1")
    await cast.stock(tx, hall, tea, "T-1", 4)
    await cast.stock(tx, hall, other, "T-1", 2)
    moved = await relocate_all(tx, hall["T-1"].id, to_label=label(hall, "B-02-3"), by=ola)
    assert moved.quantity == 6
    assert sorted(await there(tx, hall, "B-02-3")) == [("good", 2), ("good", 4)]
    with pytest.raises(NothingThere):
        await contents(tx, await place_by_id(tx, hall["T-1"].id))


async def test_a_scanned_code_means_what_lies_at_the_place(tx: Tx) -> None:
    hall, tea, goods = await scene(tx)
    case = await cast.add_barcode(tx, tea, cast.ean13(77), 6)
    place = await place_by_id(tx, hall["A-01-1"].id)
    [piece] = await goods_scanned(tx, place, await cast.barcode_of(tx, tea))
    [pack] = await goods_scanned(tx, place, case)
    assert (piece.quantity, pack.quantity, pack.goods.sku) == (1, 6, "TEA-100")
    await judge(
        tx, goods, 1, place_id=place.id, to_condition="damaged", why="wet",
        by=await cast.hire(tx),
    )  # fmt: skip
    both = await goods_scanned(tx, place, case)
    assert sorted(each.goods.condition for each in both) == ["damaged", "good"]
    with pytest.raises(NotThere):
        await goods_scanned(tx, await place_by_id(tx, hall["B-01-3"].id), case)


async def test_a_condition_changes_with_a_reason_and_comes_back_by_a_supervisor(tx: Tx) -> None:
    hall, tea, goods = await scene(tx)
    ola, ewa = await cast.hire(tx), await cast.hire(tx, "Ewa", is_supervisor=True)
    here = hall["A-01-1"].id
    await judge(tx, goods, 2, place_id=here, to_condition="damaged", why="broken", by=ola)
    assert await there(tx, hall, "A-01-1") == [("damaged", 2), ("good", 8)]
    why = await tx.scalar(select(MovementNote.why).where(MovementNote.shop_id == tea.shop_id))
    assert why == "broken"
    spoilt = Goods(shop_id=goods.shop_id, product_id=tea.id, lot_id=tea.id, condition="damaged")
    with pytest.raises(NotAPlaceForIt):
        await relocate(tx, spoilt, 1, from_place=here, to_label=label(hall, "A-02-1"), by=ola)
    await relocate(tx, spoilt, 1, from_place=here, to_label=label(hall, "QUAR"), by=ola)
    back = {"place_id": hall["QUAR"].id, "to_condition": "good", "why": "checked"}
    with pytest.raises(SupervisorReleases):
        await judge(tx, spoilt, 1, by=ola, **back)  # type: ignore[arg-type]  # one dict for both
    await judge(tx, spoilt, 1, by=ewa, **back)  # type: ignore[arg-type]  # one dict for both
    assert await there(tx, hall, "QUAR") == [("good", 1)]


async def test_everything_is_everything_however_much_lies_there(tx: Tx) -> None:
    hall, shop, ola = await cast.open_hall(tx), await cast.open_shop(tx), await cast.hire(tx)
    tea = await cast.add_product(tx, shop, "TEA-100", is_lot_tracked=True)
    for number in range(101):
        lot = await cast.add_lot(tx, tea, f"L{number:03}", expires_in_days=90)
        await cast.stock(tx, hall, tea, "A-01-1", 1, lot=lot)
    here = await place_by_id(tx, hall["A-01-1"].id)
    assert len(await goods_scanned(tx, here, await cast.barcode_of(tx, tea))) == 101
    moved = await relocate_all(tx, here.id, to_label=label(hall, "B-01-3"), by=ola)
    assert moved.quantity == 101
    assert await there(tx, hall, "A-01-1") == []
