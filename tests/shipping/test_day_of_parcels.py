"""Parcels and manifests, added up by courier."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.packing.bench import Bench
from tests.shipping.test_hand_over import begin, close, labelled
from tests.shipping.test_track import hear, key_of, shipped, told
from wms.db import HALL
from wms.shipping.desk.day_of_parcels import manifests_of_day, parcels_by_courier
from wms.shipping.desk.parcel_list import manifest_list, parcel_list


async def test_each_parcel_of_a_courier_is_counted_where_it_is(bench: Bench) -> None:
    await shipped(bench, "GONE", TEA=1)
    _, lost = await labelled(bench, "LOST", TEA=1)
    loaded = await begin(bench, lost)
    await close(bench, loaded.manifest)
    key = await key_of(bench, loaded.parcel)
    await hear(bench, key, told("lost", 9))
    _, on = await labelled(bench, "ON", TEA=1)
    await begin(bench, on)
    await labelled(bench, "HERE", TEA=1)
    await bench.packed("STUCK", TEA=1)
    async with bench.db.read(HALL) as read:
        [house] = await parcels_by_courier(read)
        today = datetime.now(UTC).date()
        assert await parcels_by_courier(read, day=today - timedelta(days=9)) == []
        assert await parcels_by_courier(read, shop="NOBODY") == []
        house_day = await bench.value("SELECT house_today()")
        [of_day] = await parcels_by_courier(read, day=house_day)
        [taken] = await manifests_of_day(read)
        here = await parcel_list(read, limit=9, group="to_load", carrier="house")
        assert await parcel_list(read, limit=9, carrier="dpd") == []
        assert len(await manifest_list(read, limit=9, carrier="house")) == 3
        assert await manifest_list(read, limit=9, carrier="dpd") == []
    assert {name: n for name, n in house.parcels.items() if n} == {
        "to_load": 1, "loaded": 1, "trouble": 1,
    }  # fmt: skip
    assert of_day.parcels["on_the_way"] == 1
    assert (taken.manifests, taken.parcels, taken.open, taken.not_loaded) == (2, 2, 1, 1)
    assert [(one.order_external_id, one.place) for one in here] == [("HERE", "BENCH-1")]
