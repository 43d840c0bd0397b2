"""A consumer withdraws from the contract on their page, and has that confirmed.

Directive 2011/83/EU, art. 11a (by Directive (EU) 2023/2673, applied from 19 June 2026): a contract
that was made on-line can be withdrawn from on-line, by a function that is labelled "withdraw from
contract here" or as clearly, with a second one labelled "confirm withdrawal"; the trader then sends
without undue delay, on a durable medium, what was declared with its date and time.

Whatever our clock says, a statement is received: whether it came in time is the shop's to judge.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: why something comes back; asked for, never needed (art. 9(1): without giving any reason)
WHYS: Final = ("changed_mind", "does_not_fit", "not_as_described", "damaged", "too_late", "other")
LISTED_MAX: Final = 100

Outcome = Literal["return", "cancelled", "intercepted", "told"]


class WithdrawnLine(msgspec.Struct, frozen=True, kw_only=True):
    """So many pieces of a product, and why when it was said."""

    sku: str
    name: str
    quantity: int
    why: str | None = None


class WithdrawalView(msgspec.Struct, frozen=True, kw_only=True):
    """A withdrawal as it was received."""

    id: UUID
    number: int
    order_id: UUID
    #: of the form with which it was declared
    form_id: UUID
    lines: list[WithdrawnLine]
    outcome: Outcome
    is_late: bool
    return_id: UUID | None
    return_number: int | None
    declared_at: datetime
    seen_at: datetime | None


class WaitingWithdrawal(WithdrawalView, frozen=True, kw_only=True):
    """One that somebody must see to, for the desk."""

    shop_id: UUID
    shop: str
    order_number: int


_VIEW: Final = """
    SELECT w.id, w.number, w.order_id, w.form_id, w.lines, w.outcome, w.is_late, w.return_id,
           r.number AS return_number, w.declared_at, w.seen_at
"""
_FROM: Final = """
    FROM withdrawals w LEFT JOIN returns r ON r.shop_id = w.shop_id AND r.id = w.return_id
"""
_OF_ORDER: Final = text(
    f"{_VIEW}{_FROM} WHERE w.shop_id = :shop AND w.order_id = :order ORDER BY w.id LIMIT :limit"
)
_WAITING: Final = text(
    f"""{_VIEW}, w.shop_id, s.name AS shop, o.number AS order_number {_FROM}
    JOIN orders o ON o.shop_id = w.shop_id AND o.id = w.order_id
    JOIN shops s ON s.id = w.shop_id
    WHERE w.outcome = 'told' AND w.seen_at IS NULL ORDER BY w.declared_at LIMIT :limit"""
)


def _facts(row: Any) -> dict[str, Any]:
    return dict(row._mapping) | {"lines": msgspec.convert(row.lines, list[WithdrawnLine])}


async def withdrawals_of(read: Read | Tx, shop_id: UUID, order_id: UUID) -> list[WithdrawalView]:
    """What was declared of an order, the first first."""
    key = {"shop": shop_id, "order": order_id, "limit": LISTED_MAX}
    return [WithdrawalView(**_facts(row)) for row in await read.execute(_OF_ORDER, key)]


async def waiting_withdrawals(read: Read | Tx) -> list[WaitingWithdrawal]:
    """Those that nothing followed from by itself and nobody has seen to, the oldest first."""
    rows = await read.execute(_WAITING, {"limit": LISTED_MAX})
    return [WaitingWithdrawal(**_facts(row)) for row in rows]


async def see_to(tx: Tx, shop_id: UUID, withdrawal_id: UUID) -> None:
    """Somebody has seen to a withdrawal that waited for a person."""
    await tx.execute(
        text(
            "UPDATE withdrawals SET seen_at = coalesce(seen_at, clock_timestamp()) "
            "WHERE shop_id = :shop AND id = :id"
        ),
        {"shop": shop_id, "id": withdrawal_id},
    )
