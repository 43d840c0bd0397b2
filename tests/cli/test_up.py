"""``wms up`` as people meet it: started, started twice, killed, started again, stopped."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import psutil
import pytest

from tests.cli.running import ROOT, Said, environment, said, wms

OPEN_LIMIT_S = 90
GONE_LIMIT_S = 30
LOOK_EVERY_S = 0.05


class Up:
    """One ``wms up`` in a process of its own, and what it has said so far."""

    def __init__(self, folder: Path, port: int, *more: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / f"up-{time.monotonic_ns()}.log"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wms", "up", "--port", str(port), *more],
                env=environment(WMS_DATA_DIR=str(folder / "data")),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def words(self) -> str:
        return self.log.read_text(errors="replace")

    def await_words(self, pattern: str) -> re.Match[str]:
        deadline = time.monotonic() + OPEN_LIMIT_S
        while not (found := re.search(pattern, self.words)):
            assert self.process.poll() is None, self.words
            assert time.monotonic() < deadline, self.words
            time.sleep(LOOK_EVERY_S)
        return found

    def await_open(self) -> None:
        self.await_words("Ctrl-C closes it")

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(GONE_LIMIT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One installation for the whole story."""
    with tempfile.TemporaryDirectory(prefix="wms-up-", dir="/tmp") as home:
        yield Path(home)


@pytest.fixture(scope="module")
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as there:
        number: int = there.getsockname()[1]
    return number


def require_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=GONE_LIMIT_S)
    assert not alive


def test_from_the_first_start_to_a_clean_end(folder: Path, port: int) -> None:
    env = {"WMS_DATA_DIR": str(folder / "data"), "WMS_BIND_PORT": str(port)}
    first = Up(folder, port)
    try:
        first.await_open()
        _expect_doors(first)
        password = _expect_log_ins(first.words)
        _log_in(first.url, password)

        # another command works beside it
        assert _say("shop", "add", "GLOBEX", "Globex", "a@b.example", env=env).returncode == 0
        assert _say("health", env=env).returncode == 0

        # a second start says who is there and changes nothing
        twice = wms("up", env=env)
        assert twice.returncode == 1
        assert f"already running (process {first.process.pid}" in twice.stderr
        assert first.process.poll() is None

        family = first.family()
        names = {process.name() for process in family}
        assert {"postgres", "valkey-server"} <= names
        first.process.kill()
        first.process.wait()
        require_gone(family)
    finally:
        first.end()

    again = Up(folder, port)
    try:
        again.await_open()
        assert "was not stopped in good order last time: recovering" in again.words
        assert "Shown once" not in again.words
        assert "GLOBEX" in _say("shop", "list", env=env).stdout
        _log_in(again.url, password)
        family = again.family()
        again.process.send_signal(signal.SIGINT)  # Ctrl-C
        assert again.process.wait(GONE_LIMIT_S) == 0, again.words
        require_gone(family)
        assert "Its data is kept" in again.words.splitlines()[-1]
        assert "Traceback" not in again.words
        assert "exit code -" not in again.words
    finally:
        again.end()


def _say(*words: str, env: Mapping[str, str]) -> Said:
    return asyncio.run(said(*words, env=env))


def _expect_doors(up: Up) -> None:
    for path, status in (("/healthz", 200), ("/docs", 200), ("/scanner", 401), ("/office", 401)):
        assert httpx.get(up.url + path, trust_env=False).status_code == status, path
    for address in ("/scanner", "/office", "/docs"):
        assert up.url + address in up.words


def _expect_log_ins(words: str) -> str:
    assert re.search(r"code [0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\n", words)
    password = re.search(r"log in to the office as admin@localhost with the password (\S+)", words)
    assert password
    return password.group(1)


def _log_in(url: str, password: str) -> None:
    with httpx.Client(base_url=url, trust_env=False) as browser:
        fields = {"email": "admin@localhost", "password": password}
        assert browser.post("/office/login", data=fields).status_code == 303
        wrong = {**fields, "password": "wrong-password"}
        assert browser.post("/office/login", data=wrong).status_code == 401


def test_a_port_that_somebody_else_has_is_said_in_a_sentence(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        env = {"WMS_DATA_DIR": str(folder / "other")}
        done = wms("up", "--port", str(number), env=env)
    assert done.returncode == 1
    assert f"Port {number} on 127.0.0.1 cannot be used" in done.stderr
    assert "--port" in done.stderr
