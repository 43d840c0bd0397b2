"""Which kind of hall it is: parallel aisles, or drawn somehow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median_low
from typing import Final
from uuid import UUID

from wms.planning.drawn import drawn_of
from wms.planning.hall import Hall, Point, Spot
from wms.planning.racks import racks_of

#: spots of one aisle may stand so far beside its middle
ASIDE_MM: Final = 1_000


def hall_of(
    spots: Iterable[Spot],
    *,
    start: Point | None = None,
    cross_aisles_mm: Sequence[int] | None = None,
) -> Hall:
    """The hall in which these are the spots.

    ``start``: where walks begin and end, as the packing benches; none: at the first aisle's front.
    ``cross_aisles_mm``: where cross aisles are, front and back included, along the aisles; none:
    before the first bay, behind the last, and where all aisles have a gap wider than a bay.
    """
    known = list(spots)
    assert known, "a hall has places"
    upright = _columns(known, is_turned=False)
    turned = None if upright else _columns(known, is_turned=True)
    points = upright or turned
    if points:
        begin = start if upright or start is None else (start[1], start[0])
        racks = racks_of(
            points, start=begin, cross_aisles_mm=cross_aisles_mm, is_turned=upright is None
        )
        if racks:
            return racks
    return drawn_of(known, start=start)


def _columns(spots: list[Spot], *, is_turned: bool) -> dict[UUID, Point] | None:
    """Each place with the middle of its aisle, when all aisles run the same way."""
    aisles: dict[str, list[Spot]] = {}
    for spot in spots:
        aside = spot.y_mm if is_turned else spot.x_mm
        aisles.setdefault(spot.aisle or f"at {aside}", []).append(spot)
    points: dict[UUID, Point] = {}
    for there in aisles.values():
        asides = [spot.y_mm if is_turned else spot.x_mm for spot in there]
        middle = median_low(asides)
        if max(asides) - middle > ASIDE_MM or middle - min(asides) > ASIDE_MM:
            return None
        points |= {spot.place_id: (middle, spot.x_mm if is_turned else spot.y_mm) for spot in there}
    return points
