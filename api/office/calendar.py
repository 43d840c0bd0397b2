"""When orders leave: the house's calendar, the weeks of shops, and the days that follow."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.asker import language_of
from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from wms.access.people import Desk
from wms.calendar.days import Preview, keep_days, preview
from wms.calendar.errors import ClosedDayOutside
from wms.calendar.house import close_day, days_off, open_day, set_house, the_house
from wms.calendar.shop_weeks import ShopWeek, forget_week, put_week, shops_with_weeks, weeks_of
from wms.calendar.week import DAYS, Week
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.shipping.carriers.registry import SERVICES, name_of, service_name
from wms.shops.queries import shop_by_code

PAGE: Final = "/office/calendar"
OF_A_SHOP: Final = "/office/shops/{code:str}/calendar"
ONLY_MANAGERS: Final = {"roles": MANAGERS}
FIELD_MAX_CHARS: Final = 60

FLASHES["calendar_saved"] = N_("Saved. Promises that move with it are told within a minute.")


class WeekShown(msgspec.Struct, frozen=True, kw_only=True):
    """A week on its page: for what it is, its fields, and what follows from it."""

    carrier: str
    service: str
    #: couriers and services by their names; '' for all
    label: str
    closes: list[str]
    leaves: list[str]
    days: list[Preview]


def _typed(form: dict[str, str]) -> tuple[list[str], list[str]]:
    """The two lists of times of a form, as they were typed."""

    def column(name: str) -> list[str]:
        return [form.get(f"{name}_{n}", "").strip()[:FIELD_MAX_CHARS] for n in range(DAYS)]

    return column("closes"), column("leaves")


async def _house_page(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, *,
    no: str | None = None, typed: dict[str, str] | None = None,
) -> Response[Any]:  # fmt: skip
    house = await the_house(read)
    closes, leaves = _typed(typed) if typed else (house.week.closes, house.week.leaves)
    return desk_page.show(
        "office/calendar.html",
        status=422 if no else 200,
        house=house,
        closes=closes,
        leaves=leaves,
        typed=typed or {},
        days=await preview(read, house.week, language=language_of(request)),
        closed=await days_off(read, house, house.today()),
        shops=await shops_with_weeks(read),
        weekdays=i18n.weekday_names(language_of(request)),
        may_manage=desk.role in MANAGERS,
        address=PAGE,
        no=no,
    )


@get(PAGE)
async def show_calendar(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """When the building works, and the days that follow."""
    return await _house_page(request, desk, desk_page, read)


@post(PAGE, status_code=200, opt=ONLY_MANAGERS)
async def save_calendar(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """The time zone, the holidays, and the week of the house."""
    form = await desk_page.form()

    async def write(tx: Tx) -> None:
        await set_house(
            tx,
            time_zone=form.get("time_zone", "").strip(),
            holidays_of=form.get("holidays_of", "").strip().upper()[:FIELD_MAX_CHARS],
            week=Week.of(*_typed(form)),
        )
        await keep_days(tx)

    done = await attempt(request, write)
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _house_page(request, desk, desk_page, read, no=no, typed=form)
    house_of(request.scope).doorman.forget()  # the next page tells times in the new zone
    return go(PAGE, said="calendar_saved")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ClosedDayOutside from error


@post(PAGE + "/closed", status_code=200, opt=ONLY_MANAGERS)
async def add_closed_day(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Nothing leaves on this day."""
    form = await desk_page.form()

    async def write(tx: Tx) -> None:
        await close_day(tx, _day(form.get("day", "")), form.get("reason", "").strip())
        await keep_days(tx)

    done = await attempt(request, write)
    if isinstance(done, Refusal):
        return await _house_page(request, desk, desk_page, read, no=words_of(request, done))
    return go(PAGE, said="calendar_saved")


