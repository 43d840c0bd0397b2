"""A mail begins as a row, in the transaction that made it true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx, new_id
from wms.failures import Failure
from wms.mail.failures import ADDRESS_WRONG, TAKEN_BACK
from wms.mail.letter import Attachment, Letter, normal_address, one_line
from wms.seals.seals import closed

#: what was not sent by then is old news, days (RFC 5321, 4.5.4.1: at least four or five)
KEEP_TRYING_DAYS: Final = 5

_QUEUE: Final = text(
    """
    INSERT INTO mails (shop_id, id, subject_id, thread_id, purpose, unique_key, language,
                       letter_sealed, status, due_at, too_late_at, is_repeatable, failure)
    VALUES (:shop, :id, :subject, :thread, :purpose, :unique_key, :language, :letter, :status,
            CASE WHEN :status = 'queued'
                 THEN coalesce(CAST(:not_before AS timestamptz), clock_timestamp()) END,
            coalesce(CAST(:not_before AS timestamptz), clock_timestamp())
                + make_interval(days => :days),
            :is_repeatable, CAST(:failure AS jsonb))
    ON CONFLICT (shop_id, unique_key) DO NOTHING
    """
)
_THERE: Final = text("SELECT id FROM mails WHERE shop_id = :shop AND unique_key = :unique_key")


async def queue_mail(
    tx: Tx,
    shop_id: UUID,
    *,
    subject_id: UUID,
    purpose: str,
    unique_key: str,
    to: str,
    language: str,
    title: str,
    plain: str,
    html: str | None = None,
    reply_to: str | None = None,
    attachments: Sequence[Attachment] = (),
    thread_id: UUID | None = None,
    headers: Mapping[str, str] | None = None,
    not_before: datetime | None = None,
    is_repeatable: bool = True,
) -> UUID:
    """Have a mail sent, once for each (shop, ``unique_key``); its id, or the earlier one's.

    An address that is none fails at once and is told at the desk; it stops nobody's work.
    ``is_repeatable``: it is sent once more should its server's answer get lost.
    """
    key = {"shop": shop_id, "unique_key": unique_key}
    there: UUID | None = await tx.scalar(_THERE, key)
    if there is not None:
        return there
    address = normal_address(to)
    letter = Letter(
        to=address or to.strip(),
        title=one_line(title),
        plain=plain,
        html=html,
        reply_to=normal_address(reply_to) if reply_to else None,
        attachments=list(attachments),
        headers=dict(headers or {}),
    )
    made = new_id()
    await tx.execute(
        _QUEUE,
        {
            **key,
            "id": made,
            "subject": subject_id,
            "thread": thread_id,
            "purpose": purpose,
            "language": language,
            "letter": await closed(tx, shop_id, subject_id, msgspec.json.encode(letter)),
            "status": "queued" if address else "failed",
            "not_before": not_before,
            "days": KEEP_TRYING_DAYS,
            "is_repeatable": is_repeatable,
            "failure": None if address else Failure(code=ADDRESS_WRONG).as_json(),
        },
    )
    found: UUID = await tx.scalar(_THERE, key)
    return found


_DROP: Final = text(
    """
    UPDATE mails SET status = 'dropped', failure = CAST(:failure AS jsonb), due_at = NULL,
           updated_at = clock_timestamp()
    WHERE shop_id = :shop AND subject_id = :subject AND status = 'queued'
      AND purpose = ANY(:purposes)
    """
)


async def drop_mails(
    tx: Tx, shop_id: UUID, subject_id: UUID, purposes: Sequence[str], failure: Failure
) -> int:
    """What waits of these kinds about a subject is not sent any more; returns how many."""
    done = await tx.execute(
        _DROP,
        {
            "shop": shop_id,
            "subject": subject_id,
            "purposes": list(purposes),
            "failure": failure.as_json(),
        },
    )
    dropped: int = getattr(done, "rowcount", 0)
    return dropped


# a sender that claimed it has it: then it is too late
_TAKE_BACK: Final = text(
    """
    UPDATE mails SET status = 'dropped', failure = CAST(:failure AS jsonb), due_at = NULL,
           letter_sealed = NULL, updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id AND status = 'queued' AND attempts = 0 RETURNING id
    """
)


async def take_back(tx: Tx, shop_id: UUID, mail_id: UUID) -> bool:
    """Its writer wants it back: it is not sent; False when it is on its way already."""
    given = {"shop": shop_id, "id": mail_id, "failure": Failure(code=TAKEN_BACK).as_json()}
    return await tx.scalar(_TAKE_BACK, given) is not None
