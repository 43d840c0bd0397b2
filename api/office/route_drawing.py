"""The way of a walk on the drawing of the hall (pure): stops numbered, walked and still to walk.

The hall is drawn to be read, not to scale (`api.office.hall_drawing`), and so is the way: along the
aisles, and from one to the next around the end that is nearer.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import msgspec

from api.office.hall_drawing import CELL_WIDTH, GAP, Cell, Drawing
from wms.picking.route import RouteStop

#: of a numbered stop, pixels
MARK_RADIUS: Final = 10

Point = tuple[int, int]


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Stops at one cell; ``label`` "3", or "3, 7" when the way comes back to it."""

    x: int
    y: int
    label: str
    place: str
    is_done: bool
    is_skipped: bool


class RouteDrawing(msgspec.Struct, frozen=True, kw_only=True):
    """What is laid over the cells: lines as "x,y x,y …", and marks."""

    walked: str
    ahead: str
    marks: list[Mark]
    #: where the picker scanned last
    here: Point | None
    #: stops at places that are not drawn
    lost: list[str]


def draw_route(drawing: Drawing, stops: Sequence[RouteStop], at: str | None) -> RouteDrawing:
    """The way past the stops over the cells of ``drawing``."""
    cells = {cell.place.code: cell for cell in drawing.cells}
    shown = [one for one in stops if one.place in cells]
    ends = (
        min((cell.y for cell in drawing.cells), default=0) - GAP,
        max((cell.y for cell in drawing.cells), default=0) + drawing.height_of_cell + GAP // 2,
    )
    height = drawing.height_of_cell
    walked = [_centre(cells[one.place], height) for one in shown if one.is_done]
    ahead = [_centre(cells[one.place], height) for one in shown if not one.is_done]
    here = _centre(cells[at], height) if at in cells else None
    if here is not None and walked and walked[-1] != here:
        walked.append(here)
    first = [here] if here is not None else walked[-1:]
    return RouteDrawing(
        walked=_line(walked, ends),
        ahead=_line([*first, *ahead] if ahead else [], ends),
        marks=_marks(shown, cells, height),
        here=here,
        lost=[one.place for one in stops if one.place not in cells],
    )


def _centre(cell: Cell, height: int) -> Point:
    return cell.x + CELL_WIDTH // 2, cell.y + height // 2


def _line(points: Sequence[Point], ends: tuple[int, int]) -> str:
    corners = list(points[:1])
    for a, b in pairwise(points):
        if a[0] != b[0]:
            end = min(ends, key=lambda y: abs(a[1] - y) + abs(b[1] - y))
            corners += [(a[0], end), (b[0], end)]
        corners.append(b)
    return " ".join(f"{x},{y}" for x, y in corners)


def _marks(stops: Sequence[RouteStop], cells: dict[str, Cell], height: int) -> list[Mark]:
    by_place: dict[str, list[RouteStop]] = {}
    for one in stops:
        by_place.setdefault(one.place, []).append(one)
    marks = []
    for place, here in by_place.items():
        x, y = _centre(cells[place], height)
        marks.append(
            Mark(
                x=x, y=y, place=place, label=", ".join(str(one.nth) for one in here),
                is_done=all(one.is_done for one in here),
                is_skipped=any(one.is_skipped for one in here),
            )
        )  # fmt: skip
    return marks
