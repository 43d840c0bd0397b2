"""Whether a packing can be built, checked by the rules alone and piece by piece.

It knows nothing of how packings are found (`wms.planning.carton_room`): every piece is compared
with every other one, and what each rests on is measured square by square.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wms.planning.cartons import Choice, Filled, Goods, Lying, Size

#: of a piece's bottom, at least so much lies on something
SUPPORT_MIN = 0.75


def check(choice: Choice, goods: Sequence[Goods], sizes: Sequence[Size]) -> None:
    """Raises AssertionError with what is wrong."""
    products = {one.key: one for one in goods}
    assert len(products) == len(goods)
    cartons = {one.key: one for one in sizes}
    packed: Counter[str] = Counter()
    for filled in choice.filled:
        assert filled.pieces, "nobody takes a carton for nothing"
        _check_carton(filled, products, cartons[filled.carton])
        packed.update(one.key for one in filled.pieces)
    for one in goods:
        wanted = 0 if one.key in choice.too_large else one.quantity
        assert packed[one.key] == wanted, f"{packed[one.key]} of {wanted} {one.key} are in"


def _check_carton(filled: Filled, products: dict[str, Goods], carton: Size) -> None:
    dangerous = {products[piece.key].is_hazmat for piece in filled.pieces}
    assert len(dangerous) == 1, "dangerous goods lie with others"
    weight = sum(products[piece.key].weight_g or 0 for piece in filled.pieces)
    assert weight <= carton.contents_max_g, "too heavy"
    for n, piece in enumerate(filled.pieces):
        _check_sizes(piece, products[piece.key], carton)
        for other in filled.pieces[:n]:
            assert not _overlap(piece, other), f"{piece} and {other} overlap"
        _check_support(piece, filled, products)


def _check_sizes(piece: Lying, product: Goods, carton: Size) -> None:
    stands = (piece.length_mm, piece.width_mm, piece.height_mm)
    sizes = (product.length_mm, product.width_mm, product.height_mm)
    assert sorted(stands) == sorted(sizes), f"{piece} is not {product}"
    if product.is_upright:
        assert piece.height_mm == product.height_mm, f"{piece} does not stand upright"
    assert min(piece.x_mm, piece.y_mm, piece.z_mm) >= 0
    assert piece.x_mm + piece.length_mm <= carton.length_mm
    assert piece.y_mm + piece.width_mm <= carton.width_mm
    assert piece.z_mm + piece.height_mm <= carton.height_mm


def _overlap(one: Lying, other: Lying) -> bool:
    return (
        _shared(one.x_mm, one.length_mm, other.x_mm, other.length_mm) > 0
        and _shared(one.y_mm, one.width_mm, other.y_mm, other.width_mm) > 0
        and _shared(one.z_mm, one.height_mm, other.z_mm, other.height_mm) > 0
    )


def _shared(a: int, length: int, b: int, other: int) -> int:
    """How much two stretches have in common."""
    return min(a + length, b + other) - max(a, b)


def _check_support(piece: Lying, filled: Filled, products: dict[str, Goods]) -> None:
    area = 0
    for below in filled.pieces:
        if below.z_mm + below.height_mm != piece.z_mm:
            continue
        along = _shared(piece.x_mm, piece.length_mm, below.x_mm, below.length_mm)
        across = _shared(piece.y_mm, piece.width_mm, below.y_mm, below.width_mm)
        if along <= 0 or across <= 0:
            continue
        area += along * across
        if products[below.key].is_fragile:
            assert products[piece.key].is_fragile, f"{piece} lies on fragile {below}"
            assert (products[piece.key].weight_g or 0) <= (products[below.key].weight_g or 0)
    if piece.z_mm > 0:
        bottom = piece.length_mm * piece.width_mm
        assert area >= SUPPORT_MIN * bottom, f"{piece} hangs over: {area} of {bottom} mm²"
