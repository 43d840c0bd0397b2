"""The processes that are measured: started by us, told apart by their CPU time, and stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil

from wms.local.child import spawn, stop

START_LIMIT_S: Final = 90.0
LOOK_S: Final = 0.05
STOP_LIMIT_S: Final = 10.0


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


@contextmanager
def program(
    words: list[str], *, log: Path, environment: Mapping[str, str], port: int | None = None
) -> Iterator[int]:
    """``python -m words…`` meanwhile; its process id. Waits until it listens on ``port``.

    Raises:
        RuntimeError: it ended, or did not listen in time; with the end of its log.
    """
    with log.open("ab") as out:
        process = spawn(
            [sys.executable, "-m", *words],
            death_signal=signal.SIGTERM,  # whoever kills the bench leaves nothing behind
            output=out,
            environment={**os.environ, **environment},
        )
    try:
        if port is not None:
            _await_listening(process, port, log)
        yield process.pid
    finally:
        stop(process, (signal.SIGTERM, STOP_LIMIT_S))


def _await_listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_LIMIT_S
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), LOOK_S).close()
        except OSError:
            time.sleep(LOOK_S)
        else:
            return
    raise RuntimeError(f"{log.stem} does not listen:\n{log.read_text()[-2000:]}")


class Meter:
    """CPU seconds used since it was made, by name of the part, children included.

    The load client is this very process, whose children are the servers: only its own time counts.
    """

    def __init__(self, parts: Mapping[str, int]) -> None:
        self._parts = dict(parts)
        self._before = {name: _cpu_s(pid) for name, pid in parts.items()}

    def used(self) -> dict[str, float]:
        """Seconds by name of the part."""
        return {name: _cpu_s(pid) - self._before[name] for name, pid in self._parts.items()}


def _cpu_s(pid: int) -> float:
    """User and system time of a process, of its living children, and of those that ended."""
    process = psutil.Process(pid)
    own = process.cpu_times()
    if pid == os.getpid():
        return float(own.user + own.system)
    total = own.user + own.system + own.children_user + own.children_system
    for child in process.children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:
            continue  # it ended a moment ago: its parent's children_* has it
        total += times.user + times.system
    return float(total)
