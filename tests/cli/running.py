"""Runs the command line as people do, in a process of its own; or, as it is cheaper, in ours."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from wms.cli import main
from wms.settings import settings

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 60


def environment(**ours: str) -> dict[str, str]:
    """Our environment without anybody's settings, with ``ours``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WMS_")}
    return {**kept, "PYTHONUNBUFFERED": "1", **ours}


def wms(*words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """``wms`` with ``words``, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "wms", *words],
        env=environment(**env),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


@dataclass
class Said:
    """What a command answered."""

    returncode: int
    stdout: str
    stderr: str


async def said(*words: str, env: Mapping[str, str]) -> Said:
    """The same in this process, in a thread (a command runs an event loop of its own)."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    settings.cache_clear()
    try:
        with (
            patch.dict(os.environ, environment(**env), clear=True),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = await asyncio.to_thread(main, words)
    finally:
        settings.cache_clear()
    for stream in (out, err):
        stream.seek(0)
    return Said(code, out.read(), err.read())
