"""An order of a platform that is not here: placed as its shop would by REST, or why not."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.errors import Refusal, SeveralInvalid
from wms.failures import Failure
from wms.orders.note import only_show_note
from wms.orders.place import OrderAsked, check
from wms.orders.place_batch import place_batch
from wms.platforms.connections import Connection
from wms.platforms.failures import (
    MISSING_GOODS,
    NOT_AS_NEEDED,
    NOT_TAKEN,
    NOTHING_TO_SEND,
    NUMBER_TAKEN,
    UNKNOWN_SKU,
)
from wms.platforms.held import Known, Outcome, answer, note_of, settle
from wms.platforms.port import Answer, Seen, Wish
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.carriers.registry import POINT_IDS
from wms.shipping.ways.incoming import all_on_their_way, check_named

#: an order that was called off there and comes back gets its number with this and a count
_AGAIN: Final = "-"


async def take_new(
    tx: Tx, one: Connection, seen: Seen, row: Known, parts: dict[str, str]
) -> Outcome:
    """An order that is not here."""
    if seen.wish in (Wish.CANCEL, Wish.OVER) or not seen.is_meant:
        await settle(tx, one, seen, row, parts, "not_ours")
        if seen.is_asking:
            await answer(tx, one, seen, Answer.CANCELLED)
        return Outcome.NOT_OURS
    if seen.wish is Wish.WAIT:
        await settle(tx, one, seen, row, parts, "waiting")
        if row.is_new:
            await note_of(tx, one, seen, "order.waits")
        return Outcome.WAITING
    placed = await place_seen(tx, one, seen)
    if isinstance(placed, Failure):
        await settle(tx, one, seen, row, parts, "refused", failure=placed)
        if row.failure is None or row.failure.get("code") != placed.code:
            await note_of(tx, one, seen, "order.refused", outcome="refused", code=placed.code)
        if seen.is_asking:
            await answer(tx, one, seen, Answer.REJECTED, why=placed)
        return Outcome.REFUSED
    await settle(tx, one, seen, row, parts, "here", order_id=placed)
    await note_of(tx, one, seen, "order.placed", order_id=placed)
    if seen.is_asking:
        await answer(tx, one, seen, Answer.ACCEPTED, order_id=placed)
    return Outcome.PLACED


async def come_back(
    tx: Tx, one: Connection, seen: Seen, row: Known, parts: dict[str, str]
) -> Outcome:
    """It had been called off there, was cancelled here, and is wanted after all: another order."""
    if seen.wish is not Wish.SEND or not seen.is_meant:
        await settle(tx, one, seen, row, parts, "cancelled")
        return Outcome.WAITING
    times = await tx.scalar(
        text("SELECT count(*) FROM orders WHERE shop_id = :shop AND external_id LIKE :like"),
        {"shop": one.shop_id, "like": _like(one.setting("prefix") + seen.number)},
    )
    placed = await place_seen(tx, one, seen, again=int(times or 0) + 2)
    if isinstance(placed, Failure):
        await settle(tx, one, seen, row, parts, "refused", failure=placed)
        await note_of(tx, one, seen, "order.refused", outcome="refused", code=placed.code)
        if seen.is_asking:
            await answer(tx, one, seen, Answer.REJECTED, why=placed)
        return Outcome.REFUSED
    await settle(tx, one, seen, row, parts, "here", order_id=placed)
    await note_of(tx, one, seen, "order.placed", order_id=placed, facts={"again": True})
    if seen.is_asking:
        await answer(tx, one, seen, Answer.ACCEPTED, order_id=placed)
    return Outcome.PLACED


def _like(number: str) -> str:
    escaped = number.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}{_AGAIN}_"


async def place_seen(tx: Tx, one: Connection, seen: Seen, *, again: int = 0) -> UUID | Failure:
    """Place it as its shop would by REST; why not, as a row keeps it."""
    if seen.faults:
        return seen.faults[0]
    if seen.asked is None or not seen.asked.get("lines"):
        return Failure(code=NOTHING_TO_SEND)
    number = one.setting("prefix") + seen.number + (f"{_AGAIN}{again}" if again else "")
    try:
        order = msgspec.convert({**seen.asked, "external_id": number}, OrderAsked)
    except msgspec.ValidationError as error:
        return not_as_needed(error)
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
            if isinstance(placed, UUID) and one.setting("note") == "shown":
                await only_show_note(tx, one.shop_id, placed)
            if seen.is_whole_only and isinstance(placed, UUID):
                await _check_whole(tx, one, placed)
    except Refusal as no:
        return why_not(no, number)
    except _Missing as missing:
        return Failure(code=MISSING_GOODS, facts={"sku": str(missing)})
    return why_not(placed, number) if isinstance(placed, Refusal) else placed


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


def why_not(no: Refusal, number: str) -> Failure:
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


def not_as_needed(error: msgspec.ValidationError) -> Failure:
    """Which field it is; never what stands in it, which may name somebody."""
    _, _, path = str(error).partition("`$.")
    return Failure(code=NOT_AS_NEEDED, facts={"field": path.strip("`") or "order"})
