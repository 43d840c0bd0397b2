"""Web servers on unix sockets that can be made to die, and who talks to them."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import ssl
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from tests.faults import api_with_faults
from tests.programs import FORKS
from wms.settings import Settings

START_LIMIT_S = 30.0
DEATH_LIMIT_S = 20.0
#: a refused request that may be sent again is sent again so often
RETRIES = 50
#: there is no TLS on a unix socket, and to load whom to trust costs 40 ms a client
NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_numbers = itertools.count(1)


@dataclass
class Asked:
    """A request that can be sent again unchanged."""

    path: str
    body: dict[str, Any]
    headers: dict[str, str]
    method: str = "POST"
    #: as a page's form sends it, not as JSON
    is_form: bool = False


def scanned(path: str, code: str = "", **fields: str) -> Asked:
    """What a handheld's program sends."""
    body = {"scan_id": str(uuid4()), "code": code, **fields}
    return Asked(path, body, {"Accept": "application/json"})


class Nursery:
    """Where servers of one installation are born; the application is built once."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._folder = folder
        self._orders, theirs = FORKS.Pipe()
        self._process = FORKS.Process(
            target=api_with_faults.nursery, args=(settings, theirs), daemon=True
        )
        self._process.start()
        theirs.close()

    def server(self, mode: str = "", at: int = 0, *, port: int | None = None) -> Server:
        """A server that answers, and dies at the chosen point; on a unix socket without a port."""
        path = str(port) if port else str(self._folder / f"s{next(_numbers)}")
        self._orders.send((path, mode, at))
        server = Server(path, self._orders.recv(), self)
        _until_open(path)
        return server

    def exit_code(self, pid: int) -> int:
        """How a server ended; waits for it."""
        self._orders.send(pid)
        assert self._orders.poll(DEATH_LIMIT_S), f"process {pid} does not end"
        return int(self._orders.recv())

    def close(self) -> None:
        self._orders.send(None)
        self._process.join(DEATH_LIMIT_S)


@dataclass
class Server:
    """A web server in a process of its own."""

    path: str
    pid: int
    nursery: Nursery
    exit_code: int | None = None

    def client(self, **options: Any) -> httpx.Client:
        transport = httpx.HTTPTransport(uds=self.path, verify=NOBODY)
        return httpx.Client(
            transport=transport, base_url="http://warehouse.test", timeout=30, **options
        )

    def was_killed(self) -> bool:
        """Whether it died as it was told; waits for it."""
        self.exit_code = self.nursery.exit_code(self.pid)
        return self.exit_code == -signal.SIGKILL

    def stop(self) -> None:
        if self.exit_code is None:
            os.kill(self.pid, signal.SIGKILL)
            self.exit_code = self.nursery.exit_code(self.pid)
        Path(self.path).unlink(missing_ok=True)


def free_port() -> int:
    """A port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


def _until_open(path: str) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    family = socket.AF_INET if path.isdigit() else socket.AF_UNIX
    while True:
        with socket.socket(family) as line:
            try:
                line.connect(("127.0.0.1", int(path)) if path.isdigit() else path)
            except OSError:
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.01)
            else:
                return


def send(client: httpx.Client, asked: Asked, *, faulty: bool = False) -> httpx.Response | None:
    """Send it once; None when the connection broke before there was an answer."""
    headers = {**asked.headers, **({"X-Fault": "1"} if faulty else {})}
    try:
        how: dict[str, Any] = {"data" if asked.is_form else "json": asked.body}
        return client.request(asked.method, asked.path, headers=headers, **how)
    except httpx.TransportError:
        return None


def is_done(answer: httpx.Response) -> bool:
    """Whether it was done: a form answers by the page that comes next."""
    return answer.is_success or answer.is_redirect


def insist(client: httpx.Client, asked: Asked) -> httpx.Response:
    """Send it until it is neither lost nor refused for the moment only."""
    for _ in range(RETRIES):
        answer = send(client, asked)
        if answer is not None and is_done(answer):
            return answer
        if answer is not None and not _may_pass(answer):
            raise AssertionError(f"{asked.path}: {answer.status_code} {answer.text}")
        time.sleep(0.1)
    raise AssertionError(f"{asked.path}: no answer after {RETRIES} tries")


def _may_pass(answer: httpx.Response) -> bool:
    if "json" not in answer.headers.get("content-type", ""):
        return answer.status_code == httpx.codes.SERVICE_UNAVAILABLE  # a page says it to people
    told = answer.json()
    return bool(told.get("retryable")) or told.get("code") in ("busy", "idempotency.twin_running")
