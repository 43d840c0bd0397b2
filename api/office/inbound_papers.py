"""Papers and pictures of a delivery: carton labels, the receipt, what was photographed at it."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api import i18n
from api.asker import language_of
from api.auth import ALL_ROLES
from api.carton_paper import carton_paper
from api.office.doing import AnyRequest, file
from api.office.inbound import BOARD, LINES_MAX
from api.photo_answers import photo_answer
from api.receipt_paper import receipt_paper
from printing.carton_label import carton_labels
from printing.receipt import receipt
from wms.db import Read
from wms.inbound.photos import photo
from wms.inbound.queries import asn_card
from wms.inbound.receipt import asn_key, receipt_lines
from wms.inbound.timeline import timeline
from wms.photos.develop import MEDIA_TYPE
from wms.photos.keep import Side
from wms.shops.queries import shop

EVERYBODY: Final = {"roles": ALL_ROLES}


@get(BOARD + "/{number:int}/labels.pdf", opt=EVERYBODY)
async def print_labels(number: FromPath[int], read: NamedDependency[Read]) -> Response[Any]:
    """The labels of its cartons."""
    shop_id, asn_id = await asn_key(read, number)
    card = await asn_card(read, shop_id, asn_id)
    labels = carton_paper(card, (await shop(read, shop_id)).name)
    return file(await asyncio.to_thread(carton_labels, labels), f"cartons-{number}.pdf")


@get(BOARD + "/{number:int}/receipt.pdf", opt=EVERYBODY)
async def print_receipt(
    request: AnyRequest, number: FromPath[int], read: NamedDependency[Read]
) -> Response[Any]:
    """The goods received note, in the language of who prints it."""
    shop_id, asn_id = await asn_key(read, number)
    paper = receipt_paper(
        await asn_card(read, shop_id, asn_id),
        await shop(read, shop_id),
        await receipt_lines(read, shop_id, asn_id, limit=LINES_MAX),
        await timeline(read, shop_id, asn_id),
        language_of(request),
        i18n.current_zone(),
    )
    return file(await asyncio.to_thread(receipt, paper), f"receipt-{number}.pdf")


@get(
    BOARD + "/{number:int}/differences/{discrepancy_id:uuid}/photos/{photo_id:uuid}",
    opt=EVERYBODY,
    media_type=MEDIA_TYPE,
)
async def show_photo(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    discrepancy_id: FromPath[UUID],
    photo_id: FromPath[UUID],
    read: NamedDependency[Read],
    side: Annotated[Side, QueryParameter()] = "full",
) -> Response[bytes]:
    """What was photographed at the dock."""
    shop_id, asn_id = await asn_key(read, number)
    content = await photo(read, shop_id, asn_id, discrepancy_id, photo_id, side)
    return photo_answer(request, photo_id, side, content)


handlers: Final = [print_labels, print_receipt, show_photo]
