"""Products at the desk: the list, a product's pictures, kit parts and measured weights."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, own_shop, shop_choices, words_of
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from api.photo_answers import photo_answer
from wms import barcodes
from wms.access.people import Desk
from wms.catalog.errors import KitNone
from wms.catalog.kits import Kit, kit_of
from wms.catalog.measure import Measured, accept, measure, proposals, refuse
from wms.catalog.photos import PHOTOS_MAX, add_photo, photos_of, remove_photo
from wms.catalog.product_list import WANTED, ProductRow, product_list
from wms.catalog.products import ProductChange
from wms.catalog.queries import cards
from wms.catalog.update import change
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.kitting.work import kit_orders
from wms.packing.instructions.errors import (
    WordsMissing,
)
from wms.packing.instructions.instructions import WORDS_MAX_CHARS
from wms.photos.develop import UPLOAD_MAX_BYTES, develop_in_turn
from wms.photos.keep import Side, photo_bytes
from wms.shipping.desk.order_search import like
from wms.stock.queries import stock_at
from wms.stock.stock_list import product_stock

EVERYBODY: Final = {"roles": ALL_ROLES}
#: rows of a product's places
HERE_MAX: Final = 200
#: proposals of one product: one a field at most
PROPOSALS_MAX: Final = 4
_NUMBER_MAX_DIGITS: Final = 8
#: a picture and the form around it
FORM_MAX: Final = UPLOAD_MAX_BYTES + 100_000

FLASHES.update(
    {
        "photo_added": N_("The picture is there."),
        "photo_removed": N_("The picture is gone."),
        "packing_saved": N_("Saved. Parcels that are opened from now on ask for it."),
        "measured": N_("Measured. The shop is asked once several measurements agree."),
        "proposal_open": N_("Measured. The shop is asked now whether it accepts this."),
        "proposal_accepted": N_("Accepted."),
        "proposal_refused": N_("Refused. It will not be proposed again."),
    }
)


@get("/office/products", opt=EVERYBODY)
async def list_products(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Products of all shops, by search and by what is missing."""
    filters = Filters(request)
    after = (filters.text("after_shop"), filters.text("after"))
    begin = after if all(after) else None
    rows = await _rows(read, Asked(filters, desk), begin, READ_ROWS)
    return desk_page.show(
        "office/products.html",
        **page_of(filters, rows, after_shop=lambda one: one.shop_code, after=lambda one: one.sku),
        shops=await shop_choices(read, desk),
        filters=filters,
    )


async def _rows(
    read: Read, asked: Asked, after: tuple[str, str] | None, limit: int
) -> list[ProductRow]:
    filters = asked.filters
    search = filters.text("q")
    return await product_list(
        read,
        limit=limit,
        like=like(search),
        codes=list(barcodes.candidates(barcodes.parse(search))),
        shop=own_shop(asked.desk, filters.text("shop")),
        wanted=filters.one_of("wanted", WANTED),
        after=after,
    )


EXPORT: Final = Exported[ProductRow](
    name="products",
    columns=(
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Product name"), lambda one: one.name),
        Column(N_("Barcodes"), lambda one: one.barcodes),
        Column(N_("Pack sizes"), lambda one: one.packs),
        Column(N_("Weight (g)"), lambda one: one.weight_g),
        Column(N_("Kit"), lambda one: one.kit is not None),
        Column(N_("Has a picture"), lambda one: one.photo_id is not None),
    ),
    rows=_rows,
    position=lambda one: (one.shop_code, one.sku),
)


