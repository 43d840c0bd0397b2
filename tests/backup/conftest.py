"""A warehouse as the container engine runs it: the owner of its tables is no superuser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from tests.conftest import _numbers
from tests.databases import Maker
from wms.local import Local
from wms.migrate import APP_ROLE

#: as in compose.yaml
KEEPER = "wms_keeper"
ROLE = f"CREATE ROLE {KEEPER} LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS"
OWN = f"""
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT oid::regclass AS name FROM pg_class
               WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO {KEEPER}', one.name);
    END LOOP;
    FOR one IN SELECT oid::regprocedure AS name FROM pg_proc
               WHERE pronamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER ROUTINE %s OWNER TO {KEEPER}', one.name);
    END LOOP;
END $$
"""


@dataclass(frozen=True)
class House:
    """A database, and the settings of who works in it."""

    name: str
    env: dict[str, str]


def house(local: Local, name: str, folder: Path) -> House:
    """The installation of a database."""
    return House(
        name,
        {
            "WMS_DATABASE_URL": local.postgres.url(name, user=APP_ROLE),
            "WMS_OWNER_DATABASE_URL": local.postgres.url(name, user=KEEPER),
            "WMS_DATA_DIR": str(folder),
        },
    )


async def as_master(local: Local, database: str, *statements: str) -> None:
    """Done by the superuser."""
    connection = await asyncpg.connect(local.postgres.url(database))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
async def keeper(local: Local) -> str:
    """The role that owns the tables."""
    connection = await asyncpg.connect(local.postgres.url("postgres"))
    if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", KEEPER):
        await connection.execute(ROLE)
    await connection.close()
    return KEEPER


@pytest.fixture
async def old_house(local: Local, keeper: str, database_name: str, tmp_path: Path) -> House:
    """The test's own database, owned as in the field; its print folder is the test's."""
    await as_master(
        local, database_name,
        f'ALTER DATABASE "{database_name}" OWNER TO {keeper}', OWN,
    )  # fmt: skip
    return house(local, database_name, tmp_path)


@pytest.fixture
def new_house(local: Local, keeper: str, maker: Maker, tmp_path: Path) -> Iterator[House]:
    """An empty database on a new machine."""
    name = f"wms_new_{next(_numbers)}"
    local.postgres.create_database(name)
    local.postgres._sql(f'ALTER DATABASE "{name}" OWNER TO {keeper}')
    yield house(local, name, tmp_path / "new machine")
    maker.drop(name)
