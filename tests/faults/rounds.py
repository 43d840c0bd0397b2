"""kill -9 of the web server at a statement of a write, again and again.

What was answered is there; what was not answered is absent or complete, and the same request again
(same scan_id, same Idempotency-Key) completes it once. Each round asserts that the server really
died where it should.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpx
import pytest

from tests.faults.flow import Flow, measured
from tests.faults.servers import Nursery, insist, is_done, send
from wms.db import Database

#: made like others here: `make faults` kills them as well
LIKE_OTHERS = {
    "take_from_the_dock", "undo_pick", "announce_delivery", "receive_return", "place_batch",
    "amend_order", "cancel_order", "desk_priority", "close_parcel",
    "close_manifest", "inspect_return",
    "hold_order", "release_hold", "desk_cancel", "desk_holds", "stage_parcel", "send_again",
    "resolve_case",
    "confirm_instruction", "go_on_without_photo", "open_again",
}  # fmt: skip
#: no write has more statements
POINTS_MAX = 100


class Rounds:
    """Kills one server after the other while another one, that lives, takes the repeats."""

    def __init__(self, db: Database, nursery: Nursery, flow: Flow, alive: httpx.Client) -> None:
        self.db, self.nursery, self.flow, self.alive = db, nursery, flow, alive

    async def one(self, mode: str, at: int) -> bool:
        """Whether a server died at this point; else the write has no such point."""
        asked = self.flow.prepare()
        before = await measured(self.db, self.flow)
        done = before + self.flow.step
        server = self.nursery.server(mode, at)
        try:
            with server.client(cookies=self.alive.cookies) as client:
                answer = send(client, asked, faulty=True)
            if answer is not None:
                assert is_done(answer), answer.text
                assert await measured(self.db, self.flow) == done, "answered and not there"
                return False
            assert server.was_killed(), "the connection broke and nobody was killed"
        finally:
            server.stop()
        between = await measured(self.db, self.flow)
        if self.flow.is_whole:
            assert between in (before, done), "half of it is there"
        assert min(before, done) <= between <= max(before, done)
        insist(self.alive, asked)
        assert await measured(self.db, self.flow) == done, f"{mode} {at}: once and not twice"
        insist(self.alive, asked)  # a third time, to a server that answered it already
        assert await measured(self.db, self.flow) == done
        return True

    async def all(self, mode: str) -> int:
        """Kill at every point; how many there were."""
        for at in range(1, POINTS_MAX):
            if not await self.one(mode, at):
                return at - 1
        raise AssertionError("more statements than a write may have")


Rounded = Callable[[str], Awaitable[Rounds]]


def in_the_suite(names: Iterable[str]) -> list[Any]:
    """The flows as parameters; those that are made like others are large."""
    return [pytest.param(n, marks=pytest.mark.large) if n in LIKE_OTHERS else n for n in names]


async def before_each_statement(made: Rounds) -> None:
    """Killed before any statement, and before the answer."""
    points = await made.all("before")
    assert points >= made.flow.least, f"only {points} points"
    assert await made.one("answer", 1), "committed, and nobody was told"


async def during_each_statement(made: Rounds) -> None:
    """Killed while any statement is on its way."""
    points = await made.all("sent")
    assert points >= made.flow.least, f"only {points} points"
