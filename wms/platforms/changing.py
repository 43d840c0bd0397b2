"""What changed of a platform's order that is here: carried over, as far as it still can be."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from wms.db import Tx
from wms.errors import Refusal
from wms.failures import Failure
from wms.orders.amend import OrderChange, lock_order
from wms.orders.holds import hold_order, open_holds, release_hold
from wms.platforms.connections import Connection
from wms.platforms.failures import CHANGE_TOO_LATE
from wms.platforms.held import PARTS, note_of
from wms.platforms.known import has_left
from wms.platforms.placing import not_as_needed, why_not
from wms.platforms.port import Seen
from wms.shipping.amend import amend_order

_TOO_LATE: Final = ("order.settled", "order.lines_settled", "order.lines_sent_again")
_RECIPIENT: Final = ("company", "email", "phone", "pickup_point_id")


async def hold_back(tx: Tx, one: Connection, seen: Seen, order_id: UUID) -> Failure | None:
    """It is not paid after all, or somebody there looks into it: it waits here."""
    try:
        async with tx.begin_nested():
            await hold_order(tx, one.shop_id, order_id, seen.waits_for)
    except Refusal:
        if not seen.is_meant and await has_left(tx, one, order_id):
            return None  # it goes on its way there, too: delivered, come back
        await note_of(
            tx, one, seen, "order.amend_refused", outcome="refused", code=CHANGE_TOO_LATE,
            order_id=order_id,
        )  # fmt: skip
        return Failure(code=CHANGE_TOO_LATE)
    await note_of(tx, one, seen, "order.waits", order_id=order_id)
    return None


async def let_go(tx: Tx, one: Connection, order_id: UUID) -> None:
    """What it waited for there is over."""
    held = (await open_holds(tx, [(one.shop_id, order_id)])).get(order_id, [])
    for code in ("payment", "shop_request"):
        if any(hold.code == code for hold in held):
            await release_hold(tx, one.shop_id, order_id, code)


async def carry_over(
    tx: Tx, one: Connection, seen: Seen, order_id: UUID, changed: list[str]
) -> tuple[Failure | None, list[str]]:
    """Carry over what changed: all of it, else whatever of it still can be; why not all of it, and
    what was."""
    no, told = await _amend_parts(tx, one, seen, order_id, changed)
    if no is None or len(changed) == 1:
        return no, told
    done: list[str] = []
    for name in changed:
        failed, told = await _amend_parts(tx, one, seen, order_id, [name])
        done += told
        no = failed or no
    return no, done


async def _amend_parts(
    tx: Tx, one: Connection, seen: Seen, order_id: UUID, names: list[str]
) -> tuple[Failure | None, list[str]]:
    if seen.faults:
        return seen.faults[0], []
    said = dict(seen.asked or {})
    if "recipient" in names:
        said["recipient"] = {**dict.fromkeys(_RECIPIENT), **said.get("recipient", {})}
    wanted = {field: said.get(field) for name in names for field in PARTS[name]}
    try:
        change = msgspec.convert(wanted, OrderChange)
    except msgspec.ValidationError as error:
        return not_as_needed(error), []
    try:
        async with tx.begin_nested():
            order = await lock_order(tx, one.shop_id, order_id)
            return None, await amend_order(tx, order, change)
    except Refusal as no:
        if no.code in _TOO_LATE:
            return Failure(code=CHANGE_TOO_LATE), []
        return why_not(no, seen.number), []
