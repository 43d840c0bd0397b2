"""The alarms desk: what does not go by itself on its way out, who must act, and what to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, back_to, shop_choices, words_of
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import PAGE_ROWS, Filters
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.orders.hold_codes import OWNERS
from wms.shipping.alarms.listed import STATES, AlarmRow, AlarmsWanted, alarms, count_alarms
from wms.shipping.alarms.raised import NOTE_MAX_CHARS, note_alarm, resolve_alarm, take_alarm
from wms.shipping.alarms.rules import ALARMS
from wms.shipping.carriers.incidents import INCIDENTS
from wms.shipping.carriers.registry import NAMES, name_of

PAGE: Final = "/office/alarms"
#: the page asks for itself again after so long, ms
FRESH_MS: Final = 30_000
_PLACE_PARTS: Final = 2
_PLACE_CHARS: Final = 100

FLASHES["alarm_taken"] = N_("You look after it now.")
FLASHES["alarm_noted"] = N_("It is written beside the alarm.")
FLASHES["alarm_resolved"] = N_("The alarm is put away.")


@get(PAGE)
async def show_alarms(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What waits for somebody, the longest first."""
    return await _page(request, desk, desk_page, read)


async def _page(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, *, no: Refusal | None = None
) -> Response[Any]:
    filters = Filters(request)
    wanted = _wanted(Asked(filters, desk), _position(filters))
    rows = await alarms(read, wanted, limit=PAGE_ROWS + 1)
    last = rows[PAGE_ROWS - 1] if len(rows) > PAGE_ROWS else None
    return desk_page.show(
        "office/alarms.html",
        status=409 if no else 200,
        no=words_of(request, no) if no else None,
        rows=rows[:PAGE_ROWS],
        next_page=filters.link(after=f"{last.since.isoformat()}~{last.id}") if last else None,
        first_page=filters.link(after=None) if wanted.after else None,
        counts=await count_alarms(read, wanted),
        rules=ALARMS,
        incidents=INCIDENTS,
        owners=OWNERS,
        states=STATES,
        shops=await shop_choices(read, desk),
        couriers=sorted(NAMES.items()),
        wanted=wanted,
        filters=filters,
        address=PAGE,
        here=filters.link(after=None),
        me=desk.user_id,
        fresh_ms=FRESH_MS,
        note_max=NOTE_MAX_CHARS,
    )


def _wanted(asked: Asked, after: tuple[datetime, UUID] | None) -> AlarmsWanted:
    filters = asked.filters
    return AlarmsWanted(
        state=filters.one_of("state", STATES) or "open",
        owner=filters.one_of("owner", OWNERS),
        code=filters.one_of("code", ALARMS),
        shop=filters.text("shop"),
        carrier=filters.one_of("courier", NAMES),
        user_id=asked.desk.user_id,
        after=after,
    )


def _position(filters: Filters) -> tuple[datetime, UUID] | None:
    """Where the page before ended; nonsense begins anew."""
    parts = filters.text("after", most=_PLACE_CHARS).split("~")
    if len(parts) != _PLACE_PARTS:
        return None
    try:
        since = datetime.fromisoformat(parts[0].replace(" ", "+"))
        return (since, UUID(parts[1])) if since.tzinfo else None
    except ValueError:
        return None


@post(PAGE + "/{alarm_id:uuid}/take", status_code=200)
async def take(
    request: AnyRequest,
    alarm_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """This person looks after it."""
    form = await desk_page.form()
    of = _uuid(form.get("of", ""))
    done = await attempt(request, lambda tx: take_alarm(tx, alarm_id, by=desk, of=of))
    return await _go_on(request, desk, desk_page, read, form, done, "alarm_taken")


@post(PAGE + "/{alarm_id:uuid}/note", status_code=200)
async def note(
    request: AnyRequest,
    alarm_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Write something beside it, or say what was done and put it away."""
    form = await desk_page.form()
    words, is_done = form.get("note", ""), form.get("do") == "resolve"

    async def unit(tx: Tx) -> None:
        await (resolve_alarm if is_done else note_alarm)(tx, alarm_id, words, by=desk)

    done = await attempt(request, unit)
    said = "alarm_resolved" if is_done else "alarm_noted"
    return await _go_on(request, desk, desk_page, read, form, done, said)


async def _go_on(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    form: dict[str, str],
    done: Refusal | None,
    said: str,
) -> Response[Any]:
    if isinstance(done, Refusal):
        return await _page(request, desk, desk_page, read, no=done)
    return go(back_to(form, PAGE), said=said)


def _uuid(given: str) -> UUID | None:
    try:
        return UUID(given) if given else None
    except ValueError:
        return None


async def _rows(
    read: Read, asked: Asked, after: tuple[datetime, UUID] | None, limit: int
) -> list[AlarmRow]:
    return await alarms(read, _wanted(asked, after), limit=limit)


EXPORT: Final = Exported[AlarmRow](
    name="alarms",
    columns=(
        Column(N_("Alarm"), lambda one: one.code, word="alarm_word"),
        Column(N_("Who must act"), lambda one: one.owner, word="owner_word"),
        Column(N_("Since (UTC)"), lambda one: one.since),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("Order"), lambda one: one.order_number),
        Column(N_("Parcel"), lambda one: one.parcel_number),
        Column(N_("Courier"), lambda one: name_of(one.carrier) if one.carrier else None),
        Column(N_("Tracking number"), lambda one: one.tracking_number),
        Column(N_("Manifest"), lambda one: one.manifest_number),
        Column(N_("Looked after by"), lambda one: one.taken_name),
        Column(N_("Note"), lambda one: one.acts[-1].note if one.acts else None),
    ),
    rows=_rows,
    position=lambda one: (one.since, one.id),
)

handlers: Final = [show_alarms, export_route(PAGE, EXPORT), take, note]
