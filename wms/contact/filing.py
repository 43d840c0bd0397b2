"""Files what arrived: each mail in one transaction, into the thread where it belongs, once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.contact.known import know_sender
from wms.contact.reading import Enclosed, ReadMail, mark_of_id, read_mail
from wms.contact.say import File, say, thread_for
from wms.contact.whose import is_theirs, whose
from wms.db import Read, Tx
from wms.mail.bounces import Bounce, note_bounce, read_dsn
from wms.mail.sending import address_mark
from wms.settings import Settings
from wms.strongbox import LockedOut, unlock

#: what stands in the place of words when a mail has none
NO_WORDS: Final = "…"
RAW_TYPE: Final = "message/rfc822"
#: makes of a file that came what is kept; None: it is left out
Develop = Callable[[Enclosed], Awaitable[File | None]]

_WAITING: Final = text("SELECT id FROM arrived_mails WHERE status = 'waiting' ORDER BY id LIMIT :n")
_TAKE: Final = text(
    """
    SELECT a.id, m.shop_id FROM arrived_mails a
    JOIN mailboxes m ON m.id = a.mailbox_id
    WHERE a.id = :id AND a.status = ANY(:open) FOR UPDATE OF a SKIP LOCKED
    """
)
# filed: its words stand in the thread under its person's seal, and nowhere else
_END: Final = text(
    """
    UPDATE arrived_mails SET status = :status, reason = :reason, shop_id = :shop,
        message_id = :message,
        content_locked = CASE WHEN :status = 'set_aside' THEN content_locked END
    -- a twin that comes late finds nothing to read in a mail that is filed: it stays filed
    WHERE id = :id AND (:status <> 'set_aside' OR status IN ('waiting', 'set_aside'))
    """
)
_LANGUAGE: Final = text("SELECT language FROM shops WHERE id = :shop")
_PERSON: Final = text(
    "UPDATE contact_threads SET person_mark = :mark WHERE shop_id = :shop AND id = :thread"
)


async def waiting_mails(read: Read, limit: int) -> Sequence[UUID]:
    """What is not filed yet, the oldest first."""
    return (await read.scalars(_WAITING, {"n": limit})).all()


_RAW: Final = text("SELECT content_locked FROM arrived_mails WHERE id = :id")


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that was read, its pictures developed; made without a transaction."""

    raw: bytes
    bounce: Bounce | None
    mail: ReadMail
    files: list[File]


async def content_of(read: Read | Tx, settings: Settings, arrived_id: UUID) -> bytes | None:
    """A mail as it came; None when it is filed already, or locked with another secret key."""
    locked = await read.scalar(_RAW, {"id": arrived_id})
    if locked is None:
        return None
    try:
        return unlock(settings.secret_key, locked, belongs_to=f"arrived:{arrived_id}")
    except LockedOut:
        return None


async def make_ready(raw: bytes, develop: Develop) -> Ready:
    """Read a mail and make of its files what is kept.

    Raises:
        ValueError: nobody can say who wrote it, or read it.
    """
    mail = read_mail(raw)
    bounce = read_dsn(raw)
    files: list[File] = []
    left_out = list(mail.heads.left_out)
    for one in () if bounce or mail.is_automatic else mail.files:
        kept = await develop(one)
        if kept is None:
            left_out.append(one.name)
        else:
            files.append(kept)
    heads = msgspec.structs.replace(mail.heads, left_out=left_out)
    mail = msgspec.structs.replace(mail, heads=heads)
    return Ready(raw=raw, bounce=bounce, mail=mail, files=files)


async def file_mail(
    tx: Tx, settings: Settings, arrived_id: UUID, ready: Ready, *, to_shop: UUID | None = None
) -> tuple[UUID, UUID] | None:
    """File one mail; (shop, thread), or None when it went nowhere or somebody else has it.

    ``to_shop``: the desk chose the shop of one that was set aside.
    """
    states = ["waiting", "set_aside"] if to_shop else ["waiting"]
    row = (await tx.execute(_TAKE, {"id": arrived_id, "open": states})).first()
    if row is None:
        return None
    if ready.bounce is not None:
        await note_bounce(tx, ready.bounce)
        await _end(tx, arrived_id, "bounce")
        return None
    mail = ready.mail
    if mail.is_automatic:
        await _end(tx, arrived_id, "automatic")
        return None
    found = await whose(tx, settings, mail, shop_id=to_shop or row.shop_id)
    if found is None:
        await set_aside(tx, arrived_id, "no_shop")
        return None
    thread_id = found.thread_id or await _thread(
        tx, settings, found.shop_id, found.order_id, mail.heads.address
    )
    message = await _file(tx, found.shop_id, thread_id, ready)
    await know_sender(tx, found.shop_id, thread_id, mail.heads.address, mail.heads.name)
    await _end(tx, arrived_id, "filed", shop_id=found.shop_id, message_id=message)
    return found.shop_id, thread_id


async def _thread(
    tx: Tx, settings: Settings, shop_id: UUID, order_id: UUID | None, email: str
) -> UUID:
    language = await tx.scalar(_LANGUAGE, {"shop": shop_id})
    made = await thread_for(tx, shop_id, order_id=order_id, email=email, language=language)
    if order_id is None:
        mark = address_mark(settings, shop_id, email)
        await tx.execute(_PERSON, {"shop": shop_id, "thread": made, "mark": mark})
    return made


async def _file(tx: Tx, shop_id: UUID, thread_id: UUID, ready: Ready) -> UUID:
    mail = ready.mail
    is_other = not await is_theirs(tx, shop_id, thread_id, mail.heads.address)
    heads = msgspec.structs.replace(mail.heads, is_other_address=is_other)
    return await say(
        tx,
        shop_id,
        thread_id,
        channel="email",
        from_="consumer",
        words=mail.words or mail.heads.subject or NO_WORDS,
        mark=mark_of_id(heads.message_id) if heads.message_id else None,
        heads=msgspec.json.encode(heads),
        attachments=[*ready.files, File(name="mail.eml", media_type=RAW_TYPE, content=ready.raw)],
    )


async def set_aside(tx: Tx, arrived_id: UUID, reason: str) -> None:
    """A mail that cannot be filed rests with its reason; the others go on."""
    await _end(tx, arrived_id, "set_aside", reason=reason)


async def _end(
    tx: Tx,
    arrived_id: UUID,
    status: str,
    *,
    reason: str | None = None,
    shop_id: UUID | None = None,
    message_id: UUID | None = None,
) -> None:
    await tx.execute(
        _END,
        {
            "id": arrived_id,
            "status": status,
            "reason": reason,
            "shop": shop_id,
            "message": message_id,
        },
    )
