"""What the consumers of a shop may do by themselves.

Changing where a parcel goes is allowed from the beginning: it spares a parcel that comes back.
Cancelling is not, because the shop pays back and must want it. Withdrawing is never switched off:
the law gives it (Directive 2011/83/EU, art. 9 and 11a).
"""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from wms.clocks.terms import WITHDRAW_DAYS
from wms.consumer.models import ConsumerRules
from wms.db import Read, Tx

WITHDRAWAL_DAYS_MAX: Final = 365


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop lets its consumers do."""

    may_change_point: bool = True
    may_change_address: bool = True
    may_cancel: bool = False
    #: as the shop promised, never fewer than the law says
    withdrawal_days: Annotated[int, Meta(ge=WITHDRAW_DAYS, le=WITHDRAWAL_DAYS_MAX)] = WITHDRAW_DAYS


async def consumer_rules(read: Read | Tx, shop_id: UUID) -> Rules:
    """What a shop lets its consumers do; the defaults when it never said."""
    names = Rules.__struct_fields__
    row = (
        await read.execute(
            select(*(getattr(ConsumerRules, name) for name in names)).where(
                ConsumerRules.shop_id == shop_id
            )
        )
    ).first()
    return Rules(**row._mapping) if row else Rules()


async def set_consumer_rules(tx: Tx, shop_id: UUID, rules: Rules) -> None:
    """From now on its consumers may do this."""
    told = msgspec.structs.asdict(rules)
    await tx.execute(
        insert(ConsumerRules)
        .values(shop_id=shop_id, **told)
        .on_conflict_do_update(
            index_elements=["shop_id"], set_={**told, "updated_at": text("clock_timestamp()")}
        )
    )
