"""What a replenisher does next: a pure function of rows, the same on any device."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.catalog.codes import as_printed
from wms.db import Read, Tx


class _AtTask(msgspec.Struct, frozen=True, kw_only=True):
    """Goods of a task; ``place`` is where the step is done, ``pick_face`` where they shall lie."""

    task: UUID
    shop_id: UUID
    shop: str
    product_id: UUID
    sku: str
    name: str
    #: in stored form
    barcode: str | None
    lot: str | None
    expires_on: date | None
    place_id: UUID
    place: str
    #: the LPN that stands there and whose label is scanned; none: the place's own label
    container: str | None
    pick_face: str
    #: base units; ``collected``: of this task on the cart; ``on_cart``: of all tasks of the walk
    quantity: int
    collected: int
    on_cart: int
    photo: str | None
    #: tasks whose goods are on the cart or down, and tasks of the walk
    done: int
    total: int

    @property
    def printed(self) -> str | None:
        """The barcode as it stands under the bars."""
        return as_printed(self.barcode) if self.barcode else None

    @property
    def needed(self) -> str:
        """Whose label is scanned, as people say it."""
        return f"{self.container} ({self.place})" if self.container else self.place


class GoTo(_AtTask, frozen=True, kw_only=True):
    """Walk to a place of the reserve and scan its label."""


class Take(_AtTask, frozen=True, kw_only=True):
    """Scan the goods and lay them on the cart."""


class Bring(_AtTask, frozen=True, kw_only=True):
    """Walk to the pick face and scan its label: ``collected`` pieces lie there then."""


class BringBack(_AtTask, frozen=True, kw_only=True):
    """What did not fit goes back to its place in the reserve."""


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing is in hand."""


Step = GoTo | Take | Bring | BringBack | Finished

_STEP = text(
    """
    WITH mine AS (
        SELECT t.*, w.at_place_id FROM replenish_walks w JOIN replenish_tasks t ON t.walk_id = w.id
        WHERE w.operator_id = :operator AND w.finished_at IS NULL AND t.status <> 'cancelled'
    ), open_one AS (
        SELECT m.*, CASE WHEN m.status = 'taken' OR m.returns_at IS NOT NULL THEN m.from_place_id
                         ELSE m.to_place_id END AS go_id
        FROM mine m WHERE m.closed_at IS NULL
    )
    SELECT t.id AS task, t.shop_id, s.name AS shop, t.product_id, r.sku, r.name,
           (SELECT k.code FROM barcodes k
            WHERE k.shop_id = t.shop_id AND k.product_id = t.product_id
            ORDER BY k.quantity, k.code LIMIT 1) AS barcode,
           nullif(l.code, '') AS lot, l.expires_on, p.id AS place_id,
           coalesce(stands.code, p.code) AS place,
           CASE WHEN p.kind = 'lpn' THEN p.code END AS container,
           face.code AS pick_face, t.quantity, t.collected - t.set_down AS collected,
           CAST(sum(progress.on_cart) AS int) AS on_cart,
           (SELECT ph.shop_id || '/' || ph.photo_id FROM product_photos ph
            WHERE ph.shop_id = t.shop_id AND ph.product_id = t.product_id
            ORDER BY ph.photo_id LIMIT 1) AS photo,
           CAST(count(*) FILTER (WHERE progress.is_done) AS int) AS done,
           CAST(count(*) AS int) AS total,
           t.status, t.returns_at IS NOT NULL AS is_back, t.at_place_id = p.id AS is_there
    FROM (SELECT o.* FROM open_one o JOIN places p ON p.id = o.go_id
          -- all goods are collected before the first are put down; what was skipped comes last
          ORDER BY o.status <> 'taken', o.skipped_at NULLS FIRST, o.returns_at IS NOT NULL,
                   p.pick_order, p.code, o.id LIMIT 1) AS t
    JOIN shops s ON s.id = t.shop_id
    JOIN products r ON r.shop_id = t.shop_id AND r.id = t.product_id
    JOIN lots l ON l.shop_id = t.shop_id AND l.product_id = t.product_id AND l.id = t.lot_id
    JOIN places p ON p.id = t.go_id
    LEFT JOIN places stands ON stands.id = p.stands_at_id
    JOIN places face ON face.id = t.to_place_id
    CROSS JOIN (SELECT m.status <> 'taken' AND (m.closed_at IS NOT NULL OR EXISTS (
                    SELECT FROM mine o WHERE o.status = 'taken')) AS is_done,
                       m.collected - m.set_down AS on_cart
                FROM mine m) AS progress
    GROUP BY t.id, t.shop_id, s.name, t.product_id, r.sku, r.name, l.code, l.expires_on, p.id,
             p.code, p.kind, stands.code, face.code, t.quantity, t.collected, t.set_down, t.status,
             t.returns_at, t.at_place_id
    """
)


async def next_step(read: Read | Tx, by: AtWork) -> Step:
    """What this operator does next."""
    row = (await read.execute(_STEP, {"operator": by.operator_id})).mappings().first()
    if row is None:
        return Finished()
    facts = {name: row[name] for name in _AtTask.__struct_fields__}
    if row["status"] == "taken":
        return Take(**facts) if row["is_there"] else GoTo(**facts)
    return BringBack(**facts) if row["is_back"] else Bring(**facts)
