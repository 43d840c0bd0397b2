"""The thread of a person and an order, and what is said in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import Desk
from wms.contact.errors import NothingSaid, TooLong
from wms.contact.models import WORDS_MAX_CHARS
from wms.db import Tx, new_id
from wms.errors import NotFound
from wms.events.kinds.case import ContactMessageReceived
from wms.events.outbox import Subject, record
from wms.seals.seals import closed

Channel = Literal["email", "chat", "page", "phone", "portal", "note"]
Side = Literal["consumer", "shop", "us"]


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file beside a message, ready to be kept: a picture is a developed one."""

    name: str
    media_type: str
    content: bytes


_OF_ORDER: Final = text(
    """
    WITH made AS (
        INSERT INTO contact_threads (shop_id, id, order_id, subject_id, language)
        SELECT shop_id, :id, id, id, language FROM orders WHERE shop_id = :shop AND id = :order
        ON CONFLICT (shop_id, order_id) WHERE order_id IS NOT NULL DO NOTHING
        RETURNING id
    )
    SELECT id FROM made
    UNION ALL
    SELECT id FROM contact_threads WHERE shop_id = :shop AND order_id = :order
    """
)
_OF_SHOP: Final = text(
    """
    WITH made AS (
        INSERT INTO contact_threads (shop_id, id, party, subject_id, language)
        VALUES (:shop, :id, 'shop', :id, :language)
        ON CONFLICT (shop_id) WHERE party = 'shop' DO NOTHING
        RETURNING id
    )
    SELECT id FROM made
    UNION ALL
    SELECT id FROM contact_threads WHERE shop_id = :shop AND party = 'shop'
    """
)
_OF_PERSON: Final = text(
    "INSERT INTO contact_threads (shop_id, id, subject_id, language) "
    "VALUES (:shop, :id, :id, :language)"
)


async def thread_for(
    tx: Tx,
    shop_id: UUID,
    *,
    order_id: UUID | None,
    email: str | None = None,
    language: str = "en",
) -> UUID:
    """The thread of an order; of a person who named none, by ``email``; else of the shop itself.

    Raises:
        NotFound: the shop has no such order.
    """
    made = new_id()
    given = {"shop": shop_id, "order": order_id, "id": made, "language": language}
    if order_id is not None:
        found: UUID | None = await tx.scalar(_OF_ORDER, given)
        if found is None:  # somebody else made it in this moment: a new statement sees it
            found = await tx.scalar(_OF_ORDER, given)
        if found is None:
            raise NotFound(what="order", name=str(order_id))
        return found
    if email is None:
        own: UUID = await tx.scalar(_OF_SHOP, given) or await tx.scalar(_OF_SHOP, given)
        return own
    await tx.execute(_OF_PERSON, given)
    return made


# a thread that was joined to another one goes on there; its own seal closes what it says
_WHERE: Final = text(
    """
    SELECT t.subject_id, coalesce(u.waiting_since, t.waiting_since) AS waiting_since,
           coalesce(u.number, t.number) AS number, coalesce(u.id, t.id) AS id,
           o.id AS order_id, o.external_id
    FROM contact_threads t
    LEFT JOIN contact_threads u ON u.shop_id = t.shop_id AND u.id = t.joined_id
    LEFT JOIN orders o ON o.shop_id = t.shop_id AND o.id = coalesce(t.order_id, u.order_id)
    WHERE t.shop_id = :shop AND t.id = :thread FOR UPDATE OF t
    """
)
_SAY: Final = text(
    """
    INSERT INTO contact_messages (shop_id, id, thread_id, channel, from_whom, words_sealed,
                                  heads_sealed, mark, mail_id, user_id, waited_since, leaves_at,
                                  created_at)
    VALUES (:shop, :id, :thread, :channel, :side, :words, :heads, :mark, :mail, :user, :waited,
            :leaves_at, coalesce(CAST(:at AS timestamptz), clock_timestamp()))
    """
)
# a note answers nobody; what is said to us waits from its first word on and opens the thread again
_TURN: Final = text(
    """
    UPDATE contact_threads
    SET waiting_since = CASE WHEN :is_to_us THEN coalesce(waiting_since, clock_timestamp()) END,
        closed_at = CASE WHEN NOT :is_to_us THEN closed_at END,
        last_channel = :channel, last_from = :side, last_at = clock_timestamp()
    WHERE shop_id = :shop AND (id = :thread OR id = (
        SELECT joined_id FROM contact_threads WHERE shop_id = :shop AND id = :thread))
    """
)
_KEEP_FILE: Final = text(
    "INSERT INTO contact_files (shop_id, message_id, name_sealed, media_type, size_bytes, "
    "content_sealed) VALUES (:shop, :message, :name, :media_type, :size, :content)"
)


async def say(
    tx: Tx,
    shop_id: UUID,
    thread_id: UUID,
    *,
    channel: Channel,
    from_: Side,
    words: str,
    by: Desk | None = None,
    mail_id: UUID | None = None,
    attachments: Sequence[File] = (),
    mark: bytes | None = None,
    heads: bytes | None = None,
    leaves_at: datetime | None = None,
    message_id: UUID | None = None,
) -> UUID:
    """Put a message into a thread; its id. What is said to us waits until we say something.

    ``mark`` and ``heads`` belong to a mail that came; ``leaves_at``: until then it can be undone.

    Raises:
        NothingSaid: no words and no file.
        TooLong: more than `WORDS_MAX_CHARS`.
        NotFound: the shop has no such thread.
    """
    words = words.replace("\x00", "").strip()
    if not words and not attachments:
        raise NothingSaid(pointer="/words")
    if len(words) > WORDS_MAX_CHARS:
        raise TooLong(pointer="/words", most=WORDS_MAX_CHARS)
    key = {"shop": shop_id, "thread": thread_id}
    row = (await tx.execute(_WHERE, key)).first()
    if row is None:
        raise NotFound(what="thread", name=str(thread_id))
    made = message_id or new_id()
    # what a shop says to its consumer answers them, as what we say does
    is_to_us = from_ == "consumer" or (from_ == "shop" and channel == "portal")
    answers = not is_to_us and channel != "note"

    async def shut(what: str | bytes | None) -> bytes | None:
        return None if what is None else await closed(tx, shop_id, row.subject_id, what)

    await tx.execute(
        _SAY,
        {
            **key, "id": made, "channel": channel, "side": from_, "words": await shut(words),
            "heads": await shut(heads), "mark": mark, "mail": mail_id,
            "user": by.user_id if by else None,
            "waited": row.waiting_since if answers else None, "leaves_at": leaves_at, "at": None,
        },
    )  # fmt: skip
    for one in attachments:
        await tx.execute(
            _KEEP_FILE,
            {
                "shop": shop_id, "message": made, "name": await shut(one.name),
                "media_type": one.media_type, "size": len(one.content),
                "content": await shut(one.content),
            },
        )  # fmt: skip
    if channel != "note":
        turn = {"side": from_, "channel": channel, "is_to_us": is_to_us}
        await tx.execute(_TURN, {**key, **turn})
    if from_ == "consumer":
        await _tell_shop(tx, shop_id, row, made, channel)
    return made


async def _tell_shop(tx: Tx, shop_id: UUID, row: Any, made: UUID, channel: str) -> None:
    """The shop hears that its consumer wrote, and neither who nor what."""
    about = (
        Subject("order", row.order_id, row.external_id)
        if row.order_id
        else Subject("thread", row.id, None)
    )
    told = ContactMessageReceived(message_id=made, thread_number=row.number, channel=channel)
    await record(tx, shop_id, about, told)
