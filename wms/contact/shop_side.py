"""What a shop's program reads and says: to our office, or to its consumer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import Desk
from wms.contact.answer import queue_answer
from wms.contact.say import Channel, say, thread_for
from wms.contact.thread import HIDDEN, Thread, address_of, thread
from wms.db import Read, Tx, new_id
from wms.seals.seals import open_all
from wms.settings import Settings

#: an e-mail of ours that can still be taken back is not told; it waits at most so long
_UNDECIDED: Final = timedelta(minutes=1)
#: where the milliseconds of a UUID of version 7 begin (RFC 9562, 5.7)
_TIME_SHIFT: Final = 80


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was said, as the shop's program sees it."""

    id: UUID
    #: null: it is about no order
    order_id: UUID | None
    order_external_id: str | None
    #: the thread's number, which our office names
    thread_number: int
    #: with whom it was said: `consumer`, or `us` for what you and we say to each other
    talk_with: str
    #: email, chat, page, phone or portal
    channel: str
    #: consumer, shop or us
    from_whom: str
    #: null once the person was erased
    words: str | None
    files: int
    said_at: datetime


class SaidView(msgspec.Struct, frozen=True, kw_only=True):
    """Where your words went."""

    id: UUID
    order_id: UUID | None
    channel: str


# what belongs to a thread that was joined to an order's is the order's
_LIST: Final = text(
    """
    SELECT m.id, t.subject_id, coalesce(u.number, t.number) AS thread_number, o.id AS order_id,
           o.external_id AS order_external_id, m.channel, m.from_whom, m.words_sealed,
           m.created_at AS said_at, t.party,
           (SELECT count(*) FROM contact_files f
            WHERE f.shop_id = m.shop_id AND f.message_id = m.id) AS files
    FROM contact_messages m
    JOIN contact_threads t ON t.shop_id = m.shop_id AND t.id = m.thread_id
    LEFT JOIN contact_threads u ON u.shop_id = t.shop_id AND u.id = t.joined_id
    LEFT JOIN orders o ON o.shop_id = t.shop_id AND o.id = coalesce(t.order_id, u.order_id)
    WHERE m.shop_id = :shop AND m.undone_at IS NULL AND NOT m.channel = ANY(:hidden)
      AND (CAST(:order AS uuid) IS NULL OR o.id = :order)
      AND (CAST(:after AS uuid) IS NULL OR m.id > :after)
      AND m.created_at < CAST(:settled AS timestamptz)
      AND NOT EXISTS (
          SELECT FROM contact_messages w WHERE w.shop_id = :shop AND w.id > :lately AND w.id <= m.id
            AND w.undone_at IS NULL AND w.leaves_at > clock_timestamp())
    ORDER BY m.id LIMIT :limit
    """
)


async def shop_messages(
    read: Read | Tx,
    shop_id: UUID,
    *,
    limit: int,
    settled: datetime,
    after: UUID | None = None,
    order_id: UUID | None = None,
) -> Sequence[MessageView]:
    """What was said with the shop and its consumers, the oldest first; no notes of ours.

    ``settled``: nothing said before it can still appear (`wms.horizon`). An e-mail that can be
    taken back is not told yet, nor is what was said after it: whoever reads on misses nothing.
    """
    lately = int((datetime.now(UTC) - _UNDECIDED).timestamp() * 1000) << _TIME_SHIFT
    given = {
        "shop": shop_id, "order": order_id, "after": after, "settled": settled, "limit": limit,
        "hidden": list(HIDDEN["shop"]), "lately": UUID(int=lately),
    }  # fmt: skip
    rows = (await read.execute(_LIST, given)).all()
    words = await open_all(read, [(shop_id, row.subject_id, row.words_sealed) for row in rows])
    return [_view(row, said) for row, said in zip(rows, words, strict=True)]


def _view(row: Any, said: bytes | None) -> MessageView:
    facts = {f: getattr(row, f) for f in MessageView.__struct_fields__ if hasattr(row, f)}
    is_ours = row.party == "shop" or row.channel == "portal"
    return MessageView(
        **facts,
        words=None if said is None else said.decode(),
        talk_with="us" if is_ours else "consumer",
    )


async def tell_us(
    tx: Tx, shop_id: UUID, words: str, *, order_id: UUID | None = None, by: Desk | None = None
) -> SaidView:
    """The shop says something to our office, about an order or about none; it waits for us.

    Raises:
        NotFound: the shop has no such order.
        NothingSaid, TooLong: the words.
    """
    thread_id = await thread_for(tx, shop_id, order_id=order_id)
    made = await say(tx, shop_id, thread_id, channel="portal", from_="shop", words=words, by=by)
    return SaidView(id=made, order_id=order_id, channel="portal")


async def tell_consumer(
    tx: Tx, settings: Settings, shop_id: UUID, words: str, *, order_id: UUID
) -> SaidView:
    """The shop says something to the buyer of an order, see `tell_in`.

    Raises:
        NotFound: the shop has no such order.
        NothingSaid, TooLong: the words.
    """
    thread_id = await thread_for(tx, shop_id, order_id=order_id)
    return await tell_in(
        tx, settings, await thread(tx, thread_id=thread_id, for_whom="shop"), words
    )


async def tell_in(
    tx: Tx, settings: Settings, one: Thread, words: str, *, by: Desk | None = None
) -> SaidView:
    """The shop says something to the consumer of a thread: by e-mail, without an address on their
    page. Nobody of ours has to answer any more.

    Raises:
        NoAddress: an e-mail came from nowhere, and there is no order whose page could tell it.
        NothingSaid, TooLong: the words.
    """
    made, mail_id = new_id(), None
    if address_of(one) or one.order_id is None:
        mail_id = await queue_answer(tx, settings, one, made, words, (), None)
    channel: Channel = "email" if mail_id else "chat"
    await say(
        tx, one.shop_id, one.id, channel=channel, from_="shop", words=words, by=by,
        mail_id=mail_id, message_id=made,
    )  # fmt: skip
    return SaidView(id=made, order_id=one.order_id, channel=channel)
