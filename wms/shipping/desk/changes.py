"""Many orders changed at once at the desk: what will happen is told first, then it is done.

Each order has a transaction of its own and a row of what became of it (`OrderChange`), so one that
cannot be changed holds up no other, and a press that broke off is repeated without doing anything
twice. What can be taken back knows how it was before.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, insert, text

from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import Refusal
from wms.orders.amend import RANKED_STATES, lock_order
from wms.orders.amend import OrderChange as Amendment
from wms.orders.errors import HoldNotYours, HoldTooLate, OrderSettled
from wms.orders.hold_codes import HOLD_CODES, SHOP_ENDS
from wms.orders.holds import HOLDABLE, hold_order, release_hold
from wms.picking.cancel import Answer, cancel, or_tell_too_late
from wms.picking.errors import CancelTooLate
from wms.shipping.amend import amend_order
from wms.shipping.carriers.registry import check_service
from wms.shipping.desk.models import OrderChange
from wms.shipping.errors import HeldBack, NotToPick

#: orders of one press (house.md, "batch ≤ 500")
CHANGED_MAX: Final = 500


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; only the fields of its kind are set."""

    #: of `WHATS`
    what: str
    priority: int = 0
    carrier: str = ""
    service: str = ""
    #: why an order is held back: a code of `wms.orders.hold_codes`
    code: str = ""
    note: str = ""

    def asked(self) -> dict[str, Any]:
        """What is kept of it."""
        facts = msgspec.to_builtins(self)
        return {name: value for name, value in facts.items() if name != "what" and value != ""}


class Foreseen(msgspec.Struct, frozen=True, kw_only=True):
    """An order, and what will become of it."""

    shop_id: UUID
    id: UUID
    number: int
    external_id: str
    shop: str
    status: str
    #: a word of `Change`'s kind: cancelled, intercepted, changed, on_run, same, refused
    outcome: str
    no: Refusal | None = None


_MEANT = text(
    """
    SELECT o.shop_id, o.id, o.number, o.external_id, s.name AS shop, o.status, o.priority,
           o.carrier, o.service, o.intercepted_at IS NOT NULL AS is_intercepted, o.is_held,
           CASE WHEN o.is_held THEN ARRAY(
               SELECT code FROM order_holds WHERE shop_id = o.shop_id AND order_id = o.id
                 AND released_at IS NULL) ELSE '{}' END AS holds,
           l.picked > 0 AS is_picked, l.shipped > 0 AS is_shipped,
           o.status = 'packing' AND EXISTS (
               SELECT FROM parcels WHERE shop_id = o.shop_id AND order_id = o.id
                 AND status NOT IN ('open', 'cancelled')) AS is_closed
    FROM orders o
    JOIN shops s ON s.id = o.shop_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(picked), 0) AS picked, coalesce(sum(shipped), 0) AS shipped
        FROM order_lines WHERE shop_id = o.shop_id AND order_id = o.id) AS l
    WHERE o.number = ANY (:numbers) ORDER BY o.number
    """
)


async def foresee(
    read: Read | Tx, numbers: Sequence[int], change: Change, *, by: Desk
) -> list[Foreseen]:
    """What will become of each order that the reader may see, by its number.

    Raises:
        CarrierUnknown, ServiceUnknown: nobody here carries that.
    """
    if change.what == "way":
        check_service(change.carrier, change.service)
    rows = await read.execute(_MEANT, {"numbers": list(numbers)[:CHANGED_MAX]})
    return [_foreseen(row, change, by) for row in rows]


def _foreseen(row: Row[Any], change: Change, by: Desk) -> Foreseen:
    outcome, no = _FORETELL[change.what](row, change)
    if change.what == "release" and outcome != "same" and not may_end(change.code, by):
        owner = HOLD_CODES[change.code].owner
        outcome, no = "refused", HoldNotYours(number=row.number, hold=change.code, owner=owner)
    own = {name: row._mapping[name] for name in Foreseen.__struct_fields__[:6]}
    return Foreseen(**own, outcome=outcome, no=no)


def may_end(code: str, by: Desk) -> bool:
    """Whether this person ends such a hold: a shop's own one only what its shop or buyer ends."""
    return by.shop_id is None or HOLD_CODES[code].owner in SHOP_ENDS


Told = tuple[str, Refusal | None]


def _tell_cancel(row: Row[Any], _change: Change) -> Told:
    if row.status == "cancelled" or row.is_intercepted:
        return "same", None
    if row.status not in HOLDABLE or row.is_shipped:
        return "refused", CancelTooLate(number=row.number, status=row.status)
    return ("intercepted" if row.is_picked else "cancelled"), None


def _tell_priority(row: Row[Any], change: Change) -> Told:
    if row.status not in RANKED_STATES or row.is_intercepted:
        return "refused", OrderSettled(number=row.number, status=row.status)
    return ("same" if row.priority == change.priority else "changed"), None


def _tell_way(row: Row[Any], change: Change) -> Told:
    if row.status not in HOLDABLE or row.is_intercepted or row.is_closed:
        return "refused", OrderSettled(number=row.number, status=row.status)
    is_so = (row.carrier, row.service) == (change.carrier, change.service)
    return ("same" if is_so else "changed"), None


def _tell_run(row: Row[Any], _change: Change) -> Told:
    if row.is_held:
        return "refused", HeldBack(number=row.number)
    if row.status != "allocated":
        return "refused", NotToPick(number=row.number, status=row.status)
    return "on_run", None


