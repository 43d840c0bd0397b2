"""Badges and labels drawn for the command line: `python -m printing`, for wms knows no paper."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from wms.commands.parts import CommandFailed

LIMIT_S: Final = 60
#: a badge opens doors
OWNER_ONLY: Final = 0o600


def draw(kind: str, facts: Sequence[Mapping[str, object]], file: Path) -> Path:
    """Draw ``facts`` (a kind of `printing.__main__`, with its fields) into ``file``.

    Raises:
        CommandFailed: with the last words of the drawing program.
    """
    done = subprocess.run(  # noqa: S603 - our own program, its input is data
        [sys.executable, "-m", "printing", kind],
        input=msgspec.json.encode(facts),
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )
    if done.returncode != 0:
        words = done.stderr.decode(errors="replace").strip().splitlines() or ["no word"]
        raise CommandFailed(f"The {kind} could not be drawn: {words[-1]}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with open(descriptor, "wb") as drawn:  # noqa: PTH123 - a descriptor has no path
        drawn.write(done.stdout)
    return file
