"""The drill: yesterday's data with today's keys give everybody back but the forgotten."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.backup.conftest import House
from tests.cli.running import said
from tests.contact.conftest import at_desk
from tests.orders.asking import ask as ask_for
from tests.packing.bench import Bench, open_bench
from tests.privacy.living import SAID, lived, unpacked, where
from wms.backup import places
from wms.backup.make import DUMP
from wms.contact.say import say, thread_for
from wms.db import HALL, Database
from wms.halls import SANDBOX
from wms.local.postgres import programs
from wms.orders.place import place
from wms.picking.cancel import cancel
from wms.privacy.erase import ask
from wms.privacy.held import held
from wms.sandbox.faults import NewFault, ask_for_fault, faults
from wms.sandbox.twin import open_twin
from wms.seals.seals import opened
from wms.settings import Settings
from workers.forget import forget_due
from workers.transaction import in_hall_of

LOGGED_IN = (
    "INSERT INTO office_sessions (user_id, token_hash, expires_at) SELECT id, 'o', "
    "now() + interval '1 day' FROM office_users LIMIT 1",
    "INSERT INTO operator_sessions (operator_id, device_id, token_hash) SELECT o.id, d.id, 'p' "
    "FROM operators o, devices d WHERE NOT EXISTS (SELECT FROM operator_sessions) LIMIT 1",
    "INSERT INTO api_keys (shop_id, name, prefix, key_hash, scopes) "
    "SELECT id, 'k', 'x', sha256(uuid_send(id)), '{}' FROM shops WHERE id = :shop",
    "INSERT INTO access_tokens (shop_id, key_id, token_hash, scopes, expires_at) "
    "SELECT shop_id, id, key_hash, '{}', now() + interval '1 hour' FROM api_keys LIMIT 1",
)
STAYS = "Otylia pyta, gdzie jest jej paczka"


@pytest.fixture
async def bench(db: Database) -> Bench:
    return await open_bench(db)


def laid_open(place: Path) -> dict[str, bytes]:
    """All that is in a backup's files."""
    found = {}
    for path in place.rglob("*"):
        if path.suffix == ".dump":
            done = subprocess.run(
                [programs() / "pg_restore", "--file=-", path], capture_output=True, check=True
            )
            found[path.name] = done.stdout
        elif path.suffix == ".gz":
            found[path.name] = unpacked(gzip.decompress(path.read_bytes()))
        elif path.is_file():
            found[path.name] = path.read_bytes()
    return found


async def stays(bench: Bench) -> UUID:
    """Somebody else writes, who wants to be known."""
    order = (await place(await bench.db.hot(), bench.shop.id, ask_for("WEB-2", MUG=1))).id
    async with bench.db.begin(HALL) as tx:
        thread = await thread_for(tx, bench.shop.id, order_id=order)
        await say(tx, bench.shop.id, thread, channel="page", from_="consumer", words=STAYS)
    return order


async def a_sandbox(bench: Bench) -> tuple[UUID, UUID]:
    """The shop's developer has a token, a fault that waits and two test orders."""
    async with bench.db.begin(HALL) as tx:
        twin_id = await open_twin(tx, bench.shop.id)
    hot = await bench.db.hot()
    orders = [(await place(hot, twin_id, ask_for(one, MUG=1))).id for one in ("T-1", "T-2")]
    async with bench.db.begin(SANDBOX) as tx:
        await cancel(tx, twin_id, orders[0])
        for one in LOGGED_IN[2:]:
            await tx.execute(text(one), {"shop": twin_id})
        await ask_for_fault(tx, twin_id, NewFault(kind="short_pick"))
    return twin_id, orders[1]


async def sandbox_is_back(db: Database, twin_id: UUID, order: UUID) -> None:
    """One test buyer was forgotten since, one is known, and no token of a test key is good."""
    async with db.read(SANDBOX) as read:
        assert await read.scalar(text("SELECT count(*) FROM access_tokens")) == 0
        assert await read.scalar(text("SELECT count(*) FROM api_keys")) == 1
        assert [one.kind for one in await faults(read, twin_id)] == ["short_pick"]
        assert (await held(read, twin_id, order)).recipient["name"]
        gone = text("SELECT count(*) FROM orders WHERE person_erased_at IS NOT NULL")
        assert await read.scalar(gone) == 1
        shelf = await read.scalar(text("SELECT sum(on_hand) FROM balances WHERE condition='good'"))
        assert shelf, "its goods lie on its shelf"
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT count(*) FROM shops")) == 1


