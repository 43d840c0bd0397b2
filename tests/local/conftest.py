"""Embedded servers of the tests' own: one data folder made by initdb, shared."""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

import psutil
import pytest

from wms.local import Local

SUPERVISE = Path(__file__).with_name("supervise.py")
PATIENCE_S = 20


def wait_for(condition: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _hears_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Supervisor:
    """``supervise.py`` in a process of its own."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(SUPERVISE), str(data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # a suite that runs in the background was told to ignore Ctrl-C, and hands that down
            preexec_fn=_hears_ctrl_c,
        )
        self.said: list[str] = []
        self.postgres = self.redis = 0

    def line(self) -> str:
        out: IO[str] | None = self.process.stdout
        assert out is not None
        text = out.readline().strip()
        self.said.append(text)
        return text

    def until(self, word: str) -> str:
        while not (line := self.line()).startswith(word):
            assert line or self.process.poll() is None, self.said
        return line

    def ready(self) -> "Supervisor":
        _, postgres, redis = self.until("ready").split()
        self.postgres, self.redis = int(postgres), int(redis)
        return self


@pytest.fixture(scope="session")
def made_data() -> Iterator[Path]:
    """A data folder which was started and stopped once; the tests share it, one after another."""
    home = Path(tempfile.mkdtemp(prefix="wms-t-", dir="/tmp"))
    with Local(home / "data"):
        pass
    yield home / "data"
    shutil.rmtree(home)


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty folder with a short path that anybody may walk through."""
    path = Path(tempfile.mkdtemp(prefix="wms-t-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def supervise() -> Iterator[Callable[[Path], Supervisor]]:
    """Starts supervisors; those which still run at the end are killed."""
    started: list[Supervisor] = []

    def start(data: Path) -> Supervisor:
        started.append(Supervisor(data))
        return started[-1]

    yield start
    for one in started:
        children = psutil.Process(one.process.pid).children() if one.process.poll() is None else []
        one.process.kill()
        one.process.wait()
        for child in children:
            wait_for(partial(is_gone, child.pid), "the servers to end")
        assert one.process.stdout is not None
        one.process.stdout.close()
