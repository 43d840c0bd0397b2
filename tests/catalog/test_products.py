"""A product is registered once, its barcodes mean one thing in its shop, changes are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from tests import cast
from wms.barcodes import candidates, parse
from wms.catalog.codes import as_printed, stored_codes
from wms.catalog.errors import (
    BarcodeMistyped,
    BarcodeTaken,
    BarcodeTwice,
    BarcodeUnusable,
    ProductChanged,
    ProductExists,
    ProductUnknown,
)
from wms.catalog.models import Lot, Product
from wms.catalog.products import BarcodeOf, NewProduct, ProductCard, ProductChange
from wms.catalog.queries import card_by_sku, cards, find_by_barcode
from wms.catalog.register import register, register_batch
from wms.catalog.update import change, put
from wms.db import Tx

EAN = "5901234123457"
CASE = "15901234123454"


def tea(**facts: object) -> NewProduct:
    known: dict[str, object] = {
        "sku": "TEA-100",
        "name": "Tea",
        "barcodes": (BarcodeOf(code=EAN), BarcodeOf(code=CASE, quantity=12)),
    }
    return NewProduct(**(known | facts))  # type: ignore[arg-type]  # facts of many types by name


@contextmanager
def statements(tx: Tx) -> Iterator[list[str]]:
    """What was sent to the database."""
    seen: list[str] = []
    engine = tx.bind.sync_engine

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


async def test_a_product_comes_with_its_barcodes_and_its_no_lot(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    card = await register(tx, shop.id, tea(weight_g=120, is_fragile=True))
    assert (card.sku, card.weight_g, card.is_fragile, card.version) == ("TEA-100", 120, True, 1)
    assert card.barcodes == (BarcodeOf(code=EAN), BarcodeOf(code=CASE, quantity=12))
    lot = await tx.get_one(Lot, (shop.id, card.id))
    assert (lot.code, lot.product_id) == ("", card.id)
    assert await card_by_sku(tx, shop.id, "TEA-100") == card


async def test_the_second_of_a_name_is_pointed_to_the_first(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    first = await register(tx, shop.id, tea())
    with pytest.raises(ProductExists) as caught:
        await register(tx, shop.id, tea(barcodes=()))
    assert caught.value.facts == {"sku": "TEA-100", "id": str(first.id)}


async def test_a_barcode_of_another_product_of_the_shop_names_that_product(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await register(tx, shop.id, tea())
    with pytest.raises(BarcodeTaken) as caught:
        await register(tx, shop.id, tea(sku="TEA-200", barcodes=(BarcodeOf(code="0" + EAN),)))
    assert caught.value.facts["other_sku"] == "TEA-100"
    assert caught.value.pointer == "/barcodes/0/code"


async def test_the_same_ean_in_two_shops_is_normal_and_a_scan_finds_both(tx: Tx) -> None:
    globex, acme = await cast.open_shop(tx, "GLOBEX"), await cast.open_shop(tx, "ACME")
    await register(tx, globex.id, tea())
    await register(tx, acme.id, tea(sku="HERBATA"))
    codes = candidates(parse(EAN))
    mine = [f for f in await find_by_barcode(tx, codes) if f.shop_id in (globex.id, acme.id)]
    assert {(f.shop_id, f.sku) for f in mine} == {(globex.id, "TEA-100"), (acme.id, "HERBATA")}
    [one] = await find_by_barcode(tx, candidates(parse(CASE)), shop_id=acme.id)
    assert (one.sku, one.quantity) == ("HERBATA", 12)
    assert await find_by_barcode(tx, candidates(parse("900000000Z")), shop_id=acme.id) == []


@pytest.mark.parametrize(
    ("barcodes", "refused"),
    [
        ((BarcodeOf(code="5901234123456"),), BarcodeMistyped),
        ((BarcodeOf(code="12345678"),), BarcodeMistyped),
        ((BarcodeOf(code=EAN), BarcodeOf(code="0" + EAN)), BarcodeTwice),
        ((BarcodeOf(code="1000000016"),), None),
        ((BarcodeOf(code=" "),), BarcodeUnusable),
        ((BarcodeOf(code="A\x07B"),), BarcodeUnusable),
        ((BarcodeOf(code="X-1/Ł"),), None),
    ],
)
def test_codes_are_looked_at_before_they_are_kept(
    barcodes: tuple[BarcodeOf, ...], refused: type[Exception] | None
) -> None:
    if refused is None:
        assert len(stored_codes(barcodes)) == 1
    else:
        with pytest.raises(refused):
            stored_codes(barcodes)


def test_our_own_labels_are_no_product_codes() -> None:
    from wms.barcodes import Kind, label_code

    with pytest.raises(BarcodeUnusable):
        stored_codes((BarcodeOf(code=label_code(Kind.LOCATION, 17)),))


@pytest.mark.parametrize("code", [EAN, "96385074", CASE, "X-1"])
def test_a_code_is_told_back_as_it_is_printed(code: str) -> None:
    [stored] = stored_codes((BarcodeOf(code=code),))
    assert as_printed(stored) == code


async def test_one_bad_item_does_not_spoil_a_batch(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await register(tx, shop.id, tea())
    results = await register_batch(
        tx,
        shop.id,
        [
            tea(sku="A", barcodes=()),
            tea(),
            tea(sku="B"),
            tea(sku="C", barcodes=(BarcodeOf(code="96385074"),)),
            tea(sku="D", barcodes=(BarcodeOf(code="96385074"),)),
            tea(sku="A", barcodes=()),
            tea(sku="E", barcodes=(BarcodeOf(code="5901234123456"),)),
        ],
    )
    assert [type(r) for r in results] == [
        ProductCard, ProductExists, BarcodeTaken, ProductCard, BarcodeTaken, ProductExists,
        BarcodeMistyped,
    ]  # fmt: skip
    assert [c.sku for c in await cards(tx, shop.id)] == ["TEA-100", "A", "C"]


async def test_a_batch_costs_the_same_few_statements_whatever_its_size(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    for size in (1, 500):
        batch = [
            tea(sku=f"S{size}-{n}", barcodes=(BarcodeOf(code=cast.ean13(size * 1000 + n)),))
            for n in range(size)
        ]
        with statements(tx) as seen:
            results = await register_batch(tx, shop.id, batch)
        assert all(isinstance(r, ProductCard) for r in results)
        assert len(seen) == 6  # skus, barcodes; products, lots, barcodes; and what was written


async def test_a_change_leaves_the_rest_and_raises_the_version(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    before = await register(tx, shop.id, tea(weight_g=120))
    after = await change(tx, shop.id, "TEA-100", ProductChange(name="Green tea"), if_version=1)
    assert (after.name, after.weight_g, after.version) == ("Green tea", 120, 2)
    assert after.barcodes == before.barcodes and after.updated_at > before.updated_at
    with pytest.raises(ProductChanged):
        await change(tx, shop.id, "TEA-100", ProductChange(name="Late"), if_version=1)
    with pytest.raises(ProductUnknown):
        await change(tx, shop.id, "COFFEE", ProductChange(name="Coffee"))


async def test_barcodes_can_be_replaced_but_not_taken_from_another(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await register(tx, shop.id, tea())
    await register(tx, shop.id, tea(sku="B", barcodes=(BarcodeOf(code="96385074"),)))
    swapped = (BarcodeOf(code=CASE, quantity=6),)
    card = await change(tx, shop.id, "TEA-100", ProductChange(barcodes=swapped, weight_g=None))
    assert card.barcodes == swapped
    with pytest.raises(BarcodeTaken):
        await change(tx, shop.id, "TEA-100", ProductChange(barcodes=(BarcodeOf(code="96385074"),)))


async def test_put_registers_and_then_replaces(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    _, was_new = await put(tx, shop.id, tea(weight_g=120))
    card, was_new_again = await put(tx, shop.id, tea(name="Other", barcodes=()))
    assert (was_new, was_new_again) == (True, False)
    assert (card.name, card.weight_g, card.barcodes, card.version) == ("Other", None, (), 2)


async def test_a_list_goes_on_where_it_stopped_and_can_ask_for_what_changed(tx: Tx) -> None:
    shop, other = await cast.open_shop(tx), await cast.open_shop(tx, "ACME")
    await register(tx, other.id, tea())
    await register_batch(tx, shop.id, [tea(sku=s, barcodes=()) for s in "ABCDE"])
    first = await cards(tx, shop.id, limit=2)
    rest = await cards(tx, shop.id, limit=10, after=first[-1].id)
    assert [c.sku for c in first + rest] == list("ABCDE")
    changed = await change(tx, shop.id, "B", ProductChange(name="New"))
    assert [c.sku for c in await cards(tx, shop.id, updated_since=changed.updated_at)] == ["B"]


async def test_lots_are_kept_once_and_never_with_two_dates(tx: Tx) -> None:
    from datetime import date

    from wms.catalog.errors import LotDiffers
    from wms.catalog.lots import Batch, LotNeeded, keep_lot

    shop = await cast.open_shop(tx)
    card = await register(tx, shop.id, tea(is_lot_tracked=True, is_expiry_tracked=True))

    async def keep(lot: str | None, expires_on: date | None) -> object:
        async with tx.begin_nested():  # the database itself refuses
            return await keep_lot(
                tx, shop.id, card.id, card.sku, Batch(lot=lot, expires_on=expires_on)
            )

    async def tracked(*, by_lot: bool, by_expiry: bool) -> None:
        product = await tx.get_one(Product, (shop.id, card.id))
        product.is_lot_tracked, product.is_expiry_tracked = by_lot, by_expiry
        await tx.flush()

    until = date(2027, 1, 31)
    one = await keep("L1", until)
    assert await keep("L1", until) == one != await keep("L2", until)
    with pytest.raises(LotDiffers):
        await keep("L1", date(2027, 2, 28))
    with pytest.raises(LotNeeded):
        await keep(None, until)
    with pytest.raises(LotNeeded):
        await keep("L1", None)
    await tracked(by_lot=False, by_expiry=True)
    by_date = await keep(None, until)
    assert await tx.scalar(select(Lot.code).where(Lot.id == by_date)) == "2027-01-31"
    await tracked(by_lot=False, by_expiry=False)
    untracked = await keep("L1", None)
    assert untracked == card.id
