"""Sending events again: days or numbers, one type or all, counted before it is done."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, words_of
from api.office.filters import PAGE_ROWS, Filters
from wms.db import Read
from wms.errors import N_, Refusal
from wms.events.delivery_list import EndpointRow, endpoint_list, shop_of_endpoint
from wms.events.errors import EndpointUnknown
from wms.events.kinds import KINDS
from wms.events.replays import (
    REPLAY_MAX,
    ReplayAsked,
    count_replayed,
    range_of_days,
    replay,
)

PAGE: Final = "/office/webhooks/replay"

FLASHES.update(
    {
        "replayed": N_("These events are sent again."),
        "replayed_cut": N_("The first 1,000 of them are sent again. Here is what is left."),
    }
)


@get(PAGE, opt={"roles": ALL_ROLES})
async def ask_replay(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What would be sent again, and how many events that are."""
    return await _show(request, desk_page, read)


async def _show(
    request: AnyRequest, desk_page: DeskPage, read: Read, *, no: str | None = None
) -> Response[Any]:
    filters = Filters(request)
    known = [one for one in await endpoint_list(read, limit=PAGE_ROWS) if one.status == "enabled"]
    chosen = _chosen(known, filters)
    asked = await _asked(read, filters, chosen) if chosen else None
    return desk_page.show(
        "office/webhook_replay.html",
        status=422 if no else 200,
        no=no,
        endpoints=known,
        chosen=chosen,
        asked=asked,
        count=await count_replayed(read, chosen.shop_id, chosen.id, asked)
        if chosen and asked
        else 0,
        most=REPLAY_MAX,
        event_types=sorted(KINDS),
        filters=filters,
    )


def _chosen(known: list[EndpointRow], filters: Filters) -> EndpointRow | None:
    """The address that was chosen; who has one only need not choose."""
    wanted = filters.id("endpoint")
    if wanted is None:
        return known[0] if len(known) == 1 else None
    return next((one for one in known if one.id == wanted), None)


async def _asked(read: Read, filters: Filters, to: EndpointRow) -> ReplayAsked | None:
    """The range that the days, the numbers and the type mean together; None: nothing happened."""
    days = await range_of_days(read, to.shop_id, filters.day("from"), filters.day("to"))
    if days is None:
        return None
    first = max(days[0], filters.number("first") or 0)
    last = min(days[1], filters.number("last") or days[1])
    kind = filters.one_of("type", KINDS)
    if last < first:
        return None
    return ReplayAsked(from_sequence=first, to_sequence=last, types=(kind,) if kind else ())


@post(PAGE, opt={"roles": ALL_ROLES}, status_code=200)
async def do_replay(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Send what the address of the page means; more than 1,000 in parts, each seen before."""
    filters = Filters(request)
    endpoint_id = filters.id("endpoint")
    if endpoint_id is None:
        raise EndpointUnknown(id=filters.text("endpoint"))
    shop_id = await shop_of_endpoint(read, endpoint_id)
    first, last = filters.number("first"), filters.number("last")
    kind = filters.one_of("type", KINDS)
    asked = ReplayAsked(
        from_sequence=first or 1, to_sequence=last or 0, types=(kind,) if kind else ()
    )
    done = await attempt(request, lambda tx: replay(tx, shop_id, endpoint_id, asked))
    if isinstance(done, Refusal):
        return await _show(request, desk_page, read, no=words_of(request, done))
    if done.is_cut and done.last_sequence is not None:
        return go(filters.link(first=done.last_sequence + 1), said="replayed_cut")
    return go(f"/office/webhooks?endpoint={endpoint_id}", said="replayed")


handlers: Final = [ask_replay, do_replay]
