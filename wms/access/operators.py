"""Operators: hired with a badge and a PIN, logged in on a device, locked out when they guess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update

from wms.access.errors import (
    BadgeUnknown,
    DeviceUnknown,
    PinLocked,
    PinMalformed,
    PinWait,
    PinWrong,
    SupervisorNeeded,
)
from wms.access.keys import forget_remembered
from wms.access.models import Device, Operator, OperatorSession
from wms.access.people import AtWork
from wms.access.secrets import Proof, digest, keep, new_secret
from wms.barcodes import Badge, new_badge, parse
from wms.db import Read, Tx, new_id
from wms.errors import NotFound, Refusal

PIN_MIN_DIGITS: Final = 4
PIN_MAX_DIGITS: Final = 6
#: wrong PINs in a row after which one has to wait
PINS_UNTIL_WAIT: Final = 5
#: wrong PINs in a row after which a supervisor has to help
PINS_UNTIL_LOCKED: Final = 10
PIN_WAIT: Final = timedelta(seconds=60)
TEAM_MAX_CHARS: Final = 40


class Hired(msgspec.Struct, frozen=True, kw_only=True):
    """A new operator; ``badge`` is printed now and kept nowhere."""

    id: UUID
    badge: str


class LoggedIn(msgspec.Struct, frozen=True, kw_only=True):
    """An operator began to work on a device; ``token`` goes into the cookie."""

    by: AtWork
    token: str
    #: who was at work on the device until now, when somebody took it over
    instead_of: UUID | None


def check_pin(pin: str) -> str:
    """The PIN, if it is one.

    Raises:
        PinMalformed: not 4 to 6 digits.
    """
    if not (pin.isascii() and pin.isdigit() and PIN_MIN_DIGITS <= len(pin) <= PIN_MAX_DIGITS):
        raise PinMalformed
    return pin


async def hire_operator(
    tx: Tx, *, name: str, pin: str, language: str = "en", is_supervisor: bool = False
) -> Hired:
    """A person joins the floor.

    Raises:
        PinMalformed: ``pin`` is not 4 to 6 digits.
    """
    badge = new_badge()
    row = Operator(
        id=new_id(),
        name=name,
        language=language,
        badge_hash=digest(badge),
        pin_hash=await keep(check_pin(pin)),
        is_supervisor=is_supervisor,
    )
    tx.add(row)
    await tx.flush()
    return Hired(id=row.id, badge=badge)


async def _the_operator(tx: Tx, operator_id: UUID) -> Operator:
    row = await tx.get(Operator, operator_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(what="operator", name=str(operator_id))
    return row


async def replace_badge(tx: Tx, operator_id: UUID) -> str:
    """A new badge for a lost one, which is worth nothing from now on; returns what to print."""
    row = await _the_operator(tx, operator_id)
    badge = new_badge()
    row.badge_hash = digest(badge)
    await _end_sessions(tx, OperatorSession.operator_id == operator_id)
    await tx.flush()
    return badge


async def set_pin(tx: Tx, operator_id: UUID, pin: str) -> None:
    """Give the operator a new PIN and unlock them.

    Raises:
        PinMalformed: ``pin`` is not 4 to 6 digits.
    """
    row = await _the_operator(tx, operator_id)
    row.pin_hash = await keep(check_pin(pin))
    row.failed_pins, row.locked_until = 0, None
    await tx.flush()


async def set_language(tx: Tx, operator_id: UUID, language: str) -> None:
    """The language in which the floor talks to this person from now on."""
    row = await _the_operator(tx, operator_id)
    row.language = language
    await tx.flush()
    await forget_remembered(tx)


async def join_team(tx: Tx, operator_id: UUID, team: str) -> None:
    """With whom this person works from now on; empty: with nobody in particular."""
    row = await _the_operator(tx, operator_id)
    row.team = " ".join(team.split())[:TEAM_MAX_CHARS] or None
    await tx.flush()


async def dismiss_operator(tx: Tx, operator_id: UUID) -> None:
    """A person leaves; badge and sessions are worth nothing from now on."""
    row = await _the_operator(tx, operator_id)
    row.left_at = row.left_at or datetime.now(UTC)
    await _end_sessions(tx, OperatorSession.operator_id == operator_id)
    await tx.flush()


async def operator_of_badge(read: Read | Tx, scanned: str) -> tuple[UUID, str]:
    """Whose badge was scanned: id and name.

    Raises:
        BadgeUnknown: not a badge, or not one of ours (any more).
    """
    badge = parse(scanned)
    if not isinstance(badge, Badge):
        raise BadgeUnknown
    row = (
        await read.execute(
            select(Operator.id, Operator.name).where(
                Operator.badge_hash == digest(badge.value), Operator.left_at.is_(None)
            )
        )
    ).one_or_none()
    if row is None:
        raise BadgeUnknown
    return row.id, row.name


async def supervisor_of_badge(read: Read | Tx, scanned: str) -> UUID:
    """Which supervisor's badge was scanned.

    Raises:
        BadgeUnknown: it is nobody's badge.
        SupervisorNeeded: it is somebody else's.
    """
    found, _ = await operator_of_badge(read, scanned)
    if not await read.scalar(select(Operator.is_supervisor).where(Operator.id == found)):
        raise SupervisorNeeded
    return found


async def name_of(read: Read | Tx, operator_id: UUID) -> str:
    """What the operator is called.

    Raises:
        BadgeUnknown: there is no such operator (any more).
    """
    name = await read.scalar(
        select(Operator.name).where(Operator.id == operator_id, Operator.left_at.is_(None))
    )
    if name is None:
        raise BadgeUnknown
    return name


async def kept_pin(read: Read | Tx, operator_id: UUID) -> str | None:
    """What is kept of the operator's PIN; None when there is no such operator (any more)."""
    kept: str | None = await read.scalar(
        select(Operator.pin_hash).where(Operator.id == operator_id, Operator.left_at.is_(None))
    )
    return kept


