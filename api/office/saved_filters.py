"""Filters of a list that are kept under a name: saved, shared, opened with, forgotten."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, do_or_show, words_of
from wms.access.people import Desk
from wms.access.saved_filters import forget_filter, keep_filter, open_with
from wms.db import Tx
from wms.errors import N_, NotFound, Refusal

#: lists whose filters can be kept: what is written down → its address
LISTS: Final = {"orders": "/office/orders"}
EVERYBODY: Final = {"roles": ALL_ROLES}
PATH: Final = "/office/filters"
#: what was searched for: an order's name, or a person's, whom nobody would find to forget
SEARCHED: Final = "q"
#: longest query that is read of a form, characters; longer ones are refused by the verb
_QUERY_READ_CHARS: Final = 4000

FLASHES["filter_saved"] = N_("The filter is saved under its name.")
FLASHES["filter_forgotten"] = N_("The filter is deleted.")
FLASHES["filter_opens"] = N_("The list opens with this filter from now on.")
FLASHES["filter_opens_all"] = N_("The list opens with everything from now on.")


def _list_of(form: dict[str, str]) -> tuple[str, str]:
    page = form.get("page", "")
    if page not in LISTS:
        raise NotFound(what="list", name=page)
    return page, LISTS[page]


def _query_of(form: dict[str, str]) -> str:
    """What was typed as an address stands in one way only."""
    return urlencode(sorted(parse_qsl(form.get("query", "")[:_QUERY_READ_CHARS])))


def _without_search(query: str) -> str:
    return urlencode([(name, said) for name, said in parse_qsl(query) if name != SEARCHED])


@post(PATH, opt=EVERYBODY, status_code=200)
async def save(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage]
) -> Response[Any]:
    """Keep the list as it is narrowed now."""
    form = await desk_page.form()
    page, address = _list_of(form)
    query = _without_search(_query_of(form))

    async def unit(tx: Tx) -> UUID:
        return await keep_filter(
            tx, page, form.get("name", ""), query, by=desk,
            is_shared=form.get("shared") == "yes", is_default=form.get("default") == "yes",
        )  # fmt: skip

    async def show(no: Refusal) -> Response[Any]:
        return desk_page.show(
            "office/filter_refused.html",
            status=422,
            form={**form, "query": query},
            no=words_of(request, no),
            address=PATH,
            back=f"{address}?{query}" if query else address,
        )

    return await do_or_show(
        request, unit, show=show, done=lambda _id: go(f"{address}?{query}", said="filter_saved")
    )


@post(PATH + "/{filter_id:uuid}/forget", opt=EVERYBODY, status_code=200)
async def forget(
    filter_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """It is not needed any more; the list stays as it is."""
    form = await desk_page.form()
    _page, address = _list_of(form)
    await forget_filter(tx, filter_id, by=desk)
    return go(f"{address}?{_query_of(form)}", said="filter_forgotten")


@post(PATH + "/{filter_id:uuid}/open-with", opt=EVERYBODY, status_code=200)
async def begin_with(
    filter_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """The list opens with it, or with everything again."""
    form = await desk_page.form()
    page, address = _list_of(form)
    is_on = form.get("on") == "yes"
    await open_with(tx, page, filter_id if is_on else None, by=desk)
    said = "filter_opens" if is_on else "filter_opens_all"
    return go(f"{address}?{_query_of(form)}", said=said)


handlers: Final = [save, forget, begin_with]
