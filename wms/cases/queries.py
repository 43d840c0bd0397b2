"""Reading cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, text

from wms.cases.errors import CaseUnknown
from wms.contact.thread import FileRow, files_beside
from wms.db import Read, Tx
from wms.seals.seals import open_all

#: messages, tasks and acts of one case that are shown
SHOWN_MAX: Final = 200


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """A case, as its shop sees it."""

    shop_id: UUID
    id: UUID
    number: int
    #: enquiry, complaint, courier_claim, stock_dispute or our_mistake
    kind: str
    #: open, waiting_for_shop, waiting_for_us or resolved
    status: str
    #: null once the person was erased
    title: str | None
    order_id: UUID | None
    order_external_id: str | None
    order_number: int | None
    parcel_id: UUID | None
    parcel_number: int | None
    return_id: UUID | None
    return_number: int | None
    #: shop, us or consumer
    opened_by: str
    #: what it came of: lost, damaged, difference or correction; null: somebody opened it
    cause: str | None
    #: our id of what it came of
    cause_id: UUID | None
    declared_at: datetime
    #: the last second of the day by which we answer
    answer_due_at: datetime
    answered_at: datetime | None
    #: reship, extra_item, credit, other_carrier or none
    remedy: str | None
    #: who pays for it: us, carrier or shop
    cost: str | None
    #: the order that puts it right
    remedy_order_id: UUID | None
    #: our number of the order that puts it right
    remedy_order_number: int | None
    #: what is granted, in the smallest unit of `credit_currency`
    credit_minor: int | None
    #: ISO 4217
    credit_currency: str | None
    #: when its remedy was chosen
    resolved_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


class CaseRow(CaseView, frozen=True, kw_only=True):
    """The same for the desk."""

    shop: str
    shop_code: str
    thread_id: UUID
    assigned_to: UUID | None
    assigned_name: str | None


_VIEW: Final = """
    SELECT c.shop_id, c.id, c.number, c.kind, c.status, c.title_sealed, t.subject_id, c.order_id,
           o.external_id AS order_external_id, o.number AS order_number, c.parcel_id,
           pa.number AS parcel_number, c.return_id, r.number AS return_number, c.opened_by, c.cause,
           c.cause_id, c.declared_at, c.answer_due_at, c.answered_at, c.remedy, c.cost,
           c.remedy_order_id, n.number AS remedy_order_number, c.credit_minor, c.credit_currency,
           c.resolved_at, c.created_at, c.updated_at, c.version, s.name AS shop,
           s.code AS shop_code, c.thread_id, c.assigned_to, u.name AS assigned_name
    FROM cases c
    JOIN shops s ON s.id = c.shop_id
    JOIN contact_threads t ON t.shop_id = c.shop_id AND t.id = c.thread_id
    LEFT JOIN orders o ON o.shop_id = c.shop_id AND o.id = c.order_id
    LEFT JOIN orders n ON n.shop_id = c.shop_id AND n.id = c.remedy_order_id
    LEFT JOIN parcels pa ON pa.shop_id = c.shop_id AND pa.id = c.parcel_id
    LEFT JOIN returns r ON r.shop_id = c.shop_id AND r.id = c.return_id
    {users} JOIN office_users u ON u.id = c.assigned_to
"""
# a shop's program does not see who works at the desk
OF_HALL: Final = _VIEW.format(users="LEFT")
_OF_SHOP: Final = _VIEW.replace("u.name AS assigned_name", "NULL AS assigned_name").replace(
    "{users} JOIN office_users u ON u.id = c.assigned_to", ""
)
_ONE: Final = text(f"{_OF_SHOP} WHERE c.shop_id = :shop AND c.id = :id")
_BY_NUMBER: Final = text(f"{OF_HALL} WHERE c.number = :number")
_OF_ORDERS: Final = text(
    f"{_OF_SHOP} WHERE c.shop_id = :shop AND c.order_id = ANY(:orders) ORDER BY c.number"
)
_PAGE: Final = text(
    f"""{_OF_SHOP}
    WHERE c.shop_id = :shop
      AND (CAST(:status AS text) IS NULL OR c.status = :status)
      AND (CAST(:since AS timestamptz) IS NULL OR c.updated_at >= :since)
      AND (CAST(:settled AS timestamptz) IS NULL OR c.updated_at < CAST(:settled AS timestamptz))
      AND (CAST(:after_at AS timestamptz) IS NULL
           OR (c.updated_at, c.id) > (CAST(:after_at AS timestamptz), CAST(:after_id AS uuid)))
    ORDER BY c.updated_at, c.id LIMIT :limit"""
)


_THREAD: Final = text("SELECT thread_id FROM cases WHERE shop_id = :shop AND id = :id")


async def opened(read: Read | Tx, rows: Sequence[Row[Any]], kind: type[Any]) -> list[Any]:
    """Rows as structs of ``kind``, with their titles opened."""
    titles = await open_all(read, [(r.shop_id, r.subject_id, r.title_sealed) for r in rows])
    names = kind.__struct_fields__
    return [
        kind(
            title=None if title is None else title.decode(),
            **{name: getattr(row, name) for name in names if name != "title"},
        )
        for row, title in zip(rows, titles, strict=True)
    ]


async def case_view(read: Read | Tx, shop_id: UUID, case_id: UUID) -> CaseView:
    """The case. CaseUnknown when the shop has none of this id."""
    rows = (await read.execute(_ONE, {"shop": shop_id, "id": case_id})).all()
    if not rows:
        raise CaseUnknown(name=str(case_id))
    view: CaseView = (await opened(read, rows, CaseView))[0]
    return view


async def thread_of_case(read: Read | Tx, shop_id: UUID, case_id: UUID) -> UUID:
    """Where what is said of it stands. CaseUnknown when the shop has none of this id."""
    key = {"shop": shop_id, "id": case_id}
    thread: UUID | None = await read.scalar(_THREAD, key)
    if thread is None:
        raise CaseUnknown(name=str(case_id))
    return thread


async def case_by_number(read: Read | Tx, number: int) -> CaseRow:
    """The case with the number that people read; for the hall. CaseUnknown without one."""
    rows = (await read.execute(_BY_NUMBER, {"number": number})).all()
    if not rows:
        raise CaseUnknown(name=f"C-{number}")
    row: CaseRow = (await opened(read, rows, CaseRow))[0]
    return row


async def cases(
    read: Read,
    shop_id: UUID,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
    updated_since: datetime | None = None,
    settled: datetime | None = None,
    status: str | None = None,
) -> list[CaseView]:
    """A shop's cases in the order of their last change."""
    at, last = after or (None, None)
    rows = await read.execute(
        _PAGE,
        {"shop": shop_id, "status": status, "since": updated_since, "settled": settled,
         "after_at": at, "after_id": last, "limit": limit},
    )  # fmt: skip
    return await opened(read, rows.all(), CaseView)


