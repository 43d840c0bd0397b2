"""One thread: what was said, what belongs to it, and the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.enclosed import attachment
from api.house import house_of
from api.live import last_id, stream
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, words_of
from api.office.sent_files import FORM_MAX, files_of
from api.transaction import unit_of_work
from wms.access.people import Desk
from wms.cases.beside import cases_beside, consumer_answered
from wms.contact.answer import (
    answer,
    channels_of,
    claim,
    close_thread,
    draft,
    keep_draft,
    let_go,
    link,
    open_again,
    undo,
    unlink,
)
from wms.contact.files import FILES_MAX
from wms.contact.known import earlier_contact
from wms.contact.models import WORDS_MAX_CHARS
from wms.contact.say import Channel
from wms.contact.signed import HEARTBEAT_S, contact_of, filled_reply, replies
from wms.contact.thread import Thread, address_of, beside, file_of, messages, thread
from wms.db import HALL, Read, Tx
from wms.errors import N_, Refusal

PAGE: Final = "/office/messages/{number:int}"
_MS: Final = 1000

FLASHES.update(
    {
        "message_sent": N_("It is on its way."),
        "message_undone": N_("It was taken back. Its words stand in the box."),
        "message_taken": N_("You answer here."),
        "message_free": N_("Anybody may answer here now."),
        "message_closed": N_("The thread is closed. It opens by itself when somebody writes."),
        "message_open": N_("The thread is open again."),
        "message_linked": N_("It stands with its order now."),
        "message_apart": N_("It is a thread by itself again."),
    }
)


async def _page(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    number: int,
    *,
    no: Refusal | None = None,
    typed: tuple[str, str] | None = None,
) -> Response[Any]:
    one = await thread(read, number=number)
    channel, words = typed or await draft(read, one, by=desk)
    channels = channels_of(one)
    now = datetime.now(UTC)
    last = one.messages[-1] if one.messages else None
    can_undo = last is not None and last.user_id == desk.user_id and last.leaves_at is not None
    return desk_page.show(
        "office/message.html",
        status=409 if no else 200,
        no=words_of(request, no) if no else None,
        one=one,
        beside=await beside(read, one),
        cases=await cases_beside(read, one.shop_id, one.id),
        earlier=await earlier_contact(read, one),
        contact=await contact_of(read, one.shop_id),
        replies=await _replies(read, one),
        channels=channels,
        channel=channel if channel in channels else channels[0],
        words=words,
        to=address_of(one),
        me=desk.user_id,
        undo=last if can_undo and last and last.leaves_at and last.leaves_at > now else None,
        words_max=WORDS_MAX_CHARS,
        files_max=FILES_MAX,
        beat_ms=HEARTBEAT_S * _MS,
        base=f"/office/messages/{number}",
    )


async def _replies(read: Read, one: Thread) -> list[tuple[str, str]]:
    """Saved replies of the shop, filled in; those in the person's language first."""
    facts = {
        "order.number": str(one.order_number or ""),
        "order.external_id": one.order_name or "",
        "recipient.name": one.person.name,
        "recipient.first_name": one.person.name.split(" ")[0],
        "shop.name": one.shop,
    }
    known = sorted(await replies(read, one.shop_id), key=lambda r: r.language != one.language)
    return [(f"{r.title} ({r.language})", filled_reply(r.words, facts)) for r in known]


