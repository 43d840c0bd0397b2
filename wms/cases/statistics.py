"""How many cases there were in a period, how they stand, and how fast the first answer came."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: by what the cases are grouped → what tells one group from the other, and how it is called
BY: Final = {
    "shop": ("s.code", "s.name"),
    "kind": ("c.kind", "c.kind"),
    "person": ("coalesce(CAST(u.id AS text), '')", "coalesce(u.name, '')"),
    "day": (
        "CAST(CAST(c.created_at AT TIME ZONE :zone AS date) AS text)",
        "CAST(CAST(c.created_at AT TIME ZONE :zone AS date) AS text)",
    ),
}
GROUPS_MAX: Final = 500


class CaseNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """The cases of one group; `key` and `name` are empty for all of them, or for nobody's."""

    key: str
    name: str
    #: opened in the period; of these, open now, late, answered at all, answered in time, resolved
    opened: int
    open: int
    late: int
    answered: int
    in_time: int
    resolved: int
    #: hours from being opened to the first answer; None: nothing was answered
    median_h: Decimal | None
    p90_h: Decimal | None


_NUMBERS: Final = """
    SELECT {key} AS key, {name} AS name, count(*) AS opened,
           count(*) FILTER (WHERE status <> 'resolved') AS open,
           count(*) FILTER (WHERE answered_at IS NULL AND status <> 'resolved'
                            AND answer_due_at < now() OR answered_at > answer_due_at) AS late,
           count(answered_at) AS answered,
           count(*) FILTER (WHERE answered_at <= answer_due_at) AS in_time,
           count(*) FILTER (WHERE status = 'resolved') AS resolved,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) AS median_h,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY hours) AS p90_h
    FROM (SELECT c.kind, c.status, c.answered_at, c.answer_due_at,
                 {key_of} AS key_of, {name_of} AS name_of,
                 EXTRACT(epoch FROM c.answered_at - c.created_at) / 3600 AS hours
          FROM cases c JOIN shops s ON s.id = c.shop_id
          LEFT JOIN office_users u ON u.id = c.assigned_to
          WHERE c.created_at >= :begin AND c.created_at < :end
            AND (:shop = '' OR s.code = :shop) AND (:kind = '' OR c.kind = :kind)) AS c
    {group} LIMIT :limit
"""


async def case_numbers(
    read: Read | Tx,
    *,
    by: str,
    begin: datetime,
    end: datetime,
    zone: str,
    shop: str = "",
    kind: str = "",
) -> list[CaseNumbers]:
    """Of the cases opened from ``begin`` to before ``end``: all of them in the first row, then by
    ``by`` (of `BY`; days are those of ``zone``), the most first. Without a case only the first."""
    key, name = BY[by]
    facts = {
        "begin": begin, "end": end, "shop": shop, "kind": kind, "zone": zone, "limit": GROUPS_MAX,
    }  # fmt: skip
    everything = _NUMBERS.format(key="''", name="''", key_of="''", name_of="''", group="")
    order = "key" if by == "day" else "opened DESC, key"
    groups = _NUMBERS.format(
        key="key_of", name="name_of", key_of=key, name_of=name,
        group=f"GROUP BY key_of, name_of ORDER BY {order}",
    )  # fmt: skip
    if by != "day":
        facts.pop("zone")
    bare = {name: value for name, value in facts.items() if name != "zone"}
    total = (await read.execute(text(everything), bare)).one()
    rows = (await read.execute(text(groups), facts)).all()
    return [_numbers(row) for row in (total, *rows)]


def _numbers(row: Any) -> CaseNumbers:
    hours = {
        name: None if getattr(row, name) is None else round(Decimal(getattr(row, name)), 1)
        for name in ("median_h", "p90_h")
    }
    return CaseNumbers(**{**row._mapping, **hours})
