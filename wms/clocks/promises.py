"""What a shop is promised: when its cases are answered and its returns are inspected."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from wms.clocks.models import Promised
from wms.clocks.terms import COMPLAINT_DAYS
from wms.db import Read, Tx

DAYS_MAX: Final = 30
#: working hours of a promise, about two weeks
HOURS_MAX: Final = 80


class Within(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many working days or, when they are said, working hours."""

    #: working days
    days: Annotated[int, Meta(ge=0, le=DAYS_MAX)] = 0
    #: counted in the hours in which somebody is there for the shop; null: days count
    hours: Annotated[int, Meta(ge=1, le=HOURS_MAX)] | None = None


class Promises(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a shop's cases are answered and its returns inspected, and what is granted."""

    #: working days until the first answer; 0: the same day
    answer_days: Annotated[int, Meta(ge=0, le=DAYS_MAX)] = 1
    #: calendar days until a complaint is answered; the law's 14 are the most
    complaint_days: Annotated[int, Meta(ge=1, le=COMPLAINT_DAYS)] = COMPLAINT_DAYS
    #: kinds of cases that have a promise of their own for the first answer
    by_kind: dict[str, Within] = {}
    #: working days from the arrival of a return until it is inspected; null: nothing is promised
    inspection_days: Annotated[int, Meta(ge=0, le=DAYS_MAX)] | None = None
    #: credit up to this is granted by anybody of the office; 0: by managers only
    granted_minor: Annotated[int, Meta(ge=0)] = 0
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] = "PLN"


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """From when until when somebody is there on a working day, by the building's clock."""

    opens_at: time = time(8)
    closes_at: time = time(16)


async def promises(read: Read | Tx, shop_id: UUID) -> Promises:
    """What a shop is promised; the usual when nobody said."""
    names = Promises.__struct_fields__
    row = (
        await read.execute(
            select(*(getattr(Promised, name) for name in names)).where(Promised.shop_id == shop_id)
        )
    ).first()
    return msgspec.convert(dict(row._mapping), Promises) if row else Promises()


async def set_promises(tx: Tx, shop_id: UUID, said: Promises) -> None:
    """From now on the shop is promised this; clocks that run keep their ends."""
    facts = msgspec.to_builtins(said)
    await tx.execute(
        insert(Promised)
        .values(shop_id=shop_id, **facts)
        .on_conflict_do_update(index_elements=["shop_id"], set_=facts)
    )
