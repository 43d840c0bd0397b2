"""The cartons that parcels are packed into: kinds, how many are left, their labels."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.amounts import minor_of, typed_amount
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, do_or_show, file, words_of
from printing import pdf
from printing.place_labels import ToteLabel, tote_page
from printing.sheets import PLACE_SHEET, on_sheets
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, NotFound, Refusal
from wms.layout.queries import the_warehouse
from wms.packing.cartons.kinds import (
    COUNT_MAX,
    SIDE_MAX_MM,
    CartonImpossible,
    CartonRow,
    NewCarton,
    add_carton,
    carton_list,
    carton_use,
    change_carton,
    count_cartons,
    facts_of,
    retire_carton,
)
from wms.shops.queries import shops

PAGE: Final = "/office/cartons"
_DIGITS: Final = 9
#: fields that may stay empty
_OPTIONAL: Final = ("cost_minor", "low_mark")
_TEXTS: Final = ("name", "shop_id", "currency")
CURRENCIES: Final = ("PLN", "EUR", "UAH")

FLASHES["carton_added"] = N_("The carton is there. It is suggested from now on.")
FLASHES["carton_changed"] = N_("The carton is changed.")
FLASHES["carton_retired"] = N_("The carton is retired: nobody is told to take it any more.")
FLASHES["carton_back"] = N_("The carton is back.")
FLASHES["cartons_counted"] = N_("The number is kept. Parcels are taken off by themselves.")


async def _show(
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    no: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response[Any]:
    return desk_page.show(
        "office/cartons.html",
        status=422 if no else 200,
        no=no,
        rows=await carton_list(read, has_retired=True),
        used=await carton_use(read),
        given=typed or _typed({}),
        shops=[(str(one.id), one.name) for one in await shops(read)],
        currencies=CURRENCIES,
        side_max=SIDE_MAX_MM,
        may_manage=desk.role in MANAGERS,
        address=PAGE,
    )


@get(PAGE)
async def show_cartons(
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """All of them, and what to order."""
    return await _show(desk, desk_page, read)


def _carton(typed: Mapping[str, str]) -> NewCarton:
    """What the form says.

    Raises:
        CartonImpossible: a number is none.
    """
    facts: dict[str, Any] = {
        "name": typed["name"],
        "shop_id": _id(typed["shop_id"]),
        "currency": typed["currency"] if typed["cost_minor"] else None,
    }
    for name in NewCarton.__struct_fields__:
        if name in _TEXTS:
            continue
        said = typed[name]
        if name == "cost_minor":
            facts[name] = _cost(said, typed["currency"])
        elif not said and name in _OPTIONAL:
            facts[name] = None
        else:
            facts[name] = _number(said)
    return NewCarton(**facts)


def _id(said: str) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError as error:
        raise CartonImpossible(most=SIDE_MAX_MM) from error


def _number(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) <= _DIGITS):
        raise CartonImpossible(most=SIDE_MAX_MM)
    return int(said)


def _cost(said: str, currency: str) -> int | None:
    cost = minor_of(said, currency) if said else None
    if said and cost is None:
        raise CartonImpossible(most=SIDE_MAX_MM)
    return cost


def _typed(form: Mapping[str, str]) -> dict[str, str]:
    return {name: form.get(name, "").strip()[:60] for name in NewCarton.__struct_fields__}


@post(PAGE, status_code=200, opt={"roles": MANAGERS})
async def add(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One kind more."""
    typed = _typed(await desk_page.form())

    async def write(tx: Tx) -> UUID:
        return await add_carton(tx, await the_warehouse(tx), _carton(typed))

    async def show(no: Refusal) -> Response[Any]:
        return await _show(desk, desk_page, read, no=words_of(request, no), typed=typed)

    return await do_or_show(request, write, show=show, done=lambda _: go(PAGE, said="carton_added"))


async def _row(read: Read, carton_id: UUID) -> CartonRow:
    for one in await carton_list(read, has_retired=True):
        if one.id == carton_id:
            return one
    raise NotFound(what="carton", name=str(carton_id))


async def _show_one(
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    carton_id: UUID,
    *,
    no: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response[Any]:
    row = await _row(read, carton_id)
    facts = {name: "" if v is None else str(v) for name, v in facts_of(row).items()}
    if row.cost_minor is not None:
        facts["cost_minor"] = typed_amount(row.cost_minor, row.currency)
    return desk_page.show(
        "office/carton.html",
        status=422 if no else 200,
        no=no,
        row=row,
        given=typed or facts,
        shops=[(str(one.id), one.name) for one in await shops(read)],
        currencies=CURRENCIES,
        side_max=SIDE_MAX_MM,
        count_max=COUNT_MAX,
        may_manage=desk.role in MANAGERS,
        address=f"{PAGE}/{carton_id}",
        back=PAGE,
    )


@get(PAGE + "/{carton_id:uuid}")
async def show_carton(
    carton_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One kind: change it, count it, retire it."""
    return await _show_one(desk, desk_page, read, carton_id)


@post(PAGE + "/{carton_id:uuid}", status_code=200, opt={"roles": MANAGERS})
async def change(
    carton_id: FromPath[UUID],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """It is like this from now on."""
    typed = _typed(await desk_page.form())

    async def write(tx: Tx) -> None:
        await change_carton(tx, carton_id, _carton(typed))

    async def show(no: Refusal) -> Response[Any]:
        words = words_of(request, no)
        return await _show_one(desk, desk_page, read, carton_id, no=words, typed=typed)

    return await do_or_show(
        request, write, show=show, done=lambda _: go(PAGE, said="carton_changed")
    )


@post(PAGE + "/{carton_id:uuid}/count", status_code=200)
async def count(
    carton_id: FromPath[UUID],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """So many are there, or so many came."""
    form = await desk_page.form()

    async def write(tx: Tx) -> None:
        quantity = _number(form.get("quantity", "").strip())
        is_delivery = form.get("what") == "came"
        await count_cartons(tx, carton_id, quantity, is_delivery=is_delivery, by=desk)

    async def show(no: Refusal) -> Response[Any]:
        return await _show_one(desk, desk_page, read, carton_id, no=words_of(request, no))

    return await do_or_show(
        request, write, show=show, done=lambda _: go(PAGE, said="cartons_counted")
    )


@post(PAGE + "/{carton_id:uuid}/retire", status_code=200, opt={"roles": MANAGERS})
async def retire(
    carton_id: FromPath[UUID],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Out of use, or back again."""
    is_retired = (await desk_page.form()).get("is_back") != "1"

    async def write(tx: Tx) -> None:
        await retire_carton(tx, carton_id, is_retired=is_retired)

    async def show(no: Refusal) -> Response[Any]:
        return await _show_one(desk, desk_page, read, carton_id, no=words_of(request, no))

    said = "carton_retired" if is_retired else "carton_back"
    return await do_or_show(request, write, show=show, done=lambda _: go(PAGE, said=said))


@get(PAGE + "/labels.pdf")
async def labels(desk: NamedDependency[Desk], read: NamedDependency[Read]) -> Response[Any]:
    """A sheet with the codes of all cartons, for the shelf where they lie."""
    rows = await carton_list(read)

    def draw() -> bytes:
        pages = [
            tote_page(
                ToteLabel(one.name, one.label, desk.language, kind="carton"), PLACE_SHEET.label
            )
            for one in rows
        ]
        return pdf.render(on_sheets(pages, PLACE_SHEET), "Cartons")

    return file(await asyncio.to_thread(draw), "cartons.pdf")


handlers: Final = [show_cartons, add, labels, show_carton, change, count, retire]
