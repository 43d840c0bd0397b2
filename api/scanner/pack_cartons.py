"""Which carton a parcel goes into: suggested, drawn, taken by a scan of its code or by a tap."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.carton_drawing import Drawing, draw
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm, see
from wms.db import Read, Tx
from wms.packing import queries
from wms.packing.cartons.kinds import carton_list
from wms.packing.cartons.take import AtBench, carton_at_bench, carton_number, take_carton

_PACK: Final = "/scanner/pack"


def drawing_of(carton: AtBench | None) -> Drawing | None:
    """How the goods lie in the suggested carton; None when another one was taken."""
    if carton is None or carton.plan is None or carton.plan.first is None or carton.suggested:
        return None
    return draw(carton.plan.first, carton.length_mm or 1, carton.width_mm or 1)


async def carton_facts(read: Read, parcel: int) -> dict[str, Any]:
    """What a page of the bench shows of the carton."""
    carton = await carton_at_bench(read, parcel)
    return {"carton": carton, "drawing": drawing_of(carton)}


def is_carton(door: Door) -> bool:
    """Whether the code of a carton was scanned."""
    return carton_number(door.form.code) is not None


@get(_PACK + "/{number:int}/carton")
async def show_cartons(
    number: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """How the goods go into it, and which others there are."""
    parcel = await queries.parcel_at_bench(read, number)
    address = f"{_PACK}/{number}"
    if parcel.status != "open":
        return see(address)
    return await screen.show(
        "scanner/pack_carton.html",
        parcel=parcel,
        address=address,
        cartons=await carton_list(read, shop_id=parcel.shop_id),
        bench=True,
        **await carton_facts(read, number),
    )


@post(_PACK + "/{number:int}/carton", status_code=200)
async def take(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """This one is taken."""
    return await take_scanned(number, door)


async def take_scanned(number: int, door: Door) -> Response[Any]:
    """The carton whose code was scanned, or that was tapped."""

    async def take_it(tx: Tx, form: ScanForm) -> dict[str, Any]:
        name = await take_carton(tx, number, form.code or form["carton"], by=door.by)
        return {"did": "carton", "carton": name, "to": f"{_PACK}/{number}"}

    return await door.accept("pack_carton", back=f"{_PACK}/{number}", work=take_it)


handlers: Final = [show_cartons, take]
