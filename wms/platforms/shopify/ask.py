"""One question to Shopify and its answer: the token, the points that it costs, and every no.

HTTP says little here: what was refused, what was too much and what went wrong there all come with
200 and stand in the body. What was refused for its cost, or for an old token, was not done, so it
is asked again at once, changes too; what got no answer never is.

Source: Shopify's guides "Rate limits", "Response status and error codes" and "Using the client
credentials grant".
"""

from __future__ import annotations

import math
import time
from asyncio import sleep
from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx
import structlog

from wms.platforms.failures import BUSY, KEY_REFUSED, UNREADABLE
from wms.platforms.port import PlatformAway, PlatformNo, PlatformRefused
from wms.platforms.shopify import documents
from wms.platforms.shopify.failures import (
    NOT_ALLOWED,
    NOT_INSTALLED,
    SHOP_CLOSED,
    SHOP_FROZEN,
    SHOP_UNKNOWN,
    SHOPIFY_REFUSED,
)
from wms.platforms.shopify.profile import API_VERSION, PROFILE
from wms.platforms.wire import WAIT_MAX_S, Dial, Wire, words_in

log = structlog.get_logger("wms.platforms.shopify")

_PATH: Final = f"/admin/api/{API_VERSION}/graphql.json"
_TOKEN_PATH: Final = "/admin/oauth/access_token"  # noqa: S105 - an address
#: a token is renewed so long before it ends, s
TOKEN_ENDS_EARLY_S: Final = 300.0
#: questions that are too dear at the moment are asked again so often
TRIES: Final = 4
#: points that fill the bucket again each second, when Shopify does not say
RESTORE_PER_S: Final = 50.0
_NAME: Final = PROFILE.name
#: HTTP statuses of a shop that is not to be had now, or is not there
_CLOSED: Final[Mapping[int, tuple[type[PlatformNo], str]]] = {
    402: (PlatformAway, SHOP_FROZEN),
    404: (PlatformRefused, SHOP_UNKNOWN),
    423: (PlatformAway, SHOP_CLOSED),
}


class Ask:
    """The Admin API of one shop, as its app."""

    def __init__(
        self, dial: Dial, base_url: str, *, client_id: str, client_secret: str, token: str = ""
    ) -> None:
        self._wire = Wire(dial, base_url, name=_NAME)
        self._app = {"client_id": client_id, "client_secret": client_secret}
        self._fixed = token
        self._token, self._token_until = "", 0.0

    async def read(self, document: str, **variables: Any) -> Any:
        """Something that changes nothing."""
        return await self._ask(document, variables, is_change=False)

    async def change(self, document: str, **variables: Any) -> Any:
        """A change; what it says under ``done``, its ``userErrors`` for whoever asked to judge."""
        return (await self._ask(document, variables, is_change=True))["done"]

    async def close(self) -> None:
        """Hang up."""
        await self._wire.close()

    async def _ask(self, document: str, variables: Mapping[str, Any], *, is_change: bool) -> Any:
        for last in (False,) * (TRIES - 1) + (True,):
            answer = await self._post(document, variables, is_change=is_change)
            wait = _wait_s(answer)
            if wait is None:
                return _data(answer)
            if last or wait > WAIT_MAX_S:
                raise PlatformAway(code=BUSY, later_s=math.ceil(wait), platform=_NAME)
            await sleep(wait)
        raise AssertionError

    async def _post(self, document: str, variables: Mapping[str, Any], *, is_change: bool) -> Any:
        sent = {"query": document, "variables": variables}
        had = self._token
        try:
            return self._json(await self._send(sent, is_change=is_change))
        except PlatformRefused as no:
            if no.failure.code != KEY_REFUSED or self._fixed or not had or self._token != had:
                raise
        # the token was worth nothing any more, so nothing was done: once more with a new one
        self._token = ""
        return self._json(await self._send(sent, is_change=is_change))

    async def _send(self, sent: Mapping[str, Any], *, is_change: bool) -> httpx.Response:
        headers = {"x-shopify-access-token": await self._key(), "accept": "application/json"}
        if is_change:
            return await self._wire.write("POST", _PATH, json=sent, headers=headers)
        return await self._wire.read_by_post(_PATH, json=sent, headers=headers)

    def _json(self, response: httpx.Response) -> Any:
        if found := _CLOSED.get(response.status_code):
            kind, code = found
            raise kind(words_in(response), code=code, platform=_NAME)
        try:
            answer = response.json()
        except ValueError as error:
            raise PlatformAway(words_in(response), code=UNREADABLE, platform=_NAME) from error
        served = response.headers.get("x-shopify-api-version", API_VERSION)
        if served != API_VERSION:
            log.warning("Shopify answers in another version", asked=API_VERSION, served=served)
        return answer

    async def _key(self) -> str:
        """What opens its door: the old app's token, else one for a day."""
        if self._fixed:
            return self._fixed
        if self._token and time.monotonic() < self._token_until:
            return self._token
        form = {"grant_type": "client_credentials", **self._app}
        response = await self._wire.read_by_post(_TOKEN_PATH, data=form)
        if response.status_code == httpx.codes.BAD_REQUEST:
            is_ours = "shop_not_permitted" not in response.text
            code = KEY_REFUSED if is_ours else NOT_INSTALLED
            raise PlatformRefused(words_in(response), code=code, platform=_NAME)
        said = self._json(response)
        try:
            self._token = str(said["access_token"])
            lasts_s = float(said["expires_in"])
        except (KeyError, TypeError, ValueError) as error:
            raise PlatformAway(words_in(response), code=UNREADABLE, platform=_NAME) from error
        self._token_until = time.monotonic() + lasts_s - TOKEN_ENDS_EARLY_S
        return self._token


