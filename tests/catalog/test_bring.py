"""Many products at once: what is judged is what is written, and what is as said is not touched."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests import cast
from wms.catalog.bring import Claims, Difference, Judged, Wanted, judge, write
from wms.catalog.errors import BarcodeTaken, NameMissing, ProductChanged, SkuTwice
from wms.catalog.models import Lot
from wms.catalog.products import BarcodeOf, NewProduct
from wms.catalog.put_batch import Put, put_batch
from wms.catalog.queries import card_by_sku
from wms.db import Tx
from wms.errors import Refusal


def product(sku: str, *codes: int, **facts: Any) -> NewProduct:
    barcodes = tuple(
        BarcodeOf(code=cast.ean13(code), quantity=n + 1) for n, code in enumerate(codes)
    )
    return NewProduct(sku=sku, **{"name": sku.title()} | facts, barcodes=barcodes)


def states(results: list[Put | Refusal]) -> list[str]:
    return [one.state if isinstance(one, Put) else one.code for one in results]


async def test_a_batch_registers_changes_and_leaves_alone(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    first = await put_batch(
        tx, shop.id, [product("A", 1, weight_g=5), product("B", 2), product("C")]
    )
    assert states(first) == ["new", "new", "new"]
    assert await tx.scalar(select(Lot.code).where(Lot.id == first[0].card.id)) == ""
    again = await put_batch(
        tx,
        shop.id,
        [product("A", 1, weight_g=5), product("B", 2, 3, is_fragile=True), product("D")],
    )
    assert states(again) == ["same", "changed", "new"]
    assert again[0] == Put(state="same", card=first[0].card), "not even its version moved"
    b = await card_by_sku(tx, shop.id, "B")
    assert again[1].card == b
    assert (b.version, b.is_fragile, b.weight_g, len(b.barcodes)) == (2, True, None, 2)
    assert b.updated_at > first[1].card.updated_at


async def test_replacing_forgets_what_is_not_said(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await put_batch(tx, shop.id, [product("A", 1, weight_g=5, is_hazmat=True)])
    [put] = await put_batch(tx, shop.id, [product("A")])
    assert (put.card.weight_g, put.card.is_hazmat, put.card.barcodes) == (None, False, ())


async def test_a_bad_item_does_not_spoil_the_others(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await put_batch(tx, shop.id, [product("A", 1)])
    mistyped = NewProduct(sku="X", name="X", barcodes=(BarcodeOf(code="5901234123456"),))
    batch = [product("B", 1), mistyped, product("C", 3), product("D", 3), product("C", 4)]
    assert states(await put_batch(tx, shop.id, batch)) == [
        "product.barcode_taken", "product.barcode_mistyped", "new", "product.barcode_taken",
        "product.sku_twice",
    ]  # fmt: skip


async def test_a_code_moves_from_one_product_to_a_later_one(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await put_batch(tx, shop.id, [product("A", 1), product("B", 2)])
    assert states(await put_batch(tx, shop.id, [product("B", 1), product("A", 3)])) == [
        "product.barcode_taken", "changed",
    ]  # fmt: skip
    assert states(await put_batch(tx, shop.id, [product("B", 1), product("A", 2)])) == [
        "changed", "changed",
    ]  # fmt: skip
    moved = await put_batch(tx, shop.id, [product("A"), product("B", 1, 2)])
    assert states(moved) == ["changed", "changed"]
    assert [b.quantity for b in (await card_by_sku(tx, shop.id, "B")).barcodes] == [1, 2]


async def test_a_judgement_alone_writes_nothing_and_says_from_what_to_what(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await put_batch(tx, shop.id, [product("A", 1, weight_g=5)])
    before = await card_by_sku(tx, shop.id, "A")
    wanted = Wanted(sku="A", facts={"weight_g": 7, "name": "A"}, codes={})
    fresh = Wanted(sku="N", facts={"name": "New", "is_hazmat": False}, codes=None)
    nameless = Wanted(sku="M", facts={})
    [changed, new, refused] = await judge(tx, shop.id, [wanted, fresh, nameless])
    assert isinstance(changed, Judged) and changed.differences == (
        Difference(field="weight_g", old=5, new=7),
        Difference(field="barcodes", old=[{"code": cast.ean13(1), "quantity": 1}], new=[]),
    )
    assert isinstance(new, Judged) and new.differences == (
        Difference(field="name", old=None, new="New"),
    )
    assert isinstance(refused, NameMissing)
    assert await card_by_sku(tx, shop.id, "A") == before


async def test_what_is_not_named_stays(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await put_batch(tx, shop.id, [product("A", 1, weight_g=5, length_mm=9)])
    judged = await judge(
        tx,
        shop.id,
        [Wanted(sku="A", facts={"weight_g": None, "name": 'Zażółć \\ "x"'})],
        locked=True,
    )
    await write(tx, shop.id, [one for one in judged if isinstance(one, Judged)])
    card = await card_by_sku(tx, shop.id, "A")
    assert (card.weight_g, card.length_mm, card.name) == (None, 9, 'Zażółć \\ "x"')
    assert len(card.barcodes) == 1 and card.version == 2


async def test_a_product_that_moved_on_is_refused(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await put_batch(tx, shop.id, [product("A")])
    asked = [Wanted(sku="A", facts={"name": "B"}, if_version=version) for version in (1, 2)]
    [fit] = await judge(tx, shop.id, asked[:1])
    [late] = await judge(tx, shop.id, asked[1:])
    assert isinstance(fit, Judged) and isinstance(late, ProductChanged)


async def test_a_dry_run_in_parts_remembers_what_it_gave_away(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await put_batch(tx, shop.id, [product("A", 1)])
    claims = Claims()

    async def one(sku: str, codes: dict[str, int]) -> Judged | Refusal:
        wanted = Wanted(sku=sku, facts={"name": sku}, codes=codes)
        return (await judge(tx, shop.id, [wanted], claims=claims))[0]

    code = "0" + cast.ean13(1)
    assert isinstance(await one("B", {code: 1}), BarcodeTaken)
    assert isinstance(await one("A", {}), Judged)
    assert isinstance(await one("C", {code: 1}), Judged), "A gave it up"
    assert isinstance(await one("D", {code: 1}), BarcodeTaken), "C has it now"
    assert isinstance(await one("C", {}), SkuTwice)


async def test_the_same_few_statements_whatever_the_size(tx: Tx) -> None:
    from tests.catalog.test_products import statements

    shop = await cast.open_shop(tx)
    for size in (2, 300):
        batch = [product(f"S{n}", n + 1) for n in range(size)]
        await put_batch(tx, shop.id, batch)
        with statements(tx) as seen:
            told = await put_batch(
                tx, shop.id, [product(f"S{n}", n + 1000, name="Other") for n in range(size)]
            )
        assert states(told) == ["changed"] * size
        assert len(seen) == 7
        await put_batch(tx, shop.id, batch)


@pytest.mark.parametrize("size", [1, 500])
async def test_an_empty_and_a_full_batch(tx: Tx, size: int) -> None:
    shop = await cast.open_shop(tx)
    assert await put_batch(tx, shop.id, []) == []
    assert states(await put_batch(tx, shop.id, [product(f"S{n}") for n in range(size)])) == (
        ["new"] * size
    )
