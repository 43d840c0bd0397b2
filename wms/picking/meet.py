"""Where the parts of an order meet that was picked zone by zone (mode ``zone``).

Each part comes in totes of its own. The first that comes gives the order a place, a staging place
of its own; when all parts are there, the order is picked and can be packed. `sql/parts_meet.sql`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms import barcodes
from wms.db import Hot, Read, Tx
from wms.idempotency import ScanMade
from wms.picking.errors import (
    MeetNotAPlace,
    MeetNotATote,
    MeetNotPicked,
    MeetOtherPlace,
    MeetPlaceTaken,
    MeetToPacking,
    MeetToteEmpty,
)  # fmt: skip

#: orders listed on one page
SHOWN_MAX = 100


class ToBring(msgspec.Struct, frozen=True, kw_only=True):
    """Totes of one part of an order, and the place where they go."""

    tote: str
    #: all totes of this part, this one with them
    totes: list[str]
    order: int
    #: where other parts of the order stand already
    place: str | None
    #: a free one, when none does; None: all are taken
    offered: str | None


_ASK = text("SELECT meet_ask(:label)")
_NOS = {
    no.code: no
    for no in (MeetNotAPlace, MeetNotATote, MeetNotPicked, MeetOtherPlace, MeetPlaceTaken,
               MeetToPacking, MeetToteEmpty)
}  # fmt: skip


def _label(code: str) -> str | None:
    read = barcodes.parse(code)
    return read.code if isinstance(read, barcodes.OwnLabel) else None


async def to_bring(read: Read | Tx, code: str) -> ToBring:
    """Where the tote goes whose label was scanned.

    Raises:
        MeetNotATote, MeetToteEmpty, MeetNotPicked: it is none that goes anywhere now.
        MeetToPacking: its order waits for nothing.
    """
    answer: dict[str, Any] = await read.scalar(_ASK, {"label": _label(code)})
    if answer["outcome"] == "refused":
        raise _NOS[answer["code"]](**answer["facts"])
    return msgspec.convert(answer, ToBring)


async def bring(hot: Hot, tote: str, made: ScanMade) -> str:
    """The totes of a part stand at the place whose label was scanned; ``tote``: the label of one.

    The answer is JSON: ``{"outcome": "ok", "did": "brought", "order", "place", "is_whole"}`` or a
    refusal, which is kept. One statement.
    """
    return await hot.call(
        "SELECT meet_bring($1, $2, $3, $4, $5, $6)",
        made.id, made.operator_id, made.device_id, _label(tote), made.code, _label(made.code),
    )  # fmt: skip


_WAITING = text(
    """
    SELECT count(*) FROM pick_run_orders ro
    JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id AND o.status = 'picking'
    WHERE ro.zone_id IS NOT NULL AND ro.emptied_at IS NULL AND ro.brought_at IS NULL
      AND EXISTS (SELECT FROM pick_tasks t WHERE t.shop_id = ro.shop_id AND t.run_id = ro.run_id
                  AND t.order_id = ro.order_id AND t.picked > 0)
      AND NOT EXISTS (SELECT FROM pick_tasks t WHERE t.shop_id = ro.shop_id
                      AND t.run_id = ro.run_id AND t.order_id = ro.order_id
                      AND t.status IN ('open', 'skipped'))
    """
)


async def waiting_to_meet(read: Read) -> int:
    """How many parts are picked and not brought yet."""
    return await read.scalar(_WAITING) or 0


class MeetingPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of an order. ``state``: brought, picked (still on a cart), walked (for), or open."""

    zone: str
    run: int
    state: str
    tote: str | None
    operator: str | None


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """An order whose parts meet."""

    shop_id: UUID
    order_number: int
    shop: str
    place: str | None
    is_cancelled: bool
    is_whole: bool
    parts: list[MeetingPart]


_MEETINGS = text(
    """
    SELECT o.shop_id, o.number AS order_number, s.name AS shop, p.code AS place,
           o.intercepted_at IS NOT NULL AS is_cancelled, o.status <> 'picking'
           AND o.status <> 'released' AS is_whole, parts.parts
    FROM orders o
    JOIN shops s ON s.id = o.shop_id
    JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object(
            'zone', z.code, 'run', r.number, 'tote', tote.code, 'operator', op.name, 'state', CASE
                WHEN ro.brought_at IS NOT NULL THEN 'brought'
                WHEN NOT EXISTS (SELECT FROM pick_tasks t WHERE t.shop_id = ro.shop_id
                                 AND t.run_id = ro.run_id AND t.order_id = ro.order_id
                                 AND t.status IN ('open', 'skipped')) THEN 'picked'
                WHEN r.status = 'picking' THEN 'walked' ELSE 'open' END) ORDER BY z.code) AS parts
        FROM pick_run_orders ro
        JOIN zones z ON z.id = ro.zone_id JOIN pick_runs r ON r.id = ro.run_id
        LEFT JOIN places tote ON tote.id = ro.tote_id
        LEFT JOIN operators op ON op.id = r.operator_id
        WHERE ro.shop_id = o.shop_id AND ro.order_id = o.id AND ro.emptied_at IS NULL) AS parts
      ON parts.parts IS NOT NULL
    LEFT JOIN meeting_places m ON m.shop_id = o.shop_id AND m.order_id = o.id
    LEFT JOIN places p ON p.id = m.place_id
    WHERE o.status IN ('released', 'picking', 'picked') AND (o.shop_id, o.id) IN (
        SELECT shop_id, order_id FROM pick_run_orders
        WHERE zone_id IS NOT NULL AND emptied_at IS NULL)
    ORDER BY o.priority, o.ship_by NULLS LAST, o.number LIMIT :most
    """
)


async def meetings(read: Read | Tx) -> list[Meeting]:
    """Orders whose parts are walked for or meet, the most urgent first."""
    rows = await read.execute(_MEETINGS, {"most": SHOWN_MAX})
    return [msgspec.convert(dict(row._mapping), Meeting) for row in rows]
