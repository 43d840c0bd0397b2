"""Messages: everything that consumers and shops say, who waits longest first."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency

from api.house import house_of
from api.live import last_id, stream
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, shop_choices
from api.office.filters import PAGE_ROWS, READ_ROWS, Filters
from api.transaction import unit_of_work
from wms.access.people import Desk
from wms.contact.mailboxes import mailboxes
from wms.contact.models import CHANNELS
from wms.contact.signed import HEARTBEAT_S, is_here
from wms.contact.threads import STATES, Wanted, count_threads, threads
from wms.db import HALL, Read, new_id
from wms.mail.sending import address_mark
from wms.shops.queries import shops

PAGE: Final = "/office/messages"
PAGES_MAX: Final = 200
#: the list asks for itself again after so long, ms; a ring comes sooner
FRESH_MS: Final = 15_000
_MS: Final = 1000


@get(PAGE)
async def list_messages(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The threads, by state, shop, channel, person and search."""
    filters = Filters(request)
    at = min(filters.number("after") or 0, PAGES_MAX * PAGE_ROWS)
    search = filters.text("q")
    marks: list[bytes] = []
    if "@" in search:
        settings = house_of(request.scope).settings
        marks = [address_mark(settings, one.id, search) for one in await shops(read)]
    wanted = Wanted(
        state=filters.one_of("state", STATES),
        shop=filters.text("shop"),
        channel=filters.one_of("channel", CHANNELS),
        user_id=desk.user_id if filters.text("mine") else None,
        search=search,
        marks=marks,
    )
    rows = await threads(read, wanted, limit=READ_ROWS, offset=at)
    return desk_page.show(
        "office/messages.html",
        rows=rows[:PAGE_ROWS],
        next_page=filters.link(after=at + PAGE_ROWS) if len(rows) > PAGE_ROWS else None,
        first_page=filters.link(after=None) if at else None,
        counts=await count_threads(read),
        wanted=wanted,
        filters=filters,
        shops=await shop_choices(read, desk),
        channels=[one for one in CHANNELS if one != "note"],
        here=filters.link(),
        fresh_ms=FRESH_MS,
        beat_ms=HEARTBEAT_S * _MS,
        set_aside=sum(one.set_aside for one in await mailboxes(read)),
        failing=[one for one in await mailboxes(read) if one.failure],
    )


@get(PAGE + "/live", media_type="text/event-stream")
async def live(request: AnyRequest, desk: NamedDependency[Desk]) -> Response[Any]:
    """Rings whenever something was said anywhere: the page asks for itself again."""
    house = house_of(request.scope)
    seen: list[object] = []

    async def news(after: UUID | None) -> list[tuple[UUID, object]]:
        del after
        async with house.database.hall() as read:
            counts = await count_threads(read)
        is_new = [counts] != seen
        seen[:] = [counts]
        return [(new_id(), counts)] if is_new else [(new_id(), {})]

    given = request.headers.get("last-event-id")
    return stream(house, f"desk:{desk.user_id}", last_id(given), news)


@post(PAGE + "/here", status_code=204)
async def here(request: AnyRequest, desk: NamedDependency[Desk]) -> None:
    """The page is open: consumers who chat are answered at once."""
    house = house_of(request.scope)
    await unit_of_work(house, HALL, lambda tx: is_here(tx, desk.user_id))


handlers: Final = [list_messages, live, here]
