"""What a shop's own people read of what their buyers and the warehouse say, and what they say."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.enclosed import attachment
from api.house import house_of
from api.office.colleagues import OF_SHOPS
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, words_of
from api.office.filters import PAGE_ROWS, READ_ROWS, Filters
from wms.access.people import Desk
from wms.cases.beside import cases_beside, consumer_answered
from wms.contact.answer import order_named
from wms.contact.models import WORDS_MAX_CHARS
from wms.contact.say import say
from wms.contact.shop_side import SaidView, tell_in, tell_us
from wms.contact.thread import address_of, beside, file_of, thread
from wms.contact.threads import STATES, Wanted, count_threads, threads
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.mail.sending import address_mark

PAGE: Final = "/office/talks"
ONE: Final = PAGE + "/{number:int}"
PAGES_MAX: Final = 200
#: to whom a shop's person can speak
CONSUMER: Final = "consumer"

FLASHES.update(
    {
        "told_us": N_("The warehouse has your message."),
        "told_consumer": N_("Your answer is on its way to the buyer."),
    }
)


@get(PAGE, opt=OF_SHOPS)
async def list_talks(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The threads of the shop, who waits longest first."""
    return await _list(request, desk, desk_page, read)


async def _list(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    no: str | None = None,
    typed: dict[str, str] | None = None,
) -> Response[Any]:
    assert desk.shop_id is not None
    filters = Filters(request)
    at = min(filters.number("after") or 0, PAGES_MAX * PAGE_ROWS)
    search = filters.text("q")
    settings = house_of(request.scope).settings
    wanted = Wanted(
        state=filters.one_of("state", STATES),
        search=search,
        marks=[address_mark(settings, desk.shop_id, search)] if "@" in search else [],
    )
    rows = await threads(read, wanted, limit=READ_ROWS, offset=at)
    return desk_page.show(
        "office/talks.html",
        status=409 if no else 200,
        no=no,
        typed=typed or {},
        rows=rows[:PAGE_ROWS],
        next_page=filters.link(after=at + PAGE_ROWS) if len(rows) > PAGE_ROWS else None,
        first_page=filters.link(after=None) if at else None,
        counts=await count_threads(read),
        wanted=wanted,
        filters=filters,
        words_max=WORDS_MAX_CHARS,
    )


@get(ONE, opt=OF_SHOPS)
async def show_talk(
    number: FromPath[int],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One thread, as the shop sees it: no notes of the house, no names of its people."""
    return await _page(desk_page, read, number)


async def _page(
    desk_page: DeskPage,
    read: Read,
    number: int,
    *,
    no: str | None = None,
    typed: dict[str, str] | None = None,
) -> Response[Any]:
    one = await thread(read, number=number, for_whom="shop")
    return desk_page.show(
        "office/talk.html",
        status=409 if no else 200,
        no=no,
        typed=typed or {},
        one=one,
        beside=await beside(read, one),
        cases=await cases_beside(read, one.shop_id, one.id),
        to=address_of(one),
        words_max=WORDS_MAX_CHARS,
        base=f"{PAGE}/{number}",
    )


@post(PAGE, opt=OF_SHOPS, status_code=200)
async def write_to_house(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Say something to the warehouse, about an order or about none."""
    form = await desk_page.form()
    assert desk.shop_id is not None
    shop_id, name = desk.shop_id, form.get("order", "").strip()

    async def unit(tx: Tx) -> SaidView:
        order_id = await order_named(tx, shop_id, name) if name else None
        words = form.get("words", "").replace("\r\n", "\n")
        return await tell_us(tx, shop_id, words, order_id=order_id, by=desk)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _list(request, desk, desk_page, read, no=no, typed=form)
    return go(PAGE, said="told_us")


@post(ONE + "/say", opt=OF_SHOPS, status_code=200)
async def say_in_talk(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Answer the buyer, or tell the warehouse something about it."""
    form = await desk_page.form()
    words = form.get("words", "").replace("\r\n", "\n")
    settings = house_of(request.scope).settings

    async def unit(tx: Tx) -> str:
        one = await thread(tx, number=number, for_whom="shop")
        if form.get("to") != CONSUMER or one.party != CONSUMER:
            await say(tx, one.shop_id, one.id, channel="portal", from_="shop", words=words, by=desk)
            return "told_us"
        said = await tell_in(tx, settings, one, words, by=desk)
        await consumer_answered(tx, one.shop_id, one.id, said.id, by=desk)
        return "told_consumer"

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(desk_page, read, number, no=words_of(request, done), typed=form)
    return go(f"{PAGE}/{number}", said=done)


@get(ONE + "/files/{file_id:uuid}", opt=OF_SHOPS)
async def show_file(
    number: FromPath[int], file_id: FromPath[UUID], read: NamedDependency[Read]
) -> Response[bytes]:
    """A file that somebody sent, saved and never opened in the page."""
    one = await thread(read, number=number, for_whom="shop")
    return attachment(*await file_of(read, one.id, file_id, for_whom="shop"))


handlers: Final = [list_talks, show_talk, write_to_house, say_in_talk, show_file]
