"""Restoring a backup: yesterday's data with today's keys.

In this order, as each step needs the one before: tables without their indexes, constraints and
rules; their rows; the keys; what stands under the keys; indexes, constraints and rules; migrations
of this release. Then the caller has who was forgotten since forgotten again (`wms.privacy.again`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from wms.backup import keys, manifest, papers, people, programs
from wms.backup.errors import BackupFailed
from wms.backup.make import DUMP, SECRET
from wms.backup.manifest import Manifest, Say
from wms.migrate import alembic_config, migrate
from wms.settings import Settings

OWNER_ONLY: Final = 0o600
#: pg_restore's sections, as people call them
SECTIONS: Final = {
    "pre-data": "tables",
    "data": "rows",
    "post-data": "indexes, constraints and triggers",
}


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was brought back."""

    data: Manifest
    #: False: what the secret key locks, couriers' accounts and mailboxes, is not to be opened
    is_secret_known: bool


async def restore(
    ready: Settings, *, data: Path, keys_in: Path, over: bool, jobs: int, kept_secret: Path | None,
    say: Say,
) -> Restored:  # fmt: skip
    """Bring the installation of complete settings back to the backup in ``data``.

    ``over``: also when it holds orders, which are gone then. ``kept_secret``: where this
    installation keeps a secret key that it has made for itself.
    Raises BackupFailed; before the first change, unless PostgreSQL itself fails.
    """
    found, opened = manifest.read(data, "data"), manifest.read(keys_in, "keys")
    _refuse_unknown_release(ready, found)
    say("The copies are compared with their hashes:")
    manifest.check(data, found, say)
    manifest.check(keys_in, opened, say)
    url = ready.owner_database_url
    async with programs.owner(url) as connection, programs.owner(url) as second:
        program = await programs.fitting(connection, "pg_restore")
        await _refuse_in_use(connection, over=over)
        say("The database is emptied, and filled again:")
        try:
            await connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
            section = _sections(program, data / DUMP, url, jobs, say)
            await section("pre-data")
            await section("data")
            await keys.take_in(connection, keys_in)
            await people.take_in(connection, second, data, say)
            await papers.take_in(second, ready.spool_dir, data, say)
            await section("post-data")
            await migrate(url, ready.database_url)
        except (BackupFailed, asyncpg.PostgresError, OSError) as error:
            raise BackupFailed(
                f"{error}\nThe database is empty or half full now. Mend this and restore again "
                "before anybody works with it."
            ) from error
    secret = _take_secret(keys_in, kept_secret) or ready.secret_key
    return Restored(data=found, is_secret_known=manifest.mark_of(secret) == found.secret_mark)


def _sections(
    program: Path, dump: Path, url: str, jobs: int, say: Say
) -> Callable[[str], Awaitable[None]]:
    # Policies are written by `migrate`: with them, and before all of them are there, a constraint
    # would find nothing of what it looks for.
    how = ["--exit-on-error", "--no-owner", "--no-privileges", "--no-policies", f"--jobs={jobs}"]

    async def section(name: str) -> None:
        say(f"  {SECTIONS[name]}")
        await programs.run(
            program, [*how, f"--section={name}", str(dump)], url=url, say=say,
            how_far=lambda: "still at work",
        )  # fmt: skip

    return section


def _refuse_unknown_release(ready: Settings, found: Manifest) -> None:
    from alembic.script import ScriptDirectory  # here: it loads slowly, as wms.migrate says
    from alembic.util import CommandError

    scripts = ScriptDirectory.from_config(alembic_config(ready.owner_database_url))
    try:
        scripts.get_revision(found.migration)
    except CommandError as error:
        raise BackupFailed(
            f"The backup is of release {found.release} (migration {found.migration}), which is "
            "newer than this one. Install that release, or a later one, and restore with it."
        ) from error


async def _refuse_in_use(connection: asyncpg.Connection, *, over: bool) -> None:
    others = await connection.fetch(
        "SELECT DISTINCT coalesce(nullif(application_name, ''), 'unknown') AS name "
        "FROM pg_stat_activity WHERE datname = current_database() AND usename IS NOT NULL "
        "AND application_name <> 'wms-backup'"
    )
    if others:
        names = ", ".join(sorted(row["name"] for row in others))
        raise BackupFailed(
            f"The database is in use ({names}). Stop the warehouse (api, workers, `wms up`) and "
            "whoever else is connected, then restore."
        )
    if await connection.fetchval("SELECT to_regclass('public.orders') IS NULL") or over:
        return
    if await connection.fetchval("SELECT EXISTS (SELECT FROM orders)"):
        raise BackupFailed(
            "The database holds orders, and a restore replaces all that is in it. Restore into an "
            "empty database; or, if these orders may go, say --over-orders."
        )


def _take_secret(keys_in: Path, kept_secret: Path | None) -> str | None:
    """The secret key that the installation had made for itself, where this one does so, too."""
    file = keys_in / SECRET
    if kept_secret is None or not file.exists():
        return None
    secret = file.read_text("ascii")
    if not kept_secret.exists() or kept_secret.read_text("ascii") != secret:
        fresh = kept_secret.with_suffix(".new")
        shutil.copyfile(file, fresh)
        fresh.chmod(OWNER_ONLY)
        if os.geteuid() == 0:
            above = kept_secret.parent.stat()
            os.chown(fresh, above.st_uid, above.st_gid)
        fresh.replace(kept_secret)
    return secret
