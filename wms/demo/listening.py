"""A request as a courier reads it, and its answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


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

    def body(self) -> bytes:
        """As it goes over the wire."""
        return (
            self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()
        )
