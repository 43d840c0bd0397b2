"""A folder as a printer: whole files, each once, also when something takes them away at once.

Printers that watch a folder remove what they print. So that a writer that died does not write the
same job again, it leaves two things in a journal: the file itself, ready, and a note that it is
ready. The file then moves into its place by one rename. The note without the file means: it was
moved. Journal and folder lie on one file system.
"""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Final

from printing.printers.way import Begin, Health, Job, NotSent, State, TakenAway

ENDINGS: Final = {
    "application/pdf": "pdf",
    "application/zpl": "zpl",
    "image/png": "png",
}
#: notes are worth something while a job can be tried again, s
NOTE_LIFE_S: Final = 7 * 24 * 3600


class Folder:
    """Files come out in ``folder``; made, like the ``journal``, at the first of them."""

    def __init__(self, folder: Path, journal: Path) -> None:
        self._folder, self._journal = folder, journal

    async def state(self) -> Health:
        """Ready, when it can be written to."""
        try:
            await asyncio.to_thread(_make, self._folder)
        except OSError as error:  # the system's own words, without the path in them
            return Health(State.FAULT, error.strerror or "")
        return Health(State.READY)

    async def send(self, job: Job, begin: Begin) -> None:
        """Let the file appear. Raises NotSent with the system's words, TakenAway."""
        if not await begin():
            raise TakenAway
        try:
            await asyncio.to_thread(appear, self._folder, self._journal, job)
        except OSError as error:
            raise NotSent(State.FAULT, error.strerror or "") from error

    async def has_come(self, job: Job) -> bool | None:
        """By the note beside it."""
        return await asyncio.to_thread(is_moved, self._journal, job)


def file_name(job: Job) -> str:
    """As people see it in the folder."""
    return f"{job.title}.{ENDINGS.get(job.content_type, 'bin')}"


def _kept(journal: Path, job: Job) -> tuple[Path, Path]:
    """The ready file, and the note that it is ready."""
    name = f"{job.id}.{ENDINGS.get(job.content_type, 'bin')}"
    return journal / name, journal / f"{name}.ready"


def is_moved(journal: Path, job: Job) -> bool:
    """Whether the file was moved into its place, wherever it is by now."""
    ready, note = _kept(journal, job)
    return note.exists() and not ready.exists()


def appear(folder: Path, journal: Path, job: Job) -> Path:
    """The file in its place, whole, once; survives a power cut at any moment.

    Raises:
        OSError: why not.
    """
    ready, note = _kept(journal, job)
    _make(journal)
    _make(folder)
    place = folder / file_name(job)
    if not note.exists():
        with ready.open("wb") as file:
            file.write(job.content)
            file.flush()
            os.fsync(file.fileno())
        note.touch()
        _keep(journal)
    if ready.exists():
        ready.replace(place)
        _keep(folder)
        _forget_old(journal)
    return place


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(13, "Permission denied")


def _keep(folder: Path) -> None:
    """Names that were made or moved survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _forget_old(journal: Path) -> None:
    long_ago = time.time() - NOTE_LIFE_S
    for note in journal.glob("*.ready"):
        if note.stat().st_mtime < long_ago:
            note.unlink(missing_ok=True)
