"""Another company's service on this machine: HTTP over a socket, in a thread of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

HOST: Final = "127.0.0.1"
BODY_MAX: Final = 2_000_000
#: how soon it stops when it is told to, s
_STOPS_WITHIN_S: Final = 0.02


class LineCut(Exception):  # noqa: N818 - something that happens, not an error of ours
    """The connection is closed without an answer."""


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    sent: bytes

    def one(self, name: str, default: str = "") -> str:
        """The first value of a query parameter."""
        return self.query.get(name, [default])[0]

    def json(self) -> Any:
        """What was sent."""
        return json.loads(self.sent or b"{}")


@dataclass(frozen=True)
class Answer:
    """JSON, or bytes of some other kind."""

    content: Any
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        """As it goes over the wire."""
        return (
            self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()
        )


class Listening:
    """A context manager that listens; subclasses say `served`. With port 0 it finds one."""

    def __init__(self, port: int = 0) -> None:
        handler = type("Handler", (_Handler,), {"service": self})
        self._server = ThreadingHTTPServer((HOST, port), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_STOPS_WITHIN_S,), daemon=True
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

    def forever(self) -> None:
        """Listen in this thread until killed."""
        self._server.serve_forever()

    def served(self, asked: Asked) -> Answer:
        """What is answered. Raises LineCut: nothing."""
        raise NotImplementedError


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    service: Listening

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        length = min(int(self.headers.get("content-length") or 0), BODY_MAX)
        asked = Asked(
            method=self.command,
            path=parts.path,
            query=parse_qs(parts.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in self.headers.items()},
            sent=self.rfile.read(length),
        )
        try:
            answer = self.service.served(asked)
        except LineCut:
            self.close_connection = True
            return
        body = answer.body()
        self.send_response(answer.status)
        self.send_header("content-type", answer.kind)
        self.send_header("content-length", str(len(body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - as the library names them

    def log_message(self, *_args: object) -> None:
        """They are quiet."""
