"""Where the warehouse's webhooks come in: a small HTTP server, and what came by it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from wms_client import NotSignedError, Warehouse, read_event
from wms_client.models import CarriedAnswer, Event, EventMade, NewWebhookEndpoint

#: an event is here within a second; one that was lost comes again after five
PATIENCE_S = 60.0
#: as the warehouse's own sender waits
ANSWER_LIMIT_S = 20.0
#: between two looks at what is to be carried
LOOK_EVERY_S = 0.2
NO_CONTENT, BAD_REQUEST = 204, 400


class Hooks:
    """The shop's receiver: believes what is signed, and takes each event once."""

    def __init__(self, endpoint_id: UUID, secret: str) -> None:
        self.endpoint_id = endpoint_id
        self._secret = secret
        self._events: dict[UUID, Event] = {}
        self._refused: set[str] = set()
        self._news = threading.Condition()

    def receive(self, body: bytes, headers: dict[str, str]) -> int:
        """What is answered to a message. Answer fast; what takes long, do afterwards."""
        with self._news:
            self._news.notify_all()
            try:
                event = read_event(body, headers, self._secret)
            except NotSignedError:
                self._refused.add(headers.get("webhook-id", ""))
                return BAD_REQUEST
            # the same event may come twice: its id tells
            self._events[event.id] = event
            return NO_CONTENT

    def hear(self, made: list[EventMade]) -> None:
        """Wait until all of these came."""
        self._wait_for(lambda: all(one.id in self._events for one in made))

    def hear_of(self, subject_id: UUID, type_: str) -> None:
        """Wait until this was told of an order, a return …"""

        def has_come() -> bool:
            known = ((one.subject.id, one.type) for one in self._events.values())
            return (subject_id, type_) in known

        self._wait_for(has_come)

    def hear_test(self, delivery_id: UUID) -> None:
        """Wait until a test event came; its id is that of its delivery."""
        self._wait_for(lambda: delivery_id in self._events)

    def refuse(self, delivery_id: UUID) -> None:
        """Wait until a message came that proved nothing, and was refused."""
        self._wait_for(lambda: str(delivery_id) in self._refused)

    def _wait_for(self, news: Callable[[], bool]) -> None:
        with self._news:
            if not self._news.wait_for(news, PATIENCE_S):
                raise TimeoutError(f"the warehouse did not tell it within {PATIENCE_S:.0f} s")


@contextmanager
def receiving(warehouse: Warehouse, public_url: str | None) -> Iterator[Hooks]:
    """A receiver on this machine, known to the warehouse until the end.

    ``public_url``: under which the warehouse reaches it, as it will reach your server. None: it
    cannot, as this is a laptop; then what it has to say is carried from there to here.
    """
    is_carried = public_url is None
    port = 0 if public_url is None else urlsplit(public_url).port or 0
    server = ThreadingHTTPServer(("127.0.0.1", port), _Door)
    url = public_url or f"http://127.0.0.1:{server.server_port}/hooks"
    made = warehouse.create_webhook_endpoint(NewWebhookEndpoint(url=url, is_carried=is_carried))
    hooks = _Door.hooks = Hooks(made.endpoint.id, made.secret)
    is_over = threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    carrier = threading.Thread(target=_carry, args=(warehouse, made.endpoint.id, is_over))
    if is_carried:
        carrier.start()
    try:
        yield hooks
    finally:
        is_over.set()
        if is_carried:
            carrier.join()
        server.shutdown()
        warehouse.delete_webhook_endpoint(made.endpoint.id)


def _carry(warehouse: Warehouse, endpoint_id: UUID, is_over: threading.Event) -> None:
    """Fetch what is due, post it as it is, and tell what was answered."""
    with httpx.Client(timeout=ANSWER_LIMIT_S, trust_env=False) as line:
        while not is_over.is_set():
            due = warehouse.collect_webhooks(endpoint_id).items
            for one in due:
                try:
                    answer = line.post(one.url, content=one.body.encode(), headers=one.headers)
                    status = answer.status_code
                except httpx.TransportError:
                    status = None
                told = CarriedAnswer(attempt=one.attempt, status_code=status)
                warehouse.answer_webhook(one.delivery_id, told)
            if not due:  # else what waited behind one of these is due now
                is_over.wait(LOOK_EVERY_S)


class _Door(BaseHTTPRequestHandler):
    """HTTP; everything else is in `Hooks`."""

    hooks: Hooks

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.hooks.receive(body, dict(self.headers)))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""
