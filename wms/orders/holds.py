"""Holding an order back, for a reason that somebody can end; several reasons at once.

Stock stays promised to a held order. No walk takes it (`orders.is_held`); when it is on a walk
already, the packer is told before its parcel closes. The flag and the holds change in one
transaction, under the order's lock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import NotFound
from wms.events.kinds.order import Hold, OrderHeld, OrderHoldReleased
from wms.events.outbox import Subject, record
from wms.orders.address_checks import Doubt
from wms.orders.errors import HoldNotYours, HoldTooLate, HoldUnknown
from wms.orders.hold_codes import ADDRESS_CODES, HOLD_CODES, SHOP_ENDS

#: states in which an order can still be held back
HOLDABLE = frozenset(
    {"received", "backordered", "allocated", "released", "picking", "picked", "packing"}
)


class HoldView(msgspec.Struct, frozen=True, kw_only=True):
    """A reason why an order waits. ``owner`` must act, as ``unblocks`` says in English."""

    code: str
    owner: str
    note: str | None = None
    unblocks: str
    #: of a check: which field (a JSON pointer into the order), and what was expected
    details: dict[str, str]
    held_at: datetime


class _Order(msgspec.Struct, frozen=True, kw_only=True):
    shop_id: UUID
    id: UUID
    number: int
    external_id: str
    status: str
    is_intercepted: bool


_LOCK = text(
    "SELECT shop_id, id, number, external_id, status, intercepted_at IS NOT NULL AS is_intercepted "
    "FROM orders WHERE shop_id = :shop AND id = :order FOR UPDATE"
)
_HOLD = text(
    """
    INSERT INTO order_holds (shop_id, order_id, code, owner, note, details, held_by)
    VALUES (:shop, :order, :code, :owner, :note, CAST(:details AS jsonb), :by)
    ON CONFLICT (shop_id, order_id, code) WHERE released_at IS NULL
    DO UPDATE SET note = coalesce(EXCLUDED.note, order_holds.note), details = EXCLUDED.details
    RETURNING old.id IS NULL
    """
)
_END = text(
    """
    UPDATE order_holds SET released_at = clock_timestamp(), released_by = :by
    WHERE shop_id = :shop AND order_id = :order AND code = ANY (:codes) AND released_at IS NULL
    RETURNING code, owner
    """
)
_FLAG = text(
    """
    UPDATE orders SET version = version + 1, updated_at = clock_timestamp(),
           is_held = EXISTS (SELECT FROM order_holds WHERE shop_id = :shop AND order_id = :order
                             AND released_at IS NULL)
    WHERE shop_id = :shop AND id = :order
    """
)
_OPEN = text(
    """
    SELECT order_id, code, owner, note, details, held_at FROM order_holds
    WHERE shop_id = ANY (:shops) AND order_id = ANY (:orders) AND released_at IS NULL
    ORDER BY held_at, code
    """
)


async def hold_order(
    tx: Tx,
    shop_id: UUID,
    order_id: UUID,
    code: str,
    *,
    note: str | None = None,
    by: Desk | None = None,
) -> list[HoldView]:
    """Hold an order back for one more reason; asked again, it stays so. All its open holds.

    ``code``: of `HOLD_CODES`. ``by``: None when its shop's program asks.

    Raises:
        NotFound: there is no such order of this shop.
        HoldTooLate: its parcel is closed, or it is cancelled.
    """
    order = await _locked(tx, shop_id, order_id)
    if order.status not in HOLDABLE or order.is_intercepted:
        raise HoldTooLate(number=order.number, status=order.status)
    made = await _write(tx, order, code, note=note, by=by)
    holds = (await open_holds(tx, [(shop_id, order_id)])).get(order_id, [])
    if made:
        await _flag(tx, order)
        await _tell(tx, order, OrderHeld, [code], holds)
    return holds


async def release_hold(
    tx: Tx, shop_id: UUID, order_id: UUID, code: str, *, by: Desk | None = None
) -> list[HoldView]:
    """End one hold of an order; the holds that are still open.

    ``by``: None when its shop's program asks, which ends only what waits for itself or its buyer;
    so does a shop's own person.

    Raises:
        NotFound: there is no such order of this shop.
        HoldUnknown: it is not held back for this reason.
        HoldNotYours: somebody else must act.
    """
    order = await _locked(tx, shop_id, order_id)
    holds = (await open_holds(tx, [(shop_id, order_id)])).get(order_id, [])
    one = next((hold for hold in holds if hold.code == code), None)
    if one is None:
        raise HoldUnknown(number=order.number, hold=code)
    if (by is None or by.shop_id is not None) and one.owner not in SHOP_ENDS:
        raise HoldNotYours(number=order.number, hold=code, owner=one.owner)
    left = [hold for hold in holds if hold.code != code]
    await _end(tx, order, [code], by)
    await _flag(tx, order)
    await _tell(tx, order, OrderHoldReleased, [code], left)
    return left


async def doubt_address(
    tx: Tx, shop_id: UUID, order_id: UUID, found: Sequence[Doubt], checked: Collection[str]
) -> None:
    """An address was changed: what was said against the old one and is right now holds no more.

    ``checked``: the codes whose fields changed; any other hold stays as it is, also when its shop
    released it although the check says no.
    """
    assert set(checked) <= ADDRESS_CODES.keys()
    order = await _locked(tx, shop_id, order_id)
    wrong = {doubt.code: doubt for doubt in found if doubt.code in checked}
    ended = await _end(tx, order, [code for code in checked if code not in wrong], None)
    new = [
        code
        for code, doubt in wrong.items()
        if await _write(tx, order, code, details=doubt.details)
    ]
    if not ended and not new:
        return
    await _flag(tx, order)
    holds = (await open_holds(tx, [(shop_id, order_id)])).get(order_id, [])
    if ended:
        await _tell(tx, order, OrderHoldReleased, ended, holds)
    if new:
        await _tell(tx, order, OrderHeld, new, holds)


_DROP = text(
    """
    WITH ended AS (
        UPDATE order_holds SET released_at = clock_timestamp()
        WHERE shop_id = :shop AND order_id = :order AND released_at IS NULL RETURNING 1
    )
    UPDATE orders SET is_held = false
    WHERE shop_id = :shop AND id = :order AND is_held AND EXISTS (SELECT FROM ended)
    """
)


async def drop_holds(tx: Tx, shop_id: UUID, order_id: UUID) -> None:
    """An order is cancelled: nothing is waited for any more. Nobody is told; the cancel says it."""
    await tx.execute(_DROP, {"shop": shop_id, "order": order_id})


async def open_holds(
    read: Read | Tx, orders: Sequence[tuple[UUID, UUID]]
) -> dict[UUID, list[HoldView]]:
    """Order → its open holds, the oldest first; without those that have none. One statement.

    ``orders``: keys (shop, order).
    """
    found: dict[UUID, list[HoldView]] = {}
    keys = {"shops": [shop for shop, _ in orders], "orders": [order for _, order in orders]}
    for order_id, *facts in await read.execute(_OPEN, keys) if orders else ():
        found.setdefault(order_id, []).append(hold_view(*facts))
    return found


def hold_view(
    code: str, owner: str, note: str | None, details: dict[str, str], held_at: datetime
) -> HoldView:
    """A hold as its shop sees it."""
    known = HOLD_CODES.get(code)
    return HoldView(
        code=code,
        owner=owner,
        note=note,
        unblocks=known.unblocks if known else "",
        details=details,
        held_at=held_at,
    )


async def _locked(tx: Tx, shop_id: UUID, order_id: UUID) -> _Order:
    row = (await tx.execute(_LOCK, {"shop": shop_id, "order": order_id})).first()
    if row is None:
        raise NotFound(what="order", name=str(order_id))
    return _Order(**row._mapping)


async def _write(
    tx: Tx,
    order: _Order,
    code: str,
    *,
    note: str | None = None,
    details: dict[str, str] | None = None,
    by: Desk | None = None,
) -> bool:
    """Whether it is new; one that is open gets the new note."""
    facts = {
        "shop": order.shop_id,
        "order": order.id,
        "code": code,
        "owner": HOLD_CODES[code].owner,
        "note": note,
        "details": msgspec.json.encode(details or {}).decode(),
        "by": by.user_id if by else None,
    }
    return bool(await tx.scalar(_HOLD, facts))


async def _end(tx: Tx, order: _Order, codes: Sequence[str], by: Desk | None) -> list[str]:
    """The codes that were open."""
    key = {"shop": order.shop_id, "order": order.id, "codes": list(codes)}
    rows = await tx.execute(_END, {**key, "by": by.user_id if by else None})
    return sorted(row.code for row in rows)


async def _flag(tx: Tx, order: _Order) -> None:
    await tx.execute(_FLAG, {"shop": order.shop_id, "order": order.id})


async def _tell(
    tx: Tx,
    order: _Order,
    event: type[OrderHeld | OrderHoldReleased],
    codes: Sequence[str],
    left: Sequence[HoldView],
) -> None:
    """Codes and owners only: a note may name a person."""
    await record(
        tx,
        order.shop_id,
        Subject("order", order.id, order.external_id),
        event(
            order_number=order.number,
            status=order.status,
            codes=list(codes),
            still_held=[Hold(code=one.code, owner=one.owner) for one in left],
        ),
    )
