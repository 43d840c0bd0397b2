"""What is wrong is photographed at the dock, and only its shop sees it."""

from __future__ import annotations

import pytest

from tests import cast
from tests.inbound.scene import at_the_dock, told
from tests.photos.pictures import picture
from wms.db import Tx, new_id
from wms.inbound import discrepancy_errors
from wms.inbound.mark import mark
from wms.inbound.photos import PHOTOS_MAX, add_photo, photo
from wms.inbound.queries import asn_card
from wms.inbound.undo import undo
from wms.photos.develop import develop
from wms.photos.errors import PhotoUnknown


async def test_a_picture_of_damage_is_kept_told_and_seen_by_its_shop_only(tx: Tx) -> None:
    s = await at_the_dock(tx)
    await s.scan(tx, s.tea_code)
    marked = await mark(tx, s.asn.id, "damaged", why="wet", by=s.ola, scan_id=new_id())
    taken = develop(picture(40, 20))
    kept = await add_photo(tx, s.asn.id, marked.discrepancy_id, taken)
    [one] = (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies
    assert one.photo_ids == (kept,)
    assert (await told(tx, s.shop.id))[-1][1]["photo_ids"] == [str(kept)]
    seen = await photo(tx, s.shop.id, s.asn.id, one.id, kept, "full")
    assert seen == taken.full
    other = await cast.open_shop(tx, "ACME")
    for shop, asn, of, which in (
        (other.id, s.asn.id, one.id, kept),
        (s.shop.id, new_id(), one.id, kept),
        (s.shop.id, s.asn.id, one.id, new_id()),
    ):
        with pytest.raises(PhotoUnknown):
            await photo(tx, shop, asn, of, which, "full")
    for _ in range(PHOTOS_MAX - 1):
        await add_photo(tx, s.asn.id, one.id, taken)
    with pytest.raises(discrepancy_errors.EnoughPhotos):
        await add_photo(tx, s.asn.id, one.id, taken)
    with pytest.raises(discrepancy_errors.DiscrepancyUnknown):
        await add_photo(tx, new_id(), one.id, taken)
    await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    with pytest.raises(discrepancy_errors.DiscrepancyUnknown):
        await add_photo(tx, s.asn.id, one.id, taken)
