"""The log of requests for shops: noted in memory, written in batches, never in a request's way.

A process that is killed loses what it noted in its last `WRITE_EVERY_S`; one that ends writes it. A
database that is away finds the notes waiting, at most `WAITING_MAX` of them.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog

from api.asker import at_door, bearer_of
from api.marks import KEY, OPERATION, QUERY, REFUSED, REQUEST_ID, UNSAID, marks_of
from api.segments import written
from wms.db import Database, new_id
from wms.errors import Refusal
from wms.requests.note import BATCH_MAX, Noted, note

log = structlog.get_logger()

DOOR: Final = "/v1"
#: what was noted is in the log this soon, s
WRITE_EVERY_S: Final = 1.0
#: more than this is not kept while the database is away; the oldest go first
WAITING_MAX: Final = 20_000
#: the end of a process waits this long for the database, s
LAST_WRITE_S: Final = 3.0
#: requests that no handler saw whose key is looked for, at a time: each is a question
LOOK_UPS_MAX: Final = 20
PATH_MAX_CHARS: Final = 300
QUERY_MAX_CHARS: Final = 500
HEADER_MAX_CHARS: Final = 255
FIELD_CODES_MAX: Final = 20
#: a part of a path that is surely nobody's name, street or address
WORD: Final = re.compile(r"[a-z0-9_.-]{0,64}")
_MS: Final = 1000
#: until somebody looks whose the key is
_NOBODY: Final = UUID(int=0)

WhoseKey = Callable[[str], Awaitable[tuple[UUID, UUID]]]


class RequestLog:
    """One process's notes. ``whose`` says whose a key or token is: (shop, key)."""

    def __init__(self, database: Database, whose: WhoseKey) -> None:
        self._database = database
        self._whose = whose
        self._waiting: deque[Noted] = deque(maxlen=WAITING_MAX)
        #: where there was no handler nobody looked at the key: its notes wait for a look
        self._unknown: deque[tuple[str, Noted]] = deque(maxlen=LOOK_UPS_MAX)
        self._lost = 0
        #: who waits for a write waits for the one that is under way too
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def note(self, scope: Any, headers: Mapping[bytes, bytes], status: int, seconds: float) -> None:
        """A request was answered with ``headers`` after so many ``seconds``."""
        marks = marks_of(scope)
        whose = marks.get(KEY)
        if whose is None and (OPERATION in marks or not at_door(marks["path"], DOOR)):
            return
        asked = dict(reversed(scope["headers"]))  # of a repeated one the first
        one = _noted(marks, asked, whose or (_NOBODY, _NOBODY), headers, status, seconds)
        if whose is None:
            secret = bearer_of(marks)
            if secret is not None:
                self._unknown.append((secret, one))
        else:
            self._lost += len(self._waiting) == WAITING_MAX
            self._waiting.append(one)

    async def write(self) -> None:
        """Write all that waits now. Raises what the database raises; then it goes on waiting."""
        async with self._turn:
            await self._find_owners()
            await self._write_batches()

    async def _write_batches(self) -> None:
        if self._lost:
            log.warning("requests not logged", count=self._lost)
            self._lost = 0
        while self._waiting:
            batch = [self._waiting[n] for n in range(min(BATCH_MAX, len(self._waiting)))]
            await note(await self._database.hot(), batch)
            written = {one.id for one in batch}
            while self._waiting and self._waiting[0].id in written:
                self._waiting.popleft()

    async def _find_owners(self) -> None:
        while self._unknown:
            secret, one = self._unknown.popleft()
            try:
                shop_id, key_id = await self._whose(secret)
            except Refusal:
                continue
            self._waiting.append(msgspec.structs.replace(one, shop_id=shop_id, key_id=key_id))

    def open(self) -> None:
        """Begin to write."""
        self._task = asyncio.get_running_loop().create_task(self._write_on())

    async def close(self) -> None:
        """Write the rest and end; a database that is away is not waited for long."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        try:
            async with asyncio.timeout(LAST_WRITE_S):
                await self.write()
        except Exception as error:
            log.warning("requests not logged", count=len(self._waiting), error=repr(error))

    async def _write_on(self) -> None:
        while True:
            await asyncio.sleep(WRITE_EVERY_S)
            try:
                await self.write()
            except Exception as error:  # the next look tries again
                log.warning("requests wait to be logged", count=len(self._waiting),
                            error=repr(error))  # fmt: skip


def _noted(
    marks: dict[str, Any],
    asked: dict[bytes, bytes],
    whose: tuple[UUID, UUID],
    told: Mapping[bytes, bytes],
    status: int,
    seconds: float,
) -> Noted:
    problem = marks.get(REFUSED)
    client = marks.get("client")
    wait = told.get(b"retry-after", b"")
    return Noted(
        shop_id=whose[0],
        id=new_id(),
        at=datetime.now(UTC) - timedelta(seconds=seconds),
        key_id=whose[1],
        method=marks["method"],
        operation=marks.get(OPERATION),
        path=_path(marks),
        query=_kept(marks.get(QUERY, ""), QUERY_MAX_CHARS),
        status=status,
        code=problem.code if problem else None,
        field_codes=_codes(problem),
        request_id=marks[REQUEST_ID],
        idempotency_key=_header(asked, b"idempotency-key"),
        is_replayed=told.get(b"idempotent-replayed") == b"true",
        wait_s=int(wait) if wait.isdigit() else None,
        latency_ms=round(seconds * _MS),
        user_agent=_header(asked, b"user-agent"),
        address=client[0] if client else None,
    )


def _path(marks: dict[str, Any]) -> str:
    """The path; where there is no operation, its parts may be anything, and only words are kept."""
    path = written(marks["path"])
    if marks.get(OPERATION) is None:
        path = "/".join(part if WORD.fullmatch(part) else UNSAID for part in path.split("/"))
    return _kept(path, PATH_MAX_CHARS)


def _codes(problem: Any) -> tuple[str, ...]:
    if problem is None:
        return ()
    return tuple(dict.fromkeys(one.code for one in problem.errors))[:FIELD_CODES_MAX]


def _header(asked: dict[bytes, bytes], name: bytes) -> str | None:
    value = asked.get(name)
    return None if value is None else _kept(value.decode("latin-1"), HEADER_MAX_CHARS)


def _kept(value: str, most: int) -> str:
    """What PostgreSQL can keep of a text that anybody made up."""
    return value[:most].replace("\0", "").encode("utf-8", "replace").decode()
