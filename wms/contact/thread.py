"""One thread as it is read: its messages, and what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.contact.reading import Heads
from wms.db import Read, Tx
from wms.errors import NotFound
from wms.orders.person import Person, people_of
from wms.seals.seals import open_all

#: messages of a thread that are read at once, the newest
MESSAGES_MAX: Final = 200
#: whom a message is for → channels that they never see
HIDDEN: Final = {
    "us": (),
    "shop": ("note",),
    # a consumer's page shows what was said there; e-mail is in their mailbox
    "consumer": ("note", "portal", "phone", "email"),
}


class FileRow(msgspec.Struct, frozen=True, kw_only=True):
    """A file beside a message, without its content."""

    id: UUID
    name: str
    media_type: str
    size_bytes: int


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said."""

    id: UUID
    thread_id: UUID
    channel: str
    from_whom: str
    #: None: the person's data were erased
    words: str | None
    heads: Heads | None
    by: str | None
    user_id: UUID | None
    #: of the mail that carries it: queued, sent, bounced …
    mail_status: str | None
    leaves_at: datetime | None
    created_at: datetime
    files: list[FileRow]


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """A thread and what belongs to it."""

    id: UUID
    number: int
    shop_id: UUID
    shop: str
    shop_code: str
    party: str
    subject_id: UUID
    order_id: UUID | None
    order_number: int | None
    order_name: str | None
    order_status: str | None
    language: str
    person: Person
    waiting_since: datetime | None
    closed_at: datetime | None
    taken_by: UUID | None
    taken_name: str | None
    #: threads without an order that were joined to it
    joined: list[UUID]
    messages: list[Message]

    @property
    def last_mail(self) -> Message | None:
        """The newest e-mail that came: an answer goes to its sender and names it."""
        mails = (m for m in reversed(self.messages) if m.heads is not None)
        return next(mails, None)


def address_of(one: Thread) -> str:
    """Where an e-mail of a thread goes: to whom wrote last, else to the order's person."""
    mail = one.last_mail
    return mail.heads.address if mail and mail.heads else one.person.email or ""


_THREAD: Final = text(
    """
    SELECT t.id, t.number, t.shop_id, s.name AS shop, s.code AS shop_code, t.party, t.subject_id,
           t.order_id, o.number AS order_number, o.external_id AS order_name,
           o.status AS order_status, t.language, t.waiting_since, t.closed_at, t.taken_by,
           u.name AS taken_name,
           array(SELECT j.id FROM contact_threads j WHERE j.shop_id = t.shop_id
                 AND j.joined_id = t.id ORDER BY j.id) AS joined
    FROM contact_threads t JOIN shops s ON s.id = t.shop_id
    LEFT JOIN orders o ON o.shop_id = t.shop_id AND o.id = t.order_id
    LEFT JOIN office_users u ON u.id = t.taken_by
    WHERE CASE WHEN CAST(:number AS bigint) IS NULL THEN t.id = :id ELSE t.number = :number END
    """
)
_MESSAGES: Final = text(
    """
    SELECT * FROM (
        SELECT m.id, m.thread_id, t.subject_id, m.channel, m.from_whom, m.words_sealed,
               m.heads_sealed, m.user_id, u.name AS by, l.status AS mail_status, m.leaves_at,
               m.created_at
        FROM contact_threads t
        JOIN contact_messages m ON m.shop_id = t.shop_id AND m.thread_id = t.id
        LEFT JOIN office_users u ON u.id = m.user_id
        LEFT JOIN mails l ON l.shop_id = m.shop_id AND l.id = m.mail_id
        WHERE t.shop_id = :shop AND (t.id = :thread OR t.joined_id = :thread)
          AND m.undone_at IS NULL AND NOT m.channel = ANY(:hidden)
          AND (CAST(:after AS uuid) IS NULL OR m.id > :after)
        ORDER BY m.id DESC LIMIT :limit
    ) newest ORDER BY id
    """
)
_FILES: Final = text(
    "SELECT id, message_id, name_sealed, media_type, size_bytes FROM contact_files "
    "WHERE shop_id = :shop AND message_id = ANY(:messages) ORDER BY id"
)


async def thread(
    read: Read | Tx,
    *,
    number: int | None = None,
    thread_id: UUID | None = None,
    for_whom: str = "us",
) -> Thread:
    """A thread by its number or its key, as ``for_whom`` (us, shop, consumer) sees it.

    Raises:
        NotFound: there is none.
    """
    row = (await read.execute(_THREAD, {"number": number, "id": thread_id})).first()
    if row is None:
        raise NotFound(what="thread", name=str(number or thread_id))
    order = [(row.shop_id, row.order_id)] if row.order_id else []
    people = await people_of(read, order)
    facts = {f: getattr(row, f) for f in Thread.__struct_fields__ if hasattr(row, f)}
    return Thread(
        **facts,
        person=people.get(row.order_id, Person()),
        messages=await messages(read, row.shop_id, row.id, for_whom=for_whom),
    )