@get("/office/products/{product_id:uuid}", opt=EVERYBODY)
async def show_product(
    product_id: FromPath[UUID], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """A product: where it lies, what is promised, its barcodes, pictures, parts and weights."""
    return await _page(desk_page, read, product_id)


async def _page(
    desk_page: DeskPage, read: Read, product_id: UUID, *, status: int = 200, error: str = ""
) -> Response[Any]:
    one = await product_stock(read, product_id)
    [card] = await cards(read, one.shop_id, ids=[product_id])
    return desk_page.show(
        "office/product.html",
        status=status,
        error=error,
        one=one,
        card=card,
        here=await stock_at(read, shop_id=one.shop_id, product_id=product_id, limit=HERE_MAX),
        photos=await photos_of(read, one.shop_id, product_id),
        photos_max=PHOTOS_MAX,
        kit=await _kit(read, one.shop_id, one.sku),
        kit_orders=await kit_orders(read, product_id=product_id, limit=HERE_MAX),
        proposals=await proposals(read, product_id=product_id, status="open", limit=PROPOSALS_MAX),
        is_staff=desk_page.by is None or desk_page.by.shop_id is None,
    )


async def _kit(read: Read, shop_id: UUID, sku: str) -> Kit | None:
    try:
        return await kit_of(read, shop_id, sku)
    except KitNone:
        return None


@post(
    "/office/products/{product_id:uuid}/photos",
    opt=EVERYBODY,
    status_code=200,
    request_max_body_size=FORM_MAX,
)
async def upload_photo(
    request: AnyRequest,
    product_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One more picture."""
    sent = (await request.form()).get("picture")
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    try:
        # before anything is read: whoever waits for it keeps no connection
        picture = await develop_in_turn(content)
    except Refusal as no:
        return await page_again(request, desk_page, read, product_id, no)
    one = await product_stock(read, product_id)
    done = await attempt(request, lambda tx: add_photo(tx, one.shop_id, one.sku, picture))
    if isinstance(done, Refusal):
        return await page_again(request, desk_page, read, product_id, done)
    return go(f"/office/products/{product_id}", said="photo_added")


async def page_again(
    request: AnyRequest, desk_page: DeskPage, read: Read, product_id: UUID, no: Refusal
) -> Response[Any]:
    """The product's page with the no on it."""
    return await _page(desk_page, read, product_id, status=422, error=words_of(request, no))


@post(
    "/office/products/{product_id:uuid}/photos/{photo_id:uuid}/remove",
    opt=EVERYBODY,
    status_code=200,
)
async def take_photo_away(
    product_id: FromPath[UUID], photo_id: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """A picture that shows something else."""
    one = await product_stock(tx, product_id)
    await remove_photo(tx, one.shop_id, one.sku, photo_id)
    return go(f"/office/products/{product_id}", said="photo_removed")


@post("/office/products/{product_id:uuid}/packing", opt=EVERYBODY, status_code=200)
async def save_packing(
    request: AnyRequest,
    product_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What the packer does with it and confirms; nothing when it is empty."""
    typed = " ".join((await desk_page.form()).get("packing_instructions", "").split())
    one = await product_stock(read, product_id)

    async def write(tx: Tx) -> None:
        if len(typed) > WORDS_MAX_CHARS or not typed.isprintable():
            raise WordsMissing(most=WORDS_MAX_CHARS)
        wanted = ProductChange(packing_instructions=typed or None)
        await change(tx, one.shop_id, one.sku, wanted)

    done = await attempt(request, write)
    if isinstance(done, Refusal):
        return await page_again(request, desk_page, read, product_id, done)
    return go(f"/office/products/{product_id}", said="packing_saved")


@get("/office/photos/{photo_id:uuid}", opt=EVERYBODY)
async def show_photo(
    request: AnyRequest, photo_id: FromPath[UUID], read: NamedDependency[Read]
) -> Response[bytes]:
    """Any picture that this person may see; ``?side=thumbnail`` for the small one."""
    side: Side = "thumbnail" if request.query_params.get("side") == "thumbnail" else "full"
    return photo_answer(request, photo_id, side, await photo_bytes(read, photo_id, side))


@post("/office/products/{product_id:uuid}/measure", status_code=200)
async def measure_product(
    request: AnyRequest,
    product_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What the scale or the ruler says."""
    form = await desk_page.form()
    one = await product_stock(read, product_id)
    numbers = {
        name: int(value)
        for name in Measured.__struct_fields__
        if (value := form.get(name, "").strip()).isdecimal() and len(value) <= _NUMBER_MAX_DIGITS
    }
    if not 1 <= numbers.get("pieces", 1) <= 1_000:
        numbers.pop("pieces")
    told = Measured(**numbers)
    done = await attempt(
        request, lambda tx: measure(tx, one.shop_id, product_id, told, source="scale")
    )
    if isinstance(done, Refusal):
        return await page_again(request, desk_page, read, product_id, done)
    said = "proposal_open" if done else "measured"
    return go(f"/office/products/{product_id}", said=said)


@post("/office/proposals/{proposal_id:uuid}/{answer:str}", opt=EVERYBODY, status_code=200)
async def answer_proposal(
    proposal_id: FromPath[UUID], answer: FromPath[str], tx: NamedDependency[Tx]
) -> Response[Any]:
    """The shop's own person, or somebody who asked them, says yes or no."""
    found = await proposals(tx, only=proposal_id, limit=1)
    shop_id = found[0].shop_id if found else proposal_id
    verb = accept if answer == "accept" else refuse
    one = await verb(tx, shop_id, proposal_id)
    return go(f"/office/products/{one.product_id}", said=f"proposal_{one.status}")


handlers: Final = [
    list_products,
    export_route("/office/products", EXPORT, opt=EVERYBODY),
    show_product,
    upload_photo,
    take_photo_away,
    save_packing,
    show_photo,
    measure_product,
    answer_proposal,
]
