"""Mails of a sandbox: they are written as in life, and none is ever sent.

They end where a sender would get them in hand (`wms.mail.sending.claim_mail`), are kept as long as
real ones and go with the person, because they are the same rows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read
from wms.mail.failures import SANDBOX
from wms.mail.queries import MailShown, letter_in, mail_in

State = Literal["waiting", "written", "dropped", "failed"]


class SandboxMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that a consumer would get from a live shop; once it was erased, its words are null."""

    id: UUID
    #: the order that it is about; null: somebody wrote about none
    order_id: UUID | None
    #: yours
    order_external_id: str | None
    #: why it is written: `notice.shipped`, `survey`, `reply` …
    purpose: str
    #: in which its words are
    language: str
    #: who would get it
    to: str | None
    subject: str | None
    #: its words as plain text
    text: str | None
    #: the same as most people see it; null: it has no such part
    html: str | None
    #: names of the files that go with it
    attachments: list[str]
    #: `written`: a live one would have been sent. `waiting`: it is not due yet, such as before the
    #: end of quiet hours. `dropped`: something came in between. `failed`: there is no such address
    status: State
    #: why it was dropped or failed; null for the others
    reason: str | None
    #: when it is due; null once it is at its end
    due_at: datetime | None
    created_at: datetime


#: mails of one list at the desk
LISTED_MAX: Final = 50
_MAILS: Final = text(
    """
    SELECT m.*, false AS is_muted, o.id AS order_id, o.external_id AS order_external_id
    FROM mails m
    LEFT JOIN contact_threads t ON t.shop_id = m.shop_id AND t.id = m.thread_id
    LEFT JOIN orders o ON o.shop_id = m.shop_id AND o.id = coalesce(t.order_id, m.subject_id)
    WHERE m.shop_id = :shop AND (CAST(:after AS uuid) IS NULL OR m.id < CAST(:after AS uuid))
    ORDER BY m.id DESC LIMIT :limit
    """
)


async def sandbox_mails(
    read: Read, twin_id: UUID, *, limit: int = LISTED_MAX, after: UUID | None = None
) -> list[SandboxMail]:
    """What was written to a sandbox's consumers, the newest first."""
    rows = await read.execute(_MAILS, {"shop": twin_id, "after": after, "limit": limit})
    return [
        _as_shop_sees(mail_in(row, await letter_in(read, row)), row.order_id, row.order_external_id)
        for row in rows.all()
    ]


def _as_shop_sees(mail: MailShown, order_id: UUID | None, external_id: str | None) -> SandboxMail:
    code = mail.failure.code if mail.failure else None
    is_written = mail.status == "dropped" and code == SANDBOX
    return SandboxMail(
        id=mail.id, order_id=order_id, order_external_id=external_id, purpose=mail.purpose,
        language=mail.language, to=mail.to, subject=mail.title, text=mail.plain, html=mail.html,
        attachments=list(mail.attachments), status=_state(mail.status, is_written=is_written),
        reason=None if is_written else code, due_at=mail.due_at, created_at=mail.created_at,
    )  # fmt: skip


def _state(status: str, *, is_written: bool) -> State:
    if status in ("dropped", "failed"):
        return "written" if is_written else "dropped" if status == "dropped" else "failed"
    return "waiting"
