"""Did the interpreter dial? Asked of its own audit events (PEP 578), not of a mock."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_watched: list[list[str]] = []


def _audit(event: str, _arguments: object) -> None:
    if _watched and event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        _watched[-1].append(event)


sys.addaudithook(_audit)  # cannot be taken away again, so it only listens while it is asked to


@contextmanager
def sockets_watched() -> Iterator[list[str]]:
    """What the interpreter dialled or looked up meanwhile, from its own audit events."""
    _watched.append([])
    try:
        yield _watched[-1]
    finally:
        _watched.pop()
