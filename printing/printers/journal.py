"""What a print agent has done with each job, on its own disk: it prints nothing twice.

A line a step, written through before the step is taken. ``asking``: the server is asked whether it
may be printed; ``begun``: from here on it may have come out; ``sent`` or ``unsure``: how it ended.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import msgspec

ASKING, BEGUN, SENT, UNSURE, NOT_SENT = "asking", "begun", "sent", "unsure", "not_sent"
#: jobs that are remembered; a server asks for none that is older
KEPT_MAX: Final = 5_000


class Step(msgspec.Struct, frozen=True):
    """One line."""

    job: str
    did: str


class Journal:
    """The file, and in memory the last step of each job."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._steps: dict[str, str] = {}
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists():
            self._read()
        self._shorten()

    def last(self, job: str) -> str | None:
        """The last step of a job; None when it was never here."""
        return self._steps.get(job)

    def note(self, job: str, did: str) -> None:
        """Write a step down; when this returns, it survives a power cut."""
        self._steps.pop(job, None)
        self._steps[job] = did
        with self._file.open("ab") as file:
            file.write(msgspec.json.encode(Step(job, did)) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _read(self) -> None:
        for line in self._file.read_bytes().splitlines():
            try:
                step = msgspec.json.decode(line, type=Step)
            except msgspec.DecodeError:
                continue  # the last line of a power cut: its step was not taken
            self._steps.pop(step.job, None)
            self._steps[step.job] = step.did

    def _shorten(self) -> None:
        """The newest only, in a new file that takes the old one's place."""
        for job in list(self._steps)[:-KEPT_MAX]:
            del self._steps[job]
        beside = self._file.with_suffix(".new")
        with beside.open("wb") as file:
            for job, did in self._steps.items():
                file.write(msgspec.json.encode(Step(job, did)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._file)