@get(PAGE)
async def show_message(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """A thread with everything beside it."""
    return await _page(request, desk, desk_page, read, number)


@post(PAGE + "/answer", status_code=200, request_max_body_size=FORM_MAX)
async def say_something(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Answer, write a note, or what was said on the telephone."""
    form = await request.form()
    words = str(form.get("words", "")).replace("\r\n", "\n")
    channel = _channel(str(form.get("channel", "")))
    # before anything is read: whoever waits for a picture keeps no connection
    files = await files_of(form)
    house = house_of(request.scope)

    async def unit(tx: Tx) -> UUID:
        made = await answer(
            tx, house.settings, number, channel=channel, words=words, files=files,
            is_last=form.get("do") == "close", by=desk,
        )  # fmt: skip
        one = await thread(tx, number=number)
        if channel in ("email", "chat"):
            await consumer_answered(tx, one.shop_id, one.id, made, by=desk)
        return one.id

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(request, desk, desk_page, read, number, no=done, typed=(channel, words))
    house.bell.say(done)
    return go(f"/office/messages/{number}", said="message_sent")


def _channel(given: str) -> Channel:
    known: tuple[Channel, ...] = ("email", "chat", "phone", "portal", "note")
    return next((one for one in known if one == given), "note")


Act = Callable[[Tx, Thread, Desk, dict[str, str]], Awaitable[None]]


async def _take(tx: Tx, one: Thread, desk: Desk, form: dict[str, str]) -> None:
    await claim(tx, one, by=desk, over=bool(form.get("over")))


async def _free(tx: Tx, one: Thread, desk: Desk, _form: dict[str, str]) -> None:
    await let_go(tx, one, by=desk)


async def _close(tx: Tx, one: Thread, _desk: Desk, _form: dict[str, str]) -> None:
    await close_thread(tx, one)


async def _open(tx: Tx, one: Thread, _desk: Desk, _form: dict[str, str]) -> None:
    await open_again(tx, one)


_ACTS: Final[dict[str, tuple[Act, str]]] = {
    "take": (_take, "message_taken"),
    "free": (_free, "message_free"),
    "close": (_close, "message_closed"),
    "open": (_open, "message_open"),
}


@post(PAGE + "/act", status_code=200)
async def act(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Take it, take it over, let it go, close it, open it again."""
    form = await desk_page.form()
    verb, said = _ACTS.get(form.get("do", ""), (_take, "message_taken"))

    async def unit(tx: Tx) -> None:
        await verb(tx, await thread(tx, number=number), desk, form)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(request, desk, desk_page, read, number, no=done)
    return go(f"/office/messages/{number}", said=said)


@post(PAGE + "/undo", status_code=200)
async def take_back(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Take an e-mail back that has not left."""
    form = await desk_page.form()
    message = last_id(form.get("message"))
    if message is None:
        return go(f"/office/messages/{number}")
    done = await attempt(request, lambda tx: undo(tx, number, message, by=desk))
    if isinstance(done, Refusal):
        return await _page(request, desk, desk_page, read, number, no=done)
    return go(f"/office/messages/{number}", said="message_undone")


@post(PAGE + "/link", status_code=200)
async def link_it(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Put a thread without an order to its order, or take it out again."""
    form = await desk_page.form()
    joined = last_id(form.get("joined"))

    async def unit(tx: Tx) -> int:
        if joined is not None:
            return await unlink(tx, number, joined)
        return await link(tx, number, form.get("order", ""))

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(request, desk, desk_page, read, number, no=done)
    return go(f"/office/messages/{done}", said="message_apart" if joined else "message_linked")


@post(PAGE + "/draft", status_code=204)
async def save_draft(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
) -> None:
    """Keep what is being written."""
    form = await desk_page.form()
    words, channel = form.get("words", "")[:WORDS_MAX_CHARS], _channel(form.get("channel", ""))

    async def unit(tx: Tx) -> None:
        one = await thread(tx, number=number)
        await keep_draft(tx, one, channel=channel, words=words, by=desk)

    await unit_of_work(house_of(request.scope), HALL, unit)


@get(PAGE + "/live", media_type="text/event-stream")
async def live(
    request: AnyRequest, number: FromPath[int], read: NamedDependency[Read]
) -> Response[Any]:
    """What is said in this thread, as it is said."""
    house = house_of(request.scope)
    one = await thread(read, number=number)

    async def news(after: UUID | None) -> list[tuple[UUID, object]]:
        async with house.database.hall() as hall:
            found = await messages(hall, one.shop_id, one.id, for_whom="us", after=after)
        return [(m.id, {"from": m.from_whom}) for m in found]

    after = last_id(request.headers.get("last-event-id") or request.query_params.get("after"))
    return stream(house, str(one.id), after, news)


@get(PAGE + "/files/{file_id:uuid}")
async def show_file(
    number: FromPath[int], file_id: FromPath[UUID], read: NamedDependency[Read]
) -> Response[bytes]:
    """A file that somebody sent, saved and never opened in the page."""
    one = await thread(read, number=number)
    name, kind, content = await file_of(read, one.id, file_id, for_whom="us")
    return attachment(name, kind, content)


handlers: Final = [
    show_message, say_something, act, take_back, link_it, save_draft, live, show_file,
]  # fmt: skip
