"""The LPNs of the house for the desk: where each stands and what is in it."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: in use: goods are in it, or something stands in it; free: for other goods
STATES = ("in_use", "free")


class ContainerRow(msgspec.Struct, frozen=True, kw_only=True):
    """An LPN; quantities of all that is in it, base units."""

    id: UUID
    code: str
    label_code: str
    #: the location, and the LPN in which it stands
    stands_at: str | None
    inside: str | None
    quantity: int
    promised: int
    products: int
    shops: str | None


_ROWS = text(
    """
    SELECT p.id, p.code, p.label_code, l.code AS stands_at,
           CASE WHEN i.kind = 'lpn' THEN i.code END AS inside,
           goods.quantity, goods.promised, goods.products, goods.shops
    FROM places p
    LEFT JOIN places l ON l.id = p.stands_at_id
    LEFT JOIN places i ON i.id = p.inside_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(b.on_hand), 0) AS quantity, coalesce(sum(b.allocated), 0) AS promised,
               count(DISTINCT b.product_id) AS products,
               string_agg(DISTINCT s.name, ', ') AS shops
        FROM balances b JOIN shops s ON s.id = b.shop_id
        WHERE b.place_id IN (SELECT container_tree(p.id)) AND b.on_hand > 0) AS goods
    WHERE p.kind = 'lpn' AND p.code > :after
      AND (CAST(:like AS text) IS NULL OR p.code ILIKE :like OR p.label_code ILIKE :like
           OR l.code ILIKE :like)
      AND (:state = '' OR (goods.quantity > 0) = (:state = 'in_use'))
    ORDER BY p.code LIMIT :limit
    """
)


async def container_list(
    read: Read | Tx, *, limit: int, like: str | None = None, state: str = "", after: str = ""
) -> list[ContainerRow]:
    """LPNs by name; ``like``: an ILIKE pattern for its name, its label or its location's name."""
    facts = {"limit": limit, "like": like, "state": state, "after": after}
    return [ContainerRow(**row._mapping) for row in await read.execute(_ROWS, facts)]
