"""Every table, asked as the application's own role: a shop sees itself and changes nobody else.

The tables come from ``wms.tables.metadata`` and from the database, so a new one is covered by
itself; one that is in neither of the three groups of ``wms.tables`` fails here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.tenants.made_up import FORBIDDEN, Table, strip, table, works_for
from wms import tables
from wms.db import HALL
from wms.local import Local
from wms.migrate import APP_ROLE, APPEND_ONLY

ALL = sorted(t.name for t in tables.metadata.sorted_tables)
OF_A_SHOP = sorted(tables.shop_owned_tables())
OF_THE_HALL = sorted(tables.hall_tables())
SHARED = sorted(tables.SHARED_TABLES)
#: bookkeeping of migrations, no row of anybody
BOOKKEEPING = {"alembic_version", "replaceable_rules"}

A, B = uuid4(), uuid4()


@pytest.fixture(scope="module")
def stripped(local: Local, template: str) -> str:
    """A clone that takes made-up rows, with one of A, one of B (or two of the hall) in each."""
    import asyncio

    name = f"wms_tenants_{uuid4().hex[:8]}"
    local.postgres.create_database(name, template=template)

    async def furnish() -> None:
        owner = await asyncpg.connect(local.postgres.url(name))
        await strip(owner)
        async with owner.transaction():
            await works_for(owner, HALL)
            for one in ALL:
                made = await table(owner, one)
                for shop in (A, B):
                    await made.insert(owner, made.row(**_of(one, shop)))
        await owner.close()

    asyncio.run(furnish())
    return name


def _of(name: str, shop: UUID) -> dict[str, UUID]:
    """What makes a made-up row belong to ``shop``."""
    if name == tables.SHOP_TABLE:
        return {"id": shop}
    return {"shop_id": shop} if name in OF_A_SHOP else {}


@pytest.fixture(scope="module")
async def stranger(local: Local, stripped: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that has never said for whom it works."""
    connection = await asyncpg.connect(local.postgres.url(stripped, user=APP_ROLE))
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def app_role(local: Local, stripped: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the application's role."""
    connection = await asyncpg.connect(local.postgres.url(stripped, user=APP_ROLE))
    yield connection
    await connection.close()


@asynccontextmanager
async def tried(
    connection: asyncpg.Connection, tenant: UUID | str
) -> AsyncIterator[asyncpg.Connection]:
    """A transaction for ``tenant`` that leaves nothing."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await works_for(connection, tenant)
        yield connection
    finally:
        await transaction.rollback()


async def _table(connection: asyncpg.Connection, name: str) -> Table:
    return await table(connection, name)


async def test_the_role_can_switch_nothing_off(app_role: asyncpg.Connection) -> None:
    role = await app_role.fetchrow("SELECT * FROM pg_roles WHERE rolname = current_user")
    assert role["rolname"] == APP_ROLE
    for power in ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication"):
        assert role[power] is False, power
    assert (
        await app_role.fetch("SELECT * FROM pg_auth_members WHERE member = $1", role["oid"]) == []
    )
    owned = await app_role.fetch("SELECT relname FROM pg_class WHERE relowner = $1", role["oid"])
    assert owned == []
    definers = await app_role.fetch(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )
    assert definers == [], "a SECURITY DEFINER function would see every shop"
    with pytest.raises(FORBIDDEN):
        await app_role.execute("ALTER TABLE products DISABLE ROW LEVEL SECURITY")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app_role.execute("SET row_security = off; SET ROLE postgres")


async def test_every_table_there_is_has_its_policies(app_role: asyncpg.Connection) -> None:
    rows = await app_role.fetch(
        "SELECT c.relname, c.relkind::text AS relkind, c.relrowsecurity, c.relforcerowsecurity, "
        "(SELECT array_agg(polcmd::text ORDER BY polcmd) FROM pg_policy WHERE polrelid = c.oid) "
        "AS commands FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace "
        "AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
    )
    there = {row["relname"]: row for row in rows}
    assert set(there) - BOOKKEEPING == set(ALL), "a table outside of wms.tables has no policy"
    for name in ALL:
        row = there[name]
        assert row["relkind"] == "r", f"{name}: a view would bypass the policies of its owner"
        assert row["relrowsecurity"], name
        assert row["relforcerowsecurity"], name
        assert row["commands"] == ["a", "d", "r", "w"], name


@pytest.mark.parametrize("name", ALL)
async def test_without_a_tenant_there_is_an_error_instead_of_rows(
    stranger: asyncpg.Connection, app_role: asyncpg.Connection, name: str
) -> None:
    with pytest.raises(asyncpg.UndefinedObjectError, match=r"wms\.tenant"):
        await stranger.fetch(f"SELECT * FROM {name}")
    async with tried(app_role, HALL):
        await app_role.fetch(f"SELECT * FROM {name}")
    # a used connection knows the parameter; it is empty, and that is no tenant either
    with pytest.raises(asyncpg.InvalidTextRepresentationError):
        await app_role.fetch(f"SELECT * FROM {name}")


@pytest.mark.parametrize("name", [*OF_A_SHOP, tables.SHOP_TABLE])
async def test_a_shop_sees_its_own_row_only(app_role: asyncpg.Connection, name: str) -> None:
    column = "id" if name == tables.SHOP_TABLE else "shop_id"
    for shop in (A, B):
        async with tried(app_role, shop):
            rows = await app_role.fetch(f"SELECT {column} FROM {name}")
            assert [row[column] for row in rows] == [shop]
    async with tried(app_role, uuid4()):
        assert await app_role.fetch(f"SELECT * FROM {name}") == []
    async with tried(app_role, HALL):
        assert len(await app_role.fetch(f"SELECT * FROM {name}")) == 2


@pytest.mark.parametrize("name", OF_A_SHOP)
async def test_a_shop_writes_nothing_into_another(app_role: asyncpg.Connection, name: str) -> None:
    made = await _table(app_role, name)
    async with tried(app_role, A):  # a row like it of its own goes in: the shop is refused below
        if name not in APPEND_ONLY:
            await app_role.execute(f"DELETE FROM {name}")
        await made.insert(app_role, made.row(shop_id=A))
    async with tried(app_role, A):
        with pytest.raises(FORBIDDEN, match="row-level security"):
            await made.insert(app_role, made.row(shop_id=B))
    if name in APPEND_ONLY:
        for tenant in (A, HALL):
            for change in (f"UPDATE {name} SET shop_id = shop_id", f"DELETE FROM {name}"):
                async with tried(app_role, tenant):
                    with pytest.raises(FORBIDDEN, match="permission denied"):
                        await app_role.execute(change)
        return
    async with tried(app_role, A):
        with pytest.raises(FORBIDDEN, match="row-level security"):
            await app_role.execute(f"UPDATE {name} SET shop_id = $1", B)
    async with tried(app_role, A):
        mine, theirs = (f"UPDATE {name} SET shop_id = shop_id WHERE shop_id = $1", "UPDATE 0")
        assert await app_role.execute(mine, A) == "UPDATE 1"
        assert await app_role.execute(mine, B) == theirs
        assert await app_role.execute(f"DELETE FROM {name} WHERE shop_id = $1", B) == "DELETE 0"
        assert await app_role.execute(f"DELETE FROM {name}") == "DELETE 1"


@pytest.mark.parametrize("name", OF_THE_HALL)
async def test_what_is_the_halls_is_no_shops(app_role: asyncpg.Connection, name: str) -> None:
    made = await _table(app_role, name)
    async with tried(app_role, HALL):
        assert len(await app_role.fetch(f"SELECT * FROM {name}")) == 2
    async with tried(app_role, A):
        assert await app_role.fetch(f"SELECT * FROM {name}") == []
        if name not in APPEND_ONLY:
            assert await app_role.execute(f"DELETE FROM {name}") == "DELETE 0"
        with pytest.raises(FORBIDDEN, match="row-level security"):
            await made.insert(app_role, made.row())
    if name in APPEND_ONLY:
        async with tried(app_role, HALL):
            with pytest.raises(FORBIDDEN, match="permission denied"):
                await app_role.execute(f"DELETE FROM {name}")


@pytest.mark.parametrize("name", [*SHARED, tables.SHOP_TABLE])
async def test_the_building_is_read_by_shops_and_changed_by_the_hall_only(
    app_role: asyncpg.Connection, name: str
) -> None:
    made = await _table(app_role, name)
    async with tried(app_role, A):
        assert await app_role.fetch(f"SELECT * FROM {name}") != []
        with pytest.raises(FORBIDDEN):
            await made.insert(app_role, made.row())
    column = next(iter(made.columns))
    for change in (f"UPDATE {name} SET {column} = {column}", f"DELETE FROM {name}"):
        async with tried(app_role, A):
            try:
                assert (await app_role.execute(change)).endswith(" 0")
            except FORBIDDEN as refused:
                said = str(refused)
                assert "permission denied" in said or "row-level security policy" in said


async def test_bookkeeping_of_migrations_is_not_the_applications(
    app_role: asyncpg.Connection,
) -> None:
    for name in BOOKKEEPING:
        for change in (f"DELETE FROM {name}", f"INSERT INTO {name} DEFAULT VALUES"):
            with pytest.raises(FORBIDDEN, match="permission denied"):
                await app_role.execute(change)
