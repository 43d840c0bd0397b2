"""Declaring a withdrawal: received, written down, and what can follow at once follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.consumer.errors import NothingChosen, NothingLeft, NotThatMany
from wms.consumer.order_page import OrderShown, order_shown
from wms.consumer.withdrawals import WHYS, Outcome, WithdrawalView, WithdrawnLine, withdrawals_of
from wms.db import Tx, in_the_hall
from wms.errors import NotFound
from wms.events.kinds.order import OrderWithdrawalDeclared, WithdrawnPieces
from wms.events.outbox import Subject, record
from wms.picking.cancel import Answer, cancel, locked, or_tell_too_late
from wms.picking.errors import CancelTooLate
from wms.returns.announce import NewReturn, NewReturnLine, announce


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What a consumer chose of a product: so many pieces, and why when they said so."""

    sku: str
    quantity: int
    why: str | None = None


def chosen_lines(order: OrderShown, chosen: Sequence[Chosen]) -> list[WithdrawnLine]:
    """What is withdrawn from, checked against what the order has.

    Of an order that has not left it is always the whole.

    Raises:
        NothingLeft, NothingChosen, NotThatMany: the choice cannot be.
    """
    if not order.can_withdraw:
        raise NothingLeft
    if not order.is_sent:
        return [
            WithdrawnLine(sku=line.sku, name=line.name, quantity=line.ordered - line.cancelled)
            for line in order.lines
            if line.ordered > line.cancelled
        ]
    wanted = {one.sku: one for one in chosen if one.quantity > 0}
    found = []
    for line in order.lines:
        one = wanted.get(line.sku)
        if one is None:
            continue
        if one.quantity > line.left:
            raise NotThatMany(sku=line.sku, most=line.left)
        why = one.why if one.why in WHYS else None
        found.append(WithdrawnLine(sku=line.sku, name=line.name, quantity=one.quantity, why=why))
    if not found:
        raise NothingChosen
    return found


async def withdraw(
    tx: Tx,
    shop_id: UUID,
    order_id: UUID,
    chosen: Sequence[Chosen],
    *,
    form_id: UUID,
    is_proved: bool,
) -> WithdrawalView:
    """Receive a withdrawal; the same form again answers what the first one answered.

    Goods that were sent become a return, an order that has not left is cancelled when its consumer
    proved who they are. Whatever cannot follow by itself, the shop is told and decides.

    Raises:
        NotFound: there is no such order.
        NothingLeft, NothingChosen, NotThatMany: see `chosen_lines`.
    """
    async with in_the_hall(tx):  # its walk first, as a scan and a cancel lock them
        await locked(tx, shop_id, order_id)  # two taps take turns
    before = {one.id for one in await withdrawals_of(tx, shop_id, order_id)}
    if (again := await _of_form(tx, shop_id, order_id, form_id)) is not None:
        return again
    order = await order_shown(tx, shop_id, order_id)
    if order is None:
        raise NotFound(what="order", name=str(order_id))
    lines = chosen_lines(order, chosen)
    now = datetime.now(UTC)
    is_late = order.is_too_late(now)
    outcome, return_id = await _follow(
        tx, order, lines, now, number=len(before) + 1, is_late=is_late, is_proved=is_proved
    )
    key = await tx.scalar(
        text(
            "INSERT INTO withdrawals (shop_id, order_id, form_id, lines, outcome, is_late, "
            "return_id, declared_at) VALUES (:shop, :order, :form, CAST(:lines AS jsonb), "
            ":outcome, :late, :return, :now) RETURNING id"
        ),
        {
            "shop": shop_id, "order": order_id, "form": form_id, "outcome": outcome,
            "lines": msgspec.json.encode(lines).decode(), "late": is_late, "return": return_id,
            "now": now,
        },
    )  # fmt: skip
    [made] = [one for one in await withdrawals_of(tx, shop_id, order_id) if one.id == key]
    await _tell(tx, order, made)
    return made


async def _of_form(tx: Tx, shop_id: UUID, order_id: UUID, form_id: UUID) -> WithdrawalView | None:
    key = await tx.scalar(
        text(
            "SELECT id FROM withdrawals "
            "WHERE shop_id = :shop AND order_id = :order AND form_id = :form"
        ),
        {"shop": shop_id, "order": order_id, "form": form_id},
    )
    return next((one for one in await withdrawals_of(tx, shop_id, order_id) if one.id == key), None)


async def _follow(
    tx: Tx,
    order: OrderShown,
    lines: Sequence[WithdrawnLine],
    now: datetime,
    *,
    number: int,
    is_late: bool,
    is_proved: bool,
) -> tuple[Outcome, UUID | None]:
    """What follows at once."""
    if order.is_sent:
        if is_late:
            return "told", None  # whether goods come back is the shop's to say first
        made = await announce(
            tx,
            order.shop_id,
            NewReturn(
                external_id=f"{order.external_id[:80]}-W{number}",
                order_external_id=order.external_id,
                lines=tuple(NewReturnLine(sku=one.sku, quantity=one.quantity) for one in lines),
                reason="withdrawal",
                declared_at=now,
            ),
        )
        return "return", made.id
    if not is_proved:
        return "told", None
    done = await or_tell_too_late(
        tx, order.shop_id, order.id, lambda: cancel(tx, order.shop_id, order.id)
    )
    if isinstance(done, CancelTooLate):
        return "told", None  # it is packed; what was sent comes back, or the shop stops it
    return ("cancelled" if done.answer is Answer.ACCEPTED else "intercepted"), None


async def _tell(tx: Tx, order: OrderShown, made: WithdrawalView) -> None:
    await record(
        tx,
        order.shop_id,
        Subject("order", order.id, order.external_id),
        OrderWithdrawalDeclared(
            order_number=order.number,
            withdrawal_number=made.number,
            declared_at=made.declared_at,
            outcome=made.outcome,
            is_late=made.is_late,
            return_id=made.return_id,
            lines=[
                WithdrawnPieces(sku=one.sku, quantity=one.quantity, why=one.why)
                for one in made.lines
            ],
        ),
    )
