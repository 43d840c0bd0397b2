"""What the names of places say, and a hall laid out by them."""

from __future__ import annotations

import pytest

from wms.layout.address import Address, Grid, address, lay_out, natural


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("A-03-2", Address("A", "03", "2")),
        ("B-07-12-4", Address("B-07", "12", "4")),
        ("BENCH-2", Address("BENCH", "2")),
        ("DOCK", Address("DOCK")),
    ],
)
def test_a_name_is_aisle_bay_and_level(code: str, parts: Address) -> None:
    assert address(code) == parts


def test_names_sort_as_people_count() -> None:
    assert sorted(["A-10", "A-2", "A2", "A-1"], key=natural) == ["A2", "A-1", "A-2", "A-10"]


def test_a_gap_in_the_numbers_of_bays_is_a_gap_in_the_hall() -> None:
    grid = Grid(aisle_pitch_mm=4_000, bay_width_mm=1_000, x_mm=500, y_mm=100)
    spots = lay_out(["A-01-1", "A-01-2", "A-04-1", "B-01-1", "B-02-1", "GATE-N", "GATE-S"], grid)
    at = {code: (spot.aisle, spot.x_mm, spot.y_mm) for code, spot in spots.items()}
    assert at["A-01-1"] == at["A-01-2"] == ("A", 500, 1_100)
    assert at["A-04-1"] == ("A", 500, 4_100)
    assert at["B-02-1"] == ("B", 4_500, 2_100)
    assert (at["GATE-N"][2], at["GATE-S"][2]) == (100, 1_100)
    walk = sorted(spots, key=lambda code: spots[code].rank)
    assert walk == ["A-01-1", "A-01-2", "A-04-1", "B-02-1", "B-01-1", "GATE-N", "GATE-S"]