def _wait_s(answer: Any) -> float | None:
    """How long until the bucket has enough for the question; None: it was not too much."""
    if not any(_code(one) == "THROTTLED" for one in _errors(answer)):
        return None
    cost = (answer.get("extensions") or {}).get("cost") or {}
    status = cost.get("throttleStatus") or {}
    missing = float(cost.get("requestedQueryCost") or 0) - float(
        status.get("currentlyAvailable") or 0
    )
    return max(missing, 1.0) / (float(status.get("restoreRate") or 0) or RESTORE_PER_S)


def _data(answer: Any) -> Any:
    """What was asked for; raises what stands there instead."""
    for one in _errors(answer):
        words, code = str(one.get("message") or "")[:300], _code(one)
        if code == "ACCESS_DENIED":
            needed = _scope_in(words)
            raise PlatformRefused(words, code=NOT_ALLOWED, platform=_NAME, scopes=needed)
        if code == "INTERNAL_SERVER_ERROR":
            raise PlatformAway(words)
        raise PlatformRefused(words, code=SHOPIFY_REFUSED, platform=_NAME)
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict):
        raise PlatformAway(code=UNREADABLE, platform=_NAME)
    return data


def _errors(answer: Any) -> Sequence[Mapping[str, Any]]:
    found = answer.get("errors") if isinstance(answer, dict) else None
    if isinstance(found, str):
        return [{"message": found}]
    return [one for one in found or () if isinstance(one, dict)]


def _code(one: Mapping[str, Any]) -> str:
    return str((one.get("extensions") or {}).get("code") or "")


def _scope_in(words: str) -> str:
    """The scope that Shopify's sentence names between back-ticks."""
    parts = words.split("`")
    return parts[1] if len(parts) > 1 else "?"


def check(done: Mapping[str, Any]) -> None:
    """Raises PlatformRefused with the words of the first of its ``userErrors``."""
    for one in done.get("userErrors") or ():
        raise PlatformRefused(str(one.get("message"))[:300], code=SHOPIFY_REFUSED, platform=_NAME)


async def all_lines(ask: Ask, one: Mapping[str, Any]) -> list[Any]:
    """Every line of a fulfillment order that was read with its first ones."""
    lines, page = list(one["lineItems"]["nodes"]), one["lineItems"]["pageInfo"]
    while page["hasNextPage"]:
        answer = await ask.read(documents.MORE_LINES, id=one["id"], after=page["endCursor"])
        more = answer["fulfillmentOrder"]["lineItems"]
        lines += more["nodes"]
        page = more["pageInfo"]
    return lines


def gid(kind: str, number: str) -> str:
    """Shopify's own name of a thing: ``gid://shopify/FulfillmentOrder/1046``."""
    return f"gid://shopify/{kind}/{number}"


def number_of(gid_or_number: Any) -> str:
    """``1046`` of it, or of a plain number."""
    return str(gid_or_number).rpartition("/")[2]
