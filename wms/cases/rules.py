"""What a shop is promised about its cases."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from wms.cases.models import CaseRules
from wms.clocks.terms import COMPLAINT_DAYS
from wms.db import Read, Tx

ANSWER_DAYS_MAX = 30


class Promises(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a shop's cases are answered, and what is granted without asking."""

    #: working days until the first answer; 0: the same day
    answer_days: Annotated[int, Meta(ge=0, le=ANSWER_DAYS_MAX)] = 1
    #: calendar days until a complaint is answered; the law's 14 are the most
    complaint_days: Annotated[int, Meta(ge=1, le=COMPLAINT_DAYS)] = COMPLAINT_DAYS
    #: credit up to this is granted by anybody of the office; 0: by managers only
    granted_minor: Annotated[int, Meta(ge=0)] = 0
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] = "PLN"


async def promises(read: Read | Tx, shop_id: UUID) -> Promises:
    """What a shop is promised; the usual when nobody said."""
    names = Promises.__struct_fields__
    row = (
        await read.execute(
            select(*(getattr(CaseRules, name) for name in names)).where(
                CaseRules.shop_id == shop_id
            )
        )
    ).first()
    return Promises(**row._mapping) if row else Promises()


async def set_promises(tx: Tx, shop_id: UUID, said: Promises) -> None:
    """From now on the shop is promised this; clocks that run keep their ends."""
    facts = msgspec.structs.asdict(said)
    await tx.execute(
        insert(CaseRules)
        .values(shop_id=shop_id, **facts)
        .on_conflict_do_update(index_elements=["shop_id"], set_=facts)
    )
