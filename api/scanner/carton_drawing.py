"""How the goods lie in a carton, layer by layer, seen from above (pure)."""

from __future__ import annotations

from itertools import groupby
from typing import Final

import msgspec

from wms.planning.cartons import Filled

#: the longest side of a drawn layer, and the edge around it, px
LONGEST_PX: Final = 150
EDGE_PX: Final = 2
#: what lies higher is not drawn: the packer sees by then how it goes on
LAYERS_MAX: Final = 6
#: shades of products; the name stands beside, so no colour must be told from another
SHADES: Final = 6
#: a piece that is narrower than this has no room for a name, px
NAMED_PX: Final = 34


class Piece(msgspec.Struct, frozen=True):
    """One piece from above, px."""

    x: int
    y: int
    width: int
    height: int
    shade: int
    #: SKU, when there is room for it
    name: str


class Layer(msgspec.Struct, frozen=True):
    """All pieces that stand equally high."""

    number: int
    pieces: list[Piece]


class Drawing(msgspec.Struct, frozen=True):
    """The layers of a carton from the bottom up, and the size of each, px."""

    width: int
    height: int
    layers: list[Layer]
    is_more: bool


def draw(filled: Filled, length_mm: int, width_mm: int) -> Drawing:
    """The carton ``length_mm`` × ``width_mm`` with what lies in it."""
    scale = LONGEST_PX / max(length_mm, width_mm)
    shades = {key: n % SHADES for n, key in enumerate(dict.fromkeys(p.key for p in filled.pieces))}

    def px(mm: int) -> int:
        return round(mm * scale)

    layers = []
    for number, (_, pieces) in enumerate(groupby(filled.pieces, key=lambda one: one.z_mm), 1):
        drawn = [
            Piece(
                x=px(one.x_mm) + EDGE_PX,
                y=px(one.y_mm) + EDGE_PX,
                width=max(2, px(one.length_mm)),
                height=max(2, px(one.width_mm)),
                shade=shades[one.key],
                name=one.key[:8] if px(one.length_mm) >= NAMED_PX else "",
            )
            for one in pieces
        ]
        layers.append(Layer(number, drawn))
    return Drawing(
        px(length_mm) + 2 * EDGE_PX,
        px(width_mm) + 2 * EDGE_PX,
        layers[:LAYERS_MAX],
        len(layers) > LAYERS_MAX,
    )
