"""What one web process has: settings, database, Redis, and what it keeps in memory.

It hangs on the Litestar application, so that a dependency finds it through the ASGI scope without
a global.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from api.bell import Bell
from api.doorman import Doorman
from api.kept_boards import KeptBoards
from api.pages import Pages
from api.ratelimit import RateLimit
from api.request_log import RequestLog
from wms.db import Database
from wms.platforms.connected import Platforms
from wms.settings import Settings
from wms.shipping.couriers import Couriers

if TYPE_CHECKING:
    from redis.asyncio import Redis


@dataclass(frozen=True, kw_only=True)
class House:
    """One process's belongings."""

    settings: Settings
    database: Database
    redis: Redis | None
    #: tells the relay that there are events, and hears that a key was revoked
    bell: Bell
    #: who a key or cookie belongs to, remembered for a few seconds
    doorman: Doorman
    #: what shops' programs asked, for them to read
    request_log: RequestLog
    #: None when no Redis was given: then nothing is counted
    rate_limit: RateLimit | None
    #: the same for attempts to log in, by address or handheld
    log_in_limit: RateLimit | None
    pages: Pages
    boards: KeptBoards
    #: whom an account is asked about, and pickup points
    couriers: Couriers
    #: who tells by itself what shops sell, and is asked whether it knows us
    platforms: Platforms


def house_of(scope: Any) -> House:
    """The house that serves this request, from its ASGI scope."""
    return cast("House", scope["litestar_app"].house)
