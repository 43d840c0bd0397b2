"""A press at the desk that is sent again while it is under way does everything once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.picking.walking import open_floor
from wms.access.desks import hire_office_user
from wms.access.people import Desk
from wms.db import HALL, Database, Tx, new_id
from wms.shipping.desk.change_list import changes_of
from wms.shipping.desk.changes import Change, change_order, foresee
from wms.shipping.desk.undo import undo_change

Verb = Callable[[Tx], Awaitable[None]]


async def _twins(db: Database, verb: Verb) -> None:
    """Two do it; the second comes while the first has not committed yet."""

    async def second() -> None:
        async with db.begin(HALL) as tx:
            await verb(tx)

    async with db.begin(HALL) as tx:
        await verb(tx)
        later = asyncio.create_task(second())
        await asyncio.wait([later], timeout=0.2)
        assert not later.done(), "it waits for its turn"
    await later


async def test_a_press_and_its_twin_change_an_order_once_and_take_it_back_once(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    order = await floor.order("W-1", TEA=1)
    async with db.begin(HALL) as tx:
        user = await hire_office_user(
            tx, email="ewa@example.com", name="Ewa", password="a long password of hers"
        )
    desk = Desk(
        user_id=user, session_id=new_id(), name="Ewa", role="office", shop_id=None, language="en"
    )
    batch, change = new_id(), Change(what="priority", priority=7)
    async with db.read(HALL) as read:
        [one] = await foresee(read, [order.number], change, by=desk)
    await _twins(db, lambda tx: change_order(tx, batch, one, change, by=desk))
    async with db.read(HALL) as read:
        [done] = await changes_of(read, batch)
    assert (done.outcome, done.before) == ("changed", {"priority": 100})
    await _twins(db, lambda tx: undo_change(tx, done, by=desk))
    async with db.read(HALL) as read:
        [undone] = await changes_of(read, batch)
    assert undone.undone_at is not None and undone.no is None
    amended = "SELECT count(*) FROM events WHERE type = 'order.amended'"
    assert await floor.one(amended) == 2, "there and back"
    assert await floor.one("SELECT priority FROM orders") == 100
    await holds()
