"""One place at the desk: what lies there, what it has room for, who may lie there, out of use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, do_or_show, words_of
from api.office.place_form import TOLD, change_of, ids_in
from wms.catalog.errors import ProductUnknown
from wms.catalog.queries import card_by_sku
from wms.db import Read, Tx
from wms.errors import N_, NotFound, Refusal
from wms.layout.models import LOCATION_KINDS
from wms.layout.queries import place_by_id
from wms.layout.zones import keep_for, keep_no_more, kept_for, zone_list
from wms.rebuild.change import bring_back_places, change_places, retire_places
from wms.rebuild.errors import PlaceInUse
from wms.shops.queries import shop_by_code, shops
from wms.stock.block import block, unblock
from wms.stock.containers import standing_in
from wms.stock.places_found import place_shown
from wms.stock.queries import stock_at

PATH: Final = "/office/places/{place_id:uuid}"
#: rows of a place's contents
HERE_MAX: Final = 200
BECAUSE_MAX_CHARS: Final = 200
_SKU_MAX_CHARS: Final = 64

FLASHES["place_changed"] = N_("The place is changed.")
FLASHES["place_blocked"] = N_("Nothing is put there or promised from there now.")
FLASHES["place_unblocked"] = N_("The place is in use again.")
FLASHES["place_retired"] = N_("The place is out of use. Take its label off.")
FLASHES["place_kept"] = N_("What may lie there is changed.")


@get(PATH)
async def show_place(
    request: AnyRequest,
    place_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What lies at a place, and what it is."""
    return await _show(request, desk_page, read, place_id)


async def _show(
    request: AnyRequest,
    desk_page: DeskPage,
    read: Read,
    place_id: UUID,
    no: Refusal | None = None,
    form: dict[str, str] | None = None,
) -> Response[Any]:
    place = await place_shown(read, place_id)
    known = await shops(read)
    return desk_page.show(
        "office/place.html",
        **TOLD,
        place=place,
        here=await stock_at(read, place_id=place_id, limit=HERE_MAX),
        standing=await standing_in(read, await place_by_id(read, place_id)),
        kept=await kept_for(read, place_id=place_id),
        kept_by_zone=await kept_for(read, zone_id=place.zone_id) if place.zone_id else [],
        zones=await zone_list(read, warehouse_id=place.warehouse_id),
        kinds=LOCATION_KINDS,
        is_location=place.kind in LOCATION_KINDS,
        shops={one.id: one.name for one in known},
        shop_choices=[(one.code, one.name) for one in known],
        no=words_of(request, no) if no else None,
        things=no.things if isinstance(no, PlaceInUse) else [],
        form=form or {},
    )


async def _do(
    request: AnyRequest,
    desk_page: DeskPage,
    read: Read,
    place_id: UUID,
    unit: Callable[[Tx], Awaitable[Any]],
    said: str,
) -> Response[Any]:
    """Do it and show the place; a no stands on the place's page, beside what was typed."""

    async def show(no: Refusal) -> Response[Any]:
        return await _show(request, desk_page, read, place_id, no, await desk_page.form())

    return await do_or_show(
        request, unit, show=show, done=lambda _: go(f"/office/places/{place_id}", said=said)
    )


@post(PATH, status_code=200, opt={"roles": MANAGERS})
async def change(
    request: AnyRequest,
    place_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Another name, kind, zone, spot, rank or limit."""
    form = await desk_page.form()

    async def unit(tx: Tx) -> int:
        return await change_places(tx, [place_id], change_of(form))

    return await _do(request, desk_page, read, place_id, unit, "place_changed")


@post(f"{PATH}/block", status_code=200, opt={"roles": MANAGERS})
async def block_place(
    request: AnyRequest,
    place_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Nothing more goes there, for a reason that is kept."""
    because = (await desk_page.form()).get("because", "").strip()[:BECAUSE_MAX_CHARS] or None
    return await _do(
        request, desk_page, read, place_id,
        lambda tx: block(tx, place_id, because=because), "place_blocked",
    )  # fmt: skip


@post(f"{PATH}/unblock", status_code=200, opt={"roles": MANAGERS})
async def unblock_place(
    request: AnyRequest,
    place_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """It is in use again."""
    return await _do(
        request, desk_page, read, place_id, lambda tx: unblock(tx, place_id), "place_unblocked"
    )


@post(f"{PATH}/retire", status_code=200, opt={"roles": MANAGERS})
async def retire(
    request: AnyRequest,
    place_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Out of use; refused with everything that is in the way."""
    return await _do(
        request, desk_page, read, place_id,
        lambda tx: retire_places(tx, [place_id]), "place_retired",
    )  # fmt: skip


@post(f"{PATH}/bring-back", status_code=200, opt={"roles": MANAGERS})
async def bring_back(
    request: AnyRequest,
    place_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """In use again, under its old label."""
    return await _do(
        request, desk_page, read, place_id,
        lambda tx: bring_back_places(tx, [place_id]), "place_unblocked",
    )  # fmt: skip


async def keep_as_asked(
    tx: Tx, form: dict[str, str], *, place_id: UUID | None = None, zone_id: UUID | None = None
) -> None:
    """Keep a place or zone for a shop, or for one product of it.

    Raises:
        ProductMissing: the shop has no such product.
    """
    shop = await shop_by_code(tx, form.get("shop", ""))
    sku = form.get("sku", "").strip()[:_SKU_MAX_CHARS]
    product_id = None
    if sku:
        try:
            product_id = (await card_by_sku(tx, shop.id, sku)).id
        except ProductUnknown as error:
            raise ProductMissing(sku=sku, shop=shop.name) from error
    await keep_for(tx, shop.id, product_id, place_id=place_id, zone_id=zone_id)


class ProductMissing(Refusal):
    """A SKU was misspelt."""

    code = "place.no_such_product"
    sentence = N_("{shop} has no product {sku}.")


@post(f"{PATH}/keep", status_code=200, opt={"roles": MANAGERS})
async def keep(
    request: AnyRequest,
    place_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The place is kept for a shop or a product."""
    form = await desk_page.form()

    async def unit(tx: Tx) -> None:
        if (await place_by_id(tx, place_id)).kind not in LOCATION_KINDS:
            raise NotFound(what="place", name=str(place_id))
        await keep_as_asked(tx, form, place_id=place_id)

    return await _do(request, desk_page, read, place_id, unit, "place_kept")


@post(f"{PATH}/keep-no-more", status_code=200, opt={"roles": MANAGERS})
async def no_more(
    request: AnyRequest,
    place_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One row of what it is kept for is taken away."""
    ids = ids_in([(await desk_page.form()).get("id", "")], 1)
    return await _do(
        request, desk_page, read, place_id,
        lambda tx: keep_no_more(tx, ids, place_id=place_id), "place_kept",
    )  # fmt: skip


handlers: Final = [
    show_place, change, block_place, unblock_place, retire, bring_back, keep, no_more,
]  # fmt: skip
