"""The consumer's page of an order: what happened, what is next, and what they can do."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath

from api.consumer.door import Opened, for_consumers, open_link, show
from api.consumer.page import AnyRequest
from api.consumer.talk import TalkShown, day_said, talk_shown
from api.consumer.words import (
    COMING_WORDS,
    DONE_WORDS,
    GRADE_WORDS,
    PARCEL_WORDS,
    STEPS,
    hold_words,
    moved_words,
    news_said,
    return_words,
    state_words,
    step_of,
)
from wms.shops.consumer_links import ORDER_PATH

PAGE: Final = ORDER_PATH + "/{token:str}"


@get(PAGE, include_in_schema=False)
@for_consumers
async def show_order(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Where is my order?"""
    opened = await open_link(request, token)
    return show_page(request, opened, await talk_shown(request, opened))


def show_page(
    request: AnyRequest, opened: Opened, talk: TalkShown, *, status: int = 200
) -> Response[Any]:
    """The page of an order with what was said."""
    order = opened.order
    return show(
        request,
        opened,
        "order.html",
        status=status,
        talk=talk,
        state=state_words(order),
        step=step_of(order),
        steps=STEPS,
        late_words=moved_words(order),
        holds=[words for hold in order.holds if (words := hold_words(hold.code))],
        parcel_words=PARCEL_WORDS,
        coming=COMING_WORDS,
        news=[news_said(parcel.news) for parcel in order.parcels],
        grades=GRADE_WORDS,
        return_words={one.id: return_words(one) for one in order.returns},
        done=DONE_WORDS.get(request.query_params.get("done", "")),
        answered_by=day_said(request.query_params.get("by", "")),
    )


handlers: Final = [show_order]
