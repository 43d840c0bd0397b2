"""Cartons for the tests of packing."""

from __future__ import annotations

from typing import Any

from wms.packing.cartons.kinds import NewCarton


def carton(name: str, *inner: int, **said: Any) -> NewCarton:
    """A carton of board, by its inner sizes, mm."""
    length, width, height = inner
    return NewCarton(
        name=name, inner_length_mm=length, inner_width_mm=width, inner_height_mm=height,
        outer_length_mm=length + 6, outer_width_mm=width + 6, outer_height_mm=height + 10,
        **{"tare_g": 120, "contents_max_g": 10_000, **said},
    )  # fmt: skip
