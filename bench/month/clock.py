"""The calendar of the month: PostgreSQL's clock, set back, and turned forward each morning.

A ledger cannot be dated afterwards: movements are append-only. So the database itself lives in the
past while the month runs. In this database alone, a schema that is looked through before
``pg_catalog`` has functions called ``now``, ``clock_timestamp``, ``statement_timestamp`` and
``uuidv7``, which are PostgreSQL's own less a number of seconds in a table. Every statement, SQL
function and column default of the warehouse reads its clock by these names, so movements, counts,
events and seals are dated by one clock that only ever goes forward; no row is ever changed. What
the programs themselves read from their own clock (sessions, tickets) stays today's.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final

import asyncpg

from wms.db import driver_url

#: the hour at which the hall opens, UTC
OPENS: Final = time(6)
#: whole days between the last evening of the month and today: a slow machine needs a margin
MARGIN: Final = timedelta(days=3)
_SATURDAY: Final = 5

_INSTALL: Final = """
    CREATE SCHEMA month_clock;
    CREATE TABLE month_clock.slow (seconds double precision NOT NULL);
    INSERT INTO month_clock.slow VALUES (0);
    CREATE FUNCTION month_clock.back() RETURNS interval LANGUAGE sql STABLE AS
        'SELECT pg_catalog.make_interval(secs => seconds) FROM month_clock.slow';
    CREATE FUNCTION month_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
        'SELECT pg_catalog.clock_timestamp() - month_clock.back()';
    CREATE FUNCTION month_clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS
        'SELECT pg_catalog.now() - month_clock.back()';
    CREATE FUNCTION month_clock.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS
        'SELECT pg_catalog.statement_timestamp() - month_clock.back()';
    CREATE FUNCTION month_clock.uuidv7() RETURNS uuid LANGUAGE sql VOLATILE AS
        'SELECT pg_catalog.uuidv7(-month_clock.back())';
    GRANT USAGE ON SCHEMA month_clock TO PUBLIC;
    GRANT SELECT ON month_clock.slow TO PUBLIC;
"""
# a default was bound to PostgreSQL's function when its table was made
_DEFAULTS: Final = r"""
    SELECT format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT %s',
                  d.adrelid::regclass, a.attname, pg_get_expr(d.adbin, d.adrelid)) AS ddl
    FROM pg_attrdef d
    JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
    JOIN pg_class c ON c.oid = d.adrelid AND c.relnamespace = 'public'::regnamespace
    WHERE a.attgenerated = ''
      AND pg_get_expr(d.adbin, d.adrelid) ~ '\m(now|clock_timestamp|statement_timestamp|uuidv7)\('
"""
_PATH: Final = "month_clock, pg_catalog, public"
_TURN: Final = """
    UPDATE month_clock.slow
    SET seconds = extract(epoch FROM pg_catalog.clock_timestamp() - $1::timestamptz)
    WHERE seconds > extract(epoch FROM pg_catalog.clock_timestamp() - $1::timestamptz)
       OR seconds = 0
"""


def working_days(count: int, *, today: datetime) -> list[datetime]:
    """The mornings of the last ``count`` working days that end before today."""
    mornings: list[datetime] = []
    day = datetime.combine((today - MARGIN).date(), OPENS, UTC)
    while len(mornings) < count:
        if day.weekday() < _SATURDAY:
            mornings.append(day)
        day -= timedelta(days=1)
    return mornings[::-1]


class Clock:
    """The clock of one database."""

    def __init__(self, owner_url: str) -> None:
        self._url = driver_url(owner_url)

    async def install(self) -> None:
        """Put it there; connections that begin from now on read it."""
        owner = await asyncpg.connect(self._url)
        try:
            statements = [row["ddl"] for row in await owner.fetch(_DEFAULTS)]
            assert statements, "no default reads the clock: has it another name now?"
            await owner.execute(_INSTALL)
            await owner.execute(f"SET search_path = {_PATH}")
            for statement in statements:
                await owner.execute(statement)
            name = await owner.fetchval("SELECT current_database()")
            await owner.execute(f'ALTER DATABASE "{name}" SET search_path = {_PATH}')
        finally:
            await owner.close()

    async def turn(self, to: datetime) -> datetime:
        """It is ``to`` now, or later when it was later already; what it says afterwards."""
        owner = await asyncpg.connect(self._url)
        try:
            await owner.execute(_TURN, to)
            said: datetime = await owner.fetchval("SELECT clock_timestamp()")
        finally:
            await owner.close()
        assert said >= to, "a clock that went back would date the ledger backwards"
        return said
