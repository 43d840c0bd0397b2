"""A shop's webhook receiver, in a process of its own, with the public library only.

Prints its port, then serves: ``POST /hook/<name>`` is the receiver, ``PUT /mode/<name>`` says how
it behaves (ok, 500, 410, redirect, hang, wait, drop), ``GET /received`` tells what came, in order.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SECRETS = sys.argv[1].split(",")
HANG_S = 60
modes: dict[str, str] = {}
received: list[dict[str, object]] = []
lock = threading.Lock()


def is_genuine(body: bytes, headers: dict[str, str]) -> bool:
    for secret in SECRETS:
        try:
            Webhook(secret).verify(body, headers)
        except WebhookVerificationError:
            continue
        return True
    return False


class Shop(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        name = self.path.removeprefix("/hook/")
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        if len(body) < length:  # its sender was killed in the middle
            self.close_connection = True
            return
        headers = {k.lower(): v for k, v in self.headers.items()}
        mode = modes.get(name, "ok")
        with lock:
            received.append(
                {
                    "name": name,
                    "mode": mode,
                    "at": time.time(),
                    "genuine": is_genuine(body, headers),
                    "id": headers.get("webhook-id"),
                    "event": json.loads(body),
                    "headers": headers,
                    "body": body.decode(),
                }
            )
        if mode == "hang":
            time.sleep(HANG_S)
        if mode == "wait":
            while modes.get(name) == "wait":
                time.sleep(0.02)
        if mode == "drop":
            self.close_connection = True
            return
        status = {"500": 500, "410": 410, "redirect": 307, "patient": 503}.get(mode, 200)
        self.send_response(status)
        if mode == "redirect":
            self.send_header("Location", "/hook/elsewhere")
        if mode == "patient":
            self.send_header("Retry-After", "3600")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def do_PUT(self) -> None:
        name = self.path.removeprefix("/mode/")
        modes[name] = self.rfile.read(int(self.headers["content-length"])).decode()
        self._say({})

    def do_GET(self) -> None:
        with lock:
            self._say(list(received))

    def _say(self, answer: object) -> None:
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


server = Server(("127.0.0.1", 0), Shop)
print(server.server_address[1], flush=True)
server.serve_forever()
