"""Where shops' platforms tell by themselves what was ordered, changed and called off.

Open to everybody: who knocks is known by its signature, which the platform's adapter checks. What
is genuine is kept as it came, committed, and only then acknowledged; workers follow it
(`workers.platforms`). Nothing slow is done here: some platforms give up after five seconds, and
switch a webhook off after a few such failures.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, post
from litestar.params import FromPath

from api.house import house_of
from api.transaction import unit_of_work
from wms.halls import hall_of
from wms.platforms.acts import note_forged
from wms.platforms.connected import Connected
from wms.platforms.contract import Can
from wms.platforms.errors import PlatformNotGenuine, PlatformTellsNothing
from wms.platforms.messages import MESSAGE_MAX_BYTES, keep_message
from wms.platforms.port import Knock, NotGenuine, PlatformRefused

AnyRequest = Request[Any, Any, Any]
PATH: Final = "/platforms/{connection_id:uuid}"


@post(PATH, include_in_schema=False, status_code=200, request_max_body_size=MESSAGE_MAX_BYTES)
async def hear(request: AnyRequest, connection_id: FromPath[UUID]) -> Response[None]:
    """A call of a platform to a connection's address.

    Raises:
        PlatformTellsNothing: there is no such connection, or its platform never tells by itself.
        PlatformNotGenuine: the signature is missing or wrong, or nobody can read it.
    """
    return await _keep(request, connection_id, "")


@post(PATH + "/{rest:path}", include_in_schema=False, status_code=200,
      request_max_body_size=MESSAGE_MAX_BYTES)  # fmt: skip
async def hear_behind(
    request: AnyRequest, connection_id: FromPath[UUID], rest: FromPath[str]
) -> Response[None]:
    """The same, of a platform that adds words of its own to the address. Raises: as `hear`."""
    return await _keep(request, connection_id, rest.strip("/"))


async def _keep(request: AnyRequest, connection_id: UUID, path: str) -> Response[None]:
    house = house_of(request.scope)
    try:
        found: Connected = await house.platforms.of(connection_id)
    except PlatformRefused as no:
        raise PlatformTellsNothing from no
    one = found.connection
    hall = hall_of(one.shop_id)
    if Can.PUSH not in found.platform.profile.can:
        raise PlatformTellsNothing
    body = await request.body()
    knock = Knock(
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        path=path,
        query=dict(request.query_params),
    )
    try:
        heard = found.platform.hear(knock)
    except NotGenuine as no:
        await unit_of_work(house, hall, lambda tx: note_forged(tx, one.shop_id, one.id))
        raise PlatformNotGenuine from no
    if heard is not None:
        secret_key = house.settings.secret_key
        await unit_of_work(house, hall, lambda tx: keep_message(tx, secret_key, one, heard, body))
    return Response(None, status_code=200)


handlers: Final = [hear, hear_behind]
