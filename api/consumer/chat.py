"""Chat on an order's page: words go out by a form, and come back while the page is open.

Without a script the form sends and the page is loaded anew. While nobody is at the desk, what is
written is a question, answered by a day that is told.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from api import i18n
from api.consumer.door import (
    LinkLeadsNowhere,
    Opened,
    for_consumers,
    form_of,
    go,
    open_link,
    show,
)
from api.consumer.order import PAGE, show_page
from api.consumer.page import HEADERS, AnyRequest
from api.consumer.talk import CHAT_TITLE, talk_shown, who_is_here
from api.enclosed import attachment
from api.house import house_of
from api.live import last_id, stream
from api.transaction import look, unit_of_work
from wms.consumer.errors import AskedTooOften
from wms.consumer.talk import chat, earlier, said_since, talk
from wms.contact.errors import NothingSaid, TooLong, TooManyAsk
from wms.contact.thread import file_of
from wms.db import new_id
from wms.errors import N_, NotFound, Refusal

INVALID: Final = 422
_SAY: Final[dict[type[Refusal], str]] = {
    NothingSaid: N_("Please write what it is about."),
    TooLong: N_("That is too long for one message. Please send it in parts."),
    TooManyAsk: N_("You have sent many messages. Please wait a minute, then write again."),
    AskedTooOften: N_("You have written very often today. Please wait for the answer."),
}


@post(PAGE + "/chat", include_in_schema=False, status_code=200)
@for_consumers
async def say_it(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Something was written."""
    opened = await open_link(request, token)
    form = await form_of(request)
    house, order = house_of(request.scope), opened.order
    here = await who_is_here(house, order.shop_id)
    words = form.get("words", "").replace("\r\n", "\n")
    try:
        said = await unit_of_work(
            house, order.shop_id,
            lambda tx: chat(
                tx, order.shop_id, order.id, words, is_live=here.is_live,
                form_id=last_id(form.get("form_id")) or new_id(),
                title=i18n.translate(opened.brand.language, CHAT_TITLE),
            ),
        )  # fmt: skip
    except tuple(_SAY) as no:
        talked = await talk_shown(request, opened, words=words, fault=_SAY[type(no)])
        if "part" in form:
            return show(request, opened, "parts/talk_alone.html", status=INVALID, talk=talked)
        return show_page(request, opened, talked, status=INVALID)
    house.bell.say(said.thread_id)
    by = None if here.is_live else earlier(said.answer_due_at, here.answer_by)
    if "part" in form:
        return await _part(request, opened, by=by, is_asked=not here.is_live)
    day = f"?asked={i18n.day_of(by).isoformat() if by else 'yes'}" if not here.is_live else ""
    return go(f"{opened.address}{day}#talk")


async def _part(
    request: AnyRequest, opened: Opened, *, by: datetime | None, is_asked: bool
) -> Response[Any]:
    """Only the talk, for the script that puts it in the place of the old one."""
    day = i18n.day_of(by) if by else None
    talked = await talk_shown(request, opened, asked_by=day, is_asked=is_asked)
    return show(request, opened, "parts/talk_alone.html", talk=talked)


@get(PAGE + "/chat/live", include_in_schema=False, media_type="text/event-stream")
@for_consumers
async def live(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """What is said on this order's page, as it is said; nothing while nobody has said anything."""
    opened = await open_link(request, token)
    house, order = house_of(request.scope), opened.order
    said = await look(house, order.shop_id, lambda read: talk(read, order.shop_id, order.id))
    thread_id = said.thread_id
    if thread_id is None:
        raise LinkLeadsNowhere
    pages = house.pages

    async def news(after: UUID | None) -> list[tuple[UUID, object]]:
        found = await look(
            house, order.shop_id, lambda read: said_since(read, order.shop_id, thread_id, after)
        )
        return [
            (
                one.id,
                {
                    "id": str(one.id),
                    "html": pages.render(
                        "consumer/parts/said_alone.html", opened.language,
                        one=one, brand=opened.brand, address=opened.address,
                        name=said_by,
                    ),
                },
            )
            for one in found
        ]  # fmt: skip

    said_by = (await who_is_here(house, order.shop_id)).name
    after = last_id(request.headers.get("last-event-id") or request.query_params.get("after"))
    return stream(house, str(thread_id), after, news)


@get(PAGE + "/chat/files/{file_id:uuid}", include_in_schema=False)
@for_consumers
async def show_file(
    request: AnyRequest, token: FromPath[str], file_id: FromPath[UUID]
) -> Response[Any]:
    """A file that was sent on this order's page."""
    opened = await open_link(request, token)
    house, order = house_of(request.scope), opened.order
    said = await look(house, order.shop_id, lambda read: talk(read, order.shop_id, order.id))
    thread_id = said.thread_id
    if thread_id is None:
        raise LinkLeadsNowhere
    try:
        name, kind, content = await look(
            house, order.shop_id,
            lambda read: file_of(read, thread_id, file_id, for_whom="consumer"),
        )  # fmt: skip
    except NotFound as no:
        raise LinkLeadsNowhere from no
    answer = attachment(name, kind, content)
    answer.headers.update(HEADERS)
    return answer


handlers: Final = [say_it, live, show_file]
