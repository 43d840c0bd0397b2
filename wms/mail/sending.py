"""Sending a mail once: claim, commit, talk to the server, say when the letter begins, record.

Nothing can have been sent before the letter is handed over (SMTP's DATA), so a sender that dies
until then is simply followed by the next. That the handing over begins is committed before it does.
Who dies after that, or loses the connection, leaves a doubt: the server may have the letter. It is
handed over once more, with the same Message-ID, or rests as "perhaps sent".
"""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.failures import Failure
from wms.halls import is_twin
from wms.mail.failures import ERASED, IN_DOUBT, MUTED, SANDBOX, TOO_LATE
from wms.mail.letter import LOGO_ID, Attachment, Letter, message_id
from wms.mail.outgoing import KEEP_TRYING_DAYS
from wms.mail.queries import letter_in
from wms.mail.servers import Way, way_of
from wms.photos.keep import photo_bytes
from wms.settings import Settings

#: a sender that says nothing for this long counts as dead, s: longer than it may talk before DATA
LEASE_S: Final = 150
#: and than it may hand a letter over: a server may take minutes for its answer, and who gives up
#: before it sends twice (RFC 5321, 4.5.3.2.6)
HANDING_LEASE_S: Final = 360
#: connections to a shop's server at once
SLOTS: Final = 4
#: pauses after the server said "later" or was away, s; the last one again and again, until too late
PAUSES_S: Final = (60, 300, 900, 1_800, 3_600, 7_200, 14_400)
_JITTER: Final = 0.1
#: without a server a mail is looked at again after this, s
NO_SERVER_PAUSE_S: Final = 600
#: a letter that the server may have is handed over again after this, s: a bounce or an answer may
#: come before, and then it was sent
DOUBT_PAUSE_S: Final = 600
#: so often; then a person decides
DOUBTS_MAX: Final = 1

_OPEN: Final = "status IN ('queued', 'sending', 'doubtful')"
_DUE: Final = text(
    f"SELECT shop_id, id FROM mails WHERE {_OPEN} AND due_at <= clock_timestamp() "
    "ORDER BY due_at LIMIT :limit"
)
_TAKE: Final = text(
    f"""
    SELECT *, too_late_at <= clock_timestamp() AS is_late FROM mails
    WHERE shop_id = :shop AND id = :id AND {_OPEN} AND due_at <= clock_timestamp()
    FOR UPDATE SKIP LOCKED
    """
)
_NEXT: Final = text(
    f"SELECT id FROM mails WHERE shop_id = :shop AND {_OPEN} AND due_at <= clock_timestamp() "
    "ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED"
)
_BUSY: Final = text(
    "SELECT count(*) FROM mails WHERE shop_id = :shop AND status = 'sending' "
    "AND due_at > clock_timestamp()"
)
_LOGO: Final = text(
    "SELECT logo_id FROM slip_templates WHERE shop_id = :shop ORDER BY version DESC LIMIT 1"
)
_MUTED: Final = text(
    "SELECT muted_at IS NOT NULL FROM bounced_addresses "
    "WHERE shop_id = :shop AND address_mark = :mark"
)
_CLAIM: Final = text(
    """
    UPDATE mails SET status = 'sending', attempts = attempts + 1, handed_at = NULL,
           due_at = clock_timestamp() + make_interval(secs => :lease),
           message_id = coalesce(message_id, :number), address_mark = :mark,
           updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id RETURNING attempts, message_id
    """
)
_END: Final = text(
    """
    UPDATE mails SET status = :status, failure = CAST(:failure AS jsonb), handed_at = NULL,
           due_at = clock_timestamp() + make_interval(secs => CAST(:pause AS float)),
           doubts = doubts + :doubts, updated_at = clock_timestamp(),
           sent_at = CASE WHEN :status = 'sent' THEN clock_timestamp() ELSE sent_at END
    WHERE shop_id = :shop AND id = :id
      AND (CAST(:attempt AS integer) IS NULL OR (status = 'sending' AND attempts = :attempt))
    RETURNING id
    """
)
# one's claim counts while nobody else has taken the mail over
_BEGIN: Final = text(
    "UPDATE mails SET handed_at = clock_timestamp(), updated_at = clock_timestamp(), "
    "due_at = clock_timestamp() + make_interval(secs => :lease) "
    "WHERE shop_id = :shop AND id = :id AND status = 'sending' AND attempts = :attempt "
    "AND due_at > clock_timestamp() RETURNING id"
)


