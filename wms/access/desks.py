"""Office users: e-mail and password, roles, a session per browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from wms.access.errors import EmailTaken, LastAdmin, LogInWrong, PasswordTooShort
from wms.access.keys import forget_remembered
from wms.access.models import OfficeSession, OfficeUser
from wms.access.people import Desk
from wms.access.secrets import Proof, digest, keep, new_secret
from wms.db import Read, Tx, new_id
from wms.errors import NotFound, Refusal

#: NIST SP 800-63B asks for 8 at least; ours guard other people's goods
PASSWORD_MIN_CHARS: Final = 10
#: wrong passwords in a row after which one has to wait
FAILURES_UNTIL_WAIT: Final = 5
LOG_IN_WAIT: Final = timedelta(minutes=5)


class AtDesk(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody logged in; ``token`` goes into the cookie."""

    desk: Desk
    token: str
    expires_at: datetime


def _check_password(password: str) -> str:
    if len(password) < PASSWORD_MIN_CHARS:
        raise PasswordTooShort(minimum=PASSWORD_MIN_CHARS)
    return password


async def hire_office_user(
    tx: Tx,
    *,
    email: str,
    name: str,
    password: str,
    role: str = "office",
    shop_id: UUID | None = None,
    language: str = "en",
) -> UUID:
    """A person joins the office; role ``shop`` with ``shop_id`` is a shop's own person.

    Raises:
        EmailTaken: somebody has this address.
        PasswordTooShort: fewer than ``PASSWORD_MIN_CHARS`` characters.
    """
    row = OfficeUser(
        id=new_id(),
        email=email.strip().lower(),
        name=name,
        password_hash=await keep(_check_password(password)),
        role=role,
        shop_id=shop_id,
        language=language,
    )
    try:
        async with tx.begin_nested():
            tx.add(row)
            await tx.flush()
    except IntegrityError as error:
        if "uq_office_users_email" in str(error.orig):
            raise EmailTaken(email=row.email) from error
        raise
    return row.id


async def kept_password(read: Read | Tx, email: str) -> str | None:
    """What is kept of the password of the person with this address; None when there is none."""
    kept: str | None = await read.scalar(
        select(OfficeUser.password_hash).where(
            OfficeUser.email == email.strip().lower(), OfficeUser.left_at.is_(None)
        )
    )
    return kept


async def log_in_office(
    tx: Tx, *, email: str, proof: Proof, lasts: timedelta, instead_of: str | None = None
) -> AtDesk | Refusal:
    """Log a person in with a session of a new id; the browser's old one ends.

    ``proof`` was made from `kept_password` before this transaction began: comparing takes so long
    that no connection may wait for it. However many guesses were compared side by side, they are
    judged here one after the other, and after `FAILURES_UNTIL_WAIT` wrong ones none is right.

    A wrong password is counted, which must be committed: that no is returned, not raised.
    """
    row = await tx.scalar(
        select(OfficeUser)
        .where(OfficeUser.email == email.strip().lower(), OfficeUser.left_at.is_(None))
        .with_for_update()
    )
    no = _judge(row, proof)
    await tx.flush()
    if no is not None or row is None:
        return no or LogInWrong()
    if instead_of:
        await end_session(tx, instead_of)
    token, expires_at = new_secret(), datetime.now(UTC) + lasts
    session = OfficeSession(
        id=new_id(), user_id=row.id, token_hash=digest(token), expires_at=expires_at
    )
    tx.add(session)
    await tx.flush()
    desk = Desk(
        user_id=row.id,
        session_id=session.id,
        name=row.name,
        role=row.role,
        shop_id=row.shop_id,
        language=row.language,
    )
    return AtDesk(desk=desk, token=token, expires_at=expires_at)


def _judge(row: OfficeUser | None, proof: Proof) -> Refusal | None:
    now = datetime.now(UTC)
    if row is None or (row.locked_until is not None and row.locked_until > now):
        return LogInWrong()
    if proof.is_right and proof.kept == row.password_hash:  # else it was changed meanwhile
        row.failed_logins, row.locked_until = 0, None
        return None
    row.failed_logins += 1
    if row.failed_logins % FAILURES_UNTIL_WAIT == 0:
        row.locked_until = now + LOG_IN_WAIT
    return LogInWrong()


