"""The HTTP that both couriers are behind, in a thread of whoever starts it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qs, urlsplit

from wms.demo.couriers.dpd import DpdService
from wms.demo.couriers.shipx import ShipX
from wms.demo.couriers.trouble import Trouble
from wms.demo.couriers.wording import Answer, Asked, LineCut

HOST: Final = "127.0.0.1"
BODY_MAX: Final = 2_000_000


class Couriers:
    """InPost under ``/inpost``, DPD under ``/dpd``; a context manager that listens."""

    def __init__(self, port: int = 0) -> None:
        self.inpost = ShipX()
        self.dpd = DpdService()
        handler = type("Handler", (_Handler,), {"services": self._services()})
        self._server = ThreadingHTTPServer((HOST, port), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    @property
    def url(self) -> str:
        """Where they listen, without a slash at the end."""
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

    def settings(self) -> dict[str, str]:
        """The warehouse's settings by which it asks them, by name."""
        return {
            "inpost_url": f"{self.url}/inpost",
            "inpost_points_url": f"{self.url}/inpost",
            "inpost_pushes_from": f"{HOST}/32",
            "dpd_url": f"{self.url}/dpd",
            "dpd_info_url": f"{self.url}/dpd",
            "dpd_points_url": f"{self.url}/dpd",
        }

    def forever(self) -> None:
        """Listen in this thread until killed."""
        self._server.serve_forever()

    def _services(self) -> Mapping[str, Callable[[Asked], Answer]]:
        return {"inpost": self.inpost.answer, "dpd": self.dpd.answer, "trouble": self._make_trouble}

    def _make_trouble(self, asked: Asked) -> Answer:
        """POST /trouble {"courier": "inpost", "what": "busy", "times": 2}, for people."""
        told = asked.json()
        named: dict[str, ShipX | DpdService] = {"inpost": self.inpost, "dpd": self.dpd}
        service = named[told["courier"]]
        service.troubles.add(Trouble(told["what"]), int(told.get("times", 1)))
        return Answer({"ok": True})


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    services: Mapping[str, Callable[[Asked], Answer]]

    def _serve(self) -> None:
        split = urlsplit(self.path)
        length = min(int(self.headers.get("content-length") or 0), BODY_MAX)
        _, name, *rest = split.path.split("/")
        asked = Asked(
            method=self.command,
            path="/" + "/".join(rest),
            query=parse_qs(split.query),
            headers={key.lower(): value for key, value in self.headers.items()},
            sent=self.rfile.read(length),
        )
        service = self.services.get(name)
        try:
            answer = service(asked) if service else Answer({"error": "not_found"}, 404)
        except LineCut:
            self.close_connection = True
            return
        body = answer.body()
        self.send_response(answer.status)
        self.send_header("content-type", answer.kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815 - as the library names them

    def log_message(self, *_args: object) -> None:
        """They are quiet."""
