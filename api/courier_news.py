"""Where couriers tell by themselves what happened to parcels.

Open to everybody: who knocks is known by its signature, which the courier's adapter checks. What is
genuine is kept as it came and answered at once; workers follow it (`workers.tracking`).
"""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, post
from litestar.params import FromPath

from api.house import house_of
from api.transaction import unit_of_work
from wms.db import HALL
from wms.shipping.carriers.port import Can, Knock, NotGenuine
from wms.shipping.carriers.registry import carriers
from wms.shipping.errors import CourierNotGenuine, CourierTellsNothing
from wms.shipping.messages import MESSAGE_MAX_BYTES, keep_message

NO_CONTENT: Final = 204


@post("/couriers/{code:str}/news", include_in_schema=False, status_code=NO_CONTENT,
      request_max_body_size=MESSAGE_MAX_BYTES)  # fmt: skip
async def hear(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[None]:
    """A courier's webhook.

    Raises:
        CourierTellsNothing: no such courier has an account here, or it never tells by itself.
        CourierNotGenuine: the signature is missing, wrong or old, or nobody can read it.
    """
    house = house_of(request.scope)
    courier = carriers(house.settings).get(code)
    if courier is None or Can.PUSH not in courier.profile.can:
        raise CourierTellsNothing
    body = await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    sender = request.client.host if request.client else ""
    try:
        heard = courier.hear(Knock(headers=headers, body=body, sender=sender))
    except NotGenuine as no:
        raise CourierNotGenuine from no
    if heard:
        await unit_of_work(house, HALL, lambda tx: keep_message(tx, code, body, heard))
    return Response(None, status_code=NO_CONTENT)
