"""Mails as the desk sees them: what became of each, and what it said."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import N_, Kind, NotFound, Refusal
from wms.failures import Failure, failure_in
from wms.mail.letter import Letter
from wms.seals.seals import opened

#: mails of one subject in one list
LISTED_MAX: Final = 50


class NothingToSendAgain(Refusal):
    """It is on its way, was sent, or is nobody's business any more."""

    kind = Kind.CONFLICT
    code = "mail.not_again"
    sentence = N_("This mail is not one that can be sent again: look what became of it.")


class MailShown(msgspec.Struct, frozen=True, kw_only=True):
    """One mail; who and what are None when the person was erased."""

    id: UUID
    purpose: str
    status: str
    language: str
    attempts: int
    failure: Failure | None
    created_at: datetime
    due_at: datetime | None
    sent_at: datetime | None
    to: str | None
    title: str | None
    plain: str | None
    html: str | None
    #: names of the files that go with it
    attachments: tuple[str, ...]
    #: nothing more is sent to its address
    is_muted: bool

    @property
    def may_go_again(self) -> bool:
        """Whether a person may have it sent once more."""
        return self.status in AGAIN and self.to is not None


#: from here a person may have it sent once more
AGAIN: Final = ("failed", "bounced", "doubtful")
_MAILS: Final = text(
    """
    SELECT m.*, b.muted_at IS NOT NULL AS is_muted
    FROM mails m
    LEFT JOIN bounced_addresses b ON b.shop_id = m.shop_id AND b.address_mark = m.address_mark
    WHERE m.shop_id = :shop AND (m.subject_id = :subject OR m.id = :id)
    ORDER BY m.created_at DESC, m.id DESC LIMIT :limit
    """
)


async def mails_of(read: Read | Tx, shop_id: UUID, subject_id: UUID) -> list[MailShown]:
    """The mails about an order or a thread, the newest first."""
    return await _shown(read, shop_id, subject_id=subject_id)


async def mail_shown(read: Read | Tx, shop_id: UUID, mail_id: UUID) -> MailShown:
    """One mail.

    Raises:
        NotFound: there is none.
    """
    found = await _shown(read, shop_id, mail_id=mail_id)
    if not found:
        raise NotFound(what="mail", name=str(mail_id))
    return found[0]


async def _shown(
    read: Read | Tx, shop_id: UUID, *, subject_id: UUID | None = None, mail_id: UUID | None = None
) -> list[MailShown]:
    asked = {"shop": shop_id, "subject": subject_id, "id": mail_id, "limit": LISTED_MAX}
    rows = (await read.execute(_MAILS, asked)).all()
    return [mail_in(row, await letter_in(read, row)) for row in rows]


async def letter_in(read: Read | Tx, row: Any) -> Letter | None:
    """What a row of mails says; None: its person was erased."""
    if row.letter_sealed is None:
        return None
    words = await opened(read, row.shop_id, row.subject_id, row.letter_sealed)
    return None if words is None else msgspec.json.decode(words, type=Letter)


def mail_in(row: Any, letter: Letter | None) -> MailShown:
    """A row of mails as the desk shows it."""
    return MailShown(
        id=row.id,
        purpose=row.purpose,
        status=row.status,
        language=row.language,
        attempts=row.attempts,
        failure=failure_in(row.failure),
        created_at=row.created_at,
        due_at=row.due_at,
        sent_at=row.sent_at,
        to=letter.to if letter else None,
        title=letter.title if letter else None,
        plain=letter.plain if letter else None,
        html=letter.html if letter else None,
        attachments=tuple(one.name for one in letter.attachments) if letter else (),
        is_muted=row.is_muted,
    )


_AGAIN: Final = text(
    """
    UPDATE mails SET status = 'queued', due_at = clock_timestamp(), attempts = 0, doubts = 0,
           too_late_at = clock_timestamp() + (too_late_at - created_at),
           updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id AND status = ANY(:states) AND letter_sealed IS NOT NULL
    RETURNING id
    """
)


async def send_again(tx: Tx, shop_id: UUID, mail_id: UUID) -> None:
    """A person wants it sent once more, with the same Message-ID.

    Raises:
        NothingToSendAgain: it was sent, waits already, or was dropped.
    """
    key = {"shop": shop_id, "id": mail_id, "states": list(AGAIN)}
    if await tx.scalar(_AGAIN, key) is None:
        raise NothingToSendAgain
