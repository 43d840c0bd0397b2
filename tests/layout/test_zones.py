"""Zones are added, renamed and taken away; places and zones are kept for some goods."""

from __future__ import annotations

import pytest

from tests import cast
from wms.db import Tx
from wms.errors import NotFound
from wms.layout.change import PlaceChange, lock_places, write_change
from wms.layout.errors import ZoneElsewhere, ZoneExists, ZoneHasPlaces
from wms.layout.zones import (
    add_zone,
    keep_for,
    keep_no_more,
    kept_for,
    remove_zone,
    rename_zone,
    zone_list,
)


async def test_a_zone_is_added_renamed_and_taken_away_when_it_is_empty(tx: Tx) -> None:
    hall = await cast.open_hall(tx)
    cage = await add_zone(tx, hall.warehouse_id, code="CAGE", name="Cage")
    with pytest.raises(ZoneExists):
        await add_zone(tx, hall.warehouse_id, code="CAGE", name="Again")
    await rename_zone(tx, cage, name="Valuables")
    places = await lock_places(tx, [hall["A-01-1"].id])
    await write_change(tx, places, PlaceChange(zone_id=cage))
    [zone] = await zone_list(tx, warehouse_id=hall.warehouse_id)
    assert (zone.code, zone.name, zone.places) == ("CAGE", "Valuables", 1)
    with pytest.raises(ZoneHasPlaces):
        await remove_zone(tx, cage)
    await write_change(tx, places, PlaceChange(zone_id=None))
    await remove_zone(tx, cage)
    assert await zone_list(tx, warehouse_id=hall.warehouse_id) == []
    with pytest.raises(NotFound):
        await rename_zone(tx, cage, name="Gone")


async def test_a_place_is_in_a_zone_of_its_own_warehouse(tx: Tx) -> None:
    here, there = await cast.open_hall(tx), await cast.open_hall(tx)
    zone = await add_zone(tx, there.warehouse_id, code="CAGE", name="Cage")
    with pytest.raises(ZoneElsewhere):
        await write_change(
            tx, await lock_places(tx, [here["A-01-1"].id]), PlaceChange(zone_id=zone)
        )


async def test_what_a_place_is_kept_for_is_said_once_and_taken_back(tx: Tx) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA")
    shelf = hall["A-01-1"].id
    for _ in range(2):
        await keep_for(tx, shop.id, place_id=shelf)
        await keep_for(tx, shop.id, tea.id, place_id=shelf)
    rows = await kept_for(tx, place_id=shelf)
    assert [(row.shop, row.sku) for row in rows] == [(shop.name, None), (shop.name, "TEA")]
    await keep_no_more(tx, [row.id for row in rows], place_id=hall["A-02-1"].id)
    assert len(await kept_for(tx, place_id=shelf)) == 2, "another place's are not taken away"
    await keep_no_more(tx, [row.id for row in rows], place_id=shelf)
    assert await kept_for(tx, place_id=shelf) == []
