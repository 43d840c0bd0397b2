"""How long before they expire goods of a shop are told of, and are no longer sold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import CheckConstraint, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, Read, ShopId, Tx, of_a_shop

#: ten years: no goods are kept longer
EXPIRY_DAYS_MAX = 3_650
#: lots that are brought up to date in one transaction of the nightly chore
BATCH_MAX = 500


class ExpiryRules(Base):
    """What a shop said; without a row, the defaults of `ExpiryWatch`."""

    __tablename__ = "expiry_rules"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("warn_days >= 0 AND block_days >= 0", name="days_positive"),
    )

    shop_id: Mapped[ShopId]
    warn_days: Mapped[int] = mapped_column(server_default="30")
    block_days: Mapped[int] = mapped_column(server_default="0")


class ExpiryWatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a shop's goods are watched as their expiry comes near; days before it."""

    #: `stock.expiring` is told so many days before
    warn_days: Annotated[int, Meta(ge=0, le=EXPIRY_DAYS_MAX)] = 30
    #: goods are not sold any more so many days before; 0: on the day itself
    block_days: Annotated[int, Meta(ge=0, le=EXPIRY_DAYS_MAX)] = 0


async def expiry_watch_of(read: Read | Tx, shop_id: UUID) -> ExpiryWatch:
    """The shop's rules; the defaults when it never said anything."""
    row = await read.scalar(
        select(ExpiryRules)
        .where(ExpiryRules.shop_id == shop_id)
        .execution_options(populate_existing=True)
    )
    return ExpiryWatch() if row is None else msgspec.convert(row, ExpiryWatch, from_attributes=True)


# one statement of two: the lots that differ, and of them the products
_APPLY = text(
    """
    WITH differs AS (
        SELECT l.shop_id, l.id, l.expires_on - coalesce(r.block_days, 0) AS sell_before
        FROM lots l LEFT JOIN expiry_rules r ON r.shop_id = l.shop_id
        WHERE l.expires_on IS NOT NULL AND (CAST(:shop AS uuid) IS NULL OR l.shop_id = :shop)
          AND l.sell_before IS DISTINCT FROM l.expires_on - coalesce(r.block_days, 0)
        ORDER BY l.shop_id, l.id LIMIT :limit
    )
    UPDATE lots l SET sell_before = d.sell_before
    FROM differs d WHERE l.shop_id = d.shop_id AND l.id = d.id
    RETURNING l.product_id
    """
)


async def put_expiry_watch(tx: Tx, shop_id: UUID, rules: ExpiryWatch) -> Sequence[UUID]:
    """From now on it is so, also for lots that are here; their products (each once or more)."""
    values = msgspec.structs.asdict(rules)
    await tx.execute(
        insert(ExpiryRules)
        .values(shop_id=shop_id, **values)
        .on_conflict_do_update(index_elements=["shop_id"], set_=values)
    )
    return (await tx.scalars(_APPLY, {"shop": shop_id, "limit": None})).all()


async def mend_sell_before(tx: Tx) -> int:
    """Lots that came in the very moment in which a rule changed follow it; how many."""
    return len((await tx.scalars(_APPLY, {"shop": None, "limit": BATCH_MAX})).all())
