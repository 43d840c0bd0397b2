"""WooCommerce's REST API v3: what is asked, and what its answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx
import msgspec

from wms.platforms.failures import REFUSED, UNREADABLE
from wms.platforms.port import Made, PlatformAway, PlatformRefused
from wms.platforms.wire import Dial, Wire, words_in
from wms.platforms.woocommerce.profile import PROFILE

#: rows of one page, and products or variations of one call
PAGE: Final = 100
_API: Final = "/wp-json/wc/v3"
_GONE: Final = ("woocommerce_rest_shop_order_invalid_id", "woocommerce_rest_invalid_id")
_NOT_FOUND: Final = 404
_BAD: Final = 400


class Api:
    """One shop, asked with its key in the header."""

    def __init__(self, made: Made, dial: Dial) -> None:
        self._wire = Wire(
            dial,
            made.url,
            name=PROFILE.name,
            auth=(made.credentials["key"], made.credentials["secret"]),
        )

    async def front(self) -> httpx.Response:
        """What WordPress says of itself."""
        return await self._wire.read("/wp-json/")

    async def order(self, order_id: int) -> Any:
        """One order; None: the shop deleted it for good."""
        response = await self._wire.read(f"{_API}/orders/{order_id}")
        if response.status_code == _NOT_FOUND and _code(response.content) in _GONE:
            return None
        return _read(response)

    async def read(self, path: str, params: Mapping[str, Any]) -> Any:
        """Something that changes nothing. Raises PlatformNo."""
        return _read(await self._wire.read(_API + path, params))

    async def write(self, method: str, path: str, body: Any) -> Any:
        """A change. Raises PlatformNo."""
        return _read(await self._wire.write(method, _API + path, json=body))

    async def close(self) -> None:
        """Hang up."""
        await self._wire.close()


def _read(response: httpx.Response) -> Any:
    """What it answered. Raises PlatformRefused: an error of WordPress; PlatformAway: a page of
    its host instead of JSON."""
    try:
        content = msgspec.json.decode(response.content)
    except msgspec.DecodeError as error:
        if response.status_code >= _BAD:
            raise PlatformRefused(words_in(response), code=UNREADABLE,
                                  platform=PROFILE.name) from error  # fmt: skip
        raise PlatformAway(words_in(response), code=UNREADABLE,
                           platform=PROFILE.name) from error  # fmt: skip
    if response.status_code >= _BAD:
        raise PlatformRefused(str(content.get("message"))[:200], code=REFUSED)
    return content


def _code(content: bytes) -> str:
    try:
        return str(msgspec.json.decode(content).get("code"))
    except (msgspec.DecodeError, AttributeError):
        return ""
