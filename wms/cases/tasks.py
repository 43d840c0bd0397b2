"""What is to be done about all cases: the tasks that are open, the most urgent first."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.seals.seals import open_all

TASKS_MAX: Final = 200


class OpenTask(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be done."""

    id: UUID
    #: null once the person was erased
    what: str | None
    due_on: date | None
    case_number: int
    kind: str
    shop: str
    assigned_to: UUID | None
    assigned_name: str | None


_TASKS: Final = text(
    """
    SELECT k.id, k.shop_id, t.subject_id, k.what_sealed, k.due_on, c.number AS case_number, c.kind,
           s.name AS shop, c.assigned_to, u.name AS assigned_name
    FROM case_tasks k
    JOIN cases c ON c.shop_id = k.shop_id AND c.id = k.case_id
    JOIN contact_threads t ON t.shop_id = c.shop_id AND t.id = c.thread_id
    JOIN shops s ON s.id = c.shop_id
    LEFT JOIN office_users u ON u.id = c.assigned_to
    WHERE k.done_at IS NULL AND (:shop = '' OR s.code = :shop)
      AND (CAST(:user AS uuid) IS NULL OR c.assigned_to = CAST(:user AS uuid))
      AND (CAST(:until AS date) IS NULL OR k.due_on <= CAST(:until AS date))
    ORDER BY k.due_on NULLS LAST, k.id LIMIT :limit
    """
)


async def open_tasks(
    read: Read | Tx, *, user: UUID | None = None, until: date | None = None, shop: str = ""
) -> list[OpenTask]:
    """Tasks of all cases; ``user``: only of cases that this person looks after; ``until``: only
    those that are due by then."""
    facts = {"user": user, "until": until, "shop": shop, "limit": TASKS_MAX}
    rows = (await read.execute(_TASKS, facts)).all()
    said = await open_all(read, [(r.shop_id, r.subject_id, r.what_sealed) for r in rows])
    return [
        OpenTask(
            what=None if what is None else what.decode(),
            **{n: getattr(row, n) for n in OpenTask.__struct_fields__ if n != "what"},
        )
        for row, what in zip(rows, said, strict=True)
    ]
