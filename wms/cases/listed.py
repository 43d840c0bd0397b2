"""Cases as the desk lists them, and how many there are."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.cases.queries import OF_HALL, CaseRow, opened
from wms.db import Read, Tx

#: what a list shows: a word of its address → what is so
GROUPS: Final = {
    "ours": "c.status IN ('open', 'waiting_for_us')",
    "theirs": "c.status = 'waiting_for_shop'",
    "late": "c.status <> 'resolved' AND c.answered_at IS NULL AND c.answer_due_at < now()",
    "resolved": "c.status = 'resolved'",
}
#: whose they are: a word of its address → what is so
WHOSE: Final = {
    "mine": "c.assigned_to = CAST(:user AS uuid)",
    "nobody": "c.assigned_to IS NULL",
}
_LIST: Final = """{view}
    WHERE {group} AND {whose} AND (:kind = '' OR c.kind = :kind) AND (:shop = '' OR s.code = :shop)
      AND (:q = '' OR CAST(c.number AS text) = :q OR CAST(o.number AS text) = :q
           OR o.external_id = :q)
      AND (CAST(:before AS bigint) IS NULL OR c.number < CAST(:before AS bigint))
    ORDER BY c.number DESC LIMIT :limit
"""


async def case_list(
    read: Read | Tx,
    *,
    limit: int,
    group: str = "",
    kind: str = "",
    shop: str = "",
    search: str = "",
    before: int | None = None,
    whose: str = "",
    user: UUID | None = None,
) -> list[CaseRow]:
    """Cases, the newest first; ``search``: a number of a case or an order, or the order's name;
    ``whose``: those that ``user`` looks after, or nobody (of `WHOSE`)."""
    sql = _LIST.format(
        view=OF_HALL, group=GROUPS.get(group, "true"), whose=WHOSE.get(whose, "true")
    )
    facts: dict[str, Any] = {"user": user} if whose == "mine" else {}
    facts |= {"kind": kind, "shop": shop, "q": search.upper().removeprefix("C-"), "before": before}
    rows = (await read.execute(text(sql), {**facts, "limit": limit})).all()
    return await opened(read, rows, CaseRow)


class CaseCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How the cases stand, and how fast they were answered in the last 30 days."""

    ours: int
    theirs: int
    late: int
    answered: int
    #: hours from being opened to our first answer; None: nothing was answered
    median_h: float | None
    p90_h: float | None


_COUNTS: Final = text(
    f"""
    SELECT {
        ", ".join(f"count(*) FILTER (WHERE {GROUPS[g]}) AS {g}" for g in ("ours", "theirs", "late"))
    },
           count(*) FILTER (WHERE recent) AS answered,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) FILTER (WHERE recent) AS median_h,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY hours) FILTER (WHERE recent) AS p90_h
    FROM (SELECT c.*, coalesce(c.answered_at > now() - interval '30 days', false) AS recent,
                 EXTRACT(epoch FROM c.answered_at - c.created_at) / 3600 AS hours
          FROM cases c JOIN shops s ON s.id = c.shop_id
          WHERE (:kind = '' OR c.kind = :kind) AND (:shop = '' OR s.code = :shop)) AS c
    """
)


async def case_counts(read: Read | Tx, *, kind: str = "", shop: str = "") -> CaseCounts:
    """Over all cases of a shop and a kind, or all."""
    row: Any = (await read.execute(_COUNTS, {"kind": kind, "shop": shop})).one()
    hours = {
        name: None if getattr(row, name) is None else round(float(getattr(row, name)), 1)
        for name in ("median_h", "p90_h")
    }
    return CaseCounts(**{**row._mapping, **hours})
