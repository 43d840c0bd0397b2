"""What the simulators of shop platforms share: HTTP over a socket, and what can go wrong with it.

A simulator knows nothing of the warehouse and shares no code with its adapters. It answers in a
thread of its own; what it tells by itself lies in its ``outbox`` until the test lets it go
(`deliver`), so a test decides what comes twice, late, in another order, or never.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from wms.demo.couriers.wording import Asked

HOST = "127.0.0.1"
__all__ = ["Answer", "Asked", "Delivery", "Fault", "Simulator"]


class Fault(StrEnum):
    """What goes wrong with the next requests."""

    #: 429 with Retry-After
    LIMITED = "limited"
    #: a page of the host, 503
    AWAY = "away"
    #: 500 of the platform
    BROKEN = "broken"
    #: the connection is closed before anything is done
    CUT = "cut"
    #: it is done, and the answer is lost
    LOST = "lost"
    #: a page of a proxy that says that all is well, and nothing is done
    PAGE = "page"
    #: it answers after a while
    SLOW = "slow"


@dataclass(frozen=True)
class Answer:
    """An answer: JSON, or bytes of some other kind."""

    content: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"

    def body(self) -> bytes:
        """As it goes over the wire."""
        return (
            self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()
        )


@dataclass
class Delivery:
    """Something that the platform tells by itself; the same object again is a duplicate."""

    url: str
    headers: dict[str, str]
    body: bytes
    #: the simulator's own id of the webhook
    hook: int = 0


@dataclass
class _Planned:
    fault: Fault
    times: int
    on: Callable[[Asked], bool]
    seconds: float


class Simulator:
    """A platform that listens; a context manager. Subclasses say `answer`."""

    def __init__(self) -> None:
        #: what was asked, in order: (method, path)
        self.asked: list[tuple[str, str]] = []
        self.outbox: list[Delivery] = []
        self.lock = threading.RLock()
        self._planned: list[_Planned] = []
        handler = type("Handler", (_Handler,), {"simulator": self})
        self._server = ThreadingHTTPServer((HOST, 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def goes_wrong(
        self,
        fault: Fault,
        times: int = 1,
        *,
        on: Callable[[Asked], bool] = lambda _: True,
        seconds: float = 1.0,
    ) -> None:
        """The next requests go wrong; ``on``: which. ``seconds``: Retry-After, or how slow."""
        with self.lock:
            self._planned.append(_Planned(fault, times, on, seconds))

    def goes_well(self) -> None:
        """Nothing more goes wrong."""
        with self.lock:
            self._planned.clear()

    def answer(self, asked: Asked) -> Answer:
        """What the platform answers."""
        raise NotImplementedError

    def limited(self, seconds: float) -> Answer:
        """How it says that it is asked too often."""
        return Answer({"message": "Too many requests"}, 429, {"Retry-After": str(int(seconds))})

    def delivered(self, delivery: Delivery, status: int) -> None:
        """What the receiver answered."""

    def take_outbox(self) -> list[Delivery]:
        """What waits to be told, taken away."""
        with self.lock:
            waiting, self.outbox = self.outbox, []
        return waiting

    def served(self, asked: Asked) -> Answer | None:
        """The answer with what goes wrong; None: the line is cut."""
        with self.lock:
            self.asked.append((asked.method, asked.path))
            planned = next((one for one in self._planned if one.on(asked)), None)
            if planned is not None:
                planned.times -= 1
                if planned.times <= 0:
                    self._planned.remove(planned)
        if planned is None:
            return self.answer(asked)
        match planned.fault:
            case Fault.LIMITED:
                return self.limited(planned.seconds)
            case Fault.AWAY:
                return Answer(b"<h1>503 Service Unavailable</h1>", 503, {}, "text/html")
            case Fault.BROKEN:
                return Answer(b"<html>There has been a critical error</html>", 500, {}, "text/html")
            case Fault.PAGE:
                return Answer(b"<!DOCTYPE html><html>Please wait</html>", 200, {}, "text/html")
            case Fault.CUT:
                return None
            case Fault.LOST:
                self.answer(asked)
                return None
            case Fault.SLOW:
                time.sleep(planned.seconds)
                return self.answer(asked)


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    simulator: Simulator

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        asked = Asked(
            method=self.command,
            path=parts.path,
            query=parse_qs(parts.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in self.headers.items()},
            sent=self.rfile.read(length),
        )
        found = self.simulator.served(asked)
        if found is None:
            self.close_connection = True
            return
        body = found.body()
        self.send_response(found.status)
        self.send_header("Content-Type", found.kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in found.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _serve

    def log_message(self, *_: Any) -> None:
        """Nothing: the tests ask for what was asked."""
