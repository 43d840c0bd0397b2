"""The sandbox's clock: days and weeks are lived through in seconds.

All programs of a warehouse share one time, and PostgreSQL's own. So it is not the clock that is
set: what happened in the sandbox moves into the past, and what is due there comes nearer
(`sql/move_past.sql`). For whoever looks at it that is the same, and no rule needs to know.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.calendar.house import zone_of_the_house
from wms.clocks.due import tell_deadlines
from wms.db import Read, Tx, working_for
from wms.errors import N_, Invalid, Refusal
from wms.halls import SANDBOX
from wms.inbound.decide import fall_back, overdue
from wms.notices.silent_endpoints import tell_silent_endpoints
from wms.orders.promises import STEPS
from wms.picking.wait_over import end_wait, waited_too_long
from wms.retention import purge_idempotency_keys
from wms.returns.deadlines import keep_deadlines
from wms.returns.inspection.wait_over import end_wait as end_return
from wms.returns.inspection.wait_over import waited_too_long as returns_waited
from wms.sandbox.robot import take_the_robot
from wms.settings import Settings
from wms.stock.expiry import set_expired_aside, tell_expiring

#: ISO 8601-1:2019, 5.5.2.2: weeks, days, hours, minutes and seconds; months have no length
_DURATION: Final = re.compile(
    r"P(?:(?P<weeks>\d{1,3})W)?(?:(?P<days>\d{1,3})D)?"
    r"(?:T(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,5})M)?(?:(?P<seconds>\d{1,6})S)?)?"
)
#: one step of the clock at most
FORWARD_MAX: Final = timedelta(days=400)
#: how far it goes in all
FORWARDED_MAX: Final = timedelta(days=4_000)


class SandboxTime(msgspec.Struct, frozen=True, kw_only=True):
    """What time it is in the sandbox, for whoever counts from its first day."""

    #: how much further than in the world, ISO 8601
    forwarded: str
    #: the world's time and that
    now: datetime


async def sandbox_time(read: Read | Tx, twin_id: UUID) -> SandboxTime:
    """What time it is there, and how far ahead that is."""
    so_far = await ahead(read, twin_id)
    return SandboxTime(forwarded=written(so_far), now=datetime.now(UTC) + so_far)


async def ahead(read: Read | Tx, twin_id: UUID) -> timedelta:
    """How far the clock was set forward until now."""
    forwarded: timedelta | None = await read.scalar(_FORWARDED, {"shop": twin_id})
    return forwarded or timedelta()


_FORWARDED = text("SELECT forwarded FROM sandbox_clocks WHERE shop_id = :shop")
_KEEP = text(
    """
    INSERT INTO sandbox_clocks AS c (shop_id, forwarded) VALUES (:shop, :by)
    ON CONFLICT (shop_id) DO UPDATE SET forwarded = c.forwarded + EXCLUDED.forwarded
    RETURNING forwarded
    """
)
_MOVE = text("SELECT sandbox_move_past(:shop, :by)")


async def forward(tx: Tx, twin_id: UUID, duration: str, settings: Settings) -> SandboxTime:
    """So much time passes, and what falls due by it happens at once.

    Raises:
        Invalid: no duration, or more than `FORWARD_MAX` at once or `FORWARDED_MAX` in all.
    """
    by = read_duration(duration)
    await take_the_robot(tx, twin_id)
    async with working_for(tx, twin_id):
        total = await tx.scalar(_KEEP, {"shop": twin_id, "by": by})
        if total > FORWARDED_MAX:
            raise Invalid(field="forward", reason=N_("too far in all"), pointer="/forward")
        await tx.execute(_MOVE, {"shop": twin_id, "by": by})
    async with working_for(tx, SANDBOX):
        await _what_is_due(tx, settings)
    return await sandbox_time(tx, twin_id)


def read_duration(said: str) -> timedelta:
    """``P3D``, ``PT6H``, ``P1W``. Raises Invalid: nothing that a clock can be moved by."""
    found = _DURATION.fullmatch(said)
    by = timedelta(**{k: int(v) for k, v in found.groupdict().items() if v}) if found else None
    if not by or by > FORWARD_MAX:
        reason = N_("a duration as P3D or PT6H, at most 400 days")
        raise Invalid(field="forward", reason=reason, pointer="/forward")
    return by


def written(so_far: timedelta) -> str:
    """A duration as ISO 8601 writes it."""
    seconds = so_far.seconds
    days = f"{so_far.days}D" if so_far.days or not seconds else ""
    return f"P{days}" + (f"T{seconds}S" if seconds else "")


async def _what_is_due(tx: Tx, settings: Settings) -> None:
    """The chores that wait for a time; workers do the others, webhooks first, a moment later."""
    now = datetime.now(UTC)
    await keep_deadlines(tx)
    await tell_deadlines(tx, now=now)
    while await tell_silent_endpoints(tx, settings, now=now):
        pass
    for watch in (tell_expiring, set_expired_aside):
        while await watch(tx):
            pass
    for step in STEPS.values():
        await step(tx)
    today = now.astimezone(await zone_of_the_house(tx)).date()
    for shop_id, order_id in await waited_too_long(Read(tx), today):
        await _try(tx, partial(end_wait, shop_id=shop_id, order_id=order_id, today=today))
    for number in await returns_waited(tx):
        await _try(tx, partial(end_return, number=number))
    for one in await overdue(tx):
        await _try(tx, partial(fall_back, one=one))
    await purge_idempotency_keys(tx)


async def _try(tx: Tx, what: Callable[[Tx], Awaitable[Any]]) -> None:
    """One row that cannot be done holds up no other; the chore of the workers comes to it."""
    try:
        async with tx.begin_nested():
            await what(tx)
    except Refusal:
        return
