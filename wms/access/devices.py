"""Handhelds and bench computers: announced in the office, enrolled by a one-time code."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update

from wms.access.errors import EnrolmentUnknown
from wms.access.keys import forget_remembered
from wms.access.models import Device, OperatorSession
from wms.access.secrets import digest, new_secret
from wms.db import Tx, new_id
from wms.errors import NotFound

#: Crockford's base 32: no I, L, O, U to misread
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 60 random bits
CODE_CHARS: Final = 12
_GROUP: Final = 4
#: a code not used by then is worth nothing
CODE_LIFE: Final = timedelta(hours=24)
_MISREAD: Final = str.maketrans("ILO", "110")


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """A device that may enrol once with ``code``."""

    id: UUID
    code: str


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """A device that is known from now on; ``token`` goes into its cookie."""

    id: UUID
    name: str
    token: str


class SelfTest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the self-test page found out about a device's scanner, sound, vibration and speech."""

    suffix: Annotated[str, msgspec.Meta(max_length=10)] | None = None
    #: mean pause between two characters, ms
    gap_ms: Annotated[int, msgspec.Meta(ge=0, le=10_000)] | None = None
    layout: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    separator: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    sound: Annotated[str, msgspec.Meta(max_length=10)] | None = None
    vibration: Annotated[str, msgspec.Meta(max_length=10)] | None = None
    #: "on", "off", or "no_voice": the device cannot speak its person's language
    speech: Annotated[str, msgspec.Meta(max_length=10)] | None = None


def _plain(code: str) -> str:
    letters = "".join(c for c in code.upper() if c.isascii() and c.isalnum())
    return letters.translate(_MISREAD)


async def announce_device(tx: Tx, *, name: str) -> Announced:
    """Expect a new device; its code is shown in the office, as text and as a QR code."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(CODE_CHARS))
    row = Device(id=new_id(), name=name, token_hash=digest(code))
    tx.add(row)
    await tx.flush()
    shown = "-".join(code[i : i + _GROUP] for i in range(0, CODE_CHARS, _GROUP))
    return Announced(id=row.id, code=shown)


async def enrol_device(tx: Tx, code: str) -> Enrolled:
    """The browser that brings the code becomes the device.

    Raises:
        EnrolmentUnknown: the code is wrong, used or older than a day.
    """
    row = await tx.scalar(
        select(Device)
        .where(
            Device.token_hash == digest(_plain(code)),
            Device.enrolled_at.is_(None),
            Device.revoked_at.is_(None),
            Device.created_at > func.clock_timestamp() - CODE_LIFE,
        )
        .with_for_update()
    )
    if row is None:
        raise EnrolmentUnknown
    token = new_secret()
    row.token_hash, row.enrolled_at = digest(token), datetime.now(UTC)
    await tx.flush()
    return Enrolled(id=row.id, name=row.name, token=token)


async def strike_off_device(tx: Tx, device_id: UUID) -> None:
    """A lost or broken device: its cookie and the session on it are worth nothing from now on.

    Raises:
        NotFound: there is no such device.
    """
    row = await tx.get(Device, device_id, with_for_update=True)
    if row is None:
        raise NotFound(what="device", name=str(device_id))
    row.revoked_at = row.revoked_at or datetime.now(UTC)
    await tx.execute(
        update(OperatorSession)
        .where(OperatorSession.device_id == device_id, OperatorSession.ended_at.is_(None))
        .values(ended_at=func.clock_timestamp())
        .execution_options(synchronize_session=False)
    )
    await tx.flush()
    await forget_remembered(tx)


async def keep_self_test(tx: Tx, device_id: UUID, found: SelfTest) -> None:
    """Keep what the device's self-test found, over what an earlier one did."""
    await tx.execute(
        update(Device)
        .where(Device.id == device_id)
        .values(self_test=msgspec.to_builtins(found), self_tested_at=func.clock_timestamp())
    )
