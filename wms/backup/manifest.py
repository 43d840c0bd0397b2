"""What lies in a folder of a backup: its parts with their sizes and hashes, when and of what."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Literal

import msgspec

from wms.backup.errors import BackupFailed

Say = Callable[[str], None]
FILE: Final = "manifest.json"
#: of a file that is hashed, at once, bytes
PIECE_BYTES: Final = 1024 * 1024
#: nobody but its owner enters a folder of ours or reads a file in it
FOLDER_MODE, FILE_MODE = 0o700, 0o600
MIB: Final = 1024 * 1024


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a backup."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder holds; written last, so a folder without one is a backup that was cut short."""

    kind: Literal["data", "keys"]
    #: of this software
    release: str
    #: the newest migration of the database; a backup is restored by this release or a later one
    migration: str
    began_at: datetime
    ended_at: datetime
    #: by which the secret key is told from another one; it says nothing of the key itself
    secret_mark: str
    parts: dict[str, Part]

    @property
    def bytes(self) -> int:
        """All parts together."""
        return sum(part.bytes for part in self.parts.values())


def release() -> str:
    """This software's version; "unknown" when it runs from its files without being installed."""
    try:
        return version("wms")
    except PackageNotFoundError:
        return "unknown"


def mark_of(secret: str) -> str:
    """By which a secret of 32 random bytes is known again."""
    return hashlib.sha256(b"wms backup " + secret.encode()).hexdigest()[:16]


def part(file: Path) -> Part:
    """Size and hash of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while piece := content.read(PIECE_BYTES):
            digest.update(piece)
    return Part(bytes=file.stat().st_size, sha256=digest.hexdigest())


def write(folder: Path, manifest: Manifest) -> None:
    """Put it beside the parts, and all of it onto the disk."""
    file = folder / FILE
    file.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    for one in (*folder.iterdir(), folder):
        if one.is_file():
            one.chmod(FILE_MODE)
        descriptor = os.open(one, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read(folder: Path, kind: Literal["data", "keys"]) -> Manifest:
    """What lies there. Raises BackupFailed: nothing that was finished, or something else."""
    try:
        found = msgspec.json.decode((folder / FILE).read_bytes(), type=Manifest)
    except OSError as error:
        raise BackupFailed(
            f"{folder} is no finished backup: it has no {FILE} ({error.strerror}). "
            "Name the folder that `wms backup` has made."
        ) from error
    except msgspec.DecodeError as error:
        raise BackupFailed(
            f"{folder / FILE} cannot be read: {error}. Take another copy."
        ) from error
    if found.kind != kind:
        raise BackupFailed(f"{folder} holds {found.kind}, and {kind} are asked for.")
    return found


def check(folder: Path, manifest: Manifest, say: Say) -> None:
    """Every part is there as it was written. Raises BackupFailed."""
    say(f"  {folder.name}: {len(manifest.parts)} files, {manifest.bytes / MIB:.1f} MiB")
    for name, said in manifest.parts.items():
        file = folder / name
        if not file.is_file():
            raise BackupFailed(f"{file} is missing: the copy is not whole. Take another one.")
        if part(file) != said:
            raise BackupFailed(
                f"{file} is not what was written: it was damaged or changed. Take another copy; "
                "nothing was restored."
            )