async def messages(
    read: Read | Tx,
    shop_id: UUID,
    thread_id: UUID,
    *,
    for_whom: str,
    after: UUID | None = None,
    limit: int = MESSAGES_MAX,
) -> list[Message]:
    """The newest messages of a thread that are behind ``after``, the oldest first."""
    given = {
        "shop": shop_id, "thread": thread_id, "hidden": list(HIDDEN[for_whom]),
        "after": after, "limit": limit,
    }  # fmt: skip
    rows = (await read.execute(_MESSAGES, given)).all()
    if not rows:
        return []
    words = await open_all(read, [(shop_id, one.subject_id, one.words_sealed) for one in rows])
    heads = await open_all(read, [(shop_id, one.subject_id, one.heads_sealed) for one in rows])
    subjects = {one.id: one.subject_id for one in rows}
    files = await files_beside(read, shop_id, subjects)
    return [
        _message(one, said, head, files.get(one.id, []))
        for one, said, head in zip(rows, words, heads, strict=True)
    ]


async def files_beside(
    read: Read | Tx, shop_id: UUID, subjects: dict[UUID, UUID]
) -> dict[UUID, list[FileRow]]:
    """The files of messages; ``subjects``: message → whose seal closes it."""
    if not subjects:
        return {}
    rows = (await read.execute(_FILES, {"shop": shop_id, "messages": list(subjects)})).all()
    names = await open_all(
        read, [(shop_id, subjects[one.message_id], one.name_sealed) for one in rows]
    )
    found: dict[UUID, list[FileRow]] = {}
    for one, name in zip(rows, names, strict=True):
        if name is not None:
            found.setdefault(one.message_id, []).append(
                FileRow(
                    id=one.id, name=name.decode(), media_type=one.media_type,
                    size_bytes=one.size_bytes,
                )
            )  # fmt: skip
    return found


def _message(one: Any, said: bytes | None, head: bytes | None, files: list[FileRow]) -> Message:
    return Message(
        id=one.id,
        thread_id=one.thread_id,
        channel=one.channel,
        from_whom=one.from_whom,
        words=None if said is None else said.decode(),
        heads=None if head is None else msgspec.json.decode(head, type=Heads),
        by=one.by,
        user_id=one.user_id,
        mail_status=one.mail_status,
        leaves_at=one.leaves_at,
        created_at=one.created_at,
        files=files,
    )


_FILE: Final = text(
    """
    SELECT f.name_sealed, f.content_sealed, f.media_type, m.channel, t.shop_id, t.subject_id
    FROM contact_files f JOIN contact_messages m ON m.shop_id = f.shop_id AND m.id = f.message_id
    JOIN contact_threads t ON t.shop_id = m.shop_id AND t.id = m.thread_id
    WHERE f.id = :file AND (t.id = :thread OR t.joined_id = :thread) AND m.undone_at IS NULL
      AND NOT m.channel = ANY(:hidden)
    """
)


async def file_of(
    read: Read, thread_id: UUID, file_id: UUID, *, for_whom: str
) -> tuple[str, str, bytes]:
    """Name, media type and content of a file in a thread.

    Raises:
        NotFound: there is none, or its person was erased.
    """
    given = {"file": file_id, "thread": thread_id, "hidden": list(HIDDEN[for_whom])}
    row = (await read.execute(_FILE, given)).first()
    sealed = [] if row is None else [
        (row.shop_id, row.subject_id, row.name_sealed),
        (row.shop_id, row.subject_id, row.content_sealed),
    ]  # fmt: skip
    opened = await open_all(read, sealed)
    if row is None or opened[0] is None or opened[1] is None:
        raise NotFound(what="file", name=str(file_id))
    return opened[0].decode(), row.media_type, opened[1]


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever answers sees beside a thread."""

    parcels: list[tuple[int, str, str | None, str | None]]
    returns: list[tuple[int, str]]
    lines: list[tuple[str, str, int]]


_PARCELS: Final = text(
    "SELECT p.number, p.status, h.carrier, h.tracking_number FROM parcels p "
    "LEFT JOIN shipments h ON h.shop_id = p.shop_id AND h.parcel_id = p.id "
    "WHERE p.shop_id = :shop AND p.order_id = :order ORDER BY p.number LIMIT 20"
)
_RETURNS: Final = text(
    "SELECT number, status FROM returns WHERE shop_id = :shop AND order_id = :order "
    "ORDER BY number LIMIT 20"
)
_LINES: Final = text(
    "SELECT p.sku, p.name, l.ordered FROM order_lines l JOIN products p ON p.shop_id = l.shop_id "
    "AND p.id = l.product_id WHERE l.shop_id = :shop AND l.order_id = :order ORDER BY l.id LIMIT 30"
)


async def beside(read: Read, one: Thread) -> Beside:
    """The order's goods, parcels and returns."""
    key = {"shop": one.shop_id, "order": one.order_id}
    if one.order_id is None:
        return Beside(parcels=[], returns=[], lines=[])

    async def rows(sql: Any) -> Sequence[Any]:
        return [tuple(row) for row in await read.execute(sql, key)]

    return Beside(
        parcels=list(await rows(_PARCELS)),
        returns=list(await rows(_RETURNS)),
        lines=list(await rows(_LINES)),
    )
