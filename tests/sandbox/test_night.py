"""A night of a warehouse with a sandbox: nothing that runs by itself mixes the two halls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import text

from tests import cast as people
from tests.api.conftest import NewClient, ShopKey
from tests.picking.test_plan import thought_here
from tests.sandbox.conftest import ORDER, Developer
from tests.sandbox.test_clock import forward
from wms import tables
from wms.catalog.models import Product
from wms.db import HALL, Database, Read
from wms.events.feed import number_events
from wms.halls import EVERYBODY, FIRST_TWIN, HALLS, SANDBOX
from wms.layout.build import add_locations, add_totes
from wms.layout.walk import NewPlace
from wms.report.month import month
from wms.shops.models import Shop
from workers.broker import ACTORS
from workers.cartons import think_once
from workers.forget import forget_due
from workers.nightly import CHORES, OF_TEST_SHOPS
from workers.planner import plan_once, wave_once
from workers.promises import Promises
from workers.tracking import follow_messages
from workers.transaction import in_hall_of

#: the one reference that leads from one hall to the other
TO_ITS_SHOP = "fk_shops_sandbox_of"
#: which row refers to which, of tables whose rows say of which hall they are
REFERENCES = text(
    """
    SELECT c.conname AS name, CAST(c.conrelid AS regclass)::text AS child,
           CAST(c.confrelid AS regclass)::text AS parent,
           ARRAY(SELECT CAST(a.attname AS text) FROM unnest(c.conkey) WITH ORDINALITY k(n, at)
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY at)
               AS of_child,
           ARRAY(SELECT CAST(a.attname AS text) FROM unnest(c.confkey) WITH ORDINALITY k(n, at)
                 JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY at)
               AS of_parent
    FROM pg_constraint c
    WHERE c.contype = 'f' AND c.connamespace = CAST('public' AS regnamespace) ORDER BY c.conname
    """
)


def hall_said(name: str, alias: str) -> str | None:
    """SQL that says whether a row of this table is of the sandbox; None: it does not say."""
    columns = tables.metadata.tables[name].columns
    if "is_sandbox" in columns:
        return f"{alias}.is_sandbox"
    key = "id" if name == tables.SHOP_TABLE else "shop_id"
    return f"{alias}.{key} >= '{FIRST_TWIN}'" if key in columns else None


async def mixed(read: Read) -> list[str]:
    """References from a row of one hall to a row of the other, and rows of a twin in tables that
    the sandbox has none of."""
    found = []
    for one in (await read.execute(REFERENCES)).all():
        child, parent = hall_said(one.child, "c"), hall_said(one.parent, "p")
        if child is None or parent is None or one.name == TO_ITS_SHOP:
            continue
        pairs = zip(one.of_child, one.of_parent, strict=True)
        on = " AND ".join(f"c.{mine} = p.{its}" for mine, its in pairs)
        wrong = f"SELECT count(*) FROM {one.child} c JOIN {one.parent} p ON {on} "
        if count := await read.scalar(text(wrong + f"WHERE ({child}) <> ({parent})")):
            found.append(f"{one.name}: {count}")
    for name in set(tables.hall_tables()) - tables.in_both_halls():
        said = hall_said(name, "c")
        if said and await read.scalar(text(f"SELECT count(*) FROM {name} c WHERE {said}")):
            found.append(name)
    return found


async def a_day(developer: Developer) -> list[dict[str, Any]]:
    """Test orders in every state, goods that come and come back, and what goes wrong."""
    orders = [await developer.place(f"WEB-{n}", SAMPLE_TEA=1, SAMPLE_MUG=1) for n in range(4)]
    for order, to in zip(orders, ("picked", "packed", "lost"), strict=False):
        await developer.advance(order, to)
    orders.append(await developer.place("WEB-MANY", SAMPLE_POT=500))
    done = await developer.place("WEB-DONE", SAMPLE_TEA=2)
    await developer.advance(done, "delivered")
    back = {
        "external_id": "RMA-1", "order_external_id": "WEB-DONE", "reason": "withdrawal",
        "declared_at": datetime.now(UTC).isoformat(),
        "lines": [{"sku": "SAMPLE-TEA", "quantity": 1}],
    }  # fmt: skip
    made = await developer.done("POST", "/v1/returns", back)
    path = f"/v1/sandbox/returns/{made['id']}/advance"
    await developer.done("POST", path, {"to": "arrived"})
    new = {"sku": "MILK", "name": "Milk", "barcodes": [{"code": "MILK-1"}]}
    await developer.done("POST", "/v1/products", new | {"is_expiry_tracked": True})
    lots = [{"lot": "L1", "expires_on": str(datetime.now(UTC).date() + timedelta(days=9))}]
    line = {"sku": "MILK", "quantity": 4, "lots": lots}
    asn = await developer.done("POST", "/v1/asns", {"external_id": "PO-1", "lines": [line]})
    path = f"/v1/sandbox/asns/{asn['id']}/advance"
    assert (await developer.done("POST", path, {"to": "received"}))["stopped"] is None
    return [*orders, done]


async def everything_runs(db: Database, hall: str, chores: Iterable[str], spool: Any) -> None:
    """The chores and the loops of the workers, with nothing caught."""
    with in_hall_of(hall):
        for name in chores:
            await CHORES[name][1](db)
        await Promises(db).serve()
        await forget_due(db, spool)


async def test_a_night_with_a_sandbox_mixes_nothing(
    developer: Developer, shop_key: ShopKey, new_client: NewClient, db: Database, tmp_path: Any
) -> None:
    # before the warehouse itself is furnished there may be a sandbox
    await everything_runs(db, SANDBOX, sorted(OF_TEST_SHOPS), tmp_path)
    async with db.begin(HALL) as tx:
        hall = await people.open_hall(tx)
        tea = await people.add_product(tx, await tx.get_one(Shop, shop_key.shop_id), "TEA")
        await people.stock(tx, hall, cast("Product", tea), "A-01-1", 5)
        # labels of places and totes are one row of numbers, whoever comes first
        await add_locations(tx, hall.warehouse_id, [NewPlace(code="B-01", kind="pick_face")])
        await add_totes(tx, hall.warehouse_id, 3)
    live = await new_client(headers=shop_key.headers)
    lines = [{"sku": "TEA", "quantity": 1}]
    asked = {**ORDER, "external_id": "1", "lines": lines}
    real = (await live.post("/v1/orders", json=asked)).json()
    assert real["status"] == "allocated"
    tests = await a_day(developer)

    assert await plan_once(db, ahead=4, thinker=thought_here) == 1
    await wave_once(db)
    await think_once(db)
    await follow_messages(db)
    for days in (8, 20):
        await forward(developer, f"P{days}D")
        await everything_runs(db, SANDBOX, sorted(OF_TEST_SHOPS), tmp_path)
    await everything_runs(db, HALL, CHORES, tmp_path)
    async with db.begin(EVERYBODY) as tx:
        await number_events(tx)

    async with db.read(EVERYBODY) as read:
        assert await mixed(read) == []
        walked = text(
            "SELECT ro.order_id FROM pick_run_orders ro JOIN pick_runs r ON r.id = ro.run_id "
            "WHERE NOT r.is_sandbox"
        )
        assert [str(one) for one in await read.scalars(walked)] == [real["id"]]
    for hall_name in HALLS:
        with in_hall_of(hall_name):
            async with db.read(hall_name) as read:
                for actor in ACTORS.values():
                    for shop_id, _ in await actor.due(read, 200):
                        assert (str(shop_id) >= FIRST_TWIN) == (hall_name == SANDBOX), actor.name
    async with db.read(HALL) as read:
        today = datetime.now(UTC).date()
        counted = await month(read, shop_key.shop_id, today.replace(day=1), today=today)
    assert (counted.orders_in, counted.orders_out, counted.returns_in) == (1, 0, 0)
    assert counted.deliveries == 0
    told = await developer.done("GET", "/v1/events?after=0&limit=200")
    types = {one["type"] for one in told["items"]}
    assert {"stock.expiring", "return.deadline_near"} <= types, types
    assert len(tests) == 6
