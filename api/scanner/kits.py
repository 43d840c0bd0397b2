"""Kits are built, or taken apart: a work order, the place where it is done, what is brought there.

Where goods are taken from stands in the address (``at``) until they are scanned.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final, assert_never
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api import i18n
from api.asker import AnyRequest
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm, see
from printing.product_labels import ProductLabel, product_labels
from wms.barcodes import OwnLabel, Verb, parse
from wms.catalog.codes import as_printed
from wms.db import Read, Tx
from wms.errors import N_, NotFound
from wms.kitting import gather
from wms.kitting.errors import KitPlaceFirst
from wms.kitting.queries import count_open_orders, ingredients, open_orders, order_on_floor
from wms.kitting.steps import (
    Fetch,
    Ingredient,
    Missing,
    Order,
    Over,
    StandAt,
    Step,
    Work,
    next_step,
)
from wms.kitting.work import work_on
from wms.layout.queries import PlaceCard, place_by_id
from wms.stock.relocate import place_to_carry

HOME: Final = "/scanner/kits"
#: labels printed at once
LABELS_MAX: Final = 500
PDF: Final = "application/pdf"


@get(HOME)
async def show_home(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Response[str]:
    """Which work order?"""
    return await screen.show("scanner/kits_home.html", orders=await open_orders(read), home=HOME)


@get(HOME + "/{order_id:uuid}")
async def show_step(
    request: AnyRequest,
    order_id: FromPath[UUID],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[str]:
    """The one thing to do now."""
    order = await order_on_floor(read, order_id)
    asked = request.query_params
    step = next_step(order, await ingredients(read, order_id), begins="work" in asked)
    at = await _place(read, asked.get("at")) if isinstance(step, Fetch) else None
    return await screen.show(
        _template(step),
        order=order,
        step=step,
        address=f"{HOME}/{order_id}",
        home=HOME,
        at=at,
        fewer=_number(asked.get("n"), step.quantity) if isinstance(step, Fetch) else None,
        card=_card(step.goods, order) if isinstance(step, Fetch) else None,
        doors=_doors(screen, step, order, at),
        labels=min(order.done, LABELS_MAX) if order.work == "build" and order.barcode else 0,
    )


def _template(step: Step) -> str:
    match step:
        case StandAt():
            return "scanner/kits_place.html"
        case Fetch():
            return "scanner/kits_fetch.html"
        case Work():
            return "scanner/kits_work.html"
        case Missing():
            return "scanner/kits_missing.html"
        case Over():
            return "scanner/kits_over.html"
        case _:
            assert_never(step)


async def _place(read: Read, text: str | None) -> PlaceCard | None:
    try:
        return await place_by_id(read, UUID(text)) if text else None
    except ValueError:
        return None


def _number(text: str | None, most: int) -> int | None:
    is_number = (
        text is not None and text.isascii() and text.isdigit() and len(text) < len("1000000")
    )
    return int(text) if is_number and text and 0 < int(text) <= most else None


def _card(goods: Ingredient, order: Order) -> dict[str, Any]:
    return {
        "name": goods.name,
        "sku": goods.sku,
        "shop": order.shop,
        "barcode": as_printed(goods.barcode) if goods.barcode else None,
        "photo": goods.photo,
    }


def _doors(
    screen: Screen, step: Step, order: Order, at: PlaceCard | None
) -> list[dict[str, Any]]:  # fmt: skip
    language, address = screen.by.language, f"{HOME}/{order.id}"
    doors: list[dict[str, Any]] = []
    if isinstance(step, Fetch) and at is not None:
        label = i18n.translate(language, N_("Fewer"))
        doors.append({"label": label, "icon": "minus", "href": f"{address}/fewer?at={at.id}"})
    if isinstance(step, Fetch) and step.possible:
        label = i18n.translate(language, N_("Begin now"))
        doors.append({"label": label, "icon": "check", "href": f"{address}?work"})
    if isinstance(step, Work) and step.possible < order.left:
        label = i18n.translate(language, N_("Bring more"))
        doors.append({"label": label, "icon": "arrow", "href": address})
    if isinstance(step, Fetch | Work | Missing):
        label = i18n.translate(language, N_("Work elsewhere"))
        doors.append({"label": label, "icon": "pin", "action": f"{address}/elsewhere"})
    return doors


@post(HOME + "/{order_id:uuid}/scan", status_code=200)
async def scan(order_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """A place where the work is done or goods are taken from, or the goods."""
    address = f"{HOME}/{order_id}"
    # a wrong scan does not lose the place whose label was scanned
    there = urlencode({name: door.form[name] for name in ("at", "n") if door.form[name]})

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        if not isinstance(parse(form.code), OwnLabel):
            return {**await _fetched(tx, order_id, door, form), "to": address}
        if (await order_on_floor(tx, order_id)).place_id is None:
            stands_at = await gather.stand_at(tx, order_id, form.code)
            return {"did": "stands_at", "place": stands_at, "to": address}
        place = await place_to_carry(tx, form.code)
        return {"did": "arrived", "to": f"{address}?{urlencode({'at': str(place.id)})}"}

    return await door.accept(
        "kits", back=f"{address}?{there}" if there else address, work=work, subject_id=order_id,
        cards={Verb.UNDO: lambda: _undo(order_id, door), Verb.CONFIRM: None},
    )  # fmt: skip


async def _fetched(tx: Tx, order_id: UUID, door: Door, form: ScanForm) -> dict[str, Any]:
    if not form["at"]:
        raise KitPlaceFirst
    quantity = form.number("n") if form["n"] else None
    moved = await gather.fetch(
        tx, order_id, form.code, from_place=form.id("at"), by=door.by, scan_id=form.scan_id,
        quantity=quantity,
    )  # fmt: skip
    return {"did": moved.did, "sku": moved.sku, "quantity": moved.quantity}


@get(HOME + "/{order_id:uuid}/fewer")
async def show_fewer(
    request: AnyRequest,
    order_id: FromPath[UUID],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[Any]:
    """There are fewer: how many are brought? Then they are scanned."""
    order = await order_on_floor(read, order_id)
    step = next_step(order, await ingredients(read, order_id))
    at = await _place(read, request.query_params.get("at"))
    address = f"{HOME}/{order_id}"
    if not isinstance(step, Fetch) or at is None:
        return see(address)
    return await screen.show(
        "scanner/kits_fewer.html", order=order, step=step, at=at, address=address,
        card=_card(step.goods, order),
    )  # fmt: skip


@post(HOME + "/{order_id:uuid}/done", status_code=200)
async def done(order_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """So many kits are built, or taken apart."""
    address = f"{HOME}/{order_id}"

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        order = await order_on_floor(tx, order_id)
        if order.place_id is None:
            raise KitPlaceFirst
        card = await work_on(
            tx, order.shop_id, order_id, form.number("quantity"),
            place_id=order.place_id, by=door.by, scan_id=form.scan_id,
        )  # fmt: skip
        return {"did": "worked", "tone": "done" if card.status == "done" else "ok"}

    return await door.accept("kits", back=address, work=work, subject_id=order_id)


@get(HOME + "/{order_id:uuid}/labels.pdf", media_type=PDF)
async def print_labels(
    order_id: FromPath[UUID],
    read: NamedDependency[Read],
    count: Annotated[int, QueryParameter(ge=1, le=LABELS_MAX)] = 1,
) -> Response[bytes]:
    """A label of 58 × 40 mm for each kit that was built: nobody else gives it one."""
    order = await order_on_floor(read, order_id)
    if order.barcode is None:
        raise NotFound(what="barcode", name=order.sku)
    label = ProductLabel(
        sku=order.sku, name=order.name, barcode=as_printed(order.barcode), shop_name=order.shop
    )
    content = await asyncio.to_thread(product_labels, [label] * count)
    name = f'attachment; filename="labels-{order.number}.pdf"'
    return Response(content, media_type=PDF, headers={"Content-Disposition": name})


@post(HOME + "/{order_id:uuid}/undo", status_code=200)
async def undo(order_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Take the last scan back."""
    return await _undo(order_id, door)


async def _undo(order_id: UUID, door: Door) -> Response[Any]:
    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        return await gather.undo(tx, order_id, by=door.by, scan_id=form.scan_id)

    return await door.accept(
        "kits_undo", back=f"{HOME}/{order_id}", work=work, subject_id=order_id
    )  # fmt: skip


@post(HOME + "/{order_id:uuid}/elsewhere", status_code=200)
async def elsewhere(order_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """The work goes on at another place."""

    async def work(tx: Tx, _form: ScanForm) -> None:
        await gather.leave_place(tx, order_id)

    return await door.accept("kits", back=f"{HOME}/{order_id}", work=work, subject_id=order_id)


FLOW: Final = Flow(
    handlers=[show_home, show_step, scan, show_fewer, done, print_labels, undo, elsewhere],
    tile=Tile(
        label=N_("Kits"), href=HOME, icon="plus", waiting=count_open_orders, hides_when_idle=True
    ),
)
