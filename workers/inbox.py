"""Fetches what consumers write and files it: keep and commit each mail, then file it and commit.

Who dies between the two leaves a kept mail that the next one files; who dies before it was kept
fetches it again. Two workers keep the same mail once: its UID, and its Message-ID, are unique.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Final
from uuid import UUID

import structlog

from wms.contact.bell import ring
from wms.contact.failures import PASSWORD_UNREADABLE
from wms.contact.files import develop_file
from wms.contact.filing import content_of, file_mail, make_ready, set_aside, waiting_mails
from wms.contact.mailboxes import MailboxRow, keep_arrived, mailboxes, note_look, password_of
from wms.db import Database, Tx
from wms.failures import Failure
from wms.settings import Settings
from workers.imap import Fetched, MailboxError, fetch_new
from workers.transaction import job, look, settled

log = structlog.get_logger("workers.inbox")

#: mailboxes are looked at so often, s
PAUSE_S: Final = 20.0
FILED_AT_ONCE: Final = 100


async def inbox(database: Database, settings: Settings) -> None:
    """Look at all mailboxes again and again; whatever happens is logged, and it goes on."""
    while True:
        try:
            await look_once(database, settings)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # the database is away, or a bug: the next look tries again
            log.warning("mailboxes cannot be looked at", error=type(error).__name__)
        await asyncio.sleep(PAUSE_S)


async def look_once(database: Database, settings: Settings) -> None:
    """Fetch from every mailbox, then file what waits."""
    async with look(database) as read:
        known = await mailboxes(read, only_active=True)
    for one in known:
        await fetch(database, settings, one)
    await file_waiting(database, settings)


async def fetch(database: Database, settings: Settings, mailbox: MailboxRow) -> None:
    """Keep what came to one mailbox; a mailbox that fails tells why at the desk."""
    failure: Failure | None = None
    password = password_of(settings, mailbox)
    if password is None:
        failure = Failure(code=PASSWORD_UNREADABLE)
    else:
        mails = fetch_new(mailbox, password)
        try:
            while (one := await asyncio.to_thread(_next, mails)) is not None:
                await settled(database, partial(_keep, settings, mailbox.id, one))
        except MailboxError as no:
            failure = no.failure
            log.warning("a mailbox cannot be read", host=mailbox.host, failure=failure.code)
        finally:
            await asyncio.to_thread(_end, mails)
    async with job(database) as tx:
        await note_look(tx, mailbox.id, failure)


def _next(mails: Iterator[Fetched]) -> Fetched | None:
    return next(mails, None)


def _end(mails: Iterator[Fetched]) -> None:
    mails.close()  # type: ignore[attr-defined] # it is a generator


async def _set_aside(arrived_id: UUID, tx: Tx) -> None:
    await set_aside(tx, arrived_id, "unreadable")


async def _keep(settings: Settings, mailbox_id: UUID, one: Fetched, tx: Tx) -> None:
    await keep_arrived(
        tx,
        settings,
        mailbox_id,
        uid_validity=one.uid_validity,
        uid=one.uid,
        raw=one.raw,
        reason=None if one.is_whole else "too_large",
    )


async def file_waiting(database: Database, settings: Settings) -> None:
    """File what was kept, each by itself: one that cannot be read is set aside."""
    async with look(database) as read:
        waiting = await waiting_mails(read, FILED_AT_ONCE)
    for arrived_id in waiting:
        try:
            await file_one(database, settings, arrived_id)
        except Exception as error:  # whatever a stranger can write: it must not stop the others
            log.error("a mail is set aside", mail=str(arrived_id), error=type(error).__name__)
            await settled(database, partial(_set_aside, arrived_id))


async def file_one(
    database: Database, settings: Settings, arrived_id: UUID, *, to_shop: UUID | None = None
) -> None:
    """File one kept mail; its pictures are developed while no transaction is open."""
    async with look(database) as read:
        raw = await content_of(read, settings, arrived_id)
    if raw is None:
        await settled(database, partial(_set_aside, arrived_id))
        return
    ready = await make_ready(raw, develop_file)
    filed = await settled(
        database, lambda tx: file_mail(tx, settings, arrived_id, ready, to_shop=to_shop)
    )
    if filed is not None:
        await ring(database, filed[1])
