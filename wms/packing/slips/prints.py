"""Which slips came out: of which version of the template, and the which copy each was."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.packing.slips.facts import SlipFacts

_REMEMBER = text(
    """
    INSERT INTO slip_prints (shop_id, order_id, parcel_id, copy_no, template_version, printed_at)
    VALUES (:shop, :order, :parcel, :copy, :version, clock_timestamp())
    ON CONFLICT (shop_id, order_id, parcel_id, copy_no) WHERE printed_at IS NOT NULL
    DO UPDATE SET template_version = excluded.template_version, printed_at = excluded.printed_at
    """
)
_MADE_WITH = text(
    "SELECT copy_no, template_version, printed_at FROM slip_prints "
    "WHERE shop_id = :shop AND parcel_id = :parcel AND printed_at IS NOT NULL ORDER BY copy_no"
)


class MadeWith(msgspec.Struct, frozen=True, kw_only=True):
    """A slip that came out; no version: its shop had no template."""

    copy_no: int
    template_version: int | None
    printed_at: datetime


async def remember_print(tx: Tx, slip: SlipFacts, copy_no: int) -> None:
    """The slip came out, made with the template that its facts name; once more is the same."""
    await tx.execute(
        _REMEMBER,
        {
            "shop": slip.shop_id, "order": slip.order_id, "parcel": slip.parcel_id,
            "copy": copy_no, "version": slip.template_version,
        },
    )  # fmt: skip


async def made_with(read: Read | Tx, shop_id: UUID, parcel_id: UUID) -> list[MadeWith]:
    """The slips of a parcel that came out, the original first."""
    rows = await read.execute(_MADE_WITH, {"shop": shop_id, "parcel": parcel_id})
    return [MadeWith(**row._mapping) for row in rows]
