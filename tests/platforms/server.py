"""What the simulators of shop platforms share: HTTP over a socket, and what can go wrong with it.

A simulator knows nothing of the warehouse and shares no code with its adapters. It answers in a
thread of its own; what it tells by itself lies in its ``outbox`` until the test lets it go
(`deliver`), so a test decides what comes twice, late, in another order, or never.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from wms.demo.listening import HOST, Answer, Asked, LineCut, Listening

__all__ = ["HOST", "Answer", "Asked", "Delivery", "Fault", "Simulator"]


class Fault(StrEnum):
    """What goes wrong with the next requests."""

    #: 429 with Retry-After
    LIMITED = "limited"
    #: a page of the host, 503
    AWAY = "away"
    #: 500 of the platform
    BROKEN = "broken"
    #: the connection is closed before anything is done
    CUT = "cut"
    #: it is done, and the answer is lost
    LOST = "lost"
    #: a page of a proxy that says that all is well, and nothing is done
    PAGE = "page"
    #: it answers after a while
    SLOW = "slow"


@dataclass
class Delivery:
    """Something that the platform tells by itself; the same object again is a duplicate."""

    url: str
    headers: dict[str, str]
    body: bytes
    #: the simulator's own id of the webhook
    hook: int = 0


@dataclass
class _Planned:
    fault: Fault
    times: int
    on: Callable[[Asked], bool]
    seconds: float


class Simulator(Listening):
    """A platform that listens; a context manager. Subclasses say `answer`."""

    def __init__(self) -> None:
        super().__init__()
        #: what was asked, in order: (method, path)
        self.asked: list[tuple[str, str]] = []
        self.outbox: list[Delivery] = []
        self.lock = threading.RLock()
        self._planned: list[_Planned] = []

    def goes_wrong(
        self,
        fault: Fault,
        times: int = 1,
        *,
        on: Callable[[Asked], bool] = lambda _: True,
        seconds: float = 1.0,
    ) -> None:
        """The next requests go wrong; ``on``: which. ``seconds``: Retry-After, or how slow."""
        with self.lock:
            self._planned.append(_Planned(fault, times, on, seconds))

    def goes_well(self) -> None:
        """Nothing more goes wrong."""
        with self.lock:
            self._planned.clear()

    def answer(self, asked: Asked) -> Answer:
        """What the platform answers."""
        raise NotImplementedError

    def limited(self, seconds: float) -> Answer:
        """How it says that it is asked too often."""
        later = {"Retry-After": str(int(seconds))}
        return Answer({"message": "Too many requests"}, 429, headers=later)

    def delivered(self, delivery: Delivery, status: int) -> None:
        """What the receiver answered."""

    def take_outbox(self) -> list[Delivery]:
        """What waits to be told, taken away."""
        with self.lock:
            waiting, self.outbox = self.outbox, []
        return waiting

    def served(self, asked: Asked) -> Answer:
        """The answer with what goes wrong."""
        with self.lock:
            self.asked.append((asked.method, asked.path))
            planned = next((one for one in self._planned if one.on(asked)), None)
            if planned is not None:
                planned.times -= 1
                if planned.times <= 0:
                    self._planned.remove(planned)
        if planned is None:
            return self.answer(asked)
        match planned.fault:
            case Fault.LIMITED:
                return self.limited(planned.seconds)
            case Fault.AWAY:
                return Answer(b"<h1>503 Service Unavailable</h1>", 503, "text/html")
            case Fault.BROKEN:
                return Answer(b"<html>There has been a critical error</html>", 500, "text/html")
            case Fault.PAGE:
                return Answer(b"<!DOCTYPE html><html>Please wait</html>", 200, "text/html")
            case Fault.CUT:
                raise LineCut
            case Fault.LOST:
                self.answer(asked)
                raise LineCut
            case Fault.SLOW:
                time.sleep(planned.seconds)
                return self.answer(asked)
