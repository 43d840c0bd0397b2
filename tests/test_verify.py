"""Each invariant is broken on purpose, past every guard of the database, and is seen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from tests.conftest import clone
from tests.databases import Maker, hang_up, stay_open
from tests.lived import as_lived
from tests.returns.shipped import Gone, ship
from wms.db import HALL, Database, Read, Tx, new_id, work_for
from wms.events.feed import number_events
from wms.events.outbox import Subject, record
from wms.local import Local
from wms.settings import Settings
from wms.verify import INVARIANTS, REPORT_MAX, Violation, verify


@dataclass
class World:
    """A hall with stock, a shipped order and events, all as it should be; never committed."""

    tx: Tx
    gone: Gone
    other_shop_id: UUID
    product_id: UUID
    places: dict[str, UUID]

    async def spoil(self, sql: str) -> None:
        # as the superuser, and without foreign keys and triggers: the tests break what these guard
        await self.tx.execute(text("SET LOCAL session_replication_role = replica"))
        connection = await (await self.tx.connection()).get_raw_connection()
        for statement in sql.split(";"):
            await connection.driver_connection.execute(
                statement.format(
                    shop=self.gone.shop_id, other=self.other_shop_id, product=self.product_id,
                    order=self.gone.order_id, line=self.gone.lines[0],
                    parcel=self.gone.parcel_id, new=new_id(), **self.places,
                )
            )  # fmt: skip

    async def verify(self) -> list[Violation]:
        return await verify(Read(self.tx))

    async def broken(self) -> set[str]:
        return {violation.name for violation in await self.verify()}


async def _build(tx: Tx) -> World:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    other = await cast.open_shop(tx, "INITECH")
    tea = await cast.add_product(tx, shop, "TEA-100")
    gone = await ship(tx, hall, shop, [(tea, 3)])
    await cast.stock(tx, hall, tea, "A-02-1", 5)
    await cast.add_lpn(tx, hall, "L-1", at="DOCK")
    await cast.add_lpn(tx, hall, "L-2", at="L-1")
    await cast.add_lpn(tx, hall, "L-3")
    for _ in range(3):
        await record(tx, shop.id, Subject("order", gone.order_id, "O"), as_lived("order.shipped"))
    await number_events(tx)
    places = {code.replace("-", "_"): place.id for code, place in hall.places.items()}
    return World(tx, gone, other.id, tea.id, places)


@pytest.fixture(scope="module")
async def owner_url(local: Local, maker: Maker, template: str) -> AsyncIterator[str]:
    """A database of this file's, as its owner."""
    url = local.postgres.url(clone(maker, template))
    stay_open(url)
    yield url
    await hang_up(url)


@pytest.fixture
async def world(owner_url: str, settings: Settings) -> AsyncIterator[World]:
    owner = Database(owner_url, settings, name="owner")
    async with owner._writes() as session:
        await work_for(session, HALL)
        yield await _build(Tx(session))
        await session.rollback()
    await owner.close()