@post(PAGE + "/open", status_code=200, opt=ONLY_MANAGERS)
async def remove_closed_day(
    desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """It is a day like others again."""
    await open_day(tx, _day((await desk_page.form()).get("day", "")))
    await keep_days(tx)
    return go(PAGE, said="calendar_saved")


def _label(carrier: str, service: str) -> str:
    if not carrier:
        return ""
    name = name_of(carrier)
    return f"{name} · {i18n.gettext(service_name(carrier, service))}" if service else name


async def _shop_page(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, code: str, *,
    no: str | None = None, typed: dict[str, str] | None = None,
) -> Response[Any]:  # fmt: skip
    one = await shop_by_code(read, code)
    house = await the_house(read)
    language = language_of(request)
    own = await weeks_of(read, one.id)
    with i18n.speaking(language):
        shown = [await _shown(read, week, typed, language) for week in own]
        there = {(week.carrier, week.service) for week in own}
        choices = [
            (f"{carrier}/{service}", _label(carrier, service))
            for carrier, service in _all_ways()
            if (carrier, service) not in there
        ]
    return desk_page.show(
        "office/shop_calendar.html",
        status=422 if no else 200,
        shop=one,
        house=house,
        weeks=shown,
        choices=choices,
        typed=typed or {},
        new=_typed(typed) if typed and "new" in typed else (house.week.closes, house.week.leaves),
        days=await preview(read, house.week, language=language),
        weekdays=i18n.weekday_names(language),
        may_manage=desk.role in MANAGERS,
        address=f"/office/shops/{code}/calendar",
        no=no,
    )


async def _shown(
    read: Read, one: ShopWeek, typed: dict[str, str] | None, language: str
) -> WeekShown:
    closes, leaves = one.week.closes, one.week.leaves
    if typed and "new" not in typed and typed.get("way") == f"{one.carrier}/{one.service}":
        closes, leaves = _typed(typed)
    return WeekShown(
        carrier=one.carrier,
        service=one.service,
        label=_label(one.carrier, one.service),
        closes=closes,
        leaves=leaves,
        days=await preview(read, one.week, language=language),
    )


def _all_ways() -> list[tuple[str, str]]:
    """For what a shop can have a week: all its orders, a courier, a service of it."""
    return [
        ("", ""),
        *((carrier, service) for carrier in SERVICES for service in ("", *SERVICES[carrier])),
    ]


def _way(form: dict[str, str]) -> tuple[str, str]:
    """What the form is about; what nobody offers is the most general."""
    carrier, _, service = form.get("way", "").partition("/")
    return (carrier, service) if (carrier, service) in _all_ways() else ("", "")


@get(OF_A_SHOP)
async def show_shop_calendar(
    code: FromPath[str], request: AnyRequest, desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """A shop's weeks, or that it has the house's."""
    return await _shop_page(request, desk, desk_page, read, code)


@post(OF_A_SHOP, status_code=200, opt=ONLY_MANAGERS)
async def save_shop_week(
    code: FromPath[str], request: AnyRequest, desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """A week of a shop, new or changed."""
    form = await desk_page.form()
    carrier, service = _way(form)

    async def write(tx: Tx) -> None:
        shop_id = (await shop_by_code(tx, code)).id
        await put_week(tx, shop_id, Week.of(*_typed(form)), carrier=carrier, service=service)
        await keep_days(tx)

    done = await attempt(request, write)
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _shop_page(request, desk, desk_page, read, code, no=no, typed=form)
    return go(f"/office/shops/{code}/calendar", said="calendar_saved")


@post(OF_A_SHOP + "/forget", status_code=200, opt=ONLY_MANAGERS)
async def forget_shop_week(
    code: FromPath[str], desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """The more general week counts again."""
    carrier, service = _way(await desk_page.form())
    await forget_week(tx, (await shop_by_code(tx, code)).id, carrier=carrier, service=service)
    await keep_days(tx)
    return go(f"/office/shops/{code}/calendar", said="calendar_saved")


handlers: Final = [
    show_calendar,
    save_calendar,
    add_closed_day,
    remove_closed_day,
    show_shop_calendar,
    save_shop_week,
    forget_shop_week,
]
