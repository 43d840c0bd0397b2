"""Cartons: what is chosen can be built, nothing breaks, and small ones are found."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.plan.carton_check import check
from bench.plan.cartons import SIZES, some_orders
from tests.sizes import many
from wms.planning.cartons import Choice, Goods, Size, choose_cartons


def goods(key: str, quantity: int, *sizes: int, weight_g: int = 100, **flags: bool) -> Goods:
    length, width, height = sizes
    return Goods(
        key=key, quantity=quantity, length_mm=length, width_mm=width, height_mm=height,
        weight_g=weight_g, **flags,
    )  # fmt: skip


def size(key: str, *sizes: int, most_g: int = 30_000) -> Size:
    length, width, height = sizes
    return Size(
        key=key, length_mm=length, width_mm=width, height_mm=height, contents_max_g=most_g,
        volume_mm3=length * width * height,
    )  # fmt: skip


def chosen(asked: list[Goods], sizes: tuple[Size, ...] = SIZES) -> Choice:
    choice = choose_cartons(asked, sizes)
    assert choice is not None
    check(choice, asked, sizes)
    return choice


side = st.integers(20, 420)
some_goods = st.builds(
    Goods,
    key=st.uuids().map(str),
    quantity=st.integers(1, 7),
    length_mm=side, width_mm=side, height_mm=side,
    weight_g=st.none() | st.integers(1, 6_000),
    is_upright=st.booleans(),
    is_fragile=st.booleans(),
    is_hazmat=st.integers(0, 5).map(lambda n: n == 0),
)  # fmt: skip


@settings(max_examples=many(25), deadline=None)
@given(st.lists(some_goods, min_size=1, max_size=6, unique_by=lambda one: one.key))
def test_whatever_is_chosen_can_be_built(asked: list[Goods]) -> None:
    choice = choose_cartons(asked, SIZES)
    if choice is not None:
        check(choice, asked, SIZES)


def test_what_fills_a_carton_to_the_brim_goes_into_it() -> None:
    cube = size("CUBE", 300, 300, 300)
    blocks = [goods("BLOCK", 4, 300, 150, 100), goods("SLAB", 2, 300, 300, 50)]
    assert chosen(blocks, (size("HALF", 300, 300, 150), cube)).filled[0].carton == "CUBE"
    assert chosen([goods("DICE", 27, 100, 100, 100)], (cube,)).filled[0].carton == "CUBE"
    assert len(chosen([goods("DICE", 28, 100, 100, 100)], (cube,)).filled) == 2
    # four bars around a core, each turned against its neighbour
    bars = [goods("BAR", 4, 200, 100, 100), goods("CORE", 1, 100, 100, 100)]
    assert chosen(bars, (size("RING", 300, 300, 100),)).filled[0].carton == "RING"


def test_hundreds_of_pieces_are_laid_in_blocks() -> None:
    choice = chosen([goods("TIN", 240, 60, 60, 40, weight_g=50)])
    assert len(choice.filled) == 1


def test_heavy_goods_are_spread_over_cartons() -> None:
    choice = chosen(
        [goods("IRON", 5, 100, 100, 50, weight_g=2_000)], (size("S", 400, 400, 400, most_g=5_000),)
    )
    assert [len(one.pieces) for one in choice.filled] == [2, 2, 1]


def test_what_must_stand_upright_gets_a_higher_carton() -> None:
    flat, high = size("FLAT", 300, 300, 100), size("HIGH", 300, 300, 300)
    assert chosen([goods("PLANT", 1, 100, 100, 250)], (flat, high)).filled[0].carton == "FLAT"
    upright = goods("PLANT", 1, 100, 100, 250, is_upright=True)
    assert chosen([upright], (flat, high)).filled[0].carton == "HIGH"


def test_fragile_pieces_lie_on_top() -> None:
    box = size("BOX", 200, 200, 200)
    asked = [
        goods("GLASS", 1, 200, 200, 100, weight_g=300, is_fragile=True),
        goods("BOOK", 1, 200, 200, 100, weight_g=900),
    ]
    [filled] = chosen(asked, (box,)).filled
    assert [one.key for one in filled.pieces] == ["BOOK", "GLASS"]
    # two that bear nothing but something lighter, which is not fragile: no way in one
    asked = [
        goods("GLASS", 2, 200, 100, 150, weight_g=300, is_fragile=True),
        goods("CARD", 1, 200, 200, 50, weight_g=10),
    ]
    [filled] = chosen(asked, (box,)).filled
    assert filled.pieces[0].key == "CARD"


def test_dangerous_goods_travel_alone_and_what_is_too_large_is_named() -> None:
    choice = chosen(
        [
            goods("TEA", 1, 100, 100, 100),
            goods("PAINT", 1, 100, 100, 100, is_hazmat=True),
            goods("CANOE", 1, 3_000, 800, 400),
        ]
    )
    assert [[p.key for p in one.pieces] for one in choice.filled] == [["TEA"], ["PAINT"]]
    assert choice.too_large == ("CANOE",)


def test_more_cartons_than_anybody_packs_are_not_thought_about() -> None:
    assert choose_cartons([goods("CHEST", 500, 590, 390, 390)], SIZES) is None
    assert choose_cartons([goods("PIN", 1_001, 10, 10, 10)], SIZES) is None
    assert choose_cartons([], SIZES) == Choice(filled=())
    assert choose_cartons([goods("TEA", 1, 10, 10, 10)], ()) == Choice(
        filled=(), too_large=("TEA",)
    )


def test_the_same_order_goes_into_the_same_cartons_every_day() -> None:
    for order in some_orders(20):
        assert choose_cartons(order, SIZES) == chosen(order)
