"""The HTTP that both couriers are behind, in a thread of whoever starts it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

import httpx

from wms.demo.couriers.dpd import DpdService
from wms.demo.couriers.inpost_returns import Tickets
from wms.demo.couriers.shipx import ORGANIZATION, ShipX
from wms.demo.couriers.trouble import Trouble
from wms.demo.couriers.wording import Answer, Asked, LineCut

HOST: Final = "127.0.0.1"
BODY_MAX: Final = 2_000_000
PUSHES_MAX: Final = 20


class Couriers:
    """InPost under ``/inpost`` and ``/inpost-returns``, DPD under ``/dpd``; a context manager that
    listens."""

    def __init__(self, port: int = 0) -> None:
        self.inpost = ShipX()
        self.returns = Tickets(self.inpost)
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
        return settings_of(self.url)

    def forever(self) -> None:
        """Listen in this thread until killed."""
        self._server.serve_forever()

    def _services(self) -> Mapping[str, Callable[[Asked], Answer]]:
        return {
            "inpost": self.inpost.answer,
            "inpost-returns": self.returns.answer,
            "dpd": self.dpd.answer,
            "control": self._control,
        }

    def _control(self, asked: Asked) -> Answer:
        """For people and for the demo. POST /control with one of

        {"courier": "inpost", "trouble": "busy", "times": 2}: that goes wrong next;
        {"courier": "dpd", "number": "…", "status": "190101"}: a parcel is seen;
        {"push_to": "http://…"}: InPost tells there what it sees.
        """
        told = asked.json()
        if "push_to" in told:
            self.inpost.on_change = Pusher(told["push_to"])
            return Answer({"ok": True})
        named: dict[str, ShipX | DpdService] = {"inpost": self.inpost, "dpd": self.dpd}
        service = named[told.get("courier", "inpost")]
        if "status" in told:
            service.happens(told["number"], told["status"])
        else:
            service.troubles.add(Trouble(told["trouble"]), int(told.get("times", 1)))
        return Answer({"ok": True})


def settings_of(url: str) -> dict[str, str]:
    """The warehouse's settings by which it asks couriers at an address, by name."""
    return {
        "inpost_url": f"{url}/inpost",
        "inpost_points_url": f"{url}/inpost",
        "inpost_returns_url": f"{url}/inpost-returns",
        "inpost_login_url": f"{url}/inpost-returns",
        "inpost_pushes_from": f"{HOST}/32",
        "dpd_url": f"{url}/dpd",
        "dpd_info_url": f"{url}/dpd",
        "dpd_points_url": f"{url}/dpd",
    }


class Pusher:
    """InPost's webhook: it tells of a change after it happened, as often as it takes."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(self, event: str, payload: dict[str, Any]) -> None:
        body = {
            "event_ts": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S %z"),
            "event": event,
            "organization_id": int(ORGANIZATION),
            "payload": payload,
        }
        threading.Thread(target=self._send, args=(body,), daemon=True).start()

    def _send(self, body: dict[str, Any]) -> None:
        for _ in range(PUSHES_MAX):
            try:
                if httpx.post(self._url, json=body, timeout=5.0, trust_env=False).is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.5)


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
