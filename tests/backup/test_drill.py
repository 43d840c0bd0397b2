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
from tests.orders.asking import ask as ask_for
from tests.packing.bench import Bench, open_bench
from tests.privacy.living import lived, unpacked, where
from wms.backup import places
from wms.contact.say import say, thread_for
from wms.db import HALL, Database
from wms.local.postgres import programs
from wms.orders.place import place
from wms.privacy.erase import ask
from wms.privacy.held import held
from wms.seals.seals import opened
from wms.settings import Settings
from workers.forget import forget_due

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


async def test_a_restored_backup_has_everybody_but_who_was_forgotten_since(
    bench: Bench, old_house: House, new_house: House, settings: Settings, tmp_path: Path
) -> None:
    order, _ = await lived(bench, settings.spool_dir)
    other = await stays(bench)
    data, keys = tmp_path / "backups", tmp_path / "keys"
    to = ("--to", str(data), "--keys-to", str(keys))
    done = await said("backup", *to, env=old_house.env)
    assert done.returncode == 0, done.stderr
    assert where(laid_open(data)) == {}, "nobody can be read without the keys"
    assert where(laid_open(keys)) == {}

    async with bench.db.begin(HALL) as tx:
        await ask(tx, bench.shop.id, order_external_id="WEB-1", by="shop")
    await forget_due(bench.db, settings.spool_dir)
    later = await said(
        "backup", "--keys-only", *to, env={**old_house.env, "WMS_BACKUP_KEYS_KEPT": "1"}
    )
    assert later.returncode == 0, later.stderr
    (new_keys,), (old_data,) = keys.iterdir(), data.iterdir()
    assert places.made_at(new_keys) > places.made_at(old_data)

    back = await said("restore", str(old_data), "--keys", str(new_keys), env=new_house.env)
    assert back.returncode == 0, back.stdout + back.stderr
    assert "Restored: 3 orders" in back.stdout
    assert "2 orders of people who were forgotten since, and 0 orders or" in back.stdout
    assert "All 22 invariants hold." in back.stdout

    db = Database(new_house.env["WMS_DATABASE_URL"], settings, name="test")
    try:
        async with db.read(HALL) as read:
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
    finally:
        await db.close()
