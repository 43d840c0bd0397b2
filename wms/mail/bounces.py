"""Mails that come back: a bounce (RFC 3464) is read and counted; two mute the address."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx, in_the_hall
from wms.failures import Failure
from wms.mail.failures import CAME_BACK
from wms.mail.letter import mails_named

#: mails that came back for good from an address, until nothing more is sent there
BOUNCES_UNTIL_MUTED: Final = 2
_HEX_ID: Final = re.compile(r"(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f])")
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


class Bounce(msgspec.Struct, frozen=True, kw_only=True):
    """What a server far away says of a mail of ours; nothing in it names a person."""

    mail_id: UUID
    #: it never arrives; else it is only late
    is_hard: bool
    #: "5.1.1" (RFC 3463)
    status: str


def read_dsn(content: bytes) -> Bounce | None:
    """The delivery status notification in an incoming mail; None: it is none, or not of ours.

    The mail is named by the Message-ID of what came back, by the envelope id that we gave, or by
    the address to which the notification was sent.
    """
    message = message_from_bytes(content, policy=default)
    if message.get_content_type() != "multipart/report":
        return None
    if (message.get_param("report-type") or "").lower() != "delivery-status":  # type: ignore[union-attr]
        return None
    blocks: list[Message] = []
    named: list[UUID] = []
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            blocks += [one for one in part.get_payload() if isinstance(one, Message)]
        elif kind in ("text/rfc822-headers", "message/rfc822"):
            named += mails_named(_words(part))
    named += [
        UUID(found)
        for header in [*(one.get("Original-Envelope-Id", "") for one in blocks), message.get("To")]
        for found in _HEX_ID.findall(str(header or ""))
    ]
    said = [(str(one.get("Action", "")).strip().lower(), _status(one)) for one in blocks]
    said = [one for one in said if one[0]]
    if not named or not said:
        return None
    is_hard = any(action == "failed" and status.startswith("5") for action, status in said)
    return Bounce(mail_id=named[0], is_hard=is_hard, status=said[0][1])


def _words(part: Message) -> str:
    """The headers that came back, as text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        first = payload[0] if payload else None
        return str(first.get("Message-ID", "")) if isinstance(first, Message) else ""
    decoded = part.get_payload(decode=True)
    return decoded.decode(errors="replace") if isinstance(decoded, bytes) else str(payload)


def _status(block: Message) -> str:
    found = _STATUS.search(str(block.get("Status", "")))
    return found[0] if found else ""


_CAME_BACK: Final = text(
    """
    UPDATE mails SET status = 'bounced', failure = CAST(:failure AS jsonb), due_at = NULL,
           handed_at = NULL, updated_at = clock_timestamp()
    WHERE id = :id AND status IN ('sent', 'doubtful') RETURNING shop_id
    """
)
_COUNT: Final = text(
    """
    INSERT INTO bounced_addresses AS b (shop_id, address_mark, bounces)
    SELECT shop_id, address_mark, 1 FROM mails
    WHERE shop_id = :shop AND id = :id AND address_mark IS NOT NULL
    ON CONFLICT (shop_id, address_mark) DO UPDATE
    SET bounces = b.bounces + 1, updated_at = clock_timestamp(),
        muted_at = CASE WHEN b.bounces + 1 >= :most
                        THEN coalesce(b.muted_at, clock_timestamp()) END
    """
)


async def note_bounce(tx: Tx, bounce: Bounce) -> bool:
    """Write down that a mail came back, once; False when it is no news, or it is only late."""
    if not bounce.is_hard:
        return False
    failure = Failure(code=CAME_BACK, facts={"answer": bounce.status})
    async with in_the_hall(tx):
        shop_id = await tx.scalar(_CAME_BACK, {"id": bounce.mail_id, "failure": failure.as_json()})
        if shop_id is None:
            return False
        await count_bounce(tx, shop_id, bounce.mail_id)
    return True


async def count_bounce(tx: Tx, shop_id: UUID, mail_id: UUID) -> None:
    """Count a mail that its address will never take; the second one mutes the address."""
    await tx.execute(_COUNT, {"shop": shop_id, "id": mail_id, "most": BOUNCES_UNTIL_MUTED})


_UNMUTE: Final = text(
    "DELETE FROM bounced_addresses b USING mails m WHERE m.shop_id = :shop AND m.id = :id "
    "AND b.shop_id = m.shop_id AND b.address_mark = m.address_mark"
)


async def unmute(tx: Tx, shop_id: UUID, mail_id: UUID) -> None:
    """Somebody knows that the address of this mail is right after all."""
    await tx.execute(_UNMUTE, {"shop": shop_id, "id": mail_id})
