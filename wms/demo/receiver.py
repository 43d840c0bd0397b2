"""The shops' own webhook receiver: a program of theirs, of which the warehouse knows an address.

    python -m wms.demo.receiver 9000 secrets.json

It verifies each message with the public ``standardwebhooks`` library and prints one line for it:
``verified LIPOWA order.packed L-1001 …``. ``secrets.json`` maps a shop to its ``whsec_…``; it is
read for each message, so a shop may move in meanwhile.
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from standardwebhooks import Webhook, WebhookVerificationError

HOST: Final = "127.0.0.1"
#: far beyond any event; what is longer is not read
BODY_MAX: Final = 1_000_000
PATH: Final = "/hooks/"
#: before the numbers of what the shop has no name of its own for
SIGNS: Final = {"return": "R-", "case": "C-"}


_one_at_a_time = threading.Lock()


def say(line: str) -> None:
    """One whole line, though messages come at the same time."""
    with _one_at_a_time:
        print(line, flush=True)


class Receiver(BaseHTTPRequestHandler):
    """One message."""

    secrets: Path

    def do_POST(self) -> None:
        """Verify, print, answer: 204; 400 for a wrong signature, 404 for a shop we do not know."""
        shop = self.path.removeprefix(PATH)
        body = self.rfile.read(min(int(self.headers.get("content-length", "0")), BODY_MAX))
        secret = json.loads(self.secrets.read_text()).get(shop)
        if secret is None:
            say(f"refused {shop} nobody here is called so")
            self._answer(404)
            return
        try:
            Webhook(secret).verify(body, dict(self.headers))
            event = json.loads(body)
        except (WebhookVerificationError, ValueError) as error:
            say(f"refused {shop} {error}")
            self._answer(400)
            return
        say(f"verified {shop} {event['type']} {_about(event)} sequence={event['sequence']}")
        self._answer(204)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Our own line is enough."""


def _about(event: Any) -> str:
    """The shop's own name of what it is about, else the number that people read."""
    subject = event["subject"]
    kind: str = subject["type"]
    if subject["external_id"]:
        return str(subject["external_id"])
    return f"{SIGNS[kind]}{event['data'][f'{kind}_number']}" if kind in SIGNS else kind


def main(port: int, secrets: Path) -> None:
    """Listen until killed."""
    Receiver.secrets = secrets
    ThreadingHTTPServer((HOST, port), Receiver).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
