"""Making a backup: the data first, then the keys, so that nothing in the data lacks its key."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import asyncpg

from wms.backup import keys, manifest, papers, people, places, programs
from wms.backup.manifest import MIB, Manifest, Say
from wms.privacy.whose import AS_THEY_CAME, PASSING
from wms.settings import Settings

DUMP: Final = "database.dump"
SECRET: Final = "secret_key"  # noqa: S105 - a file's name
#: the row of `schedules` that says when the last backup was made; no worker does it
SCHEDULE: Final = "backup"
#: rows that are in no dump: the keys; what `people` closes with them; what no key closes; and what
#: says which rules are in force, so that a restored database gets them and its grants anew
LEFT_OUT: Final = (*keys.TABLES, *PASSING, *AS_THEY_CAME, *people.TABLES, "replaceable_rules")


@dataclass(frozen=True, kw_only=True)
class Made:
    """A backup: where its two halves lie, and what went because it was old."""

    #: None: only the keys were copied
    data: Path | None
    keys: Path
    bytes: int
    thrown_away: list[Path]


async def back_up(
    ready: Settings, *, data_to: Path | None, keys_to: Path, kept_secret: Path | None, say: Say
) -> Made:
    """Back up the installation of complete settings, with the owner's address.

    ``data_to``: None for the keys alone. ``kept_secret``: the file of a secret key that this
    installation has made for itself. Raises BackupFailed.
    """
    if data_to is not None:
        places.refuse_together(data_to, keys_to)
    began_at = datetime.now(UTC)
    data: Manifest | None = None
    async with programs.owner(ready.owner_database_url) as connection:
        migration = str(await connection.fetchval("SELECT version_num FROM alembic_version"))
        if data_to is not None:
            say("The data:")
            await people.make_keys(connection)
            async with _folder(data_to, "data", began_at) as folder:
                await _take_data(connection, ready, folder, say)
                data = _sealed(folder, "data", ready, began_at, migration)
        say("The keys:")
        async with _folder(keys_to, "keys", began_at) as folder:
            await keys.take_out(connection, folder)
            if kept_secret is not None:
                shutil.copyfile(kept_secret, folder / SECRET)
            opened = _sealed(folder, "keys", ready, began_at, migration)
        say(f"  {opened.bytes / MIB:.1f} MiB")
        if data is not None:
            await _note(connection, began_at, data)
    return Made(
        data=None if data_to is None else places.finished(data_to, "data")[0],
        keys=places.finished(keys_to, "keys")[0],
        bytes=opened.bytes + (0 if data is None else data.bytes),
        thrown_away=places.throw_away_old(
            data_to, keys_to, now=began_at,
            keep_days=ready.backup_keep_days, keep_keys=ready.backup_keys_kept,
        ),
    )  # fmt: skip


@asynccontextmanager
async def _folder(place: Path, kind: places.Kind, at: datetime) -> AsyncIterator[Path]:
    """A folder that is there under its name when it is whole, and not at all otherwise."""
    folder = places.begin(place, kind, at)
    try:
        yield folder
        places.finish(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


async def _take_data(
    connection: asyncpg.Connection, ready: Settings, folder: Path, say: Say
) -> None:
    dump = folder / DUMP
    program = await programs.fitting(connection, "pg_dump")
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
        await programs.run(
            program,
            [
                "--format=custom", "--compress=gzip:6", f"--file={dump}", f"--snapshot={snapshot}",
                "--no-owner", "--no-privileges", "--enable-row-security", "--schema=public",
                *(f"--exclude-table-data=public.{table}" for table in LEFT_OUT),
            ],
            url=ready.owner_database_url, say=say, how_far=programs.grown(dump),
        )  # fmt: skip
        say(f"  {DUMP}: {dump.stat().st_size / MIB:.1f} MiB")
        await people.take_out(connection, folder, say)
        await papers.take_out(connection, ready.spool_dir, folder, say)


def _sealed(
    folder: Path, kind: places.Kind, ready: Settings, began_at: datetime, migration: str
) -> Manifest:
    found = Manifest(
        kind=kind, release=manifest.release(), migration=migration, began_at=began_at,
        ended_at=datetime.now(UTC), secret_mark=manifest.mark_of(ready.secret_key),
        parts={one.name: manifest.part(one) for one in sorted(folder.iterdir())},
    )  # fmt: skip
    manifest.write(folder, found)
    return found


async def _note(connection: asyncpg.Connection, began_at: datetime, data: Manifest) -> None:
    """`wms doctor` asks the database when the last one was made."""
    await connection.execute(
        "INSERT INTO schedules (name, next_run_at, last_run_at, outcome) VALUES ($1, $2, $2, $3) "
        "ON CONFLICT (name) DO UPDATE SET next_run_at = excluded.next_run_at, "
        "last_run_at = excluded.last_run_at, outcome = excluded.outcome",
        SCHEDULE, began_at, f"{data.bytes / MIB:.1f} MiB",
    )  # fmt: skip
