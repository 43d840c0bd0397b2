"""What came back: found, and looked at with what the inspector saw."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, own_shop, shop_choices
from api.office.filters import PAGE_ROWS, Filters
from wms.access.people import Desk
from wms.db import Read
from wms.returns.queries import return_by_number, returns_in_work
from wms.returns.return_list import GROUPS, return_list
from wms.shipping.order_list import like
from wms.shops.queries import shop


@get("/office/returns", opt={"roles": ALL_ROLES})
async def list_returns(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Returns by search, state and shop."""
    filters = Filters(request)
    search = filters.text("q")
    rows = await return_list(
        read,
        limit=PAGE_ROWS + 1,
        group=filters.one_of("state", GROUPS),
        shop=own_shop(desk, filters.text("shop")),
        search=search,
        like=like(search),
        before=filters.number("before"),
    )
    more = len(rows) > PAGE_ROWS
    return desk_page.show(
        "office/returns.html",
        rows=rows[:PAGE_ROWS],
        next_page=filters.link(before=rows[PAGE_ROWS - 1].number) if more else None,
        in_work=await returns_in_work(read),
        shops=await shop_choices(read, desk),
        filters=filters,
    )


@get("/office/returns/{number:int}", opt={"roles": ALL_ROLES})
async def show_return(
    number: FromPath[int], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """One return: its lines, what was found, what is due when."""
    one = await return_by_number(read, number)
    return desk_page.show("office/return.html", one=one, shop=await shop(read, one.shop_id))


handlers: Final = [list_returns, show_return]
