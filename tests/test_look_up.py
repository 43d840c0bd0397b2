"""Anything scanned says what it is, and nothing about who gets it."""

from __future__ import annotations

import msgspec
import pytest

from tests.picking.walking import open_floor
from wms.barcodes import Kind, label_code
from wms.db import HALL, Database
from wms.look_up import Found, FoundOrder, FoundParcel, FoundPlace, NothingKnown, look_up
from wms.packing.models import Parcel


async def found(db: Database, code: str) -> Found:
    async with db.read(HALL) as read:
        return await look_up(read, code)


async def test_an_order_slip_its_tote_and_its_parcel(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    order = await floor.order("W-1", TEA=2)
    run = await floor.start(order)
    tote = floor.hall["T-1"].label_code or ""
    await floor.scan(run, tote)
    await floor.scan(run, floor.hall["A-01-1"].label_code or "")
    await floor.scan(run, floor.codes["TEA"])
    slip = await found(db, label_code(Kind.ORDER_SLIP, order.number))
    assert isinstance(slip, FoundOrder)
    assert (slip.status, slip.ordered, slip.picked, slip.totes) == ("picking", 2, 1, ["T-1"])
    there = await found(db, tote)
    assert isinstance(there, FoundPlace) and there.order == slip
    assert [(row.sku, row.on_hand) for row in there.contents] == [("TEA", 1)]

    async with db.begin(HALL) as tx:
        parcel = Parcel(shop_id=floor.shop.id, order_id=order.id)
        parcel.id = floor.hall["STAGE"].id  # its place; which one does not matter here
        tx.add(parcel)
        await tx.flush()
        await tx.refresh(parcel)
        number = parcel.number
    box = await found(db, label_code(Kind.PARCEL, number))
    assert isinstance(box, FoundParcel)
    assert (box.number, box.order_number, box.status) == (number, order.number, "open")
    for told in (slip, there, box):
        text = msgspec.json.encode(told).decode()
        assert "Anna" not in text and "example.com" not in text and "+48600" not in text


async def test_a_command_card_is_nothing_to_look_up(db: Database) -> None:
    from wms.barcodes import Verb, command_code

    for code in (command_code(Verb.CONFIRM), "", "\x1d", label_code(Kind.ORDER_SLIP, 7)):
        with pytest.raises(NothingKnown):
            await found(db, code)