async def test_a_restored_backup_has_everybody_but_who_was_forgotten_since(
    bench: Bench, old_house: House, new_house: House, settings: Settings, tmp_path: Path
) -> None:
    order, _ = await lived(bench, settings.spool_dir)
    other = await stays(bench)
    twin_id, test_order = await a_sandbox(bench)
    async with bench.db.begin(HALL) as tx:
        await at_desk(tx, shop=bench.shop.id)
        for one in LOGGED_IN:
            await tx.execute(text(one), {"shop": bench.shop.id})
    nobodys = settings.spool_dir / "2026-01-01" / "parcel-7-label.pdf"
    nobodys.parent.mkdir(parents=True)
    nobodys.write_bytes(SAID.encode())
    data, keys = tmp_path / "backups", tmp_path / "keys"
    to = ("--to", str(data), "--keys-to", str(keys))
    done = await said("backup", *to, env=old_house.env)
    assert done.returncode == 0, done.stderr
    found = laid_open(data)
    assert where(found) == {}, "nobody can be read without the keys"
    assert b"COPY public.mailboxes" in found[DUMP], "what is in the dump is seen here"
    assert b"COPY public.arrived_mails" not in found[DUMP], "no person's key closes them"
    assert where(laid_open(keys)) == {}

    async with bench.db.begin(HALL) as tx:
        await ask(tx, bench.shop.id, order_external_id="WEB-1", by="shop")
    async with bench.db.begin(SANDBOX) as tx:
        await ask(tx, twin_id, order_external_id="T-1", by="shop")
    await forget_due(bench.db, settings.spool_dir)
    with in_hall_of(SANDBOX):
        await forget_due(bench.db, settings.spool_dir)
    later = await said(
        "backup", "--keys-only", *to, env={**old_house.env, "WMS_BACKUP_KEYS_KEPT": "1"}
    )
    assert later.returncode == 0, later.stderr
    (new_keys,), (old_data,) = keys.iterdir(), data.iterdir()
    assert places.made_at(new_keys) > places.made_at(old_data)

    left = Path(new_house.env["WMS_DATA_DIR"]) / "print" / "2026-01-02" / "parcel-8-slip.pdf"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"of an order after the backup")
    back = await said("restore", str(old_data), "--keys", str(new_keys), env=new_house.env)
    assert back.returncode == 0, back.stdout + back.stderr
    assert "Restored: 3 orders" in back.stdout
    assert "3 orders of people who were forgotten since, and 0 orders or" in back.stdout
    assert "All 22 invariants hold." in back.stdout
    assert "Everybody is logged out." in back.stdout
    assert "1 deleted, as no print job names them any more" in back.stdout and not left.exists()

    db = Database(new_house.env["WMS_DATABASE_URL"], settings, name="test")
    try:
        async with db.read(HALL) as read:
            for table in ("access_tokens", "office_sessions", "operator_sessions", "arrived_mails"):
                assert await read.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table
            known = await held(read, bench.shop.id, other)
            assert [one.words for one in known.said] == [STAYS]
            assert known.recipient["name"]
            gone = await held(read, bench.shop.id, order.id)
            assert gone.erased_at and not gone.said and gone.recipient == {"country": "PL"}
            sealed = await read.scalar(
                text("SELECT words_sealed FROM contact_messages m JOIN contact_threads t "
                     "ON t.id = m.thread_id WHERE t.order_id = :order"),
                {"order": order.id},
            )  # fmt: skip
            assert sealed, "its noise is there"
            assert await opened(read, bench.shop.id, order.id, sealed) is None
            bare = await read.scalar(
                text("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace "
                     "AND relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity) "
                     "AND relname NOT IN ('alembic_version', 'replaceable_rules')")
            )  # fmt: skip
            assert bare == 0, "shops are kept apart there, too"
        await sandbox_is_back(db, twin_id, test_order)
    finally:
        await db.close()
