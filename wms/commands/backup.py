"""Backups: made each night, tried now and then, restored when it must be."""

from __future__ import annotations

import argparse
import asyncio
import os
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from wms.backup import places
from wms.backup.manifest import MIB
from wms.commands.installation import KEY_FILE, database_at_hand, opened
from wms.commands.look import tell
from wms.commands.parts import CommandFailed, Commands, declare
from wms.db import HALL
from wms.halls import HALLS
from wms.settings import Settings, settings

if TYPE_CHECKING:
    from wms.backup.restore import Restored

#: more connections restore no faster on a small machine
JOBS_MAX: Final = 4
_WHERE: Final = "(default: {})"


def add(commands: Commands) -> None:
    """Declare them."""
    make = declare(
        commands, "backup",
        "Back up the data, and in another place the keys of the people in it", run_backup,
    )  # fmt: skip
    make.add_argument(
        "--to", type=Path, help=f"place of the data {_WHERE.format('WMS_BACKUP_DIR')}"
    )
    make.add_argument(
        "--keys-to", type=Path,
        help=f"place of the keys, never with the data {_WHERE.format('WMS_BACKUP_KEYS_DIR')}",
    )  # fmt: skip
    make.add_argument(
        "--keys-only", action="store_true",
        help="only the keys: quick, so that they can be copied every hour",
    )  # fmt: skip
    again = declare(
        commands, "restore",
        "Bring back a backup with the newest keys; whoever was forgotten since stays forgotten",
        run_restore,
    )  # fmt: skip
    again.add_argument("data", type=Path, help="the backup: a folder wms-data-…")
    again.add_argument(
        "--keys", type=Path,
        help="the keys: a folder wms-keys-… (default: the newest in WMS_BACKUP_KEYS_DIR)",
    )  # fmt: skip
    again.add_argument(
        "--over-orders", action="store_true",
        help="also into a database that holds orders; all that is in it is replaced",
    )  # fmt: skip
    again.add_argument(
        "--jobs", type=int, default=min(os.cpu_count() or 1, JOBS_MAX),
        help="so many tables and indexes at once (default: %(default)s)",
    )  # fmt: skip


def _say(line: str) -> None:
    print(line, flush=True)


def _owner_known(here: Settings) -> None:
    if here.database_url and not here.owner_database_url:
        raise CommandFailed(
            "Set WMS_OWNER_DATABASE_URL to the database as the owner of the tables: the "
            "application's role may not read or make whole tables."
        )


def _kept_secret(here: Settings) -> Path | None:
    """The file of the secret key, unless it is set: whoever sets it keeps it."""
    return None if here.secret_key else here.data_dir.absolute() / KEY_FILE


def run_backup(arguments: argparse.Namespace) -> int:
    """0 when both halves are whole and in their places."""
    from wms.backup.make import back_up  # here: other commands need no keys and no hashes

    here = settings()
    _owner_known(here)
    data = None if arguments.keys_only else arguments.to or here.backup_dir
    keys = arguments.keys_to or here.backup_keys_dir
    if data == "" or not keys:
        raise CommandFailed(
            "Say where: --to (or WMS_BACKUP_DIR) for the data, --keys-to (or WMS_BACKUP_KEYS_DIR) "
            "for the keys, which must not be copied together with the data."
        )
    with database_at_hand(here) as ready:
        made = asyncio.run(
            back_up(
                ready,
                data_to=None if data is None else Path(data).absolute(),
                keys_to=Path(keys).absolute(),
                kept_secret=_kept_secret(here),
                say=_say,
            )
        )
    for gone in made.thrown_away:
        print(f"Thrown away, as it is old: {gone}")
    print(f"Backed up ({made.bytes / MIB:.1f} MiB).")
    if made.data is not None:
        print(f"  data  {made.data}")
    print(f"  keys  {made.keys}")
    print("Copy the data to another building, the keys to a third place: a restore needs both.")
    if here.secret_key:
        print("WMS_SECRET_KEY is not in it: keep it where you keep your passwords.")
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """0 when all is back and every invariant holds, 1 when one is broken."""
    from wms.backup.restore import restore

    here = settings()
    _owner_known(here)
    keys = arguments.keys or _newest_keys(here)
    if arguments.jobs < 1:
        raise CommandFailed("--jobs is a whole number from 1.")
    print(
        f"Data of {places.made_at(arguments.data.absolute()):%d %B %Y %H:%M} UTC, keys of ", end=""
    )
    print(f"{places.made_at(keys.absolute()):%d %B %Y %H:%M} UTC.")
    if places.made_at(keys.absolute()) < places.made_at(arguments.data.absolute()):
        print(
            "The keys are older than the data: orders that came between them cannot be read, and "
            "whoever was forgotten between them is known again. Use newer keys when there are any."
        )
    with database_at_hand(here) as ready:
        done = asyncio.run(
            restore(
                ready,
                data=arguments.data.absolute(),
                keys_in=keys.absolute(),
                over=arguments.over_orders,
                jobs=arguments.jobs,
                kept_secret=_kept_secret(here),
                say=_say,
            )
        )
        return asyncio.run(_finish(ready, done))


def _newest_keys(here: Settings) -> Path:
    found = places.finished(Path(here.backup_keys_dir), "keys") if here.backup_keys_dir else []
    if not found:
        raise CommandFailed(
            "No keys are there: name a folder wms-keys-… with --keys, or set WMS_BACKUP_KEYS_DIR. "
            "Without keys nobody's name and nothing of what was said can be read."
        )
    return found[0]


async def _finish(ready: Settings, done: Restored) -> int:
    """Forget again who was forgotten since, and say how it stands."""
    from wms.access.ended import end_all_log_ins
    from wms.backup.unreadable import settle
    from wms.privacy.again import forget_again
    from wms.verify import verify

    forgotten, lost, broken = 0, 0, []
    async with opened(ready) as database:
        for hall in HALLS:  # who works for one sees no row of the other
            while True:
                async with database.begin(hall) as tx:
                    again = await forget_again(tx)
                if not again:
                    break
                forgotten += again
            async with database.begin(hall) as tx:
                lost += await settle(tx)
                await end_all_log_ins(tx)
            async with database.read(hall) as read:
                broken += await verify(read)
        async with database.read(HALL) as read:
            orders = await read.scalar(text("SELECT count(*) FROM orders"))
    at = done.data.began_at.astimezone(UTC)
    print(
        f"Restored: {orders} orders, as they were on {at:%d %B %Y at %H:%M} UTC. What happened "
        "since is not in it (docs/operations.md says what to look at)."
    )
    print(
        f"Not to be opened any more: {forgotten} orders of people who were forgotten since, and "
        f"{lost} orders or conversations whose key is in no copy of the keys."
    )
    print(
        "Everybody is logged out. Keys that were revoked, people and handhelds that left, and "
        "erasures that were asked for since the backup are not known: enter them again before "
        "anybody works."
    )
    if not done.is_secret_known:
        print(
            "The secret key is another one than that of the backup: connect couriers and mailboxes "
            "anew at the desk, or set WMS_SECRET_KEY to the old one. Links in old e-mails are dead."
        )
    tell(broken)
    return int(bool(broken))
