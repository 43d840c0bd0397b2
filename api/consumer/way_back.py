"""How a return comes: its consumer chooses out of what the shop offers, and has label or code."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from api.consumer.door import (
    LinkLeadsNowhere,
    Opened,
    for_consumers,
    form_of,
    go,
    open_link,
    show,
)
from api.consumer.order import PAGE
from api.consumer.page import HEADERS, AnyRequest
from api.consumer.words import COMING_WORDS, WAY_WORDS, news_coming, refused_words
from api.house import house_of
from api.transaction import look, unit_of_work
from printing.code_picture import qr_png
from wms.consumer.ways_back import WaysBack, ask_for_way_back, ways_back
from wms.errors import N_
from wms.returns.labels.errors import HandedIn, NotOnItsWay, NotReady, WayNotOffered
from wms.returns.labels.queries import LabelShown, label_code_shown, label_pdf
from wms.returns.parcels import PARCELS_MAX
from wms.returns.queries import ReturnView

INVALID: Final = 422
CONFLICT: Final = 409
WAY: Final = PAGE + "/returns/{number:int}/way"
LABEL: Final = PAGE + "/returns/{number:int}/labels/{label_id:uuid}"
_CHOOSE: Final = N_("Please choose how it comes back.")
_OVER: Final = N_("Your return is here already: it needs no label any more.")
_HANDED_IN: Final = N_("The courier has your parcel already. You need not do anything.")


def _return_of(opened: Opened, number: int) -> ReturnView:
    """A return of this order only. Raises LinkLeadsNowhere."""
    found = [one for one in opened.order.returns if one.number == number]
    if not found:
        raise LinkLeadsNowhere
    return found[0]


def _label_of(opened: Opened, one: ReturnView, label_id: UUID) -> LabelShown:
    found = [each for each in opened.order.labels[one.id] if each.id == label_id]
    if not found:
        raise LinkLeadsNowhere
    return found[0]


@get(WAY, include_in_schema=False)
@for_consumers
async def show_ways(
    request: AnyRequest, token: FromPath[str], number: FromPath[int]
) -> Response[Any]:
    """What was chosen and where it is; and the ways that there are."""
    opened = await open_link(request, token)
    return await _page(request, opened, _return_of(opened, number), [])


async def _page(
    request: AnyRequest, opened: Opened, one: ReturnView, faults: list[tuple[str, str]]
) -> Response[Any]:
    shop_id = opened.order.shop_id

    async def offered(read: Any) -> WaysBack:
        return await ways_back(read, shop_id, one.reason)

    labels = opened.order.labels[one.id]
    return show(
        request,
        opened,
        "way_back.html",
        status=INVALID if faults else 200,
        one=one,
        labels=labels,
        back_ways=await look(house_of(request.scope), shop_id, offered),
        # what a courier brings back by itself needs no label
        may_choose=one.status == "announced" and one.reason != "undelivered",
        more=max([0, *(each.parcel for each in labels)]) + 1,
        is_waiting=any(each.status == "requested" for each in labels),
        way_words=WAY_WORDS,
        coming=COMING_WORDS,
        news={each.id: news_coming(each.news) for each in labels},
        refused={each.id: refused_words(each.failure.code) for each in labels if each.failure},
        parcels_max=PARCELS_MAX,
        faults=faults,
    )


@post(WAY, include_in_schema=False, status_code=200)
@for_consumers
async def choose_way(
    request: AnyRequest, token: FromPath[str], number: FromPath[int]
) -> Response[Any]:
    """This way; who asks says first what only the buyer knows."""
    opened = await open_link(request, token)
    one = _return_of(opened, number)
    if not opened.is_proved:
        return go(f"{opened.address}/prove?then=returns/{number}/way")
    form = await form_of(request)
    said = form.get("parcel", "1")
    parcel = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 1
    shop_id = opened.order.shop_id
    way = form.get("way", "")[:61]
    try:
        await unit_of_work(
            house_of(request.scope),
            shop_id,
            lambda tx: ask_for_way_back(
                tx, shop_id, one.id, way, by="consumer", parcel=min(max(parcel, 1), PARCELS_MAX)
            ),
        )
    except WayNotOffered:
        return await _page(request, opened, one, [("way", _CHOOSE)])
    except NotOnItsWay:
        return show(request, opened, "closed.html", status=CONFLICT, sentence=_OVER)
    except HandedIn:
        return show(request, opened, "closed.html", status=CONFLICT, sentence=_HANDED_IN)
    return go(f"{opened.address}/returns/{number}/way")


@get(LABEL + "/label.pdf", include_in_schema=False)
@for_consumers
async def show_label(
    request: AnyRequest, token: FromPath[str], number: FromPath[int], label_id: FromPath[UUID]
) -> Response[Any]:
    """To be printed. A courier's label has the consumer's whole address, so it is proved first."""
    opened = await open_link(request, token)
    label = _label_of(opened, _return_of(opened, number), label_id)
    if not opened.is_proved:
        return go(f"{opened.address}/prove?then=returns/{number}/way")
    shop_id = opened.order.shop_id
    try:
        content = await look(
            house_of(request.scope), shop_id, lambda read: label_pdf(read, shop_id, label.id)
        )
    except NotReady as no:
        raise LinkLeadsNowhere from no
    name = f'inline; filename="R-{number}-{label.parcel}.pdf"'
    headers = {**HEADERS, "Content-Disposition": name}
    return Response(content, media_type="application/pdf", headers=headers)


@get(LABEL + "/code.png", include_in_schema=False)
@for_consumers
async def show_code(
    request: AnyRequest, token: FromPath[str], number: FromPath[int], label_id: FromPath[UUID]
) -> Response[Any]:
    """The code, to be held under a scanner."""
    opened = await open_link(request, token)
    label = _label_of(opened, _return_of(opened, number), label_id)
    shop_id = opened.order.shop_id
    try:
        code = await look(
            house_of(request.scope), shop_id, lambda read: label_code_shown(read, shop_id, label.id)
        )
    except NotReady as no:
        raise LinkLeadsNowhere from no
    picture = await asyncio.to_thread(qr_png, code)
    return Response(picture, media_type="image/png", headers=dict(HEADERS))


handlers: Final = [show_ways, choose_way, show_label, show_code]
