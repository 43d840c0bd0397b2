"""What consumers answered to the one question, by shop and month."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, own_shop, shop_choices
from api.office.filters import Filters
from wms.access.people import Desk
from wms.db import Read
from wms.notices.letter import SMILEYS
from wms.notices.survey import comments, months
from wms.shops.queries import shop_by_code

PAGE: Final = "/office/surveys"


@get(PAGE, opt={"roles": ALL_ROLES})
async def show_surveys(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Months with their answers, and what was written lately."""
    code = own_shop(desk, Filters(request).text("shop"))
    of = (await shop_by_code(read, code)).id if code else desk.shop_id
    return desk_page.show(
        "office/surveys.html",
        shop=code,
        shops=await shop_choices(read, desk),
        months=await months(read, of),
        comments=await comments(read, of),
        smileys=SMILEYS,
    )


handlers: Final = [show_surveys]
