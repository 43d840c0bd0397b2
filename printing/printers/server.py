"""What a print agent says to the warehouse and hears from it (`api/print_agent.py` answers)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import httpx
import msgspec

from printing.printers.way import Health, State

T = TypeVar("T")

#: how long the server may keep a question for the next job open, s
WAIT_S: Final = 20
#: the line is dead when it says nothing for so long, s
LINE_LIMIT_S: Final = 40.0
CONNECT_LIMIT_S: Final = 10.0


class Refused(Exception):  # noqa: N818 - reads as the fact it is
    """The server knows this agent's token no more."""


class Printer(msgspec.Struct, frozen=True, kw_only=True):
    """A printer of the agent's station."""

    id: str
    name: str
    address: str
    is_zpl: bool


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """A job for one of them."""

    kind: str
    owner: str
    id: str
    attempt: int
    printer_id: str
    title: str
    content_type: str
    is_begun: bool

    @property
    def path(self) -> str:
        """Where it is fetched, begun and settled."""
        return f"/print-agent/{self.kind}/{self.owner}/{self.id}/{self.attempt}"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the server says to `next_job`."""

    printers: list[Printer]
    job: Offered | None = None


class _May(msgspec.Struct, frozen=True):
    may: bool


class Server:
    """The warehouse at ``url``, who knows us by ``token``."""

    def __init__(
        self, url: str, token: str, words: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """``words``: what we say of ourselves; ``transport``: another than the network."""
        self._words = words
        self._web = httpx.AsyncClient(
            base_url=url.rstrip("/"),
            transport=transport,
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            timeout=httpx.Timeout(LINE_LIMIT_S, connect=CONNECT_LIMIT_S),
        )

    async def next_job(
        self, states: Mapping[str, Health], holding: list[str], wait_s: int = WAIT_S
    ) -> Answer:
        """Tell how the printers are; wait for a job. Raises httpx.HTTPError, Refused."""
        told = [
            {"printer_id": printer, "state": State(health.state).value, "words": health.words}
            for printer, health in states.items()
        ]
        said = {"words": self._words, "states": told, "holding": holding, "wait_s": wait_s}
        return await self._ask("/print-agent/next", said, Answer)

    async def content(self, job: Offered) -> bytes | None:
        """The bytes to print; None: it is ours no more."""
        answer = await self._web.get(job.path)
        if answer.status_code in (404, 409):
            return None
        answer.raise_for_status()
        return answer.content

    async def may_begin(self, job: Offered) -> bool:
        """Whether it is still ours."""
        return (await self._ask(f"{job.path}/begin", {}, _May)).may

    async def settled(self, job: Offered, outcome: str, state: str = "", words: str = "") -> None:
        """How it ended."""
        said = {"outcome": outcome, "state": state, "words": words}
        await self._ask(f"{job.path}/settled", said, dict[str, Any])

    async def _ask(self, path: str, said: dict[str, Any], kind: type[T]) -> T:
        answer = await self._web.post(path, content=msgspec.json.encode(said),
                                      headers={"Content-Type": "application/json"})  # fmt: skip
        if answer.status_code in (401, 403):
            raise Refused
        answer.raise_for_status()
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except msgspec.MsgspecError as error:
            raise httpx.DecodingError(str(error)) from error

    async def close(self) -> None:
        """No more questions."""
        await self._web.aclose()
