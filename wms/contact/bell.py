"""Tells all processes that something was said in a thread; a ring that is lost costs a moment.

NOTIFY on a connection of its own, after the commit: inside a transaction it would make all commits
queue (see ``api/bell.py``). PostgreSQL's rows are the truth; who hears nothing looks by itself.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import asyncpg
import structlog

from wms.db import Database

log = structlog.get_logger()

CHANNEL: Final = "wms_contact"


async def ring(database: Database, thread_id: UUID) -> None:
    """Say that there is something new in this thread."""
    try:
        connection = await database.connection()
        try:
            await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, str(thread_id))
        finally:
            await connection.close()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        log.warning("contact.not_rung", error=type(error).__name__)