def _tell_hold(row: Row[Any], change: Change) -> Told:
    if row.status not in HOLDABLE or row.is_intercepted:
        return "refused", HoldTooLate(number=row.number, status=row.status)
    return ("same" if change.code in row.holds else "held"), None


def _tell_release(row: Row[Any], change: Change) -> Told:
    if change.code not in row.holds:
        return "same", None
    return ("released" if len(row.holds) == 1 else "still_held"), None


_FORETELL: Final[dict[str, Callable[[Row[Any], Change], Told]]] = {
    "cancel": _tell_cancel,
    "priority": _tell_priority,
    "way": _tell_way,
    "run": _tell_run,
    "hold": _tell_hold,
    "release": _tell_release,
}

_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(CAST(:batch AS text), 0))")
_DONE = text(
    "SELECT EXISTS (SELECT FROM order_changes WHERE shop_id = :shop AND batch_id = :batch "
    "AND order_id = :order)"
)


async def take_turn(tx: Tx, batch_id: UUID) -> None:
    """A press and its twin (sent again, while the first one is under way) wait for each other, so
    the second sees what the first has done."""
    await tx.execute(_TURN, {"batch": str(batch_id)})


async def change_order(tx: Tx, batch_id: UUID, one: Foreseen, change: Change, *, by: Desk) -> None:
    """Do it to one order and keep what became of it; what this press did already stays.

    Raises:
        Refusal: it cannot be done, as `foresee` says; `keep_refused` writes it down.
    """
    await take_turn(tx, batch_id)
    key = {"shop": one.shop_id, "batch": batch_id, "order": one.id}
    if await tx.scalar(_DONE, key):
        return
    became = await _DO[change.what](tx, one, change, by)
    if isinstance(became, Refusal):
        await _keep(tx, batch_id, one, change, by, outcome="refused", no=said_of(became))
    else:
        outcome, before = became
        await _keep(tx, batch_id, one, change, by, outcome=outcome, before=before)


async def keep_refused(
    tx: Tx, batch_id: UUID, one: Foreseen, change: Change, no: Refusal, *, by: Desk
) -> None:
    """Keep why it was not done, in a transaction of its own; once a press."""
    await take_turn(tx, batch_id)
    key = {"shop": one.shop_id, "batch": batch_id, "order": one.id}
    if not await tx.scalar(_DONE, key):
        await _keep(tx, batch_id, one, change, by, outcome="refused", no=said_of(no))


def said_of(no: Refusal) -> dict[str, Any]:
    """A refusal as it is kept."""
    return {"code": no.code, "facts": no.facts}


async def keep_on_run(
    tx: Tx, batch_id: UUID, orders: Sequence[Foreseen], change: Change, *, run: int, by: Desk
) -> None:
    """Keep that these orders were put on a walk; the caller has its turn (`take_turn`)."""
    for one in orders:
        await _keep(tx, batch_id, one, change, by, outcome="on_run", before={"run": run})


async def _keep(
    tx: Tx,
    batch_id: UUID,
    one: Foreseen,
    change: Change,
    by: Desk,
    *,
    outcome: str,
    no: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
) -> None:
    await tx.execute(
        insert(OrderChange).values(
            shop_id=one.shop_id,
            batch_id=batch_id,
            order_id=one.id,
            user_id=by.user_id,
            what=change.what,
            asked=change.asked(),
            outcome=outcome,
            no=no,
            before=before,
        )
    )


#: what is amended of an order, by what is done
_AMENDS: Final = {"priority": ("priority",), "way": ("carrier", "service")}
#: the word for it, and how it was before; a refusal of which something was written down
Became = tuple[str, dict[str, Any] | None] | Refusal


async def _cancel(tx: Tx, one: Foreseen, _change: Change, _by: Desk) -> Became:
    if one.outcome == "same":
        return "same", None
    key = one.shop_id, one.id
    done = await or_tell_too_late(tx, *key, lambda: cancel(tx, *key))
    if isinstance(done, Refusal):
        return done
    return ("cancelled" if done.answer is Answer.ACCEPTED else "intercepted"), None


async def _amend(tx: Tx, one: Foreseen, change: Change, by: Desk) -> Became:
    names = _AMENDS[change.what]
    now = await lock_order(tx, one.shop_id, one.id)
    before = {name: getattr(now, name) for name in names}
    asked = Amendment(**{name: getattr(change, name) for name in names})
    return ("changed", before) if await amend_order(tx, now, asked, by=by) else ("same", None)


async def _hold(tx: Tx, one: Foreseen, change: Change, by: Desk) -> Became:
    if one.outcome == "same":
        return "same", None
    await hold_order(tx, one.shop_id, one.id, change.code, note=change.note or None, by=by)
    return "held", {}


async def _release(tx: Tx, one: Foreseen, change: Change, by: Desk) -> Became:
    if one.outcome == "same":
        return "same", None
    left = await release_hold(tx, one.shop_id, one.id, change.code, by=by)
    return ("still_held" if left else "released"), {}


_DO: Final[dict[str, Callable[[Tx, Foreseen, Change, Desk], Awaitable[Became]]]] = {
    "cancel": _cancel,
    "priority": _amend,
    "way": _amend,
    "hold": _hold,
    "release": _release,
}