async def log_in(tx: Tx, operator_id: UUID, proof: Proof, *, device_id: UUID) -> LoggedIn | Refusal:
    """Begin to work on a device, taking it over from whoever worked there.

    ``proof`` was made from `kept_pin` before this transaction began, see `log_in_office`.

    A wrong PIN is counted, which must be committed: that no is returned, not raised.

    Raises:
        BadgeUnknown: the person has left.
        DeviceUnknown: the device was struck off.
    """
    device = await tx.get(Device, device_id, with_for_update=True, populate_existing=True)
    if device is None or device.revoked_at is not None:
        raise DeviceUnknown
    row = await _the_operator(tx, operator_id)
    if row.left_at is not None:
        raise BadgeUnknown
    no = _judge_pin(row, proof)
    await tx.flush()
    if no is not None:
        return no
    return await _begin_session(tx, row, device)


async def vouch(tx: Tx, operator_id: UUID, proof: Proof) -> Refusal | None:
    """Whether a colleague proved by their PIN that they stand here; nobody logs in.

    A wrong PIN is counted, which must be committed: that no is returned, not raised.

    Raises:
        BadgeUnknown: the person has left.
    """
    row = await _the_operator(tx, operator_id)
    if row.left_at is not None:
        raise BadgeUnknown
    no = _judge_pin(row, proof)
    await tx.flush()
    return no


def _judge_pin(row: Operator, proof: Proof) -> Refusal | None:
    now = datetime.now(UTC)
    if row.failed_pins >= PINS_UNTIL_LOCKED:
        return PinLocked()
    if row.locked_until is not None and row.locked_until > now:
        return PinWait(seconds=ceil((row.locked_until - now).total_seconds()))
    if proof.is_right and proof.kept == row.pin_hash:  # else it was changed meanwhile
        row.failed_pins, row.locked_until = 0, None
        return None
    row.failed_pins += 1
    if row.failed_pins >= PINS_UNTIL_LOCKED:
        return PinLocked()
    if row.failed_pins % PINS_UNTIL_WAIT == 0:
        row.locked_until = now + PIN_WAIT
        return PinWait(seconds=int(PIN_WAIT.total_seconds()))
    return PinWrong(left=PINS_UNTIL_WAIT - row.failed_pins % PINS_UNTIL_WAIT)


async def _begin_session(tx: Tx, row: Operator, device: Device) -> LoggedIn:
    before = await tx.scalar(
        select(OperatorSession.operator_id).where(
            OperatorSession.device_id == device.id, OperatorSession.ended_at.is_(None)
        )
    )
    await _end_sessions(tx, OperatorSession.device_id == device.id)
    token = new_secret()
    session = OperatorSession(
        id=new_id(), operator_id=row.id, device_id=device.id, token_hash=digest(token)
    )
    tx.add(session)
    device.last_seen_at = datetime.now(UTC)
    await tx.flush()
    by = AtWork(
        operator_id=row.id,
        device_id=device.id,
        session_id=session.id,
        name=row.name,
        language=row.language,
        is_supervisor=row.is_supervisor,
    )
    return LoggedIn(by=by, token=token, instead_of=before if before != row.id else None)


async def _end_sessions(tx: Tx, which: object) -> None:
    await tx.execute(
        update(OperatorSession)
        .where(which, OperatorSession.ended_at.is_(None))  # type: ignore[arg-type]  # a column condition
        .values(ended_at=func.clock_timestamp())
        .execution_options(synchronize_session=False)
    )
    await forget_remembered(tx)


async def log_out(tx: Tx, session_id: UUID) -> None:
    """The operator goes home, or to another device. A second time changes nothing."""
    await _end_sessions(tx, OperatorSession.id == session_id)


async def mark_seen(tx: Tx, session_id: UUID) -> None:
    """Note that the session is in use; the doors call it at most once a minute and process."""
    await tx.execute(
        update(OperatorSession)
        .where(OperatorSession.id == session_id)
        .values(last_seen_at=func.clock_timestamp())
        .execution_options(synchronize_session=False)
    )


async def unlock_operator(tx: Tx, operator_id: UUID, *, by: AtWork | None) -> str:
    """Let somebody try again who guessed too often; returns their name.

    ``by`` is None when the office does it.

    Raises:
        SupervisorNeeded: ``by`` is no supervisor.
        NotFound: there is no such operator.
    """
    if by is not None and not by.is_supervisor:
        raise SupervisorNeeded
    row = await _the_operator(tx, operator_id)
    row.failed_pins, row.locked_until = 0, None
    await tx.flush()
    return row.name
