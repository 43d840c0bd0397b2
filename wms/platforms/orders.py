"""An order of a platform becomes an order here, once, and follows what changes there.

Whatever told of it (a message, the look at everything that changed, somebody at the desk), it comes
through `take_order`, which holds the order's row: twins wait for each other, and what is older than
what is known is not followed. What the shop changed here by itself stays: only parts of an order
that the platform says otherwise than before are carried over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import Refusal, SeveralInvalid
from wms.failures import Failure
from wms.orders.amend import OrderChange, lock_order
from wms.orders.holds import hold_order, open_holds, release_hold
from wms.orders.place import OrderAsked, check
from wms.orders.place_batch import place_batch
from wms.picking.cancel import cancel, or_tell_too_late
from wms.picking.errors import CancelTooLate
from wms.platforms.acts import note
from wms.platforms.connections import Connection
from wms.platforms.failures import (
    CANCEL_TOO_LATE,
    CHANGE_TOO_LATE,
    MISSING_GOODS,
    NOT_AS_NEEDED,
    NOT_TAKEN,
    NOTHING_TO_SEND,
    NUMBER_TAKEN,
    UNKNOWN_SKU,
)
from wms.platforms.known import goes_with, has_left, is_known
from wms.platforms.port import Answer, Can, Seen, Wish
from wms.platforms.stock import mark_sold
from wms.platforms.tellings import tell_later
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.amend import amend_order
from wms.shipping.carriers.registry import POINT_IDS
from wms.shipping.ways.incoming import all_on_their_way, check_named

#: an order that was refused is looked at again after this: its product may be registered by then
RETRY_AFTER: Final = timedelta(minutes=2)
DIGEST_BYTES: Final = 12
#: an order that was called off there and comes back gets its number with this and a count
_AGAIN: Final = "-"
#: parts of an order, each carried over by itself: name → fields of `OrderAsked`
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "recipient": ("recipient",),
    "lines": ("lines",),
    "way": ("carrier", "service"),
    "cod": ("cod_amount_minor", "cod_currency"),
    "insurance": ("insurance_amount_minor", "insurance_currency"),
    "value": ("value_amount_minor", "value_currency"),
    "gift_note": ("gift_note",),
    "note": ("note",),
}
_TOO_LATE: Final = ("order.settled", "order.lines_settled", "order.lines_sent_again")
_RECIPIENT: Final = ("company", "email", "phone", "pickup_point_id")


class Outcome(StrEnum):
    """What came of an order that was seen."""

    PLACED = "placed"
    AMENDED = "amended"
    CANCELLED = "cancelled"
    #: it is not here, and its shop must change something
    REFUSED = "refused"
    #: not paid yet; one that is here is held back
    WAITING = "waiting"
    #: it came too late to change or cancel something
    TOO_LATE = "too_late"
    #: nothing new
    SAME = "same"
    #: older than what is known
    OUTDATED = "outdated"
    #: completed, or called off before it was here
    NOT_OURS = "not_ours"
    #: as new as what is known, and different: only the platform knows which is true
    ASK = "ask"


#: the platform has counted its stock by itself then
_COUNTED: Final = (
    Outcome.PLACED, Outcome.AMENDED, Outcome.CANCELLED, Outcome.REFUSED, Outcome.WAITING,
    Outcome.NOT_OURS,
)  # fmt: skip


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of it."""

    id: UUID
    status: str
    order_id: UUID | None
    changed_at: datetime
    parts: dict[str, str]
    failure: dict[str, Any] | None
    refunds: list[str]
    is_new: bool


_HOLD: Final = text(
    """
    INSERT INTO platform_orders (shop_id, connection_id, platform_id, number, status, state,
                                 ordered_at, changed_at, is_found)
    VALUES (:shop, :connection, :platform_id, :number, 'waiting', :state, :ordered_at,
            '2000-01-01Z', :is_found)
    ON CONFLICT (shop_id, connection_id, platform_id)
    DO UPDATE SET seen = platform_orders.seen + 1, seen_at = clock_timestamp()
    RETURNING id, status, order_id, changed_at, parts, failure, refunds, seen = 1 AS is_new
    """
)


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
        await mark_sold(tx, one, _goods(seen))
    return outcome


