"""Where a shop's program changes its key for an access token: OAuth 2.0, client credentials.

RFC 6749: the request of section 4.4.2 with the client's proof of section 2.3.1 (HTTP Basic, or in
the form), the answer of section 5.1, a no as section 5.2 says it. The client's id is the key's id,
its secret the key itself.
"""

from __future__ import annotations

import base64
from typing import Any, Final
from urllib.parse import parse_qs, unquote_plus
from uuid import UUID

from litestar import Request, Response, post

from api.auth import address_of, count_log_in
from api.house import house_of
from api.transaction import unit_of_work
from wms.access.errors import ScopeMissing
from wms.access.keys import KEY_PREFIXES
from wms.access.people import Caller
from wms.access.tokens import Lent, lend
from wms.db import Tx
from wms.errors import Refusal

GRANT: Final = "client_credentials"
BODY_MAX: Final = 10_000
FIELDS_MAX: Final = 20
_BASIC: Final = "basic "
AnyRequest = Request[Any, Any, Any]


class NotGranted(Exception):  # noqa: N818 - an answer of the protocol
    """A no of RFC 6749, section 5.2."""

    def __init__(self, error: str, why: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.why, self.status = error, why, status


@post("/oauth/token", include_in_schema=False, status_code=200, request_max_body_size=BODY_MAX)
async def lend_token(request: AnyRequest) -> Response[Any]:
    """A token for an hour, for all that the key may do or for the ``scope`` that is asked for."""
    try:
        return _answer(await _lend(request))
    except NotGranted as no:
        told = {"error": no.error, "error_description": no.why}
        proof = {"WWW-Authenticate": "Basic"} if no.status == 401 else {}
        return Response(told, status_code=no.status, headers={**_UNKEPT, **proof})


#: RFC 6749, section 5.1: nobody keeps a token on its way
_UNKEPT: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def _answer(lent: Lent) -> Response[Any]:
    return Response(
        {
            "access_token": lent.token,
            "token_type": "Bearer",
            "expires_in": lent.seconds,
            "scope": " ".join(lent.scopes),
        },
        headers=_UNKEPT,
    )


async def _lend(request: AnyRequest) -> Lent:
    """The token that is asked for.

    Raises:
        NotGranted: it is not.
        RateLimited: too many tries from one address.
    """
    form = await _form(request)
    if form.get("grant_type") != GRANT:
        raise NotGranted("unsupported_grant_type", f"grant_type is {GRANT} here.")
    house = house_of(request.scope)
    caller = await _client(request, form)
    wanted = form.get("scope", "").split()

    async def work(tx: Tx) -> Lent:
        return await lend(tx, caller.shop_id, caller.key_id, has=caller.scopes, wanted=wanted)

    try:
        return await unit_of_work(house, caller.shop_id, work)
    except ScopeMissing as no:
        raise NotGranted("invalid_scope", str(no)) from None


async def _form(request: AnyRequest) -> dict[str, str]:
    try:
        told = parse_qs(
            (await request.body()).decode(), strict_parsing=True, max_num_fields=FIELDS_MAX
        )
    except ValueError:
        told = {}
    if any(len(values) > 1 for values in told.values()):
        raise NotGranted("invalid_request", "A parameter was sent twice.")
    return {name: values[0] for name, values in told.items()}


async def _client(request: AnyRequest, form: dict[str, str]) -> Caller:
    """Whose key it is. Raises NotGranted, RateLimited."""
    house = house_of(request.scope)
    await count_log_in(house, f"oauth:{address_of(request)}")
    given = request.headers.get("authorization", "")
    if given.lower().startswith(_BASIC):
        name, secret = _basic(given[len(_BASIC) :])
    else:
        name, secret = form.get("client_id", ""), form.get("client_secret", "")
    if not secret.startswith(KEY_PREFIXES):  # a token lends nothing
        raise NotGranted("invalid_client", "The client_secret is an API key.", 401)
    try:
        caller = await house.doorman.caller(secret, address_of(request))
    except Refusal as no:
        raise NotGranted("invalid_client", str(no), 401) from None
    if not _is_id(name, caller.key_id):
        raise NotGranted("invalid_client", "The client_id is the id of the key.", 401)
    return caller


def _basic(proof: str) -> tuple[str, str]:
    try:
        name, _, secret = base64.b64decode(proof, validate=True).decode().partition(":")
    except ValueError:  # no base64, letters that are not in it, or no text
        return "", ""
    # both were form-encoded before they were joined (RFC 6749, section 2.3.1)
    return unquote_plus(name), unquote_plus(secret)


def _is_id(name: str, key_id: UUID) -> bool:
    try:
        return UUID(name) == key_id
    except ValueError:
        return False


handlers: Final = [lend_token]
