"""What was said on an order's page, and a consumer who goes on: at once, or as a question."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.consumer.ask import WORDS_MAX_CHARS, Asked, ask_shop, form_mark, is_said
from wms.contact.errors import TooLong, TooManyAsk
from wms.contact.say import say, thread_for
from wms.contact.thread import Message, messages
from wms.db import Read, Tx
from wms.picking.cancel import locked

#: messages that a page shows, the newest
SHOWN_MAX: Final = 50
#: what one person says in a minute, and all consumers of one shop together
A_MINUTE_MAX: Final = 12
A_MINUTE_ALL_MAX: Final = 300


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """What a consumer sees of their order's thread: never a note, a telephone call or the shop's
    talk with us."""

    #: None: nobody has said anything
    thread_id: UUID | None
    messages: list[Message]


_THREAD: Final = text("SELECT id FROM contact_threads WHERE shop_id = :shop AND order_id = :order")
# ids begin with the time (RFC 9562): the newest of a shop are the end of its key
_LATELY: Final = text(
    """
    SELECT count(*) FILTER (WHERE thread_id = :thread) AS own, count(*) AS every FROM (
        SELECT thread_id, from_whom, created_at FROM contact_messages WHERE shop_id = :shop
        ORDER BY id DESC LIMIT :most
    ) newest WHERE from_whom = 'consumer' AND created_at > clock_timestamp() - interval '1 minute'
    """
)


async def talk(read: Read | Tx, shop_id: UUID, order_id: UUID) -> Talk:
    """What was said on the page of an order, the oldest first."""
    thread_id = await read.scalar(_THREAD, {"shop": shop_id, "order": order_id})
    said = await said_since(read, shop_id, thread_id, None) if thread_id else []
    return Talk(thread_id=thread_id, messages=said)


async def said_since(
    read: Read | Tx, shop_id: UUID, thread_id: UUID, after: UUID | None
) -> list[Message]:
    """What a consumer may see of a thread behind ``after``."""
    found = await messages(
        read, shop_id, thread_id, for_whom="consumer", after=after, limit=SHOWN_MAX
    )
    return [one for one in found if one.words is not None]


async def chat(
    tx: Tx,
    shop_id: UUID,
    order_id: UUID,
    words: str,
    *,
    form_id: UUID,
    is_live: bool,
    title: str,
) -> Asked:
    """Say something on the order's page; the same form again says it once.

    ``is_live``: somebody is at the desk; else it is a question, with a case of this title and a
    day by which it is answered.

    Raises:
        NotFound: there is no such order.
        NothingSaid, TooLong: the words.
        TooManyAsk: more in a minute than anybody reads.
        AskedTooOften: more questions in a day than people ever have.
    """
    if len(words) > WORDS_MAX_CHARS:
        raise TooLong(pointer="/words", most=WORDS_MAX_CHARS)
    await locked(tx, shop_id, order_id)  # two taps take turns
    thread_id = await thread_for(tx, shop_id, order_id=order_id)
    if await is_said(tx, shop_id, thread_id, form_id):
        return Asked(thread_id=thread_id, answer_due_at=None)
    given = {"shop": shop_id, "thread": thread_id, "most": A_MINUTE_ALL_MAX}
    lately = (await tx.execute(_LATELY, given)).one()
    if lately.own >= A_MINUTE_MAX or lately.every >= A_MINUTE_ALL_MAX:
        raise TooManyAsk
    if not is_live:
        return await ask_shop(tx, shop_id, order_id, words, form_id=form_id, title=title)
    await say(
        tx, shop_id, thread_id, channel="chat", from_="consumer", words=words,
        mark=form_mark(form_id),
    )  # fmt: skip
    return Asked(thread_id=thread_id, answer_due_at=None)


def earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """The earlier of two promises."""
    return min((each for each in (one, other) if each is not None), default=None)