async def _taken(tx: Tx, one: Connection, seen: Seen, *, is_found: bool, is_truth: bool) -> Outcome:
    if not seen.is_meant and not await is_known(tx, one, seen):
        return Outcome.NOT_OURS
    row = await _held(tx, one, seen, is_found=is_found)
    parts = _parts(seen)
    if seen.changed_at < row.changed_at:
        await _note(tx, one, seen, "call.outdated")
        return Outcome.OUTDATED
    is_same = seen.changed_at == row.changed_at and parts == row.parts
    if is_same and row.status != "refused":
        if not is_found and not is_truth:
            await _note(tx, one, seen, "call.repeated")
        return Outcome.SAME
    if seen.changed_at == row.changed_at and not is_same and not is_truth:
        return Outcome.ASK
    await _note_refunds(tx, one, seen, row)
    if parts == row.parts and row.status != "refused" and not seen.is_asking:
        # whoever says no time of the last change says the same at each look
        await _settle(tx, one, seen, row, parts, row.status, failure=_kept(row))
        return Outcome.SAME
    if no := await goes_with(tx, one, seen, row.failure if parts == row.parts else None):
        return await _leave_with_another(tx, one, seen, row, parts, no)
    if row.order_id is None:
        return await _take_new(tx, one, seen, row, parts)
    return await _follow(tx, one, seen, row, parts)


_ALL: Final = text(
    "SELECT order_id FROM platform_orders "
    "WHERE shop_id = :shop AND connection_id = :connection AND order_id IS NOT NULL"
)


async def all_orders(read: Read | Tx, one: Connection) -> list[UUID]:
    """Every order of ours that ever came by a connection."""
    return list(await read.scalars(_ALL, {"shop": one.shop_id, "connection": one.id}))


async def _held(tx: Tx, one: Connection, seen: Seen, *, is_found: bool) -> _Row:
    facts = {
        "shop": one.shop_id, "connection": one.id, "platform_id": seen.id, "number": seen.number,
        "state": seen.state, "ordered_at": seen.ordered_at, "is_found": is_found,
    }  # fmt: skip
    return _Row(**(await tx.execute(_HOLD, facts)).one()._mapping)


def _parts(seen: Seen) -> dict[str, str]:
    """Part → digest of what the platform says of it; the state is one, too."""
    asked = seen.asked or {}
    said = {name: [asked.get(field) for field in fields] for name, fields in PARTS.items()}
    said["wish"] = [seen.wish, seen.state, seen.is_asking, [one.code for one in seen.faults]]
    return {
        name: hashlib.sha256(msgspec.json.encode(value, order="deterministic"))
        .digest()[:DIGEST_BYTES]
        .hex()
        for name, value in said.items()
    }


_SETTLE: Final = text(
    """
    UPDATE platform_orders SET
        number = :number, state = :state, status = :status, changed_at = :changed_at,
        order_id = coalesce(CAST(:order AS uuid), order_id), parts = CAST(:parts AS jsonb),
        goods = CAST(:goods AS jsonb), failure = CAST(:failure AS jsonb),
        failing_since = CASE WHEN CAST(:failure AS jsonb) IS NULL THEN NULL
                             ELSE coalesce(failing_since, clock_timestamp()) END,
        retry_at = CASE
            WHEN :status <> 'refused' THEN NULL
            WHEN coalesce(failing_since, clock_timestamp()) > clock_timestamp() - interval '2 hours'
                THEN clock_timestamp() + CAST(:retry AS interval)
            WHEN failing_since > clock_timestamp() - interval '30 days'
                THEN clock_timestamp() + interval '1 hour' END,
        seen_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id
    """
)


async def _settle(
    tx: Tx,
    one: Connection,
    seen: Seen,
    row: _Row,
    parts: dict[str, str],
    status: str,
    *,
    order_id: UUID | None = None,
    failure: Failure | None = None,
) -> None:
    is_open = status in ("waiting", "refused") and seen.has_goods
    await tx.execute(
        _SETTLE,
        {
            "shop": one.shop_id, "id": row.id, "number": seen.number, "state": seen.state,
            "status": status, "changed_at": seen.changed_at, "order": order_id,
            "parts": msgspec.json.encode(parts).decode(),
            "goods": msgspec.json.encode(_goods(seen) if is_open else {}).decode(),
            "failure": failure.as_json() if failure else None, "retry": RETRY_AFTER,
        },
    )  # fmt: skip


def _goods(seen: Seen) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in (seen.asked or {}).get("lines", ()):
        found[line["sku"]] = found.get(line["sku"], 0) + line["quantity"]
    return found


