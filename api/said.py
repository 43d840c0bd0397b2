"""Who in this process waits for words: streams that are woken when something was said.

A ring names a thread. It is only a ring: whoever wakes reads the rows, and looks by itself now and
then, so that a lost one costs a moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: open streams of one process, and of one thread or person
EARS_MAX: Final = 400
EACH_MAX: Final = 6


class TooManyEars(Exception):  # noqa: N818 - a fact
    """More streams than a process keeps open; the page goes on without one."""


class Ears:
    """The streams of one process."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}
        #: streams that are open
        self.count = 0
        #: the process stops: streams end
        self.is_closed = False

    @contextmanager
    def listening(self, to: str) -> Iterator[asyncio.Event]:
        """An event that is set at each ring for ``to``: a thread's id, or "desk:<user>" for all.

        Raises:
            TooManyEars: too many streams are open.
        """
        there = self._waiting.setdefault(to, set())
        if self.count >= EARS_MAX or len(there) >= EACH_MAX or self.is_closed:
            raise TooManyEars
        event = asyncio.Event()
        there.add(event)
        self.count += 1
        try:
            yield event
        finally:
            self.count -= 1
            there.discard(event)
            if not there:
                self._waiting.pop(to, None)

    def heard(self, thread: str) -> None:
        """Something was said in a thread."""
        for to, events in self._waiting.items():
            if to == thread or to.startswith("desk:"):
                for event in events:
                    event.set()

    def hang_up(self) -> None:
        """End all streams: the process stops."""
        self.is_closed = True
        for events in self._waiting.values():
            for event in events:
                event.set()