async def cases_of_orders(
    read: Read, shop_id: UUID, order_ids: Sequence[UUID]
) -> dict[UUID, list[CaseView]]:
    """The cases about a page of orders, by order; one query besides opening their titles."""
    rows = (await read.execute(_OF_ORDERS, {"shop": shop_id, "orders": [*order_ids]})).all()
    found: dict[UUID, list[CaseView]] = {}
    for row, view in zip(rows, await opened(read, rows, CaseView), strict=True):
        found.setdefault(row.order_id, []).append(view)
    return found


class CaseWords(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was said in a case."""

    id: UUID
    #: shop, us or consumer
    from_whom: str
    #: portal, page, note …
    channel: str
    #: null once the person was erased
    words: str | None
    files: list[FileRow]
    said_at: datetime


_SAID: Final = text(
    """
    SELECT m.id, m.from_whom, m.channel, m.words_sealed, t.subject_id, m.shop_id,
           m.created_at AS said_at
    FROM case_messages c
    JOIN contact_messages m ON m.shop_id = c.shop_id AND m.id = c.message_id
    JOIN contact_threads t ON t.shop_id = m.shop_id AND t.id = m.thread_id
    WHERE c.shop_id = :shop AND c.case_id = :case AND m.undone_at IS NULL
      AND (:notes OR m.channel <> 'note')
    ORDER BY m.created_at, m.id LIMIT :limit
    """
)


async def case_words(
    read: Read | Tx, shop_id: UUID, case_id: UUID, *, with_notes: bool
) -> list[CaseWords]:
    """What was said, the first first; internal notes for the house only."""
    rows = (
        await read.execute(
            _SAID, {"shop": shop_id, "case": case_id, "notes": with_notes, "limit": SHOWN_MAX}
        )
    ).all()
    said = await open_all(read, [(r.shop_id, r.subject_id, r.words_sealed) for r in rows])
    files = await files_beside(read, shop_id, {row.id: row.subject_id for row in rows})
    return [
        CaseWords(
            id=row.id,
            from_whom=row.from_whom,
            channel=row.channel,
            words=None if words is None else words.decode(),
            files=files.get(row.id, []),
            said_at=row.said_at,
        )
        for row, words in zip(rows, said, strict=True)
    ]


class TaskView(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be done about a case."""

    id: UUID
    what: str | None
    due_on: date | None
    done_at: datetime | None


_TASKS: Final = text(
    """
    SELECT k.id, k.shop_id, t.subject_id, k.what_sealed, k.due_on, k.done_at
    FROM case_tasks k
    JOIN cases c ON c.shop_id = k.shop_id AND c.id = k.case_id
    JOIN contact_threads t ON t.shop_id = c.shop_id AND t.id = c.thread_id
    WHERE k.shop_id = :shop AND k.case_id = :case
    ORDER BY k.done_at NULLS FIRST, k.due_on NULLS LAST, k.id LIMIT :limit
    """
)


async def case_tasks(read: Read | Tx, shop_id: UUID, case_id: UUID) -> list[TaskView]:
    """What is to be done, and below it what was."""
    key = {"shop": shop_id, "case": case_id, "limit": SHOWN_MAX}
    rows = (await read.execute(_TASKS, key)).all()
    said = await open_all(read, [(r.shop_id, r.subject_id, r.what_sealed) for r in rows])
    return [
        TaskView(
            id=row.id, what=None if what is None else what.decode(), due_on=row.due_on,
            done_at=row.done_at,
        )
        for row, what in zip(rows, said, strict=True)
    ]  # fmt: skip
