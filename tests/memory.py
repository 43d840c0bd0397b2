"""A folder in the machine's memory: a database is cloned and dropped for most tests, a thousand
files each, and there that costs a quarter of what it costs on a disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: where Linux keeps files in memory, and what has to be free there for all test processes
MEMORY = Path("/dev/shm")
LEAST_BYTES = 2 * 1024**3
PREFIX = "wms-tests-"


@contextmanager
def folder_in_memory(otherwise: Path) -> Iterator[Path]:
    """A new folder in memory that is gone afterwards; ``otherwise`` where there is no room."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < LEAST_BYTES:
        yield otherwise
        return
    sweep(MEMORY)
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", dir=MEMORY) as folder:
        yield Path(folder)


def sweep(home: Path) -> None:
    """Remove what test processes left that were killed: nothing else would, before a restart."""
    for left in home.glob(f"{PREFIX}*"):
        pid = left.name.removeprefix(PREFIX).split("-")[0]
        if not Path("/proc", pid).exists():
            shutil.rmtree(left, ignore_errors=True)
