"""What shops want to be told of in time, as the desk sees it: levels, and how expiry is watched."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.catalog.expiry_rules import ExpiryWatch
from wms.db import Read, Tx

#: shops whose rules are shown at once
SHOPS_MAX: Final = 200


class LevelRow(msgspec.Struct, frozen=True, kw_only=True):
    """A product with a level; ``is_low``: no more than ``low_at`` base units are available."""

    shop_code: str
    shop: str
    product_id: UUID
    sku: str
    name: str
    low_at: int
    available: int
    is_low: bool


class RulesRow(msgspec.Struct, frozen=True, kw_only=True):
    """How a shop's goods are watched, days before they expire."""

    shop_code: str
    shop: str
    warn_days: int
    block_days: int


_LEVELS = text(
    """
    SELECT s.code AS shop_code, s.name AS shop, v.product_id, p.sku, p.name, v.low_at, v.is_low,
           CAST(stock_now(v.shop_id, v.product_id) ->> 'available' AS bigint) AS available
    FROM low_levels v
    JOIN shops s ON s.id = v.shop_id
    JOIN products p ON p.shop_id = v.shop_id AND p.id = v.product_id
    WHERE (:shop = '' OR s.code = :shop) AND (NOT :is_low OR v.is_low)
      AND (CAST(:like AS text) IS NULL OR p.sku ILIKE CAST(:like AS text)
           OR p.name ILIKE CAST(:like AS text))
      AND (CAST(:after_shop AS text) IS NULL OR (s.code, p.sku) > (:after_shop, :after))
    ORDER BY s.code, p.sku LIMIT :limit
    """
)
_RULES = text(
    """
    SELECT s.code AS shop_code, s.name AS shop, coalesce(r.warn_days, :warn_days) AS warn_days,
           coalesce(r.block_days, :block_days) AS block_days
    FROM shops s LEFT JOIN expiry_rules r ON r.shop_id = s.id
    WHERE :shop = '' OR s.code = :shop
    ORDER BY s.name, s.code LIMIT :limit
    """
)


async def level_list(
    read: Read | Tx,
    *,
    limit: int,
    shop: str = "",
    like: str | None = None,
    is_low: bool = False,
    after: tuple[str, str] | None = None,
) -> list[LevelRow]:
    """Levels by shop and SKU; ``after``: the shop's code and SKU where the page before ended."""
    facts = {
        "shop": shop,
        "like": like,
        "is_low": is_low,
        "after_shop": after[0] if after else None,
        "after": after[1] if after else None,
        "limit": limit,
    }
    return [LevelRow(**row._mapping) for row in await read.execute(_LEVELS, facts)]


async def rules_list(read: Read | Tx, shop: str = "") -> list[RulesRow]:
    """Every shop's rules, the defaults where it never said anything."""
    usual = msgspec.structs.asdict(ExpiryWatch())
    rows = await read.execute(_RULES, {"shop": shop, "limit": SHOPS_MAX, **usual})
    return [RulesRow(**row._mapping) for row in rows]
