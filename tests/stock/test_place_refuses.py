"""Why a place does not take goods: every reason, and what counts as there already."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from tests import cast
from wms.catalog.models import Product
from wms.db import Tx, new_id
from wms.inbound.put_away_models import PutAway
from wms.layout.models import AllowedGoods, Place
from wms.layout.zones import add_zone
from wms.stock.ledger import Goods, move
from wms.violations import PlaceRetired

SHELF = "A-01-1"


class Shelf:
    """A place, and what it says to goods."""

    def __init__(self, tx: Tx, hall: cast.Hall, product: Product) -> None:
        self.tx, self.hall, self.product = tx, hall, product
        self.id = hall[SHELF].id

    async def has(self, **facts: object) -> None:
        await self.tx.execute(update(Place).where(Place.id == self.id).values(**facts))

    async def keeps(self, **facts: object) -> None:
        row = AllowedGoods(id=new_id(), **facts)  # type: ignore[arg-type]  # columns by name
        self.tx.add(row)
        await self.tx.flush()

    async def says(self, quantity: int = 1, *, by: UUID | None = None) -> str | None:
        sql = text("SELECT place_refuses(:place, :shop, :product, :quantity, :by)")
        return await self.tx.scalar(  # type: ignore[no-any-return]  # text or NULL
            sql,
            {
                "place": self.id, "shop": self.product.shop_id, "product": self.product.id,
                "quantity": quantity, "by": by,
            },
        )  # fmt: skip


@pytest.fixture
async def shelf(tx: Tx) -> Shelf:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(
        tx, shop, "TEA", length_mm=100, width_mm=100, height_mm=100  # 200 g, one litre
    )  # fmt: skip
    return Shelf(tx, hall, tea)


async def test_a_place_without_rules_takes_everything(shelf: Shelf) -> None:
    assert await shelf.says(1_000_000) is None


async def test_a_blocked_and_a_retired_place_say_so(shelf: Shelf) -> None:
    now = await shelf.tx.scalar(select(text("clock_timestamp()")))
    await shelf.has(blocked_at=now)
    assert await shelf.says() == "blocked"
    await shelf.has(retired_at=now)
    assert await shelf.says() == "retired"


async def test_a_place_is_kept_for_a_shop_or_for_a_product(shelf: Shelf) -> None:
    tx, ours = shelf.tx, shelf.product.shop_id
    other = await cast.open_shop(tx, "INITECH")
    await shelf.keeps(place_id=shelf.id, shop_id=other.id)
    assert await shelf.says() == "not_for_shop"
    mug = await cast.add_product(tx, await tx.get_one(type(other), ours), "MUG")
    await shelf.keeps(place_id=shelf.id, shop_id=ours, product_id=mug.id)
    assert await shelf.says() == "not_for_product"
    await shelf.keeps(place_id=shelf.id, shop_id=ours, product_id=shelf.product.id)
    assert await shelf.says() is None


async def test_a_place_without_rows_of_its_own_goes_by_its_zone(shelf: Shelf) -> None:
    other = await cast.open_shop(shelf.tx, "INITECH")
    zone = await add_zone(shelf.tx, shelf.hall.warehouse_id, code="CAGE", name="Cage")
    await shelf.has(zone_id=zone)
    assert await shelf.says() is None
    await shelf.keeps(zone_id=zone, shop_id=other.id)
    assert await shelf.says() == "not_for_shop"
    await shelf.keeps(place_id=shelf.id, shop_id=shelf.product.shop_id)
    assert await shelf.says() is None, "its own rows come first"


async def test_a_place_for_two_products_takes_no_third(shelf: Shelf) -> None:
    tx = shelf.tx
    shop = await cast.open_shop(tx, "INITECH")
    await shelf.has(products_max=2)
    for sku in ("MUG", "LAMP"):
        assert await shelf.says() is None
        await cast.stock(tx, shelf.hall, await cast.add_product(tx, shop, sku), SHELF, 1)
    assert await shelf.says() == "mixed"
    await shelf.has(products_max=3)
    await cast.stock(tx, shelf.hall, shelf.product, SHELF, 1)
    await shelf.has(products_max=2)
    assert await shelf.says() == "mixed", "three lie there against the rule: no more of any"
    await shelf.has(products_max=3)
    assert await shelf.says() is None


@pytest.mark.parametrize(
    ("limit", "most", "no"),
    [
        ("capacity_units", 10, "full_units"),
        ("capacity_weight_g", 2_000, "full_weight"),
        ("capacity_volume_cm3", 10_000, "full_volume"),
    ],
)
async def test_a_place_is_full(shelf: Shelf, limit: str, most: int, no: str) -> None:
    await cast.stock(shelf.tx, shelf.hall, shelf.product, SHELF, 6)
    await shelf.has(**{limit: most})
    assert await shelf.says(4) is None
    assert await shelf.says(5) == no


async def test_an_unknown_size_counts_as_nothing(shelf: Shelf) -> None:
    shop = await shelf.tx.get_one(cast.Shop, shelf.product.shop_id)
    pebble = await cast.add_product(shelf.tx, shop, "PEBBLE")
    await cast.stock(shelf.tx, shelf.hall, pebble, SHELF, 1_000)
    await shelf.has(capacity_volume_cm3=1_000)
    assert await shelf.says(1) is None
    assert await shelf.says(2) == "full_volume"


async def test_what_others_carry_there_counts_and_what_i_carry_does_not(shelf: Shelf) -> None:
    tx, goods = shelf.tx, shelf.product
    jan = await cast.hire(tx, "Jan")
    tx.add(
        PutAway(
            id=new_id(), shop_id=goods.shop_id, operator_id=jan.operator_id, product_id=goods.id,
            lot_id=goods.id, quantity=8, from_place_id=shelf.hall["DOCK"].id, to_place_id=shelf.id,
        )
    )  # fmt: skip
    await tx.flush()
    await shelf.has(capacity_units=10)
    assert await shelf.says(3) == "full_units"
    assert await shelf.says(3, by=(await cast.hire(tx, "Ola")).operator_id) == "full_units"
    assert await shelf.says(3, by=jan.operator_id) is None


async def test_nothing_comes_to_a_retired_place_not_even_what_is_taken_back(shelf: Shelf) -> None:
    tx, goods = shelf.tx, shelf.product
    of = Goods(shop_id=goods.shop_id, product_id=goods.id, lot_id=goods.id)
    await cast.stock(tx, shelf.hall, goods, SHELF, 1)
    there = {"from_place": shelf.id, "to_place": shelf.hall["A-02-1"].id}
    out = await move(tx, of, 1, reason="move", by=None, **there)
    await shelf.has(retired_at=text("now()"), blocked_at=text("now()"))
    for undoes in (None, out):
        with pytest.raises(PlaceRetired):
            async with tx.begin_nested():
                await move(
                    tx, of, 1, from_place=there["to_place"], to_place=shelf.id,
                    reason="correct", by=None, reverses=undoes,
                )  # fmt: skip
