"""A small web site on the real templates and static files, which can be slow, dead or forgetful."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from api.pages import CONTENT_SECURITY_POLICY, STATIC_DIR, sent
from tests.browser.sample_pages import make_pages, render

#: a test that forgot to let go holds nobody longer, s
HELD_LIMIT_S = 120.0
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass
class Site:
    """What the site does and what reached it."""

    delay_s: float = 0.0
    get_delay_s: float = 0.0
    #: "up"; "hang_up" closes the connection unread; "deaf" does the work but never answers
    mood: str = "up"
    status: int = 303
    #: what the next page says: name of a sample page
    page: str = "pick"
    language: str = "en"
    #: (path, code, scan_id) of every POST that was read, in order of arrival
    posts: list[tuple[str, str, str]] = field(default_factory=list)
    #: the effects: one per scan_id, as the real server has it
    done: dict[str, str] = field(default_factory=dict)
    fields: list[dict[str, list[str]]] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    logged_out: bool = False
    operator: str = "op-1"
    url: str = ""
    #: what was sent and not read, because the connection was closed
    hung_up: int = 0
    _open: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.let_go()

    def hold(self) -> None:
        """Answer nobody, until `let_go`: however slow the machine, the page was faster."""
        self._open.clear()

    def let_go(self) -> None:
        """Answer everybody who waits, and who comes."""
        self._open.set()

    def wait(self) -> None:
        """Be as slow as the test wants it."""
        self._open.wait(HELD_LIMIT_S)
        time.sleep(self.delay_s)

    def codes(self) -> list[str]:
        """The codes that had an effect, in order."""
        return list(self.done.values())


class Answer(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"
    pages = make_pages()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _page(self, name: str, status: int = 200) -> None:
        operator = {"id": self.site.operator, "name": "Marek", "device_id": "dev-1"}
        html = render(self.pages, name, self.site.language, operator=operator)
        self._send(status, html.encode(), "text/html; charset=utf-8")

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/static/"):
            name = path.removeprefix("/static/")
            file = STATIC_DIR / name
            if not file.is_file():
                self._send(404, b"", "text/plain")
                return
            self._send(200, sent(name), TYPES[file.suffix])
        elif self.site.mood != "up":
            self.close_connection = True
        else:
            time.sleep(self.site.get_delay_s)
            self._get_page(path)

    def _get_page(self, path: str) -> None:
        if path.startswith("/sample/"):
            self._page(path.removeprefix("/sample/"))
        else:
            self._page("login" if self.site.logged_out else self.site.page)

    def do_POST(self) -> None:
        site = self.site
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if site.mood == "hang_up":
            site.hung_up += 1
            self.close_connection = True
            return
        fields = parse_qs(body, keep_blank_values=True)
        code, scan_id = fields.get("code", [""])[0], fields.get("scan_id", [""])[0]
        path = urlsplit(self.path).path
        site.posts.append((path, code, scan_id))
        site.fields.append(fields)
        site.wait()
        if site.logged_out and path != "/scanner/login/badge":
            self._page("login", 401)
            return
        if code in site.refuse:
            self._page("refusal_wrong_item", 409)
            return
        site.done.setdefault(scan_id, code or path)
        if site.mood == "deaf":
            self.close_connection = True
        elif site.status == 303:
            self._send(303, b"", "text/plain", Location="/scanner/pick/1")
        else:
            self._send(site.status, b"busy", "text/plain")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # a browser opens six at once; a full queue costs it a second


def start() -> tuple[Site, Server]:
    """Serve a site of its own on a free port; `shutdown` and `server_close` end it."""
    site = Site()
    handler = type("AnswerOf", (Answer,), {"site": site})
    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    return site, server
