"""What is written down, and what never is."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

import asyncpg
import msgspec
import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from wms.db import HALL, Database
from wms.logs import configure_logs
from wms.settings import Settings

SECRET = "4711-secret"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def _fail(pin: str) -> None:
    raise ValueError("broken")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_traceback_never_shows_what_variables_held(
    settings: Settings, log_format: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    configure_logs(replace(settings, log_format=log_format))
    try:
        _fail(SECRET)
    except ValueError as error:
        structlog.get_logger().error("bug", exc_info=error)
    written = capfdbinary.readouterr().out
    assert b"ValueError: broken" in written
    assert SECRET.encode() not in written
    if log_format == "json":
        line = msgspec.json.decode(written)
        assert (line["event"], line["level"]) == ("bug", "error")
        assert "broken" in line["exception"]


def test_what_is_below_the_level_is_not_written(
    settings: Settings, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    configure_logs(replace(settings, log_format="json", log_level="warning"))
    structlog.get_logger().info("request")
    structlog.get_logger().warning("late")
    assert capfdbinary.readouterr().out.count(b"\n") == 1


PERSON = "Jan Kowalski"


async def _by_session(db: Database) -> None:
    async with db.begin(HALL) as tx:
        await tx.execute(text("INSERT INTO operators (name) VALUES (:name)"), {"name": PERSON})


async def _by_argument(db: Database) -> None:
    async with db.begin(HALL) as tx:
        await tx.execute(text("SELECT CAST(:number AS int)"), {"number": PERSON})


async def _by_detail(db: Database) -> None:
    async with db.begin(HALL) as tx:
        await tx.execute(text("SELECT CAST(CAST(:name AS text) AS json)"), {"name": PERSON})


async def _by_detail_of_one_statement(db: Database) -> None:
    await (await db.hot()).call("SELECT $1::text::json", PERSON)


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize(
    "fail", [_by_session, _by_argument, _by_detail, _by_detail_of_one_statement]
)
async def test_what_the_database_refused_is_told_without_whose_it_was(
    db: Database,
    settings: Settings,
    capfdbinary: pytest.CaptureFixture[bytes],
    log_format: str,
    fail: Callable[[Database], Awaitable[None]],
) -> None:
    configure_logs(replace(settings, log_format=log_format))
    with pytest.raises((DBAPIError, asyncpg.PostgresError)) as met:
        await fail(db)
    structlog.get_logger().error("bug", exc_info=met.value, error=str(met.value))
    written = capfdbinary.readouterr().out
    assert re.search(rb"NotNullViolation|DataError|InvalidTextRepresentation", written)
    for name in PERSON.encode().split():  # PostgreSQL tells the first word it cannot read
        assert name not in written
