"""Nothing of a file is written before somebody agreed, and then exactly what they agreed to."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from tests.sizes import many
from wms.catalog.imports.apply import apply_some
from wms.catalog.imports.check import check
from wms.catalog.imports.decide import cancel, confirm, due_imports, forget_imports
from wms.catalog.imports.errors import ImportNotChecked, ImportUnknown, NothingToApply
from wms.catalog.imports.queries import ImportCard, import_card, import_cards, import_rows
from wms.catalog.imports.upload import keep_file, read_file
from wms.catalog.products import ProductChange
from wms.catalog.queries import card_by_sku, cards
from wms.catalog.register import register_batch
from wms.catalog.update import change
from wms.db import HALL, Database, Tx
from wms.shops.models import Shop
from workers.imports import go_on

EAN, OTHER_EAN = cast.ean13(1), cast.ean13(2)

#: a shift that does not end before the file does, also on a machine with much else to do
LONG_S = 120.0


async def upload(tx: Tx, shop: Shop, *lines: str) -> UUID:
    content = "\n".join(("sku;name;weight_g;barcodes", *lines)).encode()
    return await keep_file(tx, shop.id, "list.csv", read_file(content))


async def checked(tx: Tx, shop: Shop, *lines: str) -> UUID:
    made = await upload(tx, shop, *lines)
    assert await check(tx, shop.id, made)
    return made


async def states(tx: Tx, made: UUID) -> dict[int, tuple[str, list[str]]]:
    rows = await import_rows(tx, made, limit=500)
    return {
        row.row_no: (row.state, [f.code for f in row.faults] or [d.field for d in row.differences])
        for row in rows
    }


async def apply_all(tx: Tx, shop: Shop, made: UUID) -> ImportCard:
    while await apply_some(tx, shop.id, made):
        pass
    return await import_card(tx, made)


async def test_a_file_is_checked_confirmed_and_written(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    first = await checked(tx, shop, f"A;Tea;120;{EAN}", "B;Mug;;", "C;;5;")
    assert await states(tx, first) == {
        2: ("new", ["name", "weight_g", "barcodes"]),
        3: ("new", ["name"]),
        4: ("error", ["product.name_missing"]),
    }
    card = await import_card(tx, first)
    assert (card.status, card.new_rows, card.error_rows, card.to_apply) == ("checked", 2, 1, 2)
    assert await cards(tx, shop.id) == [], "nothing is written before it is confirmed"
    await confirm(tx, shop.id, first)
    done = await apply_all(tx, shop, first)
    assert (done.status, done.applied_rows, done.refused_rows, done.percent) == ("done", 2, 0, 100)
    assert done.finished_at and done.confirmed_at
    tea = await card_by_sku(tx, shop.id, "A")
    assert (tea.name, tea.weight_g, tea.barcodes[0].code, tea.version) == ("Tea", 120, EAN, 1)

    second = await checked(tx, shop, "A;Tea;130;-", "B;Mug;;", f"D;Pot;;{EAN}")
    rows = await import_rows(tx, second, limit=9)
    assert [(d.field, d.old, d.new) for d in rows[0].differences] == [
        ("weight_g", 120, 130), ("barcodes", [{"code": EAN, "quantity": 1}], []),
    ]  # fmt: skip
    assert [row.state for row in rows] == ["changed", "same", "new"], "A gave its code to D"
    await confirm(tx, shop.id, second)
    assert (await apply_all(tx, shop, second)).applied_rows == 2
    assert (await card_by_sku(tx, shop.id, "B")).version == 1
    assert (await card_by_sku(tx, shop.id, "D")).barcodes[0].code == EAN


async def test_what_is_wrong_in_the_file_itself_is_found(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    made = await checked(
        tx, shop, f"A;Tea;;{EAN}", f"B;Mug;;{EAN}", "A;Again;;", "C;Pot;heavy;5901234123456"
    )
    assert {no: codes for no, (state, codes) in (await states(tx, made)).items()
            if state == "error"} == {
        3: ["product.barcode_taken"],
        4: ["product.sku_twice"],
        5: ["import.not_a_whole_number", "product.barcode_mistyped"],
    }  # fmt: skip


async def test_a_product_that_changed_since_the_check_is_left_alone(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await register_batch(tx, shop.id, read_products("A", "B"))
    made = await checked(tx, shop, "A;New A;;", "B;New B;;", f"N;New;;{EAN}", "M;New;;")
    await confirm(tx, shop.id, made)
    await change(tx, shop.id, "A", ProductChange(name="By hand"))
    await register_batch(tx, shop.id, read_products("M"))
    await change(tx, shop.id, "B", ProductChange(barcodes=()), if_version=1)
    done = await apply_all(tx, shop, made)
    assert (done.applied_rows, done.refused_rows) == (2, 2)
    assert (await states(tx, made))[2] == ("refused", ["product.changed"])
    assert (await card_by_sku(tx, shop.id, "A")).name == "By hand"


def read_products(*skus: str) -> list:  # type: ignore[type-arg]
    from wms.catalog.products import NewProduct

    return [NewProduct(sku=sku, name=sku) for sku in skus]


async def test_only_a_checked_one_is_decided_and_once(tx: Tx) -> None:
    shop, other = await cast.open_shop(tx), await cast.open_shop(tx, "ACME")
    made = await upload(tx, shop, "A;Tea;;")
    with pytest.raises(ImportNotChecked):
        await confirm(tx, shop.id, made)
    await check(tx, shop.id, made)
    assert not await check(tx, shop.id, made)
    assert not await apply_some(tx, shop.id, made), "nobody agreed yet"
    for verb in (confirm, cancel):
        with pytest.raises(ImportUnknown):
            await verb(tx, other.id, made)
    await cancel(tx, shop.id, made)
    with pytest.raises(ImportNotChecked):
        await confirm(tx, shop.id, made)
    assert not await apply_some(tx, shop.id, made)
    assert await cards(tx, shop.id) == []
    idle = await checked(tx, shop, "A;;x;")
    with pytest.raises(NothingToApply):
        await confirm(tx, shop.id, idle)
    assert [card.id for card in await import_cards(tx, limit=1)] == [idle]
    with pytest.raises(ImportUnknown):
        await import_card(tx, shop.id)


async def test_files_are_forgotten_after_a_month(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    old, new = [await checked(tx, shop, "A;Tea;;") for _ in range(2)]
    await tx.execute(
        text("UPDATE product_imports SET created_at = now() - interval '31 days' WHERE id = :i"),
        {"i": old},
    )
    assert await forget_imports(tx) == 1
    assert await forget_imports(tx) == 0
    assert [card.id for card in await import_cards(tx, limit=9) if card.shop_id == shop.id] == [new]


async def test_thousands_of_rows_are_checked_and_written_by_a_worker(db: Database) -> None:
    """Also by two workers at once, one of which gives up after each batch."""
    count = many(4_000)
    async with db.begin(HALL) as tx:
        shop = await cast.open_shop(tx)
    content = "\n".join(
        ["sku;name;weight_g;barcodes"]
        + [f"S-{n};Produkt {n} żółć;{n};{cast.ean13(n)}|BOX {n}*12" for n in range(count)]
    ).encode("cp1250")
    began = time.monotonic()
    rows = read_file(content)
    async with db.begin(shop.id) as tx:
        made = await keep_file(tx, shop.id, "all.csv", rows)
    uploaded = time.monotonic() - began
    async with db.read(HALL) as read:
        assert await due_imports(read, 5) == [(shop.id, made)]
    await go_on(db, shop.id, made, shift_s=LONG_S)
    checked_after = time.monotonic() - began - uploaded
    async with db.begin(shop.id) as tx:
        assert (await import_card(tx, made)).new_rows == count
        await confirm(tx, shop.id, made)
    began = time.monotonic()
    for _ in range(3):
        await asyncio.gather(*(go_on(db, shop.id, made, shift_s=0) for _ in range(2)))
    async with db.read(shop.id) as read:
        halfway = await import_card(read, made)
    assert halfway.status == "applying" and 0 < halfway.applied_rows < count
    await asyncio.gather(*(go_on(db, shop.id, made, shift_s=LONG_S) for _ in range(2)))
    print(f"upload {uploaded:.1f} s, check {checked_after:.1f} s, "
          f"apply {time.monotonic() - began:.1f} s")  # fmt: skip
    async with db.read(shop.id) as read:
        done = await import_card(read, made)
        assert (done.status, done.applied_rows, done.refused_rows) == ("done", count, 0)
        assert await read.scalar(text("SELECT count(*) FROM products")) == count
        assert await read.scalar(text("SELECT count(*) FROM barcodes")) == 2 * count
        assert await read.scalar(text("SELECT count(*) FROM lots")) == count
    async with db.read(HALL) as read:
        assert await due_imports(read, 5) == []
