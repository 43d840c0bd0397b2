"""A warehouse in the field is upgraded: its owner is no superuser, and it has rows."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from alembic import command

from tests.databases import Maker
from wms.local import Local
from wms.migrate import APP_ROLE, alembic_config, migrate

#: the last step before cartons of returns have arrivals of their own
BEFORE = "0087"
#: as `wms migrate` had left the tables of that release
GUARD = """
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT table_name AS name FROM information_schema.columns
               WHERE table_schema = 'public' AND (column_name = 'shop_id' OR table_name = 'shops')
               GROUP BY table_name LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one.name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', one.name);
        EXECUTE format('CREATE POLICY tenant_reads ON %I USING '
                       '(current_setting(''wms.tenant'') = ''hall'')', one.name);
    END LOOP;
END $$
"""
SHOP = "INSERT INTO shops (code, name, email) VALUES ('OLD', 'Old', 'x@y') RETURNING id"
ORDER = (
    "INSERT INTO orders (shop_id, external_id, recipient, carrier, service, backorder_policy) "
    """VALUES ($1, 'O-1', '{"country": "PL"}', 'h', 's', 'all_or_nothing') RETURNING id"""
)
RETURN = (
    "INSERT INTO returns (shop_id, order_id, external_id, status, tracking_number) "
    "VALUES ($1, $2, 'R-1', 'announced', 'T-1')"
)


@pytest.mark.large  # every migration from the first on
async def test_a_warehouse_with_returns_is_upgraded_by_an_owner_who_is_no_superuser(
    local: Local, keeper: str, maker: Maker
) -> None:
    name = "wms_in_the_field"
    local.postgres.create_database(name)
    local.postgres._sql(f'ALTER DATABASE "{name}" OWNER TO {keeper}')
    owner, app = local.postgres.url(name, user=keeper), local.postgres.url(name, user=APP_ROLE)
    await asyncio.to_thread(command.upgrade, alembic_config(owner), BEFORE)
    connection = await asyncpg.connect(owner)
    shop = await connection.fetchval(SHOP)
    await connection.execute(RETURN, shop, await connection.fetchval(ORDER, shop))
    await connection.execute(GUARD)
    await connection.close()

    await migrate(owner, app)
    connection = await asyncpg.connect(owner)
    await connection.execute("SELECT set_config('wms.tenant', 'hall', false)")
    cartons = await connection.fetch("SELECT shop_id, tracking_number FROM return_parcels")
    await connection.close()
    maker.drop(name)
    assert [tuple(one) for one in cartons] == [(shop, "T-1")]
