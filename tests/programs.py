"""The warehouse's programs as processes of the tests' own, born from one that has imported all.

``python -m api`` spends two seconds and a half on its imports and on building the doors, before it
does anything; a test waits for that and throws it away. So the first test of a test process that
needs a program starts one that has imported everything and built the doors (`tests.imported`), and
each program is a fork of it: the same module, run as ``__main__`` with the environment that it is
given, in a process of its own that can be killed for real. The command lines themselves are started
as people do in tests/cli, tests/flows and tests/bench.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

#: a fork shares what was imported before; also for servers with faults (tests/faults)
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.imported"])
#: prctl(2): a signal for us when whoever forked us ends
PR_SET_PDEATHSIG = 1


class Program:
    """``python -m module words…`` with nothing but ``environment``; used like a ``Popen``.

    What it says goes to the end of ``log``; without one, to where the tests' own output goes.
    """

    def __init__(
        self, module: str, *words: str, environment: Mapping[str, str], log: Path | None = None
    ) -> None:
        self.args = (module, *words)
        if log is not None:
            log.touch()  # there to be read from now on
        self._process = FORKS.Process(
            target=_run, args=(self.args, dict(environment), log), daemon=True
        )
        self._process.start()
        assert self._process.pid
        self.pid: int = self._process.pid

    @property
    def returncode(self) -> int | None:
        """As ``poll`` says."""
        return self.poll()

    def poll(self) -> int | None:
        """How it ended, minus the signal's number if by one; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """The same, once it has ended; ``timeout`` in s."""
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Nothing, when it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)


def _run(words: tuple[str, ...], environment: dict[str, str], log: Path | None) -> None:
    if sys.platform == "linux":  # tests that were killed leave nobody behind
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if log is not None:
        file = os.open(log, os.O_WRONLY | os.O_APPEND)
        os.dup2(file, 1)
        os.dup2(file, 2)
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = list(words)
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
