"""Wi-Fi as it is between steel racks: a proxy that drops, delays, doubles and reorders requests.

``dropped``: the request never arrives. ``unanswered``: it is done, and its answer is lost.
``late``: it waits. ``doubled``: it arrives twice. ``reordered``: its sender is told nothing and
sends it again; the first one arrives behind that, and behind whatever was sent since.
`Network.cut` takes the Wi-Fi away altogether.
"""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FAULTS = ("dropped", "unanswered", "late", "doubled", "reordered")
LATE_S = (0.05, 0.6)
REORDERED_S = (0.6, 2.0)
_HOP = ("connection", "transfer-encoding", "keep-alive", "host", "content-length")
TIMEOUT_S = 60.0


@dataclass
class Network:
    """What the Wi-Fi does, and what it has done."""

    upstream: str
    rng: random.Random
    #: of the requests to the floor; 0.2 is one in five
    fault_rate: float = 0.0
    is_cut: bool = False
    #: requests to addresses that end so get nowhere
    lost: str = ""
    happened: Counter[str] = field(default_factory=Counter)
    url: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def cut(self) -> None:
        """Nothing comes through from now on."""
        self.is_cut = True
        self.happened["cut"] += 1

    def mend(self) -> None:
        """The Wi-Fi is there again, no better than before."""
        self.is_cut = False

    def next_fault(self, path: str, is_navigation: bool) -> str:
        """What happens to this request; "" is nothing."""
        with self._lock:
            if self.is_cut:
                return "dropped while cut"
            if self.lost and path.endswith(self.lost):
                return "dropped"
            # a page that a person opens by hand is opened again by hand: not what is tried here
            if is_navigation or not path.startswith("/scanner") or "login" in path:
                return ""
            if self.rng.random() >= self.fault_rate:
                return ""
            return self.rng.choice(FAULTS)


class _Passing(BaseHTTPRequestHandler):
    network: Network
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        host = urlsplit(self.network.upstream).netloc
        link = http.client.HTTPConnection(host, timeout=TIMEOUT_S)
        try:
            headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP}
            # the page's own site, as the server sees it
            for name in ("Origin", "Referer"):
                if name in headers:
                    headers[name] = headers[name].replace(self.network.url, self.network.upstream)
            link.request(self.command, self.path, body or None, {**headers, "Host": host})
            answer = link.getresponse()
            got = answer.read()
            kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in _HOP]
            return answer.status, kept, got
        finally:
            link.close()

    def _later(self, body: bytes, seconds: float) -> None:
        def run() -> None:
            time.sleep(seconds)
            try:
                self._forward(body)
            except OSError:
                return
            self.network.happened["arrived late"] += 1

        threading.Thread(target=run, daemon=True).start()

    def _pass(self) -> None:
        network = self.network
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        fault = network.next_fault(path, self.headers.get("Sec-Fetch-Mode") == "navigate")
        if fault:
            network.happened[fault] += 1
        if fault.startswith("dropped"):
            self.close_connection = True
            return
        if fault == "reordered":
            self._later(body, network.rng.uniform(*REORDERED_S))
            self.close_connection = True
            return
        if fault == "late":
            time.sleep(network.rng.uniform(*LATE_S))
        if fault == "doubled":
            self._later(body, 0)
        try:
            status, headers, got = self._forward(body)
        except OSError:
            self.close_connection = True
            return
        if fault == "unanswered" or network.is_cut:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value.replace(network.upstream, network.url))
        self.send_header("Content-Length", str(len(got)))
        with suppress(BrokenPipeError, ConnectionResetError):  # the handheld was reloaded meanwhile
            self.end_headers()
            self.wfile.write(got)

    do_GET = do_POST = do_HEAD = _pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def start(upstream: str, rng: random.Random) -> tuple[Network, _Server]:
    """A network of its own before ``upstream``; `shutdown` and `server_close` end it."""
    network = Network(upstream, rng)
    server = _Server(("127.0.0.1", 0), type("PassingOf", (_Passing,), {"network": network}))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    network.url = f"http://127.0.0.1:{server.server_address[1]}"
    return network, server