async def _leave_with_another(
    tx: Tx, one: Connection, seen: Seen, row: _Row, parts: dict[str, str], no: Failure
) -> Outcome:
    """Its goods go with the order that they left: it is not taken, or stays as it is."""
    is_here = row.status == "here"
    await _settle(tx, one, seen, row, parts, row.status if is_here else "refused", failure=no)
    if row.failure is None or row.failure.get("code") != no.code:
        act = "order.amend_refused" if is_here else "order.refused"
        await _note(tx, one, seen, act, outcome="refused", code=no.code, order_id=row.order_id)
    return Outcome.TOO_LATE if is_here else Outcome.REFUSED


async def _take_new(
    tx: Tx, one: Connection, seen: Seen, row: _Row, parts: dict[str, str]
) -> Outcome:
    """An order that is not here."""
    if seen.wish in (Wish.CANCEL, Wish.OVER) or not seen.is_meant:
        await _settle(tx, one, seen, row, parts, "not_ours")
        if seen.is_asking:
            await _answer(tx, one, seen, Answer.CANCELLED)
        return Outcome.NOT_OURS
    if seen.wish is Wish.WAIT:
        await _settle(tx, one, seen, row, parts, "waiting")
        if row.is_new:
            await _note(tx, one, seen, "order.waits")
        return Outcome.WAITING
    placed = await _place(tx, one, seen)
    if isinstance(placed, Failure):
        await _settle(tx, one, seen, row, parts, "refused", failure=placed)
        if row.failure is None or row.failure.get("code") != placed.code:
            await _note(tx, one, seen, "order.refused", outcome="refused", code=placed.code)
        if seen.is_asking:
            await _answer(tx, one, seen, Answer.REJECTED, why=placed)
        return Outcome.REFUSED
    await _settle(tx, one, seen, row, parts, "here", order_id=placed)
    await _note(tx, one, seen, "order.placed", order_id=placed)
    if seen.is_asking:
        await _answer(tx, one, seen, Answer.ACCEPTED, order_id=placed)
    return Outcome.PLACED


async def _place(tx: Tx, one: Connection, seen: Seen, *, again: int = 0) -> UUID | Failure:
    """Place it as its shop would by REST; why not, as a row keeps it."""
    if seen.faults:
        return seen.faults[0]
    if seen.asked is None or not seen.asked.get("lines"):
        return Failure(code=NOTHING_TO_SEND)
    number = one.setting("prefix") + seen.number + (f"{_AGAIN}{again}" if again else "")
    try:
        order = msgspec.convert({**seen.asked, "external_id": number}, OrderAsked)
    except msgspec.ValidationError as error:
        return _not_as_needed(error)
    try:
        async with tx.begin_nested():
            usable = await usable_by(tx, one.shop_id)
            check_named(order, usable)
            check(order)
            ready = (await all_on_their_way(tx, one.shop_id, [order], usable))[0]
            placed = (
                await place_batch(
                    tx, one.shop_id, [ready.order], ways=[ready.chosen], point_ids=POINT_IDS
                )
            )[0]
            if seen.is_whole_only and isinstance(placed, UUID):
                await _check_whole(tx, one, placed)
    except Refusal as no:
        return _why(no, number)
    except _Missing as missing:
        return Failure(code=MISSING_GOODS, facts={"sku": str(missing)})
    return _why(placed, number) if isinstance(placed, Refusal) else placed


class _Missing(Exception):  # noqa: N818 - takes the order back that was just placed
    """Goods of an order that is not to wait for them, by SKU."""


_BACKORDERED: Final = text(
    "SELECT string_agg(DISTINCT p.sku, ', ' ORDER BY p.sku) FROM order_lines l "
    "JOIN products p ON p.shop_id = l.shop_id AND p.id = coalesce(l.kit_id, l.product_id) "
    "WHERE l.shop_id = :shop AND l.order_id = :order AND l.backordered > 0"
)


async def _check_whole(tx: Tx, one: Connection, order_id: UUID) -> None:
    """Raises _Missing when not all of it was promised."""
    skus = await tx.scalar(_BACKORDERED, {"shop": one.shop_id, "order": order_id})
    if skus:
        raise _Missing(skus)


