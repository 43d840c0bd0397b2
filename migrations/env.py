"""Alembic's entry: runs each script in a transaction of its own over asyncpg."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy.engine import URL, Connection
from sqlalchemy.ext.asyncio import create_async_engine

from wms.migrate import LOCK_TIMEOUT_MS
from wms.tables import metadata

#: kept by wms.migrate itself, so a draft must not drop it
RULES_TABLE = "replaceable_rules"


def _run(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
    # row-level security is forced on the owner, too: scripts that change rows work for the hall
    connection.exec_driver_sql("SELECT set_config('wms.tenant', 'hall', false)")
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_server_default=True,
        transaction_per_migration=True,  # locks are held for one script, not for all
        include_name=lambda name, kind, _parents: (kind, name) != ("table", RULES_TABLE),
    )
    with context.begin_transaction():
        context.run_migrations()


async def _main(url: URL) -> None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


asyncio.run(_main(context.config.attributes["url"]))
