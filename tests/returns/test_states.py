"""A return at every state meets every verb: it goes on, or is refused with a code."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import text

from tests import cast
from tests.returns.shipped import ship
from tests.returns.test_returns import World, build
from wms.barcodes import Kind, label_code
from wms.db import HALL, Database, Tx
from wms.errors import Refusal
from wms.picking.cancel import cancel
from wms.returns.announce import NewReturn, NewReturnLine, announce
from wms.returns.arrive import arrive
from wms.returns.errors import ReturnUnknown, SkuNotShipped, TooManyBack
from wms.returns.inspection.finish import finish
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.receive import receive_item
from wms.returns.inspection.refund import refunded
from wms.returns.models import RETURN_STATES
from wms.returns.queries import ReturnView, return_view
from wms.returns.reject import reject
from wms.returns.return_code import return_code
from wms.returns.unidentified.take_in import arrive_unidentified, identify

Deed = Callable[[Tx, World, ReturnView], Awaitable[Any]]


async def _put_away(tx: Tx, world: World, one: ReturnView) -> None:
    line_id = one.lines[0].id if one.lines else one.id
    verdict = Verdict(line_id=line_id, grade="A", disposition="restock")
    await grade(tx, one.number, verdict, world.label("A-02-1"), by=world.by)


VERBS: Final[dict[str, Deed]] = {
    "announce": lambda tx, w, one: announce(
        tx, w.shop.id, w.announced("R-A", lines={"TEA-100": 1})
    ),
    "scan": lambda tx, _, one: arrive(tx, return_code(one.number)),
    "identify": lambda tx, w, one: identify(tx, w.shop.id, one.id, w.gone.external_id),
    "take in": lambda tx, w, one: receive_item(tx, one.number, w.tea_code, by=w.by),
    "grade": _put_away,
    "finish": lambda tx, _, one: finish(tx, one.number),
    "reject": lambda tx, _, one: reject(tx, one.number, reason="not ours"),
    "refunded": lambda tx, w, one: refunded(tx, w.shop.id, one.id, None),
}
# What follows: the next state, or the code of the refusal.
_OVER = {
    "announce": "return.exists", "identify": "return.unknown", "take in": "return.over",
    "grade": "return.over", "finish": "return.over",
}  # fmt: skip
EXPECTED: Final[dict[str, dict[str, str]]] = {
    "announced": {
        **_OVER, "scan": "arrived", "reject": "rejected", "refunded": "announced",
    },
    "unidentified": {
        **_OVER, "announce": "unidentified", "scan": "unidentified", "identify": "arrived",
        "reject": "rejected", "refunded": "unidentified",
    },
    "arrived": {
        **_OVER, "scan": "arrived", "take in": "inspecting", "grade": "return.nothing_to_inspect",
        "finish": "return.nothing_received", "reject": "rejected", "refunded": "arrived",
    },
    "inspecting": {
        **_OVER, "scan": "inspecting", "take in": "inspecting", "grade": "inspecting",
        "finish": "return.still_to_inspect", "reject": "return.goods_are_here",
        "refunded": "inspecting",
    },
    "completed": {
        **_OVER, "scan": "completed", "reject": "return.over", "refunded": "completed",
    },
    "rejected": {
        **_OVER, "scan": "rejected", "reject": "return.over",
        "refunded": "return.refund_of_rejected",
    },
}  # fmt: skip


async def brought_to(tx: Tx, world: World, state: str) -> ReturnView:
    """A return of two teas in this state, through the real verbs."""
    if state == "unidentified":
        lost = await arrive_unidentified(tx, world.shop.id, code="WHOSE")
        return await return_view(tx, world.shop.id, lost.return_id)
    one = await announce(tx, world.shop.id, world.announced("R-A"))
    if state == "rejected":
        return await reject(tx, one.number, reason="no")
    steps: list[Deed] = []
    if state != "announced":
        steps = [VERBS["scan"]]
    if state in ("inspecting", "completed"):
        steps += [VERBS["take in"]]
    if state == "completed":
        steps += [VERBS["take in"], _put_away, _put_away]
    for step in steps:
        await step(tx, world, await return_view(tx, world.shop.id, one.id))
    return await return_view(tx, world.shop.id, one.id)


@pytest.mark.parametrize("state", RETURN_STATES.steps)
async def test_every_verb_on_a_return_in_every_state(tx: Tx, state: str) -> None:
    world = await build(tx)
    one = await brought_to(tx, world, state)
    assert one.status == state
    assert set(EXPECTED[state]) == set(VERBS), "the table is whole"
    for verb, deed in VERBS.items():
        point = await tx.begin_nested()
        try:
            await deed(tx, world, one)
            came = (await return_view(tx, world.shop.id, one.id)).status
        except Refusal as no:
            came = no.code
        finally:
            await point.rollback()
        assert came == EXPECTED[state][verb], (state, verb)


async def test_what_comes_back_twice_too_much_anothers_or_late(tx: Tx) -> None:
    world = await build(tx)
    long_ago = datetime.now(UTC) - timedelta(days=400)
    await announce(tx, world.shop.id, world.announced("R-1", lines={"TEA-100": 3}))
    with pytest.raises(TooManyBack):  # the same pieces twice
        await announce(tx, world.shop.id, world.announced("R-2", lines={"TEA-100": 1}))
    # after the deadline: it is received all the same, and no clock of ours refuses it
    late = await announce(
        tx, world.shop.id, world.announced("R-3", lines={"CUP-1": 1}, declared_at=long_ago)
    )
    assert late.clocks.refund_due_at and late.clocks.refund_due_at < datetime.now(UTC)
    assert (await arrive(tx, return_code(late.number))).return_id == late.id
    other = await cast.open_shop(tx, "INITECH")
    theirs = await cast.add_product(tx, other, "PEN-1")
    gone = await ship(tx, world.hall, other, [(theirs, 1)])
    with pytest.raises(SkuNotShipped):  # goods of another shop are none of this order
        await announce(tx, world.shop.id, world.announced("R-4", lines={"PEN-1": 1}))
    with pytest.raises(ReturnUnknown):
        await return_view(tx, other.id, late.id)
    line = NewReturnLine(sku="PEN-1", quantity=1)
    named = NewReturn(external_id="R-1", order_external_id=gone.external_id, lines=(line,))
    mine = await announce(tx, other.id, named)  # their own R-1
    assert (await arrive(tx, return_code(mine.number))).shop_id == other.id
    with pytest.raises(ReturnUnknown):  # an order of ours is none of theirs
        await identify(tx, other.id, late.id, gone.external_id)
    assert return_code(mine.number) == label_code(Kind.RETURN, mine.number)


async def test_a_return_that_races_a_cancel_leaves_one_truth(db: Database) -> None:
    """What has left is not cancelled, and what came back is not lost, whoever is first."""
    async with db.begin(HALL) as tx:
        world = await build(tx)

    async def take_back() -> str:
        async with db.begin(world.shop.id) as tx:
            return (await announce(tx, world.shop.id, world.announced("R-A"))).status

    async def withdraw() -> str:
        async with db.begin(world.shop.id) as tx:
            return str((await cancel(tx, world.shop.id, world.gone.order_id)).answer)

    told = await asyncio.gather(take_back(), withdraw(), return_exceptions=True)
    assert told[0] == "announced"
    assert isinstance(told[1], Refusal), told
    async with db.read(HALL) as read:
        states = await read.execute(
            text("SELECT o.status, r.status FROM orders o JOIN returns r ON r.order_id = o.id")
        )
        assert states.all() == [("shipped", "announced")]
