"""The list of threads: who waits longest stands first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read
from wms.orders.person import Person, people_of
from wms.seals.seals import FOUND, asked_for, open_all

STATES: Final = ("waiting", "open", "closed")
_NUMBER_MAX_DIGITS: Final = 18
EXCERPT_MAX_CHARS: Final = 140


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the list is narrowed to."""

    #: waiting, open, closed; empty: waiting and open
    state: str = ""
    shop: str = ""
    channel: str = ""
    #: threads that this person has
    user_id: UUID | None = None
    #: a number, a name, an e-mail address, a telephone or a tracking number
    search: str = ""
    #: a keyed hash of an address that was searched for
    marks: Sequence[bytes] = ()


class ThreadRow(msgspec.Struct, frozen=True, kw_only=True):
    """A thread in the list."""

    id: UUID
    number: int
    shop_id: UUID
    shop: str
    party: str
    order_id: UUID | None
    order_number: int | None
    order_name: str | None
    person: Person
    waiting_since: datetime | None
    closed_at: datetime | None
    last_at: datetime
    last_channel: str | None
    last_from: str | None
    #: the beginning of what was said last; empty when it was erased
    excerpt: str
    taken_by: UUID | None
    taken_name: str | None


_FROM: Final = """
    FROM contact_threads t JOIN shops s ON s.id = t.shop_id
    LEFT JOIN orders o ON o.shop_id = t.shop_id AND o.id = t.order_id
    LEFT JOIN office_users u ON u.id = t.taken_by
    WHERE t.joined_id IS NULL AND (t.last_channel IS NOT NULL)
      AND (:state <> '' OR t.closed_at IS NULL)
      AND (:state <> 'waiting' OR t.waiting_since IS NOT NULL)
      AND (:state <> 'open' OR (t.waiting_since IS NULL AND t.closed_at IS NULL))
      AND (:state <> 'closed' OR t.closed_at IS NOT NULL)
      AND (:shop = '' OR s.code = :shop)
      AND (:channel = '' OR t.last_channel = :channel)
      AND (CAST(:user AS uuid) IS NULL OR t.taken_by = :user)
      AND (:search = '' OR t.number = CAST(:number AS bigint) OR o.number = CAST(:number AS bigint)
           OR o.external_id = :search OR t.person_mark = ANY(:marks)
           OR t.subject_id IN (SELECT subject_id FROM found)
           OR EXISTS (SELECT FROM contact_threads j WHERE j.shop_id = t.shop_id
                      AND j.joined_id = t.id AND j.subject_id IN (SELECT subject_id FROM found))
           OR EXISTS (SELECT FROM parcels p JOIN shipments h ON h.shop_id = p.shop_id
                      AND h.parcel_id = p.id WHERE p.shop_id = t.shop_id AND p.order_id = t.order_id
                      AND h.tracking_number = :search))
"""
_LIST: Final = text(
    f"""
    WITH found AS MATERIALIZED ({FOUND})
    SELECT t.id, t.number, t.shop_id, s.name AS shop, t.party, t.order_id,
           o.number AS order_number, o.external_id AS order_name, t.waiting_since, t.closed_at,
           t.last_at, t.last_channel, t.last_from, t.taken_by, u.name AS taken_name,
           l.words_sealed, l.subject_id
    FROM (SELECT t.id AS key {_FROM}
          ORDER BY (t.waiting_since IS NULL), t.waiting_since, t.last_at DESC, t.id
          LIMIT :limit OFFSET :offset) wanted
    JOIN contact_threads t ON t.id = wanted.key JOIN shops s ON s.id = t.shop_id
    LEFT JOIN orders o ON o.shop_id = t.shop_id AND o.id = t.order_id
    LEFT JOIN office_users u ON u.id = t.taken_by
    LEFT JOIN LATERAL (
        SELECT m.words_sealed, w.subject_id FROM contact_threads w
        JOIN contact_messages m ON m.shop_id = w.shop_id AND m.thread_id = w.id
        WHERE w.shop_id = t.shop_id AND (w.id = t.id OR w.joined_id = t.id)
          AND m.undone_at IS NULL AND m.channel <> 'note'
        ORDER BY m.id DESC LIMIT 1
    ) l ON true
    ORDER BY (t.waiting_since IS NULL), t.waiting_since, t.last_at DESC, t.id
    """
)
_COUNT: Final = text(
    "SELECT count(*) FILTER (WHERE waiting_since IS NOT NULL) AS waiting, "
    "count(*) FILTER (WHERE waiting_since IS NULL) AS open FROM contact_threads "
    "WHERE joined_id IS NULL AND closed_at IS NULL AND last_channel IS NOT NULL"
)


async def threads(
    read: Read, wanted: Wanted, *, limit: int, offset: int = 0
) -> Sequence[ThreadRow]:
    """Threads as ``wanted``, who waits longest first, then what was said last."""
    digits = wanted.search.lstrip("#")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _NUMBER_MAX_DIGITS
    given = {
        "state": wanted.state, "shop": wanted.shop, "channel": wanted.channel,
        "user": wanted.user_id, "search": wanted.search,
        "number": int(digits) if is_number else None, "marks": list(wanted.marks),
        "limit": limit, "offset": offset, **asked_for(wanted.search),
    }  # fmt: skip
    rows = (await read.execute(_LIST, given)).all()
    words = await open_all(
        read, [(one.shop_id, one.subject_id or one.id, one.words_sealed) for one in rows]
    )
    people = await people_of(read, [(r.shop_id, r.order_id) for r in rows if r.order_id])
    return [_row(one, said, people) for one, said in zip(rows, words, strict=True)]


def _row(one: Any, said: bytes | None, people: dict[UUID, Person]) -> ThreadRow:
    facts = {f: getattr(one, f) for f in ThreadRow.__struct_fields__ if hasattr(one, f)}
    excerpt = " ".join((said or b"").decode().split())[:EXCERPT_MAX_CHARS]
    return ThreadRow(**facts, excerpt=excerpt, person=people.get(one.order_id, Person()))


async def count_threads(read: Read) -> dict[str, int]:
    """How many wait for us, and how many are open besides."""
    row = (await read.execute(_COUNT)).one()
    return {"waiting": row.waiting, "open": row.open}


class FirstAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """How long people waited for an answer, of one shop, channel and person."""

    shop_id: UUID
    channel: str
    user_id: UUID | None
    answers: int
    #: the time that half of them waited at most, s
    median_s: float
    #: the longest, s
    longest_s: float


_ANSWERS: Final = text(
    """
    SELECT shop_id, channel, user_id, count(*) AS answers,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM
               created_at - waited_since)) AS median_s,
           max(extract(epoch FROM created_at - waited_since)) AS longest_s
    FROM contact_messages
    WHERE waited_since IS NOT NULL AND undone_at IS NULL
      AND created_at >= :begin AND created_at < :end
    GROUP BY shop_id, channel, user_id ORDER BY shop_id, channel, answers DESC LIMIT 1000
    """
)


async def first_answers(read: Read, begin: datetime, end: datetime) -> Sequence[FirstAnswers]:
    """The time to the first answer to what waited, from ``begin`` until before ``end``."""
    rows = await read.execute(_ANSWERS, {"begin": begin, "end": end})
    return [
        FirstAnswers(
            shop_id=row.shop_id, channel=row.channel, user_id=row.user_id, answers=row.answers,
            median_s=float(row.median_s), longest_s=float(row.longest_s),
        )
        for row in rows
    ]  # fmt: skip
