"""Is the house well? For the machine that restarts us and the people who are woken by it."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import msgspec
import structlog
from litestar import Response, get
from litestar.enums import MediaType
from litestar.types import Scope
from sqlalchemy import text

from api.house import House, house_of
from wms.db import HALL

log = structlog.get_logger()

#: a part that does not answer within this is away
PATIENCE_S: Final = 2.0
OK: Final = "ok"
AWAY: Final = "away"
_OLDEST_UNPUBLISHED = text(
    "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(occurred_at)), 0)::float "
    "FROM events WHERE sequence IS NULL"
)


async def _database(house: House) -> float | None:
    """Seconds that the oldest event waits for the relay; None when the database is away."""
    try:
        async with asyncio.timeout(PATIENCE_S), house.database.read(HALL) as read:
            return float(await read.scalar(_OLDEST_UNPUBLISHED) or 0)
    except Exception as error:  # whatever it is, the answer is "away"
        log.warning("health.database", error=str(error))
        return None


async def _redis(house: House) -> str:
    if house.redis is None:
        return "none"
    try:
        async with asyncio.timeout(PATIENCE_S):
            await house.redis.ping()
    except Exception as error:  # whatever it is, the answer is "away"
        log.warning("health.redis", error=str(error))
        return AWAY
    return OK


@get("/healthz", include_in_schema=False)
async def healthz(scope: Scope) -> Response[Any]:
    """200 while the database answers; Redis away costs a delay only and is told, not a failure."""
    house = house_of(scope)
    lag_s, redis = await asyncio.gather(_database(house), _redis(house))
    told = {
        "status": OK if lag_s is not None else AWAY,
        "database": OK if lag_s is not None else AWAY,
        "redis": redis,
        "relay_lag_s": None if lag_s is None else round(lag_s, 3),
    }
    return Response(
        msgspec.json.encode(told),
        status_code=200 if lag_s is not None else 503,
        media_type=MediaType.JSON,
        headers={"Cache-Control": "no-store"},
    )