def _why(no: Refusal, number: str) -> Failure:
    """A refusal of the warehouse, as the shop reads it of an order of its platform."""
    if no.code == "order.unknown_sku":
        skus = dict.fromkeys(str(line["sku"]) for line in no.facts.get("unknown", ()))
        return Failure(code=UNKNOWN_SKU, facts={"sku": ", ".join(skus)})
    if no.code == "order.exists":
        return Failure(code=NUMBER_TAKEN, facts={"number": number})
    pointer = no.errors[0].pointer if isinstance(no, SeveralInvalid) else no.pointer
    if pointer:
        return Failure(code=NOT_AS_NEEDED, facts={"field": pointer.strip("/").replace("/", ".")})
    return Failure(code=NOT_TAKEN, facts={"code": no.code})


def _not_as_needed(error: msgspec.ValidationError) -> Failure:
    """Which field it is; never what stands in it, which may name somebody."""
    _, _, path = str(error).partition("`$.")
    return Failure(code=NOT_AS_NEEDED, facts={"field": path.strip("`") or "order"})


async def _follow(tx: Tx, one: Connection, seen: Seen, row: _Row, parts: dict[str, str]) -> Outcome:
    """An order that is here, or was."""
    assert row.order_id is not None
    if seen.wish is Wish.CANCEL:
        return await _call_off(tx, one, seen, row, parts)
    if seen.wish is Wish.OVER:
        await _settle(tx, one, seen, row, parts, row.status)
        return Outcome.SAME
    if row.status == "cancelled":
        return await _come_back(tx, one, seen, row, parts)
    if seen.wish is Wish.WAIT:
        no = await _hold_back(tx, one, seen, row.order_id)
        await _settle(tx, one, seen, row, parts, "here", failure=no)
        return Outcome.TOO_LATE if no else Outcome.WAITING
    await _let_go(tx, one, row.order_id)
    changed = [name for name in PARTS if parts[name] != row.parts.get(name)]
    if not changed:
        await _settle(tx, one, seen, row, parts, "here", failure=_kept(row))
        if seen.is_asking:
            await _answer(tx, one, seen, Answer.ACCEPTED, order_id=row.order_id)
        return Outcome.SAME
    no, told = await _amend(tx, one, seen, row.order_id, changed)
    await _settle(tx, one, seen, row, parts, "here", failure=no)
    if told:
        await _note(tx, one, seen, "order.amended", order_id=row.order_id, facts={"changed": told})
    if no is None:
        return Outcome.AMENDED if told else Outcome.SAME
    await _note(
        tx, one, seen, "order.amend_refused", outcome="refused", code=no.code,
        order_id=row.order_id,
    )  # fmt: skip
    if Can.NOTE in one.profile.can:
        await tell_later(
            tx, one, "note", platform_id=seen.id, order_id=row.order_id,
            key=f"change:{seen.id}:{seen.changed_at.isoformat()}", facts={"code": no.code},
        )  # fmt: skip
    return Outcome.TOO_LATE


def _kept(row: _Row) -> Failure | None:
    """What was too late before stays so."""
    return msgspec.convert(row.failure, Failure) if row.failure else None


async def _call_off(
    tx: Tx, one: Connection, seen: Seen, row: _Row, parts: dict[str, str]
) -> Outcome:
    """It was cancelled there: here too, or it is too late and that is said."""
    assert row.order_id is not None
    if row.status == "cancelled":
        await _settle(tx, one, seen, row, parts, "cancelled")
        return Outcome.SAME
    order_id = row.order_id
    done = await or_tell_too_late(
        tx, one.shop_id, order_id, lambda: cancel(tx, one.shop_id, order_id)
    )
    if isinstance(done, CancelTooLate):
        no = Failure(code=CANCEL_TOO_LATE)
        await _settle(tx, one, seen, row, parts, "here", failure=no)
        await _note(
            tx, one, seen, "order.cancel_refused", outcome="refused", code=done.code,
            order_id=order_id,
        )  # fmt: skip
        await _answer(tx, one, seen, Answer.TOO_LATE, order_id=order_id)
        return Outcome.TOO_LATE
    await _settle(tx, one, seen, row, parts, "cancelled")
    await _note(
        tx, one, seen, "order.cancelled", order_id=order_id, facts={"answer": done.answer.value}
    )
    if seen.is_asking:
        await _answer(tx, one, seen, Answer.CANCELLED, order_id=order_id)
    return Outcome.CANCELLED


