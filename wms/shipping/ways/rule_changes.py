"""Who changed which rule of a shop's ways, the newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select

from wms.access.models import OfficeUser
from wms.db import Read, Tx
from wms.shipping.ways.models import WayRule, WayRuleChange
from wms.shipping.ways.rules import Rule

#: changes that are shown
CHANGES_MAX: Final = 10


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A change: what, who and when."""

    id: UUID
    what: str
    rule: Rule
    by: str | None
    at: datetime
    #: it was taken away and can be brought back
    is_gone: bool


async def last_changes(read: Read | Tx, shop_id: UUID) -> list[Changed]:
    """The last changes of a shop's rules."""
    is_there = (
        select(WayRule.id)
        .where(WayRule.shop_id == shop_id, WayRule.id == WayRuleChange.rule_id)
        .exists()
        .label("is_there")
    )
    rows = await read.execute(
        select(WayRuleChange, OfficeUser.name.label("by"), is_there)
        .outerjoin(OfficeUser, OfficeUser.id == WayRuleChange.user_id)
        .where(WayRuleChange.shop_id == shop_id)
        .order_by(WayRuleChange.id.desc())
        .limit(CHANGES_MAX)
    )
    return [
        Changed(
            id=row.WayRuleChange.id,
            what=row.WayRuleChange.what,
            rule=msgspec.convert(row.WayRuleChange.said, Rule),
            by=row.by,
            at=row.WayRuleChange.changed_at,
            is_gone=row.WayRuleChange.what == "removed" and not row.is_there,
        )
        for row in rows
    ]
