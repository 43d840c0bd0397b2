"""``lp``: whatever printers CUPS on this machine has. For the agent, where IPP is not wanted."""

from __future__ import annotations

import asyncio
from typing import Final

from printing.printers.way import Begin, Health, Job, NotSent, State, TakenAway, Unsure

LIMIT_S: Final = 20.0
#: what CUPS should do with bytes that are the printer's own language
_AS_IT_IS: Final = ("-o", "raw")


class Lp:
    """The printer that CUPS calls ``name``."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def state(self) -> Health:
        """By ``lpstat -p``."""
        code, said = await _run(["lpstat", "-p", self._name])
        if code is None:
            return Health(State.FAULT, said)
        if code:
            return Health(State.OFFLINE, said)
        return Health(State.PAUSED if "disabled" in said else State.READY)

    async def send(self, job: Job, begin: Begin) -> None:
        """Hand it to CUPS, which answers when it has it. Raises NotSent, TakenAway, Unsure."""
        if not await begin():
            raise TakenAway
        how = _AS_IT_IS if job.content_type == "application/zpl" else ()
        words = ["lp", "-d", self._name, "-t", f"{job.title} {job.id}", *how, "--", "-"]
        code, said = await _run(words, job.content)
        if code is None:
            raise Unsure(said)
        if code:
            raise NotSent(State.FAULT, said)

    async def has_come(self, job: Job) -> bool | None:
        """lpstat tells no titles."""
        del job
        return None


async def _run(words: list[str], given: bytes = b"") -> tuple[int | None, str]:
    """Exit code and what was said; None when it did not end in time or is not installed."""
    try:
        made = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
    except OSError:
        return 1, f"{words[0]} is not installed"
    try:
        async with asyncio.timeout(LIMIT_S):
            said, _ = await made.communicate(given)
    except TimeoutError:
        made.kill()
        await made.wait()
        return None, f"{words[0]} did not end"
    return made.returncode, said.decode(errors="replace").strip()[:200]
