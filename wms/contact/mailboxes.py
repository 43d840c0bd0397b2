"""The mailboxes that we fetch mail from, and what arrived there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.contact.errors import MailboxWrong
from wms.contact.reading import mark_of
from wms.db import Read, Tx, new_id
from wms.errors import NotFound
from wms.failures import Failure
from wms.settings import Settings
from wms.strongbox import LockedOut, lock, unlock

TLS: Final = ("tls", "starttls", "none")
FIELD_MAX_CHARS: Final = 200
PORT_MAX: Final = 65_535
MAILBOXES_MAX: Final = 100


class MailboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """A mailbox as the desk and the worker see it."""

    id: UUID
    shop_id: UUID | None
    shop_name: str | None
    host: str
    port: int
    tls: str
    login: str
    folder: str
    is_active: bool
    uid_validity: int | None
    last_uid: int
    looked_at: datetime | None
    failure: Failure | None
    created_at: datetime
    password_locked: bytes
    waiting: int
    set_aside: int


_LIST: Final = text(
    f"""
    SELECT m.id, m.shop_id, s.name AS shop_name, m.host, m.port, m.tls, m.login, m.folder,
           m.is_active, m.uid_validity, m.last_uid, m.looked_at, m.failure, m.created_at,
           m.password_locked,
           (SELECT count(*) FROM arrived_mails a WHERE a.mailbox_id = m.id
            AND a.status = 'waiting') AS waiting,
           (SELECT count(*) FROM arrived_mails a WHERE a.mailbox_id = m.id
            AND a.status = 'set_aside') AS set_aside
    FROM mailboxes m LEFT JOIN shops s ON s.id = m.shop_id
    WHERE NOT :only_active OR m.is_active
    ORDER BY m.created_at, m.id LIMIT {MAILBOXES_MAX}
    """
)


async def mailboxes(read: Read, *, only_active: bool = False) -> Sequence[MailboxRow]:
    """The mailboxes, the oldest first."""
    rows = await read.execute(_LIST, {"only_active": only_active})
    return [msgspec.convert(dict(row), MailboxRow) for row in rows.mappings()]


class NewMailbox(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk types; an empty password keeps the one that there is."""

    shop_id: UUID | None
    host: str
    port: int
    tls: str
    login: str
    password: str
    folder: str
    is_active: bool


_ADD: Final = text(
    "INSERT INTO mailboxes (id, shop_id, host, port, tls, login, password_locked, folder, "
    "is_active) VALUES (:id, :shop_id, :host, :port, :tls, :login, :locked, :folder, :is_active) "
    "ON CONFLICT (host, login, folder) DO NOTHING RETURNING id"
)
# another account or folder has other UIDs
_CHANGE: Final = text(
    """
    UPDATE mailboxes SET shop_id = :shop_id, port = :port, tls = :tls, is_active = :is_active,
        password_locked = coalesce(CAST(:locked AS bytea), password_locked), failure = NULL,
        uid_validity = CASE WHEN (host, login, folder) = (:host, :login, :folder)
                            THEN uid_validity END,
        last_uid = CASE WHEN (host, login, folder) = (:host, :login, :folder)
                        THEN last_uid ELSE 0 END,
        host = :host, login = :login, folder = :folder
    WHERE id = :id RETURNING id
    """
)


async def set_mailbox(
    tx: Tx, settings: Settings, new: NewMailbox, mailbox_id: UUID | None = None
) -> UUID:
    """Add a mailbox, or change one.

    Raises:
        MailboxWrong: a field is missing, too long, or the mailbox is there already.
        NotFound: there is no such mailbox.
    """
    for field in ("host", "login", "folder"):
        if not 0 < len(getattr(new, field)) <= FIELD_MAX_CHARS:
            raise MailboxWrong(pointer=f"/{field}")
    is_wrong = new.tls not in TLS or not 0 < new.port <= PORT_MAX
    if is_wrong or (mailbox_id is None and not new.password):
        raise MailboxWrong(pointer="/password")
    key = mailbox_id or new_id()
    given = msgspec.structs.asdict(new) | {"id": key, "locked": None}
    if new.password:
        given["locked"] = lock(
            settings.secret_key, new.password.encode(), belongs_to=f"mailbox:{key}"
        )
    done = await tx.scalar(_ADD if mailbox_id is None else _CHANGE, given)
    if done is None:
        if mailbox_id is None:
            raise MailboxWrong(pointer="/login")
        raise NotFound(what="mailbox", name=str(key))
    return key


def password_of(settings: Settings, mailbox: MailboxRow) -> str | None:
    """Its password; None when the secret key is another one than it was locked with."""
    try:
        return unlock(
            settings.secret_key, mailbox.password_locked, belongs_to=f"mailbox:{mailbox.id}"
        ).decode()
    except LockedOut:
        return None


_KEEP: Final = text(
    """
    INSERT INTO arrived_mails (id, mailbox_id, uid_validity, uid, mark, content_locked, status,
                               reason)
    VALUES (:id, :mailbox, :validity, :uid, :mark, :content,
            CASE WHEN CAST(:reason AS text) IS NULL THEN 'waiting' ELSE 'set_aside' END, :reason)
    ON CONFLICT DO NOTHING
    """
)
# a twin may be further; after new UIDs were given, counting begins anew
_GOT: Final = text(
    """
    UPDATE mailboxes SET uid_validity = :validity,
        last_uid = CASE WHEN uid_validity = :validity THEN greatest(last_uid, :uid) ELSE :uid END
    WHERE id = :mailbox
    """
)
_LOOKED: Final = text(
    "UPDATE mailboxes SET looked_at = clock_timestamp(), failure = CAST(:failure AS jsonb) "
    "WHERE id = :mailbox"
)


async def keep_arrived(
    tx: Tx,
    settings: Settings,
    mailbox_id: UUID,
    *,
    uid_validity: int,
    uid: int,
    raw: bytes,
    reason: str | None = None,
) -> None:
    """Keep a mail as it came, once; then the mailbox is read on behind it. One transaction."""
    made = new_id()
    content = lock(settings.secret_key, raw, belongs_to=f"arrived:{made}")
    given = {"mailbox": mailbox_id, "validity": uid_validity, "uid": uid}
    await tx.execute(
        _KEEP, given | {"id": made, "mark": mark_of(raw), "content": content, "reason": reason}
    )
    await tx.execute(_GOT, given)


async def note_look(tx: Tx, mailbox_id: UUID, failure: Failure | None) -> None:
    """Write down that a mailbox was looked at, or why that failed."""
    as_json = failure.as_json() if failure else None
    await tx.execute(_LOOKED, {"mailbox": mailbox_id, "failure": as_json})
