"""The tables in the database are the tables in the code, and a second migration changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from wms.local import Local
from wms.migrate import APP_ROLE, migrate, pending
from wms.tables import metadata

#: made by wms.migrate itself, beside Alembic's
NOT_OURS = "replaceable_rules"


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(
        connection,
        opts={
            "include_name": lambda name, kind, _parents: not (kind == "table" and name == NOT_OURS)
        },
    )
    return list(compare_metadata(context, metadata))


# SQLAlchemy hands the options of what it reflects to a constructor of its own that knows none
@pytest.mark.filterwarnings("ignore:Can't validate argument 'dialect_options'")
async def test_the_migrations_make_the_tables_of_the_code(owner_url: str) -> None:
    engine = create_async_engine(owner_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_a_second_migration_has_nothing_to_do(
    local: Local, owner_url: str, database_name: str
) -> None:
    assert not await pending(owner_url)
    await migrate(owner_url, local.postgres.url(database_name, user=APP_ROLE))
    assert not await pending(owner_url)
