"""A shop's sandbox at the desk: its clock, what shall go wrong, what happened, mails not sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, say_refusal, words_of
from api.office.order_mails import MAIL_NAMES
from api.office.shops import KEEPERS
from api.transaction import look
from wms.db import Read, Tx, working_for
from wms.errors import N_, Invalid, Kind, Refusal
from wms.halls import twin_of
from wms.sandbox.clock import FORWARD_MAX, ahead, forward
from wms.sandbox.faults import (
    TIMES_MAX,
    Fault,
    NewFault,
    ask_for_fault,
    faults,
    label_codes,
    remove_fault,
)
from wms.sandbox.mails import SandboxMail, sandbox_mails
from wms.sandbox.told import EventMade, told_last
from wms.shipping.failures import REFUSED
from wms.shops.queries import shop, shop_by_code
from wms.shops.twins import twin_is_open

PAGE: Final = "/office/shops/{code:str}/sandbox"
#: faults that are used up, the newest
USED_UP_SHOWN: Final = 10
#: by how much the clock is moved: unit → how ISO 8601 writes so many of them
UNITS: Final = {"hours": "PT{}H", "days": "P{}D", "weeks": "P{}W"}
#: what the forms begin with
FORMS: Final = {"step": "1", "unit": "days", "kind": "", "times": "1", "answer": REFUSED}
KIND_WORDS: Final[dict[str, str]] = {
    "short_pick": N_("The robot finds no goods"),
    "label_refused": N_("The courier sells no label"),
    "parcel_lost": N_("The courier loses a parcel"),
    "parcel_damaged": N_("A parcel is damaged on its way"),
    "webhook_timeout": N_("A webhook is not answered in time"),
    "api_unavailable": N_("A request is answered by 503"),
    "api_limited": N_("A request is answered by 429"),
}
MAIL_STATES: Final[dict[str, str]] = {
    "written": N_("would have been sent"),
    "waiting": N_("waits"),
    "dropped": N_("left out"),
    "failed": N_("not sent"),
}

FLASHES.update(
    {
        "fault_set": N_("It goes wrong from now on."),
        "fault_gone": N_("It goes wrong no more."),
        "clock_moved": N_("The time has passed. What was due by it happens now."),
    }
)


class FaultUnreadable(Refusal):
    """A field of the form holds something else than it should."""

    kind = Kind.INVALID
    code = "sandbox.fault_unreadable"
    sentence = N_("Choose what goes wrong, and how often: 1 to {most} times.")


class StepUnusable(Refusal):
    """By that the clock is not moved."""

    kind = Kind.INVALID
    code = "sandbox.clock_step"
    sentence = N_("The clock goes forward by hours, days or weeks: at most {days} days at once.")


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A sandbox that was opened."""

    #: how far the clock was set forward
    ahead: timedelta
    waiting: list[Fault]
    used_up: list[Fault]
    happened: list[EventMade]
    mails: list[SandboxMail]

    @property
    def time(self) -> datetime:
        """What time it is there."""
        return datetime.now(UTC) + self.ahead

    @property
    def days(self) -> int:
        """Whole days by which its time is ahead."""
        return self.ahead.days

    @property
    def hours(self) -> int:
        """Whole hours of the day after them."""
        return self.ahead.seconds // 3_600


@get(PAGE, opt={"roles": ALL_ROLES})
async def show_sandbox(
    code: FromPath[str], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """One sandbox."""
    return await _page(desk_page, read, code)


async def _page(
    desk_page: DeskPage, read: Read, code: str, *, given: dict[str, str] | None = None,
    error: str | None = None,
) -> Response[Any]:  # fmt: skip
    one = await shop_by_code(read, code)
    twin_id = twin_of(one.id)

    async def seen(inside: Read) -> Seen | None:
        if not await twin_is_open(inside, one.id):
            return None
        all_faults = await faults(inside, twin_id)
        return Seen(
            ahead=await ahead(inside, twin_id),
            waiting=[fault for fault in all_faults if fault.used < fault.times],
            used_up=[fault for fault in all_faults if fault.used == fault.times][:USED_UP_SHOWN],
            happened=await told_last(inside, twin_id),
            mails=await sandbox_mails(inside, twin_id),
        )

    told: dict[str, Any] = {
        "shop": one,
        "now": await look(desk_page.house, twin_id, seen),
        "may_act": desk_page.by is not None and desk_page.by.role in KEEPERS["roles"],
        "kinds": KIND_WORDS,
        "labels": label_codes(),
        "times_max": TIMES_MAX,
        "mail_names": MAIL_NAMES,
        "mail_states": MAIL_STATES,
        "say_refusal": say_refusal,
        "given": {**FORMS, **(given or {})},
        "error": error,
    }
    return desk_page.show("office/sandbox.html", status=422 if error else 200, **told)


async def _do(
    request: AnyRequest, desk_page: DeskPage, read: Read, code: str, said: str,
    unit: Callable[[Tx, UUID, dict[str, str]], Awaitable[object]],
) -> Response[Any]:  # fmt: skip
    """Do something in the sandbox and come back to its page; a no stands above it."""
    given = await desk_page.form()
    twin_id = twin_of((await shop_by_code(read, code)).id)

    async def inside(tx: Tx) -> None:
        async with working_for(tx, twin_id):
            await shop(tx, twin_id)  # not opened: there is nothing here
            await unit(tx, twin_id, given)

    done = await attempt(request, inside)
    if isinstance(done, Refusal):
        return await _page(desk_page, read, code, given=given, error=words_of(request, done))
    return go(PAGE.replace("{code:str}", code), said=said)


@post(PAGE + "/faults", opt=KEEPERS, status_code=200)
async def add_fault(
    request: AnyRequest, code: FromPath[str], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """The next so many go wrong."""

    async def unit(tx: Tx, twin_id: UUID, given: dict[str, str]) -> None:
        await ask_for_fault(tx, twin_id, _fault(given))

    return await _do(request, desk_page, read, code, "fault_set", unit)


def _fault(given: dict[str, str]) -> NewFault:
    kind, times = given.get("kind"), given.get("times", "")
    answer = given.get("answer") if kind == "label_refused" else None
    told = {"kind": kind, "times": times, "code": answer or None}
    try:
        return msgspec.convert(told, NewFault, strict=False)
    except msgspec.ValidationError as error:
        raise FaultUnreadable(most=TIMES_MAX) from error


@post(PAGE + "/faults/{fault_id:uuid}/remove", opt=KEEPERS, status_code=200)
async def take_fault_back(
    request: AnyRequest, code: FromPath[str], fault_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """It hits nothing any more."""

    async def unit(tx: Tx, twin_id: UUID, _given: dict[str, str]) -> None:
        await remove_fault(tx, twin_id, fault_id)

    return await _do(request, desk_page, read, code, "fault_gone", unit)


@post(PAGE + "/clock", opt=KEEPERS, status_code=200)
async def move_clock(
    request: AnyRequest, code: FromPath[str], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """So much time passes."""

    async def unit(tx: Tx, twin_id: UUID, given: dict[str, str]) -> None:
        step = UNITS.get(given.get("unit", ""), "").format(given.get("step", "").strip())
        try:
            await forward(tx, twin_id, step, desk_page.house.settings)
        except Invalid as error:
            raise StepUnusable(days=FORWARD_MAX.days) from error

    return await _do(request, desk_page, read, code, "clock_moved", unit)


handlers: Final = [show_sandbox, add_fault, take_fault_back, move_clock]
