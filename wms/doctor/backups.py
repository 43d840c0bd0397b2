"""Checks of the backups: made lately, and the keys not beside what they open."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wms.backup.make import SCHEDULE
from wms.backup.places import are_apart, finished
from wms.doctor.database import in_the_hall
from wms.doctor.findings import Installation, Verdict, fail, ok, warn

#: made each night: one night may fail, two are too many
LATE_H, TOO_LATE_H = 26, 50
_LAST: Final = (
    "SELECT (max(extract(epoch FROM clock_timestamp() - last_run_at)) / 3600)::float AS age_h,"
    f" max(outcome) AS outcome FROM schedules WHERE name = '{SCHEDULE}'"
)


async def last_backup(at: Installation) -> Verdict:
    """A backup was made in the last night."""
    row = await in_the_hall(at, _LAST)
    if row["age_h"] is None:
        return warn(
            "never made",
            "Run `wms backup` each night (docs/operations.md says how), and try `wms restore`.",
        )
    found = f"{row['age_h']:.0f} h ago, {row['outcome']}"
    remedy = "Look at what the nightly `wms backup` says, and run it by hand."
    if row["age_h"] > TOO_LATE_H:
        return fail(found, remedy)
    return warn(found, remedy) if row["age_h"] > LATE_H else ok(found)


async def keys_apart(at: Installation) -> Verdict:
    """The keys of people lie in another place than the data."""
    settings = at.settings
    if not settings.backup_dir or not settings.backup_keys_dir:
        return ok("no places are set (WMS_BACKUP_DIR, WMS_BACKUP_KEYS_DIR)")
    data, keys = Path(settings.backup_dir), Path(settings.backup_keys_dir)
    if not are_apart(data, keys):
        return fail(
            f"{keys} and {data} are one place",
            "Set WMS_BACKUP_KEYS_DIR to a folder that is copied by itself, and move the keys there:"
            " in old copies of both, whoever was forgotten can still be read.",
        )
    if finished(data, "keys"):
        return fail(
            f"keys lie in {data}",
            f"Move the folders wms-keys-… from there to {keys}, also in every copy of that place.",
        )
    return ok(f"{keys} is apart from {data}")
