"""The slip for the carton that comes back, from the order's page."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath

from api.consumer.door import LinkLeadsNowhere, for_consumers, open_link
from api.consumer.order import PAGE
from api.consumer.page import HEADERS, AnyRequest
from api.return_slip_paper import return_slip_paper, slip_answer


@get(PAGE + "/returns/{number:int}/slip.pdf", include_in_schema=False)
@for_consumers
async def show_slip(
    request: AnyRequest, token: FromPath[str], number: FromPath[int]
) -> Response[Any]:
    """Of a return of this order only."""
    opened = await open_link(request, token)
    found = [one for one in opened.order.returns if one.number == number]
    if not found:
        raise LinkLeadsNowhere
    answer = slip_answer(return_slip_paper(found[0], opened.brand.name, opened.language))
    answer.headers.update(HEADERS)
    return answer


handlers: Final = [show_slip]
