"""Brings a database to the shape of this release.

Two halves. Tables change step by step through Alembic (`migrations/versions`), forwards only.
Everything that can simply be replaced, functions, triggers, row-level security and the transition
tables, is written anew from its one source whenever it differs from what is there
(docs/decisions/0006-replaceable-rules.md).
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
from sqlalchemy.engine import make_url

from wms import tables
from wms.db import driver_url
from wms.halls import EVERYBODY, FIRST_TWIN, HALL, SANDBOX

if TYPE_CHECKING:
    from alembic.config import Config

APP_ROLE = "wms_app"
#: a migration waits this long for a lock before it gives way to the people at work
LOCK_TIMEOUT_MS = 5_000
#: tables whose rows the application may add and read but never change
APPEND_ONLY = ("movements", "container_moves", "evidence", "cod_entries")
#: two programs that migrate at once take turns on this advisory lock ("wms" in ASCII)
MIGRATION_LOCK = 0x776D73


def alembic_config(owner_url: str) -> Config:
    """Alembic without an ini file: the scripts are a package, the URL is ours."""
    from alembic.config import Config  # here: most programs migrate nothing, and it loads slowly

    config = Config()
    config.set_main_option("script_location", "migrations:")
    url = make_url(owner_url).set(drivername="postgresql+asyncpg")
    config.attributes["url"] = url
    return config


async def migrate(owner_url: str, app_url: str) -> None:
    """Bring the database behind ``owner_url`` to this release, for the role of ``app_url``.

    Safe to run twice and by two programs at once.
    """
    connection = await asyncpg.connect(driver_url(owner_url))
    try:
        await connection.execute(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
        await connection.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK)
        await _create_app_role(connection, make_url(app_url).password)
        await _upgrade(owner_url)
        async with connection.transaction():
            await _replace_rules(connection)
    finally:
        await connection.close()


async def _upgrade(owner_url: str) -> None:
    import asyncio

    from alembic import command

    await asyncio.to_thread(command.upgrade, alembic_config(owner_url), "head")


async def _create_app_role(connection: asyncpg.Connection, password: object) -> None:
    """The application is not the owner: it cannot switch row-level security off."""
    if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", APP_ROLE):
        await connection.execute(f"CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS")
    if password:
        quoted = await connection.fetchval("SELECT quote_literal($1::text)", str(password))
        await connection.execute(f"ALTER ROLE {APP_ROLE} PASSWORD {quoted}")


def rules() -> str:
    """All replaceable SQL of this release, in the order in which it must be run."""
    parts = [_function_files(), _state_rules(), _grants(), _row_security()]
    return "\n".join(parts)


def _function_files() -> str:
    root = Path(str(files("wms")))
    found = sorted(root.glob("sql/*.sql")) + sorted(root.glob("*/sql/*.sql"))
    # SQL-language functions name others when they are created; bodies are checked when they run
    return "SET LOCAL check_function_bodies = off;\n" + "\n".join(f.read_text() for f in found)


def _state_rules() -> str:
    rows = [f"('{m.table}', '{a}', '{b}')" for m in tables.MACHINES for a, b in m.pairs()]
    triggers = [
        f"CREATE OR REPLACE TRIGGER {m.table}_state_path BEFORE UPDATE OF status ON {m.table} "
        "FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) "
        "EXECUTE FUNCTION check_state_path();"
        for m in tables.MACHINES
    ]
    return (
        "DELETE FROM state_transitions;\nINSERT INTO state_transitions VALUES\n"
        + ",\n".join(rows)
        + ";\n"
        + "\n".join(triggers)
    )


def _grants() -> str:
    lines = [
        f"GRANT USAGE ON SCHEMA public TO {APP_ROLE};",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE};",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE};",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APP_ROLE};",
        "REVOKE INSERT, UPDATE, DELETE ON alembic_version, replaceable_rules, state_transitions "
        f"FROM {APP_ROLE};",
    ]
    lines += [f"REVOKE UPDATE, DELETE, TRUNCATE ON {t} FROM {APP_ROLE};" for t in APPEND_ONLY]
    return "\n".join(lines)


# current_setting without "missing ok": a transaction that did not say for whom it works fails,
# with an unknown parameter on a fresh connection and with an unreadable uuid on a used one.
_SAYS = "current_setting('wms.tenant')"
_IS_HALL = f"{_SAYS} = '{HALL}'"
_IS_BOTH = f"{_SAYS} = '{EVERYBODY}'"
_TENANT = "wms_tenant()"
# "or no shop": never true, but a transaction without a tenant gets an error here as well
_OF_HALL = f"{_IS_HALL} OR {_IS_BOTH} OR {_TENANT} = '{FIRST_TWIN}'"
_SOMEBODY = f"{_IS_HALL} OR {_TENANT} IS NULL OR {_TENANT} IS NOT NULL"
#: of a row that says itself in which hall it is; the real hall asks for least
_ITS_HALL = f"CASE WHEN {_IS_HALL} THEN NOT is_sandbox ELSE wms_works_in(is_sandbox) END"
_ITS_SHOPS = f"CASE WHEN {_IS_HALL} THEN NOT is_sandbox ELSE wms_stands_in(is_sandbox) END"


def _row_security() -> str:
    halves = tables.in_both_halls()
    shared, hall = sorted(tables.SHARED_TABLES), tables.hall_tables()
    blocks = [_policy(t, _of_shop("shop_id"), None) for t in tables.shop_owned_tables()]
    blocks.append(_policy(tables.SHOP_TABLE, _of_shop("id"), _of_hall("id")))
    blocks += [_policy(t, _ITS_HALL if t in halves else _OF_HALL, None) for t in hall]
    blocks += [_policy(t, _ITS_SHOPS, _ITS_HALL) for t in shared if t in halves]
    blocks += [_policy(t, _SOMEBODY, _OF_HALL) for t in shared if t not in halves]
    return "\n".join(blocks)


def _of_hall(shop: str) -> str:
    """For a hall: rows of its shops, which their ids tell; for what serves both: all."""
    whose = f"CASE WHEN {shop} < '{FIRST_TWIN}' THEN '{HALL}' ELSE '{SANDBOX}' END"
    return f"{_SAYS} = {whose} OR {_IS_BOTH}"


def _of_shop(shop: str) -> str:
    return f"{_of_hall(shop)} OR {shop} = {_TENANT}"


def _policy(table: str, visible: str, writable: str | None) -> str:
    """Row-level security for one table; ``writable`` defaults to ``visible``.

    What is visible may be locked (PostgreSQL asks the policy of UPDATE for a row lock, too): the
    ledger locks the place where a shop's own goods go. Writing it is refused by the check.
    """
    write = writable or visible
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant_reads ON {table};
DROP POLICY IF EXISTS tenant_inserts ON {table};
DROP POLICY IF EXISTS tenant_updates ON {table};
DROP POLICY IF EXISTS tenant_deletes ON {table};
CREATE POLICY tenant_reads ON {table} FOR SELECT USING ({visible});
CREATE POLICY tenant_inserts ON {table} FOR INSERT WITH CHECK ({write});
CREATE POLICY tenant_updates ON {table} FOR UPDATE USING ({visible}) WITH CHECK ({write});
CREATE POLICY tenant_deletes ON {table} FOR DELETE USING ({write});"""


async def _replace_rules(connection: asyncpg.Connection) -> None:
    wanted = rules()
    digest = hashlib.sha256(wanted.encode()).hexdigest()
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS replaceable_rules (digest text NOT NULL, "
        "applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"
    )
    if await connection.fetchval("SELECT digest FROM replaceable_rules") == digest:
        return
    # the owner is not the tenant of anything; rules need none but FORCE applies to it too
    await connection.execute("SELECT set_config('wms.tenant', 'hall', true)")
    await connection.execute(wanted)
    await connection.execute("DELETE FROM replaceable_rules")
    await connection.execute("INSERT INTO replaceable_rules (digest) VALUES ($1)", digest)


async def pending(owner_url: str) -> bool:
    """Whether this release would still change the database."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(alembic_config(owner_url)).get_current_head()
    connection = await asyncpg.connect(driver_url(owner_url))
    try:
        if await connection.fetchval("SELECT to_regclass('alembic_version') IS NULL"):
            return True
        current = await connection.fetchval("SELECT version_num FROM alembic_version")
        digest = await connection.fetchval("SELECT digest FROM replaceable_rules")
        return bool(current != head or digest != hashlib.sha256(rules().encode()).hexdigest())
    finally:
        await connection.close()
