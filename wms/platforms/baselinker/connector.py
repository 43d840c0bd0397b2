"""Base's one address: a method with its parameters in, JSON out; errors come with HTTP 200.

100 requests a minute are allowed to a token. Who asks more often is blocked for minutes, with
everything else that uses the token: so we stay beneath it, and a block is waited out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx
import msgspec

from wms.platforms.baselinker.profile import NAME
from wms.platforms.failures import BUSY, KEY_REFUSED, UNREADABLE
from wms.platforms.pace import Pace
from wms.platforms.port import PlatformAway, PlatformRefused
from wms.platforms.wire import Wire, words_in

#: "The API request limit is 100 requests per minute" (api.baselinker.com, Request limit); the rest
#: is for whatever else the shop uses its token for
PER_MINUTE: Final = 80
#: a blocked token is left alone so long when its message says no time, s
BLOCKED_S: Final = 600.0
#: and never longer than this, whatever it says, s
BLOCKED_MAX_S: Final = 3_600.0
#: the messages say a time without its zone: that of Base's own servers
_ZONE: Final = ZoneInfo("Europe/Warsaw")
_UNTIL: Final = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})\s*$")

_BLOCKED: Final = "ERROR_BLOCKED_TOKEN"
_ACCOUNT_BLOCKED: Final = "ERROR_USER_ACCOUNT_BLOCKED"
#: what passes by itself
_PASSING: Final = ("ERROR_INTERNAL", "ERROR_TIMEOUT", "ERROR_MAINTENANCE")


class Connector:
    """What the adapter asks through."""

    def __init__(self, wire: Wire, pace: Pace, clock: Callable[[], datetime]) -> None:
        self._wire = wire
        self._pace = pace
        self._now = clock

    async def read(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        """Ask for something; asked again when it is away for a moment. Raises PlatformNo."""
        form = _form(method, parameters)
        return await self._judged(method, await self._wire.read_by_post("", data=form))

    async def write(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        """Change something, once. Raises PlatformNo; away: nobody knows whether it was done."""
        form = _form(method, parameters)
        return await self._judged(method, await self._wire.write("POST", "", data=form))

    async def close(self) -> None:
        """Hang up."""
        await self._wire.close()

    async def _judged(self, method: str, response: httpx.Response) -> Mapping[str, Any]:
        """The answer, when it is one and no error."""
        told = _read(response)
        if told["status"] == "SUCCESS":
            return told
        code, message = str(told.get("error_code") or ""), str(told.get("error_message") or "")
        no = refusal(method, code, message, now=self._now())
        if isinstance(no, PlatformAway) and no.failure.code == BUSY:
            # the block is the token's: whoever else asks with it stays away, too
            await self._pace.stay_away(no.later_s or BLOCKED_S)
        raise no


def _form(method: str, parameters: Mapping[str, Any]) -> dict[str, str]:
    said = {name: value for name, value in parameters.items() if value is not None}
    return {"method": method, "parameters": msgspec.json.encode(said).decode()}


def _read(response: httpx.Response) -> dict[str, Any]:
    try:
        told = msgspec.json.decode(response.content)
    except msgspec.DecodeError as error:
        raise PlatformAway(words_in(response), code=UNREADABLE, platform=NAME) from error
    if not isinstance(told, dict) or told.get("status") not in ("SUCCESS", "ERROR"):
        raise PlatformAway(words_in(response), code=UNREADABLE, platform=NAME)
    return told


def refusal(
    method: str, code: str, message: str, *, now: datetime
) -> PlatformAway | PlatformRefused:
    """What an error of Base means."""
    words = f"{method}: {code} {message}".strip()
    if code == _BLOCKED:
        return PlatformAway(words, code=BUSY, later_s=blocked_s(message, now=now), platform=NAME)
    if "TOKEN" in code or code == _ACCOUNT_BLOCKED:
        return PlatformRefused(words, code=KEY_REFUSED, platform=NAME)
    if code in _PASSING:
        return PlatformAway(words)
    return PlatformRefused(words, method=method, error=code)


def blocked_s(message: str, *, now: datetime) -> float:
    """For how long a token is blocked: "… token blocked until 2026-05-03 17:15:34", s."""
    found = _UNTIL.search(message)
    if found is None:
        return BLOCKED_S
    until = datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S").replace(tzinfo=_ZONE)
    left = (until - now).total_seconds()
    return min(max(left, 1.0), BLOCKED_MAX_S)
