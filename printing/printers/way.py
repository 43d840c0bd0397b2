"""What every way out can do, and the two ways in which it fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Protocol

import msgspec

#: said just before the first byte from which on the printer may print; False: do not
Begin = Callable[[], Awaitable[bool]]


class State(StrEnum):
    """How a printer is."""

    UNKNOWN = "unknown"
    READY = "ready"
    OUT_OF_PAPER = "out_of_paper"
    DOOR_OPEN = "door_open"
    PAUSED = "paused"
    OFFLINE = "offline"
    OUT_OF_RIBBON = "out_of_ribbon"
    JAMMED = "jammed"
    FAULT = "fault"

    @property
    def is_well(self) -> bool:
        """Whether it is worth sending something there."""
        return self in (State.READY, State.UNKNOWN)


class Health(msgspec.Struct, frozen=True):
    """A printer's state, and its own words about it."""

    state: State
    words: str = ""


class NotSent(Exception):  # noqa: N818 - reads as the fact it is
    """Surely nothing comes out: it may be sent again, there or elsewhere."""

    def __init__(self, state: State, words: str = "") -> None:
        self.state, self.words = state, words
        super().__init__(f"{state}: {words}" if words else str(state))


class TakenAway(Exception):  # noqa: N818 - reads as the fact it is
    """`Begin` said no: somebody else prints this job by now. Nothing was sent."""


class Unsure(Exception):  # noqa: N818 - reads as the fact it is
    """It may have come out or not: a person looks."""

    def __init__(self, words: str = "") -> None:
        self.words = words
        super().__init__(words)


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed. By its ``id``, the same at every attempt, printers and folders know it."""

    id: str
    #: what people call it: "parcel-7-label"
    title: str
    #: application/pdf, application/zpl or image/png
    content_type: str
    content: bytes


class Way(Protocol):
    """One printer, reached in one way."""

    async def state(self) -> Health:
        """Ask it how it is. Never raises: a printer that does not answer is offline."""

    async def send(self, job: Job, begin: Begin) -> None:
        """Print it.

        Raises:
            NotSent, TakenAway: surely nothing comes out.
            Unsure: nobody knows.
        """

    async def has_come(self, job: Job) -> bool | None:
        """Whether it got an earlier attempt of this job; None: it cannot tell."""


async def deliver(way: Way, job: Job, begin: Begin, *, is_begun: bool) -> None:
    """Print ``job`` once. ``is_begun``: an earlier attempt said `Begin`, and nobody saw its end.

    Raises: what `Way.send` raises.
    """
    if is_begun:
        has_come = await way.has_come(job)
        if has_come:
            return
        if has_come is None:
            raise Unsure
    await way.send(job, begin)
