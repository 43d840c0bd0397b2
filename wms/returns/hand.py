"""A return in somebody's hands: its row is locked, so two people take turns."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select, text

from wms.db import Tx
from wms.events.kinds.returned import AboutReturn
from wms.events.outbox import Subject, record
from wms.returns.errors import ReturnOver, ReturnUnknown
from wms.returns.models import Return

_Told = TypeVar("_Told", bound=AboutReturn)
_OPEN = ("arrived", "inspecting")


async def hold(tx: Tx, number: int, *, is_nameless_too: bool = False) -> Return:
    """Lock the return that people call ``number``.

    ``is_nameless_too``: also one of which nobody knows the order yet.

    Raises:
        ReturnUnknown: there is none.
        ReturnOver: it is finished, or its parcel is not here.
    """
    found = await tx.scalar(
        select(Return)
        .where(Return.number == number)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise ReturnUnknown(name=f"R-{number}")
    if found.status not in _OPEN and not (is_nameless_too and found.status == "unidentified"):
        raise ReturnOver(number=number)
    return found


async def touch(tx: Tx, shop_id: UUID, return_id: UUID) -> None:
    """The return changed: its version rises."""
    await tx.execute(
        text(
            "UPDATE returns SET version = version + 1, updated_at = clock_timestamp() "
            "WHERE shop_id = :shop AND id = :id"
        ),
        {"shop": shop_id, "id": return_id},
    )


async def tell(tx: Tx, shop_id: UUID, return_id: UUID, told: partial[_Told]) -> None:
    """Record an event about a return, completed by its number, its order's names and its reason."""
    facts = (
        await tx.execute(
            text(
                "SELECT r.external_id, r.number, r.reason, o.id AS order_id, "
                "o.external_id AS order_external_id "
                "FROM returns r LEFT JOIN orders o ON o.shop_id = r.shop_id AND o.id = r.order_id "
                "WHERE r.shop_id = :shop AND r.id = :id"
            ),
            {"shop": shop_id, "id": return_id},
        )
    ).one()
    of: dict[str, Any] = {
        "return_number": facts.number,
        "order_id": facts.order_id,
        "order_external_id": facts.order_external_id,
    }
    if "reason" not in told.keywords:  # a finding and a refusal have one of their own
        of["reason"] = facts.reason
    await record(tx, shop_id, Subject("return", return_id, facts.external_id), told(**of))
