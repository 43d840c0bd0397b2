"""A shop's events on a developer's own machine: read from the feed, signed, posted to a local URL.

    python -m wms_client listen --forward-to http://localhost:3000/hooks

The warehouse cannot reach a laptop, so the laptop asks: the feed, once a second. What is posted is
what a webhook would be: the same bytes, headers and signatures, a subject's events in their order,
four at once, 20 s for an answer, a redirect is a failure. Only patience is another: who is writing
the program waits seconds for the next try, not hours.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import httpx
import msgspec
from standardwebhooks.webhooks import Webhook

from wms_client import AsyncWarehouse
from wms_client.errors import RateLimitedError, ServerError, UnreachableError
from wms_client.retries import Retries

#: between two looks at the feed, s: 60 of the 600 requests that a key has in a minute
LOOK_EVERY_S: Final = 1.0
#: before the 2nd, 3rd … try of an event, s; the last one again and again
PAUSES_S: Final = (1.0, 2.0, 5.0, 10.0)
#: an event is tried so often when nobody waits for more (``once``)
TRIES_ONCE: Final = 5
#: as the warehouse's sender does
AT_ONCE: Final = 4
ANSWER_LIMIT_S: Final = 20.0
#: with so many events on hand no more are read
ON_HAND_MAX: Final = 1_000
_SECRET_BYTES: Final = 32
_GONE: Final = 410
_MS_PER_S: Final = 1000
#: the client's own patience is not wanted: what is wrong is told at once, and tried again here
_ONE_TRY: Final = Retries(attempts=1)

#: the warehouse, or the way to it, is not as it should be for a moment; a proxy's page is no feed
_AWAY: Final = (UnreachableError, ServerError, RateLimitedError, msgspec.DecodeError)

Say = Callable[[str], None]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is listened to, and where it is posted."""

    url: str
    key: str
    forward_to: str
    #: `whsec_…`
    secret: str
    #: empty: every type
    types: tuple[str, ...] = ()
    #: begin after this sequence; None: with what comes from now on
    after: int | None = None
    #: without ``after``: begin so many events before now
    replay: int = 0
    #: end when everything that there is was posted
    is_once: bool = False
    #: whether a local https address must prove itself
    is_verified: bool = True


class _Subject(msgspec.Struct, frozen=True):
    id: UUID
    external_id: str | None = None


class _Event(msgspec.Struct, frozen=True):
    id: str
    type: str
    sequence: int
    subject: _Subject


class _Feed(msgspec.Struct, frozen=True):
    """Events as the bytes that they are: also what this client does not know is passed on."""

    items: list[msgspec.Raw]
    next_after: int
    last_sequence: int