async def _come_back(
    tx: Tx, one: Connection, seen: Seen, row: _Row, parts: dict[str, str]
) -> Outcome:
    """It had been called off there, was cancelled here, and is wanted after all: another order."""
    if seen.wish is not Wish.SEND or not seen.is_meant:
        await _settle(tx, one, seen, row, parts, "cancelled")
        return Outcome.WAITING
    times = await tx.scalar(
        text("SELECT count(*) FROM orders WHERE shop_id = :shop AND external_id LIKE :like"),
        {"shop": one.shop_id, "like": _like(one.setting("prefix") + seen.number)},
    )
    placed = await _place(tx, one, seen, again=int(times or 0) + 2)
    if isinstance(placed, Failure):
        await _settle(tx, one, seen, row, parts, "refused", failure=placed)
        await _note(tx, one, seen, "order.refused", outcome="refused", code=placed.code)
        if seen.is_asking:
            await _answer(tx, one, seen, Answer.REJECTED, why=placed)
        return Outcome.REFUSED
    await _settle(tx, one, seen, row, parts, "here", order_id=placed)
    await _note(tx, one, seen, "order.placed", order_id=placed, facts={"again": True})
    if seen.is_asking:
        await _answer(tx, one, seen, Answer.ACCEPTED, order_id=placed)
    return Outcome.PLACED


def _like(number: str) -> str:
    escaped = number.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}{_AGAIN}_"


async def _hold_back(tx: Tx, one: Connection, seen: Seen, order_id: UUID) -> Failure | None:
    """It is not paid after all, or somebody there looks into it: it waits here."""
    try:
        async with tx.begin_nested():
            await hold_order(tx, one.shop_id, order_id, seen.waits_for)
    except Refusal:
        if not seen.is_meant and await has_left(tx, one, order_id):
            return None  # it goes on its way there, too: delivered, come back
        await _note(
            tx, one, seen, "order.amend_refused", outcome="refused", code=CHANGE_TOO_LATE,
            order_id=order_id,
        )  # fmt: skip
        return Failure(code=CHANGE_TOO_LATE)
    await _note(tx, one, seen, "order.waits", order_id=order_id)
    return None


async def _let_go(tx: Tx, one: Connection, order_id: UUID) -> None:
    """What it waited for there is over."""
    held = (await open_holds(tx, [(one.shop_id, order_id)])).get(order_id, [])
    for code in ("payment", "shop_request"):
        if any(hold.code == code for hold in held):
            await release_hold(tx, one.shop_id, order_id, code)


async def _amend(
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
        return _not_as_needed(error), []
    try:
        async with tx.begin_nested():
            order = await lock_order(tx, one.shop_id, order_id)
            return None, await amend_order(tx, order, change)
    except Refusal as no:
        if no.code in _TOO_LATE:
            return Failure(code=CHANGE_TOO_LATE), []
        return _why(no, seen.number), []


_REFUNDED: Final = text(
    "UPDATE platform_orders SET refunds = refunds || CAST(:ids AS text[]) "
    "WHERE shop_id = :shop AND id = :id"
)


async def _note_refunds(tx: Tx, one: Connection, seen: Seen, row: _Row) -> None:
    """Money that was given back there is noted once."""
    new = [back for back in seen.refunds if back.id not in row.refunds]
    for back in new:
        facts = {"pieces": sum(pieces for _, pieces in back.goods), "refund": back.id}
        await _note(tx, one, seen, "order.refunded", order_id=row.order_id, facts=facts)
    if new:
        ids = [back.id for back in new]
        await tx.execute(_REFUNDED, {"shop": one.shop_id, "id": row.id, "ids": ids})


async def _note(
    tx: Tx,
    one: Connection,
    seen: Seen,
    act: str,
    *,
    outcome: str = "done",
    code: str | None = None,
    order_id: UUID | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    subject = ("order", order_id) if order_id else None
    await note(
        tx, one.shop_id, one.id, act, outcome=outcome, code=code, subject=subject, key=seen.id,
        facts=facts,
    )  # fmt: skip


async def _answer(
    tx: Tx,
    one: Connection,
    seen: Seen,
    answer: Answer,
    *,
    order_id: UUID | None = None,
    why: Failure | None = None,
) -> None:
    """The platform is answered, when it can hear that."""
    wanted = Can.ANSWER if seen.is_asking else Can.CANCELLED
    if wanted not in one.profile.can:
        return
    await tell_later(
        tx, one, answer.value, platform_id=seen.id, order_id=order_id,
        key=f"{answer.value}:{seen.id}:{seen.changed_at.isoformat()}",
        facts={"code": why.code, "why": msgspec.to_builtins(why)} if why else None,
    )  # fmt: skip
