"""What couriers charge: the rate table, step by step or as pasted lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.amounts import grams_of, minor_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, do_or_show, words_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.shipping.carriers.registry import NAMES, SERVICES
from wms.shipping.ways.errors import RateImpossible, RateLineWrong
from wms.shipping.ways.rates import Rate, rates, remove_rate, write_rates

PAGE: Final = "/office/ways-rates"
ONLY_MANAGERS: Final = {"roles": MANAGERS}
#: of a pasted table, lines and characters
LINES_MAX: Final = 500
PASTED_MAX_CHARS: Final = 40_000
FIELDS: Final = (
    "way", "countries", "weight_max", "amount", "cod_fee", "currency", "valid_from",
)  # fmt: skip

FLASHES["rates_written"] = N_("The prices count from their day on.")
FLASHES["rate_gone"] = N_("The price is out of the table.")


@get(PAGE)
async def list_rates(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The table, by way and zone."""
    return await _show(request, desk, desk_page, read)


async def _show(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    no: Refusal | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response[Any]:
    return desk_page.show(
        "office/way_rates.html",
        status=422 if no else 200,
        no=words_of(request, no) if no else None,
        rows=await rates(read),
        given=dict(typed or dict.fromkeys((*FIELDS, "pasted"), "") | {"currency": "PLN"}),
        names=NAMES,
        services=SERVICES,
        may_manage=desk.role in MANAGERS,
        address=PAGE,
        tab="rates",
    )


@post(PAGE, status_code=200, opt=ONLY_MANAGERS)
async def write(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One step, or a table of them."""
    form = await desk_page.form()
    typed = {name: form.get(name, "").strip()[:PASTED_MAX_CHARS] for name in (*FIELDS, "pasted")}

    async def show(no: Refusal) -> Response[Any]:
        return await _show(request, desk, desk_page, read, no=no, typed=typed)

    try:
        steps = pasted(typed["pasted"]) if typed["pasted"] else [_step(typed)]
    except Refusal as no:
        return await show(no)

    async def unit(tx: Tx) -> int:
        return await write_rates(tx, steps, by=desk)

    return await do_or_show(request, unit, show=show, done=lambda _: go(PAGE, said="rates_written"))


@post(PAGE + "/{rate_id:uuid}/remove", status_code=200, opt=ONLY_MANAGERS)
async def remove(rate_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """A step that was a mistake."""
    await remove_rate(tx, rate_id)
    return go(PAGE, said="rate_gone")


def pasted(table: str) -> list[Rate]:
    """Lines of courier, service, countries, kg, price, fee, currency, day; parted by semicolons or
    tabs, as a spreadsheet copies them.

    Raises:
        RateLineWrong: the first line that says something else, by its number.
    """
    found = []
    for n, line in enumerate(table.splitlines()[:LINES_MAX], 1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split(";"))]
        try:
            carrier, service, *rest = cells
            named = zip(FIELDS[1:], rest, strict=True)
            found.append(_step({"way": f"{carrier}/{service}", **dict(named)}))
        except (ValueError, RateImpossible) as error:
            raise RateLineWrong(line=n) from error
    return found


def _step(form: Mapping[str, str]) -> Rate:
    carrier, _, service = form["way"].partition("/")
    currency = form["currency"].upper()
    weight_g = grams_of(form["weight_max"])
    amount, fee = minor_of(form["amount"], currency), minor_of(form["cod_fee"] or "0", currency)
    try:
        since = date.fromisoformat(form["valid_from"])
    except ValueError as error:
        raise RateImpossible from error
    if weight_g is None or amount is None or fee is None:
        raise RateImpossible
    return Rate(
        carrier=carrier,
        service=service,
        countries=form["countries"].upper().replace(",", " ").split(),
        weight_max_g=weight_g,
        amount_minor=amount,
        cod_fee_minor=fee,
        currency=currency,
        valid_from=since,
    )


handlers: Final = [list_rates, write, remove]
