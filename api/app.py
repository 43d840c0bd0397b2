"""The web application: its doors and what all of them share, nothing else."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import LifeSpanScope, Scope

from api import consumer, courier_news, decide, oauth, platform_news, whose
from api.bell import Bell
from api.doorman import Doorman
from api.errors import on_error
from api.front import Front
from api.guide import show
from api.health import healthz
from api.house import House
from api.kept_boards import KeptBoards
from api.office import office_router
from api.pages import Pages
from api.print_agent import print_agent_router
from api.ratelimit import RateLimit
from api.request_log import RequestLog
from api.rest import rest_router
from api.rest.dated.listed import show_versions
from api.rest.event_types import show_schema
from api.rest.openapi import openapi_config, show_openapi
from api.rest.schema_words import ShapeSchemas
from api.scanner import scanner_router
from api.static_files import static_router
from api.transaction import DEPENDENCIES
from wms.db import Database
from wms.platforms.connected import Platforms
from wms.settings import Settings
from wms.shipping.couriers import Couriers

if TYPE_CHECKING:
    from redis.asyncio import Redis

#: longest body, bytes; imports have 10 MB
BODY_MAX: Final = 1_000_000
SECRET_BYTES: Final = 32
#: attempts to log in from one address, or on one handheld: an office behind one router has them too
LOG_INS_PER_MINUTE: Final = 30
LOG_INS_AT_ONCE: Final = 20
#: a process compiles its templates once
_pages: Final = cache(Pages)


class Doors(Litestar):
    """Litestar with our front before it and the house behind it."""

    house: House

    async def __call__(self, scope: Scope | LifeSpanScope, receive: Any, send: Any) -> None:
        """Serve one request, or the start and end of the process."""
        if scope["type"] == ScopeType.HTTP:
            await self._front(scope, receive, send)  # type: ignore[arg-type]  # no lifespan here
        else:
            await super().__call__(scope, receive, send)

    def open(self, house: House) -> None:
        """Give the application what its process has."""
        self.house = house
        self._front = Front(
            super().__call__,
            zone=house.doorman.zone,
            is_https=house.settings.url.startswith("https://"),
            note=house.request_log.note,
        )


def create_app(settings: Settings, database: Database, redis: Redis | None = None) -> Doors:
    """The application on this database; without ``redis`` requests are not counted.

    The caller closes ``database`` and ``redis``.
    """
    app = build()
    app.open(furnish(settings, database, redis))
    return app


def build() -> Doors:
    """All doors with nothing behind them: they serve once they are opened to a house.

    Most of what an application costs is this, and it is the same for every house.
    """
    return Doors(
        route_handlers=[
            rest_router(),
            scanner_router(),
            office_router(),
            print_agent_router(),
            show_openapi,
            show_versions,
            show_schema,
            *show.handlers,
            healthz,
            *consumer.handlers,
            *courier_news.handlers,
            *decide.handlers,
            *oauth.handlers,
            *platform_news.handlers,
            *whose.handlers,
            static_router(),
        ],
        dependencies=DEPENDENCIES,
        exception_handlers={Exception: on_error},
        lifespan=[_listening],
        openapi_config=openapi_config(),
        plugins=[ShapeSchemas()],
        request_max_body_size=BODY_MAX,
        logging_config=None,
    )


def furnish(settings: Settings, database: Database, redis: Redis | None = None) -> House:
    """What a process has, made from its settings; nothing connects before its first use."""
    if not settings.secret_key:  # production has one: wms.settings refuses to start without
        settings = replace(settings, secret_key=secrets.token_hex(SECRET_BYTES))
    doorman = Doorman(database, settings)
    return House(
        settings=settings,
        database=database,
        redis=redis,
        bell=Bell(database, doorman.forget),
        doorman=doorman,
        request_log=RequestLog(database, doorman.whose),
        rate_limit=_rate_limit(settings, redis),
        log_in_limit=_log_in_limit(redis),
        pages=_pages(),
        boards=KeptBoards(),
        couriers=Couriers(database, settings),
        platforms=Platforms(database, settings),
    )


@asynccontextmanager
async def _listening(app: Litestar) -> AsyncIterator[None]:
    house = cast("Doors", app).house
    await house.bell.open()
    house.request_log.open()
    try:
        yield
    finally:
        await house.request_log.close()
        await house.bell.close()
        await house.couriers.close()
        await house.platforms.close()


def _rate_limit(settings: Settings, redis: Redis | None) -> RateLimit | None:
    if redis is None:
        return None
    return RateLimit(
        redis, per_minute=settings.rate_limit_per_minute, burst=settings.rate_limit_burst
    )


def _log_in_limit(redis: Redis | None) -> RateLimit | None:
    if redis is None:
        return None
    return RateLimit(redis, per_minute=LOG_INS_PER_MINUTE, burst=LOG_INS_AT_ONCE)