async def test_nothing_is_reported_of_a_warehouse_in_order(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    async with db.begin(HALL) as tx:
        await _build(tx)
    await holds()


_HOLD = (
    "INSERT INTO order_holds (shop_id, order_id, code, owner) "
    "VALUES ('{{shop}}', '{{order}}', '{code}', 'shop')"
)
_WALK = (
    "INSERT INTO pick_runs (id, warehouse_id, operator_id, mode, status, is_fixed) "
    "SELECT '{{new}}', id, '{{new}}', 'order', '{status}', {is_fixed} FROM warehouses;"
    "INSERT INTO pick_tasks (shop_id, run_id, order_id, order_line_id, allocation_id, product_id, "
    "lot_id, place_id, sequence, quantity, picked, status) "
    "SELECT a.shop_id, r.id, '{{order}}', a.order_line_id, a.id, a.product_id, a.lot_id, "
    "a.place_id, 1, 3, 3, '{task}' FROM pick_runs r, allocations a"
)
_GRADED = (
    "INSERT INTO return_lines (id, shop_id, return_id, product_id, announced, received, inspected, "
    "is_mismatch) VALUES ('{{new}}', '{{shop}}', '{{new}}', '{{product}}', 0, 1, 1, {is_mismatch});"
    "INSERT INTO inspections (shop_id, return_line_id, quantity, grade, disposition, place_id, "
    "operator_id) SELECT shop_id, id, 1, 'A', '{disposition}', '{{QUAR}}', '{{new}}' "
    "FROM return_lines"
)
# a day of the world that is over, as it was
_CLOSED_DAY = (
    "INSERT INTO closed_days (shop_id, day_on, movements, digest) "
    "VALUES ('{shop}', current_date, 1, repeat('0', 64));"
    "INSERT INTO stock_days (shop_id, product_id, day_on, conditions) "
    "VALUES ('{shop}', '{product}', current_date, '{{\"good\": 5}}');"
)
SPOILED = [
    ({"I1", "I2"}, "UPDATE balances SET on_hand = on_hand + 1 WHERE place_id = '{A_02_1}'"),
    ({"I2"}, "UPDATE balances SET place_id = '{A_03_1}' WHERE place_id = '{A_02_1}'"),
    ({"I2"}, "UPDATE balances SET condition = 'damaged' WHERE place_id = '{A_02_1}'"),
    (
        {"I3", "I4"},
        "ALTER TABLE balances DROP CONSTRAINT ck_balances_never_oversold;"
        "UPDATE balances SET allocated = 6 WHERE place_id = '{A_02_1}'",
    ),
    ({"I4"}, "UPDATE balances SET allocated = 2 WHERE place_id = '{A_02_1}'"),
    (
        {"I4", "I13"},
        "INSERT INTO allocations (shop_id, order_line_id, product_id, lot_id, place_id, quantity) "
        "VALUES ('{shop}', '{line}', '{product}', '{product}', '{A_02_1}', 1)",
    ),
    (
        {"I5"},
        "UPDATE order_lines SET ordered = 4, allocated = 4, picked = 4, packed = 4, shipped = 4",
    ),
    (
        {"I5"},
        "UPDATE allocations SET quantity = 2, picked = 2",
    ),
    (
        {"I5", "I6"},  # its picks are the first shop's, too
        "UPDATE order_lines SET shop_id = '{other}'; UPDATE orders SET shop_id = '{other}';"
        "UPDATE allocations SET shop_id = '{other}'",
    ),
    (
        {"I6", "I1", "I2"},
        "INSERT INTO balances (shop_id, product_id, lot_id, condition, place_id, on_hand) "
        "VALUES ('{other}', '{product}', '{product}', 'good', '{parcel}', 1)",
    ),
    ({"I7"}, "UPDATE events SET sequence = 7 WHERE sequence = 2"),
    (
        {"I7"},
        "UPDATE events SET sequence = NULL, occurred_at = now() - interval '2 hours' "
        "WHERE sequence = 3; UPDATE feed_positions SET last_sequence = 2",
    ),
    (
        {"I7"},
        "INSERT INTO webhook_endpoints (shop_id, url, secret, updated_at) "
        "VALUES ('{shop}', 'https://shop.example', 'x', now() - interval '1 day')",
    ),
    (
        {"I7"},
        "ALTER TABLE webhook_deliveries DROP CONSTRAINT ck_webhook_deliveries_dead_has_reason;"
        "INSERT INTO webhook_deliveries (shop_id, endpoint_id, test_type, subject_id, sequence, "
        "status) VALUES ('{shop}', '{new}', 'order.packed', '{new}', 0, 'dead')",
    ),
    (
        {"I7"},
        "INSERT INTO webhook_deliveries (shop_id, endpoint_id, test_type, subject_id, sequence, "
        "status, next_attempt_at) VALUES ('{shop}', '{new}', 'order.packed', '{new}', 0, "
        "'sending', now() - interval '1 day')",
    ),
    (
        {"I8"},
        "INSERT INTO scans (id, operator_id, flow, code, outcome, answer) "
        "VALUES ('{new}', '{new}', 'pick', 'x', 'refused', '{{}}');"
        "UPDATE movements SET scan_id = (SELECT id FROM scans) WHERE reason = 'pick'",
    ),
    (
        {"I8"},
        "INSERT INTO movements (shop_id, product_id, lot_id, quantity, from_place_id, "
        "from_condition, to_place_id, to_condition, reason, scan_id) "
        "SELECT '{shop}', '{product}', '{product}', 1, '{A_02_1}', 'good', '{A_03_1}', 'good', "
        "'move', '{new}' FROM generate_series(1, 2);"
        "UPDATE balances SET on_hand = 3 WHERE place_id = '{A_02_1}';"
        "INSERT INTO balances (shop_id, product_id, lot_id, condition, place_id, on_hand) "
        "VALUES ('{shop}', '{product}', '{product}', 'good', '{A_03_1}', 2)",
    ),
    (
        {"I8"},
        "INSERT INTO idempotency_keys (shop_id, key, request_hash, created_at) "
        "VALUES ('{shop}', 'k', '\\x00', now() - interval '1 day')",
    ),
    (
        {"I9"},
        "INSERT INTO orders (shop_id, external_id, status, country, carrier, service, "
        "backorder_policy) VALUES ('{shop}', 'GHOST', 'shipped', 'PL', 'h', 's', "
        "'as_available')",
    ),
    ({"I9"}, "UPDATE orders SET status = 'returned'"),
    (
        {"I9", "I14", "I1", "I2"},
        "INSERT INTO balances (shop_id, product_id, lot_id, condition, place_id, on_hand) "
        "VALUES ('{shop}', '{product}', '{product}', 'good', '{parcel}', 1)",
    ),
    (
        {"I10"},
        "ALTER TABLE order_lines DROP CONSTRAINT ck_order_lines_returned_was_shipped;"
        "UPDATE order_lines SET returned = 4",
    ),
    (
        {"I10"},
        "INSERT INTO return_lines (shop_id, return_id, order_line_id, product_id, announced, "
        "received) VALUES ('{shop}', '{new}', '{line}', '{product}', 4, 4)",
    ),
    (
        {"I11", "I1", "I2"},
        "INSERT INTO balances (shop_id, product_id, lot_id, condition, place_id, on_hand) "
        "VALUES ('{shop}', '{product}', '{product}', 'good', '{T_2}', 1)",
    ),
    ({"I12"}, "UPDATE places SET inside_id = '{L_2}' WHERE id = '{L_1}'"),
    ({"I12"}, "UPDATE places SET inside_id = '{BENCH_1}' WHERE id = '{L_1}'"),
    ({"I12"}, "UPDATE places SET stands_at_id = '{A_01_1}' WHERE id = '{L_2}'"),
    ({"I12"}, "UPDATE places SET picked_as = NULL WHERE id = '{A_01_1}'"),
    ({"I12", "I2"}, "UPDATE balances SET place_id = '{L_3}' WHERE place_id = '{A_02_1}'"),
    (
        {"I12", "I4", "I2"},
        "UPDATE balances SET place_id = '{L_2}', allocated = 1 WHERE place_id = '{A_02_1}'",
    ),
    ({"I13"}, "UPDATE order_lines SET ordered = ordered + 1 WHERE id = '{line}'"),
    (
        {"I13"},
        "UPDATE order_lines SET ordered = ordered + 1, allocated = allocated + 1 "
        "WHERE id = '{line}'",
    ),
    ({"I14"}, "UPDATE order_lines SET shipped = shipped - 1 WHERE id = '{line}'"),
    ({"I15"}, "UPDATE orders SET is_held = true WHERE id = '{order}'"),
    ({"I15"}, _HOLD.format(code="fraud")),
    (
        {"I15"},
        _HOLD.format(code="fraud") + ";UPDATE orders SET is_held = true, status = 'cancelled'",
    ),
    ({"I16"}, "UPDATE orders SET status = 'released'"),
    ({"I16"}, _WALK.format(status="picking", is_fixed="true", task="picked")),
    ({"I16"}, _WALK.format(status="open", is_fixed="false", task="cancelled")),
    ({"I16"}, _WALK.format(status="picking", is_fixed="true", task="open")),
    (
        {"I17"},
        "INSERT INTO orders (shop_id, external_id, status, country, carrier, service, "
        "backorder_policy, ship_by, is_ship_by_ours, updated_at) VALUES ('{shop}', 'GHOST', "
        "'backordered', 'PL', 'h', 's', 'as_available', now(), true, now() - interval '1 day')",
    ),
    ({"I18"}, _CLOSED_DAY + "UPDATE stock_days SET conditions = '{{\"good\": 4}}'"),
    ({"I18"}, _CLOSED_DAY + "DELETE FROM stock_days"),
    ({"I19"}, "UPDATE orders SET reship_of = '{new}' WHERE id = '{order}'"),
    (
        {"I20"},
        "INSERT INTO cod_balances (shop_id, carrier, currency, collected_minor) "
        "VALUES ('{shop}', 'house', 'PLN', 5)",
    ),
    ({"I21"}, _GRADED.format(is_mismatch="false", disposition="quarantine")),
    ({"I21", "I22"}, _GRADED.format(is_mismatch="true", disposition="restock")),
]


@pytest.mark.parametrize(("names", "sql"), SPOILED)
async def test_what_is_broken_is_reported(world: World, names: set[str], sql: str) -> None:
    assert await world.broken() == set()
    await world.spoil(sql)
    assert await world.broken() == names


async def test_who_died_while_an_endpoint_rests_is_missed_at_its_next_probe(world: World) -> None:
    """Until then nothing is sent there, and the claim of the dead one stands."""
    await world.spoil(
        "INSERT INTO webhook_endpoints (id, shop_id, url, secret, open_since, probe_at) "
        "VALUES ('{new}', '{shop}', 'https://shop.example', 'x', now() - interval '1 day', "
        "now() + interval '1 hour');"
        "INSERT INTO webhook_deliveries (shop_id, endpoint_id, test_type, subject_id, sequence, "
        "status, next_attempt_at) SELECT shop_id, id, 'order.packed', id, 0, 'sending', "
        "now() - interval '5 hours' FROM webhook_endpoints"
    )
    assert await world.broken() == set()
    await world.spoil("UPDATE webhook_endpoints SET probe_at = now() - interval '2 hours'")
    assert await world.broken() == {"I7"}


def test_every_invariant_is_broken_by_some_test() -> None:
    assert set().union(*(names for names, _ in SPOILED)) == set(INVARIANTS)


async def test_a_flood_of_violations_is_cut_and_nothing_is_repaired(world: World) -> None:
    await world.spoil(
        "INSERT INTO idempotency_keys (shop_id, key, request_hash, created_at) "
        "SELECT '{shop}', n::text, '\\x00', now() - interval '1 day' "
        "FROM generate_series(1, 100) n"
    )
    (violation,) = await world.verify()
    assert len(violation.rows) == REPORT_MAX
    assert violation.sentence == INVARIANTS["I8"][0]
    assert await world.broken() == {"I8"}
