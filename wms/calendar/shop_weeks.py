"""The weeks that shops have agreed on, in place of the house's.

For all their orders, for a courier, or for one of its services.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from wms.calendar.models import ANY, Cutoff
from wms.calendar.week import Week
from wms.db import Read, Tx
from wms.shops.queries import ShopShown, shops

#: weeks of one shop in one list: all, each courier, each service
WEEKS_MAX: Final = 200


class ShopWeek(msgspec.Struct, frozen=True, kw_only=True):
    """A week of a shop; '' is every courier, every service."""

    carrier: str
    service: str
    week: Week


async def weeks_of(read: Read | Tx, shop_id: UUID) -> list[ShopWeek]:
    """A shop's own weeks, the most general first."""
    rows = await read.scalars(
        select(Cutoff)
        .where(Cutoff.shop_id == shop_id)
        .order_by(Cutoff.carrier, Cutoff.service)
        .limit(WEEKS_MAX)
    )
    return [
        ShopWeek(carrier=row.carrier, service=row.service, week=Week.of(row.closes, row.leaves))
        for row in rows
    ]


async def put_week(
    tx: Tx, shop_id: UUID, week: Week, *, carrier: str = ANY, service: str = ANY
) -> None:
    """The shop's orders (of a courier, of its service) leave so; the caller writes the coming days
    anew (`keep_days`)."""
    assert carrier or not service
    facts = {"closes": week.closes, "leaves": week.leaves}
    await tx.execute(
        insert(Cutoff)
        .values(shop_id=shop_id, carrier=carrier, service=service, **facts)
        .on_conflict_do_update(
            index_elements=["shop_id", "carrier", "service"],
            set_={**facts, "updated_at": func.clock_timestamp()},
        )
    )


async def forget_week(tx: Tx, shop_id: UUID, *, carrier: str = ANY, service: str = ANY) -> None:
    """The more general week is the shop's again; also when there was none."""
    await tx.execute(
        delete(Cutoff).where(
            Cutoff.shop_id == shop_id, Cutoff.carrier == carrier, Cutoff.service == service
        )
    )


async def shops_with_weeks(read: Read | Tx) -> list[ShopShown]:
    """The shops that have weeks of their own, by code."""
    own = set(await read.scalars(select(Cutoff.shop_id).distinct()))
    return [one for one in await shops(read) if one.id in own]