def new_secret() -> str:
    """A signing secret in the form that Standard Webhooks gives it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed_headers(secret: str, event_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """What makes ``body`` a webhook (Standard Webhooks 1.0)."""
    return {
        "content-type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(event_id, now, body.decode()),
    }


class Listening:
    """Reads and posts until it is cancelled, or with ``once`` until nothing is left."""

    def __init__(self, wanted: Wanted, say: Say) -> None:
        self._wanted = wanted
        self._say = say
        self._after = 0
        self._posted = 0
        self._given_up = 0
        #: events of a subject that wait for their turn; a subject that is here has a task
        self._waiting: dict[UUID, deque[tuple[_Event, bytes]]] = {}
        self._on_hand: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> bool:
        """Listen; whether everything was delivered, once there is an end.

        Raises:
            RefusedError: the key is unknown, or may not read events.
        """
        wanted = self._wanted
        async with (
            AsyncWarehouse(wanted.url, key=wanted.key, retries=_ONE_TRY) as warehouse,
            httpx.AsyncClient(
                timeout=ANSWER_LIMIT_S, trust_env=False, verify=wanted.is_verified
            ) as local,
        ):
            try:
                await self._begin(warehouse)
                await self._follow(warehouse, local)
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)
                self._sum_up()
        return self._given_up == 0

    async def _begin(self, warehouse: AsyncWarehouse) -> None:
        wanted = self._wanted
        if wanted.after is None:
            last = (await self._read(warehouse, 0, limit=1)).last_sequence
            self._after = max(0, last - wanted.replay)
        else:
            self._after = wanted.after
        self._say(f"Events of {wanted.url} after number {self._after} go to {wanted.forward_to}.")
        self._say(f"Signing secret: {wanted.secret}")

    async def _follow(self, warehouse: AsyncWarehouse, local: httpx.AsyncClient) -> None:
        while True:
            feed = None
            if len(self._on_hand) < ON_HAND_MAX:
                feed = await self._read(warehouse, self._after)
                for raw in feed.items:
                    self._take(bytes(raw), local)
                self._after = feed.next_after
            for task in [one for one in self._tasks if one.done()]:
                self._tasks.discard(task)
                task.result()
            if feed is not None and not feed.items and self._wanted.is_once:
                await asyncio.gather(*self._tasks)
                return
            if feed is None or not feed.items:
                await asyncio.sleep(LOOK_EVERY_S)

    async def _read(
        self, warehouse: AsyncWarehouse, after: int, *, limit: int | None = None
    ) -> _Feed:
        """What stands in the feed; asks again and again while the warehouse is out of reach."""
        query = {"after": after, "limit": limit, "type": list(self._wanted.types) or None}
        failed = 0
        while True:
            try:
                feed = await warehouse._call("GET", "/v1/events", _Feed, query=query)
            except _AWAY as why:
                if not failed:
                    self._say(f"{_clock()}  The warehouse does not answer ({why}). Asking again …")
                await asyncio.sleep(_pause_s(failed))
                failed += 1
            else:
                if failed:
                    self._say(f"{_clock()}  The warehouse answers again.")
                return feed

    def _take(self, body: bytes, local: httpx.AsyncClient) -> None:
        event = msgspec.json.decode(body, type=_Event)
        self._on_hand.add(event.sequence)
        subject = event.subject.id
        if subject in self._waiting:
            self._waiting[subject].append((event, body))
            return
        self._waiting[subject] = deque([(event, body)])
        self._tasks.add(asyncio.create_task(self._deliver_all(subject, local)))

    async def _deliver_all(self, subject: UUID, local: httpx.AsyncClient) -> None:
        """One after the other: the next one when the one before has an end."""
        waiting = self._waiting[subject]
        while waiting:
            event, body = waiting.popleft()
            await self._deliver(event, body, local)
            self._on_hand.discard(event.sequence)
        del self._waiting[subject]

    async def _deliver(self, event: _Event, body: bytes, local: httpx.AsyncClient) -> None:
        failed = 0
        while True:
            async with self._slots:
                status, told = await self._post(event, body, local)
            if status is not None and httpx.codes.is_success(status):
                self._posted += 1
                self._tell(event, told)
                return
            is_last = self._wanted.is_once and failed + 1 >= TRIES_ONCE
            if is_last or status == _GONE:
                self._given_up += 1
                self._tell(event, f"{told}, given up")
                return
            pause_s = _pause_s(failed)
            self._tell(event, f"{told}, again in {pause_s:.0f} s")
            await asyncio.sleep(pause_s)
            failed += 1

    async def _post(
        self, event: _Event, body: bytes, local: httpx.AsyncClient
    ) -> tuple[int | None, str]:
        """The status that was answered, None without an answer; and how that is told."""
        headers = signed_headers(self._wanted.secret, event.id, body, datetime.now(UTC))
        started = time.perf_counter()
        try:
            async with asyncio.timeout(ANSWER_LIMIT_S):
                answer = await local.post(self._wanted.forward_to, content=body, headers=headers)
        except (httpx.TransportError, TimeoutError) as why:
            return None, f"no answer ({type(why).__name__}) after {_ms_since(started)} ms"
        return answer.status_code, f"{answer.status_code} in {_ms_since(started)} ms"

    def _tell(self, event: _Event, end: str) -> None:
        name = event.subject.external_id or event.subject.id
        self._say(f"{_clock()}  #{event.sequence}  {event.type}  {name}  → {end}")

    def _sum_up(self) -> None:
        reached = min(self._on_hand, default=self._after + 1) - 1
        lost = f", {self._given_up} given up" if self._given_up else ""
        self._say(f"{self._posted} delivered{lost}. To go on from here: --after {reached}")


def _pause_s(failed: int) -> float:
    return PAUSES_S[min(failed, len(PAUSES_S) - 1)]


def _ms_since(started: float) -> int:
    return round((time.perf_counter() - started) * _MS_PER_S)


def _clock() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")
