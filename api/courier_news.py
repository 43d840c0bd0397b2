"""Where couriers tell by themselves what happened to parcels.

Open to everybody: who knocks is known by its signature, which the courier's adapter checks. What is
genuine is kept as it came and answered at once; workers follow it (`workers.tracking`).
"""

from __future__ import annotations

from hmac import compare_digest
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.house import house_of
from api.transaction import unit_of_work
from wms.db import HALL
from wms.shipping.carriers.port import Can, Carrier, CarrierRefused, Knock, NotGenuine
from wms.shipping.carriers.registry import PROFILES, carriers
from wms.shipping.tracking.errors import CourierNotGenuine, CourierTellsNothing
from wms.shipping.tracking.messages import MESSAGE_MAX_BYTES, keep_message
from wms.strongbox import word as address_word

NO_CONTENT: Final = 204
#: as `wms.shipping.accounts.accounts.news_path` tells it
OF_AN_ACCOUNT: Final = "/couriers/{code:str}/{account:uuid}/{word:str}/news"
AnyRequest = Request[Any, Any, Any]


@post("/couriers/{code:str}/news", include_in_schema=False, status_code=NO_CONTENT,
      request_max_body_size=MESSAGE_MAX_BYTES)  # fmt: skip
async def hear(request: AnyRequest, code: FromPath[str]) -> Response[None]:
    """The webhook of a courier that needs no account.

    Raises:
        CourierTellsNothing: there is no such courier here, or it never tells by itself.
        CourierNotGenuine: the signature is missing, wrong or old, or nobody can read it.
    """
    return await _keep(request, code, carriers(house_of(request.scope).settings).get(code))


@post(OF_AN_ACCOUNT, include_in_schema=False, status_code=NO_CONTENT,
      request_max_body_size=MESSAGE_MAX_BYTES)  # fmt: skip
async def hear_account(
    request: AnyRequest, code: FromPath[str], account: FromPath[UUID], word: FromPath[str]
) -> Response[None]:
    """The webhook of a courier with an account: its address has a word that only it was told.

    Raises: as of `hear`.
    """
    house = house_of(request.scope)
    if not compare_digest(word, address_word(house.settings.secret_key, str(account))):
        raise CourierTellsNothing
    try:
        courier: Carrier | None = await house.couriers.of(code, account)
    except CarrierRefused:
        courier = None
    return await _keep(request, code, courier, account)


@get(OF_AN_ACCOUNT, include_in_schema=False, status_code=200)
async def is_there(
    request: AnyRequest, code: FromPath[str], account: FromPath[UUID], word: FromPath[str]
) -> Response[None]:
    """A courier looks whether the address is there before it sends anything to it.

    Raises:
        CourierTellsNothing: it is not.
    """
    key = house_of(request.scope).settings.secret_key
    if code not in PROFILES or not compare_digest(word, address_word(key, str(account))):
        raise CourierTellsNothing
    return Response(None)


async def _keep(
    request: AnyRequest, code: str, courier: Carrier | None, account: UUID | None = None
) -> Response[None]:
    if courier is None or Can.PUSH not in courier.profile.can:
        raise CourierTellsNothing
    house = house_of(request.scope)
    body = await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    sender = request.client.host if request.client else ""
    try:
        heard = courier.hear(Knock(headers=headers, body=body, sender=sender))
    except NotGenuine as no:
        raise CourierNotGenuine from no
    if heard:
        await unit_of_work(
            house, HALL, lambda tx: keep_message(tx, code, body, heard, account_id=account)
        )
    return Response(None, status_code=NO_CONTENT)


handlers: Final = [hear, hear_account, is_there]
