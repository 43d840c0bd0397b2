"""The tables in the database are the tables in the code, and a second migration changes nothing."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.databases import Maker
from wms.db import HALL, Database
from wms.local import Local
from wms.migrate import APP_ROLE, alembic_config, migrate, pending
from wms.orders.person import Person, orders_of_email, people_of
from wms.seals.seals import KEY_BYTES, Seal, seals_of
from wms.settings import Settings
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


#: the step that closes people, and what it finds: somebody, somebody who was erased, and somebody
#: with whom something was said before
CLOSES_PEOPLE = "people_of_orders_are_closed_with_the_key_of_their_order"
OLD_SHOP = "INSERT INTO shops (code, name, email) VALUES ('OLD', 'Old', 'x@y') RETURNING id"
OLD_ORDER = (
    "INSERT INTO orders (shop_id, external_id, recipient, gift_note, person_erased_at, carrier, "
    "service, backorder_policy) VALUES ($1, $2, $3, $4, $5, 'h', 's', 'all_or_nothing') "
    "RETURNING id"
)


@pytest.mark.large  # every migration from the first on
async def test_who_ordered_before_orders_were_closed_is_read_and_found_as_before(
    local: Local, maker: Maker, settings: Settings
) -> None:
    script = ScriptDirectory.from_config(alembic_config("postgresql://nobody"))
    [step] = [one for one in script.walk_revisions() if CLOSES_PEOPLE in (one.path or "")]
    local.postgres.create_database("wms_old")
    owner, app = local.postgres.url("wms_old"), local.postgres.url("wms_old", user=APP_ROLE)
    await asyncio.to_thread(command.upgrade, alembic_config(owner), str(step.down_revision))
    connection = await asyncpg.connect(owner)
    shop = await connection.fetchval(OLD_SHOP)
    somebody = {"name": "Anna Żółć", "postcode": "00-950", "country": "PL", "phone": None,
                "email": "Anna@example.com", "pickup_point_id": " WAW01A "}  # fmt: skip
    told = [(somebody, "Sto lat", None), ({"country": "DE"}, None, datetime.now(UTC)),
            (somebody, None, None)]  # fmt: skip
    ids = [
        await connection.fetchval(OLD_ORDER, shop, f"O-{n}", json.dumps(to), note, erased)
        for n, (to, note, erased) in enumerate(told)
    ]
    wrote = b"k" * KEY_BYTES
    await connection.execute("INSERT INTO seal_keys VALUES ($1, $2, $3)", shop, ids[2], wrote)
    await connection.close()

    await migrate(owner, app)
    database = Database(app, settings, name="test")
    async with database.read(HALL) as read:
        people = await people_of(read, [(shop, one) for one in ids])
        found = await orders_of_email(read, shop, "anna@EXAMPLE.com", limit=9)
        points = await read.scalars(text("SELECT pickup_point_id FROM orders ORDER BY number"))
        keys = await seals_of(read, shop, ids)
    await database.close()
    maker.drop("wms_old")
    assert people[ids[0]] == Person(
        name="Anna Żółć", postcode="00-950", country="PL", email="Anna@example.com",
        pickup_point_id=" WAW01A ", gift_note="Sto lat",
    )  # fmt: skip
    assert people[ids[1]] == Person(country="DE")
    assert found == [(shop, ids[2]), (shop, ids[0])]
    assert list(points) == ["WAW01A", None, "WAW01A"]
    assert keys.keys() == {ids[0], ids[2]}, "who was erased gets no key any more"
    assert keys[ids[2]].open(Seal(wrote).close("said before")) == "said before"
