"""How far a shop's integration has come towards its certificate."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.house import house_of
from api.office.desk import DeskPage
from api.office.doing import AnyRequest
from api.transaction import look
from wms.certificate.issue import standing
from wms.certificate.platform import EXCUSES
from wms.certificate.scenarios import SCENARIOS
from wms.db import Read
from wms.halls import twin_of
from wms.shops.queries import shop_by_code


@get("/office/shops/{code:str}/certificate", opt={"roles": ALL_ROLES})
async def show_certificate(
    request: AnyRequest,
    code: FromPath[str],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Twenty scenarios of the shop's sandbox, each with what was seen or what to do."""
    one = await shop_by_code(read, code)
    twin_id = twin_of(one.id)
    now = await look(house_of(request.scope), twin_id, lambda inside: standing(inside, twin_id))
    return desk_page.show(
        "office/certificate.html",
        shop=one,
        now=now,
        scenarios=[(each, now.judged[each.number]) for each in SCENARIOS],
        excuses=EXCUSES,
    )


handlers: Final = [show_certificate]
