"""Cash on delivery: a month by shop and courier, couriers' statements, and what does not agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.amounts import minor_of, typed_amount
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, do_or_show, words_of
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import Filters
from wms.access.people import Desk
from wms.calendar.house import zone_of_the_house
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.shipping.carriers.registry import NAMES
from wms.shipping.cod import read as cod
from wms.shipping.cod.errors import AmountWrong
from wms.shipping.cod.ledger import pass_on, take_back
from wms.shipping.cod.statements import (
    MOVES_MONEY,
    Judged,
    book_statement,
    judge,
    last_statements,
    read_statement,
)
from wms.shops.queries import shop_by_code, shops

PAGE: Final = "/office/cod"
ONLY_MANAGERS: Final = {"roles": MANAGERS}
ROWS_MAX: Final = 200
ENTRIES_MAX: Final = 200
STATEMENTS_MAX: Final = 5
#: lines that agree, of a statement that is looked at
SHOWN_MAX: Final = 20
CONTENT_MAX_CHARS: Final = 500_000

FLASHES["cod_passed_on"] = N_("Written down. The shop sees it at once.")
FLASHES["cod_taken_back"] = N_("Taken back.")
FLASHES["cod_booked"] = N_("The statement is booked. What does not agree stands below.")


class Month:
    """A month of the house: its first day, and the moments between which it lies."""

    def __init__(self, said: str, zone: ZoneInfo) -> None:
        try:
            wanted = date.fromisoformat(f"{said}-01")
        except ValueError:
            wanted = datetime.now(zone).date()
        self.first, self.after = cod.first_days(wanted)
        self.since = datetime.combine(self.first, time(), zone).astimezone(UTC)
        self.until = datetime.combine(self.after, time(), zone).astimezone(UTC)
        self.name = f"{self.first:%Y-%m}"
        before, _ = cod.first_days(date.fromordinal(self.first.toordinal() - 1))
        self.before, self.next = f"{before:%Y-%m}", f"{self.after:%Y-%m}"


async def _month(read: Read, filters: Filters) -> Month:
    return Month(filters.text("month"), await zone_of_the_house(read))


@get(PAGE)
async def show_month(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """A month: what was handed over, came, and was passed on."""
    return await _show(request, desk, desk_page, read)


async def _show(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    no: Refusal | None = None,
    typed: Mapping[str, str] | None = None,
    judged: list[Judged] | None = None,
) -> Response[Any]:
    filters = Filters(request)
    month = await _month(read, filters)
    code = filters.text("shop") or None
    between: dict[str, Any] = {"since": month.since, "until": month.until, "code": code}
    rows = await cod.entries_between(read, **between, limit=ENTRIES_MAX)
    return desk_page.show(
        "office/cod.html",
        status=422 if no else 200,
        no=words_of(request, no) if no else None,
        month=month,
        rows=await cod.month(read, **between, limit=ROWS_MAX),
        entries=rows[::-1],
        taken_back={one.reverses_id for one in rows},
        differences=await cod.differences(read, **between),
        statements=await last_statements(read, STATEMENTS_MAX),
        late_days=cod.LATE_DAYS,
        typed_amount=typed_amount,
        judged=judged,
        # what does not agree, all of it, and the first of the others
        shown=[
            *(one for one in judged or () if one.outcome != "booked"),
            *[one for one in judged or () if one.outcome == "booked"][:SHOWN_MAX],
        ],
        moving=[one for one in judged or () if one.outcome in MOVES_MONEY],
        given=dict(typed or {"carrier": "", "number": "", "content": ""}),
        shops=[(one.code, one.name) for one in await shops(read)],
        couriers=NAMES,
        filters=filters,
        may_manage=desk.role in MANAGERS,
        address=PAGE,
    )


@post(PAGE + "/pass-on", status_code=200, opt=ONLY_MANAGERS)
async def write_passed_on(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """A transfer to the shop."""
    form = await desk_page.form()
    shop = await shop_by_code(read, form.get("shop", ""))
    currency = form.get("currency", "")
    amount = minor_of(form.get("amount", ""), currency)

    async def unit(tx: Tx) -> UUID:
        if amount is None:
            raise AmountWrong(pointer="/amount")
        return await pass_on(
            tx,
            shop.id,
            carrier=form.get("carrier", ""),
            currency=currency,
            amount_minor=amount,
            reference=form.get("reference", ""),
            by=desk,
        )

    async def show(no: Refusal) -> Response[Any]:
        return await _show(request, desk, desk_page, read, no=no)

    return await do_or_show(request, unit, show=show, done=lambda _: go(PAGE, said="cod_passed_on"))


@post(PAGE + "/{code:str}/{entry_id:uuid}/back", status_code=200, opt=ONLY_MANAGERS)
async def write_back(
    code: FromPath[str],
    entry_id: FromPath[UUID],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """An entry was a mistake."""
    shop = await shop_by_code(read, code)

    async def unit(tx: Tx) -> UUID:
        return await take_back(tx, shop.id, entry_id, by=desk)

    async def show(no: Refusal) -> Response[Any]:
        return await _show(request, desk, desk_page, read, no=no)

    return await do_or_show(
        request, unit, show=show, done=lambda _: go(PAGE, said="cod_taken_back")
    )


@post(PAGE + "/statement", status_code=200, opt=ONLY_MANAGERS)
async def take_statement(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What a courier says it collected: looked at first, then booked."""
    form = await desk_page.form()
    typed = {
        name: form.get(name, "")[:CONTENT_MAX_CHARS] for name in ("carrier", "number", "content")
    }

    async def show(no: Refusal | None, judged: list[Judged] | None = None) -> Response[Any]:
        return await _show(request, desk, desk_page, read, no=no, typed=typed, judged=judged)

    try:
        lines = read_statement(typed["content"], minor_of)
    except Refusal as no:
        return await show(no)
    if form.get("do") != "book":
        return await show(None, await judge(read, typed["carrier"], lines))

    async def unit(tx: Tx) -> list[Judged]:
        return await book_statement(tx, typed["carrier"], typed["number"], lines, by=desk)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await show(done, await judge(read, typed["carrier"], lines))
    return go(PAGE, said="cod_booked")


async def _rows(
    read: Read, asked: Asked, after: tuple[datetime, UUID] | None, limit: int
) -> list[cod.Exported]:
    month = await _month(read, asked.filters)
    return await cod.entries_between(
        read,
        since=month.since,
        until=month.until,
        code=asked.filters.text("shop") or None,
        after=after,
        limit=limit,
    )


EXPORT: Final = Exported(
    name="cash-on-delivery",
    columns=(
        Column(N_("When"), lambda one: one.entered_at),
        Column(N_("Shop"), lambda one: one.shop_code),
        Column(N_("Courier"), lambda one: NAMES.get(one.carrier, one.carrier)),
        Column(N_("What"), lambda one: one.kind, word="cod_word"),
        Column(N_("Taken back"), lambda one: one.reverses_id is not None),
        Column(N_("Amount, smallest unit"), lambda one: one.amount_minor),
        Column(N_("Currency"), lambda one: one.currency),
        Column(N_("Order"), lambda one: one.order_number),
        Column(N_("Tracking number"), lambda one: one.tracking_number),
        Column(N_("Statement"), lambda one: one.statement),
        Column(N_("Reference"), lambda one: one.reference),
        Column(N_("Who"), lambda one: one.by),
    ),
    rows=_rows,
    position=lambda one: (one.entered_at, one.id),
)

handlers: Final = [
    show_month, write_passed_on, write_back, take_statement, export_route(PAGE, EXPORT),
]  # fmt: skip
