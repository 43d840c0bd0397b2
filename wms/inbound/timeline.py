"""What happened to a delivery: who announced it, who counted it, what was decided."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: at most so many entries of each source are told, the first ones
EACH_MAX = 200


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. ``what``: a step of the delivery, first_scan, last_scan, noticed, decided,
    reminded or refused; ``by`` is None for its shop, and for readers who may not know our people.
    """

    at: datetime
    what: str
    by: str | None = None
    note: str | None = None
    #: of a difference: its kind, goods and decision; of a refused scan: code and facts
    data: dict[str, object] = {}


_HAPPENED = text(
    """
    SELECT a.created_at AS at, 'announced' AS what, NULL AS by, NULL AS note, '{}'::jsonb AS data
    FROM asns a WHERE a.shop_id = :shop AND a.id = :asn AND a.is_announced AND NOT EXISTS (
        SELECT FROM asn_steps WHERE shop_id = :shop AND asn_id = :asn AND step = 'announced')
    UNION ALL
    SELECT st.created_at, st.step, coalesce(op.name, u.name), st.note, '{}'
    FROM asn_steps st
    LEFT JOIN operators op ON op.id = st.operator_id
    LEFT JOIN office_users u ON u.id = st.user_id
    WHERE st.shop_id = :shop AND st.asn_id = :asn
    UNION ALL
    SELECT * FROM (
        SELECT m.occurred_at, 'last_scan', op.name, NULL,
               jsonb_build_object('sku', p.sku, 'quantity', m.quantity)
        FROM asn_lines l
        JOIN movements m ON m.shop_id = l.shop_id AND m.line_id = l.id AND m.reason = 'receive'
        JOIN products p ON p.shop_id = m.shop_id AND p.id = m.product_id
        LEFT JOIN operators op ON op.id = m.operator_id
        WHERE l.shop_id = :shop AND l.asn_id = :asn ORDER BY m.id DESC LIMIT 1) AS last_scan
    UNION ALL
    SELECT d.created_at, 'noticed', NULL, d.note,
           jsonb_build_object('kind', d.kind, 'sku', p.sku, 'quantity', d.quantity)
    FROM discrepancies d LEFT JOIN products p ON p.shop_id = d.shop_id AND p.id = d.product_id
    WHERE d.shop_id = :shop AND d.asn_id = :asn AND d.status <> 'withdrawn'
    UNION ALL
    SELECT d.decided_at, 'decided', u.name, d.decided_note,
           jsonb_build_object('kind', d.kind, 'sku', p.sku, 'quantity', d.quantity,
                              'decision', d.decision, 'decided_by', d.decided_by)
    FROM discrepancies d LEFT JOIN products p ON p.shop_id = d.shop_id AND p.id = d.product_id
    LEFT JOIN office_users u ON u.id = d.decided_by_user_id
    WHERE d.shop_id = :shop AND d.asn_id = :asn AND d.decided_at IS NOT NULL
    UNION ALL
    SELECT * FROM (
        SELECT sc.at, 'refused', op.name, NULL, sc.answer FROM scans sc
        LEFT JOIN operators op ON op.id = sc.operator_id
        WHERE sc.subject_id = :asn AND sc.flow = 'receive' AND sc.outcome = 'refused'
        ORDER BY sc.at LIMIT :limit) AS refused
    ORDER BY at LIMIT :limit
    """
)


async def timeline(read: Read | Tx, shop_id: UUID, asn_id: UUID) -> list[Happened]:
    """What happened to the delivery, the first thing first. One statement."""
    key = {"shop": shop_id, "asn": asn_id, "limit": EACH_MAX}
    return [Happened(**row._mapping) for row in await read.execute(_HAPPENED, key)]
