"""A backup or a restore that would do harm is refused in a sentence, before anything is changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.backup.conftest import House
from tests.cli.running import said
from tests.orders.asking import ask
from tests.packing.bench import open_bench
from wms.backup import manifest, places, programs
from wms.backup.errors import BackupFailed
from wms.backup.manifest import Manifest
from wms.backup.places import begin, finish, finished, throw_away_old
from wms.db import Database
from wms.local import LocalError
from wms.orders.place import place
from wms.settings import Settings

NOW = datetime(2026, 11, 30, 1, 15, tzinfo=UTC)


def made(place: Path, kind: places.Kind, at: datetime, *, part: bytes = b"rows") -> Path:
    """A whole folder of a backup."""
    folder = begin(place, kind, at)
    (folder / "database.dump").write_bytes(part)
    manifest.write(
        folder,
        Manifest(
            kind=kind, release="0", migration="0001", began_at=at, ended_at=at, secret_mark="",
            parts={"database.dump": manifest.part(folder / "database.dump")},
        ),
    )  # fmt: skip
    return finish(folder)


async def test_keys_are_never_put_with_the_data(old_house: House, tmp_path: Path) -> None:
    to = tmp_path / "all"
    for keys in (to, to / "keys", tmp_path):
        no = await said("backup", "--to", str(to), "--keys-to", str(keys), env=old_house.env)
        assert no.returncode == 1
        assert "would lie with the data" in no.stderr
    assert not to.exists()
    nowhere = await said("backup", env=old_house.env)
    assert nowhere.stderr.startswith("Say where: --to (or WMS_BACKUP_DIR)")


async def test_nothing_is_restored_over_orders_or_beside_people_at_work(
    old_house: House, tmp_path: Path, app_url: str, settings: Settings
) -> None:
    data, keys = made(tmp_path / "d", "data", NOW), made(tmp_path / "k", "keys", NOW)
    again = ("restore", str(data), "--keys", str(keys))
    db = Database(app_url, settings, name="wms-api")
    bench = await open_bench(db)
    await place(await db.hot(), bench.shop.id, ask("WEB-1", TEA=1))
    busy = await said(*again, env=old_house.env)
    assert "The database is in use (wms-api)." in busy.stderr
    await db.close()
    no = await said(*again, env=old_house.env)
    assert no.returncode == 1
    assert "The database holds orders" in no.stderr and "--over-orders" in no.stderr


async def test_a_copy_that_is_damaged_or_not_whole_is_not_restored(
    old_house: House, tmp_path: Path
) -> None:
    data, keys = made(tmp_path / "d", "data", NOW), made(tmp_path / "k", "keys", NOW)
    again = ("restore", str(data), "--keys", str(keys))
    (data / "database.dump").write_bytes(b"rowz")
    assert "is not what was written" in (await said(*again, env=old_house.env)).stderr
    (data / "database.dump").unlink()
    assert "is missing" in (await said(*again, env=old_house.env)).stderr
    (data / "manifest.json").unlink()
    assert "is no finished backup" in (await said(*again, env=old_house.env)).stderr
    swapped = await said("restore", str(keys), "--keys", str(keys), env=old_house.env)
    assert "holds keys, and data are asked for" in swapped.stderr
    no_keys = await said("restore", str(data), env=old_house.env)
    assert no_keys.stderr.startswith("No keys are there")


def test_what_is_old_is_thrown_away_and_the_newest_never(tmp_path: Path) -> None:
    data, keys = tmp_path / "d", tmp_path / "k"
    days = [NOW - timedelta(days=ago) for ago in (400, 40, 20, 0)]
    for at in days:
        made(data, "data", at)
        made(keys, "keys", at)
    cut_short = begin(data, "data", NOW - timedelta(days=2))
    under_way = begin(data, "data", NOW - timedelta(hours=2))
    throw_away_old(data, keys, now=NOW, keep_days=30, keep_keys=2)
    assert [places.made_at(one) for one in finished(data, "data")] == [days[3], days[2]]
    assert [places.made_at(one) for one in finished(keys, "keys")] == [days[3], days[2]]
    assert under_way.exists() and not cut_short.exists()
    throw_away_old(data, keys, now=NOW + timedelta(days=999), keep_days=1, keep_keys=0)
    assert [places.made_at(one) for one in finished(data, "data")] == [days[3]]
    assert [places.made_at(one) for one in finished(keys, "keys")] == [days[3]]


@pytest.mark.parametrize("says", ["pg_dump (PostgreSQL) 15.18", None])
async def test_a_pg_dump_that_is_too_old_or_missing_is_told_with_what_to_install(
    owner_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str | None
) -> None:
    def none_of_ours() -> Path:
        raise LocalError

    if says:
        program = tmp_path / "pg_dump"
        program.write_text(f"#!/bin/sh\necho '{says}'\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "programs", none_of_ours)
    async with programs.owner(owner_url) as connection:
        with pytest.raises(BackupFailed, match="postgresql-client-18") as no:
            await programs.fitting(connection, "pg_dump")
    assert ("is of version 15, which is too old" if says else "there is no pg_dump") in str(
        no.value
    )
