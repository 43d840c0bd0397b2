"""Places are added in bulk by a pattern of their names."""

from __future__ import annotations

import pytest

from tests import cast
from wms.db import Tx
from wms.layout.build import add_by_pattern
from wms.layout.errors import PlaceExists
from wms.layout.pattern import PLACES_MAX, PatternTooLarge, PatternUnreadable, names
from wms.layout.queries import names_taken, place_by_code, places_of_kind


def test_a_pattern_is_all_its_names_in_order() -> None:
    assert names("A-{01..02}-{1..2}") == ["A-01-1", "A-01-2", "A-02-1", "A-02-2"]
    assert names("{A..C}-{9..11}")[:4] == ["A-9", "A-10", "A-11", "B-9"]
    assert names("DOCK-1") == ["DOCK-1"]
    assert len(names("A-{01..20}-{1..4}-{1..3}")) == 240


@pytest.mark.parametrize("pattern", ["", "a-1", "A-{5..1}", "A-{1..}", "A {1..2}", "A" * 17])
def test_what_makes_no_names_is_refused(pattern: str) -> None:
    with pytest.raises(PatternUnreadable):
        names(pattern)


def test_a_pattern_has_a_limit() -> None:
    with pytest.raises(PatternTooLarge) as no:
        names("A-{0001..9999}-{1..9999}")
    assert no.value.facts["most"] == PLACES_MAX


async def test_places_of_a_pattern_stand_at_the_end_of_the_walk(tx: Tx) -> None:
    hall = await cast.open_hall(tx)
    assert await add_by_pattern(tx, hall.warehouse_id, "Z-{1..3}", "storage") == 3
    order = [p.code for p in await places_of_kind(tx, hall.warehouse_id, ["storage"])]
    assert order[-3:] == ["Z-1", "Z-2", "Z-3"]
    assert (await place_by_code(tx, hall.warehouse_id, "Z-2")).label_code
    assert await names_taken(tx, hall.warehouse_id, ["Z-2", "Z-9"]) == ["Z-2"]
    with pytest.raises(PlaceExists):
        await add_by_pattern(tx, hall.warehouse_id, "Z-{3..5}", "storage")
