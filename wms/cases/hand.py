"""A case in somebody's hands: its row is locked, so two people take turns."""

from __future__ import annotations

from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Row, insert, text

from wms.access.people import Desk
from wms.cases.errors import CaseResolved, CaseUnknown
from wms.cases.models import CaseAct
from wms.db import Tx
from wms.events.kinds.case import OfCase
from wms.events.outbox import Subject, record
from wms.returns.inspection.refund import complaint_answered

_Told = TypeVar("_Told", bound=OfCase)
_HOLD: Final = text(
    """
    SELECT c.*, t.subject_id, o.external_id AS order_external_id
    FROM cases c
    JOIN contact_threads t ON t.shop_id = c.shop_id AND t.id = c.thread_id
    LEFT JOIN orders o ON o.shop_id = c.shop_id AND o.id = c.order_id
    WHERE c.shop_id = :shop AND c.id = :id FOR UPDATE OF c
    """
)


async def hold(tx: Tx, shop_id: UUID, case_id: UUID, *, is_open: bool = True) -> Row[Any]:
    """Lock the case.

    Raises:
        CaseUnknown: the shop has none of this id.
        CaseResolved: it is over, and must not be.
    """
    found = (await tx.execute(_HOLD, {"shop": shop_id, "id": case_id})).first()
    if found is None:
        raise CaseUnknown(name=str(case_id))
    if is_open and found.status == "resolved":
        raise CaseResolved(number=found.number)
    return found


async def keep(
    tx: Tx, case: Row[Any], what: str, *, by: Desk | None, facts: dict[str, Any] | None = None
) -> None:
    """Write down who did what."""
    await tx.execute(
        insert(CaseAct).values(
            shop_id=case.shop_id,
            case_id=case.id,
            what=what,
            facts=facts or {},
            user_id=by.user_id if by else None,
        )
    )


async def answers_its_return(tx: Tx, case: Row[Any]) -> None:
    """A complaint that was answered is answered for its return, too: that clock ends."""
    if case.kind == "complaint" and case.return_id is not None:
        await complaint_answered(tx, case.shop_id, case.return_id)


async def tell(tx: Tx, case: Row[Any], told: partial[_Told]) -> None:
    """Record an event about a case, completed by its number, its kind and its order's names."""
    whole = told(
        case_number=case.number,
        kind=case.kind,
        order_id=case.order_id,
        order_external_id=case.order_external_id,
    )
    await record(tx, case.shop_id, Subject("case", case.id, None), whole)