async def end_session(tx: Tx, token: str) -> None:
    """Log the browser with this cookie out. A second time changes nothing."""
    await tx.execute(
        update(OfficeSession)
        .where(OfficeSession.token_hash == digest(token), OfficeSession.ended_at.is_(None))
        .values(ended_at=func.clock_timestamp())
        .execution_options(synchronize_session=False)
    )
    await forget_remembered(tx)


async def set_password(tx: Tx, user_id: UUID, password: str) -> None:
    """Give a person a new password; all their browsers are logged out.

    Raises:
        NotFound: there is no such person.
        PasswordTooShort: fewer than ``PASSWORD_MIN_CHARS`` characters.
    """
    row = await tx.get(OfficeUser, user_id, with_for_update=True)
    if row is None:
        raise NotFound(what="office user", name=str(user_id))
    row.password_hash = await keep(_check_password(password))
    row.failed_logins, row.locked_until = 0, None
    await _end_sessions_of(tx, user_id)


async def change_own_password(
    tx: Tx, user_id: UUID, proof: Proof, password: str
) -> LogInWrong | None:
    """A person gives themselves a new password; all their browsers are logged out.

    A wrong present password is counted as at the log-in, which must be committed: that no is
    returned, not raised.

    Raises:
        PasswordTooShort: fewer than ``PASSWORD_MIN_CHARS`` characters.
    """
    row = await tx.get(OfficeUser, user_id, with_for_update=True)
    if row is None or row.left_at is not None or _judge(row, proof) is not None:
        await tx.flush()
        return LogInWrong()
    await set_password(tx, user_id, password)
    return None


async def dismiss_office_user(tx: Tx, user_id: UUID) -> None:
    """A person leaves the office.

    Raises:
        NotFound: there is no such person.
        LastAdmin: nobody could hire or help anybody any more.
    """
    row = await tx.get(OfficeUser, user_id, with_for_update=True)
    if row is None:
        raise NotFound(what="office user", name=str(user_id))
    if row.role == "admin":
        await _another_admin(tx, user_id)
    row.left_at = row.left_at or datetime.now(UTC)
    await _end_sessions_of(tx, user_id)


async def _end_sessions_of(tx: Tx, user_id: UUID) -> None:
    await tx.flush()
    await tx.execute(
        update(OfficeSession)
        .where(OfficeSession.user_id == user_id, OfficeSession.ended_at.is_(None))
        .values(ended_at=func.clock_timestamp())
        .execution_options(synchronize_session=False)
    )
    await forget_remembered(tx)


async def set_desk_language(tx: Tx, user_id: UUID, language: str) -> None:
    """The language in which the office pages talk to this person from now on."""
    await tx.execute(update(OfficeUser).where(OfficeUser.id == user_id).values(language=language))
    await forget_remembered(tx)


async def change_role(tx: Tx, user_id: UUID, role: str, *, shop_id: UUID | None = None) -> None:
    """Give a person another role; their browsers are logged out, so that it holds at once.

    ``shop_id`` goes with the role ``shop`` and with no other.

    Raises:
        NotFound: there is no such person.
        LastAdmin: nobody could hire or help anybody any more.
    """
    row = await tx.get(OfficeUser, user_id, with_for_update=True)
    if row is None:
        raise NotFound(what="office user", name=str(user_id))
    if row.role == "admin" and role != "admin":
        await _another_admin(tx, user_id)
    row.role, row.shop_id = role, shop_id
    await _end_sessions_of(tx, user_id)


async def _another_admin(tx: Tx, user_id: UUID) -> None:
    """Refuse when ``user_id`` is the only admin; two admins who leave at once take turns."""
    admins = await tx.scalars(
        select(OfficeUser.id)
        .where(OfficeUser.role == "admin", OfficeUser.left_at.is_(None))
        .order_by(OfficeUser.id)
        .with_for_update()
    )
    if set(admins) <= {user_id}:
        raise LastAdmin
