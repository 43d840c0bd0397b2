"""What was set aside, for the desk; and forgetting what arrived long ago."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.contact.reading import read_mail
from wms.db import Read, Tx, in_the_hall
from wms.retention import purge
from wms.settings import Settings
from wms.strongbox import LockedOut, unlock

ASIDE_MAX: Final = 50
#: a mail that nobody filed is forgotten after this, days; it still lies in its mailbox
KEEP_ASIDE_DAYS: Final = 30


class Unfiled(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that was set aside, as its writer may read it."""

    id: UUID
    at: datetime
    subject: str
    words: str


class AsideRow(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that was set aside."""

    id: UUID
    login: str
    reason: str
    sender: str
    subject: str
    fetched_at: datetime


_ASIDE: Final = text(
    "SELECT a.id, m.login, a.reason, a.content_locked, a.fetched_at FROM arrived_mails a "
    "JOIN mailboxes m ON m.id = a.mailbox_id WHERE a.status = 'set_aside' "
    f"ORDER BY a.id DESC LIMIT {ASIDE_MAX}"
)
_ASIDE_OF: Final = text(
    "SELECT a.id, a.content_locked, a.fetched_at FROM arrived_mails a "
    "JOIN mailboxes m ON m.id = a.mailbox_id WHERE a.status = 'set_aside' "
    "AND (m.shop_id = :shop OR (m.shop_id IS NULL AND :in_house)) "
    "AND (CAST(:after AS uuid) IS NULL OR a.id > :after) ORDER BY a.id LIMIT 1"
)
_FORGET: Final = text(
    "UPDATE arrived_mails SET status = 'automatic', reason = NULL, content_locked = NULL "
    "WHERE id = :id AND status = 'set_aside'"
)


async def aside_mails(read: Read, settings: Settings) -> Sequence[AsideRow]:
    """What was set aside, the newest first."""
    found = []
    for row in await read.execute(_ASIDE):
        sender = subject = "–"
        try:
            raw = unlock(settings.secret_key, row.content_locked or b"",
                         belongs_to=f"arrived:{row.id}")  # fmt: skip
            heads = read_mail(raw).heads
            sender, subject = heads.address, heads.subject
        except (LockedOut, ValueError):
            pass
        found.append(
            AsideRow(
                id=row.id, login=row.login, reason=row.reason, sender=sender, subject=subject,
                fetched_at=row.fetched_at,
            )
        )  # fmt: skip
    return found


async def unfiled_from(
    read: Read | Tx, settings: Settings, shop_id: UUID, email: str, *, in_house: bool
) -> list[Unfiled]:
    """What came from an address to the shop's mailbox, and with ``in_house`` to the house's, and
    was set aside. One by one: a mail is large, and they are few."""
    found: list[Unfiled] = []
    asked = {"shop": shop_id, "in_house": in_house, "after": None}
    async with in_the_hall(read):
        while (row := (await read.execute(_ASIDE_OF, asked)).first()) is not None:
            asked["after"] = row.id
            try:
                raw = unlock(settings.secret_key, row.content_locked or b"",
                             belongs_to=f"arrived:{row.id}")  # fmt: skip
                mail = read_mail(raw)
            except (LockedOut, ValueError):
                continue
            if mail.heads.address.casefold() == email.strip().casefold():
                found.append(Unfiled(id=row.id, at=row.fetched_at, subject=mail.heads.subject,
                                     words=mail.words))  # fmt: skip
    return found


async def forget_aside(tx: Tx, arrived_id: UUID) -> None:
    """Somebody looked at it in its mailbox: nothing of it is kept here."""
    await tx.execute(_FORGET, {"id": arrived_id})


async def purge_arrived(tx: Tx) -> int:
    """Delete a batch of what arrived long ago and was not filed; returns how many."""
    return await purge(
        tx,
        "arrived_mails",
        ("id",),
        f"status <> 'waiting' AND content_locked IS NOT NULL "
        f"AND fetched_at < now() - interval '{KEEP_ASIDE_DAYS} days'",
    )
