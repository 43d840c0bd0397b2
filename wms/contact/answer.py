"""The desk answers: claims a thread, writes by a channel, takes back what has not left, closes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.access.people import Desk
from wms.contact.errors import NoAddress, OrderUnknown, TakenByOther, TooLateToUndo
from wms.contact.reply_address import reply_address
from wms.contact.say import Channel, File, say, thread_for
from wms.contact.signed import contact_of
from wms.contact.thread import Thread, address_of, thread
from wms.db import Read, Tx, new_id
from wms.errors import NotFound
from wms.mail.letter import Attachment
from wms.mail.outgoing import queue_mail, take_back
from wms.seals.seals import closed, open_all
from wms.settings import Settings

#: an e-mail of ours can be taken back so long, s
UNDO_S: Final = 10
_REFERENCES_MAX: Final = 10

_CLAIM: Final = text(
    "UPDATE contact_threads SET taken_by = :user, taken_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :thread AND (taken_by IS NULL OR taken_by = :user OR :over) "
    "RETURNING id"
)
_LET_GO: Final = text(
    "UPDATE contact_threads SET taken_by = NULL, taken_at = NULL "
    "WHERE shop_id = :shop AND id = :thread AND taken_by = :user"
)
_CLOSE: Final = text(
    "UPDATE contact_threads SET closed_at = clock_timestamp(), waiting_since = NULL, "
    "taken_by = NULL, taken_at = NULL WHERE shop_id = :shop AND id = :thread"
)
_OPEN: Final = text(
    "UPDATE contact_threads SET closed_at = NULL WHERE shop_id = :shop AND id = :thread"
)


async def claim(tx: Tx, one: Thread, *, by: Desk, over: bool = False) -> None:
    """This person answers from now on; ``over``: also when somebody else does.

    Raises:
        TakenByOther: somebody else has it.
    """
    given = {"shop": one.shop_id, "thread": one.id, "user": by.user_id, "over": over}
    if await tx.scalar(_CLAIM, given) is None:
        raise TakenByOther(name=one.taken_name or "")


async def let_go(tx: Tx, one: Thread, *, by: Desk) -> None:
    """This person answers no more: anybody may."""
    await tx.execute(_LET_GO, {"shop": one.shop_id, "thread": one.id, "user": by.user_id})


async def close_thread(tx: Tx, one: Thread) -> None:
    """Nothing more is to be done, until somebody writes again."""
    await tx.execute(_CLOSE, {"shop": one.shop_id, "thread": one.id})


async def open_again(tx: Tx, one: Thread) -> None:
    """Something is to be done after all."""
    await tx.execute(_OPEN, {"shop": one.shop_id, "thread": one.id})


def channels_of(one: Thread) -> list[Channel]:
    """By which ways a thread can be answered, the likeliest first."""
    if one.party == "shop":
        return ["portal", "note"]
    ways: list[Channel] = ["email"] if address_of(one) else []
    if one.order_id is not None:
        # whoever asked on the page while nobody was there was promised an e-mail
        ways = ["chat", *ways] if _last(one) == "chat" else [*ways, "chat"]
        ways.append("portal")
    return [*ways, "phone", "note"]


def _last(one: Thread) -> str:
    said = [m.channel for m in one.messages if m.from_whom == "consumer"]
    return said[-1] if said else ""


async def answer(
    tx: Tx,
    settings: Settings,
    number: int,
    *,
    channel: Channel,
    words: str,
    files: Sequence[File] = (),
    is_last: bool = False,
    by: Desk,
) -> UUID:
    """Say something in a thread; by e-mail it leaves after `UNDO_S`. The message's id.

    ``is_last``: the thread is closed with it.

    Raises:
        TakenByOther: somebody else answers here (a note is always taken).
        NoAddress: there is no address for an e-mail.
        NothingSaid, TooLong: the words.
    """
    one = await thread(tx, number=number)
    if channel != "note":
        await claim(tx, one, by=by)
    made = new_id()
    leaves_at = mail_id = None
    if channel == "email":
        leaves_at = datetime.now(UTC) + timedelta(seconds=UNDO_S)
        mail_id = await queue_answer(tx, settings, one, made, words, files, leaves_at)
    await say(
        tx, one.shop_id, one.id, channel=channel, from_="us", words=words, by=by,
        mail_id=mail_id, attachments=files, leaves_at=leaves_at, message_id=made,
    )  # fmt: skip
    await forget_draft(tx, one, by=by)
    if is_last:
        await close_thread(tx, one)
    return made


async def queue_answer(
    tx: Tx,
    settings: Settings,
    one: Thread,
    made: UUID,
    words: str,
    files: Sequence[File],
    leaves_at: datetime | None,
) -> UUID:
    """Have message ``made`` go out by e-mail, as an answer to the last one that came.

    Raises:
        NoAddress: there is no address.
    """
    to = address_of(one)
    if not to:
        raise NoAddress(pointer="/channel")
    contact = await contact_of(tx, one.shop_id)
    last = one.last_mail
    heads = last.heads if last else None
    headers: dict[str, str] = {}
    if heads is not None and heads.message_id:
        chain = [*heads.references[-_REFERENCES_MAX:], heads.message_id]
        headers = {"In-Reply-To": heads.message_id, "References": " ".join(chain)}
    subject = heads.subject if heads else ""
    title = subject if subject.lower().startswith("re:") else f"Re: {subject}".strip()
    name = f"{one.shop}: {one.order_name}" if one.order_name else one.shop
    reply_to = settings.mail_replies_to
    return await queue_mail(
        tx,
        one.shop_id,
        subject_id=one.subject_id,
        purpose="reply",
        unique_key=f"reply:{made}",
        to=to,
        language=one.language,
        title=title if subject else name,
        plain=f"{words.strip()}\n\n{contact.signed(one.shop)}\n",
        reply_to=reply_address(settings.secret_key, reply_to, one.id) if reply_to else None,
        attachments=[
            Attachment(name=f.name, media_type=f.media_type, content=f.content) for f in files
        ],
        thread_id=one.id,
        headers=headers,
        not_before=leaves_at,
    )


_UNDONE: Final = text(
    """
    UPDATE contact_messages SET undone_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :message AND undone_at IS NULL AND user_id = :user
      AND leaves_at > clock_timestamp() RETURNING mail_id, thread_id, waited_since, words_sealed
    """
)
_WAITS_AGAIN: Final = text(
    "UPDATE contact_threads SET waiting_since = :since, closed_at = NULL, taken_by = :user, "
    "taken_at = clock_timestamp() WHERE shop_id = :shop AND id = :thread"
)


async def undo(tx: Tx, number: int, message_id: UUID, *, by: Desk) -> None:
    """Take back an e-mail of one's own that has not left; its words are a draft again.

    Raises:
        TooLateToUndo: it has left, or is somebody else's.
    """
    one = await thread(tx, number=number)
    given = {"shop": one.shop_id, "message": message_id, "user": by.user_id}
    row = (await tx.execute(_UNDONE, given)).first()
    if row is None or not await take_back(tx, one.shop_id, row.mail_id):
        raise TooLateToUndo
    again = {"shop": one.shop_id, "thread": row.thread_id, "since": row.waited_since,
             "user": by.user_id}  # fmt: skip
    await tx.execute(_WAITS_AGAIN, again)
    (words,) = await open_all(tx, [(one.shop_id, one.subject_id, row.words_sealed)])
    await keep_draft(tx, one, channel="email", words=(words or b"").decode(), by=by)


_DRAFT: Final = text(
    """
    INSERT INTO contact_drafts (shop_id, thread_id, user_id, channel, words_sealed)
    VALUES (:shop, :thread, :user, :channel, :words)
    ON CONFLICT (shop_id, thread_id, user_id) DO UPDATE SET channel = excluded.channel,
        words_sealed = excluded.words_sealed, updated_at = clock_timestamp()
    """
)
_DRAFT_IS: Final = text(
    "SELECT channel, words_sealed FROM contact_drafts "
    "WHERE shop_id = :shop AND thread_id = :thread AND user_id = :user"
)
_NO_DRAFT: Final = text(
    "DELETE FROM contact_drafts WHERE shop_id = :shop AND thread_id = :thread AND user_id = :user"
)


async def keep_draft(tx: Tx, one: Thread, *, channel: str, words: str, by: Desk) -> None:
    """Keep what somebody has begun to write; nothing forgets it."""
    if not words.strip():
        await forget_draft(tx, one, by=by)
        return
    sealed = await closed(tx, one.shop_id, one.subject_id, words)
    given = {"shop": one.shop_id, "thread": one.id, "user": by.user_id, "channel": channel}
    await tx.execute(_DRAFT, {**given, "words": sealed})


async def forget_draft(tx: Tx, one: Thread, *, by: Desk) -> None:
    """It was sent, or thrown away."""
    await tx.execute(_NO_DRAFT, {"shop": one.shop_id, "thread": one.id, "user": by.user_id})


async def draft(read: Read, one: Thread, *, by: Desk) -> tuple[str, str]:
    """(channel, words) of what this person has begun to write; empty ones when nothing."""
    given = {"shop": one.shop_id, "thread": one.id, "user": by.user_id}
    row = (await read.execute(_DRAFT_IS, given)).first()
    if row is None:
        return "", ""
    (words,) = await open_all(read, [(one.shop_id, one.subject_id, row.words_sealed)])
    return row.channel, (words or b"").decode()


_ORDER: Final = text(
    "SELECT id FROM orders WHERE shop_id = :shop AND (external_id = :said OR number = "
    "CAST(:number AS bigint)) ORDER BY number LIMIT 1"
)
_JOIN: Final = text(
    "UPDATE contact_threads SET joined_id = :other, taken_by = NULL, taken_at = NULL "
    "WHERE shop_id = :shop AND id = :thread AND order_id IS NULL AND party = 'consumer' "
    "RETURNING waiting_since"
)
_BRING: Final = text(
    """
    UPDATE contact_threads SET last_at = clock_timestamp(), closed_at = NULL,
        last_channel = coalesce(last_channel, 'email'), last_from = coalesce(last_from, 'consumer'),
        waiting_since = least(waiting_since, CAST(:since AS timestamptz))
    WHERE shop_id = :shop AND id = :other
    """
)
_PART: Final = text(
    "UPDATE contact_threads SET joined_id = NULL, last_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :thread AND joined_id = :other RETURNING number"
)
_NUMBER: Final = text("SELECT number FROM contact_threads WHERE shop_id = :shop AND id = :thread")
_DIGITS_MAX: Final = 18


async def order_named(tx: Tx, shop_id: UUID, name: str) -> UUID:
    """The order of a shop that people call so, by the shop's name of it or by our number.

    Raises:
        OrderUnknown: the shop has no such order.
    """
    said = name.strip().lstrip("#")
    fits = said.isascii() and said.isdigit() and len(said) <= _DIGITS_MAX
    given = {"shop": shop_id, "said": said, "number": int(said) if fits else None}
    order_id: UUID | None = await tx.scalar(_ORDER, given)
    if order_id is None:
        raise OrderUnknown(number=said, pointer="/order")
    return order_id


async def link(tx: Tx, number: int, order: str) -> int:
    """Join a thread without an order to the thread of ``order``; that one's number.

    Raises:
        OrderUnknown: the shop has no such order.
        NotFound: the thread is of an order already.
    """
    one = await thread(tx, number=number)
    order_id = await order_named(tx, one.shop_id, order)
    other = await thread_for(tx, one.shop_id, order_id=order_id)
    key = {"shop": one.shop_id, "thread": one.id, "other": other}
    row = (await tx.execute(_JOIN, key)).first()
    if row is None:
        raise NotFound(what="thread", name=str(number))
    await tx.execute(_BRING, {"shop": one.shop_id, "other": other, "since": row.waiting_since})
    joined: int = await tx.scalar(_NUMBER, {"shop": one.shop_id, "thread": other})
    return joined


async def unlink(tx: Tx, number: int, joined_id: UUID) -> int:
    """Take a joined thread out again; its number.

    Raises:
        NotFound: it is not joined to this one.
    """
    one = await thread(tx, number=number)
    key = {"shop": one.shop_id, "thread": joined_id, "other": one.id}
    apart: int | None = await tx.scalar(_PART, key)
    if apart is None:
        raise NotFound(what="thread", name=str(joined_id))
    return apart
