"""The hall as a drawing: aisles are columns, levels are stacked, nothing lies on anything."""

from __future__ import annotations

import pytest

from api.office.hall_drawing import STEPS, draw, levels_of, step_of
from wms.stock.hall_map import MapPlace

HUGE = 100_000


def _place(
    code: str, x: int | None = None, y: int | None = None, *, units: int = 0,
    share: float | None = None, picks: int = 0,
) -> MapPlace:  # fmt: skip
    return MapPlace(
        code=code, label_code=f"10{abs(hash(code)) % 10**8:08}", kind="storage", x_mm=x, y_mm=y,
        is_blocked=False, units=units, products=min(units, 1), share=share, picks=picks,
    )  # fmt: skip


def _at(places: list[MapPlace], **how: object) -> dict[str, tuple[int, int]]:
    drawing = draw(places, **{"is_heat": False, **how})  # type: ignore[arg-type]  # two options
    corners = {cell.place.code: (cell.x, cell.y) for cell in drawing.cells}
    assert len(set(corners.values())) == len(corners), "no cell lies on another"
    for x, y in corners.values():
        assert 0 <= x < drawing.width and 0 <= y < drawing.height
    return corners


def test_levels_stand_on_each_other_and_bays_along_the_aisle() -> None:
    rack = [
        _place(f"{aisle}-{bay:02}-{level}", x=4_200 * column, y=2_700 * bay)
        for column, aisle in enumerate("AB")
        for bay in (1, 2, 3)
        for level in (1, 2, 3)
    ]
    at = _at(rack)
    assert at["A-01-1"][0] == at["A-01-3"][0] == at["A-03-1"][0] < at["B-01-1"][0]
    assert at["A-01-1"][1] > at["A-01-2"][1] > at["A-01-3"][1], "the lowest level is the lowest"
    assert at["A-01-1"][1] < at["A-02-3"][1]
    assert levels_of(rack) == ["1", "2", "3"]
    assert set(_at(rack, level="2")) == {p.code for p in rack if p.code.endswith("-2")}


def test_a_wide_gap_is_cut_short_and_a_crooked_hall_is_still_readable() -> None:
    crooked = [_place("A-01-1", 0, 0), _place("A-02-1", 0, 900), _place("A-03-1", 0, 950),
               _place("B-01-1", 3, 450), _place("Z-01-1", HUGE, HUGE)]  # fmt: skip
    at = _at(crooked)
    assert at["A-01-1"][1] < at["A-02-1"][1] < at["A-03-1"][1]
    assert at["Z-01-1"][0] - at["B-01-1"][0] <= 4 * (at["B-01-1"][0] - at["A-01-1"][0])


def test_places_without_a_spot_are_drawn_by_their_names_beneath_the_others() -> None:
    places = [_place("A-01-1", 0, 2_700), _place("DOCK-1"), _place("DOCK-2"), _place("C-01-1")]
    at = _at(places)
    assert min(at[code][1] for code in ("DOCK-1", "DOCK-2", "C-01-1")) > at["A-01-1"][1]
    assert at["DOCK-1"][0] == at["DOCK-2"][0] != at["C-01-1"][0]
    assert draw(places, is_heat=False).guessed == 3
    assert draw([], is_heat=False).cells == []


@pytest.mark.parametrize(
    ("share", "step"), [(0.0, 0), (0.001, 1), (0.2, 1), (0.21, 2), (1.0, STEPS), (1.01, STEPS + 1)]
)
def test_a_limit_is_filled_by_fifths(share: float, step: int) -> None:
    assert step_of(_place("A", units=1, share=share), top=1, is_heat=False) == step


def test_without_limits_the_fullest_tenth_is_drawn_full() -> None:
    many = [_place(f"A-{n:02}-1", 0, n, units=n, picks=100 - n) for n in range(100)]
    screws = _place("B-01-1", 1, 0, units=HUGE)
    drawing = draw([*many, screws], is_heat=False)
    steps = {cell.place.code: cell.step for cell in drawing.cells}
    assert drawing.top == 91 and steps["B-01-1"] == STEPS
    assert (steps["A-00-1"], steps["A-01-1"], steps["A-40-1"], steps["A-95-1"]) == (0, 1, 3, STEPS)
    heat = {c.place.code: c.step for c in draw([*many, screws], is_heat=True).cells}
    assert (heat["A-00-1"], heat["A-99-1"], heat["B-01-1"]) == (STEPS, 1, 0)