class ToSend(msgspec.Struct, frozen=True, kw_only=True):
    """A claimed mail, ours alone until the lease ends."""

    shop_id: UUID
    mail_id: UUID
    attempt: int
    doubts: int
    is_repeatable: bool
    number: str
    language: str
    written_at: datetime
    letter: Letter
    way: Way


async def due_mails(read: Read, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """(shop, mail) of mails to be sent now, the longest due first."""
    return [(row.shop_id, row.id) for row in await read.execute(_DUE, {"limit": limit})]


async def claim_mail(tx: Tx, settings: Settings, shop_id: UUID, mail_id: UUID) -> ToSend | None:
    """Claim a mail that is due; None when it is in somebody's hands or does not go. Then commit.

    A sandbox's mail is at its end here, before anybody asks for a server: nobody gets it in hand.
    """
    key = {"shop": shop_id, "id": mail_id}
    row = (await tx.execute(_TAKE, key)).first()
    if row is None:
        return None
    if is_twin(shop_id):
        await _end(tx, key, "dropped", Failure(code=SANDBOX))
        return None
    if row.handed_at is not None:  # its sender died while it handed the letter over
        await _doubt(tx, key, None, doubts=row.doubts, is_repeatable=row.is_repeatable)
        return None
    if (await tx.scalar(_BUSY, {"shop": shop_id})) >= SLOTS:
        return None
    way = await way_of(tx, settings, shop_id)
    is_doubtful = row.status == "doubtful"
    if row.is_late:
        why = way if isinstance(way, Failure) else Failure(code=TOO_LATE, facts=_DAYS)
        await _end(tx, key, "doubtful" if is_doubtful else "failed", why)
        return None
    if isinstance(way, Failure):
        await _end(tx, key, "doubtful" if is_doubtful else "queued", way, pause=NO_SERVER_PAUSE_S)
        return None
    letter = await letter_in(tx, row)
    if letter is None:
        await _end(tx, key, "dropped", Failure(code=ERASED))
        return None
    return await _claimed(tx, settings, row, letter, way)


_DAYS: Final[dict[str, str | int]] = {"days": KEEP_TRYING_DAYS}


async def _claimed(tx: Tx, settings: Settings, row: Any, letter: Letter, way: Way) -> ToSend | None:
    key = {"shop": row.shop_id, "id": row.id}
    mark = address_mark(settings, row.shop_id, letter.to)
    if await tx.scalar(_MUTED, {"shop": row.shop_id, "mark": mark}):
        await _end(tx, key, "dropped", Failure(code=MUTED))
        return None
    letter = await _with_logo(tx, row.shop_id, letter)
    number = message_id(row.id, way.sender.address)
    given = {**key, "lease": LEASE_S, "number": number, "mark": mark}
    claimed = (await tx.execute(_CLAIM, given)).one()
    return ToSend(
        shop_id=row.shop_id,
        mail_id=row.id,
        attempt=claimed.attempts,
        doubts=row.doubts,
        is_repeatable=row.is_repeatable,
        number=claimed.message_id,
        language=row.language,
        written_at=row.created_at,
        letter=letter,
        way=way,
    )


async def _with_logo(tx: Tx, shop_id: UUID, letter: Letter) -> Letter:
    """The shop's sign for a letter that shows it: one sign, not one in every row."""
    if letter.html is None or f"cid:{LOGO_ID}" not in letter.html:
        return letter
    logo_id = await tx.scalar(_LOGO, {"shop": shop_id})
    if logo_id is None:  # its alternative text is the shop's name
        return letter
    picture = Attachment(
        name="logo.jpg",
        media_type="image/jpeg",
        content=await photo_bytes(tx, logo_id, "thumbnail", shop_id=shop_id),
        content_id=LOGO_ID,
    )
    return msgspec.structs.replace(letter, attachments=[*letter.attachments, picture])


async def claim_next(tx: Tx, settings: Settings, shop_id: UUID) -> ToSend | None:
    """The shop's next mail that is due, for a sender whose connection is open anyway."""
    following = await tx.scalar(_NEXT, {"shop": shop_id})
    return None if following is None else await claim_mail(tx, settings, shop_id, following)


async def begin_handing_over(tx: Tx, mail: ToSend) -> bool:
    """Say that the letter is handed over now; False when the claim was lost. Commit before DATA."""
    given = {**_key(mail), "attempt": mail.attempt, "lease": HANDING_LEASE_S}
    return await tx.scalar(_BEGIN, given) is not None


async def record_sent(tx: Tx, mail: ToSend) -> None:
    """The server took the letter: it answers for it from now on (RFC 5321, 4.2.5)."""
    await _end(tx, _key(mail), "sent", None, attempt=mail.attempt)


async def record_refused(tx: Tx, mail: ToSend, failure: Failure, *, is_bounce: bool) -> None:
    """The server said no for good: to the address (``is_bounce``), or to the letter."""
    status = "bounced" if is_bounce else "failed"
    await _end(tx, _key(mail), status, failure, attempt=mail.attempt)


async def record_put_off(tx: Tx, mail: ToSend, failure: Failure) -> None:
    """It may go later: the server is away, or said so."""
    pause = PAUSES_S[min(mail.attempt, len(PAUSES_S)) - 1]
    spread = 1 + _JITTER * (2 * random.random() - 1)  # noqa: S311 - jitter, no secret
    await _end(tx, _key(mail), "queued", failure, attempt=mail.attempt, pause=pause * spread)


async def record_doubt(tx: Tx, mail: ToSend) -> None:
    """The connection ended between the letter and the server's answer."""
    await _doubt(tx, _key(mail), mail.attempt, doubts=mail.doubts, is_repeatable=mail.is_repeatable)


async def give_back(tx: Tx, mail: ToSend) -> None:
    """The sender is stopping before it handed anything over: the next one sends it at once."""
    await _end(tx, _key(mail), "queued", None, attempt=mail.attempt, pause=0)


async def _doubt(
    tx: Tx, key: dict[str, UUID], attempt: int | None, *, doubts: int, is_repeatable: bool
) -> None:
    pause = DOUBT_PAUSE_S if is_repeatable and doubts < DOUBTS_MAX else None
    why = Failure(code=IN_DOUBT)
    await _end(tx, key, "doubtful", why, attempt=attempt, pause=pause, doubts=1)


async def _end(
    tx: Tx,
    key: dict[str, UUID],
    status: str,
    failure: Failure | None,
    *,
    attempt: int | None = None,
    pause: float | None = None,
    doubts: int = 0,
) -> None:
    """What came of it; ``pause``: due again after so many seconds. Others' claims stay."""
    await tx.execute(
        _END,
        {
            **key,
            "status": status,
            "failure": None if failure is None else failure.as_json(),
            "attempt": attempt,
            "pause": pause,
            "doubts": doubts,
        },
    )


def _key(mail: ToSend) -> dict[str, UUID]:
    return {"shop": mail.shop_id, "id": mail.mail_id}


def address_mark(settings: Settings, shop_id: UUID, address: str) -> bytes:
    """A keyed hash of an address, of this shop only: it tells equal ones, and nothing else."""
    words = f"mail:{shop_id}:{address.strip().lower()}".encode()
    return hmac.new(settings.secret_key.encode(), words, hashlib.sha256).digest()
