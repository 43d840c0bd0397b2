"""A scale proposes, the shop decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from wms.catalog.errors import NothingMeasured, ProposalDecided, ProposalUnknown
from wms.catalog.measure import (
    AGREEING_MIN,
    LOOKED_AT,
    Measured,
    accept,
    agreed,
    is_near,
    measure,
    proposals,
    refuse,
)
from wms.catalog.models import Product
from wms.catalog.queries import card_by_sku
from wms.db import Tx
from wms.shops.models import Shop


async def weigh(tx: Tx, product: Product, *grams: int, pieces: int = 1) -> list[list[str]]:
    return [
        await measure(
            tx, product.shop_id, product.id, Measured(weight_g=g, pieces=pieces), source="scale"
        )
        for g in grams
    ]


async def scene(tx: Tx) -> tuple[Shop, Product]:
    shop = await cast.open_shop(tx)
    return shop, await cast.add_product(tx, shop, "TEA")  # 200 g, says the shop


async def test_three_measurements_that_agree_make_a_proposal(tx: Tx) -> None:
    shop, tea = await scene(tx)
    assert await weigh(tx, tea, 251, 250) == [[], []]
    assert await weigh(tx, tea, 2490, pieces=10) == [["weight_g"]]
    [one] = await proposals(tx, shop_id=shop.id, limit=9)
    assert (one.sku, one.field, one.kept, one.proposed, one.measurements, one.status) == (
        "TEA", "weight_g", 200, 250, 3, "open",
    )  # fmt: skip
    await weigh(tx, tea, 252)
    [same] = await proposals(tx, product_id=tea.id, status="open", limit=9)
    assert (same.id, same.measurements) == (one.id, 4), "one question at a time"
    assert (await card_by_sku(tx, shop.id, "TEA")).weight_g == 200, "nobody was asked yet"
    done = await accept(tx, shop.id, one.id)
    card = await card_by_sku(tx, shop.id, "TEA")
    assert (done.status, card.weight_g, card.version) == ("accepted", 250, 2)
    for verb in (accept, refuse):
        with pytest.raises(ProposalDecided):
            await verb(tx, shop.id, one.id)
    assert await weigh(tx, tea, 250) == [[]], "nothing to propose any more"


async def test_what_the_shop_refused_is_not_asked_again_and_another_value_is(tx: Tx) -> None:
    shop, tea = await scene(tx)
    other = await cast.open_shop(tx, "ACME")
    await weigh(tx, tea, 250, 250, 250)
    [one] = await proposals(tx, shop_id=shop.id, limit=9)
    with pytest.raises(ProposalUnknown):
        await refuse(tx, other.id, one.id)
    assert (await refuse(tx, shop.id, one.id)).status == "refused"
    assert await weigh(tx, tea, 251, 249) == [[], []]
    assert (await weigh(tx, tea, *[400] * LOOKED_AT))[-1] == ["weight_g"]
    assert (await card_by_sku(tx, shop.id, "TEA")).weight_g == 200


async def test_a_weight_that_turns_out_right_asks_no_more(tx: Tx) -> None:
    shop, tea = await scene(tx)
    await weigh(tx, tea, 250, 250, 250)
    await weigh(tx, tea, *[200] * LOOKED_AT)
    assert await proposals(tx, shop_id=shop.id, limit=9) == []


async def test_a_size_that_nobody_knew_is_proposed(tx: Tx) -> None:
    shop, tea = await scene(tx)
    for _ in range(3):
        told = await measure(
            tx, shop.id, tea.id, Measured(length_mm=90, height_mm=140), source="receiving"
        )
    assert told == ["length_mm", "height_mm"]
    for one in await proposals(tx, shop_id=shop.id, limit=9):
        assert one.kept is None
        await accept(tx, shop.id, one.id)
    card = await card_by_sku(tx, shop.id, "TEA")
    assert (card.length_mm, card.width_mm, card.height_mm) == (90, None, 140)
    with pytest.raises(NothingMeasured):
        await measure(tx, shop.id, tea.id, Measured(), source="scale")


async def test_an_empty_scale_has_measured_nothing(tx: Tx) -> None:
    shop, tea = await scene(tx)
    with pytest.raises(NothingMeasured):
        await measure(tx, shop.id, tea.id, Measured(weight_g=0, height_mm=0), source="scale")
    for _ in range(3):
        told = await measure(
            tx, shop.id, tea.id, Measured(weight_g=0, length_mm=90), source="receiving"
        )
    assert told == ["length_mm"], "a weight of 0 beside a size is left out"


@given(st.lists(st.integers(0, 3_000), max_size=LOOKED_AT))
def test_a_proposal_is_what_most_of_them_say(values: list[int]) -> None:
    value, count = agreed(values, "weight_g")
    if value is None:
        assert count < AGREEING_MIN or 2 * count <= len(values)
        return
    assert value in values
    near = [v for v in values if is_near(v, value, "weight_g")]
    assert len(near) == count >= AGREEING_MIN and 2 * count > len(values)


def test_wrong_goods_on_the_scale_do_not_count() -> None:
    assert agreed([250, 251, 249, 250, 1000, 5, 990, 251], "weight_g") == (250, 5)
    assert agreed([250, 250, 1000, 1000], "weight_g") == (None, 2)


async def test_a_piece_lighter_than_a_gram_weighs_one_not_nothing(tx: Tx) -> None:
    shop, tea = await scene(tx)
    await weigh(tx, tea, 100, 101, 102, pieces=400)
    [one] = await proposals(tx, shop_id=shop.id, limit=9)
    assert one.proposed == 1
