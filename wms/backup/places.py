"""The two places of a backup, how their folders are named, and what is thrown away there."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from wms.backup.errors import BackupFailed
from wms.backup.manifest import FILE, FOLDER_MODE

#: a folder is called so until it is whole
UNFINISHED: Final = ".part"
#: UTC, to the millisecond
_NAMED: Final = re.compile(r"wms-(data|keys)-(\d{8}T\d{9}Z)")
_TIME: Final = "%Y%m%dT%H%M%S%fZ"
Kind = Literal["data", "keys"]


def are_apart(data: Path, keys: Path) -> bool:
    """Whether neither place is in the other: whoever copies one has not got both."""
    one, other = data.absolute().resolve(), keys.absolute().resolve()
    return one != other and one not in other.parents and other not in one.parents


def refuse_together(data: Path, keys: Path) -> None:
    """Raises BackupFailed: the keys would lie with what they open."""
    if not are_apart(data, keys):
        raise BackupFailed(
            f"The keys ({keys}) would lie with the data ({data}): an old copy of that place would "
            "still show whoever was forgotten. Name a place for the keys that is copied by itself "
            "(--keys-to, WMS_BACKUP_KEYS_DIR)."
        )


def begin(place: Path, kind: Kind, at: datetime) -> Path:
    """A new folder, not whole yet. Raises BackupFailed: it cannot be made, or is there."""
    second = at.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    folder = place / f"wms-{kind}-{second}{at.microsecond // 1000:03}Z"
    unfinished = folder.with_name(folder.name + UNFINISHED)
    try:
        place.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        if folder.exists():
            raise FileExistsError(17, "it is there already", str(folder))
        unfinished.mkdir(mode=FOLDER_MODE)
    except OSError as error:
        raise BackupFailed(
            f"{folder} cannot be made ({error.strerror}). Make {place} writable for this user, or "
            "name another place."
        ) from error
    return unfinished


def finish(unfinished: Path) -> Path:
    """It is whole now."""
    return unfinished.rename(unfinished.with_name(unfinished.name.removesuffix(UNFINISHED)))


def finished(place: Path, kind: Kind) -> list[Path]:
    """The whole ones there, the newest first."""
    if not place.is_dir():
        return []
    found = [
        one for one in place.iterdir()
        if (named := _NAMED.fullmatch(one.name)) and named[1] == kind and (one / FILE).is_file()
    ]  # fmt: skip
    return sorted(found, reverse=True)


def made_at(folder: Path) -> datetime:
    """When it was begun, as its name says."""
    named = _NAMED.fullmatch(folder.name)
    if named is None:
        raise BackupFailed(
            f"{folder} is no folder of a backup: those are called wms-data-… and wms-keys-…."
        )
    return datetime.strptime(named[2], _TIME).replace(tzinfo=UTC)


def throw_away_old(
    data: Path | None, keys: Path, *, now: datetime, keep_days: int, keep_keys: int
) -> list[Path]:
    """Data past ``keep_days`` and all but ``keep_keys`` copies of keys go; which.

    The newest copy of each stays, however old it is. What was cut short a day ago goes, too.
    """
    gone = finished(keys, "keys")[max(keep_keys, 1) :]
    if data is not None:
        old = finished(data, "data")[1:]
        gone += [one for one in old if now - made_at(one) > timedelta(days=keep_days)]
    for place in (data, keys):
        for one in place.glob("wms-*" + UNFINISHED) if place is not None else ():
            whole = one.with_name(one.name.removesuffix(UNFINISHED))
            if _NAMED.fullmatch(whole.name) and now - made_at(whole) > timedelta(days=1):
                gone.append(one)
    for folder in gone:
        shutil.rmtree(folder)
    return gone
