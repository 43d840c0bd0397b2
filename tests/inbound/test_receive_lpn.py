"""Goods are received into an LPN: its label, then the pieces, until it is closed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests import cast
from tests.inbound.scene import Scene, at_the_dock, on_hand
from wms.db import Tx, new_id
from wms.inbound.errors import LpnElsewhere
from wms.inbound.finish import finish
from wms.inbound.mark import mark
from wms.inbound.scan import close_lpn
from wms.inbound.undo import undo
from wms.layout.models import Place
from wms.stock.containers import move_container


async def scene(tx: Tx, **facts: Any) -> Scene:
    """A delivery of ten pieces of tea; L-1 is not in use, L-2 stands empty on a shelf."""
    s = await at_the_dock(tx, **facts)
    await cast.add_lpn(tx, s.hall, "L-1")
    await cast.add_lpn(tx, s.hall, "L-2", at="A-01-1")
    return s


async def scan_label(tx: Tx, s: Scene, place: str) -> dict[str, Any]:
    async with tx.begin_nested():
        answer: dict[str, Any] = await tx.scalar(
            text("SELECT receive_label(asn_take(:asn), :label, :operator, :device, :scan)"),
            {
                "asn": s.asn.id, "label": s.hall[place].label_code, "scan": new_id(),
                "operator": s.ola.operator_id, "device": s.ola.device_id,
            },
        )  # fmt: skip
    return answer


async def stands(tx: Tx, s: Scene, lpn: str) -> object:
    place = await tx.get_one(Place, s.hall[lpn].id)
    await tx.refresh(place)
    return place.stands_at_id


async def test_pieces_go_into_the_lpn_until_it_is_closed(tx: Tx) -> None:
    s = await scene(tx)
    opened = await scan_label(tx, s, "L-1")
    assert opened == {"did": "lpn_opened", "container": "L-1", "pieces": 0}
    await s.scan(tx, s.tea_code, times=4)
    assert await stands(tx, s, "L-1") == s.hall["DOCK"].id
    await scan_label(tx, s, "L-2")  # another one, fetched from the shelf
    await s.scan(tx, s.tea_code, times=3)
    assert await stands(tx, s, "L-2") == s.hall["DOCK"].id
    assert (await close_lpn(tx, s.asn.id, by=s.ola))["container"] == "L-2"
    await s.scan(tx, s.tea_code)
    assert await on_hand(tx, s.tea) == {
        ("L-1", "good"): 4, ("L-2", "good"): 3, ("DOCK", "good"): 1,
    }  # fmt: skip
    assert (await scan_label(tx, s, "L-1"))["pieces"] == 4
    await scan_label(tx, s, "DOCK")  # the dock's own label closes it as well
    await s.scan(tx, s.tea_code)
    assert (await on_hand(tx, s.tea))["DOCK", "good"] == 2


async def test_each_receiver_has_an_lpn_of_their_own(tx: Tx) -> None:
    s = await scene(tx)
    await scan_label(tx, s, "L-1")
    jan = await cast.hire(tx, "Jan")
    await s.scan(tx, s.tea_code, by=jan)
    await s.scan(tx, s.tea_code)
    assert await on_hand(tx, s.tea) == {("L-1", "good"): 1, ("DOCK", "good"): 1}


async def test_undo_and_damaged_find_the_goods_in_it(tx: Tx) -> None:
    s = await scene(tx)
    await scan_label(tx, s, "L-1")
    await s.scan(tx, s.tea_code, times=3)
    await mark(tx, s.asn.id, "damaged", why="wet", by=s.ola, scan_id=new_id())
    assert await on_hand(tx, s.tea) == {("L-1", "good"): 2, ("L-1", "damaged"): 1}
    await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    assert await on_hand(tx, s.tea) == {}


async def test_an_lpn_that_was_put_away_takes_no_more_and_gives_nothing_back(tx: Tx) -> None:
    s = await scene(tx)
    await scan_label(tx, s, "L-1")
    await s.scan(tx, s.tea_code, times=3)
    await move_container(tx, s.hall["L-1"].id, s.hall["B-01-3"].id, reason="put_away", by=s.ola)
    with pytest.raises(LpnElsewhere):
        await s.scan(tx, s.tea_code)
    with pytest.raises(LpnElsewhere):
        await undo(tx, s.asn.id, by=s.ola, scan_id=new_id())
    with pytest.raises(LpnElsewhere):
        await scan_label(tx, s, "L-1")
    await scan_label(tx, s, "DOCK")
    await s.scan(tx, s.tea_code)
    assert await on_hand(tx, s.tea) == {("L-1", "good"): 3, ("DOCK", "good"): 1}


async def test_it_is_closed_with_the_delivery(tx: Tx) -> None:
    s = await scene(tx)
    await scan_label(tx, s, "L-1")
    await s.scan(tx, s.tea_code, times=10)
    await finish(tx, s.asn.id, by=s.ola)
    assert await tx.scalar(text("SELECT count(*) FROM receiver_lpns")) == 0
