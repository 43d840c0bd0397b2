"""An order of a platform becomes an order here, once, and follows what changes there.

Whatever told of it (a message, the look at everything that changed, somebody at the desk), it comes
through `take_order`, which holds the order's row: twins wait for each other, and what is older than
what is known is not followed. What the shop changed here by itself stays: only parts of an order
that the platform says otherwise than before are carried over.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.db import Read, Tx
from wms.failures import Failure
from wms.platforms.calling_off import call_off
from wms.platforms.changing import carry_over, hold_back, let_go
from wms.platforms.connections import Connection
from wms.platforms.contract import Can
from wms.platforms.held import (
    PARTS,
    Known,
    Outcome,
    answer,
    goods_of,
    hold_row,
    kept,
    note_of,
    parts_of,
    settle,
)
from wms.platforms.known import goes_with, is_known
from wms.platforms.placing import come_back, take_new
from wms.platforms.port import Answer, Seen, Wish
from wms.platforms.stock import mark_sold
from wms.platforms.tellings import tell_later

#: the platform has counted its stock by itself then
_COUNTED: Final = (
    Outcome.PLACED, Outcome.AMENDED, Outcome.CANCELLED, Outcome.REFUSED, Outcome.WAITING,
    Outcome.NOT_OURS,
)  # fmt: skip


async def take_order(
    tx: Tx,
    one: Connection,
    seen: Seen,
    *,
    is_found: bool = False,
    is_truth: bool = False,
) -> Outcome:
    """Follow an order as the platform had it at one moment.

    ``is_found``: no message told of it, it was found by looking. ``is_truth``: it was read just
    now, so it is right where it is as new as what is known.
    """
    outcome = await _taken(tx, one, seen, is_found=is_found, is_truth=is_truth)
    if outcome in _COUNTED:
        await mark_sold(tx, one, goods_of(seen))
    return outcome


async def _taken(tx: Tx, one: Connection, seen: Seen, *, is_found: bool, is_truth: bool) -> Outcome:
    if not seen.is_meant and not await is_known(tx, one, seen):
        return Outcome.NOT_OURS
    row = await hold_row(tx, one, seen, is_found=is_found)
    parts = parts_of(seen)
    if seen.changed_at < row.changed_at:
        await note_of(tx, one, seen, "call.outdated")
        return Outcome.OUTDATED
    is_same = seen.changed_at == row.changed_at and parts == row.parts
    if is_same and row.status != "refused":
        if not is_found and not is_truth:
            await note_of(tx, one, seen, "call.repeated")
        return Outcome.SAME
    if seen.changed_at == row.changed_at and not is_same and not is_truth:
        return Outcome.ASK
    await _note_refunds(tx, one, seen, row)
    if parts == row.parts and row.status != "refused" and not seen.is_asking:
        # whoever says no time of the last change says the same at each look
        await settle(tx, one, seen, row, parts, row.status, failure=kept(row))
        return Outcome.SAME
    if no := await goes_with(tx, one, seen, row.failure if parts == row.parts else None):
        return await _leave_with_another(tx, one, seen, row, parts, no)
    if row.order_id is None:
        return await take_new(tx, one, seen, row, parts)
    return await _follow(tx, one, seen, row, parts)


_ALL: Final = text(
    "SELECT order_id FROM platform_orders "
    "WHERE shop_id = :shop AND connection_id = :connection AND order_id IS NOT NULL"
)


async def all_orders(read: Read | Tx, one: Connection) -> list[UUID]:
    """Every order of ours that ever came by a connection."""
    return list(await read.scalars(_ALL, {"shop": one.shop_id, "connection": one.id}))


async def _leave_with_another(
    tx: Tx, one: Connection, seen: Seen, row: Known, parts: dict[str, str], no: Failure
) -> Outcome:
    """Its goods go with the order that they left: it is not taken, or stays as it is."""
    is_here = row.status == "here"
    await settle(tx, one, seen, row, parts, row.status if is_here else "refused", failure=no)
    if row.failure is None or row.failure.get("code") != no.code:
        act = "order.amend_refused" if is_here else "order.refused"
        await note_of(tx, one, seen, act, outcome="refused", code=no.code, order_id=row.order_id)
    return Outcome.TOO_LATE if is_here else Outcome.REFUSED


async def _follow(
    tx: Tx, one: Connection, seen: Seen, row: Known, parts: dict[str, str]
) -> Outcome:
    """An order that is here, or was."""
    assert row.order_id is not None
    if seen.wish is Wish.CANCEL:
        return await call_off(tx, one, seen, row, parts)
    if seen.wish is Wish.OVER:
        await settle(tx, one, seen, row, parts, row.status)
        return Outcome.SAME
    if row.status == "cancelled":
        return await come_back(tx, one, seen, row, parts)
    if seen.wish is Wish.WAIT:
        no = await hold_back(tx, one, seen, row.order_id)
        await settle(tx, one, seen, row, parts, "here", failure=no)
        return Outcome.TOO_LATE if no else Outcome.WAITING
    await let_go(tx, one, row.order_id)
    changed = [name for name in PARTS if parts[name] != row.parts.get(name)]
    if not changed:
        await settle(tx, one, seen, row, parts, "here", failure=kept(row))
        if seen.is_asking:
            await answer(tx, one, seen, Answer.ACCEPTED, order_id=row.order_id)
        return Outcome.SAME
    no, told = await carry_over(tx, one, seen, row.order_id, changed)
    await settle(tx, one, seen, row, parts, "here", failure=no)
    if told:
        await note_of(
            tx, one, seen, "order.amended", order_id=row.order_id, facts={"changed": told}
        )
    if no is None:
        return Outcome.AMENDED if told else Outcome.SAME
    await note_of(
        tx, one, seen, "order.amend_refused", outcome="refused", code=no.code,
        order_id=row.order_id,
    )  # fmt: skip
    if Can.NOTE in one.profile.can:
        await tell_later(
            tx, one, "note", platform_id=seen.id, order_id=row.order_id,
            key=f"change:{seen.id}:{seen.changed_at.isoformat()}", facts={"code": no.code},
        )  # fmt: skip
    return Outcome.TOO_LATE


_REFUNDED: Final = text(
    "UPDATE platform_orders SET refunds = refunds || CAST(:ids AS text[]) "
    "WHERE shop_id = :shop AND id = :id"
)


async def _note_refunds(tx: Tx, one: Connection, seen: Seen, row: Known) -> None:
    """Money that was given back there is noted once."""
    new = [back for back in seen.refunds if back.id not in row.refunds]
    for back in new:
        facts = {"pieces": sum(pieces for _, pieces in back.goods), "refund": back.id}
        await note_of(tx, one, seen, "order.refunded", order_id=row.order_id, facts=facts)
    if new:
        ids = [back.id for back in new]
        await tx.execute(_REFUNDED, {"shop": one.shop_id, "id": row.id, "ids": ids})
